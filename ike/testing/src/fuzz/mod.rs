//! What the fuzz targets do with their input. `ike/tests/fuzz.rs` runs them over the seeds, `fuzz/` lets a fuzzer loose on them.

pub mod certificates;
pub mod endpoint;
pub mod proposals;
pub mod v1_payloads;
pub mod v2_payloads;
