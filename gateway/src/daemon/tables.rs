//! What the data path looks packets up in; whoever installs SAs writes it, between packets.
//!
//! ```text
//!   clear packet ──policy──> (interface, peer, child) ──newest bundle whose selectors take it──> SA of the card
//!   SA of the card ──> bundle, its selectors: what may have come out of it
//! ```
//! The card gives the number of an SA that is gone to the next one. So each entry knows in which epoch it was made: what
//! the card was given before that epoch is not the entry's.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use respite_driver::SaIndex;
use respite_ike::config::TrafficSelector;
use respite_ike::sa::BundleId;

use crate::config::{Action, Flow, Policy, Protection, Running};

/// Policy and SAs.
#[derive(Default)]
pub struct Tables {
    policy: Policy,
    /// Interfaces with a crypto map, in the order of the configuration.
    interfaces: Vec<String>,
    /// Bundles that are sent on, by peer and child policy.
    outbound: BTreeMap<String, BTreeMap<String, Bundles>>,
    /// By the number of the SA.
    inbound: Vec<Option<Inbound>>,
    /// Whose an outbound SA is.
    senders: HashMap<SaIndex, BundleId>,
    epoch: u64,
}

type Bundles = BTreeMap<BundleId, Outbound>;

/// An SA to send on.
pub struct Outbound {
    pub sa: SaIndex,
    pub selectors: Selectors,
    /// Octets of the longest packet that reaches the peer in one piece.
    pub longest: u16,
}

/// An SA that is received on.
pub struct Inbound {
    pub bundle: BundleId,
    /// The ESP SA that this AH SA is over.
    pub below: Option<SaIndex>,
    pub selectors: Selectors,
    /// Packets that were its peer's and yet not good.
    pub errors: Arc<AtomicU64>,
    epoch: u64,
}

/// What a bundle may carry.
#[derive(Clone, Debug, Default)]
pub struct Selectors {
    pub local: Vec<TrafficSelector>,
    pub remote: Vec<TrafficSelector>,
}

/// What becomes of a clear packet.
pub enum Decision<'a> {
    /// With an SA, and the longest packet that it carries in one piece; `None`: there is no SA for it yet.
    Protect { interface: &'a str, protection: &'a Protection, sa: Option<(SaIndex, u16)> },
    /// By this interface.
    Bypass { interface: &'a str },
    /// No interface has a crypto map.
    Drop,
}

/// Tables that several tasks share.
#[derive(Clone, Default)]
pub struct Shared(Arc<RwLock<Tables>>);

impl Shared {
    /// Nothing that is done under the lock leaves the tables half changed.
    pub fn read(&self) -> RwLockReadGuard<'_, Tables> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, Tables> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tables {
    pub fn configure(&mut self, config: &Running) {
        self.policy = Policy::new(config);
        let mapped = config.interfaces.iter().filter(|i| i.crypto_map.is_some() && !i.shutdown);
        self.interfaces = mapped.map(|i| i.name.clone()).collect();
    }

    /// The first interface whose crypto map wants it protects a packet; else it leaves in clear.
    pub fn decide(&self, flow: &Flow) -> Decision<'_> {
        for interface in &self.interfaces {
            if let Action::Protect(protection) = self.policy.outbound(interface, flow) {
                return Decision::Protect { interface, protection, sa: self.sa_for(protection, flow) };
            }
        }
        self.interfaces.first().map_or(Decision::Drop, |interface| Decision::Bypass { interface })
    }

    fn sa_for(&self, protection: &Protection, flow: &Flow) -> Option<(SaIndex, u16)> {
        let bundles = self.bundles(&protection.peer, &protection.child)?;
        bundles.values().rev().find(|bundle| bundle.selectors.outbound(flow)).map(|bundle| (bundle.sa, bundle.longest))
    }

    fn bundles(&self, peer: &str, child: &str) -> Option<&Bundles> {
        self.outbound.get(peer)?.get(child)
    }

    /// The inbound SA with this number, if it is one that packets submitted in `epoch` can have met, and over `below` if that is what
    /// they have come out of.
    pub fn inbound(&self, number: u16, below: Option<SaIndex>, epoch: u64) -> Option<&Inbound> {
        self.received(number).filter(|entry| entry.epoch <= epoch && (below.is_none() || entry.below == below))
    }

    fn received(&self, number: u16) -> Option<&Inbound> {
        self.inbound.get(usize::from(number))?.as_ref()
    }

    /// Whose SA this is, of either direction.
    pub fn bundle_of(&self, sa: SaIndex) -> Option<BundleId> {
        self.received(sa.number()).map(|entry| entry.bundle).or_else(|| self.senders.get(&sa).copied())
    }

    /// What packets that are submitted now are marked with.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    pub fn receive_on(&mut self, sa: SaIndex, below: Option<SaIndex>, bundle: BundleId, selectors: Selectors) {
        self.epoch += 1;
        let errors = Arc::new(AtomicU64::new(0));
        let number = usize::from(sa.number());
        if number >= self.inbound.len() {
            self.inbound.resize_with(number + 1, || None);
        }
        self.inbound[number] = Some(Inbound { bundle, below, selectors, errors, epoch: self.epoch });
    }

    pub fn receive_no_more(&mut self, sa: SaIndex) {
        if let Some(entry) = self.inbound.get_mut(usize::from(sa.number())) {
            *entry = None;
        }
    }

    pub fn send_on(&mut self, peer: &str, child: &str, bundle: BundleId, outbound: Outbound) {
        self.senders.insert(outbound.sa, bundle);
        let children = self.outbound.entry(peer.to_owned()).or_default();
        children.entry(child.to_owned()).or_default().insert(bundle, outbound);
    }

    /// The path to a peer has changed.
    pub fn set_longest(&mut self, peer: &str, child: &str, bundle: BundleId, longest: u16) {
        let bundles = self.outbound.get_mut(peer).and_then(|children| children.get_mut(child));
        if let Some(outbound) = bundles.and_then(|bundles| bundles.get_mut(&bundle)) {
            outbound.longest = longest;
        }
    }

    pub fn send_no_more(&mut self, peer: &str, child: &str, bundle: BundleId) {
        let Some(children) = self.outbound.get_mut(peer) else { return };
        let Some(bundles) = children.get_mut(child) else { return };
        if let Some(outbound) = bundles.remove(&bundle) {
            self.senders.remove(&outbound.sa);
        }
        if bundles.is_empty() {
            children.remove(child);
            if children.is_empty() {
                self.outbound.remove(peer);
            }
        }
    }

    /// Whether a bundle is sent on.
    pub fn sends(&self, peer: &str, child: &str, bundle: BundleId) -> bool {
        self.bundles(peer, child).is_some_and(|bundles| bundles.contains_key(&bundle))
    }

    /// The card has lost its SAs.
    pub fn forget_sas(&mut self) {
        self.outbound.clear();
        self.inbound.clear();
        self.senders.clear();
    }

    /// Packets of an inbound SA that were not good.
    pub fn errors(&self, sa: SaIndex) -> u64 {
        self.received(sa.number()).map_or(0, |entry| entry.errors.load(Ordering::Relaxed))
    }
}

