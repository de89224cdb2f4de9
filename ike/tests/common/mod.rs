//! What the tests of the endpoint share.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod configs;
pub mod diagram;
pub mod engine;
pub mod pair;

pub use configs::*;
pub use pair::*;
