//! `crypto ikev2`: proposals, policies, keyrings and profiles.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};
use respite_ike::crypto::{Cipher, Group, Prf, Secret};
use respite_ike::sa::Integrity;

use super::isakmp::{name_of, Liveness, GROUPS};
use super::{Mode, Refusal, Running, Statement};
use crate::grammar::{Args, Atom};

/// IKEv2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ikev2 {
    pub proposals: BTreeMap<String, Proposal>,
    pub policies: BTreeMap<String, Policy>,
    pub keyrings: BTreeMap<String, Keyring>,
    pub profiles: BTreeMap<String, Profile>,
    pub dpd: Option<Liveness>,
    /// Largest IKE datagram with its IP header, in octets.
    pub fragmentation: Option<u16>,
}

/// Algorithms of an IKE SA; empty lists are yet to be filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    pub encryption: Vec<Cipher>,
    /// Not for AES-GCM, which needs none.
    pub integrity: Vec<Integrity>,
    /// As the integrity if it is empty.
    pub prf: Vec<Prf>,
    pub group: Vec<Group>,
    /// Additional key exchanges (RFC 9370), by their number from 1.
    pub additional: BTreeMap<u8, Vec<Group>>,
}

/// Which proposals are for which of our addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// `None`: all.
    pub local: Option<IpAddr>,
    pub proposals: Vec<String>,
}

/// Pre-shared keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyring {
    pub peers: BTreeMap<String, KeyringPeer>,
}

/// Peers that share a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyringPeer {
    pub addresses: Option<IpNet>,
    pub key: Option<Secret>,
}

/// How the ends of an IKE SA prove who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Who we are; our address if none is given.
    pub local: Option<Identity>,
    /// Who the peer must be; its address if none is given.
    pub remote: Option<Identity>,
    pub authentication: Option<Authentication>,
    pub keyring: Option<String>,
    pub trustpoint: Option<String>,
    /// Seconds.
    pub lifetime: Option<u32>,
    /// As `crypto ikev2 dpd`.
    pub dpd: Option<Liveness>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    PreShared,
    Certificate,
}

/// Who an end says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    Address(IpAddr),
    Fqdn(String),
    Email(String),
    KeyId(String),
}

impl Proposal {
    /// What is proposed if no policy says otherwise.
    pub fn standard() -> Self {
        Proposal {
            encryption: vec![Cipher::AesCbc(256)],
            integrity: vec![Integrity::HmacSha2_512_256, Integrity::HmacSha2_384_192],
            prf: vec![Prf::HmacSha2_512, Prf::HmacSha2_384],
            group: vec![Group::P256, Group::Modp2048],
            additional: BTreeMap::new(),
        }
    }

    fn print(&self, out: &mut String) -> fmt::Result {
        list(out, "encryption", &CIPHERS, &self.encryption)?;
        list(out, "integrity", &INTEGRITIES, &self.integrity)?;
        list(out, "prf", &PRFS, &self.prf)?;
        list(out, "group", &GROUPS, &self.group)?;
        for (number, groups) in &self.additional {
            list(out, &format!("additional-key-exchange {number}"), &ADDITIONAL, groups)?;
        }
        Ok(())
    }
}

impl Keyring {
    /// The key for a peer: of the smallest set of addresses that it is in.
    pub fn key(&self, peer: IpAddr) -> Option<&Secret> {
        let fitting =
            self.peers.values().filter_map(|p| p.addresses.filter(|net| net.contains(&peer)).zip(p.key.as_ref()));
        fitting.max_by_key(|(net, _)| net.prefix_len()).map(|(_, key)| key)
    }
}

