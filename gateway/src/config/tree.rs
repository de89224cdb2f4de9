//! The running configuration as a typed tree.

use std::collections::BTreeMap;

use super::acl::AccessList;
use super::ikev2::Ikev2;
use super::interface::{Interface, Route};
use super::ipsec::{Ipsec, TransformSet};
use super::isakmp::Isakmp;
use super::map::MapEntry;
use super::pki::Trustpoint;
use super::recovery::Recovery;
use super::system::{Controller, Logging};
use super::telemetry::Telemetry;

/// All that is configured. Statements change it through an [`Editor`](super::Editor).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// `Router` if none is given.
    pub hostname: Option<String>,
    pub logging: Logging,
    pub telemetry: Telemetry,
    /// The card; a simulated one if none is named.
    pub controller: Option<Controller>,
    pub isakmp: Isakmp,
    pub ikev2: Ikev2,
    pub recovery: Recovery,
    pub trustpoints: BTreeMap<String, Trustpoint>,
    pub ipsec: Ipsec,
    pub transform_sets: BTreeMap<String, TransformSet>,
    /// By name and sequence number.
    pub maps: BTreeMap<String, BTreeMap<u16, MapEntry>>,
    /// In the order in which they were named.
    pub interfaces: Vec<Interface>,
    pub routes: Vec<Route>,
    pub access_lists: BTreeMap<String, AccessList>,
}

impl Running {
    /// Name in the prompt.
    pub fn hostname(&self) -> &str {
        self.hostname.as_deref().unwrap_or("Router")
    }

    /// An interface, by its full name in any case.
    pub fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|i| i.name.eq_ignore_ascii_case(name))
    }

    /// The interface that a crypto map is applied to.
    pub fn interface_of_map(&self, map: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|i| i.crypto_map.as_deref() == Some(map))
    }
}
