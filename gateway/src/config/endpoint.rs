//! The running configuration in the terms of the IKE library: peers with their children, limits, recovery.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use respite_ike::config::{
    Auth, ChildPolicy, ChildProposal, ChildTransform, Dpd, Identity, IkeProposal, Ikev1, Limits, Peer, Version,
};
use respite_ike::crypto::sign::Certificates;
use respite_ike::crypto::{Cipher, Hash, Prf};
use respite_ike::recovery::config::{Rate, Reestablish};
use respite_ike::recovery::Config as RecoveryConfig;
use respite_ike::sa::{Integrity, Lifetime, Protocol};

use super::ikev2::{self, Authentication};
use super::ipsec::TransformSet;
use super::isakmp::{self, IsakmpPolicy};
use super::pki::Trustpoint;
use super::policy::{proposals, Selector, Usable};
use super::recovery::{Recovery, Report};
use super::{Mode, Problem, Running};

/// Where certificates come from: files, which this module does not read.
pub trait CertificateSource {
    /// The certificates of a trustpoint, or why there are none.
    fn certificates(&self, name: &str, trustpoint: &Trustpoint) -> Result<Arc<Certificates>, String>;
}

/// The IKE library's configuration, and what had to be left out of it. Secrets of crash detection and of recognisable SPIs
/// are the caller's to add.
pub fn endpoint_config(config: &Running, certificates: &dyn CertificateSource) -> (respite_ike::Config, Vec<Problem>) {
    let mut problems = super::policy::problems(config);
    let mut peers: BTreeMap<IpAddr, Peer> = BTreeMap::new();
    for (map, entries) in &config.maps {
        for (sequence, entry) in entries {
            let Ok(usable) = Usable::find(config, map, *sequence, entry) else { continue };
            let selectors = usable.selectors(map, *sequence);
            let children = children(config, &usable, &selectors);
            match peers.get_mut(&usable.peer) {
                Some(peer) if (peer.version == Version::V2) == entry.ikev2_profile.is_some() => {
                    peer.children.extend(children);
                    peer.initiate |= !entry.responder_only;
                }
                // One peer, two versions: told among the problems.
                Some(_) => {}
                None => match peer(config, &usable, children, certificates) {
                    Ok(peer) => drop(peers.insert(usable.peer, peer)),
                    Err(why) => problems.push(Problem { section: Mode::Map(map.clone(), *sequence), why }),
                },
            }
        }
    }
    let config = respite_ike::Config {
        peers: peers.into_values().map(Arc::new).collect(),
        limits: limits(&config.recovery),
        recovery: recovery(&config.recovery),
        v1: Ikev1 { initial_contact_in_main_mode: config.recovery.contact_in_main_mode, ..Ikev1::default() },
        ..respite_ike::Config::default()
    };
    (config, problems)
}

