//! Spec 06 §6.1: recovery works, and only when it is asked for.

use std::time::Duration;

use respite_ike::config::{Peer, Version};
use respite_ike::recovery::config::Reestablish;
use respite_ike::report::{Closure, Decision, Report};
use respite_ike::sa::{Protocol, Removal, Spi};
use respite_ike_testing::*;

const BOTH: [Version; 2] = [Version::V2, Version::V1];

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// What a node has said about unknown SPIs.
fn recovery_lines(pair: &Pair, node: usize) -> impl Iterator<Item = (Protocol, Spi, Decision)> + '_ {
    pair.nodes[node].reports.iter().filter_map(|(_, report)| match report {
        Report::Recovery { protocol, spi, decision, .. } => Some((*protocol, *spi, *decision)),
        _ => None,
    })
}

/// The seed's routers, their roles and their experiment.
fn seed_experiment(ah: bool, esp: bool) {
    let (a, b) = (ip("10.1.1.1"), ip("10.2.2.2"));
    let proposal = || seed_bundle(ah, esp);
    let mut pair = Pair::with(vec![
        (a, config([seed_peer("b", a, b, (1, 2), proposal())])),
        (b, config([seed_peer("a", b, a, (2, 1), proposal())])),
    ])
    .recovering();
    let warm_up = pair.ping(10, seconds(2));
    assert!(warm_up.ends_with("!!!!!!!!"), "{warm_up}\n{}", pair.story());
    let before: Vec<_> = pair.nodes[B].engine.pairs();
    let (outermost, _, stale) = pair.nodes[A].endpoint.bundles().next().expect("a bundle is up").spis[0];
    pair.run(seconds(20));
    pair.call(B, |e, now| e.clear_ike(now, None));
    pair.run(seconds(1));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (0, 0), "the Delete of the IKE SA has reached A");
    pair.call(B, |e, now| e.clear_bundles(now, None));
    pair.run(seconds(1));
    assert_eq!((pair.bundles(A), pair.bundles(B)), (1, 0), "with no IKE SA, nothing tells A");
    let (delivered, unknown) = (pair.nodes[B].delivered, pair.nodes[B].unknown);
    let pings = pair.ping(30, seconds(2));
    let good = pings.matches('!').count();
    assert!(good >= 28 && pings.ends_with(&"!".repeat(28)), "{pings}\n{}", pair.story());
    assert_eq!(pair.nodes[B].delivered - delivered, good);
    assert_eq!(pair.nodes[B].unknown - unknown, 1, "one packet met an unknown SPI");
    let lines: Vec<_> = recovery_lines(&pair, B).filter(|(_, _, decision)| *decision == Decision::Initiated).collect();
    let expected = if ah { Protocol::Ah } else { Protocol::Esp };
    assert_eq!((outermost, &lines[..]), (expected, &[(outermost, stale, Decision::Initiated)][..]), "{}", pair.story());
    pair.run(seconds(20));
    pair.assert_agreement();
    let after = pair.nodes[B].engine.pairs();
    assert_eq!(after.len(), before.len());
    for (protocol, inbound, outbound) in after {
        assert!(before.iter().all(|(p, i, o)| (*p, *i) != (protocol, inbound) && (*p, *o) != (protocol, outbound)));
    }
}

#[test]
fn rec_01_the_seeds_bundle_recovers_and_at_most_two_pings_are_lost() {
    seed_experiment(true, true);
}

#[test]
fn rec_02_esp_alone_recovers() {
    seed_experiment(false, true);
}

#[test]
fn rec_03_ah_alone_recovers() {
    seed_experiment(true, false);
}

#[test]
fn rec_01_the_peer_deletes_within_a_second_of_the_first_bad_packet() {
    let mut pair = Pair::new(Version::V1).established().recovering();
    pair.reboot(B);
    let start = pair.now;
    pair.send(A, "b", "net");
    pair.until("A has deleted its bundle", seconds(1), |pair| pair.nodes[A].engine.removed.len() == 1);
    assert!(pair.now - start < seconds(1));
}

#[test]
fn rec_04_an_ikev2_gateway_that_lost_everything_is_recovered() {
    let mut pair = Pair::new(Version::V2).established().recovering();
    pair.reboot(B);
    let sent = pair.nodes[B].sent.len();
    let delivered = pair.stream(A, "b", "net", Duration::from_millis(100), seconds(5));
    assert!(delivered >= 45, "{delivered} of 50\n{}", pair.story());
    assert_eq!(pair.decided(B, Decision::Initiated), 1);
    assert_eq!(pair.decided(B, Decision::Notified), 1);
    assert!(pair.nodes[B].sent.len() - sent <= 6, "IKE_SA_INIT, IKE_AUTH, INFORMATIONAL");
    let closed = |report: &Report| matches!(report, Report::Closed { why: Closure::InitialContact, .. });
    assert_eq!(pair.nodes[A].reports.iter().filter(|(_, report)| closed(report)).count(), 1, "{}", pair.story());
    assert_eq!(pair.nodes[A].engine.removed[0].1, Removal::PeerRestarted);
    pair.run(seconds(10));
    pair.assert_agreement();
    assert_eq!((pair.ikes(A), pair.ikes(B), pair.bundles(A)), (1, 1, 1));
}

