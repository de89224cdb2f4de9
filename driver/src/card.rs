//! A card from probe to release.
//!
//! ```text
//!   open:  function reset -> bus master -> ID, ABI -> core reset -> ready -> abilities -> rings -> MSI-X -> enable
//!   drop:  disable -> idle -> MSI-X off -> bus master off -> unmap        (when the last part of the card is gone)
//! ```
//! The parts of a card are independent: each queue, the events, the SAs and the counters may live on a thread of their
//! own, and none of them locks another out. A card that is gone, stuck or lying is not repaired in place: drop its
//! parts and open it again. Its SAs are lost with that, on purpose, because an outbound SA must not continue with a
//! sequence number that the host only believes in (RFC 4106 §2: a nonce is used once).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use respite_abi::{cam, event, reg, ring, ABI_VERSION, CARD_ID, CORE_WINDOW, EVENT_VECTOR, IOVA_BITS, MAX_PACKET};

use crate::cam::CamShadow;
use crate::counters::Counters;
use crate::error::Error;
use crate::events::EventRing;
use crate::interrupt::Interrupt;
use crate::options::{clocks, Moderation, Options};
use crate::pool::Pool;
use crate::queue::{Queue, QueueParts};
use crate::regs::Regs;
use crate::sa_table::SaTable;
use crate::transport::{pci, DmaAccess, DmaBuf, Transport, TransportError};

/// An open card. Take it apart and give each part to whoever works with it.
pub struct Card {
    /// What the card says about itself.
    pub info: CardInfo,
    /// Security associations.
    pub sas: SaTable,
    /// Queue pairs.
    pub queues: Vec<Queue>,
    /// Invalid-SPI events.
    pub events: EventRing,
    /// Counters, status and clock.
    pub counters: Counters,
}

/// What a card says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardInfo {
    /// Major version of the register interface in the upper half, minor in the lower.
    pub abi_version: u32,
    /// Security associations.
    pub sas: u32,
    /// Logarithm of the number of buckets of a CAM way.
    pub log2_buckets: u32,
    /// Queue pairs.
    pub queues: u32,
    /// Lanes.
    pub lanes: u32,
    /// Transforms, hashes and more, as `respite_abi::reg::caps1` names the bits.
    pub suites: u32,
    /// Core clock in Hz.
    pub clock_hz: u32,
    /// Longest packet in octets.
    pub max_packet: u32,
    /// PCI vendor and device id.
    pub pci_id: (u16, u16),
}

impl Card {
    /// Probes, resets and sets up the card behind `transport`, then lets it run.
    pub fn open(transport: Arc<dyn Transport>, options: &Options) -> Result<Card, Error> {
        options.check()?;
        let regs = Regs::new(transport.clone());
        let function = start_function(&*transport, options)?;
        let mut info = probe(&regs, transport.info().bars[0])?;
        info.pci_id = (function.vendor, function.device);
        reset_core(&regs, options.timeout)?;
        check_access(&regs)?;
        read_abilities(&regs, &mut info)?;
        // From here on, whatever fails, dropping `shared` quiets the card and takes the memory back.
        let shared = Arc::new(Shared { regs, memory: Mutex::new(Vec::new()), timeout: options.timeout });
        Card::set_up(shared, info, options)
    }

    fn set_up(shared: Arc<Shared>, info: CardInfo, options: &Options) -> Result<Card, Error> {
        let regs = &shared.regs;
        let count = options.queues.min(info.queues as usize);
        let vectors = 1 + count as u32;
        let found = regs.transport().info().vectors;
        if found < vectors {
            return Err(Error::Vectors { found, needed: vectors });
        }
        let mut iova = IovaSpace::new(regs.transport());
        let event_memory = shared.allocate(&mut iova, options.events.records * event::SIZE, DmaAccess::Write)?;
        let mut parts = Vec::with_capacity(count);
        for number in 0..count as u8 {
            let ring_len = options.entries * ring::ENTRY;
            let pool_len = options.buffers * options.stride();
            parts.push(QueueParts {
                number,
                submissions: shared.allocate(&mut iova, ring_len, DmaAccess::Read)?,
                completions: shared.allocate(&mut iova, ring_len, DmaAccess::Write)?,
                entries: options.entries,
                sas: info.sas as u16,
                buffers: Pool::new(
                    shared.allocate(&mut iova, pool_len, DmaAccess::ReadWrite)?,
                    options.stride(),
                    options.buffers,
                ),
                interrupt: Interrupt::new()?,
                shared: shared.clone(),
            });
        }
        let event_interrupt = Interrupt::new()?;
        {
            use std::os::fd::AsFd;
            let mut fds = vec![event_interrupt.as_fd()];
            fds.extend(parts.iter().map(|p| p.interrupt.as_fd()));
            regs.transport().msix_enable(&fds)?;
        }
        start_core(regs, &info, options, &event_memory, &parts)?;
        Ok(Card {
            info,
            sas: SaTable::new(shared.clone(), &info, CamShadow::new(info.log2_buckets)),
            queues: parts.into_iter().map(Queue::new).collect(),
            events: EventRing::new(
                shared.clone(),
                event_memory,
                options.events.records,
                event_interrupt,
                info.clock_hz,
            ),
            counters: Counters::new(shared, info.clock_hz),
        })
    }
}

