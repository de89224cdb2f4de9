//! Memory that host and card share: never a reference into it, only copies and word accesses.
//!
//! ```text
//!   memfd (sealed against shrinking) ── mmap ──> DmaBuf ── load / store / copy_in / copy_out
//!                                   └─ mapped at an IOVA by the transport
//! ```
//! The card writes this memory whenever it likes, so the compiler must not assume that it keeps its value: words are
//! atomics, octets are volatile. A word is loaded once and then checked, never loaded again.
#![allow(unsafe_code)]

use std::fmt;
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::{MemfdFlags, SealFlags};

use super::TransportError;

/// What the card may do with a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DmaAccess {
    /// The card reads.
    Read,
    /// The card writes.
    Write,
    /// The card reads and writes.
    ReadWrite,
}

impl DmaAccess {
    /// Whether the card may read.
    pub fn reads(self) -> bool {
        self != DmaAccess::Write
    }

    /// Whether the card may write.
    pub fn writes(self) -> bool {
        self != DmaAccess::Read
    }
}

/// Memory shared with the card. Clones are handles on the same memory.
#[derive(Clone)]
pub struct DmaBuf {
    words: NonNull<AtomicU64>,
    len_bytes: usize,
    iova: u64,
    memory: Arc<Memory>,
}

struct Memory {
    file: File,
    map: MmapRaw,
}

// SAFETY: the memory is reached through atomics and volatile accesses only, and `memory` keeps it mapped.
unsafe impl Send for DmaBuf {}
// SAFETY: as above; no method hands out a reference into the memory.
unsafe impl Sync for DmaBuf {}

impl DmaBuf {
    /// Allocates zeroed memory for a device that will know it as `iova`. `len` is a positive multiple of 4096.
    pub fn new(iova: u64, len: usize) -> Result<DmaBuf, TransportError> {
        if len == 0 || !len.is_multiple_of(4096) {
            return Err(TransportError::Mapping { iova, len: len as u64, why: "not a whole number of pages" });
        }
        let fd = rustix::fs::memfd_create("respite-dma", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)
            .map_err(TransportError::errno("allocate DMA memory"))?;
        rustix::fs::ftruncate(&fd, len as u64).map_err(TransportError::errno("size DMA memory"))?;
        // A device process that shrank the file would turn our next access into SIGBUS.
        rustix::fs::fcntl_add_seals(&fd, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)
            .map_err(TransportError::errno("seal DMA memory"))?;
        DmaBuf::from_file(File::from(fd), 0, iova, len)
    }

    /// Takes memory that another process allocated: `len` octets of `file` from `offset`, a multiple of 4096.
    ///
    /// The other process can end this one with SIGBUS unless the file is sealed against shrinking.
    pub fn from_file(file: File, offset: u64, iova: u64, len: usize) -> Result<DmaBuf, TransportError> {
        let io = TransportError::io("map DMA memory");
        let map = MmapOptions::new().offset(offset).len(len).populate().map_raw(&file).map_err(io)?;
        let words = NonNull::new(map.as_mut_ptr().cast::<AtomicU64>()).expect("a mapping is never at address 0");
        Ok(DmaBuf { words, len_bytes: len, iova, memory: Arc::new(Memory { file, map }) })
    }

    /// Address of the first octet as the card sees it.
    pub fn iova(&self) -> u64 {
        self.iova
    }

    /// Octets.
    pub fn len_bytes(&self) -> usize {
        self.len_bytes
    }

    /// Loads word `index` (octets 8·index to 8·index + 7, little-endian). Panics past the end.
    #[inline]
    pub fn load(&self, index: usize) -> u64 {
        u64::from_le(self.word(index).load(Ordering::Relaxed))
    }

    /// Loads word `index` such that later loads see at least what the card wrote before it.
    #[inline]
    pub fn load_acquire(&self, index: usize) -> u64 {
        u64::from_le(self.word(index).load(Ordering::Acquire))
    }

    /// Stores word `index`. Panics past the end.
    #[inline]
    pub fn store(&self, index: usize, value: u64) {
        self.word(index).store(value.to_le(), Ordering::Relaxed);
    }

    /// Stores word `index` such that whoever sees it also sees every store before it.
    #[inline]
    pub fn store_release(&self, index: usize, value: u64) {
        self.word(index).store(value.to_le(), Ordering::Release);
    }

    /// Loads a 16-octet entry, the last word first: whoever wrote the entry in order, or at once, wrote the rest before.
    #[inline]
    pub fn load_entry(&self, index: u32) -> [u64; 2] {
        let pair = self.entry(index);
        let high = pair[1].load(Ordering::Acquire);
        [u64::from_le(pair[0].load(Ordering::Relaxed)), u64::from_le(high)]
    }

