//! IKEv2 messages and payloads (RFC 7296 §3), parsed without copying, and written.
//!
//! ```text
//!   header (28) | payload | payload | ...        payload = next (1) | C + reserved (1) | length (2) | body
//!   header (28) | SK { IV | payloads, padding | ICV }
//! ```
//! What a parser refuses, it names: structure, field, octet. Counts are bounded: [`payload::MAX_PAYLOADS`],
//! [`sa::MAX_PROPOSALS`], [`sa::MAX_TRANSFORMS`], [`ts::MAX_SELECTORS`].

pub mod auth;
pub mod chain;
pub mod delete;
pub mod id;
pub mod ke;
pub mod notify;
pub mod payload;
pub mod sa;
pub mod sk;
pub mod ts;

pub use chain::Chain;
pub use notify::Notify;
pub use payload::{Payload, Payloads, Refusal};
pub use sa::{Proposal, Transform};

/// Version octet: major 2, minor 0.
pub const VERSION: u8 = 0x20;

/// Exchange types.
pub mod exchange {
    pub const IKE_SA_INIT: u8 = 34;
    pub const IKE_AUTH: u8 = 35;
    pub const CREATE_CHILD_SA: u8 = 36;
    pub const INFORMATIONAL: u8 = 37;
    /// RFC 9242.
    pub const IKE_INTERMEDIATE: u8 = 43;
    /// RFC 9370.
    pub const IKE_FOLLOWUP_KE: u8 = 44;
}

/// Flags of the header.
pub mod flags {
    /// The sender began the IKE SA, or its last rekey.
    pub const INITIATOR: u8 = 0x08;
    pub const RESPONSE: u8 = 0x20;
}

/// Protocol ids of proposals, notifies and deletes.
pub mod protocol {
    pub const NONE: u8 = 0;
    pub const IKE: u8 = 1;
    pub const AH: u8 = 2;
    pub const ESP: u8 = 3;
}
