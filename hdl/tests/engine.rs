//! The whole lane in Verilator against every replay case: packets and verdicts that scapy made.
//!
//! The test plays the host side: it keeps the packet ring and the hold ring, installs SAs over the SA bus and the CAM port,
//! and lets Arrivals and Outcomes stall at random.

#[path = "engine/ah.rs"]
mod ah;
#[path = "engine/bundle.rs"]
mod bundle;
#[path = "engine/dp.rs"]
mod dp;
#[path = "engine/link.rs"]
mod link;
#[path = "lane/record.rs"]
mod record;
#[path = "engine/rpl.rs"]
mod rpl;
#[path = "lane/suite.rs"]
mod suite;

use record::{big, Record};
use respite_abi::sa::{word, Config, DontFragment};
use respite_abi::{cam, Verdict};
use respite_hdl::lane::engine::Lane;
use respite_hdl::types::{Arrival, Miss, Outcome};
use respite_reference::{
    encap as reference_encap, Case, Cipher as BlockCipher, Direction, Hmac, Limits, Mode, Proto, SaParams, SaState,
    Table, Traffic, Transform as Cipher,
};
use rust_hdl_core::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;
use suite::Suite;
use verilated::lockstep::Random;
use verilated::Model;

const LOG2_SAS: usize = 6;
const LOG2_BUCKETS: usize = 5;
const RING: usize = 2048;
/// Index beyond the table, for clear packets that no SA takes.
const NO_SA: usize = 1 << LOG2_SAS;

fn name_of(outcome: &Outcome) -> &'static str {
    Verdict::from_code(outcome.verdict.to_u64() as u8).map_or("no such verdict", Verdict::name)
}

#[test]
fn every_replay_case_comes_out_of_the_lane_as_expected() {
    let played = replay(Bed::new(), |_| true);
    assert!(played > 100, "only {played} cases");
}

#[test]
fn every_replay_case_of_aes_gcm_comes_out_of_a_lane_without_a_pool() {
    // AES-GMAC in AH, or with ESN, is the pool's.
    let aead = |sa: &SaParams| match sa.transform {
        Cipher::AesGcm16 { .. } => true,
        Cipher::AesGmac { .. } => sa.proto == Proto::Esp && !sa.esn,
        _ => false,
    };
    let played = replay(Bed::of("lane_without_pool", Lane::default().without_pool()), aead);
    assert!(played > 40, "only {played} cases");
}

/// Plays the cases whose SAs are all `served`: how many.
fn replay(mut bed: Bed, served: impl Fn(&SaParams) -> bool) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/replay");
    let mut paths: Vec<_> = folder.read_dir().expect("fixtures").map(|e| e.expect("entry").path()).collect();
    paths.sort();
    let (mut wrong, mut played) = (vec![], 0);
    for path in &paths {
        let case = Case::load(path).unwrap_or_else(|e| panic!("{e}"));
        if !case.sas.iter().all(&served) {
            continue;
        }
        played += 1;
        wrong.extend(bed.play(&case).into_iter().map(|text| format!("{}: {text}", case.name)));
    }
    assert!(wrong.is_empty(), "{} mismatches\n{}", wrong.len(), wrong.join("\n"));
    played
}

