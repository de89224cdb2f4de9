//! What to measure and where to write it.

use std::path::PathBuf;

/// Measures the simulated card and prints tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Parser)]
#[command(name = "respite-bench")]
pub struct Options {
    /// Fewer sizes, one suite in the latency table: minutes rather than many
    #[arg(long)]
    pub quick: bool,
    /// Only suites whose name has TEXT in it, such as `decap` or `aes-128`
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Write all figures to FILE, a flat list of name, value and unit
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Draw the plot into FILE
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Write the tables to FILE, beside the standard output
    #[arg(long, value_name = "FILE")]
    pub tables: Option<PathBuf>,
    /// Take up figures of other programs from FILE, lines of `NAME VALUE UNIT`
    #[arg(long, value_name = "FILE")]
    pub figures: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn options_are_read_and_unknown_ones_refused() {
        let parse = |args: &[&str]| Options::try_parse_from([&["respite-bench"], args].concat());
        let options = parse(&["--quick", "--json", "a.json"]).expect("good");
        assert_eq!(options, Options { quick: true, json: Some("a.json".into()), ..Options::default() });
        assert!(parse(&["--fast"]).is_err() && parse(&["--json"]).is_err());
    }
}
