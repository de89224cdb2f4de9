//! Anti-replay window: accepts each sequence number at most once.
//!
//! ```text
//!         top - size + 1            top
//!  stale |<------ size packets ----->| new
//! ```
//! RFC 4303 §3.4.3, and App. A2 for the upper half of an extended number. State changes only in [`Window::accept`],
//! which must come after the ICV.

use crate::verdict::Verdict;

/// The numbers that an inbound SA has accepted.
#[derive(Clone, Debug)]
pub struct Window {
    esn: bool,
    top: u64,
    /// Slot `n % size`: whether number n of the window has been accepted. Empty where anti-replay is off.
    accepted: Vec<bool>,
}

impl Window {
    /// A window of `size` packets (0: anti-replay off) after `top` has been accepted (0: nothing yet). The numbers below
    /// `top` count as not seen.
    pub fn new(size: u64, esn: bool, top: u64) -> Self {
        let mut accepted = vec![false; size as usize];
        if top != 0 && size != 0 {
            accepted[(top % size) as usize] = true;
        }
        Self { esn, top, accepted }
    }

    /// The highest number accepted.
    pub fn top(&self) -> u64 {
        self.top
    }

    /// The whole number behind the 32 bits on the wire; `None` where it would lie before 0 or beyond 2^64.
    pub fn number(&self, wire: u32) -> Option<u64> {
        if !self.esn {
            return Some(wire.into());
        }
        // Without a window (which RFC 4302 §3.3.2 advises against) there is nothing to look back into.
        let behind = self.size().max(1) - 1;
        let (high, low, wire) = (self.top >> 32, self.top & 0xffff_ffff, u64::from(wire));
        let high = if low >= behind {
            // Case A: the window lies in one subspace; what is left of it must be of the next.
            let ahead = u64::from(wire < low - behind);
            Some(high + ahead).filter(|&high| high <= 0xffff_ffff)
        } else if wire >= (1 << 32) + low - behind {
            // Case B: it begins in the subspace before. Before the first there is none.
            high.checked_sub(1)
        } else {
            Some(high)
        };
        high.map(|high| high << 32 | wire)
    }

    /// `Ok`, or why the number cannot be accepted.
    pub fn check(&self, number: u64) -> Verdict {
        if self.accepted.is_empty() {
            return Verdict::Ok;
        }
        // RFC 4303 §2.2: the first packet is number 1, with ESN as without.
        if number == 0 || self.top.saturating_sub(number) >= self.size() {
            Verdict::RxReplayStale
        } else if number <= self.top && self.accepted[(number % self.size()) as usize] {
            Verdict::RxReplayDup
        } else {
            Verdict::Ok
        }
    }

    /// Marks an authenticated number; the window moves if it is the highest.
    pub fn accept(&mut self, number: u64) {
        let size = self.size();
        if size != 0 {
            // What enters the window has not been seen. It is no more than a whole window.
            for entering in self.top.max(number.saturating_sub(size))..number {
                self.accepted[((entering + 1) % size) as usize] = false;
            }
            self.accepted[(number % size) as usize] = true;
        }
        self.top = self.top.max(number);
    }

    fn size(&self) -> u64 {
        self.accepted.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(window: &mut Window, number: u64) -> Verdict {
        let verdict = window.check(number);
        if verdict == Verdict::Ok {
            window.accept(number);
        }
        verdict
    }

    #[test]
    fn the_last_number_inside_is_accepted_and_the_first_outside_is_not() {
        for size in [1, 32, 64, 96, 1024] {
            let mut window = Window::new(size, false, 5000);
            assert_eq!(take(&mut window, 5000), Verdict::RxReplayDup);
            assert_eq!(take(&mut window, 5000 - size), Verdict::RxReplayStale);
            if size > 1 {
                assert_eq!(take(&mut window, 5000 - size + 1), Verdict::Ok);
                assert_eq!(take(&mut window, 5000 - size + 1), Verdict::RxReplayDup);
            }
        }
    }

    #[test]
    fn a_jump_forgets_exactly_what_leaves_the_window() {
        let mut window = Window::new(64, false, 0);
        for number in 1..=64 {
            assert_eq!(take(&mut window, number), Verdict::Ok);
        }
        assert_eq!(take(&mut window, 100), Verdict::Ok);
        for number in 37..=64 {
            assert_eq!(take(&mut window, number), Verdict::RxReplayDup, "{number}");
        }
        for number in 65..100 {
            assert_eq!(take(&mut window, number), Verdict::Ok, "{number}");
        }
        assert_eq!(take(&mut window, 36), Verdict::RxReplayStale);
        assert_eq!(take(&mut window, u64::MAX), Verdict::Ok);
        assert_eq!(take(&mut window, u64::MAX - 63), Verdict::Ok);
        assert_eq!(take(&mut window, u64::MAX - 64), Verdict::RxReplayStale);
    }

    #[test]
    fn without_a_window_everything_is_accepted() {
        let mut window = Window::new(0, false, 0);
        for number in [5, 5, 0, 1] {
            assert_eq!(take(&mut window, number), Verdict::Ok);
        }
        assert_eq!(window.top(), 5);
    }

    #[test]
    fn there_is_no_subspace_before_the_first_or_after_the_last() {
        let window = Window::new(64, true, 0);
        assert_eq!(window.number(0xffff_ffff), None);
        assert_eq!(window.number(0xffff_ffc1), None);
        assert_eq!(window.number(0xffff_ffc0), Some(0xffff_ffc0));
        let window = Window::new(64, true, u64::MAX - 5);
        assert_eq!(window.number(0xffff_ffff), Some(u64::MAX));
        assert_eq!(window.number(0), None);
    }

    #[test]
    fn the_upper_half_follows_the_window_over_a_boundary() {
        let window = Window::new(64, true, 0x1_0000_000a);
        assert_eq!(window.number(0xffff_ffcb), Some(0x0_ffff_ffcb));
        assert_eq!(window.number(0xffff_ffca), Some(0x1_ffff_ffca));
        assert_eq!(window.number(0), Some(0x1_0000_0000));
        let window = Window::new(64, true, 0x1_0000_003f);
        assert_eq!(window.number(0), Some(0x1_0000_0000));
        assert_eq!(window.number(0xffff_ffff), Some(0x1_ffff_ffff));
    }
}
