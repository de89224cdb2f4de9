//! Crypto maps and access lists as ordered selectors: what happens to a packet that leaves by an interface.
//!
//! ```text
//!   interface ──> crypto map: entry 10 ──> access list: permit ──> protect with peer and child
//!                                │                      deny ───┐
//!                                └─ no rule matches ────────────┴> entry 20 ──> … ──> in clear
//! ```
//! An entry that lacks something is a [`Problem`] and matches nothing.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;

use respite_ike::config::TrafficSelector;

use super::acl::{self, Addresses, Side};
use super::ikev2::{self, Authentication};
use super::isakmp;
use super::map::MapEntry;
use super::{Mode, Running};

/// Crypto maps, by the interfaces that they are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    interfaces: BTreeMap<String, Vec<Entry>>,
}

/// An entry of a crypto map.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    selectors: Vec<Selector>,
}

/// Traffic, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    pub local: TrafficSelector,
    pub remote: TrafficSelector,
    /// `None`: not by this entry of the map.
    pub protection: Option<Protection>,
}

/// Who protects traffic, in the names of [`endpoint_config`](super::endpoint_config).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Name of the IKE peer.
    pub peer: String,
    /// Name of its child policy.
    pub child: String,
    /// The crypto map and the number of its entry.
    pub map: String,
    pub sequence: u16,
}

/// What happens to a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    Protect(&'a Protection),
    /// It goes, or comes, in clear.
    Bypass,
    /// It came in clear though it should have been protected.
    Discard(&'a Protection),
}

/// What a packet is told by. Packets without ports, and later fragments, have port 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    pub source: IpAddr,
    pub destination: IpAddr,
    pub protocol: u8,
    pub source_port: u16,
    pub destination_port: u16,
}

/// Why a section cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{section}: {why}")]
pub struct Problem {
    pub section: Mode,
    pub why: String,
}

impl Policy {
    /// Of all interfaces; what has a problem is left out.
    pub fn new(config: &Running) -> Policy {
        let on_interfaces =
            config.interfaces.iter().filter_map(|i| Some((i, config.maps.get(i.crypto_map.as_ref()?)?)));
        let entries = |interface: &super::interface::Interface, entries: &BTreeMap<u16, MapEntry>| {
            let map = interface.crypto_map.as_deref().unwrap_or_default();
            let usable = entries.iter().filter_map(|(sequence, entry)| {
                let usable = Usable::find(config, map, *sequence, entry).ok()?;
                Some(Entry { selectors: usable.selectors(map, *sequence) })
            });
            usable.collect()
        };
        Policy { interfaces: on_interfaces.map(|(i, map)| (i.name.clone(), entries(i, map))).collect() }
    }

    /// A packet that is about to leave by an interface.
    pub fn outbound(&self, interface: &str, flow: &Flow) -> Action<'_> {
        self.find(interface, flow).map_or(Action::Bypass, Action::Protect)
    }

    /// A packet that came in clear by an interface: what we would have protected on its way back must not.
    pub fn inbound_clear(&self, interface: &str, flow: &Flow) -> Action<'_> {
        self.find(interface, &flow.reversed()).map_or(Action::Bypass, Action::Discard)
    }

    /// All selectors of an interface in their order.
    pub fn selectors(&self, interface: &str) -> impl Iterator<Item = &Selector> {
        self.interfaces.get(interface).into_iter().flatten().flat_map(|entry| &entry.selectors)
    }

    /// The selectors of an interface, by the entries of its crypto map.
    pub fn entries(&self, interface: &str) -> impl Iterator<Item = &[Selector]> {
        self.interfaces.get(interface).into_iter().flatten().map(|entry| &entry.selectors[..])
    }

    fn find(&self, interface: &str, flow: &Flow) -> Option<&Protection> {
        let entries = self.interfaces.get(interface)?;
        entries.iter().find_map(|entry| entry.selectors.iter().find(|s| s.takes(flow))?.protection.as_ref())
    }
}

impl Selector {
    fn takes(&self, flow: &Flow) -> bool {
        flow.is_within(&self.local, &self.remote)
    }
}

impl Flow {
    /// Whether a pair of traffic selectors takes it.
    pub fn is_within(&self, source: &TrafficSelector, destination: &TrafficSelector) -> bool {
        let side = |ts: &TrafficSelector, address: &IpAddr, port: u16| {
            ts.addresses.contains(address)
                && (ts.protocol == 0 || ts.protocol == self.protocol)
                && ts.ports.contains(&port)
        };
        side(source, &self.source, self.source_port) && side(destination, &self.destination, self.destination_port)
    }

    /// The answer to it.
    pub fn reversed(&self) -> Flow {
        Flow {
            source: self.destination,
            destination: self.source,
            protocol: self.protocol,
            source_port: self.destination_port,
            destination_port: self.source_port,
        }
    }
}

impl Display for Protection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "crypto map {} {}", self.map, self.sequence)
    }
}

