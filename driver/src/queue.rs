//! A queue pair: descriptors out, completions in, no allocation and no lock on the way.
//!
//! ```text
//!               tail                 card fetches
//!   submit ──────>[d][d][d][ ][ ] ──────────────────┐
//!     doorbell, once per batch                      v
//!   slots         [s][s][s][ ][ ]  what was handed in, by descriptor index
//!                                                   │
//!   poll <────────[c][c][ ][ ][ ] <─────────────────┘   phase bit tells new from old
//! ```
//! Packets of different SAs complete in any order, so a slot is freed by its own completion, and the ring is full when
//! the next slot is outstanding. A completion is believed only if its slot is outstanding and
//! verdict, length and SA are possible; a card that lies breaks the queue, and nothing else.

use std::sync::atomic::{fence, Ordering};
use std::sync::Arc;
use std::time::Duration;

use respite_abi::verdict::FIRST_TX;
use respite_abi::{reg, Completion, Descriptor, Op, Verdict};

use crate::card::Shared;
use crate::error::{CompletionFault, Error};
use crate::interrupt::Interrupt;
use crate::pool::{Buffer, Pool};
use crate::sa::SaIndex;
use crate::transport::DmaBuf;

/// A queue pair with its buffers.
pub struct Queue {
    submissions: DmaBuf,
    completions: DmaBuf,
    slots: Box<[Slot]>,
    mask: u32,
    log2: u32,
    /// Descriptors written, counted from the start and wrapping.
    tail: u32,
    /// Completions consumed, counted likewise.
    next: u32,
    sas: u16,
    broken: bool,
    doorbell: u16,
    number: u8,
    stats: QueueStats,
    shared: Arc<Shared>,
    /// The packet buffers.
    pub buffers: Pool,
    /// Raised when completions are there.
    pub interrupt: Interrupt,
}

/// A packet for the card.
#[derive(Debug)]
pub struct Packet {
    /// What to do with it.
    pub op: Op,
    /// SA for `Op::Encap`; ignored otherwise.
    pub sa: SaIndex,
    /// The packet, and where the result goes unless `dst` is there.
    pub src: Buffer,
    /// Where the result goes.
    pub dst: Option<Buffer>,
    /// Returned with the completion, for the caller's own use.
    pub cookie: u64,
}

/// A packet that the card is done with.
#[derive(Debug)]
pub struct Done {
    /// The caller's.
    pub cookie: u64,
    /// What was asked for.
    pub op: Op,
    /// What became of it.
    pub verdict: Verdict,
    /// Sequence number sent or received.
    pub seq: u64,
    /// The source buffer. Still the packet as submitted, unless the result was written over it.
    pub src: Buffer,
    /// The destination buffer, if there was one.
    pub dst: Option<Buffer>,
    /// The completion's second word, for what few callers ask for.
    word: u64,
}

/// What a queue has done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueStats {
    /// Packets handed to the card.
    pub submitted: u64,
    /// Packets that came back.
    pub completed: u64,
    /// Doorbell writes.
    pub doorbells: u64,
    /// Waits that ended without an interrupt although completions were there: lost or late interrupts.
    pub missed_interrupts: u64,
}

struct Slot {
    cookie: u64,
    /// `None` while the slot is free.
    src: Option<Buffer>,
    dst: Option<Buffer>,
    op: Op,
}

/// What a queue is made of.
pub(crate) struct QueueParts {
    pub(crate) number: u8,
    pub(crate) submissions: DmaBuf,
    pub(crate) completions: DmaBuf,
    pub(crate) entries: usize,
    pub(crate) sas: u16,
    pub(crate) buffers: Pool,
    pub(crate) interrupt: Interrupt,
    pub(crate) shared: Arc<Shared>,
}

impl Packet {
    /// A packet to be decapsulated in place.
    pub fn decap(src: Buffer, cookie: u64) -> Packet {
        Packet { op: Op::Decap, sa: SaIndex::default(), src, dst: None, cookie }
    }

    /// A packet to be encapsulated in place.
    pub fn encap(src: Buffer, sa: SaIndex, cookie: u64) -> Packet {
        Packet { op: Op::Encap, sa, src, dst: None, cookie }
    }
}

impl Done {
    /// The buffer with the result if the verdict is `ok`.
    #[inline]
    pub fn output(&self) -> &Buffer {
        self.dst.as_ref().unwrap_or(&self.src)
    }

