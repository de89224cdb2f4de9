//! A card that lies: registers, completions, events and configuration space as an attacker would write them.
//!
//! ```text
//!   entropy ──┬─> HostileCard: a software card whose reads are sometimes replaced, and which scribbles over shared memory
//!             └─> the caller: a random walk over the driver's whole interface
//! ```
//! Whatever the card does, the driver must come back: no panic, no endless loop, no octet from outside a buffer, no
//! buffer handed out twice. The functions here panic where it does not, so they serve fuzzers and tests alike.

use std::collections::HashSet;
use std::io::Write;
use std::net::IpAddr;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use respite_abi::{event, reg, Completion, Event, Op};

use super::{SoftCard, SoftConfig, Work};
use crate::transport::{pci, DeviceInfo, DmaAccess, DmaBuf, Transport, TransportError, VfioUserTransport};
use crate::{Afterlife, Card, Direction, Error, GcmKey, Options, Packet, Protocol, SaIndex, SaParams};

/// Opens a card that lies as `data` says, and uses it in every way. Panics if the driver misbehaves.
pub fn hostile_device(data: &[u8]) {
    let card = Arc::new(HostileCard::new(data));
    let mut caller = Entropy::new(data.iter().rev().copied().collect());
    let options = Options {
        queues: 2,
        entries: 1 << (1 + caller.below(4)),
        buffers: 24,
        buffer_len: 256,
        timeout: Duration::from_micros(100),
        ..Options::default()
    };
    let opened = card.bounded(|| Card::open(card.clone(), &options));
    let Ok(opened) = opened else { return };
    let mut walk = Walk::new(opened, &options);
    while caller.more() {
        card.scribble(&mut caller);
        card.bounded(|| walk.step(&mut caller));
    }
    card.bounded(|| drop(walk));
}

/// Connects to a vfio-user server that answers with `data` whatever it is asked. Panics if the client misbehaves.
pub fn hostile_server(data: &[u8]) {
    let Ok((client, mut server)) = UnixStream::pair() else { return };
    // More would block before there is a reader.
    if server.write_all(&data[..data.len().min(16384)]).is_err() || server.shutdown(std::net::Shutdown::Write).is_err()
    {
        return;
    }
    let Ok(t) = VfioUserTransport::over(client, Duration::from_millis(20)) else { return };
    let _ = pci::inspect(&t);
    let _ = t.read32(0, 0);
    let _ = t.dma_alloc(0x10_0000, 4096, DmaAccess::ReadWrite).and_then(|b| t.dma_free(&b));
    let _ = t.msix_disable();
    let _ = t.reset();
}

/// A software card that lies.
struct HostileCard {
    soft: SoftCard,
    entropy: Mutex<Entropy>,
    memory: Mutex<Vec<DmaBuf>>,
    accesses: AtomicU64,
    /// One read in so many is a lie.
    rarity: u64,
}

impl HostileCard {
    fn new(data: &[u8]) -> HostileCard {
        let mut entropy = Entropy::new(data.to_vec());
        let rarity = [2, 8, 64, 1024][entropy.below(4) as usize];
        HostileCard {
            soft: SoftCard::new(SoftConfig {
                log2_sas: 4,
                log2_buckets: 2,
                work: Work::OnDemand,
                ..SoftConfig::default()
            }),
            entropy: Mutex::new(entropy),
            memory: Mutex::new(Vec::new()),
            accesses: AtomicU64::new(0),
            rarity,
        }
    }

    fn entropy(&self) -> MutexGuard<'_, Entropy> {
        self.entropy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> MutexGuard<'_, Vec<DmaBuf>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one operation of the driver and counts how often it turns to the card.
    fn bounded<T>(&self, operation: impl FnOnce() -> T) -> T {
        let before = self.accesses.load(Ordering::Relaxed);
        let result = operation();
        let used = self.accesses.load(Ordering::Relaxed) - before;
        assert!(used < 100_000, "one operation took {used} accesses");
        result
    }

    /// Replaces a truth by a lie now and then.
    fn lie(&self, truth: u32) -> u32 {
        self.accesses.fetch_add(1, Ordering::Relaxed);
        let mut e = self.entropy();
        if e.below(self.rarity) != 0 {
            return truth;
        }
        match e.below(5) {
            0 => u32::MAX,
            1 => 0,
            2 => truth ^ 1 << e.below(32),
            _ => e.word() as u32,
        }
    }

    /// Writes into memory that the driver shared: completions and events that look right, or anything at all.
    fn scribble(&self, e: &mut Entropy) {
        if e.below(3) == 0 {
            self.soft.run();
        }
        for _ in 0..e.below(4) {
            let memory = self.memory();
            let Some(buf) = memory.get(e.below(memory.len() as u64) as usize) else { return };
            let words = (buf.len_bytes() / 8) as u64;
            match e.below(4) {
                0 => buf.store(e.below(words) as usize, e.word()),
                1 => {
                    let at = e.below(words.min(64)) as usize / 16 * 16;
                    let octets = random_event(e).encode();
                    buf.copy_in(at * 8, &octets);
                }
                _ => buf.store_entry(e.below(4) as u32, random_completion(e).encode()),
            }
        }
    }
}

