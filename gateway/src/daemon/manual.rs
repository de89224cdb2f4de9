//! A gateway without IKE: a TUN interface and a network device, joined by SAs that were written down (docs/manual.md).
//!
//! ```text
//!   TUN ── clear ──> SA.toml's selectors ── encap ══> card ══> raw socket of the device
//!   raw sockets 50, 51; UDP ── ESP, AH ── decap ══> card ══> TUN
//!                                                     └─ behind options: SlowPath
//! ```
//! For laboratories and for peers that have no IKE. Numbers begin where SA.toml says at each start, so an AES-GCM key must
//! not be used again (RFC 4106 §2). What comes out of an "in" SA is not compared with selectors.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use respite_abi::{Op, Verdict};
use respite_driver::{Afterlife, Card, Direction, Done, Packet, Queue, SaError, SaIndex, SaParams, SaTable, Snapshot};
use serde::Serialize;
use tokio::signal::unix::{signal, SignalKind};
use tokio::sync::mpsc;

use super::black::{Black, BlackError, Destinations};
use super::cards::{self, CardError};
use super::packet;
use super::path::{raised, Input, Port, BATCH};
use super::red::{Red, RedError};
use super::slow::{mark, Behind, SlowPath};
use crate::card::{CardChoice, OpenError, Opened};
use crate::config::interface::Interface;
use crate::policy::{Policy, Way};
use crate::sa_file::{install, InstallError, Sa};

/// What is joined, and by what.
#[derive(Clone, Debug)]
pub struct Options {
    pub card: CardChoice,
    pub sas: Vec<Sa>,
    /// The network device of the black side, which has the addresses of the SAs.
    pub device: String,
    /// Name of the TUN interface.
    pub tun: String,
    /// Octets of the longest clear packet.
    pub mtu: u16,
}

/// What was done, by the time it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ManualReport {
    /// By the SAs' names.
    pub sas: BTreeMap<String, ManualUsage>,
    /// The card's counters that are not 0.
    pub counters: BTreeMap<&'static str, u64>,
}

/// What an SA has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ManualUsage {
    /// Packets that were good.
    pub packets: u64,
    /// Their octets, outside of tunnels.
    pub octets: u64,
}