/// Random SAs and packets: the lane against the model on `ring`, packet by packet.
#[test]
fn random_traffic_comes_out_of_the_lane_as_the_model_predicts() {
    let mut bed = Bed::new();
    let mut wrong = vec![];
    let mut verdicts = BTreeMap::<&str, usize>::new();
    for seed in 0..12 {
        bed.reset();
        let mut traffic = Traffic::new(seed, 1 << LOG2_SAS);
        for (index, sa) in traffic.sas.iter().enumerate() {
            bed.install(index as u16, sa);
        }
        let mut table = Table::new(traffic.sas.iter().cloned());
        let predicted: Vec<_> = (0..1_500)
            .map(|index| {
                let packet = traffic.packet();
                let inbound = table.is_inbound(&packet);
                let met = table.handle(&packet);
                bed.submit(index, &packet, !inbound, met.sa.unwrap_or(NO_SA) as u64);
                met
            })
            .collect();
        bed.finish(predicted.len()).unwrap_or_else(|stuck| panic!("seed {seed}: {stuck}"));
        for (index, (met, (outcome, octets))) in predicted.iter().zip(&bed.outcomes).enumerate() {
            let (want, name) = (met.outcome.verdict.name(), name_of(outcome));
            *verdicts.entry(name).or_default() += 1;
            let esn = met.sa.is_some_and(|sa| traffic.sas[sa].esn);
            // The upper half of a stale number is guessed before the packets ahead are accounted for (RFC 4303 App. A2).
            let guessed = esn && [want, name].iter().all(|v| ["rx_icv", "rx_replay_stale"].contains(v));
            if name != want && !guessed {
                wrong.push(format!("seed {seed} packet {index}: {name} for {want}"));
            } else if name == "ok" && (*octets != met.outcome.packet || met.outcome.seq != Some(outcome.seq.to_u64())) {
                wrong.push(format!("seed {seed} packet {index}: other octets, or number {}", outcome.seq.to_u64()));
            }
        }
        assert_eq!(
            bed.misses.len() as u64,
            table.misses().iter().map(|m| m.count).sum::<u64>(),
            "misses of seed {seed}"
        );
    }
    println!("{verdicts:?}");
    assert!(wrong.is_empty(), "{} mismatches\n{}", wrong.len(), wrong.join("\n"));
    assert!(verdicts.len() >= 12 && verdicts["ok"] > 9_000, "{verdicts:?}");
}

/// The same with every suite in either mode, over either family, with and without ESN, both ways: packets overtake each other in the pool.
#[test]
fn random_traffic_of_all_suites_comes_out_of_the_lane_as_the_model_predicts() {
    let mut bed = Bed::new();
    let mut verdicts = BTreeMap::<&str, usize>::new();
    let (mut overtaken, mut kinds, mut good) = (0, HashSet::new(), HashSet::new());
    for seed in 0..ROUNDS {
        bed.reset();
        let mut sas = Traffic::new(seed as u64, 1 << LOG2_SAS).sas;
        for (index, sa) in sas.iter_mut().enumerate() {
            become_of_a_kind(sa, index, seed, &mut bed.random);
            kinds.insert(kind(sa));
        }
        let mut traffic = Traffic::over(sas, seed as u64);
        for (index, sa) in traffic.sas.iter().enumerate() {
            bed.install(index as u16, sa);
        }
        let mut table = Table::new(traffic.sas.iter().cloned());
        let predicted: Vec<_> = (0..PACKETS)
            .map(|index| {
                let packet = traffic.packet();
                let inbound = table.is_inbound(&packet);
                let met = table.handle(&packet);
                bed.submit(index, &packet, !inbound, met.sa.unwrap_or(NO_SA) as u64);
                met
            })
            .collect();
        bed.finish(predicted.len()).unwrap_or_else(|stuck| {
            let last = predicted.iter().rposition(|met| met.sa.is_some()).map(|index| (index, &predicted[index]));
            panic!("seed {seed}: {stuck}; {last:?}")
        });
        let (mut newest, mut newest_of) = (0, HashMap::new());
        for (outcome, octets) in &bed.outcomes {
            let index = outcome.ticket.to_u128() as usize;
            overtaken += usize::from(index < newest);
            newest = newest.max(index);
            let met = &predicted[index];
            let (want, name) = (met.outcome.verdict.name(), name_of(outcome));
            *verdicts.entry(name).or_default() += 1;
            // A refused packet overtakes the pool, so it has no place among those of its SA.
            if let (Some(sa), "ok") = (met.sa, name) {
                let before = newest_of.insert(sa, index);
                assert!(before < Some(index), "packet {index} of SA {sa} after {before:?}");
            }
            // What is left of the window is judged before the packets ahead are accounted for.
            let guessed = [want, name].iter().all(|v| ["rx_icv", "rx_replay_stale"].contains(v));
            let sa = met.sa.map(|sa| &traffic.sas[sa]);
            assert!(name == want || guessed, "seed {seed} packet {index}: {name} for {want}, {sa:?}");
            if name == "ok" {
                good.extend(sa.map(kind));
                assert_eq!(met.outcome.seq, Some(outcome.seq.to_u64()), "seed {seed} packet {index}");
                let wrong = octets.iter().zip(&met.outcome.packet).position(|(a, b)| a != b);
                assert_eq!(
                    (octets.len(), wrong),
                    (met.outcome.packet.len(), None),
                    "seed {seed} packet {index}: {sa:?}"
                );
            }
        }
    }
    println!("{verdicts:?}, {overtaken} overtaken, {} kinds of SAs", kinds.len());
    assert!(verdicts.len() >= 12 && verdicts["ok"] > 1_000 && overtaken > 100, "{verdicts:?}, {overtaken}");
    assert_eq!(kinds.len(), SUITES * (INBOUND + 2 * OUTBOUND));
    let without: Vec<_> = kinds.difference(&good).collect();
    assert!(without.is_empty(), "no good packet of {without:?}");
}

