//! The card: an ESP engine with an on-chip SPI CAM, in Rust-HDL.
//!
//! ```text
//!            host/                        lane/                              crypto/
//!  AXI4 R -> fetch --> packet ring --> issue ----------------- slots ----> conveyor
//!              |  Arrival               ^ Context                             | slots + tag
//!              +--> parse --> SPI CAM --> lookup                              v
//!                                          | events                        emit --> hold ring
//!                                          v                                  | Emitted
//!  AXI4 W <- deliver <---- Outcome ------------------------- commit <---------+
//!  AXI-Lite <-> control (registers, SA and CAM writes), counters, events, interrupts
//! ```
//! docs/architecture.md describes each block's contract; `types` holds the records between them.

pub mod card;
pub mod common;
pub mod crypto;
pub mod harness;
pub mod host;
pub mod lane;
pub mod types;
