//! What tests, examples and fuzzers of `respite-ike` share: endpoints in virtual time, and what fuzzers do with them.
//!
//! ```text
//!   configs ─> pair: two endpoints, two engines, a network ─> tests, diagram (docs/exchanges.md)
//!   octets  ─> fuzz: one function for each target ─> ike/tests/fuzz.rs, fuzz/
//! ```
//! What goes wrong here is a panic: it is a test's failure.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)]

pub mod configs;
pub mod diagram;
pub mod engine;
pub mod fuzz;
pub mod pair;

pub use configs::*;
pub use pair::*;
