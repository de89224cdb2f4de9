//! The engine against software: every suite, both directions, every alignment; forged and honest packets.

use super::engine::{Engine, Job};
use super::vectors::{big, cbc_encrypt, dpdk_ah, hex, pack, packets, Hash};
use num_bigint::BigUint;
use ring::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use rust_hdl_core::prelude::*;
use verilated::lockstep::{Bench, Random};
use verilated::{Error, Model};

/// A suite and an SA's keys.
#[derive(Clone, Debug)]
struct Sa {
    /// `cipher::*`.
    cipher: u64,
    key: Vec<u8>,
    /// `hmac::alg::*`.
    alg: usize,
    auth: Vec<u8>,
    /// High half of the number, with ESN.
    high: Option<u32>,
}

const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
const ICV: [usize; 4] = [12, 16, 24, 32];

impl Sa {
    /// One of all suites, with random keys.
    fn of(suite: usize, random: &mut Random) -> Sa {
        let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
        let (cipher, size) = [(0, 0), (1, 16), (1, 24), (1, 32), (2, 8), (3, 24)][suite % 6];
        let alg = suite / 6 % 4;
        let high = octets(1)[0] % 2 == 0;
        Sa {
            cipher,
            key: octets(size),
            alg,
            auth: octets([20, 32, 48, 64][alg]),
            high: high.then(|| octets(1)[0].into()),
        }
    }

    fn block(&self) -> usize {
        [4, 16, 8, 8][self.cipher as usize]
    }

    fn iv(&self) -> usize {
        [0, 16, 8, 8][self.cipher as usize]
    }

    /// The nonce in `head` made an IV.
    fn with_iv(&self, head: &[u8]) -> Vec<u8> {
        let iv = match self.cipher {
            0 => vec![],
            _ => cbc_encrypt(&self.key, &vec![0; self.iv()], &head[8..]),
        };
        [&head[..8], &iv].concat()
    }

    /// SPI, number and IV in front of `text`: encrypted, with its ICV.
    fn seal(&self, head: &[u8], text: &[u8]) -> Vec<u8> {
        let mut packet = head.to_vec();
        match self.cipher {
            0 => packet.extend(text),
            _ => packet.extend(cbc_encrypt(&self.key, &head[8..], text)),
        }
        let algorithm = [HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512][self.alg];
        let mut hash = hmac::Context::with_key(&hmac::Key::new(algorithm, &self.auth));
        hash.update(&packet);
        if let Some(high) = self.high {
            hash.update(&high.to_be_bytes());
        }
        packet.extend(&hash.sign().as_ref()[..ICV[self.alg]]);
        packet
    }
}

struct Card {
    m: Model,
}

impl Card {
    fn new() -> Result<Card, Error> {
        let mut engine = Engine::default();
        engine.connect_all();
        let mut m = Model::of("engine", &engine)?;
        m.poke_bit("reset", true);
        m.tick();
        m.poke_bit("reset", false);
        Ok(Card { m })
    }

    /// What becomes of `packet`, whether its ICV was right, and in how many clocks.
    fn work(&mut self, sa: &Sa, encap: bool, packet: &[u8]) -> (Vec<u8>, bool, usize) {
        self.run(sa, encap, None, packet)
    }

    /// As `work`; with AH, under IPv6 or not, if `ah` says so.
    fn run(&mut self, sa: &Sa, encap: bool, ah: Option<bool>, packet: &[u8]) -> (Vec<u8>, bool, usize) {
        let m = &mut self.m;
        for (i, row) in HASHES[sa.alg].midstate_rows(&sa.auth).into_iter().enumerate() {
            m.poke_bit("mid_wr", true);
            m.poke("mid_at", i as u64);
            m.poke_u128("mid_data", row);
            m.tick();
        }
        m.poke_bit("mid_wr", false);
        let key = big(&sa.key) << (256 - 8 * sa.key.len());
        let job = Job {
            encap,
            cipher: sa.cipher.into(),
            size: (sa.key.len().saturating_sub(16) as u64 / 8 % 3).into(),
            alg: (sa.alg as u64).into(),
            key: key.into(),
            ct: match ah {
                Some(_) => packet.len() as u64,
                None => (packet.len() - 8 - sa.iv() - ICV[sa.alg]) as u64,
            }
            .into(),
            ah: ah.is_some(),
            v6: ah == Some(true),
            gmac: false,
            esn: sa.high.is_some(),
            seq_high: u64::from(sa.high.unwrap_or(0)).into(),
        };
        self.finish(job, packet)
    }

