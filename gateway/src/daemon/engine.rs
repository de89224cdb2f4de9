//! Does to the card what the IKE library wants done to a packet engine.
//!
//! ```text
//!   SaChange ──> SA table and CAM of the card (keys), Tables (who may use which SA)
//! ```
//! An SA is in the card before a packet can be given to it, and out of the tables before it leaves the card.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use respite_driver::{Afterlife, CardInfo, Direction, Protocol, SaError, SaIndex, SaTable, Usage};
use respite_ike::sa::{self, Bundle, BundleId, Encapsulation, SaChange, Spi};
use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};

use super::params::{overhead_of, params, Lacking};
use super::path::Command;
use super::slow::{Behind, Refusal, SlowPath};
use super::tables::{Outbound, Selectors, Shared};
use crate::show::Traffic;

/// The card's SAs.
pub struct Engine {
    info: CardInfo,
    sas: SaTable,
    slow: SlowPath,
    tables: Shared,
    bundles: BTreeMap<BundleId, Installed>,
    /// Outbound SAs that nobody uses any more, but for packets on their way to the card: the card would give the number to
    /// another SA, and they to another peer.
    dying: Vec<(Stack, Option<oneshot::Receiver<()>>)>,
    path: mpsc::Sender<Command>,
    /// By peer's address, in octets.
    path_mtus: HashMap<IpAddr, u16>,
    /// SPIs on whose late packets the card is silent, and until when.
    graves: VecDeque<(Instant, Protocol, u32)>,
}

struct Installed {
    bundle: Box<Bundle>,
    /// Anti-replay window, in packets.
    window: u32,
    inbound: Stack,
    outbound: Stack,
    /// What SAs of it counted that it had before.
    before: Traffic,
}

/// A bundle and what the card counted for it.
pub struct Measured<'a> {
    pub bundle: &'a Bundle,
    /// Anti-replay window, in packets.
    pub window: u32,
    pub traffic: Traffic,
    /// Of its SAs, the outermost first; empty: not in the card.
    pub received: Vec<Usage>,
    pub sent: Vec<Usage>,
}

/// The SAs of one direction of a bundle, the innermost first; packets are given to the last one. Empty: not in the card.
type Stack = Vec<SaIndex>;

/// What the engine must know of the rest of the gateway.
pub trait Surroundings {
    /// Anti-replay window of a child policy, in packets.
    fn window(&self, peer: &str, child: &str) -> u32;

    /// How long packets with this SPI may be late, now that its SA is gone.
    fn late(&self, protocol: sa::Protocol, spi: Spi) -> Option<Duration>;
}

impl Engine {
    pub fn new(info: CardInfo, sas: SaTable, tables: Shared, path: mpsc::Sender<Command>) -> Self {
        tables.write().forget_sas();
        Engine {
            info,
            sas,
            slow: SlowPath::default(),
            tables,
            bundles: BTreeMap::new(),
            dying: Vec::new(),
            path,
            path_mtus: HashMap::new(),
            graves: VecDeque::new(),
        }
    }

    /// Does it. A bundle that cannot be installed is left out altogether.
    pub fn apply(
        &mut self,
        now: Instant,
        change: SaChange,
        around: &dyn Surroundings,
    ) -> Result<(), (BundleId, Lacking)> {
        match change {
            SaChange::Reserve { protocol, spi } => {
                // Without a larval entry an early packet only is an event that IKE knows to be none.
                let _ = self.sas.reserve_spi(of(protocol), spi.0);
                Ok(())
            }
            SaChange::Release { protocol, spi } => {
                let _ = self.sas.forget_spi(of(protocol), spi.0);
                Ok(())
            }
            SaChange::InstallInbound(bundle) => self.install(bundle, around),
            SaChange::Install(bundle) => {
                let id = bundle.id;
                self.install(bundle, around).and_then(|()| self.send(id))
            }
            SaChange::InstallOutbound(id) => self.send(id),
            SaChange::RemoveOutbound(id) => {
                // The SA stays in the card: if it is sent on again, its sequence numbers go on.
                if let Some(Installed { bundle, .. }) = self.bundles.get(&id) {
                    self.tables.write().send_no_more(&bundle.peer, &bundle.policy, id);
                }
                Ok(())
            }
            SaChange::Remove { id, .. } => self.remove(now, id, around),
            SaChange::Move { id, remote, encapsulation } => self.relocate(id, remote, encapsulation),
        }
    }

