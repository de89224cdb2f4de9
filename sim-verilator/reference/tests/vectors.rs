//! Published and derived vectors: mcgrew's ESP packets (DP-01), the anti-replay tables (RPL-01, RPL-02).

use std::fs;
use std::path::Path;

use respite_reference::esp::Esp;
use respite_reference::{BadKey, Transform, Verdict, Window};
use serde_json::Value;

#[test]
fn mcgrew_packets_seal_and_open() {
    let mut done = 0;
    for packet in rows(&vectors("packets.json")["mcgrew_esp_gcm"]) {
        let (id, key) = (text(packet, "id"), hex(packet, "key"));
        let salt = hex(packet, "salt").try_into().unwrap();
        let transform = Transform::AesGcm16 { key: key.clone(), salt };
        let cipher = Esp {
            transform: &transform,
            spi: number(packet, "spi") as u32,
            seq: number(packet, "seq64"),
            esn: packet["esn"].as_bool().unwrap(),
        };
        let (iv, plaintext) = (hex(packet, "iv"), hex(packet, "plaintext_with_trailer"));
        let whole = hex(packet, "esp_packet");
        if key.len() == 24 {
            // Number 7: AES-192, which ring does not have, and which no SA of ours may have.
            assert_eq!(cipher.open(&whole), Err(BadKey));
            continue;
        }
        assert_eq!(cipher.seal(&iv, plaintext.clone()).as_ref(), Ok(&whole), "{id}");
        assert_eq!(cipher.open(&whole), Ok(Some(plaintext)), "{id}");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            // SPI and number are taken from the SA, not from the packet.
            assert_eq!(cipher.open(&damaged).map(|text| text.is_some()), Ok(at < 8), "{id}, octet {at}");
        }
        let other = Esp { seq: cipher.seq ^ 1 << 32, ..cipher };
        assert_eq!(other.open(&whole).map(|text| text.is_some()), Ok(!cipher.esn), "{id}: upper half");
        done += 1;
    }
    assert_eq!(done, 13);
}

#[test]
fn replay_tables_step_by_step() {
    let derived = vectors("derived.json");
    for table in rows(&derived["replay"]) {
        let id = text(table, "id");
        let start = table["T0"].as_str().map_or(0, |hex| u64::from_str_radix(hex, 16).unwrap());
        let mut window = Window::new(table["W"].as_u64().unwrap(), table["esn"].as_bool().unwrap(), start);
        for (step, row) in rows(&table["steps"]).iter().enumerate() {
            let wire = if row["seql"].is_string() { "seql" } else { "wire_seql" };
            let seq = window.number(number(row, wire) as u32);
            let known = if row["seq64"].is_string() { "seq64" } else { "receiver_seq64" };
            assert_eq!(seq, row[known].as_str().map(|_| number(row, known)), "{id}, step {step}: upper half");
            let verdict = match seq.map_or(Verdict::RxReplayStale, |seq| window.check(seq)) {
                Verdict::Ok if !row["icv_ok"].as_bool().unwrap() => "drop-icv",
                Verdict::Ok => {
                    window.accept(seq.unwrap());
                    "accept"
                }
                Verdict::RxReplayDup => "drop-replay",
                _ => "drop-window",
            };
            assert_eq!(verdict, text(row, "verdict"), "{id}, step {step}");
            assert_eq!(window.top(), number(row, "T"), "{id}, step {step}: top");
        }
    }
}

fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors").join(name);
    let text = fs::read_to_string(path).expect("the vectors are there");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().expect("a string")
}

fn number(row: &Value, field: &str) -> u64 {
    u64::from_str_radix(text(row, field), 16).expect("hexadecimal")
}

fn hex(row: &Value, field: &str) -> Vec<u8> {
    let digits = text(row, field);
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal")).collect()
}