/// What `suite` knows.
const SUITES: usize = ESP_HMAC + 6 * 4;
/// Of these, ESP with HMAC, four for each cipher, comes after AES-GCM, AES-GMAC and AH.
const ESP_HMAC: usize = 2 + 2 + 2 + 4;
/// Modes, outer families and kinds of sequence numbers of an inbound SA, and of an outbound SA for one inner family.
const INBOUND: usize = 8;
const OUTBOUND: usize = 6;
/// As many as it takes: in each there are a quarter as many outbound SAs for either inner family as SAs.
const ROUNDS: usize = (SUITES * OUTBOUND).div_ceil((1 << LOG2_SAS) / 4);
const PACKETS: usize = 1_000;

/// Turns an SA of random traffic into the next of all combinations of suite, mode, families and sequence numbers. Direction and, outbound,
/// inner family depend on its index.
fn become_of_a_kind(sa: &mut SaParams, index: usize, round: usize, random: &mut Random) {
    let eighth = (1 << LOG2_SAS) / 8;
    let (nth, tunnel, v6, esn) = match sa.direction {
        Direction::In => {
            let nth = round * 4 * eighth + index / 2;
            let kind = nth / SUITES % INBOUND;
            (nth, kind & 1 == 0, kind & 2 != 0, kind & 4 != 0)
        }
        Direction::Out => {
            let nth = round * 2 * eighth + index / 8 * 2 + index % 4 / 2;
            let (kind, inner_v6) = (nth / SUITES % OUTBOUND, index % 8 >= 4);
            (nth, kind < 4, if kind < 4 { kind & 2 != 0 } else { inner_v6 }, kind & 1 != 0)
        }
    };
    let (near, far): (IpAddr, IpAddr) = if v6 {
        ("2001:db8:ff::1".parse().expect("an address"), "2001:db8:ff::7".parse().expect("an address"))
    } else {
        ([192, 0, 2, 1].into(), [198, 51, 100, 7].into())
    };
    (sa.src, sa.dst) = if sa.direction == Direction::In { (far, near) } else { (near, far) };
    sa.mode = if tunnel { Mode::Tunnel } else { Mode::Transport };
    if sa.esn != esn {
        (sa.esn, sa.seq) = (esn, sa.seq % (1 << 31));
    }
    if esn && sa.direction == Direction::In {
        sa.replay_window = sa.replay_window.max(64);
    }
    (sa.proto, sa.transform) = suite(random, nth % SUITES);
    sa.check_padding = sa.proto == Proto::Esp && random.next().is_multiple_of(2);
    if sa.proto == Proto::Ah {
        sa.udp = None;
    }
}

/// What is to be covered: direction, families (of an outbound SA the inner one too), mode, ESN, suite.
fn kind(sa: &SaParams) -> String {
    let inner = sa.selectors.as_ref().map(|selectors| selectors.local.contains(Ipv6Addr::LOCALHOST.into()));
    let suite = match &sa.transform {
        Cipher::AesGcm16 { key, .. } => format!("AES-{}-GCM", 8 * key.len()),
        Cipher::AesGmac { key, .. } => format!("AES-{}-GMAC", 8 * key.len()),
        Cipher::Hmac { cipher, key, auth, .. } => format!("{cipher:?}-{} {auth:?}", 8 * key.len()),
        Cipher::Unsupported => "none".into(),
    };
    let (way, v6) = (sa.direction, sa.dst.is_ipv6());
    format!("{way:?}, outer IPv6 {v6}, inner IPv6 {inner:?}, {:?}, ESN {}, {:?} {suite}", sa.mode, sa.esn, sa.proto)
}

