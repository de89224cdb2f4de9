//! The end that has lost its SAs: what it does about an unknown SPI. Spec 01 §1.5.1, §1.5.2, §1.7; 05 M1-M7, M18, M19.
//!
//! ```text
//!   Idle ── IKE SA there ─────────────> report, once in 5 s for one SPI
//!     └──── none, allowed ─> Waiting ── token ─> Negotiating {SPIs} ── up ─> report ─> probation
//!                             (by rank)               └── failed ─> back-off 10, 20, ... 300 s
//! ```
//! A forged packet can do no more than this: for each configured peer one negotiation in ten seconds, all peers together
//! ten a second. While tokens are short, peers wait in order of how likely their loss is real.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

use crate::report::Decision;
use crate::sa::{IkeId, Protocol, Spi};

use super::config::Rate;
use super::limits::{per_minute, Bucket};
use super::{Config, Table};

/// An unknown SPI of a peer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub source: IpAddr,
    pub protocol: Protocol,
    pub spi: Spi,
    /// It bears our tag, or came in authenticated AH: not forged from afar.
    pub genuine: bool,
}

/// How things are with the peer of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    /// An established IKE SA.
    pub ike: Option<IkeId>,
    /// A negotiation of ours, whatever for.
    pub negotiating: bool,
    /// Whether the configuration lets us open an IKE SA to it.
    pub may_initiate: bool,
    /// Whether it has any bundle with us.
    pub bundles: bool,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Nothing(Decision),
    /// Report the SPI on this IKE SA.
    Report(IkeId),
    /// Open an IKE SA; the SPI is attached.
    Initiate,
    /// Close this IKE SA and open another: reports on it have no effect.
    Replace(IkeId),
}

pub(crate) struct Detector {
    boot: Instant,
    peers: HashMap<String, Peer>,
    /// Reports of late: on which IKE SA, how often.
    reported: Table<(IpAddr, Protocol, Spi), (IkeId, u32)>,
    /// Peers that wait for a token: best rank first, then the longest.
    waiting: BTreeSet<(Rank, u64, String)>,
    tickets: u64,
    negotiating: usize,
    initiations: Bucket,
    reports: Bucket,
}

/// How likely a loss is real; the best is least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Genuine,
    /// The same SPI again, a while later: as a peer would go on sending, and a flood of guesses would not.
    Persistent,
    Other,
}

/// What is remembered of a configured peer.
struct Peer {
    phase: Phase,
    /// SPIs to report when there is an IKE SA, and when each came up.
    attached: Vec<(Protocol, Spi, Instant)>,
    /// No new IKE SA before.
    until: Instant,
    /// The next back-off.
    backoff: Duration,
    minute: Bucket,
    reports: Bucket,
    probation: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Waiting { rank: Rank, ticket: u64 },
    Negotiating(IkeId),
}

impl Detector {
    pub fn new(now: Instant, config: &Config) -> Self {
        Detector {
            boot: now,
            peers: HashMap::new(),
            reported: Table::new(REPORTED),
            waiting: BTreeSet::new(),
            tickets: 0,
            negotiating: 0,
            initiations: Bucket::new(now, Rate { burst: 1.0, ..config.initiations }),
            reports: Bucket::new(now, config.reports),
        }
    }

    /// When the endpoint began.
    pub fn boot(&self) -> Instant {
        self.boot
    }

    /// Decides about an unknown SPI of a configured peer.
    pub fn judge(
        &mut self,
        now: Instant,
        config: &Config,
        name: &str,
        event: &Event,
        situation: &Situation,
    ) -> Verdict {
        self.reported.expire(now, FORGET.max(config.dedupe * 2));
        let key = (event.source, event.protocol, event.spi);
        let earlier = self.reported.look(&key).map(|(at, (ike, count))| (at, *ike, *count));
        if earlier.is_some_and(|(at, _, _)| now.saturating_duration_since(at) < config.dedupe) {
            return Verdict::Nothing(Decision::Duplicate);
        }
        let peer = peer(&mut self.peers, now, config, name);
        if let Some(ike) = situation.ike {
            let repeats = earlier.filter(|(_, on, _)| *on == ike).map_or(0, |(_, _, count)| count);
            if repeats >= config.repeats {
                return self.exhausted(now, config, name, event, situation, ike);
            }
            if !peer.reports.has(now, config.peer_reports) {
                return Verdict::Nothing(Decision::PeerLimit);
            }
            if !self.reports.take(now, config.reports) {
                return Verdict::Nothing(Decision::GlobalLimit);
            }
            peer.reports.take(now, config.peer_reports);
            self.reported.put(now, key, (ike, repeats + 1));
            return Verdict::Report(ike);
        }
        if !self.enabled(now, config) {
            return Verdict::Nothing(Decision::Disabled);
        }
        self.without_ike(now, config, name, event, situation)
    }

