//! How the driver reaches a card: one trait, two buses.
//!
//! ```text
//!   Card / Queue / SaTable ──> dyn Transport ──┬── vfio       kernel VFIO, a real PCI function
//!                                              └── vfio_user  a device in another process, over a socket
//! ```
//! A transport owns what is unsafe about a device: BAR pointers, DMA mappings and interrupts. All the unsafe code of
//! the project's host side is in this folder. What a transport returns is untrusted all the same; the layers above
//! check it.

pub mod dma;
pub mod pci;
pub mod vfio;
pub mod vfio_user;

use std::ops::RangeInclusive;
use std::os::fd::BorrowedFd;
use std::time::Duration;

pub use dma::{DmaAccess, DmaBuf};
pub use vfio::VfioTransport;
pub use vfio_user::VfioUserTransport;

/// A PCI function: register access, DMA memory and interrupts.
///
/// Every method takes `&self`; implementations are free of data races, but two users of one register are the caller's
/// affair. No method blocks for longer than the transport's own timeout.
pub trait Transport: Send + Sync {
    /// What the bus says about the function.
    fn info(&self) -> &DeviceInfo;

    /// Reads a 32-bit register of a BAR. All ones is what a bus answers when nobody is there.
    fn read32(&self, bar: u8, offset: u32) -> Result<u32, TransportError>;

    /// Writes a 32-bit register of a BAR. The write may be posted: a later `read32` of the same BAR flushes it.
    fn write32(&self, bar: u8, offset: u32, value: u32) -> Result<(), TransportError>;

    /// Reads configuration space.
    fn config_read(&self, offset: u16, data: &mut [u8]) -> Result<(), TransportError>;

    /// Writes configuration space.
    fn config_write(&self, offset: u16, data: &[u8]) -> Result<(), TransportError>;

    /// Allocates zeroed memory of `len` octets and lets the device reach it at `iova`.
    ///
    /// `iova` and `len` are multiples of `DeviceInfo::page`. The memory lives until the last clone of the buffer is
    /// gone *and* the mapping is, whichever comes later.
    fn dma_alloc(&self, iova: u64, len: usize, access: DmaAccess) -> Result<DmaBuf, TransportError>;

    /// Takes a buffer away from the device.
    fn dma_free(&self, buf: &DmaBuf) -> Result<(), TransportError>;

    /// Connects MSI-X vector n to the n-th eventfd and enables MSI-X.
    fn msix_enable(&self, vectors: &[BorrowedFd<'_>]) -> Result<(), TransportError>;

    /// Disables MSI-X; succeeds if it is disabled already.
    fn msix_disable(&self) -> Result<(), TransportError>;

    /// Readable from when the host wants the function back: its driver is to be changed, or its slot to be emptied. The
    /// kernel waits for the transport's end, so there should be one. `None` where nobody asks.
    fn recall(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    /// Function-level reset. Registers and configuration space return to their reset values; mappings stay.
    fn reset(&self) -> Result<(), TransportError>;
}

/// What the bus says about a function.
#[derive(Clone, Debug)]
pub struct DeviceInfo {
    /// Octets of each BAR, 0 where there is none.
    pub bars: [u64; 6],
    /// MSI-X vectors.
    pub vectors: u32,
    /// IOVAs that may be mapped, in ascending order.
    pub iova: Vec<RangeInclusive<u64>>,
    /// Granule of DMA mappings in octets, a power of two.
    pub page: u64,
    /// Whether `Transport::reset` can work.
    pub resettable: bool,
}

/// Why a transport operation failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The device, or the process that serves it, is gone.
    #[error("the device is gone")]
    Gone,
    /// The server of the device hangs up before a word is said.
    #[error("its server hangs up on us: it has a client already, or is about to end")]
    Busy,
    /// An operating system call failed.
    #[error("{what}: {source}")]
    Io {
        /// The call's purpose.
        what: &'static str,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// No answer in time. The connection is unusable afterwards.
    #[error("{what}: no answer within {after:?}")]
    Timeout {
        /// The request.
        what: &'static str,
        /// How long the transport waited.
        after: Duration,
    },
    /// The device refused a request.
    #[error("{what}: refused by the device, {}", std::io::Error::from_raw_os_error(*.errno))]
    Refused {
        /// The request.
        what: &'static str,
        /// The device's reason as an `errno` value.
        errno: i32,
    },
    /// The device broke the transport's protocol. The connection is unusable afterwards.
    #[error("{what}: {field} is {found:#x}")]
    Protocol {
        /// The request or message.
        what: &'static str,
        /// The wrong field of the answer.
        field: &'static str,
        /// Its value.
        found: u64,
    },
    /// Access outside a BAR, configuration space, or misaligned.
    #[error("BAR {bar} has no register at {offset:#x}")]
    NoRegister {
        /// BAR, or `CONFIG` for configuration space.
        bar: u8,
        /// Octet offset.
        offset: u64,
    },
    /// An IOVA or a length that cannot be mapped.
    #[error("cannot map {len:#x} octets at IOVA {iova:#x}: {why}")]
    Mapping {
        /// First IOVA.
        iova: u64,
        /// Octets.
        len: u64,
        /// Reason.
        why: &'static str,
    },
    /// The function lacks a feature.
    #[error("the device has no {0}")]
    Unsupported(&'static str),
}

impl TransportError {
    /// `bar` of `NoRegister` for configuration space.
    pub const CONFIG: u8 = 7;

    pub(crate) fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> TransportError {
        move |source| TransportError::Io { what, source }
    }

    pub(crate) fn errno(what: &'static str) -> impl FnOnce(rustix::io::Errno) -> TransportError {
        move |e| TransportError::Io { what, source: e.into() }
    }
}

impl DeviceInfo {
    /// Refuses an access outside a BAR or off its natural alignment.
    pub(crate) fn check32(&self, bar: u8, offset: u32) -> Result<(), TransportError> {
        let size = self.bars.get(usize::from(bar)).copied().unwrap_or(0);
        if !offset.is_multiple_of(4) || u64::from(offset) + 4 > size {
            return Err(TransportError::NoRegister { bar, offset: offset.into() });
        }
        Ok(())
    }

    /// Refuses an IOVA range that the bus did not offer.
    pub(crate) fn check_iova(&self, iova: u64, len: usize) -> Result<(), TransportError> {
        let len = len as u64;
        let fail = |why| Err(TransportError::Mapping { iova, len, why });
        if len == 0 || !len.is_multiple_of(self.page) || !iova.is_multiple_of(self.page) {
            return fail("not a whole number of pages");
        }
        let Some(last) = iova.checked_add(len - 1) else { return fail("beyond the address space") };
        if !self.iova.iter().any(|r| r.contains(&iova) && r.contains(&last)) {
            return fail("outside the ranges that the bus offers");
        }
        Ok(())
    }
}
