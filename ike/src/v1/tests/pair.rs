//! Two nodes with the machines of one version, and a wire between them. No endpoint: its part is played here as simply as
//! it goes, so that what is tested is the machine.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use crate::config::{Config, Peer};
use crate::context::{ChildPurpose, Context, Machine, Opening, Outbox, Signal};
use crate::directory::Directory;
use crate::endpoint::{Datagram, Transmit};
use crate::report::{Closure, Drop, Failure};
use crate::sa::{BundleId, IkeId, SaChange};
use crate::sadb::{Sadb, Stage};
use crate::v1::testing::mirrored;
use crate::v1::{informational, Phase, Sa};
use crate::v2::cookie::Cookies;
use crate::wire::v1::notify::kind as notify;
use crate::wire::Header;

/// One end.
pub struct Node {
    pub config: Config,
    pub sadb: Sadb,
    pub machines: Vec<Sa>,
    /// All signals and changes so far.
    pub signals: Vec<Signal>,
    pub changes: Vec<SaChange>,
    rng: ChaCha20Rng,
    cookies: Cookies,
    out: Outbox,
}

/// Both ends. `a` initiates where nothing else is said.
pub struct Pair {
    pub now: Instant,
    pub a: Node,
    pub b: Node,
    /// Called for each datagram, counted from 0: whether it arrives.
    pub deliver: Delivery,
    pub sent: Vec<Transmit>,
    /// Rewrites source addresses as a NAT before `a` does.
    pub nat: Option<SocketAddr>,
}

/// Decides about a datagram by its number and contents.
type Delivery = Box<dyn FnMut(usize, &Transmit) -> bool>;

impl Node {
    fn new(peer: Peer, seed: u8, now: Instant) -> Self {
        let mut rng = ChaCha20Rng::from_seed([seed; 32]);
        let cookies = Cookies::new(now, &mut rng);
        Node {
            config: Config { peers: vec![Arc::new(peer)], ..Config::default() },
            sadb: Sadb::default(),
            machines: Vec::new(),
            signals: Vec::new(),
            changes: Vec::new(),
            rng,
            cookies,
            out: Outbox::default(),
        }
    }

