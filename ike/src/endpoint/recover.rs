//! Carries out what recovery decides, and tells it what it has to know.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use crate::config::{Auth, Peer, Version};
use crate::context::ChildPurpose;
use crate::recovery::config::{OnInvalidSpi, Reestablish};
use crate::recovery::{self, Act, Event, Said, Situation, Task, Verdict};
use crate::report::{Closure, Decision, Report};
use crate::sa::{BundleId, IkeId, Protocol, Removal, Spi};
use crate::sadb::{Entry, Holder, Stage};
use crate::spi_tag::Origin;

use super::Endpoint;

/// Packets with an SPI that the packet engine does not know.
#[derive(Clone, Copy, Debug)]
pub struct InvalidSpi {
    pub src: IpAddr,
    pub dst: IpAddr,
    /// (source, destination) if ESP came in UDP.
    pub ports: Option<(u16, u16)>,
    pub protocol: Protocol,
    pub spi: Spi,
    /// Within AH that has been verified.
    pub authenticated: bool,
    /// Packets that this event stands for.
    pub count: u32,
}

impl Endpoint {
    /// The packet engine has met an unknown SPI.
    pub fn handle_invalid_spi(&mut self, now: Instant, event: InvalidSpi) {
        self.core.counters.invalid_spi_packets += u64::from(event.count.max(1));
        let (peer, decision) = match self.classify(now, &event) {
            Ok((peer, genuine)) => {
                let decision = self.detect(now, &peer, &event, genuine);
                (Some(peer.name.clone()), decision)
            }
            Err((peer, decision)) => (peer, decision),
        };
        self.decided(now, peer, event.src, (event.protocol, event.spi), decision);
        self.settle(now);
    }

    /// Switches recovery on or off. What is under way ends with it.
    pub fn set_recovery(&mut self, now: Instant, on: bool) {
        self.core.config.recovery.enabled = on;
        if !on {
            self.detector.disable();
            let begun: Vec<IkeId> = self
                .table
                .slots()
                .filter(|(_, slot)| slot.recovery && slot.since().is_none())
                .map(|(id, _)| id)
                .collect();
            for id in begun {
                self.closed(now, id, Closure::Cleared);
            }
        }
        self.settle(now);
    }

    /// Whose packet it is, and whether it was surely that peer's; or why nothing is done. Spec 01 §1.5.1.
    fn classify(&self, now: Instant, event: &InvalidSpi) -> Result<(Arc<Peer>, bool), (Option<String>, Decision)> {
        let config = &self.core.config.recovery;
        let (protocol, spi) = (event.protocol, event.spi);
        if spi.0 < Spi::FIRST {
            return Err((None, Decision::ReservedSpi));
        }
        if !is_unicast(event.src) || !is_unicast(event.dst) || event.src == event.dst || self.core.is_local(event.src) {
            return Err((None, Decision::BadSource));
        }
        match self.core.sadb.inbound(protocol, spi) {
            Some(Holder::Larval(_)) => return Err((None, Decision::LarvalSpi)),
            Some(Holder::Bundle(_)) => return Err((None, Decision::LiveSpi)),
            None if self.core.sadb.graveyard.holds(now, config.grave, protocol, spi) => {
                return Err((None, Decision::GraveyardSpi))
            }
            None => {}
        }
        let peer = self.sender(event).ok_or((None, Decision::UnknownPeer))?;
        let origin = self.core.sadb.tagger().map(|tagger| tagger.origin(protocol, spi, &peer.name));
        let ours = origin.is_some_and(|origin| origin != Origin::Noise);
        if config.require_tag && !ours && !event.authenticated {
            return Err((Some(peer.name.clone()), Decision::TagMissing));
        }
        Ok((peer, ours || event.authenticated))
    }

    /// The configured peer that has sent a packet: by where an IKE SA's peer is now, else by configuration.
    fn sender(&self, event: &InvalidSpi) -> Option<Arc<Peer>> {
        let here = self.table.at_address(event.src).rev().find(|(_, slot)| {
            let (local, remote) = slot.machine.path();
            slot.since().is_some()
                && local.ip() == event.dst
                && event.ports.is_none_or(|(port, _)| port == remote.port())
        });
        if let Some((_, slot)) = here {
            return Some(slot.machine.peer().clone());
        }
        let translated = event.ports.is_some_and(|(port, _)| port != NAT_PORT);
        if translated && !self.core.config.recovery.call_behind_nat {
            // A mapping that nobody vouches for: an address is not taken from an unauthenticated packet (spec 05 M21).
            return None;
        }
        let peers = self.core.peers_between(event.dst, event.src);
        peers.iter().find(|peer| peer.initiate).or(peers.first()).cloned()
    }

