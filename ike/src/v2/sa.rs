//! The IKEv2 machine: one IKE SA, from its first message to its last.
//!
//! ```text
//!   initiator: ExpectInitResponse -> [ExpectIntermediateResponse] -> ExpectAuthResponse ─┐
//!   responder: (IKE_SA_INIT)      -> [ExpectIntermediateRequest]  -> ExpectAuthRequest  ─┴> Established -> Closed
//! ```
//! A state is consumed by what arrives and gives the next one; what a negotiation needed goes with it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use crate::config::{Identity, Peer};
use crate::context::{ChildPurpose, Context, Machine, Signal};
use crate::endpoint::Datagram;
use crate::report::{Closure, Drop, Failure};
use crate::sa::{BundleId, IkeId, Protocol, Removal, Spi};
use crate::wire::header;
use crate::wire::v2::{exchange, flags, notify, payload, Payloads};
use crate::wire::Header;

use super::auth::{child_done, ExpectAuthRequest, ExpectAuthResponse};
use super::channel::{Arrival, Channel};
use super::established::{Established, Exchange};
use super::head::{dropped, Head};
use super::intermediate::{ExpectIntermediateRequest, ExpectIntermediateResponse};
use super::natt::Path;
use super::qcd;
use super::sa_init::ExpectInitResponse;
use super::task::What;
use super::timer::{Schedule, Timer};
use super::window::Request;

pub(super) struct Sa {
    pub head: Head,
    pub state: State,
}

pub(super) enum State {
    ExpectInitResponse(Box<ExpectInitResponse>),
    ExpectIntermediateResponse(Box<ExpectIntermediateResponse>),
    ExpectIntermediateRequest(Box<ExpectIntermediateRequest>),
    ExpectAuthResponse(Box<ExpectAuthResponse>),
    ExpectAuthRequest(Box<ExpectAuthRequest>),
    Established(Box<Established>),
    /// The endpoint has been told, and will drop the machine.
    Closed,
}

impl State {
    fn channel(&mut self) -> Option<&mut Channel> {
        match self {
            State::ExpectInitResponse(_) | State::Closed => None,
            State::ExpectIntermediateResponse(state) => Some(state.channel()),
            State::ExpectIntermediateRequest(state) => Some(state.channel()),
            State::ExpectAuthResponse(state) => Some(state.channel()),
            State::ExpectAuthRequest(state) => Some(state.channel()),
            State::Established(state) => Some(&mut state.channel),
        }
    }

    fn handle(self, cx: &mut Context<'_>, head: &mut Head, arrival: Arrival) -> State {
        if matches!(arrival, Arrival::Nothing) {
            return self;
        }
        match self {
            State::ExpectIntermediateResponse(state) => state.handle(cx, head, arrival),
            State::ExpectIntermediateRequest(state) => state.handle(cx, head, arrival),
            State::ExpectAuthResponse(state) => state.handle(cx, head, arrival),
            State::ExpectAuthRequest(state) => state.handle(cx, head, arrival),
            State::Established(state) => state.handle(cx, head, arrival),
            State::ExpectInitResponse(_) | State::Closed => self,
        }
    }

    /// Ends a negotiation that came to nothing.
    fn give_up(self, cx: &mut Context<'_>, head: &Head, why: Failure) -> State {
        match self {
            State::ExpectInitResponse(state) => state.give_up(cx, head, why),
            State::ExpectIntermediateResponse(state) => state.give_up(cx, head, why),
            State::ExpectAuthResponse(state) => state.give_up(cx, head, why),
            State::ExpectIntermediateRequest(_) | State::ExpectAuthRequest(_) => {
                head.fail(cx, why);
                State::Closed
            }
            State::Established(_) | State::Closed => self,
        }
    }
}

impl Sa {
    fn take(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Closed)
    }

    /// A message in the clear where only protected ones count: at most a hint, or a proof that the peer has crashed.
    fn handle_unprotected(&mut self, cx: &mut Context<'_>, from: Path, header: &Header, message: &[u8]) {
        let payloads = Payloads::parse(header.next_payload, &message[header::LEN..]);
        let Some(payloads) = payloads.ok().filter(|_| header.flags & flags::RESPONSE != 0) else {
            return dropped(cx, from, Drop::Unprotected);
        };
        if !payloads.has(notify::INVALID_IKE_SPI) {
            return dropped(cx, from, Drop::Unprotected);
        }
        match self.take() {
            State::Established(mut state) => {
                // RFC 6290 §4.5: from any address; no Delete is sent, since nobody knows the SA any more.
                let crashed = cx.config.qcd.is_some() && qcd::matches(&payloads, &state.tokens);
                if crashed {
                    state.finish(cx, &mut self.head, Closure::CrashDetected);
                    return;
                }
                // What we are deleting is gone; believing it does no harm.
                if let Some(Exchange::Close(why)) = state.exchange {
                    state.finish(cx, &mut self.head, why);
                    return;
                }
                self.state = State::Established(state);
            }
            other => self.state = other,
        }
        // RFC 7296 §2.21.4: no SA changes because of it.
        cx.out.signals.push_back(Signal::Hint { remote: self.head.path.remote });
        dropped(cx, from, Drop::Unprotected);
    }

    fn established_mut(&mut self) -> Option<(&mut Head, &mut Established)> {
        match &mut self.state {
            State::Established(state) => Some((&mut self.head, state)),
            _ => None,
        }
    }
}

impl Machine for Sa {
    fn id(&self) -> IkeId {
        self.head.id
    }

