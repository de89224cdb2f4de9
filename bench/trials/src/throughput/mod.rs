//! How many packets two gateways carry, and what a packet costs each of them.
//!
//! ```text
//!   A: 10.0.0.1 ──UDP──> gateway ════ESP════> gateway ──> 10.0.2.2 :B
//!                           card               card      both in the process of the trial
//! ```
//! Time is the operating system's account of the gateway's process; instructions are those of its own program (callgrind),
//! without the kernel's: the difference of two runs, so that their beginnings cancel.

mod cards;
mod load;

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use respite::demo::{wait_for, Case, Host, Lab, Side};
use serde::{Deserialize, Serialize};

pub use self::cards::Kind;
use self::cards::Served;
use self::load::{Carried, Load};
use crate::error::TrialError;
use crate::file;

/// Measures how many packets gateways carry.
#[derive(Debug, Args)]
pub struct Command {
    /// Of each measurement.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Counts the gateways' instructions too, with valgrind.
    #[arg(long)]
    instructions: bool,
    /// What came of it.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The same as a table, in Markdown.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
}

/// What came of one measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    pub card: String,
    /// Of a packet before it is protected.
    pub octets: usize,
    pub packets: u64,
    pub lost: u64,
    pub seconds: f64,
    /// The gateway that protects.
    pub outbound: Cost,
    /// The gateway that opens.
    pub inbound: Cost,
}

/// What a packet costs a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Processor time in microseconds, of the program and of the kernel for it.
    pub user_us: f64,
    pub system_us: f64,
    pub instructions: Option<f64>,
}

impl Command {
    /// Runs all measurements with the program `respite`; how many lost packets.
    pub fn run(&self, program: &Path, into: &Path) -> Result<usize, TrialError> {
        let time = Duration::from_secs(self.seconds);
        let mut all = Vec::new();
        for (card, octets) in [(Kind::Null, 64), (Kind::Null, 1400), (Kind::Simulated, 64), (Kind::Simulated, 1400)] {
            let mut one = measure(card, octets, time, program, &into.join("throughput"))?;
            if self.instructions && card == Kind::Null {
                let [outbound, inbound] = instructions(octets, program, &into.join("throughput"))?;
                (one.outbound.instructions, one.inbound.instructions) = (Some(outbound), Some(inbound));
            }
            all.push(one);
        }
        file::report(&self.json, self.table.as_deref(), &all, &table(&all))?;
        Ok(all.iter().filter(|one| one.lost > 0).count())
    }
}

/// Two gateways with their cards. Fields drop in this order.
struct Pair {
    hosts: [Host; 2],
    lab: Lab,
    _cards: [Served; 2],
}

impl Pair {
    /// With a tunnel that has carried packets.
    fn start(card: Kind, programs: [&Path; 2], dir: &Path) -> Result<Pair, TrialError> {
        let lab = Lab::open(dir)?;
        let serve = |side: Side| Served::start(card, &std::env::temp_dir().join(lab.namespace(side)));
        let cards = [serve(Side::A)?, serve(Side::B)?];
        let host = |side, program, card: &Served| {
            let config = Case::IKEV2_X25519.config(side, true).replace("controller sim\n", &card.statement());
            Host::start(&lab, side, program, &config)
        };
        let hosts = [host(Side::A, programs[0], &cards[0])?, host(Side::B, programs[1], &cards[1])?];
        let pair = Pair { hosts, lab, _cards: cards };
        let pings = pair.lab.ping(Side::A, 1, Duration::from_secs(1))?;
        if pings.received == 0 {
            return Err(pair.failed("there is no tunnel"));
        }
        Ok(pair)
    }

    fn failed(&self, what: &'static str) -> TrialError {
        TrialError::failed(what, &self.hosts[0], &self.hosts[1])
    }

    fn carry(&self, octets: usize, enough: impl Fn(u64, Duration) -> bool) -> Result<Carried, TrialError> {
        Ok(Load::new(&self.lab, octets)?.carry(enough)?)
    }

    /// Processor time of both, in clock ticks: the programs', the kernel's.
    fn ticks(&self) -> Result<[[f64; 2]; 2], TrialError> {
        let of = |host: &Host| {
            let stat = fs::read_to_string(format!("/proc/{}/stat", host.pid()))?;
            read_ticks(&stat).ok_or_else(|| self.failed("its time is not told"))
        };
        Ok([of(&self.hosts[0])?, of(&self.hosts[1])?])
    }
}

/// Carries packets of so many octets for some time, with the program `respite`; what is written goes to `dir`.
pub fn measure(
    card: Kind,
    octets: usize,
    time: Duration,
    program: &Path,
    dir: &Path,
) -> Result<Throughput, TrialError> {
    let pair = Pair::start(card, [program; 2], dir)?;
    pair.carry(octets, |_, passed| passed >= time / 4)?;
    let before = pair.ticks()?;
    let Carried { packets, lost, time } = pair.carry(octets, |_, passed| passed >= time)?;
    let after = pair.ticks()?;
    let tick_us = 1e6 / rustix::param::clock_ticks_per_second() as f64;
    let cost = |side: usize| {
        let per_packet = |what: usize| (after[side][what] - before[side][what]) * tick_us / packets.max(1) as f64;
        Cost { user_us: per_packet(0), system_us: per_packet(1), instructions: None }
    };
    Ok(Throughput {
        card: card.to_string(),
        octets,
        packets,
        lost,
        seconds: time.as_secs_f64(),
        outbound: cost(0),
        inbound: cost(1),
    })
}