    /// What a job makes of a packet, once the rest is there.
    fn finish(&mut self, job: Job, packet: &[u8]) -> (Vec<u8>, bool, usize) {
        let m = &mut self.m;
        m.poke_big("job", &pack::<_, 313>(job));
        for (i, row) in packet.chunks(16).enumerate() {
            m.poke_bit("w_wr", true);
            m.poke("w_at", i as u64);
            m.poke_big("w_data", &(big(row) << (128 - 8 * row.len())));
            m.tick();
        }
        m.poke_bit("w_wr", false);
        m.poke_bit("start", true);
        m.tick();
        m.poke_bit("start", false);
        let mut clocks = 1;
        m.eval();
        while !m.peek_bit("idle") {
            m.tick();
            clocks += 1;
            assert!(clocks < 40_000, "{job:?}, {} octets: no end", packet.len());
        }
        let mut result = vec![];
        for i in 0..packet.len().div_ceil(16) {
            m.poke("r_at", i as u64);
            m.tick();
            result.extend(m.peek_u128("r_data").to_be_bytes());
        }
        result.truncate(packet.len());
        (result, m.peek_bit("ok"), clocks)
    }
}

#[test]
fn every_suite_agrees_with_software() -> Result<(), Error> {
    let mut card = Card::new()?;
    let mut random = Random::new(1);
    for round in 0..144 {
        let sa = Sa::of(round % 24, &mut random);
        let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
        let head = octets(8 + sa.iv());
        let text = octets(sa.block() * (1 + round / 5));
        let sealed = sa.seal(&head, &text);
        let (at, text_len) = (head.len() + text.len(), text.len());

        let (opened, ok, _) = card.work(&sa, false, &sealed);
        assert!(ok, "{sa:?}, {} octets", text.len());
        assert_eq!(opened[..head.len()], head);
        assert_eq!(opened[head.len()..at], text, "{sa:?}, {} octets", text.len());

        // Any bit of what is authenticated, or of the ICV.
        let mut forged = sealed.clone();
        let place = random.next() as usize % forged.len();
        forged[place] ^= 1 << (random.next() % 8);
        assert!(!card.work(&sa, false, &forged).1, "{sa:?}: octet {place} of {}", forged.len());
        if let Some(high) = sa.high {
            let other = Sa { high: Some(high ^ 1), ..sa.clone() };
            assert!(!card.work(&other, false, &sealed).1);
        }

        let mut clear = [head, text].concat();
        clear.resize(sealed.len(), 0);
        let (result, ok, _) = card.work(&sa, true, &clear);
        assert!(ok);
        assert_eq!(
            result,
            sa.seal(&sa.with_iv(&clear[..at - text_len]), &clear[at - text_len..at]),
            "{sa:?}, {at} octets"
        );
    }
    Ok(())
}

/// AH: the ICV stands behind 32 or 52 octets and counts as zero; the packet has any number of octets.
#[test]
fn ah_with_every_hash_agrees_with_software() -> Result<(), Error> {
    let mut card = Card::new()?;
    let mut random = Random::new(5);
    for round in 0..96 {
        let v6 = round % 2 == 1;
        let sa = Sa { high: None, ..Sa::of(6 * (round / 2 % 4), &mut random) };
        let at = if v6 { 52 } else { 32 };
        let icv = at..at + ICV[sa.alg];
        let len = icv.end + if round < 80 { round } else { 1_300 + round };
        let mut packet: Vec<u8> = (0..len).map(|_| random.next() as u8).collect();
        packet[icv.clone()].fill(0);
        let algorithm = [HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512][sa.alg];
        let mac = hmac::sign(&hmac::Key::new(algorithm, &sa.auth), &packet);

        let (signed, ok, _) = card.run(&sa, true, Some(v6), &packet);
        assert!(ok);
        packet[icv.clone()].copy_from_slice(&mac.as_ref()[..icv.len()]);
        assert_eq!(signed, packet, "{sa:?}, {len} octets");

        let (opened, ok, _) = card.run(&sa, false, Some(v6), &packet);
        assert!(ok, "{sa:?}, {len} octets");
        assert_eq!(opened, packet);
        let mut forged = packet.clone();
        let place = random.next() as usize % len;
        forged[place] ^= 1 << (random.next() % 8);
        assert!(!card.run(&sa, false, Some(v6), &forged).1, "{sa:?}: octet {place} of {len}");
        let place = icv.start + random.next() as usize % icv.len();
        packet[place] ^= 1 << (random.next() % 8);
        assert!(!card.run(&sa, false, Some(v6), &packet).1, "{sa:?}: octet {place} of {len}");
    }
    Ok(())
}

/// DP-01: in both modes; their SPI is one that no gateway may have.
#[test]
fn dp_01_ah_packets_of_dpdk_are_signed_and_verified() -> Result<(), Error> {
    let mut card = Card::new()?;
    let rows: Vec<_> = dpdk_ah().into_iter().filter(|(row, _)| row["alg"] == "hmac-sha-256-128").collect();
    assert_eq!(rows.len(), 2);
    for (row, mut packet) in rows {
        let sa = Sa { cipher: 0, key: vec![], alg: 1, auth: hex(&row["key"]), high: None };
        let (verified, ok, _) = card.run(&sa, false, Some(false), &packet);
        assert!(ok && verified == packet, "{}", row["id"]);
        packet[32..48].fill(0);
        assert_eq!(card.run(&sa, true, Some(false), &packet).0, verified, "{}", row["id"]);
    }
    Ok(())
}

