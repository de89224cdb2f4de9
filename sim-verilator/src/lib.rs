//! The simulated card: the core's Verilog under Verilator, served as a PCI function over vfio-user.
//!
//! ```text
//!   client (driver, QEMU)
//!     │ vfio-user: registers, configuration space, mappings, eventfds
//!   server ── card ── pci, msix ........ what a PCIe bridge is on a board
//!               │
//!              pins ── Verilated model
//!               ├── axil ............... register access
//!               └── axi ── dma ......... host memory: latency, order, stalls, faults
//! ```
//! Deterministic for a given seed as far as the host's messages allow.
#![deny(unsafe_code)]

pub mod axi;
pub mod axil;
pub mod card;
pub mod dma;
pub mod error;
mod linked;
pub mod msix;
pub mod options;
pub mod pci;
pub mod pins;
pub mod ports;
pub mod server;
mod spawn;
pub mod statistics;
mod trace;

pub use card::Card;
pub use error::Error;
pub use linked::model;
pub use options::Options;
pub use spawn::{spawn, spawn_model, Handle};
pub use statistics::Statistics;
