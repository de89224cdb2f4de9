//! AH over ESP in one pass of the host: DP-02, DET-14, and bundles among everything else.

use super::ah::with_ah;
use super::link::{clear, ip, Link};
use super::{name_of, suite, Bed, ESP_HMAC};
use respite_reference::{Case, Direction, Mode, SaParams, Selectors, Table, Transform};
use std::collections::BTreeMap;
use std::path::Path;

/// ESP SA and AH SA, the second over the first, which has the index `below`. `kind` decides on suites and family.
fn bundle(bed: &mut Bed, direction: Direction, kind: usize, below: usize) -> [SaParams; 2] {
    let link = Link::new(direction == Direction::Out).with(|sa| {
        sa.spi = 0x1000 + 16 * kind as u32;
        (sa.src, sa.dst) = ([192, 0, 2, kind as u8].into(), [198, 51, 100, kind as u8].into());
    });
    let link = if kind % 2 == 1 { link.v6() } else { link };
    let link = link.with(|sa| sa.esn = kind % 4 >= 2);
    let auth = bed.random.next() as usize % 4;
    let (_, transform) = suite(&mut bed.random, ESP_HMAC + 4 * (kind % 6) + auth);
    let esp = SaParams { transform, check_padding: true, ..link.near.clone() };
    let ah = SaParams { spi: esp.spi + 1, below: Some(below), ..with_ah(link, [0, 1, 4, 5, 2, 3][kind % 6]).near };
    [esp, ah]
}

/// The other end.
fn far(sa: &SaParams) -> SaParams {
    let direction = if sa.direction == Direction::In { Direction::Out } else { Direction::In };
    SaParams {
        direction,
        selectors: None,
        replay_window: if direction == Direction::In { 64 } else { 0 },
        ..sa.clone()
    }
}

/// Installs SAs alone, and says what became of packets, in their order.
fn run(bed: &mut Bed, sas: &[SaParams], packets: &[(Vec<u8>, bool, u64)]) -> Vec<(&'static str, u64, Vec<u8>)> {
    bed.reset();
    for (index, sa) in sas.iter().enumerate() {
        bed.install(index as u16, sa);
    }
    for (index, (packet, encap, sa)) in packets.iter().enumerate() {
        bed.submit(index, packet, *encap, *sa);
    }
    bed.finish(packets.len()).expect("no stall");
    bed.outcomes.sort_by_key(|(outcome, _)| outcome.ticket.to_u128());
    bed.outcomes.iter().map(|(outcome, octets)| (name_of(outcome), outcome.sa.to_u64(), octets.clone())).collect()
}

/// DP-02: in, octet by octet what the seed's routers sent; out, the same packet but for the IV, which is the card's own.
#[test]
fn dp_02_the_packets_of_the_seed_have_176_octets_in_both_directions() {
    let mut bed = Bed::new();
    for name in ["seed-bundle", "seed-bundle-esn"] {
        let case =
            Case::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/replay").join(name)).expect("a case");
        assert_eq!(case.packets[0].len(), 176);
        assert_eq!(bed.play(&case), Vec::<String>::new(), "{name}");
        for (number, packet) in case.out.iter().enumerate().step_by(2) {
            let sas: Vec<_> = case.sas[number..number + 2]
                .iter()
                .map(|sa| SaParams {
                    direction: Direction::Out,
                    replay_window: 0,
                    below: sa.below.map(|_| 0),
                    ..sa.clone()
                })
                .collect();
            let said = run(&mut bed, &sas, &[(packet.clone(), true, 1)]).remove(0);
            let want = Table::new(sas.clone()).send(packet).outcome.packet;
            assert_eq!((said.0, said.1, &said.2), ("ok", 1, &want), "{name}");
            // AH up to its ICV, SPI and number of ESP.
            let seed = &case.packets[if number == 0 { 0 } else { 3 }];
            assert_eq!((want.len(), &want[20..32], &want[44..52]), (176, &seed[20..32], &seed[44..52]));
            let opened = Table::new(
                case.sas[number..number + 2].iter().map(|sa| SaParams { below: sa.below.map(|_| 0), ..sa.clone() }),
            )
            .receive(&want);
            assert_eq!(opened.outcome.packet, *packet);
        }
    }
}

