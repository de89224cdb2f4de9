//! What an SA's state machine may see and do: its surroundings, lent for one call.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use rand_chacha::ChaCha20Rng;

use crate::config::{Config, Identity, Peer};
use crate::directory::Directory;
use crate::endpoint::{Datagram, Transmit};
use crate::report::{Closure, Drop, Failure, Report};
use crate::sa::{BundleId, IkeId, Protocol, Removal, SaChange, Spi};
use crate::sadb::Sadb;
use crate::v2::cookie::Cookies;

/// The surroundings of an SA.
pub(crate) struct Context<'a> {
    pub now: Instant,
    pub config: &'a Config,
    /// Those of the configuration.
    pub peers: &'a Directory,
    pub rng: &'a mut ChaCha20Rng,
    pub sadb: &'a mut Sadb,
    pub cookies: &'a mut Cookies,
    pub out: &'a mut Outbox,
    /// Whether there may be another IKE SA.
    pub room: bool,
}

impl Context<'_> {
    /// Whether there may be another bundle; to be asked before one is agreed on or taken.
    pub fn has_room_for_bundle(&mut self) -> bool {
        self.sadb.make_room(self.out, self.config.limits.bundles)
    }
}

/// How many half-open responders there are when another one asks (RFC 7296 §2.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    /// Of this version, from anywhere.
    pub half_open: usize,
    /// Of either version, from this address.
    pub from_source: usize,
}

/// What leaves a call: for the network, for the packet engine, for the log, and for the endpoint itself.
#[derive(Default)]
pub(crate) struct Outbox {
    pub transmits: VecDeque<Transmit>,
    pub changes: VecDeque<SaChange>,
    pub reports: VecDeque<Report>,
    /// Handled by the endpoint before its call returns.
    pub signals: VecDeque<Signal>,
}

/// What an SA tells the endpoint, which owns all SAs and recovery, and which turns these (and what happens to bundles in
/// the SADB) into reports and counters: machines report nothing but `Report::Weak`.
pub(crate) enum Signal {
    /// Authenticated.
    Established { ike: IkeId },
    /// To be dropped by the endpoint; its machine has said all that it had to say. The endpoint removes an IKEv2 SA's
    /// bundles and gives reserved SPIs back.
    Closed { ike: IkeId, why: Closure },
    /// The negotiation of an IKE SA failed, and with it those of the children that were to come up on it (the SA is closed
    /// besides).
    Failed { ike: IkeId, why: Failure },
    /// IKEv1: this SA, which has bundles to care for, is near its end and wants a successor.
    Expiring { ike: IkeId },
    /// A negotiation that the peer began was refused, or came to nothing.
    Refused { peer: Option<String>, remote: SocketAddr, why: Failure },
    /// Authenticated INITIAL_CONTACT: everything else of this identity is stale.
    InitialContact { ike: IkeId, identity: Identity },
    /// Authenticated INVALID_SPI notifies of one message, in order; at most 16 and how many there were.
    InvalidSpi { ike: IkeId, spis: Vec<(Option<Protocol>, Spi)>, total: usize },
    /// Authenticated deletes of our outbound SPIs that this IKE SA does not own (IKEv1: by identity, see recovery).
    Deleted { ike: IkeId, protocol: Protocol, spis: Vec<Spi> },
    /// A child negotiation ended: with a bundle, or without.
    ChildDone { ike: IkeId, policy: String, result: Result<BundleId, Failure> },
    /// IKEv2: the rekey of an IKE SA made a new one; its machine is handed over.
    Successor { new: Box<dyn Machine> },
    /// IKEv2: of the IKE SAs that rekeys at both ends have made, this is the one that takes over.
    Inherited { old: IkeId, new: IkeId },
    /// An unprotected message hints that the peer has lost its state (INVALID_SPI, INVALID_IKE_SPI).
    Hint { remote: SocketAddr },
    /// A datagram was dropped, to be counted and reported.
    Dropped { remote: SocketAddr, why: Drop },
}

/// Why a child negotiation is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChildPurpose {
    /// Traffic or policy wants one.
    New,
    /// To take over from this bundle, which is near its end.
    Rekey(BundleId),
    /// IKEv2: as `Rekey`, to find out whether the peer still has this bundle (RFC 7296 §2.25). CHILD_SA_NOT_FOUND removes
    /// it silently and a new one is made from scratch.
    Probe(BundleId),
}

/// How an IKE SA is begun.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opening {
    /// Child policies to negotiate as soon as possible, by index in the peer's list: in IKE_AUTH where the version has that.
    pub children: Vec<usize>,
    /// Claim to have no other SA with this peer (INITIAL_CONTACT).
    pub initial_contact: bool,
    /// For recovery: three tries of the first message (1, 2, 4 s), then `Failure::Timeout`.
    pub hurried: bool,
}

/// One IKE SA of either version: what the endpoint asks of it. Everything it wants to say goes to the context's outbox.
pub(crate) trait Machine: Send {
    fn id(&self) -> IkeId;
    fn peer(&self) -> &Arc<Peer>;
    /// Our SPI (cookie) and the peer's; the peer's is 0 until it has answered.
    fn spis(&self) -> (u64, u64);
    fn initiator(&self) -> bool;
    /// Addresses now in use.
    fn path(&self) -> (SocketAddr, SocketAddr);
    fn established(&self) -> bool;
    /// Of the peer, once authenticated.
    fn identity(&self) -> Option<&Identity>;
    /// A datagram whose header names this SA's SPIs; `message` begins at the IKE header.
    fn handle(&mut self, cx: &mut Context<'_>, datagram: &Datagram<'_>, message: &[u8]);
    fn handle_timeout(&mut self, cx: &mut Context<'_>);
    fn poll_timeout(&self) -> Option<Instant>;
    /// Begins (or queues) a child negotiation for `peer().children[policy]`; ends in `Signal::ChildDone`, or with its IKE SA.
    fn create_child(&mut self, cx: &mut Context<'_>, policy: usize, purpose: ChildPurpose);
    /// Bundles of another IKE SA have come to this one.
    fn inherited(&mut self, _cx: &mut Context<'_>) {}
    /// Removes a bundle, telling the peer.
    fn delete_child(&mut self, cx: &mut Context<'_>, bundle: BundleId, why: Removal);
    /// Tells the peer, too, that a bundle goes which another IKE SA is about to delete.
    fn tell_deleted(&mut self, _cx: &mut Context<'_>, _bundle: BundleId) {}
    /// Ends the IKE SA, telling the peer; ends in `Signal::Closed`.
    fn close(&mut self, cx: &mut Context<'_>, why: Closure);
    /// Tells the peer that these SPIs, which its packets carry, are unknown here. `delete`: with Delete payloads besides.
    fn report_spis(&mut self, cx: &mut Context<'_>, spis: &[(Protocol, Spi)], delete: bool);
    /// Asks the peer whether it is alive (DPD), unless that is being asked already or it was just heard.
    fn check_liveness(&mut self, cx: &mut Context<'_>);
    /// Valid traffic came from the peer on one of its bundles: proof of life.
    fn note_traffic(&mut self, now: Instant);
}
