//! Sums of turned words, and the constants, of SHA-256 and SHA-512.
//!
//! ```text
//!   x, wide -->[ Sigma ]--> y             (no clock: two LUT levels)
//!   at, wide -->[ RoundConstant ]--> k    (one clock)
//! ```
//! A word of SHA-256 is the upper half of a word of 64 bits whose lower half is zero: sums then wrap as they should, and the 32-bit
//! constants are the upper halves of the first 64-bit ones. Tables are computed, not typed. FIPS 180-4 §4.1, §4.2.

use rust_hdl_core::prelude::*;
use std::sync::LazyLock;

/// Lower case sigma 0.
pub type Small0 = Sigma<0>;
/// Lower case sigma 1.
pub type Small1 = Sigma<1>;
/// Upper case sigma 0.
pub type Big0 = Sigma<2>;
/// Upper case sigma 1.
pub type Big1 = Sigma<3>;

/// XOR of a word turned to the right by three distances; for the lower case ones the third is a shift.
#[derive(LogicBlock, Default)]
pub struct Sigma<const N: usize> {
    /// SHA-512 family.
    pub wide: Signal<In, Bit>,
    /// Word.
    pub x: Signal<In, Bits<64>>,
    /// Sum.
    pub y: Signal<Out, Bits<64>>,
}

impl<const N: usize> Sigma<N> {
    /// Distances of SHA-512 and SHA-384, and of SHA-256.
    const DISTANCES: ([u32; 3], [u32; 3]) = [
        ([1, 8, 7], [7, 18, 3]),
        ([19, 61, 6], [17, 19, 10]),
        ([28, 34, 39], [2, 13, 22]),
        ([14, 18, 41], [6, 11, 25]),
    ][N];
    const SHIFTS: bool = N < 2;
}

impl<const N: usize> Logic for Sigma<N> {
    fn update(&mut self) {
        let x = self.x.val().to_u64();
        let y = if self.wide.val() {
            let [a, b, c] = Self::DISTANCES.0;
            x.rotate_right(a) ^ x.rotate_right(b) ^ if Self::SHIFTS { x >> c } else { x.rotate_right(c) }
        } else {
            let ([a, b, c], x) = (Self::DISTANCES.1, (x >> 32) as u32);
            u64::from(x.rotate_right(a) ^ x.rotate_right(b) ^ if Self::SHIFTS { x >> c } else { x.rotate_right(c) })
                << 32
        };
        self.y.next = y.into();
    }

    fn connect(&mut self) {
        self.y.connect();
    }

    fn hdl(&self) -> Verilog {
        let turned = |by: u32, low: u32| format!("{{x[{}:{low}], x[63:{}]}}", low + by - 1, low + by);
        let third = |by: u32, low: u32| match Self::SHIFTS {
            true => format!("{{{by}'d0, x[63:{}]}}", low + by),
            false => turned(by, low),
        };
        let sum =
            |[a, b, c]: [u32; 3], low: u32| format!("{} ^ {} ^ {}", turned(a, low), turned(b, low), third(c, low));
        Verilog::Custom(format!(
            "wire [63:0] full = {};\nwire [31:0] half = {};\nalways @* y = wide ? full : {{half, 32'd0}};\n",
            sum(Self::DISTANCES.0, 0),
            sum(Self::DISTANCES.1, 32),
        ))
    }
}

/// Reads a round constant.
#[derive(LogicBlock, Default)]
pub struct RoundConstant {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// SHA-512 family.
    pub wide: Signal<In, Bit>,
    /// Round.
    pub at: Signal<In, Bits<7>>,
    /// Its constant, one clock later; zero from round 80 on.
    pub k: Signal<Out, Bits<64>>,
}

impl Logic for RoundConstant {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let k = CONSTANTS.get(self.at.val().index()).copied().unwrap_or(0);
            self.k.next = if self.wide.val() { k } else { k >> 32 << 32 }.into();
        }
    }

    fn connect(&mut self) {
        self.k.connect();
    }

    fn hdl(&self) -> Verilog {
        let rows: String =
            CONSTANTS.iter().enumerate().map(|(t, k)| format!("        {t}: word = 64'h{k:016x};\n")).collect();
        Verilog::Custom(format!(
            "reg [63:0] word;\nalways @* case (at)\n{rows}        default: word = 64'd0;\n    endcase\n\
             initial k = 64'd0;\nalways @(posedge clock) k <= {{word[63:32], word[31:0] & {{32{{wide}}}}}};\n"
        ))
    }
}

/// The first 64 bits of the fractional parts of the cube roots of the first 80 primes.
static CONSTANTS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let primes = (2u32..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0));
    primes.take(80).map(cube_root).collect()
});

/// The first 64 bits of the fractional part of a cube root.
fn cube_root(number: u32) -> u64 {
    // floor(2^64 root) is the largest x whose cube is not above number * 2^192. Numbers as 32-bit limbs from the lowest.
    let bound = [0, 0, 0, 0, 0, 0, number, 0, 0];
    let mut x = 0u128;
    for bit in (0..68).rev() {
        let candidate = x | 1 << bit;
        let limbs: Vec<u32> = (0..3).map(|i| (candidate >> (32 * i)) as u32).collect();
        let cube = times(&times(&limbs, &limbs), &limbs);
        if cube.iter().rev().le(bound.iter().rev()) {
            x = candidate;
        }
    }
    x as u64
}

fn times(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut product = vec![0u32; a.len() + b.len()];
    for (i, x) in a.iter().enumerate() {
        let mut carry = 0u64;
        for (j, y) in b.iter().enumerate() {
            let sum = u64::from(*x) * u64::from(*y) + u64::from(product[i + j]) + carry;
            product[i + j] = sum as u32;
            carry = sum >> 32;
        }
        product[i + b.len()] = carry as u32;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use verilated::{lockstep, Error};

    #[test]
    fn constants_have_their_published_corners() {
        assert_eq!((CONSTANTS[0], CONSTANTS[79]), (0x428a2f98d728ae22, 0x6c44198c4a475817));
    }

    #[test]
    fn sha2_parts_in_lock_step() -> Result<(), Error> {
        lockstep::run("sigma_big", Big0::default, 300, 1)?;
        lockstep::run("sigma_small", Small1::default, 300, 1)?;
        lockstep::run("round_constant", RoundConstant::default, 500, 1)
    }
}
