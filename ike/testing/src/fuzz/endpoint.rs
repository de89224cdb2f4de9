//! Two endpoints, IKEv1 and IKEv2 between them, on a network that does what the input says.
//!
//! ```text
//!   input ── arbitrary ──> Script { habits, steps }
//!   node A ──> in flight ──> deliver, lose, repeat, mangle, forge ──> node B, and back
//! ```
//! What must hold after every step: tables within the limits of the configuration, few datagrams for one call, an SADB
//! that the packet engine's rules allow. After the last step the network is good again and nothing stays half done.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use arbitrary::{Arbitrary, Unstructured};
use respite_ike::config::{Dpd, Identity, Limits, Peer, Qcd, Version};
use respite_ike::crypto::{Group, Secret};
use respite_ike::recovery::config::{Reestablish, Tags};
use respite_ike::report::Report;
use respite_ike::sa::{BundleId, Lifetime, Protocol, Spi};
use respite_ike::wire::{header, v1, v2, Header};
use respite_ike::{recovery, Config, Datagram, Endpoint, InvalidSpi, Limit, Transmit};

use crate::configs::{self, esp_gcm, ip, peer, policy, seed_bundle};
use crate::engine::Engine;

/// Runs a script; what came of it.
pub fn run(data: &[u8]) -> Option<Outcome> {
    let mut input = Unstructured::new(data);
    let habits = Habits::arbitrary(&mut input).ok()?;
    let mut world = World::new(&habits);
    for _ in 0..MOST_STEPS {
        if input.is_empty() {
            break;
        }
        let Ok(step) = Step::arbitrary(&mut input) else { break };
        world.step(step);
    }
    world.calm_down();
    Some(world.outcome)
}

/// What a script has brought about, at both nodes together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outcome {
    pub v1: usize,
    pub v2: usize,
    pub bundles: usize,
    pub closed: usize,
    pub failed: usize,
    pub dropped: usize,
    pub recovered: usize,
}

/// How the two nodes are configured, and how they differ.
#[derive(Arbitrary, Clone, Debug)]
struct Habits {
    recovery: bool,
    immediate: bool,
    tags: bool,
    qcd: bool,
    dpd: bool,
    /// Of node B: another key, identity, group, policy; limits that node A does not have.
    key: bool,
    identity: bool,
    pfs: bool,
    unlimited: bool,
    short: bool,
    narrow: bool,
    nat: bool,
    small_fragments: bool,
}

#[derive(Arbitrary, Clone, Debug)]
enum Step {
    /// The network does its work for a while.
    Run(u8),
    Acquire {
        node: bool,
        v1: bool,
    },
    Initiate {
        node: bool,
        v1: bool,
    },
    Deliver(u8),
    Lose(u8),
    Repeat(u8),
    Mangle {
        which: u8,
        at: u16,
        with: u8,
    },
    Cut {
        which: u8,
        len: u16,
    },
    /// A datagram that nobody has sent.
    Forge {
        node: bool,
        from: u8,
        to_4500: bool,
        header: Forged,
        payloads: Vec<(u8, Vec<u8>)>,
    },
    Raw {
        node: bool,
        from: u8,
        octets: Vec<u8>,
    },
    Wait {
        milliseconds: u16,
    },
    WaitLong {
        seconds: u16,
    },
    InvalidSpi {
        node: bool,
        v1: bool,
        stranger: bool,
        known: bool,
        ah: bool,
        spi: u32,
        encapsulated: bool,
        count: u8,
    },
    Traffic {
        node: bool,
        which: u8,
    },
    Lifetime {
        node: bool,
        which: u8,
        hard: bool,
    },
    Forget {
        node: bool,
        which: u8,
    },
    ClearIke {
        node: bool,
        v1: bool,
    },
    ClearBundles {
        node: bool,
        v1: bool,
    },
    Recovery {
        node: bool,
        on: bool,
    },
    Reboot {
        node: bool,
    },
    Reconfigure {
        node: bool,
        without_v1: bool,
    },
}

/// A header that may name an SA of the receiver.
#[derive(Arbitrary, Clone, Debug)]
struct Forged {
    v1: bool,
    sa: Option<u8>,
    spis: (u64, u64),
    exchange: u8,
    flags: u8,
    message_id: u8,
}

