//! What operators are shown: typed state, as text in the layout of IOS or as JSON.
//!
//! ```text
//!   respite_ike: SaChange, Report ──> Ledger ──┐
//!   card, data path: counters ─────────────────┼──> state ──text──> as a router prints it
//!   log: Snapshot ─────────────────────────────┘      └───serde──> --json
//! ```

mod controller;
mod ike;
mod ipsec;
mod ledger;
mod logging;
mod ping;
mod recovery;

pub use controller::{show_controllers, ControllerState};
pub use ike::{show_ikev2_sa, show_isakmp_sa, Ikev2Sa, IsakmpSa, Phase1};
pub use ipsec::{show_ipsec_sa, Counters, Flow, Ident, InterfaceSas, ProtocolSas, SaState};
pub use ledger::{Ledger, Traffic};
pub use logging::show_logging;
pub use ping::{Echo, PingPlan, PingSummary};
pub use recovery::{show_recovery, RecoveryState};

/// Any of the states as JSON, for `--json`.
pub fn json<T: serde::Serialize>(state: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(state)
}
