//! SAs and packets whose both forms are known: the clear one, and the one that independent software sealed.
//!
//! ```text
//!   clear ──reference (ring)──> sealed        decapsulation: submit sealed, expect clear
//!                                             encapsulation: submit clear,  expect sealed
//! ```
//! The card numbers packets from 1 and makes the IV of the number, so even its outer packets are known octet by octet.

use std::net::IpAddr;

use fastrand::Rng;
use respite_driver::{Direction, Protocol, SaError, SaIndex, SaParams};
use respite_reference as reference;

use crate::suite::Suite;

/// An SA before it is in the card.
pub struct Fresh {
    /// For the driver.
    pub card: SaParams,
    /// For the software, as the end that seals.
    software: reference::SaParams,
    /// Of a bundle, the SA below.
    pub below: Option<Box<Fresh>>,
}

/// An SA in the card, with the software that knows what the card must make of a packet.
pub struct Sa {
    /// Where it lies in the card.
    pub index: SaIndex,
    /// Of a bundle, where the SA below lies.
    pub below: Option<SaIndex>,
    direction: Direction,
    software: reference::Table,
}

/// A packet for the card and what must come of it.
pub struct Job {
    /// Which way.
    pub direction: Direction,
    /// With which SA.
    pub sa: SaIndex,
    /// The packet.
    pub submit: Vec<u8>,
    /// The result.
    pub expect: Vec<u8>,
    /// Its sequence number.
    pub seq: u64,
}

/// SPIs that look random, no two the same, none reserved (RFC 4303 §2.1).
#[derive(Default)]
pub struct Spis(u32);

impl Iterator for Spis {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            self.0 = self.0.checked_add(1)?;
            // An odd factor permutes the numbers of 32 bits.
            let spi = self.0.wrapping_mul(0x9e37_79b1);
            if spi >= 256 {
                return Some(spi);
            }
        }
    }
}

impl Fresh {
    /// An IPv4 tunnel with a key of its own.
    pub fn new(suite: Suite, spi: u32, random: &mut Rng) -> Result<Fresh, SaError> {
        let below = suite.algorithm.below().map(|algorithm| Fresh::new(Suite { algorithm, ..suite }, spi, random));
        let below = below.transpose()?.map(Box::new);
        let (keys, transform) = suite.algorithm.keys(random)?;
        let (src, dst) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([198, 51, 100, 1]));
        let card = SaParams::new(suite.direction, spi, src, dst, keys);
        let software = reference::SaParams {
            name: format!("{spi:08x}"),
            direction: reference::Direction::Out,
            proto: match card.protocol() {
                Protocol::Esp => reference::Proto::Esp,
                Protocol::Ah => reference::Proto::Ah,
            },
            spi,
            src,
            dst,
            mode: reference::Mode::Tunnel,
            transform,
            check_padding: false,
            below: below.is_some().then_some(0),
            esn: card.esn,
            replay_window: 0,
            seq: card.seq,
            udp: None,
            selectors: None,
            limits: reference::Limits::default(),
        };
        Ok(Fresh { card, software, below })
    }

    /// The same once it is in the card.
    pub fn installed(self, index: SaIndex) -> Sa {
        let below = self.below.map(|below| below.software);
        let software = reference::Table::new(below.into_iter().chain([self.software]));
        Sa { index, below: self.card.below, direction: self.card.direction, software }
    }
}

impl Sa {
    /// The next packet of `len` octets inside.
    pub fn job(&mut self, len: usize, random: &mut Rng) -> Job {
        let clear = inner(len, random);
        let sealed = self.software.send(&clear).outcome;
        assert_eq!(sealed.verdict, reference::Verdict::Ok, "a good packet under a fresh SA");
        let (submit, expect) = match self.direction {
            Direction::Inbound => (sealed.packet, clear),
            Direction::Outbound => (clear, sealed.packet),
        };
        let seq = sealed.seq.expect("a sealed packet has a number");
        Job { direction: self.direction, sa: self.index, submit, expect, seq }
    }
}

/// `count` packets, each of an SA drawn at random.
pub fn jobs(sas: &mut [Sa], count: usize, len: usize, random: &mut Rng) -> Vec<Job> {
    (0..count)
        .map(|_| {
            let which = random.usize(..sas.len());
            sas[which].job(len, random)
        })
        .collect()
}

/// An IPv4 packet of `len` octets (20 at least) with random contents.
fn inner(len: usize, random: &mut Rng) -> Vec<u8> {
    let mut packet: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(len).collect();
    let total = u16::try_from(len).expect("an IPv4 packet has at most 65535 octets").to_be_bytes();
    packet[..4].copy_from_slice(&[0x45, 0, total[0], total[1]]);
    packet[6..10].copy_from_slice(&[0, 0, 64, EXPERIMENT]);
    packet[10..12].fill(0);
    packet[12..20].copy_from_slice(&[10, 1, 0, 1, 10, 2, 0, 1]);
    let sum: u32 = packet[..20].chunks_exact(2).map(|w| u32::from(u16::from_be_bytes([w[0], w[1]]))).sum();
    let folded = (sum & 0xffff) + (sum >> 16);
    let checksum = !((folded & 0xffff) + (folded >> 16)) as u16;
    packet[10..12].copy_from_slice(&checksum.to_be_bytes());
    packet
}

/// RFC 3692: a protocol number for experiments.
const EXPERIMENT: u8 = 253;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{SERIAL, SIZES, SUITES};

    #[test]
    fn sealed_packets_have_the_length_of_the_suite_and_open_again() {
        let mut random = Rng::with_seed(1);
        for suite in SUITES.into_iter().chain(SERIAL) {
            let fresh = Fresh::new(suite, 0x1234, &mut random).expect("good parameters");
            let below = fresh.below.as_ref().map(|below| below.software.clone());
            let near = below.into_iter().chain([fresh.software.clone()]);
            let near = near.map(|sa| reference::SaParams { direction: reference::Direction::In, ..sa });
            let (mut sa, mut near) = (fresh.installed(SaIndex::default()), reference::Table::new(near));
            for len in SIZES {
                let job = sa.job(len, &mut random);
                let (clear, sealed) = match suite.direction {
                    Direction::Inbound => (job.expect, job.submit),
                    Direction::Outbound => (job.submit, job.expect),
                };
                assert_eq!((clear.len(), sealed.len()), (len, suite.outer_octets(len)));
                let opened = near.receive(&sealed).outcome;
                assert_eq!((opened.packet, opened.seq), (clear, Some(job.seq)));
            }
        }
    }

    #[test]
    fn no_spi_repeats_and_none_is_reserved() {
        let mut seen = std::collections::HashSet::new();
        assert!(Spis::default().take(100_000).all(|spi| spi >= 256 && seen.insert(spi)));
    }

    #[test]
    fn packets_are_spread_over_all_sas_and_numbered_in_each() {
        let (mut random, mut spis) = (Rng::with_seed(2), Spis::default());
        let mut sas: Vec<Sa> = (0..8)
            .map(|_| {
                let spi = spis.next().expect("SPIs");
                Fresh::new(SUITES[2], spi, &mut random).expect("good parameters").installed(SaIndex::default())
            })
            .collect();
        jobs(&mut sas, 200, 64, &mut random);
        let sent = |sa: &Sa| sa.software.sa(0).map_or(0, |(_, state)| state.seq(reference::Direction::Out));
        let sent: Vec<u64> = sas.iter().map(sent).collect();
        assert_eq!(sent.iter().sum::<u64>(), 200);
        assert!(sent.iter().all(|n| *n > 5), "{sent:?}");
    }
}