fn peer(
    config: &Running,
    usable: &Usable<'_>,
    children: Vec<ChildPolicy>,
    certificates: &dyn CertificateSource,
) -> Result<Peer, String> {
    let seconds = |s: u32| Lifetime { time: Some(Duration::from_secs(s.into())), kilobytes: None };
    let dpd = |liveness: Option<isakmp::Liveness>| {
        let seconds = |s: u16| Duration::from_secs(s.into());
        liveness.map_or(Dpd::default(), |l| Dpd { idle: Some(seconds(l.idle)), retry: seconds(l.retry) })
    };
    let base = Peer {
        name: usable.peer.to_string(),
        version: Version::V1,
        local: usable.local,
        remote: Some(usable.peer),
        local_id: Identity::Address(usable.local),
        remote_id: Identity::Address(usable.peer),
        auth: Auth::Psk(config.isakmp.key(usable.peer).cloned().unwrap_or_default()),
        proposals: Vec::new(),
        lifetime: Lifetime::default(),
        children,
        initiate: !usable.entry.responder_only,
        dpd: dpd(config.isakmp.keepalive),
        force_encapsulation: config.isakmp.force_encapsulation,
        fragment_size: config.ikev2.fragmentation.unwrap_or(DEFAULT_FRAGMENT).into(),
    };
    let Some(profile) = &usable.entry.ikev2_profile else {
        let policies = config.isakmp.policies.values();
        let policies: Vec<_> = policies.filter(|p| p.authentication == isakmp::Authentication::PreShared).collect();
        let lifetime = policies.first().map_or(Lifetime::default(), |policy| seconds(policy.lifetime));
        return Ok(Peer { proposals: policies.into_iter().map(v1_proposal).collect(), lifetime, ..base });
    };
    let profile = config.ikev2.profiles.get(profile).ok_or("its profile is gone")?;
    let auth = match profile.authentication {
        Some(Authentication::Certificate) => {
            let name = profile.trustpoint.as_deref().unwrap_or_default();
            let trustpoint = config.trustpoints.get(name).ok_or("its trustpoint is gone")?;
            let loaded = certificates.certificates(name, trustpoint);
            Auth::Certificates(loaded.map_err(|why| format!("trustpoint {name}: {why}"))?)
        }
        _ => {
            let ring = profile.keyring.as_ref().and_then(|name| config.ikev2.keyrings.get(name));
            Auth::Psk(ring.and_then(|ring| ring.key(usable.peer)).cloned().ok_or("its key is gone")?)
        }
    };
    Ok(Peer {
        version: Version::V2,
        local_id: profile.local.as_ref().map_or(base.local_id, identity),
        remote_id: profile.remote.as_ref().map_or(base.remote_id, identity),
        auth,
        proposals: proposals(config, usable.local)?.iter().flat_map(v2_proposals).collect(),
        lifetime: seconds(profile.lifetime.unwrap_or(DAY)),
        dpd: dpd(profile.dpd.or(config.ikev2.dpd)),
        ..base
    })
}

fn children(config: &Running, usable: &Usable<'_>, selectors: &[Selector]) -> Vec<ChildPolicy> {
    let entry = usable.entry;
    let lifetime = Lifetime {
        time: Some(Duration::from_secs(entry.lifetime.unwrap_or(config.ipsec.lifetime).into())),
        kilobytes: Some(entry.kilobytes.unwrap_or(config.ipsec.kilobytes).into()),
    };
    let child = |selector: &Selector| {
        Some(ChildPolicy {
            name: selector.protection.as_ref()?.child.clone(),
            mode: usable.sets.first()?.mode,
            local: vec![selector.local.clone()],
            remote: vec![selector.remote.clone()],
            proposals: usable.sets.iter().map(|set| child_proposal(set)).collect(),
            pfs: entry.pfs,
            lifetime,
            replay_window: entry.replay_window.unwrap_or(config.ipsec.replay_window),
            immediate: config.recovery.reestablish == Reestablish::Immediate && !entry.responder_only,
        })
    };
    selectors.iter().filter_map(child).collect()
}

fn child_proposal(set: &TransformSet) -> ChildProposal {
    let ah = set.ah.map(|ah| ChildTransform { protocol: Protocol::Ah, encryption: None, integrity: Some(ah) });
    let esp = set.esp.map(|esp| ChildTransform {
        protocol: Protocol::Esp,
        encryption: Some(esp.encryption),
        integrity: esp.integrity,
    });
    ChildProposal { protocols: ah.into_iter().chain(esp).collect(), esn: set.esn }
}

fn v1_proposal(policy: &IsakmpPolicy) -> IkeProposal {
    IkeProposal {
        ciphers: vec![policy.encryption],
        integrity: Vec::new(),
        prfs: vec![prf(policy.hash)],
        groups: vec![policy.group],
        additional: Vec::new(),
    }
}

/// AES-GCM and ciphers with an integrity of their own cannot be in one proposal (RFC 7296 §3.3).
fn v2_proposals(proposal: &ikev2::Proposal) -> Vec<IkeProposal> {
    let prfs = match proposal.prf.is_empty() {
        true => proposal.integrity.iter().filter_map(|i| prf_of(*i)).collect(),
        false => proposal.prf.clone(),
    };
    let of = |aead: bool| {
        let fits = |c: &&Cipher| matches!(c, Cipher::AesGcm16(_)) == aead;
        let ciphers: Vec<Cipher> = proposal.encryption.iter().filter(fits).copied().collect();
        (!ciphers.is_empty()).then(|| IkeProposal {
            ciphers,
            integrity: if aead { Vec::new() } else { proposal.integrity.clone() },
            prfs: prfs.clone(),
            groups: proposal.group.clone(),
            additional: proposal.additional.values().cloned().collect(),
        })
    };
    let first_is_aead = matches!(proposal.encryption.first(), Some(Cipher::AesGcm16(_)));
    [of(first_is_aead), of(!first_is_aead)].into_iter().flatten().collect()
}

