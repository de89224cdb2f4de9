//! The packet engine beside an endpoint under test: keeps its SAs, and is a host that pings and answers pings.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use respite_ike::sa::{Bundle, BundleId, Encapsulation, Protocol, SaChange, Spi};

use crate::esp;

/// The SAs that the endpoint has installed.
pub struct Engine {
    /// Protected address of this host.
    address: Ipv4Addr,
    entries: BTreeMap<BundleId, Entry>,
    /// Answers to our pings.
    pub answers: u32,
}

struct Entry {
    bundle: Bundle,
    /// Whether packets are sent on it.
    outbound: bool,
    sequence: u32,
}

/// An ESP packet to send.
pub struct Packet {
    pub remote: IpAddr,
    pub encapsulation: Option<Encapsulation>,
    pub esp: Vec<u8>,
}

/// What came of an ESP packet.
pub enum Arrival {
    /// It was on this bundle's SA; an echo request in it has an answer.
    Valid(BundleId, Option<Packet>),
    Unauthentic,
    UnknownSpi(Spi),
}

impl Engine {
    pub fn new(address: Ipv4Addr) -> Self {
        Engine { address, entries: BTreeMap::new(), answers: 0 }
    }

    /// Does what the endpoint asks.
    pub fn apply(&mut self, change: SaChange) {
        match change {
            SaChange::Reserve { .. } | SaChange::Release { .. } => {}
            SaChange::InstallInbound(bundle) => self.install(*bundle, false),
            SaChange::Install(bundle) => self.install(*bundle, true),
            SaChange::InstallOutbound(id) => self.entry(id).outbound = true,
            SaChange::RemoveOutbound(id) => self.entry(id).outbound = false,
            SaChange::Remove { id, .. } => {
                self.entries.remove(&id).expect("it was installed");
            }
            SaChange::Move { id, remote, encapsulation } => {
                let entry = self.entry(id);
                (entry.bundle.remote, entry.bundle.encapsulation) = (remote, encapsulation);
            }
        }
    }

    /// All bundles, and whether each is sent on.
    pub fn bundles(&self) -> impl Iterator<Item = (&Bundle, bool)> {
        self.entries.values().map(|entry| (&entry.bundle, entry.outbound))
    }

    /// Takes an ESP packet, from its SPI on.
    pub fn receive(&mut self, packet: &[u8]) -> Arrival {
        let Some(spi) = packet.first_chunk().map(|spi| Spi(u32::from_be_bytes(*spi))) else {
            return Arrival::Unauthentic;
        };
        let found = self.entries.values().find_map(|entry| {
            let sa = entry.bundle.sas.iter().find(|sa| sa.protocol == Protocol::Esp && sa.inbound_spi == spi)?;
            Some((entry.bundle.id, esp::open(sa, packet)))
        });
        match found {
            None => Arrival::UnknownSpi(spi),
            Some((id, Some((inner, IPV4)))) => Arrival::Valid(id, self.deliver(&inner)),
            Some(_) => Arrival::Unauthentic,
        }
    }

    /// An echo request to a host behind the peer; `None` without an SA to send on.
    pub fn ping(&mut self, to: Ipv4Addr, sequence: u16) -> Option<Packet> {
        let [high, low] = sequence.to_be_bytes();
        let echo = icmp(ECHO_REQUEST, &[0, 1, high, low, b'p', b'i', b'n', b'g']);
        self.send(&ipv4(self.address, to, &echo))
    }

    fn deliver(&mut self, packet: &[u8]) -> Option<Packet> {
        let header_len = usize::from(packet.first()? & 15) * 4;
        let total = usize::from(u16::from_be_bytes(*packet.get(2..)?.first_chunk()?));
        let (source, destination) = (address(packet, 12)?, address(packet, 16)?);
        let message = packet.get(header_len..total)?;
        if destination != self.address || packet.get(9) != Some(&ICMP) {
            return None;
        }
        match *message.first()? {
            ECHO_REPLY => {
                self.answers += 1;
                None
            }
            ECHO_REQUEST => {
                let echo = icmp(ECHO_REPLY, message.get(4..)?);
                self.send(&ipv4(self.address, source, &echo))
            }
            _ => None,
        }
    }

    /// Puts a packet on the newest bundle that is sent on.
    fn send(&mut self, packet: &[u8]) -> Option<Packet> {
        let entry = self.entries.values_mut().rev().find(|entry| entry.outbound)?;
        entry.sequence += 1;
        let sa = entry.bundle.sas.iter().find(|sa| sa.protocol == Protocol::Esp)?;
        Some(Packet {
            remote: entry.bundle.remote,
            encapsulation: entry.bundle.encapsulation,
            esp: esp::seal(sa, entry.sequence, packet, IPV4),
        })
    }

    fn install(&mut self, bundle: Bundle, outbound: bool) {
        let old = self.entries.insert(bundle.id, Entry { bundle, outbound, sequence: 0 });
        assert!(old.is_none(), "a bundle's id is never used twice");
    }

    fn entry(&mut self, id: BundleId) -> &mut Entry {
        self.entries.get_mut(&id).expect("it was installed")
    }
}

fn address(packet: &[u8], at: usize) -> Option<Ipv4Addr> {
    packet.get(at..)?.first_chunk::<4>().map(|octets| Ipv4Addr::from(*octets))
}

/// An IPv4 packet without options.
fn ipv4(source: Ipv4Addr, destination: Ipv4Addr, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, ICMP, 0, 0];
    packet.extend(source.octets());
    packet.extend(destination.octets());
    let total = (packet.len() + payload.len()) as u16;
    packet[2..4].copy_from_slice(&total.to_be_bytes());
    let sum = checksum(&packet);
    packet[10..12].copy_from_slice(&sum.to_be_bytes());
    packet.extend(payload);
    packet
}

/// An ICMP message; `rest` begins with identifier and sequence number.
fn icmp(kind: u8, rest: &[u8]) -> Vec<u8> {
    let mut message = [&[kind, 0, 0, 0], rest].concat();
    let sum = checksum(&message);
    message[2..4].copy_from_slice(&sum.to_be_bytes());
    message
}

/// RFC 1071.
fn checksum(data: &[u8]) -> u16 {
    let words = data.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(pair.get(1).copied().unwrap_or(0)));
    let sum: u32 = words.sum();
    let sum = (sum >> 16) + (sum & 0xffff);
    !((sum >> 16) as u16 + sum as u16)
}

const IPV4: u8 = 4;
const ICMP: u8 = 1;
const ECHO_REPLY: u8 = 0;
const ECHO_REQUEST: u8 = 8;
