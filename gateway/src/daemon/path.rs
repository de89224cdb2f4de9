//! The data path: packets from either side to the card, and what becomes of them to the other side.
//!
//! ```text
//!   red  ──clear──> Tables ── SA ──> encap ══> card ══> raw socket of the black side
//!                     ├─ no SA yet: held, Acquire
//!                     └─ in clear: raw socket of the black side
//!   black ──ESP, AH──> decap ══> card ══> selectors ──> red, Traffic
//!                        ^         └─ behind options ──> SlowPath ─┐
//!                        └──────────────────────────── ESP ────────┴─> selectors
//! ```
//! In batches: one doorbell for all that has come meanwhile. What the path has to tell, it tells about each SA at most once
//! a second. An unknown SPI is not told here: it is an event of the card.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_abi::{Op, Verdict};
use respite_driver::interrupt::FALLBACK;
use respite_driver::{Done, Packet, Queue, SaIndex};
use respite_ike::sa::BundleId;
use respite_ike::Limit;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tun_rs::AsyncDevice;

use super::black::Black;
use super::cards::Raised;
use super::held::Held;
use super::packet;
use super::slow::{mark, Behind};
use super::tables::{Decision, Shared};
use crate::config::Flow;
use crate::telemetry::PathCounters;

/// What the path works on.
pub enum Input {
    /// A packet from the red side.
    Inside(Vec<u8>),
    /// An ESP or AH packet, or ESP in UDP, from the black side.
    Outside(Vec<u8>),
}

/// What the path is told.
pub enum Command {
    /// A card to work with.
    Attach(Box<Queue>),
    /// Gives the card up, and says so.
    Detach(oneshot::Sender<()>),
    /// Says when the card has no packet for this outbound SA any more; the tables have none for it either.
    Quiesce(SaIndex, oneshot::Sender<()>),
    /// Says when all commands before it are obeyed.
    Sync(oneshot::Sender<()>),
    /// The interfaces to send by, by their names.
    Interfaces(BTreeMap<String, Arc<Black>>),
    /// There are new SAs: packets may have waited for them.
    NewSas,
    /// A packet that the host has opened, in this epoch of the tables.
    Opened(u64, Behind),
}

/// What the path tells.
#[derive(Debug)]
pub enum PathEvent {
    /// A packet waits for an SA.
    Acquire {
        peer: String,
        child: String,
    },
    /// Good packets come in on a bundle.
    Traffic(BundleId),
    Limit(BundleId, Limit),
    /// Of a packet that came in on a bundle which is not for it.
    Misplaced(BundleId, Flow),
    CardFailed(respite_driver::Error),
}

/// Where the path gets its work, and where what it does goes.
pub struct Ends {
    pub input: mpsc::Receiver<Input>,
    pub commands: mpsc::Receiver<Command>,
    pub events: mpsc::Sender<PathEvent>,
    /// Packets that the card leaves to the host.
    pub odd: mpsc::Sender<Vec<u8>>,
    pub red: Arc<AsyncDevice>,
    pub tables: Shared,
    pub counters: Arc<PathCounters>,
}

/// The data path.
///
/// Cookies of packets at the card: for one to protect, `interface[15:0] SA[31:16]`; for one to open, `epoch[63:16]`, see
/// [`Tables`](super::tables::Tables), and `mark[15:0]`, see [`mark`].
pub struct Path {
    ends: Ends,
    port: Option<Port>,
    interfaces: Vec<(u16, String, Arc<Black>)>,
    next_interface: u16,
    held: Held,
    batch: Vec<Packet>,
    done: Vec<Done>,
    octets: Vec<u8>,
    told: BTreeMap<(BundleId, Topic), Instant>,
    /// Packets at the card, by the number of their outbound SA.
    outbound: Vec<u32>,
    /// Who waits for the last packet of an SA.
    quiesced: Vec<(u16, oneshot::Sender<()>)>,
    /// Of the card, and not told yet.
    failure: Option<respite_driver::Error>,
}