    /// Runs `call` with a context and gathers what comes of it.
    pub fn with<T>(&mut self, now: Instant, call: impl FnOnce(&mut Vec<Sa>, &mut Context<'_>) -> T) -> T {
        let mut cx = Context {
            now,
            config: &self.config,
            peers: &Directory::new(&self.config.peers),
            rng: &mut self.rng,
            sadb: &mut self.sadb,
            cookies: &mut self.cookies,
            out: &mut self.out,
            room: true,
        };
        let result = call(&mut self.machines, &mut cx);
        self.changes.extend(self.out.changes.drain(..));
        for signal in std::mem::take(&mut self.out.signals) {
            if let Signal::Closed { ike, .. } = signal {
                self.machines.retain(|machine| machine.id() != ike);
            }
            self.signals.push(signal);
        }
        result
    }

    pub fn initiate(&mut self, now: Instant, opening: Opening) -> IkeId {
        let peer = self.config.peers[0].clone();
        let remote = SocketAddr::new(peer.remote.unwrap(), 500);
        self.with(now, |machines, cx| {
            let (id, spi) = (cx.sadb.next_ike_id(), cx.rng.next_u64());
            let machine = Sa::initiate(cx, id, spi, peer, remote, opening);
            machines.push(machine);
            id
        })
    }

    pub fn create_child(&mut self, now: Instant, purpose: ChildPurpose) {
        self.with(now, |machines, cx| machines[0].create_child(cx, 0, purpose));
    }

    /// The part of the endpoint: finds the machine, or begins one.
    pub fn handle(&mut self, now: Instant, datagram: &Transmit) {
        // Seen from here, source and destination change places.
        let datagram =
            Datagram { local: datagram.remote, remote: datagram.local, payload: datagram.payload.as_slice() };
        let message = if datagram.local.port() == 4500 { &datagram.payload[4..] } else { datagram.payload };
        let Ok(header) = Header::parse(message) else { return };
        self.with(now, |machines, cx| {
            let found = machines.iter_mut().find(|machine| {
                let (ours, theirs) = machine.spis();
                match machine.initiator() {
                    true => ours == header.initiator_spi,
                    false => theirs == header.initiator_spi && [0, ours].contains(&header.responder_spi),
                }
            });
            if let Some(machine) = found {
                return machine.handle(cx, &datagram, message);
            }
            if header.responder_spi == 0 {
                let (id, spi) = (cx.sadb.next_ike_id(), cx.rng.next_u64());
                if let Some(machine) = Sa::respond(cx, id, spi, &datagram, message) {
                    machines.push(machine);
                }
            }
        });
    }

    /// Sends CONNECTED with the message ID of a quick mode.
    pub fn connect(&mut self, now: Instant, mid: u32) {
        self.with(now, |machines, cx| {
            let Sa { shared, phase: Phase::Established(sa), .. } = &machines[0] else { panic!("it is established") };
            sa.inform_as(cx, shared, mid, &informational::error(notify::CONNECTED, 1, &[]));
        });
    }

    pub fn established(&self) -> usize {
        self.machines.iter().filter(|machine| machine.established()).count()
    }

    /// Bundles that traffic goes out on.
    pub fn up(&self) -> Vec<BundleId> {
        self.sadb.entries().filter(|entry| entry.stage == Stage::Up).map(|entry| entry.id).collect()
    }

    pub fn drops(&self) -> Vec<Drop> {
        let drops = self.signals.iter().filter_map(|signal| match signal {
            Signal::Dropped { why, .. } => Some(*why),
            _ => None,
        });
        drops.collect()
    }

    /// Of negotiations that the peer began.
    pub fn refusals(&self) -> Vec<Failure> {
        let refusals = self.signals.iter().filter_map(|signal| match signal {
            Signal::Refused { why, .. } => Some(why.clone()),
            _ => None,
        });
        refusals.collect()
    }

    pub fn failures(&self) -> Vec<Failure> {
        let failures = self.signals.iter().filter_map(|signal| match signal {
            Signal::Failed { why, .. } => Some(why.clone()),
            Signal::ChildDone { result: Err(why), .. } => Some(why.clone()),
            _ => None,
        });
        failures.collect()
    }

    pub fn closures(&self) -> Vec<Closure> {
        let closures = self.signals.iter().filter_map(|signal| match signal {
            Signal::Closed { why, .. } => Some(*why),
            _ => None,
        });
        closures.collect()
    }

    fn next_timeout(&self) -> Option<Instant> {
        self.machines.iter().filter_map(|machine| machine.poll_timeout()).min()
    }

    fn handle_timeouts(&mut self, now: Instant) {
        for at in (0..self.machines.len()).rev() {
            if self.machines[at].poll_timeout().is_some_and(|due| due <= now) {
                self.with(now, |machines, cx| machines[at].handle_timeout(cx));
            }
        }
    }
}

impl Pair {
    /// `a` as configured for `peer`; `b` its mirror.
    pub fn new(peer: Peer) -> Self {
        let now = Instant::now();
        let b = mirrored(&peer, "a");
        Pair {
            now,
            a: Node::new(peer, 1, now),
            b: Node::new(b, 2, now),
            deliver: Box::new(|_, _| true),
            sent: Vec::new(),
            nat: None,
        }
    }

