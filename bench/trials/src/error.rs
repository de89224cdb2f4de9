//! Why a trial has no outcome.

use respite::demo::{Host, LabError};

use crate::file::FileError;

/// Why a trial has no outcome.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The laboratory with our gateways alone.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// The laboratory with somebody else's.
    #[error("{0}")]
    Peers(String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Something did not happen; what both ends have to say.
    #[error("{what}\n--- one end\n{one}\n--- the other\n{other}")]
    Failed { what: &'static str, one: String, other: String },
    #[error(transparent)]
    File(#[from] FileError),
}

impl TrialError {
    /// Between two gateways of ours.
    pub fn failed(what: &'static str, one: &Host, other: &Host) -> TrialError {
        TrialError::Failed { what, one: one.said(), other: other.said() }
    }
}
