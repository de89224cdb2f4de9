//! A card in software behind `Transport`: everything that the register interface shows, no cryptography.
//!
//! ```text
//!   write32(DOORBELL) ──> descriptors ──> model::process ──> result, completion ──> eventfd
//!                                            └─ unknown SPI ──> event record ──> eventfd
//! ```
//! It finds the driver's CAM entries the way the card does, by hashing, so a wrong placement is a missed packet here too.

use std::collections::{BTreeMap, HashMap};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use respite_abi::sa::word;
use respite_abi::verdict::SLOTS;
use respite_abi::{cam, event, reg, Completion, Counter, Op, Verdict, ABI_VERSION, BAR0_SIZE, CARD_ID};
use respite_abi::{PCI_DEVICE, PCI_VENDOR, QUEUES, VECTORS};

use super::model::{self, Lookup, Outcome};
use crate::transport::{DeviceInfo, DmaAccess, DmaBuf, Transport, TransportError};

/// A software card.
pub struct SoftCard {
    state: Mutex<State>,
    info: DeviceInfo,
    recall: OwnedFd,
}

/// What a software card has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoftConfig {
    /// Logarithm of the number of SAs.
    pub log2_sas: u32,
    /// Logarithm of the number of buckets of a CAM way.
    pub log2_buckets: u32,
    /// Queue pairs.
    pub queues: u32,
    /// `reg::CAPS1`: what it says it has. It has no cryptography whatever it says.
    pub suites: u32,
    /// When packets are worked on.
    pub work: Work,
}

/// When a software card works on packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// When the doorbell rings, before the register write returns.
    AtDoorbell,
    /// When `SoftCard::run` is called.
    OnDemand,
    /// When `SoftCard::run` is called, and each packet is `ok` without a look at it: for measurements.
    Null,
}

impl Default for SoftConfig {
    fn default() -> SoftConfig {
        SoftConfig { log2_sas: 10, log2_buckets: 8, queues: QUEUES as u32, suites: GCM, work: Work::AtDoorbell }
    }
}

pub(super) struct State {
    config: SoftConfig,
    pci: [u8; 256],
    registers: HashMap<u16, u32>,
    mapped: BTreeMap<u64, (DmaBuf, DmaAccess)>,
    vectors: Vec<OwnedFd>,
    queues: [QueueState; QUEUES],
    events: EventState,
    cam: HashMap<cam::Place, (u64, u16, u8)>,
    pub(super) sas: Vec<[u128; word::COUNT as usize]>,
    pub(super) usage: Vec<[u64; 2]>,
    query: [u64; 3],
    counters: [u64; SLOTS],
    snapshot: [u64; SLOTS],
    cycles: u64,
    gone: bool,
    stuck: bool,
    mute: bool,
    faulted: bool,
}

#[derive(Clone, Copy, Default)]
struct QueueState {
    head: u32,
    next: u32,
}

#[derive(Clone, Copy, Default)]
struct EventState {
    next: u32,
}

impl SoftCard {
    /// A card after power-on.
    pub fn new(config: SoftConfig) -> SoftCard {
        let mut bars = [0; 6];
        bars[0] = BAR0_SIZE;
        let info =
            DeviceInfo { bars, vectors: VECTORS as u32, iova: vec![0..=(1 << 39) - 1], page: 4096, resettable: true };
        let sas = vec![[0; word::COUNT as usize]; 1 << config.log2_sas];
        let usage = vec![[0; 2]; 1 << config.log2_sas];
        let mut state = State {
            config,
            pci: model::config_space(),
            registers: HashMap::new(),
            mapped: BTreeMap::new(),
            vectors: Vec::new(),
            queues: Default::default(),
            events: EventState::default(),
            cam: HashMap::new(),
            sas,
            usage,
            query: [0; 3],
            counters: [0; SLOTS],
            snapshot: [0; SLOTS],
            cycles: 0,
            gone: false,
            stuck: false,
            mute: false,
            faulted: false,
        };
        state.reset();
        let recall = rustix::event::eventfd(0, rustix::event::EventfdFlags::NONBLOCK).expect("an eventfd can be had");
        SoftCard { state: Mutex::new(state), info, recall }
    }

    /// Works on everything that was submitted; returns the number of packets.
    pub fn run(&self) -> usize {
        let mut s = self.state();
        (0..QUEUES).map(|q| s.work(q)).sum()
    }

    /// The card disappears: registers read all ones.
    pub fn vanish(&self) {
        self.state().gone = true;
    }

