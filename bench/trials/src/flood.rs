//! A gateway with ten tunnels under a flood of unknown SPIs, from strangers and in the name of its peers.
//!
//! ```text
//!   A: gateway under test                            B: its peer, and the forger
//!   10.0.0.1 … 10.0.0.10 ══ ten tunnels ══ 10.0.2.1 … 10.0.2.10
//!            <── 10.128/9: strangers, 10.2.3.1 … 10.2.3.20: peers that are not there, 10.2.2.2: B ──
//! ```
//! First it is measured how many packets a second the simulated card works off; then it gets that many, then half; then A is
//! killed and comes back under half, and at last both once more with recognisable SPIs required.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use respite::demo::{wait_for, Echoes, Host, Lab, Side};
use respite::telemetry::Stats;
use serde::{Deserialize, Serialize};

use crate::error::TrialError;
use crate::file;
use crate::forger::{Forger, Sources};

/// Floods a gateway.
#[derive(Debug, Args)]
pub struct Command {
    /// Of each flood.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// What came of it.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The same as a table, in Markdown.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
}

/// What came of one flood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flood {
    pub name: String,
    /// Forged packets a second that were meant to be, and in all.
    pub rate: u32,
    pub seconds: f64,
    pub forged: u64,
    /// Echo requests through the tunnels, and answers.
    pub sent: usize,
    pub answered: usize,
    /// Memory of the gateway in KiB, when the flood had begun and at its end.
    pub memory_kib: [u64; 2],
    pub ike_messages: u64,
    /// What recovery may send at most in this time (docs/recovery.md).
    pub ike_bound: u64,
    /// IKE SAs that recovery began.
    pub initiated: u64,
    /// From the gateway's return until a packet of the real peer was answered, and one in each tunnel.
    pub recovered_ms: Option<[f64; 2]>,
}

impl Command {
    /// Runs all floods with the program `respite`; how many outcomes are not as they should be.
    pub fn run(&self, program: &Path, into: &Path) -> Result<usize, TrialError> {
        let floods = flood(Duration::from_secs(self.seconds), program, &into.join("flood"))?;
        file::report(&self.json, self.table.as_deref(), &floods, &table(&floods))?;
        Ok(floods.iter().map(|flood| flood.misses().len()).sum())
    }
}

impl Flood {
    /// What is not as it should be.
    pub fn misses(&self) -> Vec<&'static str> {
        let [begun, end] = self.memory_kib;
        let mut misses = Vec::new();
        let mut must = |holds: bool, what| {
            if !holds {
                misses.push(what);
            }
        };
        must(end <= begun + MEMORY_KIB, "memory grows");
        must(self.ike_messages <= self.ike_bound, "more IKE messages than the bound");
        match self.name.as_str() {
            HALF => must(self.answered == self.sent, "tunnels lose packets"),
            CRASH | TAGGED => must(self.recovered_ms.is_some(), "the real peer is not recovered"),
            _ => {}
        }
        if self.name == NOISE {
            // Two octets of a random SPI are right by chance in one of 65,536.
            must(self.initiated <= 1 + self.forged / 16_384, "forged packets begin negotiations");
        }
        misses
    }
}

/// Plays them, each for so long; what is written goes to `dir`.
pub fn flood(time: Duration, program: &Path, dir: &Path) -> Result<Vec<Flood>, TrialError> {
    let lab = Lab::open(dir)?;
    for (side, third) in [(Side::A, 0), (Side::B, 2)] {
        for host in 1..=TUNNELS {
            // Those that the laboratory has already are refused.
            let address = format!("10.0.{third}.{host}/32");
            let _ = lab.command(side, "ip").args(["addr", "add", &address, "dev", "lo"]).output();
        }
    }
    // Who does not exist is beyond a router. Were he on the cable, the kernel, which refuses his packets while A is dead, would look
    // for him, and what waits for his address would take the room of all of this machine's ICMP messages, those of other namespaces
    // as well.
    for network in ["10.128.0.0/9", "10.2.3.0/24"] {
        let routed = ["route", "add", network, "via", Side::B.outer()];
        let routed = lab.command(Side::A, "ip").args(routed).output()?;
        if !routed.status.success() {
            return Err(std::io::Error::other(String::from_utf8_lossy(&routed.stderr)).into());
        }
    }
    let start = |side, config: &str| Host::start(&lab, side, program, config);
    let mut trial = Trial { a: start(Side::A, &hub(false))?, b: start(Side::B, &spoke())?, lab };
    trial.tunnels()?;
    let most = trial.capacity((time / 2).min(CALIBRATION))?;
    let half = most / 2;
    let plan = |name, rate| Plan { name, rate, time, requests: true, crash: false };
    let mut floods = Vec::new();
    for plan in [plan(SATURATED, most), plan(HALF, half), Plan { crash: true, ..plan(CRASH, half) }] {
        floods.push(trial.play(&plan)?);
        trial.drained()?;
        trial.tunnels()?;
    }
    // With recognisable SPIs required; at first the peer is silent.
    std::fs::write(trial.a.startup_config(), hub(true))?;
    trial.a.kill();
    trial.a.restart()?;
    floods.push(trial.play(&Plan { requests: false, ..plan(NOISE, half) })?);
    floods.push(trial.play(&Plan { crash: true, ..plan(TAGGED, half) })?);
    Ok(floods)
}

