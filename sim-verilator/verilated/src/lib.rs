//! Builds emitted Verilog with Verilator and drives it from Rust.
//!
//! ```text
//!   Verilog --verilator -Wall--> C++ --g++--> shared library --dlopen--> Model
//!                                      `----> static library (build.rs)
//!   block --> lockstep: Rust-HDL's simulator against the Model, every cycle
//! ```

// Calls into the Verilated library and pokes its ports: each block says why it is sound.
#![allow(unsafe_code)]

mod cache;
mod compile;
mod error;
pub mod lockstep;
mod model;
mod shim;
mod tools;

pub use compile::{lint, Options};
pub use error::Error;
pub use model::{Model, PortKey};
pub use num_bigint::BigUint;
pub use tools::Toolchain;
