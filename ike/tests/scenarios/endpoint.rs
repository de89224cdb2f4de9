//! The endpoint alone: what it drops, and what it refuses.

use respite_ike::config::Version;
use respite_ike::report::{Drop, Report};
use respite_ike::CallError;
use respite_ike_testing::*;

#[test]
fn what_is_not_ike_is_dropped_and_counted() {
    let mut pair = Pair::new(Version::V2);
    let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
    let port_500 = |address| std::net::SocketAddr::new(address, 500);
    let port_4500 = |address| std::net::SocketAddr::new(address, 4500);
    pair.inject(port_500(a), port_500(b), vec![1, 2, 3]);
    pair.inject(port_500(a), port_500(b), vec![0; 28]);
    // No non-ESP marker: ESP, which is not for IKE.
    pair.inject(port_4500(a), port_4500(b), vec![9; 40]);
    // DET-11: a NAT keepalive is nothing.
    pair.inject(port_4500(a), port_4500(b), vec![0xff]);
    pair.run(std::time::Duration::from_secs(1));
    assert_eq!(pair.nodes[B].endpoint.counters().dropped(Drop::Malformed), 3);
    assert!(pair.nodes[B].sent.is_empty());
}

#[test]
fn a_negotiation_that_fails_is_reported_once_and_an_immediate_child_is_tried_again() {
    for version in [Version::V1, Version::V2] {
        let immediate = |config: &mut respite_ike::Config| {
            std::sync::Arc::make_mut(&mut config.peers[0]).children[0].immediate = true;
        };
        let other_key = |config: &mut respite_ike::Config| {
            let key = respite_ike::crypto::Secret::new(*b"4321");
            std::sync::Arc::make_mut(&mut config.peers[0]).auth = respite_ike::config::Auth::Psk(key);
        };
        let mut pair = Pair::new(version).configure(A, immediate).configure(B, other_key);
        let failures = |pair: &Pair| {
            let reports = pair.nodes[A].reports.iter();
            reports.filter(|(_, report)| matches!(report, Report::Failed { .. })).count()
        };
        pair.call(A, |e, now| e.initiate(now, "b")).unwrap();
        pair.until("it fails", std::time::Duration::from_secs(600), |pair| failures(pair) > 0);
        assert_eq!((failures(&pair), pair.nodes[A].endpoint.ike_sas().count()), (1, 0), "{}", pair.story());
        let openings = pair.openings(A);
        pair.run(std::time::Duration::from_secs(5));
        assert!(pair.openings(A) > openings, "{}", pair.story());
    }
}

#[test]
fn a_call_for_a_stranger_is_refused() {
    let mut pair = Pair::new(Version::V2);
    assert_eq!(pair.call(A, |e, now| e.acquire(now, "nobody", "net")), Err(CallError::UnknownPeer));
    assert_eq!(pair.call(A, |e, now| e.acquire(now, "b", "nothing")), Err(CallError::UnknownPolicy));
}
