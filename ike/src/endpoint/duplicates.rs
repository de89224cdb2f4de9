//! Two bundles for the same traffic whose negotiations crossed: one of them goes.
//!
//! Both ends may negotiate at once what was lost, or replace it at once; what one end alone negotiates twice, it has its reasons
//! for. IKEv2 decides by nonces if it is a rekey (RFC 7296 §2.8.1); for the rest, and for IKEv1, both ends come to the same choice
//! by the SPIs, which both know. Of two negotiations of which one ended before the other began, however soon before, the later has
//! its purpose: both ends send on what came of it.

use std::time::Instant;

use crate::config::Version;
use crate::sa::{Removal, Spi};
use crate::sadb::{Entry, Stage};

use super::Endpoint;

impl Endpoint {
    /// Both ends may have negotiated at once what was lost, or replaced it at once: one of two stays. Which one, both ends
    /// judge alike: by SPIs.
    pub(super) fn remove_duplicates(&mut self, now: Instant, peer: &str, policy: usize) {
        loop {
            let bundles = self.core.sadb.of_peer(peer).filter(|entry| entry.policy == policy && is_whole(entry));
            let surplus = bundles.filter(|entry| self.twins(entry).any(|twin| rank(twin) < rank(entry)));
            let Some(id) = surplus.map(|entry| entry.id).next() else { return };
            self.remove_bundle(now, id, Removal::Rekeyed);
            if self.core.sadb.entry(id).is_some_and(is_whole) {
                return;
            }
            self.settle(now);
        }
    }

    /// Bundles for the same traffic that were negotiated at the same time.
    pub(super) fn twins<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Entry> {
        let of_peer = self.core.sadb.of_peer(&entry.peer.name);
        of_peer.filter(|other| same_traffic(entry, other) && is_whole(other) && crossed(entry, other))
    }

    /// Whether the peer is negotiating what takes over from this bundle.
    pub(super) fn is_being_replaced(&self, entry: &Entry) -> bool {
        let mut of_peer = self.core.sadb.of_peer(&entry.peer.name);
        of_peer.any(|other| other.id > entry.id && same_traffic(entry, other) && other.stage == Stage::InboundOnly)
    }

    /// IKEv1: the bundle that traffic had moved to is gone; an earlier one that is still there takes it back.
    pub(super) fn resume(&mut self, gone: &Entry) {
        if gone.peer.version != Version::V1 || self.core.sadb.usable(&gone.peer.name, gone.policy).is_some() {
            return;
        }
        let draining = self.core.sadb.of_peer(&gone.peer.name);
        let draining = draining.filter(|other| same_traffic(gone, other) && other.stage == Stage::Draining);
        if let Some(id) = draining.map(|other| other.id).max() {
            self.core.sadb.resume(&mut self.core.out, id);
            self.start_lifetime(id);
        }
    }
}

fn same_traffic(one: &Entry, other: &Entry) -> bool {
    one.id != other.id
        && one.policy == other.policy
        && one.identity == other.identity
        && one.local_selectors == other.local_selectors
        && one.remote_selectors == other.remote_selectors
}

/// Whether both directions of a bundle are there and nobody is ending it. In IKEv1 one that has a successor counts: when two
/// quick modes cross, each end takes the one that it sees end first for the predecessor of the other.
fn is_whole(entry: &Entry) -> bool {
    entry.stage == Stage::Up || (entry.stage == Stage::Draining && entry.peer.version == Version::V1)
}

/// Whether each end began one of the negotiations, before the other's had ended.
fn crossed(one: &Entry, other: &Entry) -> bool {
    let before = |begun: &Entry, ended: &Entry| ended.up.is_some_and(|up| begun.began <= up);
    one.initiator != other.initiator && before(one, other) && before(other, one)
}

/// The same number at both ends, for the first SA of a bundle.
fn rank(entry: &Entry) -> (Spi, Spi) {
    entry.spis.first().map_or((Spi(0), Spi(0)), |(_, i, o)| (*i.min(o), *i.max(o)))
}