#[test]
fn rec_04_ikev1_too() {
    let mut pair = Pair::new(Version::V1).established().recovering();
    pair.reboot(B);
    let delivered = pair.stream(A, "b", "net", Duration::from_millis(100), seconds(5));
    assert!(delivered >= 43, "{delivered} of 50\n{}", pair.story());
    assert_eq!(pair.decided(B, Decision::Initiated), 1);
    pair.run(seconds(20));
    pair.assert_agreement();
    assert_eq!(pair.bundles(A), 1, "no duplicates remain\n{}", pair.story());
}

#[test]
fn rec_04_ikev1_takes_five_round_trips_from_the_first_bad_packet() {
    for delay in [0, 10, 50].map(Duration::from_millis) {
        let mut pair = Pair::new(Version::V1);
        pair.weather.delay = delay;
        let mut pair = pair.established().recovering();
        pair.reboot(B);
        let start = pair.now;
        pair.send(A, "b", "net");
        pair.until("a new bundle is up at both ends", seconds(5), |pair| {
            (A..=B)
                .all(|node| pair.nodes[node].endpoint.bundles().any(|bundle| bundle.sends && bundle.created >= start))
        });
        // The packet, main mode, the first two messages of quick mode, the third.
        assert!(pair.now - start <= delay * 10 + Duration::from_millis(1), "{:?}\n{}", pair.now - start, pair.story());
    }
}

#[test]
fn rec_04_a_peer_of_ikev1_that_negotiates_at_once_too_keeps_one_bundle_and_loses_no_packet() {
    for delay in [1, 10, 50].map(Duration::from_millis) {
        let mut pair = Pair::new(Version::V1).configure(A, |config| {
            config.recovery.reestablish = Reestablish::Immediate;
        });
        pair.weather.delay = delay;
        let mut pair = pair.established().recovering();
        pair.reboot(B);
        pair.send(A, "b", "net");
        pair.run(delay * 20);
        assert_eq!((pair.bundles(A), pair.bundles(B)), (2, 2), "their quick modes cross\n{}", pair.story());
        let delivered = pair.stream(A, "b", "net", Duration::from_millis(100), seconds(20));
        assert!(delivered >= 199, "{delivered} of 200\n{}", pair.story());
        let replies = pair.stream(B, "a", "net", Duration::from_millis(100), seconds(2));
        assert_eq!(replies, 20, "{}", pair.story());
        pair.assert_agreement();
        assert_eq!(pair.bundles(A), 1, "{}", pair.story());
    }
}

#[test]
fn rec_04_all_policies_of_the_peer_come_back_with_the_traffic_of_one() {
    let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
    for version in BOTH {
        let many = |peer: Peer, nets| Peer { children: policies(3, nets), ..peer };
        let mut pair = Pair::with(vec![
            (a, config([many(peer(version, "b", a, b, (1, 2)), (1, 2))])),
            (b, config([many(peer(version, "a", b, a, (2, 1)), (2, 1))])),
        ])
        .recovering();
        for name in ["net0", "net1", "net2"] {
            pair.acquire(A, "b", name);
        }
        pair.run(seconds(10));
        assert_eq!(pair.bundles(B), 3);
        pair.reboot(B);
        pair.stream(A, "b", "net1", Duration::from_millis(100), seconds(3));
        pair.run(seconds(20));
        pair.assert_agreement();
        assert_eq!((pair.bundles(A), pair.bundles(B)), (3, 3), "{version:?}\n{}", pair.story());
    }
}

#[test]
fn rec_05_a_child_sa_lost_at_one_end_is_probed_and_made_anew() {
    let mut pair = Pair::new(Version::V2).established();
    pair.forget(B);
    let old = pair.outbound_spi(A);
    let delivered = pair.stream(A, "b", "net", Duration::from_millis(100), seconds(3));
    assert!(delivered >= 25, "{delivered} of 30\n{}", pair.story());
    assert_eq!((pair.decided(B, Decision::Notified), pair.decided(A, Decision::Probed)), (1, 1));
    assert_eq!(pair.openings(B) + pair.openings(A), 1, "on the IKE SA that is there");
    pair.run(seconds(5));
    pair.assert_agreement();
    assert_ne!(pair.outbound_spi(A), old);
}

#[test]
fn rec_06_with_recovery_off_and_no_ike_sa_nothing_is_sent() {
    for version in BOTH {
        let mut pair = Pair::new(version).established();
        pair.reboot(B);
        let sent = pair.nodes[B].sent.len();
        let delivered = pair.stream(A, "b", "net", Duration::from_millis(600), seconds(60));
        assert_eq!((delivered, pair.nodes[B].sent.len() - sent), (0, 0));
        assert!(recovery_lines(&pair, B).count() <= 2, "one line a minute\n{}", pair.story());
        assert_eq!(pair.decided(B, Decision::Disabled), 100);
        assert_eq!(pair.nodes[B].endpoint.counters().invalid_spi_packets, 100);
    }
}

