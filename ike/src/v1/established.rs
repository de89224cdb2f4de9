//! An ISAKMP SA that is up: takes phase 2 messages, runs quick modes, keeps its own lifetime. RFC 2408, RFC 2409 §5.5-5.7.
//!
//! Bundles outlive it: they are found by the peer's identity, not by the SA that made them.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::config::Identity;
use crate::context::{ChildPurpose, Context, Signal};
use crate::endpoint::Datagram;
use crate::report::{Closure, Drop, Failure};
use crate::sa::{BundleId, Encapsulation, Protocol, Removal, Spi};
use crate::sadb::{Entry, Stage};
use crate::wire::v1::notify::kind as notify;
use crate::wire::v1::payload::kind;
use crate::wire::v1::{exchange, flag, Builder, Notify};
use crate::wire::{header, Header};

use super::bundle::predecessor;
use super::dpd::{self, Dpd};
use super::informational::{self, News};
use super::main_mode::{claims_first_contact, initial_contact, Authenticated};
use super::message::{self, Answered, Opened, Protection};
use super::mid::MessageIds;
use super::quick_mode::{self, Parts, QuickMode, Refused};
use super::vendor::Vendor;
use super::Shared;

/// An established ISAKMP SA.
pub(super) struct Established {
    protection: Protection,
    identity: Identity,
    vendor: Vendor,
    mids: MessageIds,
    /// MM5 and its answer.
    main_mode: Option<Answered>,
    /// The last R-U-THERE and its answer.
    are_you_there: Option<Answered>,
    quick: Vec<QuickMode>,
    pending: VecDeque<(usize, ChildPurpose)>,
    /// Bundles whose traffic others have taken, and when they go.
    superseded: Vec<(Instant, BundleId)>,
    dpd: Dpd,
    expires: Option<Instant>,
    /// When to ask for a successor.
    renews: Option<Instant>,
    kilobytes: Option<u64>,
}

/// What becomes of the SA.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Stay,
    Close(Closure),
}

impl Established {
    /// Takes over from main mode and begins what waited for it.
    pub fn new(
        cx: &mut Context<'_>,
        shared: &Shared,
        authenticated: Authenticated,
        pending: VecDeque<(usize, ChildPurpose)>,
    ) -> Self {
        let Authenticated { protection, identity, vendor, lifetime, initial_contact: claimed, answered } =
            authenticated;
        let renews = shared.initiator && cx.config.v1.continuous_channel;
        let mut sa = Established {
            protection,
            identity,
            vendor,
            mids: MessageIds::default(),
            main_mode: answered,
            are_you_there: None,
            quick: Vec::new(),
            pending,
            superseded: Vec::new(),
            dpd: Dpd::new(cx.now, cx.rng),
            expires: lifetime.time.map(|time| cx.now + time),
            renews: lifetime.time.filter(|_| renews).map(|time| cx.now + time.mul_f64(RENEWED)),
            kilobytes: lifetime.kilobytes,
        };
        if claims_first_contact(cx, shared) && !cx.config.v1.initial_contact_in_main_mode {
            let mut chain = Builder::new();
            chain.push(kind::NOTIFY, &initial_contact(shared));
            sa.inform(cx, shared, &chain);
        }
        cx.out.signals.push_back(Signal::Established { ike: shared.id });
        if claimed {
            sa.signal_initial_contact(cx, shared);
        }
        sa.start_pending(cx, shared);
        sa
    }

    /// Takes a message that names this SA's cookies.
    pub fn handle(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        header: &Header,
        message: &[u8],
    ) -> Fate {
        let result = match header.exchange {
            exchange::MAIN => match self.main_mode.as_ref().and_then(|answered| answered.reply_to(message)) {
                Some(reply) => {
                    shared.send(cx, reply);
                    Ok(Fate::Stay)
                }
                None => Err(Drop::Unexpected),
            },
            _ if header.flags & flag::ENCRYPTED == 0 => {
                if header.exchange == exchange::INFORMATIONAL && says_invalid_spi(header, message) {
                    cx.out.signals.push_back(Signal::Hint { remote: datagram.remote });
                }
                Err(Drop::Unprotected)
            }
            exchange::INFORMATIONAL => self.informational(cx, shared, datagram, header, message),
            exchange::QUICK => self.quick_mode(cx, shared, datagram, header, message).map(|()| Fate::Stay),
            _ => Err(Drop::Unexpected),
        };
        match result {
            Ok(Fate::Stay) => {
                self.start_pending(cx, shared);
                self.exhausted()
            }
            Ok(close) => close,
            Err(why) => {
                cx.out.signals.push_back(Signal::Dropped { remote: datagram.remote, why });
                Fate::Stay
            }
        }
    }

