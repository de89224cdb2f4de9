//! Interoperability: the endpoint against the IKE daemons of others, each in a network namespace of its own.
//!
//! ```text
//!   namespace left                      namespace right
//!   Endpoint + Runner (sockets, ESP) ── charon | pluto | iked, unpacked by scripts/setup --peers
//! ```
//! Needs root. What a machine lacks is said as `skipped: why`; in CI (`CI=true`) that is a failure. `scripts/interop`
//! writes docs/interop.md from what these tests saw.

mod certificates;
mod engine;
mod esp;
mod exchanges;
mod gateway;
mod harness;
mod libreswan;
mod libreswan_tests;
mod openiked;
mod openiked_tests;
mod proven;
mod recovery;
mod runner;
mod suites;
mod tunnel;

use respite_peers::{lab, strongswan, tree};

/// Where tests' files go.
const TMP: &str = env!("CARGO_TARGET_TMPDIR");