/// A suite, with random keys.
fn suite(random: &mut Random, index: usize) -> (Proto, Cipher) {
    let mut octets = |n: usize| (0..n).map(|_| random.next() as u8).collect::<Vec<u8>>();
    let salt = <[u8; 4]>::try_from(octets(4)).expect("four octets");
    let proto = if (4..ESP_HMAC).contains(&index) { Proto::Ah } else { Proto::Esp };
    let transform = match index {
        0 | 1 => Cipher::AesGcm16 { key: octets(16 << index), salt },
        2..6 => Cipher::AesGmac { key: octets(16 << (index % 2)), salt },
        _ => {
            let (auth, size) =
                [(Hmac::Sha1, 20), (Hmac::Sha256, 32), (Hmac::Sha384, 48), (Hmac::Sha512, 64)][(index - 6) % 4];
            // NULL is the cipher of AH too.
            let (cipher, key) = [
                (BlockCipher::Null, 0),
                (BlockCipher::Null, 0),
                (BlockCipher::AesCbc, 16),
                (BlockCipher::AesCbc, 24),
                (BlockCipher::AesCbc, 32),
                (BlockCipher::DesCbc, 8),
                (BlockCipher::TripleDesCbc, 24),
            ][(index - 6) / 4];
            Cipher::Hmac { cipher, key: octets(key), auth, auth_key: octets(size) }
        }
    };
    (proto, transform)
}

/// An HMAC alone, as AH has it.
fn suite_of(auth: Hmac, auth_key: Vec<u8>) -> Cipher {
    Cipher::Hmac { cipher: BlockCipher::Null, key: vec![], auth, auth_key }
}

/// Clocks per packet in the long run, IPv4 tunnel: the 128-bit path is the bound, whatever the SA.
#[test]
fn the_lane_keeps_its_pace() {
    let mut bed = Bed::new();
    bed.eager = true;
    for (inner, encap, most) in [
        (64, false, 8.1),
        (64, true, 8.1),
        (128, false, 12.1),
        (1400, false, 91.5),
        (1400, true, 92.5),
        (9000, true, 566.5),
    ] {
        let mut pace = vec![];
        for sas in [1, 1 << LOG2_SAS] {
            bed.reset();
            let pairs: Vec<_> = (0..sas).map(|index| pair(index, encap)).collect();
            for (index, (sa, _)) in pairs.iter().enumerate() {
                bed.install(index as u16, sa);
            }
            let mut clear = vec![0; inner];
            clear[..4].copy_from_slice(&[0x45, 0, (inner >> 8) as u8, inner as u8]);
            let run = |bed: &mut Bed, packets: usize| {
                let mut senders: Vec<_> = pairs.iter().map(|(_, far)| (far, SaState::new(far))).collect();
                bed.reset_traffic(&pairs);
                let sent: Vec<_> = (0..packets)
                    .map(|index| {
                        // A large odd stride: no two packets in a row share anything.
                        let sa = index * 37 % sas;
                        let (far, state) = &mut senders[sa];
                        let packet = if encap { clear.clone() } else { reference_encap(far, state, &clear).packet };
                        (packet, sa)
                    })
                    .collect();
                let start = bed.clock;
                for (index, (packet, sa)) in sent.iter().enumerate() {
                    bed.submit(index, packet, encap, *sa as u64);
                }
                bed.finish(packets).expect("no stall");
                for (outcome, _) in &bed.outcomes {
                    assert_eq!(name_of(outcome), "ok");
                }
                bed.clock - start
            };
            let (few, many) = if inner > 1000 { (20, 120) } else { (100, 900) };
            let (short, long) = (run(&mut bed, few), run(&mut bed, many));
            let clocks = (long - short) as f64 / (many - few) as f64;
            println!("{inner} octets, encapsulate {encap}, {sas} SAs: {clocks:.2} clocks per packet");
            assert!(clocks <= most, "{clocks} clocks per packet of {inner} octets");
            pace.push(clocks);
        }
        assert!((pace[1] / pace[0] - 1.0).abs() < 0.01, "{pace:?} clocks per packet with one and many SAs");
    }
}

