//! The endpoint: tells datagrams apart, owns the SAs, keeps time, and asks recovery.
//!
//! ```text
//!   datagram ─> demux ──┐                         ┌─> transmits
//!   timeout ─> deadlines┼─> machine ─> outbox ────┼─> SA changes
//!   traffic ─> children ┘      ^         │        └─> reports
//!                              └─ settle <┘ signals, news of the SADB
//! ```
//! Each public call ends by settling: signals and news are worked off until there are none, so that between calls the
//! tables agree with each other. Whatever is iterated is ordered, so that equal calls give equal octets.

mod calls;
mod children;
mod demux;
mod duplicates;
mod lifetimes;
mod queries;
mod recover;
mod settle;
mod table;
mod version;

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::config::{Config, Peer, Version};
use crate::context::{Context, Machine, Outbox};
use crate::directory::Directory;
use crate::recovery::{Agenda, Detector, LogLimit, Originator, Replies};
use crate::report::Report;
use crate::sa::{BundleId, IkeId, SaChange};
use crate::sadb::Sadb;
use crate::spi_tag::Tagger;
use crate::v1;
use crate::v2;
use crate::v2::cookie::Cookies;

pub use queries::{BundleSummary, Counters, IkeSummary};
pub use recover::InvalidSpi;

use children::Children;
use lifetimes::Lifetimes;
use table::Table;

/// A UDP datagram that arrived.
///
/// On port 4500 with its non-ESP marker (RFC 3948 §2.2); ESP in UDP is not for IKE.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    pub local: SocketAddr,
    pub remote: SocketAddr,
    pub payload: &'a [u8],
}

/// A UDP datagram to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit {
    pub local: SocketAddr,
    pub remote: SocketAddr,
    /// With the non-ESP marker on port 4500.
    pub payload: Vec<u8>,
}

/// A limit that a bundle has reached, by the packet engine's count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Near the end: replace it.
    Soft,
    /// Over.
    Hard,
}

/// Why a call of ours cannot be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    #[error("no such peer")]
    UnknownPeer,
    #[error("no such policy of the peer")]
    UnknownPolicy,
    #[error("the peer is configured for responding only, or has no address")]
    ResponderOnly,
    #[error("a negotiation with the peer failed just now")]
    HoldDown,
    #[error("no room for another SA")]
    Full,
}

/// IKE for one host.
pub struct Endpoint {
    core: Core,
    table: Table,
    children: Children,
    lifetimes: Lifetimes,
    detector: Detector,
    originator: Originator,
    /// Bundles removed in this call without a word to the peer.
    untold: BTreeSet<BundleId>,
    agenda: Agenda,
    log: LogLimit,
    replies: Replies,
}

/// What machines are lent.
struct Core {
    config: Config,
    peers: Directory,
    rng: ChaCha20Rng,
    sadb: Sadb,
    cookies: Cookies,
    out: Outbox,
    counters: Counters,
}

impl Core {
    fn context(&mut self, now: Instant) -> Context<'_> {
        Context {
            now,
            config: &self.config,
            peers: &self.peers,
            rng: &mut self.rng,
            sadb: &mut self.sadb,
            cookies: &mut self.cookies,
            out: &mut self.out,
            room: true,
        }
    }

    fn peer(&self, name: &str) -> Option<&Arc<Peer>> {
        self.peers.named(name)
    }

    fn peers_between(&self, local: IpAddr, remote: IpAddr) -> &[Arc<Peer>] {
        self.peers.between(local, remote)
    }

    fn is_local(&self, address: IpAddr) -> bool {
        self.peers.is_local(address)
    }

    fn configure(&mut self, config: Config) {
        for peer in &config.peers {
            // Once for each peer, when it is first known.
            if self.peers.named(&peer.name).is_none() {
                let weak = match peer.version {
                    Version::V1 => v1::weaknesses(peer),
                    Version::V2 => v2::weaknesses(peer),
                };
                let report = |what| Report::Weak { peer: peer.name.clone(), what };
                self.out.reports.extend(weak.into_iter().map(report));
            }
        }
        self.peers = Directory::new(&config.peers);
        self.sadb.set_tagger(config.recovery.tags.as_ref().map(Tagger::new));
        self.config = config;
    }
}

impl Endpoint {
    /// An endpoint without SAs. `seed` is fresh entropy: whoever knows it knows every key.
    pub fn new(config: Config, seed: [u8; 32], now: Instant) -> Self {
        let mut rng = ChaCha20Rng::from_seed(seed);
        let cookies = Cookies::new(now, &mut rng);
        let mut core = Core {
            config: Config::default(),
            peers: Directory::default(),
            rng,
            sadb: Sadb::default(),
            cookies,
            out: Outbox::default(),
            counters: Counters::default(),
        };
        core.configure(config);
        let recovery = &core.config.recovery;
        Endpoint {
            table: Table::default(),
            children: Children::default(),
            lifetimes: Lifetimes::default(),
            detector: Detector::new(now, recovery),
            originator: Originator::default(),
            untold: BTreeSet::new(),
            agenda: Agenda::default(),
            log: LogLimit::new(now),
            replies: Replies::new(now, recovery),
            core,
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) wants to be called next; earlier than now means at once.
    pub fn poll_timeout(&self) -> Option<Instant> {
        [
            self.table.next_deadline(),
            self.children.next_deadline(),
            self.lifetimes.next_deadline(),
            self.recovery_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        for id in self.table.due(now) {
            self.with(now, id, |machine, cx| machine.handle_timeout(cx));
        }
        self.expire_bundles(now);
        self.retry_children(now);
        self.settle(now);
        self.recovery_timeout(now);
        self.settle(now);
    }

    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.core.out.transmits.pop_front()
    }

    pub fn poll_sa_change(&mut self) -> Option<SaChange> {
        self.core.out.changes.pop_front()
    }

    pub fn poll_report(&mut self) -> Option<Report> {
        self.core.out.reports.pop_front()
    }

    /// Runs `call` on an IKE SA's machine and brings the table up to date with it; false if there is no such SA.
    fn with(&mut self, now: Instant, id: IkeId, call: impl FnOnce(&mut dyn Machine, &mut Context<'_>)) -> bool {
        let room = self.table.len() < self.core.config.limits.ike_sas;
        let Some(machine) = self.table.machine_mut(id) else { return false };
        call(machine, &mut Context { room, ..self.core.context(now) });
        self.table.refresh(id);
        true
    }
}

/// Reports that wait for the caller; older ones are dropped, and counted, above it.
const REPORTS: usize = 4096;

/// A daemon may run an endpoint on a thread of its own.
const _: () = {
    const fn sendable<T: Send>() {}
    sendable::<Endpoint>();
};
