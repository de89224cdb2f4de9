//! Lookup time of the SPI CAM block, in Verilator, filled as the driver fills it.
//!
//! ```text
//!   CamShadow (driver) ── writes ──> SpiCam (card) <── keys, held and unknown, in a row and alone
//!                                       └─> clocks from key to answer; every answer is checked
//! ```

use fastrand::Rng;
use respite_abi::cam::{self, Place, State, OVERFLOW, WAYS};
use respite_driver::cam::{CamShadow, Entry, Write};
use respite_driver::SaIndex;
use respite_hdl::card::LOG2_BUCKETS;
use respite_hdl::lane::cam::SpiCam;
use rust_hdl_core::prelude::Block;
use verilated::Model;

use crate::error::Error;
use crate::figure::Figure;
use crate::traffic::Spis;

/// Per cent of the table's places in use.
pub const FILLS: [usize; 3] = [0, 50, 95];

/// Lookup time at one fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookups {
    /// Per cent of the table's places in use.
    pub fill: usize,
    /// Entries meanwhile.
    pub entries: usize,
    /// Lookups made.
    pub count: usize,
    /// Clocks of the fastest one.
    pub least: u64,
    /// Clocks of the slowest one.
    pub most: u64,
}

impl Lookups {
    /// `cam.lookup_latency.fill-N.clocks`: the slowest.
    pub fn figure(&self) -> Figure {
        Figure::new(format!("cam.lookup_latency.fill-{}.clocks", self.fill), self.most as f64, "clocks")
    }
}

/// Measures at every fill.
pub fn measure(lookups: usize) -> Result<Vec<Lookups>, Error> {
    let mut block = SpiCam::<LOG2_BUCKETS>::default();
    block.connect_all();
    let mut bench = Bench::new(Model::of("spi_cam", &block)?);
    bench.reset();
    let mut spis = Spis::default();
    FILLS.iter().map(|fill| bench.at(*fill, lookups, &mut spis)).collect()
}

struct Bench {
    model: Model,
    shadow: CamShadow,
    held: Vec<u64>,
    random: Rng,
}

impl Bench {
    fn new(model: Model) -> Bench {
        Bench { model, shadow: CamShadow::new(LOG2_BUCKETS as u32), held: vec![], random: Rng::with_seed(3) }
    }

    /// The block's reset, and the sweep of the table that the card's host interface makes after it.
    fn reset(&mut self) {
        self.model.poke_bit("reset", true);
        self.model.tick();
        self.model.poke_bit("reset", false);
        let buckets = || 0..1u16 << LOG2_BUCKETS;
        let places = (0..WAYS as u8).flat_map(|way| buckets().map(move |bucket| Place::Table { way, bucket }));
        let entry = Entry { sa: SaIndex::default(), state: State::Empty };
        for place in places.collect::<Vec<_>>() {
            self.write(&Write { place, key: 0, entry });
        }
    }

    fn at(&mut self, fill: usize, lookups: usize, spis: &mut Spis) -> Result<Lookups, Error> {
        while self.held.len() * 100 < self.shadow.buckets() * fill {
            let key = cam::key(self.random.bool(), spis.next().expect("SPIs for a whole CAM"));
            let entry = Entry { sa: SaIndex::default(), state: State::Larval };
            let full = |_| Error::Room(format!("the CAM is full with {} entries", self.held.len()));
            for write in self.shadow.set(key, entry).map_err(full)? {
                self.write(&write);
            }
            self.held.push(key);
        }
        let mut found = Lookups { fill, entries: self.held.len(), count: lookups, least: u64::MAX, most: 0 };
        // What was written in the clock before may be seen or not.
        self.model.tick();
        let mut done = 0;
        while done < lookups {
            // A row without a gap, then a pause.
            let keys: Vec<u64> = (0..self.random.usize(1..=32).min(lookups - done)).map(|_| self.key()).collect();
            done += keys.len();
            self.look_up(&keys, &mut found)?;
        }
        Ok(found)
    }

    /// A held key or an unknown one.
    fn key(&mut self) -> u64 {
        match self.held.len() {
            0 => self.random.u64(..1 << cam::KEY_BITS),
            n if self.random.bool() => self.held[self.random.usize(..n)],
            _ => self.random.u64(..1 << cam::KEY_BITS),
        }
    }

    fn look_up(&mut self, keys: &[u64], found: &mut Lookups) -> Result<(), Error> {
        let mut answered = 0;
        for clock in 0.. {
            let asked = keys.get(clock);
            self.model.poke_bit("key_valid", asked.is_some());
            self.model.poke("key", asked.copied().unwrap_or(0));
            self.model.eval();
            if self.model.peek_bit("out_valid") {
                let wrong = |key, what: &str| Error::Lookup { key, filled: found.entries, what: what.into() };
                let Some(key) = keys.get(answered) else { return Err(wrong(0, "an answer that nobody asked for")) };
                let clocks = (clock - answered) as u64;
                found.least = found.least.min(clocks);
                found.most = found.most.max(clocks);
                answered += 1;
                if self.model.peek_bit("hit") != self.shadow.get(*key).is_some() {
                    return Err(wrong(*key, "hit and entry do not agree"));
                }
            }
            if answered == keys.len() {
                break;
            }
            if clock - answered > LONGEST {
                return Err(Error::Lookup { key: keys[answered], filled: found.entries, what: "no answer".into() });
            }
            self.model.tick();
        }
        self.model.poke_bit("key_valid", false);
        self.model.tick();
        Ok(())
    }

    fn write(&mut self, write: &Write) {
        self.model.poke_bit("cam_wr", true);
        self.model.poke("cam_place", write.place.word().into());
        self.model.poke("cam_spi", write.key & 0xffff_ffff);
        self.model.poke_bit("cam_ah", write.key >> 32 & 1 != 0);
        self.model.poke("cam_state", write.entry.state as u64);
        self.model.poke("cam_sa", write.entry.sa.number().into());
        self.model.tick();
        self.model.poke_bit("cam_wr", false);
    }
}

/// Clocks after which a lookup counts as lost.
const LONGEST: usize = 100;
const _: () = assert!(OVERFLOW > 0 && WAYS == 4);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookup_takes_the_same_time_at_every_fill() {
        let found = measure(2_000).expect("the block answers");
        assert!(found.iter().all(|l| l.least == l.most && l.most == found[0].most), "{found:?}");
        assert!(found[2].entries * 100 >= (WAYS << LOG2_BUCKETS) * 95, "{found:?}");
    }
}
