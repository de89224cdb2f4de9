//! The IKE SAs of an endpoint, and by what they are found.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use crate::config::{Identity, Version};
use crate::context::{Load, Machine};
use crate::sa::IkeId;

/// All IKE SAs, in order of age.
#[derive(Default)]
pub(super) struct Table {
    slots: BTreeMap<IkeId, Slot>,
    by_spi: HashMap<u64, IkeId>,
    /// Of responders: their initiator's address and SPI, by which a repeated first message is known.
    first: HashMap<(SocketAddr, u64), IkeId>,
    by_peer: HashMap<String, BTreeSet<IkeId>>,
    by_address: HashMap<IpAddr, BTreeSet<IkeId>>,
    /// Established ones, by what their peer has proven to be.
    by_identity: HashMap<Identity, BTreeSet<IkeId>>,
    deadlines: BTreeSet<(Instant, IkeId)>,
    half_open_v1: usize,
    half_open_v2: usize,
    half_open_sources: HashMap<IpAddr, usize>,
}

/// An IKE SA and the keys that it is filed under.
pub(super) struct Slot {
    pub machine: Box<dyn Machine>,
    /// When it was established.
    since: Option<Instant>,
    /// Begun by recovery.
    pub recovery: bool,
    spi: u64,
    first: Option<(SocketAddr, u64)>,
    peer: String,
    address: IpAddr,
    identity: Option<Identity>,
    deadline: Option<Instant>,
    /// Version and source, while a responder is not established.
    half_open: Option<(Version, IpAddr)>,
}

impl Slot {
    /// When it was established.
    pub fn since(&self) -> Option<Instant> {
        self.since
    }

    /// Name of the peer that it is filed under.
    pub fn peer(&self) -> &str {
        &self.peer
    }
}

impl Table {
    pub fn insert(&mut self, machine: Box<dyn Machine>) {
        let id = machine.id();
        let (spi, theirs) = machine.spis();
        let remote = machine.path().1;
        let responds = !machine.initiator() && !machine.established();
        let slot = Slot {
            since: None,
            recovery: false,
            spi,
            first: responds.then_some((remote, theirs)),
            peer: machine.peer().name.clone(),
            address: remote.ip(),
            identity: None,
            deadline: None,
            half_open: responds.then_some((machine.peer().version, remote.ip())),
            machine,
        };
        self.by_spi.insert(slot.spi, id);
        if let Some(first) = slot.first {
            self.first.insert(first, id);
        }
        self.by_peer.entry(slot.peer.clone()).or_default().insert(id);
        self.by_address.entry(slot.address).or_default().insert(id);
        if let Some((version, source)) = slot.half_open {
            *self.half_open(version) += 1;
            *self.half_open_sources.entry(source).or_default() += 1;
        }
        self.slots.insert(id, slot);
        self.refresh(id);
    }

    pub fn remove(&mut self, id: IkeId) -> Option<Slot> {
        let slot = self.slots.remove(&id)?;
        if self.by_spi.get(&slot.spi) == Some(&id) {
            self.by_spi.remove(&slot.spi);
        }
        if let Some(first) = slot.first.filter(|first| self.first.get(first) == Some(&id)) {
            self.first.remove(&first);
        }
        unfile(&mut self.by_peer, &slot.peer, id);
        unfile(&mut self.by_address, &slot.address, id);
        if let Some(identity) = &slot.identity {
            unfile(&mut self.by_identity, identity, id);
        }
        if let Some(deadline) = slot.deadline {
            self.deadlines.remove(&(deadline, id));
        }
        if let Some((version, source)) = slot.half_open {
            self.not_half_open(version, source);
        }
        Some(slot)
    }

    /// Files an SA anew after its machine has run.
    pub fn refresh(&mut self, id: IkeId) {
        let Some(slot) = self.slots.get_mut(&id) else { return };
        let deadline = slot.machine.poll_timeout();
        if deadline != slot.deadline {
            if let Some(old) = slot.deadline {
                self.deadlines.remove(&(old, id));
            }
            self.deadlines.extend(deadline.map(|at| (at, id)));
            slot.deadline = deadline;
        }
        let address = slot.machine.path().1.ip();
        if address != slot.address {
            unfile(&mut self.by_address, &slot.address, id);
            self.by_address.entry(address).or_default().insert(id);
            slot.address = address;
        }
        if slot.machine.peer().name != slot.peer {
            let peer = slot.machine.peer().name.clone();
            unfile(&mut self.by_peer, &slot.peer, id);
            self.by_peer.entry(peer.clone()).or_default().insert(id);
            slot.peer = peer;
        }
        if slot.machine.established() {
            if let Some((version, source)) = slot.half_open.take() {
                self.not_half_open(version, source);
            }
        }
    }

    pub fn slot(&self, id: IkeId) -> Option<&Slot> {
        self.slots.get(&id)
    }

