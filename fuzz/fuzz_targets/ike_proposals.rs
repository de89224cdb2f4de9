//! SA payloads, read and answered by a responder.
//!
//! `cargo +nightly fuzz run ike_proposals`; the same body runs over the seeds in `ike/tests/fuzz`.
#![no_main]

#[path = "../../ike/tests/fuzz/targets/mod.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    targets::proposals::run(data);
});
