//! CBC, HMAC, AH and the bundle against published packets, and against the derived ones of the seed (DP-02 to DP-05, DP-10).

use std::fs;
use std::path::Path;

use respite_reference::ah::Ah;
use respite_reference::esp::{without_trailer, Esp};
use respite_reference::{Cipher, Direction, Hmac, Limits, Mode, Proto, SaParams, Table, Transform, Verdict};
use serde_json::Value;

#[test]
fn published_ciphertexts_of_cbc_are_reproduced() {
    let published = vectors("published.json");
    let mut done = 0;
    for (list, cipher) in [
        ("sp800_38a_cbc", Cipher::AesCbc),
        ("rfc3602", Cipher::AesCbc),
        ("des_cbc", Cipher::DesCbc),
        ("tdes_cbc", Cipher::TripleDesCbc),
    ] {
        for row in rows(&published[list]) {
            let (key, iv) = (hex(row, "key"), hex(row, "iv"));
            // The last four of RFC 3602 are whole ESP packets without an ICV.
            let packet = row["esp"].is_string();
            let clear = hex(row, if packet { "padded" } else { "plaintext" });
            let sealed = if packet { hex(row, "esp")[8 + iv.len()..].to_vec() } else { hex(row, "ciphertext") };
            let mut text = clear.clone();
            cipher.encrypt(&key, &iv, &mut text).unwrap();
            assert_eq!(text, sealed, "{}", row["id"]);
            cipher.decrypt(&key, &iv, &mut text).unwrap();
            assert_eq!(text, clear, "{}", row["id"]);
            done += 1;
        }
    }
    assert!(done >= 15, "{done} vectors");
}

#[test]
fn published_hmacs_are_reproduced() {
    let published = vectors("published.json");
    let mut done = 0;
    for row in rows(&published["hmac"]) {
        let hmac = match row["alg"].as_str().unwrap() {
            "sha1" => Hmac::Sha1,
            "sha256" => Hmac::Sha256,
            "sha384" => Hmac::Sha384,
            "sha512" => Hmac::Sha512,
            _ => continue,
        };
        let (key, data) = (hex(row, "key"), hex(row, "data"));
        // Those of RFC 4868 are cut to the ICV.
        assert!(hmac.mac(&key, &[&data]).starts_with(&hex(row, "mac")), "{}", row["id"]);
        let halves = data.split_at(data.len() / 2);
        assert_eq!(hmac.icv(&key, &[halves.0, halves.1]), hex(row, "icv_truncated"), "{}", row["id"]);
        done += 1;
    }
    assert!(done >= 10, "{done} vectors");
}

#[test]
fn packets_of_dpdk_linux_and_scapy_open() {
    let packets = vectors("packets.json");
    let des = &packets["dpdk_esp_des_sha256"][0];
    let transform = esp(Cipher::DesCbc, hex(des, "enc_key"), Hmac::Sha256, hex(des, "auth_key"));
    opens(&transform, &hex(des, "packet")[20..], false, 0, &hex(des, "plaintext"));

    let esn = &packets["scapy_esn_cbc_sha256"][0];
    let transform = esp(Cipher::AesCbc, hex(esn, "enc_key"), Hmac::Sha256, hex(esn, "auth_key"));
    let high = esn["esn_hi"].as_u64().unwrap();
    opens(&transform, &hex(esn, "packet")[20..], true, high, &hex(esn, "plaintext"));

    // Without authentication, which no SA of ours may have: the cipher alone.
    let linux = &packets["linux_esp_des"][0];
    let (iv, rest) = (hex(linux, "iv"), hex(linux, "esp_after_seq"));
    let mut text = rest[8..].to_vec();
    Cipher::DesCbc.decrypt(&hex(linux, "key"), &iv, &mut text).unwrap();
    assert_eq!(text, hex(linux, "plaintext"));
}

/// DP-03, DP-10: an ESP packet opens to the plaintext, seals from it again, and does not open with any octet changed.
fn opens(transform: &Transform, packet: &[u8], esn: bool, high: u64, plaintext: &[u8]) {
    let word = |at: usize| u32::from_be_bytes(*packet[at..].first_chunk().expect("a word"));
    let esp = Esp { transform, spi: word(0), seq: high << 32 | u64::from(word(4)), esn };
    assert_eq!(esp.open(packet), Ok(Some(plaintext.to_vec())));
    assert!(without_trailer(plaintext).is_some());
    let iv_len = esp.iv().expect("a good key").len();
    assert_eq!(esp.seal(&packet[8..8 + iv_len], plaintext.to_vec()).as_deref(), Ok(packet));
    for at in 8..packet.len() {
        let mut damaged = packet.to_vec();
        damaged[at] ^= 4;
        assert_eq!(esp.open(&damaged), Ok(None), "octet {at}");
    }
    assert_eq!(Esp { seq: esp.seq ^ 1 << 32, ..esp }.open(packet).map(|text| text.is_some()), Ok(!esn), "upper half");
}

