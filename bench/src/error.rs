//! Why a benchmark has no figure. A wrong result is an error like any other: no figure is better than a false one.

use std::time::Duration;

/// Why there is no figure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The driver, or the card behind it.
    #[error(transparent)]
    Card(#[from] respite_driver::Error),
    /// An SA.
    #[error(transparent)]
    Sa(#[from] respite_driver::SaError),
    /// The bus between them.
    #[error(transparent)]
    Transport(#[from] respite_driver::TransportError),
    /// The simulated card did not start.
    #[error("the simulated card: {0}")]
    Simulator(std::io::Error),
    /// A block's model did not build.
    #[error(transparent)]
    Model(#[from] verilated::Error),
    /// The card lacks room for a measurement.
    #[error("{0}")]
    Room(String),
    /// Packets were handed in and did not come back.
    #[error("{missing} of {submitted} packets did not come back within {after:?}")]
    Stuck {
        /// Packets handed in.
        submitted: usize,
        /// Those that are missing.
        missing: usize,
        /// Without any that came.
        after: Duration,
    },
    /// A result is not what the software says it must be.
    #[error("packet {index} of {count}: {what}")]
    Wrong {
        /// In the order of submission.
        index: usize,
        /// Packets handed in.
        count: usize,
        /// What is wrong.
        what: String,
    },
    /// A lookup of the CAM block.
    #[error("CAM lookup of {key:#x} at {filled} entries: {what}")]
    Lookup {
        /// Key that was asked for.
        key: u64,
        /// Entries meanwhile.
        filled: usize,
        /// What is wrong.
        what: String,
    },
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// Its path.
        path: String,
        /// What went wrong.
        source: std::io::Error,
    },
    /// A file with figures.
    #[error("{path}, line {line}: not NAME VALUE UNIT")]
    Figures {
        /// Its path.
        path: String,
        /// Line number.
        line: usize,
    },
    /// The plot.
    #[error("drawing: {0}")]
    Plot(String),
}

impl Error {
    /// For `map_err` on a file's operation.
    pub fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
        move |source| Error::File { path: path.display().to_string(), source }
    }
}
