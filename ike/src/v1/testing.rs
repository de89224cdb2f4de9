//! Configurations for tests: the seed's routers, and a pair of today's.

use std::net::IpAddr;
use std::time::Duration;

use crate::config::{
    Auth, ChildPolicy, ChildProposal, ChildTransform, Dpd, Identity, IkeProposal, Mode, Peer, TrafficSelector, Version,
};
use crate::crypto::{Cipher, Group, Prf, Secret};
use crate::sa::{Encryption, Integrity, Lifetime, Protocol};

/// Router A of the seed, at 10.1.1.1, as its peer B is configured there.
pub fn seed_peer() -> Peer {
    Peer {
        proposals: vec![IkeProposal {
            ciphers: vec![Cipher::DesCbc],
            integrity: Vec::new(),
            prfs: vec![Prf::HmacSha1],
            groups: vec![Group::Modp768],
            additional: Vec::new(),
        }],
        children: vec![seed_policy()],
        ..modern_peer()
    }
}

/// AH-SHA over ESP-DES-SHA between the seed's two hosts.
pub fn seed_policy() -> ChildPolicy {
    let ah = ChildTransform { protocol: Protocol::Ah, encryption: None, integrity: Some(Integrity::HmacSha1_96) };
    let esp = ChildTransform {
        protocol: Protocol::Esp,
        encryption: Some(Encryption::DesCbc),
        integrity: Some(Integrity::HmacSha1_96),
    };
    ChildPolicy {
        name: "testtag1-10".into(),
        mode: Mode::Tunnel,
        local: vec![TrafficSelector::host(address("10.0.0.1"))],
        remote: vec![TrafficSelector::host(address("10.0.2.2"))],
        proposals: vec![ChildProposal { protocols: vec![ah, esp], esn: false }],
        pfs: None,
        lifetime: Lifetime { time: Some(Duration::from_secs(3600)), kilobytes: Some(4_608_000) },
        replay_window: 64,
        immediate: false,
    }
}

pub fn modern_peer() -> Peer {
    Peer {
        name: "b".into(),
        version: Version::V1,
        local: address("10.1.1.1"),
        remote: Some(address("10.2.2.2")),
        local_id: Identity::Address(address("10.1.1.1")),
        remote_id: Identity::Address(address("10.2.2.2")),
        auth: Auth::Psk(Secret::new("1234")),
        proposals: vec![IkeProposal {
            ciphers: vec![Cipher::AesCbc(256), Cipher::AesCbc(128)],
            integrity: Vec::new(),
            prfs: vec![Prf::HmacSha2_256],
            groups: vec![Group::P256],
            additional: Vec::new(),
        }],
        lifetime: Lifetime { time: Some(Duration::from_secs(180)), kilobytes: None },
        children: vec![modern_policy()],
        initiate: true,
        dpd: Dpd::default(),
        force_encapsulation: false,
        fragment_size: 1280,
    }
}

pub fn modern_policy() -> ChildPolicy {
    let transform =
        ChildTransform { protocol: Protocol::Esp, encryption: Some(Encryption::AesGcm16(128)), integrity: None };
    ChildPolicy {
        name: "hosts".into(),
        proposals: vec![ChildProposal { protocols: vec![transform], esn: false }],
        pfs: Some(Group::P256),
        ..seed_policy()
    }
}

/// The other end's view of a peer: local and remote change places.
pub fn mirrored(peer: &Peer, name: &str) -> Peer {
    let children = peer.children.iter().map(|policy| ChildPolicy {
        local: policy.remote.clone(),
        remote: policy.local.clone(),
        ..policy.clone()
    });
    Peer {
        name: name.into(),
        local: peer.remote.expect("a peer of a test has an address"),
        remote: Some(peer.local),
        local_id: peer.remote_id.clone(),
        remote_id: peer.local_id.clone(),
        children: children.collect(),
        ..peer.clone()
    }
}

pub fn address(text: &str) -> IpAddr {
    text.parse().expect("an address of a test is one")
}
