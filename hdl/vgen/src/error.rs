//! Why a block was refused: where, which signal, and what could not be proved.

use std::fmt;

/// A block that has no Verilog we could prove equal to its Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Path of the block from the top, dotted: `top.parser.fifo`.
    pub block: String,
    /// Signal concerned, as the kernel spells it; empty when the block as a whole is.
    pub signal: String,
    /// What could not be proved.
    pub reason: String,
}

impl Error {
    pub(crate) fn new(block: &str, signal: &str, reason: impl Into<String>) -> Error {
        Error { block: block.into(), signal: signal.into(), reason: reason.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.block)?;
        if !self.signal.is_empty() {
            write!(f, ": `{}`", self.signal)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for Error {}
