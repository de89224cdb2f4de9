//! Packet buffers of one queue: fixed size, in memory that the card can reach.
//!
//! ```text
//!   take ──> Buffer ──fill──> Packet ──submit──> card ──poll──> Done ──read──> put
//! ```
//! A `Buffer` is an owned token: whoever holds it is the only user of its octets, and a buffer that the card works on
//! is held by the queue. A token that is dropped instead of put back is lost to the pool until the card is reopened.

use std::fmt;
use std::num::{NonZeroU16, NonZeroU64};
use std::sync::atomic::{AtomicU16, Ordering};

use crate::transport::DmaBuf;

/// The buffers of one queue.
pub struct Pool {
    memory: DmaBuf,
    stride: u32,
    free: Vec<u32>,
    count: u32,
    id: NonZeroU16,
    /// Buffer 0, empty: the others differ by their index.
    first: NonZeroU64,
}

/// One buffer, and how many octets of it are a packet.
///
/// A single word, because it is moved several times a packet: `index[31:0] len[47:32] pool[63:48]`.
#[derive(PartialEq, Eq)]
#[must_use = "a buffer that is dropped is lost to its pool"]
pub struct Buffer(NonZeroU64);

/// A packet that does not fit a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{len} octets in a buffer of {capacity}")]
pub struct TooLong {
    /// Octets of the packet.
    pub len: usize,
    /// Octets of a buffer.
    pub capacity: usize,
}

impl Pool {
    /// `memory` holds at least `count` buffers of `stride` octets, a multiple of 64.
    pub(crate) fn new(memory: DmaBuf, stride: usize, count: usize) -> Pool {
        assert!(stride.is_multiple_of(64) && stride <= 16384 && count * stride <= memory.len_bytes());
        let count = count as u32;
        // Ids tell pools apart within a process; after 65535 pools they repeat, and then only the check weakens.
        let id = NonZeroU16::new(NEXT_ID.fetch_add(1, Ordering::Relaxed)).unwrap_or(NonZeroU16::MAX);
        let first = NonZeroU64::new(u64::from(id.get()) << 48).expect("the id is not zero");
        Pool { memory, stride: stride as u32, free: (0..count).rev().collect(), count, id, first }
    }

    /// A free buffer, empty.
    #[inline]
    pub fn take(&mut self) -> Option<Buffer> {
        self.free.pop().map(|index| Buffer(self.first | u64::from(index)))
    }

    /// Gives a buffer back. Panics on one of another pool.
    #[inline]
    pub fn put(&mut self, buffer: Buffer) {
        self.check(&buffer);
        self.free.push(buffer.index());
    }

    /// Copies a packet into a buffer.
    pub fn fill(&self, buffer: &mut Buffer, packet: &[u8]) -> Result<(), TooLong> {
        if packet.len() > self.stride as usize {
            return Err(TooLong { len: packet.len(), capacity: self.stride as usize });
        }
        self.memory.copy_in(self.offset(buffer), packet);
        *buffer = self.with_len(buffer, packet.len() as u16);
        Ok(())
    }

    /// Declares that the first `len` octets of a buffer are the packet, written with `write` or left by the card.
    #[inline]
    pub fn sized(&self, buffer: Buffer, len: usize) -> Buffer {
        self.check(&buffer);
        self.with_len(&buffer, len.min(self.stride as usize) as u16)
    }

    /// Copies the packet, or as much as fits `out`, out of a buffer; returns the number of octets.
    pub fn read(&self, buffer: &Buffer, out: &mut [u8]) -> usize {
        let len = out.len().min(buffer.len());
        self.memory.copy_out(self.offset(buffer), &mut out[..len]);
        len
    }

    /// Appends the packet to `out`.
    pub fn read_to(&self, buffer: &Buffer, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + buffer.len(), 0);
        self.memory.copy_out(self.offset(buffer), &mut out[start..]);
    }

    /// Free buffers.
    pub fn available(&self) -> usize {
        self.free.len()
    }

    /// All buffers, free or not.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// Octets of a buffer.
    pub fn buffer_len(&self) -> usize {
        self.stride as usize
    }

    /// IOVA of a buffer's first octet; `None` for a buffer of another pool.
    #[inline]
    pub(crate) fn iova(&self, buffer: &Buffer) -> Option<u64> {
        (buffer.pool() == self.id.get())
            .then(|| self.memory.iova() + u64::from(buffer.index()) * u64::from(self.stride))
    }

    /// The token of a buffer of this pool with another length.
    #[inline]
    pub(crate) fn with_len(&self, buffer: &Buffer, len: u16) -> Buffer {
        Buffer(self.first | u64::from(buffer.index()) | u64::from(len) << 32)
    }

    fn offset(&self, buffer: &Buffer) -> usize {
        self.check(buffer);
        buffer.index() as usize * self.stride as usize
    }

    #[inline]
    fn check(&self, buffer: &Buffer) {
        assert!(buffer.pool() == self.id.get(), "a buffer belongs to the queue that it came from");
    }
}

impl Buffer {
    /// Octets of the packet.
    #[inline]
    pub fn len(&self) -> usize {
        usize::from((self.0.get() >> 32) as u16)
    }

    /// Whether there is no packet.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the queue keeps while the card has the buffer: the token itself moves into the slot and out again.
    #[inline]
    pub(crate) fn duplicate(&self) -> Buffer {
        Buffer(self.0)
    }

    #[inline]
    fn index(&self) -> u32 {
        self.0.get() as u32
    }

    #[inline]
    fn pool(&self) -> u16 {
        (self.0.get() >> 48) as u16
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer {} of pool {}, {} octets", self.index(), self.pool(), self.len())
    }
}

static NEXT_ID: AtomicU16 = AtomicU16::new(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(count: usize) -> Pool {
        Pool::new(DmaBuf::new(0x10000, 4096).expect("memory"), 128, count)
    }

    #[test]
    fn every_buffer_is_handed_out_once_and_comes_back() {
        let mut p = pool(32);
        let taken: Vec<Buffer> = std::iter::from_fn(|| p.take()).collect();
        assert_eq!((taken.len(), p.available()), (32, 0));
        let mut iovas: Vec<u64> = taken.iter().filter_map(|b| p.iova(b)).collect();
        iovas.sort_unstable();
        assert!(iovas.iter().enumerate().all(|(i, v)| *v == 0x10000 + 128 * i as u64));
        taken.into_iter().for_each(|b| p.put(b));
        assert_eq!(p.available(), 32);
    }

    #[test]
    fn a_packet_is_read_back_as_it_was_filled() {
        let mut p = pool(2);
        let mut b = p.take().expect("buffer");
        assert_eq!(p.fill(&mut b, &[7; 129]), Err(TooLong { len: 129, capacity: 128 }));
        p.fill(&mut b, &[7; 77]).expect("fits");
        let mut out = Vec::new();
        p.read_to(&b, &mut out);
        assert_eq!(out, [7; 77]);
        assert_eq!(p.read(&b, &mut [0; 10]), 10);
        p.put(b);
    }

    #[test]
    #[should_panic(expected = "belongs to the queue")]
    fn a_buffer_of_another_queue_is_refused() {
        let b = pool(1).take().expect("buffer");
        pool(1).put(b);
    }
}
