//! What tests, examples and fuzzers of `respite-ike` share: endpoints in virtual time, and what fuzzers do with them.
//!
//! ```text
//!   configs ─> pair: two endpoints, two engines, a network ─> tests, diagram (docs/exchanges.md)
//!   octets  ─> fuzz: one function for each target ─> ike/tests/fuzz.rs, fuzz/
//! ```
//! What goes wrong here is a panic: it is a test's failure.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used)]

pub mod configs;
pub mod diagram;
pub mod engine;
pub mod fuzz;
pub mod pair;

pub use configs::*;
pub use pair::*;

/// Takes what an endpoint has to tell; how many bundles came up.
pub fn bundles_up(endpoint: &mut respite_ike::Endpoint) -> usize {
    use respite_ike::report::Report;
    while endpoint.poll_sa_change().is_some() {}
    std::iter::from_fn(|| endpoint.poll_report()).filter(|report| matches!(report, Report::BundleUp { .. })).count()
}
