//! IKEv2 between two endpoints: handshake, children, what is lost on the way.

use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use respite_ike::config::{Auth, Dpd, Identity, Mode, Version};
use respite_ike::crypto::{Cipher, Group, Prf, Secret};
use respite_ike::report::{Closure, Failure, Report};
use respite_ike::sa::{Integrity, Protocol, Removal};
use respite_ike::Limit;
use respite_ike_testing::*;

/// Two ends whose configurations are changed alike.
fn alike(change: impl Fn(&mut respite_ike::config::Peer)) -> Pair {
    let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
    let mut one = peer(Version::V2, "b", a, b, (1, 2));
    let mut two = peer(Version::V2, "a", b, a, (2, 1));
    change(&mut one);
    change(&mut two);
    Pair::with(vec![(a, config([one])), (b, config([two]))])
}

fn failures(pair: &Pair, node: usize) -> Vec<Failure> {
    let reports = pair.nodes[node].reports.iter();
    reports.filter_map(|(_, r)| if let Report::Failed { why, .. } = r { Some(why.clone()) } else { None }).collect()
}

fn closures(pair: &Pair, node: usize) -> Vec<Closure> {
    let reports = pair.nodes[node].reports.iter();
    reports.filter_map(|(_, r)| if let Report::Closed { why, .. } = r { Some(*why) } else { None }).collect()
}

/// Brings up one bundle and moves a packet both ways.
fn up(pair: &mut Pair) {
    pair.acquire(A, "b", "net");
    pair.until("a bundle", Duration::from_secs(10), |p| p.bundles(A) == 1 && p.bundles(B) == 1);
    pair.run(Duration::from_millis(100));
    assert!(pair.send(A, "b", "net") && pair.send(B, "a", "net"), "{}", pair.story());
    pair.run(Duration::from_millis(100));
    assert_eq!((pair.nodes[A].delivered, pair.nodes[B].delivered), (1, 1), "{}", pair.story());
    pair.assert_agreement();
}

#[test]
fn four_messages_bring_up_an_ike_sa_and_a_child() {
    let mut pair = Pair::new(Version::V2);
    up(&mut pair);
    assert_eq!((pair.nodes[A].sent.len(), pair.nodes[B].sent.len()), (2, 2));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (1, 1));
    assert!(pair.nodes.iter().all(|n| n.sent.iter().all(|(_, t)| t.local.port() == 500)));
}

#[test]
fn every_suite_carries_messages() {
    let suites = [
        (Cipher::AesGcm16(256), None, Prf::HmacSha2_512, Group::P384),
        (Cipher::AesCbc(128), Some(Integrity::HmacSha1_96), Prf::HmacSha1, Group::Modp2048),
        (Cipher::AesCbc(256), Some(Integrity::HmacSha2_256_128), Prf::HmacSha2_256, Group::P256),
        (Cipher::AesCbc(192), Some(Integrity::HmacSha2_512_256), Prf::HmacSha2_384, Group::X25519),
        (Cipher::TripleDesCbc, Some(Integrity::HmacSha2_384_192), Prf::HmacSha2_256, Group::Modp1024),
        (Cipher::DesCbc, Some(Integrity::HmacSha1_96), Prf::HmacSha1, Group::Modp768),
    ];
    for (cipher, integrity, prf, group) in suites {
        let mut pair = alike(|peer| {
            let proposal = &mut peer.proposals[0];
            (proposal.ciphers, proposal.integrity) = (vec![cipher], integrity.into_iter().collect());
            (proposal.prfs, proposal.groups) = (vec![prf], vec![group]);
        });
        up(&mut pair);
    }
}

#[test]
fn los_05_each_message_lost_once_is_made_good_by_retransmission_of_equal_octets() {
    for lost in 0..4 {
        let mut pair = Pair::new(Version::V2);
        let mut seen = 0;
        pair.filter = Box::new(move |_, _| {
            seen += 1;
            seen != lost + 1
        });
        pair.acquire(A, "b", "net");
        pair.until("a bundle", Duration::from_secs(5), |p| p.bundles(A) == 1 && p.bundles(B) == 1);
        pair.run(Duration::from_secs(1));
        pair.assert_agreement();
        assert_eq!((pair.ikes(A), pair.ikes(B)), (1, 1));
        assert_eq!(pair.nodes[A].sent.len(), 3, "message {lost}");
        let repeated =
            pair.nodes[A].sent.iter().filter(|(_, t)| pair.nodes[A].sent.iter().filter(|(_, o)| o == t).count() == 2);
        assert_eq!(repeated.count(), 2);
    }
}

