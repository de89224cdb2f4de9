//! Random traffic for differential tests: SAs, and packets good and bad, sealed by this crate.
//!
//! ```text
//!   seed --> SAs, each "in" one with a twin that sends --> packets: good, late, repeated, damaged, foreign, clear
//! ```
//! Nothing is predicted here: whoever draws packets asks a [`crate::Table`] what must come of them. Damage is done to
//! packets that were never sent otherwise, and left out is what packets in flight make ambiguous.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fastrand::Rng;

use crate::header;
use crate::outbound::encap;
use crate::sa::{Direction, Limits, Mode, Proto, SaParams, SaState, Selectors, Transform, UdpPorts};

/// An endless, reproducible stream of packets for its SAs.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// The SAs, every second one outbound.
    pub sas: Vec<SaParams>,
    random: Rng,
    /// The far ends of the inbound SAs, in their order.
    senders: Vec<(SaParams, SaState)>,
    /// Packets to be sent late, or once more.
    kept: Vec<Vec<u8>>,
}

impl Traffic {
    /// Traffic over `count` SAs of every kind that there is.
    pub fn new(seed: u64, count: usize) -> Self {
        let mut random = Rng::with_seed(seed);
        let sas = (0..count).map(|index| sa(&mut random, index)).collect();
        Self::drawn(sas, random)
    }

    /// Traffic over these SAs, of which every second one has to be outbound.
    pub fn over(sas: Vec<SaParams>, seed: u64) -> Self {
        Self::drawn(sas, Rng::with_seed(seed))
    }

    fn drawn(sas: Vec<SaParams>, random: Rng) -> Self {
        let senders = sas.iter().filter(|sa| sa.direction == Direction::In).map(|sa| {
            let twin = SaParams { direction: Direction::Out, limits: Limits::default(), ..sa.clone() };
            let state = SaState::new(&twin);
            (twin, state)
        });
        Self { senders: senders.collect(), sas, random, kept: Vec::new() }
    }

    /// The next packet.
    pub fn packet(&mut self) -> Vec<u8> {
        match self.random.u32(..100) {
            0..40 => self.sealed(),
            40..48 => self.held_back(),
            48..53 => self.again(),
            53..60 => self.damaged(),
            60..64 => self.cut(),
            64..70 => self.foreign(),
            _ => self.clear(),
        }
    }

    /// A good packet of an inbound SA; now and then numbers are skipped before it.
    fn sealed(&mut self) -> Vec<u8> {
        let which = self.random.usize(..self.senders.len());
        let clear = self.carried(which);
        let skip = match self.random.u32(..40) {
            0 => self.random.u64(..3_000),
            1..4 => self.random.u64(..100),
            _ => 0,
        };
        let (sa, state) = &mut self.senders[which];
        let last = if sa.esn { u64::MAX } else { u64::from(u32::MAX) };
        state.sent = state.sent.saturating_add(skip).min(last - 1);
        let outcome = encap(sa, state, &clear);
        if outcome.seq == Some(last) {
            // Its numbers are used up; an SA in use would have been replaced.
            state.sent = last - 2_000;
        }
        if self.kept.len() < 200 && self.random.u32(..4) == 0 {
            self.kept.push(outcome.packet.clone());
        }
        outcome.packet
    }

    /// A packet that others have overtaken.
    fn held_back(&mut self) -> Vec<u8> {
        let packet = self.sealed();
        if self.kept.is_empty() {
            return packet;
        }
        let which = self.random.usize(..self.kept.len());
        std::mem::replace(&mut self.kept[which], packet)
    }

    /// A packet that was sent already, or is on its way.
    fn again(&mut self) -> Vec<u8> {
        match self.random.choice(&self.kept) {
            Some(packet) => packet.clone(),
            None => self.sealed(),
        }
    }

    /// A packet with a bit flipped behind its sequence number.
    fn damaged(&mut self) -> Vec<u8> {
        let mut packet = self.unsent();
        let from = spi_at(&packet) + 8;
        if let Some(at) = packet.len().checked_sub(from).filter(|n| *n > 0).map(|n| from + self.random.usize(..n)) {
            packet[at] ^= 1 << self.random.u32(..8);
        }
        packet
    }

