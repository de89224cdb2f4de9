//! The card of a running gateway: how it is set up, and its parts.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use respite_driver::{
    Card, CardInfo, Counters, EventOptions, EventRing, Interrupt, InvalidSpi, Moderation, Options, Queue, SaTable,
};
use respite_sim::Handle;
use tokio::net::unix::pipe;

use crate::card::{CardChoice, OpenError, Opened};
use crate::config::Running;

/// What the gateway itself keeps of a card; queue and SAs are with others.
pub struct CardParts {
    pub events: Events,
    pub counters: Counters,
    /// Drops last.
    _simulation: Option<Handle>,
}

/// Unknown SPIs.
pub struct Events {
    ring: EventRing,
    raised: Raised,
}

/// An interrupt that a task can wait for.
pub struct Raised(pipe::Receiver);

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the card has no queue")]
    NoQueue,
    #[error("the card's interrupt: {0}")]
    Interrupt(io::Error),
}

/// Opens the card that a configuration names. This takes a while.
pub fn open(config: &Running) -> Result<(CardParts, CardInfo, SaTable, Queue), CardError> {
    let choice = choice(config);
    let Opened { card, simulation } = choice.open(&options(&choice, config))?;
    let Card { info, sas, queues, events, counters } = card;
    let queue = queues.into_iter().next().ok_or(CardError::NoQueue)?;
    let raised = Raised::new(&events.interrupt).map_err(CardError::Interrupt)?;
    let events = Events { ring: events, raised };
    Ok((CardParts { events, counters, _simulation: simulation }, info, sas, queue))
}

pub fn choice(config: &Running) -> CardChoice {
    config.controller.as_ref().map(|controller| controller.card()).unwrap_or_default()
}

impl Events {
    /// Until the card may have something to tell.
    pub async fn raised(&mut self) {
        self.raised.wait().await;
    }

    /// What it has to tell.
    pub fn take(&mut self) -> Result<Vec<InvalidSpi>, respite_driver::Error> {
        // A ringful at most: what comes meanwhile waits for the next turn.
        let mut taken = Vec::new();
        self.ring.poll(&mut taken).map(|_| taken)
    }

    pub fn malformed(&self) -> u64 {
        self.ring.malformed()
    }
}

impl Raised {
    pub fn new(interrupt: &Interrupt) -> io::Result<Raised> {
        // An eventfd, which is read like a pipe.
        Ok(Raised(pipe::Receiver::from_owned_fd_unchecked(interrupt.as_fd().try_clone_to_owned()?)?))
    }

    /// Until it is raised; then it is cleared.
    pub async fn wait(&self) {
        while self.0.readable().await.is_ok() {
            match self.0.try_read(&mut [0; 8]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                _ => return,
            }
        }
    }
}

/// A simulated card's clock runs a thousand times slower than it says, so times of the bus are that much shorter for it.
fn options(choice: &CardChoice, config: &Running) -> Options {
    let recovery = &config.recovery;
    let mtu = config.interfaces.iter().map(|i| i.mtu()).max().unwrap_or(0);
    let simulated = !matches!(choice, CardChoice::Vfio(_));
    let (at_once, slower) = (Moderation { count: 1, time: Duration::ZERO }, if simulated { 1000 } else { 1 });
    let standard = Options::default();
    Options {
        queues: 1,
        // Room for headers around the longest packet that may come in.
        buffer_len: usize::from(mtu).max(1500) + HEADERS,
        moderation: if simulated { at_once } else { standard.moderation },
        events: EventOptions {
            records: MOST_EVENTS,
            age: Duration::from_secs(1) / slower,
            rate: recovery.event_rate.saturating_mul(slower),
            burst: u16::try_from(recovery.event_burst).unwrap_or(u16::MAX),
            moderation: if simulated { at_once } else { standard.events.moderation },
        },
        timeout: if simulated { SIMULATED_PATIENCE } else { standard.timeout },
        ..standard
    }
}

const HEADERS: usize = 200;
const MOST_EVENTS: usize = 1024;
const SIMULATED_PATIENCE: Duration = Duration::from_secs(60);
