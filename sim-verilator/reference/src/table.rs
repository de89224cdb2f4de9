//! All SAs of a card: finds the one for a packet, predicts what comes out, and collects unknown SPIs.
//!
//! Inbound by {ESP or AH, SPI} (RFC 4301 §4.1), outbound by the first SA whose selectors take the packet.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::header::{self, Arrival};
use crate::inbound;
use crate::outbound;
use crate::sa::{Direction, Outcome, Proto, SaParams, SaState};
use crate::verdict::Verdict;

/// Port of IKE and ESP behind a NAT (RFC 3948).
const NAT_T: u16 = 4500;

/// What a card knows of an inbound SPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In use, by the SA with this index.
    Valid(usize),
    /// Under negotiation.
    Larval,
    /// Deleted a moment ago.
    Graveyard,
}

/// Packets of one unknown SPI between two addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// SPI.
    pub spi: u32,
    /// ESP, bare or in UDP, or AH.
    pub proto: Proto,
    /// Outer source.
    pub src: IpAddr,
    /// Outer destination.
    pub dst: IpAddr,
    /// A valid AH was around them.
    pub auth: bool,
    /// Sequence number of the first one.
    pub seq: u32,
    /// How many.
    pub count: u64,
}

/// What came of one packet, and which SA it met: of a bundle the AH SA, with the number of the SA that was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicted {
    /// Index of the SA, in the order of their addition.
    pub sa: Option<usize>,
    /// What the SA, or the lack of one, made of it.
    pub outcome: Outcome,
}

impl Verdicted {
    fn lost(verdict: Verdict) -> Self {
        Self { sa: None, outcome: Outcome::dropped(verdict) }
    }
}

/// The SAs with their states, and what has been missed.
#[derive(Clone, Debug, Default)]
pub struct Table {
    sas: Vec<(SaParams, SaState)>,
    spis: HashMap<(Proto, u32), State>,
    misses: Vec<Miss>,
}

impl Table {
    /// A table of these SAs.
    pub fn new(sas: impl IntoIterator<Item = SaParams>) -> Self {
        let mut table = Self::default();
        for sa in sas {
            table.add(sa);
        }
        table
    }

    /// Adds an SA and returns its index. An inbound one takes over its SPI.
    pub fn add(&mut self, sa: SaParams) -> usize {
        let index = self.sas.len();
        if sa.direction == Direction::In {
            self.spis.insert((sa.proto, sa.spi), State::Valid(index));
        }
        let state = SaState::new(&sa);
        self.sas.push((sa, state));
        index
    }

    /// Sets what is known of an inbound SPI; `None` forgets it.
    pub fn mark(&mut self, proto: Proto, spi: u32, state: Option<State>) {
        match state {
            Some(state) => self.spis.insert((proto, spi), state),
            None => self.spis.remove(&(proto, spi)),
        };
    }

    /// An SA and where it has got to.
    pub fn sa(&self, index: usize) -> Option<(&SaParams, &SaState)> {
        self.sas.get(index).map(|(sa, state)| (sa, state))
    }

