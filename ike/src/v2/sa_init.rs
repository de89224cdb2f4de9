//! IKE_SA_INIT: algorithms, key exchange, nonces; nobody is anybody yet. RFC 7296 §1.2, §2.6, §2.7, §2.23.
//!
//! ```text
//!   initiator: [N(COOKIE),] SA, KE, Ni, N(NAT_DETECTION..), N(..)
//!   responder:              SA, KE, Nr, N(NAT_DETECTION..), N(..)
//!                           or N(COOKIE), N(INVALID_KE_PAYLOAD), N(NO_PROPOSAL_CHOSEN), keeping nothing
//! ```

use std::sync::Arc;

use crate::config::{Auth, Peer, Version};
use crate::context::{Context, Load, Opening};
use crate::crypto::keymat_v2::{IkeKeys, IntAuth};
use crate::crypto::sign::SignatureHashes;
use crate::crypto::{Group, KeyExchange};
use crate::endpoint::Datagram;
use crate::report::{Drop, Failure};
use crate::sa::IkeId;
use crate::wire::header;
use crate::wire::v2::{exchange, flags, notify, Chain, Notify, Payloads, Proposal, Refusal};
use crate::wire::Header;

use super::auth;
use super::channel::Channel;
use super::handshake::{Features, Handshake};
use super::head::{dropped, nonce, Head};
use super::intermediate;
use super::natt::{self, Nat, Path, NAT_PORT, PORT};
use super::nonces::Nonces;
use super::proposal::{self, ChosenSuite};
use super::sa::{Sa, State};
use super::stateless;
use super::timer::{Schedule, Timer};
use super::window::{transmit, Window};

/// The initiator's wait for the response.
pub(super) struct ExpectInitResponse {
    opening: Opening,
    nonce: Vec<u8>,
    group: Group,
    key_exchange: KeyExchange,
    cookie: Vec<u8>,
    /// The message as it was sent last.
    request: Vec<u8>,
    /// Cookies and other groups asked for so far.
    detours: u32,
}

/// Begins an IKE SA.
pub(super) fn initiate(cx: &mut Context<'_>, head: &mut Head, opening: Opening) -> State {
    let Some(group) = head.peer.proposals.iter().find_map(|p| p.groups.first().copied()) else {
        head.fail(cx, Failure::NoProposalChosen);
        return State::Closed;
    };
    let mut state = Box::new(ExpectInitResponse {
        opening,
        nonce: nonce(cx.rng),
        group,
        key_exchange: KeyExchange::begin(group, cx.rng),
        cookie: Vec::new(),
        request: Vec::new(),
        detours: 0,
    });
    state.send(cx, head);
    State::ExpectInitResponse(state)
}

impl ExpectInitResponse {
    fn send(&mut self, cx: &mut Context<'_>, head: &mut Head) {
        let mut chain = Chain::default();
        if !self.cookie.is_empty() {
            chain.notify(&Notify::new(notify::COOKIE, &self.cookie));
        }
        chain
            .sa(&proposal::offer_ike(&head.peer.proposals, &[]))
            .key_exchange(proposal::method(self.group), self.key_exchange.public())
            .nonce(&self.nonce);
        natt::emit(&mut chain, &head.peer, head.spi_i, 0, head.path);
        features(&head.peer).emit(&mut chain);
        // A restarted exchange has message ID 0 again (RFC 7296 §2.6).
        self.request = chain.message(head.header(exchange::IKE_SA_INIT, 0, false));
        let schedule = if self.opening.hurried { Schedule::HURRIED } else { Schedule::NORMAL };
        head.request(cx, 0, exchange::IKE_SA_INIT, vec![self.request.clone()], schedule);
    }

    pub fn handle(
        mut self: Box<Self>,
        cx: &mut Context<'_>,
        head: &mut Head,
        from: Path,
        header: Header,
        message: &[u8],
    ) -> State {
        let expected = header.exchange == exchange::IKE_SA_INIT
            && header.flags & (flags::RESPONSE | flags::INITIATOR) == flags::RESPONSE
            && header.message_id == 0;
        if !expected {
            dropped(cx, from, Drop::Unexpected);
            return State::ExpectInitResponse(self);
        }
        let Ok(payloads) = Payloads::parse(header.next_payload, &message[header::LEN..]) else {
            dropped(cx, from, Drop::Malformed);
            return State::ExpectInitResponse(self);
        };
        if let Some(cookie) = payloads.notify(notify::COOKIE) {
            if self.detour() && (1..=64).contains(&cookie.data.len()) && cookie.data != self.cookie {
                self.cookie = cookie.data.to_vec();
                self.send(cx, head);
            } else {
                dropped(cx, from, Drop::Unexpected);
            }
            return State::ExpectInitResponse(self);
        }
        if let Some(wish) = payloads.notify(notify::INVALID_KE_PAYLOAD) {
            return self.change_group(cx, head, wish.data);
        }
        if let Some(error) = payloads.error() {
            let why = match error.kind {
                notify::NO_PROPOSAL_CHOSEN => Failure::NoProposalChosen,
                notify => Failure::Refused { notify },
            };
            head.fail(cx, why);
            return State::Closed;
        }
        if header.responder_spi == 0 {
            dropped(cx, from, Drop::Malformed);
            return State::ExpectInitResponse(self);
        }
        match self.accept(cx, head, from, header, &payloads, message) {
            Ok(state) => state,
            Err(why) => {
                head.fail(cx, why);
                State::Closed
            }
        }
    }

