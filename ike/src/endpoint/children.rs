//! Child negotiations that are wanted or under way, at most one for each policy.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::Peer;
use crate::context::{ChildPurpose, Opening};
use crate::sa::IkeId;

use super::{version, CallError, Endpoint};

/// Child negotiations, by peer and by the policy's index.
#[derive(Default)]
pub(super) struct Children {
    pending: BTreeMap<Key, Pending>,
    holds: BTreeMap<Key, Hold>,
}

/// A peer's name, and one of its policies.
type Key = (String, usize);

#[derive(Clone, Copy, Debug)]
struct Pending {
    purpose: ChildPurpose,
    /// The IKE SA that negotiates it. `None`: waits for our IKE SA with the peer.
    on: Option<IkeId>,
}

/// Pause after a failure, doubled each time.
#[derive(Clone, Copy, Debug)]
struct Hold {
    until: Instant,
    step: Duration,
    /// Whether to try again without being asked.
    retry: bool,
}

impl Children {
    pub fn is_pending(&self, peer: &str, policy: usize) -> bool {
        self.pending.contains_key(&(peer.to_owned(), policy))
    }

    /// Whether an IKE SA has something of a peer's to negotiate.
    pub fn is_busy(&self, peer: &str, ike: IkeId) -> bool {
        self.of(peer).any(|(_, pending)| pending.on == Some(ike))
    }

    pub fn started(&mut self, peer: &str, policy: usize, purpose: ChildPurpose, on: Option<IkeId>) {
        self.pending.insert((peer.to_owned(), policy), Pending { purpose, on });
    }

    /// A negotiation came to its end.
    pub fn finished(&mut self, peer: &str, policy: usize) {
        self.pending.remove(&(peer.to_owned(), policy));
    }

    pub fn succeeded(&mut self, peer: &str, policy: usize) {
        self.finished(peer, policy);
        self.holds.remove(&(peer.to_owned(), policy));
    }

    pub fn failed(&mut self, now: Instant, peer: &str, policy: usize, retry: bool) {
        self.finished(peer, policy);
        let key = (peer.to_owned(), policy);
        let step = self.holds.get(&key).map_or(FIRST_HOLD, |hold| (hold.step * 2).min(LAST_HOLD));
        self.holds.insert(key, Hold { until: now + step, step, retry });
    }

    pub fn held(&self, now: Instant, peer: &str, policy: usize) -> bool {
        self.holds.get(&(peer.to_owned(), policy)).is_some_and(|hold| now < hold.until)
    }

    /// What waits for an IKE SA with this peer.
    fn waiting(&self, peer: &str) -> Vec<(usize, ChildPurpose)> {
        self.of(peer)
            .filter(|(_, pending)| pending.on.is_none())
            .map(|(policy, pending)| (policy, pending.purpose))
            .collect()
    }

    /// What this IKE SA was to negotiate and now will not.
    pub fn orphaned(&mut self, ike: IkeId, peer: &str, waiting: bool) -> Vec<usize> {
        let gone: Vec<usize> = self
            .of(peer)
            .filter(|(_, pending)| pending.on == Some(ike) || (waiting && pending.on.is_none()))
            .map(|(policy, _)| policy)
            .collect();
        for policy in &gone {
            self.finished(peer, *policy);
        }
        gone
    }

    /// Moves what an IKE SA negotiates to its successor.
    pub fn inherit(&mut self, old: IkeId, new: IkeId) {
        for pending in self.pending.values_mut().filter(|pending| pending.on == Some(old)) {
            pending.on = Some(new);
        }
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.holds.values().filter(|hold| hold.retry).map(|hold| hold.until).min()
    }

    fn due(&mut self, now: Instant) -> Vec<Key> {
        let due: Vec<Key> =
            self.holds.iter().filter(|(_, hold)| hold.retry && hold.until <= now).map(|(key, _)| key.clone()).collect();
        for key in &due {
            if let Some(hold) = self.holds.get_mut(key) {
                hold.retry = false;
            }
        }
        due
    }

    fn of<'a>(&'a self, peer: &str) -> impl Iterator<Item = (usize, &'a Pending)> + use<'a> {
        let range = (peer.to_owned(), 0)..=(peer.to_owned(), usize::MAX);
        self.pending.range(range).map(|((_, policy), pending)| (*policy, pending))
    }
}