    fn detect(&mut self, now: Instant, peer: &Arc<Peer>, event: &InvalidSpi, genuine: bool) -> Decision {
        let ike = self.table.usable(&peer.name);
        let situation = Situation {
            ike,
            negotiating: self.table.negotiating(&peer.name).is_some(),
            may_initiate: may_initiate(peer),
            bundles: self.core.sadb.of_peer(&peer.name).next().is_some(),
        };
        let seen = Event { source: event.src, protocol: event.protocol, spi: event.spi, genuine };
        match self.detector.judge(now, &self.core.config.recovery, &peer.name, &seen, &situation) {
            Verdict::Nothing(decision) => decision,
            Verdict::Report(ike) => {
                self.report_spis(now, ike, &[(event.protocol, event.spi)]);
                Decision::Notified
            }
            Verdict::Initiate => self.call(now, peer),
            Verdict::Replace(ike) => {
                self.with(now, ike, |machine, cx| machine.close(cx, Closure::OutOfSync));
                self.closed(now, ike, Closure::OutOfSync);
                match self.call(now, peer) {
                    Decision::Initiated => Decision::Escalated,
                    other => other,
                }
            }
        }
    }

    /// Opens an IKE SA for recovery.
    fn call(&mut self, now: Instant, peer: &Arc<Peer>) -> Decision {
        let config = &self.core.config.recovery;
        let alone = self.table.with_peer(&peer.name).all(|(_, slot)| slot.since().is_none());
        let free = |policy: &usize| {
            !self.children.is_pending(&peer.name, *policy) && self.core.sadb.usable(&peer.name, *policy).is_none()
        };
        let policies = (0..peer.children.len()).filter(free);
        let opening = recovery::opening(now, self.detector.boot(), config, &self.core.sadb, peer, alone, policies);
        match self.open(now, peer, opening) {
            Ok(ike) => {
                if let Some(slot) = self.table.slot_mut(ike) {
                    slot.recovery = true;
                }
                self.detector.initiated(now, &self.core.config.recovery, &mut self.core.rng, &peer.name, ike);
                Decision::Initiated
            }
            Err(_) => {
                self.detector.abandoned(&peer.name);
                Decision::ResponderOnly
            }
        }
    }

    fn report_spis(&mut self, now: Instant, ike: IkeId, spis: &[(Protocol, Spi)]) {
        let config = &self.core.config.recovery;
        let Some(version) = self.table.slot(ike).map(|slot| slot.machine.peer().version) else { return };
        let delete = match version {
            Version::V1 => config.v1_delete,
            Version::V2 => config.v2_delete,
        };
        self.with(now, ike, |machine, cx| machine.report_spis(cx, spis, delete));
    }

    /// Peers that have waited, and what has to be looked at again.
    pub(super) fn recovery_timeout(&mut self, now: Instant) {
        while let Some(name) = self.detector.serve(now, &self.core.config.recovery) {
            let peer = self.core.peer(&name).filter(|peer| may_initiate(peer)).cloned();
            match peer.filter(|_| self.core.config.recovery.enabled && self.table.usable(&name).is_none()) {
                Some(peer) => {
                    let decision = self.call(now, &peer);
                    self.core.counters.decide(decision);
                }
                None => self.detector.abandoned(&name),
            }
        }
        while let Some(task) = self.agenda.due(now) {
            match task {
                Task::OwnChildren { peer } => self.own_children(now, &peer),
                Task::Probation { peer } => {
                    self.detector.probation_ends(now, &self.core.config.recovery, &mut self.core.rng, &peer);
                }
                Task::Duplicates { peer, policy } => self.remove_duplicates(now, &peer, policy),
            }
        }
    }

    pub(super) fn recovery_deadline(&self) -> Option<Instant> {
        [self.detector.next_deadline(&self.core.config.recovery), self.agenda.next()].into_iter().flatten().min()
    }

