//! `respite console`, and what an operator may also ask for in a single command.

use std::io;
use std::path::PathBuf;

use clap::Args;
use respite::console::{interact, Backend, BackendError, ConsoleError, Level, Session};
use respite::daemon::{Client, ClientError};
use respite::show;

/// Which gateway.
#[derive(Clone, Debug, Args)]
pub struct Socket {
    /// Control socket of the gateway.
    #[arg(id = "socket", long = "socket", value_name = "PATH", default_value = "/run/respite/control")]
    pub path: PathBuf,
}

/// Opens the console of the running gateway, see docs/commands.md.
#[derive(Debug, Args)]
pub struct Console {
    #[command(flatten)]
    socket: Socket,
}

/// A command of the console, see docs/commands.md.
#[derive(Debug, Args)]
pub struct Single {
    #[command(flatten)]
    socket: Socket,
    /// The rest of the command.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "WORD")]
    words: Vec<String>,
}

/// A request to the gateway as a whole.
#[derive(Debug, Args)]
pub struct Whole {
    #[command(flatten)]
    socket: Socket,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Gateway(#[from] BackendError),
    #[error(transparent)]
    Console(#[from] ConsoleError),
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
    /// It has said why.
    #[error("the command was refused")]
    Refused,
}

impl Console {
    /// Runs the command.
    pub fn run(&self) -> Result<(), OperateError> {
        let mut client = Client::connect(&self.socket.path)?;
        Ok(interact(Session::new(Level::User), &mut client)?)
    }
}

impl Single {
    /// Runs the command that begins with `verb`.
    pub fn run(&self, verb: &str) -> Result<(), OperateError> {
        let mut client = Client::connect(&self.socket.path)?;
        let line = std::iter::once(verb).chain(self.words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
        let mut session = Session::new(Level::Privileged);
        session.line(&line, &mut client, &mut io::stdout().lock())?;
        if session.refused() || session.asks() {
            return Err(OperateError::Refused);
        }
        Ok(())
    }
}

impl Whole {
    /// Has the gateway read its configuration again.
    pub fn reload(&self) -> Result<(), OperateError> {
        Client::connect(&self.socket.path)?.reload()?.iter().for_each(|line| println!("{line}"));
        Ok(())
    }

    /// Prints all that the gateway has counted, as JSON.
    pub fn stats(&self) -> Result<(), OperateError> {
        let stats = Client::connect(&self.socket.path)?.stats()?;
        println!("{}", show::json(&stats).map_err(io::Error::from)?);
        Ok(())
    }
}
