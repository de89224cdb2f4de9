//! Works off what machines and the SADB have to tell, until the tables agree.

use std::net::SocketAddr;
use std::time::Instant;

use crate::config::{Identity, Version};
use crate::context::{ChildPurpose, Opening, Signal};
use crate::recovery::Said;
use crate::report::{Closure, Decision, Drop, Failure, Report};
use crate::sa::{BundleId, IkeId, Removal};
use crate::sadb::News;

use super::{Endpoint, REPORTS};

impl Endpoint {
    pub(super) fn settle(&mut self, now: Instant) {
        loop {
            if let Some(signal) = self.core.out.signals.pop_front() {
                self.signal(now, signal);
            } else if let Some(news) = self.core.sadb.next_news() {
                self.news(now, news);
            } else {
                break;
            }
        }
        while self.core.out.reports.len() > REPORTS {
            self.core.out.reports.pop_front();
            self.core.counters.reports_lost += 1;
        }
    }

    pub(super) fn dropped(&mut self, now: Instant, remote: SocketAddr, why: Drop) {
        *self.core.counters.drops.entry(why).or_default() += 1;
        if self.log.allow_drop(now) {
            self.core.out.reports.push_back(Report::Dropped { remote, why });
        }
    }

    fn signal(&mut self, now: Instant, signal: Signal) {
        match signal {
            Signal::Established { ike } => self.established(now, ike),
            Signal::Closed { ike, why } => self.closed(now, ike, why),
            Signal::Failed { ike, why } => self.failed(now, ike, why),
            Signal::Expiring { ike } => self.renew(now, ike),
            Signal::Refused { peer, remote, why } => {
                self.core.counters.failed += 1;
                self.core.out.reports.push_back(Report::Failed { peer, remote, why });
            }
            Signal::InitialContact { ike, identity } => self.initial_contact(now, ike, &identity),
            Signal::InvalidSpi { ike, spis, total } => {
                for _ in spis.len()..total {
                    self.core.counters.decide(Decision::Excess);
                }
                self.reported_to_us(now, ike, Said::Unknown, &spis);
            }
            Signal::Deleted { ike, protocol, spis } => {
                let spis: Vec<_> = spis.into_iter().map(|spi| (Some(protocol), spi)).collect();
                self.reported_to_us(now, ike, Said::Deleted, &spis);
            }
            Signal::Hint { remote } => self.hinted(now, remote),
            Signal::ChildDone { ike, policy, result } => self.child_done(now, ike, &policy, result),
            Signal::Successor { new } => {
                let id = new.id();
                self.table.insert(new);
                self.established(now, id);
            }
            Signal::Inherited { old, new: id } => {
                self.core.sadb.inherit(old, id);
                self.children.inherit(old, id);
                self.with(now, id, |machine, cx| machine.inherited(cx));
            }
            Signal::Dropped { remote, why } => self.dropped(now, remote, why),
        }
    }

    fn established(&mut self, now: Instant, ike: IkeId) {
        if !self.table.establish(ike, now) {
            return;
        }
        self.report_established(ike);
        let Some(peer) = self.table.slot(ike).map(|slot| slot.machine.peer().name.clone()) else { return };
        self.core.sadb.contact(&peer);
        self.recovery_established(now, ike);
        self.start_waiting(now, ike, &peer);
        self.bound_ike_sas(now, ike);
    }

    fn report_established(&mut self, ike: IkeId) {
        let Some(slot) = self.table.slot(ike) else { return };
        let peer = slot.machine.peer();
        self.core.counters.established += 1;
        self.core.out.reports.push_back(Report::Established {
            ike,
            peer: peer.name.clone(),
            version: peer.version,
            identity: slot.machine.identity().unwrap_or(&peer.remote_id).clone(),
            initiator: slot.machine.initiator(),
        });
    }

    /// An ISAKMP SA is near its end: begins another, unless there is one already.
    fn renew(&mut self, now: Instant, ike: IkeId) {
        let Some(peer) = self.table.slot(ike).map(|slot| slot.machine.peer().clone()) else { return };
        if self.table.usable(&peer.name) == Some(ike) && self.table.negotiating(&peer.name).is_none() {
            // A refusal is the configuration's will: then there is none until it is needed.
            let _ = self.open(now, &peer, Opening::default());
        }
    }

