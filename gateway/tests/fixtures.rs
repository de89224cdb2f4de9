//! Every replay case through the simulated card, compared with what scapy made (INT-02, DP-*, RPL-*, DET-*).

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use respite::capture::Capture;
use respite::card::CardChoice;
use respite::replay::{card_options, replay, ReplayError};
use respite::sa_file;
use respite_driver::{Card, VfioUserTransport};
use serde::Deserialize;

/// `expect.json`, and of a report what can be compared with it.
#[derive(Deserialize)]
struct Expectation {
    packets: Vec<Row>,
    counters: BTreeMap<String, u64>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Row {
    index: usize,
    verdict: String,
    /// Verdicts that are as right where packets are in flight.
    #[serde(default)]
    also: Vec<String>,
    sa: Option<String>,
    seq: Option<u64>,
    in_len: usize,
    out_len: usize,
    #[serde(default)]
    what: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    spi: u32,
    proto: String,
    src: IpAddr,
    dst: IpAddr,
    seq: u32,
    count: u64,
}

#[test]
fn every_case_comes_out_of_the_card_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/replay");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder).expect("fixtures").map(|e| e.expect("folder").path()).collect();
    cases.sort();
    assert!(cases.len() > 80, "only {} cases", cases.len());
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = mismatches(case);
                    if let Some(first) = wrong.first() {
                        let name = case.file_name().unwrap_or_default().to_string_lossy();
                        let line = format!("{name}: {first} ({} mismatches)", wrong.len());
                        failed.lock().expect("no panic").push(line);
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().expect("no panic");
    failed.sort();
    assert!(failed.is_empty(), "{} of {} cases failed\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn a_bus_error_on_a_ring_is_told_and_not_waited_for() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/replay/mixed-32-sas");
    let sas = sa_file::load(&folder.join("sa.toml")).expect("it is read");
    let mut capture = Capture::new(fs::File::open(folder.join("in.pcap")).expect("it is there")).expect("it is read");
    let faulty = respite_sim::Options::default().fault_every(50);
    let (stream, _simulation) = respite_sim::spawn(faulty).expect("it starts");
    let transport = VfioUserTransport::over(stream, PATIENCE).expect("it answers");
    let card = Card::open(Arc::new(transport), &card_options(PATIENCE, 0, 1)).expect("it opens");
    let begun = Instant::now();
    let outcome = replay(card, &sas, &mut capture, (Vec::new(), Vec::new()), PATIENCE, &GO_ON, &mut |_| ());
    assert!(matches!(outcome, Err(ReplayError::BusError { .. })), "{:?}", outcome.map(|(summary, ..)| summary.packets));
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

/// What differs in a case; an error, and that the card lacks something for its SAs, is a difference too.
fn mismatches(folder: &Path) -> Vec<String> {
    match run(folder) {
        Ok((out, report)) => compare(folder, &out, &report),
        Err(e) => vec![e.to_string()],
    }
}

/// What came out and what was reported, or why not.
type Outcome = Result<(Vec<Vec<u8>>, Expectation), Box<dyn std::error::Error>>;

fn run(folder: &Path) -> Outcome {
    let sas = sa_file::load(&folder.join("sa.toml"))?;
    let mut capture = Capture::new(fs::File::open(folder.join("in.pcap"))?)?;
    let opened = CardChoice::Sim.open(&card_options(PATIENCE, 0, 1))?;
    let (_, out, report) =
        replay(opened.card, &sas, &mut capture, (Vec::new(), Vec::new()), PATIENCE, &GO_ON, &mut |_| ())?;
    Ok((packets(out)?, serde_json::from_slice(&report)?))
}

fn packets(data: Vec<u8>) -> Result<Vec<Vec<u8>>, respite::capture::CaptureError> {
    let mut capture = Capture::new(Cursor::new(data))?;
    let (mut packets, mut octets) = (Vec::new(), Vec::new());
    while capture.next(&mut octets)?.is_some() {
        packets.push(octets.clone());
    }
    Ok(packets)
}

fn compare(folder: &Path, out: &[Vec<u8>], have: &Expectation) -> Vec<String> {
    let text = fs::read_to_string(folder.join("expect.json")).expect("expectation");
    let want: Expectation = serde_json::from_str(&text).expect("expectation");
    let expected = packets(fs::read(folder.join("expect.pcap")).expect("capture")).expect("capture");
    let mut wrong = Vec::new();
    if want.packets.len() != have.packets.len() {
        wrong.push(format!("{} rows, {} packets", have.packets.len(), want.packets.len()));
    }
    let mut drops = BTreeMap::new();
    for (want, have) in want.packets.iter().zip(&have.packets) {
        let mut differs = |field: &str, w: &dyn std::fmt::Debug, h: &dyn std::fmt::Debug| {
            let what = want.what.as_deref().unwrap_or("");
            wrong.push(format!("packet {} ({what}): {field} {w:?} expected, {h:?} reported", want.index));
        };
        if want.index != have.index {
            differs("index", &want.index, &have.index);
        }
        if want.in_len != have.in_len {
            differs("in_len", &want.in_len, &have.in_len);
        }
        if want.verdict != have.verdict && !want.also.contains(&have.verdict) {
            differs("verdict", &want.verdict, &have.verdict);
        } else if have.verdict == "ok" && (&want.sa, want.seq, want.out_len) != (&have.sa, have.seq, have.out_len) {
            differs("sa, seq, out_len", &(&want.sa, want.seq, want.out_len), &(&have.sa, have.seq, have.out_len));
        }
        if have.verdict != "ok" {
            *drops.entry(have.verdict.as_str()).or_insert(0) += 1;
            if have.seq.is_some() || have.out_len != 0 {
                differs("seq, out_len of a drop", &(None::<u64>, 0), &(have.seq, have.out_len));
            }
        }
    }
    if expected.len() != out.len() {
        wrong.push(format!("{} packets expected, {} came out", expected.len(), out.len()));
    }
    for (number, (w, h)) in expected.iter().zip(out).enumerate().filter(|(_, (w, h))| w != h) {
        let at = w.iter().zip(h).position(|(w, h)| w != h).unwrap_or(w.len().min(h.len()));
        wrong.push(format!("output packet {number} differs from byte {at} of {}, {} came out", w.len(), h.len()));
    }
    // A verdict under `also` moves a packet from one counter to the other, so it is the rows that must add up; the
    // names are those that were expected, as long as nothing of the kind happened.
    for name in want.counters.keys().map(String::as_str).chain(drops.keys().copied()) {
        let (counted, rows) = (have.counters.get(name).copied().unwrap_or(0), drops.get(name).copied().unwrap_or(0));
        if counted != rows {
            wrong.push(format!("counter {name} is {counted}, {rows} packets have that verdict"));
        }
    }
    let (want, have) = (summed(&want.events), summed(&have.events));
    if want != have {
        wrong.push(format!("events {want:?} expected, {have:?} reported"));
    }
    wrong
}

/// Records of one unknown SPI added up: sequence number of the first packet, and how many.
fn summed(events: &[Event]) -> BTreeMap<(u32, &str, IpAddr, IpAddr), (u32, u64)> {
    let mut summed = BTreeMap::new();
    for e in events {
        summed.entry((e.spi, e.proto.as_str(), e.src, e.dst)).or_insert((e.seq, 0)).1 += e.count;
    }
    summed
}

const THREADS: usize = 2;
/// Nobody stops it.
static GO_ON: AtomicBool = AtomicBool::new(false);
const PATIENCE: Duration = Duration::from_secs(60);
