//! One MSI-X vector as an eventfd, with the rule that an interrupt is only a hint.
//!
//! Nobody may wait for an interrupt longer than `FALLBACK` without looking at the ring: a lost interrupt then costs
//! latency and never progress.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec};

use crate::error::Error;
use crate::transport::TransportError;

/// An MSI-X vector. Readable when the card has raised it since the last `clear`.
#[derive(Debug)]
pub struct Interrupt {
    fd: OwnedFd,
}

/// Longest sleep without a look at the ring.
pub const FALLBACK: Duration = Duration::from_millis(100);

impl Interrupt {
    pub(crate) fn new() -> Result<Interrupt, Error> {
        let fd = rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
            .map_err(TransportError::errno("create an eventfd"))?;
        Ok(Interrupt { fd })
    }

    /// Sleeps until the vector is raised, `limit` or `FALLBACK` has passed; says whether it was raised, and clears it.
    pub fn wait(&self, limit: Duration) -> bool {
        let limit = limit.min(FALLBACK);
        let timeout = Timespec { tv_sec: 0, tv_nsec: limit.as_nanos() as _ };
        let mut fds = [PollFd::new(&self.fd, PollFlags::IN)];
        // An error here (a signal) is a spurious wake-up, which every caller must bear anyway.
        matches!(rustix::event::poll(&mut fds, Some(&timeout)), Ok(1)) && self.clear()
    }

    /// Clears the vector; says whether it had been raised. Look at the ring after this, not before.
    pub fn clear(&self) -> bool {
        let mut count = [0; 8];
        matches!(rustix::io::read(&self.fd, &mut count), Ok(8))
    }
}

/// Whether reading would not wait.
pub(crate) fn is_readable(fd: BorrowedFd<'_>) -> bool {
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::IN)];
    matches!(rustix::event::poll(&mut fds, Some(&now)), Ok(1))
}

impl AsFd for Interrupt {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl AsRawFd for Interrupt {
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raised_vector_wakes_the_waiter_once() {
        let i = Interrupt::new().expect("eventfd");
        rustix::io::write(&i, &1u64.to_ne_bytes()).expect("raise");
        assert!(i.wait(Duration::from_secs(10)));
        assert!(!i.wait(Duration::ZERO));
    }

    #[test]
    fn a_lost_interrupt_costs_a_tenth_of_a_second_at_most() {
        let i = Interrupt::new().expect("eventfd");
        let start = std::time::Instant::now();
        assert!(!i.wait(Duration::from_secs(60)));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
