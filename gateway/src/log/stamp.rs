//! The time in front of a line: `*Mar 24 20:55:45.739`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::tz::Offset;
use jiff::Timestamp;

/// A time, in UTC, with milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    millis: i64,
    /// The clock is known to be right; IOS marks a time with `*` that is not.
    trusted: bool,
}

impl Stamp {
    /// A time of this machine's clock.
    pub fn new(time: SystemTime, trusted: bool) -> Self {
        let millis = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(_) => 0,
        };
        Stamp { millis, trusted }
    }

    /// Time since another stamp; nothing if that is later.
    pub fn since(self, earlier: Stamp) -> Duration {
        Duration::from_millis(u64::try_from(self.millis.saturating_sub(earlier.millis)).unwrap_or(0))
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = Timestamp::from_millisecond(self.millis).unwrap_or(Timestamp::MAX);
        let time = Offset::UTC.to_datetime(time);
        let month = MONTHS[usize::try_from(time.month() - 1).unwrap_or(0).min(11)];
        let mark = if self.trusted { "" } else { "*" };
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(f, "{mark}{month} {:>2} {hour:02}:{minute:02}:{second:02}.{:03}", time.day(), time.millisecond())
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_as_on_a_router() {
        let at = |seconds: u64, millis| UNIX_EPOCH + Duration::from_millis(seconds * 1000 + millis);
        // date -u -d '2003-03-24 20:55:45' +%s
        assert_eq!(Stamp::new(at(1_048_539_345, 739), false).to_string(), "*Mar 24 20:55:45.739");
        // date -u -d '2024-02-29 00:00:00' +%s
        assert_eq!(Stamp::new(at(1_709_164_800, 5), true).to_string(), "Feb 29 00:00:00.005");
        // date -u -d '2026-01-01 00:00:00' +%s
        assert_eq!(Stamp::new(at(1_767_225_600, 0), true).to_string(), "Jan  1 00:00:00.000");
    }

    #[test]
    fn times_that_no_clock_shows_do_no_harm() {
        assert_eq!(Stamp::new(UNIX_EPOCH - Duration::from_secs(1), true).to_string(), "Jan  1 00:00:00.000");
        let late = UNIX_EPOCH + Duration::from_secs(1 << 60);
        assert!(Stamp::new(late, true).to_string().starts_with("Dec"));
    }
}
