//! What a console needs of the gateway behind it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::config::Running;
use crate::log::Snapshot;
use crate::show::{ControllerState, Echo, Ikev2Sa, InterfaceSas, IsakmpSa, PingPlan, RecoveryState};
use crate::telemetry::Stats;

/// The gateway, as seen by an operator.
pub trait Backend {
    fn config(&self) -> Running;

    /// Makes a configuration the running one; lines that the operator should see.
    fn configure(&mut self, config: Running) -> Result<Vec<String>, BackendError>;

    /// Keeps a configuration for the next start.
    fn save(&mut self, text: &str) -> Result<(), BackendError>;

    fn isakmp_sas(&mut self) -> Result<Vec<IsakmpSa>, BackendError>;

    fn ikev2_sas(&mut self) -> Result<Vec<Ikev2Sa>, BackendError>;

    fn ipsec_sas(&mut self) -> Result<Vec<InterfaceSas>, BackendError>;

    fn controllers(&mut self) -> Result<Vec<ControllerState>, BackendError>;

    fn recovery(&mut self) -> Result<RecoveryState, BackendError>;

    /// Everything that is counted.
    fn stats(&mut self) -> Result<Stats, BackendError>;

    fn log(&mut self) -> Result<Snapshot, BackendError>;

    fn clear(&mut self, what: Clear) -> Result<(), BackendError>;

    /// Sends echo requests one after the other and tells what became of each; stops early if `each` says false.
    fn ping(&mut self, plan: &PingPlan, each: &mut dyn FnMut(Echo) -> bool) -> Result<(), BackendError>;
}

/// What an operator wants to be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clear {
    /// SAs of IKEv1: all, or that with this number.
    Isakmp(Option<u32>),
    /// SAs of IKEv2: all, or that with this number.
    Ikev2(Option<u32>),
    /// IPsec SAs: all, or those with this peer.
    Sa(Option<IpAddr>),
    Counters,
    Logging,
}

/// The gateway could not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BackendError(pub String);
