//! IKEv2 (RFC 7296): one file per exchange.
//!
//! ```text
//!   sa            state machine       head, timer, window      names, times, message IDs
//!   sa_init       IKE_SA_INIT         channel, protect         SK payloads, fragment SKF payloads
//!   intermediate  IKE_INTERMEDIATE    proposal, selectors      what is agreed on
//!   auth          IKE_AUTH            child                    child SAs in the making
//!   established   requests, answers   task                     what is to be asked
//!   create_child  CREATE_CHILD_SA     informational            INFORMATIONAL
//!   rekey         the IKE SA itself, and IKE_FOLLOWUP_KE
//!   stateless     without an SA       cookie, qcd              secrets that need no state
//! ```

mod auth;
mod channel;
mod child;
pub(crate) mod cookie;
mod create_child;
mod established;
mod fragment;
mod handshake;
mod head;
mod informational;
mod intermediate;
mod natt;
mod nonces;
mod proposal;
mod protect;
mod qcd;
mod rekey;
mod sa;
mod sa_init;
mod selectors;
mod stateless;
mod task;
#[cfg(test)]
mod tests;
mod timer;
mod window;

use std::net::SocketAddr;
use std::sync::Arc;

use crate::config::Peer;
use crate::context::{Context, Load, Machine, Opening};
use crate::endpoint::Datagram;
use crate::sa::IkeId;

/// Begins an IKE SA with a peer; `spi` is to be ours.
pub(crate) fn initiate(
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    peer: Arc<Peer>,
    remote: SocketAddr,
    opening: Opening,
) -> Box<dyn Machine> {
    let port = if remote.port() == natt::NAT_PORT { natt::NAT_PORT } else { natt::PORT };
    let path = natt::Path { local: SocketAddr::new(peer.local, port), remote };
    let mut head = head::Head::new(id, peer, true, spi, path, cx.now);
    let state = sa_init::initiate(cx, &mut head, opening);
    Box::new(sa::Sa { head, state })
}

/// Answers an IKE_SA_INIT request; `spi` is to be ours. `None`: answered without keeping anything, or dropped.
pub(crate) fn respond(
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    datagram: &Datagram<'_>,
    message: &[u8],
    load: Load,
) -> Option<Box<dyn Machine>> {
    sa_init::respond(cx, id, spi, datagram, message, load).map(|sa| Box::new(sa) as Box<dyn Machine>)
}

/// What of a peer's configuration is weak, in words.
pub(crate) fn weaknesses(peer: &Peer) -> Vec<String> {
    proposal::weaknesses(peer).into_iter().map(str::to_owned).collect()
}

/// A message whose SPIs are no SA's: INVALID_IKE_SPI with crash detection tokens, INVALID_MAJOR_VERSION, or a hint.
/// The caller has looked at all of its SAs, and limits how often it asks.
pub(crate) fn unknown_sa(cx: &mut Context<'_>, datagram: &Datagram<'_>, message: &[u8]) {
    stateless::unknown_sa(cx, datagram, message);
}