    /// The unknown SPIs so far, in the order of their first packets.
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }

    /// A packet of a capture, whichever way it goes.
    pub fn handle(&mut self, packet: &[u8]) -> Verdicted {
        if self.is_inbound(packet) {
            self.receive(packet)
        } else {
            self.send(packet)
        }
    }

    /// A packet from the outside.
    pub fn receive(&mut self, outer: &[u8]) -> Verdicted {
        let arrival = match Arrival::parse(outer) {
            Ok(arrival) => arrival,
            Err(verdict) => return Verdicted::lost(verdict),
        };
        match self.spis.get(&(arrival.proto, arrival.spi)) {
            None => {
                let verdict = arrival.unknown();
                if verdict != Verdict::RxBadSource {
                    self.miss(&arrival, false);
                }
                Verdicted::lost(verdict)
            }
            Some(State::Larval) => Verdicted::lost(Verdict::RxSpiLarval),
            Some(State::Graveyard) => Verdicted::lost(Verdict::RxSpiGraveyard),
            Some(&State::Valid(index)) => match self.sas.get_mut(index) {
                Some((sa, state)) => {
                    let mut outcome = inbound::receive(sa, state, &arrival);
                    if let (Some(below), Verdict::Ok) = (sa.below, outcome.verdict) {
                        outcome = self.receive_below(below, &outcome.packet);
                    }
                    Verdicted { sa: Some(index), outcome }
                }
                None => Verdicted::lost(Verdict::RxMismatch),
            },
        }
    }

    /// What the ESP SA of a bundle makes of the packet that its AH SA has found authentic.
    fn receive_below(&mut self, below: usize, packet: &[u8]) -> Outcome {
        let arrival = match Arrival::parse(packet) {
            Ok(arrival) => arrival,
            Err(verdict) => return Outcome::dropped(verdict),
        };
        match self.spis.get(&(arrival.proto, arrival.spi)) {
            None => {
                let verdict = arrival.unknown();
                if verdict != Verdict::RxBadSource {
                    self.miss(&arrival, true);
                }
                Outcome::dropped(verdict)
            }
            Some(State::Larval) => Outcome::dropped(Verdict::RxSpiLarval),
            Some(State::Graveyard) => Outcome::dropped(Verdict::RxSpiGraveyard),
            Some(&State::Valid(index)) => match self.sas.get_mut(index) {
                Some((sa, state)) if index == below => inbound::receive(sa, state, &arrival),
                _ => Outcome::dropped(Verdict::RxMismatch),
            },
        }
    }

    /// A packet from the inside.
    pub fn send(&mut self, clear: &[u8]) -> Verdicted {
        let ip = match outbound::parse(clear) {
            Ok(ip) => ip,
            Err(verdict) => return Verdicted::lost(verdict),
        };
        let within = |s: &crate::Selectors| s.local.contains(ip.src) && s.remote.contains(ip.dst);
        // What is below another SA sends nothing of its own.
        let takes = |index: usize, sa: &SaParams| {
            sa.direction == Direction::Out
                && sa.selectors.as_ref().is_none_or(within)
                && !self.sas.iter().any(|(above, _)| above.below == Some(index))
        };
        let Some(index) = (0..self.sas.len()).find(|index| takes(*index, &self.sas[*index].0)) else {
            return Verdicted::lost(Verdict::TxNoSa);
        };
        let below = self.sas[index].0.below;
        let under = below.and_then(|below| self.sas.get_mut(below)).map(|(sa, state)| outbound::send(sa, state, &ip));
        let (sa, state) = &mut self.sas[index];
        let outcome = match under {
            None if below.is_some() => Outcome::dropped(Verdict::TxUnsupported),
            None => outbound::send(sa, state, &ip),
            Some(Outcome { verdict: Verdict::Ok, packet, .. }) => outbound::send_over(sa, state, &packet),
            Some(dropped) => dropped,
        };
        Verdicted { sa: Some(index), outcome }
    }

    /// ESP, AH, and UDP on the ports of NAT traversal come from the outside, everything else from the inside.
    pub fn is_inbound(&self, packet: &[u8]) -> bool {
        match header::upper_layer(packet) {
            Some((header::ESP | header::AH, _)) => true,
            Some((header::UDP, Some(ports))) => {
                ports.src == NAT_T
                    || ports.dst == NAT_T
                    || self.sas.iter().any(|(sa, _)| sa.direction == Direction::In && sa.udp == Some(ports))
            }
            _ => false,
        }
    }

    fn miss(&mut self, arrival: &Arrival, auth: bool) {
        let Arrival { spi, proto, seq, ip, .. } = *arrival;
        let same = |m: &&mut Miss| (m.spi, m.proto, m.src, m.dst, m.auth) == (spi, proto, ip.src, ip.dst, auth);
        match self.misses.iter_mut().find(same) {
            Some(miss) => miss.count += 1,
            None => self.misses.push(Miss { spi, proto, src: ip.src, dst: ip.dst, auth, seq, count: 1 }),
        }
    }
}
