//! Sends a capture through a card and tells what became of each packet.
//!
//! ```text
//!   capture ──policy──> batch ──submit──> card ──poll──┐
//!                └─ refused here ──────────────────────┤
//!                                                      v
//!   waiting  [row][row][row][row]   in the order of the capture; the front leaves when its fate is known
//!                │
//!                └──> OUT.pcap, REPORT.json
//! ```
//! Many packets are in flight, all of them in one queue. Memory is bounded by `MOST_WAITING`; a card that
//! stops answering ends the replay after `patience`. At the end the card's counters must agree with its completions.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use respite_abi::verdict::{FIRST_TX, SLOTS};
use respite_abi::{Counter, Op, Verdict};
use respite_driver::counters::Imbalance;
use respite_driver::{
    Afterlife, Card, Done, EventOptions, InvalidSpi, Moderation, Options, Packet, Queue, SaError, SaIndex, Snapshot,
};

use crate::capture::{Capture, CaptureError, PcapWriter, Time};
use crate::policy::{Policy, Way, MOST_OCTETS};
use crate::report::{EventRow, ReportWriter, Row};
use crate::sa_file::{install, InstallError, Sa};

/// What a replay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Packets of the capture.
    pub packets: u64,
    /// Those that came out.
    pub ok: u64,
    /// Card clocks from the first packet to the last.
    pub clocks: u64,
}