/// What is told about a bundle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Traffic,
    Soft,
    Hard,
    Misplaced,
}

/// A queue of the card with its interrupt.
pub struct Port {
    pub queue: Queue,
    raised: Raised,
    /// When a packet came back last, or none was out.
    alive: Instant,
}

impl Path {
    pub fn new(ends: Ends) -> Self {
        Path {
            ends,
            port: None,
            interfaces: Vec::new(),
            next_interface: 0,
            held: Held::default(),
            batch: Vec::with_capacity(BATCH),
            done: Vec::new(),
            octets: Vec::new(),
            told: BTreeMap::new(),
            outbound: Vec::new(),
            quiesced: Vec::new(),
            failure: None,
        }
    }

    /// Works until nobody can tell it anything any more.
    pub async fn run(mut self) {
        let mut inputs = Vec::with_capacity(BATCH);
        loop {
            let mut interrupted = true;
            let room = self.port.as_ref().is_none_or(Port::has_room);
            tokio::select! {
                biased;
                command = self.ends.commands.recv() => match command {
                    Some(command) => self.obey(command),
                    None => return,
                },
                came = raised(self.port.as_mut()) => interrupted = came,
                count = self.ends.input.recv_many(&mut inputs, BATCH), if room => {
                    if count == 0 {
                        return;
                    }
                }
            }
            for input in inputs.drain(..) {
                match input {
                    Input::Inside(packet) => self.outbound(packet),
                    Input::Outside(packet) => self.inbound(&packet),
                }
            }
            if let Err(error) = self.turn(interrupted) {
                self.detach();
                self.failure = Some(error);
            }
            self.quiesce();
            if let Some(error) = self.failure.take() {
                if let Err(TrySendError::Full(PathEvent::CardFailed(error))) =
                    self.ends.events.try_send(PathEvent::CardFailed(error))
                {
                    // The gateway is busy; the next packet tells it.
                    self.failure = Some(error);
                }
            }
            self.ends.counters.held_dropped.store(self.held.dropped, Ordering::Relaxed);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Attach(queue) => match Port::new(*queue) {
                Ok(port) => self.port = Some(port),
                Err(error) => tracing::error!("the card's interrupt cannot be waited for: {error}"),
            },
            Command::Detach(done) => {
                self.detach();
                // Nobody waits any more if this fails.
                let _ = done.send(());
            }
            Command::Quiesce(sa, done) => self.quiesced.push((sa.number(), done)),
            Command::Sync(done) => drop(done.send(())),
            Command::Interfaces(interfaces) => {
                self.interfaces.clear();
                for (name, black) in interfaces {
                    // Packets in flight keep the number of what they were meant for.
                    self.next_interface = self.next_interface.wrapping_add(1);
                    self.interfaces.push((self.next_interface, name, black));
                }
            }
            Command::NewSas => self.retry(),
            Command::Opened(epoch, opened) => self.opened(epoch, opened),
        }
    }

    /// What the card had is lost.
    fn detach(&mut self) {
        self.port = None;
        self.batch.clear();
        self.outbound.clear();
    }

    fn quiesce(&mut self) {
        let Path { quiesced, outbound, .. } = self;
        for (_, done) in
            quiesced.extract_if(.., |(sa, _)| outbound.get(usize::from(*sa)).is_none_or(|count| *count == 0))
        {
            // Who has waited may have gone.
            let _ = done.send(());
        }
    }

    /// The card has one packet less for an SA.
    fn left(&mut self, cookie: u64) {
        let sa = (cookie >> 16) as u16;
        if let Some(count) = self.outbound.get_mut(usize::from(sa)) {
            *count = count.saturating_sub(1);
        }
    }

    /// A clear packet.
    fn outbound(&mut self, packet: Vec<u8>) {
        let counters = &self.ends.counters;
        PathCounters::add(&counters.inside_packets, &counters.inside_octets, packet.len());
        self.dispatch(packet);
    }

