//! Benchmarks of the card, its simulator and its CAM: tables, a plot and bench.json.
//!
//! ```text
//!   suite, size, fill ──traffic (ring)──> jobs ──rig──> clocks ──measure──> Cost ─┐
//!   CAM block in Verilator ─────────────────────────────cam──> Lookups ───────────┤
//!   real time ──────────────────────────────────────────speed──> Speed ───────────┼──> Results ──> report, plot, figure
//!   figures of other programs ────────────────────────────────────────────────────┘
//! ```
//! Every packet is sealed or opened by independent software and every result is compared; one wrong result ends the run.
//! docs/benchmarks.md says how it is done and how to read it.
#![forbid(unsafe_code)]

mod cam;
mod error;
mod figure;
mod measure;
mod options;
mod plot;
mod report;
mod rig;
mod run;
mod speed;
mod suite;
mod traffic;

use std::process::ExitCode;

use clap::Parser;

use crate::options::Options;

fn main() -> ExitCode {
    let options = Options::parse();
    match run::all(&options) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("{missed} requirements are not met");
            ExitCode::FAILURE
        }
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
    }
}
