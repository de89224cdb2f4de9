//! The log itself: a buffer of the latest lines, and the numbers at its head.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::message::{Message, Severity};
use super::stamp::Stamp;

/// Lines, the oldest of which go when the buffer is full.
#[derive(Debug)]
pub struct Log {
    settings: Settings,
    lines: VecDeque<String>,
    /// Of `lines`, with an end of line for each.
    octets: usize,
    logged: u64,
    dropped: u64,
    sent: u64,
    console: u64,
}

/// Where lines go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Octets of the buffer; `None`: there is none.
    pub buffer: Option<usize>,
    pub console: bool,
    /// Number of syslog servers.
    pub hosts: usize,
}

/// What `show logging` shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub settings: Settings,
    /// Pushed out of the buffer.
    pub dropped: u64,
    pub rate_limited: u64,
    pub console_messages: u64,
    pub buffer_messages: u64,
    /// Lines sent to syslog servers.
    pub trap_messages: u64,
    pub lines: Vec<String>,
}

impl Log {
    pub fn new(settings: Settings) -> Self {
        Log { settings, lines: VecDeque::new(), octets: 0, logged: 0, dropped: 0, sent: 0, console: 0 }
    }

    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.trim();
    }

    /// Keeps a message; the line that goes to the console and the syslog servers.
    pub fn write(&mut self, at: Stamp, message: &Message) -> String {
        let line = format!("{at}: {message}");
        self.console += u64::from(self.settings.console);
        if message.severity() <= Severity::Informational {
            self.sent = self.sent.saturating_add(self.settings.hosts as u64);
        }
        if self.settings.buffer.is_some() {
            self.logged += 1;
            self.octets += line.len() + 1;
            self.lines.push_back(line.clone());
            self.trim();
        }
        line
    }

    /// Empties the buffer.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.octets = 0;
    }

    /// For `show logging`; `rate_limited` lines were never written.
    pub fn snapshot(&self, rate_limited: u64) -> Snapshot {
        Snapshot {
            settings: self.settings.clone(),
            dropped: self.dropped,
            rate_limited,
            console_messages: self.console,
            buffer_messages: self.logged,
            trap_messages: self.sent,
            lines: self.lines.iter().cloned().collect(),
        }
    }

    fn trim(&mut self) {
        while self.octets > self.settings.buffer.unwrap_or(0) {
            let Some(oldest) = self.lines.pop_front() else { break };
            self.octets -= oldest.len() + 1;
            self.dropped += 1;
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings { buffer: Some(8000), console: true, hosts: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn stamp() -> Stamp {
        Stamp::new(UNIX_EPOCH + Duration::from_secs(1_048_539_345), false)
    }

    #[test]
    fn the_buffer_keeps_the_latest_lines_within_its_size() {
        let mut log = Log::new(Settings { buffer: Some(4096), ..Settings::default() });
        for count in 0..1000 {
            log.write(stamp(), &Message::Suppressed { count });
        }
        let snapshot = log.snapshot(7);
        let octets: usize = snapshot.lines.iter().map(|l| l.len() + 1).sum();
        assert!(octets <= 4096 && octets > 3900, "{octets}");
        assert_eq!(snapshot.buffer_messages, 1000);
        assert_eq!(snapshot.dropped + snapshot.lines.len() as u64, 1000);
        assert_eq!(snapshot.rate_limited, 7);
        assert!(snapshot.lines.last().expect("a line").contains(": 999 more packets"));
    }

    #[test]
    fn without_a_buffer_lines_still_reach_the_console() {
        let mut log = Log::new(Settings { buffer: None, console: true, hosts: 2 });
        let line = log.write(stamp(), &Message::Suppressed { count: 1 });
        assert!(line.starts_with("*Mar 24 20:55:45.000: %CRYPTO-4-"), "{line}");
        let snapshot = log.snapshot(0);
        assert_eq!((snapshot.lines.len(), snapshot.console_messages, snapshot.trap_messages), (0, 1, 2));
    }

    #[test]
    fn a_smaller_buffer_gives_up_its_oldest_lines_at_once() {
        let mut log = Log::new(Settings::default());
        (0..50).for_each(|count| drop(log.write(stamp(), &Message::Suppressed { count })));
        log.set(Settings { buffer: Some(150), ..Settings::default() });
        assert_eq!(log.snapshot(0).lines.len(), 1);
        log.clear();
        assert!(log.snapshot(0).lines.is_empty());
    }
}
