//! Quick mode: negotiates a bundle under an ISAKMP SA, both roles. RFC 2409 §5.5.
//!
//! ```text
//! initiator                                          responder
//! QM1* HASH(1), SA, Ni [, KE], IDci, IDcr     -->
//!                                                    installs its inbound SAs
//!                                             <--    QM2* HASH(2), SA, Nr [, KE], IDci, IDcr [, N]
//! installs both directions
//! QM3* HASH(3)                                -->
//!                                                    installs its outbound SAs
//! ```
//! In this order no packet ever meets an SA that is not there yet. If QM3 is lost, the first packet on the inbound SAs says
//! as much. The initiator sends QM3 again for every duplicate of QM2, which the responder repeats until QM3 comes.

use std::time::{Duration, Instant};

use crate::config::{ChildPolicy, Identity, Mode, TrafficSelector};
use crate::context::{ChildPurpose, Context};
use crate::crypto::{keymat_v1, CryptoError, KeyExchange, Secret};
use crate::report::{Drop, Failure};
use crate::sa::{BundleId, Lifetime, Protocol, Removal, Spi};
use crate::sadb::Stage;
use crate::wire::v1::attribute::ipsec;
use crate::wire::v1::identity::{emit_identity, emit_selector};
use crate::wire::v1::notify::kind as notify;
use crate::wire::v1::payload::kind;
use crate::wire::v1::{exchange, flag, Builder, Identification, Notify, Payload, SecurityAssociation};
use crate::wire::Header;

use super::bundle::{install, pairs, release, unused, Negotiated};
use super::child_proposal::{self, Agreement};
use super::main_mode::{nonce, nonce_fits};
use super::message::{self, Answered, Protection};
use super::mid::MessageIds;
use super::proposal::{self, Refusal};
use super::retransmission::{Retransmission, Verdict, TRANSMISSIONS};
use super::selection::{choose, Choice};
use super::Shared;

/// One quick mode, under way or just over.
pub(super) struct QuickMode {
    pub mid: u32,
    /// Index in the peer's child policies.
    pub policy: usize,
    /// Of the initiator.
    pub purpose: Option<ChildPurpose>,
    iv: Vec<u8>,
    state: State,
    /// Our inbound SPIs.
    spis: Vec<(Protocol, Spi)>,
    answered: Option<Answered>,
    retransmission: Option<Retransmission>,
    deadline: Instant,
}

/// What an ISAKMP SA lends to its quick modes.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub shared: &'a Shared,
    pub protection: &'a Protection,
    pub identity: &'a Identity,
}

/// What a quick mode has come to.
#[derive(Debug)]
pub(super) enum Progress {
    Continue,
    /// The bundle is up in both directions.
    Done(BundleId),
}

/// Why a message led nowhere.
#[derive(Debug)]
pub(super) enum Trouble {
    Drop(Drop),
    Fail(Refused),
}

/// An end of the negotiation, and what the peer is told of it.
#[derive(Debug)]
pub(super) struct Refused {
    pub why: Failure,
    pub notify: Option<u16>,
    /// Protocol and SPI that the peer knows it by.
    pub subject: (u8, Vec<u8>),
}

enum State {
    ExpectQm2(Box<Offer>),
    ExpectQm3(Box<Answer>),
    /// The commit bit was set: wait for CONNECTED (RFC 2408 §3.1).
    ExpectConnected(BundleId),
    /// Kept to answer duplicates.
    Over,
}

struct Offer {
    began: Instant,
    ni: Vec<u8>,
    ours: Option<KeyExchange>,
    local: TrafficSelector,
    remote: TrafficSelector,
}

struct Answer {
    bundle: BundleId,
    ni: Vec<u8>,
    nr: Vec<u8>,
    /// The initiator has set the commit bit.
    commit: bool,
}