/// Why it does not run, or has ended.
#[derive(Debug, thiserror::Error)]
pub enum ManualError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Card(#[from] CardError),
    #[error(transparent)]
    Fault(#[from] respite_driver::Error),
    #[error(transparent)]
    Install(#[from] InstallError),
    #[error("an SA's usage: {0}")]
    Usage(SaError),
    #[error(transparent)]
    Black(#[from] BlackError),
    #[error(transparent)]
    Red(#[from] RedError),
    #[error("signals: {0}")]
    Signal(std::io::Error),
}

/// Joins the two sides until a signal ends it (SIGTERM, SIGINT); `ready` is called when packets can pass.
pub async fn manual(options: &Options, ready: impl FnOnce()) -> Result<ManualReport, ManualError> {
    let Opened { mut card, simulation: _running } =
        options.card.open_within(cards::START, &cards::options(&options.card, &[options.mtu]))?;
    let queue = card.queues.drain(..).next().ok_or(CardError::NoQueue)?;
    let mut indices = BTreeMap::new();
    let installed = install(&options.sas, &mut card.sas, |number, index| {
        indices.insert(number, index);
    });
    let mut slow = slow_path(&options.sas, &indices);
    let ended = match installed {
        Ok(()) => join(options, queue, (&mut card.sas, &mut slow), &indices, ready).await,
        Err(error) => Err(error.into()),
    };
    let report = report(options, &mut card, &slow, &indices);
    // Keys do not stay in a card that is done; of a bundle, what is above goes first.
    for index in indices.values().chain(indices.values()) {
        let _ = card.sas.remove(*index, Afterlife::Unknown);
    }
    ended.and(report)
}

async fn join(
    options: &Options,
    queue: Queue,
    (sas, slow): (&mut SaTable, &mut SlowPath),
    indices: &BTreeMap<usize, SaIndex>,
    ready: impl FnOnce(),
) -> Result<(), ManualError> {
    let fail = ManualError::Signal;
    let mut terminate = signal(SignalKind::terminate()).map_err(fail)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(fail)?;
    let (input, mut inputs) = mpsc::channel(INPUTS);
    let mut red = Red::open(&options.tun, input.clone())?;
    red.set_mtu(options.mtu)?;
    // There is no IKE that would take its datagrams.
    let (ike, _nobody) = mpsc::channel(1);
    let to = Destinations { ike, path: input };
    let blacks = interfaces(options).iter().map(|one| Black::open(one, &to)).collect::<Result<Vec<_>, _>>()?;
    let mut join = Join {
        port: Some(Port::new(queue).map_err(CardError::Interrupt)?),
        policy: Policy::new(&options.sas),
        sas,
        slow,
        indices,
        red,
        blacks,
        batch: Vec::new(),
        octets: Vec::new(),
    };
    ready();
    let mut taken = Vec::with_capacity(BATCH);
    loop {
        let mut interrupted = true;
        let room = join.port.as_ref().is_some_and(Port::has_room);
        tokio::select! {
            came = raised(join.port.as_mut()) => interrupted = came,
            _ = inputs.recv_many(&mut taken, BATCH), if room => {}
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
        }
        taken.drain(..).for_each(|input| join.take(&input));
        join.turn(interrupted)?;
        while !join.batch.is_empty() {
            join.turn(true)?;
        }
    }
}

/// The two sides and the card between them.
struct Join<'a> {
    port: Option<Port>,
    policy: Policy,
    sas: &'a mut SaTable,
    slow: &'a mut SlowPath,
    indices: &'a BTreeMap<usize, SaIndex>,
    red: Red,
    blacks: Vec<Black>,
    batch: Vec<Packet>,
    octets: Vec<u8>,
}

impl Join<'_> {
    /// Puts a packet into the next batch, or drops it.
    fn take(&mut self, input: &Input) {
        let (octets, sa) = match input {
            Input::Outside(octets) => (octets, None),
            Input::Inside(octets) => match self.policy.way(octets) {
                Way::Encap(number) => (octets, self.indices.get(&number).copied()),
                Way::Decap | Way::Drop(_) => return tracing::debug!("a clear packet that no SA takes"),
            },
        };
        self.submit(octets, sa, 0);
    }

    /// `under`: see [`mark`].
    fn submit(&mut self, octets: &[u8], sa: Option<SaIndex>, under: u64) {
        let Some(Port { queue, .. }) = &mut self.port else { return };
        let Some(mut buffer) = queue.buffers.take() else { return tracing::debug!("no buffer for a packet") };
        if let Err(error) = queue.buffers.fill(&mut buffer, octets) {
            queue.buffers.put(buffer);
            return tracing::debug!("{error}");
        }
        self.batch.push(match sa {
            Some(sa) => Packet::encap(buffer, sa, 0),
            None => Packet::decap(buffer, under),
        });
    }

    /// Hands the batch to the card, and works off what the card is done with.
    fn turn(&mut self, interrupted: bool) -> Result<(), respite_driver::Error> {
        let Some(Port { queue, .. }) = &mut self.port else { return Ok(()) };
        queue.submit(&mut self.batch)?;
        if !interrupted {
            // Fails if the card is gone.
            queue.wait(Duration::ZERO)?;
        }
        // What found no room is lost, as in any queue.
        self.batch.drain(..).for_each(|packet| queue.buffers.put(packet.src));
        let (mut done, mut odd) = (Vec::new(), Vec::new());
        queue.poll(&mut done, usize::MAX)?;
        for done in done {
            let (good, Done { op, verdict, src, .. }) = (self.slow.is_complete(done.sa(), done.cookie), done);
            self.octets.clear();
            queue.buffers.read_to(&src, &mut self.octets);
            queue.buffers.put(src);
            match (verdict, op) {
                (Verdict::Ok, Op::Decap) if !good => tracing::debug!("ESP without the AH that is over it"),
                (Verdict::Ok, Op::Encap) => send(&self.blacks, &mut self.octets),
                // A TUN interface that is full loses packets, as any wire does.
                (Verdict::Ok, Op::Decap) => drop(self.red.device.try_send(&self.octets)),
                (Verdict::RxOptions, Op::Decap) => odd.push(self.octets.clone()),
                (verdict, _) => tracing::debug!("a packet is dropped: {}", verdict.name()),
            }
        }
        odd.iter().for_each(|packet| self.open(packet));
        Ok(())
    }

    /// A packet that the card leaves to the host.
    fn open(&mut self, packet: &[u8]) {
        let sas = &mut self.sas;
        match self.slow.open(packet, |sa| sas.usage(sa).map_or(0, |usage| usage.seq)) {
            Ok(Behind::Content { packet, .. }) => drop(self.red.device.try_send(&packet)),
            Ok(Behind::Esp { under, packet }) => self.submit(&packet, None, mark(under)),
            Ok(Behind::Dummy) => {}
            Err(why) => tracing::debug!("a packet behind options is dropped: {why}"),
        }
    }
}

/// By the socket of the address that it is from.
fn send(blacks: &[Black], octets: &mut [u8]) {
    packet::complete_udp6(octets);
    let Some((source, _)) = crate::policy::addresses(octets) else { return };
    let from = blacks.iter().find(|black| black.interface.address_towards(source) == Some(source));
    if let Some(Err(error)) = from.map(|black| black.send(octets)) {
        tracing::debug!("cannot send from {source}: {error}");
    }
}

/// An interface for each of our addresses: the daemon's have one of either family.
fn interfaces(options: &Options) -> Vec<Interface> {
    let ours = options.sas.iter().map(|sa| match sa.params.direction {
        Direction::Inbound => sa.params.dst,
        Direction::Outbound => sa.params.src,
    });
    let addresses: std::collections::BTreeSet<IpAddr> = ours.collect();
    let interface = |address: IpAddr| {
        let named = Interface { name: options.device.clone(), ..Interface::default() };
        match address {
            IpAddr::V4(a) => Interface { address: Some(a.into()), ..named },
            IpAddr::V6(a) => Interface { address6: Some(a.into()), ..named },
        }
    };
    addresses.into_iter().map(interface).collect()
}

fn slow_path(sas: &[Sa], indices: &BTreeMap<usize, SaIndex>) -> SlowPath {
    let mut slow = SlowPath::default();
    for (number, index) in indices {
        let Some(sa) = sas.get(*number) else { continue };
        let below = sa.below.and_then(|below| indices.get(&below).copied());
        slow.add(*index, &SaParams { below, ..sa.params.clone() });
    }
    slow
}

fn report(
    options: &Options,
    card: &mut Card,
    slow: &SlowPath,
    indices: &BTreeMap<usize, SaIndex>,
) -> Result<ManualReport, ManualError> {
    let mut report = ManualReport::default();
    for (number, index) in indices {
        let usage = slow.usage(&mut card.sas, *index).map_err(ManualError::Usage)?;
        let Some(sa) = options.sas.get(*number) else { continue };
        report.sas.insert(sa.name.clone(), ManualUsage { packets: usage.packets, octets: usage.octets });
    }
    let counted: Snapshot = card.counters.snapshot()?;
    report.counters = counted.iter().filter(|(_, value)| *value > 0).collect();
    Ok(report)
}

const INPUTS: usize = 1024;
