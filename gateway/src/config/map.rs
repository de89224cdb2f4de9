//! `crypto map`: which traffic is protected, with whom, and how.

use std::fmt::{self, Write};
use std::net::IpAddr;

use respite_ike::crypto::Group;

use super::ipsec::window_of;
use super::isakmp::name_of;
use super::{Mode, Refusal, Running, Statement};

/// An entry of a crypto map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapEntry {
    pub description: Option<String>,
    pub peer: Option<IpAddr>,
    /// In order of preference.
    pub transform_sets: Vec<String>,
    /// Perfect forward secrecy.
    pub pfs: Option<Group>,
    /// Seconds.
    pub lifetime: Option<u32>,
    pub kilobytes: Option<u32>,
    pub replay_window: Option<u32>,
    /// Access list.
    pub matches: Option<String>,
    /// With one: IKEv2. Without: IKEv1.
    pub ikev2_profile: Option<String>,
    /// Never begins a negotiation, not even for recovery.
    pub responder_only: bool,
}

impl MapEntry {
    pub(super) fn print(&self, name: &str, sequence: u16, out: &mut String) -> fmt::Result {
        writeln!(out, "crypto map {name} {sequence} ipsec-isakmp")?;
        if let Some(text) = &self.description {
            writeln!(out, " description {text}")?;
        }
        if let Some(peer) = self.peer {
            writeln!(out, " set peer {peer}")?;
        }
        if let Some(seconds) = self.lifetime {
            writeln!(out, " set security-association lifetime seconds {seconds}")?;
        }
        if let Some(kilobytes) = self.kilobytes {
            writeln!(out, " set security-association lifetime kilobytes {kilobytes}")?;
        }
        if let Some(packets) = self.replay_window {
            writeln!(out, " set security-association replay window-size {packets}")?;
        }
        if !self.transform_sets.is_empty() {
            writeln!(out, " set transform-set {}", self.transform_sets.join(" "))?;
        }
        if let Some(group) = self.pfs {
            writeln!(out, " set pfs {}", name_of(&PFS, group))?;
        }
        if let Some(profile) = &self.ikev2_profile {
            writeln!(out, " set ikev2-profile {profile}")?;
        }
        if self.responder_only {
            writeln!(out, " responder-only")?;
        }
        if let Some(list) = &self.matches {
            writeln!(out, " match address {list}")?;
        }
        Ok(())
    }
}

fn entry<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut MapEntry, Refusal> {
    let Mode::Map(name, sequence) = mode else { return Err(Refusal::gone(mode)) };
    let entries = config.maps.get_mut(name);
    entries.and_then(|entries| entries.get_mut(sequence)).ok_or_else(|| Refusal::gone(mode))
}

pub(super) static STATEMENTS: [Statement; 1] = [Statement {
    syntax: "crypto map <name:name> <sequence:1-65535> [ipsec-isakmp]",
    no: Some("crypto map <name:name> [<sequence:1-65535>]"),
    default: "none",
    help: "An entry of a crypto map; entries are tried in the order of their numbers",
    action: |config, _, args| {
        let name = args.text("name").unwrap_or_default().to_owned();
        let sequence = args.number("sequence");
        if args.undo() {
            let Some(sequence) = sequence else {
                config.maps.remove(&name);
                return Ok(Mode::Global);
            };
            if let Some(entries) = config.maps.get_mut(&name) {
                entries.remove(&sequence);
                if entries.is_empty() {
                    config.maps.remove(&name);
                }
            }
            return Ok(Mode::Global);
        }
        let sequence = sequence.unwrap_or_default();
        let known = config.maps.get(&name).is_some_and(|entries| entries.contains_key(&sequence));
        if !known && !args.has("ipsec-isakmp") {
            return Err(Refusal::new("sequence", "is no entry yet: a new one ends with ipsec-isakmp"));
        }
        config.maps.entry(name.clone()).or_default().entry(sequence).or_default();
        Ok(Mode::Map(name, sequence))
    },
}];

