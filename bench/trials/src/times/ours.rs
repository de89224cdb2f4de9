//! Respite: an unknown SPI tells the end that has come back.

use std::path::Path;
use std::time::Duration;

use respite::demo::{repeat, Case, Recovery};

use super::series::{Error, Series};

/// A series to measure.
pub struct Plan {
    case: Case,
    ike: u8,
    short: &'static str,
    condition: &'static str,
    /// Granted from the first packet with an unknown SPI until both ends have the new SAs.
    round_trips: u64,
    delay_ms: u64,
}

/// That packet, IKE_SA_INIT and IKE_AUTH: it takes two and a half.
const IKEV2: Plan = Plan {
    case: Case::IKEV2_X25519,
    ike: 2,
    short: "ikev2",
    condition: "recovery, X25519",
    round_trips: 3,
    delay_ms: 0,
};
/// With IKE_INTERMEDIATE between them, it takes three and a half.
const HYBRID: Plan = Plan {
    case: Case::IKEV2_HYBRID,
    short: "ikev2-hybrid",
    condition: "recovery, X25519 and ML-KEM-768",
    round_trips: 4,
    ..IKEV2
};
/// With main mode and quick mode, it takes five.
const IKEV1: Plan =
    Plan { case: Case::IKEV1, ike: 1, short: "ikev1", condition: "recovery, MODP-768", round_trips: 6, delay_ms: 0 };

/// All series.
pub const PLANS: [Plan; 9] = [
    IKEV2,
    Plan { delay_ms: 10, ..IKEV2 },
    Plan { delay_ms: 50, ..IKEV2 },
    HYBRID,
    Plan { delay_ms: 10, ..HYBRID },
    Plan { delay_ms: 50, ..HYBRID },
    IKEV1,
    Plan { delay_ms: 10, ..IKEV1 },
    Plan { delay_ms: 50, ..IKEV1 },
];

impl Plan {
    pub fn name(&self) -> String {
        format!("respite.{}.{}ms", self.short, self.delay_ms)
    }
}

/// Plays it.
pub fn measure(plan: &Plan, runs: usize, program: &Path, into: &Path) -> Result<Series, Error> {
    let name = plan.name();
    let (dir, delay) = (into.join(&name), Duration::from_millis(plan.delay_ms));
    let tell = |recovery: &Recovery| {
        eprintln!("{name}: up after {:.0} ms, an answer after {:.0} ms", recovery.up_ms, recovery.answered_ms);
    };
    let recoveries = repeat(&plan.case, delay, runs, program, &dir, tell)
        .map_err(|source| Error::Ours { name: name.clone(), source })?;
    Ok(Series {
        program: "Respite".into(),
        ike: plan.ike,
        condition: plan.condition.into(),
        delay_ms: plan.delay_ms,
        answered_ms: recoveries.iter().map(|recovery| Some(recovery.answered_ms)).collect(),
        up_ms: recoveries.iter().map(|recovery| recovery.up_ms).collect(),
        limit_ms: 60_000,
        required_ms: Some((plan.round_trips * 2 * plan.delay_ms + MARGIN_MS) as f64),
        name,
    })
}

/// For both ends to compute.
const MARGIN_MS: u64 = 50;