/// AES-GMAC: behind any number of words or, in AH, behind the IV; and with what is left of a packet before.
#[test]
fn an_icv_that_comes_with_the_packet_is_compared_or_written() -> Result<(), Error> {
    let mut card = Card::new()?;
    let mut random = Random::new(5);
    for round in 0..60 {
        let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
        let ah = [None, Some(false), Some(true)][round % 3];
        let packet = octets(if ah.is_none() { 40 + 4 * round } else { 80 + round });
        let at = match ah {
            None => packet.len() - 16,
            Some(v6) => {
                if v6 {
                    60
                } else {
                    40
                }
            }
        };
        let ct = if ah.is_some() { packet.len() } else { at } as u64;
        let (is_ah, v6) = (ah.is_some(), ah == Some(true));
        let job = Job { ct: ct.into(), ah: is_ah, v6, gmac: true, ..Job::default() };
        card.m.poke_big("mac", &big(&packet[at..at + 16]));
        let (opened, ok, clocks) = card.finish(job, &packet);
        assert!(ok && opened == packet && clocks < 20, "round {round}: {ok}, {clocks} clocks");
        let mut forged = packet.clone();
        forged[at + round % 16] ^= 1 << (round % 8);
        assert!(!card.finish(job, &forged).1, "round {round}");
        let mut want = packet.clone();
        let mac = octets(16);
        want[at..at + 16].copy_from_slice(&mac);
        card.m.poke_big("mac", &big(&mac));
        let (sealed, ok, _) = card.finish(Job { encap: true, ..job }, &packet);
        assert!(ok && sealed == want, "round {round}");
    }
    Ok(())
}

#[test]
fn packets_of_others_are_opened() -> Result<(), Error> {
    let mut card = Card::new()?;
    for (list, cipher) in [("dpdk_esp_des_sha256", 2), ("scapy_esn_cbc_sha256", 1)] {
        let v = match packets()[list].clone() {
            serde_json::Value::Array(mut list) => list.remove(0),
            one => one,
        };
        // Behind an IPv4 header.
        let esp = hex(&v["packet"]).split_off(20);
        let high = v["esn_hi"].as_u64().map(|high| high as u32);
        let sa = Sa { cipher, key: hex(&v["enc_key"]), alg: 1, auth: hex(&v["auth_key"]), high };
        let (opened, ok, _) = card.work(&sa, false, &esp);
        assert!(ok, "{list}");
        assert_eq!(opened[8 + sa.iv()..esp.len() - 16], hex(&v["plaintext"]), "{list}");
    }
    Ok(())
}

/// The pool of three must make two octets a clock of this.
#[test]
fn a_packet_of_1400_octets_takes_less_than_1700_clocks() -> Result<(), Error> {
    let mut card = Card::new()?;
    let mut random = Random::new(3);
    let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
    let sa = Sa { cipher: 1, key: octets(16), alg: 1, auth: octets(32), high: None };
    let sealed = sa.seal(&octets(24), &octets(1_328));
    let (_, ok, clocks) = card.work(&sa, false, &sealed);
    assert!(ok && clocks < 1_700, "{clocks}");
    Ok(())
}

#[test]
fn engine_in_lock_step() -> Result<(), Error> {
    lock_step("engine", Engine::default(), 2_500, 3)
}

#[test]
fn engine_without_des_in_lock_step() -> Result<(), Error> {
    lock_step("engine_without_des", Engine::default().without_des(), 1_000, 1)
}

/// With ciphers up to `most`.
fn lock_step(name: &str, engine: Engine, cycles: u64, most: u32) -> Result<(), Error> {
    let bench = Bench::new(name, engine)?.drive("job", |engine, value| {
        let cut = |low: u64, width: u32| (value >> low) & ((BigUint::from(1u8) << width) - 1u8);
        engine.job.next = Job {
            encap: value.bit(0),
            cipher: cut(1, 2).into(),
            size: cut(3, 2).into(),
            alg: cut(5, 2).into(),
            key: cut(7, 256).into(),
            ct: cut(263, 14).into(),
            ah: value.bit(277),
            v6: value.bit(278),
            gmac: value.bit(279),
            esn: value.bit(280),
            seq_high: cut(281, 32).into(),
        };
    });
    let mut job = BigUint::default();
    bench.run(cycles, 1, move |port, cycle, random| match port {
        "reset" => u32::from(cycle < 2 || cycle % 1_000 == 999).into(),
        "start" => u32::from(cycle % 1_000 == 100).into(),
        "w_wr" | "mid_wr" => u32::from(cycle % 1_000 < 80).into(),
        "w_at" => (cycle as u32 % 16).into(),
        "job" => {
            if cycle % 1_000 == 90 {
                // 16 to 240 octets of text.
                let low = &random & (((BigUint::from(1u8) << 260u32) - 1u8) << 3u32 | BigUint::from(1 | most << 1));
                let high = (&random >> 277u32) << 277u32;
                job = low | high | BigUint::from(16 * (1 + cycle % 15)) << 263u32;
            }
            job.clone()
        }
        _ => random,
    })
}
