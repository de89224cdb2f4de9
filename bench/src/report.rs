//! Tables of the results, in Markdown that reads well in a terminal too, with each requirement's verdict beside its figure.

use std::fmt::Write;

use respite_driver::Direction;

use crate::cam::Lookups;
use crate::figure::{Bound, Figure};
use crate::measure::Cost;
use crate::speed::Speed;
use crate::suite::{Algorithm, Fill, Suite, LATENCY_SIZES, SERIAL, SIZES, SUITES};

/// Everything that was measured.
#[derive(Debug, Default)]
pub struct Results {
    /// Suites, sizes and fills.
    pub costs: Vec<Cost>,
    /// Some of them again, with other memory latencies.
    pub latencies: Vec<Cost>,
    /// The block-serial suites.
    pub serial: Vec<Cost>,
    /// The simulator, by size.
    pub speeds: Vec<Speed>,
    /// The CAM block.
    pub lookups: Vec<Lookups>,
    /// What other programs measured.
    pub others: Vec<Figure>,
    /// Clocks of a memory access.
    pub latency: u32,
    /// SAs of the full card.
    pub sas: usize,
    /// CAM entries of the full card.
    pub entries: usize,
}

/// A requirement and what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What is required of what.
    pub requirement: String,
    /// What was found.
    pub found: String,
    /// Whether it is met.
    pub met: bool,
}

impl Results {
    /// All figures, flat.
    pub fn figures(&self) -> Vec<Figure> {
        let costs = self.costs.iter().chain(&self.latencies).chain(&self.serial).flat_map(Cost::figures);
        let speeds = self.speeds.iter().flat_map(Speed::figures);
        costs.chain(speeds).chain(self.lookups.iter().map(Lookups::figure)).chain(self.others.iter().cloned()).collect()
    }

    /// Every requirement for which there is a figure.
    pub fn judge(&self) -> Vec<Judgement> {
        let mut out = vec![];
        for cost in self.costs.iter().chain(&self.serial) {
            let of = format!("{}, {} octets, {}", cost.suite.name(), cost.size, cost.fill.name());
            if let Some((bound, value, unit)) = required(cost) {
                out.push(judgement(&of, bound, value, unit));
            }
        }
        for (one, full) in self.pairs() {
            let of = format!("{}, {} octets, sas-full against sas-1", one.suite.name(), one.size);
            out.push(judgement(&of, Bound::AtMost(1.0), difference(one, full).abs(), "% difference"));
        }
        for figure in self.figures() {
            if let Some((_, bound)) = BOUNDS.iter().find(|(name, _)| *name == figure.name) {
                out.push(judgement(&figure.name, *bound, figure.value, &figure.unit));
            }
        }
        if let (Some(least), Some(most)) =
            (self.lookups.iter().map(|l| l.least).min(), self.lookups.iter().map(|l| l.most).max())
        {
            let found = format!("{least} to {most} clocks");
            out.push(Judgement { requirement: "cam lookup: the same at every fill".into(), found, met: least == most });
        }
        out
    }

    /// All tables.
    pub fn tables(&self) -> String {
        let mut out = String::new();
        if !self.costs.is_empty() {
            let _ = writeln!(
                out,
                "IPv4 tunnel, one lane, memory latency {} clocks. Full: {} SAs, {} CAM entries.\n",
                self.latency, self.sas, self.entries
            );
        }
        for suite in SUITES {
            self.suite_table(suite, &mut out);
        }
        self.serial_table(&mut out);
        self.latency_table(&mut out);
        self.other_table(&mut out);
        self.requirement_table(&mut out);
        out
    }

