//! strongSwan at both ends: dead peer detection tells the end that has stayed, or nothing does.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use respite::demo::probe;
use respite_peers::lab::{Lab, Side};
use respite_peers::strongswan::{Connection, StrongSwan};
use respite_peers::tree::Tree;

use super::series::{Error, Series};

/// A series to measure.
pub struct Plan {
    ike: u8,
    short: &'static str,
    condition: &'static str,
    lines: &'static [&'static str],
    charon: &'static [&'static str],
    limit: Duration,
    /// Not more runs than this: each takes as long as is waited.
    most: usize,
}

/// All series.
pub const PLANS: [Plan; 6] = [
    Plan { ike: 2, charon: &["retransmit_timeout = 2.0", "retransmit_base = 1.0", "retransmit_tries = 3"], ..TUNED },
    Plan { ike: 2, ..DEFAULT },
    Plan { ike: 2, ..NONE },
    Plan { ike: 1, lines: &["dpd_delay = 10s", "dpd_timeout = 16s"], ..TUNED },
    Plan { ike: 1, ..DEFAULT },
    Plan { ike: 1, ..NONE },
];

const TUNED: Plan = Plan {
    ike: 0,
    short: "dpd-tuned",
    condition: "DPD after 10 s, given up within 8 s",
    lines: &["dpd_delay = 10s"],
    charon: &[],
    limit: Duration::from_secs(120),
    most: usize::MAX,
};

const DEFAULT: Plan = Plan {
    ike: 0,
    short: "dpd-default",
    condition: "DPD after 30 s, default timeouts",
    lines: &["dpd_delay = 30s"],
    charon: &[],
    limit: Duration::from_secs(240),
    most: usize::MAX,
};

const NONE: Plan = Plan {
    ike: 0,
    short: "no-dpd",
    condition: "no DPD (default)",
    lines: &[],
    charon: &[],
    limit: Duration::from_secs(240),
    most: 10,
};

impl Plan {
    pub fn name(&self) -> String {
        format!("strongswan.ikev{}.{}", self.ike, self.short)
    }
}

/// Plays it, several runs at a time.
pub fn measure(plan: &Plan, runs: usize, parallel: usize, into: &Path) -> Result<Series, Error> {
    let name = plan.name();
    let failed = |why| Error::Theirs { name: name.clone(), why };
    let program = format!("strongSwan {}", Tree::StrongSwan.version().replace("strongswan ", ""));
    let (todo, times) = (Mutex::new(0..runs.min(plan.most)), Mutex::new(Vec::new()));
    let work = || -> Result<(), String> {
        loop {
            let next = todo.lock().map_err(|_| "another run has failed")?.next();
            let Some(n) = next else { return Ok(()) };
            let time = run(plan, &into.join(format!("{name}-{n}")))?;
            eprintln!("{name}: {}", time.map_or("no answer".into(), |time| format!("an answer after {time:.1?}")));
            times.lock().map_err(|_| "another run has failed")?.push(time);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..parallel.max(1)).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err("a daemon did not do what it should".into())))
    })
    .map_err(failed)?;
    let times = times.into_inner().map_err(|_| failed("a run has failed".into()))?;
    Ok(Series {
        program,
        ike: plan.ike,
        condition: plan.condition.into(),
        delay_ms: 0,
        answered_ms: times.into_iter().map(|time| time.map(|time| time.as_secs_f64() * 1e3)).collect(),
        up_ms: Vec::new(),
        limit_ms: plan.limit.as_millis() as u64,
        required_ms: None,
        name,
    })
}

/// The right end, which has answered, is killed and comes back, and does nothing by itself; the left one goes on sending.
fn run(plan: &Plan, dir: &Path) -> Result<Option<Duration>, String> {
    let tree = Tree::StrongSwan;
    let lab = Lab::open(dir, &[tree])?;
    let (ike, esp) = match plan.ike {
        1 => ("aes128-sha1-modp2048", "aes128-sha1"),
        _ => ("aes128gcm16-prfsha256-x25519", "aes128gcm16"),
    };
    let connection = |side| {
        let mut connection = Connection::psk(side, plan.ike, ike, esp);
        connection.charon_lines.extend(plan.charon);
        connection
    };
    let mut left = connection(Side::Left);
    left.lines.extend(plan.lines);
    left.child_lines.extend(["start_action = trap", "dpd_action = restart"]);
    let left = StrongSwan::start(&lab, Side::Left, tree, &left, &[]);
    let mut right = StrongSwan::start(&lab, Side::Right, tree, &connection(Side::Right), &[]);
    left.initiate()?;
    let echoes = |limit| {
        let ends = (Side::Left.inner(), Side::Right.inner());
        probe(&lab.namespace(Side::Left), ends, INTERVAL, limit).map_err(|e| e.to_string())
    };
    if echoes(Duration::from_secs(20))?.answered.is_none() {
        return Err(format!("the tunnel does not carry anything:\n{}", left.log()));
    }
    right.restart(&lab, Side::Right, tree);
    Ok(echoes(plan.limit)?.answered)
}

/// Of echo requests.
const INTERVAL: Duration = Duration::from_millis(100);
