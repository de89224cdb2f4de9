//! The card's counters at one instant, its status and its clock.
//!
//! Names are those of `respite_abi::Verdict` and `respite_abi::Counter`; nothing is renamed on the way to the operator.

use std::sync::Arc;
use std::time::Duration;

use respite_abi::verdict::{FIRST_TX, SLOTS};
use respite_abi::{reg, Counter, Verdict};

use crate::card::Shared;
use crate::error::Error;
use crate::events::card_time;
use crate::interrupt::is_readable;

/// Reads counters, status and clock.
pub struct Counters {
    shared: Arc<Shared>,
    clock_hz: u32,
}

/// All counters at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    values: [u64; SLOTS],
}

/// What the card is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Tables are swept and commands are taken.
    pub ready: bool,
    /// No packet is in flight.
    pub idle: bool,
    /// A bus error happened since the reset.
    pub dma_fault: bool,
}

/// A direction in which packets went missing, or came from nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{direction}_pkts is {accepted}, but {accounted} are accounted for")]
pub struct Imbalance {
    /// "rx" or "tx".
    pub direction: &'static str,
    /// Packets accepted.
    pub accepted: u64,
    /// Packets delivered plus packets dropped.
    pub accounted: u64,
}

impl Counters {
    pub(crate) fn new(shared: Arc<Shared>, clock_hz: u32) -> Counters {
        Counters { shared, clock_hz }
    }

    /// Reads all counters at one instant.
    pub fn snapshot(&mut self) -> Result<Snapshot, Error> {
        self.take(SNAPSHOT)
    }

    /// Reads all counters at one instant and zeroes them at the same instant.
    pub fn snapshot_and_clear(&mut self) -> Result<Snapshot, Error> {
        self.take(SNAPSHOT | CLEAR)
    }

    /// Whether the host wants the card back: drop all its parts then. Costs no access to the card.
    pub fn is_recalled(&self) -> bool {
        self.shared.regs.transport().recall().is_some_and(is_readable)
    }

    /// What the card is doing. An error if it is gone, was reset, or is wanted back.
    pub fn status(&self) -> Result<Status, Error> {
        if self.is_recalled() {
            return Err(Error::Recalled);
        }
        let s = self.shared.regs.status()?;
        Ok(Status {
            ready: s & reg::status::READY != 0,
            idle: s & reg::status::IDLE != 0,
            dma_fault: s & reg::status::DMA_FAULT != 0,
        })
    }

    /// Card time: how long the core has run since it was configured. Events are stamped with it.
    pub fn now(&mut self) -> Result<Duration, Error> {
        // Reading the low half latches the high half; `&mut self` keeps a second reader out.
        Ok(card_time(self.shared.regs.read64(reg::CYCLES_LO)?, self.clock_hz))
    }

    fn take(&mut self, request: u32) -> Result<Snapshot, Error> {
        let regs = &self.shared.regs;
        let idle = |what| regs.wait(what, reg::STATUS, reg::status::SNAPSHOT_BUSY, 0, self.shared.timeout);
        idle("finish an earlier snapshot")?;
        regs.write(reg::SNAPSHOT, request)?;
        idle("finish a snapshot")?;
        let mut values = [0; SLOTS];
        for (slot, value) in (0..).zip(&mut values) {
            *value = regs.read64(reg::COUNTERS + 8 * slot)?;
        }
        Ok(Snapshot { values })
    }
}

impl Snapshot {
    /// Packets dropped with a verdict. `Verdict::Ok` has no count of its own, see `Counter::RxOk` and `Counter::TxOk`.
    pub fn drops(&self, verdict: Verdict) -> u64 {
        self.values[verdict as usize]
    }

    /// A total.
    pub fn total(&self, counter: Counter) -> u64 {
        self.values[counter as usize]
    }

    /// Every counter by name: totals first, then drops.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let totals = Counter::ALL.iter().map(|c| (c.name(), self.total(*c)));
        let drops = drops().map(|v| (v.name(), self.drops(v)));
        totals.chain(drops)
    }

    /// What was counted since `earlier`.
    pub fn since(&self, earlier: &Snapshot) -> Snapshot {
        Snapshot { values: std::array::from_fn(|i| self.values[i].wrapping_sub(earlier.values[i])) }
    }

    /// Checks the conservation law, packets in = packets out + named drops, which holds whenever the card is idle.
    pub fn conservation(&self) -> Result<(), Imbalance> {
        let sum = |tx: bool| -> u64 {
            drops().filter(|v| (*v as u8 >= FIRST_TX) == tx).fold(0, |a, v| a.wrapping_add(self.drops(v)))
        };
        let check = |direction, accepted: Counter, ok: Counter, drops: u64| {
            let (accepted, accounted) = (self.total(accepted), self.total(ok).wrapping_add(drops));
            if accepted == accounted {
                Ok(())
            } else {
                Err(Imbalance { direction, accepted, accounted })
            }
        };
        check("rx", Counter::RxPkts, Counter::RxOk, sum(false))?;
        check("tx", Counter::TxPkts, Counter::TxOk, sum(true))
    }
}

fn drops() -> impl Iterator<Item = Verdict> {
    Verdict::ALL.iter().copied().filter(|v| *v != Verdict::Ok)
}

const SNAPSHOT: u32 = 1 << 0;
const CLEAR: u32 = 1 << 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_cover_every_slot_of_the_contract() {
        let s = Snapshot { values: [0; SLOTS] };
        let names: std::collections::HashSet<_> = s.iter().map(|(n, _)| n).collect();
        assert_eq!(names.len(), Counter::ALL.len() + Verdict::ALL.len() - 1);
        assert!(names.contains("rx_no_sa_esp") && names.contains("tx_ok_octets"));
    }

    #[test]
    fn a_packet_that_vanished_is_found() {
        let mut s = Snapshot { values: [0; SLOTS] };
        s.values[Counter::RxPkts as usize] = 3;
        s.values[Counter::RxOk as usize] = 1;
        s.values[Verdict::RxIcv as usize] = 2;
        s.conservation().expect("balanced");
        s.values[Counter::TxPkts as usize] = 1;
        assert_eq!(s.conservation(), Err(Imbalance { direction: "tx", accepted: 1, accounted: 0 }));
    }
}
