//! The endpoint: tells datagrams apart, owns the SAs, keeps time, and asks recovery.

use std::net::SocketAddr;

/// A UDP datagram that arrived.
///
/// On port 4500 with its non-ESP marker (RFC 3948 §2.2); ESP in UDP is not for IKE.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    pub local: SocketAddr,
    pub remote: SocketAddr,
    pub payload: &'a [u8],
}

/// A UDP datagram to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit {
    pub local: SocketAddr,
    pub remote: SocketAddr,
    /// With the non-ESP marker on port 4500.
    pub payload: Vec<u8>,
}

/// IKE for one host.
pub struct Endpoint {}
