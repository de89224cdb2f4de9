//! The bundles of an endpoint: whose they are, under which SPIs, since when. Allocates inbound SPIs.
//!
//! A record of what the packet engine holds, without keys. State machines add, change and remove bundles here and nowhere
//! else; each call puts the matching [`SaChange`] into the outbox, so that engine and record never differ.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

use crate::config::{Identity, Peer, TrafficSelector};
use crate::context::Outbox;
use crate::sa::{Bundle, BundleId, Encapsulation, IkeId, Lifetime, Protocol, Removal, SaChange, Spi};

/// All bundles, by id, SPI and identity.
#[derive(Default)]
pub(crate) struct Sadb {
    entries: BTreeMap<BundleId, Entry>,
    inbound: HashMap<(Protocol, Spi), Holder>,
    outbound: HashMap<(IpAddr, Protocol, Spi), BundleId>,
    next: u64,
    next_ike: u64,
}

/// Whose an inbound SPI is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Proposed in a negotiation of this IKE SA that has not ended.
    Larval(IkeId),
    Bundle(BundleId),
}

/// How far a bundle has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The peer may send; we do not yet.
    InboundOnly,
    Up,
    /// Its successor sends; it is still received on.
    Draining,
    /// Our Delete for it has not been answered (IKEv2).
    Deleting,
}

/// A bundle on record.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub id: BundleId,
    pub peer: Arc<Peer>,
    /// Index in the peer's child policies.
    pub policy: usize,
    /// Of the peer, as authenticated.
    pub identity: Identity,
    /// The IKE SA that controls it. In IKEv1 the one that made it, which may be gone.
    pub owner: IkeId,
    pub remote: IpAddr,
    /// (protocol, inbound, outbound), outermost first.
    pub spis: Vec<(Protocol, Spi, Spi)>,
    pub local_selectors: Vec<TrafficSelector>,
    pub remote_selectors: Vec<TrafficSelector>,
    pub lifetime: Lifetime,
    pub created: Instant,
    pub stage: Stage,
    /// Whether this end began its negotiation: that end begins its rekey.
    pub initiator: bool,
}

impl Sadb {
    /// A fresh inbound SPI, reserved for a negotiation with `_peer`.
    pub fn reserve(
        &mut self,
        rng: &mut ChaCha20Rng,
        out: &mut Outbox,
        ike: IkeId,
        _peer: &Peer,
        protocol: Protocol,
    ) -> Spi {
        loop {
            let spi = Spi(rng.next_u32());
            if spi.0 < Spi::FIRST || self.inbound.contains_key(&(protocol, spi)) {
                continue;
            }
            self.inbound.insert((protocol, spi), Holder::Larval(ike));
            out.changes.push_back(SaChange::Reserve { protocol, spi });
            return spi;
        }
    }

    /// Gives a reserved SPI back.
    pub fn release(&mut self, out: &mut Outbox, protocol: Protocol, spi: Spi) {
        if let Some(Holder::Larval(_)) = self.inbound.get(&(protocol, spi)) {
            self.inbound.remove(&(protocol, spi));
            out.changes.push_back(SaChange::Release { protocol, spi });
        }
    }

    /// An id for a bundle to be.
    pub fn next_id(&mut self) -> BundleId {
        self.next += 1;
        BundleId(self.next)
    }

    /// An id for an IKE SA to be, begun by the endpoint or by the rekey of another.
    pub fn next_ike_id(&mut self) -> IkeId {
        self.next_ike += 1;
        IkeId(self.next_ike)
    }

    /// Puts a negotiated bundle on record and installs it, its inbound half alone if `inbound_only`.
    pub fn install(&mut self, out: &mut Outbox, entry: Entry, bundle: Bundle, inbound_only: bool) {
        debug_assert_eq!(entry.id, bundle.id);
        for &(protocol, inbound, outbound) in &entry.spis {
            self.inbound.insert((protocol, inbound), Holder::Bundle(entry.id));
            self.outbound.insert((entry.remote, protocol, outbound), entry.id);
        }
        let bundle = Box::new(bundle);
        out.changes.push_back(if inbound_only { SaChange::InstallInbound(bundle) } else { SaChange::Install(bundle) });
        self.entries
            .insert(entry.id, Entry { stage: if inbound_only { Stage::InboundOnly } else { Stage::Up }, ..entry });
    }

    /// The peer is ready: sends on the bundle too.
    pub fn install_outbound(&mut self, out: &mut Outbox, id: BundleId) {
        if let Some(entry) = self.entries.get_mut(&id).filter(|e| e.stage == Stage::InboundOnly) {
            entry.stage = Stage::Up;
            out.changes.push_back(SaChange::InstallOutbound(id));
        }
    }

    /// Sends no more on the bundle.
    pub fn drain(&mut self, out: &mut Outbox, id: BundleId) {
        if let Some(entry) = self.entries.get_mut(&id).filter(|e| e.stage == Stage::Up) {
            entry.stage = Stage::Draining;
            out.changes.push_back(SaChange::RemoveOutbound(id));
        }
    }

    /// Our Delete for it is on its way.
    pub fn deleting(&mut self, id: BundleId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.stage = Stage::Deleting;
        }
    }

    /// Forgets a bundle and removes it from the engine.
    pub fn remove(&mut self, out: &mut Outbox, id: BundleId, why: Removal) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        for &(protocol, inbound, outbound) in &entry.spis {
            self.inbound.remove(&(protocol, inbound));
            let key = (entry.remote, protocol, outbound);
            if self.outbound.get(&key) == Some(&id) {
                self.outbound.remove(&key);
            }
        }
        out.changes.push_back(SaChange::Remove { id, why });
        Some(entry)
    }

    /// A peer moved (authenticated).
    pub fn moved(&mut self, out: &mut Outbox, id: BundleId, remote: IpAddr, encapsulation: Option<Encapsulation>) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        for &(protocol, _, outbound) in &entry.spis {
            self.outbound.remove(&(entry.remote, protocol, outbound));
            self.outbound.insert((remote, protocol, outbound), id);
        }
        entry.remote = remote;
        out.changes.push_back(SaChange::Move { id, remote, encapsulation });
    }

    pub fn entry(&self, id: BundleId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Whose this inbound SPI is.
    pub fn inbound(&self, protocol: Protocol, spi: Spi) -> Option<Holder> {
        self.inbound.get(&(protocol, spi)).copied()
    }

    /// Bundles whose packets to `remote` carry this SPI; any protocol if none is given.
    pub fn outbound(&self, remote: IpAddr, protocol: Option<Protocol>, spi: Spi) -> Option<BundleId> {
        [Protocol::Ah, Protocol::Esp]
            .into_iter()
            .filter(|p| protocol.is_none_or(|wanted| wanted == *p))
            .find_map(|p| self.outbound.get(&(remote, p, spi)).copied())
    }

    /// Bundles that an IKE SA controls.
    pub fn owned(&self, ike: IkeId) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(move |e| e.owner == ike)
    }

    /// Hands all bundles of one IKE SA to its successor (RFC 7296 §2.8).
    pub fn inherit(&mut self, old: IkeId, new: IkeId) {
        for entry in self.entries.values_mut().filter(|e| e.owner == old) {
            entry.owner = new;
        }
    }
}
