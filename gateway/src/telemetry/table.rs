//! `show counters`: everything that is counted, by the directories of the tree.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::groups::groups;
use super::standard::{management, xfrm_in, xfrm_out};
use super::stats::Stats;

/// Values by directory and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Counted(BTreeMap<&'static str, BTreeMap<&'static str, u64>>);

impl Counted {
    pub fn of(stats: &Stats) -> Counted {
        let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for group in groups(stats) {
            let values = group.values.iter().map(|value| (value.name, value.value));
            all.entry(group.directory).or_default().extend(values);
        }
        if !stats.controllers.is_empty() {
            let linux = xfrm_in(stats).into_iter().chain(xfrm_out(stats));
            all.insert("xfrm", linux.map(|row| (row.name, row.value)).collect());
            all.insert("mib", management(stats).into_iter().map(|row| (row.name, row.value)).collect());
        }
        Counted(all)
    }
}

/// As the console prints it.
pub fn show_counters(counted: &Counted) -> String {
    let mut text = String::new();
    for (directory, values) in &counted.0 {
        let width = values.keys().map(|name| name.len()).max().unwrap_or(0);
        // Writing to a String does not fail.
        let _ = writeln!(text, "{directory}:");
        for (name, value) in values {
            let _ = writeln!(text, "  {name:<width$}  {value}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::groups::tests::sample;
    use super::*;

    #[test]
    fn cli_06_all_names_are_shown_side_by_side() {
        let text = show_counters(&Counted::of(&sample()));
        for line in ["statistics:\n", "xfrm:\n  XfrmAcquireError", "  cipSecGlobalNoSaFails", "  rx_no_sa_esp"] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let json = serde_json::to_value(Counted::of(&sample())).expect("numbers");
        assert_eq!(json["path"]["sent_packets"], 4);
        assert!(json["statistics"]["rx_icv"].as_u64() > Some(100));
    }
}
