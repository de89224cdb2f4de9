//! A vfio-user server that answers with arbitrary octets.
//!
//! `cargo +nightly fuzz run hostile_server`; the same body runs on random input in `driver/tests/hostile.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| respite_driver::testing::hostile_server(data));
