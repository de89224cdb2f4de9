//! Cards without hardware, for the tests of this crate and of those that use it (feature `testing`).
//!
//! ```text
//!   SoftCard   registers, CAM, SA table, rings, events and counters in software; ESP framing without cryptography
//!   serve      a SoftCard behind a vfio-user socket
//! ```
//! Nothing here is secure, and nothing here is a model of the card's timing.

mod model;
mod server;
mod soft;

pub use server::serve;
pub use soft::{SoftCard, SoftConfig, Work};
