//! Commit against a set of numbers.

use super::bench::{reset, Streams};
use super::record::Record;
use super::sa::{self, below, choose};
use respite_abi::sa::word;
use respite_abi::verdict::Verdict;
use respite_hdl::lane::commit::Commit;
use respite_hdl::types::{Emitted, Outcome};
use rust_hdl_core::prelude::*;
use std::collections::BTreeSet;
use verilated::lockstep::{Bench, Random};
use verilated::{BigUint, Error, Model};

const LOG2_SAS: usize = 4;
const USED: usize = 6;
type Small = Commit<LOG2_SAS>;

pub fn build() -> Result<Model, Error> {
    let mut block = Box::new(Small::default());
    block.connect_all();
    Model::of("commit", &*block)
}

/// One SA, with every number that it ever accepted.
#[derive(Clone, Default)]
struct Account {
    encap: bool,
    window: u64,
    top: u64,
    seen: BTreeSet<u64>,
    packets: u64,
    octets: u64,
    limits: [[u64; 2]; 2],
}

impl Account {
    fn random(random: &mut Random) -> Account {
        let limit = |random: &mut Random, scale: u64| {
            let hard = choose(random, &[u64::MAX, u64::MAX, scale, scale * 3]);
            [choose(random, &[u64::MAX, hard.saturating_sub(scale / 2), hard]), hard]
        };
        Account {
            encap: random.percent(20),
            window: choose(random, &[0, 1, 32, 64, 128, 129, 1000, 1024, 1024]),
            top: choose(random, &[0, 0, 1, 5, 1023, 0xffff_ff00, 0xffff_ffff, 0xffff_ffff_ffff_f000]),
            limits: [limit(random, 60), limit(random, 60 * 700)],
            ..Default::default()
        }
    }

    fn words(&self) -> [(u8, u128); 3] {
        let limits = |[soft, hard]: [u64; 2]| u128::from(hard) << 64 | u128::from(soft);
        [
            (word::PACKETS, limits(self.limits[0])),
            (word::OCTETS, limits(self.limits[1])),
            (word::SEQUENCE, self.top.into()),
        ]
    }

    fn expect(&mut self, e: &Emitted) -> (u64, bool) {
        let authentic = [Verdict::RxPad, Verdict::RxDummy, Verdict::RxInner, Verdict::RxEcn];
        let seq = e.seq.to_u64();
        if e.verdict.any() && !authentic.iter().any(|v| e.verdict == *v as u64) {
            return (e.verdict.to_u64(), false);
        }
        if !e.encap && self.window != 0 && seq <= self.top {
            if self.top - seq >= self.window {
                return (Verdict::RxReplayStale as u64, false);
            }
            if self.seen.contains(&seq) || seq == self.top && seq != 0 {
                return (Verdict::RxReplayDup as u64, false);
            }
        }
        let mut soft = false;
        if !e.verdict.any() {
            let (packets, octets) = (self.packets + 1, self.octets + e.len.to_u64());
            if packets > self.limits[0][1] || octets > self.limits[1][1] {
                return ((if e.encap { Verdict::TxExpired } else { Verdict::RxExpired }) as u64, false);
            }
            soft = packets >= self.limits[0][0] || octets >= self.limits[1][0];
            (self.packets, self.octets) = (packets, octets);
        }
        self.seen.insert(seq);
        self.top = if e.encap { seq } else { self.top.max(seq) };
        (e.verdict.to_u64(), soft)
    }
}

