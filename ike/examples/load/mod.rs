//! Two gateways for measurements: one that begins many IKE SAs, from an address for each, and one that answers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use respite_ike::config::{Identity, Limits, Version};
use respite_ike::crypto::Group;
use respite_ike::Config;
use respite_ike_testing::configs;

/// Where the responder is.
pub const RESPONDER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), PORT);

/// Initiator and responder: `count` peers with IKEv2, a pre-shared key and AES-GCM, one policy each, named `net`.
pub fn configs(count: usize, group: Group) -> (Config, Config) {
    let pair = |n| {
        let (ours, name) = (initiator(n).ip(), name(n));
        let mut there = configs::peer(Version::V2, &name, ours, RESPONDER.ip(), (1, 2));
        let mut here = configs::peer(Version::V2, &name, RESPONDER.ip(), ours, (2, 1));
        for peer in [&mut there, &mut here] {
            peer.proposals[0].groups = vec![group];
        }
        // As if every initiator had a gateway of its own: SAs with one identity are told apart one by one.
        let identity = Identity::Fqdn(format!("{name}.example.org"));
        (there.remote_id, here.local_id) = (identity.clone(), identity);
        (there, here)
    };
    let (there, here): (Vec<_>, Vec<_>) = (0..count).map(pair).unzip();
    // Cookies would be an exchange more: that is a gateway under attack.
    let limits = Limits { cookie_threshold: usize::MAX, ..Limits::default() };
    let of = |peers| Config { limits: limits.clone(), ..configs::config(peers) };
    (of(there), of(here))
}

/// Where the n-th initiator is.
pub fn initiator(n: usize) -> SocketAddr {
    let n = u32::try_from(n).expect("fewer peers than 10.0.0.0/8 has addresses");
    SocketAddr::new(IpAddr::V4(Ipv4Addr::from_bits(FIRST + n)), PORT)
}

/// What the n-th peer is called, at both ends.
pub fn name(n: usize) -> String {
    format!("peer-{n}")
}

const PORT: u16 = 500;
/// 10.0.0.1
const FIRST: u32 = 0x0a00_0001;
