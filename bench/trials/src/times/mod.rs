//! How long a tunnel is a black hole after one end has lost its power: Respite, and strongSwan beside it.
//!
//! ```text
//!   Respite     two gateways, a cable with delay ── demo::repeat ─┐
//!   strongSwan  two daemons, its dead peer detection ─────────────┴─> Series ──> JSON, table, plot
//! ```

mod ours;
mod plot;
mod series;
mod strongswan;
mod table;

use std::path::{Path, PathBuf};

use clap::Args;

pub use series::{Error, Series};

/// Measures recovery times.
#[derive(Debug, Args)]
pub struct Command {
    /// Losses and recoveries of each series.
    #[arg(long, default_value_t = 50)]
    runs: usize,
    /// Only series whose name has TEXT in it, such as `respite.ikev1` or `dpd-tuned`.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Laboratories with strongSwan at a time, which wait most of the time.
    #[arg(long, default_value_t = 25)]
    parallel: usize,
    /// All times; series that FILE has already and that are not measured stay in it.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The table, in Markdown.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// The plot.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl Command {
    /// Measures with the program `respite`; how many series miss what is required of them.
    pub fn run(&self, program: &Path, into: &Path) -> Result<usize, Error> {
        let mut all = series::read(&self.json)?;
        let wanted = |name: &str| name.contains(&self.only);
        let mut keep = |series: Series| {
            all.retain(|other: &Series| other.name != series.name);
            all.push(series);
            series::write(&self.json, &mut all)
        };
        for plan in ours::PLANS.iter().filter(|plan| wanted(&plan.name())) {
            keep(ours::measure(plan, self.runs, program, into)?)?;
        }
        for plan in strongswan::PLANS.iter().filter(|plan| wanted(&plan.name())) {
            keep(strongswan::measure(plan, self.runs, self.parallel, into)?)?;
        }
        let table = table::table(&all);
        print!("{table}");
        if let Some(path) = &self.table {
            std::fs::write(path, table).map_err(Error::file(path))?;
        }
        if let Some(path) = &self.svg {
            plot::draw(path, &all)?;
        }
        Ok(all.iter().filter(|series| series.is_met() == Some(false)).count())
    }
}