    /// SA that handled the packet; meaningless where none was found.
    #[inline]
    pub fn sa(&self) -> SaIndex {
        SaIndex::new(self.completion().sa)
    }

    /// The SA has reached a soft lifetime: time to rekey.
    #[inline]
    pub fn soft_lifetime(&self) -> bool {
        self.completion().soft
    }

    /// Card clocks from the descriptor's arrival to the completion, modulo 2^16.
    #[inline]
    pub fn clocks(&self) -> u16 {
        self.completion().clocks
    }

    #[inline]
    fn completion(&self) -> Completion {
        Completion::decode([self.seq, self.word])
    }
}

impl Queue {
    pub(crate) fn new(parts: QueueParts) -> Queue {
        let log2 = parts.entries.trailing_zeros();
        Queue {
            submissions: parts.submissions,
            completions: parts.completions,
            slots: (0..parts.entries).map(|_| Slot { cookie: 0, src: None, dst: None, op: Op::Decap }).collect(),
            mask: parts.entries as u32 - 1,
            log2,
            tail: 0,
            next: 0,
            sas: parts.sas,
            broken: false,
            doorbell: reg::DOORBELL + u16::from(parts.number) * reg::QUEUE_STRIDE,
            number: parts.number,
            stats: QueueStats::default(),
            shared: parts.shared,
            buffers: parts.buffers,
            interrupt: parts.interrupt,
        }
    }

    /// Hands packets to the card, from the front of `batch`, as many as there is room for; returns how many.
    ///
    /// Those that were handed over are removed from `batch`. The doorbell is rung once. An impossible packet ends the
    /// batch with an error and stays in it; those before it are on their way.
    pub fn submit(&mut self, batch: &mut Vec<Packet>) -> Result<usize, Error> {
        if self.broken {
            return Err(self.refuse());
        }
        let most = batch.len().min(self.most_room() as usize);
        let mut taken = 0;
        let mut fault = None;
        for packet in &batch[..most] {
            match self.push(packet) {
                Ok(true) => taken += 1,
                Ok(false) => break,
                Err(why) => {
                    fault = Some(Error::Packet { queue: self.number, position: taken, why });
                    break;
                }
            }
        }
        batch.drain(..taken);
        if taken > 0 {
            self.stats.submitted += taken as u64;
            self.ring()?;
        }
        fault.map_or(Ok(taken), Err)
    }

    /// Takes up to `most` completions and appends them to `out`; returns how many.
    ///
    /// After an error the completions before it are in `out`, and the queue takes no more work.
    pub fn poll(&mut self, out: &mut Vec<Done>, most: usize) -> Result<usize, Error> {
        if self.broken {
            return Err(self.refuse());
        }
        let most = most.min(self.outstanding());
        out.reserve(most);
        let capacity = self.buffers.buffer_len() as u16;
        let mut next = self.next;
        let end = next.wrapping_add(most as u32);
        let mut fault = None;
        while next != end {
            // The phase bit is the last bit of the entry, and the card writes an entry at once.
            let words = self.completions.load_entry(next & self.mask);
            if (words[1] >> 63 != 0) != (next >> self.log2 & 1 == 0) {
                break;
            }
            let c = Completion::decode(words);
            // A ring of fewer than 4096 entries has no slot for a larger index.
            let slot = self.slots.get_mut(usize::from(c.index));
            let Some((slot, mut src)) = slot.and_then(|s| s.src.take().map(|src| (s, src))) else {
                fault = Some(CompletionFault::Index { index: c.index });
                break;
            };
            let mut dst = slot.dst.as_ref().map(Buffer::duplicate);
            let mut verdict = Verdict::Ok;
            if c.verdict == Verdict::Ok as u8 && c.len.wrapping_sub(1) < capacity && c.sa < self.sas {
                match &mut dst {
                    None => src = self.buffers.with_len(&src, c.len),
                    Some(dst) => *dst = self.buffers.with_len(dst, c.len),
                }
            } else {
                match check_rare(words, slot.op, capacity, self.sas) {
                    Ok(v) => verdict = v,
                    Err(why) => {
                        fault = Some(why);
                        break;
                    }
                }
            }
            out.push(Done { cookie: slot.cookie, op: slot.op, verdict, seq: c.seq, src, dst, word: words[1] });
            next = next.wrapping_add(1);
        }
        let taken = next.wrapping_sub(self.next) as usize;
        self.next = next;
        self.stats.completed += taken as u64;
        match fault {
            None => Ok(taken),
            Some(fault) => {
                self.broken = true;
                Err(Error::Completion { queue: self.number, fault })
            }
        }
    }

