//! A card within this process: a thread serves one end of a socket pair.

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::JoinHandle;

use verilated::Model;

use crate::card::Card;
use crate::error::Error;
use crate::options::Options;
use crate::server::{converse, Shared};
use crate::statistics::Statistics;

/// A card that runs on a thread of its own. Dropping the handle stops it.
pub struct Handle {
    /// Hanging up asks the thread to stop.
    stop: Option<UnixStream>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

/// Starts the card. The stream speaks vfio-user.
pub fn spawn(options: Options) -> std::io::Result<(UnixStream, Handle)> {
    start(options, Card::linked)
}

/// Starts a card around a model of one's own, which has `ports::PORTS`.
pub fn spawn_model(
    model: impl FnOnce() -> Model + Send + 'static,
    options: Options,
) -> std::io::Result<(UnixStream, Handle)> {
    start(options, |options| Card::new(model(), options))
}

fn start(
    options: Options,
    card: impl FnOnce(&Options) -> Result<Card, Error> + Send + 'static,
) -> std::io::Result<(UnixStream, Handle)> {
    options.check().map_err(|e| std::io::Error::new(std::io::ErrorKind::InvalidInput, e))?;
    let (client, server) = UnixStream::pair()?;
    let (stop, stopped) = UnixStream::pair()?;
    let shared = Arc::new(Shared::default());
    let published = shared.clone();
    let thread = std::thread::Builder::new().name("respite-sim".into()).spawn(move || {
        let mut card = card(&options)?;
        converse(server, None, &mut card, stopped.as_fd(), &published).map(drop)
    })?;
    Ok((client, Handle { stop: Some(stop), shared, thread: Some(thread) }))
}

impl Handle {
    /// What happened so far. Complete once the client's stream is closed and the thread has ended.
    pub fn statistics(&self) -> Statistics {
        self.shared.snapshot()
    }

    /// Whether the simulation goes on.
    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|t| !t.is_finished())
    }

    /// Stops the card; the final statistics, or why it ended before.
    pub fn stop(mut self) -> Result<Statistics, Error> {
        self.end()?;
        Ok(self.shared.snapshot())
    }

    fn end(&mut self) -> Result<(), Error> {
        self.stop = None;
        match self.thread.take() {
            Some(thread) => thread.join().unwrap_or(Err(Error::Panicked)),
            None => Ok(()),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // Whoever wants to know why it ended calls `stop`.
        let _ = self.end();
    }
}