    /// The card comes back as after power-on.
    pub fn return_from_the_dead(&self) {
        let mut s = self.state();
        (s.gone, s.stuck) = (false, false);
        s.reset();
    }

    /// The host wants the function back.
    pub fn want_back(&self) {
        rustix::io::write(&self.recall, &1u64.to_ne_bytes()).expect("an eventfd takes a number");
    }

    /// Commands never finish from here on.
    pub fn get_stuck(&self) {
        self.state().stuck = true;
    }

    /// Interrupts are lost from here on.
    pub fn lose_interrupts(&self) {
        self.state().mute = true;
    }

    /// Gives the card memory of another process, as a vfio-user server does.
    pub fn map(&self, buf: DmaBuf, access: DmaAccess) -> Result<(), TransportError> {
        let mut s = self.state();
        if s.overlaps(buf.iova(), buf.len_bytes()) {
            return Err(TransportError::Refused { what: "map DMA memory", errno: 17 });
        }
        s.mapped.insert(buf.iova(), (buf, access));
        Ok(())
    }

    /// Takes memory away from the card; says whether it had it.
    pub fn unmap(&self, iova: u64) -> bool {
        self.state().mapped.remove(&iova).is_some()
    }

    /// Mappings that the driver has made and not unmade.
    pub fn mappings(&self) -> usize {
        self.state().mapped.len()
    }

    /// Whether the driver left the card disabled, without interrupts and without bus mastering.
    pub fn is_quiet(&self) -> bool {
        let s = self.state();
        s.register(reg::CONTROL) == 0 && s.vectors.is_empty() && s.pci[4] & 4 == 0
    }

    /// A word of an SA as the driver wrote it.
    pub fn sa_word(&self, sa: u16, number: u8) -> u128 {
        self.state().sas[usize::from(sa)][usize::from(number)]
    }

