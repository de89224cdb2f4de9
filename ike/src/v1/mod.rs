//! IKEv1: RFC 2407, 2408, 2409, with dead peer detection (RFC 3706) and NAT traversal (RFC 3947).
//!
//! ```text
//!              ┌─> main_mode ──────> established ──┬─> quick_mode ────> bundles
//! datagram ─> Sa      │                  │         ├─> informational
//!                     └─ proposal, message ──┴─> dpd
//! ```
//! Main mode with pre-shared keys, quick mode with AH, ESP or both in one bundle, informational exchanges. Aggressive mode
//! is not spoken: it gives a hash of the key away to whoever asks.
//!
//! Quick mode names one range of addresses for each side: of a policy that has more the first is asked for, and any is
//! granted.

mod bundle;
mod child_proposal;
mod dpd;
mod established;
mod informational;
mod main_mode;
mod message;
mod mid;
mod natt;
mod proposal;
mod quick_mode;
mod retransmission;
mod selection;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod vendor;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use crate::config::{Auth, Identity, Peer, Version};
use crate::context::{ChildPurpose, Context, Machine, Opening, Outbox, Signal};
use crate::directory::Directory;
use crate::endpoint::Datagram;
use crate::report::{Closure, Drop, Failure};
use crate::sa::{BundleId, IkeId, Protocol, Removal, Spi};
use crate::wire::v1::payload::kind;
use crate::wire::v1::{exchange, flag, Notify};
use crate::wire::{header, Header};

use established::{report_child, Established, Fate};
use main_mode::{MainMode, Progress, Trouble};
use message::Cookies;
use natt::Nat;

/// Begins an ISAKMP SA: sends the first message of main mode.
pub(crate) fn initiate(
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    peer: Arc<Peer>,
    remote: SocketAddr,
    opening: Opening,
) -> Box<dyn Machine> {
    Box::new(Sa::initiate(cx, id, spi, peer, remote, opening))
}

/// Answers the first message of main mode. `None`: dropped.
pub(crate) fn respond(
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    datagram: &Datagram<'_>,
    message: &[u8],
) -> Option<Box<dyn Machine>> {
    Some(Box::new(Sa::respond(cx, id, spi, datagram, message)?))
}

/// What of a peer's configuration is weak, in words.
pub(crate) fn weaknesses(peer: &Peer) -> Vec<String> {
    let children = peer.children.iter().flat_map(child_proposal::weaknesses);
    let mut weak: Vec<String> = proposal::weaknesses(peer).into_iter().chain(children).map(str::to_owned).collect();
    weak.sort_unstable();
    weak.dedup();
    weak
}

/// An ISAKMP SA, from its first message on.
struct Sa {
    shared: Shared,
    phase: Phase,
    /// Of the peer, once proven.
    identity: Option<Identity>,
    /// Child negotiations that wait for main mode.
    pending: VecDeque<(usize, ChildPurpose)>,
}

enum Phase {
    MainMode(Box<MainMode>),
    Established(Box<Established>),
    Closed,
}

/// What all exchanges of an SA share.
struct Shared {
    id: IkeId,
    peer: Arc<Peer>,
    /// Of main mode: whose cookie stands first.
    initiator: bool,
    cookies: Cookies,
    local: SocketAddr,
    remote: SocketAddr,
    nat: Nat,
    /// Whether we claim to have no other SA with the peer.
    initial_contact: bool,
}

impl Shared {
    fn send(&self, cx: &mut Context<'_>, message: &[u8]) {
        self.send_to(cx.out, message);
    }

    fn send_to(&self, out: &mut Outbox, message: &[u8]) {
        message::transmit(out, (self.local, self.remote), message);
    }
}

impl Sa {
    fn initiate(
        cx: &mut Context<'_>,
        id: IkeId,
        spi: u64,
        peer: Arc<Peer>,
        remote: SocketAddr,
        opening: Opening,
    ) -> Self {
        let port = if remote.port() == natt::PORT { natt::PORT } else { PORT };
        let shared = Shared {
            id,
            local: SocketAddr::new(peer.local, port),
            peer,
            initiator: true,
            cookies: Cookies { initiator: spi, responder: 0 },
            remote,
            nat: Nat::default(),
            initial_contact: opening.initial_contact,
        };
        let main_mode = MainMode::initiate(cx, &shared, opening.hurried);
        let pending = opening.children.into_iter().map(|policy| (policy, ChildPurpose::New)).collect();
        let mut sa = Sa { shared, phase: Phase::MainMode(Box::new(main_mode)), identity: None, pending };
        if !matches!(sa.shared.peer.auth, Auth::Psk(_)) {
            sa.fail(cx, Failure::Authentication("IKEv1 takes pre-shared keys only".into()));
        }
        sa
    }

