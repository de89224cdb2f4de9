//! IKE_AUTH: who both ends are, and the first child SA. RFC 7296 §1.2, §2.15, §2.16.
//!
//! ```text
//!   initiator: IDi, [CERT, CERTREQ,] [N(INITIAL_CONTACT),] IDr, AUTH, [N(QCD),] [SA, TSi, TSr]
//!   responder: IDr, [CERT,] AUTH, [N(QCD),] [SA, TSi, TSr]      or N(AUTHENTICATION_FAILED), and the SA is gone
//! ```

use std::sync::Arc;

use subtle::ConstantTimeEq;

use crate::config::{Auth, Identity, Peer, Version};
use crate::context::{Context, Opening, Signal};
use crate::crypto::keymat_v2::{IkeKeys, Side};
use crate::crypto::sign::{is_same_identity, AuthData, PeerAuth, SignatureHashes};
use crate::report::{Drop, Failure};
use crate::wire::v2::auth::{SHARED_KEY, X509_SIGNATURE};
use crate::wire::v2::id::{self, Identification};
use crate::wire::v2::{exchange, notify, payload, Chain, Notify, Payloads, Refusal};

use super::channel::{Arrival, Channel, Opened};
use super::child::{self, Offer, Origin};
use super::established::Established;
use super::handshake::Handshake;
use super::head::{dropped, Head};
use super::proposal;
use super::qcd;
use super::sa::State;
use super::task::{Task, What};
use super::timer::Schedule;

/// The initiator's wait for the responder's proof.
pub(super) struct ExpectAuthResponse {
    channel: Channel,
    handshake: Handshake,
    opening: Opening,
    offer: Option<Offer>,
    /// Of our request: what both ends sign depends on it.
    message_id: u32,
}

/// The responder's wait for the initiator's proof.
pub(super) struct ExpectAuthRequest {
    channel: Channel,
    handshake: Handshake,
}

/// Sends the initiator's proof.
pub(super) fn begin(
    cx: &mut Context<'_>,
    head: &mut Head,
    mut channel: Channel,
    handshake: Handshake,
    mut opening: Opening,
) -> State {
    let peer = head.peer.clone();
    opening.children.retain(|n| *n < peer.children.len());
    // A peer that cannot do without a child gets one that policy allows (RFC 6023).
    if opening.children.is_empty() && !handshake.features.childless && !peer.children.is_empty() {
        opening.children.push(0);
    }
    let mut offer = None;
    while let (None, Some(&policy)) = (&offer, opening.children.first()) {
        match Offer::new(cx, head, policy, false) {
            Ok(made) => offer = Some(made),
            Err(why) => {
                opening.children.remove(0);
                child_done(cx, head, policy, Err(why));
            }
        }
    }
    let message_id = head.window.upcoming();
    let body = id::body(&peer.local_id);
    let octets = handshake.signed_octets(&channel.keys, Side::Initiator, &body, message_id);
    let proof = match prove(&peer, &channel.keys, &octets, handshake.features.hashes) {
        Ok(proof) => proof,
        Err(why) => {
            if let Some(offer) = &offer {
                offer.release(cx);
            }
            head.fail(cx, why);
            return State::Closed;
        }
    };
    let mut chain = Chain::default();
    emit_id(&mut chain, payload::ID_I, &body);
    emit_certificates(&peer, &mut chain);
    emit_request(&peer, &mut chain);
    // Asked for when the negotiation began, but true only if nothing has come up since (RFC 7296 §2.4).
    if opening.initial_contact && cx.sadb.is_first_contact(&peer) {
        chain.status(notify::INITIAL_CONTACT);
    }
    emit_id(&mut chain, payload::ID_R, &id::body(&peer.remote_id));
    chain.auth(proof.method, &proof.data);
    emit_token(cx, head, &mut chain);
    if let Some(offer) = &offer {
        offer.emit_sa(&peer, &mut chain);
        offer.emit_selectors(&peer, &mut chain);
    }
    channel.request(cx, head, exchange::IKE_AUTH, &chain, Schedule::NORMAL);
    State::ExpectAuthResponse(Box::new(ExpectAuthResponse { channel, handshake, opening, offer, message_id }))
}

impl ExpectAuthResponse {
    pub fn channel(&mut self) -> &mut Channel {
        &mut self.channel
    }