    fn without_ike(
        &mut self,
        now: Instant,
        config: &Config,
        name: &str,
        event: &Event,
        situation: &Situation,
    ) -> Verdict {
        let peer = peer(&mut self.peers, now, config, name);
        if situation.negotiating || matches!(peer.phase, Phase::Negotiating(_)) {
            return Verdict::Nothing(attach(peer, config, now, event));
        }
        if let Phase::Waiting { rank, ticket } = peer.phase {
            let first = peer.attached.iter().find(|(p, s, _)| (*p, *s) == (event.protocol, event.spi));
            let persists = first.is_some_and(|(_, _, at)| now.saturating_duration_since(*at) >= PERSISTENT);
            let better = rank.min(if event.genuine {
                Rank::Genuine
            } else if persists {
                Rank::Persistent
            } else {
                Rank::Other
            });
            let decision = attach(peer, config, now, event);
            if better < rank {
                peer.phase = Phase::Waiting { rank: better, ticket };
                self.waiting.remove(&(rank, ticket, name.to_owned()));
                self.waiting.insert((better, ticket, name.to_owned()));
            }
            return Verdict::Nothing(decision);
        }
        if !situation.may_initiate {
            return Verdict::Nothing(Decision::ResponderOnly);
        }
        if now < peer.until {
            return Verdict::Nothing(Decision::Backoff);
        }
        if !peer.minute.has(now, per_minute(config.per_minute)) {
            return Verdict::Nothing(Decision::PeerLimit);
        }
        let rank = if event.genuine { Rank::Genuine } else { Rank::Other };
        let behind = self.waiting.first().is_some_and(|(first, _, _)| *first <= rank);
        attach(peer, config, now, event);
        if !behind && self.negotiating < config.concurrent && self.initiations.take(now, slowly(self.boot, now, config))
        {
            return Verdict::Initiate;
        }
        let why = if self.negotiating < config.concurrent { Decision::GlobalLimit } else { Decision::ConcurrentLimit };
        self.tickets += 1;
        let peer = self.peers.get_mut(name);
        if let Some(peer) = peer.filter(|_| self.waiting.len() < WAITING) {
            peer.phase = Phase::Waiting { rank, ticket: self.tickets };
            self.waiting.insert((rank, self.tickets, name.to_owned()));
        }
        Verdict::Nothing(why)
    }

    /// Reports of this SPI on this IKE SA change nothing.
    fn exhausted(
        &mut self,
        now: Instant,
        config: &Config,
        name: &str,
        event: &Event,
        situation: &Situation,
        ike: IkeId,
    ) -> Verdict {
        // With a bundle up, the peer can talk to us: the SPI is forged, or left over and harmless. To replace the IKE SA
        // would end what works.
        let may = config.replace && !situation.bundles && situation.may_initiate && self.enabled(now, config);
        let peer = peer(&mut self.peers, now, config, name);
        let room = self.negotiating < config.concurrent && now >= peer.until;
        if !may || !room || !peer.minute.has(now, per_minute(config.per_minute)) {
            return Verdict::Nothing(Decision::NotifyExhausted);
        }
        if !self.initiations.take(now, slowly(self.boot, now, config)) {
            return Verdict::Nothing(Decision::GlobalLimit);
        }
        peer.backoff = (peer.backoff * 2).clamp(config.interval, config.backoff);
        attach(peer, config, now, event);
        self.reported.remove(&(event.source, event.protocol, event.spi));
        Verdict::Replace(ike)
    }

