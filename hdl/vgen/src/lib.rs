//! Verilog back end over Rust-HDL's public AST: exact Rust widths, or a refusal.
//!
//! ```text
//!   Block --accept--> collect --> one module per distinct body --> Verilog-2005
//! ```
//! Call `connect_all()` on the block first.

mod error;
mod ports;
mod prototype;

use rust_hdl_core::prelude::Block;

pub use error::Error;
pub use ports::{ports, Dir, Port};

/// Verilog for `block`, whose top module is named `top`.
pub fn generate(top: &str, block: &impl Block) -> Result<String, Error> {
    let run = std::panic::AssertUnwindSafe(|| prototype::generate(top, block));
    std::panic::catch_unwind(run).map_err(|cause| {
        let text = cause.downcast_ref::<String>().cloned();
        let text = text.or_else(|| cause.downcast_ref::<&str>().map(|s| s.to_string()));
        Error::new(top, "", text.unwrap_or_default())
    })
}