    /// Takes outbound SAs out of the card of which the data path has no packet left.
    fn bury(&mut self) -> Result<(), SaError> {
        for (stack, quiet) in std::mem::take(&mut self.dying) {
            let Some(outermost) = stack.last().copied() else { continue };
            let quiet = quiet.or_else(|| {
                let (done, quiet) = oneshot::channel();
                self.path.try_send(Command::Quiesce(outermost, done)).is_ok().then_some(quiet)
            });
            match quiet.map(|mut quiet| (quiet.try_recv(), quiet)) {
                Some((Err(TryRecvError::Empty), quiet)) => self.dying.push((stack, Some(quiet))),
                // The path is busy, and is asked again.
                None => self.dying.push((stack, None)),
                Some(_) => self.take_out(&stack, Afterlife::Unknown)?,
            }
        }
        Ok(())
    }

    /// Does what has become due: forgets SPIs whose late packets are late no more, and SAs that are quiet.
    pub fn sweep(&mut self, now: Instant) -> Result<(), SaError> {
        while let Some((_, protocol, spi)) = self.graves.front().copied().filter(|(until, ..)| *until <= now) {
            self.graves.pop_front();
            // An SA may have taken its place.
            let _ = self.sas.forget_spi(protocol, spi);
        }
        self.bury()
    }

    /// Addresses of all peers with a bundle.
    pub fn remotes(&self) -> BTreeSet<IpAddr> {
        self.bundles.values().map(|installed| installed.bundle.remote).collect()
    }

    /// Takes note of how long a packet to a peer may be.
    pub fn set_path_mtu(&mut self, remote: IpAddr, octets: u16) {
        if self.path_mtus.insert(remote, octets) == Some(octets) {
            return;
        }
        let mut tables = self.tables.write();
        for Installed { bundle, .. } in self.bundles.values().filter(|i| i.bundle.remote == remote) {
            tables.set_longest(&bundle.peer, &bundle.policy, bundle.id, longest(&self.path_mtus, bundle));
        }
    }

