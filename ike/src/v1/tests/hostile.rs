//! What a network may send: truncated, mutated, out of order. Nothing may panic, and nothing may change.

use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use super::pair::Pair;
use crate::context::Opening;
use crate::v1::testing::{address, modern_peer, seed_peer};

#[test]
fn v1n_10_every_truncation_and_many_mutations_of_every_message_are_dropped() {
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    for peer in [seed_peer(), modern_peer()] {
        let mut pair = Pair::new(peer);
        pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
        pair.settle();
        let sent = pair.sent.clone();
        for original in &sent {
            let to_b = original.remote.ip() == address("10.2.2.2");
            for round in 0..400 {
                let mut datagram = original.clone();
                let len = datagram.payload.len();
                if round < len {
                    datagram.payload.truncate(round);
                } else {
                    let at = rng.next_u32() as usize % len;
                    datagram.payload[at] ^= 1 << (rng.next_u32() % 8);
                }
                // A length that lies is caught first; here it does not.
                if datagram.payload.len() >= 28 {
                    let len = datagram.payload.len() as u32;
                    datagram.payload[24..28].copy_from_slice(&len.to_be_bytes());
                }
                let node = if to_b { &mut pair.b } else { &mut pair.a };
                node.handle(pair.now, &datagram);
                pair.settle();
            }
        }
        assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1));
        pair.assert_bundles_match();
        // What was begun by mutated first messages goes by itself.
        pair.run(Duration::from_secs(61));
        assert_eq!((pair.a.machines.len(), pair.b.machines.len()), (1, 1));
    }
}

#[test]
fn noise_under_an_sa_s_cookies_is_dropped() {
    let mut rng = ChaCha20Rng::from_seed([8; 32]);
    let mut pair = Pair::established(seed_peer());
    let original = pair.sent.last().unwrap().clone();
    let before = pair.b.drops().len();
    for _ in 0..2000 {
        let mut datagram = original.clone();
        let len = 28 + rng.next_u32() as usize % 300;
        datagram.payload.resize(len, 0);
        rng.fill_bytes(&mut datagram.payload[28..]);
        // Exchange, flags, message ID and first payload at random too.
        datagram.payload[16] = (rng.next_u32() % 34) as u8;
        datagram.payload[18] = [2, 4, 5, 6, 32, 33][rng.next_u32() as usize % 6];
        datagram.payload[19] = (rng.next_u32() % 8) as u8;
        rng.fill_bytes(&mut datagram.payload[20..24]);
        datagram.payload[24..28].copy_from_slice(&(len as u32).to_be_bytes());
        pair.b.handle(pair.now, &datagram);
    }
    assert_eq!(pair.b.drops().len(), before + 2000);
    assert_eq!((pair.b.established(), pair.b.up().len()), (1, 1));
}

#[test]
fn messages_out_of_order_do_no_harm() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    let sent = pair.sent.clone();
    // A second pair with the same seeds makes the same octets; it gets those of the first early.
    for (number, early) in sent.iter().enumerate().skip(1) {
        let mut pair = Pair::new(modern_peer());
        pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
        pair.a.handle(pair.now, early);
        pair.b.handle(pair.now, early);
        pair.settle();
        assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1), "message {number}");
        pair.assert_bundles_match();
    }
}
