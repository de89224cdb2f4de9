//! Counters of gateways that work, read as an operator reads them: by `cat`, and by a parser that is not ours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use respite::demo::{wait_for, Host, Lab, Side};

use crate::setup::{ikev2, lab, pair, program, python, settled, BRISK};

/// A command that sees the files which a gateway sees: `ip netns exec` gives it mounts of its own.
fn beside(host: &Host, words: &[&str]) -> Output {
    let pid = host.pid().to_string();
    Command::new("nsenter").args(["--target", &pid, "--mount", "--net"]).args(words).output().expect("nsenter runs")
}

fn cat(host: &Host, path: &str) -> String {
    let output = beside(host, &["cat", &format!("{TREE}/{path}")]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{path}: {said}\n{}", host.said());
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_counter_is_a_file_that_cat_reads_with_the_cards_value() {
    let Some(lab) = lab("every_counter_is_a_file_that_cat_reads_with_the_cards_value") else { return };
    let (a, b) = pair(&lab, &ikev2(), false);
    assert_eq!(lab.ping(Side::A, 5, BRISK).expect("ping runs").received, 5, "{}\n{}", a.account(), b.account());
    assert_eq!(cat(&a, "statistics/tx_ok"), "5\n");

    // All at once: `./statistics/rx_pkts:5`.
    let all = beside(&a, &["sh", "-c", &format!("cd {TREE} && grep -r ''")]);
    let text = String::from_utf8(all.stdout).expect("text");
    let files: BTreeMap<&str, &str> = text.lines().map(|line| line.split_once(':').expect("a value")).collect();
    let stats = a.stats().expect("stats");
    assert_eq!(stats.controllers[0].counters["rx_ok"], 5);
    for (name, value) in &stats.controllers[0].counters {
        assert_eq!(files[&*format!("statistics/{name}")], value.to_string(), "{name}");
    }
    for (name, value) in &stats.path {
        assert_eq!(files[&*format!("path/{name}")], value.to_string(), "{name}");
    }
    // The kernel counts the same packets at the red side: five each way, and its own router solicitations out.
    assert_eq!(files["tun/rx_packets"], "5");
    assert!(files["tun/tx_packets"].parse::<u64>().expect("a number") >= 5);
    assert_eq!((files["info/controller"], files["info/state"], files["info/sas"]), ("sim", "up", "2"));
    let [bundle] = &stats.bundles[..] else { panic!("{:?}", stats.bundles) };
    let sa = &bundle.sas[0];
    for (spi, direction, usage) in [(sa.inbound_spi, "in", sa.inbound), (sa.outbound_spi, "out", sa.outbound)] {
        let octets = usage.expect("the card has it").octets.to_string();
        let file = |name: &str| files[&*format!("sa/{spi:08x}/{name}")];
        assert_eq!((file("direction"), file("packets"), file("sequence")), (direction, "5", "5"));
        assert_eq!((file("octets"), file("peer"), file("transform")), (&*octets, &*bundle.peer, "esp-gcm 256"));
        assert_eq!((file("local"), file("remote"), file("mode")), (Side::A.outer(), Side::B.outer(), "tunnel"));
    }

    // As sysfs has it: for everybody to read, for nobody to write, a page long.
    let file = format!("{TREE}/statistics/rx_ok");
    let stat = beside(&a, &["stat", "-c", "%A %s %F", &file]);
    assert_eq!(String::from_utf8_lossy(&stat.stdout), "-r--r--r-- 4096 regular file\n");
    assert!(!beside(&a, &["sh", "-c", &format!("echo 0 > {file}")]).status.success());
    assert!(!beside(&a, &["cat", &format!("{TREE}/statistics/nonsense")]).status.success());

    // What is gone is gone from the tree, and what is cleared begins anew.
    a.console("clear crypto sa").expect("done");
    a.console("clear counters").expect("done");
    // The tree is up to 100 ms behind.
    let fresh = || (cat(&a, "statistics/tx_ok") == "0\n").then_some(());
    assert!(wait_for(LIMIT, fresh).is_some(), "{}", cat(&a, "statistics/tx_ok"));
    let listed = beside(&a, &["ls", &format!("{TREE}/sa")]);
    assert_eq!(String::from_utf8_lossy(&listed.stdout), "");
}

#[test]
fn metrics_are_what_an_independent_parser_reads_and_the_card_counted() {
    let Some(lab) = lab("metrics_are_what_an_independent_parser_reads_and_the_card_counted") else { return };
    let Some(python) = python("prometheus_client") else { return };
    let config = |side| format!("counters metrics 127.0.0.1 port 9000\n{}", ikev2().config(side, false));
    let start = |side| Host::start(&lab, side, program(), &config(side)).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    assert_eq!(lab.ping(Side::A, 4, BRISK).expect("ping runs").received, 4, "{}\n{}", a.account(), b.account());

    let scrape = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/daemon/scrape.py");
    let output = lab.command(Side::A, &python).arg(scrape).arg("http://127.0.0.1:9000/metrics").output().expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let samples: BTreeMap<String, f64> = serde_json::from_slice(&output.stdout).expect("JSON");
    let stats = a.stats().expect("stats");
    for (name, value) in &stats.controllers[0].counters {
        assert_eq!(samples[&format!("respite_card_{name}_total card=sim")], *value as f64, "{name}");
    }
    assert_eq!(samples["respite_card_tx_ok_total card=sim"], 4.0);
    assert_eq!(samples["respite_card_cam_entries card=sim"], 1.0);
    let [bundle] = &stats.bundles[..] else { panic!("{:?}", stats.bundles) };
    for (spi, direction) in [(bundle.sas[0].inbound_spi, "in"), (bundle.sas[0].outbound_spi, "out")] {
        let of = format!("direction={direction} peer={} policy={} protocol=esp", bundle.peer, bundle.policy);
        assert_eq!(samples[&format!("respite_sa_packets_total {of} spi={spi:#010x}")], 4.0, "{samples:?}");
    }
    // What the console says by the way.
    let shown = a.console("show counters").expect("shown");
    assert!(shown.contains("statistics:\n") && shown.contains("XfrmInNoStates"), "{shown}");
}

#[test]
fn cli_06_after_a_storm_of_unknown_spis_all_names_agree() {
    let Some(lab) = lab("cli_06_after_a_storm_of_unknown_spis_all_names_agree") else { return };
    let Some(python) = python("socket") else { return };
    let a = Host::start(&lab, Side::A, program(), &ikev2().config(Side::A, false)).unwrap_or_else(|e| panic!("{e}"));
    // Unknown, reserved, and too short to have a sequence number.
    let storm = "import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 50)
for n in range(300):
    spi = 1000 + n % 50 if n % 3 else n % 256
    s.sendto(spi.to_bytes(4, 'big') + bytes(0 if n % 10 == 9 else 60), (sys.argv[1], 0))
";
    let sent = lab.command(Side::B, &python).args(["-c", storm, Side::A.outer()]).status().expect("runs");
    assert!(sent.success());
    let stats = settled(&a, |stats| {
        let card = &stats.controllers[0].counters;
        let told = stats.recovery.invalid_spi_packets + card["ev_overflow"];
        card["rx_pkts"] == 300 && told == card["ev_pkts"]
    });
    let card = &stats.controllers[0].counters;
    let drops: u64 = card.iter().filter(|(name, _)| is_drop(name)).map(|(_, value)| value).sum();
    assert_eq!((card["rx_ok"], drops), (0, 300), "{card:?}");
    assert_eq!((card["rx_short"], card["rx_no_sa_esp"] + card["rx_spi_reserved"]), (30, 270));
    // Linux: every drop has one name. Cisco: those without an SA, and no others. Recovery: what the card told of.
    let value = |path: &str| cat(&a, path).trim().parse::<u64>().expect("a number");
    let linux = String::from_utf8(beside(&a, &["sh", "-c", &format!("cat {TREE}/xfrm/XfrmIn*")]).stdout).expect("text");
    assert_eq!(linux.lines().map(|line| line.parse::<u64>().expect("a number")).sum::<u64>(), 300);
    assert_eq!((value("xfrm/XfrmInNoStates"), value("xfrm/XfrmInHdrError")), (270, 30));
    assert_eq!(value("mib/cipSecGlobalNoSaFails"), card["rx_no_sa_esp"]);
    assert_eq!(value("statistics/ev_pkts"), card["rx_no_sa_esp"]);
    assert_eq!(value("mib/cipSecGlobalInPkts"), 300);
}

fn is_drop(name: &str) -> bool {
    let totals = ["rx_pkts", "rx_octets", "rx_ok", "rx_ok_octets"];
    name.starts_with("rx_") && !totals.contains(&name)
}

/// A gateway with the mounts of this process, as on a host without namespaces.
struct Plain<'a> {
    lab: &'a Lab,
    config: PathBuf,
    tree: PathBuf,
    child: std::process::Child,
}

impl<'a> Plain<'a> {
    fn start(lab: &'a Lab) -> Plain<'a> {
        let dir = lab.directory(Side::A);
        let tree = dir.join("tree");
        std::fs::create_dir_all(&tree).expect("ours");
        let config = dir.join("config");
        let text = format!("counters tree {}\n{}", tree.display(), ikev2().config(Side::A, false));
        std::fs::write(&config, text).expect("ours");
        let child = Plain::spawn(lab, &config);
        Plain { lab, config, tree, child }
    }

    fn spawn(lab: &Lab, config: &Path) -> std::process::Child {
        let net = format!("--net=/run/netns/{}", lab.namespace(Side::A));
        let mut command = Command::new("nsenter");
        command.arg(net).arg(program()).arg("run").arg("--config").arg(config);
        command.arg("--state").arg(lab.directory(Side::A).join("state")).arg("--socket").arg(lab.socket(Side::A));
        command.spawn().expect("nsenter runs")
    }

    fn again(&mut self) {
        let _ = self.child.wait();
        self.child = Plain::spawn(self.lab, &self.config);
    }

    fn file(&self) -> PathBuf {
        self.tree.join("sim/info/state")
    }

    fn reads(&self) -> std::io::Result<String> {
        std::fs::read_to_string(self.file())
    }

    fn comes_up(&self) {
        let up = wait_for(START, || self.reads().ok());
        assert_eq!(up.as_deref(), Some("up\n"), "{:?}", self.reads());
    }
}

impl Drop for Plain<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = Command::new("umount").arg("--lazy").arg(self.tree.join("sim")).output();
    }
}

