//! The program against a software card behind a vfio-user socket. That card frames ESP without cryptography.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use respite::capture::{Capture, PcapWriter, Time};
use respite::demo::wait_for;
use respite_abi::sa::word::KEY_A;
use respite_driver::testing::{serve, SoftCard, SoftConfig, Work};
use rustix::process::{Pid, Signal};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a card's socket in it, and whatever a test puts there.
struct Bench {
    folder: TempDir,
    card: Arc<SoftCard>,
}

impl Bench {
    fn new(work: Work) -> Bench {
        let folder = tempfile::tempdir().expect("folder");
        let listener = UnixListener::bind(folder.path().join("card.sock")).expect("socket");
        let card = Arc::new(SoftCard::new(SoftConfig { work, ..SoftConfig::default() }));
        let served = card.clone();
        std::thread::spawn(move || listener.incoming().flatten().try_for_each(|stream| serve(stream, &served)));
        Bench { folder, card }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn respite(&self, sa: &str, input: &Path) -> Output {
        self.command("1", sa, input, "OUT.pcap", "REPORT.json").output().expect("the program runs")
    }

    /// With so many seconds of patience.
    fn command(&self, patience: &str, sa: &str, input: &Path, out: &str, report: &str) -> Command {
        fs::write(self.path("SA.toml"), sa).expect("write");
        let mut command = Command::new(env!("CARGO_BIN_EXE_respite"));
        command
            .args(["replay", "--timeout", patience, "--card", "vfio-user"])
            .arg(self.path("card.sock"))
            .arg("--sa")
            .arg(self.path("SA.toml"))
            .arg("--in")
            .arg(input)
            .arg("--out")
            .arg(self.path(out))
            .arg("--report")
            .arg(self.path(report));
        command
    }

    fn good(&self, sa: &str, input: &Path) -> (Vec<Vec<u8>>, Value) {
        let output = self.respite(sa, input);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report = fs::read_to_string(self.path("REPORT.json")).expect("report");
        (read(&self.path("OUT.pcap")), serde_json::from_str(&report).expect("JSON"))
    }

    /// Runs what must fail; returns what the program says.
    fn bad(&self, sa: &str, input: &Path) -> String {
        let output = self.respite(sa, input);
        assert_eq!(output.status.code(), Some(1));
        self.assert_nothing_was_left();
        String::from_utf8(output.stderr).expect("text")
    }

    fn assert_nothing_was_left(&self) {
        let left: Vec<_> = fs::read_dir(self.folder.path()).expect("folder").flatten().map(|e| e.file_name()).collect();
        assert!(left.iter().all(|name| ["card.sock", "SA.toml", "in.pcap"].iter().any(|n| name == n)), "{left:?}");
    }

    /// SAs of the card with a key.
    fn keys(&self) -> usize {
        (0..1024).filter(|sa| self.card.sa_word(*sa, KEY_A) != 0).count()
    }

    fn capture(&self, packets: &[Vec<u8>]) -> PathBuf {
        let mut writer = PcapWriter::new(Vec::new()).expect("memory");
        for (n, packet) in packets.iter().enumerate() {
            writer.write(Time { seconds: n as u32, nanos: 1 }, packet).expect("memory");
        }
        fs::write(self.path("in.pcap"), writer.into_inner()).expect("write");
        self.path("in.pcap")
    }
}

fn read(path: &Path) -> Vec<Vec<u8>> {
    let mut capture = Capture::new(fs::File::open(path).expect("capture")).expect("header");
    let (mut packets, mut octets) = (Vec::new(), Vec::new());
    while capture.next(&mut octets).expect("good").is_some() {
        packets.push(octets.clone());
    }
    packets
}

fn sa(name: &str, direction: &str, spi: u32, rest: &str) -> String {
    format!(
        "[[sa]]\nname = \"{name}\"\ndirection = \"{direction}\"\nproto = \"esp\"\nspi = {spi}\nsrc = \"192.0.2.1\"\n\
         dst = \"192.0.2.2\"\nmode = \"tunnel\"\nenc = \"aes-gcm-16\"\nenc_key = \"000102030405060708090a0b{spi:016x}\"\n{rest}\n"
    )
}

/// An IPv4 packet of `len` octets to 10.`net`.0.1.
fn clear(net: u8, len: usize) -> Vec<u8> {
    let mut packet = vec![0x45, 0, (len >> 8) as u8, len as u8, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, net, 0, 1];
    packet.extend((20..len).map(|n| n as u8));
    packet
}

/// ESP of an SPI to the SA's destination.
fn esp(spi: u32, seq: u32) -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 60, 0, 0, 0, 0, 64, 50, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
    packet.extend([spi.to_be_bytes(), seq.to_be_bytes()].concat());
    packet.resize(60, 0);
    packet
}

