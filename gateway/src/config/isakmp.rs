//! `crypto isakmp`: IKEv1 policies, pre-shared keys, dead peer detection, NAT traversal.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use respite_ike::crypto::{Cipher, Group, Hash, Secret};

use super::{Mode, Refusal, Running, Statement};
use crate::grammar::Args;

/// IKEv1 and what both versions share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Isakmp {
    /// By priority.
    pub policies: BTreeMap<u16, IsakmpPolicy>,
    /// By the addresses that they are for.
    pub keys: BTreeMap<IpNet, Secret>,
    pub keepalive: Option<Liveness>,
    /// Seconds between packets that keep a NAT's mapping.
    pub nat_keepalive: Option<u16>,
    /// UDP encapsulation even without a NAT.
    pub force_encapsulation: bool,
}

/// When a peer is asked whether it lives, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liveness {
    /// Silence before.
    pub idle: u16,
    /// How long an answer is waited for, each time.
    pub retry: u16,
}

/// What an ISAKMP SA is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsakmpPolicy {
    pub encryption: Cipher,
    pub hash: Hash,
    pub authentication: Authentication,
    pub group: Group,
    /// Seconds.
    pub lifetime: u32,
}

/// How the ends of an ISAKMP SA prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    PreShared,
    /// What IOS takes if nothing is said. Not spoken here in IKEv1.
    RsaSignature,
}

impl Default for IsakmpPolicy {
    /// The defaults of IOS 12.3.
    fn default() -> Self {
        IsakmpPolicy {
            encryption: Cipher::DesCbc,
            hash: Hash::Sha1,
            authentication: Authentication::RsaSignature,
            group: Group::Modp768,
            lifetime: DAY,
        }
    }
}

impl Liveness {
    const RETRY: u16 = 2;

    /// What a statement with `seconds` and `retry` sets: nothing if it began with `no`.
    pub(super) fn set(args: &Args) -> Option<Self> {
        let retry = args.number("retry").unwrap_or(Self::RETRY);
        args.set_number("seconds").map(|idle| Liveness { idle, retry })
    }
}

impl Display for Liveness {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.retry {
            Self::RETRY => write!(f, "{}", self.idle),
            retry => write!(f, "{} {retry}", self.idle),
        }
    }
}

impl Isakmp {
    /// The key for a peer: of the smallest set of addresses that it is in.
    pub fn key(&self, peer: IpAddr) -> Option<&Secret> {
        let fitting = self.keys.iter().filter(|(net, _)| net.contains(&peer));
        fitting.max_by_key(|(net, _)| net.prefix_len()).map(|(_, key)| key)
    }

    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        for (priority, policy) in &self.policies {
            writeln!(out, "crypto isakmp policy {priority}")?;
            policy.print(out)?;
        }
        for (net, key) in &self.keys {
            let key = String::from_utf8_lossy(key.as_slice());
            match net {
                IpNet::V4(net) if net.prefix_len() == 32 => {
                    writeln!(out, "crypto isakmp key 0 {key} address {}", net.addr())?;
                }
                IpNet::V4(net) => {
                    writeln!(out, "crypto isakmp key 0 {key} address {} {}", net.addr(), net.netmask())?;
                }
                IpNet::V6(net) => writeln!(out, "crypto isakmp key 0 {key} address ipv6 {net}")?,
            }
        }
        if let Some(liveness) = self.keepalive {
            writeln!(out, "crypto isakmp keepalive {liveness}")?;
        }
        if let Some(seconds) = self.nat_keepalive {
            writeln!(out, "crypto isakmp nat keepalive {seconds}")?;
        }
        if self.force_encapsulation {
            writeln!(out, "crypto isakmp nat force-encapsulation")?;
        }
        Ok(())
    }
}

