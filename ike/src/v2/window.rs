//! Message IDs, retransmission and the answer that is kept for a repeated request: a window of one. RFC 7296 §2.1-2.3.

use std::time::Instant;

use crate::context::Context;
use crate::crypto::Hash;

use super::natt::Path;
use super::timer::{Schedule, Timer, Timers};

/// What was sent last, either way.
#[derive(Default)]
pub(super) struct Window {
    /// Message ID of our next request.
    next: u32,
    /// Message ID of the peer's next request.
    expected: u32,
    outstanding: Option<Outstanding>,
    answered: Option<Answered>,
}

/// Our request that has no answer yet.
struct Outstanding {
    message_id: u32,
    exchange: u8,
    messages: Vec<Vec<u8>>,
    schedule: Schedule,
    tries: u32,
}

/// The peer's last request, and what we answered.
struct Answered {
    message_id: u32,
    digest: Vec<u8>,
    messages: Vec<Vec<u8>>,
}

/// What to make of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Expected,
    /// It was answered, and has been again.
    Repeated,
    /// From the past or from beyond the window.
    Stray,
}

impl Window {
    /// The window of a responder that has answered an IKE_SA_INIT `request`.
    pub fn answered(request: &[u8], response: Vec<u8>) -> Self {
        let mut window = Window { expected: 1, ..Window::default() };
        window.keep(0, digest(request), vec![response]);
        window
    }

    /// The message ID of the next request; the next call gives another.
    pub fn next(&mut self) -> u32 {
        let message_id = self.next;
        self.next += 1;
        message_id
    }

    /// Message ID that the next request will have.
    pub fn upcoming(&self) -> u32 {
        self.next
    }

    pub fn is_idle(&self) -> bool {
        self.outstanding.is_none()
    }

    /// Sends a request, now and again until it is answered.
    #[allow(clippy::too_many_arguments)]
    pub fn request(
        &mut self,
        cx: &mut Context<'_>,
        timers: &mut Timers,
        path: Path,
        message_id: u32,
        exchange: u8,
        messages: Vec<Vec<u8>>,
        schedule: Schedule,
    ) {
        transmit(cx, path, &messages);
        timers.set(Timer::Retransmit, cx.now + schedule.delay(1));
        self.outstanding = Some(Outstanding { message_id, exchange, messages, schedule, tries: 1 });
    }

    /// Sends our request again; false if that was done often enough.
    pub fn retransmit(&mut self, cx: &mut Context<'_>, timers: &mut Timers, path: Path) -> bool {
        let Some(outstanding) = &mut self.outstanding else { return true };
        if outstanding.tries >= outstanding.schedule.tries {
            return false;
        }
        outstanding.tries += 1;
        transmit(cx, path, &outstanding.messages);
        timers.set(Timer::Retransmit, cx.now + outstanding.schedule.delay(outstanding.tries));
        true
    }

    /// Repeats a request that has had its time at the pace of a liveness check, which it is as well (RFC 7296 §2.4).
    pub fn press(&mut self, now: Instant, timers: &mut Timers, schedule: Schedule) {
        if let Some(outstanding) = self.outstanding.as_mut().filter(|o| o.schedule == Schedule::NORMAL) {
            (outstanding.schedule, outstanding.tries) = (schedule, 0);
            timers.set(Timer::Retransmit, now);
        }
    }

    /// Whether a response with this header answers our request.
    pub fn awaits(&self, message_id: u32, exchange: u8) -> bool {
        self.outstanding.as_ref().is_some_and(|o| o.message_id == message_id && o.exchange == exchange)
    }

    /// Our request has its answer, or will be made anew.
    pub fn settle(&mut self, timers: &mut Timers) {
        self.outstanding = None;
        timers.clear(Timer::Retransmit);
    }

    /// What a request with this message ID is. A repeated one is answered with the kept response, to where it came from:
    /// that is decided by its octets, since the keys may have changed since (RFC 7296 §2.1).
    pub fn classify(&self, cx: &mut Context<'_>, from: Path, message_id: u32, message: &[u8]) -> Request {
        if message_id == self.expected {
            return Request::Expected;
        }
        match &self.answered {
            Some(answered) if answered.message_id == message_id && answered.digest == digest(message) => {
                transmit(cx, from, &answered.messages);
                Request::Repeated
            }
            _ => Request::Stray,
        }
    }

    /// Keeps the response to a request, to be repeated.
    pub fn keep(&mut self, message_id: u32, digest: Vec<u8>, messages: Vec<Vec<u8>>) {
        self.expected = message_id + 1;
        self.answered = Some(Answered { message_id, digest, messages });
    }
}

/// Sends messages: with the non-ESP marker from port 4500 (RFC 3948 §2.2).
pub(super) fn transmit(cx: &mut Context<'_>, path: Path, messages: &[Vec<u8>]) {
    for message in messages {
        let marker: &[u8] = if path.local.port() == super::natt::NAT_PORT { &[0; 4] } else { &[] };
        let payload = [marker, message].concat();
        cx.out.transmits.push_back(crate::endpoint::Transmit { local: path.local, remote: path.remote, payload });
    }
}

/// Names a request among those with its message ID.
pub(super) fn digest(message: &[u8]) -> Vec<u8> {
    Hash::Sha2_256.digest(&[message])
}

/// Whether a moment is past.
pub(super) fn is_past(moment: Option<Instant>, now: Instant) -> bool {
    moment.is_none_or(|at| at <= now)
}
