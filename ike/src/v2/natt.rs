//! NAT detection, and the move to port 4500. RFC 7296 §2.23.

use std::net::{IpAddr, SocketAddr};

use crate::config::Peer;
use crate::crypto::Hash;
use crate::sa::Encapsulation;
use crate::wire::v2::{notify, Chain, Notify, Payloads};

/// IKE's own port.
pub(super) const PORT: u16 = 500;
/// Port of IKE and ESP behind NATs, where IKE has the non-ESP marker.
pub(super) const NAT_PORT: u16 = 4500;

/// Addresses that an IKE SA uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub local: SocketAddr,
    pub remote: SocketAddr,
}

/// Where a NAT is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nat {
    /// Before us.
    pub here: bool,
    /// Before the peer.
    pub there: bool,
}

impl Nat {
    /// Reads the peer's notifies, whose message came over `path`. A peer that sends none cannot pass a NAT.
    pub fn detect(peer: &Peer, payloads: &Payloads<'_>, spi_i: u64, spi_r: u64, path: Path) -> Nat {
        let hashes = |kind: u16| payloads.notifies().filter(move |n| n.kind == kind).map(|n| n.data);
        let knows = hashes(notify::NAT_DETECTION_DESTINATION_IP).next().is_some();
        let seen = |kind: u16, address: SocketAddr| {
            let ours = digest(spi_i, spi_r, address);
            hashes(kind).any(|theirs| theirs == ours)
        };
        Nat {
            here: knows && (peer.force_encapsulation || !seen(notify::NAT_DETECTION_DESTINATION_IP, path.local)),
            there: knows && !seen(notify::NAT_DETECTION_SOURCE_IP, path.remote),
        }
    }

    pub fn any(self) -> bool {
        self.here || self.there
    }

    /// How ESP goes, `path` being on port 4500 if it must.
    pub fn encapsulation(self, path: Path) -> Option<Encapsulation> {
        self.any().then_some(Encapsulation { local_port: path.local.port(), remote_port: path.remote.port() })
    }
}

/// Adds our notifies. With `force_encapsulation` the source is a lie, so that the peer too finds a NAT.
pub(super) fn emit(chain: &mut Chain, peer: &Peer, spi_i: u64, spi_r: u64, path: Path) {
    let source = if peer.force_encapsulation { SocketAddr::new(nowhere(path.local.ip()), 0) } else { path.local };
    for (kind, address) in
        [(notify::NAT_DETECTION_SOURCE_IP, source), (notify::NAT_DETECTION_DESTINATION_IP, path.remote)]
    {
        chain.notify(&Notify::new(kind, &digest(spi_i, spi_r, address)));
    }
}

fn digest(spi_i: u64, spi_r: u64, address: SocketAddr) -> Vec<u8> {
    let spis = [spi_i.to_be_bytes(), spi_r.to_be_bytes()].concat();
    let port = address.port().to_be_bytes();
    match address.ip() {
        IpAddr::V4(v4) => Hash::Sha1.digest(&[&spis, &v4.octets(), &port]),
        IpAddr::V6(v6) => Hash::Sha1.digest(&[&spis, &v6.octets(), &port]),
    }
}

fn nowhere(like: IpAddr) -> IpAddr {
    if like.is_ipv4() {
        IpAddr::from([0; 4])
    } else {
        IpAddr::from([0; 16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::v2::payload::fixtures::hex;

    #[test]
    fn ikev2_natd_hash_is_that_of_the_vector() {
        let text = include_str!("../../../fixtures/vectors/derived.json");
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        let vector = &document["ikev2_natd"];
        let address = SocketAddr::new(vector["ip"].as_str().unwrap().parse().unwrap(), 500);
        let spi_i = u64::from_str_radix(vector["spi_i"].as_str().unwrap(), 16).unwrap();
        assert_eq!(digest(spi_i, 0, address), hex(vector["sha1"].as_str().unwrap()));
    }
}
