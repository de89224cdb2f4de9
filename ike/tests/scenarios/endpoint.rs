//! The endpoint alone: what it drops, and what it refuses.

use crate::common::*;
use respite_ike::config::Version;
use respite_ike::report::Drop;
use respite_ike::CallError;

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
fn a_call_for_a_stranger_is_refused() {
    let mut pair = Pair::new(Version::V2);
    assert_eq!(pair.call(A, |e, now| e.acquire(now, "nobody", "net")), Err(CallError::UnknownPeer));
    assert_eq!(pair.call(A, |e, now| e.acquire(now, "b", "nothing")), Err(CallError::UnknownPolicy));
}
