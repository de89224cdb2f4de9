//! Dead peer detection (RFC 3706): asked after silence, answered always.
//!
//! ```text
//! R-U-THERE n      -->
//!                  <--  R-U-THERE-ACK n
//! ```
//! Unanswered, the same octets are sent again; a receiver knows them by their message ID and answers them again.

use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

use crate::config;

/// What one ISAKMP SA knows of its peer's being alive.
pub(super) struct Dpd {
    /// When the peer was last heard, on this SA or on its bundles.
    heard: Instant,
    /// Of our last R-U-THERE.
    sequence: u32,
    probe: Option<Probe>,
    /// Of the peer's last R-U-THERE.
    peer_sequence: Option<u32>,
    /// When silence was last looked into without need.
    looked: Instant,
}

/// An R-U-THERE that waits for its answer.
struct Probe {
    message: Vec<u8>,
    left: u32,
    retry: Duration,
    due: Instant,
}

/// What the time asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Wait,
    /// Silence: ask, if anything depends on the peer.
    Ask,
    /// Send these octets again.
    Repeat(Vec<u8>),
    Dead,
}

impl Dpd {
    pub fn new(now: Instant, rng: &mut ChaCha20Rng) -> Self {
        // Random with its top bit clear (RFC 3706 §6.2).
        let sequence = rng.next_u32() >> 1;
        Dpd { heard: now, looked: now, sequence, probe: None, peer_sequence: None }
    }

    /// The peer has said something authentic: it is alive.
    pub fn heard(&mut self, now: Instant) {
        self.heard = now;
        self.probe = None;
    }

    /// Sequence number for an R-U-THERE; `None` if one is out, or if the peer was heard just now.
    pub fn ask(&mut self, now: Instant) -> Option<u32> {
        if self.probe.is_some() || now < self.heard + FRESH {
            return None;
        }
        self.sequence = self.sequence.wrapping_add(1);
        Some(self.sequence)
    }

    /// The R-U-THERE that was asked for is on its way.
    pub fn asked(&mut self, now: Instant, message: Vec<u8>, retry: Duration) {
        self.probe = Some(Probe { message, left: config::Dpd::TRIES - 1, retry, due: now + retry });
    }

    /// Whether an R-U-THERE-ACK answers what was asked last.
    pub fn is_answer(&self, sequence: u32) -> bool {
        self.sequence == sequence
    }

    /// Whether an R-U-THERE of the peer is to be answered: its numbers rise (RFC 3706 §6.2).
    pub fn take(&mut self, sequence: u32) -> bool {
        let fits = self.peer_sequence.is_none_or(|last| sequence.wrapping_sub(last) <= WINDOW);
        if fits {
            self.peer_sequence = Some(sequence);
        }
        fits
    }

    /// Nothing depends on the peer: its silence is looked into again after the same time.
    pub fn excuse(&mut self, now: Instant) {
        self.looked = now;
    }

    pub fn poll_timeout(&self, idle: Option<Duration>) -> Option<Instant> {
        match &self.probe {
            Some(probe) => Some(probe.due),
            None => idle.map(|idle| self.heard.max(self.looked) + idle),
        }
    }

    pub fn on_timeout(&mut self, now: Instant, idle: Option<Duration>) -> Verdict {
        if self.poll_timeout(idle).is_none_or(|due| now < due) {
            return Verdict::Wait;
        }
        match &mut self.probe {
            None => Verdict::Ask,
            Some(probe) if probe.left == 0 => Verdict::Dead,
            Some(probe) => {
                probe.left -= 1;
                probe.due = now + probe.retry;
                Verdict::Repeat(probe.message.clone())
            }
        }
    }
}

/// A peer heard less than this ago is not asked.
const FRESH: Duration = Duration::from_millis(500);
/// How far the peer's numbers may leap.
const WINDOW: u32 = 1024;

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;

    const IDLE: Option<Duration> = Some(Duration::from_secs(10));
    const RETRY: Duration = Duration::from_secs(3);

    fn dpd(now: Instant) -> Dpd {
        Dpd::new(now, &mut ChaCha20Rng::from_seed([1; 32]))
    }

    #[test]
    fn silence_is_asked_about_and_then_the_peer_is_dead() {
        let start = Instant::now();
        let mut dpd = dpd(start);
        assert_eq!(dpd.poll_timeout(None), None);
        assert_eq!(dpd.on_timeout(start, IDLE), Verdict::Wait);
        let mut now = dpd.poll_timeout(IDLE).unwrap();
        assert_eq!((now - start, dpd.on_timeout(now, IDLE)), (Duration::from_secs(10), Verdict::Ask));
        dpd.ask(now).unwrap();
        dpd.asked(now, vec![7], RETRY);
        let asked = now;
        assert_eq!(dpd.ask(now), None);
        for _ in 1..config::Dpd::TRIES {
            now = dpd.poll_timeout(None).unwrap();
            assert_eq!(dpd.on_timeout(now, None), Verdict::Repeat(vec![7]));
        }
        now = dpd.poll_timeout(None).unwrap();
        assert_eq!((now - asked, dpd.on_timeout(now, None)), (5 * RETRY, Verdict::Dead));
    }

    #[test]
    fn whatever_is_heard_answers_the_question() {
        let start = Instant::now();
        let mut dpd = dpd(start);
        let later = start + Duration::from_secs(30);
        let sequence = dpd.ask(later).unwrap();
        assert!(sequence <= 1 << 31);
        dpd.asked(later, vec![7], RETRY);
        assert!(dpd.is_answer(sequence) && !dpd.is_answer(sequence + 1));
        dpd.heard(later);
        assert_eq!(dpd.poll_timeout(IDLE), Some(later + Duration::from_secs(10)));
        assert_eq!(dpd.ask(later), None);
        assert_eq!(dpd.ask(later + FRESH), Some(sequence + 1));
    }

    #[test]
    fn numbers_of_the_peer_must_rise() {
        let mut dpd = dpd(Instant::now());
        assert!(dpd.take(1000) && dpd.take(1000) && dpd.take(1001) && dpd.take(1500));
        assert!(!dpd.take(1499) && !dpd.take(1500 + WINDOW + 1));
        assert!(dpd.take(1501));
    }
}