struct Node {
    endpoint: Endpoint,
    engine: Engine,
    config: Config,
}

struct World {
    now: Instant,
    nodes: [Node; 2],
    flying: VecDeque<Transmit>,
    boots: u8,
    outcome: Outcome,
}

impl World {
    fn new(habits: &Habits) -> Self {
        let now = Instant::now();
        let node = |config: Config, seed| Node {
            endpoint: Endpoint::new(config.clone(), [seed; 32], now),
            engine: Engine::default(),
            config,
        };
        let (a, b) = nodes(habits);
        World { now, nodes: [node(a, 1), node(b, 2)], flying: VecDeque::new(), boots: 0, outcome: Outcome::default() }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Run(steps) => self.run(steps.into()),
            Step::Acquire { node, v1 } => {
                // Refusals (hold-down, no room) are answers too.
                let _ = self.call(node, |endpoint, now| endpoint.acquire(now, name(v1), "net").is_ok());
            }
            Step::Initiate { node, v1 } => {
                let _ = self.call(node, |endpoint, now| endpoint.initiate(now, name(v1)).is_ok());
            }
            Step::Deliver(which) => {
                if let Some(transmit) = self.pick(which) {
                    self.deliver(&transmit);
                }
            }
            Step::Lose(which) => drop(self.pick(which)),
            Step::Repeat(which) => {
                if let Some(transmit) = self.pick(which) {
                    self.deliver(&transmit);
                    self.deliver(&transmit);
                    self.flying.push_back(transmit);
                }
            }
            Step::Mangle { which, at, with } => {
                if let Some(mut transmit) = self.pick(which) {
                    let len = transmit.payload.len().max(1);
                    if let Some(octet) = transmit.payload.get_mut(usize::from(at) % len) {
                        *octet ^= with;
                    }
                    self.deliver(&transmit);
                }
            }
            Step::Cut { which, len } => {
                if let Some(mut transmit) = self.pick(which) {
                    transmit.payload.truncate(len.into());
                    self.deliver(&transmit);
                }
            }
            Step::Forge { node, from, to_4500, header, payloads } => {
                let message = self.forge(node, &header, &payloads);
                let marker: &[u8] = if to_4500 { &[0; 4] } else { &[] };
                let (local, remote) = path(node, from, header.v1, if to_4500 { 4500 } else { 500 });
                self.deliver(&Transmit { local: remote, remote: local, payload: [marker, &message].concat() });
            }
            Step::Raw { node, from, octets } => {
                let (local, remote) = path(node, from, from % 2 == 0, if from > 127 { 4500 } else { 500 });
                self.deliver(&Transmit { local: remote, remote: local, payload: octets });
            }
            Step::Wait { milliseconds } => self.pass(Duration::from_millis(milliseconds.into())),
            Step::WaitLong { seconds } => self.pass(Duration::from_secs(seconds.into())),
            Step::InvalidSpi { node, v1, stranger, known, ah, spi, encapsulated, count } => {
                let (dst, src) = addresses(node, v1);
                let protocol = if ah { Protocol::Ah } else { Protocol::Esp };
                let ours = self.node(node).engine.spis.get(spi as usize % self.node(node).engine.spis.len().max(1));
                let (protocol, spi) = ours.copied().filter(|_| known).unwrap_or((protocol, Spi(spi)));
                let event = InvalidSpi {
                    src: if stranger { ip("203.0.113.9") } else { src },
                    dst,
                    ports: encapsulated.then_some((4500, 4500)),
                    protocol,
                    spi,
                    authenticated: false,
                    count: count.into(),
                };
                self.call(node, |endpoint, now| endpoint.handle_invalid_spi(now, event));
            }
            Step::Traffic { node, which } => self.on_bundle(node, which, |e, now, id| e.note_traffic(now, id)),
            Step::Lifetime { node, which, hard } => {
                let limit = if hard { Limit::Hard } else { Limit::Soft };
                self.on_bundle(node, which, |e, now, id| e.handle_lifetime(now, id, limit));
            }
            Step::Forget { node, which } => self.on_bundle(node, which, |e, now, id| e.forget_bundle(now, id)),
            Step::ClearIke { node, v1 } => self.call(node, |endpoint, now| endpoint.clear_ike(now, Some(name(v1)))),
            Step::ClearBundles { node, v1 } => {
                self.call(node, |endpoint, now| endpoint.clear_bundles(now, Some(name(v1))));
            }
            Step::Recovery { node, on } => self.call(node, |endpoint, now| endpoint.set_recovery(now, on)),
            Step::Reboot { node } => {
                self.boots = self.boots.wrapping_add(1);
                let seed = [self.boots | 0x80; 32];
                let now = self.now;
                let state = self.node_mut(node);
                state.endpoint = Endpoint::new(state.config.clone(), seed, now);
                state.engine.forget();
            }
            Step::Reconfigure { node, without_v1 } => {
                let mut config = self.node(node).config.clone();
                config.peers.retain(|peer| !(without_v1 && peer.version == Version::V1));
                self.call(node, |endpoint, now| endpoint.reconfigure(now, config));
            }
        }
    }

    /// A good network, and time enough for every negotiation to end one way or the other.
    fn calm_down(&mut self) {
        let end = self.now + QUIET;
        for _ in 0..MOST_EVENTS {
            if !self.event(end) {
                self.now = end;
                for node in &self.nodes {
                    node.assert_quiet(end);
                }
                return;
            }
        }
        // Both ends may have much to say to each other for good: bundles of short lives, for instance.
    }

    fn run(&mut self, events: usize) {
        let end = self.now + Duration::from_secs(2);
        for _ in 0..events {
            if !self.event(end) {
                return;
            }
        }
    }

    /// The next thing that happens on a good network until `end`.
    fn event(&mut self, end: Instant) -> bool {
        if let Some(transmit) = self.flying.pop_front() {
            self.deliver(&transmit);
            return true;
        }
        let due =
            [false, true].into_iter().filter_map(|node| Some((self.node(node).endpoint.poll_timeout()?, node))).min();
        let Some((at, node)) = due.filter(|(at, _)| *at <= end) else { return false };
        self.now = self.now.max(at);
        self.call(node, |endpoint, now| endpoint.handle_timeout(now));
        true
    }

    /// Time passes and nothing arrives.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        for _ in 0..MOST_EVENTS {
            let due =
                [false, true].into_iter().filter_map(|node| Some((self.node(node).endpoint.poll_timeout()?, node)));
            let Some((at, node)) = due.min().filter(|(at, _)| *at <= end) else { break };
            self.now = self.now.max(at);
            self.call(node, |endpoint, now| endpoint.handle_timeout(now));
        }
        self.now = end;
    }

    fn on_bundle(&mut self, node: bool, which: u8, call: impl FnOnce(&mut Endpoint, Instant, BundleId)) {
        let ids: Vec<BundleId> = self.node(node).endpoint.bundles().map(|bundle| bundle.id).collect();
        if let Some(id) = ids.get(usize::from(which) % ids.len().max(1)).copied() {
            self.call(node, |endpoint, now| call(endpoint, now, id));
        }
    }

    fn deliver(&mut self, transmit: &Transmit) {
        let Some(node) = [false, true].into_iter().find(|node| is_at(*node, transmit.remote.ip())) else { return };
        let datagram = Datagram { local: transmit.remote, remote: transmit.local, payload: &transmit.payload };
        self.call(node, |endpoint, now| endpoint.handle_datagram(now, datagram));
    }

    fn pick(&mut self, which: u8) -> Option<Transmit> {
        let at = usize::from(which) % self.flying.len().max(1);
        self.flying.remove(at)
    }

    fn forge(&self, node: bool, forged: &Forged, payloads: &[(u8, Vec<u8>)]) -> Vec<u8> {
        let mut chain = v1::Builder::new();
        for (kind, body) in payloads {
            chain.push(*kind, &body[..body.len().min(1024)]);
        }
        let sas: Vec<_> = self.node(node).endpoint.ike_sas().collect();
        let named = forged.sa.and_then(|n| sas.get(usize::from(n) % sas.len().max(1))).map(|sa| sa.spis);
        let (initiator_spi, responder_spi) = named.unwrap_or(forged.spis);
        let header = Header {
            initiator_spi,
            responder_spi,
            next_payload: chain.first(),
            version: if forged.v1 { v1::VERSION } else { v2::VERSION },
            exchange: forged.exchange,
            flags: forged.flags,
            message_id: forged.message_id.into(),
            length: u32::try_from(header::LEN + chain.octets().len()).unwrap_or(0),
        };
        let mut message = Vec::new();
        header.emit(&mut message);
        message.extend_from_slice(chain.octets());
        message
    }

    /// Runs a call of an endpoint, takes in what comes of it, and looks whether all is within bounds.
    fn call<T>(&mut self, node: bool, call: impl FnOnce(&mut Endpoint, Instant) -> T) -> T {
        let now = self.now;
        let state = &mut self.nodes[usize::from(node)];
        let result = call(&mut state.endpoint, now);
        while let Some(change) = state.endpoint.poll_sa_change() {
            state.engine.apply(change);
        }
        let mut reports = 0;
        while let Some(report) = state.endpoint.poll_report() {
            reports += 1;
            let outcome = &mut self.outcome;
            match report {
                Report::Established { version: Version::V1, .. } => outcome.v1 += 1,
                Report::Established { .. } => outcome.v2 += 1,
                Report::BundleUp { .. } => outcome.bundles += 1,
                Report::Closed { .. } => outcome.closed += 1,
                Report::Failed { .. } => outcome.failed += 1,
                Report::Dropped { .. } => outcome.dropped += 1,
                Report::Recovery { .. } => outcome.recovered += 1,
                _ => {}
            }
        }
        assert!(reports <= MOST_REPORTS, "{reports} reports of one call");
        let mut transmits = 0;
        while let Some(transmit) = state.endpoint.poll_transmit() {
            transmits += 1;
            assert!(transmit.payload.len() < 65_000, "a datagram is longer than UDP carries");
            if self.flying.len() < MOST_FLYING {
                self.flying.push_back(transmit);
            }
        }
        assert!(transmits <= MOST_TRANSMITS, "{transmits} datagrams of one call");
        state.assert_bounds();
        result
    }

    fn node(&self, node: bool) -> &Node {
        &self.nodes[usize::from(node)]
    }

    fn node_mut(&mut self, node: bool) -> &mut Node {
        &mut self.nodes[usize::from(node)]
    }
}

