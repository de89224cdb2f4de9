//! `show controllers`: the card, and what it counted.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerState {
    /// As in its statement: `sim`, `vfio 0000:03:00.0`.
    pub name: String,
    /// What it is and can do, by name: lanes, SAs, algorithms.
    pub properties: Vec<(String, String)>,
    /// How much it has of what at the moment, by name.
    pub gauges: BTreeMap<String, u64>,
    /// By name; drops are named after their reasons.
    pub counters: BTreeMap<String, u64>,
}

/// All cards.
pub fn show_controllers(controllers: &[ControllerState]) -> String {
    controllers.iter().map(ControllerState::to_string).collect::<Vec<_>>().join("\n")
}

impl Display for ControllerState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "controller {}", self.name)?;
        self.properties.iter().try_for_each(|(name, value)| writeln!(f, "  {name}: {value}"))?;
        writeln!(f, "  Counters:")?;
        let width = self.counters.keys().map(String::len).max().unwrap_or(0);
        self.counters.iter().try_for_each(|(name, value)| writeln!(f, "    {name:<width$}  {value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_stand_in_a_column() {
        let counters = [("rx_pkts", 10), ("rx_spi_graveyard", 2)].map(|(name, n)| (name.to_owned(), n));
        let card = ControllerState {
            name: "sim".into(),
            properties: vec![("lanes".into(), "4".into())],
            gauges: BTreeMap::new(),
            counters: counters.into(),
        };
        let text = "controller sim\n  lanes: 4\n  Counters:\n    rx_pkts           10\n    rx_spi_graveyard  2\n";
        assert_eq!(show_controllers(&[card]), text);
    }
}