    /// A register as the driver wrote it.
    pub fn register(&self, offset: u16) -> u32 {
        self.state().register(offset)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for SoftCard {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    fn read32(&self, bar: u8, offset: u32) -> Result<u32, TransportError> {
        self.info.check32(bar, offset)?;
        let mut s = self.state();
        Ok(if s.gone { u32::MAX } else { s.read(offset as u16) })
    }

    fn write32(&self, bar: u8, offset: u32, value: u32) -> Result<(), TransportError> {
        self.info.check32(bar, offset)?;
        let mut s = self.state();
        if !s.gone {
            s.write(offset as u16, value);
        }
        Ok(())
    }

    fn config_read(&self, offset: u16, data: &mut [u8]) -> Result<(), TransportError> {
        let (s, at) = (self.state(), usize::from(offset));
        match s.pci.get(at..at + data.len()) {
            _ if s.gone => data.fill(0xff),
            Some(b) => data.copy_from_slice(b),
            None => return Err(TransportError::NoRegister { bar: TransportError::CONFIG, offset: offset.into() }),
        }
        Ok(())
    }

    fn config_write(&self, offset: u16, data: &[u8]) -> Result<(), TransportError> {
        let (mut s, at) = (self.state(), usize::from(offset));
        match s.pci.get_mut(at..at + data.len()) {
            Some(b) => b.copy_from_slice(data),
            None => return Err(TransportError::NoRegister { bar: TransportError::CONFIG, offset: offset.into() }),
        }
        Ok(())
    }

    fn dma_alloc(&self, iova: u64, len: usize, access: DmaAccess) -> Result<DmaBuf, TransportError> {
        self.info.check_iova(iova, len)?;
        let buf = DmaBuf::new(iova, len)?;
        self.map(buf.clone(), access)?;
        Ok(buf)
    }

    fn dma_free(&self, buf: &DmaBuf) -> Result<(), TransportError> {
        if !self.unmap(buf.iova()) {
            return Err(TransportError::Refused { what: "unmap DMA memory", errno: 2 });
        }
        Ok(())
    }

    fn msix_enable(&self, vectors: &[BorrowedFd<'_>]) -> Result<(), TransportError> {
        let fds: Result<Vec<_>, _> = vectors.iter().map(BorrowedFd::try_clone_to_owned).collect();
        self.state().vectors = fds.map_err(TransportError::io("duplicate an eventfd"))?;
        Ok(())
    }

    fn msix_disable(&self) -> Result<(), TransportError> {
        self.state().vectors.clear();
        Ok(())
    }

    fn recall(&self) -> Option<BorrowedFd<'_>> {
        Some(self.recall.as_fd())
    }

    fn reset(&self) -> Result<(), TransportError> {
        let mut s = self.state();
        s.pci = model::config_space();
        s.reset();
        Ok(())
    }
}

impl State {
    fn reset(&mut self) {
        self.registers.clear();
        self.queues = Default::default();
        self.events = EventState::default();
        self.cam.clear();
        self.sas.fill([0; word::COUNT as usize]);
        self.usage.fill([0; 2]);
        self.counters = [0; SLOTS];
        self.faulted = false;
    }

    fn register(&self, offset: u16) -> u32 {
        self.registers.get(&offset).copied().unwrap_or(0)
    }

    fn iova(&self, low: u16) -> u64 {
        u64::from(self.register(low)) | u64::from(self.register(low + 4)) << 32
    }

    fn overlaps(&self, iova: u64, len: usize) -> bool {
        let end = iova + len as u64;
        self.mapped.values().any(|(b, _)| b.iova() < end && iova < b.iova() + b.len_bytes() as u64)
    }

    fn read(&mut self, offset: u16) -> u32 {
        let half = |v: u64| if offset & 4 == 0 { v as u32 } else { (v >> 32) as u32 };
        let c = &self.config;
        match offset {
            reg::ID => CARD_ID,
            reg::ABI_VERSION => ABI_VERSION,
            reg::CAPS0 => c.log2_sas | c.log2_buckets << 8 | 4 << 16 | c.queues << 20 | 1 << 24,
            reg::CAPS1 => c.suites,
            reg::CLOCK_HZ => CLOCK_HZ,
            reg::MAX_LEN => respite_abi::MAX_PACKET.into(),
            reg::STATUS => self.status(),
            reg::CYCLES_LO => {
                self.cycles += 1000;
                self.cycles as u32
            }
            reg::CYCLES_HI => (self.cycles >> 32) as u32,
            reg::EV_TAIL => self.events.next & ((1 << self.event_log2()) - 1),
            _ if (reg::SA_QUERY..reg::SA_QUERY + 24).contains(&offset) => {
                half(self.query[usize::from((offset - reg::SA_QUERY) / 8)])
            }
            _ if (reg::COUNTERS..reg::COUNTERS + 8 * SLOTS as u16).contains(&offset) => {
                half(self.snapshot[usize::from((offset - reg::COUNTERS) / 8)])
            }
            _ => self.register(offset),
        }
    }

    fn status(&self) -> u32 {
        use reg::status::{DMA_FAULT, IDLE, READY, SA_BUSY, SNAPSHOT_BUSY};
        if self.stuck {
            return READY | SA_BUSY | SNAPSHOT_BUSY;
        }
        READY | IDLE | if self.faulted { DMA_FAULT } else { 0 }
    }

    fn write(&mut self, offset: u16, value: u32) {
        let queue = usize::from(offset.wrapping_sub(reg::SQ_BASE_LO) / reg::QUEUE_STRIDE);
        match offset {
            reg::CONTROL if value & reg::control::RESET != 0 => self.reset(),
            reg::SA_WRITE => {
                let data = (0..4).fold(0, |a, i| a | u128::from(self.register(reg::SA_DATA + 4 * i)) << (32 * i));
                let (sa, number) = ((value & 0x3fff) as usize, (value >> 16 & 0x1f) as usize);
                if let Some(word) = self.sas.get_mut(sa).and_then(|s| s.get_mut(number)) {
                    *word = data;
                }
                if number == usize::from(word::SEQUENCE) && sa < self.usage.len() {
                    self.usage[sa] = [0; 2];
                }
            }
            reg::SA_COMMAND => {
                let sa = (value & 0x3fff) as usize;
                match value >> 16 & 3 {
                    1 if sa < self.sas.len() => self.sas[sa] = [0; word::COUNT as usize],
                    2 if sa < self.sas.len() => {
                        let [packets, octets] = self.usage[sa];
                        self.query = [self.sas[sa][usize::from(word::SEQUENCE)] as u64, packets, octets];
                    }
                    _ => {}
                }
            }
            reg::CAM_WRITE => self.cam_write(value),
            reg::SNAPSHOT if value & 1 != 0 => {
                self.snapshot = self.counters;
                if value & 2 != 0 {
                    self.counters = [0; SLOTS];
                }
            }
            reg::EV_CONTROL => {
                self.events = EventState::default();
                self.registers.insert(offset, value);
            }
            _ => {
                self.registers.insert(offset, value);
                if queue < QUEUES && offset >= reg::SQ_BASE_LO {
                    match offset - queue as u16 * reg::QUEUE_STRIDE {
                        reg::Q_CONTROL => self.queues[queue] = QueueState::default(),
                        reg::DOORBELL if self.config.work == Work::AtDoorbell => {
                            self.work(queue);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn cam_write(&mut self, value: u32) {
        let place = if value >> 20 & 1 != 0 {
            cam::Place::Overflow((value & 7) as u8)
        } else {
            cam::Place::Table { way: (value >> 16 & 3) as u8, bucket: (value & 0x3fff) as u16 }
        };
        let entry = self.register(reg::CAM_ENTRY);
        let key = cam::key(entry >> 18 & 1 != 0, self.register(reg::CAM_SPI));
        match (entry >> 16 & 3) as u8 {
            0 => self.cam.remove(&place),
            state => self.cam.insert(place, (key, (entry & 0x3fff) as u16, state)),
        };
    }

    /// What the SPI CAM answers.
    pub(super) fn lookup(&self, key: u64) -> Lookup {
        let log2 = self.config.log2_buckets;
        let table =
            (0..cam::WAYS).map(|way| cam::Place::Table { way: way as u8, bucket: cam::bucket(way, key, log2) as u16 });
        let overflow = (0..cam::OVERFLOW as u8).map(cam::Place::Overflow);
        let hit = table.chain(overflow).filter_map(|p| self.cam.get(&p)).find(|(k, ..)| *k == key);
        match hit {
            Some((_, _, 1)) => Lookup::Larval,
            Some((_, sa, 2)) => Lookup::Valid(*sa),
            Some((_, _, 3)) => Lookup::Graveyard,
            _ => Lookup::Miss,
        }
    }

    fn work(&mut self, queue: usize) -> usize {
        let at = queue as u16 * reg::QUEUE_STRIDE;
        let control = self.register(reg::Q_CONTROL + at);
        if control & 1 == 0 || self.register(reg::CONTROL) & 1 == 0 || self.pci[4] & 4 == 0 {
            return 0;
        }
        let (mask, log2) = ((1u32 << (control >> 4 & 0xf)) - 1, control >> 4 & 0xf);
        let tail = self.register(reg::DOORBELL + at) & mask;
        let (sq, cq) = (self.iova(reg::SQ_BASE_LO + at), self.iova(reg::CQ_BASE_LO + at));
        let capacity = self.register(reg::DST_CAPACITY + at) as usize;
        let mut done = 0;
        while self.queues[queue].head != tail {
            let index = self.queues[queue].head;
            let Some(words) = self.dma_words(sq + u64::from(index) * 16) else { break };
            let (mut completion, event) = self.one(words, capacity);
            let next = self.queues[queue].next;
            completion.index = index as u16;
            completion.phase = next >> log2 & 1 == 0;
            let at = cq + u64::from(next & mask) * 16;
            let Some((ring, offset)) = self.target(at, 16, true) else { break };
            ring.store_entry((offset / 16) as u32, completion.encode());
            self.queues[queue] = QueueState { head: (index + 1) & mask, next: next.wrapping_add(1) };
            done += 1;
            if let Some(event) = event {
                self.report(event);
            }
        }
        if done > 0 {
            self.raise(1 + queue);
        }
        done
    }

    fn one(&mut self, words: [u64; 2], capacity: usize) -> (Completion, Option<respite_abi::Event>) {
        let mask48 = (1u64 << 48) - 1;
        let (src, len, dst) = (words[0] & mask48, (words[0] >> 48) as usize, words[1] & mask48);
        let (sa, op) = ((words[1] >> 48 & 0x3fff) as u16, if words[1] >> 62 == 0 { Op::Decap } else { Op::Encap });
        let mut c =
            Completion { index: 0, sa, verdict: 0, len: len as u16, soft: false, phase: false, clocks: 100, seq: 0 };
        if self.config.work == Work::Null {
            return (c, None);
        }
        let fault = if op == Op::Decap { Verdict::RxDma } else { Verdict::TxDma };
        let mut packet = vec![0; len];
        let outcome = match self.target(src, len, false) {
            Some((memory, offset)) => {
                memory.copy_out(offset, &mut packet);
                model::process(self, op, sa, &packet)
            }
            None => Outcome::drop(fault),
        };
        let Outcome { mut verdict, sa, seq, bytes, event } = outcome;
        if verdict == Verdict::Ok {
            if bytes.len() > capacity {
                verdict = if op == Op::Decap { Verdict::RxDstSmall } else { Verdict::TxDstSmall };
            } else if let Some((memory, offset)) = self.target(dst, bytes.len(), true) {
                memory.copy_in(offset, &bytes);
            } else {
                verdict = fault;
            }
        }
        self.faulted |= verdict == fault;
        c.verdict = verdict as u8;
        c.len = if verdict == Verdict::Ok { bytes.len() as u16 } else { 0 };
        (c.sa, c.seq) = (sa, seq);
        self.account(op, verdict, len, bytes.len(), sa);
        (c, event)
    }

    fn account(&mut self, op: Op, verdict: Verdict, len: usize, out: usize, sa: u16) {
        use Counter::{RxOctets, RxOk, RxOkOctets, RxPkts, TxOctets, TxOk, TxOkOctets, TxPkts};
        let [pkts, octets, ok, ok_octets] = match op {
            Op::Decap => [RxPkts, RxOctets, RxOk, RxOkOctets],
            Op::Encap => [TxPkts, TxOctets, TxOk, TxOkOctets],
        };
        let mut add = |slot: usize, n: usize| self.counters[slot] += n as u64;
        add(pkts as usize, 1);
        add(octets as usize, len);
        if verdict == Verdict::Ok {
            add(ok as usize, 1);
            add(ok_octets as usize, out);
            if let Some([packets, octets]) = self.usage.get_mut(usize::from(sa)) {
                *packets += 1;
                *octets += if op == Op::Decap { out } else { len } as u64;
            }
        } else {
            add(verdict as usize, 1);
        }
    }

    fn event_log2(&self) -> u32 {
        self.register(reg::EV_CONTROL) >> 4 & 0xf
    }

    fn report(&mut self, mut e: respite_abi::Event) {
        self.counters[Counter::EvPkts as usize] += 1;
        let records = 1u32 << self.event_log2();
        let used = self.events.next.wrapping_sub(self.register(reg::EV_HEAD)) & (records - 1);
        let at = self.iova(reg::EV_BASE_LO) + u64::from(self.events.next & (records - 1)) * event::SIZE as u64;
        let enabled = self.register(reg::EV_CONTROL) & 1 != 0;
        let target = self.target(at, event::SIZE, true);
        let (true, Some((memory, offset))) = (enabled && used != records - 1, target) else {
            self.counters[Counter::EvOverflow as usize] += 1;
            return;
        };
        e.timestamp = self.cycles;
        e.phase = u32::from(self.events.next >> self.event_log2() & 1 == 0);
        let octets = e.encode();
        memory.copy_in(offset, &octets[..event::SIZE - 8]);
        let last = octets[event::SIZE - 8..].try_into().map_or(0, u64::from_le_bytes);
        memory.store_release((offset + event::SIZE) / 8 - 1, last);
        self.events.next = self.events.next.wrapping_add(1);
        self.counters[Counter::EvQueued as usize] += 1;
        self.raise(respite_abi::EVENT_VECTOR);
    }

    fn raise(&self, vector: usize) {
        if let (Some(fd), false) = (self.vectors.get(vector), self.mute) {
            let _ = rustix::io::write(fd, &1u64.to_ne_bytes());
        }
    }

    fn dma_words(&mut self, iova: u64) -> Option<[u64; 2]> {
        let (memory, offset) = self.target(iova, 16, false)?;
        Some(memory.load_entry((offset / 16) as u32))
    }

    /// Memory behind an IOVA range, as an IOMMU would find it.
    fn target(&mut self, iova: u64, len: usize, write: bool) -> Option<(DmaBuf, usize)> {
        let found = self.mapped.range(..=iova).next_back().and_then(|(start, (buf, access))| {
            let offset = (iova - start) as usize;
            let allowed = if write { access.writes() } else { access.reads() };
            (allowed && offset.is_multiple_of(16) && offset + len <= buf.len_bytes()).then(|| (buf.clone(), offset))
        });
        if found.is_none() {
            let c = if write { Counter::DmaWriteFaults } else { Counter::DmaReadFaults };
            self.counters[c as usize] += 1;
        }
        found
    }
}

/// Clock that the card claims.
const CLOCK_HZ: u32 = 250_000_000;

const _: () = assert!(PCI_VENDOR != 0xffff && PCI_DEVICE != 0xffff);

/// AES-GCM-16 alone.
const GCM: u32 = reg::caps1::transform(respite_abi::sa::Transform::AesGcm16);