/// Why a replay was given up.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The capture is damaged.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// An output cannot be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    /// The card does not take an SA.
    #[error("SA {name}: {source}")]
    Sa {
        /// Its name.
        name: String,
        /// Why not.
        source: SaError,
    },
    /// The card failed.
    #[error(transparent)]
    Card(#[from] respite_driver::Error),
    /// The card has no queue.
    #[error("the card has no queue")]
    NoQueue,
    /// The card works on packets for too long.
    #[error("the card has not finished packet {packet} within {after:?}, {outstanding} are in flight")]
    Stalled {
        /// Index of the first packet without an answer.
        packet: u64,
        /// How long nothing came back.
        after: Duration,
        /// Packets that the card has.
        outstanding: usize,
    },
    /// A bus access of the card was refused, and since then nothing comes back: it was one to a ring.
    #[error("the card has met a bus error, and has not finished packet {packet} since; {outstanding} are in flight")]
    BusError {
        /// Index of the first packet without a verdict.
        packet: u64,
        /// Packets that the card has.
        outstanding: usize,
    },
    /// Somebody wants it to end.
    #[error("interrupted by a signal")]
    Interrupted,
    /// The card names an SA that cannot have had the packet.
    #[error("packet {packet}: the card says that SA number {sa} handled it")]
    StrangeSa {
        /// Index of the packet.
        packet: u64,
        /// Index of the SA in the card.
        sa: u16,
    },
    /// Event records are missing.
    #[error("{asked} packets had unknown SPIs, but {reported} are in event records and {lost} are counted as lost")]
    Events {
        /// Packets that asked for an event.
        asked: u64,
        /// Packets in records.
        reported: u64,
        /// Packets that the card counts as overflow.
        lost: u64,
    },
    /// Event records that cannot be.
    #[error("the card wrote {0} event records that cannot be")]
    Malformed(u64),
    /// Packets vanished in the card.
    #[error("the card's counters do not add up: {0}")]
    Imbalance(#[from] Imbalance),
    /// A counter differs from the completions.
    #[error("the card counts {counted} packets as {name}, but completed {completed} of them")]
    Miscounted {
        /// Name of the counter.
        name: &'static str,
        /// Its value.
        counted: u64,
        /// Completions with that verdict.
        completed: u64,
    },
}

/// How a replay sets a card up: one queue, buffers for any packet, events soon. `rate` 0 is no limit.
pub fn card_options(patience: Duration, rate: u32, burst: u16) -> Options {
    Options {
        queues: 1,
        entries: ENTRIES,
        buffers: ENTRIES,
        buffer_len: MOST_OCTETS,
        moderation: Moderation { count: BATCH as u32 / 2, time: Duration::from_micros(20) },
        events: EventOptions {
            records: 4096,
            age: Duration::from_micros(20),
            rate,
            burst,
            moderation: Moderation { count: 64, time: Duration::from_micros(20) },
        },
        timeout: patience,
        ..Options::default()
    }
}

/// Sends `capture` through `card`, and returns what was written to.
///
/// `progress` is told how many octets of the capture have been read. It ends when `stop` is raised.
pub fn replay<O: Write, R: Write>(
    mut card: Card,
    sas: &[Sa],
    capture: &mut Capture,
    (out, report): (O, R),
    patience: Duration,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<(Summary, O, R), ReplayError> {
    let queue = card.queues.drain(..).next().ok_or(ReplayError::NoQueue)?;
    let mut run = Run {
        card,
        queue,
        sas,
        indices: HashMap::new(),
        installed: Vec::with_capacity(sas.len()),
        numbers: HashMap::new(),
        policy: Policy::new(sas),
        batch: Vec::with_capacity(BATCH),
        done: Vec::with_capacity(ENTRIES),
        waiting: VecDeque::new(),
        first: 0,
        completed: [0; SLOTS],
        own: BTreeMap::new(),
        misses: Vec::new(),
        reported: 0,
        octets: Vec::new(),
        out: PcapWriter::new(out)?,
        report: ReportWriter::new(report)?,
        patience,
        stop,
        last: Instant::now(),
        ok: 0,
    };
    let clocks = run.install().and_then(|()| run.all(capture, progress));
    let finished = clocks.and_then(|clocks| Ok((clocks, run.settle_accounts()?)));
    // Keys do not stay in a card that is done, whether it did well or not.
    let removed = run.uninstall();
    let (clocks, counters) = finished?;
    removed?;
    let summary = Summary { packets: run.first, ok: run.ok, clocks };
    let report = run.report.finish(&counters, clocks, run.card.info.clock_hz)?;
    Ok((summary, run.out.into_inner(), report))
}

struct Run<'a, O, R> {
    card: Card,
    queue: Queue,
    sas: &'a [Sa],
    /// By number in the file.
    indices: HashMap<usize, SaIndex>,
    /// In the order in which they went into the card.
    installed: Vec<SaIndex>,
    /// By index in the card.
    numbers: HashMap<SaIndex, usize>,
    policy: Policy,
    batch: Vec<Packet>,
    done: Vec<Done>,
    waiting: VecDeque<Waiting>,
    /// Index of the first packet of `waiting`.
    first: u64,
    /// Completions by verdict; `ok` of either direction in the slots of its total.
    completed: [u64; SLOTS],
    /// What was refused here, by the names of the counters that it would have raised.
    own: BTreeMap<&'static str, u64>,
    misses: Vec<InvalidSpi>,
    /// Packets in event records so far.
    reported: u64,
    octets: Vec<u8>,
    out: PcapWriter<O>,
    report: ReportWriter<R>,
    patience: Duration,
    stop: &'a AtomicBool,
    /// When the card last did something.
    last: Instant,
    ok: u64,
}

/// A packet whose row has not been written.
struct Waiting {
    time: Time,
    in_len: usize,
    /// Number of the SA that it was given to.
    sa: Option<usize>,
    fate: Option<Fate>,
}

enum Fate {
    Refused(Verdict),
    Done(Done),
}

impl<O: Write, R: Write> Run<'_, O, R> {
    fn install(&mut self) -> Result<(), ReplayError> {
        let installed = install(self.sas, &mut self.card.sas, |number, index| {
            self.indices.insert(number, index);
            self.numbers.insert(index, number);
            self.installed.push(index);
        });
        installed.map_err(|InstallError { name, source }| ReplayError::Sa { name, source })
    }

    fn uninstall(&mut self) -> Result<(), ReplayError> {
        while let Some(index) = self.installed.pop() {
            let removed = self.card.sas.remove(index, Afterlife::Unknown);
            let name = || self.sas[self.numbers[&index]].name.clone();
            removed.map_err(|source| ReplayError::Sa { name: name(), source })?;
        }
        Ok(())
    }

    /// Sends every packet and waits for the last; returns the clocks that the card took.
    fn all(&mut self, capture: &mut Capture, progress: &mut dyn FnMut(u64)) -> Result<u64, ReplayError> {
        let began = self.clock()?;
        let mut octets = Vec::new();
        while let Some(frame) = capture.next(&mut octets)? {
            let way = if frame.ip { self.policy.way(&octets) } else { Way::Drop(Verdict::TxNotIp) };
            self.add(frame.time, &octets, way)?;
            if self.batch.len() == BATCH {
                self.turn(false)?;
                progress(capture.offset());
            }
        }
        while !self.waiting.is_empty() {
            self.turn(true)?;
        }
        progress(capture.offset());
        Ok(self.clock()? - began)
    }

    fn add(&mut self, time: Time, octets: &[u8], way: Way) -> Result<(), ReplayError> {
        while self.waiting.len() >= MOST_WAITING {
            self.turn(true)?;
        }
        let cookie = self.first + self.waiting.len() as u64;
        let mut waiting = Waiting { time, in_len: octets.len(), sa: None, fate: None };
        let packet = match way {
            Way::Drop(verdict) => {
                waiting.fate = Some(Fate::Refused(verdict));
                None
            }
            Way::Decap => Some(Packet::decap(self.buffer(octets)?, cookie)),
            Way::Encap(number) => {
                waiting.sa = Some(number);
                Some(Packet::encap(self.buffer(octets)?, self.indices[&number], cookie))
            }
        };
        // Waiting for a buffer moves the front, never the index of this packet.
        self.waiting.push_back(waiting);
        self.batch.extend(packet);
        Ok(())
    }

    fn buffer(&mut self, octets: &[u8]) -> Result<respite_driver::Buffer, ReplayError> {
        loop {
            if let Some(mut buffer) = self.queue.buffers.take() {
                self.queue.buffers.fill(&mut buffer, octets).expect("the policy refuses what no buffer holds");
                return Ok(buffer);
            }
            self.turn(true)?;
        }
    }

    /// Hands over what is ready and takes what is done; with `wait`, sleeps a moment if nothing is.
    fn turn(&mut self, wait: bool) -> Result<(), ReplayError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(ReplayError::Interrupted);
        }
        if self.queue.outstanding() == 0 {
            self.last = Instant::now();
        }
        self.queue.submit(&mut self.batch)?;
        let mut taken = self.queue.poll(&mut self.done, ENTRIES)?;
        if taken == 0 && wait && self.queue.outstanding() > 0 {
            self.queue.wait(NAP)?;
            taken = self.queue.poll(&mut self.done, ENTRIES)?;
        }
        if taken > 0 {
            self.last = Instant::now();
        } else if self.queue.outstanding() > 0 && self.last.elapsed() > HESITATION.min(self.patience) {
            let unanswered = self.waiting.iter().take_while(|w| w.fate.is_some()).count() as u64;
            let (packet, outstanding) = (self.first + unanswered, self.queue.outstanding());
            // One on a packet is that packet's verdict, and no reason to stop.
            if self.card.counters.status()?.dma_fault {
                return Err(ReplayError::BusError { packet, outstanding });
            }
            if self.last.elapsed() > self.patience {
                return Err(ReplayError::Stalled { packet, after: self.patience, outstanding });
            }
        }
        for done in self.done.drain(..) {
            let at = (done.cookie - self.first) as usize;
            self.waiting[at].fate = Some(Fate::Done(done));
        }
        while let Some(Waiting { fate: Some(_), .. }) = self.waiting.front() {
            if let Some(Waiting { time, in_len, sa, fate: Some(fate) }) = self.waiting.pop_front() {
                self.leave(time, in_len, sa, fate)?;
                self.first += 1;
            }
        }
        self.take_events()
    }

    /// Writes the row of the first packet, and the packet if it is good.
    fn leave(&mut self, time: Time, in_len: usize, given: Option<usize>, fate: Fate) -> Result<(), ReplayError> {
        let name = |number: Option<usize>| number.and_then(|n| self.sas.get(n)).map(|sa| sa.name.as_str());
        let index = self.first;
        let done = match fate {
            Fate::Done(done) => done,
            Fate::Refused(verdict) => {
                let (packets, octets) = if verdict as u8 >= FIRST_TX {
                    (Counter::TxPkts, Counter::TxOctets)
                } else {
                    (Counter::RxPkts, Counter::RxOctets)
                };
                for (counter, more) in [(verdict.name(), 1), (packets.name(), 1), (octets.name(), in_len as u64)] {
                    *self.own.entry(counter).or_default() += more;
                }
                let verdict = verdict.name();
                let row = Row { index, verdict, sa: name(given), seq: None, in_len, out_len: 0, clocks: None };
                return Ok(self.report.row(&row)?);
            }
        };
        let good = done.verdict == Verdict::Ok;
        let met = match done.op {
            Op::Encap => given.filter(|number| !good || self.indices.get(number) == Some(&done.sa())),
            Op::Decap if good || MEETS_AN_SA.contains(&done.verdict) => self.numbers.get(&done.sa()).copied(),
            Op::Decap => None,
        };
        let slot = match (good, done.op) {
            (false, _) => done.verdict as usize,
            (true, Op::Decap) => Counter::RxOk as usize,
            (true, Op::Encap) => Counter::TxOk as usize,
        };
        self.completed[slot] += 1;
        if good {
            if met.is_none() {
                return Err(ReplayError::StrangeSa { packet: index, sa: done.sa().number() });
            }
            self.ok += 1;
            self.octets.clear();
            self.queue.buffers.read_to(done.output(), &mut self.octets);
            self.out.write(time, &self.octets)?;
        }
        self.report.row(&Row {
            index,
            verdict: done.verdict.name(),
            sa: name(met),
            seq: good.then_some(done.seq),
            in_len,
            out_len: if good { self.octets.len() } else { 0 },
            clocks: Some(done.clocks()),
        })?;
        let Done { src, dst, .. } = done;
        std::iter::once(src).chain(dst).for_each(|buffer| self.queue.buffers.put(buffer));
        Ok(())
    }

    fn take_events(&mut self) -> Result<(), ReplayError> {
        self.card.events.poll(&mut self.misses)?;
        for miss in self.misses.drain(..) {
            self.reported += u64::from(miss.count);
            self.report.event(&EventRow::from(&miss))?;
        }
        Ok(())
    }

    /// Waits for the last events and checks the card's counters; returns them with what was refused here.
    fn settle_accounts(&mut self) -> Result<BTreeMap<&'static str, u64>, ReplayError> {
        let snapshot = self.last_events()?;
        snapshot.conservation()?;
        let totals = [Counter::RxOk, Counter::TxOk].map(|c| (c.name(), snapshot.total(c), c as usize));
        let drops = Verdict::ALL.iter().filter(|v| **v != Verdict::Ok);
        let drops = drops.map(|v| (v.name(), snapshot.drops(*v), *v as usize));
        for (name, counted, slot) in totals.into_iter().chain(drops) {
            let completed = self.completed[slot];
            if counted != completed {
                return Err(ReplayError::Miscounted { name, counted, completed });
            }
        }
        let mut counters: BTreeMap<_, _> = snapshot.iter().collect();
        for (name, more) in &self.own {
            *counters.entry(name).or_default() += more;
        }
        Ok(counters)
    }

    fn last_events(&mut self) -> Result<Snapshot, ReplayError> {
        let began = Instant::now();
        loop {
            self.take_events()?;
            let snapshot = self.card.counters.snapshot()?;
            let (asked, lost) = (snapshot.total(Counter::EvPkts), snapshot.total(Counter::EvOverflow));
            match self.card.events.malformed() {
                0 if self.reported + lost == asked => return Ok(snapshot),
                0 if began.elapsed() < self.patience => {}
                0 => return Err(ReplayError::Events { asked, reported: self.reported, lost }),
                records => return Err(ReplayError::Malformed(records)),
            }
            self.card.events.wait(NAP);
        }
    }

    /// The card's clock.
    fn clock(&mut self) -> Result<u64, ReplayError> {
        let hz = u128::from(self.card.info.clock_hz);
        // The driver rounds down to nanoseconds; rounding up gives the clock back as long as one takes a nanosecond or more.
        let clocks = (self.card.counters.now()?.as_nanos() * hz).div_ceil(1_000_000_000);
        Ok(u64::try_from(clocks).unwrap_or(u64::MAX))
    }
}

/// Verdicts of inbound packets for which the card had found an SA.
const MEETS_AN_SA: [Verdict; 10] = [
    Verdict::RxMismatch,
    Verdict::RxReplayDup,
    Verdict::RxReplayStale,
    Verdict::RxIcv,
    Verdict::RxPad,
    Verdict::RxDummy,
    Verdict::RxInner,
    Verdict::RxEcn,
    Verdict::RxExpired,
    Verdict::RxDstSmall,
];
/// Packets that are handed over at once.
const BATCH: usize = 64;
/// Entries of the rings; the card has at most one less.
const ENTRIES: usize = 256;
/// Packets without a row.
const MOST_WAITING: usize = 4096;
/// After so long without a sign of it, the card is asked how it is.
const HESITATION: Duration = Duration::from_secs(2);
/// Longest sleep without a look at the card.
const NAP: Duration = Duration::from_millis(20);
