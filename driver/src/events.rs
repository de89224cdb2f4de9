//! Invalid-SPI events: records that the card wrote, believed only after every field was checked.
//!
//! ```text
//!   card ──record──> ring ──> phase? ──> fields possible? ──> InvalidSpi
//!                              no: done   no: counted as malformed, skipped
//! ```
//! Records may be lost, repeated or corrupt; none of that is an error of the host. What the record says about the packet
//! is unauthenticated in any case: it is a hint, and the recovery decides what to make of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use respite_abi::{event, reg, Event, MAX_PACKET};

use crate::card::Shared;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::sa::Protocol;
use crate::transport::DmaBuf;

/// The event ring.
pub struct EventRing {
    memory: DmaBuf,
    mask: u32,
    log2: u32,
    next: u32,
    clock_hz: u32,
    malformed: u64,
    shared: Arc<Shared>,
    /// Raised when records are there.
    pub interrupt: Interrupt,
}

/// Packets arrived with an SPI that no SA has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSpi {
    /// ESP or AH.
    pub protocol: Protocol,
    /// The unknown SPI, never a reserved one.
    pub spi: u32,
    /// Source of the packets, as they claim.
    pub src: IpAddr,
    /// Destination of the packets: this host.
    pub dst: IpAddr,
    /// Source and destination port if the packets came in UDP.
    pub udp: Option<(u16, u16)>,
    /// A valid AH preceded the unknown SPI, so the source is who it claims to be.
    pub authenticated: bool,
    /// Sequence number of the first packet.
    pub seq: u32,
    /// IPv6 flow label.
    pub flow_label: u32,
    /// Port of the card.
    pub port: u32,
    /// Octets of the first packet.
    pub len: u16,
    /// First octets of the first packet; empty if the record has none.
    pub head: Vec<u8>,
    /// Packets that the record stands for.
    pub count: u32,
    /// Card time of the first packet, see `Counters::now`.
    pub at: Duration,
}

