//! Reverses the order of octets: wiring between network order and the little-endian lanes of AXI.

use rust_hdl_core::prelude::*;

/// `N` bits, a multiple of 8.
#[derive(LogicBlock, Default)]
pub struct Swap<const N: usize> {
    /// Input.
    pub x: Signal<In, Bits<N>>,
    /// The same octets, first one last.
    pub y: Signal<Out, Bits<N>>,
}

impl<const N: usize> Logic for Swap<N> {
    fn update(&mut self) {
        let x = self.x.val();
        self.y.next = (0..N / 8).fold(Bits::default(), |y, i| (y << 8) | bit_cast::<N, 8>(x.get_bits::<8>(8 * i)));
    }

    fn connect(&mut self) {
        self.y.connect();
    }

    fn hdl(&self) -> Verilog {
        let octets: Vec<String> = (0..N / 8).map(|i| format!("x[{}:{}]", 8 * i + 7, 8 * i)).collect();
        Verilog::Custom(format!("always @* y = {{{}}};\n", octets.join(", ")))
    }
}