#[test]
fn a_silent_peer_is_tried_a_dozen_times_over_minutes_and_then_given_up() {
    let mut pair = Pair::new(Version::V2);
    pair.filter = Box::new(|_, _| false);
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(270));
    assert_eq!(pair.nodes[A].sent.len(), 12);
    assert_eq!(failures(&pair, A).last(), Some(&Failure::Timeout));
    assert_eq!(pair.nodes[A].endpoint.ike_sas().count(), 0);
    pair.assert_agreement();
}

#[test]
fn a_half_open_responder_is_forgotten_after_thirty_seconds() {
    let mut pair = Pair::new(Version::V2);
    pair.filter = Box::new(|node, _| node == A);
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(2));
    assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 1);
    pair.filter = Box::new(|_, _| false);
    pair.run(Duration::from_secs(30));
    assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 0);
    assert_eq!(failures(&pair, B), [Failure::Timeout]);
}

#[test]
fn another_shared_key_is_refused_by_the_responder_and_nothing_stays() {
    let mut pair = alike(|peer| {
        if peer.name == "a" {
            peer.auth = Auth::Psk(Secret::new(*b"4321"));
        }
    });
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(2));
    assert!(matches!(failures(&pair, A).last(), Some(Failure::Authentication(_))), "{}", pair.story());
    assert!(matches!(failures(&pair, B).last(), Some(Failure::Authentication(_))), "{}", pair.story());
    assert_eq!((pair.nodes[A].endpoint.ike_sas().count(), pair.nodes[B].endpoint.ike_sas().count()), (0, 0));
    pair.assert_agreement();
}

#[test]
fn a_responder_of_another_identity_is_refused_and_told_so() {
    let mut pair = alike(|peer| {
        if peer.name == "a" {
            peer.local_id = Identity::Fqdn("somebody.example".into());
        }
    });
    // The initiator names the identity that it wants, so that the responder refuses.
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(2));
    assert!(matches!(failures(&pair, A).last(), Some(Failure::Authentication(_))), "{}", pair.story());
    assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 0);
}

#[test]
fn no_common_suite_is_said_at_once() {
    let mut pair = alike(|peer| {
        if peer.name == "a" {
            peer.proposals[0].prfs = vec![Prf::HmacSha1];
        }
    });
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(1));
    assert_eq!(failures(&pair, A).last(), Some(&Failure::NoProposalChosen));
    assert_eq!(failures(&pair, B), [Failure::NoProposalChosen]);
}

#[test]
fn an_ike_sa_outlives_the_refusal_of_its_child() {
    let mut pair = alike(|peer| {
        if peer.name == "a" {
            peer.children[0].proposals[0].esn = true;
        }
    });
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(1));
    assert_eq!(failures(&pair, A), [Failure::NoProposalChosen]);
    assert_eq!((pair.ikes(A), pair.ikes(B), pair.bundles(A), pair.bundles(B)), (1, 1, 0, 0));
    pair.assert_agreement();
}

#[test]
fn selectors_that_do_not_meet_leave_no_child() {
    let mut pair = alike(|peer| {
        if peer.name == "a" {
            peer.children[0] = policy("net", 7, 8, esp_gcm());
        }
    });
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(1));
    assert_eq!(failures(&pair, A), [Failure::NoSelectors]);
    assert_eq!((pair.ikes(A), pair.bundles(A)), (1, 0));
    pair.assert_agreement();
}

#[test]
fn both_ends_narrow_to_the_smaller_policy() {
    let mut pair = alike(|peer| {
        let wide = respite_ike::config::TrafficSelector::addresses(ip("0.0.0.0"), ip("255.255.255.255"));
        if peer.name == "b" {
            (peer.children[0].local, peer.children[0].remote) = (vec![wide.clone()], vec![wide]);
        }
    });
    up(&mut pair);
    let bundle = pair.nodes[A].engine.bundles.values().next().unwrap();
    assert_eq!(bundle.local_selectors, policy("net", 1, 2, esp_gcm()).local);
    assert_eq!(bundle.remote_selectors, policy("net", 1, 2, esp_gcm()).remote);
}

#[test]
fn transport_mode_is_asked_for_and_granted() {
    let mut pair = alike(|peer| peer.children[0].mode = Mode::Transport);
    up(&mut pair);
    assert!(pair.nodes.iter().all(|n| n.engine.bundles.values().all(|b| b.mode == Mode::Transport)));
}

