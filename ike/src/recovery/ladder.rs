//! What heals a peer that does not act on INVALID_SPI: the rungs of the ladder.
//!
//! ```text
//!            IKEv1                                            IKEv2
//!   1  INITIAL-CONTACT, if nothing else is there     INITIAL_CONTACT in IKE_AUTH, under the same rule
//!   2  N(INVALID-SPI) and D(unknown SPI)             a Child SA of ours in the same IKE_AUTH
//!   3  a quick mode of ours, at once                 N(INVALID_SPI) in INFORMATIONAL
//! ```
//! INITIAL_CONTACT makes the peer delete everything else that it has with us. If there is anything else, one forged packet
//! would thus end a good tunnel (spec 05 T5): it is sent only if there is nothing (M9).

use std::time::Instant;

use crate::config::{Peer, Version};
use crate::context::Opening;
use crate::sadb::Sadb;

use super::Config;

/// How an IKE SA for recovery is opened. `alone`: there is no other IKE SA with this peer. `policies` may be negotiated.
pub(crate) fn opening(
    now: Instant,
    boot: Instant,
    config: &Config,
    sadb: &Sadb,
    peer: &Peer,
    alone: bool,
    policies: impl Iterator<Item = usize>,
) -> Opening {
    let bundles = sadb.of_peer(&peer.name).next().is_some() || sadb.of_identity(&peer.remote_id).next().is_some();
    let recent = config.initial_contact_within.is_none_or(|within| now.saturating_duration_since(boot) < within);
    let children = match peer.version {
        Version::V2 if config.own_child => policies.take(CHILDREN).collect(),
        Version::V1 | Version::V2 => Vec::new(),
    };
    Opening { children, initial_contact: alone && !bundles && recent && !config.replica, hurried: true }
}

/// Policies negotiated with one peer in one recovery; others come with traffic.
const CHILDREN: usize = 16;
