//! The bundles of an endpoint: whose they are, under which SPIs, since when. Allocates inbound SPIs.
//!
//! A record of what the packet engine holds, without keys. State machines add, change and remove bundles here and nowhere
//! else; each call puts the matching [`SaChange`] into the outbox, so that engine and record never differ.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

use crate::config::{Identity, Peer, TrafficSelector};
use crate::context::Outbox;
use crate::recovery::Graveyard;
use crate::sa::{Bundle, BundleId, Encapsulation, IkeId, Lifetime, Protocol, Removal, SaChange, Spi};
use crate::spi_tag::Tagger;

/// All bundles, by id, SPI and identity.
#[derive(Default)]
pub(crate) struct Sadb {
    entries: BTreeMap<BundleId, Entry>,
    inbound: HashMap<(Protocol, Spi), Holder>,
    /// The peer chooses these: another peer may have chosen the same.
    outbound: HashMap<(Protocol, Spi), BTreeSet<BundleId>>,
    larval: HashMap<IkeId, BTreeSet<(Protocol, Spi)>>,
    by_owner: HashMap<IkeId, BTreeSet<BundleId>>,
    by_policy: HashMap<(String, usize), BTreeSet<BundleId>>,
    by_peer: HashMap<String, BTreeSet<BundleId>>,
    by_identity: HashMap<Identity, BTreeSet<BundleId>>,
    news: VecDeque<News>,
    /// Makes inbound SPIs that are known after a restart.
    tagger: Option<Tagger>,
    /// Inbound SPIs that were removed of late: not to be given out again while packets with them may be under way.
    pub graveyard: Graveyard,
    /// Established IKE SAs, by peer.
    contacts: HashMap<String, usize>,
    next: u64,
    next_ike: u64,
}

/// What has happened to bundles, for the endpoint.
#[derive(Debug)]
pub(crate) enum News {
    /// Received on.
    Installed(BundleId),
    /// Sent on too.
    Up(BundleId),
    /// Rekeyed; to be removed in a moment.
    Lingers(BundleId),
    Removed(Box<Entry>, Removal),
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
    /// Deleted for another one; packets that have crossed the Delete are received on it.
    Lingering,
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
    /// When its negotiation began at this end.
    pub began: Instant,
    pub created: Instant,
    /// When both directions were there.
    pub up: Option<Instant>,
    pub stage: Stage,
    /// Whether this end began its negotiation: that end begins its rekey.
    pub initiator: bool,
}

impl Entry {
    /// Name of its child policy.
    pub fn policy_name(&self) -> &str {
        self.peer.children.get(self.policy).map_or("", |policy| &policy.name)
    }
}

impl Sadb {
    /// Marks inbound SPIs from now on, or no longer.
    pub fn set_tagger(&mut self, tagger: Option<Tagger>) {
        self.tagger = tagger;
    }

    pub fn tagger(&self) -> Option<&Tagger> {
        self.tagger.as_ref()
    }

    /// A fresh inbound SPI, reserved for a negotiation with `peer`.
    pub fn reserve(
        &mut self,
        rng: &mut ChaCha20Rng,
        out: &mut Outbox,
        ike: IkeId,
        peer: &Peer,
        protocol: Protocol,
    ) -> Spi {
        for attempt in 0.. {
            let spi = match &self.tagger {
                // A peer that has most of its 16384 SPIs in use gets others.
                Some(tagger) if attempt < TAGGED_ATTEMPTS => tagger.make(rng, protocol, &peer.name),
                _ => Spi(rng.next_u32()),
            };
            let taken = self.inbound.contains_key(&(protocol, spi)) || self.graveyard.knows(protocol, spi);
            if spi.0 < Spi::FIRST || taken {
                continue;
            }
            self.inbound.insert((protocol, spi), Holder::Larval(ike));
            self.larval.entry(ike).or_default().insert((protocol, spi));
            out.changes.push_back(SaChange::Reserve { protocol, spi });
            return spi;
        }
        unreachable!("2^32 SPIs are more than memory holds")
    }

    /// Whether INITIAL_CONTACT would be true: nothing is up with this peer (RFC 7296 §2.4). To be asked when it is sent, not
    /// when the negotiation begins: another may have ended meanwhile.
    pub fn is_first_contact(&self, peer: &Peer) -> bool {
        !self.contacts.contains_key(&peer.name)
            && !self.by_peer.contains_key(&peer.name)
            && !self.by_identity.contains_key(&peer.remote_id)
    }

