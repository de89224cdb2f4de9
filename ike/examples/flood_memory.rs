//! Heap octets that forged packets make an endpoint hold at most, by a counting allocator.
//!
//! `flood_memory COUNT` prints two numbers: for so many IKE_SA_INIT requests from addresses all over, while ten real peers come
//! up between them; and for so many unknown SPIs in the names of a thousand peers. Both floods last twenty seconds for each
//! million.

mod load;

use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use rand_core::RngCore;
use respite_ike::config::{Limits, Peer};
use respite_ike::crypto::Group;
use respite_ike::sa::{Protocol, Spi};
use respite_ike::{Datagram, Endpoint, InvalidSpi, Transmit};
use respite_ike_testing::{bundles_up, forge, rng};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() {
    let count: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    println!("{} {}", first_messages(count), unknown_spis(count));
}

/// An IKE_SA_INIT request many times over, each with an SPI and from an address of its own.
fn first_messages(count: u32) -> usize {
    let start = Instant::now();
    let (initiators, mut responders) = load::configs(HONEST, Group::X25519);
    // Whoever it is gets as far as he can without a key.
    let mut anybody = Peer::clone(&responders.peers[0]);
    (anybody.name, anybody.remote, anybody.initiate) = ("anybody".into(), None, false);
    responders.peers.push(anybody.into());
    responders.limits = Limits::default();
    let mut forged = {
        let mut sample = Endpoint::new(initiators.clone(), [3; 32], start);
        sample.acquire(start, &load::name(0), "net").expect("the peer is configured");
        sample.poll_transmit().expect("its first message").payload
    };
    let mut honest = Endpoint::new(initiators, [1; 32], start);
    let mut hub = Endpoint::new(responders, [2; 32], start);
    let mut guesses = rng(1);
    let (mut up, before) = (0, HEAP.current_usage());
    HEAP.reset_peak_usage();
    for n in 0..count {
        let now = start + SPACING * n;
        let remote = forge(&mut forged, &mut guesses);
        hub.handle_datagram(now, Datagram { local: load::RESPONDER, remote, payload: &forged });
        let each = (count / HONEST as u32).max(1);
        if n % each == each / 2 {
            honest.acquire(now, &load::name((n / each) as usize), "net").expect("the peer is configured");
        }
        for endpoint in [&mut hub, &mut honest] {
            if endpoint.poll_timeout().is_some_and(|at| at <= now) {
                endpoint.handle_timeout(now);
            }
        }
        // What goes to a forged address is lost.
        while let Some(Transmit { local, remote, payload }) = hub.poll_transmit() {
            honest.handle_datagram(now, Datagram { local: remote, remote: local, payload: &payload });
        }
        while let Some(Transmit { local, remote, payload }) = honest.poll_transmit() {
            hub.handle_datagram(now, Datagram { local: remote, remote: local, payload: &payload });
        }
        up += bundles_up(&mut hub);
        bundles_up(&mut honest);
    }
    assert_eq!(up, HONEST, "real peers come up");
    HEAP.peak_usage().saturating_sub(before)
}

/// As the card tells of them.
fn unknown_spis(count: u32) -> usize {
    let start = Instant::now();
    let (_, mut config) = load::configs(PEERS as usize, Group::X25519);
    config.recovery.enabled = true;
    let mut endpoint = Endpoint::new(config, [2; 32], start);
    let mut guesses = rng(2);
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    for n in 0..count {
        let now = start + SPACING * n;
        let event = InvalidSpi {
            src: load::initiator((guesses.next_u32() % PEERS) as usize).ip(),
            dst: load::RESPONDER.ip(),
            ports: None,
            protocol: Protocol::Esp,
            spi: Spi(guesses.next_u32() | 0x100),
            authenticated: false,
            count: 1,
        };
        endpoint.handle_invalid_spi(now, event);
        if endpoint.poll_timeout().is_some_and(|at| at <= now) {
            endpoint.handle_timeout(now);
        }
        while endpoint.poll_transmit().is_some() {}
        bundles_up(&mut endpoint);
    }
    assert_eq!(endpoint.counters().invalid_spi_packets, u64::from(count), "all are seen");
    HEAP.peak_usage().saturating_sub(before)
}

const HONEST: usize = 10;
const PEERS: u32 = 1000;
/// Between two forged ones.
const SPACING: Duration = Duration::from_micros(20);
