//! CREATE_CHILD_SA for the IKE SA itself, and the additional key exchanges after it. RFC 7296 §1.3.2, §2.8.2, §2.18, §2.25.2;
//! RFC 9370 §2.2.4.
//!
//! ```text
//!   CREATE_CHILD_SA   SA(SPI), Ni, KEi                  SA(SPI), Nr, KEr, [N(ADDITIONAL_KEY_EXCHANGE)]
//!   IKE_FOLLOWUP_KE   KEi(n), N(ADDITIONAL_KEY_EXCHANGE)    KEr(n), [N(ADDITIONAL_KEY_EXCHANGE)]
//! ```
//! The new IKE SA inherits the children, and who began its negotiation deletes the old one. If both ends begin at once, the
//! new SA whose exchange has the lowest of the four nonces is deleted by the end that made it.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rand_core::RngCore;
use subtle::ConstantTimeEq;

use crate::config::IkeProposal;
use crate::context::{Context, Signal};
use crate::crypto::{Group, KeyExchange, Secret};
use crate::report::Closure;
use crate::sa::IkeId;
use crate::wire::v2::{exchange, notify, protocol, Chain, Notify, Payloads, Proposal};

use super::channel::Channel;
use super::create_child::{pause, PATIENCE};
use super::established::{Established, Exchange, Flow};
use super::head::{ike_spi, nonce, Head};
use super::nonces::Nonces;
use super::proposal::{self, ChosenSuite, Suite};
use super::qcd;
use super::sa::{Sa, State};
use super::task::{Task, What};
use super::timer::{Schedule, Timer};

/// Our request's wait for its answer.
pub(super) struct ExpectRekeyResponse {
    spi: u64,
    nonce: Vec<u8>,
    group: Group,
    half: KeyExchange,
    crossing: Option<Crossing>,
    refused_since: Option<Instant>,
}

/// The wait for the responder's half of an additional key exchange.
pub(super) struct ExpectFollowUpResponse {
    made: Made,
    group: Group,
    half: KeyExchange,
    crossing: Option<Crossing>,
    refused_since: Option<Instant>,
}

/// The responder's wait for the initiator's next half.
pub(super) struct ExpectFollowUpRequest {
    made: Made,
    /// What the initiator has to echo.
    link: Vec<u8>,
}

/// The peer's exchange with the purpose of ours.
pub(super) struct Crossing {
    ike: IkeId,
    lowest: Vec<u8>,
}

/// An IKE SA in the making.
struct Made {
    ours: u64,
    theirs: u64,
    suite: Suite,
    nonces: Nonces,
    /// The first, and those of the additional key exchanges so far.
    shared: Vec<Secret>,
    remaining: VecDeque<Group>,
    /// The peer's crash detection token for it.
    token: Option<Vec<u8>>,
}

impl Exchange {
    /// Whether it replaces the IKE SA.
    pub fn is_rekey(&self) -> bool {
        matches!(self, Exchange::Rekey(_) | Exchange::FollowUp(_))
    }

    /// Notes that the peer has replaced the IKE SA too.
    fn cross(&mut self, crossing: Crossing) {
        match self {
            Exchange::Rekey(expect) => expect.crossing = Some(crossing),
            Exchange::FollowUp(expect) => expect.crossing = Some(crossing),
            _ => {}
        }
    }

    /// The peer's exchange that has replaced the IKE SA while we were trying.
    pub fn crossing(&mut self) -> Option<Crossing> {
        match self {
            Exchange::Rekey(expect) => expect.crossing.take(),
            Exchange::FollowUp(expect) => expect.crossing.take(),
            _ => None,
        }
    }
}

/// Asks for a new IKE SA; `group` is the responder's wish, if it had one.
pub(super) fn begin(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    refused_since: Option<Instant>,
    group: Option<Group>,
) {
    let ours = proposals(established, head);
    let first = ours.iter().find_map(|p| p.groups.first().copied());
    let same = Some(established.suite.group).filter(|g| ours.iter().any(|p| p.groups.contains(g)));
    let Some(group) = group.or(same).or(first) else { return };
    let spi = ike_spi(cx.rng);
    let nonce = nonce(cx.rng);
    let half = KeyExchange::begin(group, cx.rng);
    let mut chain = Chain::default();
    chain
        .sa(&proposal::offer_ike(&ours, &spi.to_be_bytes()))
        .nonce(&nonce)
        .key_exchange(proposal::method(group), half.public());
    established.channel.request(cx, head, exchange::CREATE_CHILD_SA, &chain, Schedule::NORMAL);
    let expect = ExpectRekeyResponse { spi, nonce, group, half, crossing: None, refused_since };
    established.exchange = Some(Exchange::Rekey(Box::new(expect)));
}

