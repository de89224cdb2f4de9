//! Permutes, repeats or drops bits by a table: wiring.
//!
//! ```text
//!   x -->[ table ]--> y      (no clock; output bit i is input bit table[i])
//! ```
//! Tables count as FIPS 46-3 does: from 1, the most significant bit first.

use rust_hdl_core::prelude::*;

/// `O` bits out of `I` bits.
#[derive(LogicBlock, Default)]
pub struct Permute<const I: usize, const O: usize> {
    /// Bits.
    pub x: Signal<In, Bits<I>>,
    /// The bits that the table names.
    pub y: Signal<Out, Bits<O>>,
    _table: &'static [u8],
}

impl<const I: usize, const O: usize> Permute<I, O> {
    /// By `table`, which has `O` entries of 1 to `I`.
    pub fn new(table: &'static [u8; O]) -> Permute<I, O> {
        Permute { x: Default::default(), y: Default::default(), _table: table }
    }
}

impl<const I: usize, const O: usize> Logic for Permute<I, O> {
    fn update(&mut self) {
        let x = self.x.val();
        self.y.next = self
            ._table
            .iter()
            .fold(Bits::default(), |y, place| (y << 1) | u64::from(x.get_bit(I - usize::from(*place))));
    }

    fn connect(&mut self) {
        self.y.connect();
    }

    fn hdl(&self) -> Verilog {
        let bits: Vec<String> = self._table.iter().map(|place| format!("x[{}]", I - usize::from(*place))).collect();
        Verilog::Custom(format!("always @* y = {{{}}};\n", bits.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permute_in_lock_step() -> Result<(), verilated::Error> {
        verilated::lockstep::run("permute", || Permute::<5, 7>::new(&[5, 1, 1, 2, 4, 3, 5]), 100, 1)
    }
}
