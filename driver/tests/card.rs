//! The driver against the software card: everything but the bus and the cryptography.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use respite_abi::reg::{self, caps1};
use respite_abi::sa::Transform;
use respite_abi::{Counter, Verdict};
use respite_driver::testing::{SoftCard, SoftConfig, Work};
use respite_driver::{
    Afterlife, Card, CipherKey, Direction, Done, Error, GcmKey, Hash, HmacKey, Options, Packet, Protocol, SaError,
    SaIndex, SaParams, Suite, Transport,
};

fn options() -> Options {
    Options { entries: 16, buffers: 32, timeout: Duration::from_millis(50), ..Options::default() }
}

fn open(config: SoftConfig, options: &Options) -> (Arc<SoftCard>, Card) {
    let soft = Arc::new(SoftCard::new(config));
    let card = Card::open(soft.clone(), options).expect("card");
    (soft, card)
}

fn sa(direction: Direction, spi: u32) -> SaParams {
    let (src, dst) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([198, 51, 100, 2]));
    SaParams::new(direction, spi, src, dst, GcmKey::new(&[7; 20]).expect("length"))
}

fn inner(len: usize) -> Vec<u8> {
    let mut p: Vec<u8> = (0..len).map(|i| i as u8).collect();
    p[0] = 0x45;
    p
}

/// Puts one packet through queue 0.
fn through(card: &mut Card, packet: &[u8], sa: Option<SaIndex>) -> (Done, Vec<u8>) {
    let q = &mut card.queues[0];
    let mut buffer = q.buffers.take().expect("a free buffer");
    q.buffers.fill(&mut buffer, packet).expect("it fits");
    let p = match sa {
        Some(sa) => Packet::encap(buffer, sa, 42),
        None => Packet::decap(buffer, 42),
    };
    assert_eq!(q.submit(&mut vec![p]).expect("submit"), 1);
    assert!(q.wait(Duration::from_secs(1)).expect("wait"));
    let mut done = Vec::new();
    assert_eq!(q.poll(&mut done, 8).expect("poll"), 1);
    let done = done.remove(0);
    assert_eq!(done.cookie, 42);
    let mut out = Vec::new();
    q.buffers.read_to(done.output(), &mut out);
    (done, out)
}

#[test]
fn a_packet_goes_out_and_comes_back_in() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x1001)).expect("outbound");
    let inb = card.sas.add(&sa(Direction::Inbound, 0x1001)).expect("inbound");
    for seq in 1..=100 {
        let (done, esp) = through(&mut card, &inner(100 + seq), Some(out));
        assert_eq!((done.verdict, done.seq), (Verdict::Ok, seq as u64));
        card.queues[0].buffers.put(done.src);
        let (done, clear) = through(&mut card, &esp, None);
        assert_eq!((done.verdict, done.sa()), (Verdict::Ok, inb));
        assert_eq!(clear, inner(100 + seq));
        card.queues[0].buffers.put(done.src);
    }
    assert_eq!(card.sas.usage(out).expect("usage").seq, 100);
    assert_eq!(card.sas.usage(inb).expect("usage").packets, 100);
    let s = card.counters.snapshot().expect("snapshot");
    s.conservation().expect("no packet is lost");
    assert_eq!((s.total(Counter::TxOk), s.total(Counter::RxOk)), (100, 100));
}

#[test]
fn an_unknown_spi_comes_back_as_it_was_and_raises_an_event() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0xbeef)).expect("outbound");
    let (done, esp) = through(&mut card, &inner(60), Some(out));
    card.queues[0].buffers.put(done.src);
    let (done, same) = through(&mut card, &esp, None);
    assert_eq!(done.verdict, Verdict::RxNoSaEsp);
    assert_eq!(same, esp, "a dropped packet is still in its buffer, for the slow path");
    assert!(card.events.wait(Duration::from_secs(1)));
    let mut events = Vec::new();
    card.events.poll(&mut events).expect("poll");
    let e = &events[0];
    assert_eq!((e.protocol, e.spi, e.seq, e.count), (Protocol::Esp, 0xbeef, 1, 1));
    assert_eq!((e.src, e.dst), (IpAddr::from([192, 0, 2, 1]), IpAddr::from([198, 51, 100, 2])));
    assert_eq!(e.head, esp[..48]);
}

