//! A gateway with strongSwan as its peer for a long time: traffic both ways, rekeys by both ends, then a crash of either.
//!
//! ```text
//!   left                                        right
//!   respite, card simulated ── ESP in UDP ── strongSwan
//!   period:  0 ─ strongSwan replaces the child SA ─ ¾ ─ respite does, for its lifetime is over ─ 1 ─ strongSwan …
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use respite::demo::{probe, Echoes, Host, Place};
use respite_peers::lab::{Lab, Side};
use respite_peers::strongswan::{Connection, StrongSwan, PSK};
use respite_peers::tree::Tree;
use serde::{Deserialize, Serialize};

use crate::error::TrialError;
use crate::file;

/// Runs gateways with strongSwan as their peer, one with each version of IKE.
#[derive(Debug, Args)]
pub struct Command {
    /// How long there is traffic.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// What came of it.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The same as a table, in Markdown.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
}

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Version of IKE.
    pub ike: u8,
    pub time: Duration,
    /// Between two rekeys by the same end.
    pub period: Duration,
    /// Between two echo requests of one end.
    pub interval: Duration,
    /// Whether at last it is waited until we find by ourselves that strongSwan has come back.
    pub unasked: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub ike: u8,
    pub peer: String,
    pub seconds: u64,
    /// Echo requests of both ends, and how many were answered, before anything crashed.
    pub sent: usize,
    pub answered: usize,
    /// Of those not answered, milliseconds since the start.
    pub lost_ms: Vec<u64>,
    pub longest_ms: f64,
    /// By how much the gateway was late at most when it was asked something: so long this machine had no time for it.
    pub stalled_ms: f64,
    /// Child SAs that either end replaced.
    pub our_rekeys: usize,
    pub their_rekeys: usize,
    /// IKE SAs that strongSwan replaced.
    pub ike_rekeys: usize,
    /// We come back from a crash, and strongSwan sends: from its first packet to an answer.
    pub our_crash_ms: Option<f64>,
    /// strongSwan comes back from a crash, and both ends send: from our first packet to an answer.
    pub their_crash_ms: Option<f64>,
    /// The same, and we alone send; `None` also if that is not tried.
    pub their_crash_unasked_ms: Option<f64>,
}

impl Command {
    /// Runs both with the program `respite`; how many outcomes are not as they should be.
    pub fn run(&self, program: &Path, into: &Path) -> Result<usize, TrialError> {
        let plan = |ike| Plan { ike, time: Duration::from_secs(60 * self.minutes), ..LONG };
        let run = |ike: u8| soak(&plan(ike), program, &into.join(format!("soak-ikev{ike}")));
        let outcomes: Vec<Result<Outcome, TrialError>> = std::thread::scope(|scope| {
            let both = [2, 1].map(|ike| scope.spawn(move || run(ike)));
            both.into_iter()
                .map(|one| one.join().unwrap_or_else(|_| Err(TrialError::Peers("strongSwan has failed".into()))))
                .collect()
        });
        // What one has found is kept if the other fails.
        let (outcomes, failures): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
        file::report(&self.json, self.table.as_deref(), &outcomes, &table(&outcomes))?;
        if let Some(Err(failure)) = failures.into_iter().next() {
            return Err(failure);
        }
        let good = |outcome: &&Outcome| outcome.is_good() && outcome.their_crash_unasked_ms.is_some();
        Ok(outcomes.len() - outcomes.iter().filter(good).count())
    }
}

impl Outcome {
    /// Nothing was lost, both ends have replaced SAs, and traffic came back after each crash.
    pub fn is_good(&self) -> bool {
        let crashes = self.our_crash_ms.is_some() && self.their_crash_ms.is_some();
        self.answered == self.sent && self.our_rekeys > 0 && self.their_rekeys > 0 && crashes
    }

    /// Whether this machine stood still for so long that an SA may have ended before the gateway could replace it.
    pub fn says_nothing(&self) -> bool {
        self.stalled_ms > MOST_STALLED_MS
    }
}

