//! What an endpoint can be asked about itself.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use crate::config::{Identity, Version};
use crate::report::{Decision, Drop};
use crate::sa::{BundleId, IkeId, Protocol, Spi};
use crate::sadb::Stage;

use super::Endpoint;

/// An IKE SA, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IkeSummary {
    pub id: IkeId,
    pub peer: String,
    pub version: Version,
    pub initiator: bool,
    pub local: SocketAddr,
    pub remote: SocketAddr,
    /// (initiator's, responder's).
    pub spis: (u64, u64),
    /// `None`: still being negotiated.
    pub established: Option<Instant>,
    pub identity: Option<Identity>,
}

/// A bundle, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleSummary {
    pub id: BundleId,
    pub peer: String,
    pub policy: String,
    pub remote: IpAddr,
    pub ike: IkeId,
    /// (protocol, inbound, outbound), outermost first.
    pub spis: Vec<(Protocol, Spi, Spi)>,
    pub created: Instant,
    /// Whether packets are sent on it.
    pub sends: bool,
}

/// What has happened since the endpoint began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub established: u64,
    pub failed: u64,
    pub bundles: u64,
    /// Reports that nobody fetched in time.
    pub reports_lost: u64,
    /// Packets with an unknown SPI, as told by the packet engine.
    pub invalid_spi_packets: u64,
    pub drops: BTreeMap<Drop, u64>,
    pub decisions: BTreeMap<Decision, u64>,
}

impl Counters {
    pub(super) fn decide(&mut self, decision: Decision) {
        *self.decisions.entry(decision).or_default() += 1;
    }

    /// How often recovery decided so.
    pub fn decided(&self, decision: Decision) -> u64 {
        self.decisions.get(&decision).copied().unwrap_or(0)
    }

    /// How many datagrams were dropped for this.
    pub fn dropped(&self, why: Drop) -> u64 {
        self.drops.get(&why).copied().unwrap_or(0)
    }
}

impl Endpoint {
    /// All IKE SAs, oldest first.
    pub fn ike_sas(&self) -> impl Iterator<Item = IkeSummary> + '_ {
        self.table.slots().map(|(id, slot)| {
            let machine = &slot.machine;
            let (ours, theirs) = machine.spis();
            let (local, remote) = machine.path();
            IkeSummary {
                id,
                peer: machine.peer().name.clone(),
                version: machine.peer().version,
                initiator: machine.initiator(),
                local,
                remote,
                spis: if machine.initiator() { (ours, theirs) } else { (theirs, ours) },
                established: slot.since(),
                identity: machine.identity().cloned(),
            }
        })
    }

    /// All bundles, oldest first.
    pub fn bundles(&self) -> impl Iterator<Item = BundleSummary> + '_ {
        self.core.sadb.entries().map(|entry| BundleSummary {
            id: entry.id,
            peer: entry.peer.name.clone(),
            policy: entry.policy_name().to_owned(),
            remote: entry.remote,
            ike: entry.owner,
            spis: entry.spis.clone(),
            created: entry.created,
            sends: entry.stage == Stage::Up,
        })
    }

    /// Whether packets with this inbound SPI may be late: it was removed a moment ago, and the peer was told.
    pub fn expects_late(&self, now: Instant, protocol: Protocol, spi: Spi) -> bool {
        self.core.sadb.graveyard.holds(now, self.core.config.recovery.grave, protocol, spi)
    }

    /// Entries in the tables that the network can fill, for tests of their bounds.
    pub fn remembered(&self) -> usize {
        self.detector.memory() + self.table.len()
    }

    pub fn counters(&self) -> &Counters {
        &self.core.counters
    }
}