#[test]
fn larval_and_graveyard_spis_raise_no_event() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x2000)).expect("outbound");
    let (_, esp) = through(&mut card, &inner(60), Some(out));
    let verdict = |card: &mut Card| through(card, &esp, None).0.verdict;

    card.sas.reserve_spi(Protocol::Esp, 0x2000).expect("reserve");
    assert_eq!(verdict(&mut card), Verdict::RxSpiLarval);
    let inb = card.sas.add(&sa(Direction::Inbound, 0x2000)).expect("inbound");
    assert!(matches!(card.sas.add(&sa(Direction::Inbound, 0x2000)), Err(SaError::DuplicateSpi(0x2000))));
    assert!(matches!(card.sas.reserve_spi(Protocol::Esp, 0x2000), Err(SaError::DuplicateSpi(0x2000))));
    assert_eq!(verdict(&mut card), Verdict::Ok);
    card.sas.remove(inb, Afterlife::Graveyard).expect("remove");
    assert_eq!(verdict(&mut card), Verdict::RxSpiGraveyard);
    assert_eq!(card.events.poll(&mut Vec::new()).expect("poll"), 0);
    card.sas.forget_spi(Protocol::Esp, 0x2000).expect("forget");
    assert_eq!(verdict(&mut card), Verdict::RxNoSaEsp);
    assert!(matches!(card.sas.remove(inb, Afterlife::Unknown), Err(SaError::UnknownSa(_))));
}

#[test]
fn a_removed_sa_leaves_no_key_in_the_card() {
    let (soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x3000)).expect("outbound");
    assert_ne!(soft.sa_word(out.number(), 3), 0);
    card.sas.remove(out, Afterlife::Unknown).expect("remove");
    assert!((0..13).all(|w| soft.sa_word(out.number(), w) == 0));
    assert!((0..4).all(|i| soft.register(reg::SA_DATA + 4 * i) == 0), "the data registers are wiped too");
}

#[test]
fn rekeying_never_leaves_a_gap() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let old = card.sas.add(&sa(Direction::Inbound, 0x4000)).expect("old");
    let mut seen = None;
    let new =
        card.sas.rekey(old, &sa(Direction::Inbound, 0x4001), Afterlife::Graveyard, |n| seen = Some(n)).expect("rekey");
    assert_eq!(seen, Some(new));
    assert_eq!((card.sas.find(Protocol::Esp, 0x4001), card.sas.find(Protocol::Esp, 0x4000)), (Some(new), None));
}

fn sa_with(direction: Direction, spi: u32, suite: Suite) -> SaParams {
    SaParams { suite, ..sa(direction, spi) }
}

fn hmac() -> HmacKey {
    HmacKey::new(Hash::Sha256, &[5; 32]).expect("length")
}

