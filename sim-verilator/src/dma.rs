//! Host memory as the card sees it: only what the client mapped, only as the client allowed.
//!
//! ```text
//!   IOVA ──> mapping that covers it? permission? bus master on? ──> shared memory of the client
//!                       └── no: a fault, which the AXI side turns into an error response
//! ```
//! A file that is sealed against shrinking is mapped once, whole, however many mappings refer to it (a virtual IOMMU
//! makes one per page). Any other file is read and written by system call: its owner could shrink it at any time, and
//! a mapped access beyond its end would kill this process.
//! A mapping without a file is remembered but has no memory behind it: access to it is a fault.
#![allow(unsafe_code)]

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::atomic::{AtomicU64, AtomicU8, Ordering};
use std::sync::{Arc, Weak};

use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::SealFlags;
use rustix::io::Errno;

/// Why an access failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No mapping covers the address, or there is no memory behind it.
    Unmapped,
    /// The mapping forbids this kind of access.
    Forbidden,
    /// The command register does not let the function master the bus.
    NotMaster,
}

/// An access of the card that the mappings refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its first octet.
    pub iova: u64,
    /// What a write begins with; `None` for a read.
    pub write: Option<[u8; 16]>,
}

/// The client's mappings.
#[derive(Default)]
pub struct Dma {
    mappings: BTreeMap<u64, Mapping>,
    files: HashMap<(u64, u64), Weak<Backing>>,
    /// The function may master the bus.
    pub enabled: bool,
    /// The first refusal since it was taken.
    pub refused: Cell<Option<Refused>>,
}

/// A request to map.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// First IOVA.
    pub iova: u64,
    /// Octets.
    pub size: u64,
    /// Offset in the file.
    pub offset: u64,
    /// The card may read.
    pub read: bool,
    /// The card may write.
    pub write: bool,
}

struct Mapping {
    size: u64,
    offset: u64,
    read: bool,
    write: bool,
    backing: Option<Arc<Backing>>,
}

enum Backing {
    Mapped(MmapRaw),
    File(File),
}

impl Dma {
    /// Adds a mapping.
    pub fn map(&mut self, r: Request, file: Option<File>) -> Result<(), Errno> {
        let aligned = [r.iova, r.size, r.offset].iter().all(|v| v.is_multiple_of(PAGE));
        let Some(last) = r.size.checked_sub(1).and_then(|n| r.iova.checked_add(n)) else { return Err(Errno::INVAL) };
        if !aligned || !(r.read || r.write) {
            return Err(Errno::INVAL);
        }
        let below = self.mappings.range(..=last).next_back();
        if below.is_some_and(|(start, m)| start + (m.size - 1) >= r.iova) {
            return Err(Errno::EXIST);
        }
        if self.mappings.len() >= MOST_MAPPINGS {
            return Err(Errno::NOSPC);
        }
        let backing = file.map(|f| self.backing(f, &r)).transpose()?;
        let mapping = Mapping { size: r.size, offset: r.offset, read: r.read, write: r.write, backing };
        self.mappings.insert(r.iova, mapping);
        Ok(())
    }

    /// Removes the mappings that lie in a range. One that is only partly in it is refused and nothing changes.
    pub fn unmap(&mut self, iova: u64, size: u64) -> Result<(), Errno> {
        let Some(last) = size.checked_sub(1).and_then(|n| iova.checked_add(n)) else { return Err(Errno::INVAL) };
        let before = self.mappings.range(..iova).next_back();
        let end = self.mappings.range(iova..=last).next_back();
        if before.is_some_and(|(start, m)| start + (m.size - 1) >= iova)
            || end.is_some_and(|(start, m)| start + (m.size - 1) > last)
        {
            return Err(Errno::INVAL);
        }
        // Nothing at all to remove is common: an IOMMU is told to forget what it never knew.
        while let Some(start) = self.mappings.range(iova..=last).next().map(|(start, _)| *start) {
            self.mappings.remove(&start);
        }
        self.files.retain(|_, backing| backing.strong_count() > 0);
        Ok(())
    }

    /// Removes every mapping.
    pub fn clear(&mut self) {
        self.mappings.clear();
        self.files.clear();
        self.refused.take();
    }

