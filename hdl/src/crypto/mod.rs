//! AES-GCM: the conveyor and its parts. Block-serial suites: iterative cores.
//!
//! ```text
//!   Slot --> Conveyor { AesPipe (29 clocks), GfMul (4 clocks), powers of H } --> Cipher, 35 clocks later
//!   blocks --> AesSerial (11 clocks and more), Des (17, 49) --> blocks
//!   octets --> Hmac { Sha1 (85 clocks a block), Sha2 (68, 84) } --> ICV
//!   packet --> Engine { AesSerial, Des, Hmac } --> packet, verdict
//! ```

pub mod aes;
pub mod aes_serial;
pub mod aes_tables;
pub mod conveyor;
#[cfg(test)]
mod conveyor_tests;
pub mod des;
pub mod des_tables;
pub mod engine;
#[cfg(test)]
mod engine_tests;
mod feed;
pub mod gmul;
pub mod hmac;
pub mod sbox;
pub mod sha1;
pub mod sha2;
pub mod sha2_parts;
#[cfg(test)]
pub(crate) mod vectors;
pub mod word;

pub use aes::AesPipe;
pub use aes_serial::AesSerial;
pub use conveyor::Conveyor;
pub use des::Des;
pub use engine::Engine;
pub use gmul::GfMul;
pub use hmac::Hmac;
pub use sha1::Sha1;
pub use sha2::Sha2;
