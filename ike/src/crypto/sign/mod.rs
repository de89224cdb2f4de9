//! Certificates and signatures of IKE_AUTH (RFC 7296 §2.15, RFC 7427, RFC 4945).
//!
//! ```text
//!  our chain, key ──> Certificates ──> CERT, CERTREQ, AUTH
//!  trust anchors  ──>   │    ^
//!                       v    └── CERT, identity, AUTH of the peer, the time
//!              path, identity, signature: Ok or AuthError
//! ```

mod certificates;
mod hashes;
mod identity;
mod key;
mod scheme;

pub use certificates::{Certificates, CertificatesError, PeerAuth};
pub use hashes::SignatureHashes;
pub use identity::is_same_identity;
pub use key::{AuthData, PrivateKey};
pub use scheme::AuthError;

/// Authentication methods of IKEv2 that are signatures.
pub mod method {
    /// RSASSA-PKCS1-v1_5; RFC 7296 §3.8.
    pub const RSA: u8 = 1;
    /// P-256 with SHA-256; RFC 4754.
    pub const ECDSA_256: u8 = 9;
    /// P-384 with SHA-384; RFC 4754.
    pub const ECDSA_384: u8 = 10;
    /// Any, named by an AlgorithmIdentifier; RFC 7427.
    pub const DIGITAL_SIGNATURE: u8 = 14;
}
