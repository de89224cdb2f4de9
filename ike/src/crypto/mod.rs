//! Cryptography of IKE: what the exchanges need and no more, over `ring` and RustCrypto.
//!
//! ```text
//!  KE data  ──> KeyExchange ──> Secret ──> keymat_v1 | keymat_v2 ──> keys ──> Cipher, Integrity ──> messages
//!  CERT, AUTH <── sign             ^            ^                      └────> sa::Keys ──> packet engine
//!                        modp, ecp, x25519,    Prf, Hash
//!                        kem
//! ```
//!
//! Everything is a function of its arguments: who wants randomness passes a generator.

mod cipher;
mod ecp;
mod error;
mod group;
mod hash;
mod integrity;
mod kem;
pub mod keymat_v1;
pub mod keymat_v2;
mod modp;
mod prf;
mod secret;
pub mod sign;
#[cfg(test)]
pub(crate) mod vectors;
mod weak;
mod x25519;

pub use cipher::Cipher;
pub use error::CryptoError;
pub use group::{Group, KeyExchange};
pub use hash::Hash;
pub use prf::Prf;
pub use secret::Secret;
pub use weak::is_weak_des_key;
