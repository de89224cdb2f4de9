//! `respite replay`: a capture through a card.

use std::fs::File;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use respite::capture::{Capture, CaptureError};
use respite::card::{CardChoice, ChoiceError, OpenError, Opened};
use respite::output::{self, Output, OutputError, SameFile};
use respite::replay::{card_options, replay, ReplayError};
use respite::sa_file::{self, SaFileError};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

/// Sends the packets of a capture through a card and reports what became of each.
///
/// ESP, AH and UDP on port 4500 go to the "in" SAs, other packets to the first "out" SA whose selectors take them.
#[derive(Debug, Args)]
pub struct Replay {
    /// Security associations, see docs/replay.md.
    #[arg(long, value_name = "SA.toml")]
    sa: PathBuf,
    /// Capture to read: pcap or pcapng, Ethernet or raw IP.
    #[arg(long = "in", value_name = "IN.pcap")]
    input: PathBuf,
    /// Where the packets go that the card emits: a pcap of raw IP.
    #[arg(long, value_name = "OUT.pcap")]
    out: PathBuf,
    /// Where the report goes.
    #[arg(long, value_name = "REPORT.json")]
    report: PathBuf,
    /// The card: `sim`, `vfio-user PATH` or `vfio ADDRESS`.
    #[arg(long, num_args = 1..=2, value_names = ["KIND", "PATH|ADDRESS"], default_value = "sim")]
    card: Vec<String>,
    /// Event records per second in the long run; 0 is no limit.
    #[arg(long, default_value_t = 0)]
    event_rate: u32,
    /// Event records at once after silence, if the rate is limited.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..))]
    event_burst: u16,
    /// Seconds after which a card that does not answer is given up.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86400))]
    timeout: u64,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayCommandError {
    #[error("--card: {0}")]
    Choice(#[from] ChoiceError),
    #[error(transparent)]
    SaFile(#[from] SaFileError),
    #[error("{}: {source}", file.display())]
    Open { file: PathBuf, source: std::io::Error },
    #[error("{}: {source}", file.display())]
    Capture { file: PathBuf, source: CaptureError },
    #[error("{0}")]
    SameFile(#[from] SameFile),
    #[error("signals: {0}")]
    Signals(std::io::Error),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Card(#[from] OpenError),
    #[error(transparent)]
    Replay(ReplayError),
}

impl Replay {
    /// Runs the command.
    pub fn run(&self) -> Result<(), ReplayCommandError> {
        let choice = CardChoice::from_words(&self.card)?;
        output::check_distinct(
            &[("--out", &self.out), ("--report", &self.report)],
            &[("--sa", &self.sa), ("--in", &self.input)],
        )?;
        let interrupted = interrupted().map_err(ReplayCommandError::Signals)?;
        let sas = sa_file::load(&self.sa)?;
        for (sa, weak) in sas.iter().flat_map(|sa| sa.params.suite.weak().map(move |weak| (sa, weak))) {
            tracing::warn!("{}: SA {} uses {weak}, which is weak", self.sa.display(), sa.name);
        }
        let (mut capture, len) = self.open_capture()?;
        let outputs = (Output::create(&self.out)?, Output::create(&self.report)?);
        let patience = Duration::from_secs(self.timeout);
        let Opened { card, simulation: _running } =
            choice.open(&card_options(patience, self.event_rate, self.event_burst))?;
        tracing::info!(lanes = card.info.lanes, sas = card.info.sas, clock_hz = card.info.clock_hz, "{choice} is open");

        let bar = progress_bar(len);
        let mut progress = |octets| bar.set_position(octets);
        let replayed = replay(card, &sas, &mut capture, outputs, patience, &interrupted, &mut progress);
        bar.finish_and_clear();
        let (summary, out, report) = replayed.map_err(|e| match e {
            ReplayError::Capture(source) => ReplayCommandError::Capture { file: self.input.clone(), source },
            e => ReplayCommandError::Replay(e),
        })?;
        out.commit()?;
        report.commit()?;
        let dropped = summary.packets - summary.ok;
        tracing::info!(packets = summary.packets, dropped, clocks = summary.clocks, "replayed");
        Ok(())
    }

    fn open_capture(&self) -> Result<(Capture, u64), ReplayCommandError> {
        let path: &Path = &self.input;
        let opened = File::open(path).and_then(|file| file.metadata().map(|m| (file, m.len())));
        let (file, len) = opened.map_err(|source| ReplayCommandError::Open { file: path.into(), source })?;
        let capture = Capture::new(file).map_err(|source| ReplayCommandError::Capture { file: path.into(), source })?;
        Ok((capture, len))
    }
}

/// Raised by the signals that ask a program to end; at the second one it ends at once.
fn interrupted() -> std::io::Result<Arc<AtomicBool>> {
    let raised = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_default(signal, raised.clone())?;
        flag::register(signal, raised.clone())?;
    }
    Ok(raised)
}

fn progress_bar(len: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} of the capture, {elapsed} ({eta} left)");
    ProgressBar::new(len).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