    /// An IKE SA with this peer is established.
    pub fn contact(&mut self, peer: &str) {
        *self.contacts.entry(peer.to_owned()).or_default() += 1;
    }

    /// An established IKE SA with this peer is gone.
    pub fn contact_lost(&mut self, peer: &str) {
        if let Some(count) = self.contacts.get_mut(peer) {
            *count -= 1;
            if *count == 0 {
                self.contacts.remove(peer);
            }
        }
    }

    /// Gives a reserved SPI back.
    pub fn release(&mut self, out: &mut Outbox, protocol: Protocol, spi: Spi) {
        if let Some(Holder::Larval(ike)) = self.inbound.get(&(protocol, spi)).copied() {
            self.inbound.remove(&(protocol, spi));
            unfile(&mut self.larval, &ike, &(protocol, spi));
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
            if let Some(Holder::Larval(ike)) = self.inbound.insert((protocol, inbound), Holder::Bundle(entry.id)) {
                unfile(&mut self.larval, &ike, &(protocol, inbound));
            }
            self.outbound.entry((protocol, outbound)).or_default().insert(entry.id);
        }
        self.by_owner.entry(entry.owner).or_default().insert(entry.id);
        self.by_policy.entry((entry.peer.name.clone(), entry.policy)).or_default().insert(entry.id);
        self.by_peer.entry(entry.peer.name.clone()).or_default().insert(entry.id);
        self.by_identity.entry(entry.identity.clone()).or_default().insert(entry.id);
        self.news.push_back(News::Installed(entry.id));
        if !inbound_only {
            self.news.push_back(News::Up(entry.id));
        }
        let bundle = Box::new(bundle);
        out.changes.push_back(if inbound_only { SaChange::InstallInbound(bundle) } else { SaChange::Install(bundle) });
        let (stage, up) = if inbound_only { (Stage::InboundOnly, None) } else { (Stage::Up, Some(entry.created)) };
        self.entries.insert(entry.id, Entry { stage, up, ..entry });
    }

    /// The peer is ready: sends on the bundle too.
    pub fn install_outbound(&mut self, now: Instant, out: &mut Outbox, id: BundleId) {
        if let Some(entry) = self.entries.get_mut(&id).filter(|e| e.stage == Stage::InboundOnly) {
            (entry.stage, entry.up) = (Stage::Up, Some(now));
            self.news.push_back(News::Up(id));
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

    /// Sends on the bundle again: its successor is gone.
    pub fn resume(&mut self, out: &mut Outbox, id: BundleId) {
        if let Some(entry) = self.entries.get_mut(&id).filter(|e| e.stage == Stage::Draining) {
            entry.stage = Stage::Up;
            out.changes.push_back(SaChange::InstallOutbound(id));
        }
    }

    /// Our Delete for it is on its way.
    pub fn deleting(&mut self, id: BundleId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.stage = Stage::Deleting;
        }
    }

    /// Takes a rekeyed bundle off the record, all but its inbound SPIs. It is to be removed soon.
    pub fn linger(&mut self, out: &mut Outbox, id: BundleId) {
        let Some(entry) = self.entries.get_mut(&id).filter(|e| e.stage != Stage::Lingering) else { return };
        if std::mem::replace(&mut entry.stage, Stage::Lingering) == Stage::Up {
            out.changes.push_back(SaChange::RemoveOutbound(id));
        }
        let entry = entry.clone();
        self.unfile(&entry);
        self.news.push_back(News::Lingers(id));
    }

    /// Whether there is room for another bundle of `limit`; what is only received on after its rekey makes room.
    pub fn make_room(&mut self, out: &mut Outbox, limit: usize) -> bool {
        while self.entries.len() >= limit {
            let lingering = self.entries.values().find(|entry| entry.stage == Stage::Lingering);
            let Some(id) = lingering.map(|entry| entry.id) else { return false };
            self.remove(out, id, Removal::Rekeyed);
        }
        true
    }

    /// Forgets a bundle and removes it from the engine.
    pub fn remove(&mut self, out: &mut Outbox, id: BundleId, why: Removal) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        for &(protocol, inbound, _) in &entry.spis {
            self.inbound.remove(&(protocol, inbound));
        }
        self.unfile(&entry);
        self.news.push_back(News::Removed(Box::new(entry.clone()), why));
        out.changes.push_back(SaChange::Remove { id, why });
        Some(entry)
    }

