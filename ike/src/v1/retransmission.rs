//! Requests are sent again until they are answered (RFC 2408 §5.1: at growing intervals).

use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

/// A message that is repeated until its answer comes.
#[derive(Clone, Debug)]
pub(super) struct Retransmission {
    message: Vec<u8>,
    /// Transmissions that may still follow.
    left: u32,
    interval: Duration,
    due: Instant,
}

/// What is to be done when the time is up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    Wait,
    Send(&'a [u8]),
    GiveUp,
}

impl Retransmission {
    /// For a message that was sent just now: after 1, 2, 4, ... seconds, `transmissions` in all.
    pub fn new(message: Vec<u8>, transmissions: u32, now: Instant, rng: &mut ChaCha20Rng) -> Self {
        let left = transmissions.saturating_sub(1);
        Retransmission { message, left, interval: FIRST, due: now + jittered(FIRST, rng) }
    }

    pub fn due(&self) -> Instant {
        self.due
    }

    pub fn on_timeout(&mut self, now: Instant, rng: &mut ChaCha20Rng) -> Verdict<'_> {
        if now < self.due {
            return Verdict::Wait;
        }
        if self.left == 0 {
            return Verdict::GiveUp;
        }
        self.left -= 1;
        self.interval = (self.interval * 2).min(LONGEST);
        self.due = now + jittered(self.interval, rng);
        Verdict::Send(&self.message)
    }
}

/// Ten per cent more or less, so that peers which failed together do not stay together.
fn jittered(interval: Duration, rng: &mut ChaCha20Rng) -> Duration {
    interval.mul_f64(0.9 + 0.2 * f64::from(rng.next_u32()) / f64::from(u32::MAX))
}

/// Transmissions of a message of main mode or quick mode: the last ends 31 seconds after the first.
pub(super) const TRANSMISSIONS: u32 = 5;
/// Of the first message of a main mode that recovery asked for, lest a forged packet make much traffic.
pub(super) const HURRIED: u32 = 3;
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn intervals_double_and_then_it_gives_up() {
        let start = Instant::now();
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let mut retransmission = Retransmission::new(vec![1], HURRIED, start, &mut rng);
        assert_eq!(retransmission.on_timeout(start, &mut rng), Verdict::Wait);
        let mut last = start;
        for expected in [1.0, 2.0] {
            let due = retransmission.due();
            let waited = (due - last).as_secs_f64();
            assert!((expected * 0.89..expected * 1.11).contains(&waited), "{waited}");
            assert_eq!(retransmission.on_timeout(due, &mut rng), Verdict::Send(&[1]));
            last = due;
        }
        let due = retransmission.due();
        assert!((3.5..4.5).contains(&(due - last).as_secs_f64()));
        assert_eq!(retransmission.on_timeout(due, &mut rng), Verdict::GiveUp);
    }
}
