//! One AES round, of either direction, as lookups in block RAM.
//!
//! ```text
//!   state, backward, last, go -->[ 16 lookups of 32 bits, two a block RAM ]--> XOR of four per column --> mixed
//! ```
//! One clock; zero without `go`. An octet's lookup gives what it adds to its column: behind SubBytes its multiples by MixColumns, in
//! the last round itself alone. Backward likewise with the inverses, which is the equivalent inverse cipher: round keys but the
//! first and the last have to be mixed (`unmix`), and columns 1 and 3 of state, keys and result change places, for InvShiftRows is
//! ShiftRows with the columns in reverse. FIPS 197 §5.1, §5.3.5.

use super::sbox::{multiply, SBOX};
use rust_hdl_core::prelude::*;
use std::sync::LazyLock;

/// The lookups of row 0 at `backward << 9 | last << 8 | octet`, row 0 in the top bits; another row's are turned to it.
static TABLE: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut inverse = [0; 256];
    for (x, y) in SBOX.iter().enumerate() {
        inverse[usize::from(*y)] = x as u8;
    }
    let mut table = vec![];
    for (sbox, mixes) in [(*SBOX, [2, 1, 1, 3]), (inverse, [14, 9, 13, 11])] {
        for factors in [mixes, [1, 0, 0, 0]] {
            table.extend(sbox.iter().map(|octet| u32::from_be_bytes(factors.map(|factor| multiply(*octet, factor)))));
        }
    }
    table
});

/// Where octet `i` of the result of ShiftRows comes from; octet 0 is the top one.
fn source(i: usize) -> usize {
    let (row, column) = (i % 4, i / 4);
    row + 4 * ((column + row) % 4)
}

/// All of a round but its key.
#[derive(LogicBlock, Default)]
pub struct AesTables {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// There is a round.
    pub go: Signal<In, Bit>,
    /// Decrypt.
    pub backward: Signal<In, Bit>,
    /// It is the last one.
    pub last: Signal<In, Bit>,
    /// State, octet 0 in the top bits.
    pub state: Signal<In, Bits<128>>,
    /// Substituted, shifted and mixed.
    pub mixed: Signal<Out, Bits<128>>,
}

impl Logic for AesTables {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let state = self.state.val().to_u128().to_be_bytes();
            let quarter = usize::from(self.backward.val()) << 9 | usize::from(self.last.val()) << 8;
            let mut columns = [0u32; 4];
            for i in 0..16 {
                let row = i as u32 % 4;
                columns[i / 4] ^= TABLE[quarter | usize::from(state[source(i)])].rotate_right(8 * row);
            }
            self.mixed.next = match self.go.val() {
                true => columns.iter().fold(Bits::default(), |sum, column| (sum << 32) | u64::from(*column)),
                false => Bits::default(),
            };
        }
    }

    fn connect(&mut self) {
        self.mixed.connect();
    }

    fn hdl(&self) -> Verilog {
        let digits: String = TABLE.iter().rev().map(|word| format!("{word:08x}")).collect();
        let mut text = format!("localparam [32767:0] TABLE = 32768'h{digits};\ninteger i;\n");
        for i in (0..16).step_by(2) {
            text += &format!(
                "(* rom_style = \"block\" *) reg [31:0] table{i} [0:1023];\nreg [31:0] word{i};\nreg [31:0] word{};\n\
                 initial begin\n    for (i = 0; i < 1024; i = i + 1) table{i}[i] = TABLE[32*i +: 32];\n    word{i} = 0;\n    word{} = 0;\nend\n",
                i + 1,
                i + 1
            );
        }
        text += "always @(posedge clock) begin\n";
        for i in 0..16 {
            let low = 120 - 8 * source(i);
            text += &format!(
                "    word{i} <= go ? table{}[{{backward, last, state[{}:{low}]}}] : 32'd0;\n",
                i & !1,
                low + 7
            );
        }
        text += "end\n";
        for column in 0..4 {
            // Row r is turned to the right by r octets.
            let turned: Vec<_> = (0..4)
                .map(|row| match (4 * column + row, 8 * row) {
                    (i, 0) => format!("word{i}"),
                    (i, by) => format!("{{word{i}[{}:0], word{i}[31:{by}]}}", by - 1),
                })
                .collect();
            let low = 96 - 32 * column;
            text += &format!("always @* mixed[{}:{low}] = {};\n", low + 31, turned.join(" ^ "));
        }
        Verilog::Custom(text)
    }
}

/// InvMixColumns of a round key's column.
#[derive(LogicBlock, Default)]
pub struct Unmix {
    /// Column, row 0 in the top bits.
    pub x: Signal<In, Bits<32>>,
    /// Mixed.
    pub y: Signal<Out, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    once: Signal<Local, Bits<32>>,
    twice: Signal<Local, Bits<32>>,
    pair: Signal<Local, Bits<32>>,
    near: Signal<Local, Bits<32>>,
}

impl Logic for Unmix {
    #[hdl_gen]
    fn update(&mut self) {
        // x + 4(x + x turned by two octets), and behind it MixColumns: 2(a + r8(a)) + r8(a) + r16(a) + r24(a).
        self.pair.next = self.x.val() ^ ((self.x.val() << 16) | (self.x.val() >> 16));
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
        self.near.next = self.x.val() ^ self.twice.val();
        self.pair.next = self.near.val() ^ ((self.near.val() << 8) | (self.near.val() >> 24));
        self.high.next = (self.pair.val() >> 7) & 0x01010101_u64;
        self.y.next = ((self.pair.val() << 1) & 0xfefefefe_u64)
            ^ self.high.val()
            ^ (self.high.val() << 1)
            ^ (self.high.val() << 3)
            ^ (self.high.val() << 4)
            ^ ((self.near.val() << 8) | (self.near.val() >> 24))
            ^ ((self.near.val() << 16) | (self.near.val() >> 16))
            ^ ((self.near.val() << 24) | (self.near.val() >> 8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::{lockstep, Error};

    #[test]
    fn aes_tables_in_lock_step() -> Result<(), Error> {
        lockstep::run("aes_tables", AesTables::default, 500, 1)?;
        lockstep::run("unmix", Unmix::default, 200, 1)
    }
}
