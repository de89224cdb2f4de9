//! The console: the line language of a router.
//!
//! ```text
//!   keys ──editor (history, Tab, ?)──> line ──Session──> Backend: the daemon, or what stands for it
//!                                       │  Router>  Router#  Router(config-if)#
//!                                       └─ commands (exec modes) or statements (configuration modes)
//! ```
//! A [`Session`] reads no keys and knows no sockets: single commands of the program go through it as well.

mod backend;
mod commands;
mod dialogue;
mod editor;
mod help;
mod session;

pub use backend::{Backend, BackendError, Clear};
pub use commands::{exec_grammar, Command, Level};
pub use dialogue::Dialogue;
pub use editor::{interact, ConsoleError};
pub use help::{complete, help};
pub use session::{Session, Step};