/// Plays it; what is written goes to `dir`.
pub fn soak(plan: &Plan, program: &Path, dir: &Path) -> Result<Outcome, TrialError> {
    let tree = Tree::StrongSwan;
    let lab = Lab::open(dir, &[tree]).map_err(TrialError::Peers)?;
    let mut peer = StrongSwan::start(&lab, Side::Right, tree, &connection(plan.ike), &[]);
    let place = tempfile::tempdir()?;
    let place = Place {
        namespace: lab.namespace(Side::Left),
        dir: lab.directory(Side::Left, "respite"),
        socket: place.path().join("control"),
    };
    let mut ours = Host::start_at(place, program, &config(plan))?;
    let failed =
        |what, ours: &Host, peer: &StrongSwan| TrialError::Failed { what, one: ours.said(), other: peer.log() };
    let request = |side: Side| {
        let ends = (side.inner(), side.other().inner());
        probe(&lab.namespace(side), ends, PACE, LIMIT).map(|probe| probe.answered.map(|time| time.as_secs_f64() * 1e3))
    };
    if request(Side::Left)?.is_none() || request(Side::Right)?.is_none() {
        return Err(failed("no tunnel comes up", &ours, &peer));
    }

    let start = Instant::now();
    let echoes = [Side::Left, Side::Right]
        .map(|side| Echoes::start(&lab.namespace(side), (side.inner(), side.other().inner()), plan.interval));
    let echoes = echoes.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (mut their_rekeys, mut ike_rekeys) = (0, 0);
    let mut spis: BTreeSet<u32> = BTreeSet::new();
    let (mut next, mut stalled) = (plan.period, Duration::ZERO);
    while start.elapsed() < plan.time {
        let asked = Instant::now();
        spis.extend(ours.stats()?.bundles.iter().flat_map(|bundle| &bundle.sas).map(|sa| sa.inbound_spi));
        stalled = stalled.max(asked.elapsed());
        if start.elapsed() >= next {
            // It refuses if it has none to replace; then packets are lost too.
            let replaced = peer.rekey_child().is_ok();
            their_rekeys += usize::from(replaced);
            if replaced && their_rekeys % IKE_REKEYED_EACH == 0 {
                ike_rekeys += usize::from(peer.rekey_ike().is_ok());
            }
            next += plan.period;
        }
        std::thread::sleep(LOOK);
    }
    let all = Echoes::stop_all(echoes, LATE)?;
    let answered = all.iter().filter_map(|echo| Some(echo.answered? - echo.sent));
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let mut outcome = Outcome {
        ike: plan.ike,
        peer: tree.version(),
        seconds: start.elapsed().as_secs(),
        sent: all.len(),
        answered: answered.clone().count(),
        lost_ms: all.iter().filter(|e| e.answered.is_none()).map(|e| (e.sent - start).as_millis() as u64).collect(),
        longest_ms: millis(answered.max().unwrap_or_default()),
        stalled_ms: millis(stalled),
        our_rekeys: spis.len().saturating_sub(1 + their_rekeys),
        their_rekeys,
        ike_rekeys,
        our_crash_ms: None,
        their_crash_ms: None,
        their_crash_unasked_ms: None,
    };

    let account = ours.account();
    ours.kill();
    ours.restart()?;
    outcome.our_crash_ms = request(Side::Right)?;
    // What either has begun meanwhile comes to its end.
    std::thread::sleep(CALM);
    peer.restart(&lab, Side::Right, tree);
    let other_way = Echoes::start(&lab.namespace(Side::Right), (Side::Right.inner(), Side::Left.inner()), PACE)?;
    outcome.their_crash_ms = request(Side::Left)?;
    drop(other_way);
    if plan.unasked {
        std::thread::sleep(CALM);
        peer.restart(&lab, Side::Right, tree);
        outcome.their_crash_unasked_ms = request(Side::Left)?;
    }
    if !outcome.is_good() {
        let logs = failed("not all is as it should be", &ours, &peer);
        file::write(&dir.with_extension("log"), &format!("{account}\n{logs}"))?;
    }
    Ok(outcome)
}

/// All outcomes, in Markdown.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut out = String::from(
        "| IKE | peer | time | echo requests | answered | longest | child SAs replaced by us, by it | IKE SAs by it | \
         our crash | its crash, both send | its crash, we send |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let time = |ms: Option<f64>| ms.map_or("never".to_owned(), |ms| format!("{:.1} s", ms / 1e3));
    for o in outcomes {
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "| {} | {} | {} s | {} | {} | {:.0} ms | {}, {} | {} | {} | {} | {} |",
            o.ike,
            o.peer,
            o.seconds,
            o.sent,
            o.answered,
            o.longest_ms,
            o.our_rekeys,
            o.their_rekeys,
            o.ike_rekeys,
            time(o.our_crash_ms),
            time(o.their_crash_ms),
            time(o.their_crash_unasked_ms)
        );
    }
    out
}

/// strongSwan begins nothing but what it is told, or what its traffic wants.
fn connection(ike: u8) -> Connection {
    let mut connection = match ike {
        1 => Connection::psk(Side::Right, 1, "aes128-sha1-modp2048", "aes128gcm16"),
        _ => Connection::psk(Side::Right, 2, "aes128gcm16-prfsha256-x25519", "aes128gcm16"),
    };
    if ike == 1 {
        // Ours is known by its address in IKEv1.
        connection.local_id = Side::Right.outer().to_string();
        connection.remote_id = Side::Left.outer().to_string();
    }
    connection.child_lines.push("start_action = trap");
    connection
}

