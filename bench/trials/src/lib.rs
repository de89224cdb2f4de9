//! Trials of whole gateways, which last longer than tests and end in figures.
//!
//! ```text
//!   times   a peer is lost, fifty times over: how long until a packet is answered
//! ```
#![forbid(unsafe_code)]

pub mod times;
