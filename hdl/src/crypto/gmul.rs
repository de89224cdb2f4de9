//! GHASH step: XOR with an earlier product, times a power of H in GF(2^128); pipelined.
//!
//! ```text
//!   x --->(^)--> | split | --> 27 products --> | join, reduce | --+--> product    (4 clocks, one step per clock)
//!          ^ chain                                                |
//!          '------------------------------------------------------'
//! ```
//! The product of a step reaches the XOR of the step that starts four clocks later: `x_i` of a packet takes up `x_(i-4)`.
//! Three levels of Karatsuba, then reduction modulo x^128 + x^7 + x^2 + x + 1. GCM puts x^0 into the most significant bit; a
//! carry-less product is its own mirror image, so no bit is turned round. SP 800-38D §6.3.

use super::word::{function, Value, Word};
use rust_hdl_core::prelude::*;

/// Clocks from `x` to `product`.
pub const LATENCY: usize = 4;

/// Multiplier with its accumulator loop.
#[derive(LogicBlock, Default)]
pub struct GfMul {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Take up the product of four clocks ago.
    pub chain: Signal<In, Bit>,
    /// Hash block.
    pub x: Signal<In, Bits<128>>,
    /// Power of H.
    pub power: Signal<In, Bits<128>>,
    /// Product, `LATENCY` clocks later.
    pub product: Signal<Out, Bits<128>>,
    _pipe: Pipe,
}

/// Registers of the model, from the input on.
#[derive(Default)]
struct Pipe {
    factors: [u128; 2],
    operands: [Vec<Value>; 2],
    products: Vec<Value>,
}

impl Logic for GfMul {
    fn update(&mut self) {
        if !self.clock.pos_edge() {
            return;
        }
        let pipe = &mut self._pipe;
        let product = self.product.val();
        self.product.next = match pipe.products.is_empty() {
            true => Bits::default(),
            false => number(join(&pipe.products).low()),
        };
        let [a, b] = &pipe.operands;
        pipe.products = a.iter().zip(b).map(|(a, b)| multiply(a, b)).collect();
        pipe.operands = pipe.factors.map(|factor| split(&Value::new(factor, 128)));
        let taken = if self.chain.val() { product.to_u128() } else { 0 };
        pipe.factors = [self.x.val().to_u128() ^ taken, self.power.val().to_u128()];
    }

    fn connect(&mut self) {
        self.product.connect();
    }

    fn hdl(&self) -> Verilog {
        let name = |prefix: &str, i: usize, width| (format!("{prefix}{i}"), width);
        let mut text = function("multiply", &[name("a", 0, LEAF), name("b", 0, LEAF)], |w| multiply(&w[0], &w[1]));
        let products: Vec<_> = (0..LEAVES).map(|i| name("i", i, 2 * LEAF - 1)).collect();
        text += &function("collect", &products, join);
        for i in 0..LEAVES {
            text += &function(&format!("split{i}"), &[name("a", 0, 128)], |w| split(&w[0]).swap_remove(i));
        }
        let mut registers = vec![("f".to_string(), 128), ("g".into(), 128)];
        for i in 0..LEAVES {
            registers.extend([name("a", i, LEAF), name("b", i, LEAF), name("p", i, 2 * LEAF - 1)]);
        }
        for (name, width) in registers {
            text += &format!("reg [{}:0] {name};\ninitial {name} = {width}'d0;\n", width - 1);
        }
        text += "initial product = 128'd0;\nalways @(posedge clock) begin\n";
        text += "    f <= x ^ (product & {128{chain}});\n    g <= power;\n";
        for i in 0..LEAVES {
            text += &format!("    a{i} <= split{i}(f);\n    b{i} <= split{i}(g);\n    p{i} <= multiply(a{i}, b{i});\n");
        }
        let products: Vec<String> = (0..LEAVES).map(|i| format!("p{i}")).collect();
        text += &format!("    product <= collect({});\nend\n", products.join(", "));
        Verilog::Custom(text)
    }
}

/// The operands of the leaf products: low halves, high halves, their sums, at each level.
fn split<W: Word>(factor: &W) -> Vec<W> {
    if factor.width() == LEAF {
        return vec![factor.clone()];
    }
    let half = factor.width() / 2;
    let (low, high) = (factor.slice(0, half), factor.slice(half, half));
    [&low, &high, &low.xor(&high)].into_iter().flat_map(split).collect()
}

/// Carry-less product of two leaf operands.
fn multiply<W: Word>(a: &W, b: &W) -> W {
    let width = a.width() + b.width() - 1;
    let rows = (0..a.width()).map(|i| b.gate(a, i).place(i, width));
    rows.reduce(|sum, row| sum.xor(&row)).expect("a leaf has bits")
}

/// The leaf products joined to a product of 255 bits and reduced.
fn join<W: Word>(products: &[W]) -> W {
    let all = assemble(products);
    // x^0 to x^127 are the top bits. To multiply by x is to shift right.
    let low = all.slice(127, 128);
    let high = all.slice(0, 127).place(1, 128);
    let over = high.place(127, 128).xor(&high.place(126, 128)).xor(&high.place(121, 128));
    let over = high.xor(&over);
    let times = |power: usize| over.slice(power, 128 - power).place(0, 128);
    low.xor(&over).xor(&times(1)).xor(&times(2)).xor(&times(7))
}

fn assemble<W: Word>(products: &[W]) -> W {
    let [product] = products else {
        let third = products.len() / 3;
        let part = |i: usize| assemble(&products[i * third..(i + 1) * third]);
        let (low, high, both) = (part(0), part(1), part(2));
        let (half, width) = (low.width().div_ceil(2), 2 * low.width() + 1);
        let middle = both.xor(&low).xor(&high);
        return low.place(0, width).xor(&middle.place(half, width)).xor(&high.place(2 * half, width));
    };
    product.clone()
}

fn number(value: u128) -> Bits<128> {
    let word = |low: u32| Bits::<128>::from((value >> low) as u64 as LiteralType);
    word(64) << 64 | word(0)
}

/// Width of a leaf operand.
const LEAF: usize = 16;
/// Leaf products.
const LEAVES: usize = 27;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::gf_multiply;
    use verilated::{lockstep, lockstep::Random, Error, Model};

    #[test]
    fn products_equal_the_bitwise_definition() -> Result<(), Error> {
        let mut block = GfMul::default();
        block.connect_all();
        let mut m = Model::of("gf_mul", &block)?;
        let mut random = Random::new(3);
        let mut wanted: Vec<u128> = vec![];
        for step in 0..4_000 {
            let mut draw = || u128::from(random.next()) << 64 | u128::from(random.next());
            let (x, power) = match step {
                0 => (0, !0),
                1..=128 => (1 << (step - 1), draw()),
                129..=256 => (draw(), 1 << (step - 129)),
                _ => (draw(), draw()),
            };
            let chain = step % 3 == 2;
            m.poke_bit("chain", chain);
            m.poke_u128("x", x);
            m.poke_u128("power", power);
            let taken = if chain && step >= LATENCY { wanted[step - LATENCY] } else { 0 };
            if step >= LATENCY {
                assert_eq!(m.peek_u128("product"), wanted[step - LATENCY], "step {step}");
            }
            wanted.push(gf_multiply(x ^ taken, power));
            m.tick();
        }
        Ok(())
    }

    #[test]
    fn gf_mul_in_lock_step() -> Result<(), Error> {
        lockstep::run("gf_mul", GfMul::default, 1_000, 1)
    }
}
