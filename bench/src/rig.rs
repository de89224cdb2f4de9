//! The simulated card with its driver, and the clocks that a batch of packets takes.
//!
//! ```text
//!   jobs ──fill, submit──> Queue ──vfio-user──> card in Verilator
//!   results, compared <──poll──┘                  doorbell's clock, last write response's clock
//! ```
//! While a batch runs nobody touches a register, so nothing but the packets is on the card's buses. Times are the card's
//! own clocks; what the machine does meanwhile has no influence on them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;
use respite_abi::Verdict;
use respite_driver::{Card, Direction, Moderation, Options, Packet, Protocol, VfioUserTransport};

use crate::error::Error;
use crate::suite::Suite;
use crate::traffic::{Fresh, Job, Sa, Spis};

/// A card in the simulator, open and idle.
pub struct Rig {
    card: Card,
    // Dropped after the card, which says good-bye to it.
    sim: respite_sim::Handle,
    spis: Spis,
    random: Rng,
}

/// What a batch took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// From the doorbell to the last write response.
    pub clocks: u64,
    /// From the doorbell to the last completion, as the machine sees it.
    pub time: Duration,
}

impl Rig {
    /// Starts a simulated card and opens it. `latency`: clocks of a memory access; the simulator's default without.
    pub fn open(latency: Option<u32>) -> Result<Rig, Error> {
        let mut options = respite_sim::Options::default().linger(LINGER);
        if let Some(clocks) = latency {
            options = options.latency(clocks..=clocks);
        }
        let (stream, sim) = respite_sim::spawn(options).map_err(Error::Simulator)?;
        let transport = Arc::new(VfioUserTransport::over(stream, PATIENCE)?);
        let options = Options {
            queues: 1,
            entries: 4096,
            buffers: MOST_PACKETS,
            buffer_len: BUFFER,
            // Nobody waits for interrupts here.
            moderation: Moderation { count: u32::MAX, time: Duration::from_secs(3600) },
            timeout: PATIENCE,
            ..Options::default()
        };
        let card = Card::open(transport, &options)?;
        Ok(Rig { card, sim, spis: Spis::default(), random: Rng::with_seed(4) })
    }

    /// Clocks of a memory access of the simulator.
    pub fn default_latency() -> u32 {
        *respite_sim::Options::default().latency.start()
    }

    /// SAs that the card can hold.
    pub fn capacity(&self) -> usize {
        self.card.sas.capacity() as usize
    }

    /// Installs `count` SAs.
    pub fn install(&mut self, suite: Suite, count: usize) -> Result<Vec<Sa>, Error> {
        (0..count)
            .map(|_| {
                let mut fresh = Fresh::new(suite, self.spi()?, &mut self.random)?;
                fresh.card.below = match &fresh.below {
                    Some(below) => Some(self.card.sas.add(&below.card)?),
                    None => None,
                };
                let index = self.card.sas.add(&fresh.card)?;
                Ok(fresh.installed(index))
            })
            .collect()
    }

    /// Fills the CAM with larval SPIs until `per_cent` of its table is in use; returns the entries.
    pub fn fill_cam(&mut self, per_cent: usize) -> Result<usize, Error> {
        while self.card.sas.cam().len() * 100 < self.card.sas.cam().buckets() * per_cent {
            let spi = self.spi()?;
            self.card.sas.reserve_spi(Protocol::Esp, spi)?;
        }
        Ok(self.card.sas.cam().len())
    }

    /// Removes SAs.
    pub fn remove(&mut self, sas: Vec<Sa>) -> Result<(), Error> {
        for sa in sas {
            for index in [Some(sa.index), sa.below].into_iter().flatten() {
                self.card.sas.remove(index, respite_driver::Afterlife::Unknown)?;
            }
        }
        Ok(())
    }

    /// Runs packets through the card, all handed over with one doorbell, and compares every result.
    pub fn run(&mut self, jobs: &[Job]) -> Result<Took, Error> {
        let queue = &mut self.card.queues[0];
        let mut batch = Vec::with_capacity(jobs.len());
        for (cookie, job) in (0..).zip(jobs) {
            let none = || Error::Room(format!("{} packets are more than there are buffers", jobs.len()));
            let mut buffer = queue.buffers.take().ok_or_else(none)?;
            queue.buffers.fill(&mut buffer, &job.submit).map_err(|e| Error::Room(e.to_string()))?;
            batch.push(match job.direction {
                Direction::Inbound => Packet::decap(buffer, cookie),
                Direction::Outbound => Packet::encap(buffer, job.sa, cookie),
            });
        }
        let start = Instant::now();
        queue.submit(&mut batch)?;
        if !batch.is_empty() {
            return Err(Error::Room(format!("{} packets are more than the ring holds", jobs.len())));
        }
        let (mut done, mut latest) = (Vec::with_capacity(jobs.len()), start);
        while done.len() < jobs.len() {
            if queue.poll(&mut done, jobs.len())? > 0 {
                latest = Instant::now();
            } else if latest.elapsed() > PATIENCE {
                let (submitted, missing) = (jobs.len(), jobs.len() - done.len());
                return Err(Error::Stuck { submitted, missing, after: PATIENCE });
            } else {
                // Leaves the processor to the simulator.
                std::thread::sleep(PAUSE);
            }
        }
        let time = latest - start;
        let mut result = Vec::new();
        let count = jobs.len();
        for done in done {
            let index = done.cookie as usize;
            result.clear();
            queue.buffers.read_to(done.output(), &mut result);
            if let Some(what) = fault(&jobs[index], done.verdict, done.seq, &result) {
                return Err(Error::Wrong { index, count, what });
            }
            queue.buffers.put(done.src);
        }
        // The answer to a register read says that the statistics are those of now.
        self.card.counters.status()?;
        let stats = self.sim.statistics();
        Ok(Took { clocks: stats.last_write_response - stats.last_register_write, time })
    }

