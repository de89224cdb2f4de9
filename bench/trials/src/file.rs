//! Results in files.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// Why a result is not kept.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FileError {
    path: PathBuf,
    source: std::io::Error,
}

pub fn write(path: &Path, text: &str) -> Result<(), FileError> {
    std::fs::write(path, text).map_err(|source| FileError { path: path.to_owned(), source })
}

/// Prints a table of results, keeps it where that is wanted, and the results in JSON.
pub fn report(json: &Path, page: Option<&Path>, results: &impl Serialize, table: &str) -> Result<(), FileError> {
    write_json(json, results)?;
    print!("{table}");
    page.map_or(Ok(()), |page| write(page, table))
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), FileError> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|error| FileError { path: path.to_owned(), source: error.into() })?;
    write(path, &(text + "\n"))
}