impl IsakmpPolicy {
    fn print(&self, out: &mut String) -> fmt::Result {
        let default = IsakmpPolicy::default();
        if self.encryption != default.encryption {
            writeln!(out, " encr {}", cipher_words(self.encryption))?;
        }
        if self.hash != default.hash {
            writeln!(out, " hash {}", name_of(&HASHES, self.hash))?;
        }
        if self.authentication != default.authentication {
            writeln!(out, " authentication pre-share")?;
        }
        if self.group != default.group {
            writeln!(out, " group {}", name_of(&GROUPS, self.group))?;
        }
        if self.lifetime != default.lifetime {
            writeln!(out, " lifetime {}", self.lifetime)?;
        }
        Ok(())
    }
}

fn cipher_words(cipher: Cipher) -> &'static str {
    match cipher {
        Cipher::TripleDesCbc => "3des",
        Cipher::AesCbc(192) => "aes 192",
        Cipher::AesCbc(256) => "aes 256",
        Cipher::AesCbc(_) => "aes",
        // No IKEv1 policy has GCM.
        Cipher::DesCbc | Cipher::AesGcm16(_) => "des",
    }
}

/// The word for a value in a table of them.
pub(super) fn name_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, v)| *v == value).map_or("", |(name, _)| name)
}

fn policy<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut IsakmpPolicy, Refusal> {
    let Mode::IsakmpPolicy(priority) = mode else { return Err(Refusal::gone(mode)) };
    config.isakmp.policies.get_mut(priority).ok_or_else(|| Refusal::gone(mode))
}

/// Addresses of a key; the bits beyond its mask do not count.
fn key_addresses(args: &Args) -> Option<IpNet> {
    if let Some(prefix) = args.prefix6("prefix") {
        return Some(IpNet::V6(prefix.trunc()));
    }
    let address = args.ip4("address")?;
    let length = args.ip4("mask").map_or(32, |mask| u32::from(mask).count_ones() as u8);
    Some(IpNet::V4(Ipv4Net::new(address, length).ok()?.trunc()))
}

fn set_key(config: &mut Running, args: &Args) -> Result<(), Refusal> {
    let addresses = key_addresses(args).ok_or_else(|| Refusal::new("address", "is no address"))?;
    if args.undo() {
        let gone = config.isakmp.keys.remove(&addresses);
        return gone.map(drop).ok_or_else(|| Refusal::new("address", format!("there is no key for {addresses}")));
    }
    if let Some(key) = args.text("key") {
        config.isakmp.keys.insert(addresses, Secret::new(key));
    }
    Ok(())
}

