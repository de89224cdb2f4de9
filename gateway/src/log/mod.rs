//! The log: lines as IOS writes them, limited in number, kept in a buffer.
//!
//! ```text
//!   Message ──> Limiter ──> Log ──> buffer (show logging), console, the system's log, syslog servers
//!                  └─ suppressed: counted, told once a minute
//! ```
//! Time is an argument; nothing here reads a clock. What came from a peer is escaped before it becomes part of a line.

mod buffer;
mod escape;
mod limit;
mod message;
mod stamp;
mod system;

pub use buffer::{Log, Settings, Snapshot};
pub use escape::escaped;
pub use limit::{Limiter, Limits, Verdict};
pub(crate) use message::{identity_text, Shown};
pub use message::{Message, Severity};
pub use stamp::Stamp;
pub use system::SystemLog;