    fn suite_table(&self, suite: Suite, out: &mut String) {
        let rows: Vec<_> = self.pairs().filter(|(one, _)| one.suite == suite).collect();
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "### {}\n", suite.title());
        let head = ["inner octets", "bound", "clocks/packet, 1 SA", "full", "bytes/clock, 1 SA", "full", "difference"];
        let mut table = Table::new(&[&head[..], &["spread", "required"]].concat());
        for (one, full) in rows {
            let verdicts: Vec<&str> =
                [one, full].iter().filter_map(|c| required(c)).map(|(b, v, _)| pass(b.holds(v))).collect();
            let same = pass(Bound::AtMost(1.0).holds(difference(one, full).abs()));
            table.row([
                one.size.to_string(),
                suite.bound(one.size).to_string(),
                format!("{:.2}", one.clocks),
                format!("{:.2}", full.clocks),
                format!("{:.2}", one.bytes_per_clock()),
                format!("{:.2}", full.bytes_per_clock()),
                format!("{:+.2} % {same}", difference(one, full)),
                format!("{:.3}", one.spread.max(full.spread)),
                match required(one) {
                    Some((bound, _, unit)) => format!("{} {unit}: {}", text(bound), verdicts.join(", ")),
                    None => String::new(),
                },
            ]);
        }
        table.print(out);
    }

    fn serial_table(&self, out: &mut String) {
        if self.serial.is_empty() {
            return;
        }
        let _ = writeln!(out, "### Block-serial suites, 1 SA\n");
        let mut table = Table::new(&["suite", "inner octets", "clocks/packet", "bytes/clock", "spread", "required"]);
        for cost in &self.serial {
            table.row([
                cost.suite.name(),
                cost.size.to_string(),
                format!("{:.2}", cost.clocks),
                format!("{:.2}", cost.bytes_per_clock()),
                format!("{:.3}", cost.spread),
                required(cost)
                    .map_or(String::new(), |(b, v, unit)| format!("{} {unit}: {}", text(b), pass(b.holds(v)))),
            ]);
        }
        table.print(out);
    }

    fn latency_table(&self, out: &mut String) {
        let mut latencies: Vec<u32> = self.latencies.iter().filter_map(|c| c.latency).collect();
        latencies.sort_unstable();
        latencies.dedup();
        if latencies.is_empty() {
            return;
        }
        let _ = writeln!(out, "### Memory latency: bytes/clock, 1 SA\n");
        let head: Vec<String> = latencies.iter().map(|l| format!("{l} clocks")).collect();
        let head: Vec<&str> = ["suite", "inner octets"].into_iter().chain(head.iter().map(String::as_str)).collect();
        let mut table = Table::new(&head);
        for (suite, size) in SUITES.iter().flat_map(|s| LATENCY_SIZES.map(|size| (*s, size))) {
            let found: Vec<String> = latencies
                .iter()
                .filter_map(|l| self.latencies.iter().find(|c| (c.suite, c.size, c.latency) == (suite, size, Some(*l))))
                .map(|c| format!("{:.2}", c.bytes_per_clock()))
                .collect();
            if found.len() == latencies.len() {
                table.row([suite.name(), size.to_string()].into_iter().chain(found));
            }
        }
        table.print(out);
    }

    fn other_table(&self, out: &mut String) {
        let costs = self.costs.len() + self.latencies.len() + self.serial.len();
        let figures = self.figures().split_off(2 * costs);
        if figures.is_empty() {
            return;
        }
        let _ = writeln!(out, "### Simulator, CAM, driver, IKE\n");
        let mut table = Table::new(&["figure", "value", "unit"]);
        for figure in figures {
            let value =
                if figure.value >= 1000.0 { format!("{:.0}", figure.value) } else { format!("{:.1}", figure.value) };
            table.row([figure.name, value, figure.unit]);
        }
        table.print(out);
    }

    fn requirement_table(&self, out: &mut String) {
        let _ = writeln!(out, "### Requirements\n");
        let mut table = Table::new(&["requirement", "found", ""]);
        for j in self.judge() {
            table.row([j.requirement, j.found, pass(j.met).to_string()]);
        }
        table.print(out);
    }

    /// Each suite and size with one SA and with all.
    fn pairs(&self) -> impl Iterator<Item = (&Cost, &Cost)> {
        let find =
            |suite, size, fill| self.costs.iter().find(move |c| (c.suite, c.size, c.fill) == (suite, size, fill));
        let cases = SUITES.into_iter().flat_map(|suite| SIZES.map(|size| (suite, size)));
        cases.filter_map(move |(suite, size)| Some((find(suite, size, Fill::One)?, find(suite, size, Fill::Full)?)))
    }
}

/// Aligned columns, the first one to the left.
struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(head: &[&str]) -> Table {
        Table { rows: vec![head.iter().map(ToString::to_string).collect()] }
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn print(&self, out: &mut String) {
        let widths: Vec<usize> = (0..self.rows[0].len())
            .map(|column| self.rows.iter().map(|r| r[column].len()).max().unwrap_or(0).max(3))
            .collect();
        for (i, row) in self.rows.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let _ = if column == 0 { write!(out, "| {cell:<width$} ") } else { write!(out, "| {cell:>width$} ") };
            }
            out.push_str("|\n");
            if i == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let _ = write!(out, "|{}{}", "-".repeat(width + 1), if column == 0 { "-" } else { ":" });
                }
                out.push_str("|\n");
            }
        }
        out.push('\n');
    }
}

