//! Certificates and signatures of IKE_AUTH (RFC 7296 §2.15, RFC 7427).

/// Our own certificate and key, and whom we trust.
#[derive(Debug)]
pub struct Certificates {}
