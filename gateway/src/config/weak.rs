//! Algorithms that nobody should need any more, and where they are asked for.

use respite_ike::crypto::{Cipher, Group, Hash, Prf};
use respite_ike::sa::{Encryption, Integrity};

use super::isakmp::Authentication;
use super::Running;

/// One line for each weak algorithm in use: RFC 8221, RFC 8247.
pub fn weak_algorithms(config: &Running) -> Vec<String> {
    let mut found: Vec<(&'static str, Vec<String>)> = WEAK.iter().map(|(name, _)| (*name, Vec::new())).collect();
    let mut note = |weak: Option<&'static str>, place: &str| {
        let places = found.iter_mut().find(|(name, _)| Some(*name) == weak).map(|(_, places)| places);
        if let Some(places) = places.filter(|places| !places.iter().any(|known| known == place)) {
            places.push(place.to_owned());
        }
    };
    let usable = |a: Authentication| a == Authentication::PreShared;
    for (priority, policy) in config.isakmp.policies.iter().filter(|(_, p)| usable(p.authentication)) {
        let place = format!("crypto isakmp policy {priority}");
        note(cipher(policy.encryption), &place);
        note((policy.hash == Hash::Sha1).then_some(SHA1), &place);
        note(group(policy.group), &place);
    }
    for (name, proposal) in &config.ikev2.proposals {
        let place = format!("crypto ikev2 proposal {name}");
        proposal.encryption.iter().for_each(|c| note(cipher(*c), &place));
        proposal.integrity.iter().for_each(|i| note(integrity(*i), &place));
        proposal.prf.iter().for_each(|p| note((*p == Prf::HmacSha1).then_some(SHA1), &place));
        proposal.group.iter().for_each(|g| note(group(*g), &place));
    }
    for (name, set) in &config.transform_sets {
        let place = format!("crypto ipsec transform-set {name}");
        note(set.ah.and_then(integrity), &place);
        if let Some(esp) = set.esp {
            note(esp.integrity.and_then(integrity), &place);
            let weak = match esp.encryption {
                Encryption::DesCbc => Some(DES),
                Encryption::TripleDesCbc => Some(TRIPLE_DES),
                Encryption::Null => Some(NULL),
                _ => None,
            };
            note(weak, &place);
        }
    }
    for (name, entries) in &config.maps {
        for (sequence, entry) in entries {
            note(entry.pfs.and_then(group), &format!("crypto map {name} {sequence}"));
        }
    }
    let line = |(name, places): (&str, Vec<String>)| {
        let why = WEAK.iter().find(|(known, _)| *known == name).map_or("", |(_, why)| *why);
        format!("{name} {why}: {}", places.join(", "))
    };
    found.into_iter().filter(|(_, places)| !places.is_empty()).map(line).collect()
}

fn cipher(cipher: Cipher) -> Option<&'static str> {
    match cipher {
        Cipher::DesCbc => Some(DES),
        Cipher::TripleDesCbc => Some(TRIPLE_DES),
        Cipher::AesCbc(_) | Cipher::AesGcm16(_) => None,
    }
}

fn integrity(integrity: Integrity) -> Option<&'static str> {
    (integrity == Integrity::HmacSha1_96).then_some(SHA1)
}

fn group(group: Group) -> Option<&'static str> {
    match group {
        Group::Modp768 => Some(GROUP_1),
        Group::Modp1024 => Some(GROUP_2),
        Group::Modp1536 => Some(GROUP_5),
        _ => None,
    }
}

const DES: &str = "DES";
const TRIPLE_DES: &str = "3DES";
const NULL: &str = "NULL encryption";
const SHA1: &str = "SHA-1";
const GROUP_1: &str = "group 1";
const GROUP_2: &str = "group 2";
const GROUP_5: &str = "group 5";

const WEAK: [(&str, &str); 7] = [
    (DES, "is broken by brute force"),
    (TRIPLE_DES, "is obsolete, its blocks are short"),
    (NULL, "hides nothing"),
    (SHA1, "is being retired"),
    (GROUP_1, "is broken"),
    (GROUP_2, "is within reach of states"),
    (GROUP_5, "is too short"),
];
