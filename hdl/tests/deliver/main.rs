//! Deliver in Verilator, against a memory that stalls, reorders and fails.

mod bench;
mod memory;
#[path = "../lane/record.rs"]
#[allow(dead_code)]
mod record;
