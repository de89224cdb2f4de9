//! The card is told to reach what it may not: refused, reported by card, driver and the kernel of the IOMMU, and traffic goes on.

use std::sync::Arc;
use std::time::Duration;

use etherparse::{ip_number, Ipv4Header};
use respite_abi::{Completion, Counter, Descriptor, Op, Verdict};
use respite_driver::{
    Card, Direction, DmaAccess, DmaBuf, GcmKey, Options, Packet, SaIndex, SaParams, Transport, VfioTransport,
};

use super::card::{completion, open, options};
use super::kernel_log::KernelLog;
use super::report::Report;
use super::rig::{Rig, FIRST_IOVA, NOWHERE, PAGE};
use super::slot::Slot;
use super::{ensure, wait_for};
use crate::Checked;

pub fn steps(report: &mut Report, slot: &Slot) -> Checked<()> {
    let mut scene = None;
    report.step("isolation: a card with an SA", || {
        scene = Some(Scene::new(open(slot)?)?);
        scene.as_mut().map_or(Err("no scene".into()), |scene| scene.traffic_goes_on())
    })?;
    let Some(mut scene) = scene else { return Ok(()) };
    report.step("read of an address that was never mapped", || scene.never_mapped_source())?;
    report.step("write to an address that was never mapped", || scene.never_mapped_result())?;
    report.step("write to memory that may be read only", || scene.read_only_result())?;
    report.step("read and write of memory that was taken away", || scene.freed())?;
    report.step("a ring where nothing is mapped", || scene.lost_ring())?;
    Ok(())
}

/// A card with an outbound SA, the driver's own queue, and one that goes astray.
struct Scene {
    card: Card,
    rig: Rig,
    log: KernelLog,
    transport: Arc<VfioTransport>,
    sa: SaIndex,
    /// A clear packet that the card may read and whose result it may write.
    good: DmaBuf,
    packet: Vec<u8>,
    next_iova: u64,
}

impl Scene {
    fn new(transport: Arc<VfioTransport>) -> Checked<Scene> {
        let mut card = Card::open(transport.clone(), &Options { queues: 1, ..options() })?;
        let ends = ([192, 0, 2, 1].into(), [198, 51, 100, 2].into());
        let params = SaParams::new(Direction::Outbound, 0x1234_5678, ends.0, ends.1, GcmKey::new(&[7; 20])?);
        let sa = card.sas.add(&params)?;
        let header = Ipv4Header::new(64, 64, ip_number::UDP, [10, 0, 0, 1], [10, 1, 0, 1])?;
        let mut packet = header.to_bytes().to_vec();
        packet.extend([0x5a; 64]);
        let rig = Rig::new(transport.clone())?;
        let good = transport.dma_alloc(FIRST_IOVA + 0x20_0000, PAGE, DmaAccess::ReadWrite)?;
        good.copy_in(0, &packet);
        let log = KernelLog::from_now()?;
        Ok(Scene { card, rig, log, transport, sa, good, packet, next_iova: FIRST_IOVA + 0x100_0000 })
    }

    fn never_mapped_source(&mut self) -> Checked {
        let before = self.faults()?;
        let completion = self.encapsulate(NOWHERE, self.good.iova())?;
        self.refused(&completion, before, "read", NOWHERE)
    }

    fn never_mapped_result(&mut self) -> Checked {
        let before = self.faults()?;
        let completion = self.encapsulate(self.good.iova(), NOWHERE)?;
        self.refused(&completion, before, "write", NOWHERE)
    }

    fn read_only_result(&mut self) -> Checked {
        let target = self.allocate(DmaAccess::Read)?;
        let before = self.faults()?;
        let completion = self.encapsulate(self.good.iova(), target.iova())?;
        let said = self.refused(&completion, before, "write", target.iova())?;
        untouched(&target)?;
        self.transport.dma_free(&target)?;
        Ok(format!("{said}; the memory is as it was"))
    }

    fn freed(&mut self) -> Checked {
        let target = self.allocate(DmaAccess::ReadWrite)?;
        target.copy_in(0, &self.packet);
        let completion = self.encapsulate(target.iova(), target.iova())?;
        ensure!(completion.verdict == Verdict::Ok as u8, "while it is mapped, the verdict is {}", completion.verdict);
        self.transport.dma_free(&target)?;
        fill(&target);
        // This process has the memory still, so that a stray write would be seen.
        let before = self.faults()?;
        let completion = self.encapsulate(self.good.iova(), target.iova())?;
        let write = self.refused(&completion, before, "write", target.iova())?;
        untouched(&target)?;
        let before = self.faults()?;
        let completion = self.encapsulate(target.iova(), self.good.iova())?;
        let read = self.refused(&completion, before, "read", target.iova())?;
        Ok(format!("good while mapped; then {write}, {read}; the memory is as it was"))
    }

