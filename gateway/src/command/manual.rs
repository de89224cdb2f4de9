//! `respite manual`: a gateway whose SAs were written down.

use std::path::PathBuf;

use clap::Args;
use respite::card::{CardChoice, ChoiceError};
use respite::daemon::{manual, ManualError, ManualOptions};
use respite::output::{self, Output, OutputError, SameFile};
use respite::sa_file::{self, SaFileError};

/// Joins a TUN interface and a network device by SAs that were written down, for laboratories and peers without IKE.
///
/// Addresses and routes are the caller's affair.
#[derive(Debug, Args)]
pub struct Manual {
    /// Security associations, see docs/replay.md.
    #[arg(long, value_name = "SA.toml")]
    sa: PathBuf,
    /// The card: `sim`, `vfio-user PATH` or `vfio ADDRESS`.
    #[arg(long, num_args = 1..=2, value_names = ["KIND", "PATH|ADDRESS"], default_value = "sim")]
    card: Vec<String>,
    /// Network device of the black side; it has the SAs' addresses.
    #[arg(long, value_name = "NAME")]
    device: String,
    /// Name of the TUN interface that protected traffic goes through.
    #[arg(long, value_name = "NAME", default_value = "respite0")]
    tun: String,
    /// Octets of the longest packet of the TUN interface.
    #[arg(long, value_name = "OCTETS", default_value_t = 1400, value_parser = clap::value_parser!(u16).range(576..=9000))]
    mtu: u16,
    /// Where what each SA has carried goes in the end, as JSON.
    #[arg(long, value_name = "REPORT.json")]
    report: Option<PathBuf>,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum ManualCommandError {
    #[error("--card: {0}")]
    Choice(#[from] ChoiceError),
    #[error(transparent)]
    SaFile(#[from] SaFileError),
    #[error("{0}")]
    SameFile(#[from] SameFile),
    #[error("threads: {0}")]
    Runtime(std::io::Error),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error("cannot write the report: {0}")]
    Report(#[from] serde_json::Error),
    #[error(transparent)]
    Manual(#[from] ManualError),
}

impl Manual {
    /// Runs the command.
    pub fn run(&self) -> Result<(), ManualCommandError> {
        let card = CardChoice::from_words(&self.card)?;
        if let Some(report) = &self.report {
            output::check_distinct(&[("--report", report)], &[("--sa", &self.sa)])?;
        }
        let sas = sa_file::load(&self.sa)?;
        tracing::warn!("keys that were written down: give no AES-GCM key to two runs (RFC 4106 §2)");
        let mut output = self.report.as_deref().map(Output::create).transpose()?;
        let (device, tun) = (self.device.clone(), self.tun.clone());
        let options = ManualOptions { card, sas, device, tun, mtu: self.mtu };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(ManualCommandError::Runtime)?;
        let report = runtime.block_on(manual(&options, || println!("{} is up", self.tun)))?;
        if let Some(mut output) = output.take() {
            serde_json::to_writer_pretty(&mut output, &report)?;
            output.commit()?;
        }
        Ok(())
    }
}
