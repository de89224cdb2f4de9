//! Spec 06 §6.3: what an IKEv1 peer's report leads to, where the endpoint decides.

use std::time::Duration;

use respite_ike::config::{Identity, Version};
use respite_ike::report::{Decision, Drop};
use respite_ike::sa::{Protocol, Removal, Spi};
use respite_ike::InvalidSpi;
use respite_ike_testing::*;

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn seed_pair() -> Pair {
    let (a, b) = (ip("10.1.1.1"), ip("10.2.2.2"));
    Pair::with(vec![
        (a, config([seed_peer("b", a, b, (1, 2), seed_bundle(true, true))])),
        (b, config([seed_peer("a", b, a, (2, 1), seed_bundle(true, true))])),
    ])
    .configure(B, |config| config.recovery.v1_delete = false)
    .established()
}

/// B's engine meets this SPI in a packet of A's.
fn meets(pair: &mut Pair, protocol: Protocol, spi: Spi) {
    let (src, dst) = (pair.nodes[A].address, pair.nodes[B].address);
    let event = InvalidSpi { src, dst, ports: None, protocol, spi, authenticated: false, count: 1 };
    pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    pair.run(Duration::from_millis(500));
}

#[test]
fn v1n_01_and_v1n_02_a_report_of_either_sa_ends_the_whole_bundle() {
    for which in [0, 1] {
        let mut pair = seed_pair();
        let (protocol, _, outbound) = pair.nodes[A].endpoint.bundles().next().unwrap().spis[which];
        assert_eq!(protocol, [Protocol::Ah, Protocol::Esp][which]);
        pair.forget(B);
        let sent = pair.nodes[A].sent.len();
        meets(&mut pair, protocol, outbound);
        assert_eq!(pair.decided(A, Decision::Deleted), 1, "{}", pair.story());
        assert!(pair.nodes[A].engine.bundles.is_empty());
        assert_eq!(pair.nodes[A].engine.removed[0].1, Removal::InvalidSpi);
        assert!(pair.nodes[A].sent.len() > sent, "Delete payloads for our inbound SPIs");
    }
}

#[test]
fn v1n_03_a_report_of_an_unknown_spi_changes_nothing() {
    let mut pair = seed_pair();
    meets(&mut pair, Protocol::Esp, Spi(0x7777_7777));
    assert_eq!((pair.decided(A, Decision::UnknownSpi), pair.bundles(A)), (1, 1));
}

#[test]
fn v1n_04_a_report_of_another_peers_spi_changes_nothing() {
    let (a, b, c) = (ip("192.0.2.1"), ip("192.0.2.2"), ip("192.0.2.3"));
    let mut pair = Pair::with(vec![
        (a, config([peer(Version::V1, "b", a, b, (1, 2)), peer(Version::V1, "c", a, c, (1, 3))])),
        (b, config([peer(Version::V1, "a", b, a, (2, 1))])),
        (c, config([peer(Version::V1, "a", c, a, (3, 1))])),
    ]);
    pair.acquire(A, "b", "net");
    pair.acquire(A, "c", "net");
    pair.run(seconds(10));
    let foreign = pair.nodes[A].endpoint.bundles().find(|bundle| bundle.peer == "c").unwrap().spis[0].2;
    meets(&mut pair, Protocol::Esp, foreign);
    // The notify and the Delete that goes with it.
    assert_eq!((pair.decided(A, Decision::ForeignSpi), pair.bundles(A)), (2, 2), "{}", pair.story());
}

#[test]
fn v1n_05_a_report_of_our_own_inbound_spi_changes_nothing() {
    let mut pair = seed_pair();
    let (protocol, inbound, _) = pair.nodes[A].endpoint.bundles().next().unwrap().spis[0];
    meets(&mut pair, protocol, inbound);
    assert_eq!((pair.decided(A, Decision::InboundSpi), pair.bundles(A)), (1, 1));
}