    /// The responder wants another group. That it is one of ours is checked here; that nobody else asked for it, by the
    /// signature over the request, which offers all of them again (RFC 7296 §1.2, §2.6.1).
    fn change_group(mut self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, wish: &[u8]) -> State {
        let group = <[u8; 2]>::try_from(wish).ok().and_then(|m| proposal::group_of(u16::from_be_bytes(m)));
        let ours = |group: &Group| head.peer.proposals.iter().any(|p| p.groups.contains(group));
        let Some(group) = group.filter(|g| ours(g) && *g != self.group && self.detour()) else {
            head.fail(cx, Failure::Refused { notify: notify::INVALID_KE_PAYLOAD });
            return State::Closed;
        };
        self.group = group;
        self.key_exchange = KeyExchange::begin(group, cx.rng);
        self.send(cx, head);
        State::ExpectInitResponse(self)
    }

    fn detour(&mut self) -> bool {
        self.detours += 1;
        self.detours <= MAX_DETOURS
    }

    fn accept(
        self: Box<Self>,
        cx: &mut Context<'_>,
        head: &mut Head,
        from: Path,
        header: Header,
        payloads: &Payloads<'_>,
        message: &[u8],
    ) -> Result<State, Failure> {
        let broken = |what: &str| Failure::Protocol(what.into());
        let (Some(answer), Some(ke), Some(nonce)) = (payloads.sa(), payloads.key_exchange(), payloads.nonce()) else {
            return Err(broken("IKE_SA_INIT response without SA, KE or nonce"));
        };
        let features = Features::read(payloads);
        let [_] = answer else { return Err(broken("not one proposal chosen")) };
        let ours = &head.peer.proposals;
        let ChosenSuite { suite, .. } = proposal::choose_ike(answer, ours, Some(self.group), features.intermediate)
            .ok_or_else(|| broken("proposal was not offered"))?;
        if suite.group != self.group || ke.method != proposal::method(self.group) {
            return Err(broken("key exchange was not offered"));
        }
        let shared = self.key_exchange.finish(ke.data).map_err(|e| Failure::Protocol(e.to_string()))?;
        head.window.settle(&mut head.timers);
        head.window.next();
        head.spi_r = header.responder_spi;
        head.nat = Nat::detect(&head.peer, payloads, head.spi_i, head.spi_r, from);
        if head.nat.any() && head.path.local.port() == PORT {
            head.path.local.set_port(NAT_PORT);
            head.path.remote.set_port(NAT_PORT);
        }
        let nonces = Nonces { i: self.nonce, r: nonce.to_vec() };
        let keys = IkeKeys::initial(suite.keymat(), &nonces.seed(head.spi_i, head.spi_r), &shared);
        let channel = Channel::new(keys, features.fragments);
        let handshake = Handshake {
            request: self.request,
            response: message.to_vec(),
            nonces,
            remaining: suite.additional.iter().copied().collect(),
            suite,
            features,
            int_auth: IntAuth::default(),
        };
        Ok(if handshake.remaining.is_empty() {
            auth::begin(cx, head, channel, handshake, self.opening)
        } else {
            intermediate::begin(cx, head, channel, handshake, self.opening)
        })
    }

    pub fn give_up(self, cx: &mut Context<'_>, head: &Head, why: Failure) -> State {
        head.fail(cx, why);
        State::Closed
    }
}