    /// An IKE SA is up: what waited for it is reported, if it is still unknown (spec RAC-09).
    pub(super) fn recovery_established(&mut self, now: Instant, ike: IkeId) {
        let Some(slot) = self.table.slot(ike) else { return };
        let (peer, remote, initiator) =
            (slot.machine.peer().clone(), slot.machine.path().1.ip(), slot.machine.initiator());
        let mut spis = self.detector.established(now, &peer.name, ike, initiator);
        let attached = spis.len();
        spis.retain(|(protocol, spi)| self.core.sadb.inbound(*protocol, *spi).is_none());
        for _ in spis.len()..attached {
            self.core.counters.decide(Decision::LiveSpi);
        }
        if spis.is_empty() {
            return;
        }
        self.report_spis(now, ike, &spis);
        let config = &self.core.config.recovery;
        self.detector.reported(now, config, &peer.name, remote, ike, &spis);
        self.detector.on_probation(&peer.name);
        self.agenda.add(now + config.probation, Task::Probation { peer: peer.name.clone() });
        for (protocol, spi) in spis {
            self.decided(now, Some(peer.name.clone()), remote, (protocol, spi), Decision::Notified);
        }
        let config = &self.core.config.recovery;
        match peer.version {
            Version::V1 if config.own_child && initiator => self.own_children(now, &peer.name),
            Version::V1 if config.own_child => {
                // It has begun to negotiate, so it will go on.
                self.agenda.add(now + config.own_child_delay, Task::OwnChildren { peer: peer.name.clone() });
            }
            // Those of IKEv2 come with IKE_AUTH.
            Version::V1 | Version::V2 => {}
        }
    }

    /// IKEv1: what the peer has not negotiated by itself, we do.
    fn own_children(&mut self, now: Instant, name: &str) {
        let Some(peer) = self.core.peer(name).cloned() else { return };
        for policy in 0..peer.children.len() {
            // A refusal has been said, or comes again with the next report.
            let _ = self.want(now, &peer, policy, ChildPurpose::New);
        }
    }

    /// What a peer says about SPIs of ours.
    pub(super) fn reported_to_us(&mut self, now: Instant, ike: IkeId, said: Said, spis: &[(Option<Protocol>, Spi)]) {
        let Some(slot) = self.table.slot(ike).filter(|slot| slot.since().is_some()) else { return };
        let peer = slot.machine.peer().clone();
        let remote = slot.machine.path().1.ip();
        let Some(identity) = slot.machine.identity().cloned() else { return };
        let mut gone: Vec<(Protocol, Spi)> = Vec::new();
        for (protocol, spi) in spis {
            if gone.iter().any(|(p, s)| s == spi && protocol.is_none_or(|protocol| protocol == *p)) {
                // The other half of a bundle that this message has ended already.
                continue;
            }
            let who = (peer.version, ike, &identity);
            let config = &self.core.config.recovery;
            let act = self.originator.judge(now, config, &self.core.sadb, who, said, (*protocol, *spi));
            let decision = match act {
                Act::Nothing(decision) => decision,
                Act::Delete(id) => {
                    gone.extend(
                        self.core.sadb.entry(id).into_iter().flat_map(|entry| &entry.spis).map(|(p, _, o)| (*p, *o)),
                    );
                    self.delete_reported(now, ike, id, said);
                    Decision::Deleted
                }
                Act::Probe(id) => self.probe(now, ike, id),
                Act::Check(ike) => {
                    self.with(now, ike, |machine, cx| machine.check_liveness(cx));
                    Decision::HintProbed
                }
                Act::Close(ike) => {
                    self.with(now, ike, |machine, cx| machine.close(cx, Closure::OutOfSync));
                    Decision::Closing
                }
            };
            self.decided(now, Some(peer.name.clone()), remote, (protocol.unwrap_or(Protocol::Esp), *spi), decision);
        }
    }

    fn delete_reported(&mut self, now: Instant, ike: IkeId, id: BundleId, said: Said) {
        let Some(entry) = self.core.sadb.entry(id) else { return };
        let (peer, policy) = (entry.peer.clone(), entry.policy);
        match said {
            // Its Delete payloads tell the peer, for what it is worth, which SAs of ours went with it.
            Said::Unknown => {
                self.with(now, ike, |machine, cx| machine.delete_child(cx, id, Removal::InvalidSpi));
                if self.core.sadb.entry(id).is_some_and(|entry| entry.stage != Stage::Deleting) {
                    self.core.sadb.remove(&mut self.core.out, id, Removal::InvalidSpi);
                }
            }
            Said::Deleted => drop(self.core.sadb.remove(&mut self.core.out, id, Removal::PeerDeleted)),
        }
        let config = &self.core.config.recovery;
        let by_choice = peer.version == Version::V2 && config.v2_on_invalid_spi == OnInvalidSpi::Delete;
        if said == Said::Unknown && by_choice {
            // A refusal comes again with the traffic.
            let _ = self.want(now, &peer, policy, ChildPurpose::New);
        }
    }

    fn probe(&mut self, now: Instant, ike: IkeId, id: BundleId) -> Decision {
        let Some(entry) = self.core.sadb.entry(id) else { return Decision::UnknownSpi };
        let (peer, policy) = (entry.peer.name.clone(), entry.policy);
        if self.children.is_pending(&peer, policy) {
            // A rekey is under way; its answer tells as much.
            return Decision::DeletionLimit;
        }
        self.start_child(now, ike, &peer, policy, ChildPurpose::Probe(id));
        Decision::Probed
    }