/// What every part of a card holds on to; the last one to go quiets the card.
pub(crate) struct Shared {
    pub(crate) regs: Regs,
    memory: Mutex<Vec<DmaBuf>>,
    pub(crate) timeout: Duration,
}

impl Shared {
    fn allocate(&self, space: &mut IovaSpace, len: usize, access: DmaAccess) -> Result<DmaBuf, Error> {
        let (iova, len) = space.take(len)?;
        let buf = self.regs.transport().dma_alloc(iova, len, access)?;
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).push(buf.clone());
        Ok(buf)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Best effort: a card that is gone fails all of it. What stays mapped the transport keeps alive and unmaps at
        // its own end, so the card never reaches memory that was given to someone else.
        let transport = self.regs.transport();
        let stopped = self.regs.write(reg::CONTROL, 0).and_then(|()| {
            let limit = self.timeout.min(LONGEST_DRAIN);
            self.regs.wait("come to rest", reg::STATUS, reg::status::IDLE, reg::status::IDLE, limit)
        });
        if matches!(stopped, Err(Error::Stuck { .. })) {
            let _ = self.regs.write(reg::CONTROL, reg::control::RESET);
        }
        let _ = transport.msix_disable();
        let _ = pci::bus_master(transport, false);
        for buf in self.memory.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = transport.dma_free(&buf);
        }
    }
}

/// Hands out IOVAs from the ranges that the bus offers, each mapping apart from the next by a hole.
struct IovaSpace {
    ranges: Vec<std::ops::RangeInclusive<u64>>,
    page: u64,
    next: u64,
}

impl IovaSpace {
    fn new(transport: &dyn Transport) -> IovaSpace {
        let info = transport.info();
        IovaSpace { ranges: info.iova.clone(), page: info.page.max(4096), next: FIRST_IOVA }
    }

    /// A range of at least `len` octets: its first IOVA and its whole length.
    fn take(&mut self, len: usize) -> Result<(u64, usize), Error> {
        let none = Error::NoIova { len: len as u64 };
        let Some(len) = (len as u64).checked_next_multiple_of(self.page) else { return Err(none) };
        for range in &self.ranges {
            let first = self.next.max(*range.start()).next_multiple_of(self.page);
            let last = first + len - 1;
            if last <= (*range.end()).min((1 << IOVA_BITS) - 1) {
                // A card that runs past the end of a mapping meets a fault, not its neighbour.
                self.next = last + 1 + self.page;
                return Ok((first, len as usize));
            }
        }
        Err(none)
    }
}

/// Resets the function if asked, and makes it answer.
fn start_function(transport: &dyn Transport, options: &Options) -> Result<pci::Function, Error> {
    if options.function_reset && transport.info().resettable {
        transport.reset()?;
    }
    let function = pci::inspect(transport)?;
    pci::bus_master(transport, true)?;
    Ok(function)
}

fn probe(regs: &Regs, bar_len: u64) -> Result<CardInfo, Error> {
    if bar_len < CORE_WINDOW {
        return Err(Error::NotACard { found: 0, bar_len });
    }
    let found = regs.read(reg::ID)?;
    if found != CARD_ID {
        return Err(Error::NotACard { found, bar_len });
    }
    let abi_version = regs.read(reg::ABI_VERSION)?;
    if abi_version >> 16 != ABI_VERSION >> 16 {
        return Err(Error::Abi { found: abi_version });
    }
    Ok(CardInfo {
        abi_version,
        sas: 0,
        log2_buckets: 0,
        queues: 0,
        lanes: 0,
        suites: 0,
        clock_hz: 0,
        max_packet: 0,
        pci_id: (0, 0),
    })
}

fn reset_core(regs: &Regs, limit: Duration) -> Result<(), Error> {
    regs.write(reg::CONTROL, reg::control::RESET)?;
    regs.wait("finish its reset", reg::CONTROL, reg::control::RESET, 0, limit)?;
    regs.wait("become ready", reg::STATUS, reg::status::READY, reg::status::READY, limit)
}

