//! Many interleavings of loss, duplication, reordering, rekeys, clears and restarts: in the end both ends agree.

use std::time::Duration;

use rand_core::RngCore;
use respite_ike::config::{Dpd, Version};
use respite_ike::sa::Lifetime;
use respite_ike::{Config, Limit};
use respite_ike_testing::*;

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn lively(config: &mut Config) {
    let peer = std::sync::Arc::make_mut(&mut config.peers[0]);
    peer.dpd = Dpd::after(seconds(20));
    peer.lifetime = Lifetime { time: Some(seconds(400)), kilobytes: None };
    peer.children[0].lifetime = Lifetime { time: Some(seconds(300)), kilobytes: None };
    config.recovery.enabled = true;
}

/// One history, told by its seed.
fn history(version: Version, seed: u64) {
    let mut pair = Pair::new(version).seed(seed);
    for node in [A, B] {
        lively(&mut pair.nodes[node].config);
        pair.reboot(node);
    }
    pair.weather = Weather {
        delay: Duration::from_millis(5 + u64::from(pair.rng.next_u32() % 40)),
        jitter: Duration::from_millis(u64::from(pair.rng.next_u32() % 80)),
        loss: pair.rng.next_u32() % 200,
        duplication: pair.rng.next_u32() % 200,
    };
    for _ in 0..40 {
        let node = (pair.rng.next_u32() % 2) as usize;
        let peer = ["b", "a"][node];
        match pair.rng.next_u32() % 12 {
            0 => pair.reboot(node),
            1 => pair.call(node, |e, now| e.clear_bundles(now, None)),
            2 => pair.call(node, |e, now| e.clear_ike(now, None)),
            3 => pair.forget(node),
            4 | 5 => {
                let ids: Vec<_> = pair.nodes[node].endpoint.bundles().map(|bundle| bundle.id).collect();
                for id in ids {
                    pair.call(node, |e, now| e.handle_lifetime(now, id, Limit::Soft));
                }
            }
            6 => drop(pair.call(node, |e, now| e.initiate(now, peer))),
            _ => {}
        }
        for _ in 0..pair.rng.next_u32() % 6 {
            let node = (pair.rng.next_u32() % 2) as usize;
            pair.send(node, ["b", "a"][node], "net");
            let pause = u64::from(pair.rng.next_u32() % 1500);
            pair.run(Duration::from_millis(pause));
        }
    }
    // The weather clears up. Traffic goes both ways; what is stale ends by recovery, by DPD, or by its time.
    pair.weather = Weather::default();
    for _ in 0..500 {
        pair.send(A, "b", "net");
        pair.send(B, "a", "net");
        pair.run(seconds(2));
    }
    let delivered = (pair.nodes[A].delivered, pair.nodes[B].delivered);
    for _ in 0..20 {
        pair.send(A, "b", "net");
        pair.send(B, "a", "net");
        pair.run(Duration::from_millis(500));
    }
    let got = (pair.nodes[A].delivered - delivered.0, pair.nodes[B].delivered - delivered.1);
    assert_eq!(got, (20, 20), "{version:?} seed {seed}: traffic does not flow\n{}", pair.story());
    // A moment without a rekey under way: then both must hold the same.
    for attempt in 0..20 {
        pair.run(seconds(7));
        let mut crossed: Vec<_> = pair.nodes[B].engine.pairs().into_iter().map(|(p, i, o)| (p, o, i)).collect();
        crossed.sort_unstable();
        if crossed == pair.nodes[A].engine.pairs() && pair.nodes.iter().all(|node| node.engine.larval() == 0) {
            break;
        }
        assert!(attempt < 19, "{version:?} seed {seed}: the ends disagree\n{}", pair.story());
    }
    pair.assert_agreement();
    assert!(pair.bundles(A) <= 2, "{version:?} seed {seed}: {} bundles\n{}", pair.bundles(A), pair.story());
}

#[test]
fn ikev1_ends_agree_after_any_history() {
    for seed in 0..60 {
        history(Version::V1, seed);
    }
}

#[test]
fn ikev2_ends_agree_after_any_history() {
    for seed in 0..60 {
        history(Version::V2, seed);
    }
}
