//! `show crypto recovery`: whether invalid-SPI recovery is on, and what it has done.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use respite_ike::report::Decision;
use serde::{Deserialize, Serialize};

/// Invalid-SPI recovery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryState {
    pub enabled: bool,
    /// Packets with an unknown SPI.
    pub invalid_spi_packets: u64,
    /// What became of the events, by the name of the counter.
    pub decisions: BTreeMap<String, u64>,
}

/// As `show crypto recovery` prints it.
pub fn show_recovery(state: &RecoveryState) -> String {
    state.to_string()
}

impl RecoveryState {
    /// From what the IKE library counted.
    pub fn new(enabled: bool, invalid_spi_packets: u64, decisions: &BTreeMap<Decision, u64>) -> Self {
        let named = decisions.iter().map(|(decision, count)| (decision.counter().to_owned(), *count));
        RecoveryState { enabled, invalid_spi_packets, decisions: named.collect() }
    }
}

impl Display for RecoveryState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let enabled = if self.enabled { "enabled" } else { "disabled" };
        writeln!(f, "Invalid SPI recovery: {enabled}")?;
        writeln!(f, "  Packets with an invalid spi: {}", self.invalid_spi_packets)?;
        let width = self.decisions.keys().map(String::len).max().unwrap_or(0);
        let (ours, peers): (Vec<_>, Vec<_>) = self.decisions.iter().partition(|(name, _)| name.starts_with("rec_"));
        for (title, rows) in [("As the one who lost an SA", ours), ("As told by peers", peers)] {
            writeln!(f, "  {title}:")?;
            rows.into_iter().try_for_each(|(name, count)| writeln!(f, "    {name:<width$}  {count}"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_shown_by_their_counters_and_by_role() {
        let decisions = BTreeMap::from([(Decision::Initiated, 1), (Decision::Deleted, 2), (Decision::Duplicate, 3)]);
        let text = show_recovery(&RecoveryState::new(true, 6, &decisions));
        let (ours, peers) = text.split_once("As told by peers:").expect("both roles");
        assert!(ours.starts_with("Invalid SPI recovery: enabled\n  Packets with an invalid spi: 6\n"), "{ours}");
        assert!(ours.contains("rec_initiate       1\n") && ours.contains("rec_dedup          3\n"), "{ours}");
        assert!(peers.contains("invspi_rx_deleted  2\n"), "{peers}");
    }
}