/// Packets of 1,400 octets that come in, with AES-128-CBC and HMAC-SHA2-256: two octets a clock, and AES-GCM beside them loses no
/// more than the slots that they take.
#[test]
fn the_pool_keeps_its_pace_and_leaves_the_lane_to_others() {
    let mut bed = Bed::new();
    bed.eager = true;
    let inner = 1_400;
    let mut clear = vec![0; inner];
    clear[..4].copy_from_slice(&[0x45, 0, (inner >> 8) as u8, inner as u8]);
    // One packet in `every` is the pool's.
    let mut pace = |every: usize| {
        bed.reset();
        let mut pairs = [pair(0, false), pair(1, false)];
        let (sa, far) = &mut pairs[0];
        sa.transform =
            Cipher::Hmac { cipher: BlockCipher::AesCbc, key: vec![3; 16], auth: Hmac::Sha256, auth_key: vec![5; 32] };
        far.transform = sa.transform.clone();
        for (index, (sa, _)) in pairs.iter().enumerate() {
            bed.install(index as u16, sa);
        }
        let mut run = |packets: usize| {
            let mut senders: Vec<_> = pairs.iter().map(|(_, far)| (far, SaState::new(far))).collect();
            bed.reset_traffic(&pairs);
            let sent: Vec<_> = (0..packets)
                .map(|index| {
                    let (far, state) = &mut senders[usize::from(index % every != 0)];
                    reference_encap(far, state, &clear).packet
                })
                .collect();
            let start = bed.clock;
            for (index, packet) in sent.iter().enumerate() {
                bed.submit(index, packet, false, 0);
            }
            bed.finish(packets).expect("no stall");
            assert!(bed.outcomes.iter().all(|(outcome, _)| name_of(outcome) == "ok"));
            bed.clock - start
        };
        let (few, many) = (8 * every, 24 * every);
        let (short, long) = (run(few), run(many));
        (long - short) as f64 / (many - few) as f64
    };
    let (alone, mixed) = (pace(1), pace(8));
    println!("{alone:.1} clocks per packet of the pool, {mixed:.1} with seven of AES-GCM for each");
    assert!(inner as f64 / alone >= 2.0, "{alone} clocks per packet");
    // 89 rows there, 84 blocks and three slots more back; 91.5 clocks for each of the others.
    assert!(8.0 * mixed <= 7.0 * 91.5 + 2.0 * 93.0, "{mixed} clocks per packet");
}

/// An IPv4 tunnel SA and its far end.
fn pair(index: usize, encap: bool) -> (SaParams, SaParams) {
    let direction = if encap { Direction::Out } else { Direction::In };
    let sa = SaParams {
        name: format!("sa-{index}"),
        direction,
        proto: Proto::Esp,
        spi: 0x1000_0000 + 0x9e37 * index as u32,
        src: [192, 0, 2, 1].into(),
        dst: [198, 51, 100, 1].into(),
        mode: Mode::Tunnel,
        transform: Cipher::AesGcm16 { key: vec![index as u8; 16], salt: [1, 2, 3, 4] },
        check_padding: false,
        below: None,
        esn: false,
        replay_window: if encap { 0 } else { 64 },
        seq: 0,
        udp: None,
        selectors: None,
        limits: Limits::default(),
    };
    let far = SaParams { direction: if encap { Direction::In } else { Direction::Out }, ..sa.clone() };
    (sa, far)
}

/// The host side of the lane.
struct Bed {
    m: Model,
    random: Random,
    packet_ring: Vec<u128>,
    hold_ring: Vec<u128>,
    reads: [usize; 2],
    free: usize,
    next_word: usize,
    arrivals: VecDeque<Arrival>,
    offered: bool,
    outcomes: Vec<(Outcome, Vec<u8>)>,
    /// Packets whose words of the hold ring are given back some clocks later.
    leaving: VecDeque<(u64, u64)>,
    misses: Vec<Miss>,
    /// CAM entries in use.
    taken: HashSet<cam::Place>,
    /// The host side never stalls.
    eager: bool,
    clock: u64,
}

