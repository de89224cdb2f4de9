//! Figures by name, as bench.json and the scripts beside it write them.

use std::path::Path;

use serde::Serialize;

use crate::error::Error;

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What it is of.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: String,
}

/// What a figure must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Figure {
    /// A figure.
    pub fn new(name: impl Into<String>, value: f64, unit: impl Into<String>) -> Figure {
        Figure { name: name.into(), value, unit: unit.into() }
    }
}

impl Bound {
    /// Whether a value meets the bound; what is not a number does not.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Bound::AtLeast(least) => value >= least,
            Bound::AtMost(most) => value <= most,
        }
    }
}

/// Figures that another program printed: lines of `NAME VALUE UNIT`.
pub fn read(path: &Path) -> Result<Vec<Figure>, Error> {
    let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
    let parse = |line: &str| {
        let (name, rest) = line.split_once(' ')?;
        let (value, unit) = rest.split_once(' ')?;
        Some(Figure::new(name, value.parse::<f64>().ok().filter(|v| v.is_finite())?, unit))
    };
    let bad = |line| Error::Figures { path: path.display().to_string(), line };
    text.lines().enumerate().map(|(i, line)| parse(line).ok_or_else(|| bad(i + 1))).collect()
}

/// Writes bench.json: a flat list.
pub fn write(path: &Path, figures: &[Figure]) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(figures).expect("names and finite numbers have a JSON form");
    text.push('\n');
    std::fs::write(path, text).map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_at_the_bound_and_not_beyond() {
        assert!(Bound::AtLeast(15.0).holds(15.0) && !Bound::AtLeast(15.0).holds(14.99));
        assert!(Bound::AtMost(10.0).holds(10.0) && !Bound::AtMost(10.0).holds(10.01));
        assert!(!Bound::AtMost(10.0).holds(f64::NAN));
    }

    #[test]
    fn lines_are_read_and_a_bad_one_is_named() {
        let dir = std::env::temp_dir().join(format!("respite-bench-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("directory");
        let path = dir.join("figures");
        std::fs::write(&path, "a.b 12.5 instructions per packet\n").expect("written");
        assert_eq!(read(&path).expect("good"), [Figure::new("a.b", 12.5, "instructions per packet")]);
        std::fs::write(&path, "a 1 x\nb NaN x\n").expect("written");
        assert!(matches!(read(&path), Err(Error::Figures { line: 2, .. })));
        std::fs::remove_dir_all(&dir).expect("removed");
    }
}