/// Field of a record that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event record with an impossible {0}")]
pub struct Malformed(pub &'static str);

impl EventRing {
    pub(crate) fn new(
        shared: Arc<Shared>,
        memory: DmaBuf,
        records: usize,
        interrupt: Interrupt,
        clock_hz: u32,
    ) -> EventRing {
        EventRing {
            memory,
            mask: records as u32 - 1,
            log2: records.trailing_zeros(),
            next: 0,
            clock_hz,
            malformed: 0,
            shared,
            interrupt,
        }
    }

    /// Takes records, at most one ringful, and appends the believable ones to `out`; returns how many it took.
    pub fn poll(&mut self, out: &mut Vec<InvalidSpi>) -> Result<usize, Error> {
        let mut taken = 0;
        while taken <= self.mask {
            let at = (self.next & self.mask) as usize * event::SIZE;
            // The phase is in the last word of the record and arrives last.
            let last = self.memory.load_acquire(at / 8 + event::SIZE / 8 - 1);
            if (last >> 32 & 1 != 0) != (self.next >> self.log2 & 1 == 0) {
                break;
            }
            let mut octets = [0; event::SIZE];
            self.memory.copy_out(at, &mut octets);
            match InvalidSpi::check(&Event::decode(&octets), self.clock_hz) {
                Ok(event) => out.push(event),
                Err(Malformed(_)) => self.malformed += 1,
            }
            self.next = self.next.wrapping_add(1);
            taken += 1;
        }
        if taken > 0 {
            self.shared.regs.write(reg::EV_HEAD, self.next & self.mask)?;
        }
        Ok(taken as usize)
    }

    /// Sleeps until records are likely, or `limit` (at most 100 ms) has passed. Poll after it whatever it returns.
    pub fn wait(&mut self, limit: Duration) -> bool {
        self.interrupt.wait(limit)
    }

    /// Records that were not believed.
    pub fn malformed(&self) -> u64 {
        self.malformed
    }
}

impl InvalidSpi {
    /// Believes a record whose fields are all possible.
    pub fn check(e: &Event, clock_hz: u32) -> Result<InvalidSpi, Malformed> {
        let must = |ok: bool, field| if ok { Ok(()) } else { Err(Malformed(field)) };
        must(e.kind == event::KIND_INVALID_SPI, "kind")?;
        let protocol = match e.proto {
            50 => Protocol::Esp,
            51 => Protocol::Ah,
            _ => return Err(Malformed("protocol")),
        };
        must(e.flags & !FLAGS == 0, "flag")?;
        let (udp, v6) = (e.flags & event::FLAG_UDP != 0, e.flags & event::FLAG_V6 != 0);
        let authenticated = e.flags & event::FLAG_AUTH_BY_AH != 0;
        must(!udp || protocol == Protocol::Esp, "flag")?; // RFC 3948 encapsulates ESP only
        must(e.reserved0 == 0 && e.reserved1 == 0 && e.reserved2 == 0 && e.phase & !1 == 0, "reserved field")?;
        must(e.spi >= FIRST_SPI, "SPI")?;
        must(udp || (e.sport == 0 && e.dport == 0), "port")?;
        must(if v6 { e.flow_label < 1 << 20 } else { e.flow_label == 0 }, "flow label")?;
        must(e.count >= 1, "count")?;
        let shortest = if v6 { 40 } else { 20 } + if udp { 8 } else { 0 } + 8;
        must((shortest..=MAX_PACKET).contains(&e.len), "length")?;
        let head = if e.flags & event::FLAG_NO_HEAD != 0 {
            Vec::new()
        } else {
            e.head[..event::HEAD.min(e.len.into())].to_vec()
        };
        Ok(InvalidSpi {
            protocol,
            spi: e.spi,
            src: address(&e.src, v6).ok_or(Malformed("source address"))?,
            dst: address(&e.dst, v6).ok_or(Malformed("destination address"))?,
            udp: udp.then_some((e.sport, e.dport)),
            authenticated,
            seq: e.seq,
            flow_label: e.flow_label,
            port: e.port,
            len: e.len,
            head,
            count: e.count,
            at: card_time(e.timestamp, clock_hz),
        })
    }
}

/// Time that `clocks` of a card with `hz` take.
pub(crate) fn card_time(clocks: u64, hz: u32) -> Duration {
    let hz = u64::from(hz.max(1));
    // The remainder is below hz, at most 2^32, so neither product overflows.
    Duration::new(clocks / hz, ((clocks % hz) * 1_000_000_000 / hz) as u32)
}

fn address(octets: &[u8; 16], v6: bool) -> Option<IpAddr> {
    if v6 {
        return Some(Ipv6Addr::from(*octets).into());
    }
    let [.., a, b, c, d] = *octets;
    octets[..12].iter().all(|o| *o == 0).then(|| Ipv4Addr::new(a, b, c, d).into())
}

const FLAGS: u8 = event::FLAG_UDP | event::FLAG_V6 | event::FLAG_AUTH_BY_AH | event::FLAG_NO_HEAD;
/// RFC 4303 §2.1: 0 to 255 are reserved.
const FIRST_SPI: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Event {
        let mut e = Event::decode(&[0; event::SIZE]);
        e.kind = event::KIND_INVALID_SPI;
        e.proto = 50;
        e.spi = 0x1234_5678;
        e.timestamp = 375;
        e.src[12..].copy_from_slice(&[192, 0, 2, 1]);
        e.dst[12..].copy_from_slice(&[198, 51, 100, 2]);
        e.len = 136;
        e.count = 1;
        e.phase = 1;
        e
    }

    #[test]
    fn a_possible_record_is_believed() {
        let e = InvalidSpi::check(&record(), 250).expect("believable");
        assert_eq!((e.protocol, e.spi, e.udp), (Protocol::Esp, 0x1234_5678, None));
        assert_eq!(e.src, IpAddr::from([192, 0, 2, 1]));
        assert_eq!(e.at, Duration::from_millis(1500));
        assert_eq!(e.head.len(), event::HEAD);
    }

    #[test]
    fn every_impossible_field_is_found() {
        let bad = |change: fn(&mut Event)| {
            let mut e = record();
            change(&mut e);
            InvalidSpi::check(&e, 250).expect_err("impossible").0
        };
        assert_eq!(bad(|e| e.kind = 2), "kind");
        assert_eq!(bad(|e| e.proto = 6), "protocol");
        assert_eq!(bad(|e| e.flags = 0x80), "flag");
        assert_eq!(bad(|e| (e.proto, e.flags) = (51, event::FLAG_UDP)), "flag");
        assert_eq!(bad(|e| e.reserved2 = 1), "reserved field");
        assert_eq!(bad(|e| e.phase = 3), "reserved field");
        assert_eq!(bad(|e| e.spi = 255), "SPI");
        assert_eq!(bad(|e| e.dport = 4500), "port");
        assert_eq!(bad(|e| e.flow_label = 1), "flow label");
        assert_eq!(bad(|e| e.count = 0), "count");
        assert_eq!(bad(|e| e.len = 27), "length");
        assert_eq!(bad(|e| e.len = MAX_PACKET + 1), "length");
        assert_eq!(bad(|e| e.src[0] = 1), "source address");
        assert_eq!(bad(|e| e.dst[11] = 1), "destination address");
    }

    #[test]
    fn the_widest_timestamp_does_not_overflow() {
        assert_eq!(card_time(u64::MAX, 1).as_secs(), u64::MAX);
        assert_eq!(card_time(u64::MAX, u32::MAX).as_secs(), u64::MAX / u64::from(u32::MAX));
    }
}
