//! Endpoints in virtual time, and the network between them: loss, duplication, reordering, delay, all from a seed.
//!
//! ```text
//!   node A ── transmits, packets ──> wire (seeded) ──> node B      drive(): the clock jumps to the next event
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use respite_ike::config::Version;
use respite_ike::report::{Decision, Report};
use respite_ike::sa::{Protocol, Spi};
use respite_ike::{Config, Datagram, Endpoint, InvalidSpi, Transmit};

use super::configs::{config, ip, peer};
use super::engine::{Engine, Lookup, Packet};

pub const A: usize = 0;
pub const B: usize = 1;
pub const C: usize = 2;

/// Random numbers of a test.
pub fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Takes what an endpoint has to tell; how many bundles came up.
pub fn bundles_up(endpoint: &mut Endpoint) -> usize {
    while endpoint.poll_sa_change().is_some() {}
    std::iter::from_fn(|| endpoint.poll_report()).filter(|report| matches!(report, Report::BundleUp { .. })).count()
}

/// Makes a first message another initiator's, and returns where that one sends from: 11.x.y.z.
pub fn forge(message: &mut [u8], guesses: &mut impl RngCore) -> SocketAddr {
    message[..8].copy_from_slice(&(guesses.next_u64() | 1).to_be_bytes());
    SocketAddr::new(IpAddr::V4(Ipv4Addr::from(0x0b00_0000 | guesses.next_u32() >> 8)), 500)
}

/// How bad the network is.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    pub delay: Duration,
    /// Up to so much more, at random: reorders.
    pub jitter: Duration,
    /// Of 1000.
    pub loss: u32,
    /// Of 1000.
    pub duplication: u32,
}

impl Default for Weather {
    fn default() -> Self {
        Weather { delay: Duration::from_millis(10), jitter: Duration::ZERO, loss: 0, duplication: 0 }
    }
}

/// Whether a datagram of a node passes.
pub type Filter = Box<dyn FnMut(usize, &Transmit) -> bool>;

pub struct Node {
    pub endpoint: Endpoint,
    pub engine: Engine,
    pub address: IpAddr,
    pub config: Config,
    pub reports: Vec<(Instant, Report)>,
    /// IKE datagrams sent.
    pub sent: Vec<(Instant, Transmit)>,
    /// Valid packets received.
    pub delivered: usize,
    /// Packets with an unknown SPI.
    pub unknown: usize,
    /// Packets whose ICV would not verify: must stay 0.
    pub unverified: usize,
    boots: u32,
    deadline: Option<Instant>,
}

pub struct Pair {
    pub now: Instant,
    pub start: Instant,
    pub nodes: Vec<Node>,
    pub weather: Weather,
    /// Called for each IKE datagram with (sender, datagram): false drops it.
    pub filter: Filter,
    pub rng: ChaCha20Rng,
    queue: BTreeMap<(Instant, u64), InFlight>,
    sequence: u64,
    /// When endpoints want to be called; one entry for each that does.
    deadlines: BTreeSet<(Instant, usize)>,
    addresses: HashMap<IpAddr, usize>,
}

enum InFlight {
    Ike(Transmit),
    Data(Packet),
}

impl Pair {
    /// Two endpoints that know each other as `b` and `a`.
    pub fn new(version: Version) -> Self {
        let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
        Self::with(vec![
            (a, config([peer(version, "b", a, b, (1, 2))])),
            (b, config([peer(version, "a", b, a, (2, 1))])),
        ])
    }

    pub fn with(nodes: Vec<(IpAddr, Config)>) -> Self {
        let now = Instant::now();
        let mut pair = Pair {
            now,
            start: now,
            nodes: Vec::new(),
            weather: Weather::default(),
            filter: Box::new(|_, _| true),
            rng: ChaCha20Rng::seed_from_u64(7),
            queue: BTreeMap::new(),
            sequence: 0,
            deadlines: BTreeSet::new(),
            addresses: nodes.iter().enumerate().map(|(node, (address, _))| (*address, node)).collect(),
        };
        for (address, config) in nodes {
            let seed = seed(pair.nodes.len(), 0);
            pair.nodes.push(Node {
                endpoint: Endpoint::new(config.clone(), seed, now),
                engine: Engine::default(),
                address,
                config,
                reports: Vec::new(),
                sent: Vec::new(),
                delivered: 0,
                unknown: 0,
                unverified: 0,
                boots: 0,
                deadline: None,
            });
            pair.refresh(pair.nodes.len() - 1);
        }
        pair
    }

