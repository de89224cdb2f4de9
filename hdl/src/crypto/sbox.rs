//! AES S-box: four octets, substituted or passed, into a register.
//!
//! ```text
//!   word, pass, go -->[ SubWord | SmallSubWord ]--> subbed      (one clock; holds without `go`)
//! ```
//! `SubWord` is one block RAM, whose other half passes; `SmallSubWord` is 250 LUTs.
//! The table is computed, not typed, and the Verilog is printed from it. FIPS 197 §5.1.1.

use rust_hdl_core::prelude::*;
use std::sync::LazyLock;

/// The forward S-box.
pub static SBOX: LazyLock<[u8; 256]> = LazyLock::new(|| {
    std::array::from_fn(|x| {
        let inverse = (1..=255).find(|y| multiply(x as u8, *y) == 1).unwrap_or(0);
        let turns = (1..5).fold(inverse, |sum, turn| sum ^ inverse.rotate_left(turn));
        turns ^ 0x63
    })
});

/// Product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1.
pub const fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = (a << 1) ^ if a & 0x80 == 0 { 0 } else { 0x1b };
        b >>= 1;
    }
    product
}

/// In block RAM.
pub type SubWord = SubOctets<false>;

/// In LUTs.
pub type SmallSubWord = SubOctets<true>;

/// Four S-boxes with an output register.
#[derive(LogicBlock, Default)]
pub struct SubOctets<const SMALL: bool> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock enable.
    pub go: Signal<In, Bit>,
    /// Leave the octets as they are.
    pub pass: Signal<In, Bit>,
    /// Four octets.
    pub word: Signal<In, Bits<32>>,
    /// Their substitutes.
    pub subbed: Signal<Out, Bits<32>>,
}

impl<const SMALL: bool> Logic for SubOctets<SMALL> {
    fn update(&mut self) {
        if self.clock.pos_edge() && self.go.val() {
            let word = self.word.val();
            self.subbed.next = match self.pass.val() {
                true => word,
                false => {
                    let octets = (0..4).rev().map(|i| SBOX[word.get_bits::<8>(8 * i).index()]);
                    octets.fold(0u64, |sum, octet| sum << 8 | u64::from(octet)).into()
                }
            };
        }
    }

    fn connect(&mut self) {
        self.subbed.connect();
    }

    fn hdl(&self) -> Verilog {
        let digits = |table: &[u8; 256]| table.iter().rev().map(|octet| format!("{octet:02x}")).collect::<String>();
        let sbox = digits(&SBOX);
        if SMALL {
            let octet = |i: usize| format!("TABLE[{{word[{}:{}], 3'd0}} +: 8]", 8 * i + 7, 8 * i);
            return Verilog::Custom(format!(
                "localparam [2047:0] TABLE = 2048'h{sbox};\n\
                 initial subbed = 32'd0;\n\
                 always @(posedge clock) if (go) subbed <= pass ? word : {{{}, {}, {}, {}}};\n",
                octet(3),
                octet(2),
                octet(1),
                octet(0)
            ));
        }
        let same = digits(&std::array::from_fn(|x| x as u8));
        Verilog::Custom(format!(
            "localparam [4095:0] TABLE = 4096'h{same}{sbox};\n\
             (* rom_style = \"block\" *) reg [7:0] high [0:511];\n\
             (* rom_style = \"block\" *) reg [7:0] low [0:511];\n\
             integer i;\n\
             initial begin\n    for (i = 0; i < 512; i = i + 1) begin\n        \
                 high[i] = TABLE[8*i +: 8];\n        low[i] = TABLE[8*i +: 8];\n    end\n    subbed = 32'd0;\nend\n\
             always @(posedge clock) if (go) begin\n    \
                 subbed[31:24] <= high[{{pass, word[31:24]}}];\n    subbed[23:16] <= high[{{pass, word[23:16]}}];\n    \
                 subbed[15:8] <= low[{{pass, word[15:8]}}];\n    subbed[7:0] <= low[{{pass, word[7:0]}}];\nend\n"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sbox_has_its_published_corners() {
        assert_eq!((SBOX[0], SBOX[1], SBOX[0x53], SBOX[0xff]), (0x63, 0x7c, 0xed, 0x16));
    }

    #[test]
    fn sub_word_in_lock_step() -> Result<(), verilated::Error> {
        verilated::lockstep::run("sub_word", SubWord::default, 2_000, 1)?;
        verilated::lockstep::run("small_sub_word", SmallSubWord::default, 2_000, 1)
    }
}