/// DET-14: the SPI behind a valid AH is unknown: an event that says so. Behind one that is not valid, or comes again, there is none.
#[test]
fn det_14_an_unknown_spi_behind_a_valid_ah_is_an_authenticated_miss() {
    let mut bed = Bed::new();
    for kind in 0..4 {
        let [esp, ah] = bundle(&mut bed, Direction::In, kind, 0);
        let mut sender = Table::new([far(&esp), far(&ah)]);
        let packet = sender.send(&clear(false, 0, 100)).outcome.packet;
        let mut forged = packet.clone();
        *forged.last_mut().expect("octets") ^= 1;
        let sas = [SaParams { spi: esp.spi ^ 0x8000, ..esp.clone() }, ah.clone()];
        let said = run(&mut bed, &sas, &[forged, packet.clone(), packet.clone()].map(|packet| (packet, false, 0)));
        let said: Vec<_> = said.into_iter().map(|(verdict, sa, _)| (verdict, sa)).collect();
        assert_eq!(said, [("rx_icv", 1), ("rx_no_sa_esp", 1), ("rx_replay_dup", 1)], "kind {kind}");
        let [miss] = &bed.misses[..] else { panic!("{} misses", bed.misses.len()) };
        assert!(miss.auth && !miss.ah && !miss.udp && miss.v6 == ah.src.is_ipv6());
        assert_eq!((miss.spi.to_u64(), miss.seq.to_u64()), (esp.spi.into(), 1));
        // Without AH around it nobody vouches for it.
        let bare = Table::new([far(&esp)]).send(&clear(false, 0, 100)).outcome.packet;
        assert_eq!(run(&mut bed, &sas, &[(bare, false, 0)])[0].0, "rx_no_sa_esp");
        assert!(!bed.misses[0].auth);
    }
}

/// What comes out is the packet that went in, with its own checksum.
#[test]
fn a_bundle_in_transport_mode_gives_back_the_header() {
    let mut bed = Bed::new();
    for kind in 0..8 {
        let sas = bundle(&mut bed, Direction::In, kind, 0).map(|sa| SaParams { mode: Mode::Transport, ..sa });
        let mut sender = Table::new(sas.each_ref().map(far));
        let packets: Vec<_> = (0..60)
            .map(|len| ip(sas[0].src, sas[0].dst, 4 * kind as u8, 17, &vec![len; 300 + 7 * usize::from(len)]))
            .collect();
        let sealed: Vec<_> = packets.iter().map(|packet| (sender.send(packet).outcome.packet, false, 0)).collect();
        let said = run(&mut bed, &sas, &sealed);
        for (said, packet) in said.iter().zip(&packets) {
            assert_eq!(*said, ("ok", 1, packet.clone()), "kind {kind}");
        }
    }
}

/// Both SAs count, and both limits hold.
#[test]
fn both_sas_of_a_bundle_have_their_lifetimes() {
    let mut bed = Bed::new();
    for direction in [Direction::In, Direction::Out] {
        for above in [false, true] {
            let [esp, ah] = bundle(&mut bed, direction, 0, 0);
            let packets: Vec<_> = match direction {
                Direction::Out => vec![clear(false, 0, 80); 4],
                Direction::In => {
                    let mut sender = Table::new([far(&esp), far(&ah)]);
                    (0..4).map(|_| sender.send(&clear(false, 0, 80)).outcome.packet).collect()
                }
            };
            let mut sas = [esp, ah];
            (sas[usize::from(above)].limits.soft_packets, sas[usize::from(above)].limits.hard_packets) =
                (Some(2), Some(3));
            let packets: Vec<_> = packets.into_iter().map(|packet| (packet, direction == Direction::Out, 1)).collect();
            let said: Vec<_> = run(&mut bed, &sas, &packets).into_iter().map(|said| said.0).collect();
            let expired = if direction == Direction::Out { "tx_expired" } else { "rx_expired" };
            assert_eq!(said, ["ok", "ok", "ok", expired], "{direction:?}, above {above}");
            let soft: Vec<_> = bed.outcomes.iter().map(|(outcome, _)| outcome.soft).collect();
            assert_eq!(soft, [false, true, true, false], "{direction:?}, above {above}");
        }
    }
}

/// What a bundle cannot be.
#[test]
fn bundles_over_anything_but_esp_with_hmac_are_refused_on_the_way_out() {
    let mut bed = Bed::new();
    let [esp, ah] = bundle(&mut bed, Direction::Out, 0, 0);
    let gcm = Link::new(true).near;
    let out = |sas: &[SaParams; 2], bed: &mut Bed| run(bed, sas, &[(clear(false, 0, 80), true, 1)])[0].0;
    assert_eq!(out(&[SaParams { spi: esp.spi, ..gcm }, ah.clone()], &mut bed), "tx_unsupported");
    let over_ah = SaParams { below: None, spi: 0x9999, ..ah.clone() };
    assert_eq!(out(&[over_ah, ah.clone()], &mut bed), "tx_unsupported");
    assert_eq!(out(&[SaParams { direction: Direction::In, ..esp.clone() }, ah.clone()], &mut bed), "tx_no_sa");
    assert_eq!(out(&[esp, ah], &mut bed), "ok");
}

