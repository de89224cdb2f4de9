//! A peer's proof by certificate.
//!
//! `cargo +nightly fuzz run ike_certificates`; the same body runs over the seeds in `ike/tests/fuzz`.
#![no_main]

#[path = "../../ike/tests/fuzz/targets/mod.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    targets::certificates::run(data);
});