    /// An unprotected message says that a peer has lost its state.
    pub(super) fn hinted(&mut self, now: Instant, remote: std::net::SocketAddr) {
        let at = self.table.at_address(remote.ip()).rev();
        let known = at.filter(|(_, slot)| slot.since().is_some() && slot.machine.peer().version == Version::V2);
        let known = known.map(|(id, slot)| (id, slot.machine.peer().name.clone())).next();
        let decision = match known {
            Some((ike, peer)) if self.originator.hint(now, &self.core.config.recovery, &peer) => {
                self.with(now, ike, |machine, cx| machine.check_liveness(cx));
                Decision::HintProbed
            }
            _ => Decision::HintIgnored,
        };
        self.core.counters.decide(decision);
    }

    /// A bundle is up: perhaps it heals, perhaps it is one too many.
    pub(super) fn recovery_up(&mut self, now: Instant, id: BundleId) {
        let Some(entry) = self.core.sadb.entry(id) else { return };
        let (peer, policy) = (entry.peer.name.clone(), entry.policy);
        self.detector.healed(now, &peer);
        if self.twins(entry).next().is_some() {
            self.agenda.add(now + self.core.config.recovery.duplicates, Task::Duplicates { peer, policy });
        }
    }

    /// A bundle is gone: its SPIs rest for a while, and it may have to come again.
    pub(super) fn recovery_down(&mut self, now: Instant, entry: &Entry, why: Removal) {
        let config = &self.core.config.recovery;
        // Late packets are expected of a peer that knows. One that cannot know sends on for ever: the sooner it hears of it
        // the better.
        let untold = self.untold.remove(&entry.id) && why == Removal::Cleared;
        if !untold && why != Removal::IkeGone {
            for (protocol, inbound, _) in &entry.spis {
                self.core.sadb.graveyard.bury(now, config.grave, *protocol, *inbound);
            }
        }
        self.originator.forget(entry.id);
        if matches!(why, Removal::Rekeyed | Removal::PeerDeleted) {
            self.resume(entry);
        }
        let config = &self.core.config.recovery;
        let lost = matches!(why, Removal::InvalidSpi | Removal::PeerRestarted);
        if lost && config.reestablish == Reestablish::Immediate {
            // A refusal is the configuration's will, or comes again with the next failure.
            let _ = self.want(now, &entry.peer, entry.policy, ChildPurpose::New);
        }
    }

    /// No more IKE SAs with one identity than are of use (spec 05 M26): the oldest that no bundle depends on go.
    pub(super) fn bound_ike_sas(&mut self, now: Instant, ike: IkeId) {
        let Some(identity) = self.table.slot(ike).and_then(|slot| slot.machine.identity()).cloned() else { return };
        let mut all = self.table.with_identity(&identity);
        // What is on its way out ends by itself.
        all.retain(|id| self.table.slot(*id).is_some_and(|slot| slot.machine.established()));
        let surplus = all.len().saturating_sub(self.core.config.recovery.ike_sas);
        let idle = |id: &IkeId| {
            let Some(slot) = self.table.slot(*id) else { return false };
            let needed = slot.machine.peer().version == Version::V2 && self.core.sadb.owned(*id).next().is_some();
            *id != ike && !needed && !self.children.is_busy(slot.peer(), *id)
        };
        let idle: Vec<IkeId> = all.iter().copied().filter(idle).take(surplus).collect();
        for id in idle {
            self.with(now, id, |machine, cx| machine.close(cx, Closure::Replaced));
        }
    }

    pub(super) fn decided(
        &mut self,
        now: Instant,
        peer: Option<String>,
        remote: IpAddr,
        (protocol, spi): (Protocol, Spi),
        decision: Decision,
    ) {
        self.core.counters.decide(decision);
        if self.log.allow(now, (remote, protocol, spi, decision)) {
            self.core.out.reports.push_back(Report::Recovery { peer, remote, protocol, spi, decision });
        }
    }
}

/// Whether the configuration lets us open an IKE SA to a peer: an address, a secret, and leave to.
fn may_initiate(peer: &Peer) -> bool {
    let secret = match &peer.auth {
        Auth::Psk(psk) => !psk.is_empty(),
        Auth::Certificates(_) => true,
    };
    peer.initiate && peer.remote.is_some() && secret
}

fn is_unicast(address: IpAddr) -> bool {
    let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
    !(address.is_unspecified() || address.is_loopback() || address.is_multicast() || broadcast)
}

const NAT_PORT: u16 = 4500;