    /// An IKE SA is over; its bundles too, in IKEv2. In IKEv1 they outlive it, unless the peer is dead (RFC 3706 §5.4): a
    /// peer that another ISAKMP SA speaks with has only lost this one.
    pub(super) fn closed(&mut self, now: Instant, ike: IkeId, why: Closure) {
        let Some(slot) = self.table.remove(ike) else { return };
        let peer = slot.machine.peer().clone();
        self.core.sadb.release_all(&mut self.core.out, ike);
        if peer.version == Version::V2 {
            self.core.sadb.remove_owned(&mut self.core.out, ike, removal(why));
        } else if let Some(identity) = slot.machine.identity().filter(|_| why == Closure::PeerDead) {
            if self.table.with_identity(identity).is_empty() {
                let dead: Vec<BundleId> = self.core.sadb.of_identity(identity).map(|entry| entry.id).collect();
                for id in dead {
                    self.core.sadb.remove(&mut self.core.out, id, removal(why));
                }
            }
        }
        let ours = slot.since().is_none() && slot.machine.initiator();
        self.detector.failed(now, &self.core.config.recovery, &mut self.core.rng, &peer.name, ike);
        for policy in self.children.orphaned(ike, &peer.name, ours) {
            let retry = ours && peer.children.get(policy).is_some_and(|child| child.immediate);
            self.children.failed(now, &peer.name, policy, retry);
        }
        if slot.since().is_some() {
            self.core.sadb.contact_lost(slot.peer());
            self.core.out.reports.push_back(Report::Closed { ike, peer: peer.name.clone(), why });
        }
    }

    fn failed(&mut self, now: Instant, ike: IkeId, why: Failure) {
        let Some(slot) = self.table.slot(ike) else { return };
        let (peer, remote) = (slot.machine.peer().name.clone(), slot.machine.path().1);
        self.core.counters.failed += 1;
        self.core.out.reports.push_back(Report::Failed { peer: Some(peer), remote, why });
        self.closed(now, ike, Closure::Failed);
    }

    /// The peer says that this IKE SA is all that it has with us (RFC 7296 §2.4, RFC 2407 §4.6.3.3).
    fn initial_contact(&mut self, now: Instant, carrier: IkeId, identity: &Identity) {
        for ike in self.table.with_identity(identity) {
            if ike != carrier {
                self.closed(now, ike, Closure::InitialContact);
            }
        }
        let stale: Vec<BundleId> =
            self.core.sadb.of_identity(identity).filter(|entry| entry.owner != carrier).map(|entry| entry.id).collect();
        for id in stale {
            self.core.sadb.remove(&mut self.core.out, id, Removal::PeerRestarted);
        }
    }

    fn child_done(&mut self, now: Instant, ike: IkeId, policy: &str, result: Result<BundleId, Failure>) {
        let Some(slot) = self.table.slot(ike) else { return };
        let (peer, remote) = (slot.machine.peer().clone(), slot.machine.path().1);
        let Some(index) = peer.children.iter().position(|child| child.name == policy) else { return };
        match result {
            Ok(_) => self.children.succeeded(&peer.name, index),
            Err(why) => {
                self.children.failed(now, &peer.name, index, peer.children[index].immediate);
                self.core.out.reports.push_back(Report::Failed { peer: Some(peer.name.clone()), remote, why });
            }
        }
    }

    fn news(&mut self, now: Instant, news: News) {
        match news {
            News::Installed(id) => self.start_lifetime(id),
            News::Lingers(id) => self.linger(now, id),
            News::Up(id) => {
                self.recovery_up(now, id);
                self.retire(now, id);
                let Some(entry) = self.core.sadb.entry(id) else { return };
                self.core.counters.bundles += 1;
                self.core.out.reports.push_back(Report::BundleUp {
                    bundle: id,
                    peer: entry.peer.name.clone(),
                    policy: entry.policy_name().to_owned(),
                });
            }
            News::Removed(entry, why) => {
                self.lifetimes.forget(entry.id);
                self.recovery_down(now, &entry, why);
                self.core.out.reports.push_back(Report::BundleDown {
                    bundle: entry.id,
                    peer: entry.peer.name.clone(),
                    policy: entry.policy_name().to_owned(),
                    why,
                });
                let wanted = !matches!(why, Removal::Rekeyed | Removal::Cleared | Removal::NegotiationFailed);
                if wanted && entry.peer.children.get(entry.policy).is_some_and(|child| child.immediate) {
                    // A refusal is the configuration's will, or comes again with the next failure.
                    let _ = self.want(now, &entry.peer, entry.policy, ChildPurpose::New);
                }
            }
        }
    }
}

fn removal(why: Closure) -> Removal {
    match why {
        Closure::InitialContact | Closure::CrashDetected => Removal::PeerRestarted,
        Closure::PeerDeleted => Removal::PeerDeleted,
        Closure::Cleared => Removal::Cleared,
        Closure::Replaced => Removal::Rekeyed,
        Closure::Expired | Closure::PeerDead | Closure::OutOfSync | Closure::Failed => Removal::IkeGone,
    }
}
