//! MSI-X: table, pending bits and the eventfds that the client connected (PCI Local Bus 3.0 §6.8.2).
//!
//! ```text
//!   irq pulse ──> enabled? ──> masked, or no eventfd? ── no ──> write eventfd
//!                    │               └── yes: pending, until unmasked and connected
//!                    └── no: lost
//! ```
//! Connecting an eventfd does what a host's kernel does when a driver asks for the vector: MSI-X is enabled and the
//! vector unmasked. Clients that emulate the table themselves (QEMU) never write ours.

use std::fs::File;
use std::io::Write;

use respite_abi::VECTORS;
use rustix::event::{PollFd, PollFlags, Timespec};

/// Octets of the table.
pub const TABLE_LEN: usize = 16 * VECTORS;
/// Octets of the pending bits.
pub const PBA_LEN: usize = VECTORS.div_ceil(64) * 8;

/// What became of an interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raised {
    /// The client was told.
    Sent,
    /// The pending bit is set.
    Pending,
    /// MSI-X is off.
    Lost,
}

/// The function's MSI-X state.
#[derive(Default)]
pub struct Msix {
    /// Message address, data and vector control of each vector.
    table: [[u32; 4]; VECTORS],
    pending: u64,
    connected: [Option<File>; VECTORS],
    enabled: bool,
    all_masked: bool,
}

impl Msix {
    /// State after reset: off, every vector masked, nothing pending, nothing connected.
    pub fn new() -> Msix {
        let mut msix = Msix::default();
        msix.reset();
        msix
    }

    /// Function reset. Eventfds are the client's bookkeeping and stay; nothing is sent until MSI-X is enabled again.
    pub fn reset(&mut self) {
        self.table = [[0, 0, 0, MASKED]; VECTORS];
        (self.pending, self.enabled, self.all_masked) = (0, false, false);
    }

    /// MSI-X enable and function mask, as in the capability's message control.
    pub fn control(&mut self, enabled: bool, all_masked: bool) {
        (self.enabled, self.all_masked) = (enabled, all_masked);
        if !enabled {
            self.pending = 0;
        }
        self.send_pending();
    }

    /// Whether MSI-X is on.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The card raises a vector.
    pub fn raise(&mut self, vector: usize) -> Raised {
        if !self.enabled || vector >= VECTORS {
            return Raised::Lost;
        }
        self.pending |= 1 << vector;
        self.send_pending();
        if self.pending >> vector & 1 == 0 {
            Raised::Sent
        } else {
            Raised::Pending
        }
    }

    /// Connects a vector to an eventfd, or disconnects it.
    pub fn connect(&mut self, vector: usize, eventfd: Option<File>) {
        let (Some(slot), Some(entry)) = (self.connected.get_mut(vector), self.table.get_mut(vector)) else { return };
        if eventfd.is_some() {
            entry[3] &= !MASKED;
            self.enabled = true;
        }
        *slot = eventfd;
        self.send_pending();
    }

    /// Disconnects every vector and switches MSI-X off.
    pub fn disable(&mut self) {
        self.connected = Default::default();
        self.reset();
    }

    /// Masks or unmasks a vector.
    pub fn mask(&mut self, vector: usize, masked: bool) {
        if let Some(entry) = self.table.get_mut(vector) {
            entry[3] = entry[3] & !MASKED | u32::from(masked);
        }
        self.send_pending();
    }

    /// A word of the table.
    pub fn table_read(&self, offset: usize) -> u32 {
        self.table.get(offset / 16).map_or(0, |entry| entry[offset / 4 % 4])
    }

    /// Writes the octets of a word of the table whose strobes are set.
    pub fn table_write(&mut self, offset: usize, value: u32, strobe: u8) {
        let mask = (0..4).filter(|i| strobe >> i & 1 == 1).fold(0, |m, i| m | 0xff << (8 * i));
        let writable = [!3, !0, !0, MASKED][offset / 4 % 4] & mask;
        if let Some(entry) = self.table.get_mut(offset / 16) {
            let word = &mut entry[offset / 4 % 4];
            *word = *word & !writable | value & writable;
        }
        self.send_pending();
    }

    /// A word of the pending bits.
    pub fn pba_read(&self, offset: usize) -> u32 {
        if offset >= PBA_LEN {
            return 0;
        }
        (self.pending >> (8 * (offset & 4))) as u32
    }