    /// The peer that is next, if a token and room for a negotiation are there. It is to be called, or to be dropped.
    pub fn serve(&mut self, now: Instant, config: &Config) -> Option<String> {
        if self.waiting.is_empty() || self.negotiating >= config.concurrent {
            return None;
        }
        if !self.initiations.take(now, slowly(self.boot, now, config)) {
            return None;
        }
        let (_, _, name) = self.waiting.pop_first()?;
        if let Some(peer) = self.peers.get_mut(&name) {
            peer.phase = Phase::Idle;
        }
        Some(name)
    }

    /// When [`serve`](Self::serve) may have one.
    pub fn next_deadline(&self, config: &Config) -> Option<Instant> {
        let room = !self.waiting.is_empty() && self.negotiating < config.concurrent;
        room.then(|| self.initiations.ready(slowly(self.boot, self.boot, config)))
    }

    /// The IKE SA that a verdict asked for is begun.
    pub fn initiated(&mut self, now: Instant, config: &Config, rng: &mut ChaCha20Rng, name: &str, ike: IkeId) {
        let peer = peer(&mut self.peers, now, config, name);
        peer.minute.take(now, per_minute(config.per_minute));
        peer.phase = Phase::Negotiating(ike);
        peer.until = now + spread(rng, config.interval.max(peer.backoff));
        self.negotiating += 1;
    }

    /// It could not be begun, or is not wanted any more.
    pub fn abandoned(&mut self, name: &str) {
        if let Some(peer) = self.peers.get_mut(name) {
            peer.attached.clear();
            if let Phase::Waiting { rank, ticket } = peer.phase {
                self.waiting.remove(&(rank, ticket, name.to_owned()));
                peer.phase = Phase::Idle;
            }
        }
    }

    /// A negotiation with the peer has come to nothing. Whether it was one of recovery.
    pub fn failed(&mut self, now: Instant, config: &Config, rng: &mut ChaCha20Rng, name: &str, ike: IkeId) -> bool {
        let Some(peer) = self.peers.get_mut(name).filter(|peer| peer.phase == Phase::Negotiating(ike)) else {
            return false;
        };
        peer.phase = Phase::Idle;
        peer.attached.clear();
        self.negotiating -= 1;
        back_off(peer, now, config, rng);
        true
    }

    /// An IKE SA with the peer is up: the SPIs that were waiting for one.
    pub fn established(&mut self, now: Instant, name: &str, ike: IkeId, initiator: bool) -> Vec<(Protocol, Spi)> {
        let Some(peer) = self.peers.get_mut(name) else { return Vec::new() };
        match peer.phase {
            Phase::Negotiating(ours) if ours == ike => {
                self.negotiating -= 1;
                peer.phase = Phase::Idle;
            }
            Phase::Waiting { rank, ticket } => {
                self.waiting.remove(&(rank, ticket, name.to_owned()));
                peer.phase = Phase::Idle;
            }
            Phase::Negotiating(_) | Phase::Idle => {}
        }
        if !initiator {
            // It lives and has found us: nothing to wait for.
            peer.until = now;
            peer.backoff = Duration::ZERO;
        }
        peer.attached.drain(..).map(|(protocol, spi, _)| (protocol, spi)).collect()
    }

    /// These SPIs have been reported.
    pub fn reported(
        &mut self,
        now: Instant,
        config: &Config,
        name: &str,
        source: IpAddr,
        ike: IkeId,
        spis: &[(Protocol, Spi)],
    ) {
        self.reports.take(now, config.reports);
        let peer = peer(&mut self.peers, now, config, name);
        peer.reports.take(now, config.peer_reports);
        for (protocol, spi) in spis {
            self.reported.put(now, (source, *protocol, *spi), (ike, 1));
        }
    }

    /// From now on a bundle with the peer is expected.
    pub fn on_probation(&mut self, name: &str) {
        if let Some(peer) = self.peers.get_mut(name) {
            peer.probation = true;
        }
    }

    /// A bundle with the peer is up: recovery has succeeded, if there was one.
    pub fn healed(&mut self, now: Instant, name: &str) {
        if let Some(peer) = self.peers.get_mut(name).filter(|peer| peer.probation) {
            peer.probation = false;
            peer.backoff = Duration::ZERO;
            peer.until = peer.until.min(now + FRESH);
        }
    }