/// A flood.
struct Plan {
    name: &'static str,
    /// Packets a second.
    rate: u32,
    time: Duration,
    /// Whether there are echo requests in the tunnels.
    requests: bool,
    /// Whether the gateway is killed and comes back.
    crash: bool,
}

struct Trial {
    a: Host,
    b: Host,
    lab: Lab,
}

impl Trial {
    fn failed(&self, what: &'static str) -> TrialError {
        TrialError::failed(what, &self.a, &self.b)
    }

    fn forger(&self, rate: u32) -> Result<Forger, TrialError> {
        let mut peers: Vec<Ipv4Addr> = (1..=ABSENT).map(absent).collect();
        peers.push(address(Side::B));
        let sources = Sources { peers, strangers: 2 };
        Ok(Forger::start(&self.lab.namespace(Side::B), address(Side::A), sources, rate)?)
    }

    /// Requests from B through each tunnel.
    fn requests(&self) -> Result<Vec<Echoes>, TrialError> {
        let tunnel = |n| (Ipv4Addr::new(10, 0, 2, n), Ipv4Addr::new(10, 0, 0, n));
        let start = |n| Echoes::start(&self.lab.namespace(Side::B), tunnel(n), PACE);
        Ok((1..=TUNNELS).map(start).collect::<Result<_, _>>()?)
    }

    /// Waits until each tunnel carries something.
    fn tunnels(&self) -> Result<(), TrialError> {
        let since = Instant::now();
        let requests = self.requests()?;
        let up = requests.iter().all(|echoes| wait_for(LIMIT, || echoes.answer_since(since)).is_some());
        up.then_some(()).ok_or_else(|| self.failed("not all tunnels carry packets"))
    }

    /// Packets that the data path has taken.
    fn worked_off(&self) -> Result<u64, TrialError> {
        Ok(self.a.stats()?.path["outside_packets"])
    }

    /// How many forged packets a second are worked off where more come, each try of this length.
    fn capacity(&self, time: Duration) -> Result<u32, TrialError> {
        let mut rate = LEAST_RATE;
        loop {
            let forger = self.forger(rate)?;
            // Until buffers are full.
            std::thread::sleep(Duration::from_secs(1));
            let (forged, before, since) = (forger.sent(), self.worked_off()?, Instant::now());
            std::thread::sleep(time);
            let (forged, done) = (forger.sent() - forged, self.worked_off()? - before);
            let a_second = done as f64 / since.elapsed().as_secs_f64();
            forger.stop()?;
            self.drained()?;
            if done * 10 < forged * 9 {
                return Ok(a_second as u32);
            }
            rate = rate.checked_mul(2).ok_or_else(|| self.failed("no flood is too much for it"))?;
        }
    }

    /// Waits until nothing of a flood is left.
    fn drained(&self) -> Result<(), TrialError> {
        let quiet = wait_for(LIMIT, || {
            let before = self.worked_off().ok()?;
            std::thread::sleep(Duration::from_millis(500));
            (self.worked_off().ok()? == before).then_some(())
        });
        quiet.ok_or_else(|| self.failed("what was forged is never worked off"))
    }