#[test]
fn what_the_card_lacks_is_refused_by_name() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let mut refused = |suite| card.sas.add(&sa_with(Direction::Inbound, 0x7000, suite)).expect_err("lacks").to_string();
    let aes = CipherKey::aes_cbc(&[1; 16]).expect("length");
    assert_eq!(refused(Suite::Esp(aes.clone(), hmac())), "the card has no AES-CBC");
    assert_eq!(refused(Suite::EspGmac(GcmKey::new(&[1; 20]).expect("length"))), "the card has no AES-GMAC");
    assert_eq!(refused(Suite::Ah(hmac())), "the card has no AH");
    let transforms = caps1::transform(Transform::AesCbc) | caps1::transform(Transform::AesGmac);
    let suites = transforms | caps1::hash(Hash::Sha1) | caps1::AH;
    let (_soft, mut card) = open(SoftConfig { suites, ..SoftConfig::default() }, &options());
    let mut refused = |params: SaParams| card.sas.add(&params).expect_err("lacks").to_string();
    let inbound = |suite| sa_with(Direction::Inbound, 0x7000, suite);
    assert_eq!(refused(inbound(Suite::Esp(aes, hmac()))), "the card has no HMAC-SHA2-256-128");
    assert_eq!(refused(sa(Direction::Inbound, 0x7000)), "the card has no AES-GCM-16");
    let gmac = inbound(Suite::EspGmac(GcmKey::new(&[1; 20]).expect("length")));
    assert_eq!(refused(SaParams { esn: true, ..gmac }), "the card has no AES-GMAC with ESN");
    let gmac = Suite::AhGmac(GcmKey::new(&[1; 20]).expect("length"));
    assert_eq!(refused(inbound(gmac)), "the card has no AH with AES-GMAC");
    let sha1 = HmacKey::new(Hash::Sha1, &[5; 20]).expect("length");
    let over = SaParams { below: Some(SaIndex::default()), ..inbound(Suite::Ah(sha1)) };
    assert_eq!(refused(over), "the card has no AH over ESP");
    let (_soft, mut card) = open(SoftConfig { suites: !caps1::LEGACY, ..SoftConfig::default() }, &options());
    let mut cipher = |key| card.sas.add(&sa_with(Direction::Inbound, 0x7000, Suite::Esp(key, hmac())));
    let why = cipher(CipherKey::des_cbc(&[0x2a; 8]).expect("length")).expect_err("left out").to_string();
    assert_eq!(why, "the card has no DES-CBC");
    let why = cipher(CipherKey::triple_des_cbc(&std::array::from_fn::<u8, 24, _>(|i| 10 * i as u8)).expect("length"))
        .expect_err("left out")
        .to_string();
    assert_eq!(why, "the card has no 3DES-CBC");
    cipher(CipherKey::aes_cbc(&[1; 16]).expect("length")).expect("AES is there");
}

/// DET-13: the SPIs of AH and ESP are two spaces.
#[test]
fn an_ah_sa_and_an_esp_sa_may_have_the_same_spi() {
    let (_soft, mut card) = open(SoftConfig { suites: u32::MAX, ..SoftConfig::default() }, &options());
    let esp = card.sas.add(&sa(Direction::Inbound, 0x7100)).expect("ESP");
    let ah = card.sas.add(&sa_with(Direction::Inbound, 0x7100, Suite::Ah(hmac()))).expect("AH");
    let find = |card: &Card| (card.sas.find(Protocol::Esp, 0x7100), card.sas.find(Protocol::Ah, 0x7100));
    assert_eq!(find(&card), (Some(esp), Some(ah)));
    card.sas.remove(ah, Afterlife::Unknown).expect("remove");
    assert_eq!(find(&card), (Some(esp), None));
}

#[test]
fn a_bundle_is_built_from_below_and_taken_down_from_above() {
    let (soft, mut card) = open(SoftConfig { suites: u32::MAX, ..SoftConfig::default() }, &options());
    let over = |below| SaParams { below: Some(below), ..sa_with(Direction::Outbound, 0x7200, Suite::Ah(hmac())) };
    let mut refused = |below| card.sas.add(&over(below)).expect_err("not there").to_string();
    assert_eq!(refused(SaIndex::default()), "SA 0 cannot be below this one: there is none");
    let gcm = card.sas.add(&sa(Direction::Outbound, 0x7100)).expect("AES-GCM");
    let why = card.sas.add(&over(gcm)).expect_err("no HMAC").to_string();
    assert!(why.ends_with("it has no HMAC"), "{why}");
    let aes = CipherKey::aes_cbc(&[1; 16]).expect("length");
    let esp = card.sas.add(&sa_with(Direction::Outbound, 0x7200, Suite::Esp(aes, hmac()))).expect("ESP");
    let inbound = card.sas.add(&sa(Direction::Inbound, 0x7200)).expect("the other way");
    let why = card.sas.add(&over(inbound)).expect_err("other way").to_string();
    assert!(why.ends_with("it works the other way"), "{why}");
    let ah = card.sas.add(&over(esp)).expect("AH");
    let why = card.sas.add(&over(esp)).expect_err("taken").to_string();
    assert!(why.ends_with("another one is over it"), "{why}");
    let why = card.sas.add(&over(ah)).expect_err("AH over AH").to_string();
    assert!(why.ends_with("it is not ESP"), "{why}");
    assert!(soft.sa_word(ah.number(), 0) >> 29 & 1 != 0, "the link is in CONFIG");
    assert_eq!(soft.sa_word(ah.number(), 0) >> 32 & 0x3fff, u128::from(esp.number()));
    assert!(
        matches!(card.sas.remove(esp, Afterlife::Unknown), Err(SaError::InBundle(below, above)) if (below, above) == (esp, ah))
    );
    card.sas.remove(ah, Afterlife::Unknown).expect("AH");
    card.sas.remove(esp, Afterlife::Unknown).expect("ESP");
}