    fn dispatch(&mut self, packet: Vec<u8>) {
        let counters = &self.ends.counters;
        let Some(flow) = packet::flow(&packet) else { return PathCounters::count(&counters.malformed) };
        let tables = self.ends.tables.read();
        match tables.decide(&flow) {
            Decision::Protect { interface, sa: Some((sa, longest)), .. } => {
                let found = self.interfaces.iter().find(|(_, name, _)| name == interface);
                let found = found.map(|(number, _, black)| (*number, black.clone()));
                drop(tables);
                match found {
                    Some((_, black)) if packet.len() > longest.into() && packet::must_not_fragment(&packet) => {
                        PathCounters::count(&counters.too_big);
                        let from = black.interface.address_towards(flow.source).unwrap_or(flow.destination);
                        if let Some(icmp) = packet::too_big(&packet, longest, from) {
                            // The sender tries again and is told again.
                            let _ = self.ends.red.try_send(&icmp);
                        }
                    }
                    Some((number, _)) => {
                        self.submit(&packet, Some(sa), u64::from(sa.number()) << 16 | u64::from(number));
                    }
                    None => PathCounters::count(&counters.no_interface),
                }
            }
            Decision::Protect { protection, sa: None, .. } => {
                let (peer, child) = (protection.peer.clone(), protection.child.clone());
                drop(tables);
                if self.held.add(Instant::now(), (peer.clone(), child.clone()), packet) {
                    // If there is no room for this, the next packet asks again.
                    let _ = self.ends.events.try_send(PathEvent::Acquire { peer, child });
                }
            }
            Decision::Bypass { interface } if packet::is_routable(&flow) => {
                let black = self.interfaces.iter().find(|(_, name, _)| name == interface);
                match black.map(|(.., black)| black.send(&packet)) {
                    Some(Ok(())) => PathCounters::count(&counters.bypassed),
                    _ => PathCounters::count(&counters.send_errors),
                }
            }
            Decision::Bypass { .. } | Decision::Drop => PathCounters::count(&counters.discarded),
        }
    }

    fn inbound(&mut self, packet: &[u8]) {
        let counters = &self.ends.counters;
        PathCounters::add(&counters.outside_packets, &counters.outside_octets, packet.len());
        let epoch = self.ends.tables.read().epoch();
        self.submit(packet, None, epoch << 16);
    }

    /// Puts a packet into the next batch.
    fn submit(&mut self, packet: &[u8], sa: Option<SaIndex>, cookie: u64) {
        let counters = &self.ends.counters;
        let Some(Port { queue, .. }) = &mut self.port else { return PathCounters::count(&counters.no_card) };
        let Some(mut buffer) = queue.buffers.take() else { return PathCounters::count(&counters.no_buffer) };
        if queue.buffers.fill(&mut buffer, packet).is_err() {
            queue.buffers.put(buffer);
            return PathCounters::count(&counters.oversize);
        }
        self.batch.push(match sa {
            Some(sa) => {
                let number = usize::from(sa.number());
                if number >= self.outbound.len() {
                    self.outbound.resize(number + 1, 0);
                }
                self.outbound[number] += 1;
                Packet::encap(buffer, sa, cookie)
            }
            None => Packet::decap(buffer, cookie),
        });
    }

    /// Hands the batch to the card, and works off what the card is done with.
    fn turn(&mut self, interrupted: bool) -> Result<(), respite_driver::Error> {
        let Some(Port { queue, alive, .. }) = &mut self.port else { return Ok(()) };
        if queue.outstanding() == 0 {
            *alive = Instant::now();
        }
        queue.submit(&mut self.batch)?;
        if !interrupted {
            // Fails if the card is gone.
            queue.wait(Duration::ZERO)?;
        }
        // What found no room is lost, as in any queue; `has_room` sees to it that this is rare.
        let mut lost = Vec::new();
        for packet in self.batch.drain(..) {
            PathCounters::count(&self.ends.counters.no_buffer);
            lost.extend((packet.op == Op::Encap).then_some(packet.cookie));
            queue.buffers.put(packet.src);
        }
        let mut done = std::mem::take(&mut self.done);
        // All there is: the interrupt has been cleared.
        let polled = queue.poll(&mut done, usize::MAX);
        if !done.is_empty() {
            *alive = Instant::now();
        } else if queue.outstanding() > 0 && alive.elapsed() > PATIENCE {
            return Err(respite_driver::Error::Stuck { what: "finish a packet", after: PATIENCE });
        }
        lost.into_iter().for_each(|cookie| self.left(cookie));
        for packet in done.drain(..) {
            self.finish(packet);
        }
        self.done = done;
        polled.map(drop)
    }

