//! Verilog back end over Rust-HDL's public AST: exact Rust widths, or a refusal.
//!
//! ```text
//!   Block --collect--> tree --lower--> statements of exact width
//!                                          |  check: no latch, no read before write
//!                                          |  forward: scratch Locals away
//!                                          |  split: processes without false loops
//!                                          `--print--> Verilog-2005, identical modules once
//! ```
//! Call `connect_all()` on the block first. README.md lists what is guaranteed and refused.

mod check;
mod collect;
mod emit;
mod error;
mod forward;
mod index;
mod ir;
mod leaf;
mod lower;
mod names;
mod paths;
mod ports;
mod print;
mod split;
mod symbols;

use rust_hdl_core::prelude::Block;

pub use error::Error;
pub use ports::{ports, Dir, Port};

/// Verilog for `block`, whose top module is named `top`.
///
/// Errors name the block and the signal for which equality with Rust cannot be proved.
pub fn generate<B: Block>(top: &str, block: &B) -> Result<String, Error> {
    let root = collect::collect(top, block)?;
    emit::emit(&root, &short(std::any::type_name::<B>()))
}

/// A comment in a kernel: nothing to Rust, a `//` line in the Verilog.
///
/// Comments that open a kernel head its module; `comment!("skid: two-entry buffer")` names it.
#[macro_export]
macro_rules! comment {
    ($text:literal) => {};
}

/// A type's name without the paths of its modules.
fn short(type_name: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words = type_name.split_inclusive(|c: char| !is_word(c) && c != ':');
    words.map(|word| word.rsplit("::").next().unwrap_or(word)).collect()
}
