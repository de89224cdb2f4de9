//! Configurations of the endpoint that fit those of the daemons, from the same words.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use respite_ike::config::{
    Auth, ChildPolicy, ChildProposal, ChildTransform, Clock, Dpd, Identity, IkeProposal, Mode, Peer, TrafficSelector,
    Version,
};
use respite_ike::crypto::{Cipher, Group, Prf, Secret};
use respite_ike::sa::{Encryption, Integrity, Lifetime, Protocol};
use respite_ike::Config;

use crate::lab::Side;
use crate::strongswan::{identity, PSK};

/// The only peer, `gw`, of a side, with a child policy `net` between the protected addresses.
///
/// `ike` and `esp` are proposals in strongSwan's words: `aes128-sha256-modp2048`, `aes256gcm16-x25519`.
pub fn peer(side: Side, version: u8, ike: &str, esp: &str) -> Peer {
    let fqdn = |side| Identity::Fqdn(identity(side).into());
    let version = if version == 1 { Version::V1 } else { Version::V2 };
    let (child, pfs) = child_proposal(esp);
    Peer {
        name: "gw".into(),
        version,
        local: side.outer(),
        remote: Some(side.other().outer()),
        local_id: fqdn(side),
        remote_id: fqdn(side.other()),
        auth: Auth::Psk(Secret::new(PSK.as_bytes())),
        proposals: vec![ike_proposal(version, ike)],
        lifetime: Lifetime { time: Some(Duration::from_secs(14_400)), kilobytes: None },
        children: vec![ChildPolicy {
            name: "net".into(),
            mode: Mode::Tunnel,
            local: vec![TrafficSelector::host(IpAddr::V4(side.inner()))],
            remote: vec![TrafficSelector::host(IpAddr::V4(side.other().inner()))],
            proposals: vec![child],
            pfs,
            lifetime: Lifetime { time: Some(Duration::from_secs(3600)), kilobytes: None },
            replay_window: 64,
            immediate: true,
        }],
        initiate: true,
        dpd: Dpd::default(),
        force_encapsulation: false,
        fragment_size: 1280,
    }
}

/// The configuration of an endpoint with one peer.
pub fn config(peer: Peer) -> Config {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    let clock = Clock { instant: Instant::now(), unix };
    Config { peers: vec![Arc::new(peer)], clock: Some(clock), ..Config::default() }
}

/// An IKE proposal from its words.
pub fn ike_proposal(version: Version, words: &str) -> IkeProposal {
    let mut proposal =
        IkeProposal { ciphers: vec![], integrity: vec![], prfs: vec![], groups: vec![], additional: vec![] };
    for word in words.split('-') {
        if let Some(method) = word.strip_prefix("ke1_") {
            proposal.additional.push(vec![group(method).expect("a key exchange")]);
        } else if let Some(group) = group(word) {
            proposal.groups.push(group);
        } else if let Some(hash) = word.strip_prefix("prf") {
            proposal.prfs.push(prf(hash).expect("a hash"));
        } else if let Some(cipher) = cipher(word) {
            proposal.ciphers.push(cipher);
        } else {
            proposal.integrity.push(integrity(word).expect("a known word"));
            proposal.prfs.push(prf(word).expect("a hash"));
        }
    }
    if version == Version::V1 {
        proposal.integrity.clear();
    }
    proposal
}

/// An ESP proposal, or one of AH as in `ah-sha256`, and its group from their words.
fn child_proposal(words: &str) -> (ChildProposal, Option<Group>) {
    if let Some(words) = words.strip_prefix("ah-") {
        let ah = ChildTransform { protocol: Protocol::Ah, encryption: None, integrity: integrity(words) };
        return (ChildProposal { protocols: vec![ah], esn: false }, None);
    }
    let (mut encryption, mut with, mut pfs) = (None, None, None);
    for word in words.split('-') {
        match (group(word), integrity(word)) {
            (Some(group), _) => pfs = Some(group),
            (_, Some(integrity)) => with = Some(integrity),
            _ => encryption = Some(esp_cipher(word)),
        }
    }
    let esp = ChildTransform { protocol: Protocol::Esp, encryption, integrity: with };
    (ChildProposal { protocols: vec![esp], esn: false }, pfs)
}

fn cipher(word: &str) -> Option<Cipher> {
    Some(match word {
        "des" => Cipher::DesCbc,
        "3des" => Cipher::TripleDesCbc,
        "aes128" => Cipher::AesCbc(128),
        "aes192" => Cipher::AesCbc(192),
        "aes256" => Cipher::AesCbc(256),
        "aes128gcm16" => Cipher::AesGcm16(128),
        "aes256gcm16" => Cipher::AesGcm16(256),
        _ => return None,
    })
}

fn esp_cipher(word: &str) -> Encryption {
    match word {
        "null" => Encryption::Null,
        "des" => Encryption::DesCbc,
        "3des" => Encryption::TripleDesCbc,
        "aes128" => Encryption::AesCbc(128),
        "aes192" => Encryption::AesCbc(192),
        "aes256" => Encryption::AesCbc(256),
        "aes128gcm16" => Encryption::AesGcm16(128),
        "aes256gcm16" => Encryption::AesGcm16(256),
        "chacha20poly1305" => Encryption::ChaCha20Poly1305,
        other => panic!("{other} is no cipher of ESP"),
    }
}

fn integrity(word: &str) -> Option<Integrity> {
    Some(match word {
        "sha1" => Integrity::HmacSha1_96,
        "sha256" => Integrity::HmacSha2_256_128,
        "sha384" => Integrity::HmacSha2_384_192,
        "sha512" => Integrity::HmacSha2_512_256,
        _ => return None,
    })
}

fn prf(word: &str) -> Option<Prf> {
    Some(match word {
        "sha1" => Prf::HmacSha1,
        "sha256" => Prf::HmacSha2_256,
        "sha384" => Prf::HmacSha2_384,
        "sha512" => Prf::HmacSha2_512,
        _ => return None,
    })
}

fn group(word: &str) -> Option<Group> {
    Some(match word {
        "modp768" => Group::Modp768,
        "modp1024" => Group::Modp1024,
        "modp1536" => Group::Modp1536,
        "modp2048" => Group::Modp2048,
        "modp3072" => Group::Modp3072,
        "modp4096" => Group::Modp4096,
        "ecp256" => Group::P256,
        "ecp384" => Group::P384,
        "x25519" => Group::X25519,
        "mlkem768" => Group::MlKem768,
        _ => return None,
    })
}