impl QuickMode {
    /// Sends QM1.
    pub fn initiate(
        cx: &mut Context<'_>,
        parts: Parts<'_>,
        mids: &mut MessageIds,
        index: usize,
        purpose: ChildPurpose,
    ) -> Result<Self, Failure> {
        let Parts { shared, protection, .. } = parts;
        let policy = shared.peer.children.get(index).ok_or(Failure::Cancelled)?;
        let nat = shared.nat.found();
        let proposals = child_proposal::offerable(policy, nat).map_err(failure)?;
        let old = match purpose {
            ChildPurpose::Rekey(id) | ChildPurpose::Probe(id) => cx.sadb.entry(id),
            ChildPurpose::New => None,
        };
        let (local, remote) = match old {
            Some(old) => (old.local_selectors.first(), old.remote_selectors.first()),
            None => (policy.local.first(), policy.remote.first()),
        };
        let (local, remote) = local.cloned().zip(remote.cloned()).ok_or(Failure::NoSelectors)?;
        let mut spis = Vec::new();
        for protocol in [Protocol::Ah, Protocol::Esp] {
            if proposals.iter().any(|p| p.protocols.iter().any(|t| t.protocol == protocol)) {
                spis.push((protocol, cx.sadb.reserve(cx.rng, cx.out, shared.id, &shared.peer, protocol)));
            }
        }
        let sa = child_proposal::offer(policy, &proposals, &spis, nat);
        let ni = nonce(cx);
        let ours = policy.pfs.map(|group| KeyExchange::begin(group, cx.rng));
        let mut chain = Builder::new();
        chain.push(kind::SA, &sa).push(kind::NONCE, &ni);
        if let Some(ours) = &ours {
            chain.push(kind::KEY_EXCHANGE, ours.public());
        }
        chain.push(kind::ID, &emit_selector(&local)).push(kind::ID, &emit_selector(&remote));
        push_original_addresses(&mut chain, shared, policy.mode, true);
        let mid = mids.fresh(cx.rng);
        let chain = chain.prefixed(kind::HASH, protection.keys.hash_1(mid, chain.octets()).as_slice());
        let mut iv = protection.first_iv(mid);
        let qm1 = protection.seal(exchange::QUICK, mid, &mut iv, &chain);
        shared.send(cx, &qm1);
        Ok(QuickMode {
            mid,
            policy: index,
            purpose: Some(purpose),
            iv,
            state: State::ExpectQm2(Box::new(Offer { began: cx.now, ni, ours, local, remote })),
            spis,
            answered: None,
            retransmission: Some(Retransmission::new(qm1, TRANSMISSIONS, cx.now, cx.rng)),
            deadline: cx.now + LONGEST,
        })
    }

