//! The program `respite`: its commands and its log.

mod command;

use std::error::Error;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};
use respite::card::ChoiceError;
use respite::output::SameFile;
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
    /// Ends SAs, counters or the log of the running gateway: `respite clear crypto sa`.
    Clear(command::operate::Single),
    Console(command::operate::Console),
    Demo(command::demo::Demo),
    Manual(command::manual::Manual),
    /// Has the running gateway send echo requests: `respite ping 10.0.2.2 repeat 30`.
    Ping(command::operate::Single),
    /// Has the running gateway read its configuration again; tunnels stay.
    Reload(command::operate::Whole),
    Replay(command::replay::Replay),
    Run(command::run::Run),
    /// Shows the state of the running gateway: `respite show crypto ipsec sa --json`.
    Show(command::operate::Single),
    /// Prints everything that the running gateway counts, as JSON.
    Stats(command::operate::Whole),
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
        Command::Clear(clear) => clear.run("clear").map_err(Into::into),
        Command::Console(console) => console.run().map_err(Into::into),
        Command::Demo(demo) => demo.run().map_err(Into::into),
        Command::Manual(manual) => manual.run().map_err(Into::into),
        Command::Ping(ping) => ping.run("ping").map_err(Into::into),
        Command::Reload(reload) => reload.reload().map_err(Into::into),
        Command::Replay(replay) => replay.run().map_err(Into::into),
        Command::Run(run) => run.run().map_err(Into::into),
        Command::Show(show) => show.run("show").map_err(Into::into),
        Command::Stats(stats) => stats.stats().map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("respite: {e}");
            if is_usage(e.as_ref()) {
                return ExitCode::from(USAGE);
            }
            ExitCode::FAILURE
        }
    }
}

/// Whether the words of the command are wrong in a way that the parser of command lines does not see.
fn is_usage(error: &(dyn Error + 'static)) -> bool {
    error.is::<ChoiceError>() || error.is::<SameFile>() || error.source().is_some_and(is_usage)
}

/// As the parser's.
const USAGE: u8 = 2;