    fn play(&mut self, plan: &Plan) -> Result<Flood, TrialError> {
        let mut before = self.a.stats()?;
        if plan.crash {
            self.a.kill();
            before = Stats::default();
        }
        let requests = if plan.requests { self.requests()? } else { Vec::new() };
        let (forger, mut start) = (self.forger(plan.rate)?, Instant::now());
        let mut recovered = None;
        if plan.crash {
            self.a.restart()?;
            start = Instant::now();
            let answer = |tunnel: &Echoes| wait_for(LIMIT, || tunnel.answer_since(start));
            let answers: Option<Vec<Instant>> = requests.iter().map(answer).collect();
            let ends = answers.as_ref().and_then(|answers| Some([*answers.iter().min()?, *answers.iter().max()?]));
            recovered = ends.map(|ends| ends.map(|at| at.saturating_duration_since(start).as_secs_f64() * 1e3));
        }
        std::thread::sleep((plan.time / 4).saturating_sub(start.elapsed()));
        let begun = self.memory()?;
        std::thread::sleep(plan.time.saturating_sub(start.elapsed()));
        let (forged, seconds) = (forger.stop()?, start.elapsed().as_secs_f64());
        // Where some are lost anyway nobody waits for the last ones.
        let echoes = Echoes::stop_all(requests, if plan.name == HALF { LATE } else { Duration::ZERO })?;
        let (memory, after) = (self.memory()?, self.a.stats()?);
        Ok(Flood {
            name: plan.name.to_owned(),
            rate: plan.rate,
            seconds,
            forged,
            sent: echoes.len(),
            answered: echoes.iter().filter(|echo| echo.answered.is_some()).count(),
            memory_kib: [begun, memory],
            ike_messages: after.ike.sent_messages - before.ike.sent_messages,
            ike_bound: bound(start.elapsed()),
            initiated: initiated(&after) - initiated(&before),
            recovered_ms: recovered,
        })
    }

    /// What the gateway has of the machine's memory, in KiB.
    fn memory(&self) -> Result<u64, TrialError> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.a.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        kib.ok_or_else(|| self.failed("its memory is not told"))
    }
}

/// All floods, in Markdown.
pub fn table(floods: &[Flood]) -> String {
    let mut out = String::from(
        "| flood | forged packets a second | in all | echo requests | answered | memory after a quarter, at the end | \
         IKE messages sent | bound | IKE SAs begun | first tunnel, all tunnels back |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for flood in floods {
        let [begun, end] = flood.memory_kib.map(|kib| kib as f64 / 1024.0);
        let back = |[first, last]: [f64; 2]| format!("{:.1} s, {:.1} s", first / 1e3, last / 1e3);
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {begun:.1} MiB, {end:.1} MiB | {} | {} | {} | {} |",
            flood.name,
            flood.rate,
            flood.forged,
            flood.sent,
            flood.answered,
            flood.ike_messages,
            flood.ike_bound,
            flood.initiated,
            flood.recovered_ms.map_or_else(String::new, back)
        );
    }
    out
}

/// Messages of IKE that may be sent in this time: three tries for each IKE SA, six of those a minute with each peer and ten a
/// second with all (docs/recovery.md); ten reports a second to the peer that is there; and what the tunnels need themselves.
fn bound(time: Duration) -> u64 {
    let seconds = time.as_secs() + 1;
    let begun = ((u64::from(ABSENT) + 1) * 6 * seconds.div_ceil(60)).min(10 * seconds + 20);
    3 * begun + 10 * seconds + 4 * u64::from(TUNNELS)
}

fn initiated(stats: &Stats) -> u64 {
    stats.recovery.decisions.get("rec_initiate").copied().unwrap_or(0)
}

fn address(side: Side) -> Ipv4Addr {
    side.outer().parse().expect("it is an address")
}

/// A configured peer that is not there.
fn absent(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 2, 3, n)
}

fn hub(require_tag: bool) -> String {
    let absent: Vec<_> = (1..=ABSENT).map(absent).collect();
    let mut config = config(Side::A, &absent);
    if require_tag {
        config = config.replace("invalid-spi-recovery\n", "invalid-spi-recovery\ncrypto recovery require-tag\n");
    }
    config
}

fn spoke() -> String {
    config(Side::B, &[])
}