    /// Sleeps until a completion is likely, or `limit` (at most 100 ms) has passed. Fails if the card is gone or was
    /// reset.
    ///
    /// Poll after it whatever it returns: `true` says that an interrupt came.
    pub fn wait(&mut self, limit: Duration) -> Result<bool, Error> {
        if self.interrupt.wait(limit) {
            return Ok(true);
        }
        if self.outstanding() > 0 {
            if self.completion_waits() {
                self.stats.missed_interrupts += 1;
            } else {
                self.shared.regs.status()?;
            }
        }
        Ok(false)
    }

    /// Whether a completion is there to be polled.
    pub fn completion_waits(&self) -> bool {
        let [_, high] = self.completions.load_entry(self.next & self.mask);
        (high >> 63 != 0) == self.phase()
    }

    /// Packets that `submit` would take now.
    pub fn room(&self) -> usize {
        let free = |i: &u32| self.slots[(self.tail.wrapping_add(*i) & self.mask) as usize].src.is_none();
        (0..self.most_room()).take_while(free).count()
    }

    /// Packets that the card has.
    pub fn outstanding(&self) -> usize {
        self.tail.wrapping_sub(self.next) as usize
    }

    /// Number of the queue pair.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Totals since the queue was opened.
    pub fn stats(&self) -> QueueStats {
        self.stats
    }

    /// Whether the card broke the ring's rules.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Writes a descriptor; `false` if its slot is still outstanding.
    #[inline]
    fn push(&mut self, packet: &Packet) -> Result<bool, &'static str> {
        let Some(src) = self.buffers.iova(&packet.src) else { return Err("has a buffer of another queue") };
        if packet.src.is_empty() {
            return Err("is empty");
        }
        let dst = match &packet.dst {
            None => src,
            Some(dst) => self.buffers.iova(dst).ok_or("has a buffer of another queue")?,
        };
        let at = self.tail & self.mask;
        let slot = self.slots.get_mut(at as usize).ok_or("has no slot")?;
        if slot.src.is_some() {
            return Ok(false);
        }
        slot.cookie = packet.cookie;
        slot.src = Some(packet.src.duplicate());
        slot.dst = packet.dst.as_ref().map(Buffer::duplicate);
        slot.op = packet.op;
        let len = packet.src.len() as u16;
        let descriptor = Descriptor { src, len, dst, sa: packet.sa.number(), op: packet.op };
        self.submissions.store_entry(at, descriptor.encode());
        self.tail = self.tail.wrapping_add(1);
        Ok(true)
    }

    fn ring(&mut self) -> Result<(), Error> {
        // The card must not see the tail before the descriptors.
        fence(Ordering::Release);
        self.stats.doorbells += 1;
        let result = self.shared.regs.write(self.doorbell, self.tail & self.mask);
        self.broken |= result.is_err();
        result
    }

    /// Packets that the card may have in addition: one entry stays empty, so that a full ring differs from an empty one.
    #[inline]
    fn most_room(&self) -> u32 {
        self.mask - self.tail.wrapping_sub(self.next)
    }

    /// Phase bit of the pass that the next completion belongs to: 1 on the first.
    #[inline]
    fn phase(&self) -> bool {
        self.next >> self.log2 & 1 == 0
    }

    fn refuse(&self) -> Error {
        Error::Broken { queue: self.number }
    }
}

/// Believes a completion that is not a plain success: a drop, or one that cannot be.
#[cold]
fn check_rare(words: [u64; 2], op: Op, capacity: u16, sas: u16) -> Result<Verdict, CompletionFault> {
    let c = Completion::decode(words);
    let unknown = CompletionFault::Verdict { code: c.verdict };
    let verdict = c.known_verdict().ok_or(unknown)?;
    if verdict == Verdict::Ok {
        if c.sa >= sas {
            return Err(CompletionFault::Sa { sa: c.sa });
        }
        return Err(CompletionFault::Length { len: c.len, capacity });
    }
    if (c.verdict >= FIRST_TX) != (op == Op::Encap) {
        return Err(unknown);
    }
    if c.len != 0 {
        return Err(CompletionFault::Length { len: c.len, capacity: 0 });
    }
    Ok(verdict)
}
