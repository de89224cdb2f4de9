//! When bundles are replaced and when they end. RFC 7296 §2.8, RFC 2407 §4.5.4.
//!
//! ```text
//!   installed ──────────── soft ─ soft ──── hard
//!                  initiator 80-85 %  responder 92-95 %  100 %
//! ```
//! The end that began the negotiation replaces the bundle first; the other one steps in if it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rand_core::RngCore;

use crate::config::Version;
use crate::context::ChildPurpose;
use crate::sa::{BundleId, Removal};
use crate::sadb::Stage;

use super::{Endpoint, Limit};

/// What is due for which bundle.
#[derive(Default)]
pub(super) struct Lifetimes {
    due: BTreeSet<(Instant, BundleId)>,
    of: BTreeMap<BundleId, Times>,
}

#[derive(Clone, Copy)]
struct Times {
    /// The next of both.
    next: Instant,
    hard: Instant,
}

impl Lifetimes {
    fn set(&mut self, id: BundleId, next: Instant, hard: Instant) {
        self.forget(id);
        let next = next.min(hard);
        self.due.insert((next, id));
        self.of.insert(id, Times { next, hard });
    }

    pub fn forget(&mut self, id: BundleId) {
        if let Some(times) = self.of.remove(&id) {
            self.due.remove(&(times.next, id));
        }
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }
}

impl Endpoint {
    /// A bundle is up, or sent on again: its time runs, from when it was made.
    pub(super) fn start_lifetime(&mut self, id: BundleId) {
        self.lifetimes.forget(id);
        let Some(entry) = self.core.sadb.entry(id) else { return };
        let made = entry.created;
        let Some(time) = entry.lifetime.time else { return };
        let (from, spread) = if entry.initiator { (80, 5) } else { (92, 3) };
        // The ends of many bundles that began together shall not come together.
        let percent = f64::from(from) + f64::from(spread) * f64::from(self.core.rng.next_u32()) / f64::from(u32::MAX);
        self.lifetimes.set(id, made + time.mul_f64(percent / 100.0), made + time);
    }

    /// IKEv1: what a bundle has taken over from ends soon, even if the ISAKMP SA that was to delete it is gone by then.
    pub(super) fn retire(&mut self, now: Instant, successor: BundleId) {
        let Some(entry) = self.core.sadb.entry(successor).filter(|entry| entry.peer.version == Version::V1) else {
            return;
        };
        let earlier = self.core.sadb.of_peer(&entry.peer.name);
        let earlier = earlier.filter(|other| other.policy == entry.policy && other.stage == Stage::Draining);
        let earlier: Vec<BundleId> = earlier.map(|other| other.id).collect();
        for id in earlier {
            if self.lifetimes.of.get(&id).is_none_or(|times| times.hard > now + RETIREMENT) {
                self.lifetimes.set(id, now + RETIREMENT, now + RETIREMENT);
            }
        }
    }

    /// A bundle that another one has replaced is received on a little longer than the peer may know it.
    pub(super) fn linger(&mut self, now: Instant, id: BundleId) {
        self.lifetimes.set(id, now + LINGERING, now + LINGERING);
        if let Some(entry) = self.core.sadb.entry(id).cloned() {
            self.resume(&entry);
        }
    }

    /// The packet engine has counted up to a limit of a bundle.
    pub fn handle_lifetime(&mut self, now: Instant, id: BundleId, limit: Limit) {
        match limit {
            Limit::Soft => self.replace(now, id),
            Limit::Hard => self.remove_bundle(now, id, Removal::Expired),
        }
        self.settle(now);
    }

    pub(super) fn expire_bundles(&mut self, now: Instant) {
        while let Some((_, id)) = self.lifetimes.due.first().copied().filter(|(at, _)| *at <= now) {
            let Some(times) = self.lifetimes.of.get(&id).copied() else { return };
            if times.hard <= now {
                self.lifetimes.forget(id);
                self.remove_bundle(now, id, Removal::Expired);
            } else {
                let again = ((times.hard - now) / 4).max(AGAIN);
                self.lifetimes.set(id, now + again, times.hard);
                self.replace(now, id);
            }
        }
    }

    /// Negotiates a bundle that takes over from this one.
    fn replace(&mut self, now: Instant, id: BundleId) {
        let Some(entry) = self.core.sadb.entry(id).filter(|entry| entry.stage == Stage::Up) else { return };
        let (peer, policy, owner) = (entry.peer.clone(), entry.policy, entry.owner);
        // Quick modes that cross are two, and one of them in vain; IKEv2 sees to that by itself.
        let is_theirs = peer.version == Version::V1 && self.is_being_replaced(entry);
        if is_theirs || self.children.is_pending(&peer.name, policy) || policy >= peer.children.len() {
            return;
        }
        match peer.version {
            // Refusals leave the bundle as it is, until the next try or its end.
            Version::V1 => drop(self.want(now, &peer, policy, ChildPurpose::Rekey(id))),
            // RFC 7296 §1.4: only on the IKE SA that made it, or its successor.
            Version::V2 if self.table.slot(owner).is_some_and(|slot| slot.since().is_some()) => {
                self.start_child(now, owner, &peer.name, policy, ChildPurpose::Rekey(id));
            }
            Version::V2 => {}
        }
    }

    /// Ends a bundle, telling the peer if an IKE SA is there for it.
    pub(super) fn remove_bundle(&mut self, now: Instant, id: BundleId, why: Removal) {
        let Some(entry) = self.core.sadb.entry(id) else { return };
        if entry.stage == Stage::Lingering {
            self.core.sadb.remove(&mut self.core.out, id, Removal::Rekeyed);
            return;
        }
        let carrier = match entry.peer.version {
            Version::V1 => {
                // In each of its ISAKMP SAs strongSwan looks for those bundles alone that it has put down to that one.
                let all = self.table.established(&entry.peer.name);
                for ike in all.iter().rev().skip(1) {
                    self.with(now, *ike, |machine, cx| machine.tell_deleted(cx, id));
                }
                all.last().copied()
            }
            Version::V2 => {
                Some(entry.owner).filter(|ike| self.table.slot(*ike).is_some_and(|slot| slot.since().is_some()))
            }
        };
        if !carrier.is_some_and(|ike| self.with(now, ike, |machine, cx| machine.delete_child(cx, id, why))) {
            self.untold.insert(id);
            self.core.sadb.remove(&mut self.core.out, id, why);
        }
    }
}

/// Longer than the overlap that IKEv1 grants a bundle's predecessor.
const RETIREMENT: Duration = Duration::from_secs(90);
/// Longer than packets are under way that have crossed a Delete, or were overtaken by it.
const LINGERING: Duration = Duration::from_secs(1);
/// At least so long until a replacement is tried again.
const AGAIN: Duration = Duration::from_secs(1);
