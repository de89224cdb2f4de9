//! The configured peers, found by name and by address.
//!
//! A gateway may have many thousands, and looks one up for each first message.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use crate::config::{Peer, Version};

/// All peers of a configuration.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    by_name: HashMap<String, Arc<Peer>>,
    /// In the configuration's order; with those of any address under `None`.
    by_addresses: HashMap<(IpAddr, Option<IpAddr>), Vec<Arc<Peer>>>,
    locals: HashSet<IpAddr>,
}

impl Directory {
    pub fn new(peers: &[Arc<Peer>]) -> Self {
        let mut directory = Directory::default();
        for peer in peers {
            directory.by_name.insert(peer.name.clone(), peer.clone());
            directory.by_addresses.entry((peer.local, peer.remote)).or_default().push(peer.clone());
            directory.locals.insert(peer.local);
        }
        directory
    }

    pub fn named(&self, name: &str) -> Option<&Arc<Peer>> {
        self.by_name.get(name)
    }

    /// Those that are configured with this address.
    pub fn between(&self, local: IpAddr, remote: IpAddr) -> &[Arc<Peer>] {
        self.by_addresses.get(&(local, Some(remote))).map_or(&[], Vec::as_slice)
    }

    /// Those that may be speaking from an address: configured with it, then those of any.
    pub fn speaking(&self, local: IpAddr, remote: IpAddr, version: Version) -> impl Iterator<Item = &Arc<Peer>> {
        let anywhere = self.by_addresses.get(&(local, None)).map_or(&[][..], Vec::as_slice);
        self.between(local, remote).iter().chain(anywhere).filter(move |peer| peer.version == version)
    }

    /// Whether an address is one of ours.
    pub fn is_local(&self, address: IpAddr) -> bool {
        self.locals.contains(&address)
    }
}