impl Node {
    fn assert_bounds(&self) {
        let limits = &self.config.limits;
        let sas = self.endpoint.ike_sas().count();
        assert!(sas <= limits.ike_sas, "{sas} IKE SAs");
        let half_open = |version| {
            let half_open =
                |sa: &respite_ike::IkeSummary| sa.version == version && sa.established.is_none() && !sa.initiator;
            self.endpoint.ike_sas().filter(half_open).count()
        };
        assert!(half_open(Version::V1) <= limits.half_open_v1 && half_open(Version::V2) <= limits.half_open_v2);
        let bundles = self.endpoint.bundles().count();
        assert!(bundles <= limits.bundles, "{bundles} bundles");
        let larval = self.engine.larval();
        assert!(larval <= MOST_LARVAL * limits.ike_sas, "{larval} SPIs are reserved");
        let remembered = self.endpoint.remembered();
        assert!(remembered <= MOST_REMEMBERED, "{remembered} entries are remembered");
        let mut known: Vec<_> = self.endpoint.bundles().flat_map(|bundle| bundle.spis).collect();
        known.sort_unstable();
        assert_eq!(known, self.engine.pairs(), "record and engine differ");
    }

    /// Nothing is half done that was begun long ago.
    fn assert_quiet(&self, now: Instant) {
        let due = self.endpoint.poll_timeout();
        assert!(due.is_none_or(|at| at > now), "something is overdue");
    }
}

