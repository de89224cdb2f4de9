//! The red side: a TUN interface, and routes that lead to it what shall be protected.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;
use std::sync::Arc;

use futures_util::TryStreamExt;
use ipnet::{IpNet, IpSubnets, Ipv4Subnets, Ipv6Subnets};
use rtnetlink::packet_route::link::LinkAttribute;
use rtnetlink::packet_route::route::RouteMessage;
use rtnetlink::{new_connection, Handle, RouteMessageBuilder};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tun_rs::{AsyncDevice, DeviceBuilder, Layer};

use super::path::Input;
use crate::config::{Policy, Running};

/// The TUN interface. It goes, with its routes, when this is dropped.
pub struct Red {
    pub device: Arc<AsyncDevice>,
    index: u32,
    name: String,
    mtu: u16,
    netlink: Handle,
    routes: BTreeSet<Route>,
    reader: JoinHandle<()>,
    connection: JoinHandle<()>,
}

/// A route to the TUN interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    to: IpNet,
    /// What packets of this host are sent from.
    source: Option<IpAddr>,
}

/// Why the red side cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum RedError {
    #[error("TUN interface {name}: {source}")]
    Tun { name: String, source: io::Error },
    #[error("netlink: {0}")]
    Netlink(io::Error),
    #[error("route to {to}: {source}")]
    Route { to: IpNet, source: rtnetlink::Error },
}