    fn finish(&mut self, done: Done) {
        let Some(Port { queue, .. }) = &mut self.port else { return };
        let mut octets = std::mem::take(&mut self.octets);
        octets.clear();
        queue.buffers.read_to(done.output(), &mut octets);
        match done.op {
            Op::Encap => {
                self.left(done.cookie);
                self.encapsulated(&done, &mut octets);
            }
            Op::Decap => self.decapsulated(&done, &octets),
        }
        self.octets = octets;
        if let Some(Port { queue, .. }) = &mut self.port {
            let Done { src, dst, .. } = done;
            std::iter::once(src).chain(dst).for_each(|buffer| queue.buffers.put(buffer));
        }
    }

    fn encapsulated(&mut self, done: &Done, octets: &mut [u8]) {
        let number = done.cookie as u16;
        let black = self.interfaces.iter().find(|(n, ..)| *n == number).map(|(.., black)| black.clone());
        let counters = self.ends.counters.clone();
        match (done.verdict, black) {
            (Verdict::Ok, Some(black)) => {
                packet::complete_udp6(octets);
                match black.send(octets) {
                    Ok(()) => PathCounters::add(&counters.sent_packets, &counters.sent_octets, octets.len()),
                    Err(_) => PathCounters::count(&counters.send_errors),
                }
                if done.soft_lifetime() {
                    self.limit(done.sa(), Limit::Soft);
                }
            }
            (Verdict::Ok, None) => PathCounters::count(&counters.no_interface),
            (Verdict::TxExpired | Verdict::TxSeqExhausted, _) => self.limit(done.sa(), Limit::Hard),
            // All others are counted by the card.
            _ => {}
        }
    }

    fn decapsulated(&mut self, done: &Done, octets: &[u8]) {
        let (under, epoch) = (done.cookie as u16, done.cookie >> 16);
        let outermost = under.checked_sub(1).unwrap_or(done.sa().number());
        let below = (under > 0).then_some(done.sa());
        match done.verdict {
            Verdict::Ok => {
                let Some(bundle) = self.arrived(outermost, below, epoch, octets) else { return };
                if done.soft_lifetime() {
                    self.tell(bundle, Topic::Soft, PathEvent::Limit(bundle, Limit::Soft));
                }
            }
            // Too many at once are lost.
            Verdict::RxOptions if self.ends.odd.try_send(octets.to_vec()).is_ok() => {}
            Verdict::RxOptions => PathCounters::count(&self.ends.counters.slow_refused),
            verdict => {
                let tables = self.ends.tables.clone();
                let tables = tables.read();
                let Some(entry) = tables.inbound(outermost, below, epoch) else { return };
                let bundle = entry.bundle;
                if OF_AN_SA.contains(&verdict) {
                    entry.errors.fetch_add(1, Ordering::Relaxed);
                }
                drop(tables);
                if verdict == Verdict::RxExpired {
                    self.tell(bundle, Topic::Hard, PathEvent::Limit(bundle, Limit::Hard));
                }
            }
        }
    }