fn nodes(habits: &Habits) -> (Config, Config) {
    let between = |version, v1| {
        let (a, b) = addresses(false, v1);
        let mut here = peer(version, name(v1), a, b, (1, 2));
        let mut there = peer(version, name(v1), b, a, (2, 1));
        here.children.push(policy("other", 3, 4, if v1 { seed_bundle(true, true) } else { esp_gcm() }));
        there.children.push(policy("other", 4, 3, if v1 { seed_bundle(true, true) } else { esp_gcm() }));
        for peer in [&mut here, &mut there] {
            peer.children[0].immediate = habits.immediate;
            peer.dpd = Dpd { idle: habits.dpd.then_some(Duration::from_secs(10)), ..Dpd::default() };
            peer.force_encapsulation = habits.nat;
            peer.fragment_size = if habits.small_fragments { 200 } else { 1280 };
        }
        differ(habits, &mut there);
        (here, there)
    };
    let (here_1, there_1) = between(Version::V1, true);
    let (here_2, there_2) = between(Version::V2, false);
    let config = |peers: [Peer; 2], other: bool| Config {
        limits: LIMITS,
        recovery: recovery::Config {
            enabled: habits.recovery,
            tags: habits.tags.then(|| Tags { secret: Secret::new([7 + u8::from(other); 32]), epoch: 1 }),
            reestablish: if habits.immediate { Reestablish::Immediate } else { Reestablish::OnTraffic },
            ..recovery::Config::default()
        },
        qcd: habits.qcd.then(|| Qcd { secret: Secret::new([5 + u8::from(other); 32]), previous: vec![] }),
        ..configs::config(peers)
    };
    (config([here_1, here_2], false), config([there_1, there_2], true))
}