fn prf(hash: Hash) -> Prf {
    match hash {
        Hash::Sha1 => Prf::HmacSha1,
        Hash::Sha2_256 => Prf::HmacSha2_256,
        Hash::Sha2_384 => Prf::HmacSha2_384,
        Hash::Sha2_512 => Prf::HmacSha2_512,
    }
}

fn prf_of(integrity: Integrity) -> Option<Prf> {
    match integrity {
        Integrity::HmacSha1_96 => Some(Prf::HmacSha1),
        Integrity::HmacSha2_256_128 => Some(Prf::HmacSha2_256),
        Integrity::HmacSha2_384_192 => Some(Prf::HmacSha2_384),
        Integrity::HmacSha2_512_256 => Some(Prf::HmacSha2_512),
        Integrity::AesGmac(_) => None,
    }
}

fn identity(identity: &ikev2::Identity) -> Identity {
    match identity {
        ikev2::Identity::Address(address) => Identity::Address(*address),
        ikev2::Identity::Fqdn(name) => Identity::Fqdn(name.clone()),
        ikev2::Identity::Email(name) => Identity::Email(name.clone()),
        ikev2::Identity::KeyId(id) => Identity::KeyId(id.clone().into_bytes()),
    }
}

fn limits(recovery: &Recovery) -> Limits {
    Limits {
        cookie_threshold: recovery.cookie_threshold as usize,
        half_open_per_source: recovery.half_open_source as usize,
        half_open_v1: recovery.half_open_v1 as usize,
        half_open_v2: recovery.half_open_v2 as usize,
        half_open_time: Duration::from_secs(recovery.half_open_time.into()),
        ..Limits::default()
    }
}

fn recovery(knobs: &Recovery) -> RecoveryConfig {
    let seconds = |s: u32| Duration::from_secs(s.into());
    let window = |s: u32| (s > 0).then(|| seconds(s));
    let rate = |per_second: u32, burst: u32| Rate { per_second: per_second.into(), burst: burst.into() };
    RecoveryConfig {
        enabled: knobs.enabled,
        window: window(knobs.window),
        v1_delete: knobs.ikev1_report == Report::NotifyAndDelete,
        v2_delete: knobs.ikev2_report == Report::NotifyAndDelete,
        v2_on_invalid_spi: knobs.on_invalid_spi,
        reestablish: knobs.reestablish,
        own_child: knobs.own_child,
        own_child_delay: seconds(knobs.own_child_delay),
        replica: knobs.replica,
        initial_contact_within: window(knobs.contact_window),
        call_behind_nat: knobs.behind_nat,
        young: seconds(knobs.young),
        grave: seconds(knobs.graveyard),
        dedupe: seconds(knobs.dedup),
        repeats: knobs.repeats,
        replace: knobs.replace,
        interval: seconds(knobs.interval),
        per_minute: knobs.per_minute,
        backoff: seconds(knobs.backoff),
        concurrent: knobs.concurrent as usize,
        attached: knobs.attached as usize,
        initiations: rate(knobs.initiation_rate, knobs.initiation_burst),
        reports: rate(knobs.report_rate, knobs.report_burst),
        peer_reports: rate(knobs.peer_report_rate, knobs.peer_report_rate),
        slow_start: seconds(knobs.slow_start),
        probation: seconds(knobs.probation),
        deletions_per_minute: knobs.deletions,
        deletion_interval: seconds(knobs.deletion_interval),
        probe_interval: seconds(knobs.probe_interval),
        probes: knobs.probes,
        hint_interval: seconds(knobs.hint_interval),
        replies: rate(knobs.reply_rate, knobs.reply_rate),
        source_replies: rate(knobs.source_reply_rate, knobs.source_reply_rate),
        ike_sas: knobs.ike_sas as usize,
        require_tag: knobs.require_tag,
        ..RecoveryConfig::default()
    }
}

/// Octets: what every IPv6 path carries.
const DEFAULT_FRAGMENT: u16 = 1280;
/// Seconds.
const DAY: u32 = 86_400;
