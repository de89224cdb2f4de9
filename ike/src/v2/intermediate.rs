//! IKE_INTERMEDIATE: additional key exchanges between IKE_SA_INIT and IKE_AUTH. RFC 9242, RFC 9370 §2.2.
//!
//! ```text
//!   initiator: KEi(n)      responder: KEr(n)      for each ADDKE that was chosen, in order
//! ```
//! Each is protected by the keys of the one before, and both messages are authenticated by IKE_AUTH.

use crate::context::{Context, Opening};
use crate::crypto::keymat_v2::Side;
use crate::crypto::{Group, KeyExchange, Secret};
use crate::report::{Drop, Failure};
use crate::wire::v2::{exchange, notify, Chain, Notify, Payloads};

use super::auth;
use super::channel::{Arrival, Channel};
use super::handshake::Handshake;
use super::head::{dropped, Head};
use super::proposal;
use super::sa::State;
use super::timer::Schedule;

/// The initiator's wait for the responder's half.
pub(super) struct ExpectIntermediateResponse {
    channel: Channel,
    handshake: Handshake,
    opening: Opening,
    group: Group,
    half: KeyExchange,
}

/// The responder's wait for the initiator's half.
pub(super) struct ExpectIntermediateRequest {
    channel: Channel,
    handshake: Handshake,
}

/// Begins the next additional key exchange, or IKE_AUTH.
pub(super) fn begin(
    cx: &mut Context<'_>,
    head: &mut Head,
    mut channel: Channel,
    mut handshake: Handshake,
    opening: Opening,
) -> State {
    let Some(group) = handshake.remaining.pop_front() else {
        return auth::begin(cx, head, channel, handshake, opening);
    };
    let half = KeyExchange::begin(group, cx.rng);
    let mut chain = Chain::default();
    chain.key_exchange(proposal::method(group), half.public());
    let message_id = channel.request(cx, head, exchange::IKE_INTERMEDIATE, &chain, Schedule::NORMAL);
    let header = head.header(exchange::IKE_INTERMEDIATE, message_id, false);
    handshake.absorb(&channel.keys, Side::Initiator, header, (chain.first(), 0), chain.octets());
    State::ExpectIntermediateResponse(Box::new(ExpectIntermediateResponse { channel, handshake, opening, group, half }))
}

/// Waits for the initiator's next half, or for IKE_AUTH.
pub(super) fn expect(channel: Channel, handshake: Handshake) -> State {
    if handshake.remaining.is_empty() {
        auth::expect(channel, handshake)
    } else {
        State::ExpectIntermediateRequest(Box::new(ExpectIntermediateRequest { channel, handshake }))
    }
}

impl ExpectIntermediateResponse {
    pub fn channel(&mut self) -> &mut Channel {
        &mut self.channel
    }

    pub fn handle(self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, arrival: Arrival) -> State {
        let Arrival::Response(opened) = arrival else { return State::ExpectIntermediateResponse(self) };
        let ExpectIntermediateResponse { mut channel, mut handshake, opening, group, half } = *self;
        let frame = (opened.first, opened.reserved);
        handshake.absorb(&channel.keys, Side::Responder, opened.header, frame, &opened.plaintext);
        match finish(&opened.first, &opened.plaintext, group, half) {
            Ok(shared) => {
                advance(head, &mut channel, &handshake, &shared);
                begin(cx, head, channel, handshake, opening)
            }
            Err(why) => {
                head.fail(cx, why);
                State::Closed
            }
        }
    }

    pub fn give_up(self, cx: &mut Context<'_>, head: &Head, why: Failure) -> State {
        head.fail(cx, why);
        State::Closed
    }
}

fn finish(first: &u8, plaintext: &[u8], group: Group, half: KeyExchange) -> Result<Secret, Failure> {
    let payloads = Payloads::parse(*first, plaintext).map_err(|e| Failure::Protocol(e.to_string()))?;
    if let Some(error) = payloads.error() {
        return Err(Failure::Refused { notify: error.kind });
    }
    let ke = payloads.key_exchange().filter(|ke| ke.method == proposal::method(group));
    let ke = ke.ok_or_else(|| Failure::Protocol("IKE_INTERMEDIATE without key exchange".into()))?;
    half.finish(ke.data).map_err(|e| Failure::Protocol(e.to_string()))
}

impl ExpectIntermediateRequest {
    pub fn channel(&mut self) -> &mut Channel {
        &mut self.channel
    }

    pub fn handle(mut self: Box<Self>, cx: &mut Context<'_>, head: &mut Head, arrival: Arrival) -> State {
        let Arrival::Request(mut opened) = arrival else { return State::ExpectIntermediateRequest(self) };
        if opened.header.exchange != exchange::IKE_INTERMEDIATE {
            dropped(cx, opened.from, Drop::Unexpected);
            return State::ExpectIntermediateRequest(self);
        }
        head.path = opened.from;
        let plaintext = std::mem::take(&mut opened.plaintext);
        let header = opened.header;
        let mut chain = Chain::default();
        let Some((public, shared, group)) = self.answer(cx, opened.first, &plaintext) else {
            chain.notify(&Notify::new(notify::INVALID_SYNTAX, &[]));
            self.channel.respond(cx, head, opened, &chain);
            head.fail(cx, Failure::Protocol("IKE_INTERMEDIATE without a usable key exchange".into()));
            return State::Closed;
        };
        chain.key_exchange(proposal::method(group), &public);
        let frame = (opened.first, opened.reserved);
        let ExpectIntermediateRequest { mut channel, mut handshake } = *self;
        handshake.absorb(&channel.keys, Side::Initiator, header, frame, &plaintext);
        channel.respond(cx, head, opened, &chain);
        let header = head.header(exchange::IKE_INTERMEDIATE, header.message_id, true);
        handshake.absorb(&channel.keys, Side::Responder, header, (chain.first(), 0), chain.octets());
        advance(head, &mut channel, &handshake, &shared);
        expect(channel, handshake)
    }

    fn answer(&mut self, cx: &mut Context<'_>, first: u8, plaintext: &[u8]) -> Option<(Vec<u8>, Secret, Group)> {
        let payloads = Payloads::parse(first, plaintext).ok()?;
        let group = self.handshake.remaining.pop_front()?;
        let ke = payloads.key_exchange().filter(|ke| ke.method == proposal::method(group))?;
        let (public, shared) = KeyExchange::respond(group, ke.data, cx.rng).ok()?;
        Some((public, shared, group))
    }
}

/// Goes on with keys that the additional secret is part of.
fn advance(head: &Head, channel: &mut Channel, handshake: &Handshake, shared: &Secret) {
    let keys = channel.keys.next(&handshake.nonces.seed(head.spi_i, head.spi_r), shared);
    channel.advance(keys);
}