#[test]
fn ah_is_negotiated_without_encryption() {
    let mut pair = alike(|peer| peer.children[0].proposals = vec![seed_bundle(true, false)]);
    up(&mut pair);
    let bundle = pair.nodes[A].engine.bundles.values().next().unwrap();
    assert_eq!((bundle.sas[0].protocol, bundle.sas[0].encryption), (Protocol::Ah, None));
    assert_eq!((bundle.sas[0].outbound.encryption.len(), bundle.sas[0].outbound.integrity.len()), (0, 20));
}

#[test]
fn an_ah_and_esp_bundle_cannot_be_asked_of_ikev2() {
    let mut pair = alike(|peer| peer.children[0].proposals = vec![seed_bundle(true, true)]);
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(1));
    assert_eq!(failures(&pair, A), [Failure::NoProposalChosen]);
    assert_eq!((pair.ikes(A), pair.bundles(A)), (1, 0));
}

#[test]
fn forced_encapsulation_moves_both_ends_to_port_4500_from_ike_auth_on() {
    let mut pair = alike(|peer| peer.force_encapsulation = peer.name == "b");
    up(&mut pair);
    let ports: Vec<u16> = pair.nodes[A].sent.iter().map(|(_, t)| t.local.port()).collect();
    assert_eq!(ports, [500, 4500]);
    assert!(pair.nodes[A].sent[1].1.payload.starts_with(&[0; 4]));
    for node in &pair.nodes {
        let bundle = node.engine.bundles.values().next().unwrap();
        let encapsulation = bundle.encapsulation.unwrap();
        assert_eq!((encapsulation.local_port, encapsulation.remote_port), (4500, 4500));
    }
    // RFC 3948 §4: the end behind the NAT keeps its mapping.
    pair.run(Duration::from_secs(21));
    assert_eq!(pair.nodes[A].sent.last().map(|(_, t)| t.payload.as_slice()), Some(&[0xff][..]));
}

#[test]
fn ah_is_not_sent_through_a_nat() {
    let mut pair = alike(|peer| {
        peer.children[0].proposals = vec![seed_bundle(true, false)];
        peer.force_encapsulation = peer.name == "b";
    });
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(1));
    assert_eq!(failures(&pair, A), [Failure::AhBehindNat]);
    assert_eq!((pair.ikes(A), pair.bundles(A)), (1, 0));
}

#[test]
fn clearing_the_ike_sa_tells_the_peer_and_ends_the_children() {
    let mut pair = Pair::new(Version::V2);
    up(&mut pair);
    pair.call(A, |e, now| e.clear_ike(now, None));
    pair.run(Duration::from_secs(1));
    assert_eq!((pair.ikes(A), pair.ikes(B), pair.bundles(A), pair.bundles(B)), (0, 0, 0, 0));
    assert_eq!((closures(&pair, A), closures(&pair, B)), (vec![Closure::Cleared], vec![Closure::PeerDeleted]));
}

#[test]
fn clearing_a_bundle_deletes_both_halves_at_both_ends_and_the_next_packet_makes_another() {
    let mut pair = Pair::new(Version::V2);
    up(&mut pair);
    pair.call(B, |e, now| e.clear_bundles(now, None));
    pair.run(Duration::from_secs(1));
    assert_eq!((pair.bundles(A), pair.bundles(B), pair.ikes(A), pair.ikes(B)), (0, 0, 1, 1));
    assert_eq!(pair.nodes[A].engine.removed.last().map(|(_, why)| *why), Some(Removal::PeerDeleted));
    assert_eq!(pair.nodes[B].engine.removed.last().map(|(_, why)| *why), Some(Removal::Cleared));
    pair.send(B, "a", "net");
    pair.run(Duration::from_secs(1));
    assert!(pair.send(B, "a", "net"));
    pair.run(Duration::from_secs(1));
    assert_eq!(pair.nodes[A].delivered, 2);
    pair.assert_agreement();
}

#[test]
fn an_unanswered_close_ends_by_itself() {
    let mut pair = Pair::new(Version::V2);
    up(&mut pair);
    pair.filter = Box::new(|_, _| false);
    pair.call(A, |e, now| e.clear_ike(now, None));
    pair.run(Duration::from_secs(20));
    assert_eq!((pair.ikes(A), pair.bundles(A)), (0, 0));
}

#[test]
fn a_dead_peer_is_noticed_by_silence() {
    let mut pair = alike(|peer| peer.dpd.idle = Some(Duration::from_secs(10)));
    up(&mut pair);
    let before = pair.nodes[A].sent.len();
    pair.run(Duration::from_secs(35));
    assert!(pair.nodes[A].sent.len() > before, "liveness is asked for");
    assert_eq!((pair.ikes(A), pair.ikes(B)), (1, 1));
    pair.filter = Box::new(|_, _| false);
    // Ten seconds of silence, five questions of two.
    pair.until("its death is noticed", Duration::from_secs(21), |pair| pair.ikes(A) == 0);
    assert_eq!(pair.bundles(A), 0);
    assert_eq!(closures(&pair, A), [Closure::PeerDead]);
}