pub(super) static STATEMENTS: [Statement; 6] = [
    Statement {
        syntax: "crypto isakmp policy <priority:1-10000>",
        no: Some("crypto isakmp policy <priority:1-10000>"),
        default: "none",
        help: "What an ISAKMP SA may be made with; the lowest number is tried first",
        action: |config, _, args| {
            let priority = args.number("priority").unwrap_or_default();
            if args.undo() {
                config.isakmp.policies.remove(&priority);
                return Ok(Mode::Global);
            }
            config.isakmp.policies.entry(priority).or_default();
            Ok(Mode::IsakmpPolicy(priority))
        },
    },
    Statement {
        syntax: "crypto isakmp key [0] <key:secret> address {<address:ip4> [<mask:mask>] | ipv6 <prefix:prefix6>}",
        no: Some("crypto isakmp key [0] [<key:secret>] address {<address:ip4> [<mask:mask>] | ipv6 <prefix:prefix6>}"),
        default: "none",
        help: "Pre-shared key of IKEv1 for the peers with these addresses, in clear text",
        action: |config, mode, args| set_key(config, args).map(|()| mode.clone()),
    },
    Statement {
        syntax: "crypto isakmp keepalive <seconds:10-3600> [<retry:2-60>] [on-demand]",
        no: Some("crypto isakmp keepalive [<seconds:10-3600>] [<retry:2-60>] [on-demand]"),
        default: "off; asked every 2 s",
        help: "Dead peer detection: a peer silent for so long is asked, five times at most, and is dead then; on-demand makes no difference",
        action: |config, mode, args| {
            config.isakmp.keepalive = Liveness::set(args);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto isakmp nat keepalive <seconds:5-3600>",
        no: Some("crypto isakmp nat keepalive [<seconds:5-3600>]"),
        default: "off",
        help: "Keeps the mapping of a NAT in front of this gateway, with either version of IKE",
        action: |config, mode, args| {
            config.isakmp.nat_keepalive = args.set_number("seconds");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto isakmp nat force-encapsulation",
        no: Some("crypto isakmp nat force-encapsulation"),
        default: "off",
        help: "ESP in UDP even where no NAT is found, with either version of IKE",
        action: |config, mode, args| {
            config.isakmp.force_encapsulation = !args.undo();
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto isakmp invalid-spi-recovery",
        no: Some("crypto isakmp invalid-spi-recovery"),
        default: "off",
        help: "Begins an IKE SA, with either version of IKE, in order to tell a peer that its SPI is unknown",
        action: |config, mode, args| {
            config.recovery.enabled = !args.undo();
            Ok(mode.clone())
        },
    },
];

pub(super) static POLICY: [Statement; 5] = [
    Statement {
        syntax: "encryption {des | 3des | aes [128 | 192 | 256]}",
        no: Some("encryption"),
        default: "des",
        help: "Encryption of the ISAKMP SA",
        action: |config, mode, args| {
            policy(config, mode)?.encryption = match () {
                () if args.has("3des") => Cipher::TripleDesCbc,
                () if args.has("aes") => Cipher::AesCbc(args.one_of(&[("192", 192), ("256", 256)]).unwrap_or(128)),
                () => Cipher::DesCbc,
            };
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "hash {sha | sha256 | sha384 | sha512}",
        no: Some("hash"),
        default: "sha",
        help: "Hash of the ISAKMP SA",
        action: |config, mode, args| {
            policy(config, mode)?.hash = args.one_of(&HASHES).unwrap_or(Hash::Sha1);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "authentication {pre-share | rsa-sig}",
        no: Some("authentication"),
        default: "rsa-sig",
        help: "How the ends prove who they are. Policies with rsa-sig are not used: IKEv1 here speaks pre-shared keys",
        action: |config, mode, args| {
            let shared = args.has("pre-share");
            policy(config, mode)?.authentication =
                if shared { Authentication::PreShared } else { Authentication::RsaSignature };
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "group {1 | 2 | 5 | 14 | 15 | 16 | 19 | 20}",
        no: Some("group"),
        default: "1",
        help: "Diffie-Hellman group of the ISAKMP SA",
        action: |config, mode, args| {
            policy(config, mode)?.group = args.one_of(&GROUPS).unwrap_or(Group::Modp768);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "lifetime <seconds:60-86400>",
        no: Some("lifetime [<seconds:60-86400>]"),
        default: "86400",
        help: "Lifetime of the ISAKMP SA",
        action: |config, mode, args| {
            let seconds = args.set_number("seconds");
            policy(config, mode)?.lifetime = seconds.unwrap_or(DAY);
            Ok(mode.clone())
        },
    },
];

/// Hashes by their words.
pub(super) const HASHES: [(&str, Hash); 4] =
    [("sha", Hash::Sha1), ("sha256", Hash::Sha2_256), ("sha384", Hash::Sha2_384), ("sha512", Hash::Sha2_512)];

/// Groups by their numbers.
pub(super) const GROUPS: [(&str, Group); 9] = [
    ("1", Group::Modp768),
    ("2", Group::Modp1024),
    ("5", Group::Modp1536),
    ("14", Group::Modp2048),
    ("15", Group::Modp3072),
    ("16", Group::Modp4096),
    ("19", Group::P256),
    ("20", Group::P384),
    ("31", Group::X25519),
];

/// Seconds; the longest lifetime.
const DAY: u32 = 86_400;