/// Instructions of either gateway for a packet.
fn instructions(octets: usize, program: &Path, dir: &Path) -> Result<[f64; 2], TrialError> {
    let [few, many] = COUNTED;
    let [few_a, few_b] = count(octets, few, program, dir)?;
    let [many_a, many_b] = count(octets, many, program, dir)?;
    let per_packet = |few_in_all: u64, many_in_all: u64| (many_in_all as f64 - few_in_all as f64) / (many - few) as f64;
    Ok([per_packet(few_a, many_a), per_packet(few_b, many_b)])
}

/// All instructions of both gateways from their beginnings to their ends, with so many packets between.
fn count(octets: usize, packets: u64, program: &Path, dir: &Path) -> Result<[u64; 2], TrialError> {
    fs::create_dir_all(dir)?;
    let profile = |side: Side| dir.join(format!("{side:?}.{octets}.callgrind").to_ascii_lowercase());
    let under_valgrind = |side: Side| -> std::io::Result<PathBuf> {
        let _ = fs::remove_file(profile(side));
        let script = dir.join(format!("valgrind-{side:?}"));
        let (profile, program) = (profile(side).display().to_string(), program.display());
        let text =
            format!("#!/bin/sh\nexec valgrind -q --tool=callgrind --callgrind-out-file={profile} {program} \"$@\"\n");
        fs::write(&script, text)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
        Ok(script)
    };
    let programs = [under_valgrind(Side::A)?, under_valgrind(Side::B)?];
    let mut pair = Pair::start(Kind::Null, [&programs[0], &programs[1]], dir)?;
    pair.carry(octets, |came, _| came >= packets)?;
    pair.hosts.iter_mut().try_for_each(Host::end)?;
    let total = |side: Side| {
        let text = wait_for(Duration::from_secs(10), || fs::read_to_string(profile(side)).ok());
        text.as_deref().and_then(read_total).ok_or_else(|| pair.failed("valgrind has counted nothing"))
    };
    Ok([total(Side::A)?, total(Side::B)?])
}

/// Time in a process's `stat` (proc(5)): its program's, the kernel's.
fn read_ticks(stat: &str) -> Option<[f64; 2]> {
    // The program's name may have spaces and parentheses.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some([fields.next()?.parse().ok()?, fields.next()?.parse().ok()?])
}

/// All instructions in a profile of callgrind.
fn read_total(profile: &str) -> Option<u64> {
    let sums = profile.lines().filter_map(|line| line.strip_prefix("totals:").or(line.strip_prefix("summary:")));
    sums.filter_map(|sum| sum.trim().parse().ok()).next()
}

/// All measurements, in Markdown.
pub fn table(all: &[Throughput]) -> String {
    let mut out = String::from(
        "| card | octets | packets a second | lost | out: program, kernel | in: program, kernel | \
         instructions out, in |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for one in all {
        let time = |cost: &Cost| format!("{:.1} µs, {:.1} µs", cost.user_us, cost.system_us);
        let instructions = match (one.outbound.instructions, one.inbound.instructions) {
            (Some(outbound), Some(inbound)) => format!("{outbound:.0}, {inbound:.0}"),
            _ => String::new(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "| {} | {} | {:.0} | {} | {} | {} | {instructions} |",
            one.card,
            one.octets,
            one.packets as f64 / one.seconds,
            one.lost,
            time(&one.outbound),
            time(&one.inbound),
        );
    }
    out
}

/// Packets whose instructions are counted, in two runs.
const COUNTED: [u64; 2] = [5_000, 25_000];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_behind_any_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 9 0 0 0 123 45 0 0 20 0 3 0 1 2 3";
        assert_eq!(read_ticks(stat), Some([123.0, 45.0]));
        assert_eq!(read_ticks("7 (a"), None);
    }

    #[test]
    fn the_sum_of_a_profile_is_read() {
        assert_eq!(read_total("events: Ir\nsummary: 12\nfn=(1) main\ntotals: 12\n"), Some(12));
        assert_eq!(read_total("events: Ir\n"), None);
    }

    #[test]
    fn a_row_has_rates_and_costs() {
        let cost = |instructions| Cost { user_us: 1.25, system_us: 10.0, instructions };
        let one = Throughput {
            card: "null".into(),
            octets: 64,
            packets: 1000,
            lost: 0,
            seconds: 2.0,
            outbound: cost(Some(4999.6)),
            inbound: cost(Some(100.0)),
        };
        let row = "| null | 64 | 500 | 0 | 1.2 µs, 10.0 µs | 1.2 µs, 10.0 µs | 5000, 100 |";
        assert_eq!(table(std::slice::from_ref(&one)).lines().nth(2), Some(row));
        let without = Throughput { outbound: cost(None), ..one };
        assert!(table(&[without]).ends_with("µs |  |\n"));
    }
}