/// Finds out now, and not in the middle of an SA, whether writes arrive.
fn check_access(regs: &Regs) -> Result<(), Error> {
    for written in [0x5a5a_a5a5, 0] {
        regs.write(reg::SCRATCH, written)?;
        let found = regs.read(reg::SCRATCH)?;
        if found != written {
            return Err(Error::Register { register: "SCRATCH", written, found });
        }
    }
    Ok(())
}

fn read_abilities(regs: &Regs, info: &mut CardInfo) -> Result<(), Error> {
    let caps = regs.read(reg::CAPS0)?;
    let field = |name: &'static str, value: u32, allowed: std::ops::RangeInclusive<u32>| {
        if allowed.contains(&value) {
            Ok(value)
        } else {
            Err(Error::Capability { field: name, value: value.into() })
        }
    };
    info.sas = 1 << field("log2_sas", caps & 0xff, 0..=cam::SA_BITS)?;
    info.log2_buckets = field("log2_buckets", caps >> 8 & 0xff, 1..=MOST_LOG2_BUCKETS)?;
    field("ways", caps >> 16 & 0xf, cam::WAYS as u32..=cam::WAYS as u32)?;
    info.queues = field("queues", caps >> 20 & 0xf, 1..=respite_abi::QUEUES as u32)?;
    info.lanes = field("lanes", caps >> 24 & 0xf, 1..=15)?;
    info.suites = regs.read(reg::CAPS1)?;
    info.clock_hz = field("clock_hz", regs.read(reg::CLOCK_HZ)?, 1..=u32::MAX)?;
    info.max_packet = field("max_len", regs.read(reg::MAX_LEN)?, 64..=MAX_PACKET.into())?;
    Ok(())
}

fn start_core(
    regs: &Regs,
    info: &CardInfo,
    options: &Options,
    events: &DmaBuf,
    queues: &[QueueParts],
) -> Result<(), Error> {
    let hz = info.clock_hz;
    moderate(regs, EVENT_VECTOR as u16, options.events.moderation, hz)?;
    for q in queues {
        moderate(regs, 1 + u16::from(q.number), options.moderation, hz)?;
    }
    regs.write(reg::CONTROL, reg::control::ENABLE)?;

    regs.write_iova(reg::EV_BASE_LO, events.iova())?;
    regs.write(reg::EV_AGE, clocks(options.events.age, hz))?;
    // At least one clock a token: 0 would mean no limit.
    let period = hz.checked_div(options.events.rate).map_or(0, |p| p.max(1));
    regs.write(reg::EV_TOKEN_PERIOD, period)?;
    regs.write(reg::EV_TOKEN_BURST, options.events.burst.into())?;
    regs.write(reg::EV_HEAD, 0)?;
    regs.write(reg::EV_CONTROL, enable(options.events.records))?;

    for q in queues {
        let at = u16::from(q.number) * reg::QUEUE_STRIDE;
        regs.write_iova(reg::SQ_BASE_LO + at, q.submissions.iova())?;
        regs.write_iova(reg::CQ_BASE_LO + at, q.completions.iova())?;
        regs.write(reg::DST_CAPACITY + at, q.buffers.buffer_len() as u32)?;
        regs.write(reg::Q_CONTROL + at, enable(q.entries))?;
    }
    // A read, because writes may be posted: after it the card has taken all of them, or is gone.
    let status = regs.read(reg::STATUS)?;
    if status & reg::status::READY == 0 {
        return Err(TransportError::Gone.into());
    }
    Ok(())
}

fn moderate(regs: &Regs, vector: u16, moderation: Moderation, hz: u32) -> Result<(), Error> {
    regs.write(reg::IRQ_COUNT + 8 * vector, moderation.count)?;
    regs.write(reg::IRQ_TIME + 8 * vector, clocks(moderation.time, hz))
}

/// Word for EV_CONTROL and Q_CONTROL: `enable[0] log2[7:4]`.
fn enable(entries: usize) -> u32 {
    1 | entries.trailing_zeros() << 4
}

/// First IOVA to be used: nothing good ever lives near 0.
const FIRST_IOVA: u64 = 0x10_0000;
/// Bucket numbers have 14 bits in `reg::CAM_WRITE`.
const MOST_LOG2_BUCKETS: u32 = 14;
/// Longest wait for packets in flight when a card is closed.
const LONGEST_DRAIN: Duration = Duration::from_millis(500);
