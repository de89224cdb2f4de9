//! Interoperability: the endpoint against the IKE daemons of others, each in a network namespace of its own.
//!
//! ```text
//!   namespace left                      namespace right
//!   Endpoint + Runner (sockets, ESP) ── charon | pluto | iked, unpacked by scripts/setup --peers
//! ```
//! Needs root. What a machine lacks is said as `skipped: why`; in CI (`CI=true`) that is a failure.

mod harness;
mod lab;
mod libreswan;
mod strongswan;
mod tree;
