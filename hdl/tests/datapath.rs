//! Issue and Emit in Verilator.

use respite_hdl::lane::emit::Emit;
use respite_hdl::lane::issue::Issue;
use rust_hdl_core::prelude::*;
use verilated::Model;

#[test]
fn issue_builds() -> Result<(), verilated::Error> {
    let mut b = Issue::default();
    b.connect_all();
    Model::of("issue", &b)?;
    Ok(())
}

#[test]
fn emit_builds() -> Result<(), verilated::Error> {
    let mut b = Emit::default();
    b.connect_all();
    Model::of("emit", &b)?;
    Ok(())
}