    /// What the card counted for a bundle, of each SA the outermost first; with a window as negotiated.
    pub fn measure(&mut self, id: BundleId) -> Option<Measured<'_>> {
        let Installed { bundle, window, inbound, outbound, before } = self.bundles.get(&id)?;
        let (sas, slow) = (&mut self.sas, &self.slow);
        let mut usages =
            |stack: &Stack| -> Vec<Usage> { stack.iter().rev().map_while(|sa| slow.usage(sas, *sa).ok()).collect() };
        let (received, sent, mut all) = (usages(inbound), usages(outbound), *before);
        let outermost = |usages: &[Usage]| usages.first().map_or((0, 0), |usage| (usage.packets, usage.octets));
        let ((packets_in, octets_in), (packets_out, octets_out)) = (outermost(&received), outermost(&sent));
        let c = &mut all.counters;
        for counter in [&mut c.decaps, &mut c.decrypt, &mut c.verify] {
            *counter += packets_in;
        }
        for counter in [&mut c.encaps, &mut c.encrypt, &mut c.digest] {
            *counter += packets_out;
        }
        c.recv_errors += inbound.last().map_or(0, |sa| self.tables.read().errors(*sa) + self.slow.errors(*sa));
        all.octets_in += octets_in;
        all.octets_out += octets_out;
        Some(Measured { bundle, window: *window, traffic: all, received, sent })
    }

    /// Opens a packet that the card has left to the host, and says in which epoch of the tables.
    pub fn open(&mut self, packet: &[u8]) -> Result<(u64, Behind), Refusal> {
        let sas = &mut self.sas;
        // A card that does not say is gone, and found to be so.
        let opened = self.slow.open(packet, |sa| sas.usage(sa).map_or(0, |usage| usage.seq))?;
        Ok((self.tables.read().epoch(), opened))
    }

    /// What the card counted for a bundle as a whole.
    pub fn traffic(&mut self, id: BundleId) -> Traffic {
        self.measure(id).map(|measured| measured.traffic).unwrap_or_default()
    }

    pub fn info(&self) -> &CardInfo {
        &self.info
    }

    /// How full the card is.
    pub fn sas(&self) -> &SaTable {
        &self.sas
    }

    fn install(&mut self, bundle: Box<Bundle>, around: &dyn Surroundings) -> Result<(), (BundleId, Lacking)> {
        let id = bundle.id;
        let window = around.window(&bundle.peer, &bundle.policy);
        let inbound = self.add(&bundle, Direction::Inbound, window, &[]).map_err(|why| (id, why))?;
        self.receive_on(&inbound, &bundle);
        let installed = Installed { bundle, window, inbound, outbound: Stack::new(), before: Traffic::default() };
        self.bundles.insert(id, installed);
        Ok(())
    }

    fn send(&mut self, id: BundleId) -> Result<(), (BundleId, Lacking)> {
        let Some(mut installed) = self.bundles.remove(&id) else { return Ok(()) };
        let Installed { bundle, window, outbound, .. } = &mut installed;
        let added = match outbound.is_empty() {
            true => self.add(bundle, Direction::Outbound, *window, &[]).map(|stack| *outbound = stack),
            false => Ok(()),
        };
        if let (Ok(()), Some(sa)) = (&added, outbound.last()) {
            self.tables.write().send_on(&bundle.peer, &bundle.policy, id, self.sender(*sa, bundle));
        }
        self.bundles.insert(id, installed);
        added.map_err(|why| (id, why))
    }

    fn receive_on(&self, stack: &Stack, bundle: &Bundle) {
        if let Some((sa, below)) = stack.split_last() {
            self.tables.write().receive_on(*sa, below.last().copied(), bundle.id, selectors(bundle));
        }
    }

    fn sender(&self, sa: SaIndex, bundle: &Bundle) -> Outbound {
        Outbound { sa, selectors: selectors(bundle), longest: longest(&self.path_mtus, bundle) }
    }

    fn remove(&mut self, now: Instant, id: BundleId, around: &dyn Surroundings) -> Result<(), (BundleId, Lacking)> {
        let Some(Installed { bundle, inbound, outbound, .. }) = self.bundles.remove(&id) else { return Ok(()) };
        {
            let mut tables = self.tables.write();
            tables.send_no_more(&bundle.peer, &bundle.policy, id);
            inbound.iter().for_each(|sa| tables.receive_no_more(*sa));
        }
        let mut afterlife = Afterlife::Unknown;
        for sa in &bundle.sas {
            if let Some(time) = around.late(sa.protocol, sa.inbound_spi) {
                afterlife = Afterlife::Graveyard;
                self.graves.push_back((now + time, of(sa.protocol), sa.inbound_spi.0));
            }
        }
        if !outbound.is_empty() {
            self.dying.push((outbound, None));
        }
        let removed = self.take_out(&inbound, afterlife).and_then(|()| self.bury());
        removed.map_err(|why| (id, why.into()))
    }

    /// Removes SAs from the card, the outermost first.
    fn take_out(&mut self, stack: &[SaIndex], afterlife: Afterlife) -> Result<(), SaError> {
        stack.iter().for_each(|sa| self.slow.remove(*sa));
        stack.iter().rev().try_for_each(|sa| self.sas.remove(*sa, afterlife))
    }

    /// The peer is elsewhere: the SAs go on under their keys with other addresses.
    fn relocate(
        &mut self,
        id: BundleId,
        remote: IpAddr,
        encapsulation: Option<Encapsulation>,
    ) -> Result<(), (BundleId, Lacking)> {
        let before = self.traffic(id);
        let Some(mut installed) = self.bundles.remove(&id) else { return Ok(()) };
        (installed.bundle.remote, installed.bundle.encapsulation) = (remote, encapsulation);
        installed.before = before;
        let moved = self.replace(&mut installed);
        self.bundles.insert(id, installed);
        moved.map_err(|why| (id, why))
    }

    fn replace(&mut self, installed: &mut Installed) -> Result<(), Lacking> {
        let Installed { bundle, window, inbound, outbound, .. } = installed;
        let sends = self.tables.read().sends(&bundle.peer, &bundle.policy, bundle.id);
        let old = std::mem::take(inbound);
        if let Some(outermost) = old.last() {
            self.tables.write().receive_no_more(*outermost);
            // What was received before is left of the new window, which knows nothing of it.
            let numbers = self.numbers(&old, u64::from(*window))?;
            self.take_out(&old, Afterlife::Unknown)?;
            *inbound = self.add(bundle, Direction::Inbound, *window, &numbers)?;
            self.receive_on(inbound, bundle);
        }
        let old = std::mem::take(outbound);
        if !old.is_empty() {
            self.tables.write().send_no_more(&bundle.peer, &bundle.policy, bundle.id);
            // Packets on their way to the card may yet take numbers; the SA that they meet is this bundle's again.
            let numbers = self.numbers(&old, MOST_IN_FLIGHT)?;
            self.take_out(&old, Afterlife::Unknown)?;
            *outbound = self.add(bundle, Direction::Outbound, *window, &numbers)?;
            if let Some(sa) = outbound.last().filter(|_| sends) {
                self.tables.write().send_on(&bundle.peer, &bundle.policy, bundle.id, self.sender(*sa, bundle));
            }
        }
        Ok(())
    }

    /// Sequence numbers to go on from.
    fn numbers(&mut self, stack: &[SaIndex], more: u64) -> Result<Vec<u64>, SaError> {
        let (sas, slow) = (&mut self.sas, &self.slow);
        stack.iter().map(|sa| Ok(slow.usage(sas, *sa)?.seq.saturating_add(more))).collect()
    }

    /// Puts one direction of a bundle into the card: all of it or nothing. Sequence numbers go on from `numbers`, else begin.
    fn add(&mut self, bundle: &Bundle, direction: Direction, window: u32, numbers: &[u64]) -> Result<Stack, Lacking> {
        let mut stack = Stack::new();
        for (place, sa) in bundle.sas.iter().rev().enumerate() {
            let added = params(&self.info, bundle, sa, direction, window).and_then(|mut params| {
                params.seq = numbers.get(place).copied().unwrap_or(0);
                params.below = stack.last().copied();
                let index = self.sas.add(&params)?;
                self.slow.add(index, &params);
                Ok(index)
            });
            match added {
                Ok(sa) => stack.push(sa),
                Err(why) => {
                    self.take_out(&stack, Afterlife::Unknown)?;
                    return Err(why);
                }
            }
        }
        Ok(stack)
    }
}

