//! Builds emitted Verilog with Verilator and drives it from Rust.
//!
//! ```text
//!   Verilog --verilator -Wall--> C++ --g++--> shared library --dlopen--> Model
//!                                      `----> static library, linked by build.rs
//!   block --> lockstep: Rust-HDL's simulator against the Model, every cycle
//! ```

// Calls into the Verilated library and pokes its ports: each block says why it is sound.
#![allow(unsafe_code)]

mod cache;
mod compile;
mod error;
mod link;
pub mod lockstep;
mod model;
mod shim;
mod tools;

pub use compile::{lint, Options};
pub use error::Error;
pub use link::link;
pub use model::{Entry, Model, PortKey};
pub use num_bigint::BigUint;
pub use tools::Toolchain;
pub use vgen::{Dir, Port};