/// What is required of a suite at this size, what was found, and the unit.
fn required(cost: &Cost) -> Option<(Bound, f64, &'static str)> {
    let least = |rate: f64| Some((Bound::AtLeast(rate), cost.bytes_per_clock(), "bytes/clock"));
    match (cost.suite.algorithm, cost.size) {
        (Algorithm::AesGcm { .. }, 1400) => least(15.0),
        (Algorithm::AesGcm { .. }, 64) => Some((Bound::AtMost(10.0), cost.clocks, "clocks")),
        (Algorithm::Hmac { .. }, 1400) if cost.suite == SERIAL[0] => least(2.0),
        (Algorithm::SeedBundle, 1400) if cost.suite.direction == Direction::Inbound => least(0.5),
        _ => None,
    }
}

/// Clocks that the full card takes more, in per cent.
fn difference(one: &Cost, full: &Cost) -> f64 {
    (full.clocks / one.clocks - 1.0) * 100.0
}

fn judgement(of: &str, bound: Bound, value: f64, unit: &str) -> Judgement {
    let found = if value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    Judgement { requirement: format!("{of}: {} {unit}", text(bound)), found, met: bound.holds(value) }
}

fn text(bound: Bound) -> String {
    match bound {
        Bound::AtLeast(least) => format!(">= {least}"),
        Bound::AtMost(most) => format!("<= {most}"),
    }
}

fn pass(met: bool) -> &'static str {
    if met {
        "PASS"
    } else {
        "FAIL"
    }
}

/// What is required of figures by name.
const BOUNDS: [(&str, Bound); 7] = [
    ("sim.clocks_per_second", Bound::AtLeast(100_000.0)),
    ("driver.instructions_per_packet", Bound::AtMost(150.0)),
    ("ike.handshakes_per_second", Bound::AtLeast(1600.0)),
    ("ike.handshakes_per_second.modp-2048", Bound::AtLeast(400.0)),
    ("ike.bytes_per_sa", Bound::AtMost(8192.0)),
    ("ike.flood.first_messages.bytes", Bound::AtMost(1_048_576.0)),
    ("ike.flood.unknown_spis.bytes", Bound::AtMost(1_048_576.0)),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn results(clocks: [f64; 4]) -> Results {
        let cost = |size, fill, clocks| Cost { suite: SUITES[0], size, fill, latency: None, clocks, spread: 0.0 };
        let costs = vec![
            cost(64, Fill::One, clocks[0]),
            cost(64, Fill::Full, clocks[1]),
            cost(1400, Fill::One, clocks[2]),
            cost(1400, Fill::Full, clocks[3]),
        ];
        Results { costs, ..Results::default() }
    }

    #[test]
    fn each_requirement_fails_alone() {
        let failed = |clocks| results(clocks).judge().into_iter().filter(|j| !j.met).count();
        assert_eq!(failed([9.0, 9.0, 92.0, 92.0]), 0);
        assert_eq!(failed([10.1, 10.1, 92.0, 92.0]), 2);
        assert_eq!(failed([9.0, 9.0, 93.4, 93.4]), 2);
        assert_eq!(failed([9.0, 9.1, 92.0, 92.0]), 1);
    }

    #[test]
    fn a_failed_figure_stays_in_the_tables() {
        let text = results([11.0, 11.0, 92.0, 92.0]).tables();
        assert!(text.contains("11.00") && text.contains("FAIL") && text.contains("15.22"), "{text}");
    }

    #[test]
    fn other_programs_are_judged_too() {
        let mut r = results([9.0, 9.0, 92.0, 92.0]);
        r.others.push(Figure::new("driver.instructions_per_packet", 151.0, "instructions"));
        assert_eq!(r.judge().iter().filter(|j| !j.met).count(), 1);
        r.lookups = vec![Lookups { fill: 0, entries: 0, count: 9, least: 6, most: 7 }];
        assert_eq!(r.judge().iter().filter(|j| !j.met).count(), 2);
    }
}
