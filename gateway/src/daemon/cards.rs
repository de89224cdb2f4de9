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
use crate::config::interface::Interface;
use crate::config::Running;

/// What the gateway itself keeps of a card; queue and SAs are with others.
pub struct CardParts {
    pub events: Events,
    pub counters: Counters,
    /// How often to look whether a card without packets is there.
    pub look: Duration,
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

/// Opens the card that a configuration names, and waits so long for one that is not ready. This takes a while.
pub fn open(config: &Running, patience: Duration) -> Result<(CardParts, CardInfo, SaTable, Queue), CardError> {
    let choice = choice(config);
    let mtus: Vec<u16> = config.interfaces.iter().map(Interface::mtu).collect();
    let recovery = &config.recovery;
    let options = options(&choice, &mtus);
    let events = EventOptions {
        rate: recovery.event_rate.saturating_mul(slower(&choice)),
        burst: u16::try_from(recovery.event_burst).unwrap_or(u16::MAX),
        ..options.events
    };
    let Opened { card, simulation } = choice.open_within(patience, &Options { events, ..options })?;
    let Card { info, sas, queues, events, counters } = card;
    let queue = queues.into_iter().next().ok_or(CardError::NoQueue)?;
    let raised = Raised::new(&events.interrupt).map_err(CardError::Interrupt)?;
    let events = Events { ring: events, raised };
    let look = LOOK * slower(&choice).min(MOST_SLOWER);
    Ok((CardParts { events, counters, look, _simulation: simulation }, info, sas, queue))
}

pub fn choice(config: &Running) -> CardChoice {
    config.controller.as_ref().map(|controller| controller.card()).unwrap_or_default()
}

impl CardParts {
    /// Whether the host wants the card back: its status says so.
    pub fn is_recalled(&self) -> bool {
        self.counters.is_recalled()
    }
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
fn slower(choice: &CardChoice) -> u32 {
    match choice {
        CardChoice::Vfio(_) => 1,
        CardChoice::Sim | CardChoice::VfioUser(_) => 1000,
    }
}

/// For packets of interfaces with these MTUs.
pub fn options(choice: &CardChoice, mtus: &[u16]) -> Options {
    let simulated = slower(choice) > 1;
    let at_once = Moderation { count: 1, time: Duration::ZERO };
    let standard = Options::default();
    Options {
        queues: 1,
        // Room for headers around the longest packet that may come in.
        buffer_len: usize::from(mtus.iter().copied().max().unwrap_or(0)).max(1500) + HEADERS,
        moderation: if simulated { at_once } else { standard.moderation },
        events: EventOptions {
            records: MOST_EVENTS,
            age: Duration::from_secs(1) / slower(choice),
            moderation: if simulated { at_once } else { standard.events.moderation },
            ..standard.events
        },
        timeout: if simulated { SIMULATED_PATIENCE } else { standard.timeout },
        ..standard
    }
}

/// Patience with the card of a gateway that starts.
pub const START: Duration = Duration::from_secs(60);
const HEADERS: usize = 200;
/// A simulated card does nothing else while it is looked at.
const LOOK: Duration = Duration::from_millis(500);
const MOST_SLOWER: u32 = 60;
const MOST_EVENTS: usize = 1024;
const SIMULATED_PATIENCE: Duration = Duration::from_secs(60);