    /// Takes what came out of an SA to the red side, if the SA is for it; whose SA that is. `below`: of the AH SA the host has
    /// opened the header, and this ESP SA the rest.
    fn arrived(&mut self, sa: u16, below: Option<SaIndex>, epoch: u64, octets: &[u8]) -> Option<BundleId> {
        let counters = self.ends.counters.clone();
        let tables = self.ends.tables.clone();
        let tables = tables.read();
        let Some(entry) = tables.inbound(sa, below, epoch) else {
            PathCounters::count(&counters.sa_gone);
            return None;
        };
        let bundle = entry.bundle;
        let flow = packet::flow(octets);
        if !flow.as_ref().is_some_and(|flow| entry.selectors.inbound(flow)) {
            entry.errors.fetch_add(1, Ordering::Relaxed);
            PathCounters::count(&counters.selector_mismatch);
            drop(tables);
            if let Some(flow) = flow {
                self.tell(bundle, Topic::Misplaced, PathEvent::Misplaced(bundle, flow));
            }
            return None;
        }
        drop(tables);
        match self.ends.red.try_send(octets) {
            Ok(_) => PathCounters::add(&counters.delivered_packets, &counters.delivered_octets, octets.len()),
            Err(_) => PathCounters::count(&counters.deliver_errors),
        }
        self.tell(bundle, Topic::Traffic, PathEvent::Traffic(bundle));
        Some(bundle)
    }

    fn opened(&mut self, epoch: u64, opened: Behind) {
        PathCounters::count(&self.ends.counters.slow_opened);
        match opened {
            Behind::Content { sa, packet } => drop(self.arrived(sa.number(), None, epoch, &packet)),
            Behind::Esp { under, packet } => self.submit(&packet, None, epoch << 16 | mark(under)),
            Behind::Dummy => {}
        }
    }

    fn limit(&mut self, sa: SaIndex, limit: Limit) {
        let bundle = self.ends.tables.read().bundle_of(sa);
        if let Some(bundle) = bundle {
            let topic = if limit == Limit::Soft { Topic::Soft } else { Topic::Hard };
            self.tell(bundle, topic, PathEvent::Limit(bundle, limit));
        }
    }

    fn tell(&mut self, bundle: BundleId, topic: Topic, event: PathEvent) {
        let now = Instant::now();
        if self.told.get(&(bundle, topic)).is_some_and(|at| now.saturating_duration_since(*at) < AGAIN) {
            return;
        }
        if self.told.len() >= MOST_TOLD {
            self.told.retain(|_, at| now.saturating_duration_since(*at) < AGAIN);
        }
        if self.ends.events.try_send(event).is_ok() {
            self.told.insert((bundle, topic), now);
        }
    }

    fn retry(&mut self) {
        if !self.held.is_empty() {
            self.held.take().into_iter().for_each(|packet| self.dispatch(packet));
        }
    }
}

impl Port {
    pub fn new(queue: Queue) -> io::Result<Port> {
        Ok(Port { raised: Raised::new(&queue.interrupt)?, queue, alive: Instant::now() })
    }

    pub fn has_room(&self) -> bool {
        self.queue.buffers.available() >= BATCH
            && self.queue.buffers.count() - self.queue.buffers.available() < MOST_OUTSTANDING
    }
}

/// Until the card may have something, or it is time to look whether an interrupt was lost; whether one came.
pub async fn raised(port: Option<&mut Port>) -> bool {
    let Some(Port { queue, raised, .. }) = port else { return std::future::pending().await };
    if queue.outstanding() == 0 {
        return std::future::pending().await;
    }
    tokio::time::timeout(FALLBACK, raised.wait()).await.is_ok()
}

/// Verdicts on packets that were surely meant for the SA, and yet not good.
const OF_AN_SA: [Verdict; 8] = [
    Verdict::RxMismatch,
    Verdict::RxReplayDup,
    Verdict::RxReplayStale,
    Verdict::RxIcv,
    Verdict::RxPad,
    Verdict::RxInner,
    Verdict::RxEcn,
    Verdict::RxDstSmall,
];
pub const BATCH: usize = 64;
/// Of the 256 entries of a ring.
const MOST_OUTSTANDING: usize = 256 - BATCH;
const AGAIN: Duration = Duration::from_secs(1);
/// A simulated card on a busy machine may take seconds for a packet.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_TOLD: usize = 4096;
