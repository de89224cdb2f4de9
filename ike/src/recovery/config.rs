//! The knobs of recovery, with the defaults that spec 05 §5.5 argues for.

use std::time::Duration;

use crate::crypto::Secret;

/// How recovery behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// `crypto isakmp invalid-spi-recovery`: whether an unknown SPI may open an IKE SA. Off by default: what a forged
    /// packet can cause is bounded, not nothing. An IKE SA that is there carries the report either way.
    pub enabled: bool,
    /// Only for so long after the start. `None`: always.
    pub window: Option<Duration>,
    /// IKEv1: whether the report is accompanied by a Delete of the unknown SPI, which most peers obey where they only log
    /// the notify.
    pub v1_delete: bool,
    /// IKEv2: the same. Only an IKE SA that owns the Child SA can delete it, so this helps rarely.
    pub v2_delete: bool,
    /// What an authenticated INVALID_SPI of an IKEv2 peer leads to.
    pub v2_on_invalid_spi: OnInvalidSpi,
    /// When a bundle that was lost to the peer's restart is negotiated again.
    pub reestablish: Reestablish,
    /// Whether the end that has lost its SAs negotiates a child itself: with IKEv2 in the IKE_AUTH of the recovery IKE SA,
    /// with IKEv1 in a quick mode right behind the report. Many peers recover in no other way.
    pub own_child: bool,
    /// IKEv1: how long a peer that has opened the IKE SA itself is given to begin the quick mode too.
    pub own_child_delay: Duration,
    /// Whether this identity may be in use on several hosts: then INITIAL_CONTACT is never sent (RFC 7296 §2.4).
    pub replica: bool,
    /// INITIAL_CONTACT is sent only for so long after the start. `None`: always.
    pub initial_contact_within: Option<Duration>,
    /// Whether a peer whose packets come from a NAT's port may be called at its configured address.
    pub call_behind_nat: bool,
    /// Age up to which a report about an outbound SA is not believed: packets may have outrun the peer's installation.
    pub young: Duration,
    /// How long after its removal an inbound SPI is expected to be seen on late packets.
    pub grave: Duration,
    /// Pause between two reports of one SPI.
    pub dedupe: Duration,
    /// Reports of one SPI on one IKE SA, after which it counts as having no effect.
    pub repeats: u32,
    /// Whether an IKE SA on which reports have no effect is replaced, if nothing else depends on it.
    pub replace: bool,
    /// Least time between two IKE SAs opened to one peer, and the first back-off.
    pub interval: Duration,
    /// IKE SAs opened to one peer within a minute.
    pub per_minute: u32,
    /// Back-off doubles up to this.
    pub backoff: Duration,
    /// Negotiations of recovery at a time.
    pub concurrent: usize,
    /// SPIs that wait for one negotiation.
    pub attached: usize,
    /// IKE SAs opened, over all peers.
    pub initiations: Rate,
    /// Reports sent, over all peers.
    pub reports: Rate,
    /// Reports sent to one peer.
    pub peer_reports: Rate,
    /// After the start the rate of initiations rises from half to all within this time.
    pub slow_start: Duration,
    /// Time that a peer has to come up with a bundle after a report, before the next back-off is doubled.
    pub probation: Duration,
    /// Bundles deleted within a minute because one peer says so.
    pub deletions_per_minute: u32,
    /// Least time between two such deletions for one policy.
    pub deletion_interval: Duration,
    /// IKEv2: least time between two probes of one bundle, and how many there may be before its IKE SA is doubted.
    pub probe_interval: Duration,
    pub probes: u32,
    /// Least time between two liveness checks of one peer because of unprotected messages.
    pub hint_interval: Duration,
    /// Answers to requests of unknown IKE SAs, over all sources and to one.
    pub replies: Rate,
    pub source_replies: Rate,
    /// IKE SAs with one identity.
    pub ike_sas: usize,
    /// How long two bundles for one policy whose negotiations crossed are left alone before one of them goes.
    pub duplicates: Duration,
    /// Inbound SPIs that are recognised after a restart.
    pub tags: Option<Tags>,
    /// Whether an SPI must bear our tag to open an IKE SA.
    pub require_tag: bool,
}

/// What recognisable SPIs are made with.
#[derive(Clone, Debug)]
pub struct Tags {
    /// At least 16 random octets, kept over restarts and known to nobody else.
    pub secret: Secret,
    /// One more with each start.
    pub epoch: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnInvalidSpi {
    /// A rekey: CHILD_SA_NOT_FOUND confirms the loss (RFC 7296 §2.25).
    RekeyProbe,
    /// Our own decision: a Delete, and a new one.
    Delete,
    /// A line in the log.
    Audit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reestablish {
    OnTraffic,
    Immediate,
}

/// A token bucket's measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub per_second: f64,
    pub burst: f64,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            enabled: false,
            window: None,
            v1_delete: true,
            v2_delete: false,
            v2_on_invalid_spi: OnInvalidSpi::RekeyProbe,
            reestablish: Reestablish::OnTraffic,
            own_child: true,
            own_child_delay: Duration::from_secs(1),
            replica: false,
            initial_contact_within: None,
            call_behind_nat: false,
            young: Duration::from_secs(2),
            grave: Duration::from_secs(10),
            dedupe: Duration::from_secs(5),
            repeats: 3,
            replace: true,
            interval: Duration::from_secs(10),
            per_minute: 3,
            backoff: Duration::from_secs(300),
            concurrent: 32,
            attached: 16,
            initiations: Rate { per_second: 10.0, burst: 20.0 },
            reports: Rate { per_second: 50.0, burst: 100.0 },
            peer_reports: Rate { per_second: 10.0, burst: 10.0 },
            slow_start: Duration::from_secs(30),
            probation: Duration::from_secs(30),
            deletions_per_minute: 10,
            deletion_interval: Duration::from_secs(10),
            probe_interval: Duration::from_secs(2),
            probes: 3,
            hint_interval: Duration::from_secs(30),
            replies: Rate { per_second: 100.0, burst: 100.0 },
            source_replies: Rate { per_second: 5.0, burst: 5.0 },
            ike_sas: 2,
            duplicates: Duration::from_secs(5),
            tags: None,
            require_tag: false,
        }
    }
}