    /// Answers the authenticated QM1 with QM2.
    pub fn respond(
        cx: &mut Context<'_>,
        parts: Parts<'_>,
        header: &Header,
        message: &[u8],
        next_iv: Vec<u8>,
        payloads: &[Payload<'_>],
    ) -> Result<Self, Refused> {
        let Parts { shared, protection, .. } = parts;
        let malformed = || Refused::new(Failure::Protocol("QM1".into()), notify::PAYLOAD_MALFORMED);
        // HASH, then SA, then the rest in any order (RFC 2409 §5.5). Of several SAs at once we want none.
        let Some(body) = message::single(payloads, kind::SA).filter(|_| payloads[0].kind == kind::SA) else {
            return Err(Refused::new(Failure::NoProposalChosen, notify::NO_PROPOSAL_CHOSEN));
        };
        let offer = SecurityAssociation::parse(body).map_err(|error| Refused::from(Refusal::from(error)))?;
        let subject = offer.proposals.first().map(|p| (p.protocol, p.spi.to_vec())).unwrap_or_default();
        let about = |refused: Refused| Refused { subject: subject.clone(), ..refused };
        let ni =
            message::single(payloads, kind::NONCE).filter(|n| nonce_fits(n)).ok_or_else(malformed).map_err(about)?;
        let ids: Vec<_> = payloads.iter().filter(|p| p.kind == kind::ID).map(|p| p.body).collect();
        let (theirs, ours) = match ids[..] {
            [] => (TrafficSelector::host(shared.remote.ip()), TrafficSelector::host(shared.local.ip())),
            [initiator, responder] => {
                let selector = |body| Identification::parse(body).ok().and_then(|id| id.selector());
                selector(initiator)
                    .zip(selector(responder))
                    .ok_or_else(|| about(Refused::new(Failure::NoSelectors, notify::INVALID_ID_INFORMATION)))?
            }
            _ => return Err(about(malformed())),
        };
        let choice = choose(shared, &offer, &ours, &theirs).map_err(about)?;
        if !cx.has_room_for_bundle() {
            return Err(about(Refused::new(Failure::NoRoom, notify::NO_PROPOSAL_CHOSEN)));
        }
        let Choice { index, agreement, chosen, local, remote } = choice;
        let policy = &shared.peer.children[index];
        let exchanged = match (agreement.group, message::single(payloads, kind::KEY_EXCHANGE)) {
            (None, _) => None,
            (Some(group), Some(theirs)) => {
                let done = KeyExchange::respond(group, theirs, cx.rng);
                Some(done.map_err(|error| about(key_exchange_refused(error)))?)
            }
            (Some(_), None) => return Err(about(malformed())),
        };
        let spis: Vec<_> = agreement
            .sas
            .iter()
            .map(|(transform, _)| {
                let protocol = transform.protocol;
                (protocol, cx.sadb.reserve(cx.rng, cx.out, shared.id, &shared.peer, protocol))
            })
            .collect();
        let nr = nonce(cx);
        let material = keymat_v1::QuickMode {
            initiator_nonce: ni,
            responder_nonce: &nr,
            shared: exchanged.as_ref().map(|(_, secret)| secret),
        };
        let sas = match pairs(&protection.keys, &material, &agreement, &spis) {
            Ok(sas) => sas,
            Err(_) => {
                release(cx, &spis);
                // RFC 2405 §4: such a key is rejected, and the initiator asks for another SA.
                return Err(about(Refused::new(Failure::WeakKey, notify::NO_PROPOSAL_CHOSEN)));
            }
        };
        let lifetime = agreement.lifetime.or_default().shorter(policy.lifetime);
        let mut chain = Builder::new();
        chain.push(kind::SA, &child_proposal::answer(&offer, &chosen, &spis)).push(kind::NONCE, &nr);
        if let Some((public, _)) = &exchanged {
            chain.push(kind::KEY_EXCHANGE, public);
        }
        for id in &ids {
            chain.push(kind::ID, id);
        }
        push_original_addresses(&mut chain, shared, policy.mode, false);
        if lifetime != agreement.lifetime.or_default() {
            push_responder_lifetime(&mut chain, &spis, lifetime);
        }
        let negotiated = Negotiated {
            index,
            agreement,
            sas,
            lifetime,
            local,
            remote,
            replaces: None,
            initiator: false,
            began: cx.now,
        };
        let bundle = install(cx, parts, negotiated, true);
        let mid = header.message_id;
        let chain = chain.prefixed(kind::HASH, protection.keys.hash_2(mid, ni, chain.octets()).as_slice());
        let mut iv = next_iv;
        let qm2 = protection.seal(exchange::QUICK, mid, &mut iv, &chain);
        shared.send(cx, &qm2);
        let commit = header.flags & flag::COMMIT != 0;
        Ok(QuickMode {
            mid,
            policy: index,
            purpose: None,
            iv,
            state: State::ExpectQm3(Box::new(Answer { bundle, ni: ni.to_vec(), nr, commit })),
            spis,
            answered: Some(Answered::new(message, qm2.clone())),
            retransmission: Some(Retransmission::new(qm2, TRANSMISSIONS, cx.now, cx.rng)),
            deadline: cx.now + LONGEST,
        })
    }

    /// Takes a message with this exchange's message ID.
    pub fn handle(
        &mut self,
        cx: &mut Context<'_>,
        parts: Parts<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<Progress, Trouble> {
        if let Some(reply) = self.answered.as_ref().and_then(|answered| answered.reply_to(message)) {
            parts.shared.send(cx, reply);
            return Ok(Progress::Continue);
        }
        match self.state {
            State::ExpectQm2(_) => self.qm2(cx, parts, header, message),
            State::ExpectQm3(_) => self.qm3(cx, parts, header, message),
            State::ExpectConnected(bundle) => {
                let opened = parts.protection.open(header, message, &self.iv);
                let opened = opened.ok_or(Trouble::Drop(Drop::Unauthentic))?;
                let hash = |rest: &[u8]| parts.protection.keys.hash_1(self.mid, rest);
                opened.authenticated(hash).ok_or(Trouble::Drop(Drop::Unauthentic))?;
                Ok(self.connected(cx, bundle))
            }
            State::Over => Err(Trouble::Drop(Drop::Unexpected)),
        }
    }

    /// CONNECTED has come with this exchange's message ID.
    pub fn note_connected(&mut self, cx: &mut Context<'_>) -> Progress {
        match self.state {
            State::ExpectConnected(bundle) => self.connected(cx, bundle),
            _ => Progress::Continue,
        }
    }

    pub fn poll_timeout(&self) -> Instant {
        self.retransmission.as_ref().map_or(self.deadline, |r| r.due().min(self.deadline))
    }

    pub fn handle_timeout(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Result<Progress, Failure> {
        if let State::ExpectConnected(bundle) = self.state {
            // Better an SA that the peer may not yet take than none.
            return Ok(if cx.now >= self.deadline { self.connected(cx, bundle) } else { Progress::Continue });
        }
        let given_up = match &mut self.retransmission {
            Some(retransmission) => match retransmission.on_timeout(cx.now, cx.rng) {
                Verdict::Wait => false,
                Verdict::Send(message) => {
                    shared.send_to(cx.out, message);
                    false
                }
                Verdict::GiveUp => true,
            },
            None => false,
        };
        if !given_up && cx.now < self.deadline {
            return Ok(Progress::Continue);
        }
        match &self.state {
            State::Over => Ok(Progress::Continue),
            // QM3 has not come, but traffic has.
            State::ExpectQm3(answer) if cx.sadb.entry(answer.bundle).is_some_and(|e| e.stage != Stage::InboundOnly) => {
                let bundle = answer.bundle;
                Ok(self.connected(cx, bundle))
            }
            _ => Err(Failure::Timeout),
        }
    }

    /// The responder's bundle that neither QM3 nor traffic has come for.
    pub fn unconfirmed(&self, cx: &Context<'_>) -> Option<BundleId> {
        match &self.state {
            State::ExpectQm3(answer) if unused(cx, answer.bundle) => Some(answer.bundle),
            _ => None,
        }
    }

    /// Whether nothing more is expected of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Whether it need not be kept for duplicates any more.
    pub fn is_forgotten(&self, now: Instant) -> bool {
        self.is_over() && now >= self.deadline
    }

    /// Whether its QM1 has not been answered.
    pub fn is_unanswered(&self) -> bool {
        matches!(self.state, State::ExpectQm2(_))
    }

    /// Whether an SPI was proposed by us in it, and is not yet in use.
    pub fn proposes(&self, protocol: Option<Protocol>, spi: Spi) -> bool {
        self.is_unanswered() && self.spis.iter().any(|(p, s)| *s == spi && protocol.is_none_or(|wanted| wanted == *p))
    }

    /// Ends it without a bundle.
    pub fn cancel(&mut self, cx: &mut Context<'_>) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::ExpectQm2(_) => release(cx, &self.spis),
            State::ExpectQm3(answer) if unused(cx, answer.bundle) => {
                cx.sadb.remove(cx.out, answer.bundle, Removal::NegotiationFailed);
            }
            State::ExpectQm3(_) | State::ExpectConnected(_) | State::Over => {}
        }
        self.retransmission = None;
        self.deadline = cx.now;
    }

    fn qm2(
        &mut self,
        cx: &mut Context<'_>,
        parts: Parts<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<Progress, Trouble> {
        let Parts { shared, protection, .. } = parts;
        let State::ExpectQm2(offer) = &self.state else { return Err(Trouble::Drop(Drop::Unexpected)) };
        let opened = protection.open(header, message, &self.iv).ok_or(Trouble::Drop(Drop::Unauthentic))?;
        let hash = |rest: &[u8]| protection.keys.hash_2(self.mid, &offer.ni, rest);
        let payloads = opened.authenticated(hash).ok_or(Trouble::Drop(Drop::Unauthentic))?;
        let payloads: Option<Vec<_>> = payloads.collect::<Result<_, _>>().ok();
        self.iv = opened.next_iv.clone();
        let State::ExpectQm2(offer) = std::mem::replace(&mut self.state, State::Over) else {
            return Err(Trouble::Drop(Drop::Unexpected));
        };
        let fail = |cx: &mut Context<'_>, spis: &[_], refused| {
            release(cx, spis);
            Trouble::Fail(refused)
        };
        let Offer { began, ni, ours, local, remote } = *offer;
        let policy = &shared.peer.children[self.policy];
        let taken = payloads
            .ok_or_else(|| Refused::new(Failure::Protocol("QM2".into()), notify::PAYLOAD_MALFORMED))
            .and_then(|payloads| accept(shared, policy, &payloads, (&local, &remote), ours));
        let Taken { agreement, nr, secret, lifetime } = taken.map_err(|refused| fail(cx, &self.spis, refused))?;
        let exchanged = keymat_v1::QuickMode { initiator_nonce: &ni, responder_nonce: &nr, shared: secret.as_ref() };
        let sas = pairs(&protection.keys, &exchanged, &agreement, &self.spis)
            .map_err(|_| fail(cx, &self.spis, Refused::new(Failure::WeakKey, notify::NO_PROPOSAL_CHOSEN)))?;
        if !cx.has_room_for_bundle() {
            return Err(fail(cx, &self.spis, Refused::new(Failure::NoRoom, notify::NO_PROPOSAL_CHOSEN)));
        }
        // SPIs of alternatives that were not chosen.
        let unused: Vec<_> =
            self.spis.iter().copied().filter(|(protocol, _)| sas.iter().all(|sa| sa.protocol != *protocol)).collect();
        release(cx, &unused);
        let replaces = match self.purpose {
            Some(ChildPurpose::Rekey(id) | ChildPurpose::Probe(id)) => Some(id),
            _ => None,
        };
        let commit = header.flags & flag::COMMIT != 0;
        let index = self.policy;
        let negotiated =
            Negotiated { index, agreement, sas, lifetime, local, remote, replaces, initiator: true, began };
        let bundle = install(cx, parts, negotiated, commit);
        let mut chain = Builder::new();
        chain.push(kind::HASH, protection.keys.hash_3(self.mid, &ni, &nr).as_slice());
        let qm3 = protection.seal(exchange::QUICK, self.mid, &mut self.iv, &chain);
        shared.send(cx, &qm3);
        self.answered = Some(Answered::new(message, qm3));
        self.retransmission = None;
        if commit {
            self.state = State::ExpectConnected(bundle);
            self.deadline = cx.now + COMMIT_WAIT;
            return Ok(Progress::Continue);
        }
        self.deadline = cx.now + REMEMBERED;
        Ok(Progress::Done(bundle))
    }

    fn qm3(
        &mut self,
        cx: &mut Context<'_>,
        parts: Parts<'_>,
        header: &Header,
        message: &[u8],
    ) -> Result<Progress, Trouble> {
        let State::ExpectQm3(answer) = &self.state else { return Err(Trouble::Drop(Drop::Unexpected)) };
        let opened = parts.protection.open(header, message, &self.iv).ok_or(Trouble::Drop(Drop::Unauthentic))?;
        let hash = |_: &[u8]| parts.protection.keys.hash_3(self.mid, &answer.ni, &answer.nr);
        opened.authenticated(hash).ok_or(Trouble::Drop(Drop::Unauthentic))?;
        let (bundle, commit) = (answer.bundle, answer.commit || header.flags & flag::COMMIT != 0);
        self.iv = opened.next_iv.clone();
        self.retransmission = None;
        if commit {
            self.state = State::ExpectConnected(bundle);
            self.deadline = cx.now + COMMIT_WAIT;
            return Ok(Progress::Continue);
        }
        Ok(self.connected(cx, bundle))
    }

    fn connected(&mut self, cx: &mut Context<'_>, bundle: BundleId) -> Progress {
        cx.sadb.install_outbound(cx.now, cx.out, bundle);
        self.state = State::Over;
        self.retransmission = None;
        self.deadline = cx.now + REMEMBERED;
        Progress::Done(bundle)
    }
}

impl Refused {
    pub fn new(why: Failure, notify: u16) -> Self {
        Refused { why, notify: Some(notify), subject: (0, Vec::new()) }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Refused::new(failure(refusal), refusal.notify())
    }
}

fn failure(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::AhBehindNat => Failure::AhBehindNat,
        Refusal::NothingChosen => Failure::NoProposalChosen,
        other => Failure::Protocol(other.to_string()),
    }
}

fn key_exchange_refused(error: CryptoError) -> Refused {
    Refused::new(Failure::Protocol(format!("KE: {error}")), notify::INVALID_KEY_INFORMATION)
}

impl Lifetime {
    /// What holds if a proposal names no limit (RFC 2407 §4.5).
    fn or_default(self) -> Lifetime {
        match self {
            Lifetime { time: None, kilobytes: None } => Lifetime { time: Some(DEFAULT_TIME), kilobytes: None },
            limited => limited,
        }
    }
}

/// What QM2 says, held against our offer.
struct Taken {
    agreement: Agreement,
    nr: Vec<u8>,
    secret: Option<Secret>,
    lifetime: Lifetime,
}

fn accept(
    shared: &Shared,
    policy: &ChildPolicy,
    payloads: &[Payload<'_>],
    (local, remote): (&TrafficSelector, &TrafficSelector),
    ours: Option<KeyExchange>,
) -> Result<Taken, Refused> {
    let malformed = || Refused::new(Failure::Protocol("QM2".into()), notify::PAYLOAD_MALFORMED);
    let nat = shared.nat.found();
    let body = message::single(payloads, kind::SA).ok_or_else(malformed)?;
    let proposals = child_proposal::offerable(policy, nat)?;
    let agreement = child_proposal::answered(policy, &proposals, body, nat)?;
    let nr = message::single(payloads, kind::NONCE).filter(|n| nonce_fits(n)).ok_or_else(malformed)?;
    let ids: Vec<_> = payloads
        .iter()
        .filter(|p| p.kind == kind::ID)
        .map(|p| Identification::parse(p.body).ok().and_then(|id| id.selector()))
        .collect();
    // There is no narrowing in IKEv1: an answer repeats them.
    if !matches!(&ids[..], [Some(initiator), Some(responder)] if initiator == local && responder == remote) {
        return Err(Refused::new(Failure::NoSelectors, notify::INVALID_ID_INFORMATION));
    }
    let secret = match (ours, message::single(payloads, kind::KEY_EXCHANGE)) {
        (None, _) => None,
        (Some(ours), Some(theirs)) => Some(ours.finish(theirs).map_err(key_exchange_refused)?),
        (Some(_), None) => return Err(malformed()),
    };
    let mut lifetime = agreement.lifetime.or_default().shorter(policy.lifetime);
    for payload in payloads.iter().filter(|p| p.kind == kind::NOTIFY) {
        let said = Notify::parse(payload.body).ok().filter(|n| n.kind == notify::RESPONDER_LIFETIME);
        let said = said.and_then(|n| proposal::lifetime(ipsec::LIFE_TYPE, ipsec::LIFE_DURATION, n.data).ok());
        lifetime = lifetime.shorter(said.unwrap_or_default());
    }
    Ok(Taken { agreement, nr: nr.to_vec(), secret, lifetime })
}

/// N(RESPONDER-LIFETIME) for each SA (RFC 2407 §4.5.4, §4.6.3.1).
fn push_responder_lifetime(chain: &mut Builder, spis: &[(Protocol, Spi)], lifetime: Lifetime) {
    let mut data = Vec::new();
    proposal::push_lifetime(&mut data, ipsec::LIFE_TYPE, ipsec::LIFE_DURATION, lifetime);
    for (protocol, spi) in spis {
        let spi = spi.0.to_be_bytes();
        chain.push(kind::NOTIFY, &Notify::new(*protocol as u8, notify::RESPONDER_LIFETIME, &spi, &data).emit());
    }
}

/// NAT-OA payloads, which transport mode behind a NAT needs (RFC 3947 §5.2): the initiator's address, then the responder's.
fn push_original_addresses(chain: &mut Builder, shared: &Shared, mode: Mode, initiator: bool) {
    if mode == Mode::Transport && shared.nat.found() {
        let (initiator, responder) =
            if initiator { (shared.local, shared.remote) } else { (shared.remote, shared.local) };
        for address in [initiator, responder] {
            chain.push(kind::NAT_OA, &emit_identity(&Identity::Address(address.ip())));
        }
    }
}

/// RFC 2407 §4.5.
const DEFAULT_TIME: Duration = Duration::from_secs(28_800);
/// Of a quick mode, from its first message.
const LONGEST: Duration = Duration::from_secs(30);
/// How long CONNECTED is waited for.
const COMMIT_WAIT: Duration = Duration::from_secs(5);
/// How long duplicates of its last message are answered: as long as a peer may repeat them.
const REMEMBERED: Duration = Duration::from_secs(60);
