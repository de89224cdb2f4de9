//! What an operator and the packet engine ask for.

use std::time::Instant;

use crate::config::Config;
use crate::report::Closure;
use crate::sa::{BundleId, IkeId, Removal};
use crate::sadb::Stage;

use super::Endpoint;

impl Endpoint {
    /// Valid traffic came in on a bundle: its peer lives, and is ready to receive on it.
    pub fn note_traffic(&mut self, now: Instant, id: BundleId) {
        let Some(entry) = self.core.sadb.entry(id) else { return };
        let (owner, peer) = (entry.owner, entry.peer.name.clone());
        if entry.stage == Stage::InboundOnly {
            // The message that should have said so is lost (RFC 2409 §5.5; spec LOS-03).
            self.core.sadb.install_outbound(now, &mut self.core.out, id);
        }
        let ike = Some(owner).filter(|ike| self.table.slot(*ike).is_some()).or_else(|| self.table.usable(&peer));
        if let Some(ike) = ike {
            self.with(now, ike, |machine, cx| machine.note_traffic(cx.now));
        }
        self.settle(now);
    }

    /// Ends the IKE SAs with a peer, or all of them.
    pub fn clear_ike(&mut self, now: Instant, peer: Option<&str>) {
        for ike in self.ikes(peer) {
            self.with(now, ike, |machine, cx| machine.close(cx, Closure::Cleared));
            self.settle(now);
        }
    }

    /// Ends one IKE SA; false if there is none such.
    pub fn close_ike(&mut self, now: Instant, ike: IkeId) -> bool {
        let closed = self.with(now, ike, |machine, cx| machine.close(cx, Closure::Cleared));
        self.settle(now);
        closed
    }

    /// Ends the bundles with a peer, or all of them. Peers are told where an IKE SA is there for it.
    pub fn clear_bundles(&mut self, now: Instant, peer: Option<&str>) {
        let of_peer = |name: &str| peer.is_none_or(|peer| peer == name);
        let ids: Vec<BundleId> =
            self.core.sadb.entries().filter(|entry| of_peer(&entry.peer.name)).map(|entry| entry.id).collect();
        for id in ids {
            self.remove_bundle(now, id, Removal::Cleared);
            self.settle(now);
        }
    }

    /// Forgets a bundle without a word to the peer, as if this end alone had lost it.
    pub fn forget_bundle(&mut self, now: Instant, id: BundleId) {
        self.untold.insert(id);
        self.core.sadb.remove(&mut self.core.out, id, Removal::Cleared);
        self.settle(now);
    }

    /// Puts another configuration in force. SAs with peers that it does not know end; others go on as negotiated.
    pub fn reconfigure(&mut self, now: Instant, config: Config) {
        self.core.configure(config);
        self.detector.retain(|name| self.core.peer(name).is_some());
        self.originator.retain(|name| self.core.peer(name).is_some());
        let gone: Vec<String> = self
            .table
            .slots()
            .map(|(_, slot)| slot.machine.peer().name.clone())
            .chain(self.core.sadb.entries().map(|entry| entry.peer.name.clone()))
            .filter(|name| self.core.peer(name).is_none())
            .collect();
        for name in gone {
            self.clear_bundles(now, Some(&name));
            self.clear_ike(now, Some(&name));
        }
    }

    fn ikes(&self, peer: Option<&str>) -> Vec<IkeId> {
        match peer {
            Some(peer) => self.table.with_peer(peer).map(|(id, _)| id).collect(),
            None => self.table.slots().map(|(id, _)| id).collect(),
        }
    }
}
