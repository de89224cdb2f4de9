//! User-space driver of the Respite card.
//!
//! ```text
//!                 ┌──────────────────────── Card::open ───────────────────────┐
//!   gateway ──>   queues      sas           events        counters
//!                 submit,     add, remove,  poll,         snapshot,
//!                 poll        usage         wait          status, now
//!                    │           │             │             │
//!                    └───────────┴── regs ─────┴─────────────┘
//!                                     │
//!                             dyn Transport:  kernel VFIO  |  vfio-user
//! ```
//! Everything that the card writes is untrusted: indices, lengths, verdicts and event fields are checked, all-ones
//! registers mean that the card is gone, every wait is bounded, and a lost interrupt costs latency, never progress.
//! Unsafe code is confined to `transport`.
#![deny(unsafe_code)]

pub mod cam;
pub mod card;
pub mod counters;
pub mod error;
pub mod events;
pub mod hmac;
pub mod interrupt;
pub mod keys;
pub mod options;
pub mod pool;
pub mod queue;
mod regs;
pub mod sa;
pub mod sa_table;
pub mod suite;
pub mod transport;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use card::{Card, CardInfo};
pub use counters::{Counters, Snapshot, Status};
pub use error::Error;
pub use events::{EventRing, InvalidSpi};
pub use hmac::HmacKey;
pub use interrupt::Interrupt;
pub use keys::{CipherKey, GcmKey, KeyError};
pub use options::{EventOptions, Moderation, Options};
pub use pool::{Buffer, Pool};
pub use queue::{Done, Packet, Queue, QueueStats};
pub use respite_abi::sa::Hash;
pub use sa::{Direction, Lifetime, Mode, Protocol, SaError, SaIndex, SaParams};
pub use sa_table::{Afterlife, SaTable, Usage};
pub use suite::Suite;
pub use transport::{DmaAccess, DmaBuf, Transport, TransportError, VfioTransport, VfioUserTransport};
