//! IKEv1 through the endpoint: two routers, the seed's algorithms and today's, good weather and bad.

use std::net::SocketAddr;
use std::time::Duration;

use respite_ike::config::{Dpd, Peer, Version};
use respite_ike::report::{Closure, Drop, Report};
use respite_ike::sa::{Lifetime, Protocol, Removal};
use respite_ike::Limit;
use respite_ike_testing::*;

/// The seed's routers with a bundle of AH and ESP.
fn seed() -> Pair {
    let (a, b) = (ip("10.1.1.1"), ip("10.2.2.2"));
    Pair::with(vec![
        (a, config([seed_peer("b", a, b, (1, 2), seed_bundle(true, true))])),
        (b, config([seed_peer("a", b, a, (2, 1), seed_bundle(true, true))])),
    ])
}

fn each_peer(pair: Pair, change: impl Fn(&mut Peer)) -> Pair {
    let change = |config: &mut respite_ike::Config| {
        for peer in &mut config.peers {
            let mut changed = (**peer).clone();
            change(&mut changed);
            *peer = changed.into();
        }
    };
    pair.configure(A, change).configure(B, change)
}

fn closures(pair: &Pair, node: usize) -> Vec<Closure> {
    let closures = pair.nodes[node].reports.iter().filter_map(|(_, report)| match report {
        Report::Closed { why, .. } => Some(*why),
        _ => None,
    });
    closures.collect()
}

#[test]
fn the_seed_s_routers_protect_pings_with_ah_and_esp() {
    let mut pair = seed().established();
    assert_eq!(pair.ping(10, Duration::from_secs(2)), "!!!!!!!!!!");
    let bundle = pair.nodes[A].endpoint.bundles().next().unwrap();
    assert_eq!(bundle.spis.iter().map(|(protocol, ..)| *protocol).collect::<Vec<_>>(), [Protocol::Ah, Protocol::Esp]);
}

#[test]
fn weak_algorithms_of_a_peer_are_reported_once() {
    let mut pair = seed().established();
    let same = pair.nodes[A].config.clone();
    pair.call(A, |endpoint, now| endpoint.reconfigure(now, same));
    let weak = pair.nodes[A].reports.iter().filter_map(|(_, report)| match report {
        Report::Weak { what, .. } => Some(what.as_str()),
        _ => None,
    });
    assert_eq!(weak.collect::<Vec<_>>(), ["ESP encryption DES", "ISAKMP encryption DES", "group 1"]);
}

#[test]
fn the_isakmp_sa_of_the_seed_expires_and_its_bundle_carries_on() {
    let mut pair = seed().established();
    pair.run(Duration::from_secs(200));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (0, 0));
    assert_eq!(pair.ping(5, Duration::from_secs(2)), "!!!!!");
    pair.assert_agreement();
}

#[test]
fn with_a_continuous_channel_there_is_always_an_isakmp_sa_for_the_bundle() {
    let always = |config: &mut respite_ike::Config| config.v1.continuous_channel = true;
    let mut pair = seed().configure(A, always).configure(B, always).established();
    for _ in 0..100 {
        pair.run(Duration::from_secs(17));
        assert!((1..=2).contains(&pair.ikes(A)) && pair.ikes(A) == pair.ikes(B), "{}", pair.story());
    }
    assert_eq!((pair.bundles(A), pair.bundles(B)), (1, 1));
    // Without a bundle nothing is renewed.
    pair.call(A, |endpoint, now| endpoint.clear_bundles(now, None));
    pair.run(Duration::from_secs(400));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (0, 0));
}

#[test]
fn bundles_are_replaced_before_they_end_on_new_isakmp_sas_and_no_packet_is_lost() {
    let mut pair = seed().established();
    let first = pair.outbound_spi(A);
    let sent = 4 * 3600;
    let delivered = pair.stream(A, "b", "net", Duration::from_secs(1), Duration::from_secs(sent));
    assert_eq!(delivered, sent as usize);
    assert_ne!(pair.outbound_spi(A), first);
    pair.run(Duration::from_secs(60));
    pair.assert_agreement();
    assert_eq!(pair.bundles(A), 1, "{}", pair.story());
}