/// Answers an IKE_SA_INIT request: with an SA that waits for IKE_AUTH, or statelessly, or not at all.
pub(super) fn respond(
    cx: &mut Context<'_>,
    id: IkeId,
    spi: u64,
    datagram: &Datagram<'_>,
    message: &[u8],
    load: Load,
) -> Option<Sa> {
    let from = Path { local: datagram.local, remote: datagram.remote };
    let Some(header) = Header::parse(message).ok().filter(is_first_request) else {
        dropped(cx, from, Drop::Malformed);
        return None;
    };
    let refuse = |cx: &mut Context<'_>, notify: Notify<'_>| stateless::answer(cx, from, &header, &[notify]);
    let payloads = match Payloads::parse(header.next_payload, &message[header::LEN..]) {
        Ok(payloads) => payloads,
        Err(Refusal::Critical(kind)) => {
            refuse(cx, Notify::new(notify::UNSUPPORTED_CRITICAL_PAYLOAD, &[kind]));
            return None;
        }
        Err(Refusal::Malformed(_)) => {
            dropped(cx, from, Drop::Malformed);
            return None;
        }
    };
    let peers: Vec<&Arc<Peer>> = cx.peers.speaking(from.local.ip(), from.remote.ip(), Version::V2).collect();
    if peers.is_empty() {
        dropped(cx, from, Drop::UnknownPeer);
        return None;
    }
    let (Some(offered), Some(ke), Some(nonce_i)) = (payloads.sa(), payloads.key_exchange(), payloads.nonce()) else {
        dropped(cx, from, Drop::Malformed);
        return None;
    };
    let limits = &cx.config.limits;
    if load.half_open >= limits.half_open_v2 {
        dropped(cx, from, Drop::HalfOpenLimit);
        return None;
    }
    if load.half_open >= limits.cookie_threshold || load.from_source >= limits.half_open_per_source {
        let (address, spi_i) = (from.remote.ip(), header.initiator_spi);
        let cookie = payloads.notify(notify::COOKIE).map_or(&[][..], |n| n.data);
        if !cx.cookies.check(cx.now, cookie, nonce_i, address, spi_i) {
            let cookie = cx.cookies.make(cx.now, cx.rng, nonce_i, address, spi_i);
            refuse(cx, Notify::new(notify::COOKIE, &cookie));
            return None;
        }
    }
    let theirs = Features::read(&payloads);
    let preferred = proposal::group_of(ke.method);
    let chosen = peers.iter().find_map(|peer| {
        let chosen = proposal::choose_ike(offered, &peer.proposals, preferred, theirs.intermediate)?;
        Some((Arc::clone(peer), chosen))
    });
    let Some((peer, chosen)) = chosen else {
        refuse(cx, Notify::new(notify::NO_PROPOSAL_CHOSEN, &[]));
        let why = Failure::NoProposalChosen;
        let peer = peers.first().map(|p| p.name.clone());
        cx.out.reports.push_back(crate::report::Report::Failed { peer, remote: from.remote, why });
        return None;
    };
    if preferred != Some(chosen.suite.group) {
        let method = proposal::method(chosen.suite.group).to_be_bytes();
        refuse(cx, Notify::new(notify::INVALID_KE_PAYLOAD, &method));
        return None;
    }
    let Ok((public, shared)) = KeyExchange::respond(chosen.suite.group, ke.data, cx.rng) else {
        dropped(cx, from, Drop::Malformed);
        return None;
    };
    let mut head = Head::new(id, peer, false, spi, from, cx.now);
    head.spi_i = header.initiator_spi;
    head.nat = Nat::detect(&head.peer, &payloads, head.spi_i, 0, from);
    let nonces = Nonces { i: nonce_i.to_vec(), r: nonce(cx.rng) };
    let transforms = chosen.transforms.clone();
    let mut chain = Chain::default();
    chain
        .sa(&[Proposal { number: chosen.number, protocol: crate::wire::v2::protocol::IKE, spi: &[], transforms }])
        .key_exchange(ke.method, &public)
        .nonce(&nonces.r);
    natt::emit(&mut chain, &head.peer, head.spi_i, head.spi_r, from);
    let ours = Features { childless: true, ..features(&head.peer) };
    Features { fragments: theirs.fragments, intermediate: ours.intermediate && theirs.intermediate, ..ours }
        .emit(&mut chain);
    auth::emit_request(&head.peer, &mut chain);
    let response = chain.message(head.header(exchange::IKE_SA_INIT, 0, true));
    transmit(cx, from, std::slice::from_ref(&response));
    let keys = IkeKeys::initial(chosen.suite.keymat(), &nonces.seed(head.spi_i, head.spi_r), &shared);
    let channel = Channel::new(keys, theirs.fragments);
    head.window = Window::answered(message, response.clone());
    head.timers.set(Timer::HalfOpen, cx.now + limits.half_open_time);
    let handshake = Handshake {
        request: message.to_vec(),
        response,
        nonces,
        remaining: chosen.suite.additional.iter().copied().collect(),
        suite: chosen.suite,
        features: theirs,
        int_auth: IntAuth::default(),
    };
    let state = if handshake.remaining.is_empty() {
        auth::expect(channel, handshake)
    } else {
        intermediate::expect(channel, handshake)
    };
    Some(Sa { head, state })
}

/// What we tell a peer that we can do.
fn features(peer: &Peer) -> Features {
    Features {
        fragments: true,
        intermediate: peer.proposals.iter().any(|p| !p.additional.is_empty()),
        childless: false,
        hashes: matches!(peer.auth, Auth::Certificates(_)).then_some(SignatureHashes::OURS),
    }
}

fn is_first_request(header: &Header) -> bool {
    header.exchange == exchange::IKE_SA_INIT
        && header.major_version() == 2
        && header.flags & (flags::RESPONSE | flags::INITIATOR) == flags::INITIATOR
        && header.message_id == 0
        && header.initiator_spi != 0
        && header.responder_spi == 0
}

/// A responder may ask for a cookie, for another group, and for a cookie again.
const MAX_DETOURS: u32 = 4;