#[test]
fn a_dead_peer_is_noticed_as_soon_while_another_request_is_out() {
    let mut pair = alike(|peer| peer.dpd = Dpd { idle: Some(Duration::from_secs(10)), retry: Duration::from_secs(3) });
    up(&mut pair);
    pair.filter = Box::new(|_, _| false);
    pair.run(Duration::from_secs(5));
    let bundle = pair.nodes[A].endpoint.bundles().next().map(|bundle| bundle.id).expect("it is up");
    pair.call(A, |endpoint, now| endpoint.handle_lifetime(now, bundle, Limit::Soft));
    pair.run(Duration::from_secs(19));
    assert_eq!(pair.ikes(A), 1, "five questions of three seconds are not over");
    pair.run(Duration::from_secs(2));
    assert_eq!((pair.ikes(A), closures(&pair, A)), (0, vec![Closure::PeerDead]));
}

#[test]
fn handshakes_survive_bad_weather() {
    for seed in 0..40 {
        let mut pair = Pair::new(Version::V2).seed(seed);
        pair.weather = Weather {
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(200),
            loss: 200,
            duplication: 200,
        };
        pair.acquire(A, "b", "net");
        pair.until("a bundle", Duration::from_secs(250), |p| p.bundles(A) == 1 && p.bundles(B) == 1);
        pair.weather = Weather::default();
        pair.run(Duration::from_secs(40));
        pair.assert_agreement();
    }
}

#[test]
fn mutilated_messages_disturb_nothing() {
    let mut pair = alike(|peer| peer.proposals[0].additional = vec![vec![Group::MlKem768]]);
    up(&mut pair);
    let recorded: Vec<_> = pair.nodes.iter().flat_map(|n| n.sent.iter().map(|(_, t)| t.clone())).collect();
    let before: Vec<_> = pair.nodes.iter().map(|n| n.engine.pairs()).collect();
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    for n in 0..40_000 {
        let mut transmit = recorded[n % recorded.len()].clone();
        let octets = &mut transmit.payload;
        for _ in 0..1 + rng.next_u32() % 4 {
            let at = rng.next_u32() as usize % octets.len();
            match rng.next_u32() % 4 {
                0 => octets[at] = rng.next_u32() as u8,
                1 => octets[at] ^= 1 << (rng.next_u32() % 8),
                2 => octets.truncate(at.max(29)),
                _ => octets.insert(at, rng.next_u32() as u8),
            }
        }
        // Most would fall at the length otherwise.
        if rng.next_u32() % 4 != 0 {
            let len = (octets.len() as u32).to_be_bytes();
            octets[24..28].copy_from_slice(&len);
        }
        pair.inject(transmit.local, transmit.remote, transmit.payload);
        pair.run(Duration::from_millis(20));
    }
    let after: Vec<_> = pair.nodes.iter().map(|n| n.engine.pairs()).collect();
    assert_eq!(before, after);
    assert!(pair.send(A, "b", "net") && pair.send(B, "a", "net"));
    pair.run(Duration::from_millis(100));
    assert_eq!((pair.nodes[A].delivered, pair.nodes[B].delivered), (2, 2));
}

#[test]
fn a_mode_that_was_not_asked_for_is_not_taken_and_the_peer_is_told() {
    let mut pair = alike(|peer| {
        if peer.name == "b" {
            peer.children[0].mode = Mode::Transport;
        }
    });
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(1));
    assert!(matches!(failures(&pair, A)[..], [Failure::Protocol(_)]), "{}", pair.story());
    assert_eq!((pair.ikes(A), pair.bundles(A), pair.bundles(B)), (1, 0, 0));
    pair.assert_agreement();
}

#[test]
fn weak_algorithms_are_named_once_for_their_peer() {
    let pair = alike(|peer| {
        peer.proposals[0].groups.push(Group::Modp768);
        peer.proposals[0].ciphers.push(Cipher::DesCbc);
    });
    let mut pair = pair;
    up(&mut pair);
    let weak = |r: &Report| if let Report::Weak { what, .. } = r { Some(what.clone()) } else { None };
    let named: Vec<String> = pair.nodes[A].reports.iter().filter_map(|(_, r)| weak(r)).collect();
    assert_eq!(named, ["IKE encryption DES", "group 1"]);
}