pub(super) static ENTRY: [Statement; 10] = [
    Statement {
        syntax: "description <text:line>",
        no: Some("description [<text:line>]"),
        default: "none",
        help: "A remark",
        action: |config, mode, args| {
            entry(config, mode)?.description = args.set_text("text");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set peer <peer:ip>",
        no: Some("set peer [<peer:ip>]"),
        default: "none; an entry needs one",
        help: "The gateway at the other end",
        action: |config, mode, args| {
            let peer = args.ip("peer").filter(|_| !args.undo());
            let odd =
                |a: &IpAddr| a.is_unspecified() || a.is_multicast() || a.is_loopback() || *a == IpAddr::from([255; 4]);
            if let Some(address) = peer.filter(odd) {
                return Err(Refusal::new("peer", format!("{address} is no host's address")));
            }
            let entry = entry(config, mode)?;
            if let Some(other) = entry.peer.filter(|other| peer.is_some_and(|new| new != *other)) {
                return Err(Refusal::new(
                    "peer",
                    format!("the entry has the peer {other}: one is all that it can have"),
                ));
            }
            entry.peer = peer;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set transform-set <name:name>...",
        no: Some("set transform-set [<name:name>...]"),
        default: "none; an entry needs one",
        help: "Transform sets in order of preference, at most six",
        action: |config, mode, args| {
            let names: Vec<String> =
                if args.undo() { Vec::new() } else { args.texts("name").map(str::to_owned).collect() };
            if names.len() > MOST_SETS {
                return Err(Refusal::new(
                    "name",
                    format!("there are {} transform sets, {MOST_SETS} may be", names.len()),
                ));
            }
            entry(config, mode)?.transform_sets = names;
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set pfs [group1 | group2 | group5 | group14 | group15 | group16 | group19 | group20 | group31]",
        no: Some("set pfs"),
        default: "off; group1 if no group is named",
        help: "A Diffie-Hellman exchange for each IPsec SA (group31 with IKEv2)",
        action: |config, mode, args| {
            let group = args.one_of(&PFS).unwrap_or(Group::Modp768);
            entry(config, mode)?.pfs = Some(group).filter(|_| !args.undo());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set security-association lifetime seconds <seconds:10-86400>",
        no: Some("set security-association lifetime seconds [<seconds:10-86400>]"),
        default: "as crypto ipsec security-association says",
        help: "Lifetime of the IPsec SAs in time",
        action: |config, mode, args| {
            entry(config, mode)?.lifetime = args.set_number("seconds");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set security-association lifetime kilobytes <kilobytes:2560-4294967295>",
        no: Some("set security-association lifetime kilobytes [<kilobytes:2560-4294967295>]"),
        default: "as crypto ipsec security-association says",
        help: "Lifetime of the IPsec SAs in traffic",
        action: |config, mode, args| {
            entry(config, mode)?.kilobytes = args.set_number("kilobytes");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set security-association replay window-size {64 | 128 | 256 | 512 | 1024}",
        no: Some("set security-association replay window-size [64 | 128 | 256 | 512 | 1024]"),
        default: "as crypto ipsec security-association says",
        help: "Anti-replay window of the IPsec SAs, in packets",
        action: |config, mode, args| {
            entry(config, mode)?.replay_window = Some(window_of(args)).filter(|_| !args.undo());
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "set ikev2-profile <name:name>",
        no: Some("set ikev2-profile [<name:name>]"),
        default: "none: IKEv1",
        help: "IKEv2 with this profile",
        action: |config, mode, args| {
            entry(config, mode)?.ikev2_profile = args.set_text("name");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "match address <list:name>",
        no: Some("match address [<list:name>]"),
        default: "none; an entry needs one",
        help: "Access list of the traffic to protect: permit is protected, deny goes on to the next entry",
        action: |config, mode, args| {
            entry(config, mode)?.matches = args.set_text("list");
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "responder-only",
        no: Some("responder-only"),
        default: "off",
        help: "Only the peer begins negotiations; unknown SPIs from it begin none",
        action: |config, mode, args| {
            entry(config, mode)?.responder_only = !args.undo();
            Ok(mode.clone())
        },
    },
];

const MOST_SETS: usize = 6;

const PFS: [(&str, Group); 9] = [
    ("group1", Group::Modp768),
    ("group2", Group::Modp1024),
    ("group5", Group::Modp1536),
    ("group14", Group::Modp2048),
    ("group15", Group::Modp3072),
    ("group16", Group::Modp4096),
    ("group19", Group::P256),
    ("group20", Group::P384),
    ("group31", Group::X25519),
];