/// AES-GCM under AH: inbound there is no reason against it.
#[test]
fn aes_gcm_behind_ah_is_opened() {
    let mut bed = Bed::new();
    for v6 in [false, true] {
        let link = if v6 { Link::new(false).v6() } else { Link::new(false) };
        let esp = link.near.clone();
        let ah = SaParams { spi: esp.spi + 1, below: Some(0), ..with_ah(link, 1).near };
        let mut sender = Table::new([far(&esp), far(&ah)]);
        let packets: Vec<_> = (40..80).map(|len| clear(false, 0, len)).collect();
        let sealed: Vec<_> = packets.iter().map(|packet| (sender.send(packet).outcome.packet, false, 0)).collect();
        let said = run(&mut bed, &[esp, ah], &sealed);
        assert!(said.iter().zip(&packets).all(|(said, packet)| *said == ("ok", 1, packet.clone())), "{said:?}");
    }
}

/// Bundles of all kinds, both ways, beside AES-GCM and other packets of the pool, with repeats and damage, under stalls.
#[test]
fn bundles_among_other_packets_come_out_as_the_model_predicts() {
    let mut bed = Bed::new();
    let mut verdicts = BTreeMap::<&str, usize>::new();
    for round in 0..4 {
        bed.reset();
        bed.eager = round == 3;
        let (mut sas, mut senders) = (vec![], vec![]);
        for kind in 0..8 {
            let inbound = bundle(&mut bed, Direction::In, kind, sas.len());
            senders.push(Table::new([far(&inbound[0]), SaParams { below: Some(0), ..far(&inbound[1]) }]));
            sas.extend(inbound);
            let mut out = bundle(&mut bed, Direction::Out, kind, sas.len());
            out[1].selectors = Some(to(kind));
            sas.extend(out);
        }
        for (number, serial) in [false, true].into_iter().enumerate() {
            let (spi, remote) = (0x7000 + number as u32, to(20 + number));
            let transform =
                |bed: &mut Bed, gcm: Transform| if serial { suite(&mut bed.random, ESP_HMAC + 5).1 } else { gcm };
            let into = Link::new(false).near;
            let into = SaParams { spi, transform: transform(&mut bed, into.transform.clone()), ..into };
            senders.push(Table::new([far(&into)]));
            sas.push(into);
            let out = Link::new(true).near;
            sas.push(SaParams {
                spi,
                transform: transform(&mut bed, out.transform.clone()),
                selectors: Some(remote),
                ..out
            });
        }
        for (index, sa) in sas.iter().enumerate() {
            bed.install(index as u16, sa);
        }
        let mut near = Table::new(sas.clone());
        let (mut kept, mut predicted) = (Vec::<Vec<u8>>::new(), vec![]);
        for index in 0..400 {
            let which = bed.random.next() as usize % senders.len();
            // AES-GCM is faster: there is more of it.
            let which = if bed.random.percent(40) { 8 } else { which };
            let len = 40 + bed.random.next() as usize % if bed.random.percent(10) { 1_400 } else { 120 };
            let mut inner = clear(false, 0, len);
            let packet = match bed.random.next() % 10 {
                0 if !kept.is_empty() => kept[bed.random.next() as usize % kept.len()].clone(),
                1 => {
                    let mut packet = senders[which].send(&inner).outcome.packet;
                    let at = packet.len() - 1 - bed.random.next() as usize % 20;
                    packet[at] ^= 4;
                    packet
                }
                2..6 => {
                    inner[17] = if which < 8 { which as u8 } else { 12 + which as u8 };
                    inner
                }
                _ => {
                    let packet = senders[which].send(&inner).outcome.packet;
                    kept.push(packet.clone());
                    packet
                }
            };
            let inbound = near.is_inbound(&packet);
            let met = near.handle(&packet);
            bed.submit(index, &packet, !inbound, met.sa.expect("an SA") as u64);
            predicted.push(met);
        }
        bed.finish(predicted.len()).unwrap_or_else(|stuck| panic!("round {round}: {stuck}"));
        assert!(bed.misses.is_empty());
        for (outcome, octets) in &bed.outcomes {
            let met = &predicted[outcome.ticket.to_u128() as usize];
            let (want, name) = (met.outcome.verdict.name(), name_of(outcome));
            *verdicts.entry(name).or_default() += 1;
            let guessed = [want, name].iter().all(|v| ["rx_icv", "rx_replay_stale", "rx_replay_dup"].contains(v));
            assert!(name == want || guessed, "{name} for {want}, {:?}", met.sa.map(|sa| &sas[sa]));
            if name == "ok" {
                assert_eq!((Some(outcome.sa.to_u64() as usize), Some(outcome.seq.to_u64())), (met.sa, met.outcome.seq));
                assert_eq!(*octets, met.outcome.packet, "{:?}", met.sa.map(|sa| &sas[sa]));
            }
        }
    }
    println!("{verdicts:?}");
    assert!(verdicts["ok"] > 1_200 && verdicts["rx_icv"] > 20 && verdicts["rx_replay_dup"] > 20, "{verdicts:?}");
}

/// Clear packets from anywhere to a host whose address has this number in it.
fn to(number: usize) -> Selectors {
    let prefix = |text: String| text.parse().expect("a prefix");
    Selectors { local: prefix("0.0.0.0/0".into()), remote: prefix(format!("10.{number}.0.0/16")) }
}
