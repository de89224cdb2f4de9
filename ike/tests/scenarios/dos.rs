//! Spec 06 §6.8: floods and abuse. What is forged costs little, and real peers get through.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand_core::RngCore;
use respite_ike::config::{Peer, Version};
use respite_ike::recovery::config::{Rate, Tags};
use respite_ike::report::Decision;
use respite_ike::sa::{Protocol, Spi};
use respite_ike::{CallError, Config, Endpoint, InvalidSpi, Limit};
use respite_ike_testing::*;

const BOTH: [Version; 2] = [Version::V2, Version::V1];

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn event(src: IpAddr, dst: IpAddr, spi: u32) -> InvalidSpi {
    InvalidSpi { src, dst, ports: None, protocol: Protocol::Esp, spi: Spi(spi | 0x100), authenticated: false, count: 1 }
}

/// 10.x.y.z of a number.
fn host(n: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + n))
}

/// A gateway with `n` peers, of which only those in `alive` exist.
fn concentrator(version: Version, n: u32) -> Config {
    let hub = ip("192.0.2.2");
    let mut config = config((0..n).map(|i| peer(version, &format!("peer{i}"), hub, host(i), (2, 1))));
    config.recovery.enabled = true;
    config
}

/// Floods an endpoint, and returns how many lines it logged and what it sent: when, to whom, how many octets with IP and
/// UDP headers.
fn flood(
    endpoint: &mut Endpoint,
    start: Instant,
    time: Duration,
    mut events: impl FnMut(u64) -> Vec<InvalidSpi>,
) -> (usize, Vec<(Instant, IpAddr, usize)>) {
    let (mut lines, mut sent) = (0, Vec::new());
    let ticks = time.as_millis() as u64;
    for tick in 0..ticks {
        let now = start + Duration::from_millis(tick);
        for event in events(tick) {
            endpoint.handle_invalid_spi(now, event);
        }
        if endpoint.poll_timeout().is_some_and(|at| at <= now) {
            endpoint.handle_timeout(now);
        }
        while endpoint.poll_report().is_some() {
            lines += 1;
        }
        while endpoint.poll_sa_change().is_some() {}
        while let Some(transmit) = endpoint.poll_transmit() {
            sent.push((now, transmit.remote.ip(), transmit.payload.len() + 28));
        }
    }
    (lines, sent)
}

#[test]
fn dos_01_and_dos_10_a_million_guesses_from_one_peers_address_open_one_ike_sa_in_ten_seconds() {
    for version in BOTH {
        let start = Instant::now();
        let mut endpoint = Endpoint::new(concentrator(version, 1), [1; 32], start);
        let mut rng = rng(1);
        let (_, sent) = flood(&mut endpoint, start, seconds(60), |_| {
            (0..17).map(|_| event(host(0), ip("192.0.2.2"), rng.next_u32())).collect()
        });
        let counters = endpoint.counters();
        assert!(counters.invalid_spi_packets >= 1_000_000);
        let initiated = counters.decided(Decision::Initiated);
        assert!((1..=6).contains(&initiated), "{initiated}");
        let octets: usize = sent.iter().map(|(_, _, octets)| octets).sum();
        assert!(octets <= 90 * 60, "{octets} octets to the victim in a minute");
        assert!(endpoint.remembered() < 100, "{}", endpoint.remembered());
    }
}

#[test]
fn dos_02_a_million_guesses_from_strangers_send_nothing_and_are_soon_done() {
    let start = Instant::now();
    let mut endpoint = Endpoint::new(concentrator(Version::V2, 10), [1; 32], start);
    let mut rng = rng(2);
    let clock = Instant::now();
    let (lines, sent) = flood(&mut endpoint, start, seconds(60), |_| {
        (0..17)
            .map(|_| {
                event(IpAddr::V4(Ipv4Addr::from(0x6440_0000 | rng.next_u32() >> 10)), ip("192.0.2.2"), rng.next_u32())
            })
            .collect()
    });
    assert!(sent.is_empty());
    assert!(lines <= 10 * 60 + 10, "ten lines a second: {lines}");
    assert_eq!(endpoint.counters().decided(Decision::UnknownPeer), 60_000 * 17);
    assert!(endpoint.remembered() < 10);
    assert!(clock.elapsed() < seconds(10), "{:?}", clock.elapsed());
}

