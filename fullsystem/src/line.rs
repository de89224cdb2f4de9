//! What the guest tells the host, one line each.

use std::fmt;
use std::str::FromStr;

/// A line of the guest's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// For the reader.
    Note(String),
    /// A step has verified this.
    Passed(String),
    /// A step has failed.
    Failed(String),
    /// The host shall do something to the machine.
    Ask(Request),
    /// A row of the table of suites.
    Row(String),
    /// The last one.
    Done,
}

/// What only the host can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Put another card into the second slot.
    Plug,
}

const REQUESTS: [(&str, Request); 1] = [("plug", Request::Plug)];

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Note(text) => write!(f, "note {text}"),
            Line::Passed(text) => write!(f, "ok   {text}"),
            Line::Failed(text) => write!(f, "FAIL {text}"),
            Line::Ask(request) => {
                let name = REQUESTS.iter().find(|(_, r)| r == request).map_or("", |(name, _)| name);
                write!(f, "host {name}")
            }
            Line::Row(text) => write!(f, "row  {text}"),
            Line::Done => write!(f, "done"),
        }
    }
}

impl FromStr for Line {
    type Err = ();

    /// Firmware and kernel may write to the same line; what is no line of ours is an error.
    fn from_str(line: &str) -> Result<Line, ()> {
        let (kind, text) = line.trim_end().split_at_checked(5).unwrap_or((line.trim_end(), ""));
        let text = || text.to_owned();
        match kind.trim_end() {
            "note" => Ok(Line::Note(text())),
            "ok" => Ok(Line::Passed(text())),
            "FAIL" => Ok(Line::Failed(text())),
            "row" => Ok(Line::Row(text())),
            "done" => Ok(Line::Done),
            "host" => {
                let name = text();
                REQUESTS.iter().find(|(n, _)| **n == name).map(|(_, request)| Line::Ask(*request)).ok_or(())
            }
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_as_it_was_written() {
        let lines = [
            Line::Note("kernel 6.12".into()),
            Line::Passed("probe: RSPT".into()),
            Line::Failed("reset: no".into()),
            Line::Ask(Request::Plug),
            Line::Row("aes-gcm-16 | tunnel".into()),
            Line::Done,
        ];
        for line in lines {
            assert_eq!(format!("{line}\r").parse(), Ok(line));
        }
        for other in ["", "host", "host dance", "SeaBIOS (version 1.17)", "é"] {
            assert_eq!(other.parse::<Line>(), Err(()), "{other}");
        }
    }
}
