//! The gateway on the card with Linux's own IPsec as its peer: every suite and shape that both have, both ways.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::IpAddr;
use std::process::{Child, Stdio};

use respite_abi::sa::Hash;
use respite_driver::Card;
use serde::Deserialize;

use super::card::{open, options};
use super::net::{datagrams, lost, stream, End, Side, SIZES};
use super::pair::{Pair, Way, WINDOW};
use super::replay::{self, Refused};
use super::report::Report;
use super::slot::Slot;
use super::suites::{table, Suite, V4};
use super::{argument, ensure, run, timed};
use crate::Checked;

pub fn steps(report: &mut Report, slot: &Slot) -> Checked<()> {
    let mut bed = None;
    let up = report.step("respite manual, and Linux XFRM in another namespace", || {
        let (started, said) = Bed::start(slot)?;
        bed = Some(started);
        Ok(said)
    })?;
    let Some(bed) = bed.filter(|_| up) else { return Ok(()) };
    for pair in &bed.pairs {
        let name = format!("{}; {}", pair.suite.name(), pair.shape.name());
        let (out, took_out) = timed(|| one_way(pair, Way::Out));
        let (back, took_back) = timed(|| one_way(pair, Way::In));
        let cell = |result: &Checked<()>| if result.is_ok() { "ok" } else { "FAILED" };
        report.row(&format!("| {} | {} | {} | {} |", pair.suite.name(), pair.shape.name(), cell(&out), cell(&back)))?;
        report.step(&name, || {
            out.map_err(|error| format!("card to Linux: {error}"))?;
            back.map_err(|error| format!("Linux to card: {error}"))?;
            let (us, them) = ends(pair, Way::Out);
            stream(us, them).map_err(|error| format!("TCP: {error}"))?;
            Ok(format!(
                "ping, datagrams, TCP; out {:.1} s, in {:.1} s",
                took_out.as_secs_f64(),
                took_back.as_secs_f64()
            ))
        })?;
    }
    let mut refused = Refused::default();
    for pair in bed.pairs.iter().filter(|pair| replay::tried_with(pair)) {
        let name = format!("replay windows of {WINDOW}, {}; {}", pair.suite.name(), pair.shape.name());
        report.step(&name, || replay_both_ways(pair, &mut refused))?;
    }
    report.step("AH in IPv4 as Linux has it without `flag align4`", || {
        let (us, them) = ends(&padded(), Way::Out);
        datagrams(them, us)?;
        let (other, peer) = bed.pairs.first().map(|pair| ends(pair, Way::Out)).ok_or("no rows")?;
        lost(us, them, || datagrams(other, peer))?;
        Ok("the card takes its header of 32 octets; Linux does not take the card's of 28".into())
    })?;
    let mut behind = Behind::default();
    for pair in bed.pairs.iter().filter(|pair| Behind::is_tried_with(pair)) {
        let name = format!("behind a recorded route, {}; {}", pair.suite.name(), pair.shape.name());
        report.step(&name, || behind.options(pair))?;
    }
    report.step("what card and kernel have counted", || bed.stop(refused, behind))?;
    Ok(())
}

/// The rows of the table, numbered.
pub fn pairs() -> Vec<Pair> {
    let rows = (1..).zip(table());
    rows.map(|(number, (suite, shape))| Pair { number, suite, shape, aligned: true }).collect()
}

/// AH in IPv4 of which Linux makes a multiple of 64 bits. RFC 4302 §2.6 has padding to 32, and no more.
pub fn padded() -> Pair {
    let number = 1 + pairs().len() as u16;
    Pair { number, suite: Suite::Ah(Hash::Sha256), shape: V4, aligned: false }
}

/// The two ends, with all SAs in both.
struct Bed {
    gateway: Child,
    pairs: Vec<Pair>,
}

