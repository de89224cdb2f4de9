//! Turn in lock-step with Rust-HDL's simulator; what it does is seen in the whole lane (`tests/engine/bundle.rs`).

use super::record::Record;
use respite_hdl::lane::turn::Turn;
use respite_hdl::types::Context;
use verilated::lockstep::Bench;
use verilated::Error;

#[test]
fn turn_runs_in_lock_step() -> Result<(), Error> {
    let bench = Bench::new("turn", Turn::default())?;
    bench.drive("head", |turn: &mut Turn, value| turn.head.next = Context::from_big(value)).run(
        2_000,
        4,
        |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2).into(),
            "bundled" => u32::from(cycle == 500).into(),
            _ => random,
        },
    )
}