/// An entry with all that it names.
pub(super) struct Usable<'a> {
    pub entry: &'a MapEntry,
    pub peer: IpAddr,
    pub local: IpAddr,
    pub sets: Vec<&'a super::ipsec::TransformSet>,
    pub list: &'a acl::AccessList,
}

impl<'a> Usable<'a> {
    /// Finds what an entry of a map names, or says what is missing.
    pub fn find(config: &'a Running, map: &str, sequence: u16, entry: &'a MapEntry) -> Result<Self, Problem> {
        let section = Mode::Map(map.to_owned(), sequence);
        let wrong = |why: String| Problem { section: section.clone(), why };
        let peer = entry.peer.ok_or_else(|| wrong("has no peer (set peer)".into()))?;
        let name = entry.matches.as_deref().ok_or_else(|| wrong("has no traffic (match address)".into()))?;
        let list = config.access_lists.get(name).ok_or_else(|| wrong(format!("access list {name} is not defined")))?;
        if !list.rules().any(|(_, rule)| rule.permit) {
            return Err(wrong(format!("access list {name} permits nothing")));
        }
        if list.rules().count() > MOST_SELECTORS {
            return Err(wrong(format!("access list {name} has more than {MOST_SELECTORS} rules")));
        }
        for (number, rule) in list.rules() {
            for side in [&rule.source, &rule.destination] {
                addresses(side, list.family).ok_or_else(|| {
                    wrong(format!(
                        "entry {number} of access list {name}: {side} is no range, which IKE cannot negotiate"
                    ))
                })?;
            }
        }
        if entry.transform_sets.is_empty() {
            return Err(wrong("has no transform set (set transform-set)".into()));
        }
        let set = |set: &String| {
            config.transform_sets.get(set).ok_or_else(|| wrong(format!("transform set {set} is not defined")))
        };
        let sets: Vec<_> = entry.transform_sets.iter().map(set).collect::<Result<_, _>>()?;
        if sets.iter().any(|set| set.mode != sets[0].mode) {
            return Err(wrong("has transform sets of both modes".into()));
        }
        let interface = config.interface_of_map(map).ok_or_else(|| wrong("is on no interface".into()))?;
        let local = interface
            .address_towards(peer)
            .ok_or_else(|| wrong(format!("{} has no address of the peer's IP version", interface.name)))?;
        if local == peer {
            return Err(wrong(format!("{peer} is this gateway's own address")));
        }
        match &entry.ikev2_profile {
            Some(profile) => check_v2(config, profile, peer, local, &sets).map_err(wrong)?,
            None => check_v1(config, peer, entry, &sets).map_err(wrong)?,
        }
        Ok(Usable { entry, peer, local, sets, list })
    }

    /// The rules of its access list as selectors, one child for each that permits.
    pub fn selectors(&self, map: &str, sequence: u16) -> Vec<Selector> {
        let selector = |(number, rule): (u32, &acl::Rule)| {
            let side = |side: &Side| {
                let addresses = addresses(side, self.list.family)?;
                Some(TrafficSelector { addresses, protocol: rule.protocol, ports: side.ports.clone() })
            };
            let protection = rule.permit.then(|| Protection {
                peer: self.peer.to_string(),
                child: child_name(map, sequence, number),
                map: map.to_owned(),
                sequence,
            });
            Some(Selector { local: side(&rule.source)?, remote: side(&rule.destination)?, protection })
        };
        self.list.rules().filter_map(selector).collect()
    }
}

/// Name of the child policy of one rule of an access list.
fn child_name(map: &str, sequence: u16, number: u32) -> String {
    format!("{map}/{sequence}/{number}")
}

/// Everything that keeps a section from being used.
pub fn problems(config: &Running) -> Vec<Problem> {
    let mut problems = Vec::new();
    let on_interface = |map: &str| config.interface_of_map(map).is_some();
    let mut versions: BTreeMap<IpAddr, (Mode, Option<&String>)> = BTreeMap::new();
    for (map, entries) in config.maps.iter().filter(|(map, _)| on_interface(map)) {
        for (sequence, entry) in entries {
            match Usable::find(config, map, *sequence, entry) {
                Err(problem) => problems.push(problem),
                Ok(usable) => {
                    let section = Mode::Map(map.clone(), *sequence);
                    let profile = entry.ikev2_profile.as_ref();
                    match versions.get(&usable.peer) {
                        Some((other, known)) if *known != profile => problems.push(Problem {
                            why: format!("has the peer of {other}, but not its IKE version and profile"),
                            section,
                        }),
                        Some(_) => {}
                        None => drop(versions.insert(usable.peer, (section, profile))),
                    }
                }
            }
        }
    }
    for interface in &config.interfaces {
        if let Some(map) = interface.crypto_map.as_ref().filter(|map| !config.maps.contains_key(*map)) {
            let section = Mode::Interface(interface.name.clone());
            problems.push(Problem { section, why: format!("crypto map {map} is not defined") });
        }
    }
    problems
}