/// Packets that wander about the window: the model's tops run ahead of the card's.
fn packets(accounts: &[Account], count: usize, random: &mut Random) -> Vec<Emitted> {
    let mut tops: Vec<u64> = accounts.iter().map(|a| a.top).collect();
    let one = |random: &mut Random| {
        let i = below(random, accounts.len());
        let account = &accounts[i];
        let window = account.window.max(2);
        let back = |random: &mut Random| random.next() % (window + 4);
        let seq = match below(random, 20) {
            0..=6 => tops[i].wrapping_add(1),
            7..=8 => tops[i].saturating_add(1 + random.next() % 6),
            9 => tops[i].saturating_add(choose(random, &[100, 127, 128, 129, 200, 255, 256, 300, 500, 700])),
            10 => tops[i].saturating_add(choose(random, &[895, 896, 897, 1000, 1022, 1023, 1024, 1025, 5000, 1 << 40])),
            11 => tops[i],
            12 => tops[i].saturating_sub(window - 1),
            13 => tops[i].saturating_sub(window),
            14 => tops[i].saturating_sub(1 << 20),
            _ => tops[i].saturating_sub(back(random)),
        };
        let refused =
            [Verdict::RxIcv, Verdict::RxShort, Verdict::RxPad, Verdict::RxDummy, Verdict::RxInner, Verdict::RxEcn];
        let verdict = if !account.encap && random.percent(12) { choose(random, &refused) as u64 } else { 0 };
        if verdict != Verdict::RxIcv as u64 && verdict != Verdict::RxShort as u64 {
            tops[i] = tops[i].max(seq);
        }
        Emitted {
            ticket: bits(random.next() >> 34),
            verdict: bits(verdict),
            encap: account.encap,
            sa: bits(i as u64),
            start: bits(random.next() >> 53),
            reserve: bits(random.next() >> 54),
            len: bits(20 + random.next() % 1400),
            seq: bits(seq),
            window: bits(account.window),
            ..Default::default()
        }
    };
    let mut one = one;
    (0..count).map(|_| one(random)).collect()
}

fn query(m: &mut Model, sa: u64) -> [u64; 3] {
    m.poke_bit("query", true);
    m.poke("query_sa", sa);
    m.tick();
    m.poke_bit("query", false);
    for _ in 0..20 {
        m.eval();
        if m.peek_bit("query_done") {
            return [m.peek("query_seq"), m.peek("query_packets"), m.peek("query_octets")];
        }
        m.tick();
    }
    panic!("no answer");
}

fn run(m: &mut Model, accounts: &mut [Account], packets: &[Emitted], push: u64, pull: u64, random: &mut Random) -> u64 {
    let mut streams: Streams<Emitted, Outcome> = Streams::new(packets.iter().copied());
    (streams.push, streams.pull) = (push, pull);
    // The bus and the query port busy themselves with the SAs that no packet uses.
    let (mut write, mut waited, mut asked) = (None, 0, 0);
    let mut tops = vec![];
    while streams.got.len() < packets.len() {
        if push != 100 && write.is_none() && random.percent(20) {
            write = Some((USED as u16 + below(random, 8) as u16, below(random, 13) as u8, u128::from(random.next())));
        }
        sa::offer(m, write);
        m.poke_bit("query", push != 100 && asked == 0 && random.percent(10));
        m.poke("query_sa", 15);
        if m.peek_bit("query") {
            asked = 1;
        }
        streams.settle(m, random);
        if m.peek_bit("query_done") {
            assert_eq!([m.peek("query_seq"), m.peek("query_packets"), m.peek("query_octets")], [77, 0, 0]);
            assert!(asked > 0);
            asked = 0;
        }
        asked += u64::from(asked > 0);
        waited += 1;
        if m.peek_bit("sa_ready") || write.is_none() {
            (write, waited) = (None, 0);
        }
        assert!(waited < 25 && asked < 60, "bus waits {waited}, query waits {asked}");
        if m.peek_bit("top_wr") {
            tops.push((m.peek("top_sa"), m.peek("top_seq")));
        }
        m.tick();
        assert!(streams.clocks < 5_000 + 100 * packets.len() as u64, "stuck");
    }
    sa::offer(m, None);
    m.poke_bit("query", false);
    m.poke_bit("m_ready", false);
    m.poke_bit("s_valid", false);
    for _ in 0..70 {
        m.eval();
        if m.peek_bit("top_wr") {
            tops.push((m.peek("top_sa"), m.peek("top_seq")));
        }
        m.tick();
    }
    let mut wanted = vec![];
    for (n, (e, got)) in packets.iter().zip(&streams.got).enumerate() {
        let account = &mut accounts[e.sa.index()];
        let before = account.top;
        let (verdict, soft) = account.expect(e);
        let want = Outcome {
            ticket: e.ticket,
            verdict: bits(verdict),
            encap: e.encap,
            sa: e.sa,
            start: e.start,
            reserve: e.reserve,
            len: e.len,
            seq: e.seq,
            soft,
        };
        assert_eq!(*got, want, "packet {n}, window {}, top {before:#x}", account.window);
        if !e.encap && account.top != before {
            wanted.push((e.sa.to_u64(), account.top));
        }
    }
    assert_eq!(tops, wanted);
    for (i, account) in accounts.iter().enumerate() {
        assert_eq!(query(m, i as u64), [account.top, account.packets, account.octets], "counts of SA {i}");
    }
    streams.clocks
}