#[test]
fn ah_packets_of_dpdk_verify_in_both_modes_with_hmac_and_gmac() {
    for row in rows(&vectors("packets.json")["dpdk_ah"]) {
        let transform = match row["alg"].as_str().unwrap() {
            "hmac-sha-256-128" => ah(Hmac::Sha256, hex(row, "key")),
            "aes-128-gmac" => Transform::AesGmac { key: hex(row, "key"), salt: hex(row, "salt").try_into().unwrap() },
            other => panic!("{other}"),
        };
        verifies(&transform, &hex(row, "packet"), 20);
    }
}

/// RFC 4302 App. A.
#[test]
fn ah_skips_what_may_change_on_the_way_and_nothing_else() {
    let derived = vectors("derived.json");
    let options = &derived["ah_ipv4_options"];
    let row = options.as_array().map_or(options, |rows| &rows[0]);
    let packet = hex(row, "packet");
    verifies(&ah(Hmac::Sha1, hex(row, "key")), &packet, 32);
    let zeroed = respite_reference::ah::immutable(&packet, 32).unwrap();
    assert_eq!(zeroed[..32], hex(row, "icv_ip_header"));
    for row in rows(&derived["ah_ipv6"]) {
        let key = hex(row, "key");
        let hmac = if key.len() == 20 { Hmac::Sha1 } else { Hmac::Sha256 };
        verifies(&ah(hmac, key), &hex(row, "packet"), 48);
    }
}

/// DP-04, DP-05: an AH packet verifies, signs to itself, and verifies with an octet changed only where that is mutable.
fn verifies(transform: &Transform, packet: &[u8], at: usize) {
    let word = |at: usize| u32::from_be_bytes(*packet[at..].first_chunk().expect("a word"));
    let ah = Ah { transform, spi: word(at + 4), seq: word(at + 8).into(), esn: false };
    assert_eq!(ah.verify(packet, at), Ok(true));
    let mut signed = packet.to_vec();
    let iv_len = if matches!(transform, Transform::AesGmac { .. }) { 8 } else { 0 };
    signed[at + 12 + iv_len..at + 24].fill(0);
    ah.sign(&mut signed, at).expect("a good key");
    assert_eq!(signed, packet);
    let zeroed = respite_reference::ah::immutable(packet, at).expect("whole headers");
    let again = |octet: usize| {
        // Where a change makes no difference to what is covered, it may be made.
        let mut changed = packet.to_vec();
        changed[octet] ^= 1;
        (respite_reference::ah::immutable(&changed, at).as_ref() == Some(&zeroed), ah.verify(&changed, at))
    };
    let free: Vec<usize> = (0..packet.len()).filter(|octet| again(*octet).0).collect();
    for octet in 0..packet.len() {
        assert_eq!(again(octet).1, Ok(free.contains(&octet)), "octet {octet}");
    }
    let fixed: &[usize] = if packet[0] >> 4 == 6 { &[1, 2, 3, 7] } else { &[1, 6, 7, 8, 10, 11] };
    assert!(fixed.iter().all(|octet| free.contains(octet)), "{free:?}");
    assert_eq!(Ah { esn: true, ..ah }.verify(packet, at), Ok(false), "the upper half is hashed");
}

