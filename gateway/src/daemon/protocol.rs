//! What operators' programs and the gateway say to each other over its control socket: JSON, one value a line.
//!
//! ```text
//!   {"Clear":{"Sa":null}}                      "Done"
//!   {"Ping":{"target":"10.0.2.2",…}}           {"Echo":…} {"Echo":…} "Done"
//! ```
//! Whoever can open the socket may do everything: it has mode 0600.

use serde::{Deserialize, Serialize};

use crate::console::Clear;
use crate::log::Snapshot;
use crate::show::{ControllerState, Echo, Ikev2Sa, InterfaceSas, IsakmpSa, PingPlan, RecoveryState};
use crate::telemetry::Stats;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// The running configuration.
    Config,
    /// Puts this configuration in force.
    Configure(String),
    /// Keeps this configuration for the next start.
    Save(String),
    /// Reads the startup configuration again and puts it in force.
    Reload,
    IsakmpSas,
    Ikev2Sas,
    IpsecSas,
    Controllers,
    Recovery,
    Log,
    Clear(Clear),
    Ping(PingPlan),
    Stats,
}

/// An answer. A ping has many, the last of which is `Done` or `Failed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    Done,
    Failed(String),
    /// A configuration.
    Config(String),
    /// What an operator should see.
    Lines(Vec<String>),
    IsakmpSas(Vec<IsakmpSa>),
    Ikev2Sas(Vec<Ikev2Sa>),
    IpsecSas(Vec<InterfaceSas>),
    Controllers(Vec<ControllerState>),
    Recovery(RecoveryState),
    Log(Snapshot),
    Echo(Echo),
    Stats(Box<Stats>),
}

/// Octets of a line: a configuration, and some more for its escapes.
pub const MOST_OCTETS: usize = 16 << 20;
