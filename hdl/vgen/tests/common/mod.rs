//! Shorthand for small circuits: the struct by macro, the kernel written out.

#![allow(dead_code, unused_macros, unused_imports)]

pub use rust_hdl_core::prelude::*;
pub use rust_hdl_widgets::prelude::*;
pub use verilated::{lockstep, Error};

/// Input, output and local of N bits.
pub type I<const N: usize> = Signal<In, Bits<N>>;
pub type O<const N: usize> = Signal<Out, Bits<N>>;
pub type L<const N: usize> = Signal<Local, Bits<N>>;
/// The same of one `Bit`.
pub type BitIn = Signal<In, Bit>;
pub type BitOut = Signal<Out, Bit>;
pub type BitLocal = Signal<Local, Bit>;
pub type Clk = Signal<In, Clock>;

macro_rules! circuit {
    ($name:ident { $($field:ident: $ty:ty),* $(,)? }) => {
        #[derive(LogicBlock, Default)]
        struct $name { $(pub $field: $ty,)* }
    };
}
pub(crate) use circuit;

/// Verilog of a block that has one.
pub fn emitted<B: Block>(mut block: B) -> String {
    block.connect_all();
    match vgen::generate("top", &block) {
        Ok(verilog) => verilog,
        Err(error) => panic!("refused: {error}"),
    }
}

/// The error of a block that has none: block, signal, reason.
pub fn refused<B: Block>(mut block: B) -> (String, String, String) {
    block.connect_all();
    match vgen::generate("top", &block) {
        Ok(verilog) => panic!("accepted:\n{verilog}"),
        Err(error) => (error.block, error.signal, error.reason),
    }
}
