//! Lock-step: Rust-HDL's own simulator against the Verilated output of our back end.
//!
//! ```text
//!   random stimulus --+--> block.update_all() to a fixpoint --+
//!                     +--> Verilator --------------------------+--> every output, every cycle
//! ```
//! Inputs are found by name in any block: no port list is written by hand.

mod inputs;
mod random;

use num_bigint::BigUint;
use rust_hdl_core::atom::Atom;
use rust_hdl_core::prelude::{Block, Probe};
use vgen::{Dir, Port};

use crate::{Error, Model};
use inputs::Inputs;
pub use random::Random;

/// Runs `cycles` random cycles of the block `make` builds, comparing every output before and
/// after each clock edge (blocks with no port `clock`: after each change of the inputs).
///
/// A one-bit input named `reset` is raised in the first two cycles and rarely afterwards;
/// every other input is random.
pub fn run<B: Block>(name: &str, make: impl FnOnce() -> B, cycles: u64, seed: u64) -> Result<(), Error> {
    run_with(name, make, cycles, seed, |port, cycle, random| match port {
        "reset" => BigUint::from(u32::from(cycle < 2 || random.bit(0) && cycle % 97 == 0)),
        _ => random,
    })
}

/// As [`run`], each input value being what `stimulus(port, cycle, random value)` answers.
pub fn run_with<B: Block>(
    name: &str,
    make: impl FnOnce() -> B,
    cycles: u64,
    seed: u64,
    mut stimulus: impl FnMut(&str, u64, BigUint) -> BigUint,
) -> Result<(), Error> {
    Bench::new(name, make())?.run(cycles, seed, |port, cycle, random| stimulus(port, cycle, random))
}

/// The two simulations of one block, side by side.
pub struct Bench<B: Block> {
    name: String,
    block: Box<B>,
    model: Model,
    inputs: Inputs<B>,
    clock: Option<usize>,
}

impl<B: Block> Bench<B> {
    /// Connects, emits and builds `block`.
    pub fn new(name: &str, block: B) -> Result<Bench<B>, Error> {
        let mut block = Box::new(block);
        block.connect_all();
        let model = Model::of(name, &*block)?;
        let inputs = Inputs::of(name, &*block)?;
        let clock = model.ports().position(|p| p.clock && p.name == "clock" && p.dir == Dir::In);
        Ok(Bench { name: name.into(), block, model, inputs, clock })
    }

    /// Sets the input `port`, whose type lock-step cannot write (a struct or an enum), by hand.
    pub fn drive(mut self, port: &str, set: impl FnMut(&mut B, &BigUint) + 'static) -> Bench<B> {
        self.inputs.by_hand(port, Box::new(set));
        self
    }

    /// Runs `cycles` cycles of random stimulus.
    pub fn run(
        mut self,
        cycles: u64,
        seed: u64,
        mut stimulus: impl FnMut(&str, u64, BigUint) -> BigUint,
    ) -> Result<(), Error> {
        let mut random = Random::new(seed);
        let ports: Vec<Port> = self.model.ports().cloned().collect();
        self.inputs.complete(&self.name)?;
        self.settle()?;
        self.model.eval();
        for cycle in 0..cycles {
            for (index, port) in ports.iter().enumerate() {
                if port.dir != Dir::In || Some(index) == self.clock {
                    continue;
                }
                let value = stimulus(&port.name, cycle, random.bits(port.width));
                self.inputs.set(&mut self.block, &port.name, &value);
                self.model.poke_big(index, &value);
            }
            self.settle()?;
            self.model.eval();
            self.compare(cycle)?;
            if self.clock.is_some() {
                for level in [1u32, 0] {
                    self.inputs.set(&mut self.block, "clock", &level.into());
                    self.settle()?;
                }
                self.model.tick();
                self.compare(cycle)?;
            }
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Error> {
        for _ in 0..ITERATIONS {
            self.block.update_all();
            if !self.block.has_changed() {
                return Ok(());
            }
        }
        let reason = "Rust-HDL's simulation does not settle".into();
        Err(Error::Lockstep { block: self.name.clone(), reason })
    }

    fn compare(&self, cycle: u64) -> Result<(), Error> {
        let mut outputs = Outputs::default();
        self.block.accept("top", &mut outputs);
        let ports = self.model.ports().enumerate().filter(|(_, p)| p.dir == Dir::Out);
        for ((index, port), rust) in ports.zip(outputs.values) {
            let verilog = self.model.peek_big(index);
            if rust != verilog {
                let (block, port) = (self.name.clone(), port.name.clone());
                return Err(Error::Mismatch { block, port, cycle, rust, verilog });
            }
        }
        Ok(())
    }
}

/// Values of the outputs of a block, in the order of [`vgen::ports`].
#[derive(Default)]
struct Outputs {
    depth: usize,
    values: Vec<BigUint>,
}

impl Probe for Outputs {
    fn visit_start_scope(&mut self, _: &str, _: &dyn Block) {
        self.depth += 1;
    }
    fn visit_end_scope(&mut self, _: &str, _: &dyn Block) {
        self.depth -= 1;
    }
    fn visit_atom(&mut self, _: &str, atom: &dyn Atom) {
        use rust_hdl_core::atom::AtomKind::{OutputParameter, OutputPassthrough};
        if self.depth == 1 && matches!(atom.kind(), OutputParameter | OutputPassthrough) {
            self.values.push(value(atom));
        }
    }
}

/// Current value of a signal. Its literal is public only as text, `8'h1f` or `3'b101`.
fn value(atom: &dyn Atom) -> BigUint {
    let text = format!("{:x}", atom.verilog());
    let digits = text.split_once("'h").map_or("", |(_, digits)| digits);
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
}

const ITERATIONS: usize = 1000;
