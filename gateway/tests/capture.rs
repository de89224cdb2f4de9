//! Captures of the fixtures: read whole, cut anywhere, and sent the right way.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use respite::capture::{Capture, CaptureError, PcapWriter};
use respite::policy::{Policy, Way};
use respite::sa_file;

fn replay_cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/replay")
}

fn read(data: &[u8]) -> Result<Vec<Vec<u8>>, CaptureError> {
    let mut capture = Capture::new(Cursor::new(data.to_vec()))?;
    let (mut packets, mut octets) = (Vec::new(), Vec::new());
    while capture.next(&mut octets)?.is_some() {
        packets.push(octets.clone());
    }
    Ok(packets)
}

/// Where the blocks of a capture begin: a file cut there is a shorter capture.
fn block_ends(data: &[u8]) -> Vec<usize> {
    let word = |at: usize, big: bool| {
        let octets = [data[at], data[at + 1], data[at + 2], data[at + 3]];
        (if big { u32::from_be_bytes(octets) } else { u32::from_le_bytes(octets) }) as usize
    };
    let pcapng = data[..4] == [0x0a, 0x0d, 0x0d, 0x0a];
    let mut ends = Vec::new();
    let mut at = if pcapng { 0 } else { 24 };
    while at < data.len() {
        ends.push(at);
        at += if pcapng { word(at + 4, false) } else { 16 + word(at + 8, data[0] == 0xa1) };
    }
    ends.retain(|end| *end > 0);
    ends
}

#[test]
fn a_capture_cut_at_any_byte_is_shorter_or_refused_and_says_where() {
    for case in ["decap-ethernet", "decap-pcapng", "decap-pcap-be-ns", "decap-pcapng-raw"] {
        let whole = fs::read(replay_cases().join(case).join("in.pcap")).expect("fixture");
        let packets = read(&whole).expect("good");
        assert_eq!(packets.len(), 12, "{case}");
        let ends = block_ends(&whole);
        for len in 0..whole.len() {
            let block = ends.iter().copied().take_while(|end| *end <= len).last().unwrap_or(0);
            match read(&whole[..len]) {
                Ok(fewer) => {
                    assert!(ends.contains(&len), "{case} cut to {len}");
                    assert_eq!(fewer, packets[..fewer.len()], "{case} cut to {len}");
                    assert!(fewer.len() < packets.len(), "{case} cut to {len}");
                }
                Err(CaptureError::Format) => assert_eq!(block, 0, "{case} cut to {len}"),
                Err(CaptureError::Truncated { packet, offset }) => {
                    assert_eq!(offset, block as u64, "{case} cut to {len}");
                    let before = read(&whole[..block]).expect("whole blocks").len();
                    assert_eq!(packet, before as u64, "{case} cut to {len}");
                }
                Err(e) => panic!("{case} cut to {len}: {e}"),
            }
        }
    }
}

#[test]
fn other_files_are_refused() {
    let text = |data: &[u8]| read(data).expect_err("no capture").to_string();
    assert_eq!(text(b""), "neither a pcap nor a pcapng file");
    assert_eq!(text(b"%PDF-1.7 and much more than a pcap's header has"), "neither a pcap nor a pcapng file");
    let mut loopback = PcapWriter::new(Vec::new()).expect("memory").into_inner();
    loopback[20] = 0;
    loopback.extend([0; 16]);
    assert_eq!(text(&loopback), "packet 0: the block at byte 24 has link type 0, neither Ethernet nor raw IP");
    let mut long = PcapWriter::new(Vec::new()).expect("memory").into_inner();
    long.extend([0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]);
    assert_eq!(text(&long), "packet 0: the block at byte 24 is longer than any packet");
}

#[test]
fn a_pcapng_of_the_other_byte_order_with_two_interfaces_is_read() {
    let block = |kind: u32, body: &[u8]| {
        let total = (12 + body.len().next_multiple_of(4)) as u32;
        let mut b = [kind.to_be_bytes(), total.to_be_bytes()].concat();
        b.extend(body);
        b.resize(total as usize - 4, 0);
        b.extend(total.to_be_bytes());
        b
    };
    let interface = |link: u8, options: &[u8]| block(1, &[&[0, link, 0, 0, 0, 0, 0, 0], options].concat());
    let packet = |interface: u8, stamp: u8, data: &[u8]| {
        let mut body = vec![0, 0, 0, interface, 0, 0, 0, 0, 0, 0, 0, stamp];
        body.extend([data.len() as u32; 2].iter().flat_map(|len| len.to_be_bytes()));
        body.extend(data);
        block(6, &body)
    };
    let mut file = block(0x0a0d_0d0a, &[0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
    file.extend(interface(101, &[0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])); // if_tsresol: seconds
    file.extend(interface(1, &[]));
    file.extend(packet(0, 9, &[0x45, 1, 2]));
    file.extend(packet(1, 0, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x86, 0xdd, 0x60]));
    let mut capture = Capture::new(Cursor::new(file.clone())).expect("header");
    let mut octets = Vec::new();
    let first = capture.next(&mut octets).expect("good").expect("packet");
    assert_eq!((first.time.seconds, first.ip, octets.as_slice()), (9, true, &[0x45, 1, 2][..]));
    assert!(capture.next(&mut octets).expect("good").expect("packet").ip);
    assert_eq!(octets, [0x60]);
    let at = file.len();
    file.extend(packet(2, 0, &[0x45]));
    let want = format!("packet 2: the block at byte {at} names an unknown interface");
    assert_eq!(read(&file).expect_err("unknown").to_string(), want);
}

/// The order of the SAs and their selectors decide; whether the packet is good is not asked.
#[test]
fn every_packet_of_the_fixtures_goes_the_way_that_its_verdict_tells() {
    let mut seen = 0;
    for folder in fs::read_dir(replay_cases()).expect("fixtures") {
        let folder = folder.expect("folder").path();
        let case = folder.file_name().expect("name").to_string_lossy().into_owned();
        let sas = sa_file::load(&folder.join("sa.toml")).unwrap_or_else(|e| panic!("{e}"));
        let policy = Policy::new(&sas);
        let packets =
            read(&fs::read(folder.join("in.pcap")).expect("capture")).unwrap_or_else(|e| panic!("{case}: {e}"));
        let text = fs::read_to_string(folder.join("expect.json")).expect("expectation");
        let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let rows = expected["packets"].as_array().expect("rows");
        assert_eq!(rows.len(), packets.len(), "{case}");
        for (row, packet) in rows.iter().zip(&packets) {
            let (verdict, index) = (row["verdict"].as_str().expect("verdict"), &row["index"]);
            let sa = row["sa"].as_str().and_then(|name| sas.iter().position(|sa| sa.name == name));
            let out = match verdict {
                "ok" => sa.is_some_and(|n| sas[n].params.direction == respite_driver::Direction::Outbound),
                drop => drop.starts_with("tx_"),
            };
            match policy.way(packet) {
                Way::Decap => assert!(!out, "{case}: packet {index} goes in"),
                Way::Encap(number) => {
                    assert!(out && verdict != "tx_no_sa", "{case}: packet {index} goes out");
                    assert!(verdict != "ok" || sa == Some(number), "{case}: packet {index} takes SA {number}");
                }
                Way::Drop(own) => assert_eq!(own.name(), verdict, "{case}: packet {index}"),
            }
            seen += 1;
        }
    }
    assert!(seen > 5000, "only {seen} packets");
}