impl Bed {
    fn new() -> Bed {
        Bed::of("lane", Lane::default())
    }

    fn of(name: &str, mut block: Lane<LOG2_SAS, LOG2_BUCKETS>) -> Bed {
        block.connect_all();
        Bed {
            m: Model::of(name, &block).expect("the lane builds"),
            random: Random::new(1),
            packet_ring: vec![0; RING],
            hold_ring: vec![0; RING],
            reads: [0; 2],
            free: RING,
            next_word: 0,
            arrivals: VecDeque::new(),
            offered: false,
            outcomes: vec![],
            leaving: VecDeque::new(),
            misses: vec![],
            taken: HashSet::new(),
            eager: false,
            clock: 0,
        }
    }

    /// Where the case and the lane differ.
    fn play(&mut self, case: &Case) -> Vec<String> {
        self.reset();
        for (index, sa) in case.sas.iter().enumerate() {
            self.install(index as u16, sa);
        }
        // The model is asked only which way a packet goes and, outbound, which SA takes it.
        let mut table = Table::new(case.sas.iter().cloned());
        for (index, packet) in case.packets.iter().enumerate() {
            let inbound = table.is_inbound(packet);
            let sa = table.handle(packet).sa;
            self.submit(index, packet, !inbound, sa.unwrap_or(NO_SA) as u64);
        }
        match self.finish(case.packets.len()) {
            Ok(()) => {
                // Others overtake what the pool works on.
                self.outcomes.sort_by_key(|(outcome, _)| outcome.ticket.to_u128());
                self.compare(case)
            }
            Err(stuck) => vec![stuck],
        }
    }

    /// Runs until all packets have come out.
    fn finish(&mut self, packets: usize) -> Result<(), String> {
        let limit = self.clock + 70_000 + 3_000 * packets as u64;
        while self.outcomes.len() < packets {
            self.tick();
            if self.clock > limit {
                let missing: Vec<_> = (0..packets)
                    .filter(|index| self.outcomes.iter().all(|(o, _)| o.ticket.to_u128() != *index as u128))
                    .collect();
                return Err(format!("stuck after {} of {packets} packets, without {missing:?}", self.outcomes.len()));
            }
        }
        Ok(())
    }

    fn compare(&mut self, case: &Case) -> Vec<String> {
        let mut wrong = vec![];
        let mut out = case.out.iter();
        for ((outcome, octets), row) in self.outcomes.iter().zip(&case.expected.packets) {
            let name = name_of(outcome);
            let what = format!("packet {} ({})", row.index, row.what);
            if outcome.ticket.to_u128() != row.index as u128 {
                wrong.push(format!("{what}: ticket {}", outcome.ticket.to_u128()));
            }
            if row.verdict == "ok" {
                let want = out.next();
                if name == "ok" && want != Some(octets) {
                    let first = want.map(|w| w.iter().zip(octets).position(|(a, b)| a != b));
                    wrong.push(format!("{what}: other octets from {first:?} on, {} long", octets.len()));
                }
                if name == "ok" && row.seq != Some(outcome.seq.to_u64()) {
                    wrong.push(format!("{what}: sequence number {} for {:?}", outcome.seq.to_u64(), row.seq));
                }
            }
            if name != row.verdict && !row.also.iter().any(|v| v == name) {
                wrong.push(format!("{what}: {name} for {}", row.verdict));
            }
        }
        let mut counts: HashMap<(u32, bool), u64> = HashMap::new();
        for miss in &self.misses {
            *counts.entry((miss.spi.to_u64() as u32, miss.ah)).or_default() += 1;
        }
        let mut expected: HashMap<(u32, bool), u64> = HashMap::new();
        for event in &case.expected.events {
            *expected.entry((event.spi, event.proto == "ah")).or_default() += event.count;
        }
        if counts != expected {
            wrong.push(format!("misses {counts:x?} for {expected:x?}"));
        }
        wrong
    }

