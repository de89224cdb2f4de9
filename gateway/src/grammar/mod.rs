//! The line language: tables of rules, from which lines are read, completed, explained and documented.
//!
//! ```text
//!   Rule { syntax: "set peer <address:ip>", … } ──syntax──> Grammar (states and edges)
//!                                                             │
//!   "set pe 10.1.1.1" ──line──> words ──matcher──> rule + Args│ or: what is wrong at which column, what was expected
//!   "set pe?"         ──────────────────matcher──> choices with their help
//! ```
//! A configuration statement and a console command are the same thing here. As in IOS, keywords may be cut short as long as
//! they stay unique, and their case does not matter.

mod help;
mod kind;
mod line;
mod matcher;
mod syntax;

pub use help::explained;
#[cfg(test)]
pub(crate) use help::known as known_words;
pub(crate) use kind::protocol_name;
pub use kind::{Kind, Value};
pub use line::{words, LineError, Word, MAX_LINE};
pub use matcher::{Args, Atom, Choice, MatchError};
pub use syntax::{Grammar, Rule, SyntaxError};
