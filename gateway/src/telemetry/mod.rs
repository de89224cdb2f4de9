//! What a gateway counts, as files and as metrics.
//!
//! ```text
//!   gateway ── Stats ──> Source ──> groups ──┬──> tree ──> files ──> mount     cat /run/respite/sim/statistics/rx_pkts
//!                                            ├──> metrics ──> http             GET /metrics
//!                                            └──> table                        show counters
//! ```
//! All show the same snapshot under the same names: those of the card's contract, of the recovery's decisions and of the
//! data path. Nothing here can change anything, and no key is in a snapshot.

mod files;
mod groups;
mod http;
mod metrics;
mod mount;
mod source;
mod standard;
mod stats;
mod table;
mod tree;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use groups::{catalogue, groups, Group, Kind, Value};
pub use source::{Ask, Source};
pub use standard::{management, xfrm_in, xfrm_of, xfrm_out, Standard};
pub use stats::{BundleStats, IkeStats, PathCounters, RedStats, SaStats, SaUsage, Stats};
pub use table::{show_counters, Counted};

use crate::config::telemetry::Telemetry as Wanted;
use http::Metrics;
use mount::Mount;

/// What is served at the moment. Dropping it ends it all.
pub struct Telemetry {
    source: Source,
    tree: Option<(Place, Mount)>,
    metrics: Option<(SocketAddr, Metrics)>,
}

/// Where a tree is: a directory, and the card's name in it.
type Place = (PathBuf, String);

/// Why something is not served.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("no tree of counters: {0}")]
    Tree(#[from] mount::MountError),
    #[error("no metrics: {0}")]
    Metrics(#[from] http::MetricsError),
}

impl Telemetry {
    pub fn new(source: Source) -> Self {
        Telemetry { source, tree: None, metrics: None }
    }

    /// Serves what is wanted and nothing else; what stays the same goes on. To be called within a runtime.
    pub fn configure(&mut self, wanted: &Wanted, card: &str) -> Vec<TelemetryError> {
        let mut failed = Vec::new();
        let place = wanted.tree.clone().map(|directory| (directory, card.to_owned()));
        if self.tree.as_ref().map(|(place, _)| place) != place.as_ref() {
            // The old one first: it may be in the new one's place.
            self.tree = None;
            if let Some(place) = place {
                match Mount::new(&place.0, &place.1, self.source.clone()) {
                    Ok(mount) => self.tree = Some((place, mount)),
                    Err(error) => failed.push(error.into()),
                }
            }
        }
        if self.metrics.as_ref().map(|(address, _)| *address) != wanted.metrics {
            self.metrics = None;
            if let Some(address) = wanted.metrics {
                match Metrics::serve(address, self.source.clone()) {
                    Ok(metrics) => self.metrics = Some((address, metrics)),
                    Err(error) => failed.push(error.into()),
                }
            }
        }
        failed
    }
}