    pub fn slot_mut(&mut self, id: IkeId) -> Option<&mut Slot> {
        self.slots.get_mut(&id)
    }

    pub fn machine_mut(&mut self, id: IkeId) -> Option<&mut dyn Machine> {
        Some(self.slots.get_mut(&id)?.machine.as_mut())
    }

    pub fn slots(&self) -> impl DoubleEndedIterator<Item = (IkeId, &Slot)> {
        self.slots.iter().map(|(id, slot)| (*id, slot))
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// The SA with this SPI of ours, in this role, whose peer has the other SPI or has not told it yet.
    pub fn find(&self, ours: u64, theirs: u64, initiator: bool) -> Option<IkeId> {
        let id = *self.by_spi.get(&ours)?;
        let machine = &self.slots.get(&id)?.machine;
        let (_, known) = machine.spis();
        let fits = known == theirs || known == 0 || (theirs == 0 && initiator);
        (machine.initiator() == initiator && fits).then_some(id)
    }

    /// The SA that a first message from `remote` with this SPI has begun.
    pub fn find_first(&self, remote: SocketAddr, theirs: u64) -> Option<IkeId> {
        self.first.get(&(remote, theirs)).copied()
    }

    pub fn has_spi(&self, ours: u64) -> bool {
        self.by_spi.contains_key(&ours)
    }

    /// SAs with a configured peer, oldest first.
    pub fn with_peer<'a>(&'a self, peer: &str) -> impl DoubleEndedIterator<Item = (IkeId, &'a Slot)> {
        self.filed(self.by_peer.get(peer))
    }

    /// SAs whose peer is at an address now, oldest first.
    pub fn at_address(&self, address: IpAddr) -> impl DoubleEndedIterator<Item = (IkeId, &Slot)> {
        self.filed(self.by_address.get(&address))
    }

    /// The SA to use with a peer: the one established last that is not on its way out.
    pub fn usable(&self, peer: &str) -> Option<IkeId> {
        self.established(peer).last().copied()
    }

    /// All SAs with a peer that are not on their way out, in the order in which they were established.
    pub fn established(&self, peer: &str) -> Vec<IkeId> {
        let established = self.with_peer(peer).filter(|(_, slot)| slot.since.is_some() && slot.machine.established());
        let mut order: Vec<_> = established.map(|(id, slot)| (slot.since, id)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, id)| id).collect()
    }

    /// Our own negotiation with a peer, if there is one.
    pub fn negotiating(&self, peer: &str) -> Option<IkeId> {
        self.with_peer(peer).find(|(_, slot)| slot.since.is_none() && slot.machine.initiator()).map(|(id, _)| id)
    }

    /// Established SAs whose peer has proven this identity, oldest first.
    pub fn with_identity(&self, identity: &Identity) -> Vec<IkeId> {
        self.by_identity.get(identity).into_iter().flatten().copied().collect()
    }

    /// Notes that an SA is established. False if it is not there, or has been so.
    pub fn establish(&mut self, id: IkeId, now: Instant) -> bool {
        let Some(slot) = self.slots.get_mut(&id).filter(|slot| slot.since.is_none()) else { return false };
        slot.since = Some(now);
        slot.identity = slot.machine.identity().cloned();
        if let Some(identity) = slot.identity.clone() {
            self.by_identity.entry(identity).or_default().insert(id);
        }
        self.refresh(id);
        true
    }

    pub fn load(&self, version: Version, source: IpAddr) -> Load {
        Load {
            half_open: match version {
                Version::V1 => self.half_open_v1,
                Version::V2 => self.half_open_v2,
            },
            from_source: self.half_open_sources.get(&source).copied().unwrap_or(0),
        }
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// SAs whose deadline has come, each once.
    pub fn due(&self, now: Instant) -> Vec<IkeId> {
        self.deadlines.iter().take_while(|(at, _)| *at <= now).map(|(_, id)| *id).collect()
    }

    fn filed<'a>(&'a self, ids: Option<&'a BTreeSet<IkeId>>) -> impl DoubleEndedIterator<Item = (IkeId, &'a Slot)> {
        ids.into_iter().flatten().filter_map(|id| Some((*id, self.slots.get(id)?)))
    }

    fn half_open(&mut self, version: Version) -> &mut usize {
        match version {
            Version::V1 => &mut self.half_open_v1,
            Version::V2 => &mut self.half_open_v2,
        }
    }

    fn not_half_open(&mut self, version: Version, source: IpAddr) {
        *self.half_open(version) -= 1;
        if let Some(count) = self.half_open_sources.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                self.half_open_sources.remove(&source);
            }
        }
    }
}

fn unfile<K: std::hash::Hash + Eq>(files: &mut HashMap<K, BTreeSet<IkeId>>, key: &K, id: IkeId) {
    if let Some(file) = files.get_mut(key) {
        file.remove(&id);
        if file.is_empty() {
            files.remove(key);
        }
    }
}
