//! The plot: throughput over packet size, and over memory latency.

use std::path::Path;

use plotters::coord::ranged1d::{KeyPointHint, Ranged};
use plotters::prelude::*;

use crate::error::Error;
use crate::measure::Cost;
use crate::report::Results;
use crate::suite::{Fill, LATENCY_SIZES, SIZES, SUITES};

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// Draws both panels into an SVG file.
pub fn draw(path: &Path, results: &Results) -> Result<(), Error> {
    let panels = if results.latencies.is_empty() { 1 } else { 2 };
    let root = SVGBackend::new(path, (WIDTH * panels as u32, HEIGHT)).into_drawing_area();
    root.fill(&WHITE).map_err(failed)?;
    let areas = root.split_evenly((1, panels));
    throughput(&areas[0], results)?;
    if let Some(area) = areas.get(1) {
        latency(area, results)?;
    }
    root.present().map_err(failed)
}

/// Bytes per clock over the size of the inner packet, which doubles from mark to mark.
fn throughput(area: &Area, results: &Results) -> Result<(), Error> {
    let octets = |size: usize| (size as f64).log2();
    let x = Marked { marks: SIZES.map(octets).to_vec() };
    let mut chart = ChartBuilder::on(area)
        .caption("Throughput, one lane", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(44)
        .build_cartesian_2d(x, 0f64..MOST)
        .map_err(failed)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc("octets of the inner packet")
        .y_desc("octets of inner packets per clock")
        .x_label_formatter(&|x| format!("{:.0}", x.exp2()))
        .draw()
        .map_err(failed)?;
    let ends = [octets(SIZES[0]), octets(SIZES[SIZES.len() - 1])];
    chart
        .draw_series(DashedLineSeries::new(ends.map(|x| (x, REQUIRED)), 6, 4, RED.stroke_width(1)))
        .map_err(failed)?
        .label("required at 1,400: 15")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], RED));
    for (i, suite) in SUITES.iter().enumerate() {
        let color = Palette99::pick(i).to_rgba();
        for fill in Fill::ALL {
            let of = |c: &&Cost| c.suite == *suite && c.fill == fill;
            let points: Vec<_> =
                results.costs.iter().filter(of).map(|c| (octets(c.size), c.bytes_per_clock())).collect();
            if points.is_empty() {
                continue;
            }
            if fill == Fill::One {
                chart
                    .draw_series(LineSeries::new(points.clone(), color.stroke_width(width(i))))
                    .map_err(failed)?
                    .label(suite.title())
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(width(i))));
            }
            // One SA: dots. All of them: rings, around the dots where both are the same.
            let (radius, style) = match fill {
                Fill::One => (3, color.filled()),
                Fill::Full => (3 + width(i) as i32, color.stroke_width(1)),
            };
            chart.draw_series(points.into_iter().map(|p| Circle::new(p, radius, style))).map_err(failed)?;
        }
    }
    // Last, on top of what it bounds.
    let bound = SIZES.map(|size| (octets(size), size as f64 / SUITES[0].bound(size) as f64));
    chart
        .draw_series(DashedLineSeries::new(bound, 2, 3, BLACK.stroke_width(1)))
        .map_err(failed)?
        .label("bound of a 128-bit path")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], BLACK));
    legend(&mut chart)
}

/// Bytes per clock over the clocks of a memory access.
fn latency(area: &Area, results: &Results) -> Result<(), Error> {
    let clocks = |c: &Cost| f64::from(c.latency.unwrap_or(1)).log2();
    let mut marks: Vec<f64> = results.latencies.iter().map(clocks).collect();
    marks.sort_unstable_by(f64::total_cmp);
    marks.dedup();
    let mut chart = ChartBuilder::on(area)
        .caption("Memory latency", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(44)
        .build_cartesian_2d(Marked { marks }, 0f64..MOST)
        .map_err(failed)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc("clocks of a memory access")
        .x_label_formatter(&|x| format!("{:.0}", x.exp2()))
        .draw()
        .map_err(failed)?;
    for (i, suite) in SUITES.iter().enumerate() {
        let color = Palette99::pick(i).to_rgba();
        for size in LATENCY_SIZES {
            let of = |c: &&Cost| c.suite == *suite && c.size == size;
            let points: Vec<_> =
                results.latencies.iter().filter(of).map(|c| (clocks(c), c.bytes_per_clock())).collect();
            let (Some(last), line) = (points.last().copied(), color.stroke_width(width(i))) else { continue };
            let drawn = chart.draw_series(LineSeries::new(points, line)).map_err(failed)?;
            if size == LATENCY_SIZES[0] {
                drawn.label(suite.title()).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], line));
            }
            if i == 0 {
                let note = Text::new(format!("{size} octets"), (last.0 - 0.6, last.1 - 0.35), ("sans-serif", 13));
                chart.draw_series([note]).map_err(failed)?;
            }
        }
    }
    legend(&mut chart)
}

fn legend<'a, X: Ranged<ValueType = f64>, Y: Ranged<ValueType = f64>>(
    chart: &mut ChartContext<'a, SVGBackend<'a>, Cartesian2d<X, Y>>,
) -> Result<(), Error> {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.3))
        .draw()
        .map_err(failed)
}

/// An axis with its marks where the measurements are.
struct Marked {
    marks: Vec<f64>,
}

impl Ranged for Marked {
    type FormatOption = plotters::coord::ranged1d::NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let range = self.range();
        let span = (range.end - range.start).max(f64::MIN_POSITIVE);
        limit.0 + ((value - range.start) / span * f64::from(limit.1 - limit.0)) as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.marks.clone()
    }

    fn range(&self) -> std::ops::Range<f64> {
        match (self.marks.first(), self.marks.last()) {
            (Some(first), Some(last)) => first - 0.2..last + 0.2,
            _ => 0.0..1.0,
        }
    }
}

impl plotters::coord::ranged1d::ValueFormatter<f64> for Marked {
    fn format_ext(&self, value: &f64) -> String {
        format!("{:.0}", value.exp2())
    }
}

/// Of a suite's line: narrower from suite to suite, so that lines show which lie upon each other.
fn width(suite: usize) -> u32 {
    2 + 2 * (SUITES.len() - 1 - suite) as u32
}

fn failed(e: impl std::fmt::Display) -> Error {
    Error::Plot(e.to_string())
}

const WIDTH: u32 = 640;
const HEIGHT: u32 = 460;
/// Octets per clock of the 128-bit path.
const MOST: f64 = 16.5;
/// Octets per clock that are required at 1,400 octets.
const REQUIRED: f64 = 15.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_is_in_the_plot() {
        let cost = |suite, size, fill, latency| Cost { suite, size, fill, latency, clocks: 100.0, spread: 0.0 };
        let costs = SUITES.into_iter().flat_map(|s| SIZES.map(|size| cost(s, size, Fill::One, None)));
        let latencies = [16, 64].into_iter().map(|l| cost(SUITES[0], 1400, Fill::One, Some(l)));
        let results = Results { costs: costs.collect(), latencies: latencies.collect(), ..Results::default() };
        let path = std::env::temp_dir().join(format!("respite-bench-{}.svg", std::process::id()));
        draw(&path, &results).expect("drawn");
        let text = std::fs::read_to_string(&path).expect("written");
        std::fs::remove_file(&path).expect("removed");
        assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"));
        assert!(SUITES.iter().all(|s| text.contains(&s.title())), "{text}");
        assert!(text.contains("9000") && text.contains("16"));
    }
}
