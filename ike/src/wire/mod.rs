//! Wire formats of ISAKMP (RFC 2408) and IKEv2 (RFC 7296).

pub mod header;
pub mod reader;
pub mod v1;
pub mod v2;

pub use header::Header;
pub use reader::{Error, Reader};
