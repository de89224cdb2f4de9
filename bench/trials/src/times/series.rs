//! Times that were measured under equal conditions.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The times of one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Unique: program, version of IKE, condition.
    pub name: String,
    pub program: String,
    /// Version of IKE.
    pub ike: u8,
    /// What it is that ends the black hole.
    pub condition: String,
    /// Of the network, one way.
    pub delay_ms: u64,
    /// From the first packet to the end that has come back until a packet is answered; `None`: not while it was waited.
    pub answered_ms: Vec<Option<f64>>,
    /// From that packet until both ends had the new SAs. Respite's alone.
    #[serde(default)]
    pub up_ms: Vec<f64>,
    /// How long was waited.
    pub limit_ms: u64,
    /// What the median of `up_ms` must not exceed.
    #[serde(default)]
    pub required_ms: Option<f64>,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{name}: {source}")]
    Ours { name: String, source: respite::demo::ExperimentError },
    #[error("{name}: {why}")]
    Theirs { name: String, why: String },
    #[error("plot: {0}")]
    Plot(String),
}

impl Error {
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
        move |source| Error::File { path: path.to_owned(), source }
    }
}

impl Series {
    /// Whether its median is as required; `None`: nothing is required.
    pub fn is_met(&self) -> Option<bool> {
        Some(quantile(&self.up_ms, 0.5)? <= self.required_ms?)
    }

    /// Times until a packet was answered, of those that were.
    pub fn answered(&self) -> Vec<f64> {
        self.answered_ms.iter().flatten().copied().collect()
    }
}

/// The least value that so much of all values does not exceed.
pub fn quantile(values: &[f64], part: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (part * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied()
}

/// What was measured before; nothing if there is no such file.
pub fn read(path: &Path) -> Result<Vec<Series>, Error> {
    match std::fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|source| Error::Json { path: path.to_owned(), source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Error::File { path: path.to_owned(), source }),
    }
}

/// Writes all, Respite's first.
pub fn write(path: &Path, all: &mut [Series]) -> Result<(), Error> {
    all.sort_by(|one, other| {
        (&one.program, other.ike, one.delay_ms, &one.name).cmp(&(&other.program, one.ike, other.delay_ms, &other.name))
    });
    let text = serde_json::to_string_pretty(all).map_err(|source| Error::Json { path: path.to_owned(), source })?;
    std::fs::write(path, text + "\n").map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let values = [40.0, 10.0, 30.0, 20.0];
        assert_eq!(quantile(&values, 0.5), Some(20.0));
        assert_eq!(quantile(&values, 0.95), Some(40.0));
        assert_eq!(quantile(&values, 0.0), Some(10.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
