//! The memory side of the card's AXI4 master, clock by clock.
//!
//! ```text
//!   AR ──> reads:  wait latency ──> Dma ──> R   one beat a clock, bursts without a gap between them
//!   AW, W ──> writes: wait latency ──> Dma ──> B
//! ```
//! In order within an id; between ids in order too, unless reordering is on. A write is visible to the host when its
//! response is on the way, no earlier. Every rule of AXI4 that the card could break is checked; breaking one ends the
//! simulation with a report, because what follows would mean nothing.
//! (AMBA AXI and ACE Protocol Specification: A3.2.1 handshake, A3.4.1 bursts, A5.3 ordering.)

mod reads;
mod writes;

use std::fmt;
use std::ops::RangeInclusive;

use fastrand::Rng;

use self::reads::Reads;
use self::writes::Writes;
use crate::dma::{Dma, Fault};
use crate::options::Options;
use crate::pins::{Address, Memory, Seen};
use crate::statistics::Statistics;

/// A rule of AXI4 that the card broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A valid went away, or its payload changed, before the ready.
    Withdrawn(&'static str),
    /// A burst crosses a 4 KiB boundary.
    Crossing(&'static str, Address),
    /// A burst is not made of full beats with ascending addresses.
    Shape(&'static str, Address),
    /// `wlast` in the wrong beat.
    Last {
        /// The burst.
        address: Address,
        /// The beat, from 0.
        beat: usize,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let burst = |a: &Address| {
            let Address { id, addr, len, size, burst } = a;
            format!("id {id}, address {addr:#x}, len {len}, size {size}, burst {burst}")
        };
        match self {
            Violation::Withdrawn(channel) => write!(f, "{channel} withdrawn or changed before it was accepted"),
            Violation::Crossing(channel, a) => write!(f, "{channel} crosses 4 KiB: {}", burst(a)),
            Violation::Shape(channel, a) => write!(f, "{channel} is not an INCR burst of 16 octets: {}", burst(a)),
            Violation::Last { address, beat } => write!(f, "wlast wrong at beat {beat} of {}", burst(address)),
        }
    }
}

/// The memory side.
pub struct Axi {
    reads: Reads,
    writes: Writes,
    timing: Timing,
    before: Seen,
}

/// What both directions share.
struct Timing {
    now: u64,
    latency: RangeInclusive<u32>,
    reorder: bool,
    stall: u8,
    fault_every: Option<u32>,
    fault_range: Option<RangeInclusive<u64>>,
    transactions: u64,
    rng: Rng,
}

impl Axi {
    /// An idle bus.
    pub fn new(options: &Options) -> Axi {
        let timing = Timing {
            now: 0,
            latency: options.latency.clone(),
            reorder: options.reorder,
            stall: options.stall,
            fault_every: options.fault_every,
            fault_range: options.fault_range.clone(),
            transactions: 0,
            rng: Rng::with_seed(options.seed),
        };
        Axi { reads: Reads::default(), writes: Writes::default(), timing, before: Seen::default() }
    }

    /// What the bus drives in this clock.
    pub fn drives(&self) -> Memory {
        Memory {
            arready: self.reads.ready,
            awready: self.writes.address_ready,
            wready: self.writes.data_ready,
            r: self.reads.beat,
            b: self.writes.response,
        }
    }

    /// Takes what the card drove in this clock and decides about the next one.
    pub fn clock(&mut self, seen: &Seen, dma: &Dma, stats: &mut Statistics) -> Result<(), Violation> {
        self.check_stable(seen)?;
        self.timing.now += 1;
        self.reads.clock(seen, dma, &mut self.timing, stats)?;
        self.writes.clock(seen, dma, &mut self.timing, stats)
    }

    /// No transaction is outstanding.
    pub fn is_idle(&self) -> bool {
        self.reads.outstanding == 0 && self.writes.outstanding == 0
    }

    /// Forgets every transaction, as a bus that is reset with the card.
    pub fn reset(&mut self) {
        self.reads = Reads::default();
        self.writes = Writes::default();
        self.before = Seen::default();
    }

    /// A3.2.1: once valid, a channel must hold its payload until it is accepted.
    fn check_stable(&mut self, seen: &Seen) -> Result<(), Violation> {
        let Seen { ar, aw, w, .. } = self.before;
        for (channel, waits, now) in [("arvalid", ar, seen.ar), ("awvalid", aw, seen.aw)] {
            if waits.is_some() && waits != now {
                return Err(Violation::Withdrawn(channel));
            }
        }
        if w.is_some() && w != seen.w {
            return Err(Violation::Withdrawn("wvalid"));
        }
        // Only what was not accepted is of interest next time.
        self.before = Seen {
            ar: seen.ar.filter(|_| !self.reads.ready),
            aw: seen.aw.filter(|_| !self.writes.address_ready),
            w: seen.w.filter(|_| !self.writes.data_ready),
            ..Seen::default()
        };
        Ok(())
    }
}

impl Timing {
    /// When the response to a request of this clock is due.
    fn due(&mut self) -> u64 {
        // A response cannot come in the clock of its request.
        self.now + u64::from(self.rng.u32(self.latency.clone())).max(1) - 1
    }

    /// Whether a channel rests in the next clock.
    fn rests(&mut self) -> bool {
        self.stall > 0 && self.rng.u8(0..100) < self.stall
    }

    /// Whether a new transaction shall fail.
    fn injects(&mut self, address: u64) -> bool {
        self.transactions += 1;
        let nth = self.fault_every.is_some_and(|n| self.transactions.is_multiple_of(u64::from(n)));
        nth || self.fault_range.as_ref().is_some_and(|r| r.contains(&address))
    }

    /// Chooses among the ids whose first transaction is `(ticket, due)`: the oldest, if it is due, or any that is.
    fn choose(&mut self, heads: [Option<(u64, u64)>; IDS]) -> Option<usize> {
        let present = heads.iter().enumerate().filter_map(|(id, h)| h.map(|(ticket, due)| (id, ticket, due)));
        if !self.reorder {
            let (id, _, due) = present.min_by_key(|(_, ticket, _)| *ticket)?;
            return (due <= self.now).then_some(id);
        }
        let due = present.filter(|(_, _, due)| *due <= self.now);
        let n = due.clone().count();
        if n == 0 {
            return None;
        }
        due.map(|(id, ..)| id).nth(self.rng.usize(0..n))
    }
}

/// Refuses a burst that no interconnect would carry (A3.4.1) or that the card has no use for.
fn check_burst(channel: &'static str, a: &Address) -> Result<(), Violation> {
    if a.size != SIZE || a.burst != INCR {
        return Err(Violation::Shape(channel, *a));
    }
    let first = a.addr & !15;
    if first / 4096 != (first + 16 * u64::from(a.len) + 15) / 4096 {
        return Err(Violation::Crossing(channel, *a));
    }
    Ok(())
}

/// The response that a fault becomes.
fn response(fault: Fault) -> u8 {
    match fault {
        Fault::Unmapped | Fault::NotMaster => DECERR,
        Fault::Forbidden => SLVERR,
    }
}

/// Transaction ids: two bits.
const IDS: usize = 4;
/// Logarithm of the octets of a full beat.
const SIZE: u8 = 4;
/// Burst type: ascending addresses.
const INCR: u8 = 1;
/// Response: done.
const OKAY: u8 = 0;
/// Response: refused by who is there.
const SLVERR: u8 = 2;
/// Response: nobody is there.
const DECERR: u8 = 3;
/// Transactions of a direction that may be outstanding.
const MOST_OUTSTANDING: usize = 64;

#[cfg(test)]
mod tests;
