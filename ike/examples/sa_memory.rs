//! Heap octets that an IKE SA with one child SA holds at an endpoint, by a counting allocator.
//!
//! `sa_memory COUNT` brings up so many between two endpoints and prints what each of them costs its endpoint, beyond what an
//! endpoint with the same configuration has without any: the greater of initiator's and responder's.

mod load;

use std::time::Instant;

use peak_alloc::PeakAlloc;
use respite_ike::crypto::Group;
use respite_ike::{Config, Datagram, Endpoint, Transmit};
use respite_ike_testing::bundles_up;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let now = Instant::now();
    let (initiators, responders) = load::configs(count, Group::X25519);
    let endpoint = |config: &Config, seed| Endpoint::new(config.clone(), [seed; 32], now);
    let empty = [held_by(endpoint(&initiators, 1)), held_by(endpoint(&responders, 2))];

    let (mut initiator, mut responder) = (endpoint(&initiators, 1), endpoint(&responders, 2));
    let mut up = 0;
    for n in 0..count {
        initiator.acquire(now, &load::name(n), "net").expect("the peer is configured");
        while let Some(Transmit { local, remote, payload }) = initiator.poll_transmit() {
            responder.handle_datagram(now, Datagram { local: remote, remote: local, payload: &payload });
            up += bundles_up(&mut responder);
            while let Some(Transmit { local, remote, payload }) = responder.poll_transmit() {
                initiator.handle_datagram(now, Datagram { local: remote, remote: local, payload: &payload });
                up += bundles_up(&mut initiator);
            }
        }
    }
    assert_eq!(up, 2 * count, "every bundle is up at both ends");

    let full = [held_by(initiator), held_by(responder)];
    let each = full.iter().zip(empty).map(|(full, empty)| full.saturating_sub(empty) / count).max();
    println!("{}", each.unwrap_or(0));
}

/// Heap octets that go with an endpoint.
fn held_by(endpoint: Endpoint) -> usize {
    let before = HEAP.current_usage();
    drop(endpoint);
    before - HEAP.current_usage()
}
