//! Clocks per packet in the long run: the slope between a short batch and a long one, so that start and end cancel.
//!
//! ```text
//!   T ^            x  T(many)        clocks per packet = (T(many) - T(few)) / (many - few)
//!     |    x  T(few)                 few: enough to fill both rings of the card
//!     +----+-------+---> packets
//! ```

use crate::error::Error;
use crate::figure::Figure;
use crate::rig::{Rig, MOST_PACKETS};
use crate::suite::{Fill, Suite};
use crate::traffic::{jobs, Sa};

/// What a packet of one suite and size costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The suite.
    pub suite: Suite,
    /// Octets of the inner packet.
    pub size: usize,
    /// Which SAs the card held.
    pub fill: Fill,
    /// Clocks of a memory access, where it is not the usual one.
    pub latency: Option<u32>,
    /// Clocks per packet: the slower of the runs.
    pub clocks: f64,
    /// What the other runs took less.
    pub spread: f64,
}

impl Cost {
    /// Octets of inner packets per clock.
    pub fn bytes_per_clock(&self) -> f64 {
        self.size as f64 / self.clocks
    }

    /// Both figures.
    pub fn figures(&self) -> [Figure; 2] {
        let latency = self.latency.map_or(String::new(), |clocks| format!(".latency-{clocks}"));
        let name = format!("card.{}.{}.{}{latency}", self.suite.name(), self.size, self.fill.name());
        [
            Figure::new(format!("{name}.clocks_per_packet"), self.clocks, "clocks"),
            Figure::new(format!("{name}.bytes_per_clock"), self.bytes_per_clock(), "bytes/clock"),
        ]
    }
}

/// Measures one suite at one size `RUNS` times.
pub fn cost(rig: &mut Rig, sas: &mut [Sa], case: (Suite, usize, Fill), latency: Option<u32>) -> Result<Cost, Error> {
    let (suite, size, fill) = case;
    let (few, many) = batches(size);
    let (mut least, mut most) = (f64::MAX, 0f64);
    for _ in 0..RUNS {
        let mut clocks = |count| -> Result<u64, Error> {
            let batch = jobs(sas, count, size, rig.random());
            Ok(rig.run(&batch)?.clocks)
        };
        let slope = slope((few, clocks(few)?), (many, clocks(many)?));
        (least, most) = (least.min(slope), most.max(slope));
    }
    Ok(Cost { suite, size, fill, latency, clocks: most, spread: most - least })
}

/// Packets of the short and of the long batch.
fn batches(size: usize) -> (usize, usize) {
    let few = (RINGS / size).clamp(12, MOST_PACKETS / 5);
    (few, 5 * few)
}

fn slope(few: (usize, u64), many: (usize, u64)) -> f64 {
    (many.1 as f64 - few.1 as f64) / (many.0 as f64 - few.0 as f64)
}

/// Octets of the short batch: half as much again as packet ring and hold ring together.
const RINGS: usize = 96 << 10;
/// Times that each case is measured.
const RUNS: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{SIZES, SUITES};

    #[test]
    fn start_and_end_cancel() {
        let time = |packets: usize| (packets, 777 + 92 * packets as u64);
        assert_eq!(slope(time(70), time(350)), 92.0);
    }

    #[test]
    fn batches_fit_the_ring_and_the_short_one_fills_the_card() {
        for size in SIZES {
            let (few, many) = batches(size);
            assert!(many > few && many <= MOST_PACKETS, "{size}: {few}, {many}");
            assert!(few * size >= 24 << 10, "{size}: {few}");
        }
    }

    #[test]
    fn names_say_what_was_measured() {
        let cost = Cost { suite: SUITES[0], size: 1400, fill: Fill::One, latency: None, clocks: 100.0, spread: 0.0 };
        assert_eq!(
            cost.figures()[1],
            Figure::new("card.decap.aes-128-gcm.1400.sas-1.bytes_per_clock", 14.0, "bytes/clock")
        );
        let slow = Cost { fill: Fill::Full, latency: Some(64), ..cost };
        assert_eq!(slow.figures()[0].name, "card.decap.aes-128-gcm.1400.sas-full.latency-64.clocks_per_packet");
    }
}