impl ExpectRekeyResponse {
    pub fn conclude(
        self,
        established: &mut Established,
        cx: &mut Context<'_>,
        head: &mut Head,
        payloads: &Payloads<'_>,
    ) -> Flow {
        if let Some(wish) = payloads.notify(notify::INVALID_KE_PAYLOAD).filter(|_| self.crossing.is_none()) {
            let group = <[u8; 2]>::try_from(wish.data).ok().and_then(|m| proposal::group_of(u16::from_be_bytes(m)));
            let ours = proposals(established, head);
            if let Some(group) = group.filter(|g| *g != self.group && ours.iter().any(|p| p.groups.contains(g))) {
                begin(established, cx, head, self.refused_since, Some(group));
                return ControlFlow::Continue(());
            }
        }
        let (crossing, since) = (self.crossing, self.refused_since);
        if payloads.error().is_some() {
            return postpone(established, cx, head, crossing, since, payloads.has(notify::TEMPORARY_FAILURE));
        }
        let made = accept(established, head, payloads, self.spi, self.nonce, self.group, self.half);
        match made {
            Some(made) => go_on(established, cx, head, made, crossing, since, payloads),
            // What the peer has made of it is unknown.
            None => ControlFlow::Break(Closure::OutOfSync),
        }
    }
}

fn accept(
    established: &Established,
    head: &Head,
    payloads: &Payloads<'_>,
    ours: u64,
    nonce: Vec<u8>,
    group: Group,
    half: KeyExchange,
) -> Option<Made> {
    let answer = payloads.sa().filter(|answer| answer.len() == 1)?;
    let (ke, theirs) = (payloads.key_exchange()?, payloads.nonce()?);
    let own = proposals(established, head);
    let ChosenSuite { suite, spi, .. } = proposal::choose_ike(answer, &own, Some(group), established.intermediate)?;
    if suite.group != group || ke.method != proposal::method(group) {
        return None;
    }
    let shared = half.finish(ke.data).ok()?;
    Some(Made {
        ours,
        theirs: peer_spi(spi)?,
        remaining: suite.additional.iter().copied().collect(),
        suite,
        nonces: Nonces { i: nonce, r: theirs.to_vec() },
        shared: vec![shared],
        token: qcd::received(payloads),
    })
}

impl ExpectFollowUpResponse {
    pub fn conclude(
        self,
        established: &mut Established,
        cx: &mut Context<'_>,
        head: &mut Head,
        payloads: &Payloads<'_>,
    ) -> Flow {
        if payloads.error().is_some() {
            // STATE_NOT_FOUND: we were too slow; the series begins anew (RFC 9370 §2.2.4).
            return postpone(established, cx, head, self.crossing, self.refused_since, true);
        }
        let mut made = self.made;
        let ke = payloads.key_exchange().filter(|ke| ke.method == proposal::method(self.group));
        let Some(shared) = ke.and_then(|ke| self.half.finish(ke.data).ok()) else {
            return ControlFlow::Break(Closure::OutOfSync);
        };
        made.shared.push(shared);
        made.token = made.token.or_else(|| qcd::received(payloads));
        go_on(established, cx, head, made, self.crossing, self.refused_since, payloads)
    }
}

/// Begins the next additional key exchange, or ends the negotiation.
fn go_on(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    mut made: Made,
    crossing: Option<Crossing>,
    refused_since: Option<Instant>,
    payloads: &Payloads<'_>,
) -> Flow {
    let Some(group) = made.remaining.pop_front() else {
        return conclude(established, cx, head, made, crossing);
    };
    let Some(link) = payloads.notify(notify::ADDITIONAL_KEY_EXCHANGE) else {
        return ControlFlow::Break(Closure::OutOfSync);
    };
    let half = KeyExchange::begin(group, cx.rng);
    let mut chain = Chain::default();
    chain.key_exchange(proposal::method(group), half.public());
    chain.notify(&Notify::new(notify::ADDITIONAL_KEY_EXCHANGE, link.data));
    established.channel.request(cx, head, exchange::IKE_FOLLOWUP_KE, &chain, Schedule::NORMAL);
    let expect = ExpectFollowUpResponse { made, group, half, crossing, refused_since };
    established.exchange = Some(Exchange::FollowUp(Box::new(expect)));
    ControlFlow::Continue(())
}