#[test]
fn a_full_sa_table_is_an_error_and_recovers() {
    let (_soft, mut card) = open(SoftConfig { log2_sas: 4, ..SoftConfig::default() }, &options());
    let all: Vec<_> = (0..16).map(|i| card.sas.add(&sa(Direction::Inbound, 0x5000 + i)).expect("room")).collect();
    assert!(matches!(card.sas.add(&sa(Direction::Inbound, 0x6000)), Err(SaError::TableFull(16))));
    card.sas.remove(all[3], Afterlife::Unknown).expect("remove");
    card.sas.add(&sa(Direction::Inbound, 0x6000)).expect("room again");
}

#[test]
fn a_ring_that_is_full_takes_no_more_and_wraps_for_ever() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x7000)).expect("outbound");
    let q = &mut card.queues[1];
    let mut done = Vec::new();
    for round in 0..100 {
        let mut batch: Vec<Packet> = (0..20)
            .map(|i| {
                let mut b = q.buffers.take().expect("buffer");
                q.buffers.fill(&mut b, &inner(64)).expect("fits");
                Packet::encap(b, out, i)
            })
            .collect();
        assert_eq!(q.submit(&mut batch).expect("submit"), 15, "16 entries, one stays empty");
        assert_eq!((q.room(), q.outstanding(), batch.len()), (0, 15, 5));
        assert_eq!(q.submit(&mut batch).expect("submit"), 0);
        assert_eq!(q.poll(&mut done, 100).expect("poll"), 15);
        assert_eq!((q.room(), q.outstanding()), (15, 0));
        for (i, d) in done.drain(..).enumerate() {
            assert_eq!((d.cookie, d.seq), (i as u64, round * 15 + i as u64 + 1));
            q.buffers.put(d.src);
        }
        batch.into_iter().for_each(|p| q.buffers.put(p.src));
    }
    assert_eq!(q.stats().doorbells, 100);
}

#[test]
fn a_buffer_of_another_queue_is_not_submitted() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let mut foreign = card.queues[1].buffers.take().expect("buffer");
    card.queues[1].buffers.fill(&mut foreign, &inner(64)).expect("fits");
    let mut batch = vec![Packet::decap(foreign, 0)];
    assert!(matches!(card.queues[0].submit(&mut batch), Err(Error::Packet { queue: 0, position: 0, .. })));
    assert_eq!(batch.len(), 1);
}

#[test]
fn the_result_may_go_to_another_buffer() {
    let (_soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x7100)).expect("outbound");
    let q = &mut card.queues[0];
    let (mut src, dst) = (q.buffers.take().expect("buffer"), q.buffers.take().expect("buffer"));
    q.buffers.fill(&mut src, &inner(64)).expect("fits");
    q.submit(&mut vec![Packet { dst: Some(dst), ..Packet::encap(src, out, 0) }]).expect("submit");
    let mut done = Vec::new();
    q.poll(&mut done, 1).expect("poll");
    let (mut source, mut result) = (Vec::new(), Vec::new());
    q.buffers.read_to(&done[0].src, &mut source);
    q.buffers.read_to(done[0].output(), &mut result);
    assert_eq!(source, inner(64));
    assert_eq!(result[28..92], source);
}

#[test]
fn los_08_a_lost_interrupt_costs_latency_and_no_progress() {
    let (soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x8000)).expect("outbound");
    soft.lose_interrupts();
    let q = &mut card.queues[0];
    let mut b = q.buffers.take().expect("buffer");
    q.buffers.fill(&mut b, &inner(64)).expect("fits");
    q.submit(&mut vec![Packet::encap(b, out, 0)]).expect("submit");
    assert!(!q.wait(Duration::from_secs(3600)).expect("returns within a tenth of a second"));
    assert_eq!(q.poll(&mut Vec::new(), 1).expect("poll"), 1);
    assert_eq!(q.stats().missed_interrupts, 1);
}

