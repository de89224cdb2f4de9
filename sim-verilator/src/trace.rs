//! A waveform of what led to a failure: two files, the older one thrown away whenever the newer one is full.
//!
//! ```text
//!   FILE.before  |<------ N clocks ------>|
//!   FILE                                  |<-- up to N clocks -->|<- a little more ->|
//!                                                             failure               end
//! ```
//! Without a failure both files are removed in the end.

use std::path::{Path, PathBuf};

use verilated::Model;

/// The two files.
pub struct Trace {
    file: PathBuf,
    clocks: u64,
    /// Clocks until the next switch, or until the end once something failed.
    left: u64,
    failed: bool,
    ended: bool,
}

impl Trace {
    /// Begins to record.
    pub fn start(model: &mut Model, file: &Path, clocks: u64) -> Trace {
        model.trace(file);
        Trace { file: file.into(), clocks, left: clocks, failed: false, ended: false }
    }

    /// Called after each clock.
    pub fn clock(&mut self, model: &mut Model) {
        if self.ended {
            return;
        }
        self.left -= 1;
        if self.left > 0 {
            return;
        }
        model.trace_end();
        if self.failed {
            self.ended = true;
            return;
        }
        // Not being able to keep the older half is no reason to end the simulation.
        let _ = std::fs::rename(&self.file, self.before());
        model.trace(&self.file);
        self.left = self.clocks;
    }

    /// Something failed: keep what is recorded, and end soon.
    pub fn failure(&mut self) {
        if !self.failed {
            self.failed = true;
            self.left = AFTER;
        }
    }

    /// Finishes the files, or removes them if nothing failed.
    pub fn finish(&mut self, model: &mut Model) {
        model.trace_end();
        self.ended = true;
        if !self.failed {
            let _ = std::fs::remove_file(&self.file);
            let _ = std::fs::remove_file(self.before());
        }
    }

    fn before(&self) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(".before");
        name.into()
    }
}

/// Clocks recorded after a failure.
const AFTER: u64 = 500;