    fn peer(&self) -> &Arc<Peer> {
        &self.head.peer
    }

    fn spis(&self) -> (u64, u64) {
        if self.head.initiator {
            (self.head.spi_i, self.head.spi_r)
        } else {
            (self.head.spi_r, self.head.spi_i)
        }
    }

    fn initiator(&self) -> bool {
        self.head.initiator
    }

    fn path(&self) -> (SocketAddr, SocketAddr) {
        (self.head.path.local, self.head.path.remote)
    }

    fn established(&self) -> bool {
        matches!(&self.state, State::Established(state) if !state.is_leaving())
    }

    fn identity(&self) -> Option<&Identity> {
        match &self.state {
            State::Established(state) => Some(&state.identity),
            _ => None,
        }
    }

    fn handle(&mut self, cx: &mut Context<'_>, datagram: &Datagram<'_>, message: &[u8]) {
        let from = Path { local: datagram.local, remote: datagram.remote };
        let Some(header) = Header::parse(message).ok().filter(|h| h.major_version() == 2) else {
            return dropped(cx, from, Drop::Malformed);
        };
        if let State::ExpectInitResponse(_) = self.state {
            if header.initiator_spi != self.head.spi_i {
                return dropped(cx, from, Drop::UnknownSa);
            }
            if let State::ExpectInitResponse(state) = self.take() {
                self.state = state.handle(cx, &mut self.head, from, header, message);
            }
            return;
        }
        if header.exchange == exchange::IKE_SA_INIT {
            // The initiator has not had our response.
            let request = header.flags & flags::RESPONSE == 0 && header.initiator_spi == self.head.spi_i;
            let repeated = request && !self.head.initiator && !matches!(self.state, State::Established(_));
            if !repeated || self.head.window.classify(cx, from, header.message_id, message) != Request::Repeated {
                dropped(cx, from, Drop::Unexpected);
            }
            return;
        }
        if (header.initiator_spi, header.responder_spi) != (self.head.spi_i, self.head.spi_r) {
            return dropped(cx, from, Drop::UnknownSa);
        }
        if header.next_payload != payload::SK && header.next_payload != payload::SKF {
            return self.handle_unprotected(cx, from, &header, message);
        }
        let Some(channel) = self.state.channel() else { return dropped(cx, from, Drop::Unexpected) };
        let arrival = channel.receive(cx, &mut self.head, datagram, header, message);
        self.state = self.take().handle(cx, &mut self.head, arrival);
    }

    fn handle_timeout(&mut self, cx: &mut Context<'_>) {
        while let Some(timer) = self.head.timers.expired(cx.now) {
            self.state = match self.take() {
                State::Established(state) => state.handle_timeout(cx, &mut self.head, timer),
                State::Closed => return,
                state => {
                    let patient = timer == Timer::Retransmit
                        && self.head.window.retransmit(cx, &mut self.head.timers, self.head.path);
                    if patient {
                        state
                    } else {
                        state.give_up(cx, &self.head, Failure::Timeout)
                    }
                }
            };
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Closed => None,
            _ => self.head.timers.next(),
        }
    }

    fn create_child(&mut self, cx: &mut Context<'_>, policy: usize, purpose: ChildPurpose) {
        let task = What::Child { policy, purpose };
        match self.established_mut().filter(|(_, state)| !state.is_leaving()) {
            Some((head, state)) => {
                state.enqueue(task);
                state.pump(cx, head);
            }
            None => child_done(cx, &self.head, policy, Err(Failure::Cancelled)),
        }
    }

    fn inherited(&mut self, cx: &mut Context<'_>) {
        if let Some((head, state)) = self.established_mut() {
            state.inherited(cx, head);
            state.pump(cx, head);
        }
    }

    fn delete_child(&mut self, cx: &mut Context<'_>, bundle: BundleId, why: Removal) {
        if cx.sadb.entry(bundle).is_none_or(|entry| entry.owner != self.head.id) {
            return;
        }
        if let Some((head, state)) = self.established_mut() {
            state.delete(cx, bundle, why);
            state.pump(cx, head);
        }
    }

    fn close(&mut self, cx: &mut Context<'_>, why: Closure) {
        match self.take() {
            State::Established(mut state) => match why {
                // The peer has no such SA, or is not there to be told.
                Closure::PeerDeleted
                | Closure::PeerDead
                | Closure::InitialContact
                | Closure::CrashDetected
                | Closure::Failed => state.finish(cx, &mut self.head, why),
                Closure::Cleared | Closure::Expired | Closure::Replaced | Closure::OutOfSync => {
                    if !state.is_closing() {
                        state.begin_close(cx, &mut self.head, why);
                        state.pump(cx, &mut self.head);
                    }
                    self.state = State::Established(state);
                }
            },
            state => self.state = state.give_up(cx, &self.head, Failure::Cancelled),
        }
    }

    fn report_spis(&mut self, cx: &mut Context<'_>, spis: &[(Protocol, Spi)], delete: bool) {
        if let Some((head, state)) = self.established_mut().filter(|(_, state)| !state.is_leaving()) {
            state.report(spis, delete);
            state.pump(cx, head);
        }
    }

    fn check_liveness(&mut self, cx: &mut Context<'_>) {
        if self.head.just_heard(cx.now) {
            return;
        }
        if let Some((head, state)) = self.established_mut() {
            state.check_liveness(head, Schedule::LIVENESS);
            state.pump(cx, head);
        }
    }

    fn note_traffic(&mut self, now: Instant) {
        self.head.heard = self.head.heard.max(now);
    }
}
