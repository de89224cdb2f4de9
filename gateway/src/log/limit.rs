//! How many lines may be written that strangers cause: spec 05 M22.
//!
//! ```text
//!   flow (source, protocol, SPI) seen within a minute ──> suppressed
//!   more than 10 lines in this second ─────────────> suppressed
//!   else ──────────────────────────────────────────> written
//! ```
//! Both the table and the work for a line are bounded: whoever forges sources only makes old entries be forgotten.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::time::{Duration, Instant};

/// Bounds of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Between two lines about one flow.
    pub interval: Duration,
    /// Lines per second, over all flows.
    pub per_second: u32,
}

/// Decides which lines are written. A flow is what a line is about.
#[derive(Debug)]
pub struct Limiter<Flow> {
    limits: Limits,
    last: HashMap<Flow, Instant>,
    /// The table's flows, the one written longest ago first.
    order: VecDeque<(Flow, Instant)>,
    /// Thousandths of a line that may be written now.
    tokens: u64,
    filled: Option<Instant>,
    suppressed: u64,
    untold: u64,
    told: Option<Instant>,
}

/// Whether to write a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Write,
    Suppress,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { interval: Duration::from_secs(60), per_second: 10 }
    }
}

impl<Flow: Copy + Eq + Hash> Limiter<Flow> {
    pub fn new(limits: Limits) -> Self {
        Limiter {
            limits,
            last: HashMap::new(),
            order: VecDeque::new(),
            tokens: 0,
            filled: None,
            suppressed: 0,
            untold: 0,
            told: None,
        }
    }

    /// Changes the bounds; what was written stays known.
    pub fn set(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Whether to write a line about a flow now.
    pub fn ask(&mut self, now: Instant, flow: Flow) -> Verdict {
        self.forget(now);
        self.fill(now);
        if self.last.contains_key(&flow) || self.tokens < LINE {
            self.suppressed += 1;
            self.untold += 1;
            return Verdict::Suppress;
        }
        self.tokens -= LINE;
        if self.order.len() >= MOST_FLOWS {
            self.drop_oldest();
        }
        self.last.insert(flow, now);
        self.order.push_back((flow, now));
        Verdict::Write
    }

    /// Lines suppressed since the start.
    pub fn suppressed(&self) -> u64 {
        self.suppressed
    }

    /// How many lines were suppressed since this was asked last, at most once in an interval and only if there are any.
    pub fn summary(&mut self, now: Instant) -> Option<u64> {
        let due = self.told.is_none_or(|told| now.saturating_duration_since(told) >= self.limits.interval);
        if !due || self.untold == 0 {
            return None;
        }
        self.told = Some(now);
        Some(std::mem::take(&mut self.untold))
    }

    fn forget(&mut self, now: Instant) {
        while let Some((_, at)) = self.order.front() {
            if now.saturating_duration_since(*at) < self.limits.interval {
                break;
            }
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some((flow, _)) = self.order.pop_front() {
            self.last.remove(&flow);
        }
    }

    fn fill(&mut self, now: Instant) {
        let most = u64::from(self.limits.per_second) * LINE;
        let since = self.filled.map(|at| now.saturating_duration_since(at));
        let more = since.map_or(most, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX).saturating_mul(self.limits.per_second.into())
        });
        // Less than a thousandth of a line stays in the clock.
        if more > 0 {
            self.tokens = self.tokens.saturating_add(more).min(most);
            self.filled = Some(now);
        }
    }
}

/// Flows that are remembered: with 10 lines per second and a minute's memory there are 600.
const MOST_FLOWS: usize = 4096;
/// One line, in thousandths.
const LINE: u64 = 1000;

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use respite_ike::sa::{Protocol, Spi};

    use super::*;

    type Flow = (IpAddr, Protocol, Spi);

    const SOURCE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 1, 1));

    fn written(limiter: &mut Limiter<Flow>, at: Instant, spis: std::ops::Range<u32>) -> usize {
        spis.filter(|spi| limiter.ask(at, (SOURCE, Protocol::Esp, Spi(*spi))) == Verdict::Write).count()
    }

    #[test]
    fn one_flow_is_logged_once_a_minute() {
        let (mut limiter, start) = (Limiter::new(Limits::default()), Instant::now());
        for second in 0..180 {
            let at = start + Duration::from_secs(second);
            let verdict = limiter.ask(at, (SOURCE, Protocol::Ah, Spi(0x0121_4f0d)));
            assert_eq!(verdict == Verdict::Write, second % 60 == 0, "second {second}");
        }
        assert_eq!(limiter.suppressed(), 177);
    }

    #[test]
    fn protocols_and_sources_are_flows_of_their_own() {
        let (mut limiter, now) = (Limiter::new(Limits::default()), Instant::now());
        let other = IpAddr::from([10, 1, 1, 2]);
        for (source, protocol) in [(SOURCE, Protocol::Ah), (SOURCE, Protocol::Esp), (other, Protocol::Esp)] {
            assert_eq!(limiter.ask(now, (source, protocol, Spi(500))), Verdict::Write);
            assert_eq!(limiter.ask(now, (source, protocol, Spi(500))), Verdict::Suppress);
        }
    }

    #[test]
    fn ten_lines_a_second_is_all_however_many_flows_there_are() {
        let (mut limiter, start) = (Limiter::new(Limits::default()), Instant::now());
        assert_eq!(written(&mut limiter, start, 1000..2000), 10);
        assert_eq!(written(&mut limiter, start + Duration::from_millis(100), 2000..3000), 1);
        assert_eq!(written(&mut limiter, start + Duration::from_secs(10), 3000..4000), 10);
        assert_eq!(limiter.suppressed(), 3000 - 21);
    }

    #[test]
    fn a_flood_of_forged_flows_takes_bounded_memory_and_is_told_once_a_minute() {
        let mut limiter = Limiter::new(Limits { per_second: 1_000_000, ..Limits::default() });
        let start = Instant::now();
        assert_eq!(limiter.summary(start), None);
        written(&mut limiter, start, 0..200_000);
        assert!(limiter.last.len() <= MOST_FLOWS && limiter.order.len() <= MOST_FLOWS);
        assert_eq!(limiter.last.len(), limiter.order.len());
        written(&mut limiter, start, 199_999..200_000);
        assert_eq!(limiter.summary(start), Some(1));
        written(&mut limiter, start, 199_999..200_000);
        assert_eq!(limiter.summary(start + Duration::from_secs(59)), None);
        assert_eq!(limiter.summary(start + Duration::from_secs(60)), Some(1));
    }

    #[test]
    fn slow_time_still_fills_the_bucket() {
        let (mut limiter, start) = (Limiter::new(Limits { per_second: 1, ..Limits::default() }), Instant::now());
        assert_eq!(written(&mut limiter, start, 300..301), 1);
        let steps = (1..=1000).map(|ms| start + Duration::from_micros(ms * 1001));
        let count: usize =
            steps.enumerate().map(|(n, at)| written(&mut limiter, at, 400 + n as u32..401 + n as u32)).sum();
        assert_eq!(count, 1);
    }
}
