//! The gateway as a program that runs: sockets, a TUN interface, a card, and IKE between them.
//!
//! ```text
//!              red: TUN, routes          black: raw ESP and AH, UDP 500 and 4500, one set an interface
//!                    │                         │                    │ IKE
//!                    └────────> Path <─────────┘                    v
//!                        Tables  │  events: acquire, traffic ──> Gateway ── respite_ike::Endpoint
//!                          ^   queue                                │  ^
//!                          │     │                  card events ────┘  └── Server <── console, show, clear, ping
//!                          └── Engine ── SA table, CAM; SlowPath: what stands behind options
//! ```
//! Two tasks: the path moves packets and decides nothing that takes long; the gateway does everything else. What they share
//! is `tables`, which is never held while anybody waits.

mod black;
mod cards;
mod client;
mod engine;
mod filter;
mod gateway;
mod held;
mod journal;
mod manual;
mod observe;
mod odd;
mod operate;
mod packet;
mod params;
mod path;
mod peers;
mod ping;
mod protocol;
mod red;
mod secrets;
mod server;
mod slow;
mod tables;

use std::path::PathBuf;

pub use client::{Client, ClientError};
pub use gateway::Gateway;
pub use manual::{manual, ManualError, ManualReport, ManualUsage, Options as ManualOptions};
pub use protocol::{Reply, Request};

/// Where a gateway finds and keeps things.
#[derive(Clone, Debug)]
pub struct Options {
    /// The startup configuration.
    pub config: PathBuf,
    /// Directory of what must outlive a restart.
    pub state: PathBuf,
    /// The control socket.
    pub socket: PathBuf,
    /// Name of the TUN interface.
    pub tun: String,
}

/// Why a gateway does not run.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    #[error("{}: {source}", file.display())]
    Config { file: PathBuf, source: std::io::Error },
    #[error("{} cannot be used:\n{source}", file.display())]
    Wrong { file: PathBuf, source: crate::config::LoadError },
    #[error(transparent)]
    Secrets(#[from] secrets::SecretsError),
    #[error(transparent)]
    Card(#[from] cards::CardError),
    #[error(transparent)]
    Black(#[from] black::BlackError),
    #[error(transparent)]
    Red(#[from] red::RedError),
    #[error(transparent)]
    Server(#[from] server::ServerError),
    #[error("no entropy: {0}")]
    Entropy(#[from] getrandom::Error),
    #[error("signals: {0}")]
    Signal(std::io::Error),
}