    /// Stores a 16-octet entry, the last word last.
    #[inline]
    pub fn store_entry(&self, index: u32, [low, high]: [u64; 2]) {
        let pair = self.entry(index);
        pair[0].store(low.to_le(), Ordering::Relaxed);
        pair[1].store(high.to_le(), Ordering::Release);
    }

    /// Copies `data` to octet `offset`, a multiple of 8. Panics if it does not fit.
    pub fn copy_in(&self, offset: usize, data: &[u8]) {
        let words = self.span(offset, data.len());
        let (whole, rest) = data.as_chunks::<8>();
        for (word, chunk) in words.iter().zip(whole) {
            word.store(u64::from_ne_bytes(*chunk), Ordering::Relaxed);
        }
        let end = offset + 8 * whole.len();
        for (i, octet) in rest.iter().enumerate() {
            // SAFETY: `span` proved offset + data.len() <= len_bytes, and end + i is below that sum.
            unsafe { self.words.as_ptr().cast::<u8>().add(end + i).write_volatile(*octet) };
        }
    }

    /// Copies octets from octet `offset`, a multiple of 8, into `data`. Panics if the buffer ends before.
    pub fn copy_out(&self, offset: usize, data: &mut [u8]) {
        let words = self.span(offset, data.len());
        let (whole, rest) = data.as_chunks_mut::<8>();
        for (chunk, word) in whole.iter_mut().zip(words) {
            *chunk = word.load(Ordering::Relaxed).to_ne_bytes();
        }
        if let Some(last) = words.get(whole.len()) {
            rest.copy_from_slice(&last.load(Ordering::Relaxed).to_ne_bytes()[..rest.len()]);
        }
    }

    /// Start of the memory in this process, for the transports' system calls.
    pub(super) fn host_address(&self) -> u64 {
        self.memory.map.as_ptr() as u64
    }

    /// The file behind the memory, for a transport that passes it to the device's process.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.memory.file.as_fd()
    }

    #[inline]
    fn word(&self, index: usize) -> &AtomicU64 {
        if index >= self.len_bytes / 8 {
            outside(index.saturating_mul(8), 8, self.len_bytes);
        }
        // SAFETY: in bounds by the assertion, aligned because a mapping starts on a page, alive while `memory` is.
        // Other processes and devices may write the word at any time, which an atomic allows.
        unsafe { self.words.add(index).as_ref() }
    }

    #[inline]
    fn entry(&self, index: u32) -> &[AtomicU64; 2] {
        let offset = index as usize * 16;
        if offset >= self.len_bytes {
            outside(offset, 16, self.len_bytes);
        }
        // SAFETY: as in `word`. The length is a multiple of 16, so an entry that begins inside also ends inside.
        unsafe { self.words.byte_add(offset).cast().as_ref() }
    }

    /// The words of `len` octets from octet `offset`: one check for all of them.
    #[inline]
    fn span(&self, offset: usize, len: usize) -> &[AtomicU64] {
        if !offset.is_multiple_of(8) || offset > self.len_bytes || len > self.len_bytes - offset {
            outside(offset, len, self.len_bytes);
        }
        // SAFETY: as in `word`. The length is a multiple of 8, so a word that begins inside also ends inside.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().byte_add(offset), len.div_ceil(8)) }
    }
}

/// Apart from the checks, so that they cost the fast path a comparison and no more.
#[cold]
#[inline(never)]
fn outside(offset: usize, len: usize, len_bytes: usize) -> ! {
    panic!("{len} octets at {offset} of a DMA buffer of {len_bytes}")
}

impl fmt::Debug for DmaBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DmaBuf({:#x} octets at IOVA {:#x})", self.len_bytes, self.iova)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_come_back_at_every_length() {
        let buf = DmaBuf::new(0, 4096).expect("memory");
        for len in 0..64 {
            let data: Vec<u8> = (0..len).map(|i| i as u8 ^ 0x5a).collect();
            buf.copy_in(64, &[0xff; 72]);
            buf.copy_in(64, &data);
            let mut back = vec![0; len + 1];
            buf.copy_out(64, &mut back);
            assert_eq!(back[..len], data);
            assert_eq!(back[len], 0xff, "octet after {len}");
        }
    }

    #[test]
    fn words_and_octets_agree_on_byte_order() {
        let buf = DmaBuf::new(0, 4096).expect("memory");
        buf.store(1, 0x0807_0605_0403_0201);
        let mut b = [0; 8];
        buf.copy_out(8, &mut b);
        assert_eq!(b, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(buf.load_acquire(1), 0x0807_0605_0403_0201);
    }

    #[test]
    #[should_panic(expected = "octets at 4088")]
    fn copying_past_the_end_panics() {
        DmaBuf::new(0, 4096).expect("memory").copy_in(4088, &[0; 9]);
    }

    #[test]
    fn the_file_cannot_be_shrunk_under_us() {
        let buf = DmaBuf::new(0, 4096).expect("memory");
        assert!(rustix::fs::ftruncate(buf.fd(), 0).is_err());
    }
}
