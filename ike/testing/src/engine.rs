//! A packet engine that keeps what it is told and moves packets of one octet of meaning: keys that fit, or do not.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use respite_ike::sa::{Bundle, BundleId, Protocol, Removal, SaChange, Spi};

/// An ESP or AH packet: its outermost header, and the keys that it was made with.
#[derive(Clone, Debug)]
pub struct Packet {
    pub src: IpAddr,
    pub dst: IpAddr,
    /// (source, destination) if in UDP.
    pub ports: Option<(u16, u16)>,
    pub protocol: Protocol,
    pub spi: Spi,
    pub keys: Vec<u8>,
}

/// What the lookup of an SPI says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    Valid(BundleId),
    Larval,
    Miss,
}

#[derive(Default)]
pub struct Engine {
    pub bundles: BTreeMap<BundleId, Bundle>,
    cam: BTreeMap<(Protocol, Spi), BundleId>,
    larval: BTreeSet<(Protocol, Spi)>,
    sending: BTreeSet<BundleId>,
    pub removed: Vec<(BundleId, Removal)>,
    /// All inbound SPIs that ever were valid.
    pub spis: Vec<(Protocol, Spi)>,
}

impl Engine {
    pub fn apply(&mut self, change: SaChange) {
        match change {
            SaChange::Reserve { protocol, spi } => {
                assert!(!self.cam.contains_key(&(protocol, spi)), "an SPI in use is reserved");
                assert!(self.larval.insert((protocol, spi)), "an SPI is reserved twice");
            }
            SaChange::Release { protocol, spi } => {
                assert!(self.larval.remove(&(protocol, spi)), "a stranger is released")
            }
            SaChange::InstallInbound(bundle) => self.install(*bundle),
            SaChange::Install(bundle) => {
                self.sending.insert(bundle.id);
                self.install(*bundle);
            }
            SaChange::InstallOutbound(id) => {
                assert!(self.bundles.contains_key(&id), "outbound of a stranger");
                self.sending.insert(id);
            }
            SaChange::RemoveOutbound(id) => {
                assert!(self.sending.remove(&id), "outbound of a bundle that does not send")
            }
            SaChange::Remove { id, why } => {
                let bundle = self.bundles.remove(&id).expect("a stranger is removed");
                for sa in &bundle.sas {
                    self.cam.remove(&(sa.protocol, sa.inbound_spi));
                }
                self.sending.remove(&id);
                self.removed.push((id, why));
            }
            SaChange::Move { id, remote, encapsulation } => {
                let bundle = self.bundles.get_mut(&id).expect("a stranger moves");
                bundle.remote = remote;
                bundle.encapsulation = encapsulation;
            }
        }
    }

    /// Power is lost.
    pub fn forget(&mut self) {
        *self = Engine { spis: std::mem::take(&mut self.spis), ..Engine::default() };
    }

    fn install(&mut self, bundle: Bundle) {
        for sa in &bundle.sas {
            let key = (sa.protocol, sa.inbound_spi);
            assert!(self.larval.remove(&key), "an SPI is used that was not reserved");
            assert!(self.cam.insert(key, bundle.id).is_none(), "one SPI twice in the CAM");
            self.spis.push(key);
        }
        self.bundles.insert(bundle.id, bundle);
    }

    /// The bundle that a policy's traffic is sent on: the newest.
    pub fn outbound(&self, peer: &str, policy: &str) -> Option<&Bundle> {
        let ids = self.sending.iter().rev().filter_map(|id| self.bundles.get(id));
        ids.into_iter().find(|bundle| bundle.peer == peer && bundle.policy == policy)
    }

    pub fn encapsulate(&self, bundle: &Bundle) -> Packet {
        let outer = &bundle.sas[0];
        Packet {
            src: bundle.local,
            dst: bundle.remote,
            ports: bundle.encapsulation.map(|e| (e.local_port, e.remote_port)),
            protocol: outer.protocol,
            spi: outer.outbound_spi,
            keys: keys(bundle, true),
        }
    }

    pub fn look_up(&self, protocol: Protocol, spi: Spi) -> Lookup {
        match self.cam.get(&(protocol, spi)) {
            Some(id) => Lookup::Valid(*id),
            None if self.larval.contains(&(protocol, spi)) => Lookup::Larval,
            None => Lookup::Miss,
        }
    }

    /// Whether a packet with these keys verifies.
    pub fn verifies(&self, id: BundleId, packet: &Packet) -> bool {
        self.bundles.get(&id).is_some_and(|bundle| keys(bundle, false) == packet.keys)
    }

    /// All (protocol, inbound, outbound) that are in use, sorted.
    pub fn pairs(&self) -> Vec<(Protocol, Spi, Spi)> {
        let sas = self.bundles.values().flat_map(|bundle| &bundle.sas);
        let mut pairs: Vec<_> = sas.map(|sa| (sa.protocol, sa.inbound_spi, sa.outbound_spi)).collect();
        pairs.sort_unstable();
        pairs
    }

    pub fn larval_spis(&self) -> Vec<(Protocol, Spi)> {
        self.larval.iter().copied().collect()
    }

    pub fn larval(&self) -> usize {
        self.larval.len()
    }
}

fn keys(bundle: &Bundle, outbound: bool) -> Vec<u8> {
    let keys = bundle.sas.iter().map(|sa| if outbound { &sa.outbound } else { &sa.inbound });
    keys.flat_map(|keys| keys.encryption.as_slice().iter().chain(keys.integrity.as_slice())).copied().collect()
}
