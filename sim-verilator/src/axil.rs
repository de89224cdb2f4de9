//! Register access: the host's side of the AXI4-Lite slave, one access at a time.
//!
//! ```text
//!   start ──> address (and data) offered until accepted ──> response awaited ──> finished
//! ```
//! Bounded: a card that does not answer in `PATIENCE` clocks has failed the access, as a PCI Express completion would
//! time out.

use crate::pins::{Register, Seen};

/// An access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads the word at an offset.
    Read(u16),
    /// Writes the octets of a word whose strobes are set.
    Write(u16, u32, u8),
}

/// Why an access failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The card answered with an error.
    Refused,
    /// The card did not answer.
    Silent,
}

/// The access in progress.
#[derive(Default)]
pub struct Axil {
    drives: Register,
    clocks: u32,
}

impl Axil {
    /// Begins an access; the one before must have finished.
    pub fn start(&mut self, access: Access) {
        self.clocks = 0;
        self.drives = match access {
            Access::Read(offset) => Register { ar: Some(offset), rready: true, ..Register::default() },
            Access::Write(offset, data, strobe) => {
                Register { aw: Some(offset), w: Some((data, strobe)), bready: true, ..Register::default() }
            }
        };
    }

    /// What the bus drives in this clock.
    pub fn drives(&self) -> Register {
        self.drives
    }

    /// Takes what the card drove in this clock. `Some` ends the access, with the word (0 of a write).
    pub fn clock(&mut self, seen: &Seen) -> Option<Result<u32, Failure>> {
        let d = &mut self.drives;
        if !d.bready && !d.rready {
            return None;
        }
        d.aw = d.aw.filter(|_| !seen.reg_awready);
        d.w = d.w.filter(|_| !seen.reg_wready);
        d.ar = d.ar.filter(|_| !seen.reg_arready);
        self.clocks += 1;
        let answer = match (seen.reg_r, seen.reg_b) {
            (Some((data, resp)), _) if d.rready => (resp == 0).then_some(data).ok_or(Failure::Refused),
            (_, Some(resp)) if d.bready => (resp == 0).then_some(0).ok_or(Failure::Refused),
            _ if self.clocks >= PATIENCE => Err(Failure::Silent),
            _ => return None,
        };
        self.drives = Register::default();
        Some(answer)
    }
}

/// Clocks that an access may take.
pub const PATIENCE: u32 = 100_000;
