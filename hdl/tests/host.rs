//! Counters and events in Verilator.

use respite_hdl::host::counters::Counters;
use respite_hdl::host::events::Events;
use rust_hdl_core::prelude::*;
use verilated::Model;

#[test]
fn counters_build() -> Result<(), verilated::Error> {
    let mut b = Counters::default();
    b.connect_all();
    Model::of("counters", &b)?;
    Ok(())
}

#[test]
fn events_build() -> Result<(), verilated::Error> {
    let mut b = Events::default();
    b.connect_all();
    Model::of("events", &b)?;
    Ok(())
}
