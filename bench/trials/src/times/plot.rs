//! The plot: how many of the runs had their first answer within which time.

use std::path::Path;

use plotters::prelude::*;

use super::series::{Error, Series};
use super::table::time;

/// Draws all series into an SVG file.
pub fn draw(path: &Path, all: &[Series]) -> Result<(), Error> {
    let root = SVGBackend::new(path, (900, 520)).into_drawing_area();
    root.fill(&WHITE).map_err(failed)?;
    let mut chart = ChartBuilder::on(&root)
        .caption("Black hole after a restart", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(48)
        .build_cartesian_2d((LEAST..MOST).log_scale(), 0f64..105.0)
        .map_err(failed)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc("from the first packet to its answer, or that of a later one")
        .y_desc("percent of the runs")
        .x_label_formatter(&|ms| time(*ms))
        .draw()
        .map_err(failed)?;
    for (i, series) in all.iter().enumerate() {
        let color = Palette99::pick(i).to_rgba();
        // Ours are solid lines, the other's dashed.
        let ours = !series.up_ms.is_empty();
        let steps = steps(series);
        let label = label(series);
        let drawn = if ours {
            chart.draw_series(LineSeries::new(steps, color.stroke_width(2))).map_err(failed)?
        } else {
            chart.draw_series(DashedLineSeries::new(steps, 6, 3, color.stroke_width(2))).map_err(failed)?
        };
        drawn.label(label).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::MiddleMiddle)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3))
        .draw()
        .map_err(failed)?;
    root.present().map_err(failed)
}

/// The share of the runs over time, as stairs.
fn steps(series: &Series) -> Vec<(f64, f64)> {
    let mut times = series.answered();
    times.sort_unstable_by(f64::total_cmp);
    let share = |n: usize| 100.0 * n as f64 / series.answered_ms.len().max(1) as f64;
    let mut steps = vec![(LEAST, 0.0)];
    for (n, at) in times.iter().enumerate() {
        steps.extend([(*at, share(n)), (*at, share(n + 1))]);
    }
    let end = if times.len() == series.answered_ms.len() { MOST } else { series.limit_ms as f64 };
    steps.push((end, share(times.len())));
    steps
}

fn label(series: &Series) -> String {
    let never = if series.answered().is_empty() { ": never" } else { "" };
    let delay = if series.delay_ms > 0 { format!(", {} ms one way", series.delay_ms) } else { String::new() };
    let program = series.program.split(' ').next().unwrap_or_default();
    format!("{program}, IKEv{}, {}{delay}{never}", series.ike, series.condition)
}

fn failed(e: impl std::fmt::Display) -> Error {
    Error::Plot(e.to_string())
}

/// Milliseconds.
const LEAST: f64 = 5.0;
const MOST: f64 = 500_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn series(answered_ms: Vec<Option<f64>>) -> Series {
        let (name, program, condition) = ("a".into(), "P 1".into(), "c".into());
        let (limit_ms, required_ms) = (400_000, None);
        Series { name, program, ike: 2, condition, delay_ms: 10, answered_ms, up_ms: vec![], limit_ms, required_ms }
    }

    #[test]
    fn stairs_end_at_the_share_that_was_answered() {
        let some = steps(&series(vec![Some(20.0), None, Some(10.0), None]));
        assert_eq!(some[1..3], [(10.0, 0.0), (10.0, 25.0)]);
        assert_eq!(some.last(), Some(&(400_000.0, 50.0)));
        assert_eq!(steps(&series(vec![Some(20.0)])).last(), Some(&(MOST, 100.0)));
        assert_eq!(label(&series(vec![None])), "P, IKEv2, c, 10 ms one way: never");
    }

    #[test]
    fn every_series_is_in_the_plot() {
        let path = std::env::temp_dir().join(format!("respite-recovery-{}.svg", std::process::id()));
        draw(&path, &[series(vec![Some(20.0), None])]).expect("drawn");
        let text = std::fs::read_to_string(&path).expect("written");
        std::fs::remove_file(&path).expect("removed");
        assert!(text.contains("P, IKEv2, c, 10 ms one way"), "{text}");
    }
}
