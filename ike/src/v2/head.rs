//! What an IKE SA has in every state: names, addresses, window, timers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

use crate::config::Peer;
use crate::context::{Context, Signal};
use crate::report::{Closure, Drop, Failure};
use crate::sa::IkeId;
use crate::wire::v2::{flags, VERSION};
use crate::wire::Header;

use super::natt::{Nat, Path};
use super::timer::{Schedule, Timer, Timers};
use super::window::Window;

pub(super) struct Head {
    pub id: IkeId,
    pub peer: Arc<Peer>,
    /// We began the IKE SA, or its last rekey: the I flag of all that we send.
    pub initiator: bool,
    pub spi_i: u64,
    pub spi_r: u64,
    pub path: Path,
    pub nat: Nat,
    pub window: Window,
    pub timers: Timers,
    /// When its negotiation began.
    pub began: Instant,
    /// When the peer last proved that it is alive.
    pub heard: Instant,
}

impl Head {
    pub fn new(id: IkeId, peer: Arc<Peer>, initiator: bool, spi: u64, path: Path, now: Instant) -> Self {
        let (spi_i, spi_r) = if initiator { (spi, 0) } else { (0, spi) };
        Head {
            id,
            peer,
            initiator,
            spi_i,
            spi_r,
            path,
            nat: Nat::default(),
            window: Window::default(),
            timers: Timers::default(),
            began: now,
            heard: now,
        }
    }

    /// Header of a message of ours; length and next payload are set when it is written.
    pub fn header(&self, exchange: u8, message_id: u32, response: bool) -> Header {
        let initiator = if self.initiator { flags::INITIATOR } else { 0 };
        let response = if response { flags::RESPONSE } else { 0 };
        Header {
            initiator_spi: self.spi_i,
            responder_spi: self.spi_r,
            next_payload: 0,
            version: VERSION,
            exchange,
            flags: initiator | response,
            message_id,
            length: 0,
        }
    }

    /// Sends a request and waits for its answer.
    pub fn request(
        &mut self,
        cx: &mut Context<'_>,
        message_id: u32,
        exchange: u8,
        messages: Vec<Vec<u8>>,
        schedule: Schedule,
    ) {
        self.window.request(cx, &mut self.timers, self.path, message_id, exchange, messages, schedule);
    }

    /// The negotiation of this IKE SA came to nothing, and of the children with it.
    pub fn fail(&self, cx: &mut Context<'_>, why: Failure) {
        cx.out.signals.push_back(Signal::Failed { ike: self.id, why });
        cx.out.signals.push_back(Signal::Closed { ike: self.id, why: Closure::Failed });
    }

    /// Whether the peer was heard so lately that it need not be asked.
    pub fn just_heard(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.heard) < JUST
    }

    /// Arms the timers of an SA that is up.
    pub fn arm(&mut self, cx: &mut Context<'_>) {
        self.heard = cx.now;
        self.timers.clear(Timer::HalfOpen);
        if let Some(idle) = self.peer.dpd.idle {
            self.timers.set(Timer::Liveness, cx.now + idle);
        }
        if self.nat.here {
            self.timers.set(Timer::Keepalive, cx.now + KEEPALIVE);
        }
        if let Some(time) = self.peer.lifetime.time {
            // Spread, so that both ends seldom begin at once (RFC 7296 §2.8.1).
            let share = 800 + cx.rng.next_u32() % 100;
            self.timers.set(Timer::Rekey, cx.now + time * share / 1000);
            self.timers.set(Timer::Expire, cx.now + time);
        }
    }
}

/// Counts a datagram that is dropped.
pub(super) fn dropped(cx: &mut Context<'_>, from: Path, why: Drop) {
    cx.out.signals.push_back(Signal::Dropped { remote: from.remote, why });
}

/// A nonce of ours: at least half the size of any PRF key here (RFC 7296 §2.10).
pub(super) fn nonce(rng: &mut ChaCha20Rng) -> Vec<u8> {
    let mut nonce = vec![0; 32];
    rng.fill_bytes(&mut nonce);
    nonce
}

/// An SPI of ours: unpredictable (RFC 6290 §9.3), and not zero.
pub(super) fn ike_spi(rng: &mut ChaCha20Rng) -> u64 {
    loop {
        let spi = rng.next_u64();
        if spi != 0 {
            return spi;
        }
    }
}

/// How often a NAT is reminded (RFC 3948 §4).
pub(super) const KEEPALIVE: Duration = Duration::from_secs(20);
const JUST: Duration = Duration::from_secs(1);