impl Red {
    /// Makes the interface and begins to read it.
    pub fn open(name: &str, to: mpsc::Sender<Input>) -> Result<Red, RedError> {
        let fail = |source| RedError::Tun { name: name.to_owned(), source };
        let device = DeviceBuilder::new().name(name).layer(Layer::L3).mtu(DEFAULT_MTU).build_async().map_err(fail)?;
        let (index, name) = (device.if_index().map_err(fail)?, device.name().map_err(fail)?);
        let device = Arc::new(device);
        let reader = tokio::spawn(read(device.clone(), to));
        let (connection, netlink, _) = new_connection().map_err(RedError::Netlink)?;
        let connection = tokio::spawn(connection);
        Ok(Red { device, index, name, mtu: DEFAULT_MTU, netlink, routes: BTreeSet::new(), reader, connection })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn mtu(&self) -> u16 {
        self.mtu
    }

    /// Lets packets of up to `mtu` octets in: what is longer, the kernel fragments or refuses with an ICMP message.
    pub fn set_mtu(&mut self, mtu: u16) -> Result<(), RedError> {
        if mtu != self.mtu {
            self.device.set_mtu(mtu).map_err(|source| RedError::Tun { name: self.name.clone(), source })?;
            self.mtu = mtu;
        }
        Ok(())
    }

    /// What the kernel has counted for the interface, by the names of sysfs. Nothing if it does not say.
    pub async fn counters(&self) -> BTreeMap<String, u64> {
        let links = self.netlink.link().get().match_index(self.index).execute();
        let attributes = match std::pin::pin!(links).try_next().await {
            Ok(Some(link)) => link.attributes,
            _ => Vec::new(),
        };
        let counted = attributes.into_iter().find_map(|attribute| match attribute {
            LinkAttribute::Stats64(s) => Some([
                ("rx_packets", s.rx_packets),
                ("rx_bytes", s.rx_bytes),
                ("rx_errors", s.rx_errors),
                ("rx_dropped", s.rx_dropped),
                ("tx_packets", s.tx_packets),
                ("tx_bytes", s.tx_bytes),
                ("tx_errors", s.tx_errors),
                ("tx_dropped", s.tx_dropped),
            ]),
            _ => None,
        });
        counted.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Leads here what a configuration protects, and nothing else any more.
    pub async fn route(&mut self, config: &Running) -> Result<(), RedError> {
        let wanted = routes(config);
        for old in self.routes.difference(&wanted).copied().collect::<Vec<_>>() {
            self.routes.remove(&old);
            if wanted.iter().any(|new| new.to == old.to) {
                continue;
            }
            // It may have gone by itself.
            let _ = self.netlink.route().del(self.message(old)).execute().await;
        }
        for new in wanted.difference(&self.routes).copied().collect::<Vec<_>>() {
            let added = self.netlink.route().add(self.message(new)).replace().execute().await;
            added.map_err(|source| RedError::Route { to: new.to, source })?;
            self.routes.insert(new);
        }
        Ok(())
    }

    fn message(&self, route: Route) -> RouteMessage {
        match (route.to, route.source) {
            (IpNet::V4(to), source) => {
                let to = RouteMessageBuilder::<Ipv4Addr>::new().destination_prefix(to.addr(), to.prefix_len());
                let to = to.output_interface(self.index);
                match source {
                    Some(IpAddr::V4(source)) => to.pref_source(source).build(),
                    _ => to.build(),
                }
            }
            (IpNet::V6(to), source) => {
                let to = RouteMessageBuilder::<Ipv6Addr>::new().destination_prefix(to.addr(), to.prefix_len());
                let to = to.output_interface(self.index);
                match source {
                    Some(IpAddr::V6(source)) => to.pref_source(source).build(),
                    _ => to.build(),
                }
            }
        }
    }
}

impl Drop for Red {
    fn drop(&mut self) {
        self.reader.abort();
        self.connection.abort();
    }
}

async fn read(device: Arc<AsyncDevice>, to: mpsc::Sender<Input>) {
    let mut buffer = vec![0; MOST_OCTETS];
    loop {
        let Ok(len) = device.recv(&mut buffer).await else { return };
        if to.send(Input::Inside(buffer[..len].to_vec())).await.is_err() {
            return;
        }
    }
}

/// The networks of all peers, each from an address of ours that its traffic may have.
fn routes(config: &Running) -> BTreeSet<Route> {
    let policy = Policy::new(config);
    let ours: Vec<IpAddr> = config.interfaces.iter().flat_map(addresses).collect();
    let mut routes = BTreeSet::new();
    let mapped = config.interfaces.iter().filter(|i| i.crypto_map.is_some() && !i.shutdown);
    for selector in mapped.flat_map(|i| policy.selectors(&i.name)).filter(|s| s.protection.is_some()) {
        let source = ours.iter().copied().find(|address| selector.local.addresses.contains(address));
        for to in subnets(&selector.remote.addresses) {
            // The first entry of the policy that names a network decides, as it does for packets.
            if !routes.iter().any(|route: &Route| route.to == to) {
                routes.insert(Route { to, source });
            }
        }
    }
    routes
}

fn addresses(interface: &crate::config::interface::Interface) -> impl Iterator<Item = IpAddr> {
    let v4 = interface.address.map(|net| net.addr().into());
    v4.into_iter().chain(interface.address6.map(|net| net.addr().into()))
}

/// A range as networks. What covers everything is cut in two, so that a default route stays beside it.
fn subnets(range: &RangeInclusive<IpAddr>) -> Vec<IpNet> {
    let nets = match (*range.start(), *range.end()) {
        (IpAddr::V4(first), IpAddr::V4(last)) => IpSubnets::from(Ipv4Subnets::new(first, last, 0)),
        (IpAddr::V6(first), IpAddr::V6(last)) => IpSubnets::from(Ipv6Subnets::new(first, last, 0)),
        _ => return Vec::new(),
    };
    nets.flat_map(|net| match net.prefix_len() {
        0 => net.subnets(1).into_iter().flatten().collect(),
        _ => vec![net],
    })
    .collect()
}

/// Octets, until `set_mtu`.
const DEFAULT_MTU: u16 = 1400;
const MOST_OCTETS: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    #[test]
    fn the_seeds_inner_host_is_reached_by_the_tunnel_from_the_inner_address() {
        let config = load(include_str!("../../../fixtures/ios/router-a.cfg")).expect("the seed's configuration").config;
        let to = "10.0.2.2/32".parse().expect("network");
        assert_eq!(routes(&config), BTreeSet::from([Route { to, source: Some([10, 0, 0, 1].into()) }]));
    }

    #[test]
    fn everything_is_two_halves_so_that_the_default_route_stays() {
        let all = IpAddr::from([0, 0, 0, 0])..=IpAddr::from([255, 255, 255, 255]);
        let halves: Vec<String> = subnets(&all).iter().map(ToString::to_string).collect();
        assert_eq!(halves, ["0.0.0.0/1", "128.0.0.0/1"]);
        let one = IpAddr::from([10, 1, 0, 0])..=IpAddr::from([10, 1, 255, 255]);
        assert_eq!(subnets(&one), ["10.1.0.0/16".parse::<IpNet>().expect("network")]);
    }
}
