//! The table, in Markdown.

use std::fmt::Write;

use super::series::{quantile, Series};

/// A row for each series.
pub fn table(all: &[Series]) -> String {
    let mut out = String::from(
        "| program | IKE | what ends the black hole | delay | runs | SAs up: median | required | answered: least | median | 95 % | most |\n\
         |---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for series in all {
        let answered = series.answered();
        let value = |values: &[f64], part| quantile(values, part).map_or("—".to_owned(), time);
        let least = match quantile(&answered, 0.0) {
            Some(least) => time(least),
            None => format!("none in {}", time(series.limit_ms as f64)),
        };
        let required = match (series.required_ms, series.is_met()) {
            (Some(bound), Some(met)) => format!("{} {}", time(bound), if met { "PASS" } else { "FAIL" }),
            _ => String::new(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} ms | {} | {} | {required} | {least} | {} | {} | {} |",
            series.program,
            series.ike,
            series.condition,
            series.delay_ms,
            series.answered_ms.len(),
            if series.up_ms.is_empty() { String::new() } else { value(&series.up_ms, 0.5) },
            value(&answered, 0.5),
            value(&answered, 0.95),
            value(&answered, 1.0),
        );
    }
    out
}

/// In a unit that suits it.
pub fn time(ms: f64) -> String {
    if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.1} s", ms / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(answered_ms: Vec<Option<f64>>, up_ms: Vec<f64>, required_ms: Option<f64>) -> Series {
        let (name, program, condition) = ("a".into(), "P".into(), "c".into());
        Series { name, program, ike: 2, condition, delay_ms: 10, answered_ms, up_ms, limit_ms: 400_000, required_ms }
    }

    #[test]
    fn a_row_says_whether_the_median_is_as_required() {
        let good = series(vec![Some(90.0), Some(110.0)], vec![80.0, 100.0], Some(170.0));
        let slow = series(vec![Some(900.0)], vec![800.0], Some(170.0));
        let never = series(vec![None, None], vec![], None);
        let table = table(&[good, slow, never]);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(rows[0], "| P | 2 | c | 10 ms | 2 | 80 ms | 170 ms PASS | 90 ms | 90 ms | 110 ms | 110 ms |");
        assert!(rows[1].contains("| 800 ms | 170 ms FAIL |"), "{}", rows[1]);
        assert!(rows[2].contains("| none in 400.0 s | — |"), "{}", rows[2]);
    }
}