    pub fn handle(mut self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, arrival: Arrival) -> State {
        let Arrival::Response(opened) = arrival else {
            // A request of a responder that is up already comes again once we are up too.
            return State::ExpectAuthResponse(self);
        };
        let payloads = match Payloads::parse(opened.first, &opened.plaintext) {
            Ok(payloads) => payloads,
            Err(refusal) => return self.give_up(cx, head, Failure::Protocol(refusal.to_string())),
        };
        match (payloads.auth(), payloads.error()) {
            (None, Some(Notify { kind: notify::AUTHENTICATION_FAILED, .. })) => {
                return self.give_up(cx, head, Failure::Authentication("refused by the peer".into()));
            }
            (None, Some(error)) => return self.give_up(cx, head, Failure::Refused { notify: error.kind }),
            _ => {}
        }
        if let Err(why) = self.verify(cx, head, &payloads) {
            // RFC 7296 §2.21.2: the responder believes that the SA is up.
            let mut chain = Chain::default();
            chain.status(notify::AUTHENTICATION_FAILED);
            self.channel.notify_once(cx, head, exchange::INFORMATIONAL, &chain);
            return self.give_up(cx, head, why);
        }
        head.arm(cx);
        let ExpectAuthResponse { channel, handshake, opening, offer, .. } = *self;
        let intermediate = handshake.features.intermediate;
        let identity = head.peer.remote_id.clone();
        let mut established = Established::new(channel, handshake.suite, intermediate, identity.clone());
        established.tokens.extend(qcd::received(&payloads));
        cx.out.signals.push_back(Signal::Established { ike: head.id });
        if payloads.has(notify::INITIAL_CONTACT) {
            cx.out.signals.push_back(Signal::InitialContact { ike: head.id, identity });
        }
        let mut children = opening.children.into_iter();
        if let (Some(offer), Some(policy)) = (offer, children.next()) {
            let result = match offer.accept(cx, &head.peer, &payloads) {
                Ok(agreed) => Ok(agreed.install(
                    cx,
                    head,
                    Origin {
                        keys: &established.channel.keys,
                        shared: &[],
                        nonces: &handshake.nonces,
                        identity: &established.identity,
                        initiator: true,
                        began: head.began,
                        replaces: None,
                        inbound_only: false,
                    },
                )),
                Err(why) => {
                    established.disown(&offer, &payloads);
                    Err(why)
                }
            };
            offer.release(cx);
            child_done(cx, head, policy, result);
        }
        for policy in children {
            // The peer may have brought it up meanwhile, on an IKE SA of its own.
            match cx.sadb.usable(&head.peer.name, policy).map(|entry| entry.id) {
                Some(there) => child_done(cx, head, policy, Ok(there)),
                None => established.queue.push_back(Task::new(What::child(policy))),
            }
        }
        established.proceed(cx, head)
    }

    /// Whether the responder is who it must be.
    fn verify(&self, cx: &Context<'_>, head: &Head, payloads: &Payloads<'_>) -> Result<(), Failure> {
        let (Some(id), Some(_)) = (payloads.id_r(), payloads.auth()) else {
            return Err(Failure::Protocol("IKE_AUTH response without IDr or AUTH".into()));
        };
        if !id.identity().is_some_and(|id| is_same_identity(&id, &head.peer.remote_id)) {
            return Err(Failure::Authentication("the peer has another identity".into()));
        }
        let octets = self.handshake.signed_octets(&self.channel.keys, Side::Responder, id.body, self.message_id);
        check(cx, &head.peer, &self.channel, &self.handshake, payloads, &octets)
    }

    pub fn give_up(self, cx: &mut Context<'_>, head: &Head, why: Failure) -> State {
        if let Some(offer) = &self.offer {
            offer.release(cx);
        }
        head.fail(cx, why);
        State::Closed
    }
}

/// Waits for the initiator's proof.
pub(super) fn expect(channel: Channel, handshake: Handshake) -> State {
    State::ExpectAuthRequest(Box::new(ExpectAuthRequest { channel, handshake }))
}

impl ExpectAuthRequest {
    pub fn channel(&mut self) -> &mut Channel {
        &mut self.channel
    }

