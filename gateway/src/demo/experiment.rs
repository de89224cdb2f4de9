//! The experiment itself: spec and measure of the whole gateway.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::case::{Case, Loss};
use super::host::Host;
use super::lab::{wait_for, Lab, LabError, Pings, Side};
use crate::telemetry::Stats;

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub case: String,
    pub recovery: bool,
    pub pings_sent: u32,
    pub pings_received: u32,
    /// From the first ping to the last SA of a tunnel that works again, in milliseconds; `None`: it never did.
    pub recovery_ms: Option<u64>,
    /// RECVD_PKT_INV_SPI lines in B's log.
    pub invalid_spi_lines: u32,
    /// Whether no SPI of the old tunnel is in use, and there is a new one.
    pub spis_changed: bool,
    /// Messages of IKE that B sent and received after its loss, and their octets.
    pub ike_messages: u64,
    pub ike_octets: u64,
}

/// Why an experiment was given up.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    #[error(transparent)]
    Lab(#[from] LabError),
    #[error("of 10 pings through a new tunnel {received} were answered ({marks})\n--- A\n{a}\n--- B\n{b}")]
    BringUp { received: u32, marks: String, a: String, b: String },
    #[error("{what}\n--- A\n{a}\n--- B\n{b}")]
    Repetition { what: &'static str, a: String, b: String },
    /// The card of this build has not got what the case asks for.
    #[error("{}: {lacks}", case.name)]
    Lacking { case: Case, lacks: String },
    #[error("transcript: {0}")]
    Transcript(#[from] io::Error),
}

/// Runs a case with the program `respite`; what an operator would see goes to `out`, files below `dir`.
pub fn experiment(
    case: &Case,
    recovery: bool,
    program: &Path,
    dir: &Path,
    out: &mut dyn Write,
) -> Result<Outcome, ExperimentError> {
    writeln!(out, "\n=== {}, recovery {}", case.what, if recovery { "on" } else { "off" })?;
    let lab = Lab::open(dir)?;
    let start = |side| Host::start(&lab, side, program, &case.config(side, recovery));
    let (a, mut b) = (start(Side::A)?, start(Side::B)?);

    if let Some(line) = a.logged("%CRYPTO-4-UNUSABLE: ")?.first() {
        let lacks = line.split_once("UNUSABLE: ").map_or(line.as_str(), |(_, why)| why).to_owned();
        return Err(ExperimentError::Lacking { case: *case, lacks });
    }

    writeln!(out, "\n--- 10 pings bring the tunnel up")?;
    let pings = lab.ping(Side::A, 10, BRISK)?;
    tell(out, &pings)?;
    if pings.received != 10 {
        let Pings { received, marks, .. } = pings;
        return Err(ExperimentError::BringUp { received, marks, a: a.said(), b: b.said() });
    }
    show(out, "A", &a, "show crypto ipsec sa")?;
    let old: BTreeSet<u32> = spis(&a.stats()?).union(&spis(&b.stats()?)).copied().collect();

    match case.loss {
        Loss::Clear => {
            writeln!(out, "\n--- B loses its SAs: clear crypto isakmp, then clear crypto sa")?;
            b.console("clear crypto isakmp")?;
            b.console("clear crypto sa")?;
        }
        Loss::PowerCut => {
            writeln!(out, "\n--- B loses its SAs: it is killed, and starts again")?;
            b.kill();
            b.restart()?;
        }
    }
    // A has been told all that it will be told.
    std::thread::sleep(SETTLE);
    show(out, "B", &b, "show crypto ipsec sa")?;
    let before = b.stats()?;

    writeln!(out, "\n--- 30 pings from A, which still has its SAs")?;
    let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let pings = lab.ping(Side::A, 30, if recovery { CALM } else { BRISK })?;
    tell(out, &pings)?;
    let (at_a, after) = (a.stats()?, b.stats()?);
    let ike_show = if case.loss == Loss::Clear { "show crypto isakmp sa" } else { "show crypto ikev2 sa" };
    for (name, host) in [("A", &a), ("B", &b)] {
        show(out, name, host, ike_show)?;
        show(out, name, host, "show crypto ipsec sa")?;
    }
    show(out, "B", &b, "show crypto recovery")?;
    show(out, "B", &b, "show logging")?;
    // Lines may come a moment after the packets that they are about.
    let lines = wait_for(SETTLE, || b.logged(INVALID_SPI).ok().filter(|lines| !lines.is_empty())).unwrap_or_default();

    let new: BTreeSet<u32> = spis(&at_a).union(&spis(&after)).copied().collect();
    let up = [&at_a, &after].map(|stats| stats.bundles.iter().map(|bundle| bundle.since).min());
    let spis_changed = !new.is_empty() && new.is_disjoint(&old);
    let recovered = match up {
        [Some(a), Some(b)] if spis_changed && pings.received > 0 => Some(a.max(b)),
        _ => None,
    };
    let messages = |stats: &Stats| stats.ike.received_messages + stats.ike.sent_messages;
    let octets = |stats: &Stats| stats.ike.received_octets + stats.ike.sent_octets;
    Ok(Outcome {
        case: case.name.to_owned(),
        recovery,
        pings_sent: pings.sent,
        pings_received: pings.received,
        recovery_ms: recovered.map(|at| at.saturating_sub(u64::try_from(began.as_millis()).unwrap_or(u64::MAX))),
        invalid_spi_lines: lines.len() as u32,
        spis_changed,
        ike_messages: messages(&after) - messages(&before),
        ike_octets: octets(&after) - octets(&before),
    })
}

/// All outcomes in a table.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "{:<24} {:<8} {:>7} {:>11} {:>9} {:>12} {:>12}\n",
        "case", "recovery", "pings", "recovered", "log lines", "SPIs changed", "IKE messages"
    );
    for o in outcomes {
        let recovery = if o.recovery { "on" } else { "off" };
        let recovered = o.recovery_ms.map_or_else(|| "never".to_owned(), |ms| format!("{ms} ms"));
        let changed = if o.spis_changed { "yes" } else { "no" };
        let pings = format!("{}/{}", o.pings_received, o.pings_sent);
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{:<24} {recovery:<8} {pings:>7} {recovered:>11} {:>9} {changed:>12} {:>12}",
            o.case, o.invalid_spi_lines, o.ike_messages
        );
    }
    text
}

fn tell(out: &mut dyn Write, pings: &Pings) -> io::Result<()> {
    let percent = pings.received * 100 / pings.sent.max(1);
    writeln!(out, "{}\nSuccess rate is {percent} percent ({}/{})", pings.marks, pings.received, pings.sent)?;
    out.flush()
}

fn show(out: &mut dyn Write, name: &str, host: &Host, line: &str) -> Result<(), ExperimentError> {
    let text = host.console(line)?;
    writeln!(out, "\n{name}#{line}\n{}", text.trim_end())?;
    Ok(())
}

/// SPIs of all SAs of a gateway.
pub(super) fn spis(stats: &Stats) -> BTreeSet<u32> {
    let sas = stats.bundles.iter().flat_map(|bundle| &bundle.sas);
    sas.flat_map(|sa| [sa.inbound_spi, sa.outbound_spi]).collect()
}

const INVALID_SPI: &str = "RECVD_PKT_INV_SPI:";
const BRISK: Duration = Duration::from_millis(200);
/// As ping has it by default; one ping is lost to a tunnel that is repaired within this.
const CALM: Duration = Duration::from_secs(1);
const SETTLE: Duration = Duration::from_secs(1);
