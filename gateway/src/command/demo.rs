//! `respite demo`: the experiment, from a tunnel that works to one that works again.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use respite::demo::{experiment, table, Case, ExperimentError, Outcome};
use respite::show;

/// Shows invalid-SPI recovery between two gateways in network namespaces, with simulated cards. Needs root.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where transcript, configurations and logs go.
    #[arg(long, value_name = "DIRECTORY", default_value = "respite-demo")]
    into: PathBuf,
    /// What is measured, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// One case only.
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("there is no case {name}, but {}", all())]
    Case { name: String },
    #[error("{}: {source}", file.display())]
    File { file: PathBuf, source: io::Error },
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    #[error("recovery did not do what it should: {0}")]
    Unexpected(String),
}

impl Demo {
    /// Runs the command.
    pub fn run(&self) -> Result<(), DemoError> {
        let cases = match &self.case {
            None => Case::ALL.to_vec(),
            Some(name) => vec![Case::named(name).ok_or_else(|| DemoError::Case { name: name.clone() })?],
        };
        let fail = |file: &Path| {
            let file = file.to_owned();
            move |source| DemoError::File { file, source }
        };
        let program = std::env::current_exe().map_err(fail(Path::new("respite")))?;
        std::fs::create_dir_all(&self.into).map_err(fail(&self.into))?;
        let transcript = self.into.join("transcript.txt");
        let mut out = Both(File::create(&transcript).map_err(fail(&transcript))?, io::stdout());
        let mut outcomes: Vec<Outcome> = Vec::new();
        for case in &cases {
            for recovery in [true, false] {
                let dir = self.into.join(format!("{}-{}", case.name, if recovery { "on" } else { "off" }));
                match experiment(case, recovery, &program, &dir, &mut out) {
                    Ok(outcome) => outcomes.push(outcome),
                    // Of all cases, those that this card can do are shown.
                    Err(why @ ExperimentError::Lacking { .. }) if self.case.is_none() => {
                        writeln!(out, "\nleft out: {why}").map_err(fail(&transcript))?;
                        break;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        write!(out, "\n{}", table(&outcomes)).map_err(fail(&transcript))?;
        if let Some(file) = &self.json {
            let text = show::json(&outcomes).map_err(|e| fail(file)(e.into()))?;
            std::fs::write(file, text + "\n").map_err(fail(file))?;
        }
        match outcomes.iter().find(|outcome| outcome.recovery != outcome.recovery_ms.is_some()) {
            Some(outcome) => Err(DemoError::Unexpected(outcome.case.clone())),
            None => Ok(()),
        }
    }
}

/// A file, and the terminal.
struct Both(File, io::Stdout);

impl Write for Both {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write_all(octets)?;
        self.1.write_all(octets)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.1.flush()
    }
}

fn all() -> String {
    Case::ALL.map(|case| case.name).join(", ")
}
