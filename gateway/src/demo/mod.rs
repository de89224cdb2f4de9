//! The experiment of the seed, with two gateways in network namespaces and the kernel's own `ping`.
//!
//! ```text
//!   namespace A                                              namespace B
//!   10.0.0.1 (lo) ── respite0 ── gateway A ── eth0 ══════ eth0 ── gateway B ── respite0 ── 10.0.2.2 (lo)
//!                                          10.1.1.1    10.2.2.2
//! ```
//! B loses its SAs so that A does not hear of it; A keeps sending. With recovery the tunnel is repaired, without it A's
//! packets vanish.

mod cable;
mod case;
mod experiment;
mod host;
mod lab;
mod probe;
mod repetition;

pub use cable::Wire;
pub use case::{Case, Loss};
pub use experiment::{experiment, table, ExperimentError, Outcome};
pub use host::Host;
pub use lab::{inside, wait_for, Lab, LabError, Pings, Place, Side};
pub use probe::{probe, Echo, Echoes, Probe, PAYLOAD};
pub use repetition::{repeat, Recovery};