/// Our negotiation has succeeded.
fn conclude(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    made: Made,
    crossing: Option<Crossing>,
) -> Flow {
    let lowest = made.nonces.lowest().to_vec();
    let mut new = successor(established, cx, head, made, true);
    let id = new.head.id;
    match crossing {
        Some(crossing) if lowest < crossing.lowest => {
            // Ours is redundant, and ours to delete; the peer deletes the old one.
            if let State::Established(state) = &mut new.state {
                state.begin_close(cx, &mut new.head, Closure::Replaced);
                state.pump(cx, &mut new.head);
            }
            if cx.room {
                cx.out.signals.push_back(Signal::Successor { new: Box::new(new) });
            }
            give_way(established, cx, head, &crossing);
        }
        _ => {
            cx.sadb.inherit(head.id, id);
            if let State::Established(state) = &mut new.state {
                established.hand_over(state);
                state.queue.push_front(Task::new(What::Token));
                state.pump(cx, &mut new.head);
            }
            cx.out.signals.push_back(Signal::Successor { new: Box::new(new) });
            cx.out.signals.push_back(Signal::Inherited { old: head.id, new: id });
            if !cx.room {
                // The peer waits for our Delete, but not for ever.
                return ControlFlow::Break(Closure::Replaced);
            }
            established.begin_close(cx, head, Closure::Replaced);
        }
    }
    ControlFlow::Continue(())
}

/// The peer cannot, or would not.
fn postpone(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    crossing: Option<Crossing>,
    refused_since: Option<Instant>,
    temporary: bool,
) -> Flow {
    if let Some(crossing) = crossing {
        give_way(established, cx, head, &crossing);
        return ControlFlow::Continue(());
    }
    if !temporary {
        // The IKE SA lives on until its time is over, unless the peer thinks otherwise by then.
        head.timers.set(Timer::Rekey, cx.now + LATER);
        return ControlFlow::Continue(());
    }
    let since = refused_since.unwrap_or(cx.now);
    if cx.now.saturating_duration_since(since) >= PATIENCE {
        return ControlFlow::Break(Closure::OutOfSync);
    }
    let not_before = Some(cx.now + pause(cx));
    established.queue.push_back(Task { what: What::Rekey, not_before, refused_since: Some(since) });
    ControlFlow::Continue(())
}

/// Answers the peer's request for a new IKE SA.
pub(super) fn answer(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    payloads: &Payloads<'_>,
    chain: &mut Chain,
) -> Flow {
    if let Err((kind, data)) = agree(established, cx, head, payloads, chain) {
        chain.notify(&Notify::new(kind, &data));
    }
    ControlFlow::Continue(())
}

fn agree(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    payloads: &Payloads<'_>,
    chain: &mut Chain,
) -> Result<(), (u16, Vec<u8>)> {
    let plain = |kind: u16| (kind, Vec::new());
    // RFC 7296 §2.25.1-2: not while a child of it is created, rekeyed or deleted, nor while it is going itself.
    if established.is_leaving() || established.follow_up.is_some() || established.moves_children() {
        return Err(plain(notify::TEMPORARY_FAILURE));
    }
    if !cx.room {
        return Err(plain(notify::NO_ADDITIONAL_SAS));
    }
    let (Some(offered), Some(ke), Some(nonce_i)) = (payloads.sa(), payloads.key_exchange(), payloads.nonce()) else {
        return Err(plain(notify::INVALID_SYNTAX));
    };
    let own = proposals(established, head);
    let chosen = proposal::choose_ike(offered, &own, proposal::group_of(ke.method), established.intermediate)
        .ok_or_else(|| plain(notify::NO_PROPOSAL_CHOSEN))?;
    let theirs = peer_spi(chosen.spi).ok_or_else(|| plain(notify::INVALID_SYNTAX))?;
    let method = proposal::method(chosen.suite.group);
    if ke.method != method {
        return Err((notify::INVALID_KE_PAYLOAD, method.to_be_bytes().to_vec()));
    }
    let (public, shared) =
        KeyExchange::respond(chosen.suite.group, ke.data, cx.rng).map_err(|_| plain(notify::INVALID_SYNTAX))?;
    let nonces = Nonces { i: nonce_i.to_vec(), r: nonce(cx.rng) };
    let ours = ike_spi(cx.rng);
    chain
        .sa(&[Proposal {
            number: chosen.number,
            protocol: protocol::IKE,
            spi: &ours.to_be_bytes(),
            transforms: chosen.transforms,
        }])
        .nonce(&nonces.r)
        .key_exchange(method, &public);
    let remaining = chosen.suite.additional.iter().copied().collect();
    let made = Made { ours, theirs, suite: chosen.suite, nonces, shared: vec![shared], remaining, token: None };
    advance(established, cx, head, made, chain);
    Ok(())
}