#[test]
fn rec_07_and_rec_08_an_ike_sa_that_is_there_carries_the_report_on_or_off() {
    for version in BOTH {
        for on in [false, true] {
            let mut pair = Pair::new(version).established();
            pair.call(B, |e, now| e.set_recovery(now, on));
            let openings = pair.openings(A) + pair.openings(B);
            let forged = pair.forged(pair.nodes[A].address, pair.nodes[B].address, 0x1234_5678);
            pair.transmit(forged);
            pair.run(seconds(1));
            assert_eq!(pair.decided(B, Decision::Notified), 1);
            assert!(pair.decided(A, Decision::UnknownSpi) >= 1, "{}", pair.story());
            assert_eq!(pair.openings(A) + pair.openings(B), openings);
        }
    }
}

#[test]
fn rec_09_recovery_can_be_switched_on_in_the_middle_of_a_black_hole() {
    for version in BOTH {
        let mut pair = Pair::new(version).established();
        pair.reboot(B);
        assert_eq!(pair.stream(A, "b", "net", seconds(1), seconds(30)), 0);
        pair.call(B, |e, now| e.set_recovery(now, true));
        let delivered = pair.stream(A, "b", "net", Duration::from_millis(100), seconds(5));
        assert!(delivered > 40, "{delivered}\n{}", pair.story());
    }
}

#[test]
fn rec_10_recovery_switched_off_cancels_what_is_under_way() {
    for version in BOTH {
        let mut pair = Pair::new(version).established().recovering();
        pair.reboot(B);
        pair.send(A, "b", "net");
        pair.until("B opens an IKE SA", seconds(1), |pair| pair.decided(B, Decision::Initiated) == 1);
        pair.call(B, |e, now| e.set_recovery(now, false));
        pair.stream(A, "b", "net", seconds(1), seconds(20));
        assert_eq!((pair.decided(B, Decision::Notified), pair.decided(B, Decision::Initiated)), (0, 1));
        assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 0);
    }
}

#[test]
fn rec_12_without_traffic_nothing_comes_back_unless_it_is_wanted() {
    for (immediate, expected) in [(false, 0), (true, 1)] {
        let mut pair = Pair::new(Version::V1).established().recovering();
        pair.nodes[B].config.recovery.own_child = false;
        pair = pair.configure(A, |config| {
            config.recovery.reestablish = if immediate { Reestablish::Immediate } else { Reestablish::OnTraffic };
        });
        pair.reboot(B);
        pair.send(A, "b", "net");
        pair.run(seconds(60));
        assert_eq!((pair.bundles(A), pair.bundles(B)), (expected, expected), "{}", pair.story());
    }
}

#[test]
fn rec_13_traffic_after_the_deletion_negotiates_at_once() {
    let mut pair = Pair::new(Version::V1).established().recovering();
    pair.nodes[B].config.recovery.own_child = false;
    pair.reboot(B);
    pair.send(A, "b", "net");
    pair.until("A has deleted its bundle", seconds(1), |pair| pair.bundles(A) == 0);
    let sent = pair.nodes[A].sent.len();
    pair.send(A, "b", "net");
    assert_eq!(pair.nodes[A].sent.len(), sent + 1, "quick mode begins with the packet");
    pair.until("a bundle is up", Duration::from_millis(100), |pair| pair.bundles(B) == 1);
}

#[test]
fn rec_14_bundles_cleared_while_the_ike_sa_lives_are_deleted_by_a_delete() {
    for version in BOTH {
        let mut pair = Pair::new(version).established();
        pair.call(B, |e, now| e.clear_bundles(now, None));
        pair.run(seconds(1));
        assert_eq!((pair.bundles(A), pair.bundles(B), pair.ikes(A), pair.ikes(B)), (0, 0, 1, 1), "{}", pair.story());
        assert_eq!(pair.nodes[B].unknown, 0);
    }
}

#[test]
fn rec_15_a_bundle_that_outlives_its_isakmp_sa_is_recovered() {
    let (a, b) = (ip("10.1.1.1"), ip("10.2.2.2"));
    let mut pair = Pair::with(vec![
        (a, config([seed_peer("b", a, b, (1, 2), seed_bundle(true, true))])),
        (b, config([seed_peer("a", b, a, (2, 1), seed_bundle(true, true))])),
    ])
    .established()
    .recovering();
    pair.run(seconds(400));
    assert_eq!((pair.ikes(A), pair.bundles(A)), (0, 1), "180 s are over\n{}", pair.story());
    pair.reboot(B);
    let pings = pair.ping(30, seconds(2));
    assert!(pings.ends_with(&"!".repeat(28)), "{pings}\n{}", pair.story());
}
