//! One AES round in two layers, forward and backward.
//!
//! ```text
//!   state, key, go -->[ AesBytes ]--> bytes      (one clock; holds without `go`: three LUT levels)
//!   bytes, key ------>[ AesMix ]----> y          (no clock: four)
//! ```
//! Forward: SubBytes and ShiftRows | MixColumns, round key. Backward: InvShiftRows, InvSubBytes, round key | InvMixColumns. The
//! backward mix is the forward one behind x + 4(x + x turned by two octets), so the two share most of it. FIPS 197 §5.1, §5.3.

use super::sbox::SBOX;
use rust_hdl_core::prelude::*;
use std::sync::LazyLock;

/// The inverse S-box.
static INVERSE: LazyLock<[u8; 256]> = LazyLock::new(|| {
    let mut inverse = [0; 256];
    for (x, y) in SBOX.iter().enumerate() {
        inverse[usize::from(*y)] = x as u8;
    }
    inverse
});

/// Where octet `i` of the result of ShiftRows, or of its inverse, comes from; octet 0 is the top one.
fn source(i: usize, backward: bool) -> usize {
    let (row, column) = (i % 4, i / 4);
    row + 4 * ((column + if backward { 4 - row } else { row }) % 4)
}

/// Octet layer with an output register.
#[derive(LogicBlock, Default)]
pub struct AesBytes {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock enable.
    pub go: Signal<In, Bit>,
    /// Decrypt.
    pub backward: Signal<In, Bit>,
    /// State, octet 0 in the top bits.
    pub state: Signal<In, Bits<128>>,
    /// Round key; only decryption takes it here.
    pub key: Signal<In, Bits<128>>,
    /// Substituted and shifted.
    pub bytes: Signal<Out, Bits<128>>,
}

impl Logic for AesBytes {
    fn update(&mut self) {
        if self.clock.pos_edge() && self.go.val() {
            let (state, key) = (self.state.val().to_u128().to_be_bytes(), self.key.val().to_u128().to_be_bytes());
            let bytes: [u8; 16] = match self.backward.val() {
                true => std::array::from_fn(|i| INVERSE[usize::from(state[source(i, true)])] ^ key[i]),
                false => std::array::from_fn(|i| SBOX[usize::from(state[source(i, false)])]),
            };
            self.bytes.next = bytes.iter().fold(Bits::default(), |sum, octet| (sum << 8) | u64::from(*octet));
        }
    }

    fn connect(&mut self) {
        self.bytes.connect();
    }

    fn hdl(&self) -> Verilog {
        let mut text = String::new();
        for (name, table) in [("SBOX", &*SBOX), ("INVERSE", &*INVERSE)] {
            let digits: String = table.iter().rev().map(|octet| format!("{octet:02x}")).collect();
            text += &format!("localparam [2047:0] {name} = 2048'h{digits};\n");
        }
        text += "initial bytes = 128'd0;\nalways @(posedge clock) if (go) begin\n";
        for i in 0..16 {
            let place = |i: usize| format!("{}:{}", 127 - 8 * i, 120 - 8 * i);
            text += &format!(
                "    bytes[{}] <= backward ? INVERSE[{{state[{}], 3'd0}} +: 8] ^ key[{}] : SBOX[{{state[{}], 3'd0}} +: 8];\n",
                place(i),
                place(source(i, true)),
                place(i),
                place(source(i, false)),
            );
        }
        Verilog::Custom(text + "end\n")
    }
}

/// Column layer.
#[derive(LogicBlock, Default)]
pub struct AesMix {
    /// Decrypt.
    pub backward: Signal<In, Bit>,
    /// Last round: nothing is mixed.
    pub last: Signal<In, Bit>,
    /// Output of the octet layer.
    pub bytes: Signal<In, Bits<128>>,
    /// Round key; only encryption takes it here.
    pub key: Signal<In, Bits<128>>,
    /// New state.
    pub y: Signal<Out, Bits<128>>,
    column: [Signal<Local, Bits<32>>; 4],
    once: Signal<Local, Bits<32>>,
    twice: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    pair: Signal<Local, Bits<32>>,
    mixed: Signal<Local, Bits<32>>,
    all: Signal<Local, Bits<128>>,
}

impl Logic for AesMix {
    #[hdl_gen]
    fn update(&mut self) {
        self.all.next = bits::<128>(0);
        for i in 0..4 {
            self.column[i].next = self.bytes.val().get_bits::<32>(96 - 32 * i);
            // Four times the sum with the octet two places on.
            self.pair.next = self.column[i].val() ^ ((self.column[i].val() << 16) | (self.column[i].val() >> 16));
            self.high.next = (self.pair.val() >> 7) & 0x01010101_u64;
            self.once.next = ((self.pair.val() << 1) & 0xfefefefe_u64)
                ^ self.high.val()
                ^ (self.high.val() << 1)
                ^ (self.high.val() << 3)
                ^ (self.high.val() << 4);
            self.high.next = (self.once.val() >> 7) & 0x01010101_u64;
            self.twice.next = ((self.once.val() << 1) & 0xfefefefe_u64)
                ^ self.high.val()
                ^ (self.high.val() << 1)
                ^ (self.high.val() << 3)
                ^ (self.high.val() << 4);
            if self.backward.val() && !self.last.val() {
                self.column[i].next = self.column[i].val() ^ self.twice.val();
            }
            // y = 2(a ^ r8(a)) ^ r8(a) ^ r16(a) ^ r24(a).
            self.pair.next = self.column[i].val() ^ ((self.column[i].val() << 8) | (self.column[i].val() >> 24));
            self.high.next = (self.pair.val() >> 7) & 0x01010101_u64;
            self.mixed.next = ((self.pair.val() << 1) & 0xfefefefe_u64)
                ^ self.high.val()
                ^ (self.high.val() << 1)
                ^ (self.high.val() << 3)
                ^ (self.high.val() << 4)
                ^ ((self.column[i].val() << 8) | (self.column[i].val() >> 24))
                ^ ((self.column[i].val() << 16) | (self.column[i].val() >> 16))
                ^ ((self.column[i].val() << 24) | (self.column[i].val() >> 8));
            if self.last.val() {
                self.mixed.next = self.column[i].val();
            }
            self.all.next = (self.all.val() << 32) | bit_cast::<128, 32>(self.mixed.val());
        }
        self.y.next = self.all.val();
        if !self.backward.val() {
            self.y.next = self.all.val() ^ self.key.val();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::{lockstep, Error};

    #[test]
    fn aes_layers_in_lock_step() -> Result<(), Error> {
        lockstep::run("aes_bytes", AesBytes::default, 500, 1)?;
        lockstep::run("aes_mix", AesMix::default, 500, 1)
    }
}
