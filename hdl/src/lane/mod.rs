//! The packet's way between the rings.
//!
//! ```text
//!   Arrival --> Parse --> Lookup --> Context ... Emitted --> Commit --> Outcome
//!                          |  ^ SpiCam                         |
//!                          v  `------- highest sequence -------'
//!                         Miss
//! ```

pub mod cam;
mod codes;
mod fixed;
mod hash;
pub mod parse;