    fn reset(&mut self) {
        self.m.poke("reset", 1);
        for port in ["s_valid", "m_ready", "credit_valid", "miss_ready", "sa_wr", "cam_wr", "query"] {
            self.m.poke(port, 0);
        }
        self.offered = false;
        self.free = RING;
        self.next_word = 0;
        self.leaving.clear();
        self.taken.clear();
        self.arrivals.clear();
        for _ in 0..4 {
            self.m.tick();
        }
        self.m.poke("reset", 0);
        for sa in 0..1 << LOG2_SAS {
            for number in 0..word::COUNT {
                self.write_sa(sa, number, 0);
            }
        }
        for way in 0..cam::WAYS as u8 {
            for bucket in 0..1 << LOG2_BUCKETS {
                self.write_cam(cam::Place::Table { way, bucket }, 0, false, cam::State::Empty, 0);
            }
        }
        // What left after the previous case and before this one belongs to none.
        self.outcomes.clear();
        self.misses.clear();
    }

    /// Back to the first sequence number of each SA.
    fn reset_traffic(&mut self, pairs: &[(SaParams, SaParams)]) {
        for index in 0..pairs.len() {
            self.write_sa(index as u16, word::SEQUENCE, 0);
        }
        self.outcomes.clear();
    }

    fn config(sa: &SaParams) -> Config {
        let suite = Suite::of(sa);
        Config {
            valid: true,
            outbound: sa.direction == Direction::Out,
            tunnel: sa.mode == Mode::Tunnel,
            v6: sa.src.is_ipv6(),
            udp: sa.udp.is_some(),
            esn: sa.esn,
            key: suite.size,
            transform: suite.transform,
            hash: suite.hash,
            ah: sa.proto == Proto::Ah,
            check_pad: sa.check_padding,
            below: sa.below.map(|below| below as u16),
            df: DontFragment::Copy,
            window: sa.replay_window as u16,
            sport: sa.udp.map_or(0, |u| u.src),
            dport: sa.udp.map_or(0, |u| u.dst),
            spi: sa.spi,
            salt: suite.salt,
        }
    }

    fn install(&mut self, index: u16, sa: &SaParams) {
        let suite = Suite::of(sa);
        let address = |a: IpAddr| match a {
            IpAddr::V4(a) => u32::from(a).into(),
            IpAddr::V6(a) => u128::from(a),
        };
        self.write_sa(index, word::SRC, address(sa.src));
        self.write_sa(index, word::DST, address(sa.dst));
        for (number, value) in suite.words {
            self.write_sa(index, number, value);
        }
        let Limits { soft_packets, hard_packets, soft_octets, hard_octets } = sa.limits;
        let pair = |soft: Option<u64>, hard: Option<u64>| {
            u128::from(soft.unwrap_or(u64::MAX)) | u128::from(hard.unwrap_or(u64::MAX)) << 64
        };
        self.write_sa(index, word::PACKETS, pair(soft_packets, hard_packets));
        self.write_sa(index, word::OCTETS, pair(soft_octets, hard_octets));
        self.write_sa(index, word::SEQUENCE, sa.seq.into());
        self.write_sa(index, word::OUTER, 64 << 16);
        self.write_sa(index, word::CONFIG, Self::config(sa).encode());
        if sa.direction == Direction::In {
            let ah = sa.proto == Proto::Ah;
            let key = cam::key(ah, sa.spi);
            let place = (0..cam::WAYS as u8)
                .map(|way| cam::Place::Table { way, bucket: cam::bucket(way.into(), key, LOG2_BUCKETS as u32) as u16 })
                .chain((0..cam::OVERFLOW as u8).map(cam::Place::Overflow))
                .find(|place| self.taken.insert(*place))
                .expect("room for a few SPIs");
            self.write_cam(place, sa.spi, ah, cam::State::Valid, index);
        }
    }

    fn write_sa(&mut self, sa: u16, number: u8, value: u128) {
        self.m.poke("sa_index", sa.into());
        self.m.poke("sa_word", number.into());
        self.m.poke_u128("sa_data", value);
        let mut pending = 7;
        while pending != 0 {
            self.m.poke("sa_wr", pending);
            self.m.eval();
            let ready = self.m.peek("sa_ready");
            self.tick();
            pending &= !ready;
        }
        self.m.poke("sa_wr", 0);
    }

