//! AES-GCM: the conveyor and its parts.
//!
//! ```text
//!   Slot --> Conveyor { AesPipe (29 clocks), GfMul (4 clocks), powers of H } --> Cipher, 35 clocks later
//! ```

pub mod aes;
pub mod conveyor;
#[cfg(test)]
mod conveyor_tests;
pub mod gmul;
pub mod sbox;
#[cfg(test)]
pub(crate) mod vectors;
pub mod word;

pub use aes::AesPipe;
pub use conveyor::Conveyor;
pub use gmul::GfMul;