#[test]
fn a_volume_limit_that_the_engine_reports_replaces_the_bundle() {
    for node in [A, B] {
        let mut pair = Pair::new(Version::V1).established();
        let (old, id) = (pair.outbound_spi(A), pair.nodes[node].endpoint.bundles().next().unwrap().id);
        pair.call(node, |endpoint, now| endpoint.handle_lifetime(now, id, Limit::Soft));
        pair.run(Duration::from_secs(60));
        assert_ne!(pair.outbound_spi(A), old);
        assert_eq!((pair.bundles(A), pair.bundles(B)), (1, 1), "{}", pair.story());
        pair.assert_agreement();
    }
}

#[test]
fn quick_modes_that_cross_do_no_harm() {
    for seed in 0..20 {
        let mut pair = Pair::new(Version::V1).established().seed(seed);
        pair.call(A, |endpoint, now| endpoint.clear_bundles(now, None));
        pair.run(Duration::from_secs(1));
        assert_eq!((pair.bundles(A), pair.bundles(B)), (0, 0));
        pair.weather.jitter = Duration::from_millis(30);
        pair.send(A, "b", "net");
        pair.send(B, "a", "net");
        pair.run(Duration::from_secs(120));
        assert_eq!(pair.ping(5, Duration::from_secs(2)), "!!!!!", "seed {seed}\n{}", pair.story());
        pair.assert_agreement();
    }
}

#[test]
fn main_modes_that_cross_leave_sas_that_work() {
    let mut pair = Pair::new(Version::V1);
    pair.send(A, "b", "net");
    pair.send(B, "a", "net");
    pair.run(Duration::from_secs(60));
    assert!(pair.ikes(A) >= 1 && pair.ikes(A) == pair.ikes(B));
    assert_eq!(pair.ping(5, Duration::from_secs(2)), "!!!!!");
    pair.assert_agreement();
}

#[test]
fn clearing_isakmp_sas_leaves_bundles_and_clearing_bundles_tells_the_peer() {
    let mut pair = seed().established();
    pair.call(B, |endpoint, now| endpoint.clear_ike(now, None));
    pair.run(Duration::from_secs(1));
    assert_eq!((pair.ikes(A), pair.ikes(B), pair.bundles(A), pair.bundles(B)), (0, 0, 1, 1));
    assert_eq!((closures(&pair, B), closures(&pair, A)), (vec![Closure::Cleared], vec![Closure::PeerDeleted]));
    // A new ISAKMP SA controls the bundle as well: its peer is the same.
    pair.call(B, |endpoint, now| endpoint.initiate(now, "a")).unwrap();
    pair.run(Duration::from_secs(1));
    pair.call(B, |endpoint, now| endpoint.clear_bundles(now, None));
    pair.run(Duration::from_secs(1));
    assert_eq!((pair.bundles(A), pair.bundles(B)), (0, 0), "{}", pair.story());
}

#[test]
fn a_dead_peer_is_noticed_and_found_again() {
    let asking = |peer: &mut Peer| peer.dpd = Dpd::after(Duration::from_secs(10));
    let mut pair = each_peer(Pair::new(Version::V1), asking).established();
    pair.reboot(B);
    // Recovery is off and nobody answers for the old ISAKMP SA.
    pair.stream(A, "b", "net", Duration::from_secs(1), Duration::from_secs(60));
    assert!(closures(&pair, A).contains(&Closure::PeerDead), "{}", pair.story());
    let gone = pair.nodes[A]
        .reports
        .iter()
        .any(|(_, report)| matches!(report, Report::BundleDown { why: Removal::IkeGone, .. }));
    assert!(gone);
    assert_eq!(pair.ping(5, Duration::from_secs(2)), "!!!!!", "{}", pair.story());
    pair.assert_agreement();
}