    pub fn seed(mut self, seed: u64) -> Self {
        self.rng = ChaCha20Rng::seed_from_u64(seed);
        self
    }

    /// Runs a call of an endpoint and takes in what comes of it.
    pub fn call<T>(&mut self, node: usize, call: impl FnOnce(&mut Endpoint, Instant) -> T) -> T {
        let result = call(&mut self.nodes[node].endpoint, self.now);
        self.collect(node);
        result
    }

    /// Brings up a bundle for a policy.
    pub fn acquire(&mut self, node: usize, peer: &str, policy: &str) {
        self.call(node, |endpoint, now| endpoint.acquire(now, peer, policy)).expect("an acquisition is begun");
    }

    /// A node loses power and comes back at once, knowing nothing.
    pub fn reboot(&mut self, node: usize) {
        let config = self.nodes[node].config.clone();
        self.reboot_with(node, config);
    }

    pub fn reboot_with(&mut self, node: usize, config: Config) {
        let now = self.now;
        let state = &mut self.nodes[node];
        state.boots += 1;
        state.config = config.clone();
        state.endpoint = Endpoint::new(config, seed(node, state.boots), now);
        state.engine.forget();
        self.refresh(node);
    }

    /// Sends a packet of a policy's traffic: on its bundle, or if there is none it is lost and one is acquired.
    /// Whether it was sent.
    pub fn send(&mut self, node: usize, peer: &str, policy: &str) -> bool {
        let engine = &self.nodes[node].engine;
        match engine.outbound(peer, policy).map(|bundle| engine.encapsulate(bundle)) {
            Some(packet) => {
                self.transmit(packet);
                true
            }
            None => {
                // A refusal (hold-down) is what the tests look for in what follows.
                let _ = self.call(node, |endpoint, now| endpoint.acquire(now, peer, policy));
                false
            }
        }
    }

    /// Pings from A to B and back, as `ping` does: the next one after an answer, or after `timeout`. `!` or `.` for each.
    pub fn ping(&mut self, count: usize, timeout: Duration) -> String {
        (0..count).map(|_| if self.ping_once(timeout) { '!' } else { '.' }).collect()
    }

    fn ping_once(&mut self, timeout: Duration) -> bool {
        let end = self.now + timeout;
        let (asked, answered) = (self.nodes[B].delivered, self.nodes[A].delivered);
        self.send(A, "b", "net");
        let mut replied = false;
        while self.nodes[A].delivered == answered {
            if self.nodes[B].delivered > asked && !replied {
                replied = true;
                self.send(B, "a", "net");
            }
            if !self.step(end) {
                self.now = end;
                return false;
            }
        }
        true
    }

    /// A packet each `interval` from `node` for `time`; how many were delivered.
    pub fn stream(&mut self, node: usize, peer: &str, policy: &str, interval: Duration, time: Duration) -> usize {
        let end = self.now + time;
        let before: usize = self.nodes.iter().map(|node| node.delivered).sum();
        while self.now < end {
            self.send(node, peer, policy);
            self.run(interval);
        }
        self.nodes.iter().map(|node| node.delivered).sum::<usize>() - before
    }

    /// Forgets all bundles of a node, without a word.
    pub fn forget(&mut self, node: usize) {
        let ids: Vec<_> = self.nodes[node].endpoint.bundles().map(|bundle| bundle.id).collect();
        for id in ids {
            self.call(node, |endpoint, now| endpoint.forget_bundle(now, id));
        }
    }

    /// Brings up IKE SA and bundle from A, and lets things calm down.
    pub fn established(mut self) -> Self {
        self.acquire(A, "b", "net");
        self.until("a bundle is up at both ends", Duration::from_secs(5), |pair| {
            (A..=B).all(|node| pair.nodes[node].endpoint.bundles().any(|bundle| bundle.sends))
        });
        self.run(Duration::from_secs(5));
        self.assert_agreement();
        self
    }

    /// With recovery on at B.
    pub fn recovering(mut self) -> Self {
        self.nodes[B].config.recovery.enabled = true;
        self.call(B, |endpoint, now| endpoint.set_recovery(now, true));
        self
    }

