//! The simulated card as a process of its own.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use respite::demo::wait_for;

use crate::Checked;

/// A card that is served on a socket. Dropping it ends it.
pub struct CardProcess(Child);

impl CardProcess {
    /// Starts the card, and waits until it can be connected to.
    pub fn start(program: &Path, socket: &Path, into: &Path) -> Checked<CardProcess> {
        let log = OpenOptions::new().create(true).append(true).open(into.join("card.log"))?;
        let mut command = Command::new(program);
        command.arg("--socket").arg(socket).args(["--clock-hz", CLOCK_HZ, "--linger", LINGER]);
        let child = command.stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut card = CardProcess(child);
        // It replaces what a card left behind that was killed.
        let there = wait_for(START, || match card.0.try_wait() {
            Ok(None) => socket.exists().then_some(true),
            _ => Some(false),
        });
        match there {
            Some(true) => Ok(card),
            _ => Err(format!("{} does not serve {}", program.display(), socket.display()).into()),
        }
    }
}

impl Drop for CardProcess {
    fn drop(&mut self) {
        // Whoever has ended already needs no ending.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// About what a processor simulates in a second while it emulates another one.
const CLOCK_HZ: &str = "100000";
/// Clocks: longer than the 6,144 in which the card comes by each of its entries for unknown SPIs (hdl/src/host/events.rs). A card that
/// went to sleep earlier would keep what it has merged to itself until it has other work.
const LINGER: &str = "8192";
const START: Duration = Duration::from_secs(60);
