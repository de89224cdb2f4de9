//! `respite check`: whether a configuration can be used, and what it leaves out.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use respite::config::{load, running_config, weak_algorithms, LoadError, Loaded};

/// Reads a configuration and says what of it is used, ignored, weak or wrong.
#[derive(Debug, Args)]
pub struct Check {
    /// Configuration, see docs/configuration.md.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Prints the configuration in its canonical form, keys included.
    #[arg(long)]
    print: bool,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("{}: {source}", file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("{} cannot be used:\n{source}", file.display())]
    Wrong { file: PathBuf, source: LoadError },
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Check {
    /// Runs the command.
    pub fn run(&self) -> Result<(), CheckError> {
        let file = || self.config.clone();
        let octets = std::fs::read(&self.config).map_err(|source| CheckError::Read { file: file(), source })?;
        let loaded = load(&String::from_utf8_lossy(&octets));
        let loaded = loaded.map_err(|source| CheckError::Wrong { file: file(), source })?;
        Ok(self.tell(&loaded, &mut io::stdout().lock())?)
    }

    fn tell(&self, loaded: &Loaded, out: &mut impl Write) -> io::Result<()> {
        if self.print {
            return out.write_all(running_config(&loaded.config).as_bytes());
        }
        for ignored in &loaded.ignored {
            let lines: Vec<String> = ignored.lines.iter().map(ToString::to_string).collect();
            let noun = if lines.len() == 1 { "line" } else { "lines" };
            writeln!(out, "ignored: {} ({noun} {})", ignored.text, lines.join(", "))?;
        }
        weak_algorithms(&loaded.config).iter().try_for_each(|warning| writeln!(out, "weak: {warning}"))
    }
}