fn random_completion(e: &mut Entropy) -> Completion {
    Completion {
        index: if e.below(8) == 0 { e.word() as u16 } else { e.below(4) as u16 },
        sa: if e.below(4) == 0 { e.below(18) as u16 } else { 0 },
        verdict: if e.below(2) == 0 { 0 } else { e.below(64) as u8 },
        len: [0, 1 + e.below(256) as u16, e.word() as u16][e.below(3) as usize],
        soft: e.below(2) == 0,
        phase: e.below(2) == 0,
        clocks: e.word() as u16,
        seq: e.word(),
    }
}

fn random_event(e: &mut Entropy) -> Event {
    let mut octets = [0; event::SIZE];
    octets.fill_with(|| e.word() as u8);
    let mut r = Event::decode(&octets);
    if e.below(4) != 0 {
        (r.kind, r.proto, r.flags) = (1, 50, e.below(16) as u8);
        (r.reserved0, r.reserved1, r.reserved2, r.phase) = (0, 0, 0, e.below(2) as u32);
        (r.src, r.dst) = ([0; 16], [0; 16]);
        (r.sport, r.dport, r.flow_label) = (0, 0, 0);
        (r.len, r.count) = (e.below(100) as u16, e.below(3) as u32);
    }
    r
}

impl Transport for HostileCard {
    fn info(&self) -> &DeviceInfo {
        self.soft.info()
    }

    fn read32(&self, bar: u8, offset: u32) -> Result<u32, TransportError> {
        let truth = self.soft.read32(bar, offset)?;
        // Without these the walk would seldom get as far as the interesting part.
        let known = [reg::ID, reg::ABI_VERSION, reg::CAPS0].contains(&(offset as u16));
        if known && self.entropy().below(4) != 0 {
            return Ok(truth);
        }
        Ok(self.lie(truth))
    }

    fn write32(&self, bar: u8, offset: u32, value: u32) -> Result<(), TransportError> {
        self.accesses.fetch_add(1, Ordering::Relaxed);
        match self.entropy().below(self.rarity * 8) {
            0 => Err(TransportError::Gone),
            1 => Ok(()), // swallowed
            _ => self.soft.write32(bar, offset, value),
        }
    }

    fn config_read(&self, offset: u16, data: &mut [u8]) -> Result<(), TransportError> {
        self.soft.config_read(offset, data)?;
        data.iter_mut().for_each(|b| *b = self.lie((*b).into()) as u8);
        Ok(())
    }

    fn config_write(&self, offset: u16, data: &[u8]) -> Result<(), TransportError> {
        self.soft.config_write(offset, data)
    }

    fn dma_alloc(&self, iova: u64, len: usize, access: DmaAccess) -> Result<DmaBuf, TransportError> {
        let buf = self.soft.dma_alloc(iova, len, access)?;
        self.memory().push(buf.clone());
        Ok(buf)
    }

    fn dma_free(&self, buf: &DmaBuf) -> Result<(), TransportError> {
        self.memory().retain(|b| b.iova() != buf.iova());
        self.soft.dma_free(buf)
    }

    fn msix_enable(&self, vectors: &[BorrowedFd<'_>]) -> Result<(), TransportError> {
        self.soft.msix_enable(vectors)
    }

    fn msix_disable(&self) -> Result<(), TransportError> {
        self.soft.msix_disable()
    }

    fn reset(&self) -> Result<(), TransportError> {
        self.soft.reset()
    }
}

/// The caller: every operation in any order, and the books of what it holds.
struct Walk {
    card: Card,
    entries: usize,
    /// Cookies that are with the card, by queue.
    inside: Vec<HashSet<u64>>,
    sas: Vec<SaIndex>,
    next_cookie: u64,
}

impl Walk {
    fn new(card: Card, options: &Options) -> Walk {
        let inside = card.queues.iter().map(|_| HashSet::new()).collect();
        Walk { card, entries: options.entries, inside, sas: Vec::new(), next_cookie: 0 }
    }

    fn step(&mut self, e: &mut Entropy) {
        let queue = e.below(self.card.queues.len() as u64) as usize;
        match e.below(12) {
            0..=3 => self.submit(queue, e),
            4..=6 => self.poll(queue, e),
            7 => {
                let mut events = Vec::new();
                let before = self.card.events.malformed();
                if let Ok(n) = self.card.events.poll(&mut events) {
                    assert!(n <= Options::default().events.records);
                    assert_eq!(events.len() as u64 + self.card.events.malformed() - before, n as u64);
                }
                assert!(events.iter().all(|v| v.spi > 255 && v.count > 0 && v.head.len() <= event::HEAD));
            }
            8 => self.control(e),
            9 => {
                if let Ok(s) = self.card.counters.snapshot() {
                    let _ = s.conservation();
                }
                let _ = (self.card.counters.now(), self.card.counters.status());
            }
            10 => {
                let _ = self.card.queues[queue].wait(Duration::ZERO);
                self.card.events.wait(Duration::ZERO);
            }
            _ => {
                let q = &self.card.queues[queue];
                assert!(q.room() < self.entries && q.outstanding() < self.entries);
            }
        }
    }

