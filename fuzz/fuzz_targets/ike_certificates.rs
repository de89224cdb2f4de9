//! A peer's proof by certificate.
//!
//! `cargo +nightly fuzz run ike_certificates`; the same body runs over the seeds in `ike/tests/fuzz.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    respite_ike_testing::fuzz::certificates::run(data);
});