impl Selectors {
    /// Whether a packet to the peer may go.
    pub fn outbound(&self, flow: &Flow) -> bool {
        self.local.iter().any(|local| self.remote.iter().any(|remote| flow.is_within(local, remote)))
    }

    /// Whether a packet from the peer may have come (RFC 4301 §5.2, step 4).
    pub fn inbound(&self, flow: &Flow) -> bool {
        self.remote.iter().any(|remote| self.local.iter().any(|local| flow.is_within(remote, local)))
    }
}

#[cfg(test)]
mod tests {
    use respite_ike::config::TrafficSelector;

    use super::*;
    use crate::config::load;

    fn flow(source: [u8; 4], destination: [u8; 4]) -> Flow {
        let (source, destination) = (source.into(), destination.into());
        Flow { source, destination, protocol: 1, source_port: 0, destination_port: 0 }
    }

    fn selectors() -> Selectors {
        let host = |address: [u8; 4]| vec![TrafficSelector::host(address.into())];
        Selectors { local: host([10, 0, 0, 1]), remote: host([10, 0, 2, 2]) }
    }

    fn tables() -> Tables {
        let mut tables = Tables::default();
        let text = include_str!("../../../fixtures/ios/router-a.cfg");
        tables.configure(&load(text).expect("the seed's configuration").config);
        tables
    }

    fn sa(tables: &Tables) -> Option<(SaIndex, u16)> {
        match tables.decide(&flow([10, 0, 0, 1], [10, 0, 2, 2])) {
            Decision::Protect { sa, .. } => sa,
            _ => panic!("the access list permits it"),
        }
    }

    #[test]
    fn traffic_goes_on_the_newest_bundle_that_is_sent_on() {
        let mut tables = tables();
        assert_eq!(sa(&tables), None);
        let Decision::Protect { protection, .. } = tables.decide(&flow([10, 0, 0, 1], [10, 0, 2, 2])) else { panic!() };
        let (peer, child) = (protection.peer.clone(), protection.child.clone());
        let outbound = |longest| Outbound { sa: SaIndex::default(), selectors: selectors(), longest };
        tables.send_on(&peer, &child, BundleId(1), outbound(1));
        tables.send_on(&peer, &child, BundleId(2), outbound(2));
        assert_eq!(sa(&tables).map(|(_, longest)| longest), Some(2));
        tables.send_no_more(&peer, &child, BundleId(2));
        assert_eq!(sa(&tables).map(|(_, longest)| longest), Some(1));
        assert!(tables.sends(&peer, &child, BundleId(1)) && !tables.sends(&peer, &child, BundleId(2)));
        tables.forget_sas();
        assert_eq!(sa(&tables), None);
    }

    #[test]
    fn other_traffic_leaves_in_clear_by_the_interface_with_the_crypto_map() {
        let tables = tables();
        let Decision::Bypass { interface } = tables.decide(&flow([10, 0, 0, 1], [10, 0, 2, 3])) else { panic!() };
        assert_eq!(interface, "FastEthernet0/0");
        assert!(matches!(Tables::default().decide(&flow([1; 4], [2; 4])), Decision::Drop));
    }

    #[test]
    fn a_packet_that_was_given_to_the_card_before_an_sa_was_there_is_not_that_sas() {
        let (mut tables, sa) = (tables(), SaIndex::default());
        let before = tables.epoch();
        tables.receive_on(sa, None, BundleId(1), selectors());
        assert!(tables.inbound(sa.number(), None, before).is_none());
        let entry = tables.inbound(sa.number(), None, tables.epoch()).expect("it is there");
        assert!(entry.selectors.inbound(&flow([10, 0, 2, 2], [10, 0, 0, 1])));
        assert!(!entry.selectors.inbound(&flow([10, 0, 2, 3], [10, 0, 0, 1])), "a source that is not the peer's");
        assert!(!entry.selectors.inbound(&flow([10, 0, 0, 1], [10, 0, 2, 2])), "not from the peer");
    }
}
