//! What can be wrong with cryptographic values that a peer sent.

/// An error of a cryptographic operation on what a peer sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    #[error("integrity check failed")]
    Integrity,
    #[error("length does not fit the algorithm")]
    Length,
    #[error("public value is outside its group")]
    PublicValue,
    #[error("key is weak")]
    WeakKey,
}
