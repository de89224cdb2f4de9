//! Spec 06 §6.7: whom recovery talks to.

use std::net::{SocketAddr, SocketAddrV6};
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_ike::config::{Auth, ChildPolicy, Peer, TrafficSelector, Version};
use respite_ike::crypto::Secret;
use respite_ike::recovery::config::Tags;
use respite_ike::report::{Decision, Report};
use respite_ike::sa::{Protocol, Spi};
use respite_ike::{Datagram, Endpoint, InvalidSpi};
use respite_ike_testing::*;

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

/// Two gateways whose policy is changed at both ends, the second time with its sides changed over.
fn between(version: Version, (a, b): (&str, &str), policy: impl Fn(&mut ChildPolicy, bool)) -> Pair {
    let (a, b) = (ip(a), ip(b));
    let changed = |mut peer: Peer, other| {
        policy(&mut peer.children[0], other);
        config([peer])
    };
    Pair::with(vec![
        (a, changed(peer(version, "b", a, b, (1, 2)), false)),
        (b, changed(peer(version, "a", b, a, (2, 1)), true)),
    ])
}

fn recovers(pair: Pair) {
    let mut pair = pair.established().recovering();
    pair.reboot(B);
    let pings = pair.ping(30, seconds(2));
    assert!(pings.ends_with(&"!".repeat(28)), "{pings}\n{}", pair.story());
    pair.run(seconds(20));
    pair.assert_agreement();
}

#[test]
fn pol_09_ipv6_peers_recover_with_esp_and_with_ah() {
    for version in BOTH {
        for proposal in [esp_gcm(), seed_bundle(true, false)] {
            let proposed = |policy: &mut ChildPolicy, _| policy.proposals = vec![proposal.clone()];
            recovers(between(version, ("2001:db8::1", "2001:db8::2"), proposed));
        }
    }
}

#[test]
fn pol_11_one_link_local_address_on_two_links_is_two_peers_told_apart_by_our_own() {
    let (near, far, theirs) = (ip("fe80::1"), ip("fe80::11"), ip("fe80::2"));
    for version in BOTH {
        let mut now = Instant::now();
        let peers = [peer(version, "near", near, theirs, (1, 2)), peer(version, "far", far, theirs, (1, 3))];
        let mut hub = config(peers);
        hub.recovery.enabled = true;
        let mut endpoint = Endpoint::new(hub, [1; 32], now);
        let unknown = |dst| InvalidSpi {
            src: theirs,
            dst,
            ports: None,
            protocol: Protocol::Esp,
            spi: Spi(5000),
            authenticated: false,
            count: 1,
        };
        for (dst, name) in [(far, "far"), (near, "near")] {
            now += seconds(1);
            endpoint.handle_invalid_spi(now, unknown(dst));
            let opening = endpoint.poll_transmit().unwrap();
            assert_eq!((opening.local.ip(), opening.remote.ip()), (dst, theirs));
            assert!(endpoint.poll_transmit().is_none());
            let called = endpoint.ike_sas().last().unwrap();
            assert_eq!(called.peer, name);
        }
        endpoint.handle_invalid_spi(now, unknown(ip("fe80::21")));
        assert_eq!(endpoint.counters().decided(Decision::UnknownPeer), 1, "of a link where there is no such peer");
        // Who calls is answered on the link that the call came from: the zone is part of the address that is kept.
        let mut caller = Endpoint::new(config([peer(version, "hub", theirs, near, (2, 1))]), [2; 32], now);
        caller.initiate(now, "hub").unwrap();
        let call = caller.poll_transmit().unwrap();
        let local = SocketAddr::new(near, 500);
        let before = endpoint.ike_sas().count();
        for zone in [7, 8] {
            let remote = SocketAddr::V6(SocketAddrV6::new("fe80::2".parse().unwrap(), 500, 0, zone));
            endpoint.handle_datagram(now, Datagram { local, remote, payload: &call.payload });
            assert_eq!(endpoint.poll_transmit().unwrap().remote, remote);
        }
        assert_eq!(endpoint.ike_sas().count(), before + 2, "one SPI from two zones is two SAs");
    }
}

#[test]
fn pol_12_ipv4_in_ipv6_and_ipv6_in_ipv4_recover() {
    for version in BOTH {
        recovers(between(version, ("2001:db8::1", "2001:db8::2"), |_, _| {}));
        let net = |n: u8| TrafficSelector::addresses(ip(&format!("2001:db8:{n}::")), ip(&format!("2001:db8:{n}::ff")));
        let inner = |policy: &mut ChildPolicy, other| {
            let (here, there) = if other { (2, 1) } else { (1, 2) };
            (policy.local, policy.remote) = (vec![net(here)], vec![net(there)]);
        };
        recovers(between(version, ("192.0.2.1", "192.0.2.2"), inner));
    }
}