#[test]
fn dos_03_a_flood_in_the_name_of_a_thousand_peers_is_held_to_ten_a_second_and_32_at_a_time() {
    for version in BOTH {
        let start = Instant::now();
        let mut endpoint = Endpoint::new(concentrator(version, 1000), [1; 32], start);
        let mut rng = rng(3);
        let mut half_open = 0;
        for second in 0..60 {
            let from = start + seconds(second);
            flood(&mut endpoint, from, seconds(1), |_| {
                (0..17).map(|_| event(host(rng.next_u32() % 1000), ip("192.0.2.2"), rng.next_u32())).collect()
            });
            half_open = half_open.max(endpoint.ike_sas().count());
        }
        let counters = endpoint.counters();
        assert!(counters.decided(Decision::Initiated) <= 10 * 60 + 20, "{}", counters.decided(Decision::Initiated));
        assert!(half_open <= 32, "{half_open}");
        // Each peer: one entry, at most 16 SPIs, one place in the queue.
        assert!(endpoint.remembered() <= 1000 * 18 + 32, "{}", endpoint.remembered());
    }
}

/// A hub with 1000 configured peers, one of which is real, has a bundle and recovers while others are forged.
fn honest_under_flood(version: Version, tags: bool) -> Duration {
    let (hub, a) = (ip("192.0.2.2"), ip("192.0.2.1"));
    let tag = |config: &mut Config, epoch| {
        config.recovery.tags = tags.then(|| Tags { secret: respite_ike::crypto::Secret::new([5; 32]), epoch });
    };
    let mut many = concentrator(version, 1000);
    many.peers.push(Arc::new(peer(version, "a", hub, a, (2, 1))));
    tag(&mut many, 1);
    let mut pair = Pair::with(vec![(a, config([peer(version, "b", a, hub, (1, 2))])), (hub, many)]).established();
    tag(&mut pair.nodes[B].config, 2);
    pair.reboot(B);
    let start = pair.now;
    let delivered = pair.nodes[B].delivered;
    let mut guesses = rng(4);
    while pair.nodes[B].delivered == delivered {
        assert!(pair.now - start < seconds(300), "the honest peer never gets through");
        for _ in 0..20 {
            let forged = event(host(guesses.next_u32() % 1000), hub, guesses.next_u32());
            pair.call(B, |e, now| e.handle_invalid_spi(now, forged));
        }
        pair.send(A, "b", "net");
        pair.run(Duration::from_millis(50));
        pair.nodes[B].reports.clear();
        pair.nodes[B].sent.clear();
    }
    pair.now - start
}

#[test]
fn dos_04_an_honest_peer_is_recovered_within_a_minute_of_a_flood() {
    for version in BOTH {
        let took = honest_under_flood(version, false);
        assert!(took <= seconds(60), "{version:?}: {took:?}");
    }
}

#[test]
fn dos_04_with_recognisable_spis_it_is_first_in_line() {
    for version in BOTH {
        let took = honest_under_flood(version, true);
        assert!(took <= seconds(15), "{version:?}: {took:?}");
    }
}

#[test]
fn dos_05_a_forged_packet_does_not_end_good_bundles() {
    let (a, b) = (ip("10.1.1.1"), ip("10.2.2.2"));
    let mut pair = Pair::with(vec![
        (a, config([seed_peer("b", a, b, (1, 2), seed_bundle(true, true))])),
        (b, config([seed_peer("a", b, a, (2, 1), seed_bundle(true, true))])),
    ])
    .established()
    .recovering();
    pair.run(seconds(400));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (0, 0), "bundles are good, IKE SAs are over");
    let before = (pair.nodes[A].engine.pairs(), pair.nodes[B].engine.pairs());
    for spi in 0..50 {
        pair.call(B, |e, now| e.handle_invalid_spi(now, event(a, b, 0x5000_0000 + spi * 0x1000)));
        pair.run(seconds(2));
    }
    assert!(pair.decided(B, Decision::Initiated) >= 1);
    assert_eq!((pair.nodes[A].engine.pairs(), pair.nodes[B].engine.pairs()), before, "{}", pair.story());
    assert_eq!(pair.ping(5, seconds(2)), "!!!!!");
}

