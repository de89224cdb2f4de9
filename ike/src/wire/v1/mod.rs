//! ISAKMP payloads of IKEv1: RFC 2408 §3, RFC 2407 §4.6, RFC 3706 §5, RFC 3947 §3.
//!
//! ```text
//! header | payload: next(1) 0(1) length(2) body | payload ... | padding
//! ```
//! Everything here only reads and writes octets; what they mean to an SA is for `crate::v1`.

pub mod attribute;
pub mod identity;
pub mod notify;
pub mod payload;
pub mod sa;

pub use attribute::{Attribute, Attributes};
pub use identity::Identification;
pub use notify::{Delete, Notify};
pub use payload::{Builder, Payload, Payloads};
pub use sa::{Proposal, SecurityAssociation, Transform};

/// Version 1.0 as it stands in the header.
pub const VERSION: u8 = 0x10;

/// DOI of IPsec (RFC 2407 §4.2).
pub const DOI_IPSEC: u32 = 1;

/// Exchange types (RFC 2408 §3.1, RFC 2409 App. A).
pub mod exchange {
    pub const MAIN: u8 = 2;
    pub const AGGRESSIVE: u8 = 4;
    pub const INFORMATIONAL: u8 = 5;
    pub const QUICK: u8 = 32;
}

/// Flags of the header (RFC 2408 §3.1).
pub mod flag {
    pub const ENCRYPTED: u8 = 0x01;
    pub const COMMIT: u8 = 0x02;
    /// Authenticated but not encrypted; we have no use for it.
    pub const AUTHENTICATION_ONLY: u8 = 0x04;
}

/// Protocol identifiers of proposals, notifies and deletes (RFC 2407 §4.4.1).
pub mod protocol {
    pub const ISAKMP: u8 = 1;
    pub const AH: u8 = 2;
    pub const ESP: u8 = 3;
}