#[test]
fn an_isakmp_sa_that_the_peer_has_lost_dies_alone() {
    let asking = |peer: &mut Peer| peer.dpd = Dpd::after(Duration::from_secs(10));
    let mut pair = each_peer(Pair::new(Version::V1), asking).established();
    pair.filter = Box::new(|node, _| node != B);
    pair.call(B, |endpoint, now| endpoint.clear_ike(now, None));
    pair.filter = Box::new(|_, _| true);
    pair.call(B, |endpoint, now| endpoint.initiate(now, "a")).unwrap();
    pair.run(Duration::from_secs(60));
    assert_eq!(closures(&pair, A), [Closure::PeerDead]);
    assert_eq!((pair.ikes(A), pair.bundles(A), pair.bundles(B)), (1, 1, 1));
    assert_eq!(pair.ping(3, Duration::from_secs(2)), "!!!");
}

#[test]
fn dos_08_first_messages_of_forged_sources_are_bounded_and_the_peer_gets_through() {
    let mut pair = Pair::new(Version::V1);
    let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
    pair.send(A, "b", "net");
    let first = pair.nodes[A].sent[0].1.payload.clone();
    let port_500 = |address| SocketAddr::new(address, 500);
    pair.filter = Box::new(|node, _| node == A);
    for cookie in 1..2000u64 {
        let mut forged = first.clone();
        forged[..8].copy_from_slice(&cookie.to_be_bytes());
        // From strangers, and from the peer's own address.
        pair.inject(port_500(ip("203.0.113.7")), port_500(b), forged.clone());
        pair.inject(port_500(a), port_500(b), forged);
        pair.run(Duration::from_millis(1));
    }
    let counters = pair.nodes[B].endpoint.counters();
    assert!(counters.dropped(Drop::UnknownPeer) >= 1990);
    assert!(counters.dropped(Drop::HalfOpenLimit) >= 1900, "{}", counters.dropped(Drop::HalfOpenLimit));
    assert!(pair.nodes[B].endpoint.ike_sas().count() <= 4);
    // The flood is over; what it left is gone after 30 s.
    pair.filter = Box::new(|_, _| true);
    pair.run(Duration::from_secs(60));
    assert_eq!(pair.ping(5, Duration::from_secs(2)), "!!!!!", "{}", pair.story());
    pair.assert_agreement();
}

#[test]
fn in_every_weather_both_ends_agree_in_the_end() {
    for seed in 0..40 {
        let short = |peer: &mut Peer| {
            peer.lifetime = Lifetime { time: Some(Duration::from_secs(120)), kilobytes: None };
            peer.children[0].lifetime = Lifetime { time: Some(Duration::from_secs(300)), kilobytes: None };
            peer.dpd = Dpd::after(Duration::from_secs(10));
        };
        let mut pair = each_peer(Pair::new(Version::V1), short).seed(seed);
        pair.weather = Weather {
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(200),
            loss: 100,
            duplication: 100,
        };
        for round in 0..300u32 {
            pair.send(A, "b", "net");
            pair.send(B, "a", "net");
            if round % 97 == 50 {
                let node = (round % 2) as usize;
                pair.call(node, |endpoint, now| endpoint.clear_ike(now, None));
            }
            pair.run(Duration::from_secs(3));
        }
        pair.weather = Weather::default();
        // Lost Deletes leave halves until they expire or are reported.
        for _ in 0..500 {
            pair.send(A, "b", "net");
            pair.send(B, "a", "net");
            pair.run(Duration::from_secs(3));
        }
        assert_eq!(pair.ping(5, Duration::from_secs(2)), "!!!!!", "seed {seed}\n{}", pair.story());
        pair.run(Duration::from_secs(40));
        pair.assert_agreement();
    }
}