/// Makes node B see things otherwise.
fn differ(habits: &Habits, peer: &mut Peer) {
    if habits.key {
        peer.auth = respite_ike::config::Auth::Psk(Secret::new(*b"4321"));
    }
    if habits.identity {
        peer.local_id = Identity::Fqdn("b.example.org".into());
    }
    if habits.pfs {
        peer.children[0].pfs = Some(Group::P256);
    }
    if habits.unlimited {
        peer.lifetime = Lifetime::default();
        peer.children.iter_mut().for_each(|child| child.lifetime = Lifetime::default());
    }
    if habits.short {
        peer.lifetime.time = Some(Duration::from_secs(30));
        peer.children[0].lifetime.time = Some(Duration::from_secs(20));
    }
    if habits.narrow {
        peer.children[0].local[0].protocol = 17;
    }
}

fn name(v1: bool) -> &'static str {
    if v1 {
        "one"
    } else {
        "two"
    }
}

/// (own, other) address of a node on the path of a version.
fn addresses(node: bool, v1: bool) -> (IpAddr, IpAddr) {
    let (a, b) = if v1 { ("192.0.2.1", "192.0.2.11") } else { ("192.0.2.2", "192.0.2.12") };
    if node {
        (ip(b), ip(a))
    } else {
        (ip(a), ip(b))
    }
}

fn is_at(node: bool, address: IpAddr) -> bool {
    [false, true].into_iter().any(|v1| addresses(node, v1).0 == address)
}

/// (local, remote) of a datagram that comes to a node: from its peer, or from some stranger.
fn path(node: bool, from: u8, v1: bool, port: u16) -> (SocketAddr, SocketAddr) {
    let (ours, theirs) = addresses(node, v1);
    let from = if from < 128 { theirs } else { IpAddr::from([203, 0, 113, from]) };
    ((ours, port).into(), (from, port).into())
}

const LIMITS: Limits = Limits {
    cookie_threshold: 2,
    half_open_per_source: 2,
    half_open_v1: 3,
    half_open_v2: 4,
    half_open_time: Duration::from_secs(30),
    ike_sas: 12,
    bundles: 8,
};
const MOST_STEPS: usize = 200;
const MOST_EVENTS: usize = 2_000;
/// Longer than the most patient retransmission.
const QUIET: Duration = Duration::from_secs(600);
const MOST_FLYING: usize = 256;
const MOST_TRANSMITS: usize = 64;
const MOST_REPORTS: usize = 256;
/// SPIs that the negotiations of one IKE SA may have reserved.
const MOST_LARVAL: usize = 8;
const MOST_REMEMBERED: usize = 4_096;