#[test]
fn v1n_08_a_report_that_is_replayed_is_dropped() {
    let mut pair = seed_pair();
    meets(&mut pair, Protocol::Esp, Spi(0x7777_7777));
    let (_, report) = pair.nodes[B].sent.last().unwrap().clone();
    pair.inject(report.local, report.remote, report.payload);
    pair.run(seconds(1));
    assert_eq!(pair.decided(A, Decision::UnknownSpi), 1);
    assert_eq!(pair.nodes[A].endpoint.counters().dropped(Drop::Replay), 1);
}

/// Exchange type (RFC 2408 §3.1).
const INFORMATIONAL: u8 = 5;

#[test]
fn v1n_11_two_reports_of_one_bundle_in_one_message_make_one_deletion() {
    let mut pair = seed_pair().recovering();
    let spis = pair.nodes[A].endpoint.bundles().next().unwrap().spis.clone();
    // Without INITIAL-CONTACT, which would have ended the bundle before.
    pair.nodes[B].config.recovery.replica = true;
    pair.nodes[B].config.recovery.own_child = false;
    pair.reboot(B);
    let before = pair.nodes[A].sent.len();
    for (protocol, _, outbound) in spis {
        let (src, dst) = (pair.nodes[A].address, pair.nodes[B].address);
        let event = InvalidSpi { src, dst, ports: None, protocol, spi: outbound, authenticated: false, count: 1 };
        pair.call(B, |e, now| e.handle_invalid_spi(now, event));
    }
    assert_eq!((pair.decided(B, Decision::Initiated), pair.decided(B, Decision::Attached)), (1, 1));
    pair.run(seconds(3));
    let removed: Vec<_> = pair.nodes[A].engine.removed.iter().map(|(_, why)| *why).collect();
    assert_eq!(removed, [Removal::InvalidSpi], "{}", pair.story());
    assert_eq!((pair.decided(B, Decision::Notified), pair.decided(A, Decision::Deleted)), (2, 1));
    let sent = pair.nodes[A].sent[before..].iter();
    assert_eq!(sent.filter(|(_, transmit)| transmit.payload[18] == INFORMATIONAL).count(), 1, "one Delete message");
}

#[test]
fn v1n_15_and_v1n_16_initial_contact_ends_all_else_of_that_identity_and_nothing_of_others() {
    let (a, b, c) = (ip("192.0.2.1"), ip("192.0.2.2"), ip("192.0.2.3"));
    let named = |mut peer: respite_ike::config::Peer, local: &str, remote: &str| {
        peer.local_id = Identity::Fqdn(local.into());
        peer.remote_id = Identity::Fqdn(remote.into());
        peer
    };
    let mut pair = Pair::with(vec![
        (
            a,
            config([
                named(peer(Version::V1, "b", a, b, (1, 2)), "a.example", "b.example"),
                named(peer(Version::V1, "c", a, c, (1, 3)), "a.example", "c.example"),
            ]),
        ),
        (b, config([named(peer(Version::V1, "a", b, a, (2, 1)), "b.example", "a.example")])),
        (c, config([named(peer(Version::V1, "a", c, a, (3, 1)), "c.example", "a.example")])),
    ]);
    pair.acquire(A, "b", "net");
    pair.acquire(A, "c", "net");
    pair.run(seconds(10));
    pair.nodes[B].config.recovery =
        respite_ike::recovery::Config { enabled: true, own_child: false, v1_delete: false, ..Default::default() };
    pair.reboot(B);
    // Not the SPI of the bundle: INITIAL-CONTACT alone ends it.
    meets(&mut pair, Protocol::Esp, Spi(0x7777_7777));
    pair.run(seconds(5));
    assert_eq!(pair.nodes[A].engine.removed.len(), 1, "{}", pair.story());
    assert_eq!(pair.nodes[A].engine.removed[0].1, Removal::PeerRestarted);
    let left: Vec<_> = pair.nodes[A].endpoint.bundles().map(|bundle| bundle.peer).collect();
    assert_eq!(left, ["c"]);
    let ikes: Vec<_> = pair.nodes[A].endpoint.ike_sas().map(|ike| (ike.peer, ike.initiator)).collect();
    assert!(ikes.contains(&("b".into(), false)) && !ikes.contains(&("b".into(), true)), "{ikes:?}");
}
