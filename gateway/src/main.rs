//! The program `respite`: its commands and its log.

mod command;

use std::error::Error;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};
use tracing_subscriber::filter::LevelFilter;

/// IPsec gateway whose ESP work is done by a card.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Says more on standard error; twice says everything.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(command::check::Check),
    Replay(command::replay::Replay),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let level = match cli.verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        _ => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).init();
    let done: Result<(), Box<dyn Error>> = match &cli.command {
        Command::Check(check) => check.run().map_err(Into::into),
        Command::Replay(replay) => replay.run().map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("respite: {e}");
            ExitCode::FAILURE
        }
    }
}