    fn submit(&mut self, queue: usize, e: &mut Entropy) {
        let q = &mut self.card.queues[queue];
        let mut batch = Vec::new();
        for _ in 0..e.below(6) {
            let Some(mut buffer) = q.buffers.take() else { break };
            let len = 20 + e.below(200) as usize;
            let mut packet = vec![0x45; len];
            packet[9] = 50;
            let _ = q.buffers.fill(&mut buffer, &packet);
            let op = if e.below(2) == 0 { Op::Decap } else { Op::Encap };
            let dst = if e.below(4) == 0 { q.buffers.take() } else { None };
            let sa = self.sas.first().copied().unwrap_or_default();
            batch.push(Packet { op, sa, src: buffer, dst, cookie: self.next_cookie });
            self.next_cookie += 1;
        }
        let cookies: Vec<u64> = batch.iter().map(|p| p.cookie).collect();
        let _ = q.submit(&mut batch);
        let handed_over = cookies.len() - batch.len();
        self.inside[queue].extend(&cookies[..handed_over]);
        for p in batch {
            q.buffers.put(p.src);
            p.dst.into_iter().for_each(|b| q.buffers.put(b));
        }
    }

    fn poll(&mut self, queue: usize, e: &mut Entropy) {
        let q = &mut self.card.queues[queue];
        let (most, outstanding) = (e.below(20) as usize, q.outstanding());
        let was_broken = q.is_broken();
        let mut done = Vec::new();
        let result = q.poll(&mut done, most);
        assert!(done.len() <= most.min(outstanding));
        match result {
            Ok(n) => assert_eq!(n, done.len()),
            Err(Error::Broken { .. }) => assert!(was_broken),
            Err(_) => assert!(q.is_broken()),
        }
        let mut out = Vec::new();
        for d in done {
            assert!(self.inside[queue].remove(&d.cookie), "cookie {} came back without having been inside", d.cookie);
            assert!(d.output().len() <= q.buffers.buffer_len());
            q.buffers.read_to(d.output(), &mut out);
            q.buffers.put(d.src);
            d.dst.into_iter().for_each(|b| q.buffers.put(b));
        }
        assert!(q.buffers.available() + self.inside[queue].len() <= q.buffers.count(), "a buffer came back twice");
    }

    fn control(&mut self, e: &mut Entropy) {
        let sas = &mut self.card.sas;
        let spi = e.below(300) as u32;
        match e.below(6) {
            0 | 1 => {
                let direction = if e.below(2) == 0 { Direction::Inbound } else { Direction::Outbound };
                let Ok(key) = GcmKey::new(&[7; 20]) else { return };
                let [src, dst] = [IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2])];
                if let Ok(sa) = sas.add(&SaParams::new(direction, spi, src, dst, key)) {
                    assert!(!self.sas.contains(&sa), "an SA was given out twice");
                    self.sas.push(sa);
                }
            }
            2 => {
                if let Some(sa) = self.sas.first().copied() {
                    let afterlife = if e.below(2) == 0 { Afterlife::Graveyard } else { Afterlife::Unknown };
                    if sas.remove(sa, afterlife).is_ok() {
                        self.sas.remove(0);
                    }
                }
            }
            3 => {
                let _ = sas.reserve_spi(Protocol::Esp, spi);
            }
            4 => {
                let _ = sas.forget_spi(Protocol::Esp, spi);
            }
            _ => {
                let _ = sas.usage(self.sas.first().copied().unwrap_or_default());
            }
        }
    }
}

/// Numbers from octets, and for ever after from a generator seeded with them.
struct Entropy {
    octets: std::vec::IntoIter<u8>,
    state: u64,
}

impl Entropy {
    fn new(octets: Vec<u8>) -> Entropy {
        let state =
            octets.iter().fold(0x9e37_79b9_7f4a_7c15, |a: u64, o| (a ^ u64::from(*o)).wrapping_mul(0x100_0000_01b3));
        Entropy { octets: octets.into_iter(), state: state | 1 }
    }

    /// Whether there are octets left.
    fn more(&self) -> bool {
        self.octets.len() > 0
    }

    /// Any number; takes one octet.
    fn word(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.rotate_left(u32::from(self.octets.next().unwrap_or(0))) ^ self.state >> 32
    }

    /// A number below `n`, 0 for 0; small ones follow the octets closely, for a fuzzer to steer.
    fn below(&mut self, n: u64) -> u64 {
        match (n, self.octets.next()) {
            (0, _) => 0,
            (1..=256, Some(o)) => u64::from(o) % n,
            _ => self.word() % n,
        }
    }
}