#[test]
fn pol_13_a_peer_that_has_moved_is_found_where_it_is_once_that_is_authentic_and_nowhere_else() {
    for version in BOTH {
        let forced = |config: &mut respite_ike::Config| Arc::make_mut(&mut config.peers[0]).force_encapsulation = true;
        let mut pair = Pair::new(version).configure(A, forced).established();
        let moved = SocketAddr::new(ip("198.51.100.7"), 61_000);
        let unknown =
            |pair: &Pair, spi, port| InvalidSpi { src: moved.ip(), ports: Some((port, 4500)), ..event(pair, spi) };
        let sent = pair.nodes[B].sent.len();
        let early = unknown(&pair, 5000, moved.port());
        pair.call(B, |e, now| e.handle_invalid_spi(now, early));
        assert_eq!((pair.decided(B, Decision::UnknownPeer), pair.nodes[B].sent.len()), (1, sent));
        // The next message of A's comes from elsewhere.
        pair.filter = Box::new(|node, _| node == B);
        let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
        let forged = pair.forged(b, a, 0x7777_7777);
        pair.transmit(forged);
        pair.run(Duration::from_millis(100));
        let (_, message) = pair.nodes[A].sent.last().unwrap().clone();
        pair.inject(moved, message.remote, message.payload);
        pair.run(Duration::from_millis(100));
        let ikes: Vec<_> = pair.nodes[B].endpoint.ike_sas().map(|ike| ike.remote).collect();
        assert_eq!(ikes, [moved], "{version:?}\n{}", pair.story());
        assert!(pair.nodes[B].engine.bundles.values().all(|bundle| bundle.remote == moved.ip()));
        pair.run(seconds(6));
        let (late, elsewhere) = (unknown(&pair, 5001, moved.port()), unknown(&pair, 5002, 9));
        pair.call(B, |e, now| e.handle_invalid_spi(now, late));
        assert_eq!(pair.decided(B, Decision::Notified), 1, "{version:?}\n{}", pair.story());
        assert_eq!(pair.nodes[B].sent.last().unwrap().1.remote, moved);
        pair.call(B, |e, now| e.handle_invalid_spi(now, elsewhere));
        assert_eq!((pair.decided(B, Decision::UnknownPeer), pair.decided(B, Decision::Notified)), (2, 1));
    }
}

/// As a peer is that has opened a TCP connection to us: this end cannot open one (RFC 9329 §6.1).
#[test]
fn pol_14_a_peer_that_cannot_be_called_is_waited_for_and_its_ike_sa_is_kept() {
    for version in BOTH {
        let mut pair = Pair::new(version)
            .configure(B, |config| Arc::make_mut(&mut config.peers[0]).initiate = false)
            .established()
            .recovering();
        pair.call(B, |e, now| e.clear_bundles(now, None));
        pair.run(seconds(30));
        // Nothing depends on the IKE SA, and reports have no effect: a peer that can be called would be, anew.
        let bad = event(&pair, 0x4242_4242);
        for _ in 0..600 {
            pair.call(B, |e, now| e.handle_invalid_spi(now, bad));
            pair.run(seconds(1));
        }
        // Three, and after a minute without one again.
        assert!((3..=30).contains(&pair.decided(B, Decision::Notified)), "{version:?}\n{}", pair.story());
        assert_eq!((pair.ikes(A), pair.ikes(B)), (1, 1), "{version:?}\n{}", pair.story());
        assert!(pair.decided(B, Decision::NotifyExhausted) > 0);
        pair.reboot(B);
        let (sent, said) = (pair.nodes[B].sent.len(), pair.nodes[B].reports.len());
        for _ in 0..30 {
            pair.call(B, |e, now| e.handle_invalid_spi(now, bad));
            pair.run(seconds(1));
        }
        assert_eq!((pair.decided(B, Decision::ResponderOnly), pair.nodes[B].sent.len()), (30, sent));
        let lines = pair.nodes[B].reports[said..].iter().map(|(_, report)| report);
        let waits = |report: &&Report| matches!(report, Report::Recovery { decision: Decision::ResponderOnly, .. });
        assert_eq!(lines.filter(waits).count(), 1);
        pair.call(A, |e, now| e.clear_ike(now, None));
        pair.run(seconds(60));
        let pings = pair.ping(5, seconds(2));
        assert!(pings.ends_with("!!!!"), "{version:?}: {pings}\n{}", pair.story());
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
