//! Chains of IKEv1 payloads.
//!
//! `cargo +nightly fuzz run ike_v1_payloads`; the same body runs over the seeds in `ike/tests/fuzz.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    respite_ike_testing::fuzz::v1_payloads::run(data);
});