    /// For packets.
    pub fn random(&mut self) -> &mut Rng {
        &mut self.random
    }

    fn spi(&mut self) -> Result<u32, Error> {
        self.spis.next().ok_or_else(|| Error::Room("no SPI is left".into()))
    }
}

/// What is wrong with a result.
fn fault(job: &Job, verdict: Verdict, seq: u64, result: &[u8]) -> Option<String> {
    if verdict != Verdict::Ok {
        return Some(format!("verdict {}", verdict.name()));
    }
    if seq != job.seq {
        return Some(format!("sequence number {seq} instead of {}", job.seq));
    }
    if result.len() != job.expect.len() {
        return Some(format!("{} octets instead of {}", result.len(), job.expect.len()));
    }
    let differs = result.iter().zip(&job.expect).position(|(a, b)| a != b)?;
    Some(format!("octet {differs} is {:#04x} instead of {:#04x}", result[differs], job.expect[differs]))
}

/// Most packets of a batch: a ring of 4,096 entries keeps one of them empty.
pub const MOST_PACKETS: usize = 4095;
/// Octets of a buffer: the outer packet around 9,000 octets, in whole blocks of 256.
const BUFFER: usize = 9216;
/// Clocks that the card goes on after its last bus transfer: no timer of it is of interest here, but the slowest engine
/// needs 8,500 for a packet of 1,400 octets.
const LINGER: u64 = 20_000;
/// Longest wait for a simulated card without a sign of life.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at the ring.
const PAUSE: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{SERIAL, SUITES};
    use crate::traffic::jobs;
    use respite_driver::SaIndex;

    #[test]
    fn packets_of_every_suite_pass_and_a_wrong_expectation_does_not() {
        let mut rig = Rig::open(None).expect("the simulated card opens");
        for suite in SUITES {
            let mut sas = rig.install(suite, 3).expect("SAs");
            let mut batch = jobs(&mut sas, 12, 200, rig.random());
            let took = rig.run(&batch).expect("good packets");
            // Twelve packets cannot pass faster than the bus, nor take a hundred times as long.
            let bound = 12 * suite.bound(200) as u64;
            assert!((bound..100 * bound).contains(&took.clocks), "{took:?}");

            batch = jobs(&mut sas, 12, 200, rig.random());
            batch[7].expect[150] ^= 1;
            let wrong = rig.run(&batch).expect_err("one octet is not as expected");
            assert!(matches!(wrong, Error::Wrong { index: 7, count: 12, .. }), "{wrong}");
            rig.remove(sas).expect("removed");
        }
    }

    #[test]
    fn packets_of_every_block_serial_suite_pass() {
        let mut rig = Rig::open(None).expect("the simulated card opens");
        for suite in SERIAL {
            let mut sas = rig.install(suite, 2).expect("SAs");
            let batch = jobs(&mut sas, 12, 200, rig.random());
            rig.run(&batch).unwrap_or_else(|e| panic!("{}: {e}", suite.name()));
            rig.remove(sas).expect("removed");
        }
    }

    #[test]
    fn every_kind_of_wrong_result_is_found() {
        let job = Job {
            direction: Direction::Inbound,
            sa: SaIndex::default(),
            submit: vec![0; 80],
            expect: vec![1, 2, 3],
            seq: 7,
        };
        assert_eq!(fault(&job, Verdict::Ok, 7, &[1, 2, 3]), None);
        let wrong = |verdict, seq, result: &[u8]| fault(&job, verdict, seq, result).expect("wrong");
        assert!(wrong(Verdict::RxIcv, 7, &[]).contains("rx_icv"));
        assert!(wrong(Verdict::Ok, 8, &[1, 2, 3]).contains("sequence number 8"));
        assert!(wrong(Verdict::Ok, 7, &[1, 2]).contains("2 octets"));
        assert!(wrong(Verdict::Ok, 7, &[1, 2, 4]).contains("octet 2"));
    }
}
