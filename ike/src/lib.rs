//! IKEv1, IKEv2 and invalid-SPI recovery as a library without I/O.
//!
//! ```text
//!  datagram, time ──> Endpoint ──> v1::Sa | v2::Sa ──> wire, crypto
//!  invalid SPI    ──>    │  ^            │
//!  packet to send ──>    │  └─ Signal ───┘  (established, notified, failed)
//!                        v
//!                     recovery          poll_transmit, poll_sa_change, poll_report, poll_timeout
//! ```
//!
//! The caller owns sockets, clocks and the entropy source: time comes in as an argument, randomness from a seed. Equal
//! calls with an equal seed give equal octets. Nothing here blocks, panics on input, or grows without bound.
#![forbid(unsafe_code)]

pub mod config;
mod context;
pub mod crypto;
mod directory;
mod endpoint;
pub mod recovery;
pub mod report;
pub mod sa;
mod sadb;
mod spi_tag;
mod v1;
mod v2;
pub mod wire;

pub use config::Config;
pub use endpoint::{BundleSummary, CallError, Counters, Datagram, Endpoint, IkeSummary, InvalidSpi, Limit, Transmit};