    fn respond(cx: &mut Context<'_>, id: IkeId, spi: u64, datagram: &Datagram<'_>, message: &[u8]) -> Option<Self> {
        let dropped = |cx: &mut Context<'_>, why| {
            cx.out.signals.push_back(Signal::Dropped { remote: datagram.remote, why });
            None
        };
        let Ok(header) = Header::parse(message) else { return dropped(cx, Drop::Malformed) };
        let first = header.initiator_spi != 0 && header.responder_spi == 0 && header.message_id == 0;
        if !first || header.exchange != exchange::MAIN || header.flags & flag::ENCRYPTED != 0 {
            return dropped(cx, Drop::Unexpected);
        }
        let Some(payloads) = message::collect(header.next_payload, &message[header::LEN..]) else {
            return dropped(cx, Drop::Malformed);
        };
        let Some(peer) = responder_for(cx.peers, datagram).cloned() else {
            return dropped(cx, Drop::UnknownPeer);
        };
        let shared = Shared {
            id,
            peer,
            initiator: false,
            cookies: Cookies { initiator: header.initiator_spi, responder: spi },
            local: datagram.local,
            remote: datagram.remote,
            nat: Nat::default(),
            initial_contact: false,
        };
        match MainMode::respond(cx, &shared, &payloads, message) {
            Ok(main_mode) => Some(Sa {
                shared,
                phase: Phase::MainMode(Box::new(main_mode)),
                identity: None,
                pending: VecDeque::new(),
            }),
            Err(Trouble::Drop(why)) => dropped(cx, why),
            Err(Trouble::Fail(why)) => {
                let peer = Some(shared.peer.name.clone());
                cx.out.signals.push_back(Signal::Refused { peer, remote: datagram.remote, why });
                None
            }
        }
    }

    fn dropped(&self, cx: &mut Context<'_>, datagram: &Datagram<'_>, why: Drop) {
        cx.out.signals.push_back(Signal::Dropped { remote: datagram.remote, why });
    }

    /// Whether a header is one that this SA's peer may send.
    fn accepts(&self, header: &Header, datagram: &Datagram<'_>) -> Result<(), Drop> {
        let Cookies { initiator, responder } = self.shared.cookies;
        // The responder's cookie is not yet known to the initiator, nor to a repeated first message.
        let responder_fits = header.responder_spi == responder || responder == 0 || header.responder_spi == 0;
        if header.major_version() != 1 || header.initiator_spi != initiator || !responder_fits {
            return Err(Drop::UnknownSa);
        }
        if header.exchange == exchange::MAIN && header.message_id != 0 {
            return Err(Drop::Malformed);
        }
        // RFC 3947 §4: once moved to port 4500 there is no way back.
        if self.shared.local.port() == natt::PORT && datagram.local.port() != natt::PORT {
            return Err(Drop::Unexpected);
        }
        Ok(())
    }

    fn main_mode(&mut self, cx: &mut Context<'_>, datagram: &Datagram<'_>, header: &Header, message: &[u8]) {
        let Phase::MainMode(main_mode) = &mut self.phase else { return };
        if header.exchange != exchange::MAIN {
            if let Some(error) = refusal(header, message).filter(|_| self.shared.initiator) {
                main_mode.note_refusal(error);
            }
            return self.dropped(cx, datagram, Drop::Unexpected);
        }
        match main_mode.handle(cx, &mut self.shared, datagram, header, message) {
            Ok(Progress::Continue) => {}
            Ok(Progress::Done(authenticated)) => {
                self.identity = Some(authenticated.identity.clone());
                let pending = std::mem::take(&mut self.pending);
                let established = Established::new(cx, &self.shared, *authenticated, pending);
                self.phase = Phase::Established(Box::new(established));
            }
            Err(Trouble::Drop(why)) => self.dropped(cx, datagram, why),
            Err(Trouble::Fail(why)) => self.fail(cx, why),
        }
    }

    /// Main mode came to nothing.
    fn fail(&mut self, cx: &mut Context<'_>, why: Failure) {
        self.pending.clear();
        self.phase = Phase::Closed;
        cx.out.signals.push_back(Signal::Failed { ike: self.shared.id, why });
        cx.out.signals.push_back(Signal::Closed { ike: self.shared.id, why: Closure::Failed });
    }

    fn settle(&mut self, cx: &mut Context<'_>, fate: Fate) {
        if let Fate::Close(why) = fate {
            self.close(cx, why);
        }
    }
}

impl Machine for Sa {
    fn id(&self) -> IkeId {
        self.shared.id
    }

    fn peer(&self) -> &Arc<Peer> {
        &self.shared.peer
    }

    fn spis(&self) -> (u64, u64) {
        let Cookies { initiator, responder } = self.shared.cookies;
        if self.shared.initiator {
            (initiator, responder)
        } else {
            (responder, initiator)
        }
    }

    fn initiator(&self) -> bool {
        self.shared.initiator
    }

    fn path(&self) -> (SocketAddr, SocketAddr) {
        (self.shared.local, self.shared.remote)
    }

    fn established(&self) -> bool {
        matches!(self.phase, Phase::Established(_))
    }

    fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    fn handle(&mut self, cx: &mut Context<'_>, datagram: &Datagram<'_>, message: &[u8]) {
        let Ok(header) = Header::parse(message) else { return self.dropped(cx, datagram, Drop::Malformed) };
        if let Err(why) = self.accepts(&header, datagram) {
            return self.dropped(cx, datagram, why);
        }
        match &mut self.phase {
            Phase::MainMode(_) => self.main_mode(cx, datagram, &header, message),
            Phase::Established(established) => {
                let fate = established.handle(cx, &mut self.shared, datagram, &header, message);
                self.settle(cx, fate);
            }
            Phase::Closed => self.dropped(cx, datagram, Drop::UnknownSa),
        }
    }

    fn handle_timeout(&mut self, cx: &mut Context<'_>) {
        match &mut self.phase {
            Phase::MainMode(main_mode) => {
                if let Err(why) = main_mode.handle_timeout(cx, &self.shared) {
                    self.fail(cx, why);
                }
            }
            Phase::Established(established) => {
                let fate = established.handle_timeout(cx, &self.shared);
                self.settle(cx, fate);
            }
            Phase::Closed => {}
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        match &self.phase {
            Phase::MainMode(main_mode) => Some(main_mode.poll_timeout()),
            Phase::Established(established) => established.poll_timeout(&self.shared),
            Phase::Closed => None,
        }
    }

    fn create_child(&mut self, cx: &mut Context<'_>, policy: usize, purpose: ChildPurpose) {
        match &mut self.phase {
            Phase::MainMode(_) if !self.pending.contains(&(policy, purpose)) => {
                self.pending.push_back((policy, purpose));
            }
            Phase::MainMode(_) => {}
            Phase::Established(established) => established.create_child(cx, &self.shared, policy, purpose),
            Phase::Closed => report_child(cx, &self.shared, policy, Err(Failure::Cancelled)),
        }
    }

    fn delete_child(&mut self, cx: &mut Context<'_>, bundle: BundleId, why: Removal) {
        match &mut self.phase {
            Phase::Established(established) => established.delete_child(cx, &self.shared, bundle, why),
            Phase::MainMode(_) | Phase::Closed => {
                cx.sadb.remove(cx.out, bundle, why);
            }
        }
    }

    fn tell_deleted(&mut self, cx: &mut Context<'_>, bundle: BundleId) {
        if let Phase::Established(established) = &mut self.phase {
            established.tell_deleted(cx, &self.shared, bundle);
        }
    }

    fn close(&mut self, cx: &mut Context<'_>, why: Closure) {
        match std::mem::replace(&mut self.phase, Phase::Closed) {
            Phase::MainMode(_) => {
                for (policy, _) in std::mem::take(&mut self.pending) {
                    report_child(cx, &self.shared, policy, Err(Failure::Cancelled));
                }
            }
            Phase::Established(mut established) => {
                // Nobody is there to be told, or it was the peer who said so.
                let tell = !matches!(why, Closure::PeerDead | Closure::PeerDeleted | Closure::InitialContact);
                established.close(cx, &self.shared, tell);
            }
            Phase::Closed => return,
        }
        cx.out.signals.push_back(Signal::Closed { ike: self.shared.id, why });
    }

    fn report_spis(&mut self, cx: &mut Context<'_>, spis: &[(Protocol, Spi)], delete: bool) {
        if let Phase::Established(established) = &mut self.phase {
            established.report_spis(cx, &self.shared, spis, delete);
        }
    }

    fn check_liveness(&mut self, cx: &mut Context<'_>) {
        if let Phase::Established(established) = &mut self.phase {
            established.check_liveness(cx, &self.shared);
        }
    }

    fn note_traffic(&mut self, now: Instant) {
        if let Phase::Established(established) = &mut self.phase {
            established.note_traffic(now);
        }
    }
}

/// The peer that an address is configured for; the pre-shared key hangs on it (RFC 2409 §5.4).
fn responder_for<'a>(peers: &'a Directory, datagram: &Datagram<'_>) -> Option<&'a Arc<Peer>> {
    let mut speaking = peers.speaking(datagram.local.ip(), datagram.remote.ip(), Version::V1);
    speaking.find(|peer| matches!(peer.auth, Auth::Psk(_)))
}

/// The error that a clear informational exchange brings.
fn refusal(header: &Header, message: &[u8]) -> Option<u16> {
    if header.exchange != exchange::INFORMATIONAL || header.flags & flag::ENCRYPTED != 0 {
        return None;
    }
    let payloads = message::collect(header.next_payload, &message[header::LEN..])?;
    let errors = payloads.iter().filter(|p| p.kind == kind::NOTIFY).filter_map(|p| Notify::parse(p.body).ok());
    errors.map(|n| n.kind).find(|kind| *kind < crate::wire::v1::notify::kind::FIRST_STATUS)
}

/// IKE's port.
const PORT: u16 = 500;