#[test]
fn a_card_that_vanishes_is_reported_and_can_be_opened_again() {
    let (soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0x9000)).expect("outbound");
    soft.vanish();
    assert!(matches!(card.sas.usage(out), Err(SaError::Card(Error::Gone))));
    assert!(matches!(card.counters.snapshot(), Err(Error::Gone)));
    let q = &mut card.queues[0];
    let mut b = q.buffers.take().expect("buffer");
    q.buffers.fill(&mut b, &inner(64)).expect("fits");
    q.submit(&mut vec![Packet::encap(b, out, 0)]).expect("a posted write is not refused");
    assert!(matches!(q.wait(Duration::from_millis(1)), Err(Error::Gone)));
    drop(card);
    assert!(matches!(Card::open(soft.clone(), &options()), Err(Error::Gone)));
    soft.return_from_the_dead();
    let card = Card::open(soft.clone(), &options()).expect("back again");
    assert!(card.sas.is_empty());
}

#[test]
fn a_stuck_card_is_an_error_after_the_time_limit() {
    let (soft, mut card) = open(SoftConfig::default(), &options());
    let out = card.sas.add(&sa(Direction::Outbound, 0xa000)).expect("outbound");
    soft.get_stuck();
    assert!(matches!(card.sas.usage(out), Err(SaError::Card(Error::Stuck { .. }))));
    assert!(matches!(card.counters.snapshot(), Err(Error::Stuck { .. })));
}

#[test]
fn closing_quiets_the_card_only_when_the_last_part_is_gone() {
    let (soft, card) = open(SoftConfig::default(), &options());
    assert_eq!(soft.mappings(), 1 + 4 * 3);
    let Card { queues, events, sas, counters, .. } = card;
    drop((queues, events, sas));
    assert_eq!(soft.mappings(), 13);
    drop(counters);
    assert_eq!(soft.mappings(), 0);
    assert!(soft.is_quiet());
}

#[test]
fn time_units_reach_the_card_as_clocks() {
    let (soft, _card) = open(SoftConfig::default(), &options());
    assert_eq!(soft.register(reg::EV_AGE), 250_000_000);
    assert_eq!(soft.register(reg::EV_TOKEN_PERIOD), 250_000);
    assert_eq!(soft.register(reg::EV_TOKEN_BURST), 256);
    assert_eq!(soft.register(reg::EV_CONTROL), 1 | 10 << 4);
    assert_eq!((soft.register(reg::IRQ_COUNT), soft.register(reg::IRQ_TIME)), (64, 250_000));
    assert_eq!((soft.register(reg::IRQ_COUNT + 8), soft.register(reg::IRQ_TIME + 8)), (32, 12_500));
}

#[test]
fn a_card_that_is_wanted_back_is_reported_by_its_status() {
    let (soft, card) = open(SoftConfig::default(), &options());
    assert!(!card.counters.is_recalled());
    soft.want_back();
    assert!(card.counters.is_recalled());
    assert!(matches!(card.counters.status(), Err(Error::Recalled)));
    drop(card);
    assert!(soft.is_quiet());
}

#[test]
fn a_card_that_somebody_else_has_reset_is_reported_by_its_status_and_by_who_waits() {
    let (soft, mut card) = open(SoftConfig { work: Work::OnDemand, ..SoftConfig::default() }, &options());
    card.counters.status().expect("it works");
    let queue = &mut card.queues[0];
    let mut buffer = queue.buffers.take().expect("a free buffer");
    queue.buffers.fill(&mut buffer, &inner(60)).expect("it fits");
    queue.submit(&mut vec![Packet::decap(buffer, 0)]).expect("submit");
    soft.reset().expect("reset");
    let error = (0..3).find_map(|_| queue.wait(Duration::from_millis(1)).err());
    assert!(matches!(error, Some(Error::WasReset)), "{error:?}");
    assert!(matches!(card.counters.status(), Err(Error::WasReset)));
}
