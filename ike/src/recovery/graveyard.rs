//! Inbound SPIs that were removed a moment ago: packets with them are late, not lost. Spec 01 §1.5.1.

use std::time::{Duration, Instant};

use crate::sa::{Protocol, Spi};

use super::Table;

pub(crate) struct Graveyard {
    dead: Table<(Protocol, Spi), ()>,
}

impl Default for Graveyard {
    fn default() -> Self {
        Graveyard { dead: Table::new(CAPACITY) }
    }
}

impl Graveyard {
    pub fn bury(&mut self, now: Instant, time: Duration, protocol: Protocol, spi: Spi) {
        self.dead.expire(now, time);
        self.dead.put(now, (protocol, spi), ());
    }

    /// Whether an SPI lies there, or has lain there and was not cleared away yet.
    pub fn knows(&self, protocol: Protocol, spi: Spi) -> bool {
        self.dead.look(&(protocol, spi)).is_some()
    }

    pub fn holds(&self, now: Instant, time: Duration, protocol: Protocol, spi: Spi) -> bool {
        self.dead.look(&(protocol, spi)).is_some_and(|(at, ())| now.saturating_duration_since(at) < time)
    }
}

/// As many as bundles with two SAs may be removed within the time, in the largest configuration.
const CAPACITY: usize = 200_000;