/// Answers the initiator's half of an additional key exchange.
pub(super) fn answer_follow_up(
    established: &mut Established,
    cx: &mut Context<'_>,
    head: &mut Head,
    payloads: &Payloads<'_>,
    chain: &mut Chain,
) -> Flow {
    let echoed = payloads.notify(notify::ADDITIONAL_KEY_EXCHANGE).map_or(&[][..], |n| n.data);
    let Some(expect) = established.follow_up.take() else {
        chain.status(notify::STATE_NOT_FOUND);
        return ControlFlow::Continue(());
    };
    let ExpectFollowUpRequest { mut made, link } = *expect;
    let group = made.remaining.pop_front();
    let answer = group.filter(|_| cx.room && bool::from(link.ct_eq(echoed))).and_then(|group| {
        let ke = payloads.key_exchange().filter(|ke| ke.method == proposal::method(group))?;
        KeyExchange::respond(group, ke.data, cx.rng).ok().map(|answer| (group, answer))
    });
    head.timers.clear(Timer::FollowUp);
    match answer {
        Some((group, (public, shared))) => {
            chain.key_exchange(proposal::method(group), &public);
            made.shared.push(shared);
            advance(established, cx, head, made, chain);
        }
        None => {
            chain.status(notify::STATE_NOT_FOUND);
        }
    }
    ControlFlow::Continue(())
}

/// The responder's next step: another key exchange to wait for, or the new IKE SA.
fn advance(established: &mut Established, cx: &mut Context<'_>, head: &mut Head, made: Made, chain: &mut Chain) {
    if !made.remaining.is_empty() {
        let mut link = vec![0; 16];
        cx.rng.fill_bytes(&mut link);
        chain.notify(&Notify::new(notify::ADDITIONAL_KEY_EXCHANGE, &link));
        established.follow_up = Some(Box::new(ExpectFollowUpRequest { made, link }));
        head.timers.set(Timer::FollowUp, cx.now + FOLLOW_UP);
        return;
    }
    let lowest = made.nonces.lowest().to_vec();
    let mut new = successor(established, cx, head, made, false);
    // The initiator gets the token of the new IKE SA here (RFC 6290 §4.3).
    if let Some(token) = qcd::token(cx.config, new.head.spi_i, new.head.spi_r) {
        chain.notify(&qcd::notify(&token));
    }
    let ike = new.head.id;
    if let Some(ours) = established.exchange.as_mut().filter(|exchange| exchange.is_rekey()) {
        // Which of the two takes over is not known before ours has its answer.
        ours.cross(Crossing { ike, lowest });
        cx.out.signals.push_back(Signal::Successor { new: Box::new(new) });
        return;
    }
    cx.sadb.inherit(head.id, ike);
    if let State::Established(state) = &mut new.state {
        established.hand_over(state);
        state.pump(cx, &mut new.head);
    }
    cx.out.signals.push_back(Signal::Successor { new: Box::new(new) });
    cx.out.signals.push_back(Signal::Inherited { old: head.id, new: ike });
    established.retire(cx, head);
}

/// The peer's new IKE SA takes over, not ours.
pub(super) fn give_way(established: &mut Established, cx: &mut Context<'_>, head: &mut Head, crossing: &Crossing) {
    cx.sadb.inherit(head.id, crossing.ike);
    cx.out.signals.push_back(Signal::Inherited { old: head.id, new: crossing.ike });
    established.retire(cx, head);
}

/// The IKE SA that takes over.
fn successor(established: &Established, cx: &mut Context<'_>, head: &Head, made: Made, initiator: bool) -> Sa {
    let id = cx.sadb.next_ike_id();
    let mut new = Head::new(id, head.peer.clone(), initiator, made.ours, head.path, cx.now);
    (new.spi_i, new.spi_r) = if initiator { (made.ours, made.theirs) } else { (made.theirs, made.ours) };
    new.nat = head.nat;
    new.arm(cx);
    let seed = made.nonces.seed(new.spi_i, new.spi_r);
    let keys = established.channel.keys.rekeyed(made.suite.keymat(), &seed, &made.shared);
    let channel = Channel::new(keys, established.channel.fragments());
    let mut state = Established::new(channel, made.suite, established.intermediate, established.identity.clone());
    state.tokens.extend(made.token);
    Sa { head: new, state: State::Established(Box::new(state)) }
}

/// What we offer and accept: the PRF stays, because implementations differ in which of the two makes the new SKEYSEED; and
/// additional key exchanges only with a peer that can do them.
fn proposals(established: &Established, head: &Head) -> Vec<IkeProposal> {
    let prf = established.suite.prf;
    head.peer
        .proposals
        .iter()
        .filter(|p| p.prfs.contains(&prf) && (established.intermediate || p.additional.is_empty()))
        .map(|p| IkeProposal { prfs: vec![prf], ..p.clone() })
        .collect()
}

fn peer_spi(octets: &[u8]) -> Option<u64> {
    octets.try_into().ok().map(u64::from_be_bytes).filter(|spi| *spi != 0)
}

/// How long the initiator may take to go on (RFC 9370 §2.2.4 suggests 5 to 20 s).
const FOLLOW_UP: Duration = Duration::from_secs(20);
/// Until a rekey that was refused is tried again.
const LATER: Duration = Duration::from_secs(60);
