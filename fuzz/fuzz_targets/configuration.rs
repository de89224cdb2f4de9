//! Text that calls itself a configuration: reading it never fails badly, and what was read is printed such that it reads the
//! same.
//!
//! `cargo +nightly fuzz run configuration`; `gateway/tests/configuration.rs` does the same with damaged configurations.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(first) = respite::config::parse(text) {
        let printed = respite::config::running_config(&first.config);
        let again = respite::config::parse(&printed).expect("what was printed is well-formed");
        assert_eq!(again.config, first.config);
    }
});
