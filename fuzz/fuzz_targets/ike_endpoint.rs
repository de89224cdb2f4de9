//! Two endpoints on a network that does what the input says.
//!
//! `cargo +nightly fuzz run ike_endpoint`; the same body runs over the seeds in `ike/tests/fuzz.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    respite_ike_testing::fuzz::endpoint::run(data);
});
