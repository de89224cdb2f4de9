//! Timers of an IKE SA: one enum and a table.

use std::time::{Duration, Instant};

use crate::config::Dpd;

/// What a moment is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// To send our request again.
    Retransmit,
    /// To give a negotiation up that the peer does not go on with.
    HalfOpen,
    /// To begin what had to wait.
    Queue,
    /// To ask whether the peer is alive.
    Liveness,
    /// To keep a NAT's mapping.
    Keepalive,
    /// To rekey the IKE SA.
    Rekey,
    /// To end the IKE SA.
    Expire,
    /// To give up a key exchange that the peer has begun and does not go on with.
    FollowUp,
}

/// When what is due.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers([Option<Instant>; TIMERS.len()]);

impl Timers {
    pub fn set(&mut self, timer: Timer, at: Instant) {
        self.0[timer as usize] = Some(at);
    }

    pub fn clear(&mut self, timer: Timer) {
        self.0[timer as usize] = None;
    }

    pub fn next(&self) -> Option<Instant> {
        self.0.iter().flatten().min().copied()
    }

    /// Takes one that is due.
    pub fn expired(&mut self, now: Instant) -> Option<Timer> {
        let timer = TIMERS.into_iter().find(|t| self.0[*t as usize].is_some_and(|at| at <= now))?;
        self.clear(timer);
        Some(timer)
    }
}

/// How often and when a request is sent. The delay doubles from `first` to `longest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Schedule {
    pub first: Duration,
    pub longest: Duration,
    pub tries: u32,
}

impl Schedule {
    /// A dozen tries over about five minutes (RFC 7296 §2.4).
    pub const NORMAL: Schedule =
        Schedule { first: Duration::from_secs(1), longest: Duration::from_secs(30), tries: 12 };
    /// The first message of a recovery, which anybody can provoke.
    pub const HURRIED: Schedule = Schedule { first: Duration::from_secs(1), longest: Duration::from_secs(4), tries: 3 };
    /// A liveness check after a hint. Nearly as patient as usual, because one forged hint must not bring about a false
    /// verdict (RFC 6290 App. A.4).
    pub const LIVENESS: Schedule =
        Schedule { first: Duration::from_millis(500), longest: Duration::from_secs(16), tries: 6 };

    /// A liveness check after silence, which nobody can provoke: as often as the configuration says.
    pub fn silence(dpd: &Dpd) -> Schedule {
        Schedule { first: dpd.retry, longest: dpd.retry, tries: Dpd::TRIES }
    }

    /// How long to wait after the n-th try, from 1.
    pub fn delay(self, tries: u32) -> Duration {
        self.first.saturating_mul(1u32.checked_shl(tries - 1).unwrap_or(u32::MAX)).min(self.longest)
    }
}

const TIMERS: [Timer; 8] = [
    Timer::Retransmit,
    Timer::HalfOpen,
    Timer::Queue,
    Timer::Liveness,
    Timer::Keepalive,
    Timer::Rekey,
    Timer::Expire,
    Timer::FollowUp,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(schedule: Schedule) -> Vec<u128> {
        (1..=schedule.tries).map(|n| schedule.delay(n).as_millis()).collect()
    }

    #[test]
    fn the_normal_schedule_is_a_dozen_tries_over_some_minutes() {
        let thirty = [30_000; 7];
        assert_eq!(delays(Schedule::NORMAL), [&[1000, 2000, 4000, 8000, 16_000][..], &thirty].concat());
    }

    #[test]
    fn the_other_schedules_are_those_of_the_specification() {
        assert_eq!(delays(Schedule::HURRIED), [1000, 2000, 4000]);
        assert_eq!(delays(Schedule::LIVENESS), [500, 1000, 2000, 4000, 8000, 16_000]);
        assert_eq!(delays(Schedule::silence(&Dpd::default())), [2000; 5]);
    }

    #[test]
    fn timers_come_when_they_are_due_and_once() {
        let now = Instant::now();
        let mut timers = Timers::default();
        timers.set(Timer::Rekey, now + Duration::from_secs(2));
        timers.set(Timer::Liveness, now + Duration::from_secs(1));
        assert_eq!(timers.next(), Some(now + Duration::from_secs(1)));
        assert_eq!(timers.expired(now), None);
        let later = now + Duration::from_secs(3);
        assert_eq!(timers.expired(later), Some(Timer::Liveness));
        assert_eq!(timers.expired(later), Some(Timer::Rekey));
        assert_eq!(timers.expired(later), None);
    }
}
