//! QEMU's control socket (docs/interop/qmp-spec in its sources): one JSON value a line.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use respite::demo::wait_for;
use serde_json::{json, Value};

use crate::Checked;

pub struct Qmp {
    stream: BufReader<UnixStream>,
}

impl Qmp {
    /// Connects to a QEMU that is starting.
    pub fn connect(socket: &Path) -> Checked<Qmp> {
        let stream = wait_for(PATIENCE, || UnixStream::connect(socket).ok()).ok_or("QEMU does not start")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut qmp = Qmp { stream: BufReader::new(stream) };
        qmp.receive()?; // the greeting
        qmp.execute("qmp_capabilities", json!({}))?;
        Ok(qmp)
    }

    pub fn execute(&mut self, command: &str, arguments: Value) -> Checked<()> {
        let request = json!({ "execute": command, "arguments": arguments });
        self.stream.get_mut().write_all(format!("{request}\n").as_bytes())?;
        loop {
            let answer = self.receive()?;
            if let Some(error) = answer.get("error") {
                return Err(format!("{command}: {error}").into());
            }
            if answer.get("return").is_some() {
                return Ok(());
            }
        }
    }

    fn receive(&mut self) -> Checked<Value> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }
}

const PATIENCE: Duration = Duration::from_secs(30);
