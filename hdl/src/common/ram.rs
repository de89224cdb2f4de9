//! Memories: one write port, one read port, read latency one clock.
//!
//! ```text
//!   wr, wa, wd -->+----------+
//!                 |  Memory  |--> rd   (contents of ra one clock ago)
//!           ra -->+----------+
//! ```
//! `Ram` is block RAM: reading an address in the clock that writes it gives no defined value in hardware (`no_rw_check`), so users
//! keep apart what they write and what they read. `SmallRam` is LUTs, for up to 64 words: the same gives the old word. A `Ram` of
//! so few words is LUTs too: it would leave seven eighths of its block RAMs empty. Contents start at zero.

use rust_hdl_core::prelude::*;
use std::collections::BTreeMap;

/// Block RAM.
pub type Ram<D, const A: usize> = Memory<D, A, false>;

/// Memory in LUTs.
pub type SmallRam<D, const A: usize> = Memory<D, A, true>;

/// Memory of `1 << A` words of `D`.
#[derive(LogicBlock, Default)]
pub struct Memory<D: Synth, const A: usize, const SMALL: bool> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Write enable.
    pub wr: Signal<In, Bit>,
    /// Write address.
    pub wa: Signal<In, Bits<A>>,
    /// Write data.
    pub wd: Signal<In, D>,
    /// Read address.
    pub ra: Signal<In, Bits<A>>,
    /// Read data, one clock later.
    pub rd: Signal<Out, D>,
    _mem: BTreeMap<Bits<A>, D>,
}

impl<D: Synth, const A: usize, const SMALL: bool> Logic for Memory<D, A, SMALL> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self.rd.next = self._mem.get(&self.ra.val()).copied().unwrap_or_default();
            if self.wr.val() {
                self._mem.insert(self.wa.val(), self.wd.val());
            }
        }
    }

    fn connect(&mut self) {
        self.rd.connect();
    }

    fn hdl(&self) -> Verilog {
        let (top, last) = (D::BITS - 1, (1usize << A) - 1);
        let style = if SMALL || A <= 6 { "ram_style = \"distributed\"" } else { "ram_style = \"block\", no_rw_check" };
        Verilog::Custom(format!(
            "(* {style} *) reg [{top}:0] mem [0:{last}];\n\
             integer i;\n\
             initial begin\n    for (i = 0; i <= {last}; i = i + 1) mem[i] = 0;\n    rd = 0;\nend\n\
             always @(posedge clock) begin\n    if (wr) mem[wa] <= wd;\n    rd <= mem[ra];\nend\n"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ram_in_lock_step() -> Result<(), verilated::Error> {
        verilated::lockstep::run("small_ram", SmallRam::<Bits<9>, 3>::default, 500, 1)
    }
}
