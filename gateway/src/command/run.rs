//! `respite run`: the gateway.

use std::path::PathBuf;

use clap::Args;
use respite::daemon::{DaemonError, Gateway, Options};

use super::operate::Socket;

/// Runs the gateway until it is told to end (SIGTERM); SIGHUP has it read its configuration again.
#[derive(Debug, Args)]
pub struct Run {
    /// Startup configuration, see docs/configuration.md.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Directory of the secrets that outlive a restart.
    #[arg(long, value_name = "DIRECTORY", default_value = "/var/lib/respite")]
    state: PathBuf,
    #[command(flatten)]
    socket: Socket,
    /// Name of the TUN interface that protected traffic goes through.
    #[arg(long, value_name = "NAME", default_value = "respite0")]
    tun: String,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("threads: {0}")]
    Runtime(std::io::Error),
    #[error(transparent)]
    Gateway(#[from] DaemonError),
}

impl Run {
    /// Runs the command.
    pub fn run(&self) -> Result<(), RunError> {
        let options = Options {
            config: self.config.clone(),
            state: self.state.clone(),
            socket: self.socket.path.clone(),
            tun: self.tun.clone(),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
        let done = runtime.map_err(RunError::Runtime)?.block_on(async { Gateway::start(options).await?.run().await });
        Ok(done?)
    }
}

/// One for packets, one for all else; the gateway itself has the first thread of the program.
const WORKERS: usize = 2;
