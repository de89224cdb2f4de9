//! How a card is set up, in units of time and packets; the card's clock turns them into register values.

use std::time::Duration;

use respite_abi::ring::MAX_LOG2;
use respite_abi::{event, QUEUES};

use crate::error::Error;

/// What `Card::open` sets up. The defaults suit a gateway with standard frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Queue pairs; a card with fewer gives as many as it has.
    pub queues: usize,
    /// Entries of each ring, a power of two from 2 to 4096. One entry stays empty.
    pub entries: usize,
    /// Packet buffers of each queue.
    pub buffers: usize,
    /// Octets of a buffer, rounded up to a multiple of 64; at most 16320.
    pub buffer_len: usize,
    /// Interrupts of the queues.
    pub moderation: Moderation,
    /// Invalid-SPI events.
    pub events: EventOptions,
    /// Longest wait for the card: reset, SA commands, snapshots.
    pub timeout: Duration,
    /// Reset the function first, where the bus can. The core is reset in any case.
    pub function_reset: bool,
}

/// When an interrupt fires: after `count` items or `time` after the first one, whichever is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moderation {
    /// Completions or records; 0 and 1 fire at once.
    pub count: u32,
    /// Time after which it fires with fewer.
    pub time: Duration,
}

/// Invalid-SPI events: how many records, how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventOptions {
    /// Records of the ring, a power of two from 2 to 4096.
    pub records: usize,
    /// Packets of one SPI and source are merged into one record for this long.
    pub age: Duration,
    /// Records per second in the long run; 0 is no limit.
    pub rate: u32,
    /// Records at once after silence.
    pub burst: u16,
    /// Interrupt of the event ring.
    pub moderation: Moderation,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            queues: QUEUES,
            entries: 256,
            buffers: 512,
            buffer_len: 2048,
            moderation: Moderation { count: 32, time: Duration::from_micros(50) },
            events: EventOptions::default(),
            timeout: Duration::from_secs(5),
            function_reset: true,
        }
    }
}

impl Default for EventOptions {
    fn default() -> EventOptions {
        EventOptions {
            records: 1024,
            age: Duration::from_secs(1),
            rate: 1000,
            burst: 256,
            moderation: Moderation { count: 64, time: Duration::from_millis(1) },
        }
    }
}

impl Options {
    /// Refuses what no card can do.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let fail = |option, why| Err(Error::Options { option, why });
        let ring = |n: usize| n.is_power_of_two() && (2..=1 << MAX_LOG2).contains(&n);
        if !(1..=QUEUES).contains(&self.queues) {
            return fail("queues", "must be 1 to 4");
        }
        if !ring(self.entries) {
            return fail("entries", "must be a power of two from 2 to 4096");
        }
        if !(1..=65536).contains(&self.buffers) {
            return fail("buffers", "must be 1 to 65536");
        }
        if !(64..=MOST_BUFFER).contains(&self.buffer_len) {
            return fail("buffer_len", "must be 64 to 16320");
        }
        if !ring(self.events.records) {
            return fail("events.records", "must be a power of two from 2 to 4096");
        }
        if self.events.burst == 0 && self.events.rate != 0 {
            return fail("events.burst", "must be positive where the rate is limited");
        }
        Ok(())
    }

    /// Octets from one buffer to the next.
    pub(crate) fn stride(&self) -> usize {
        self.buffer_len.next_multiple_of(64)
    }
}

/// Clocks in `time` at `hz`, saturating.
pub(crate) fn clocks(time: Duration, hz: u32) -> u32 {
    let clocks = time.as_nanos().saturating_mul(u128::from(hz)) / 1_000_000_000;
    u32::try_from(clocks).unwrap_or(u32::MAX)
}

/// A completion says the length in 14 bits.
const MOST_BUFFER: usize = 16320;
const _: () = assert!(event::SIZE == 128);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_acceptable() {
        Options::default().check().expect("defaults");
    }

    #[test]
    fn times_become_clocks_and_saturate() {
        assert_eq!(clocks(Duration::from_millis(1), 250_000_000), 250_000);
        assert_eq!(clocks(Duration::from_secs(3600), 250_000_000), u32::MAX);
        assert_eq!(clocks(Duration::ZERO, 250_000_000), 0);
    }
}
