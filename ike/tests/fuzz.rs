//! The fuzz targets' bodies over their seeds, over damaged seeds and over noise, so that every test run has them.
//!
//! `fuzz/README.md` says how a fuzzer is let loose on them and where seeds come from.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use respite_ike_testing::fuzz;

const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds");

/// The seeds of a target, by name.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(SEEDS).join(target);
    let mut paths: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort_unstable();
    assert!(!paths.is_empty(), "{target} has no seeds");
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Runs every seed as it is, and `times` with octets changed, cut out, or taken from another one.
fn over_seeds(target: &str, times: usize, run: impl Fn(&[u8])) {
    let seeds = seeds(target);
    let mut rng = ChaCha20Rng::seed_from_u64(seeds.len() as u64);
    for seed in &seeds {
        run(seed);
        for _ in 0..times {
            let mut damaged = seed.clone();
            for _ in 0..=below(&mut rng, 4) {
                damage(&mut rng, &mut damaged, &seeds);
            }
            run(&damaged);
        }
    }
}

fn damage(rng: &mut ChaCha20Rng, octets: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = below(rng, octets.len().max(1));
    match below(rng, 4) {
        0 if at < octets.len() => octets[at] ^= 1 << below(rng, 8),
        1 if at < octets.len() => octets[at] = [0, 1, 4, 0x7f, 0x80, 0xff][below(rng, 6)],
        2 => octets.truncate(at),
        _ => {
            let other = &seeds[below(rng, seeds.len())];
            octets.truncate(at);
            octets.extend_from_slice(&other[at.min(other.len())..]);
        }
    }
}

fn below(rng: &mut ChaCha20Rng, limit: usize) -> usize {
    rng.next_u32() as usize % limit
}

#[test]
fn chains_of_ikev1_payloads_are_read_or_refused() {
    over_seeds("ike_v1_payloads", 500, fuzz::v1_payloads::run);
}

#[test]
fn chains_of_ikev2_payloads_are_read_or_refused() {
    over_seeds("ike_v2_payloads", 500, fuzz::v2_payloads::run);
}

#[test]
fn proposals_are_answered_with_one_of_them_or_not() {
    over_seeds("ike_proposals", 20, fuzz::proposals::run);
}

#[test]
fn certificates_that_do_not_prove_anything_are_refused() {
    over_seeds("ike_certificates", 50, fuzz::certificates::run);
}

#[test]
fn an_endpoint_keeps_within_its_limits_whatever_comes() {
    over_seeds("ike_endpoint", 2, |script| {
        fuzz::endpoint::run(script);
    });
}

#[test]
fn scripts_bring_about_what_an_endpoint_can_do() {
    let outcomes: Vec<_> = seeds("ike_endpoint").iter().filter_map(|script| fuzz::endpoint::run(script)).collect();
    let sum = |count: fn(&fuzz::endpoint::Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    assert!(sum(|o| o.v1) > 0 && sum(|o| o.v2) > 0, "IKE SAs of both versions are established");
    assert!(sum(|o| o.bundles) > 0 && sum(|o| o.closed) > 0, "bundles come up, SAs are closed");
    assert!(sum(|o| o.failed) > 0 && sum(|o| o.dropped) > 0, "negotiations fail, datagrams are dropped");
    assert!(sum(|o| o.recovered) > 0, "recovery decides");
}

#[test]
fn an_endpoint_survives_random_scripts() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for len in (100..2000).step_by(100) {
        let mut script = vec![0; len];
        rng.fill_bytes(&mut script);
        fuzz::endpoint::run(&script);
    }
}