fn config(plan: &Plan) -> String {
    let (outer, peer) = (Side::Left.outer(), Side::Right.outer());
    let (inner, other) = (Side::Left.inner(), Side::Right.inner());
    // Who has not begun an SA replaces it after 92 to 95 % of its life: after ¾ of the time in which the peer does.
    let lifetime = plan.period.as_secs() * 4 / 5;
    let (crypto, entry) = match plan.ike {
        1 => (
            format!(
                "crypto isakmp policy 1\n encryption aes\n hash sha\n authentication pre-share\n group 14\n!\n\
                 crypto isakmp key 0 {PSK} address {peer}\n!\ncrypto isakmp keepalive 10\n"
            ),
            "",
        ),
        _ => (
            format!(
                "crypto ikev2 proposal modern\n encryption aes-gcm-128\n prf sha256\n group 31\n!\n\
                 crypto ikev2 policy all\n proposal modern\n!\n\
                 crypto ikev2 keyring keys\n peer strongswan\n  address {peer}\n  pre-shared-key 0 {PSK}\n!\n\
                 crypto ikev2 profile strongswan\n match identity remote fqdn right.example\n \
                 identity local fqdn left.example\n authentication pre-share\n keyring local keys\n!\n\
                 crypto ikev2 dpd 10\n"
            ),
            " set ikev2-profile strongswan\n",
        ),
    };
    format!(
        "\
hostname left
!
{crypto}!
crypto isakmp invalid-spi-recovery
crypto isakmp nat force-encapsulation
!
crypto ipsec transform-set suite esp-gcm
!
crypto map vpn 10 ipsec-isakmp
 set peer {peer}
 set transform-set suite
 set security-association lifetime seconds {lifetime}
{entry} match address protected
!
controller sim
!
interface eth0
 ip address {outer} 255.255.255.0
 crypto map vpn
!
interface lo
 ip address {inner} 255.255.255.255
!
ip access-list extended protected
 permit ip host {inner} host {other}
!
end
"
    )
}

/// What `scripts/soak` does, for as long as it is told.
const LONG: Plan = Plan {
    ike: 2,
    time: Duration::from_secs(600),
    period: Duration::from_secs(30),
    interval: Duration::from_millis(100),
    unasked: true,
};
/// Child SAs that strongSwan replaces, until it replaces their IKE SA.
const IKE_REKEYED_EACH: usize = 3;
/// A simulated card does nothing else while it is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Less than the 5 % of a lifetime of ten seconds that are left when an SA is replaced at the latest.
const MOST_STALLED_MS: f64 = 300.0;
/// How late an answer may come.
const LATE: Duration = Duration::from_secs(20);
const PACE: Duration = Duration::from_millis(100);
const CALM: Duration = Duration::from_secs(3);
/// For traffic to return.
const LIMIT: Duration = Duration::from_secs(240);

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome() -> Outcome {
        Outcome {
            ike: 1,
            peer: "strongswan 6".into(),
            seconds: 600,
            sent: 100,
            answered: 100,
            lost_ms: Vec::new(),
            longest_ms: 12.0,
            stalled_ms: 30.0,
            our_rekeys: 1,
            their_rekeys: 1,
            ike_rekeys: 0,
            our_crash_ms: Some(1200.0),
            their_crash_ms: Some(1.0),
            their_crash_unasked_ms: Some(1.0),
        }
    }

    #[test]
    fn an_outcome_is_good_if_nothing_is_lost_and_traffic_returns() {
        assert!(outcome().is_good());
        assert!(!Outcome { answered: 99, ..outcome() }.is_good());
        assert!(!Outcome { our_rekeys: 0, ..outcome() }.is_good());
        assert!(!Outcome { their_crash_ms: None, ..outcome() }.is_good());
        assert!(!outcome().says_nothing() && Outcome { stalled_ms: 900.0, ..outcome() }.says_nothing());
        let row = "| 1 | strongswan 6 | 600 s | 100 | 100 | 12 ms | 1, 1 | 0 | 1.2 s | 0.0 s | never |";
        assert_eq!(table(&[Outcome { their_crash_unasked_ms: None, ..outcome() }]).lines().nth(2), Some(row));
    }

    #[test]
    fn the_configurations_load_without_ignored_lines() {
        for ike in [1, 2] {
            let loaded = respite::config::load(&config(&Plan { ike, ..LONG })).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(loaded.ignored, []);
        }
    }
}