impl Bed {
    fn start(slot: &Slot) -> Checked<(Bed, String)> {
        let caps = Card::open(open(slot)?, &options())?.info.suites;
        let only = argument("respite.rows=")?.unwrap_or_default();
        let (lacking, pairs): (Vec<_>, Vec<_>) = self::pairs()
            .into_iter()
            .filter(|pair| pair.suite.name().contains(&only))
            .partition(|pair| pair.suite.missing_in(caps, pair.shape.esn));
        let all: Vec<Pair> = pairs.iter().copied().chain([padded()]).collect();
        addresses(&all)?;
        fs::write("/tmp/SA.toml", all.iter().map(Pair::toml).collect::<String>())?;
        let mut gateway = Side::Gateway
            .command("respite")
            .args(["manual", "--sa", "/tmp/SA.toml", "--device", "eth0", "--report", REPORT])
            .args(["--card", "vfio", &slot.address])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(gateway.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        if !line.contains("is up") {
            let status = gateway.wait()?;
            return Err(format!("respite manual: {status}, see the console").into());
        }
        routes()?;
        Side::Peer.ip(&all.iter().map(Pair::xfrm).collect::<String>())?;
        let count = all.iter().map(|pair| pair.sa_names().len()).sum::<usize>();
        let said = format!("{count} SAs in each; {} rows need what the card lacks", lacking.len());
        Ok((Bed { gateway, pairs }, said))
    }

    /// Ends the gateway and compares what it has counted.
    fn stop(mut self, refused: Refused, behind: Behind) -> Checked {
        let pid = rustix::process::Pid::from_child(&self.gateway);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        ensure!(self.gateway.wait()?.success(), "the gateway does not end well");
        let report: Counted = serde_json::from_slice(&fs::read(REPORT)?)?;
        for pair in &self.pairs {
            for name in pair.sa_names() {
                let packets = report.sas.get(&name).map_or(0, |usage| usage.packets);
                ensure!(packets > SIZES.len() as u64, "SA {name} has carried {packets} packets");
            }
        }
        let drops = |name: &str| name.starts_with("rx_") || name.starts_with("tx_");
        let totals = ["rx_pkts", "rx_octets", "rx_ok", "rx_ok_octets", "tx_pkts", "tx_octets", "tx_ok", "tx_ok_octets"];
        let expected = [
            ("rx_replay_dup", refused.repeated),
            ("rx_replay_stale", refused.stale),
            ("rx_icv", refused.bad_icv),
            ("rx_options", behind.requests),
            ("tx_options", behind.answers),
        ];
        let expected = expected.into_iter().filter(|(_, count)| *count != 0).collect::<BTreeMap<_, _>>();
        let dropped: BTreeMap<&str, u64> = report
            .counters
            .iter()
            .map(|(name, count)| (name.as_str(), *count))
            .filter(|(name, _)| drops(name) && !totals.contains(name))
            .collect();
        ensure!(dropped == expected, "the card has dropped {dropped:?}, not {expected:?}");
        let kernel = Side::Peer.within(|| Ok(fs::read_to_string("/proc/thread-self/net/xfrm_stat")?));
        let kernel = kernel.map_or("no xfrm_stat in this kernel".into(), |text| {
            let errors: Vec<&str> = text.lines().filter(|line| !line.trim_end().ends_with("\t0")).collect();
            format!("xfrm_stat {errors:?}")
        });
        let count = |name: &str| report.counters.get(name).copied().unwrap_or(0);
        Ok(format!("{} packets out, {} in, dropped by the card {dropped:?}; {kernel}", count("tx_ok"), count("rx_ok")))
    }
}

#[derive(Deserialize)]
struct Counted {
    sas: BTreeMap<String, Usage>,
    counters: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Usage {
    packets: u64,
}

/// A ping, whose answer takes the other way, and datagrams that all take this one.
fn one_way(pair: &Pair, way: Way) -> Checked<()> {
    let (from, to) = ends(pair, way);
    from.0.ping_within(from.1, to.1, 30)?;
    datagrams(from, to)
}

/// Packets that the card has left to the host.
#[derive(Clone, Copy, Default)]
struct Behind {
    requests: u64,
    answers: u64,
}

impl Behind {
    /// In tunnels Linux has no options outside.
    fn is_tried_with(pair: &Pair) -> bool {
        let shape = pair.shape;
        matches!(pair.suite, Suite::Ah(_) | Suite::Bundle(..)) && !shape.tunnel && !shape.inner6 && !shape.outer6
    }

