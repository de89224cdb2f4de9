//! NAT traversal: who is behind a NAT (RFC 3947 §3).
//!
//! Each end sends hashes of the addresses that it sees. The first is of the other end: if that end finds no such address
//! at itself, it is behind a NAT. The rest are of the sender's own: if none is of the source that was observed, the sender
//! is behind one.

use std::net::{IpAddr, SocketAddr};

use crate::crypto::Hash;
use crate::wire::v1::payload::kind;
use crate::wire::v1::Builder;

/// Where NATs are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nat {
    /// We are behind one.
    pub local: bool,
    /// The peer is behind one.
    pub remote: bool,
}

impl Nat {
    /// From the NAT-D payloads of a message that came from `remote` to `local`.
    pub fn detect(hash: Hash, cookies: (u64, u64), local: SocketAddr, remote: SocketAddr, payloads: &[&[u8]]) -> Self {
        let Some((ours, theirs)) = payloads.split_first() else { return Nat::default() };
        let expected = digest(hash, cookies, remote);
        Nat {
            local: *ours != digest(hash, cookies, local),
            remote: !theirs.is_empty() && !theirs.iter().any(|d| *d == expected),
        }
    }

    /// Whether ESP has to go in UDP.
    pub fn found(self) -> bool {
        self.local || self.remote
    }
}

/// Appends NAT-D payloads. With `forced` the one for our own address is of no address at all, so that the peer believes us
/// behind a NAT.
pub(super) fn announce(
    chain: &mut Builder,
    hash: Hash,
    cookies: (u64, u64),
    local: SocketAddr,
    remote: SocketAddr,
    forced: bool,
) {
    let claimed = if forced { SocketAddr::new(IpAddr::from([0; 4]), 0) } else { local };
    chain.push(kind::NAT_D, &digest(hash, cookies, remote));
    chain.push(kind::NAT_D, &digest(hash, cookies, claimed));
}

/// HASH(CKY-I | CKY-R | IP | port).
fn digest(hash: Hash, (initiator, responder): (u64, u64), address: SocketAddr) -> Vec<u8> {
    let cookies = [initiator.to_be_bytes(), responder.to_be_bytes()].concat();
    let port = address.port().to_be_bytes();
    match address.ip() {
        IpAddr::V4(ip) => hash.digest(&[&cookies, &ip.octets(), &port]),
        IpAddr::V6(ip) => hash.digest(&[&cookies, &ip.octets(), &port]),
    }
}

/// IKE's port when a NAT is between (RFC 3948 §2.2).
pub(super) const PORT: u16 = 4500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{bytes, derived};
    use crate::wire::v1::Payloads;

    const COOKIES: (u64, u64) = (0xb0b1_b2b3_b4b5_b6b7, 0xa0a1_a2a3_a4a5_a6a7);

    fn socket(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    /// What the receiver at `local` finds of a message that it sees come from `remote`.
    fn detected(sent: (&str, &str, bool), local: &str, remote: &str) -> Nat {
        let mut chain = Builder::new();
        announce(&mut chain, Hash::Sha1, COOKIES, socket(sent.0), socket(sent.1), sent.2);
        let bodies: Vec<_> = Payloads::new(chain.first(), chain.octets()).map(|p| p.unwrap().body).collect();
        Nat::detect(Hash::Sha1, COOKIES, socket(local), socket(remote), &bodies)
    }

    #[test]
    fn the_hash_is_that_of_the_derived_vector() {
        let made = digest(Hash::Sha1, COOKIES, socket("10.2.2.2:500"));
        assert_eq!(made, bytes(&derived("ikev1_natd")["sha1"]));
    }

    #[test]
    fn nats_are_found_where_they_are() {
        let direct = ("10.1.1.1:500", "10.2.2.2:500", false);
        assert_eq!(detected(direct, "10.2.2.2:500", "10.1.1.1:500"), Nat::default());
        assert_eq!(detected(direct, "10.2.2.2:500", "192.0.2.1:1024"), Nat { local: false, remote: true });
        assert_eq!(detected(direct, "192.168.0.2:500", "10.1.1.1:500"), Nat { local: true, remote: false });
    }

    #[test]
    fn a_forced_sender_looks_like_one_behind_a_nat() {
        let forced = ("10.1.1.1:500", "10.2.2.2:500", true);
        assert_eq!(detected(forced, "10.2.2.2:500", "10.1.1.1:500"), Nat { local: false, remote: true });
    }

    #[test]
    fn without_payloads_there_is_no_nat() {
        assert_eq!(
            Nat::detect(Hash::Sha1, COOKIES, socket("10.2.2.2:500"), socket("10.1.1.1:500"), &[]),
            Nat::default()
        );
    }
}