#[test]
fn dos_06_forged_packets_while_an_ike_sa_lives_cost_ten_reports_a_second() {
    for version in BOTH {
        let mut pair = Pair::new(version).established().recovering();
        let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
        let before = pair.nodes[A].engine.pairs();
        let mut guesses = rng(6);
        for round in 0..1000 {
            pair.call(B, |e, now| e.handle_invalid_spi(now, event(a, b, 0x4242_4242)));
            for _ in 0..20 {
                let guess = guesses.next_u32();
                pair.call(B, |e, now| e.handle_invalid_spi(now, event(a, b, guess)));
            }
            pair.run(Duration::from_millis(10));
            assert!(pair.decided(B, Decision::Notified) <= 10 + 10 * (round / 100 + 1));
        }
        assert_eq!(pair.nodes[A].engine.pairs(), before);
        assert_eq!(pair.ping(5, seconds(2)), "!!!!!", "{}", pair.story());
        pair.run(seconds(120));
        pair.assert_agreement();
    }
}

#[test]
fn dos_06_one_spi_is_reported_three_times_and_a_good_ike_sa_is_not_replaced_for_it() {
    for version in BOTH {
        let mut pair = Pair::new(version).established().recovering();
        let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
        for _ in 0..60 {
            pair.call(B, |e, now| e.handle_invalid_spi(now, event(a, b, 0x4242_4242)));
            pair.run(seconds(1));
        }
        assert_eq!((pair.decided(B, Decision::Notified), pair.decided(B, Decision::Escalated)), (3, 0));
        assert!(pair.decided(B, Decision::NotifyExhausted) > 0);
        assert_eq!(pair.ping(5, seconds(2)), "!!!!!");
    }
}

#[test]
fn a_peer_that_ignores_reports_gets_a_new_ike_sa_if_nothing_depends_on_the_old_one() {
    let mut pair = Pair::new(Version::V1).established().recovering();
    pair.nodes[B].config.recovery.own_child = false;
    pair.nodes[B].config.recovery.replica = true;
    pair.reboot(B);
    let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
    for _ in 0..1200 {
        pair.call(B, |e, now| e.handle_invalid_spi(now, event(a, b, 0x4242_4242)));
        pair.run(seconds(1));
    }
    // After 15 s, and then with a back-off that doubles up to 300 s.
    let replaced = pair.decided(B, Decision::Escalated);
    assert!((4..=10).contains(&replaced), "{replaced}\n{}", pair.story());
}

#[test]
fn dos_07_a_peer_can_make_us_delete_ten_bundles_a_minute() {
    let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
    let many = |peer: Peer, nets| Peer { children: policies(60, nets), ..peer };
    let mut pair = Pair::with(vec![
        (a, config([many(peer(Version::V1, "b", a, b, (1, 2)), (1, 2))])),
        (b, config([many(peer(Version::V1, "a", b, a, (2, 1)), (2, 1))])),
    ])
    .configure(B, |config| {
        // A peer without limits of its own.
        let limitless = Rate { per_second: 1e6, burst: 1e6 };
        let recovery = &mut config.recovery;
        recovery.v1_delete = false;
        (recovery.reports, recovery.peer_reports) = (limitless, limitless);
        (recovery.dedupe, recovery.repeats) = (Duration::ZERO, u32::MAX);
    });
    for i in 0..60 {
        pair.acquire(A, "b", &format!("net{i}"));
    }
    pair.run(seconds(120));
    assert_eq!(pair.bundles(A), 60, "{}", pair.story());
    let spis: Vec<Spi> = pair.nodes[A].endpoint.bundles().map(|bundle| bundle.spis[0].2).collect();
    pair.forget(B);
    let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
    for round in 0..17 {
        for spi in &spis {
            pair.call(B, |e, now| e.handle_invalid_spi(now, InvalidSpi { spi: *spi, ..event(a, b, 0) }));
        }
        pair.run(seconds(1));
        assert!(pair.decided(A, Decision::Deleted) <= 10 + round / 6 + 1, "{}", pair.decided(A, Decision::Deleted));
    }
    assert_eq!(pair.decided(A, Decision::Deleted), 12, "ten at once, then one in six seconds");
    assert!(pair.decided(A, Decision::DeletionLimit) > 500);
}

