//! Trials of whole gateways, which last longer than tests and end in figures.
//!
//! ```text
//!   times   a peer is lost, fifty times over: how long until a packet is answered
//!   soak    strongSwan as the peer: traffic, rekeys by both ends, then crashes
//!   flood   unknown SPIs, forged, onto a gateway with tunnels
//!   throughput   packets a second, and what one costs, with a card that does nothing and with the simulated one
//! ```
#![forbid(unsafe_code)]

mod error;
mod file;
pub mod flood;
mod forger;
pub mod soak;
pub mod throughput;
pub mod times;

pub use error::TrialError;