impl Ikev2 {
    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        for (name, proposal) in &self.proposals {
            writeln!(out, "crypto ikev2 proposal {name}")?;
            proposal.print(out)?;
        }
        for (name, policy) in &self.policies {
            writeln!(out, "crypto ikev2 policy {name}")?;
            if let Some(address) = policy.local {
                writeln!(out, " match address local {address}")?;
            }
            for proposal in &policy.proposals {
                writeln!(out, " proposal {proposal}")?;
            }
        }
        for (name, keyring) in &self.keyrings {
            writeln!(out, "crypto ikev2 keyring {name}")?;
            for (name, peer) in &keyring.peers {
                peer.print(name, out)?;
            }
        }
        for (name, profile) in &self.profiles {
            writeln!(out, "crypto ikev2 profile {name}")?;
            profile.print(out)?;
        }
        if let Some(liveness) = self.dpd {
            writeln!(out, "crypto ikev2 dpd {liveness}")?;
        }
        if let Some(octets) = self.fragmentation {
            writeln!(out, "crypto ikev2 fragmentation mtu {octets}")?;
        }
        Ok(())
    }
}

impl KeyringPeer {
    fn print(&self, name: &str, out: &mut String) -> fmt::Result {
        writeln!(out, " peer {name}")?;
        match self.addresses {
            Some(IpNet::V4(net)) => writeln!(out, "  address {} {}", net.addr(), net.netmask())?,
            Some(IpNet::V6(net)) => writeln!(out, "  address {net}")?,
            None => {}
        }
        match &self.key {
            Some(key) => writeln!(out, "  pre-shared-key 0 {}", String::from_utf8_lossy(key.as_slice())),
            None => Ok(()),
        }
    }
}

impl Profile {
    fn print(&self, out: &mut String) -> fmt::Result {
        if let Some(identity) = &self.remote {
            writeln!(out, " match identity remote {identity}")?;
        }
        if let Some(identity) = &self.local {
            writeln!(out, " identity local {identity}")?;
        }
        match self.authentication {
            Some(Authentication::PreShared) => writeln!(out, " authentication pre-share")?,
            Some(Authentication::Certificate) => writeln!(out, " authentication certificate")?,
            None => {}
        }
        if let Some(name) = &self.keyring {
            writeln!(out, " keyring local {name}")?;
        }
        if let Some(name) = &self.trustpoint {
            writeln!(out, " pki trustpoint {name}")?;
        }
        if let Some(seconds) = self.lifetime {
            writeln!(out, " lifetime {seconds}")?;
        }
        if let Some(liveness) = self.dpd {
            writeln!(out, " dpd {liveness}")?;
        }
        Ok(())
    }
}

impl Display for Identity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Identity::Address(address) => write!(f, "address {address}"),
            Identity::Fqdn(name) => write!(f, "fqdn {name}"),
            Identity::Email(name) => write!(f, "email {name}"),
            Identity::KeyId(id) => write!(f, "key-id {id}"),
        }
    }
}

