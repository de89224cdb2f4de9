//! `respite-trials`: measures whole gateways. scripts/recovery-times, scripts/soak, scripts/flood and scripts/throughput build and run it.
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use respite_trials::{flood, soak, throughput, times};

/// Measures whole gateways in network namespaces. Needs root.
#[derive(Debug, Parser)]
#[command(name = "respite-trials")]
struct Options {
    /// The program `respite`.
    #[arg(long, value_name = "PATH")]
    program: PathBuf,
    /// Where configurations and logs go.
    #[arg(long, value_name = "DIRECTORY")]
    into: PathBuf,
    #[command(subcommand)]
    trial: Trial,
}

#[derive(Debug, Subcommand)]
enum Trial {
    Flood(flood::Command),
    Soak(soak::Command),
    Throughput(throughput::Command),
    Times(times::Command),
}

fn main() -> ExitCode {
    let Options { program, into, trial } = Options::parse();
    let missed: Result<usize, Box<dyn Error>> = match trial {
        Trial::Flood(flood) => flood.run(&program, &into).map_err(Into::into),
        Trial::Soak(soak) => soak.run(&program, &into).map_err(Into::into),
        Trial::Throughput(throughput) => throughput.run(&program, &into).map_err(Into::into),
        Trial::Times(times) => times.run(&program, &into).map_err(Into::into),
    };
    match missed {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("{missed} results are not as required");
            ExitCode::FAILURE
        }
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
    }
}
