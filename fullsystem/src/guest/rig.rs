//! A queue pair set up by hand beside the driver's own, whose descriptors may name any address: what a driver with a
//! mistake, or a card with one, would do.

use std::sync::Arc;

use respite_abi::{reg, ring, Completion, Descriptor};
use respite_driver::{DmaAccess, DmaBuf, Transport, TransportError, VfioTransport};

use super::{ensure, wait_for};
use crate::Checked;

/// Queue pair `QUEUE` of an open card of which the driver uses queue 0 alone.
pub struct Rig {
    transport: Arc<VfioTransport>,
    submissions: DmaBuf,
    completions: DmaBuf,
    sent: u32,
}

impl Rig {
    pub fn new(transport: Arc<VfioTransport>) -> Checked<Rig> {
        let submissions = transport.dma_alloc(FIRST_IOVA, PAGE, DmaAccess::Read)?;
        let completions = transport.dma_alloc(FIRST_IOVA + 0x10_0000, PAGE, DmaAccess::Write)?;
        let rig = Rig { transport, submissions, completions, sent: 0 };
        rig.base(reg::SQ_BASE_LO, rig.submissions.iova())?;
        rig.base(reg::CQ_BASE_LO, rig.completions.iova())?;
        rig.write(reg::DST_CAPACITY, PAGE as u32)?;
        rig.write(reg::Q_CONTROL, 1 | LOG2_ENTRIES << 4)?;
        Ok(rig)
    }

    /// Has the card work on a descriptor, and returns what it says of it.
    pub fn submit(&mut self, descriptor: Descriptor) -> Checked<Completion> {
        let at = self.sent % ENTRIES;
        self.submissions.store_entry(at, descriptor.encode());
        let phase = (self.sent / ENTRIES).is_multiple_of(2);
        self.sent += 1;
        self.write(reg::DOORBELL, self.sent % ENTRIES)?;
        let completion = wait_for("a completion", || {
            let completion = Completion::decode(self.completions.load_entry(at));
            (completion.phase == phase).then_some(completion)
        })?;
        ensure!(u32::from(completion.index) == at, "the completion is for descriptor {}", completion.index);
        Ok(completion)
    }

    /// Leads the submission ring to where nothing is, and rings the doorbell.
    pub fn lose_the_ring(&mut self) -> Checked<()> {
        self.write(reg::Q_CONTROL, 0)?;
        self.base(reg::SQ_BASE_LO, NOWHERE)?;
        self.write(reg::Q_CONTROL, 1 | LOG2_ENTRIES << 4)?;
        Ok(self.write(reg::DOORBELL, 1)?)
    }

    fn write(&self, register: u16, value: u32) -> Result<(), TransportError> {
        self.transport.write32(0, (register + QUEUE * reg::QUEUE_STRIDE).into(), value)
    }

    fn base(&self, low: u16, iova: u64) -> Result<(), TransportError> {
        self.write(low, iova as u32)?;
        self.write(low + 4, (iova >> 32) as u32)
    }
}

const QUEUE: u16 = 1;
const LOG2_ENTRIES: u32 = 6;
const ENTRIES: u32 = 1 << LOG2_ENTRIES;
pub const PAGE: usize = 4096;
/// The driver hands out IOVAs from 1 MiB on, a few MiB in all.
pub const FIRST_IOVA: u64 = 0x4000_0000;
/// Nothing is ever mapped here.
pub const NOWHERE: u64 = 0x6000_0000;
const _: () = assert!(ENTRIES as usize * ring::ENTRY <= PAGE);