    pub fn handle_timeout(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Fate {
        self.time_quick_modes(cx, shared);
        let now = cx.now;
        let due: Vec<_> = self.superseded.iter().filter(|(at, _)| *at <= now).map(|(_, id)| *id).collect();
        self.superseded.retain(|(at, _)| *at > now);
        for bundle in due {
            // One that sends again, as its successor is gone, stays.
            if cx.sadb.entry(bundle).is_some_and(|entry| entry.stage == Stage::Draining) {
                self.delete_child(cx, shared, bundle, Removal::Rekeyed);
            }
        }
        self.start_pending(cx, shared);
        if self.renews.is_some_and(|at| at <= now) {
            self.renews = None;
            if self.has_bundles(cx, shared) {
                cx.out.signals.push_back(Signal::Expiring { ike: shared.id });
            }
        }
        let idle = self.idle(shared);
        match self.dpd.on_timeout(now, idle) {
            dpd::Verdict::Wait => {}
            dpd::Verdict::Ask if self.has_bundles(cx, shared) => self.check_liveness(cx, shared),
            dpd::Verdict::Ask => self.dpd.excuse(now),
            dpd::Verdict::Repeat(message) => shared.send(cx, &message),
            dpd::Verdict::Dead => return Fate::Close(Closure::PeerDead),
        }
        // What is being negotiated may end first: it is bounded by its own deadline.
        let busy = self.quick.iter().any(|quick| !quick.is_over());
        match self.expires {
            Some(at) if at <= now && !busy => Fate::Close(Closure::Expired),
            _ => self.exhausted(),
        }
    }

    pub fn poll_timeout(&self, shared: &Shared) -> Option<Instant> {
        let quick = self.quick.iter().map(QuickMode::poll_timeout);
        let superseded = self.superseded.iter().map(|(at, _)| *at);
        // An SA that has expired waits for its quick modes.
        let busy = self.quick.iter().any(|quick| !quick.is_over());
        let expires = self.expires.filter(|_| !busy);
        quick.chain(superseded).chain(expires).chain(self.renews).chain(self.dpd.poll_timeout(self.idle(shared))).min()
    }

    /// Begins or queues a quick mode.
    pub fn create_child(&mut self, cx: &mut Context<'_>, shared: &Shared, policy: usize, purpose: ChildPurpose) {
        let running = self.quick.iter().any(|q| q.is_unanswered() && (q.policy, q.purpose) == (policy, Some(purpose)));
        if !running && !self.pending.contains(&(policy, purpose)) {
            self.pending.push_back((policy, purpose));
            self.start_pending(cx, shared);
        }
    }

    /// Removes a bundle of the peer, and tells it.
    pub fn delete_child(&mut self, cx: &mut Context<'_>, shared: &Shared, bundle: BundleId, why: Removal) {
        self.tell_deleted(cx, shared, bundle);
        match why {
            // The peer may send on it until our Delete has come.
            Removal::Rekeyed => cx.sadb.linger(cx.out, bundle),
            _ => drop(cx.sadb.remove(cx.out, bundle, why)),
        }
    }

    /// Tells the peer that a bundle of its goes.
    pub fn tell_deleted(&mut self, cx: &mut Context<'_>, shared: &Shared, bundle: BundleId) {
        let Some(entry) = cx.sadb.entry(bundle).filter(|entry| self.is_peers(shared, entry)) else { return };
        let spis: Vec<_> = entry.spis.iter().map(|(protocol, inbound, _)| (*protocol, *inbound)).collect();
        self.inform(cx, shared, &informational::deletes(&spis));
    }

    /// Tells the peer that the SA ends, and gives up what is being negotiated.
    pub fn close(&mut self, cx: &mut Context<'_>, shared: &Shared, tell: bool) {
        for mut quick in std::mem::take(&mut self.quick) {
            if !quick.is_over() {
                quick.cancel(cx);
                self.child_failed(cx, shared, &quick, Failure::Cancelled);
            }
        }
        for (policy, _) in std::mem::take(&mut self.pending) {
            report_child(cx, shared, policy, Err(Failure::Cancelled));
        }
        if tell {
            self.inform(cx, shared, &informational::delete_isakmp(self.protection.cookies));
        }
    }

    /// Tells the peer of SPIs that are unknown here.
    pub fn report_spis(&mut self, cx: &mut Context<'_>, shared: &Shared, spis: &[(Protocol, Spi)], delete: bool) {
        if !spis.is_empty() {
            self.inform(cx, shared, &informational::invalid_spis(spis, delete));
        }
    }

    /// Asks whether the peer is alive, if it can answer and was not heard just now.
    pub fn check_liveness(&mut self, cx: &mut Context<'_>, shared: &Shared) {
        if !self.vendor.dpd {
            return;
        }
        if let Some(sequence) = self.dpd.ask(cx.now) {
            let chain = informational::are_you_there(self.protection.cookies, notify::R_U_THERE, sequence);
            let message = self.inform(cx, shared, &chain);
            self.dpd.asked(cx.now, message, shared.peer.dpd.retry);
        }
    }

    pub fn note_traffic(&mut self, now: Instant) {
        self.dpd.heard(now);
    }

    fn informational(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<Fate, Drop> {
        let mid = header.message_id;
        if let Some(reply) = self.are_you_there.as_ref().and_then(|answered| answered.reply_to(message)) {
            shared.send(cx, reply);
            return Ok(Fate::Stay);
        }
        // CONNECTED alone has the message ID of its quick mode (RFC 2408 §3.1).
        let quick = self.quick.iter().position(|quick| quick.mid == mid && !quick.is_over());
        if quick.is_none() && self.mids.contains(mid) {
            return Err(Drop::Replay);
        }
        let opened = self.open(header, message, &self.protection.first_iv(mid))?;
        let payloads = opened.authenticated(|rest| self.protection.keys.hash_1(mid, rest)).ok_or(Drop::Unauthentic)?;
        let news = News::read(payloads, self.protection.cookies);
        self.mids.insert(mid);
        if news.there.is_some_and(|sequence| !self.dpd.is_answer(sequence)) {
            // RFC 3706 §5.4: no proof of life.
            return Err(Drop::Unexpected);
        }
        self.heard(cx, shared, datagram);
        if news.malformed {
            cx.out.signals.push_back(Signal::Dropped { remote: datagram.remote, why: Drop::Malformed });
        }
        if let (Some(at), true) = (quick, news.connected) {
            let progress = self.quick[at].note_connected(cx);
            self.note_progress(cx, shared, at, progress);
        }
        if let Some(sequence) = news.are_you_there {
            if self.dpd.take(sequence) {
                let chain = informational::are_you_there(self.protection.cookies, notify::R_U_THERE_ACK, sequence);
                let reply = self.inform(cx, shared, &chain);
                self.are_you_there = Some(Answered::new(message, reply));
            } else {
                return Err(Drop::Replay);
            }
        }
        if news.initial_contact {
            self.signal_initial_contact(cx, shared);
        }
        if let Some(lifetime) = news.responder_lifetime {
            let at = lifetime.time.map(|time| cx.now + time);
            self.expires = [self.expires, at].into_iter().flatten().min();
            self.kilobytes = [self.kilobytes, lifetime.kilobytes].into_iter().flatten().min();
        }
        for (error, spi) in &news.errors {
            self.refused(cx, shared, mid, *error, *spi);
        }
        self.invalid_spis(cx, shared, mid, &news);
        for (protocol, spis) in news.deleted {
            self.peer_deleted(cx, shared, protocol, spis);
        }
        Ok(if news.isakmp_deleted { Fate::Close(Closure::PeerDeleted) } else { Fate::Stay })
    }

    fn quick_mode(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<(), Drop> {
        let mid = header.message_id;
        let Some(at) = self.quick.iter().position(|quick| quick.mid == mid) else {
            return self.quick_mode_begins(cx, shared, datagram, header, message);
        };
        let parts = Parts { shared, protection: &self.protection, identity: &self.identity };
        match self.quick[at].handle(cx, parts, header, message) {
            Ok(progress) => {
                self.dpd.heard(cx.now);
                self.note_progress(cx, shared, at, progress);
                Ok(())
            }
            Err(quick_mode::Trouble::Drop(why)) => Err(why),
            Err(quick_mode::Trouble::Fail(refused)) => {
                self.heard(cx, shared, datagram);
                let quick = self.quick.remove(at);
                self.tell_refusal(cx, shared, &refused);
                self.child_failed(cx, shared, &quick, refused.why);
                Ok(())
            }
        }
    }

    fn quick_mode_begins(
        &mut self,
        cx: &mut Context<'_>,
        shared: &mut Shared,
        datagram: &Datagram<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<(), Drop> {
        let mid = header.message_id;
        if self.mids.contains(mid) {
            return Err(Drop::Replay);
        }
        let opened = self.open(header, message, &self.protection.first_iv(mid))?;
        let payloads = opened.authenticated(|rest| self.protection.keys.hash_1(mid, rest)).ok_or(Drop::Unauthentic)?;
        if !self.has_room(cx.now) {
            // Its message ID is not taken: the peer repeats the message.
            return Err(Drop::RateLimit);
        }
        self.mids.insert(mid);
        self.heard(cx, shared, datagram);
        let payloads: Vec<_> = payloads.collect::<Result<_, _>>().map_err(|_| Drop::Malformed)?;
        // Quick mode may carry it too, and there it is covered by the HASH (RFC 2407 §4.6.3).
        let notifies = payloads.iter().filter(|p| p.kind == kind::NOTIFY).filter_map(|p| Notify::parse(p.body).ok());
        if notifies.into_iter().any(|n| n.kind == notify::INITIAL_CONTACT) {
            self.signal_initial_contact(cx, shared);
        }
        let parts = Parts { shared, protection: &self.protection, identity: &self.identity };
        match QuickMode::respond(cx, parts, header, message, opened.next_iv.clone(), &payloads) {
            Ok(quick) => self.quick.push(quick),
            Err(refused) => {
                self.tell_refusal(cx, shared, &refused);
                refuse(cx, shared, refused.why);
            }
        }
        Ok(())
    }

    /// Decrypts a message. Its exchange takes the next IV over when it has proved authentic.
    fn open(&self, header: &Header, message: &[u8], iv: &[u8]) -> Result<Opened, Drop> {
        self.protection.open(header, message, iv).ok_or(Drop::Unauthentic)
    }

    /// Something authentic has come that is no replay.
    fn heard(&mut self, cx: &mut Context<'_>, shared: &mut Shared, datagram: &Datagram<'_>) {
        self.dpd.heard(cx.now);
        // RFC 3947 §7: a NAT may give its host another address; nobody else moves.
        if shared.nat.remote && datagram.remote != shared.remote && datagram.local == shared.local {
            shared.remote = datagram.remote;
            let encapsulation = Encapsulation { local_port: shared.local.port(), remote_port: shared.remote.port() };
            for bundle in self.bundles(cx, shared) {
                cx.sadb.moved(cx.out, bundle, shared.remote.ip(), Some(encapsulation));
            }
        }
    }

    fn note_progress(&mut self, cx: &mut Context<'_>, shared: &Shared, at: usize, progress: quick_mode::Progress) {
        let quick_mode::Progress::Done(bundle) = progress else { return };
        let quick = &self.quick[at];
        let (policy, purpose) = (quick.policy, quick.purpose);
        if let Some(entry) = cx.sadb.entry(bundle).cloned() {
            let old = match purpose {
                Some(ChildPurpose::Rekey(old) | ChildPurpose::Probe(old)) => Some(old),
                _ => predecessor(cx, &entry),
            };
            if let Some(old) = old.filter(|old| cx.sadb.entry(*old).is_some()) {
                cx.sadb.drain(cx.out, old);
                // Who began the new one deletes the old one: of two quick modes that cross, each end answers the one that
                // it sees completed last, and neither deletes.
                if purpose.is_some() {
                    self.superseded.push((cx.now + OVERLAP, old));
                }
            }
        }
        report_child(cx, shared, policy, Ok(bundle));
    }

    fn time_quick_modes(&mut self, cx: &mut Context<'_>, shared: &Shared) {
        let mut at = 0;
        while at < self.quick.len() {
            match self.quick[at].handle_timeout(cx, shared) {
                Ok(progress) => {
                    self.note_progress(cx, shared, at, progress);
                    at += 1;
                }
                Err(why) => {
                    let mut quick = self.quick.remove(at);
                    if let Some(bundle) = quick.unconfirmed(cx) {
                        // The initiator may hold it for complete.
                        self.delete_child(cx, shared, bundle, Removal::NegotiationFailed);
                    }
                    quick.cancel(cx);
                    self.child_failed(cx, shared, &quick, why);
                }
            }
        }
        self.quick.retain(|quick| !quick.is_forgotten(cx.now));
    }

    fn start_pending(&mut self, cx: &mut Context<'_>, shared: &Shared) {
        while !self.pending.is_empty() && self.has_room(cx.now) {
            let Some((policy, purpose)) = self.pending.pop_front() else { return };
            let parts = Parts { shared, protection: &self.protection, identity: &self.identity };
            match QuickMode::initiate(cx, parts, &mut self.mids, policy, purpose) {
                Ok(quick) => self.quick.push(quick),
                Err(why) => report_child(cx, shared, policy, Err(why)),
            }
        }
    }

    /// Whether one more quick mode may begin; makes room for it, if it must at the expense of one that is over.
    fn has_room(&mut self, now: Instant) -> bool {
        if self.quick.iter().filter(|quick| !quick.is_over()).count() >= EXCHANGES {
            return false;
        }
        self.quick.retain(|quick| !quick.is_forgotten(now));
        if self.quick.len() >= EXCHANGES_KEPT {
            if let Some(oldest) = self.quick.iter().position(QuickMode::is_over) {
                self.quick.remove(oldest);
            }
        }
        true
    }

    /// The peer has refused a quick mode: the one that the SPI is of, or the message ID, or the only one there is.
    fn refused(&mut self, cx: &mut Context<'_>, shared: &Shared, mid: u32, error: u16, spi: Option<Spi>) {
        let named = self.quick.iter().position(|q| q.mid == mid || spi.is_some_and(|spi| q.proposes(None, spi)));
        let mut unanswered = (0..self.quick.len()).filter(|at| self.quick[*at].is_unanswered());
        let only = unanswered.next().filter(|_| unanswered.next().is_none());
        if let Some(at) = named.or(only).filter(|at| !self.quick[*at].is_over()) {
            self.fail(cx, shared, at, Failure::Refused { notify: error });
        }
    }

    /// INVALID-SPI is an error of a quick mode if the SPI is one that we propose in it, else a matter of recovery.
    fn invalid_spis(&mut self, cx: &mut Context<'_>, shared: &Shared, mid: u32, news: &News) {
        let mut reported = Vec::new();
        for (protocol, spi) in &news.invalid_spis {
            match self.quick.iter().position(|q| q.proposes(*protocol, *spi) || (q.mid == mid && q.is_unanswered())) {
                Some(at) => self.fail(cx, shared, at, Failure::Refused { notify: notify::INVALID_SPI }),
                None => reported.push((*protocol, *spi)),
            }
        }
        if !reported.is_empty() || news.invalid_total > news.invalid_spis.len() {
            let total = news.invalid_total;
            cx.out.signals.push_back(Signal::InvalidSpi { ike: shared.id, spis: reported, total });
        }
    }

    fn fail(&mut self, cx: &mut Context<'_>, shared: &Shared, at: usize, why: Failure) {
        let mut quick = self.quick.remove(at);
        quick.cancel(cx);
        self.child_failed(cx, shared, &quick, why);
    }

    /// Bundles that this SA has made go with the peer's Delete; about others recovery decides.
    fn peer_deleted(&mut self, cx: &mut Context<'_>, shared: &Shared, protocol: Protocol, spis: Vec<Spi>) {
        let mut others = Vec::new();
        for spi in spis {
            let bundle = cx.sadb.outbound(shared.remote.ip(), Some(protocol), spi);
            let owned = bundle.and_then(|id| cx.sadb.entry(id)).filter(|entry| entry.owner == shared.id).map(|e| e.id);
            match owned {
                Some(id) => {
                    cx.sadb.remove(cx.out, id, Removal::PeerDeleted);
                }
                None => others.push(spi),
            }
        }
        if !others.is_empty() {
            cx.out.signals.push_back(Signal::Deleted { ike: shared.id, protocol, spis: others });
        }
    }

    fn signal_initial_contact(&self, cx: &mut Context<'_>, shared: &Shared) {
        cx.out.signals.push_back(Signal::InitialContact { ike: shared.id, identity: self.identity.clone() });
    }

    fn child_failed(&self, cx: &mut Context<'_>, shared: &Shared, quick: &QuickMode, why: Failure) {
        if quick.purpose.is_some() {
            report_child(cx, shared, quick.policy, Err(why));
        } else {
            refuse(cx, shared, why);
        }
    }

    fn tell_refusal(&mut self, cx: &mut Context<'_>, shared: &Shared, refused: &Refused) {
        if let Some(notify) = refused.notify {
            let (protocol, spi) = &refused.subject;
            self.inform(cx, shared, &informational::error(notify, *protocol, spi));
        }
    }

    /// Sends an informational exchange; its octets are returned.
    fn inform(&mut self, cx: &mut Context<'_>, shared: &Shared, chain: &Builder) -> Vec<u8> {
        let mid = self.mids.fresh(cx.rng);
        self.inform_as(cx, shared, mid, chain)
    }

    /// As [`Self::inform`], with a given message ID.
    pub(super) fn inform_as(&self, cx: &mut Context<'_>, shared: &Shared, mid: u32, chain: &Builder) -> Vec<u8> {
        let hash = self.protection.keys.hash_1(mid, chain.octets());
        let mut iv = self.protection.first_iv(mid);
        let chain = chain.prefixed(kind::HASH, hash.as_slice());
        let message = self.protection.seal(exchange::INFORMATIONAL, mid, &mut iv, &chain);
        shared.send(cx, &message);
        message
    }

    /// Whether it may not be used any longer, whatever the time: too much data under its key, or no more message IDs that
    /// it could tell from replays. It ends as if its time were over.
    fn exhausted(&self) -> Fate {
        let kilobytes = self.protection.octets() / 1024;
        let over = self.mids.is_full() || self.kilobytes.is_some_and(|most| kilobytes >= most);
        if over && self.quick.iter().all(QuickMode::is_over) {
            Fate::Close(Closure::Expired)
        } else {
            Fate::Stay
        }
    }

    fn idle(&self, shared: &Shared) -> Option<Duration> {
        shared.peer.dpd.idle.filter(|_| self.vendor.dpd).map(|idle| idle.max(LEAST_IDLE))
    }

    fn is_peers(&self, shared: &Shared, entry: &Entry) -> bool {
        entry.peer.name == shared.peer.name && entry.identity == self.identity
    }

    fn bundles(&self, cx: &Context<'_>, shared: &Shared) -> Vec<BundleId> {
        cx.sadb.of_peer(&shared.peer.name).filter(|e| self.is_peers(shared, e)).map(|e| e.id).collect()
    }

    fn has_bundles(&self, cx: &Context<'_>, shared: &Shared) -> bool {
        cx.sadb.of_peer(&shared.peer.name).any(|entry| self.is_peers(shared, entry))
    }
}

/// Whether a clear message names an SPI as invalid. Nothing comes of it in IKEv1, but it is counted.
fn says_invalid_spi(header: &Header, message: &[u8]) -> bool {
    let payloads = message::collect(header.next_payload, &message[header::LEN..]).unwrap_or_default();
    let mut notifies = payloads.iter().filter(|p| p.kind == kind::NOTIFY).filter_map(|p| Notify::parse(p.body).ok());
    notifies.any(|said| said.kind == notify::INVALID_SPI)
}

/// A negotiation that the peer began came to nothing.
fn refuse(cx: &mut Context<'_>, shared: &Shared, why: Failure) {
    let peer = Some(shared.peer.name.clone());
    cx.out.signals.push_back(Signal::Refused { peer, remote: shared.remote, why });
}

/// Says how a child negotiation ended.
pub(super) fn report_child(cx: &mut Context<'_>, shared: &Shared, policy: usize, result: Result<BundleId, Failure>) {
    if let Some(policy) = shared.peer.children.get(policy) {
        let policy = policy.name.clone();
        cx.out.signals.push_back(Signal::ChildDone { ike: shared.id, policy, result });
    }
}

/// Quick modes under way on one SA.
const EXCHANGES: usize = 8;
/// With those that are kept for duplicates.
const EXCHANGES_KEPT: usize = 64;
/// How long the peer may still send on a bundle that another has taken over from.
const OVERLAP: Duration = Duration::from_secs(30);
/// Part of an SA's time after which a successor is asked for.
const RENEWED: f64 = 0.9;
/// Silence of less than this is none.
const LEAST_IDLE: Duration = Duration::from_secs(1);