impl Endpoint {
    /// Begins an IKE SA with a peer, and the children that its policies want at once.
    pub fn initiate(&mut self, now: Instant, peer: &str) -> Result<IkeId, CallError> {
        let peer = self.core.peer(peer).cloned().ok_or(CallError::UnknownPeer)?;
        let children = peer.children.iter().enumerate().filter(|(_, child)| child.immediate).map(|(index, _)| index);
        let children = children.filter(|index| !self.children.is_pending(&peer.name, *index)).collect();
        let id = self.open(now, &peer, Opening { children, ..Opening::default() });
        self.settle(now);
        id
    }

    /// Traffic waits for a bundle of this policy: negotiates one, on an IKE SA that is there or on a new one.
    pub fn acquire(&mut self, now: Instant, peer: &str, policy: &str) -> Result<(), CallError> {
        let peer = self.core.peer(peer).cloned().ok_or(CallError::UnknownPeer)?;
        let policy = peer.children.iter().position(|child| child.name == policy).ok_or(CallError::UnknownPolicy)?;
        let result = self.want(now, &peer, policy, ChildPurpose::New);
        self.settle(now);
        result
    }

    /// Sees to it that a child is negotiated, now or as soon as there is an IKE SA for it.
    pub(super) fn want(
        &mut self,
        now: Instant,
        peer: &Arc<Peer>,
        policy: usize,
        purpose: ChildPurpose,
    ) -> Result<(), CallError> {
        let up = purpose == ChildPurpose::New && self.core.sadb.usable(&peer.name, policy).is_some();
        if up || self.children.is_pending(&peer.name, policy) {
            return Ok(());
        }
        if self.children.held(now, &peer.name, policy) {
            return Err(CallError::HoldDown);
        }
        if purpose == ChildPurpose::New && !self.core.context(now).has_room_for_bundle() {
            return Err(CallError::Full);
        }
        if let Some(ike) = self.table.usable(&peer.name) {
            self.start_child(now, ike, &peer.name, policy, purpose);
            return Ok(());
        }
        if self.table.negotiating(&peer.name).is_some() {
            self.children.started(&peer.name, policy, purpose, None);
            return Ok(());
        }
        let new = purpose == ChildPurpose::New;
        self.open(now, peer, Opening { children: if new { vec![policy] } else { Vec::new() }, ..Opening::default() })?;
        if !new {
            self.children.started(&peer.name, policy, purpose, None);
        }
        Ok(())
    }

    /// Negotiates a child on an IKE SA that is up.
    pub(super) fn start_child(&mut self, now: Instant, ike: IkeId, peer: &str, policy: usize, purpose: ChildPurpose) {
        self.children.started(peer, policy, purpose, Some(ike));
        self.with(now, ike, |machine, cx| machine.create_child(cx, policy, purpose));
    }

    /// Begins an IKE SA.
    pub(super) fn open(&mut self, now: Instant, peer: &Arc<Peer>, opening: Opening) -> Result<IkeId, CallError> {
        let remote = peer.remote.filter(|_| peer.initiate).ok_or(CallError::ResponderOnly)?;
        if self.table.len() >= self.core.config.limits.ike_sas {
            return Err(CallError::Full);
        }
        let id = self.core.sadb.next_ike_id();
        let spi = self.fresh_spi();
        for policy in &opening.children {
            self.children.started(&peer.name, *policy, ChildPurpose::New, Some(id));
        }
        let remote = SocketAddr::new(remote, PORT);
        let machine = version::initiate(&mut self.core.context(now), id, spi, peer.clone(), remote, opening);
        let Some(machine) = machine else { return Err(CallError::ResponderOnly) };
        self.table.insert(machine);
        Ok(id)
    }

    /// An IKE SA is up: what waited for it begins.
    pub(super) fn start_waiting(&mut self, now: Instant, ike: IkeId, peer: &str) {
        for (policy, purpose) in self.children.waiting(peer) {
            self.start_child(now, ike, peer, policy, purpose);
        }
    }

    pub(super) fn retry_children(&mut self, now: Instant) {
        for (peer, policy) in self.children.due(now) {
            if let Some(peer) = self.core.peer(&peer).filter(|peer| policy < peer.children.len()).cloned() {
                // Refusals are the configuration's will, or come again with the next failure.
                let _ = self.want(now, &peer, policy, ChildPurpose::New);
            }
        }
    }
}

const PORT: u16 = 500;
const FIRST_HOLD: Duration = Duration::from_secs(1);
const LAST_HOLD: Duration = Duration::from_secs(64);