    fn send_pending(&mut self) {
        if !self.enabled || self.all_masked || self.pending == 0 {
            return;
        }
        for vector in 0..VECTORS {
            if self.pending >> vector & 1 == 0 || self.table[vector][3] & MASKED != 0 {
                continue;
            }
            if let Some(eventfd) = &self.connected[vector] {
                self.pending &= !(1 << vector);
                signal(eventfd);
            }
        }
    }
}

/// Adds one to an eventfd. One that is full has told its reader already, and must not hold up the card.
fn signal(mut eventfd: &File) {
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut poll = [PollFd::new(eventfd, PollFlags::OUT)];
    if rustix::event::poll(&mut poll, Some(&now)).is_ok_and(|n| n == 1) {
        // A descriptor that refuses is the client's own fault, and its own loss.
        let _ = eventfd.write(&1u64.to_ne_bytes());
    }
}

/// Vector control: masked.
const MASKED: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::event::EventfdFlags;
    use std::io::Read;

    fn eventfd() -> File {
        File::from(rustix::event::eventfd(0, EventfdFlags::NONBLOCK).expect("eventfd"))
    }

    /// Signals since the last call.
    fn signals(mut f: &File) -> u64 {
        let mut count = [0; 8];
        f.read(&mut count).map_or(0, |_| u64::from_ne_bytes(count))
    }

    fn connected() -> (Msix, File) {
        let (mut m, fd) = (Msix::new(), eventfd());
        m.connect(2, Some(fd.try_clone().expect("dup")));
        (m, fd)
    }

    #[test]
    fn a_raised_vector_signals_its_eventfd_alone() {
        let (mut m, fd) = connected();
        assert_eq!(m.raise(2), Raised::Sent);
        assert_eq!(m.raise(1), Raised::Pending);
        assert_eq!(signals(&fd), 1);
        assert_eq!(m.pba_read(0), 1 << 1);
    }

    #[test]
    fn a_masked_vector_is_pending_until_it_is_unmasked() {
        let (mut m, fd) = connected();
        m.table_write(2 * 16 + 12, 1, 0xf);
        assert_eq!(m.raise(2), Raised::Pending);
        assert_eq!(m.raise(2), Raised::Pending);
        assert_eq!((signals(&fd), m.pba_read(0)), (0, 4));
        m.table_write(2 * 16 + 12, 0, 0xf);
        assert_eq!((signals(&fd), m.pba_read(0)), (1, 0));
    }

    #[test]
    fn the_function_mask_holds_every_vector() {
        let (mut m, fd) = connected();
        m.control(true, true);
        assert_eq!(m.raise(2), Raised::Pending);
        assert_eq!(signals(&fd), 0);
        m.control(true, false);
        assert_eq!(signals(&fd), 1);
    }

    #[test]
    fn with_msix_off_interrupts_are_lost() {
        let (mut m, fd) = connected();
        m.control(false, false);
        assert_eq!(m.raise(2), Raised::Lost);
        m.control(true, false);
        assert_eq!(signals(&fd), 0);
        m.disable();
        assert_eq!(m.raise(2), Raised::Lost);
        assert_eq!(m.raise(63), Raised::Lost);
    }

    #[test]
    fn a_vector_without_eventfd_is_pending_until_it_is_connected() {
        let (mut m, _fd) = connected();
        m.connect(2, None);
        assert_eq!(m.raise(2), Raised::Pending);
        let other = eventfd();
        m.connect(2, Some(other.try_clone().expect("dup")));
        assert_eq!(signals(&other), 1);
    }

    #[test]
    fn the_table_keeps_what_may_be_written() {
        let mut m = Msix::new();
        for (offset, kept) in [(0, 0xffff_fffc), (4, u32::MAX), (8, u32::MAX), (12, 1)] {
            m.table_write(16 + offset, u32::MAX, 0xf);
            assert_eq!(m.table_read(16 + offset), kept);
        }
        m.table_write(16 + 8, 0, 0b0010);
        assert_eq!(m.table_read(16 + 8), 0xffff_00ff);
        m.table_write(TABLE_LEN, u32::MAX, 0xf);
        assert_eq!(m.table_read(TABLE_LEN), 0);
    }
}
