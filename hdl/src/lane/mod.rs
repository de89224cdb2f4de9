//! The packet's way between the rings.
//!
//! ```text
//!   Arrival --> Parse --> Lookup --> Context ... Emitted --> Commit --> Outcome
//!                          |  ^ SpiCam                         |
//!                          v  `------- highest sequence -------'
//!                         Miss
//! ```
//! `Turn` takes the packets of bundles from Commit back to Parse.

pub mod bus;
pub mod cam;
pub mod commit;
pub mod emit;
pub mod engine;
mod hash;
mod infer;
pub mod issue;
pub mod lookup;
mod mask;
mod outer;
mod padding;
pub mod parse;
pub mod pool;
mod sa_table;
pub mod turn;
mod window;

use crate::common::{codes, fixed};
