//! How fast the simulator is: clocks and packets of the one-lane card per second of real time, on one core.

use crate::error::Error;
use crate::figure::Figure;
use crate::rig::{Rig, MOST_PACKETS};
use crate::traffic::{jobs, Sa};

/// Speed with packets of one size.
#[derive(Clone, Copy, Debug)]
pub struct Speed {
    /// Octets of the inner packet.
    pub size: usize,
    /// Clocks per second.
    pub clocks: f64,
    /// Packets per second.
    pub packets: f64,
}

impl Speed {
    /// `sim.clocks_per_second`, `sim.packets_per_second` for the usual size; with the size for others.
    pub fn figures(&self) -> [Figure; 2] {
        let of = if self.size == USUAL { String::new() } else { format!(".{}", self.size) };
        [
            Figure::new(format!("sim{of}.clocks_per_second"), self.clocks, "clocks/s"),
            Figure::new(format!("sim{of}.packets_per_second"), self.packets, "packets/s"),
        ]
    }
}

/// The best of `TRIES`: other work on the machine can only slow it down.
///
/// `clocks`: about how long each one takes.
pub fn measure(rig: &mut Rig, sas: &mut [Sa], size: usize, clocks: usize) -> Result<Speed, Error> {
    let packets = (16 * clocks / size).min(MOST_PACKETS);
    let mut best = Speed { size, clocks: 0.0, packets: 0.0 };
    for _ in 0..TRIES {
        let batch = jobs(sas, packets, size, rig.random());
        let took = rig.run(&batch)?;
        let seconds = took.time.as_secs_f64();
        best.clocks = best.clocks.max(took.clocks as f64 / seconds);
        best.packets = best.packets.max(packets as f64 / seconds);
    }
    Ok(best)
}

/// Sizes at which it is measured.
pub const SIZES: [usize; 2] = [64, USUAL];
/// Size of a full frame.
const USUAL: usize = 1400;
const TRIES: usize = 3;