    /// A packet whose end is missing.
    fn cut(&mut self) -> Vec<u8> {
        let mut packet = self.unsent();
        packet.truncate(self.random.usize(1..packet.len()));
        packet
    }

    /// A packet that no SA is for: unknown or reserved SPI, other addresses, a fragment, options.
    fn foreign(&mut self) -> Vec<u8> {
        let mut packet = self.unsent();
        let v6 = packet[0] >> 4 == 6;
        let spi = spi_at(&packet);
        match self.random.u32(..5) {
            0 => packet[spi..spi + 4].copy_from_slice(&self.random.u32(256..).to_be_bytes()),
            1 => packet[spi..spi + 4].copy_from_slice(&self.random.u32(1..256).to_be_bytes()),
            2 => packet[if v6 { 39 } else { 19 }] ^= 0x20,
            3 if v6 => packet[6] = 44,
            3 => packet[6] |= 0x20,
            _ if v6 => packet[6] = 60,
            _ => packet[0] = 0x46,
        }
        packet
    }

    /// A clear packet for one of the outbound SAs, or for none.
    fn clear(&mut self) -> Vec<u8> {
        let to: Vec<_> = self.sas.iter().enumerate().filter(|(_, sa)| sa.direction == Direction::Out).collect();
        let index = self.random.choice(to).map_or(0, |(index, _)| index);
        let v6 = takes_v6(index);
        let local = if v6 { IpAddr::V6(Ipv6Addr::LOCALHOST) } else { [10, 200, 0, 1].into() };
        let remote = match self.random.u32(..50) {
            0 => self.address(),
            _ => inside(index, v6, self.random.u8(..)),
        };
        let local = if local.is_ipv4() == remote.is_ipv4() { local } else { inside(9, remote.is_ipv6(), 1) };
        let mut packet = self.inner(local, remote);
        match self.random.u32(..60) {
            0 => packet.truncate(packet.len() / 2),
            1 => packet[0] = self.random.u8(..0x30),
            2 if packet[0] == 0x45 && packet.len() >= 24 => packet[0] = 0x46,
            3 if packet[0] == 0x45 => packet[6] |= 0x20,
            4 if packet[0] >> 4 == 6 => packet[6] = [0, 43, 44, 60][self.random.usize(..4)],
            _ => {}
        }
        packet
    }

    /// A good packet that takes no number from its sender.
    fn unsent(&mut self) -> Vec<u8> {
        let which = self.random.usize(..self.senders.len());
        let clear = self.carried(which);
        let (sa, state) = &self.senders[which];
        // Beyond all that was sent, so that it is no copy of a packet that was accepted.
        let mut state = state.clone();
        let last = if sa.esn { u64::MAX } else { u64::from(u32::MAX) };
        state.sent = state.sent.saturating_add(20).min(last - 1);
        encap(sa, &mut state, &clear).packet
    }

    /// A clear packet for a sender.
    fn carried(&mut self, which: usize) -> Vec<u8> {
        let sa = &self.senders[which].0;
        let (local, remote) = match sa.mode {
            Mode::Transport => (sa.src, sa.dst),
            Mode::Tunnel => (self.address(), self.address()),
        };
        self.inner(local, remote)
    }

    fn address(&mut self) -> IpAddr {
        if self.random.bool() {
            Ipv4Addr::from(self.random.u32(0x0b00_0000..0x7e00_0000)).into()
        } else {
            Ipv6Addr::from(0x2001_0db8 << 96 | u128::from(self.random.u64(..))).into()
        }
    }