    /// The time for a bundle with the peer is over.
    pub fn probation_ends(&mut self, now: Instant, config: &Config, rng: &mut ChaCha20Rng, name: &str) {
        if let Some(peer) = self.peers.get_mut(name).filter(|peer| peer.probation) {
            peer.probation = false;
            back_off(peer, now, config, rng);
        }
    }

    /// Recovery is switched off: nothing waits any more.
    pub fn disable(&mut self) {
        self.waiting.clear();
        for peer in self.peers.values_mut() {
            peer.attached.clear();
            if matches!(peer.phase, Phase::Waiting { .. }) {
                peer.phase = Phase::Idle;
            }
        }
    }

    /// Forgets peers that are not configured any more.
    pub fn retain(&mut self, known: impl Fn(&str) -> bool) {
        self.waiting.retain(|(_, _, name)| known(name));
        self.peers.retain(|name, peer| known(name) || matches!(peer.phase, Phase::Negotiating(_)));
    }

    /// Entries of all tables, for tests of their bounds.
    pub fn memory(&self) -> usize {
        let attached: usize = self.peers.values().map(|peer| peer.attached.len()).sum();
        self.peers.len() + self.reported.len() + self.waiting.len() + attached
    }

    fn enabled(&self, now: Instant, config: &Config) -> bool {
        config.enabled && config.window.is_none_or(|window| now.saturating_duration_since(self.boot) < window)
    }
}

fn peer<'a>(peers: &'a mut HashMap<String, Peer>, now: Instant, config: &Config, name: &str) -> &'a mut Peer {
    if !peers.contains_key(name) {
        let peer = Peer {
            phase: Phase::Idle,
            attached: Vec::new(),
            until: now,
            backoff: Duration::ZERO,
            minute: Bucket::new(now, per_minute(config.per_minute)),
            reports: Bucket::new(now, config.peer_reports),
            probation: false,
        };
        peers.insert(name.to_owned(), peer);
    }
    peers.get_mut(name).expect("it has just been put there")
}

fn attach(peer: &mut Peer, config: &Config, now: Instant, event: &Event) -> Decision {
    if peer.attached.iter().any(|(protocol, spi, _)| (*protocol, *spi) == (event.protocol, event.spi)) {
        return Decision::Duplicate;
    }
    if peer.attached.len() >= config.attached {
        return Decision::AttachFull;
    }
    peer.attached.push((event.protocol, event.spi, now));
    Decision::Attached
}

fn back_off(peer: &mut Peer, now: Instant, config: &Config, rng: &mut ChaCha20Rng) {
    peer.backoff = (peer.backoff * 2).clamp(config.interval, config.backoff);
    peer.until = peer.until.max(now + spread(rng, peer.backoff));
}

/// Up to a quarter more, so that what failed together is not tried again together (M19).
fn spread(rng: &mut ChaCha20Rng, time: Duration) -> Duration {
    time.mul_f64(1.0 + 0.25 * f64::from(rng.next_u32()) / f64::from(u32::MAX))
}

/// The rate of initiations: half of it at the start, all of it after the slow start.
fn slowly(boot: Instant, now: Instant, config: &Config) -> Rate {
    let full = config.slow_start.as_secs_f64();
    let passed = now.saturating_duration_since(boot).as_secs_f64();
    let part = if passed >= full { 1.0 } else { 0.5 + 0.5 * passed / full };
    let Rate { per_second, burst } = config.initiations;
    Rate { per_second: per_second * part, burst: (burst * part).max(1.0) }
}

/// Entries about reports of late: as many as all peers together may cause within the time they are kept.
const REPORTED: usize = 4096;
/// An SPI that was not reported for so long begins anew.
const FORGET: Duration = Duration::from_secs(60);
/// Peers that wait; more than there are in any configuration meant.
const WAITING: usize = 20_000;
/// An SPI seen again after so long is sent on, not guessed.
const PERSISTENT: Duration = Duration::from_secs(1);
/// After a success the peer may be called again soon: it may restart again.
const FRESH: Duration = Duration::from_secs(10);