fn column<'a>(report: &'a Value, field: &str) -> Vec<&'a Value> {
    report["packets"].as_array().expect("rows").iter().map(|row| &row[field]).collect()
}

#[test]
fn what_goes_out_comes_in_again_in_the_order_of_the_capture() {
    let bench = Bench::new(Work::AtDoorbell);
    let packets: Vec<_> = (0..1000).map(|n| clear(n as u8 % 2, 20 + n % 1400)).collect();
    let selector = |net| format!("selectors = {{ local = \"10.0.0.0/8\", remote = \"10.{net}.0.0/16\" }}");
    let out = sa("zero", "out", 300, &selector(0)) + &sa("one", "out", 301, &selector(1));
    let (sealed, report) = bench.good(&out, &bench.capture(&packets));
    assert_eq!(sealed.len(), 1000);
    assert!(column(&report, "index").iter().enumerate().all(|(n, v)| **v == n));
    assert!(column(&report, "sa").iter().enumerate().all(|(n, v)| **v == ["zero", "one"][n % 2]));
    assert!(column(&report, "seq").iter().enumerate().all(|(n, v)| **v == n / 2 + 1));
    assert!(column(&report, "out_len").iter().zip(&sealed).all(|(v, packet)| **v == packet.len()));
    assert_eq!((&report["counters"]["tx_pkts"], &report["counters"]["tx_ok"]), (&1000.into(), &1000.into()));
    assert!(bench.card.is_quiet());
    assert_eq!(bench.keys(), 0, "the key is gone");

    let inbound = sa("zero", "in", 300, "replay_window = 64") + &sa("one", "in", 301, "replay_window = 64");
    let (opened, report) = bench.good(&inbound, &bench.capture(&sealed));
    assert!(opened == packets);
    assert!(column(&report, "sa").iter().enumerate().all(|(n, v)| **v == ["zero", "one"][n % 2]));
    assert_eq!(report["counters"]["rx_ok"], 1000);
}

#[test]
fn drops_are_rows_with_their_reason_and_without_a_number() {
    let bench = Bench::new(Work::AtDoorbell);
    let sas = sa("in", "in", 300, "")
        + &sa("out", "out", 301, "selectors = { local = \"10.0.0.0/8\", remote = \"10.1.0.0/16\" }");
    let packets = [clear(1, 40), clear(2, 40), vec![0x15, 1], esp(300, 5), esp(300, 5), esp(77, 1), vec![0x45; 17000]];
    let (out, report) = bench.good(&sas, &bench.capture(&packets));
    let want = ["ok", "tx_no_sa", "tx_not_ip", "ok", "rx_replay_dup", "rx_spi_reserved", "tx_oversize"];
    assert_eq!(column(&report, "verdict"), want);
    assert_eq!(out.len(), 2);
    let met: Vec<_> = column(&report, "sa")[3..6].iter().map(|name| name.as_str()).collect();
    assert_eq!(met, [Some("in"), Some("in"), None], "a reserved SPI meets no SA");
    assert_eq!(column(&report, "seq")[4], &Value::Null);
    assert_eq!(column(&report, "in_len")[6], &17000);
    let counters = &report["counters"];
    for name in ["tx_no_sa", "tx_not_ip", "rx_replay_dup", "rx_spi_reserved", "tx_oversize", "tx_ok", "rx_ok"] {
        assert_eq!(counters[name], 1, "{name}");
    }
    assert_eq!((&counters["tx_pkts"], &counters["rx_pkts"]), (&4.into(), &3.into()));
}

#[test]
fn unknown_spis_are_reported_with_the_events_of_the_card() {
    let bench = Bench::new(Work::AtDoorbell);
    let packets: Vec<_> = (0..500).map(|n| esp(1000 + n % 7, n)).collect();
    let (out, report) = bench.good("", &bench.capture(&packets));
    assert!(out.is_empty());
    assert!(column(&report, "verdict").iter().all(|v| **v == "rx_no_sa_esp"));
    let events = report["events"].as_array().expect("events");
    let counted: u64 = events.iter().filter(|e| e["spi"] == 1003).map(|e| e["count"].as_u64().expect("count")).sum();
    assert_eq!(counted, 500 / 7);
    assert_eq!(
        (&events[0]["proto"], &events[0]["src"], &events[0]["seq"]),
        (&"esp".into(), &"192.0.2.1".into(), &0.into())
    );
}

#[test]
fn a_card_that_stops_answering_ends_in_an_error_and_leaves_nothing() {
    let bench = Bench::new(Work::OnDemand);
    let error = bench.bad(&sa("out", "out", 301, ""), &bench.capture(&vec![clear(1, 40); 300]));
    assert!(error.starts_with("respite: the card has not finished packet 0 within 1s, "), "{error}");
}

