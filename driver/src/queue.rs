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
//! Packets of different SAs complete in any order, so a slot is freed by its own completion and the ring's free space
//! ends at the oldest descriptor that is outstanding. A completion is believed only if its slot is outstanding and
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
    slots: Box<[Option<Slot>]>,
    mask: u32,
    log2: u32,
    /// Descriptors written, counted from the start and wrapping.
    tail: u32,
    /// Oldest descriptor that may be outstanding, counted likewise.
    head: u32,
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
    /// SA that handled the packet; meaningless where none was found.
    pub sa: SaIndex,
    /// What became of it.
    pub verdict: Verdict,
    /// The SA has reached a soft lifetime: time to rekey.
    pub soft_lifetime: bool,
    /// Card clocks from the descriptor's arrival to the completion, saturating at 65535.
    pub clocks: u16,
    /// Sequence number sent or received.
    pub seq: u64,
    /// The source buffer. Still the packet as submitted, unless the result was written over it.
    pub src: Buffer,
    /// The destination buffer, if there was one.
    pub dst: Option<Buffer>,
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
    src: Buffer,
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
}

impl Queue {
    pub(crate) fn new(parts: QueueParts) -> Queue {
        let log2 = parts.entries.trailing_zeros();
        Queue {
            submissions: parts.submissions,
            completions: parts.completions,
            slots: (0..parts.entries).map(|_| None).collect(),
            mask: parts.entries as u32 - 1,
            log2,
            tail: 0,
            head: 0,
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
        let room = self.room().min(batch.len());
        let mut taken = 0;
        let mut fault = None;
        for packet in &batch[..room] {
            if let Err(why) = self.push(packet) {
                fault = Some(Error::Packet { queue: self.number, position: taken, why });
                break;
            }
            taken += 1;
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
        let before = out.len();
        while out.len() - before < most {
            match self.pop() {
                Ok(Some(done)) => out.push(done),
                Ok(None) => break,
                Err(fault) => {
                    self.broken = true;
                    return Err(Error::Completion { queue: self.number, fault });
                }
            }
        }
        let taken = out.len() - before;
        self.stats.completed += taken as u64;
        Ok(taken)
    }

    /// Sleeps until a completion is likely, or `limit` (at most 100 ms) has passed. Fails if the card is gone.
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
                self.shared.regs.read(reg::STATUS)?;
            }
        }
        Ok(false)
    }

    /// Whether a completion is there to be polled.
    pub fn completion_waits(&self) -> bool {
        let at = (self.next & self.mask) as usize * 2;
        (self.completions.load(at + 1) >> 63 != 0) == self.phase()
    }

    /// Packets that `submit` would take now.
    #[inline]
    pub fn room(&self) -> usize {
        // One entry stays empty, so that a full ring differs from an empty one.
        (self.mask - self.tail.wrapping_sub(self.head)) as usize
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

    #[inline]
    fn push(&mut self, packet: &Packet) -> Result<(), &'static str> {
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
        *slot = Some(Slot {
            cookie: packet.cookie,
            src: packet.src.duplicate(),
            dst: packet.dst.as_ref().map(Buffer::duplicate),
            op: packet.op,
        });
        let words =
            Descriptor { src, len: packet.src.len() as u16, dst, sa: packet.sa.number(), op: packet.op }.encode();
        self.submissions.store(at as usize * 2, words[0]);
        self.submissions.store(at as usize * 2 + 1, words[1]);
        self.tail = self.tail.wrapping_add(1);
        Ok(())
    }

    fn ring(&mut self) -> Result<(), Error> {
        // The card must not see the tail before the descriptors.
        fence(Ordering::Release);
        self.stats.doorbells += 1;
        let result = self.shared.regs.write(self.doorbell, self.tail & self.mask);
        self.broken |= result.is_err();
        result
    }

    #[inline]
    fn pop(&mut self) -> Result<Option<Done>, CompletionFault> {
        let at = (self.next & self.mask) as usize * 2;
        // The phase bit is in the last word, and the card writes both words at once.
        let high = self.completions.load_acquire(at + 1);
        if (high >> 63 != 0) != self.phase() {
            return Ok(None);
        }
        let c = Completion::decode([self.completions.load(at), high]);
        let index = CompletionFault::Index { index: c.index };
        // A ring of fewer than 4096 entries has no slot for a larger index.
        let slot = self.slots.get_mut(usize::from(c.index)).and_then(Option::take).ok_or(index)?;
        let Slot { cookie, mut src, mut dst, op } = slot;
        let verdict = c.known_verdict().ok_or(CompletionFault::Verdict { code: c.verdict })?;
        if verdict == Verdict::Ok {
            let capacity = self.buffers.buffer_len() as u16;
            if c.len == 0 || c.len > capacity {
                return Err(CompletionFault::Length { len: c.len, capacity });
            }
            if c.sa >= self.sas {
                return Err(CompletionFault::Sa { sa: c.sa });
            }
            dst.as_mut().unwrap_or(&mut src).set_len(c.len);
        } else {
            if c.len != 0 {
                return Err(CompletionFault::Length { len: c.len, capacity: 0 });
            }
            if (c.verdict >= FIRST_TX) != (op == Op::Encap) {
                return Err(CompletionFault::Verdict { code: c.verdict });
            }
        }
        self.next = self.next.wrapping_add(1);
        while self.head != self.tail && self.slots[(self.head & self.mask) as usize].is_none() {
            self.head = self.head.wrapping_add(1);
        }
        Ok(Some(Done {
            cookie,
            op,
            sa: SaIndex::new(c.sa),
            verdict,
            soft_lifetime: c.soft,
            clocks: c.clocks,
            seq: c.seq,
            src,
            dst,
        }))
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