    pub fn handle(self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, arrival: Arrival) -> State {
        let Arrival::Request(mut opened) = arrival else { return State::ExpectAuthRequest(self) };
        if opened.header.exchange != exchange::IKE_AUTH {
            dropped(cx, opened.from, Drop::Unexpected);
            return State::ExpectAuthRequest(self);
        }
        // The initiator moves to port 4500 here (RFC 7296 §2.23).
        head.path = opened.from;
        let plaintext = std::mem::take(&mut opened.plaintext);
        let payloads = match Payloads::parse(opened.first, &plaintext) {
            Ok(payloads) => payloads,
            Err(Refusal::Critical(kind)) => {
                let notify = Notify::new(notify::UNSUPPORTED_CRITICAL_PAYLOAD, std::slice::from_ref(&kind));
                return self.refuse(cx, head, opened, notify, Failure::Protocol("unknown critical payload".into()));
            }
            Err(Refusal::Malformed(error)) => {
                let notify = Notify::new(notify::INVALID_SYNTAX, &[]);
                return self.refuse(cx, head, opened, notify, Failure::Protocol(error.to_string()));
            }
        };
        let message_id = opened.header.message_id;
        let (identity, proof) = match self.verify(cx, head, &payloads, message_id) {
            Ok(verified) => verified,
            Err(why) => {
                let notify = Notify::new(notify::AUTHENTICATION_FAILED, &[]);
                return self.refuse(cx, head, opened, notify, why);
            }
        };
        head.arm(cx);
        let ExpectAuthRequest { channel, handshake } = *self;
        let intermediate = handshake.features.intermediate;
        let mut established = Established::new(channel, handshake.suite, intermediate, identity.clone());
        established.tokens.extend(qcd::received(&payloads));
        cx.out.signals.push_back(Signal::Established { ike: head.id });
        if payloads.has(notify::INITIAL_CONTACT) {
            cx.out.signals.push_back(Signal::InitialContact { ike: head.id, identity });
        }
        let mut chain = Chain::default();
        emit_id(&mut chain, payload::ID_R, &id::body(&head.peer.local_id));
        emit_certificates(&head.peer, &mut chain);
        chain.auth(proof.method, &proof.data);
        emit_token(cx, head, &mut chain);
        // Without an SA payload, or with an empty one, no child is asked for (RFC 6023 §3).
        if payloads.sa().is_some_and(|proposals| !proposals.is_empty()) {
            match child::answer(cx, head, &payloads, None, false) {
                Ok(agreed) => {
                    agreed.emit_sa(&mut chain);
                    agreed.emit_selectors(&mut chain);
                    let policy = agreed.policy;
                    let origin = Origin {
                        keys: &established.channel.keys,
                        shared: &[],
                        nonces: &handshake.nonces,
                        identity: &established.identity,
                        initiator: false,
                        began: head.began,
                        replaces: None,
                        inbound_only: false,
                    };
                    let bundle = agreed.install(cx, head, origin);
                    child_done(cx, head, policy, Ok(bundle));
                }
                // The IKE SA stays (RFC 7296 §1.2).
                Err(refused) => {
                    chain.notify(&Notify::new(refused.kind, &refused.data));
                }
            }
        }
        established.channel.respond(cx, head, opened, &chain);
        established.proceed(cx, head)
    }

    /// Finds the peer by the identity that the initiator proves, and makes our own proof.
    fn verify(
        &self,
        cx: &Context<'_>,
        head: &mut Head,
        payloads: &Payloads<'_>,
        message_id: u32,
    ) -> Result<(Identity, AuthData), Failure> {
        let (Some(id), Some(_)) = (payloads.id_i(), payloads.auth()) else {
            return Err(Failure::Authentication("no IDi or AUTH".into()));
        };
        let is = |id: Identification<'_>, expected: &Identity| {
            id.identity().is_some_and(|identity| is_same_identity(&identity, expected))
        };
        let fits = |peer: &Arc<Peer>| {
            is(id, &peer.remote_id)
                && payloads.id_r().is_none_or(|named| is(named, &peer.local_id))
                && proposal::permits(&peer.proposals, &self.handshake.suite)
        };
        let mut speaking = cx.peers.speaking(head.path.local.ip(), head.path.remote.ip(), Version::V2);
        let peer = speaking
            .find(|peer| fits(peer))
            .cloned()
            .ok_or_else(|| Failure::Authentication("nobody of that identity is expected".into()))?;
        let keys = &self.channel.keys;
        let octets = self.handshake.signed_octets(keys, Side::Initiator, id.body, message_id);
        check(cx, &peer, &self.channel, &self.handshake, payloads, &octets)?;
        let octets = self.handshake.signed_octets(keys, Side::Responder, &id::body(&peer.local_id), message_id);
        let proof = prove(&peer, keys, &octets, self.handshake.features.hashes)?;
        head.peer = peer;
        Ok((head.peer.remote_id.clone(), proof))
    }

    fn refuse(
        mut self: Box<Self>,
        cx: &mut Context<'_>,
        head: &mut Head,
        request: Opened,
        notify: Notify<'_>,
        why: Failure,
    ) -> State {
        let mut chain = Chain::default();
        chain.notify(&notify);
        self.channel.respond(cx, head, request, &chain);
        head.fail(cx, why);
        State::Closed
    }
}

