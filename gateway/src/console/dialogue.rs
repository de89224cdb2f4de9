//! The questions of `ping` without a target, as IOS asks them.

use std::net::IpAddr;
use std::time::Duration;

use crate::show::PingPlan;

/// Questions that have not all been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialogue {
    question: Question,
    target: Option<IpAddr>,
    plan: PingPlan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Protocol,
    Target,
    Repeat,
    Size,
    Timeout,
    Extended,
    Source,
    DontFragment,
    Sweep,
}

/// What an answer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The next question, or the same again after a complaint.
    Ask { complaint: Option<&'static str> },
    /// All is known.
    Send(PingPlan),
    /// The operator gave no target.
    Abandon,
}

impl Default for Dialogue {
    fn default() -> Self {
        let nowhere = PingPlan::new(IpAddr::from([0; 4]));
        Dialogue { question: Question::Protocol, target: None, plan: nowhere }
    }
}

impl Dialogue {
    /// The question.
    pub fn prompt(&self) -> &'static str {
        match self.question {
            Question::Protocol => "Protocol [ip]: ",
            Question::Target => "Target IP address: ",
            Question::Repeat => "Repeat count [5]: ",
            Question::Size => "Datagram size [100]: ",
            Question::Timeout => "Timeout in seconds [2]: ",
            Question::Extended => "Extended commands [n]: ",
            Question::Source => "Source address: ",
            Question::DontFragment => "Set DF bit in IP header? [no]: ",
            Question::Sweep => "Sweep range of sizes [n]: ",
        }
    }

    /// Takes an answer; an empty one is the default.
    pub fn answer(&mut self, text: &str) -> Next {
        let text = text.trim();
        let next = match self.question {
            Question::Protocol if text.is_empty() || text.eq_ignore_ascii_case("ip") => Ok(Question::Target),
            Question::Protocol => Err("% Only ip can be pinged"),
            Question::Target if text.is_empty() => return Next::Abandon,
            Question::Target => self.address(text).map(|address| {
                self.target = Some(address);
                Question::Repeat
            }),
            Question::Repeat => number(text, 5, 1..=65_535).map(|count| {
                self.plan.repeat = count;
                Question::Size
            }),
            Question::Size => number(text, 100, 36..=9600).map(|octets| {
                self.plan.size = u16::try_from(octets).unwrap_or(u16::MAX);
                Question::Timeout
            }),
            Question::Timeout => number(text, 2, 0..=3600).map(|seconds| {
                self.plan.timeout = Duration::from_secs(seconds.into());
                Question::Extended
            }),
            Question::Extended => yes(text).map(|yes| if yes { Question::Source } else { Question::Sweep }),
            Question::Source if text.is_empty() => Ok(Question::DontFragment),
            Question::Source => self.address(text).map(|address| {
                self.plan.source = Some(address);
                Question::DontFragment
            }),
            Question::DontFragment => yes(text).map(|yes| {
                self.plan.df = yes;
                Question::Sweep
            }),
            Question::Sweep => match (yes(text), self.target) {
                (Ok(false), Some(target)) => return Next::Send(PingPlan { target, ..self.plan.clone() }),
                (Ok(_), _) => Err("% One size at a time: answer n and give the datagram size"),
                (Err(complaint), _) => Err(complaint),
            },
        };
        match next {
            Ok(question) => {
                self.question = question;
                Next::Ask { complaint: None }
            }
            Err(complaint) => Next::Ask { complaint: Some(complaint) },
        }
    }

    fn address(&self, text: &str) -> Result<IpAddr, &'static str> {
        let address = text.parse().map_err(|_| "% Bad IP address")?;
        match self.target {
            Some(target) if target.is_ipv4() != IpAddr::is_ipv4(&address) => Err("% Not of the target's IP version"),
            _ => Ok(address),
        }
    }
}

fn number(text: &str, default: u32, range: std::ops::RangeInclusive<u32>) -> Result<u32, &'static str> {
    match text {
        "" => Ok(default),
        text => text.parse().ok().filter(|n| range.contains(n)).ok_or("% A decimal number out of range"),
    }
}

fn yes(text: &str) -> Result<bool, &'static str> {
    let begins = |word: &str| word.starts_with(&text.to_ascii_lowercase());
    match text {
        "" => Ok(false),
        _ if begins("yes") => Ok(true),
        _ if begins("no") => Ok(false),
        _ => Err("% Please answer 'yes' or 'no'."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(answers: &[&str]) -> (Vec<String>, Next) {
        let (mut dialogue, mut said) = (Dialogue::default(), Vec::new());
        for answer in answers {
            let line = format!("{}{answer}", dialogue.prompt());
            said.push(line.trim_end().to_owned());
            match dialogue.answer(answer) {
                Next::Ask { complaint } => said.extend(complaint.map(str::to_owned)),
                done => return (said, done),
            }
        }
        (said, Next::Ask { complaint: None })
    }

    #[test]
    fn the_seeds_dialogue_asks_the_same_questions_and_takes_the_same_answers() {
        let seed: Vec<&str> = include_str!("../../../fixtures/ios/ping-a-3.txt").lines().skip(1).take(7).collect();
        let answers: Vec<&str> = seed.iter().map(|line| line.split_once(':').expect("a question").1.trim()).collect();
        let (said, next) = run(&answers);
        assert_eq!(said, seed);
        assert_eq!(next, Next::Send(PingPlan { repeat: 30, ..PingPlan::new([10, 0, 2, 2].into()) }));
    }

    #[test]
    fn wrong_answers_are_asked_for_again() {
        let (said, next) =
            run(&["ipx", "ip", "10.0.2", "10.0.2.2", "0", "", "", "", "y", "::1", "10.0.0.1", "yes", "y", ""]);
        let complaints: Vec<_> = said.iter().filter(|line| line.starts_with('%')).map(String::as_str).collect();
        assert_eq!(
            complaints,
            [
                "% Only ip can be pinged",
                "% Bad IP address",
                "% A decimal number out of range",
                "% Not of the target's IP version",
                "% One size at a time: answer n and give the datagram size",
            ]
        );
        let source = Some([10, 0, 0, 1].into());
        assert_eq!(next, Next::Send(PingPlan { source, df: true, ..PingPlan::new([10, 0, 2, 2].into()) }));
        assert_eq!(run(&["", ""]).1, Next::Abandon);
    }
}
