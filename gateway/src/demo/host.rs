//! A gateway that runs in a namespace of the laboratory.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::lab::{command, wait_for, Lab, LabError, Place, Side};
use crate::console::{Backend, BackendError, Level, Session};
use crate::daemon::Client;
use crate::telemetry::Stats;

/// A gateway. Dropping it kills it, so that its peer hears nothing.
pub struct Host {
    place: Place,
    program: PathBuf,
    child: Child,
}

impl Host {
    /// Starts the program `respite` with a configuration, and waits until it answers.
    pub fn start(lab: &Lab, side: Side, program: &Path, config: &str) -> Result<Host, LabError> {
        Host::start_at(lab.place(side), program, config)
    }

    /// The same, in any network namespace.
    pub fn start_at(place: Place, program: &Path, config: &str) -> Result<Host, LabError> {
        let file = |path: PathBuf| move |source| LabError::File { path, source };
        fs::create_dir_all(&place.dir).map_err(file(place.dir.clone()))?;
        let path = place.dir.join("startup-config");
        fs::write(&path, config).map_err(file(path.clone()))?;
        let child = spawn(&place, program)?;
        let mut host = Host { place, program: program.to_owned(), child };
        host.wait()?;
        Ok(host)
    }

    /// Its configuration, for those who want to change it.
    pub fn startup_config(&self) -> PathBuf {
        self.place.dir.join("startup-config")
    }

    /// Ends it at once, telling nobody: a power cut.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Has it end by itself, so that it tells its peers.
    pub fn end(&mut self) -> Result<(), LabError> {
        let asked = rustix::process::Pid::from_raw(self.child.id() as i32)
            .map(|pid| rustix::process::kill_process(pid, rustix::process::Signal::TERM));
        match (asked, self.child.wait()) {
            (Some(Ok(())), Ok(_)) => Ok(()),
            _ => Err(self.failed("does not end".into())),
        }
    }

    /// Starts it again after `kill`.
    pub fn restart(&mut self) -> Result<(), LabError> {
        self.child = spawn(&self.place, &self.program)?;
        self.wait()
    }

    pub fn client(&self) -> Result<Client, LabError> {
        Client::connect(&self.place.socket).map_err(|error| self.failed(error.to_string()))
    }

    pub fn socket(&self) -> &Path {
        &self.place.socket
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn stats(&self) -> Result<Stats, LabError> {
        self.client()?.stats().map_err(|BackendError(why)| self.failed(why))
    }

    /// What a privileged command of the console prints.
    pub fn console(&self, line: &str) -> Result<String, LabError> {
        let (mut session, mut out) = (Session::new(Level::Privileged), Vec::new());
        let done = session.line(line, &mut self.client()?, &mut out);
        done.map_err(|error| self.failed(error.to_string()))?;
        let text = String::from_utf8_lossy(&out).into_owned();
        if session.refused() {
            return Err(self.failed(format!("does not {line}: {text}")));
        }
        Ok(text)
    }

    /// Lines of its log that contain `what`.
    pub fn logged(&self, what: &str) -> Result<Vec<String>, LabError> {
        let text = self.console("show logging")?;
        Ok(text.lines().filter(|line| line.contains(what)).map(str::to_owned).collect())
    }

    /// All that it has written to standard error.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.place.dir.join("log")).unwrap_or_default()).into_owned()
    }

    /// What explains a loss: its log, and what it has counted.
    pub fn account(&self) -> String {
        let counted = self.stats().map(|stats| serde_json::to_string_pretty(&stats).unwrap_or_default());
        let counted = counted.unwrap_or_else(|error| error.to_string());
        let counted: Vec<&str> = counted.lines().filter(|line| !line.trim_end_matches(',').ends_with(": 0")).collect();
        format!("{}\n{}", self.said(), counted.join("\n"))
    }

    fn wait(&mut self) -> Result<(), LabError> {
        let socket = &self.place.socket;
        let child = &mut self.child;
        let answers = wait_for(START, || match child.try_wait() {
            Ok(None) => Client::connect(socket).ok().map(|_| true),
            _ => Some(false),
        });
        match answers {
            Some(true) => Ok(()),
            Some(false) => Err(self.failed("has ended".into())),
            None => Err(self.failed("does not answer".into())),
        }
    }

    fn failed(&self, what: String) -> LabError {
        LabError::Gateway { namespace: self.place.namespace.clone(), what, log: self.said() }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(place: &Place, program: &Path) -> Result<Child, LabError> {
    let Place { namespace, dir, socket } = place;
    let path = dir.join("log");
    let log = OpenOptions::new().create(true).append(true).open(&path);
    let log = log.map_err(|source| LabError::File { path, source })?;
    let twin = |log: &File| log.try_clone();
    let run = || -> io::Result<Child> {
        // What an earlier one left: its socket must not be taken for this one's.
        let _ = fs::remove_file(socket);
        let mut command = command(namespace, program);
        command.arg("run").arg("--config").arg(dir.join("startup-config"));
        command.arg("--state").arg(dir.join("state")).arg("--socket").arg(socket);
        command.stdin(Stdio::null()).stdout(twin(&log)?).stderr(log).spawn()
    };
    run().map_err(|source| LabError::Program { program: program.display().to_string(), source })
}

/// A simulated card takes some seconds to begin on a machine that has much to do.
const START: Duration = Duration::from_secs(120);