    /// With both ends up and one bundle, begun by `a`.
    pub fn established(peer: Peer) -> Self {
        let mut pair = Pair::new(peer);
        pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
        pair.settle();
        assert_eq!((pair.a.established(), pair.b.established()), (1, 1), "{:?}", pair.a.failures());
        assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1), "{:?}", pair.a.failures());
        pair
    }

    /// Carries datagrams until there are none, without time passing.
    pub fn settle(&mut self) {
        loop {
            let from_a: VecDeque<_> = std::mem::take(&mut self.a.out.transmits);
            let from_b: VecDeque<_> = std::mem::take(&mut self.b.out.transmits);
            if from_a.is_empty() && from_b.is_empty() {
                return;
            }
            for mut datagram in from_a {
                if let Some(nat) = self.nat {
                    datagram.local = SocketAddr::new(nat.ip(), nat.port() + datagram.local.port());
                }
                if self.carries(&datagram) {
                    self.b.handle(self.now, &datagram);
                }
            }
            for mut datagram in from_b {
                if let Some(nat) = self.nat {
                    if datagram.remote.ip() != nat.ip() {
                        // To a mapping that is no more.
                        continue;
                    }
                    let inside = self.a.config.peers[0].local;
                    datagram.remote = SocketAddr::new(inside, datagram.remote.port() - nat.port());
                }
                if self.carries(&datagram) {
                    self.a.handle(self.now, &datagram);
                }
            }
        }
    }

    /// Lets time pass.
    pub fn run(&mut self, time: Duration) {
        let end = self.now + time;
        self.settle();
        while let Some(due) = self.a.next_timeout().into_iter().chain(self.b.next_timeout()).min() {
            if due > end {
                break;
            }
            self.now = self.now.max(due);
            self.a.handle_timeouts(self.now);
            self.b.handle_timeouts(self.now);
            self.settle();
        }
        self.now = end;
    }

    /// Loses the datagram with this number, from now on counted from 0.
    pub fn lose(&mut self, number: usize) {
        let base = self.sent.len();
        self.deliver = Box::new(move |at, _| at != base + number);
    }

    /// Whether both ends hold the same keys under the same SPIs, each for its direction.
    pub fn assert_bundles_match(&self) {
        let bundles = |node: &Node| {
            let installed = node.changes.iter().filter_map(|change| match change {
                SaChange::Install(bundle) | SaChange::InstallInbound(bundle) => Some((**bundle).clone()),
                _ => None,
            });
            installed.filter(|bundle| node.up().contains(&bundle.id)).collect::<Vec<_>>()
        };
        let (a, b) = (bundles(&self.a), bundles(&self.b));
        assert!(!a.is_empty() && a.len() == b.len(), "{} {}", a.len(), b.len());
        for a in &a {
            let b = b.iter().find(|b| b.sas[0].inbound_spi == a.sas[0].outbound_spi).unwrap();
            assert_eq!((&a.local_selectors, &a.remote_selectors), (&b.remote_selectors, &b.local_selectors));
            assert_eq!((a.lifetime, a.mode), (b.lifetime, b.mode));
            for (a, b) in a.sas.iter().zip(&b.sas) {
                assert_eq!(
                    (a.protocol, a.encryption, a.integrity, a.esn),
                    (b.protocol, b.encryption, b.integrity, b.esn)
                );
                assert_eq!((a.inbound_spi, a.outbound_spi), (b.outbound_spi, b.inbound_spi));
                for (ours, theirs) in [(&a.inbound, &b.outbound), (&a.outbound, &b.inbound)] {
                    assert_eq!(ours.encryption.as_slice(), theirs.encryption.as_slice());
                    assert_eq!(ours.integrity.as_slice(), theirs.integrity.as_slice());
                }
                assert_ne!(a.inbound.integrity.as_slice().len() + a.inbound.encryption.as_slice().len(), 0);
                assert_ne!(
                    (a.inbound.encryption.as_slice(), a.inbound.integrity.as_slice()),
                    (a.outbound.encryption.as_slice(), a.outbound.integrity.as_slice())
                );
            }
        }
    }

    fn carries(&mut self, datagram: &Transmit) -> bool {
        let number = self.sent.len();
        self.sent.push(datagram.clone());
        (self.deliver)(number, datagram)
    }
}
