//! `ping`: what to send, and the lines about what came back.

use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A series of echo requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingPlan {
    pub target: IpAddr,
    /// `None`: whatever routing chooses.
    pub source: Option<IpAddr>,
    pub repeat: u32,
    /// Octets of the IP packet.
    pub size: u16,
    pub timeout: Duration,
    /// Do not fragment.
    pub df: bool,
}

/// What became of one echo request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Echo {
    Reply(Duration),
    Timeout,
    Unreachable,
}

/// What became of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingSummary {
    pub sent: u32,
    pub received: u32,
    pub least: Option<Duration>,
    pub most: Option<Duration>,
    pub total: Duration,
}

impl PingPlan {
    /// With the defaults of IOS.
    pub fn new(target: IpAddr) -> Self {
        PingPlan { target, source: None, repeat: 5, size: 100, timeout: Duration::from_secs(2), df: false }
    }

    /// The lines before the first mark.
    pub fn heading(&self) -> String {
        let seconds = self.timeout.as_secs();
        let (count, size, target) = (self.repeat, self.size, self.target);
        let from = self.source.map_or_else(String::new, |a| format!("Packet sent with a source address of {a}\n"));
        format!(
            "Type escape sequence to abort.\nSending {count}, {size}-byte ICMP Echos to {target}, timeout is {seconds} seconds:\n{from}"
        )
    }
}

impl Echo {
    pub fn mark(self) -> char {
        match self {
            Echo::Reply(_) => '!',
            Echo::Timeout => '.',
            Echo::Unreachable => 'U',
        }
    }
}

impl PingSummary {
    pub fn note(&mut self, echo: Echo) {
        self.sent += 1;
        if let Echo::Reply(time) = echo {
            self.received += 1;
            self.total += time;
            self.least = Some(self.least.map_or(time, |least| least.min(time)));
            self.most = Some(self.most.map_or(time, |most| most.max(time)));
        }
    }
}

impl Display for PingSummary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let percent = u64::from(self.received) * 100 / u64::from(self.sent.max(1));
        write!(f, "Success rate is {percent} percent ({}/{})", self.received, self.sent)?;
        if let Some((least, most)) = self.least.zip(self.most) {
            let mean = self.total / self.received.max(1);
            let ms = |time: Duration| time.as_millis().max(1);
            write!(f, ", round-trip min/avg/max = {}/{}/{} ms", ms(least), ms(mean), ms(most))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_ping_reads_the_same() {
        let seed = include_str!("../../../fixtures/ios/ping-a-3.txt");
        let plan = PingPlan { repeat: 30, ..PingPlan::new([10, 0, 2, 2].into()) };
        let ms = Duration::from_millis;
        let mut echoes = vec![Echo::Timeout, Echo::Timeout, Echo::Reply(ms(1)), Echo::Reply(ms(8))];
        echoes.resize(30, Echo::Reply(ms(3)));
        let mut summary = PingSummary::default();
        echoes.iter().for_each(|echo| summary.note(*echo));
        let marks: String = echoes.iter().map(|echo| echo.mark()).collect();
        let ours = format!("{}{marks}\n{summary}\n", plan.heading());
        assert!(seed.ends_with(&ours), "{ours}");
    }

    #[test]
    fn a_ping_without_an_answer_has_no_times() {
        let mut summary = PingSummary::default();
        summary.note(Echo::Unreachable);
        assert_eq!(summary.to_string(), "Success rate is 0 percent (0/1)");
        assert_eq!(PingSummary::default().to_string(), "Success rate is 0 percent (0/0)");
    }
}