/// Ten tunnels with the other side, and one with each of some others.
fn config(side: Side, others: &[Ipv4Addr]) -> String {
    let (near, far) = if side == Side::A { (0, 2) } else { (2, 0) };
    let (outer, inner) = (side.outer(), side.inner());
    let peers: Vec<Ipv4Addr> = std::iter::once(address(side.other())).chain(others.iter().copied()).collect();
    let (mut keys, mut map, mut lists) = (String::new(), String::new(), String::new());
    for (n, peer) in peers.iter().enumerate() {
        keys += &format!(" peer p{n}\n  address {peer}\n  pre-shared-key 0 1234\n");
        map += &format!(
            "crypto map vpn {} ipsec-isakmp\n set peer {peer}\n set transform-set suite\n set ikev2-profile all\n \
             match address list{n}\n",
            10 + n
        );
        lists += &format!("ip access-list extended list{n}\n");
        match n {
            0 => (1..=TUNNELS).for_each(|t| lists += &format!(" permit ip host 10.0.{near}.{t} host 10.0.{far}.{t}\n")),
            _ => lists += &format!(" permit ip host {inner} host 10.4.0.{n}\n"),
        }
        lists += "!\n";
    }
    format!(
        "\
hostname {side:?}
!
crypto ikev2 proposal modern
 encryption aes-gcm-128
 prf sha256
 group 31
!
crypto ikev2 policy all
 proposal modern
!
crypto ikev2 keyring keys
{keys}!
crypto ikev2 profile all
 authentication pre-share
 keyring local keys
!
crypto isakmp invalid-spi-recovery
!
crypto ipsec transform-set suite esp-gcm
!
{map}!
controller sim
!
interface eth0
 ip address {outer} 255.0.0.0
 crypto map vpn
!
interface lo
 ip address {inner} 255.0.0.0
!
{lists}end
"
    )
}

const SATURATED: &str = "as much as the card works off";
const HALF: &str = "half";
const CRASH: &str = "half, and the gateway crashes";
const NOISE: &str = "half, tags required, no real traffic";
const TAGGED: &str = "half, tags required, and the gateway crashes";
const TUNNELS: u8 = 10;
const ABSENT: u8 = 20;
/// Of the first try, in packets a second.
const LEAST_RATE: u32 = 2000;
const CALIBRATION: Duration = Duration::from_secs(10);
/// Of the requests in one tunnel.
const PACE: Duration = Duration::from_millis(500);
/// How late an answer may come.
const LATE: Duration = Duration::from_secs(20);
const LIMIT: Duration = Duration::from_secs(120);
/// What memory may grow by: threads and allocator take their time to settle.
const MEMORY_KIB: u64 = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    fn good(name: &str) -> Flood {
        Flood {
            name: name.into(),
            rate: 100,
            seconds: 60.0,
            forged: 6000,
            sent: 10,
            answered: 10,
            memory_kib: [2048, 2048],
            ike_messages: 10,
            ike_bound: bound(Duration::from_secs(59)),
            initiated: 0,
            recovered_ms: Some([100.0, 2000.0]),
        }
    }

    #[test]
    fn what_a_flood_must_not_do_is_seen() {
        for name in [SATURATED, HALF, CRASH, NOISE, TAGGED] {
            assert_eq!(good(name).misses(), [""; 0]);
        }
        assert_eq!(Flood { answered: 9, ..good(SATURATED) }.misses(), [""; 0]);
        assert_eq!(Flood { answered: 9, ..good(HALF) }.misses(), ["tunnels lose packets"]);
        assert_eq!(Flood { recovered_ms: None, ..good(TAGGED) }.misses(), ["the real peer is not recovered"]);
        assert_eq!(Flood { initiated: 2, ..good(NOISE) }.misses(), ["forged packets begin negotiations"]);
        assert_eq!(Flood { memory_kib: [2048, 9000], ..good(CRASH) }.misses(), ["memory grows"]);
        assert_eq!(good(HALF).ike_bound, 3 * 126 + 600 + 40);
        let row = "| half | 100 | 6000 | 10 | 10 | 2.0 MiB, 2.0 MiB | 10 | 1018 | 0 | 0.1 s, 2.0 s |";
        assert_eq!(table(&[good(HALF)]).lines().nth(2), Some(row));
    }

    #[test]
    fn the_configurations_load_without_ignored_lines() {
        for config in [hub(false), hub(true), spoke()] {
            let loaded = respite::config::load(&config).unwrap_or_else(|e| panic!("{e}\n{config}"));
            assert_eq!(loaded.ignored, []);
        }
    }
}
