//! Which card, and how it is reached.
//!
//! ```text
//!   --card sim              a simulated card in this process (the default)
//!   --card vfio-user PATH   a card in another process       --card vfio 0000:03:00.0   a card in a slot
//! ```

use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_driver::{Card, Error, Options, Transport, TransportError, VfioTransport, VfioUserTransport};
use respite_sim::Handle;

/// A card that somebody chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CardChoice {
    /// A simulated card in this process.
    #[default]
    Sim,
    /// A device served over this socket.
    VfioUser(PathBuf),
    /// A PCI function with this address, bound to `vfio-pci`.
    Vfio(String),
}

/// A card that is open.
pub struct Opened {
    /// The card.
    pub card: Card,
    /// What simulates it, if it is simulated here: to be kept as long as the card.
    pub simulation: Option<Handle>,
}

/// A choice that names no card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// Not a kind of card.
    #[error("{0:?} is no kind of card: sim, vfio-user PATH and vfio ADDRESS are")]
    Kind(String),
    /// A simulated card has neither path nor address.
    #[error("sim needs nothing more, here is {0:?}")]
    Superfluous(String),
    /// It lacks its path or address.
    #[error("{kind} needs {what}")]
    Operand {
        /// Kind of card.
        kind: &'static str,
        /// What is missing.
        what: &'static str,
    },
}

/// Why a card could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{choice}: {source}")]
pub struct OpenError {
    choice: CardChoice,
    source: Error,
}

impl OpenError {
    /// The card is there, and has not answered in time.
    pub fn is_not_ready(&self) -> bool {
        matches!(self.source, Error::Stuck { .. } | Error::Transport(TransportError::Timeout { .. }))
    }
}

impl CardChoice {
    /// Reads the words after `--card`; a single argument may hold both.
    pub fn from_words(words: &[String]) -> Result<CardChoice, ChoiceError> {
        let (kind, operand) = match words {
            [both] => both.split_once(char::is_whitespace).map_or((both.as_str(), ""), |(a, b)| (a, b.trim())),
            [kind, operand, ..] => (kind.as_str(), operand.as_str()),
            [] => ("", ""),
        };
        match (kind, operand) {
            ("sim", "") => Ok(CardChoice::Sim),
            ("sim", _) => Err(ChoiceError::Superfluous(operand.to_owned())),
            ("vfio-user", "") => Err(ChoiceError::Operand { kind: "vfio-user", what: "the path of a socket" }),
            ("vfio", "") => Err(ChoiceError::Operand { kind: "vfio", what: "a PCI address like 0000:03:00.0" }),
            ("vfio-user", path) => Ok(CardChoice::VfioUser(path.into())),
            ("vfio", bdf) => Ok(CardChoice::Vfio(bdf.to_owned())),
            (other, _) => Err(ChoiceError::Kind(other.to_owned())),
        }
    }

    /// A word for it, for the names of directories: `sim`, `vfio-user`, `0000:03:00.0`.
    pub fn word(&self) -> &str {
        match self {
            CardChoice::Sim => "sim",
            CardChoice::VfioUser(_) => "vfio-user",
            CardChoice::Vfio(function) => function,
        }
    }

    /// Resets the card and sets it up.
    pub fn open(&self, options: &Options) -> Result<Opened, OpenError> {
        let opened = self
            .reach(options.timeout)
            .map_err(Error::from)
            .and_then(|(transport, simulation)| Ok(Opened { card: Card::open(transport, options)?, simulation }));
        opened.map_err(|source| OpenError { choice: self.clone(), source })
    }

    /// Opens a card that may not be ready at once, because it was only just put in or serves on a busy machine.
    pub fn open_within(&self, patience: Duration, options: &Options) -> Result<Opened, OpenError> {
        let end = Instant::now() + patience;
        loop {
            match self.open(options) {
                Err(error) if error.is_not_ready() && Instant::now() < end => tracing::warn!("{error}; again"),
                opened => return opened,
            }
        }
    }

    fn reach(&self, patience: Duration) -> Result<(Arc<dyn Transport>, Option<Handle>), TransportError> {
        let transport: Arc<dyn Transport> = match self {
            CardChoice::Sim => {
                let error = |source| TransportError::Io { what: "start the simulated card", source };
                let (stream, simulation) = respite_sim::spawn(respite_sim::Options::default()).map_err(error)?;
                return Ok((Arc::new(VfioUserTransport::over(stream, patience)?), Some(simulation)));
            }
            CardChoice::VfioUser(path) => {
                let error = |source| TransportError::Io { what: "connect to the vfio-user socket", source };
                Arc::new(VfioUserTransport::over(UnixStream::connect(path).map_err(error)?, patience)?)
            }
            CardChoice::Vfio(bdf) => Arc::new(VfioTransport::open(bdf)?),
        };
        Ok((transport, None))
    }
}

impl std::fmt::Display for CardChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CardChoice::Sim => write!(f, "card sim"),
            CardChoice::VfioUser(path) => write!(f, "card vfio-user {}", path.display()),
            CardChoice::Vfio(bdf) => write!(f, "card vfio {bdf}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use respite_driver::testing::{serve, SoftCard, SoftConfig};

    use super::*;

    fn choice(words: &[&str]) -> Result<CardChoice, String> {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        CardChoice::from_words(&words).map_err(|e| e.to_string())
    }

    #[test]
    fn a_card_is_chosen_with_one_argument_or_two() {
        let socket = CardChoice::VfioUser("/run/my card".into());
        assert_eq!(choice(&["sim"]), Ok(CardChoice::Sim));
        assert_eq!(choice(&["vfio-user", "/run/my card"]), Ok(socket.clone()));
        assert_eq!(choice(&["vfio-user /run/my card"]), Ok(socket));
        assert_eq!(choice(&["vfio", "0000:03:00.0"]), Ok(CardChoice::Vfio("0000:03:00.0".into())));
        assert_eq!(choice(&["vfio-user"]), Err("vfio-user needs the path of a socket".into()));
        assert_eq!(choice(&["vfio "]), Err("vfio needs a PCI address like 0000:03:00.0".into()));
        let kind = choice(&["usb", "1"]).expect_err("no kind");
        assert_eq!(kind, "\"usb\" is no kind of card: sim, vfio-user PATH and vfio ADDRESS are");
    }

    #[test]
    fn a_card_that_is_not_ready_is_waited_for() {
        let dir = std::env::temp_dir().join(format!("respite-card-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("writable");
        let path = dir.join("socket");
        let listener = UnixListener::bind(&path).expect("a free name");
        std::thread::spawn(move || {
            // The first client is heard and not answered.
            let _silent = listener.accept();
            while let Ok((stream, _)) = listener.accept() {
                // One that has lost its patience comes again.
                let _ = serve(stream, &SoftCard::new(SoftConfig::default()));
            }
        });
        let options = Options { timeout: Duration::from_secs(1), ..Options::default() };
        let choice = CardChoice::VfioUser(path);
        let opened = choice.open_within(Duration::from_secs(60), &options);
        drop(opened.unwrap_or_else(|error| panic!("{error}")));
        std::fs::remove_dir_all(&dir).expect("the test's own directory");
    }

    #[test]
    fn a_card_that_is_not_there_is_named() {
        let error = CardChoice::VfioUser("/nowhere".into()).open(&Options::default()).err().expect("not there");
        assert!(error.to_string().starts_with("card vfio-user /nowhere: "), "{error}");
    }
}