fn list<T: Copy + PartialEq>(out: &mut String, what: &str, table: &[(&'static str, T)], values: &[T]) -> fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    let words: Vec<&str> = values.iter().map(|value| name_of(table, *value)).collect();
    writeln!(out, " {what} {}", words.join(" "))
}

/// The values that the keywords after the first name, in their order and each once.
fn listed<T: Copy + PartialEq>(args: &Args, table: &[(&'static str, T)]) -> Vec<T> {
    let mut values = Vec::new();
    for atom in args.atoms() {
        let Atom::Keyword(word) = atom else { continue };
        if let Some((_, value)) = table.iter().find(|(name, _)| name == word) {
            if !values.contains(value) {
                values.push(*value);
            }
        }
    }
    values
}

fn identity(args: &Args) -> Option<Identity> {
    let text = |name| args.text(name).map(str::to_owned);
    let address = args.ip("address").map(Identity::Address);
    let address = address.or_else(|| text("fqdn").map(Identity::Fqdn));
    address.or_else(|| text("email").map(Identity::Email)).or_else(|| text("id").map(Identity::KeyId))
}

fn proposal<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut Proposal, Refusal> {
    let Mode::Ikev2Proposal(name) = mode else { return Err(Refusal::gone(mode)) };
    config.ikev2.proposals.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

fn policy<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut Policy, Refusal> {
    let Mode::Ikev2Policy(name) = mode else { return Err(Refusal::gone(mode)) };
    config.ikev2.policies.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

fn keyring<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut Keyring, Refusal> {
    let (Mode::Ikev2Keyring(name) | Mode::Ikev2Peer(name, _)) = mode else { return Err(Refusal::gone(mode)) };
    config.ikev2.keyrings.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

fn peer<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut KeyringPeer, Refusal> {
    let Mode::Ikev2Peer(_, name) = mode else { return Err(Refusal::gone(mode)) };
    keyring(config, mode)?.peers.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

fn profile<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut Profile, Refusal> {
    let Mode::Ikev2Profile(name) = mode else { return Err(Refusal::gone(mode)) };
    config.ikev2.profiles.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

/// Enters a section by name, or removes it.
fn section<T: Default>(
    sections: &mut BTreeMap<String, T>,
    mode: fn(String) -> Mode,
    args: &Args,
) -> Result<Mode, Refusal> {
    let name = args.text("name").unwrap_or_default().to_owned();
    if args.undo() {
        sections.remove(&name);
        return Ok(Mode::Global);
    }
    sections.entry(name.clone()).or_default();
    Ok(mode(name))
}

pub(super) static STATEMENTS: [Statement; 6] = [
    Statement {
        syntax: "crypto ikev2 proposal <name:name>",
        no: Some("crypto ikev2 proposal <name:name>"),
        default: "aes-cbc-256, sha512 and sha384, groups 19 and 14",
        help: "Algorithms of an IKE SA",
        action: |config, _, args| section(&mut config.ikev2.proposals, Mode::Ikev2Proposal, args),
    },
    Statement {
        syntax: "crypto ikev2 policy <name:name>",
        no: Some("crypto ikev2 policy <name:name>"),
        default: "the default proposal for all addresses",
        help: "Which proposals are used",
        action: |config, _, args| section(&mut config.ikev2.policies, Mode::Ikev2Policy, args),
    },
    Statement {
        syntax: "crypto ikev2 keyring <name:name>",
        no: Some("crypto ikev2 keyring <name:name>"),
        default: "none",
        help: "Pre-shared keys",
        action: |config, _, args| section(&mut config.ikev2.keyrings, Mode::Ikev2Keyring, args),
    },
    Statement {
        syntax: "crypto ikev2 profile <name:name>",
        no: Some("crypto ikev2 profile <name:name>"),
        default: "none",
        help: "How the ends prove who they are",
        action: |config, _, args| section(&mut config.ikev2.profiles, Mode::Ikev2Profile, args),
    },
    Statement {
        syntax: "crypto ikev2 dpd <seconds:10-3600> [<retry:2-60>] [on-demand]",
        no: Some("crypto ikev2 dpd [<seconds:10-3600>] [<retry:2-60>] [on-demand]"),
        default: "off; asked every 2 s",
        help: "Liveness check: a peer silent for so long is asked, five times at most, and is dead then; on-demand makes no difference",
        action: |config, mode, args| {
            config.ikev2.dpd = Liveness::set(args);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto ikev2 fragmentation mtu <octets:576-9000>",
        no: Some("crypto ikev2 fragmentation mtu [<octets:576-9000>]"),
        default: "1280 octets",
        help: "Largest datagram of IKEv2 with its IP header; longer messages are fragmented (RFC 7383)",
        action: |config, mode, args| {
            config.ikev2.fragmentation = args.set_number("octets");
            Ok(mode.clone())
        },
    },
];

pub(super) static PROPOSAL: [Statement; 5] = [
    Statement {
        syntax: "encryption {des | 3des | aes-cbc-128 | aes-cbc-192 | aes-cbc-256 | aes-gcm-128 | aes-gcm-256}...",
        no: Some("encryption"),
        default: "none; a proposal needs one",
        help: "Encryption of the IKE SA, in order of preference",
        action: |config, mode, args| {
            proposal(config, mode)?.encryption = listed(args, &CIPHERS);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "integrity {sha1 | sha256 | sha384 | sha512}...",
        no: Some("integrity"),
        default: "none; needed but for AES-GCM",
        help: "Integrity of the IKE SA",
        action: |config, mode, args| {
            proposal(config, mode)?.integrity = listed(args, &INTEGRITIES);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "prf {sha1 | sha256 | sha384 | sha512}...",
        no: Some("prf"),
        default: "as integrity; needed with AES-GCM",
        help: "Pseudo-random function of the IKE SA",
        action: |config, mode, args| {
            proposal(config, mode)?.prf = listed(args, &PRFS);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "group {1 | 2 | 5 | 14 | 15 | 16 | 19 | 20 | 31}...",
        no: Some("group"),
        default: "none; a proposal needs one",
        help: "Diffie-Hellman groups of the IKE SA",
        action: |config, mode, args| {
            proposal(config, mode)?.group = listed(args, &GROUPS);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "additional-key-exchange <number:1-7> {ml-kem-768 | group14 | group15 | group16 | group19 | group20 | group31}...",
        no: Some("additional-key-exchange <number:1-7>"),
        default: "none",
        help: "One more key exchange (RFC 9370), as protection against quantum computers",
        action: |config, mode, args| {
            let number = args.number("number").unwrap_or(1);
            let groups = listed(args, &ADDITIONAL);
            let additional = &mut proposal(config, mode)?.additional;
            if args.undo() {
                additional.remove(&number);
            } else {
                additional.insert(number, groups);
            }
            Ok(mode.clone())
        },
    },
];

pub(super) static POLICY: [Statement; 2] = [
    Statement {
        syntax: "match address local <address:ip>",
        no: Some("match address local [<address:ip>]"),
        default: "all",
        help: "Which of our addresses the policy is for",
        action: |config, mode, args| {
            policy(config, mode)?.local = args.ip("address").filter(|_| !args.undo());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "proposal <name:name>",
        no: Some("proposal <name:name>"),
        default: "none; a policy needs one",
        help: "Adds a proposal, in order of preference",
        action: |config, mode, args| {
            let name = args.text("name").unwrap_or_default();
            let proposals = &mut policy(config, mode)?.proposals;
            if args.undo() {
                proposals.retain(|known| known != name);
            } else if !proposals.iter().any(|known| known == name) {
                if proposals.len() >= MOST_PROPOSALS {
                    let why = format!("there are {MOST_PROPOSALS} proposals, more there cannot be");
                    return Err(Refusal::new("name", why));
                }
                proposals.push(name.to_owned());
            }
            Ok(mode.clone())
        },
    },
];

pub(super) static KEYRING: [Statement; 1] = [Statement {
    syntax: "peer <name:name>",
    no: Some("peer <name:name>"),
    default: "none",
    help: "Peers that share a key",
    action: |config, mode, args| {
        let name = args.text("name").unwrap_or_default().to_owned();
        let peers = &mut keyring(config, mode)?.peers;
        let (Mode::Ikev2Keyring(ring) | Mode::Ikev2Peer(ring, _)) = mode else { return Err(Refusal::gone(mode)) };
        if args.undo() {
            peers.remove(&name);
            return Ok(Mode::Ikev2Keyring(ring.clone()));
        }
        peers.entry(name.clone()).or_default();
        Ok(Mode::Ikev2Peer(ring.clone(), name))
    },
}];

pub(super) static PEER: [Statement; 2] = [
    Statement {
        syntax: "address {<address:ip4> [<mask:mask>] | <address:ip6> | <prefix:prefix6>}",
        no: Some("address"),
        default: "none; a peer needs one",
        help: "Addresses of the peers",
        action: |config, mode, args| {
            let length = args.ip4("mask").map_or(32, |mask: Ipv4Addr| u32::from(mask).count_ones() as u8);
            let addresses = match (args.prefix6("prefix"), args.ip("address")) {
                (Some(prefix), _) => Some(IpNet::V6(prefix.trunc())),
                (None, Some(IpAddr::V4(a))) => Ipv4Net::new(a, length).ok().map(|net| IpNet::V4(net.trunc())),
                (None, Some(v6)) => Some(IpNet::from(v6)),
                (None, None) => None,
            };
            peer(config, mode)?.addresses = addresses;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "pre-shared-key [0] <key:secret>",
        no: Some("pre-shared-key [0] [<key:secret>]"),
        default: "none; a peer needs one",
        help: "The key, in clear text, of both ends",
        action: |config, mode, args| {
            peer(config, mode)?.key = args.text("key").filter(|_| !args.undo()).map(Secret::new);
            Ok(mode.clone())
        },
    },
];

pub(super) static PROFILE: [Statement; 7] = [
    Statement {
        syntax:
            "match identity remote {address <address:ip> | fqdn <fqdn:host> | email <email:name> | key-id <id:name>}",
        no: Some("match identity remote"),
        default: "the peer's address",
        help: "Who the peer must be",
        action: |config, mode, args| {
            profile(config, mode)?.remote = identity(args).filter(|_| !args.undo());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "identity local {address <address:ip> | fqdn <fqdn:host> | email <email:name> | key-id <id:name>}",
        no: Some("identity local"),
        default: "our address",
        help: "Who we are",
        action: |config, mode, args| {
            profile(config, mode)?.local = identity(args).filter(|_| !args.undo());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "authentication [local | remote] {pre-share | certificate | rsa-sig | ecdsa-sig}",
        no: Some("authentication [local | remote]"),
        default: "none; a profile needs it",
        help: "How both ends prove who they are; the key of the certificate decides between RSA and ECDSA",
        action: |config, mode, args| {
            let how = args.has("pre-share").then_some(Authentication::PreShared);
            let how = Some(how.unwrap_or(Authentication::Certificate)).filter(|_| !args.undo());
            let one_end = args.has("local") || args.has("remote");
            let profile = profile(config, mode)?;
            if one_end && how.is_some() && profile.authentication.is_some_and(|other| Some(other) != how) {
                return Err(Refusal::new("", "both ends prove who they are in the same way"));
            }
            profile.authentication = how;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "keyring local <name:name>",
        no: Some("keyring [local] [<name:name>]"),
        default: "none; needed with pre-share",
        help: "Keyring with the pre-shared key",
        action: |config, mode, args| {
            profile(config, mode)?.keyring = args.set_text("name");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "pki trustpoint <name:name>",
        no: Some("pki trustpoint [<name:name>]"),
        default: "none; needed with certificate",
        help: "Certificates",
        action: |config, mode, args| {
            profile(config, mode)?.trustpoint = args.set_text("name");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "lifetime <seconds:120-86400>",
        no: Some("lifetime [<seconds:120-86400>]"),
        default: "86400",
        help: "Lifetime of the IKE SA",
        action: |config, mode, args| {
            profile(config, mode)?.lifetime = args.set_number("seconds");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "dpd <seconds:10-3600> [<retry:2-60>] [on-demand]",
        no: Some("dpd [<seconds:10-3600>] [<retry:2-60>] [on-demand]"),
        default: "as crypto ikev2 dpd says",
        help: "Liveness check of these peers",
        action: |config, mode, args| {
            profile(config, mode)?.dpd = Liveness::set(args);
            Ok(mode.clone())
        },
    },
];

const MOST_PROPOSALS: usize = 16;

const CIPHERS: [(&str, Cipher); 7] = [
    ("des", Cipher::DesCbc),
    ("3des", Cipher::TripleDesCbc),
    ("aes-cbc-128", Cipher::AesCbc(128)),
    ("aes-cbc-192", Cipher::AesCbc(192)),
    ("aes-cbc-256", Cipher::AesCbc(256)),
    ("aes-gcm-128", Cipher::AesGcm16(128)),
    ("aes-gcm-256", Cipher::AesGcm16(256)),
];

const INTEGRITIES: [(&str, Integrity); 4] = [
    ("sha1", Integrity::HmacSha1_96),
    ("sha256", Integrity::HmacSha2_256_128),
    ("sha384", Integrity::HmacSha2_384_192),
    ("sha512", Integrity::HmacSha2_512_256),
];

const PRFS: [(&str, Prf); 4] = [
    ("sha1", Prf::HmacSha1),
    ("sha256", Prf::HmacSha2_256),
    ("sha384", Prf::HmacSha2_384),
    ("sha512", Prf::HmacSha2_512),
];

const ADDITIONAL: [(&str, Group); 7] = [
    ("ml-kem-768", Group::MlKem768),
    ("group14", Group::Modp2048),
    ("group15", Group::Modp3072),
    ("group16", Group::Modp4096),
    ("group19", Group::P256),
    ("group20", Group::P384),
    ("group31", Group::X25519),
];