impl Lacking {
    /// Whether the card itself has failed.
    pub fn card_failed(&self) -> Option<&respite_driver::Error> {
        match self {
            Lacking::Sa(SaError::Card(error)) => Some(error),
            _ => None,
        }
    }
}

fn longest(path_mtus: &HashMap<IpAddr, u16>, bundle: &Bundle) -> u16 {
    let mtu = path_mtus.get(&bundle.remote).copied().unwrap_or(u16::MAX);
    within(mtu, overhead_of(bundle), bundle.remote.is_ipv6())
}

/// The longest packet for a path of `mtu` octets. Not even a liar on the path makes packets shorter than what every host must take
/// (RFC 8200 §5, RFC 791).
fn within(mtu: u16, overhead: u16, v6: bool) -> u16 {
    mtu.saturating_sub(overhead).max(if v6 { 1280 } else { 576 } - 100)
}

fn selectors(bundle: &Bundle) -> Selectors {
    Selectors { local: bundle.local_selectors.clone(), remote: bundle.remote_selectors.clone() }
}

pub fn of(protocol: sa::Protocol) -> Protocol {
    match protocol {
        sa::Protocol::Ah => Protocol::Ah,
        sa::Protocol::Esp => Protocol::Esp,
    }
}

pub fn to_ike(protocol: Protocol) -> sa::Protocol {
    match protocol {
        Protocol::Ah => sa::Protocol::Ah,
        Protocol::Esp => sa::Protocol::Esp,
    }
}

/// More than a ring has entries.
const MOST_IN_FLIGHT: u64 = 8192;
const _: () = assert!(MOST_IN_FLIGHT > 1 << respite_abi::ring::MAX_LOG2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dp_14_a_path_that_claims_to_carry_68_octets_is_not_believed() {
        assert_eq!(within(1500, 60, false), 1440);
        assert_eq!([within(68, 60, false), within(0, 60, false)], [476; 2]);
        assert_eq!([within(68, 80, true), within(1280, 80, true)], [1180, 1200]);
    }
}