#[test]
fn the_tree_of_a_killed_gateway_is_replaced_and_one_that_ends_takes_its_tree_away() {
    let Some(lab) = lab("the_tree_of_a_killed_gateway_is_replaced_and_one_that_ends_takes_its_tree_away") else {
        return;
    };
    let mut gateway = Plain::start(&lab);
    gateway.comes_up();
    // A reader that keeps a file open must not keep a gateway from ending.
    let kept = std::fs::File::open(gateway.file()).expect("it is there");

    gateway.child.kill().expect("ours");
    gateway.child.wait().expect("ours");
    let stale = wait_for(LIMIT, || gateway.reads().err());
    let stale = stale.expect("nobody answers");
    assert_eq!(stale.kind(), std::io::ErrorKind::NotConnected, "{stale}");
    gateway.again();
    gateway.comes_up();
    drop(kept);

    let kept = std::fs::File::open(gateway.file()).expect("it is there");
    let ended = Command::new("kill").arg(gateway.child.id().to_string()).status().expect("kill runs");
    assert!(ended.success() && gateway.child.wait().expect("ours").success());
    let gone = gateway.reads().expect_err("it has ended");
    assert_eq!(gone.kind(), std::io::ErrorKind::NotFound, "{gone}");
    drop(kept);
}

const TREE: &str = "/run/respite/sim";
const LIMIT: Duration = Duration::from_secs(60);
const START: Duration = Duration::from_secs(120);
