//! Invalid-SPI recovery: what is done about a packet with an unknown SPI, and about a peer that reports one.
//!
//! ```text
//!   packet engine                                             authenticated peer
//!        │ unknown SPI                                             │ INVALID_SPI, Delete
//!        v                                                         v
//!     detector ── classify ── peer? ── seen? ── limits ─┐       originator ── whose? ── young? ── limits
//!        │ IKE SA there          none, allowed          │          │ IKEv1: delete    IKEv2: probe by rekey
//!        v                            v                 v          v
//!     report on it          open one (ladder), then   nothing   traffic negotiates anew
//! ```
//! Everything here decides and remembers; the endpoint looks things up and carries out. All memory is bounded: by the
//! number of configured peers, or by the capacity of a table that forgets its oldest first.

mod agenda;
pub mod config;
mod detector;
mod graveyard;
mod history;
mod ladder;
mod limits;
mod originator;

pub use config::Config;

pub(crate) use agenda::{Agenda, Task};
pub(crate) use detector::{Detector, Event, Situation, Verdict};
pub(crate) use graveyard::Graveyard;
pub(crate) use history::Table;
pub(crate) use ladder::opening;
pub(crate) use limits::{LogLimit, Replies};
pub(crate) use originator::{Act, Originator, Said};