/// DP-02: the packets of the seed's bundle come apart; what we send in their place has another IV.
#[test]
fn the_seed_bundle_opens_in_both_directions_and_with_esn() {
    let derived = vectors("derived.json");
    let keys = &derived["ikev1_keymat_seed_bundle"];
    for row in rows(&derived["seed_bundle_packets"]) {
        let (id, packet) = (row["id"].as_str().unwrap(), hex(row, "packet"));
        let inner = match id {
            "SEED-AB-1-ESN" => hex(&derived["seed_bundle_packets"][0], "inner"),
            _ => hex(row, "inner"),
        };
        assert_eq!(packet.len(), 176, "{id}");
        let way = if id.starts_with("SEED-AB") { "ab" } else { "ba" };
        let mut sas = bundle(&keys["keys"], &keys["spis"], way, id.ends_with("ESN"));
        if way == "ba" {
            sas.iter_mut().for_each(|sa| std::mem::swap(&mut sa.src, &mut sa.dst));
        }
        let mut table = Table::new(sas.clone());
        let met = table.receive(&packet);
        assert_eq!((met.sa, met.outcome.verdict, met.outcome.seq), (Some(1), Verdict::Ok, Some(1)), "{id}");
        assert_eq!(met.outcome.packet, inner, "{id}");
        assert_eq!(table.receive(&packet).outcome.verdict, Verdict::RxReplayDup, "{id}");
        // One end sends what the other takes; only the IV is another than the seed's.
        sas.iter_mut().for_each(|sa| sa.direction = Direction::Out);
        let sent = Table::new(sas.clone()).send(&inner);
        assert_eq!((sent.sa, sent.outcome.verdict), (Some(1), Verdict::Ok), "{id}");
        assert_eq!(sent.outcome.packet.len(), 176);
        sas.iter_mut().for_each(|sa| sa.direction = Direction::In);
        assert_eq!(Table::new(sas.clone()).receive(&sent.outcome.packet).outcome.packet, inner, "{id}");
        for at in (0..176).filter(|at| ![1, 6, 7, 8, 10, 11].contains(at)) {
            let mut damaged = packet.clone();
            damaged[at] ^= 2;
            let verdict = Table::new(sas.clone()).receive(&damaged).outcome.verdict;
            assert_ne!(verdict, Verdict::Ok, "{id}, octet {at}");
        }
    }
}

/// DET-14: behind an AH SA of a bundle there is its own ESP SA or nothing, and an unknown SPI is one from a peer that is known.
#[test]
fn det_14_behind_the_ah_of_a_bundle_only_its_own_esp_sa_is_served() {
    let derived = vectors("derived.json");
    let keys = &derived["ikev1_keymat_seed_bundle"];
    let packet = hex(&derived["seed_bundle_packets"][0], "packet");
    let mut sas = bundle(&keys["keys"], &keys["spis"], "ab", false);
    sas.push(SaParams { name: "other".into(), ..sas[0].clone() });
    sas[0].spi ^= 1;
    assert_eq!(Table::new(sas.clone()).receive(&packet).outcome.verdict, Verdict::RxMismatch);
    sas[2].spi ^= 2;
    let mut table = Table::new(sas);
    assert_eq!(table.receive(&packet).outcome.verdict, Verdict::RxNoSaEsp);
    assert!(table.misses()[0].auth && table.misses()[0].proto == Proto::Esp);
}

fn bundle(keys: &Value, spis: &Value, way: &str, esn: bool) -> Vec<SaParams> {
    let key = |name: &str| hex(keys, &name.replace("WAY", way));
    let spi = |name: &str| {
        u32::from_str_radix(spis[name.replace("WAY", way)].as_str().expect("a string"), 16).expect("hexadecimal")
    };
    let common = |name: &str, proto, spi, transform, below| SaParams {
        name: name.into(),
        direction: Direction::In,
        proto,
        spi,
        src: "10.1.1.1".parse().expect("an address"),
        dst: "10.2.2.2".parse().expect("an address"),
        mode: Mode::Tunnel,
        transform,
        check_padding: proto == Proto::Esp,
        below,
        esn,
        replay_window: if proto == Proto::Ah { 64 } else { 0 },
        seq: 0,
        udp: None,
        selectors: None,
        limits: Limits::default(),
    };
    let des = esp(Cipher::DesCbc, key("esp_WAY_enc"), Hmac::Sha1, key("esp_WAY_auth"));
    vec![
        common("esp", Proto::Esp, spi("esp_WAY"), des, None),
        common("ah", Proto::Ah, spi("ah_WAY"), ah(Hmac::Sha1, key("ah_WAY")), Some(0)),
    ]
}

fn esp(cipher: Cipher, key: Vec<u8>, auth: Hmac, auth_key: Vec<u8>) -> Transform {
    Transform::Hmac { cipher, key, auth, auth_key }
}

fn ah(auth: Hmac, auth_key: Vec<u8>) -> Transform {
    Transform::Hmac { cipher: Cipher::Null, key: Vec::new(), auth, auth_key }
}

fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors").join(name);
    let text = fs::read_to_string(path).expect("the vectors are there");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn hex(row: &Value, field: &str) -> Vec<u8> {
    let digits = row[field].as_str().expect("a string");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal")).collect()
}
