//! Configurations of peers that fit each other.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use respite_ike::config::{
    Auth, ChildPolicy, ChildProposal, ChildTransform, Dpd, Identity, IkeProposal, Mode, Peer, TrafficSelector, Version,
};
use respite_ike::crypto::{Cipher, Group, Prf, Secret};
use respite_ike::sa::{Encryption, Integrity, Lifetime, Protocol};
use respite_ike::Config;

pub fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

pub fn config(peers: impl IntoIterator<Item = Peer>) -> Config {
    Config { peers: peers.into_iter().map(Arc::new).collect(), ..Config::default() }
}

/// ESP with AES-GCM.
pub fn esp_gcm() -> ChildProposal {
    let esp = ChildTransform { protocol: Protocol::Esp, encryption: Some(Encryption::AesGcm16(128)), integrity: None };
    ChildProposal { protocols: vec![esp], esn: false }
}

/// `esp-des esp-sha-hmac` or, with `ah-sha-hmac` before it, the bundle of the seed.
pub fn seed_bundle(ah: bool, esp: bool) -> ChildProposal {
    let sha = Some(Integrity::HmacSha1_96);
    let ah = ah.then_some(ChildTransform { protocol: Protocol::Ah, encryption: None, integrity: sha });
    let esp =
        esp.then_some(ChildTransform { protocol: Protocol::Esp, encryption: Some(Encryption::DesCbc), integrity: sha });
    ChildProposal { protocols: ah.into_iter().chain(esp).collect(), esn: false }
}

/// A policy between 10.`l`.0.0/16 and 10.`r`.0.0/16.
pub fn policy(name: &str, l: u8, r: u8, proposal: ChildProposal) -> ChildPolicy {
    let net = |n: u8| TrafficSelector::addresses(ip(&format!("10.{n}.0.0")), ip(&format!("10.{n}.255.255")));
    ChildPolicy {
        name: name.into(),
        mode: Mode::Tunnel,
        local: vec![net(l)],
        remote: vec![net(r)],
        proposals: vec![proposal],
        pfs: None,
        lifetime: Lifetime { time: Some(Duration::from_secs(3600)), kilobytes: Some(4_608_000) },
        replay_window: 64,
        immediate: false,
    }
}

/// `n` policies `net0`, `net1`, … between 10.`l`.n.0/24 and 10.`r`.n.0/24.
pub fn policies(n: u8, (l, r): (u8, u8)) -> Vec<ChildPolicy> {
    let net = |n: u8, i: u8| TrafficSelector::addresses(ip(&format!("10.{n}.{i}.0")), ip(&format!("10.{n}.{i}.255")));
    let each = |i| ChildPolicy {
        local: vec![net(l, i)],
        remote: vec![net(r, i)],
        ..policy(&format!("net{i}"), l, r, esp_gcm())
    };
    (0..n).map(each).collect()
}

/// A peer with a pre-shared key and one policy, `net`.
pub fn peer(version: Version, name: &str, local: IpAddr, remote: IpAddr, nets: (u8, u8)) -> Peer {
    let proposal = match version {
        Version::V1 => IkeProposal {
            ciphers: vec![Cipher::AesCbc(128)],
            integrity: vec![],
            prfs: vec![Prf::HmacSha2_256],
            groups: vec![Group::P256],
            additional: vec![],
        },
        Version::V2 => IkeProposal {
            ciphers: vec![Cipher::AesGcm16(128)],
            integrity: vec![],
            prfs: vec![Prf::HmacSha2_256],
            groups: vec![Group::X25519],
            additional: vec![],
        },
    };
    Peer {
        name: name.into(),
        version,
        local,
        remote: Some(remote),
        local_id: Identity::Address(local),
        remote_id: Identity::Address(remote),
        auth: Auth::Psk(Secret::new(*b"1234")),
        proposals: vec![proposal],
        lifetime: Lifetime { time: Some(Duration::from_secs(86_400)), kilobytes: None },
        children: vec![policy("net", nets.0, nets.1, esp_gcm())],
        initiate: true,
        dpd: Dpd::default(),
        force_encapsulation: false,
        fragment_size: 1280,
    }
}

/// The IKE parameters that the seed's routers have by default: DES, SHA-1, group 1, 180 s.
pub fn seed_peer(name: &str, local: IpAddr, remote: IpAddr, nets: (u8, u8), proposal: ChildProposal) -> Peer {
    let base = peer(Version::V1, name, local, remote, nets);
    Peer {
        proposals: vec![IkeProposal {
            ciphers: vec![Cipher::DesCbc],
            integrity: vec![],
            prfs: vec![Prf::HmacSha1],
            groups: vec![Group::Modp768],
            additional: vec![],
        }],
        lifetime: Lifetime { time: Some(Duration::from_secs(180)), kilobytes: None },
        children: vec![policy("net", nets.0, nets.1, proposal)],
        ..base
    }
}
