//! Spec 06 §6.6: lost messages.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use rand_core::RngCore;
use respite_ike::config::{Dpd, Version};
use respite_ike::report::Decision;
use respite_ike_testing::*;

const BOTH: [Version; 2] = [Version::V2, Version::V1];

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Loses the n-th IKE datagram from now on, of both ends together.
fn lose(pair: &mut Pair, n: usize) {
    let count = Rc::new(Cell::new(0));
    pair.filter = Box::new(move |_, _| {
        count.set(count.get() + 1);
        count.get() != n + 1
    });
}

#[test]
fn los_01_each_message_of_the_recovery_lost_once_is_sent_again() {
    for version in BOTH {
        for n in 0..6 {
            let mut pair = Pair::new(version).established().recovering();
            pair.reboot(B);
            lose(&mut pair, n);
            let delivered = pair.stream(A, "b", "net", Duration::from_millis(200), seconds(15));
            assert!(delivered >= 50, "{version:?} message {n}: {delivered} of 75\n{}", pair.story());
            assert_eq!(pair.decided(B, Decision::Initiated), 1);
            assert!(pair.openings(B) <= 3);
            pair.run(seconds(60));
            pair.assert_agreement();
        }
    }
}

#[test]
fn los_02_a_lost_ikev1_report_is_repeated_with_the_next_bad_packet_after_five_seconds() {
    let mut pair = Pair::new(Version::V1).established();
    pair.forget(B);
    lose(&mut pair, 0);
    pair.stream(A, "b", "net", seconds(1), seconds(4));
    assert_eq!((pair.decided(B, Decision::Notified), pair.bundles(A)), (1, 1));
    pair.filter = Box::new(|_, _| true);
    let delivered = pair.stream(A, "b", "net", seconds(1), seconds(6));
    assert!(delivered >= 3, "{delivered}\n{}", pair.story());
    assert_eq!(pair.decided(B, Decision::Notified), 2);
}

#[test]
fn los_03_each_message_of_quick_mode_lost_once_is_survived() {
    for n in 0..3 {
        let mut pair = Pair::new(Version::V1).established();
        pair.call(A, |e, now| e.clear_bundles(now, None));
        pair.run(seconds(1));
        lose(&mut pair, n);
        let pings = pair.ping(10, seconds(2));
        assert!(pings.ends_with("!!!!!!"), "message {n}: {pings}\n{}", pair.story());
        pair.run(seconds(60));
        pair.assert_agreement();
    }
}

#[test]
fn los_04_a_lost_ikev1_delete_leaves_no_black_hole() {
    let mut pair = Pair::new(Version::V1).established();
    lose(&mut pair, 0);
    pair.call(A, |e, now| e.clear_bundles(now, None));
    pair.run(seconds(20));
    assert_eq!((pair.bundles(A), pair.bundles(B)), (0, 1));
    let pings = pair.ping(5, seconds(2));
    assert!(pings.ends_with("!!!"), "{pings}\n{}", pair.story());
    // What is stale at B goes when its time is over.
    pair.run(seconds(4000));
    assert!(pair.stream(B, "a", "net", seconds(1), seconds(10)) >= 7, "{}", pair.story());
    pair.run(seconds(30));
    pair.assert_agreement();
}

#[test]
fn los_05_a_lost_ikev2_response_is_given_again_and_the_request_done_once() {
    let mut pair = Pair::new(Version::V2).established();
    let forged = pair.forged(pair.nodes[A].address, pair.nodes[B].address, 0x7777_7777);
    lose(&mut pair, 1);
    pair.transmit(forged);
    pair.run(seconds(10));
    assert_eq!(pair.decided(A, Decision::UnknownSpi), 1, "processed once");
    let answers: Vec<_> = pair.nodes[A].sent.iter().rev().take(2).map(|(_, transmit)| &transmit.payload).collect();
    assert_eq!(answers[0], answers[1], "the cached response, octet for octet");
    assert_eq!((pair.ikes(A), pair.ikes(B)), (1, 1));
}

#[test]
fn int_04_a_peer_that_restarts_silently_is_found_dead_and_called_again() {
    for version in BOTH {
        let mut pair = Pair::new(version).configure(A, |config| {
            std::sync::Arc::make_mut(&mut config.peers[0]).dpd = Dpd::after(seconds(10));
        });
        pair = pair.established();
        pair.reboot(B);
        let (start, before) = (pair.now, pair.nodes[B].delivered);
        while pair.nodes[B].delivered == before && pair.now - start < seconds(60) {
            pair.send(A, "b", "net");
            pair.run(Duration::from_millis(100));
        }
        let hole = (pair.now - start).as_secs_f64();
        // Ten seconds of silence, five questions of two, and a negotiation.
        assert!((14.0..22.0).contains(&hole), "{version:?} {hole}\n{}", pair.story());
        pair.assert_agreement();
    }
}

#[test]
fn los_06_on_a_one_way_path_the_detector_gives_up_and_backs_off() {
    for version in BOTH {
        let mut pair = Pair::new(version).established().recovering();
        pair.reboot(B);
        let before = pair.openings(B);
        pair.filter = Box::new(|node, _| node == B);
        pair.stream(A, "b", "net", seconds(1), seconds(3600));
        let attempts = pair.decided(B, Decision::Initiated);
        // 10, 20, 40, 80, 160, then 300 s each, up to a quarter more.
        assert!((12..=20).contains(&attempts), "{attempts}");
        let opened = pair.openings(B) - before;
        assert!(opened as u64 <= 3 * attempts && opened as u64 > 2 * attempts, "{opened}");
        pair.run(seconds(600));
        assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 0, "no state is left");
        assert!(pair.nodes[B].endpoint.remembered() < 10);
    }
}

#[test]
fn los_07_in_bad_weather_with_periodic_resets_every_black_hole_heals() {
    for version in BOTH {
        let mut pair = Pair::new(version).seed(77).configure(A, |config| {
            let peer = std::sync::Arc::make_mut(&mut config.peers[0]);
            peer.dpd = Dpd::after(seconds(10));
        });
        pair.nodes[B].config.recovery.enabled = true;
        pair.reboot(B);
        pair.weather =
            Weather { delay: Duration::from_millis(10), jitter: Duration::from_millis(50), loss: 100, duplication: 50 };
        pair.stream(A, "b", "net", Duration::from_millis(200), seconds(30));
        let mut holes = Vec::new();
        for _ in 0..40 {
            pair.reboot(B);
            let start = pair.now;
            let delivered = pair.nodes[B].delivered;
            while pair.nodes[B].delivered < delivered + 3 && pair.now - start < seconds(120) {
                pair.send(A, "b", "net");
                pair.run(Duration::from_millis(200));
            }
            holes.push((pair.now - start).as_secs_f64());
            let calm = 20 + u64::from(pair.rng.next_u32() % 20);
            pair.stream(A, "b", "net", Duration::from_millis(200), seconds(calm));
        }
        holes.sort_by(f64::total_cmp);
        assert!(holes[38] <= 15.0, "{version:?} {holes:?}\n{}", pair.story());
        assert!(holes[39] < 60.0, "{version:?} {holes:?}\n{}", pair.story());
    }
}