#[test]
fn a_full_endpoint_keeps_the_bundles_that_it_has_and_takes_no_more() {
    let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
    let many = |peer: Peer, nets| Peer { children: policies(3, nets), ..peer };
    for (version, full) in BOTH.into_iter().flat_map(|version| [(version, A), (version, B)]) {
        let mut pair = Pair::with(vec![
            (a, config([many(peer(version, "b", a, b, (1, 2)), (1, 2))])),
            (b, config([many(peer(version, "a", b, a, (2, 1)), (2, 1))])),
        ])
        .configure(full, |config| config.limits.bundles = 2);
        let watch = |pair: &mut Pair, time| {
            let end = pair.now + time;
            while pair.step(end) {
                assert!(pair.bundles(full) <= 2, "{version:?}, {full} full\n{}", pair.story());
            }
            pair.now = end;
        };
        pair.acquire(A, "b", "net0");
        pair.acquire(A, "b", "net1");
        watch(&mut pair, seconds(5));
        assert_eq!(pair.bundles(full), 2);
        // A third one, wanted by either end; then replacements of the first.
        for (node, peer) in [(A, "b"), (B, "a")] {
            let called = pair.call(node, |e, now| e.acquire(now, peer, "net2"));
            assert_eq!(called, if node == full { Err(CallError::Full) } else { Ok(()) });
            watch(&mut pair, seconds(60));
        }
        for node in [A, B] {
            let id = pair.nodes[node].endpoint.bundles().next().unwrap().id;
            pair.call(node, |e, now| e.handle_lifetime(now, id, Limit::Soft));
            watch(&mut pair, seconds(60));
        }
        pair.assert_agreement();
        for (node, peer, policy) in [(A, "b", "net0"), (B, "a", "net1")] {
            assert_eq!(pair.stream(node, peer, policy, seconds(1), seconds(3)), 3, "{version:?}\n{}", pair.story());
        }
        // The end of one makes room.
        let last = pair.nodes[full].endpoint.bundles().last().unwrap().id;
        pair.call(full, |e, now| e.handle_lifetime(now, last, Limit::Hard));
        watch(&mut pair, seconds(30));
        pair.acquire(A, "b", "net2");
        watch(&mut pair, seconds(10));
        pair.assert_agreement();
        assert_eq!(pair.bundles(full), 2, "{version:?}\n{}", pair.story());
    }
}

#[test]
fn dos_08_an_honest_peer_gets_through_a_flood_of_first_messages() {
    for version in BOTH {
        let mut pair = Pair::new(version).established().recovering();
        // Of a first message of B's, forged copies from everywhere.
        pair.reboot(B);
        pair.nodes[B].sent.clear();
        let hub = SocketAddr::new(pair.nodes[A].address, 500);
        let mut sample = Pair::new(version);
        sample.call(B, |e, now| e.initiate(now, "a")).unwrap();
        let template = sample.nodes[B].sent[0].1.payload.clone();
        let mut guesses = rng(8);
        let clock = Instant::now();
        for round in 0..200 {
            for _ in 0..500 {
                let mut message = template.clone();
                let source = forge(&mut message, &mut guesses);
                let datagram = respite_ike::Datagram { local: hub, remote: source, payload: &message };
                pair.call(A, |e, now| e.handle_datagram(now, datagram));
            }
            pair.nodes[A].reports.clear();
            pair.nodes[A].sent.clear();
            if round > 20 {
                pair.send(A, "b", "net");
            }
            pair.run(Duration::from_millis(50));
        }
        assert!(pair.nodes[B].delivered > 0, "{version:?}");
        let half_open = pair.nodes[A].endpoint.ike_sas().filter(|ike| ike.established.is_none()).count();
        assert!(half_open <= 60, "{version:?}: {half_open}");
        assert!(clock.elapsed() < seconds(20), "{version:?} {:?}", clock.elapsed());
    }
}

