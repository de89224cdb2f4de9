//! Why a simulation cannot start or go on.

use std::path::PathBuf;

use crate::axi::Violation;

/// Why a simulation cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The card broke a rule of AXI4.
    #[error("clock {clock}: the card broke AXI4: {violation}")]
    Axi {
        /// When.
        clock: u64,
        /// How.
        violation: Violation,
    },
    /// The clock limit of the options was reached.
    #[error("the limit of {0} clocks is reached")]
    ClockLimit(u64),
    /// An option that cannot be.
    #[error("{option} {why}")]
    Options {
        /// Its name.
        option: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// A waveform was asked for, but the model was built without.
    #[error("this card was built without waveforms: build with the feature `trace`")]
    NoTrace,
    /// A file or socket.
    #[error("{}: {source}", path.display())]
    Path {
        /// Its name.
        path: PathBuf,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// The operating system refused something else.
    #[error("{what}: {source}")]
    Io {
        /// The call's purpose.
        what: &'static str,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// The thread of an in-process card panicked.
    #[error("the simulated card's thread panicked")]
    Panicked,
}
