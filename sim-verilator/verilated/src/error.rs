//! What can go wrong between a block and its Verilated model.

use std::fmt;
use std::path::PathBuf;

/// Failure to emit, lint, compile, load or agree.
pub enum Error {
    /// The back end refused the block.
    Emit(vgen::Error),
    /// No Verilator where we look for it.
    NoVerilator { searched: Vec<PathBuf> },
    /// A tool failed; for Verilator this includes every lint warning.
    Tool { tool: String, output: String },
    /// A file or directory of the build cache.
    Io { path: PathBuf, cause: std::io::Error },
    /// The compiled model does not load.
    Load { path: PathBuf, cause: String },
    /// Rust-HDL's simulator and Verilator disagree.
    Mismatch { block: String, port: String, cycle: u64, rust: num_bigint::BigUint, verilog: num_bigint::BigUint },
    /// Lock-step cannot run on this block.
    Lockstep { block: String, reason: String },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Emit(e) => write!(f, "{e}"),
            Error::NoVerilator { searched } => {
                write!(f, "no verilator (run scripts/setup); searched {searched:?}")
            }
            Error::Tool { tool, output } => write!(f, "{tool} failed:\n{output}"),
            Error::Io { path, cause } => write!(f, "{}: {cause}", path.display()),
            Error::Load { path, cause } => write!(f, "{}: {cause}", path.display()),
            Error::Mismatch { block, port, cycle, rust, verilog } => {
                write!(f, "{block}: `{port}` differs at cycle {cycle}: rust {rust:#x}, verilog {verilog:#x}")
            }
            Error::Lockstep { block, reason } => write!(f, "{block}: {reason}"),
        }
    }
}

// `unwrap` and a test returning Result print Debug: make that the readable text.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

impl From<vgen::Error> for Error {
    fn from(e: vgen::Error) -> Error {
        Error::Emit(e)
    }
}
