//! What the steps found, line by line to the host.

use std::fs::{File, OpenOptions};
use std::io::Write;

use super::timed;
use crate::line::{Line, Request};
use crate::Checked;

pub struct Report {
    out: File,
}

impl Report {
    /// Reports on a serial line.
    pub fn open(device: &str) -> Checked<Report> {
        Ok(Report { out: OpenOptions::new().write(true).open(device)? })
    }

    /// Runs a step and tells what it has verified; whether it has.
    pub fn step(&mut self, name: &str, check: impl FnOnce() -> Checked) -> Checked<bool> {
        let (found, took) = timed(check);
        let (line, passed) = match found {
            Ok(what) => (Line::Passed(format!("{name}: {what} [{:.1} s]", took.as_secs_f64())), true),
            Err(why) => (Line::Failed(format!("{name}: {why} [{:.1} s]", took.as_secs_f64())), false),
        };
        self.line(&line)?;
        Ok(passed)
    }

    pub fn note(&mut self, text: &str) -> Checked<()> {
        self.line(&Line::Note(text.to_owned()))
    }

    /// A row of the table of suites.
    pub fn row(&mut self, row: &str) -> Checked<()> {
        self.line(&Line::Row(row.to_owned()))
    }

    /// Has the host do something to the machine.
    pub fn ask(&mut self, request: Request) -> Checked<()> {
        self.line(&Line::Ask(request))
    }

    pub fn done(mut self) -> Checked<()> {
        self.line(&Line::Done)
    }

    fn line(&mut self, line: &Line) -> Checked<()> {
        // What an error quotes may have several lines.
        let text = line.to_string().replace('\n', " / ");
        Ok(self.out.write_all(format!("{text}\n").as_bytes())?)
    }
}
