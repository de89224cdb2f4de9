//! SA payloads, read and answered by a responder.
//!
//! `cargo +nightly fuzz run ike_proposals`; the same body runs over the seeds in `ike/tests/fuzz.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    respite_ike_testing::fuzz::proposals::run(data);
});
