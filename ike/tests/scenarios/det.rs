//! Spec 06 §6.2: which unknown SPIs are worth anything. The rows that the IKE side decides.

use std::time::Duration;

use respite_ike::config::Version;
use respite_ike::report::Decision;
use respite_ike::sa::Spi;
use respite_ike::InvalidSpi;
use respite_ike_testing::*;

/// An event at B about a packet of A's.
fn event(pair: &Pair, spi: u32) -> InvalidSpi {
    InvalidSpi {
        src: pair.nodes[A].address,
        dst: pair.nodes[B].address,
        ports: None,
        protocol: respite_ike::sa::Protocol::Esp,
        spi: Spi(spi),
        authenticated: false,
        count: 1,
    }
}

fn recovering(version: Version) -> Pair {
    let mut pair = Pair::new(version);
    pair.call(B, |e, now| e.set_recovery(now, true));
    pair
}

#[test]
fn det_01_and_det_02_reserved_spis_raise_nothing() {
    let mut pair = recovering(Version::V2);
    for spi in [0, 1, 255] {
        let event = event(&pair, spi);
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    }
    assert_eq!(pair.decided(B, Decision::ReservedSpi), 3);
    assert!(pair.nodes[B].sent.is_empty());
    let event = event(&pair, 256);
    pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    assert_eq!(pair.decided(B, Decision::Initiated), 1);
    assert_eq!(pair.nodes[B].sent.len(), 1);
}

#[test]
fn det_03_a_larval_spi_raises_nothing() {
    for version in [Version::V1, Version::V2] {
        let mut pair = recovering(version);
        pair.acquire(B, "a", "net");
        // B reserves an SPI when it proposes its child; A never hears of it.
        pair.filter = Box::new(|_, transmit| transmit.payload[18] == 34 || transmit.payload[18] == 2);
        pair.until("an SPI is reserved", Duration::from_secs(2), |pair| pair.nodes[B].engine.larval() == 1);
        let (protocol, spi) = pair.nodes[B].engine.larval_spis()[0];
        let event = InvalidSpi { protocol, spi, ..event(&pair, 0) };
        let sent = pair.nodes[B].sent.len();
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
        assert_eq!(pair.decided(B, Decision::LarvalSpi), 1);
        assert_eq!(pair.nodes[B].sent.len(), sent);
    }
}

#[test]
fn det_04_and_det_05_a_removed_spi_rests_for_ten_seconds_and_then_counts() {
    for version in [Version::V1, Version::V2] {
        let mut pair = recovering(version);
        pair.acquire(A, "b", "net");
        pair.run(Duration::from_secs(5));
        let (protocol, spi) = pair.nodes[B].engine.spis[0];
        pair.call(B, |e, now| e.clear_bundles(now, None));
        pair.run(Duration::from_secs(3));
        assert_eq!((pair.bundles(A), pair.bundles(B)), (0, 0));
        let event = InvalidSpi { protocol, spi, ..event(&pair, 0) };
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
        assert_eq!((pair.decided(B, Decision::GraveyardSpi), pair.decided(B, Decision::Notified)), (1, 0));
        pair.run(Duration::from_secs(12));
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
        assert_eq!((pair.decided(B, Decision::GraveyardSpi), pair.decided(B, Decision::Notified)), (1, 1));
    }
}

#[test]
fn det_08_packets_to_no_single_host_raise_nothing() {
    let mut pair = recovering(Version::V2);
    for dst in ["224.0.0.1", "255.255.255.255", "0.0.0.0"] {
        let event = InvalidSpi { dst: ip(dst), ..event(&pair, 5000) };
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    }
    assert_eq!(pair.decided(B, Decision::BadSource), 3);
    assert!(pair.nodes[B].sent.is_empty());
}

#[test]
fn det_09_packets_from_nowhere_or_from_ourselves_raise_nothing() {
    let mut pair = recovering(Version::V2);
    for src in ["192.0.2.2", "0.0.0.0", "127.0.0.1", "224.0.0.5", "255.255.255.255"] {
        let event = InvalidSpi { src: ip(src), ..event(&pair, 5000) };
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    }
    assert_eq!(pair.decided(B, Decision::BadSource), 5);
    assert!(pair.nodes[B].sent.is_empty());
}

#[test]
fn det_14_an_unknown_esp_spi_within_valid_ah_is_reported_as_esp() {
    let mut pair = recovering(Version::V1);
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(5));
    let event = InvalidSpi { authenticated: true, ..event(&pair, 0xdead_beef) };
    pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    assert_eq!(pair.decided(B, Decision::Notified), 1);
    pair.run(Duration::from_secs(1));
    assert_eq!(pair.decided(A, Decision::UnknownSpi), 2, "the notify and the Delete");
}

#[test]
fn det_17_repeats_of_one_flow_make_one_line_a_minute_and_lose_no_packet_in_the_count() {
    let mut pair = Pair::new(Version::V2);
    for second in 0..10u64 {
        for _ in 0..100 {
            let event = InvalidSpi { count: 1000, ..event(&pair, 5000) };
            pair.call(B, |e, now| e.handle_invalid_spi(now, event));
        }
        pair.run(Duration::from_secs(1));
        assert_eq!(pair.nodes[B].endpoint.counters().invalid_spi_packets, (second + 1) * 100_000);
    }
    let lines = pair.nodes[B].reports.len();
    assert_eq!(lines, 1, "{}", pair.story());
    assert_eq!(pair.decided(B, Decision::Disabled), 1000);
}
