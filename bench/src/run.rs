//! The order of the measurements, with progress on the standard error.

use std::time::Instant;

use crate::cam;
use crate::error::Error;
use crate::figure;
use crate::measure::{cost, Cost};
use crate::options::Options;
use crate::plot;
use crate::report::Results;
use crate::rig::Rig;
use crate::speed;
use crate::suite::{Fill, Suite, LATENCIES, LATENCY_SIZES, SERIAL, SERIAL_SIZES, SIZES, SUITES};

/// Measures what the options ask for and writes it; returns the number of requirements that are not met.
pub fn all(options: &Options) -> Result<usize, Error> {
    let wanted = |s: &&Suite| options.only.as_ref().is_none_or(|text| s.name().contains(text.as_str()));
    let suites: Vec<Suite> = SUITES.iter().filter(wanted).copied().collect();
    let mut results = Results { latency: Rig::default_latency(), ..Results::default() };
    if let Some(path) = &options.figures {
        results.others = figure::read(path)?;
    }
    let progress = Progress { start: Instant::now() };

    progress.say("CAM block: building the model");
    results.lookups = cam::measure(if options.quick { 2_000 } else { 20_000 })?;
    for l in &results.lookups {
        progress.say(&format!("CAM at {:2} %: {} entries, {} to {} clocks", l.fill, l.entries, l.least, l.most));
    }
    one(options, &suites, &progress, &mut results)?;
    full(options, &suites, &progress, &mut results)?;
    latencies(options, &suites, &progress, &mut results)?;
    serial(&SERIAL.iter().filter(wanted).copied().collect::<Vec<_>>(), &progress, &mut results)?;

    let tables = results.tables();
    println!("{tables}");
    if let Some(path) = &options.tables {
        std::fs::write(path, &tables).map_err(Error::file(path))?;
    }
    if let Some(path) = &options.json {
        figure::write(path, &results.figures())?;
    }
    if let Some(path) = &options.svg {
        plot::draw(path, &results)?;
    }
    Ok(results.judge().iter().filter(|j| !j.met).count())
}

/// Every suite with one SA in the card, and the simulator's speed with the first one.
fn one(options: &Options, suites: &[Suite], progress: &Progress, results: &mut Results) -> Result<(), Error> {
    progress.say("card with 1 SA: opening");
    let mut rig = Rig::open(None)?;
    for (i, suite) in suites.iter().enumerate() {
        let mut sas = rig.install(*suite, 1)?;
        for size in sizes(options) {
            let found = cost(&mut rig, &mut sas, (*suite, *size, Fill::One), None)?;
            progress.cost(&found);
            results.costs.push(found);
        }
        if i == 0 {
            for size in speed::SIZES {
                let found = speed::measure(&mut rig, &mut sas, size, if options.quick { 20_000 } else { 100_000 })?;
                progress.say(&format!(
                    "simulator, {size} octets: {:.0} clocks/s, {:.0} packets/s",
                    found.clocks, found.packets
                ));
                results.speeds.push(found);
            }
        }
        rig.remove(sas)?;
    }
    Ok(())
}

/// Every suite with all SAs in the card, in equal shares, and the CAM filled up.
fn full(options: &Options, suites: &[Suite], progress: &Progress, results: &mut Results) -> Result<(), Error> {
    let mut rig = Rig::open(None)?;
    let mut shares = vec![];
    for (i, suite) in suites.iter().enumerate() {
        // The last share takes what division leaves.
        let (from, to) = (rig.capacity() * i / suites.len(), rig.capacity() * (i + 1) / suites.len());
        progress.say(&format!("full card: {} SAs for {}", to - from, suite.name()));
        shares.push((*suite, rig.install(*suite, to - from)?));
    }
    progress.say(&format!("full card: filling the CAM to {CAM_FILL} %"));
    results.sas = rig.capacity();
    results.entries = rig.fill_cam(CAM_FILL)?;
    for (suite, sas) in &mut shares {
        for size in sizes(options) {
            let found = cost(&mut rig, sas, (*suite, *size, Fill::Full), None)?;
            progress.cost(&found);
            results.costs.push(found);
        }
    }
    Ok(())
}

/// Two sizes again with memories of other latencies.
fn latencies(options: &Options, suites: &[Suite], progress: &Progress, results: &mut Results) -> Result<(), Error> {
    let suites = if options.quick { &suites[..suites.len().min(1)] } else { suites };
    for latency in LATENCIES {
        let mut rig = Rig::open(Some(latency))?;
        for suite in suites {
            let mut sas = rig.install(*suite, 1)?;
            for size in LATENCY_SIZES {
                let found = cost(&mut rig, &mut sas, (*suite, size, Fill::One), Some(latency))?;
                progress.cost(&found);
                results.latencies.push(found);
            }
            rig.remove(sas)?;
        }
    }
    Ok(())
}

/// The block-serial suites, each with one SA.
fn serial(suites: &[Suite], progress: &Progress, results: &mut Results) -> Result<(), Error> {
    let mut rig = Rig::open(None)?;
    for suite in suites {
        let mut sas = rig.install(*suite, 1)?;
        for size in SERIAL_SIZES {
            let found = cost(&mut rig, &mut sas, (*suite, size, Fill::One), None)?;
            progress.cost(&found);
            results.serial.push(found);
        }
        rig.remove(sas)?;
    }
    Ok(())
}

fn sizes(options: &Options) -> &'static [usize] {
    if options.quick {
        &QUICK_SIZES
    } else {
        &SIZES
    }
}

/// Tells how far the run has come.
struct Progress {
    start: Instant,
}

impl Progress {
    fn say(&self, what: &str) {
        eprintln!("[{:4.0} s] {what}", self.start.elapsed().as_secs_f64());
    }

    fn cost(&self, cost: &Cost) {
        let latency = cost.latency.map_or(String::new(), |l| format!(", memory latency {l}"));
        self.say(&format!(
            "{}, {} octets, {}{latency}: {:.2} clocks/packet, {:.2} bytes/clock",
            cost.suite.name(),
            cost.size,
            cost.fill.name(),
            cost.clocks,
            cost.bytes_per_clock(),
        ));
    }
}

/// Sizes of a quick run: those that something is required of, and the longest.
const QUICK_SIZES: [usize; 3] = [64, 1400, 9000];
/// Per cent of the CAM's table in use on the full card.
const CAM_FILL: usize = 95;