    /// Linux pings behind a recorded route (RFC 791), which AH covers and routers change.
    fn options(&mut self, pair: &Pair) -> Checked {
        let (us, them) = ends(pair, Way::Out);
        let (from, to) = (them.1.to_string(), us.1.to_string());
        let before = echoes()?;
        // The answer of AH alone has options, too: the card leaves it to the host, which sends no such packets.
        let answered = them.0.within(|| run("ping", &["-n", "-R", "-c", "1", "-W", "2", "-I", &from, &to])).is_ok();
        let came = echoes()? - before;
        ensure!(came == 1, "{came} requests have come");
        self.requests += 1;
        self.answers += u64::from(!answered);
        ensure!(answered == matches!(pair.suite, Suite::Bundle(..)), "answered: {answered}");
        Ok("the request has come".into())
    }
}

/// Echo requests that the gateway's kernel has taken.
fn echoes() -> Checked<u64> {
    let text = Side::Gateway.within(|| Ok(fs::read_to_string("/proc/thread-self/net/snmp")?))?;
    let mut lines = text.lines().filter_map(|line| line.strip_prefix("Icmp: "));
    let (names, values) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let place = names.split(' ').position(|name| name == "InEchos").ok_or("no InEchos")?;
    Ok(values.split(' ').nth(place).ok_or("no value")?.parse()?)
}

/// The window of Linux counts at once; what the card's has refused adds up.
fn replay_both_ways(pair: &Pair, refused: &mut Refused) -> Checked {
    let before = replay::refused_by_linux()?;
    let (us, them) = ends(pair, Way::Out);
    let out = replay::replay(pair, Way::Out, us, them).map_err(|error| format!("card to Linux: {error}"))?;
    let after = replay::refused_by_linux()?;
    let counted = [after[0] - before[0], after[1] - before[1]];
    let expected = [out.repeated + out.stale, out.bad_icv];
    ensure!(counted == expected, "XfrmInStateSeqError and ProtoError count {counted:?}, not {expected:?}");
    let back = replay::replay(pair, Way::In, them, us).map_err(|error| format!("Linux to card: {error}"))?;
    refused.repeated += back.repeated;
    refused.stale += back.stale;
    refused.bad_icv += back.bad_icv;
    Ok("each way a repeated packet and a stale one refused, a late one taken".into())
}

/// Sender and receiver.
fn ends(pair: &Pair, way: Way) -> (End, End) {
    let (us, them) = pair.inner();
    let (us, them) = ((Side::Gateway, us), (Side::Peer, them));
    if way == Way::Out {
        (us, them)
    } else {
        (them, us)
    }
}

fn addresses(pairs: &[Pair]) -> Checked<()> {
    for side in [Side::Gateway, Side::Peer] {
        let mut commands = String::new();
        for pair in pairs {
            let (us, them) = pair.inner();
            let address: IpAddr = if side == Side::Gateway { us } else { them };
            let (bits, nodad) = if address.is_ipv4() { (32, "") } else { (128, " nodad") };
            let device = if pair.shape.tunnel { "lo" } else { "eth0" };
            commands += &format!("addr add {address}/{bits} dev {device}{nodad}\n");
            // Neighbour discovery would meet the policies of transport mode.
            if !pair.shape.tunnel && address.is_ipv6() {
                let (other, at) = if side == Side::Gateway { (them, Side::Peer) } else { (us, Side::Gateway) };
                commands += &format!("neigh add {other} lladdr {} dev eth0 nud permanent\n", at.link_address());
            }
        }
        side.ip(&commands)?;
    }
    Ok(())
}

/// To the TUN interface what is protected; the gateway's own sockets, which are bound to the device, find it by the other route.
fn routes() -> Checked<()> {
    Side::Gateway.ip("route add 10.9.0.0/16 dev respite0\nroute add 10.7.0.0/16 dev respite0 metric 1\n\
         route add 10.7.0.0/16 dev eth0 metric 100\nroute add fd09::/16 dev respite0\n\
         route add fd07::/16 dev respite0 metric 1\nroute add fd07::/16 dev eth0 metric 100\n")?;
    Side::Peer.ip("route add 10.8.0.0/16 via 192.0.2.1\nroute add 10.6.0.0/16 dev eth0\n\
         route add fd08::/16 via 2001:db8::1\nroute add fd06::/16 dev eth0\n")
}

const REPORT: &str = "/tmp/manual.json";