    /// Notes a refusal. An access of a function that may not master the bus does not get as far as an IOMMU.
    pub fn refuse(&self, fault: Fault, access: Refused) {
        if fault != Fault::NotMaster && self.refused.get().is_none() {
            self.refused.set(Some(access));
        }
    }

    /// Number of mappings.
    pub fn len(&self) -> usize {
        self.mappings.len()
    }

    /// Whether nothing is mapped.
    pub fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// Copies host memory into `data`. On a fault its contents are undefined.
    pub fn read(&self, iova: u64, data: &mut [u8]) -> Result<(), Fault> {
        let mut done = 0;
        while done < data.len() {
            let (backing, offset, n) = self.find(iova, done, data.len(), |m| m.read)?;
            backing.read(offset, &mut data[done..done + n])?;
            done += n;
        }
        Ok(())
    }

    /// Copies `data` into host memory, in ascending order.
    pub fn write(&self, iova: u64, data: &[u8]) -> Result<(), Fault> {
        let mut done = 0;
        while done < data.len() {
            let (backing, offset, n) = self.find(iova, done, data.len(), |m| m.write)?;
            backing.write(offset, &data[done..done + n])?;
            done += n;
        }
        Ok(())
    }

    /// Whether an access of `len` octets would succeed as far as the mappings tell.
    pub fn check_write(&self, iova: u64, len: usize) -> Result<(), Fault> {
        let mut done = 0;
        while done < len {
            done += self.find(iova, done, len, |m| m.write)?.2;
        }
        Ok(())
    }

    /// Memory at `iova + done`, and how many octets of the access it holds.
    fn find(
        &self,
        iova: u64,
        done: usize,
        len: usize,
        allowed: fn(&Mapping) -> bool,
    ) -> Result<(&Backing, u64, usize), Fault> {
        if !self.enabled {
            return Err(Fault::NotMaster);
        }
        let at = iova.checked_add(done as u64).ok_or(Fault::Unmapped)?;
        let (start, mapping) = self.mappings.range(..=at).next_back().ok_or(Fault::Unmapped)?;
        let inside = at - start;
        if inside >= mapping.size {
            return Err(Fault::Unmapped);
        }
        if !allowed(mapping) {
            return Err(Fault::Forbidden);
        }
        let backing = mapping.backing.as_deref().ok_or(Fault::Unmapped)?;
        let room = usize::try_from(mapping.size - inside).unwrap_or(usize::MAX);
        Ok((backing, mapping.offset + inside, room.min(len - done)))
    }

    fn backing(&mut self, file: File, r: &Request) -> Result<Arc<Backing>, Errno> {
        let errno = |e: std::io::Error| Errno::from_io_error(&e).unwrap_or(Errno::INVAL);
        let data = file.metadata().map_err(errno)?;
        let end = r.offset.checked_add(r.size).ok_or(Errno::INVAL)?;
        if !data.is_file() || end > data.len() {
            return Err(Errno::INVAL);
        }
        let key = (data.dev(), data.ino());
        if let Some(known) = self.files.get(&key).and_then(Weak::upgrade) {
            if known.covers(end) {
                return Ok(known);
            }
        }
        let sealed = rustix::fs::fcntl_get_seals(&file).is_ok_and(|s| s.contains(SealFlags::SHRINK));
        let mapped = match usize::try_from(data.len()) {
            // A file that we may not write cannot be mapped for writing; by system call the error comes when it is due.
            Ok(len) if sealed => MmapOptions::new().len(len).map_raw(&file).ok(),
            _ => None,
        };
        let sharable = mapped.is_some();
        let backing = Arc::new(mapped.map_or(Backing::File(file), Backing::Mapped));
        if sharable {
            self.files.insert(key, Arc::downgrade(&backing));
        }
        Ok(backing)
    }
}

impl Backing {
    fn covers(&self, end: u64) -> bool {
        matches!(self, Backing::Mapped(map) if end <= map.len() as u64)
    }