// RPL-03, RPL-04, RPL-05, RPL-06, RPL-09.
#[test]
fn every_number_is_accepted_at_most_once() -> Result<(), Error> {
    let mut m = build()?;
    let mut random = Random::new(21);
    reset(&mut m);
    let mut seen = [0; 64];
    for round in 0..150 {
        let mut accounts: Vec<Account> = (0..USED).map(|_| Account::random(&mut random)).collect();
        for (i, account) in accounts.iter().enumerate() {
            sa::write(&mut m, i as u16, &account.words());
        }
        sa::write(&mut m, 15, &[(word::SEQUENCE, 77)]);
        let (push, pull) = [(100, 100), (70, 70), (90, 25)][round % 3];
        let packets = packets(&accounts, 600, &mut random);
        let clocks = run(&mut m, &mut accounts, &packets, push, pull, &mut random);
        if push == 100 {
            assert!(clocks <= 8 * 600 + 20, "{clocks} clocks");
        }
        for e in &packets {
            seen[e.verdict.index()] += 1;
        }
    }
    Ok(())
}

#[test]
fn packets_in_order_take_seven_clocks() -> Result<(), Error> {
    let mut m = build()?;
    let mut random = Random::new(22);
    reset(&mut m);
    let unlimited = [[u64::MAX; 2]; 2];
    let mut accounts = vec![Account { window: 1024, limits: unlimited, ..Default::default() }];
    sa::write(&mut m, 0, &accounts[0].words());
    let packets: Vec<Emitted> = (1..=1280)
        .map(|n| Emitted { seq: bits(n), window: bits(1024), len: bits(100), ..Default::default() })
        .collect();
    let clocks = run(&mut m, &mut accounts, &packets, 100, 100, &mut random);
    assert!(clocks <= 7 * 1280 + 10 + 10, "{clocks} clocks");
    Ok(())
}

#[test]
fn commit_runs_in_lock_step() -> Result<(), Error> {
    let mut random = Random::new(23);
    let accounts: Vec<Account> = (0..2).map(|_| Account { window: 1024, top: 900, ..Default::default() }).collect();
    let mut stream = packets(&accounts, 4_000, &mut random).into_iter().cycle();
    Bench::new("commit", Small::default())?
        .drive("s_data", |b: &mut Small, v| b.s_data.next = Emitted::from_big(v))
        .run(4_000, 3, |port, cycle, value| match port {
            "reset" => u32::from(cycle < 2).into(),
            "s_data" => stream.next().expect("endless").to_big(),
            "sa_word" => BigUint::from(0x100u32 << (cycle % 4)),
            "sa_wr" => u32::from(cycle % 7 == 3).into(),
            "sa_index" => value % 2u32,
            _ => value,
        })
}
