//! The simulated card as a process: `respite-sim --socket PATH`, for QEMU or a driver in another process.

use std::io::Write;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use respite_sim::server::{serve, Shared};
use respite_sim::{Card, Error, Options};
use signal_hook::consts::{SIGINT, SIGTERM};

/// The Respite card under Verilator, served as a PCI function over vfio-user
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// UNIX socket to create
    #[arg(long, value_name = "PATH")]
    socket: PathBuf,
    #[command(flatten)]
    options: Options,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shared = Shared::default();
    let result = run(&arguments, &shared);
    // Whoever closed our output does not want to read it.
    let _ = write!(std::io::stdout(), "{}", shared.snapshot());
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("respite-sim: {e}");
            ExitCode::FAILURE
        }
    }
}

/// Serves clients until a signal says to stop.
fn run(arguments: &Arguments, shared: &Shared) -> Result<(), Error> {
    let signals = |source| Error::Io { what: "watch for signals", source };
    let (stop, stopped) = UnixStream::pair().map_err(signals)?;
    for signal in [SIGINT, SIGTERM] {
        let stop = stop.try_clone().map_err(signals)?;
        signal_hook::low_level::pipe::register(signal, stop).map_err(signals)?;
    }
    let mut card = Card::linked(&arguments.options)?;
    serve(&arguments.socket, &mut card, stopped.as_fd(), shared)
}
