//! A card that lies in its registers, completions, events and configuration space.
//!
//! `cargo +nightly fuzz run hostile_device`; the same body runs on random input in `driver/tests/hostile.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| respite_driver::testing::hostile_device(data));
