//! The two versions of the protocol behind one set of calls.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::config::{Peer, Version};
use crate::context::{Context, Load, Machine, Opening};
use crate::sa::IkeId;
use crate::{v1, v2};

use super::Datagram;

/// Begins an IKE SA with `peer`.
pub(super) fn initiate(
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    peer: Arc<Peer>,
    remote: SocketAddr,
    opening: Opening,
) -> Option<Box<dyn Machine>> {
    match peer.version {
        Version::V1 => Some(v1::initiate(cx, id, spi, peer, remote, opening)),
        Version::V2 => Some(v2::initiate(cx, id, spi, peer, remote, opening)),
    }
}

/// Answers the first message of a peer. `None`: answered without keeping state, or dropped.
pub(super) fn respond(
    version: Version,
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    datagram: &Datagram<'_>,
    message: &[u8],
    load: Load,
) -> Option<Box<dyn Machine>> {
    match version {
        Version::V1 => v1::respond(cx, id, spi, datagram, message),
        Version::V2 => v2::respond(cx, id, spi, datagram, message, load),
    }
}