    fn write_cam(&mut self, place: cam::Place, spi: u32, ah: bool, state: cam::State, sa: u16) {
        self.m.poke("cam_place", place.word().into());
        self.m.poke("cam_spi", spi.into());
        self.m.poke_bit("cam_ah", ah);
        self.m.poke("cam_state", state as u64);
        self.m.poke("cam_sa", sa.into());
        self.m.poke("cam_wr", 1);
        self.tick();
        self.m.poke("cam_wr", 0);
    }

    /// Puts a packet into the packet ring, as Fetch would.
    fn submit(&mut self, index: usize, packet: &[u8], encap: bool, sa: u64) {
        let oversize = packet.len() > respite_abi::MAX_PACKET.into();
        let words = if oversize { 0 } else { packet.len().div_ceil(16) };
        while self.free < words || self.arrivals.len() > 8 {
            self.tick();
        }
        self.free -= words;
        let mut octets = packet.to_vec();
        octets.resize(16 * packet.len().div_ceil(16).max(4), 0xee);
        for (i, w) in octets.chunks(16).take(words).enumerate() {
            self.packet_ring[(self.next_word + i) % RING] = w.iter().fold(0, |n, o| n << 8 | u128::from(*o));
        }
        let verdict = match (oversize, encap) {
            (false, _) => Verdict::Ok,
            (true, false) => Verdict::RxOversize,
            (true, true) => Verdict::TxOversize,
        };
        self.arrivals.push_back(Arrival {
            ticket: (index as u64).into(),
            verdict: (verdict as u64).into(),
            encap,
            sa: sa.into(),
            start: (self.next_word as u64).into(),
            words: (words as u64).into(),
            len: (packet.len() as u64).into(),
            head: big(&octets[..64]).into(),
        });
        self.next_word = (self.next_word + words) % RING;
    }

    fn tick(&mut self) {
        let m = &mut self.m;
        m.poke_u128("ring_rd", self.packet_ring[self.reads[1]]);
        if !self.offered && !self.arrivals.is_empty() && (self.eager || self.random.percent(80)) {
            self.offered = true;
            m.poke_big("s_data", &self.arrivals[0].to_big());
        }
        m.poke_bit("s_valid", self.offered);
        m.poke_bit("m_ready", self.eager || self.random.percent(70));
        m.poke_bit("miss_ready", true);
        let returned = self.leaving.pop_front_if(|l: &mut (u64, u64)| l.0 <= self.clock);
        m.poke_bit("credit_valid", returned.is_some());
        m.poke("credit_words", returned.map_or(0, |l| l.1));
        m.eval();
        self.reads = [m.peek("ring_ra") as usize, self.reads[0]];
        if self.offered && m.peek_bit("s_ready") {
            self.arrivals.pop_front();
            self.offered = false;
        }
        if m.peek_bit("free_valid") {
            self.free += m.peek("free_words") as usize;
        }
        if m.peek_bit("miss_valid") {
            self.misses.push(Miss::from_big(&m.peek_big("miss")));
        }
        if m.peek_bit("m_valid") && m.peek_bit("m_ready") {
            let outcome = Outcome::from_big(&m.peek_big("m_data"));
            let (start, len) = (outcome.start.to_u64() as usize, outcome.len.to_u64() as usize);
            let words = (start..).take(len.div_ceil(16)).map(|w| self.hold_ring[w % RING].to_be_bytes());
            let mut octets: Vec<u8> = words.flatten().collect();
            octets.truncate(len);
            self.leaving.push_back((
                self.clock + 10 + if self.eager { 0 } else { self.random.next() % 50 },
                outcome.reserve.to_u64(),
            ));
            self.outcomes.push((outcome, octets));
        }
        if m.peek_bit("hold_wr") {
            self.hold_ring[m.peek("hold_wa") as usize] = m.peek_u128("hold_wd");
        }
        m.tick();
        self.clock += 1;
    }
}