    fn lost_ring(&mut self) -> Checked {
        let before = self.faults()?;
        self.rig.lose_the_ring()?;
        wait_for("a read fault", || match self.faults() {
            Ok(now) => (now.0 > before.0).then_some(Ok(())),
            Err(error) => Some(Err(error)),
        })??;
        let status = self.card.counters.status()?;
        ensure!(status.dma_fault, "STATUS says nothing");
        let logged = self.logged(NOWHERE)?;
        self.traffic_goes_on()
            .map(|said| format!("counted as dma_read_faults, in STATUS; the kernel: {logged:?}; {said}"))
    }

    fn encapsulate(&mut self, src: u64, dst: u64) -> Checked<Completion> {
        let len = self.packet.len() as u16;
        self.rig.submit(Descriptor { src, len, dst, sa: self.sa.number(), op: Op::Encap })
    }

    /// The packet failed by name, the fault is counted and in the kernel's log, and the driver's queue works.
    fn refused(&mut self, completion: &Completion, before: (u64, u64), way: &str, iova: u64) -> Checked {
        let verdict = completion.known_verdict().map_or("unknown", Verdict::name);
        ensure!(verdict == "tx_dma", "the verdict is {verdict}");
        let now = self.faults()?;
        let more = if way == "read" { now.0 - before.0 } else { now.1 - before.1 };
        ensure!(more > 0, "no {way} fault is counted: {before:?}, {now:?}");
        ensure!(self.card.counters.status()?.dma_fault, "STATUS says nothing");
        let logged = self.logged(iova)?;
        // QEMU's virtio IOMMU does not say.
        let fits = !logged.contains("DMAR") || logged.to_lowercase().contains(way);
        ensure!(fits, "the kernel takes a {way} for another: {logged}");
        let good = self.traffic_goes_on()?;
        Ok(format!("{way} refused: tx_dma, {more} in dma_{way}_faults; the kernel: {logged:?}; {good}"))
    }

    /// What the IOMMU's driver says of an access to this address.
    fn logged(&mut self, iova: u64) -> Checked {
        let address = format!("{iova:#x}");
        let of_iommu = |message: &str| message.contains("DMAR: [DMA") || message.contains("fault from EP");
        let wanted = |message: &str| of_iommu(message) && message.contains(&address);
        let logged = self.log.says("the fault in the kernel's log", wanted)?;
        std::thread::sleep(BETWEEN_FAULTS);
        Ok(logged)
    }

    fn faults(&mut self) -> Checked<(u64, u64)> {
        let counted = self.card.counters.snapshot()?;
        Ok((counted.total(Counter::DmaReadFaults), counted.total(Counter::DmaWriteFaults)))
    }

    fn traffic_goes_on(&mut self) -> Checked {
        let queue = &mut self.card.queues[0];
        let mut buffer = queue.buffers.take().ok_or("no buffer")?;
        queue.buffers.fill(&mut buffer, &self.packet)?;
        queue.submit(&mut vec![Packet::encap(buffer, self.sa, 0)])?;
        let done = completion(queue)?;
        ensure!(done.verdict == Verdict::Ok, "a good packet is {}", done.verdict.name());
        let seq = done.seq;
        queue.buffers.put(done.src);
        Ok(format!("traffic goes on with packet {seq}"))
    }

    fn allocate(&mut self, access: DmaAccess) -> Checked<DmaBuf> {
        self.next_iova += 0x10_0000;
        let memory = self.transport.dma_alloc(self.next_iova, PAGE, access)?;
        fill(&memory);
        Ok(memory)
    }
}

fn fill(memory: &DmaBuf) {
    memory.copy_in(0, &[PATTERN; PAGE]);
}

fn untouched(memory: &DmaBuf) -> Checked<()> {
    let mut octets = [0; PAGE];
    memory.copy_out(0, &mut octets);
    ensure!(octets == [PATTERN; PAGE], "the card has written to it");
    Ok(())
}

/// Of VT-d's faults the kernel's log has room for three in five seconds.
const BETWEEN_FAULTS: Duration = Duration::from_secs(2);
const PATTERN: u8 = 0xa5;
