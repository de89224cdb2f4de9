//! One power cut of B after the other, each with the time that its tunnel takes to be repaired.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::cable::Wire;
use super::case::Case;
use super::experiment::{spis, ExperimentError};
use super::host::Host;
use super::lab::{wait_for, Lab, LabError, Side};
use super::probe::{probe, Probe};

/// What one recovery took, from the first packet that A sent to B after its return.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovery {
    /// To the last SA of the new tunnel, in milliseconds.
    pub up_ms: f64,
    /// To the first answer to any packet, in milliseconds.
    pub answered_ms: f64,
}

/// Plays a case `runs` times between the same two gateways on a cable of some delay; each recovery goes to `tell` too.
pub fn repeat(
    case: &Case,
    delay: Duration,
    runs: usize,
    program: &Path,
    dir: &Path,
    mut tell: impl FnMut(&Recovery),
) -> Result<Vec<Recovery>, ExperimentError> {
    let lab = Lab::with_wire(dir, &Wire { delay, ..Wire::default() })?;
    let start = |side| Host::start(&lab, side, program, &case.config(side, true));
    let (a, mut b) = (start(Side::A)?, start(Side::B)?);
    let failed = |what, a: &Host, b: &Host| ExperimentError::Repetition { what, a: a.said(), b: b.said() };
    if echoes(&lab)?.answered.is_none() {
        return Err(failed("the tunnel did not come up", &a, &b));
    }
    let mut recoveries = Vec::new();
    for _ in 0..runs {
        let Some(old) = wait_for(LIMIT, || settled(&a, &b)) else {
            return Err(failed("there is not one bundle at each end", &a, &b));
        };
        std::thread::sleep(CALM);
        b.kill();
        b.restart()?;
        std::thread::sleep(CALM);
        let Probe { began, answered: Some(answered), .. } = echoes(&lab)? else {
            return Err(failed("the tunnel was not repaired", &a, &b));
        };
        let Some(up) = wait_for(LIMIT, || up(&a, &b, old)) else {
            return Err(failed("the tunnel did not come up at both ends", &a, &b));
        };
        let began = began.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1e3;
        let recovery = Recovery { up_ms: up as f64 - began, answered_ms: answered.as_secs_f64() * 1e3 };
        tell(&recovery);
        recoveries.push(recovery);
    }
    Ok(recoveries)
}

fn echoes(lab: &Lab) -> Result<Probe, LabError> {
    let address = |side: Side| side.inner().parse().expect("it is an address");
    probe(&lab.namespace(Side::A), (address(Side::A), address(Side::B)), INTERVAL, LIMIT)
        .map_err(|source| LabError::Program { program: "echo requests".into(), source })
}

/// When the newer end of a tunnel with other SPIs than `old` came up, in milliseconds since 1970.
fn up(a: &Host, b: &Host, old: u32) -> Option<u64> {
    let since = |host: &Host| {
        let stats = host.stats().ok()?;
        let new = stats
            .bundles
            .iter()
            .filter(|bundle| bundle.sas.iter().all(|sa| sa.outbound_spi != old && sa.inbound_spi != old));
        new.map(|bundle| bundle.since).min()
    };
    Some(since(a)?.max(since(b)?))
}

/// An SPI of A's, if both ends have one bundle, and the same.
fn settled(a: &Host, b: &Host) -> Option<u32> {
    let (a, b) = (a.stats().ok()?, b.stats().ok()?);
    let one = a.bundles.len() == 1 && b.bundles.len() == 1 && spis(&a) == spis(&b);
    one.then(|| a.bundles[0].sas.first().map(|sa| sa.outbound_spi)).flatten()
}

/// Of echo requests.
const INTERVAL: Duration = Duration::from_millis(10);
const LIMIT: Duration = Duration::from_secs(60);
/// Between the end of one thing and the begin of the next.
const CALM: Duration = Duration::from_millis(500);
