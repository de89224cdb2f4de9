//! The end that still sends on what the other one has lost: what a peer's report leads to. Spec 01 §1.5.3, 03 §3.6, 05 M13.
//!
//! ```text
//!   Live ── report, age >= 2 s ──> IKEv1: deleted, with all of its bundle
//!     │                            IKEv2: probed by a rekey; after three probes the IKE SA is doubted
//!     └──── report, age < 2 s ──── left: packets may have outrun the peer's installation
//! ```
//! Only authenticated reports come here. IKEv2 forbids that one changes the state of an SA (RFC 7296 §2.21.4): it makes us
//! ask, and the answer decides.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::config::{Identity, Version};
use crate::report::Decision;
use crate::sa::{BundleId, IkeId, Protocol, Spi};
use crate::sadb::{Entry, Sadb, Stage};

use super::config::OnInvalidSpi;
use super::limits::{per_minute, Bucket};
use super::{Config, Table};

/// What the peer has said about an SPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// INVALID_SPI.
    Unknown,
    /// A Delete (IKEv1: of an SA that another ISAKMP SA has made).
    Deleted,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Nothing(Decision),
    /// Delete the bundle now.
    Delete(BundleId),
    /// Ask by a rekey on the IKE SA that owns it.
    Probe(BundleId),
    /// Ask whether this IKE SA is alive.
    Check(IkeId),
    /// Give this IKE SA up.
    Close(IkeId),
}

#[derive(Default)]
pub(crate) struct Originator {
    probes: HashMap<BundleId, Probes>,
    peers: HashMap<String, Peer>,
}

#[derive(Clone, Copy)]
struct Probes {
    count: u32,
    at: Instant,
}

struct Peer {
    deletions: Bucket,
    /// By policy: when its bundle was last deleted because of a report.
    deleted: Table<usize, ()>,
    hint: Option<Instant>,
}

impl Originator {
    /// Decides about one SPI of a report that `identity`, a peer of `version`, has made on `ike`.
    #[allow(clippy::too_many_arguments, reason = "all of them are looked at, and there is one caller")]
    pub fn judge(
        &mut self,
        now: Instant,
        config: &Config,
        sadb: &Sadb,
        (version, ike, identity): (Version, IkeId, &Identity),
        said: Said,
        (protocol, spi): (Option<Protocol>, Spi),
    ) -> Act {
        let mut foreign = false;
        let mut own = None;
        for entry in sadb.sending(protocol, spi) {
            if entry.identity == *identity {
                own = Some(entry);
            } else {
                foreign = true;
            }
        }
        let Some(entry) = own else {
            let inbound =
                [Protocol::Ah, Protocol::Esp].into_iter().filter(|p| protocol.is_none_or(|wanted| wanted == *p));
            let inbound = inbound.into_iter().any(|p| sadb.inbound(p, spi).is_some());
            return Act::Nothing(match (foreign, inbound) {
                (true, _) => Decision::ForeignSpi,
                (false, true) => Decision::InboundSpi,
                (false, false) => Decision::UnknownSpi,
            });
        };
        let leaving = entry.stage == Stage::Deleting || (version == Version::V2 && entry.stage == Stage::Draining);
        if leaving {
            return Act::Nothing(Decision::Closing);
        }
        if now.saturating_duration_since(entry.created) < config.young {
            return Act::Nothing(Decision::YoungSa);
        }
        match version {
            Version::V1 => self.delete(now, config, said, entry),
            Version::V2 => match config.v2_on_invalid_spi {
                OnInvalidSpi::Audit => Act::Nothing(Decision::Audited),
                OnInvalidSpi::Delete => self.delete(now, config, said, entry),
                // RFC 7296 §1.4: a Child SA is spoken of on its own IKE SA only. Another one of the same peer is in doubt.
                OnInvalidSpi::RekeyProbe if entry.owner != ike => Act::Check(entry.owner),
                OnInvalidSpi::RekeyProbe => self.probe(now, config, entry),
            },
        }
    }

    /// Whether an unprotected hint about a peer may start a liveness check (RFC 7296 §2.4: MUST limit).
    pub fn hint(&mut self, now: Instant, config: &Config, name: &str) -> bool {
        let peer = self.peer(now, config, name);
        let allowed = peer.hint.is_none_or(|at| now.saturating_duration_since(at) >= config.hint_interval);
        if allowed {
            peer.hint = Some(now);
        }
        allowed
    }

    /// A bundle is gone.
    pub fn forget(&mut self, id: BundleId) {
        self.probes.remove(&id);
    }

    pub fn retain(&mut self, known: impl Fn(&str) -> bool) {
        self.peers.retain(|name, _| known(name));
    }

    fn delete(&mut self, now: Instant, config: &Config, said: Said, entry: &Entry) -> Act {
        // Limits are against a peer that makes us negotiate for ever. An orderly Delete of what has served a while, of many
        // at once even, is no such thing.
        if said == Said::Deleted && now.saturating_duration_since(entry.created) >= SERVED {
            return Act::Delete(entry.id);
        }
        let peer = self.peer(now, config, &entry.peer.name);
        let last = peer.deleted.look(&entry.policy).map(|(at, ())| at);
        let soon = last.is_some_and(|at| now.saturating_duration_since(at) < config.deletion_interval);
        if soon || !peer.deletions.take(now, per_minute(config.deletions_per_minute)) {
            return Act::Nothing(Decision::DeletionLimit);
        }
        peer.deleted.put(now, entry.policy, ());
        Act::Delete(entry.id)
    }

    fn probe(&mut self, now: Instant, config: &Config, entry: &Entry) -> Act {
        let probes = self.probes.entry(entry.id).or_insert(Probes { count: 0, at: now });
        if probes.count > 0 && now.saturating_duration_since(probes.at) < config.probe_interval {
            return Act::Nothing(Decision::DeletionLimit);
        }
        *probes = Probes { count: probes.count + 1, at: now };
        if probes.count <= config.probes {
            Act::Probe(entry.id)
        } else if probes.count <= config.probes + 1 {
            Act::Check(entry.owner)
        } else {
            Act::Close(entry.owner)
        }
    }

    fn peer(&mut self, now: Instant, config: &Config, name: &str) -> &mut Peer {
        self.peers.entry(name.to_owned()).or_insert_with(|| Peer {
            deletions: Bucket::new(now, per_minute(config.deletions_per_minute)),
            deleted: Table::new(POLICIES),
            hint: None,
        })
    }
}

/// Policies of one peer whose last deletion is remembered.
const POLICIES: usize = 256;
/// A bundle this old is not part of a loop.
const SERVED: Duration = Duration::from_secs(60);
