//! IKEv2 (RFC 7296).

pub(crate) mod cookie;