    fn read(&self, offset: u64, data: &mut [u8]) -> Result<(), Fault> {
        let map = match self {
            Backing::File(file) => return file.read_exact_at(data, offset).map_err(|_| Fault::Unmapped),
            Backing::Mapped(map) => map,
        };
        let mut at = span(map, offset, data.len())?;
        let mut rest = data;
        while !rest.is_empty() {
            let n;
            if (at as usize).is_multiple_of(8) && rest.len() >= 8 {
                // SAFETY: `span` proved that the octets from `at` on lie inside the mapping, which `self` keeps alive;
                // the address is aligned. The client may write the word at any time, which an atomic allows.
                let word = unsafe { AtomicU64::from_ptr(at.cast()) }.load(Ordering::Acquire);
                n = 8;
                rest[..8].copy_from_slice(&word.to_ne_bytes());
            } else {
                // SAFETY: as above; an octet is always aligned.
                rest[0] = unsafe { AtomicU8::from_ptr(at) }.load(Ordering::Acquire);
                n = 1;
            }
            rest = &mut rest[n..];
            at = at.wrapping_add(n);
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Fault> {
        let map = match self {
            Backing::File(file) => return file.write_all_at(data, offset).map_err(|_| Fault::Forbidden),
            Backing::Mapped(map) => map,
        };
        let mut at = span(map, offset, data.len())?;
        let mut rest = data;
        while !rest.is_empty() {
            let n = match rest.first_chunk::<8>() {
                // Release: whoever sees the last word of a record sees the words before it.
                Some(word) if (at as usize).is_multiple_of(8) => {
                    // SAFETY: as in `read`.
                    unsafe { AtomicU64::from_ptr(at.cast()) }.store(u64::from_ne_bytes(*word), Ordering::Release);
                    8
                }
                _ => {
                    // SAFETY: as in `read`.
                    unsafe { AtomicU8::from_ptr(at) }.store(rest[0], Ordering::Release);
                    1
                }
            };
            rest = &rest[n..];
            at = at.wrapping_add(n);
        }
        Ok(())
    }
}

/// Address of `len` octets at `offset` of a mapping, if they are inside it.
fn span(map: &MmapRaw, offset: u64, len: usize) -> Result<*mut u8, Fault> {
    let offset = usize::try_from(offset).map_err(|_| Fault::Unmapped)?;
    if offset > map.len() || len > map.len() - offset {
        return Err(Fault::Unmapped);
    }
    Ok(map.as_mut_ptr().wrapping_add(offset))
}

/// Granule of mappings in octets.
pub const PAGE: u64 = 4096;
/// Most mappings: a virtual IOMMU makes one for each page of the guest.
const MOST_MAPPINGS: usize = 1 << 18;

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::MemfdFlags;

    fn memory(len: u64, sealed: bool) -> File {
        let fd = rustix::fs::memfd_create("test", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING).expect("memfd");
        rustix::fs::ftruncate(&fd, len).expect("size");
        if sealed {
            rustix::fs::fcntl_add_seals(&fd, SealFlags::SHRINK).expect("seal");
        }
        File::from(fd)
    }

    fn request(iova: u64, size: u64) -> Request {
        Request { iova, size, offset: 0, read: true, write: true }
    }

    fn dma() -> Dma {
        Dma { enabled: true, ..Dma::default() }
    }

    #[test]
    fn octets_pass_at_every_alignment_over_a_border_between_mappings() {
        for sealed in [true, false] {
            let mut d = dma();
            d.map(request(0x1000, PAGE), Some(memory(PAGE, sealed))).expect("first");
            d.map(request(0x2000, PAGE), Some(memory(PAGE, sealed))).expect("second");
            for at in 0x1fe0..0x2010 {
                let data: Vec<u8> = (0..40).map(|i| (at + i) as u8).collect();
                d.write(at, &data).expect("mapped");
                let mut back = [0; 40];
                d.read(at, &mut back).expect("mapped");
                assert_eq!(back[..], data);
            }
        }
    }

    #[test]
    fn one_file_is_mapped_once() {
        let mut d = dma();
        let file = memory(4 * PAGE, true);
        for i in 0..4 {
            let r = Request { offset: i * PAGE, ..request(0x10_0000 * (i + 1), PAGE) };
            d.map(r, Some(file.try_clone().expect("dup"))).expect("page");
        }
        assert_eq!(d.files.len(), 1);
        assert_eq!(d.files.values().next().map(Weak::strong_count), Some(4));
        d.write(0x30_0010, b"there").expect("mapped");
        let mut back = [0; 5];
        file.read_exact_at(&mut back, 2 * PAGE + 16).expect("read");
        assert_eq!(&back, b"there");
        d.unmap(0, u64::MAX).expect("all");
        assert!(d.files.is_empty());
    }

    #[test]
    fn odd_maps_are_refused() {
        let mut d = dma();
        let mut refused = |r: Request| d.map(r, Some(memory(2 * PAGE, true))).expect_err("odd");
        assert_eq!(refused(request(0x1001, PAGE)), Errno::INVAL);
        assert_eq!(refused(request(0x1000, 100)), Errno::INVAL);
        assert_eq!(refused(request(0x1000, 0)), Errno::INVAL);
        assert_eq!(refused(request(u64::MAX - PAGE + 1, 2 * PAGE)), Errno::INVAL);
        assert_eq!(refused(request(0x1000, 3 * PAGE)), Errno::INVAL);
        assert_eq!(refused(Request { offset: 2 * PAGE, ..request(0x1000, PAGE) }), Errno::INVAL);
        assert_eq!(refused(Request { offset: u64::MAX - PAGE + 1, ..request(0x1000, PAGE) }), Errno::INVAL);
        assert_eq!(refused(Request { read: false, write: false, ..request(0x1000, PAGE) }), Errno::INVAL);
        assert!(d.is_empty());
        d.map(request(0x4000, 2 * PAGE), None).expect("no file");
        for iova in [0x3000, 0x4000, 0x5000] {
            assert_eq!(d.map(request(iova, 2 * PAGE), None), Err(Errno::EXIST));
        }
        d.map(request(0x6000, PAGE), None).expect("adjacent");
    }

    #[test]
    fn what_is_not_mapped_allowed_or_backed_is_a_fault() {
        let mut d = dma();
        d.map(Request { write: false, ..request(0x1000, PAGE) }, Some(memory(PAGE, true))).expect("read only");
        d.map(Request { read: false, ..request(0x2000, PAGE) }, Some(memory(PAGE, true))).expect("write only");
        d.map(request(0x3000, PAGE), None).expect("no file");
        let mut b = [0; 32];
        assert_eq!(d.read(0, &mut b), Err(Fault::Unmapped));
        assert_eq!(d.read(u64::MAX - 8, &mut b), Err(Fault::Unmapped));
        assert_eq!(d.write(0x1000, &b), Err(Fault::Forbidden));
        assert_eq!(d.read(0x1ff0, &mut b), Err(Fault::Forbidden));
        assert_eq!(d.write(0x3000, &b), Err(Fault::Unmapped));
        assert_eq!(d.check_write(0x2ff0, 32), Err(Fault::Unmapped));
        d.enabled = false;
        assert_eq!(d.read(0x1000, &mut b), Err(Fault::NotMaster));
    }

    #[test]
    fn unmapping_half_a_mapping_is_refused() {
        let mut d = dma();
        d.map(request(0x1000, 2 * PAGE), None).expect("map");
        for (iova, size) in [(0x1000, PAGE), (0x2000, PAGE), (0x2000, 4 * PAGE), (0, 0)] {
            assert_eq!(d.unmap(iova, size), Err(Errno::INVAL));
        }
        d.unmap(0x8000, PAGE).expect("nothing there");
        d.unmap(0, 8 * PAGE).expect("whole");
        assert!(d.is_empty());
    }

    #[test]
    fn a_file_that_shrinks_is_a_fault_and_not_a_signal() {
        let mut d = dma();
        let file = memory(PAGE, false);
        d.map(request(0x1000, PAGE), Some(file.try_clone().expect("dup"))).expect("map");
        rustix::fs::ftruncate(&file, 0).expect("shrink");
        assert_eq!(d.read(0x1000, &mut [0; 16]), Err(Fault::Unmapped));
    }

    #[test]
    fn a_pipe_is_no_memory() {
        let (pipe, _other) = std::io::pipe().expect("pipe");
        let file = File::from(std::os::fd::OwnedFd::from(pipe));
        assert_eq!(dma().map(request(0x1000, PAGE), Some(file)), Err(Errno::INVAL));
    }
}