    /// A peer moved (authenticated).
    pub fn moved(&mut self, out: &mut Outbox, id: BundleId, remote: IpAddr, encapsulation: Option<Encapsulation>) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
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

    /// The bundle whose packets to `remote` carry this SPI; of any protocol if none is given.
    pub fn outbound(&self, remote: IpAddr, protocol: Option<Protocol>, spi: Spi) -> Option<BundleId> {
        self.sending(protocol, spi).find(|entry| entry.remote == remote).map(|entry| entry.id)
    }

    /// Bundles whose packets, to whomever, carry this SPI; of any protocol if none is given.
    pub fn sending(&self, protocol: Option<Protocol>, spi: Spi) -> impl Iterator<Item = &Entry> {
        [Protocol::Ah, Protocol::Esp]
            .into_iter()
            .filter(move |p| protocol.is_none_or(|wanted| wanted == *p))
            .filter_map(move |p| self.outbound.get(&(p, spi)))
            .flatten()
            .filter_map(|id| self.entries.get(id))
    }

    /// The newest bundle of a policy that the peer may send on and whose successor is not there yet.
    pub fn usable(&self, peer: &str, policy: usize) -> Option<&Entry> {
        let ids = self.by_policy.get(&(peer.to_owned(), policy))?;
        let live = |entry: &&Entry| matches!(entry.stage, Stage::InboundOnly | Stage::Up);
        ids.iter().rev().filter_map(|id| self.entries.get(id)).find(live)
    }

    /// Bundles with a configured peer, by age.
    pub fn of_peer<'a>(&'a self, peer: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.filed(self.by_peer.get(peer))
    }

    /// Bundles with whoever has proven this identity, by age.
    pub fn of_identity(&self, identity: &Identity) -> impl Iterator<Item = &Entry> {
        self.filed(self.by_identity.get(identity))
    }

    pub fn next_news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// Gives back all SPIs that an IKE SA, now gone, has reserved.
    pub fn release_all(&mut self, out: &mut Outbox, ike: IkeId) {
        for (protocol, spi) in self.larval.get(&ike).cloned().unwrap_or_default() {
            self.release(out, protocol, spi);
        }
    }

    /// Removes all bundles of an IKE SA that is gone.
    pub fn remove_owned(&mut self, out: &mut Outbox, ike: IkeId, why: Removal) {
        let ids: Vec<BundleId> = self.owned(ike).map(|entry| entry.id).collect();
        for id in ids {
            self.remove(out, id, why);
        }
    }

    /// Bundles that an IKE SA controls, by age.
    pub fn owned(&self, ike: IkeId) -> impl Iterator<Item = &Entry> {
        self.filed(self.by_owner.get(&ike))
    }

    /// Hands all bundles of one IKE SA to its successor (RFC 7296 §2.8).
    pub fn inherit(&mut self, old: IkeId, new: IkeId) {
        let ids = self.by_owner.remove(&old).unwrap_or_default();
        for id in &ids {
            if let Some(entry) = self.entries.get_mut(id) {
                entry.owner = new;
            }
        }
        if !ids.is_empty() {
            self.by_owner.entry(new).or_default().extend(ids);
        }
    }

    /// A bundle is not found any more but by its id and its inbound SPIs.
    fn unfile(&mut self, entry: &Entry) {
        for &(protocol, _, outbound) in &entry.spis {
            unfile(&mut self.outbound, &(protocol, outbound), &entry.id);
        }
        unfile(&mut self.by_owner, &entry.owner, &entry.id);
        unfile(&mut self.by_policy, &(entry.peer.name.clone(), entry.policy), &entry.id);
        unfile(&mut self.by_peer, &entry.peer.name, &entry.id);
        unfile(&mut self.by_identity, &entry.identity, &entry.id);
    }

    fn filed<'a>(&'a self, ids: Option<&'a BTreeSet<BundleId>>) -> impl Iterator<Item = &'a Entry> + use<'a> {
        ids.into_iter().flatten().filter_map(|id| self.entries.get(id))
    }
}

fn unfile<K: std::hash::Hash + Eq, V: Ord>(files: &mut HashMap<K, BTreeSet<V>>, key: &K, value: &V) {
    if let Some(file) = files.get_mut(key) {
        file.remove(value);
        if file.is_empty() {
            files.remove(key);
        }
    }
}

/// Draws of a tagged SPI that is free, before an untagged one is taken.
const TAGGED_ATTEMPTS: u32 = 64;
