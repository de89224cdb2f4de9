//! The contract between the card and its host: every shared layout, written once.
//!
//! ```text
//!   host memory                         BAR0 (AXI4-Lite)
//!   descriptor ring --fetch--> card     reg:   registers
//!   completion ring <--write-- card     sa:    security association image
//!   event ring      <--write-- card     cam:   SPI CAM entries and hash
//! ```
//! The driver encodes and decodes with these types, the HDL takes its constants and record layouts from them
//! (each checked by a test), and docs/registers.md is printed from the same table.
#![no_std]
#![forbid(unsafe_code)]

pub mod cam;
pub mod event;
pub mod reg;
pub mod ring;
pub mod sa;
pub mod verdict;

pub use event::Event;
pub use ring::{Completion, Descriptor, Op};
pub use verdict::{Counter, Verdict};

/// Contents of `reg::ID`: "RSPT" read as a little-endian word.
pub const CARD_ID: u32 = 0x5450_5352;
/// Contents of `reg::ABI_VERSION`: major in the upper half (must match), minor in the lower.
pub const ABI_VERSION: u32 = 0x0001_0001;
/// Longest packet the card takes, in bytes; a longer one completes with `rx_oversize` / `tx_oversize`.
pub const MAX_PACKET: u16 = 9600;
/// Alignment of every packet buffer and ring that the card accesses, in bytes (one AXI beat).
pub const DMA_ALIGN: u64 = 16;
/// Queue pairs of the default build.
pub const QUEUES: usize = 4;
/// MSI-X vectors: 0 is the event ring, 1 + q is queue pair q.
pub const VECTORS: usize = 1 + QUEUES;
/// Vector of the event ring.
pub const EVENT_VECTOR: usize = 0;
/// Widest IOVA the card drives, in bits.
pub const IOVA_BITS: u32 = 48;
/// PCI vendor id: not assigned by the PCI-SIG to anyone who sells cards; a board vendor puts its own here.
pub const PCI_VENDOR: u16 = 0x1234;
/// PCI device id.
pub const PCI_DEVICE: u16 = 0x5350;
/// PCI class code: encryption controller, other (0x108000).
pub const PCI_CLASS: u32 = 0x10_8000;
/// Size of BAR0: the core's registers, then the wrapper's MSI-X table and pending bits.
pub const BAR0_SIZE: u64 = 0x1_0000;
/// Bytes of BAR0 that the core decodes.
pub const CORE_WINDOW: u64 = 0x8000;
/// MSI-X table in BAR0 (owned by the PCIe wrapper, not by the core).
pub const MSIX_TABLE: u64 = 0x8000;
/// MSI-X pending bit array in BAR0.
pub const MSIX_PBA: u64 = 0x9000;