#[test]
fn a_million_forged_first_messages_leave_nothing_behind() {
    for version in BOTH {
        let start = Instant::now();
        let hub = ip("192.0.2.1");
        let mut any = peer(version, "any", hub, ip("192.0.2.2"), (1, 2));
        any.remote = None;
        any.initiate = false;
        let mut endpoint = Endpoint::new(config([any]), [1; 32], start);
        let mut sample = Pair::new(version);
        sample.call(B, |e, now| e.initiate(now, "a")).unwrap();
        let mut message = sample.nodes[B].sent[0].1.payload.clone();
        let mut guesses = rng(9);
        let mut most = 0;
        for n in 0..1_000_000u64 {
            let now = start + Duration::from_micros(20 * n);
            let remote = forge(&mut message, &mut guesses);
            let local = SocketAddr::new(hub, 500);
            endpoint.handle_datagram(now, respite_ike::Datagram { local, remote, payload: &message });
            while endpoint.poll_transmit().is_some() {}
            while endpoint.poll_report().is_some() {}
            if n % 1000 == 0 {
                most = most.max(endpoint.remembered());
            }
        }
        assert!(most <= 510, "{version:?}: {most}");
        let end = start + seconds(120);
        endpoint.handle_timeout(end);
        assert_eq!(endpoint.ike_sas().count(), 0, "{version:?}: half-open SAs end by time");
    }
}

#[test]
fn dos_09_a_hub_that_restarts_recovers_ten_thousand_peers_at_its_full_rate() {
    let (n, hub) = (10_000, ip("192.0.2.2"));
    let mut nodes = vec![(hub, concentrator(Version::V2, n))];
    nodes.extend((0..n).map(|i| (host(i), config([peer(Version::V2, "hub", host(i), hub, (1, 2))]))));
    let mut pair = Pair::with(nodes);
    let peers: Vec<usize> = (1..=n as usize).collect();
    for some in peers.chunks(25) {
        for peer in some {
            pair.acquire(*peer, "hub", "net");
        }
        pair.run(Duration::from_millis(100));
    }
    pair.run(seconds(5));
    assert_eq!(pair.bundles(0), peers.len());
    pair.reboot(0);
    let (start, delivered) = (pair.now, pair.nodes[0].delivered);
    let mut minutes = Vec::new();
    for minute in 0..18 {
        // Each of them sends something every six seconds.
        for _ in 0..10 {
            for some in peers.chunks(100) {
                for peer in some {
                    pair.send(*peer, "hub", "net");
                }
                pair.run(Duration::from_millis(60));
            }
            if minute == 0 && pair.now - start < seconds(7) {
                assert!(pair.bundles(0) <= 60, "slow start: {}", pair.bundles(0));
            }
        }
        minutes.push(pair.bundles(0));
    }
    // From five a second to ten within the slow start of 30 s, and none twice: 17 minutes.
    assert!((500..=600).contains(&minutes[0]), "{minutes:?}");
    assert_eq!(minutes[17], peers.len(), "{minutes:?}");
    assert_eq!((pair.now - start).as_secs(), 18 * 60);
    assert_eq!(pair.decided(0, Decision::Initiated), u64::from(n), "each was called once");
    assert_eq!(pair.decided(0, Decision::Notified), u64::from(n));
    assert!(pair.nodes[0].delivered > delivered);
    let remembered = pair.nodes[0].endpoint.remembered();
    assert!(remembered <= 3 * peers.len(), "{remembered}");
}

#[test]
fn dos_11_a_day_of_one_bad_packet_a_second_leaves_no_growth() {
    let start = Instant::now();
    let mut endpoint = Endpoint::new(concentrator(Version::V2, 3), [1; 32], start);
    let mut guesses = rng(11);
    let mut most = 0;
    for second in 0..86_400u64 {
        let now = start + seconds(second);
        for i in 0..3 {
            endpoint.handle_invalid_spi(now, event(host(i), ip("192.0.2.2"), guesses.next_u32()));
        }
        endpoint.handle_timeout(now);
        while endpoint.poll_transmit().is_some() {}
        while endpoint.poll_report().is_some() {}
        while endpoint.poll_sa_change().is_some() {}
        most = most.max(endpoint.remembered());
    }
    assert!(most < 3 * 20, "{most}");
}
