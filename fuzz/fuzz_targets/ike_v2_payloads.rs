//! Chains of IKEv2 payloads, and the frame around protected ones.
//!
//! `cargo +nightly fuzz run ike_v2_payloads`; the same body runs over the seeds in `ike/tests/fuzz.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    respite_ike_testing::fuzz::v2_payloads::run(data);
});
