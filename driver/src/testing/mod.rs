//! Cards without hardware, for the tests of this crate and of those that use it (feature `testing`).
//!
//! ```text
//!   SoftCard   registers, CAM, SA table, rings, events and counters in software; ESP framing without cryptography
//!   serve      a SoftCard behind a vfio-user socket
//!   hostile_*  a card and a server that lie, for fuzzers and tests
//! ```
//! Nothing here is secure, and nothing here is a model of the card's timing.

mod hostile;
mod model;
mod server;
mod soft;

pub use hostile::{hostile_device, hostile_server};
pub use server::serve;
pub use soft::{SoftCard, SoftConfig, Work};