/// Our AUTH payload. Without a way to prove who we are there is none.
fn prove(peer: &Peer, keys: &IkeKeys, octets: &[u8], hashes: Option<SignatureHashes>) -> Result<AuthData, Failure> {
    match &peer.auth {
        Auth::Psk(key) => Ok(AuthData { method: SHARED_KEY, data: keys.psk_auth(key, octets).as_slice().to_vec() }),
        Auth::Certificates(ours) => {
            ours.sign(octets, hashes).map_err(|why| Failure::Authentication(format!("our own: {why}")))
        }
    }
}

/// Whether the peer's AUTH payload proves that it is `peer`.
fn check(
    cx: &Context<'_>,
    peer: &Peer,
    channel: &Channel,
    handshake: &Handshake,
    payloads: &Payloads<'_>,
    octets: &[u8],
) -> Result<(), Failure> {
    let refused = |why: String| Err(Failure::Authentication(why));
    let Some(auth) = payloads.auth() else { return refused("no AUTH".into()) };
    match &peer.auth {
        Auth::Psk(key) if auth.method == SHARED_KEY => {
            let expected = channel.keys.psk_auth(key, octets);
            if bool::from(expected.as_slice().ct_eq(auth.data)) {
                Ok(())
            } else {
                refused("the shared keys differ".into())
            }
        }
        Auth::Psk(_) => refused("a shared key is expected".into()),
        Auth::Certificates(ours) => {
            let Some(clock) = &cx.config.clock else { return refused("the time of day is not known".into()) };
            let certificates: Vec<&[u8]> =
                payloads.certs().filter(|cert| cert.encoding == X509_SIGNATURE).map(|cert| cert.data).collect();
            let theirs = PeerAuth {
                certificates: &certificates,
                identity: &peer.remote_id,
                method: auth.method,
                data: auth.data,
                octets,
                announced_hashes: handshake.features.hashes.is_some(),
            };
            ours.verify(&theirs, clock.at(cx.now)).or_else(|why| refused(why.to_string()))
        }
    }
}

/// Our certificates, where the peer needs them.
fn emit_certificates(peer: &Peer, chain: &mut Chain) {
    if let Auth::Certificates(ours) = &peer.auth {
        for der in ours.chain() {
            chain.certificate(payload::CERT, X509_SIGNATURE, der);
        }
    }
}

/// Whom we would believe, where certificates are wanted.
pub(super) fn emit_request(peer: &Peer, chain: &mut Chain) {
    if let Auth::Certificates(ours) = &peer.auth {
        chain.certificate(payload::CERTREQ, X509_SIGNATURE, ours.authorities());
    }
}

fn emit_id(chain: &mut Chain, kind: u8, body: &[u8]) {
    chain.id(kind, &Identification { kind: body[0], data: &body[4..], body });
}

/// Our crash detection token, if such are made (RFC 6290 §4.2).
fn emit_token(cx: &Context<'_>, head: &Head, chain: &mut Chain) {
    if let Some(token) = qcd::token(cx.config, head.spi_i, head.spi_r) {
        chain.notify(&qcd::notify(&token));
    }
}

/// Tells the end of a child negotiation.
pub(super) fn child_done(
    cx: &mut Context<'_>,
    head: &Head,
    policy: usize,
    result: Result<crate::sa::BundleId, Failure>,
) {
    if let Some(policy) = head.peer.children.get(policy) {
        cx.out.signals.push_back(Signal::ChildDone { ike: head.id, policy: policy.name.clone(), result });
    }
}