#[test]
fn who_is_told_to_end_takes_keys_and_unfinished_files_along() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let bench = Bench::new(Work::OnDemand);
        let input = bench.capture(&vec![clear(1, 40); 300]);
        let mut command = bench.command("60", &sa("out", "out", 301, ""), &input, "OUT.pcap", "REPORT.json");
        let child = command.stderr(Stdio::piped()).spawn().expect("the program runs");
        let has_begun = || (bench.keys() > 0).then_some(());
        wait_for(Duration::from_secs(30), has_begun).expect("the key is in the card");
        rustix::process::kill_process(Pid::from_child(&child), signal).expect("it is there");
        let output = child.wait_with_output().expect("it ends");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*error), (Some(1), "respite: interrupted by a signal\n"), "{signal:?}");
        bench.assert_nothing_was_left();
        assert_eq!(bench.keys(), 0, "the key is gone");
    }
}

#[test]
fn no_file_is_written_that_is_read_or_written_by_another_name() {
    let bench = Bench::new(Work::AtDoorbell);
    let input = bench.capture(&[clear(1, 40)]);
    let before = fs::read(&input).expect("read");
    std::os::unix::fs::symlink(&input, bench.path("link")).expect("link");
    for (out, report, which) in [
        ("x", "./x", "--out and --report"),
        ("link", "x", "--out and --in"),
        ("x", "SA.toml", "--report and --sa"),
        ("x", "./in.pcap", "--report and --in"),
    ] {
        let output = bench.command("1", "", &input, out, report).output().expect("the program runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*error), (Some(2), &*format!("respite: {which} are the same file\n")));
    }
    assert_eq!((fs::read(&input).expect("read"), bench.path("x").exists()), (before, false));
}

#[test]
fn words_that_name_no_card_are_wrong_usage() {
    for (card, error) in [
        (&["sim", "x"][..], "sim needs nothing more, here is \"x\""),
        (&["vfio"], "vfio needs a PCI address like 0000:03:00.0"),
        (&["nic"], "\"nic\" is no kind of card: sim, vfio-user PATH and vfio ADDRESS are"),
    ] {
        for command in [&["replay", "--in", "i", "--out", "o", "--report", "r"][..], &["manual", "--device", "d"]] {
            let mut program = Command::new(env!("CARGO_BIN_EXE_respite"));
            let output = program.args(command).args(["--sa", "s", "--card"]).args(card).output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), &*said), (Some(2), &*format!("respite: --card: {error}\n")));
        }
    }
}

#[test]
fn the_report_of_manual_keys_is_not_written_over_them() {
    let bench = Bench::new(Work::AtDoorbell);
    fs::write(bench.path("SA.toml"), "kept").expect("write");
    let mut program = Command::new(env!("CARGO_BIN_EXE_respite"));
    program.args(["manual", "--device", "lo", "--sa"]).arg(bench.path("SA.toml"));
    let output = program.arg("--report").arg(bench.path("./SA.toml")).output().expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*error), (Some(2), "respite: --report and --sa are the same file\n"));
    assert_eq!(fs::read(bench.path("SA.toml")).expect("read"), b"kept");
}

#[test]
fn a_damaged_capture_leaves_nothing_although_packets_came_out_before() {
    let bench = Bench::new(Work::AtDoorbell);
    let input = bench.capture(&vec![clear(1, 40); 300]);
    let whole = fs::read(&input).expect("read");
    fs::write(&input, &whole[..whole.len() - 1]).expect("write");
    let error = bench.bad(&sa("out", "out", 301, ""), &input);
    let want = format!(
        "respite: {}: packet 299: the file ends within the block that begins at byte {}\n",
        input.display(),
        24 + 299 * 56
    );
    assert_eq!(error, want);
    assert_eq!(bench.keys(), 0, "the key is gone");
}

#[test]
fn a_bad_sa_file_or_a_missing_card_ends_before_anything_is_touched() {
    let bench = Bench::new(Work::AtDoorbell);
    let input = bench.capture(&[clear(1, 40)]);
    let error = bench.bad("[[sa]]\nname = 1\n", &input);
    assert!(
        error.starts_with(&format!("respite: {}:1: direction is missing", bench.path("SA.toml").display())),
        "{error}"
    );
    let error = bench.bad("", &bench.path("nowhere.pcap"));
    assert!(error.contains("nowhere.pcap: No such file"), "{error}");
    bench.card.vanish();
    let error = bench.bad("", &input);
    assert!(error.contains("card.sock: the card is gone") || error.contains("not a Respite card"), "{error}");
}