    /// An IP packet of random length and content between two addresses (of the first one's family).
    fn inner(&mut self, src: IpAddr, dst: IpAddr) -> Vec<u8> {
        let most = match self.random.u32(..30) {
            0 => 9_400,
            1..10 => 1_400,
            _ => 120,
        };
        let payload = self.random.usize(..most);
        let tos = self.random.u8(..) & !3;
        let mut packet = match (src, dst) {
            (IpAddr::V4(src), IpAddr::V4(dst)) => {
                let mut head = vec![0x45, tos];
                head.extend((20 + payload as u16).to_be_bytes());
                head.extend(self.random.u16(..).to_be_bytes());
                head.extend([if self.random.bool() { 0x40 } else { 0 }, 0, 64, 17, 0, 0]);
                head.extend(src.octets());
                head.extend(dst.octets());
                head
            }
            (src, dst) => {
                let mut head = (6 << 28 | u32::from(tos) << 20 | self.random.u32(..1 << 20)).to_be_bytes().to_vec();
                head.extend((payload as u16).to_be_bytes());
                head.extend([17, 64]);
                head.extend(v6(src).octets());
                head.extend(v6(dst).octets());
                head
            }
        };
        packet.extend(std::iter::repeat_with(|| self.random.u8(..)).take(payload));
        packet
    }
}

fn sa(random: &mut Rng, index: usize) -> SaParams {
    let direction = if index.is_multiple_of(2) { Direction::In } else { Direction::Out };
    let esn = random.bool();
    let ends =
        |a: u8, b: u8| if index % 4 < 2 { ([192, 0, 2, a].into(), [198, 51, 100, b].into()) } else { outside(a, b) };
    let (src, dst) = if direction == Direction::In { ends(7, 1) } else { ends(1, 7) };
    let mut key = vec![0; if random.bool() { 16 } else { 32 }];
    random.fill(&mut key);
    let seq = match random.u32(..4) {
        0 if esn => (1 << 32) - random.u64(1..200),
        1 if esn => random.u64(1 << 32..1 << 60),
        2 => random.u64(1..1 << 31),
        _ => 0,
    };
    SaParams {
        name: format!("sa-{index}"),
        direction,
        proto: Proto::Esp,
        // Unique, and spread over the whole range.
        spi: 0x100 + (random.u32(..1 << 20) << 11 | index as u32),
        src,
        dst,
        mode: if random.u32(..3) == 0 { Mode::Transport } else { Mode::Tunnel },
        transform: Transform::AesGcm16 { key, salt: random.u32(..).to_be_bytes() },
        check_padding: false,
        below: None,
        esn,
        replay_window: match direction {
            Direction::In => [64, 128, 256, 1024, 0][random.usize(..if esn { 4 } else { 5 })],
            Direction::Out => 0,
        },
        seq,
        udp: (random.u32(..4) == 0).then_some(UdpPorts { src: 4500, dst: 4500 }),
        selectors: (direction == Direction::Out).then(|| selectors(index)),
        limits: Limits::default(),
    }
}

/// Every outbound SA has a network of its own.
fn selectors(index: usize) -> Selectors {
    let parse = |text: String| text.parse().expect("a prefix");
    let v6 = takes_v6(index);
    let remote = match v6 {
        true => format!("{}/120", inside(index, true, 0)),
        false => format!("{}/24", inside(index, false, 0)),
    };
    Selectors { local: parse(if v6 { "::/0" } else { "0.0.0.0/0" }.into()), remote: parse(remote) }
}

/// Inner family of an outbound SA; the outer one changes faster, so that all four pairs occur.
fn takes_v6(index: usize) -> bool {
    index % 8 >= 4
}

fn inside(index: usize, v6: bool, host: u8) -> IpAddr {
    match v6 {
        true => Ipv6Addr::from(0xfd00 << 112 | (index as u128) << 8 | u128::from(host)).into(),
        false => [10, (index >> 8) as u8, index as u8, host].into(),
    }
}

fn outside(a: u8, b: u8) -> (IpAddr, IpAddr) {
    let end = |n: u8| IpAddr::from(Ipv6Addr::from(0x2001_0db8_00ff << 80 | u128::from(n)));
    (end(a), end(b))
}

fn v6(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(a) => a.to_ipv6_mapped(),
        IpAddr::V6(a) => a,
    }
}

/// Where the SPI stands in a packet that this module sealed.
fn spi_at(packet: &[u8]) -> usize {
    let (ip, protocol) = if packet[0] >> 4 == 6 { (40, packet[6]) } else { (20, packet[9]) };
    ip + match protocol {
        header::UDP => 8,
        header::AH => 4,
        _ => 0,
    }
}
