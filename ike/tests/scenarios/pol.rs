//! Spec 06 §6.7: whom recovery talks to.

use std::sync::Arc;
use std::time::Duration;

use crate::common::*;
use respite_ike::config::{Auth, Version};
use respite_ike::crypto::Secret;
use respite_ike::recovery::config::Tags;
use respite_ike::report::Decision;
use respite_ike::sa::{Protocol, Spi};
use respite_ike::InvalidSpi;

const BOTH: [Version; 2] = [Version::V2, Version::V1];

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn event(pair: &Pair, spi: u32) -> InvalidSpi {
    let (src, dst) = (pair.nodes[A].address, pair.nodes[B].address);
    InvalidSpi { src, dst, ports: None, protocol: Protocol::Esp, spi: Spi(spi), authenticated: false, count: 1 }
}

#[test]
fn pol_01_and_pol_02_strangers_get_no_answer() {
    for version in BOTH {
        let mut pair = Pair::new(version).recovering();
        let stranger = InvalidSpi { src: ip("198.51.100.1"), ..event(&pair, 5000) };
        // A peer, but not of the address that its packet came to.
        let elsewhere = InvalidSpi { dst: ip("192.0.2.77"), ..event(&pair, 5000) };
        for event in [stranger, elsewhere] {
            pair.call(B, |e, now| e.handle_invalid_spi(now, event));
        }
        assert_eq!(pair.decided(B, Decision::UnknownPeer), 2);
        assert!(pair.nodes[B].sent.is_empty());
    }
}

#[test]
fn pol_03_a_peer_for_responding_only_is_not_called() {
    for version in BOTH {
        let mut pair = Pair::new(version).recovering().configure(B, |config| {
            Arc::make_mut(&mut config.peers[0]).initiate = false;
        });
        let bad = event(&pair, 5000);
        pair.call(B, |e, now| e.handle_invalid_spi(now, bad));
        assert_eq!(pair.decided(B, Decision::ResponderOnly), 1);
        assert!(pair.nodes[B].sent.is_empty());
    }
}

#[test]
fn pol_03_a_peer_of_any_address_is_told_where_its_ike_sa_is() {
    for version in BOTH {
        let mut pair = Pair::new(version).configure(B, |config| {
            Arc::make_mut(&mut config.peers[0]).remote = None;
        });
        pair = pair.established();
        pair.forget(B);
        let delivered = pair.stream(A, "b", "net", Duration::from_millis(200), seconds(4));
        assert!(delivered >= 12, "{version:?}: {delivered}\n{}", pair.story());
        assert_eq!(pair.decided(B, Decision::Notified), 1);
    }
}

#[test]
fn pol_04_without_a_key_nobody_is_called_and_one_line_says_so() {
    let mut pair = Pair::new(Version::V1).recovering().configure(B, |config| {
        Arc::make_mut(&mut config.peers[0]).auth = Auth::Psk(Secret::default());
    });
    for _ in 0..10 {
        let bad = event(&pair, 5000);
        pair.call(B, |e, now| e.handle_invalid_spi(now, bad));
        pair.run(seconds(1));
    }
    assert!(pair.nodes[B].sent.is_empty());
    assert_eq!((pair.decided(B, Decision::ResponderOnly), pair.nodes[B].reports.len()), (10, 1));
}

#[test]
fn pol_05_a_peer_whose_esp_comes_in_udp_is_told_at_the_port_that_it_uses() {
    for version in BOTH {
        let forced = |config: &mut respite_ike::Config| Arc::make_mut(&mut config.peers[0]).force_encapsulation = true;
        let mut pair = Pair::new(version).configure(A, forced).configure(B, forced).established();
        assert!(pair.nodes[A].engine.bundles.values().all(|bundle| bundle.encapsulation.is_some()), "{}", pair.story());
        pair.forget(B);
        let sent = pair.nodes[B].sent.len();
        let delivered = pair.stream(A, "b", "net", Duration::from_millis(200), seconds(4));
        assert!(delivered >= 12, "{version:?}: {delivered}\n{}", pair.story());
        let (_, report) = &pair.nodes[B].sent[sent];
        assert_eq!((report.local.port(), report.remote.port()), (4500, 4500));
    }
}

#[test]
fn pol_06_and_pol_07_a_port_that_nobody_vouches_for_is_neither_called_nor_learnt() {
    for version in BOTH {
        let forced = |config: &mut respite_ike::Config| Arc::make_mut(&mut config.peers[0]).force_encapsulation = true;
        let mut pair = Pair::new(version).configure(A, forced).configure(B, forced).established().recovering();
        let path: Vec<_> = pair.nodes[B].endpoint.ike_sas().map(|ike| ike.remote).collect();
        let forged = InvalidSpi { ports: Some((9999, 4500)), ..event(&pair, 5000) };
        pair.call(B, |e, now| e.handle_invalid_spi(now, forged));
        pair.run(seconds(1));
        assert_eq!(pair.decided(B, Decision::UnknownPeer), 1);
        assert_eq!(pair.nodes[B].endpoint.ike_sas().map(|ike| ike.remote).collect::<Vec<_>>(), path);
        pair.reboot(B);
        pair.call(B, |e, now| e.handle_invalid_spi(now, forged));
        assert_eq!((pair.decided(B, Decision::UnknownPeer), pair.decided(B, Decision::Initiated)), (1, 0));
    }
}

#[test]
fn pol_09_ipv6_peers_recover() {
    let (a, b) = (ip("2001:db8::1"), ip("2001:db8::2"));
    for version in BOTH {
        let mut pair = Pair::with(vec![
            (a, config([peer(version, "b", a, b, (1, 2))])),
            (b, config([peer(version, "a", b, a, (2, 1))])),
        ])
        .established()
        .recovering();
        pair.reboot(B);
        let pings = pair.ping(30, seconds(2));
        assert!(pings.ends_with(&"!".repeat(28)), "{pings}\n{}", pair.story());
    }
}

fn tagged(pair: &mut Pair, epoch: u64) {
    let tags = Tags { secret: Secret::new([3; 32]), epoch };
    pair.nodes[B].config.recovery.tags = Some(tags);
    pair.nodes[B].config.recovery.require_tag = true;
}

#[test]
fn with_tags_required_an_spi_of_a_former_life_recovers_and_noise_does_not() {
    for version in BOTH {
        let mut pair = Pair::new(version);
        tagged(&mut pair, 1);
        pair.reboot(B);
        let mut pair = pair.established().recovering();
        tagged(&mut pair, 2);
        pair.reboot(B);
        for spi in 0..1000u32 {
            let noise = event(&pair, spi.wrapping_mul(0x9e37_79b9) | 0x100);
            pair.call(B, |e, now| e.handle_invalid_spi(now, noise));
        }
        assert!(pair.decided(B, Decision::TagMissing) >= 999);
        assert!(pair.decided(B, Decision::Initiated) <= 1);
        let pings = pair.ping(10, seconds(2));
        assert!(pings.ends_with("!!!!!!!!"), "{pings}\n{}", pair.story());
    }
}
