//! IKE daemons of others, each in a network namespace of its own: for tests with them and measurements of them.
//!
//! ```text
//!   namespace left               namespace right
//!   whoever is tested ── veth ── charon, unpacked by scripts/setup --peers
//! ```
//! Needs root. Whatever goes wrong that is not a machine's lack is a panic with the daemon's log.
#![forbid(unsafe_code)]

pub mod lab;
pub mod strongswan;
pub mod tree;
