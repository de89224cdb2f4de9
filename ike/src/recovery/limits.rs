//! Token buckets and what is built of them. Spec 05 M5-M7, M18, M22; RFC 7296 §2.4, §2.21.4.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::report::Decision;
use crate::sa::{Protocol, Spi};

use super::config::Rate;
use super::{Config, Table};

/// A token bucket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// Full.
    pub fn new(now: Instant, rate: Rate) -> Self {
        Bucket { tokens: rate.burst, at: now }
    }

    /// Whether a token is there.
    pub fn has(&mut self, now: Instant, rate: Rate) -> bool {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + elapsed * rate.per_second).min(rate.burst);
        self.at = self.at.max(now);
        self.tokens >= 1.0
    }

    /// Takes a token if there is one.
    pub fn take(&mut self, now: Instant, rate: Rate) -> bool {
        let has = self.has(now, rate);
        if has {
            self.tokens -= 1.0;
        }
        has
    }

    /// When the next token will be there.
    pub fn ready(&self, rate: Rate) -> Instant {
        let missing = (1.0 - self.tokens).max(0.0);
        // A little later than exact, so that rounding never makes it too early.
        self.at + Duration::from_secs_f64((missing / rate.per_second.max(1e-6)).min(3600.0)) + Duration::from_micros(1)
    }
}

/// `n` in any minute, more or less: all at once, then one by one.
pub(crate) fn per_minute(n: u32) -> Rate {
    Rate { per_second: f64::from(n) / 60.0, burst: f64::from(n) }
}

/// Answers to what has no SA: so many in all, and to one source.
pub(crate) struct Replies {
    all: Bucket,
    sources: Table<IpAddr, Bucket>,
}

impl Replies {
    pub fn new(now: Instant, config: &Config) -> Self {
        Replies { all: Bucket::new(now, config.replies), sources: Table::new(SOURCES) }
    }

    pub fn allow(&mut self, now: Instant, config: &Config, source: IpAddr) -> bool {
        if !self.all.has(now, config.replies) {
            return false;
        }
        let mut bucket =
            self.sources.look(&source).map_or_else(|| Bucket::new(now, config.source_replies), |(_, bucket)| *bucket);
        let allowed = bucket.take(now, config.source_replies);
        if allowed {
            self.all.take(now, config.replies);
            self.sources.put(now, source, bucket);
        }
        allowed
    }
}

/// Lines in the log: one a minute for each flow and decision, ten a second in all; of dropped datagrams, ten a second.
pub(crate) struct LogLimit {
    all: Bucket,
    drops: Bucket,
    flows: Table<(IpAddr, Protocol, Spi, Decision), ()>,
}

impl LogLimit {
    pub fn new(now: Instant) -> Self {
        LogLimit { all: Bucket::new(now, LINES), drops: Bucket::new(now, LINES), flows: Table::new(FLOWS) }
    }

    pub fn allow_drop(&mut self, now: Instant) -> bool {
        self.drops.take(now, LINES)
    }

    pub fn allow(&mut self, now: Instant, flow: (IpAddr, Protocol, Spi, Decision)) -> bool {
        self.flows.expire(now, Duration::from_secs(60));
        if self.flows.look(&flow).is_some() || !self.all.take(now, LINES) {
            return false;
        }
        self.flows.put(now, flow, ());
        true
    }
}

const SOURCES: usize = 1024;
const FLOWS: usize = 1024;
const LINES: Rate = Rate { per_second: 10.0, burst: 10.0 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let now = Instant::now();
        let rate = Rate { per_second: 10.0, burst: 20.0 };
        let mut bucket = Bucket::new(now, rate);
        assert_eq!((0..100).filter(|_| bucket.take(now, rate)).count(), 20);
        let ready = bucket.ready(rate);
        assert!(ready > now && bucket.take(ready, rate));
        let given = (0..10_000).filter(|ms| bucket.take(ready + Duration::from_millis(*ms), rate)).count();
        assert!((98..=101).contains(&given), "{given}");
    }

    #[test]
    fn answers_are_few_for_one_source_and_bounded_for_all() {
        let now = Instant::now();
        let config = Config::default();
        let mut replies = Replies::new(now, &config);
        let one = IpAddr::from([192, 0, 2, 1]);
        assert_eq!((0..50).filter(|_| replies.allow(now, &config, one)).count(), 5);
        let others =
            (0..5000u32).filter(|n| replies.allow(now, &config, IpAddr::from((0x0a00_0000 + n).to_be_bytes())));
        assert_eq!(others.count(), 95);
    }
}
