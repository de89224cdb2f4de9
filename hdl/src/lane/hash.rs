//! Bucket number of a key in one way of the SPI CAM: an XOR network from `abi::cam::hash_row`, registered.

use respite_abi::cam;
use rust_hdl_core::prelude::*;
use std::fmt::Write;

/// Hash of way `W` for `1 << B` buckets; latency one clock.
#[derive(LogicBlock, Default)]
pub struct Hash<const B: usize, const W: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// SPI in 31:0, AH in bit 32.
    pub key: Signal<In, Bits<33>>,
    /// Its bucket, one clock later.
    pub bucket: Signal<Out, Bits<B>>,
}

impl<const B: usize, const W: usize> Logic for Hash<B, W> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self.bucket.next = bits(cam::bucket(W, self.key.val().to_u64(), B as u32).into());
        }
    }

    fn connect(&mut self) {
        self.bucket.connect();
    }

    fn hdl(&self) -> Verilog {
        let mut rows = String::new();
        for bit in 0..B {
            let _ = writeln!(rows, "    bucket[{bit}] <= ^(key & 33'h{:09x});", cam::hash_row(W, bit));
        }
        Verilog::Custom(format!("initial bucket = 0;\nalways @(posedge clock) begin\n{rows}end\n"))
    }
}
