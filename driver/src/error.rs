//! What can go wrong with a card: the bus, the device's behaviour, or the caller's request.

use std::time::Duration;

use crate::transport::TransportError;

/// Why an operation on the card failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Registers read all ones, or the transport lost the device. Open it again.
    #[error("the card is gone")]
    Gone,
    /// The host wants the card back, and waits for it: drop all its parts.
    #[error("the host wants the card back")]
    Recalled,
    /// Somebody else has reset the card: it has lost its rings and SAs. Open it again.
    #[error("the card was reset")]
    WasReset,
    /// A bus access of the card was refused since it was opened. Completions or events may be missing: open it again.
    #[error("the card has met a bus error")]
    BusError,
    /// The transport failed.
    #[error(transparent)]
    Transport(TransportError),
    /// BAR0 does not begin with a Respite card's identification.
    #[error("not a Respite card: BAR0 reads {found:#010x} at 0, {bar_len} octets")]
    NotACard {
        /// What it begins with.
        found: u32,
        /// Octets of BAR0.
        bar_len: u64,
    },
    /// The card speaks another major version of the register interface.
    #[error("the card has ABI version {}.{}, the driver {}.{}", found >> 16, found & 0xffff,
        respite_abi::ABI_VERSION >> 16, respite_abi::ABI_VERSION & 0xffff)]
    Abi {
        /// Contents of `ABI_VERSION`.
        found: u32,
    },
    /// The card describes itself in an impossible way.
    #[error("the card says that its {field} is {value}")]
    Capability {
        /// Field of a capability register.
        field: &'static str,
        /// Its value.
        value: u64,
    },
    /// A register did not keep what was written.
    #[error("{register} holds {found:#010x} after {written:#010x} was written")]
    Register {
        /// Name of the register.
        register: &'static str,
        /// Value written.
        written: u32,
        /// Value read.
        found: u32,
    },
    /// The card did not finish in time.
    #[error("the card did not {what} within {after:?}")]
    Stuck {
        /// What the driver waited for.
        what: &'static str,
        /// For how long.
        after: Duration,
    },
    /// The card has fewer interrupts than the contract asks for.
    #[error("the card has {found} MSI-X vectors, the driver needs {needed}")]
    Vectors {
        /// Vectors that it has.
        found: u32,
        /// Vectors that the options ask for.
        needed: u32,
    },
    /// The bus leaves no room for the rings and buffers.
    #[error("no IOVA range has room for {len:#x} octets")]
    NoIova {
        /// Octets asked for.
        len: u64,
    },
    /// The options cannot be met.
    #[error("option {option}: {why}")]
    Options {
        /// The option.
        option: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The card wrote a completion that cannot be. The queue takes no more work; open the card again.
    #[error("queue {queue}: {fault}")]
    Completion {
        /// Queue pair.
        queue: u8,
        /// What is wrong with the completion.
        fault: CompletionFault,
    },
    /// The queue broke earlier: it takes no more work until the card is opened again.
    #[error("queue {queue} is broken")]
    Broken {
        /// Queue pair.
        queue: u8,
    },
    /// A buffer of another queue was submitted, or one that is empty.
    #[error("queue {queue}: packet {position} of the batch {why}")]
    Packet {
        /// Queue pair.
        queue: u8,
        /// Position in the batch.
        position: usize,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// What is wrong with a completion: all of these are lies of the card, none can come from a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompletionFault {
    /// It names a descriptor that is not outstanding.
    #[error("completion for descriptor {index}, which is not outstanding")]
    Index {
        /// Index that the card wrote.
        index: u16,
    },
    /// Its verdict is no verdict, or one of the other direction.
    #[error("completion with verdict {code}")]
    Verdict {
        /// Code that the card wrote.
        code: u8,
    },
    /// Its length does not fit the verdict or the buffer.
    #[error("completion of {len} octets in a buffer of {capacity}")]
    Length {
        /// Length that the card wrote.
        len: u16,
        /// Octets of the buffer.
        capacity: u16,
    },
    /// It names an SA that the card does not have.
    #[error("completion for SA {sa}")]
    Sa {
        /// Index that the card wrote.
        sa: u16,
    },
}

impl From<TransportError> for Error {
    fn from(e: TransportError) -> Error {
        match e {
            TransportError::Gone => Error::Gone,
            e => Error::Transport(e),
        }
    }
}