fn check_v1(
    config: &Running,
    peer: IpAddr,
    entry: &MapEntry,
    sets: &[&super::ipsec::TransformSet],
) -> Result<(), String> {
    let usable = |p: &isakmp::IsakmpPolicy| p.authentication == isakmp::Authentication::PreShared;
    if !config.isakmp.policies.values().any(usable) {
        return Err("no crypto isakmp policy has authentication pre-share".into());
    }
    if config.isakmp.key(peer).is_none() {
        return Err(format!("there is no crypto isakmp key for {peer}"));
    }
    if entry.pfs == Some(respite_ike::crypto::Group::X25519) {
        return Err("has set pfs group31, which IKEv1 does not know".into());
    }
    match sets.iter().any(|set| set.esn) {
        true => Err("has a transform set with esn, which is negotiated by IKEv2 only".into()),
        false => Ok(()),
    }
}

fn check_v2(
    config: &Running,
    name: &str,
    peer: IpAddr,
    local: IpAddr,
    sets: &[&super::ipsec::TransformSet],
) -> Result<(), String> {
    if sets.iter().any(|set| set.ah.is_some() && set.esp.is_some()) {
        return Err("has a transform set of AH and ESP, which is negotiated by IKEv1 only".into());
    }
    let profile = config.ikev2.profiles.get(name).ok_or_else(|| format!("ikev2 profile {name} is not defined"))?;
    match profile.authentication {
        None => return Err(format!("ikev2 profile {name} has no authentication")),
        Some(Authentication::PreShared) => {
            let keyring = profile.keyring.as_ref().ok_or_else(|| format!("ikev2 profile {name} has no keyring"))?;
            let ring = config.ikev2.keyrings.get(keyring);
            let ring = ring.ok_or_else(|| format!("ikev2 keyring {keyring} is not defined"))?;
            ring.key(peer).ok_or_else(|| format!("ikev2 keyring {keyring} has no key for {peer}"))?;
        }
        Some(Authentication::Certificate) => {
            let trustpoint =
                profile.trustpoint.as_ref().ok_or_else(|| format!("ikev2 profile {name} has no trustpoint"))?;
            let files = config.trustpoints.get(trustpoint);
            let files = files.ok_or_else(|| format!("trustpoint {trustpoint} is not defined"))?;
            if files.authorities.is_none() || files.certificate.is_none() || files.private_key.is_none() {
                return Err(format!("trustpoint {trustpoint} needs ca, certificate and private-key"));
            }
        }
    }
    proposals(config, local).map(drop)
}

/// The IKEv2 proposals for one of our addresses: of the first policy for it, of one for all, or the standard one.
pub(super) fn proposals(config: &Running, local: IpAddr) -> Result<Vec<ikev2::Proposal>, String> {
    let policies = &config.ikev2.policies;
    let exact = policies.iter().find(|(_, p)| p.local == Some(local));
    let Some((name, policy)) = exact.or_else(|| policies.iter().find(|(_, p)| p.local.is_none())) else {
        return Ok(vec![ikev2::Proposal::standard()]);
    };
    if policy.proposals.is_empty() {
        return Err(format!("ikev2 policy {name} has no proposal"));
    }
    let find = |name: &String| {
        let proposal = config.ikev2.proposals.get(name);
        let proposal = proposal.ok_or_else(|| format!("ikev2 proposal {name} is not defined"))?;
        let aead = |c: &respite_ike::crypto::Cipher| matches!(c, respite_ike::crypto::Cipher::AesGcm16(_));
        let missing = match () {
            () if proposal.encryption.is_empty() => "encryption",
            () if proposal.group.is_empty() => "group",
            () if proposal.integrity.is_empty() && !proposal.encryption.iter().all(aead) => "integrity",
            () if proposal.integrity.is_empty() && proposal.prf.is_empty() => "prf",
            () if !proposal.additional.keys().zip(1..).all(|(number, n): (_, u8)| *number == n) => {
                return Err(format!("ikev2 proposal {name}: additional key exchanges are not numbered from 1 on"));
            }
            () => return Ok(proposal.clone()),
        };
        Err(format!("ikev2 proposal {name} has no {missing}"))
    };
    policy.proposals.iter().map(find).collect()
}

/// One end of a rule as a range; `None` if it is none.
fn addresses(side: &Side, family: acl::Family) -> Option<RangeInclusive<IpAddr>> {
    Some(match side.addresses {
        Addresses::Any => match family {
            acl::Family::V4 => Ipv4Addr::UNSPECIFIED.into()..=Ipv4Addr::BROADCAST.into(),
            acl::Family::V6 => IpAddr::from([0u8; 16])..=IpAddr::from([0xffu8; 16]),
        },
        Addresses::Host(address) => address..=address,
        Addresses::Prefix(prefix) => prefix.network().into()..=prefix.broadcast().into(),
        Addresses::Wild { address, wildcard } => {
            let bits = u32::from(wildcard);
            if bits.leading_zeros() + bits.trailing_ones() < 32 {
                return None;
            }
            address.into()..=Ipv4Addr::from(u32::from(address) | bits).into()
        }
    })
}

/// Rules of an access list that a crypto map matches.
const MOST_SELECTORS: usize = 1000;
