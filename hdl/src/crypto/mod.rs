//! AES-GCM: the conveyor and its parts. Block-serial suites: iterative cores.
//!
//! ```text
//!   Slot --> Conveyor { AesPipe (29 clocks), GfMul (4 clocks), powers of H } --> Cipher, 35 clocks later
//!   blocks --> AesSerial (21 clocks and more), Des (17, 49) --> blocks
//! ```

pub mod aes;
pub mod aes_layers;
pub mod aes_serial;
pub mod conveyor;
#[cfg(test)]
mod conveyor_tests;
pub mod des;
pub mod des_tables;
pub mod gmul;
pub mod sbox;
#[cfg(test)]
pub(crate) mod vectors;
pub mod word;

pub use aes::AesPipe;
pub use aes_serial::AesSerial;
pub use conveyor::Conveyor;
pub use des::Des;
pub use gmul::GfMul;