    /// Changes the configuration of a node.
    pub fn configure(mut self, node: usize, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.nodes[node].config);
        let config = self.nodes[node].config.clone();
        self.call(node, |endpoint, now| endpoint.reconfigure(now, config));
        self
    }

    /// The outermost SPI that a node sends with.
    pub fn outbound_spi(&self, node: usize) -> Spi {
        self.nodes[node].endpoint.bundles().next().expect("a bundle is there").spis[0].2
    }

    /// How many first messages (of an IKE SA) a node has sent.
    pub fn openings(&self, node: usize) -> usize {
        let first = |transmit: &Transmit| transmit.payload.get(8..16) == Some(&[0; 8]);
        self.nodes[node].sent.iter().filter(|(_, transmit)| first(transmit)).count()
    }

    /// Puts a packet on the wire.
    pub fn transmit(&mut self, packet: Packet) {
        self.post(InFlight::Data(packet));
    }

    /// Puts a datagram on the wire as if anybody had sent it.
    pub fn inject(&mut self, local: SocketAddr, remote: SocketAddr, payload: Vec<u8>) {
        self.post(InFlight::Ike(Transmit { local, remote, payload }));
    }

    /// Lets time pass.
    pub fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.step(end) {}
        self.now = end;
    }

    /// Lets time pass until something is so. Panics if it is not within `limit`.
    pub fn until(&mut self, what: &str, limit: Duration, mut is_so: impl FnMut(&Pair) -> bool) {
        let end = self.now + limit;
        while !is_so(self) {
            assert!(self.step(end), "not within {limit:?}: {what}\n{}", self.story());
        }
    }

    /// One event; false if there is none until `end`.
    pub fn step(&mut self, end: Instant) -> bool {
        let arrival = self.queue.first_key_value().map(|((at, _), _)| *at);
        let timeout = self.deadlines.first().map(|(at, node)| ((*at).max(self.now), *node));
        let arrives = arrival.is_some_and(|at| timeout.is_none_or(|(due, _)| at <= due));
        if arrives {
            let Some(at) = arrival.filter(|at| *at <= end) else { return false };
            self.now = self.now.max(at);
            let (_, flying) = self.queue.pop_first().expect("it was looked at");
            self.arrive(flying);
            return true;
        }
        let Some((at, node)) = timeout.filter(|(at, _)| *at <= end) else { return false };
        self.now = at;
        self.call(node, |endpoint, now| endpoint.handle_timeout(now));
        true
    }

    /// How often a node's recovery decided so.
    pub fn decided(&self, node: usize, decision: Decision) -> u64 {
        self.nodes[node].endpoint.counters().decided(decision)
    }

    /// IKE SAs that are up.
    pub fn ikes(&self, node: usize) -> usize {
        self.nodes[node].endpoint.ike_sas().filter(|sa| sa.established.is_some()).count()
    }

    pub fn bundles(&self, node: usize) -> usize {
        self.nodes[node].endpoint.bundles().count()
    }

    /// Asserts that both ends hold the same SAs, with the same SPIs crosswise, and that nothing is left half done.
    pub fn assert_agreement(&self) {
        let mut crossed: Vec<_> = self.nodes[B].engine.pairs().into_iter().map(|(p, i, o)| (p, o, i)).collect();
        crossed.sort_unstable();
        assert_eq!(self.nodes[A].engine.pairs(), crossed, "the ends disagree\n{}", self.story());
        for node in &self.nodes {
            assert_eq!(node.engine.larval(), 0, "an SPI stays reserved\n{}", self.story());
            assert_eq!(node.unverified, 0, "keys differ\n{}", self.story());
            let mut known: Vec<_> = node.endpoint.bundles().flat_map(|bundle| bundle.spis).collect();
            known.sort_unstable();
            assert_eq!(known, node.engine.pairs(), "record and engine differ");
        }
    }

    /// What was reported, for failures.
    pub fn story(&self) -> String {
        let mut lines: Vec<(Instant, String)> = Vec::new();
        for (node, state) in self.nodes.iter().enumerate() {
            lines.extend(state.reports.iter().map(|(at, report)| (*at, format!("{node}: {report:?}"))));
        }
        lines.sort_by_key(|(at, _)| *at);
        let skipped = lines.len().saturating_sub(80);
        let lines =
            lines.iter().skip(skipped).map(|(at, line)| format!("{:>10.3} {line}", (*at - self.start).as_secs_f64()));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn arrive(&mut self, flying: InFlight) {
        match flying {
            InFlight::Ike(Transmit { local, remote, payload }) => {
                let Some(node) = self.node(remote.ip()) else { return };
                let datagram = Datagram { local: remote, remote: local, payload: &payload };
                self.call(node, |endpoint, now| endpoint.handle_datagram(now, datagram));
            }
            InFlight::Data(packet) => self.receive(packet),
        }
    }

    fn receive(&mut self, packet: Packet) {
        let Some(node) = self.node(packet.dst) else { return };
        match self.nodes[node].engine.look_up(packet.protocol, packet.spi) {
            Lookup::Valid(id) if self.nodes[node].engine.verifies(id, &packet) => {
                self.nodes[node].delivered += 1;
                self.call(node, |endpoint, now| endpoint.note_traffic(now, id));
            }
            Lookup::Valid(_) => self.nodes[node].unverified += 1,
            // The engine knows by itself what is being negotiated.
            Lookup::Larval => {}
            Lookup::Miss => self.invalid_spi(node, &packet),
        }
    }

    /// The engine of a node tells of an unknown SPI.
    pub fn invalid_spi(&mut self, node: usize, packet: &Packet) {
        self.nodes[node].unknown += 1;
        let event = InvalidSpi {
            src: packet.src,
            dst: packet.dst,
            ports: packet.ports,
            protocol: packet.protocol,
            spi: packet.spi,
            authenticated: false,
            count: 1,
        };
        self.call(node, |endpoint, now| endpoint.handle_invalid_spi(now, event));
    }

    /// A packet that nobody has a key for.
    pub fn forged(&self, from: IpAddr, to: IpAddr, spi: u32) -> Packet {
        Packet { src: from, dst: to, ports: None, protocol: Protocol::Esp, spi: Spi(spi), keys: Vec::new() }
    }

    fn node(&self, address: IpAddr) -> Option<usize> {
        self.addresses.get(&address).copied()
    }

    /// Notes when an endpoint wants to be called.
    fn refresh(&mut self, node: usize) {
        let state = &mut self.nodes[node];
        let deadline = state.endpoint.poll_timeout();
        if let Some(old) = std::mem::replace(&mut state.deadline, deadline) {
            self.deadlines.remove(&(old, node));
        }
        self.deadlines.extend(deadline.map(|at| (at, node)));
    }

    fn collect(&mut self, node: usize) {
        let state = &mut self.nodes[node];
        while let Some(change) = state.endpoint.poll_sa_change() {
            state.engine.apply(change);
        }
        while let Some(report) = state.endpoint.poll_report() {
            state.reports.push((self.now, report));
        }
        let mut passed = Vec::new();
        while let Some(transmit) = state.endpoint.poll_transmit() {
            state.sent.push((self.now, transmit.clone()));
            if (self.filter)(node, &transmit) {
                passed.push(transmit);
            }
        }
        for transmit in passed {
            self.post(InFlight::Ike(transmit));
        }
        self.refresh(node);
    }

    fn post(&mut self, flying: InFlight) {
        let copies = match self.rng.next_u32() % 1000 {
            roll if roll < self.weather.loss => 0,
            roll if roll < self.weather.loss + self.weather.duplication => 2,
            _ => 1,
        };
        for _ in 0..copies {
            let jitter = self.weather.jitter.mul_f64(f64::from(self.rng.next_u32()) / f64::from(u32::MAX));
            let copy = match &flying {
                InFlight::Ike(transmit) => InFlight::Ike(transmit.clone()),
                InFlight::Data(packet) => InFlight::Data(packet.clone()),
            };
            self.sequence += 1;
            self.queue.insert((self.now + self.weather.delay + jitter, self.sequence), copy);
        }
    }
}

/// Another one for each node and each of its lives.
fn seed(node: usize, boots: u32) -> [u8; 32] {
    let mut seed = [1; 32];
    seed[..8].copy_from_slice(&(node as u64).to_be_bytes());
    seed[8..12].copy_from_slice(&boots.to_be_bytes());
    seed
}
