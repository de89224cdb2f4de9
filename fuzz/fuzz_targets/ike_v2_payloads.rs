//! Chains of IKEv2 payloads, and the frame around protected ones.
//!
//! `cargo +nightly fuzz run ike_v2_payloads`; the same body runs over the seeds in `ike/tests/fuzz`.
#![no_main]

#[path = "../../ike/tests/fuzz/targets/mod.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    targets::v2_payloads::run(data);
});
