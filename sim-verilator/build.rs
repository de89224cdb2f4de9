//! Compiles the emitted Verilog of the card into a static library (again only if it, or Verilator, changed).

use std::path::Path;
use std::process::ExitCode;

#[path = "src/ports.rs"]
mod ports;

fn main() -> ExitCode {
    // Relative to where Cargo runs this, the package's folder: the checkout may have moved since this was compiled.
    let file = Path::new("../hdl/verilog/respite_card.v");
    println!("cargo::rerun-if-changed={}", file.display());
    println!("cargo::rerun-if-changed=src/ports.rs");
    println!("cargo::rerun-if-env-changed=RESPITE_TOOLS");
    let verilog = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) => {
            println!("cargo::error={}: {e}", file.display());
            return ExitCode::FAILURE;
        }
    };
    let options = verilated::Options { trace: cfg!(feature = "trace"), ..Default::default() };
    if let Err(e) = verilated::link("respite_card", "respite_card", &verilog, &ports::ports(), &options) {
        for line in e.to_string().lines() {
            println!("cargo::error={line}");
        }
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
