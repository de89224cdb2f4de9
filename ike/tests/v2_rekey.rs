//! IKEv2 SAs that are replaced, with packets on them: children, IKE SAs, both ends at once.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use respite_ike::config::{Auth, Clock, Identity, Peer, Version};
use respite_ike::crypto::sign::Certificates;
use respite_ike::crypto::{Cipher, Group};
use respite_ike::report::{Failure, Report};
use respite_ike::sa::Integrity;
use respite_ike::Limit;
use respite_ike_testing::*;

/// Two ends whose configurations are changed alike.
fn alike(change: impl Fn(&mut Peer)) -> Pair {
    with(change, |config| config)
}

fn with(change: impl Fn(&mut Peer), configure: impl Fn(respite_ike::Config) -> respite_ike::Config) -> Pair {
    let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
    let mut one = peer(Version::V2, "b", a, b, (1, 2));
    let mut two = peer(Version::V2, "a", b, a, (2, 1));
    change(&mut one);
    change(&mut two);
    Pair::with(vec![(a, configure(config([one]))), (b, configure(config([two])))])
}

fn up(pair: &mut Pair) {
    pair.acquire(A, "b", "net");
    pair.until("a bundle", Duration::from_secs(10), |p| p.bundles(A) == 1 && p.bundles(B) == 1);
    pair.run(Duration::from_millis(100));
}

/// Sends both ways every few milliseconds; all packets must arrive.
fn traffic(pair: &mut Pair, time: Duration) {
    let rounds = time.as_millis() / 5;
    let before = pair.nodes[A].delivered + pair.nodes[B].delivered;
    let mut sent = 0;
    for _ in 0..rounds {
        assert!(pair.send(A, "b", "net") && pair.send(B, "a", "net"), "{}", pair.story());
        sent += 2;
        pair.run(Duration::from_millis(5));
    }
    pair.run(Duration::from_secs(5));
    assert_eq!(pair.nodes[A].delivered + pair.nodes[B].delivered - before, sent, "{}", pair.story());
    assert_eq!(pair.nodes[A].unknown + pair.nodes[B].unknown, 0);
    pair.assert_agreement();
}

fn rekey(pair: &mut Pair, node: usize) {
    let bundle = pair.nodes[node].endpoint.bundles().last().map(|b| b.id).expect("a bundle is up");
    pair.call(node, |e, now| e.handle_lifetime(now, bundle, Limit::Soft));
}

fn established(pair: &Pair, node: usize) -> usize {
    pair.nodes[node].reports.iter().filter(|(_, r)| matches!(r, Report::Established { .. })).count()
}

#[test]
fn a_child_is_rekeyed_by_either_end_without_loss() {
    for pfs in [None, Some(Group::P256)] {
        let mut pair = alike(|peer| peer.children[0].pfs = pfs);
        up(&mut pair);
        for node in [A, B, A] {
            let old = pair.nodes[node].endpoint.bundles().last().map(|b| b.id).unwrap();
            rekey(&mut pair, node);
            traffic(&mut pair, Duration::from_millis(200));
            let bundles: Vec<_> = pair.nodes[node].endpoint.bundles().collect();
            assert_eq!(bundles.len(), 1, "{}", pair.story());
            assert!(bundles[0].id != old && bundles[0].sends);
        }
    }
}

#[test]
fn packets_that_the_delete_of_their_sa_has_overtaken_are_received() {
    for node in [A, B] {
        let mut pair = Pair::new(Version::V2);
        up(&mut pair);
        let good = pair.weather.delay;
        pair.weather.delay = Duration::from_millis(500);
        assert!(pair.send(A, "b", "net") && pair.send(B, "a", "net"));
        pair.weather.delay = good;
        rekey(&mut pair, node);
        pair.run(Duration::from_millis(300));
        let sending = (A..=B).map(|node| pair.nodes[node].endpoint.bundles().filter(|bundle| bundle.sends).count());
        assert_eq!(sending.collect::<Vec<_>>(), [1, 1], "the rekey has ended");
        pair.run(Duration::from_millis(300));
        assert_eq!([A, B].map(|node| (pair.nodes[node].delivered, pair.nodes[node].unknown)), [(1, 0); 2]);
        pair.run(Duration::from_secs(2));
        assert_eq!((pair.bundles(A), pair.bundles(B)), (1, 1), "{}", pair.story());
        pair.assert_agreement();
    }
}

#[test]
fn a_group_that_only_one_end_asks_for_is_refused_and_the_child_stays() {
    let mut pair = alike(|peer| peer.children[0].pfs = (peer.name == "b").then_some(Group::P256));
    up(&mut pair);
    rekey(&mut pair, A);
    traffic(&mut pair, Duration::from_millis(200));
    let failed = |r: &Report| matches!(r, Report::Failed { why: Failure::NoProposalChosen, .. });
    assert!(pair.nodes[A].reports.iter().any(|(_, r)| failed(r)), "{}", pair.story());
}

#[test]
fn rac_05_both_ends_rekey_the_same_child_at_once_without_loss() {
    for seed in 0..30 {
        let mut pair = Pair::new(Version::V2).seed(seed);
        up(&mut pair);
        let (first, second) = if seed % 2 == 0 { (A, B) } else { (B, A) };
        rekey(&mut pair, first);
        pair.run(Duration::from_millis(seed));
        rekey(&mut pair, second);
        traffic(&mut pair, Duration::from_millis(300));
        assert_eq!((pair.bundles(A), pair.bundles(B)), (1, 1), "{}", pair.story());
    }
}

#[test]
fn an_ike_sa_is_rekeyed_before_its_end_and_its_children_go_on() {
    let mut pair = alike(|peer| {
        peer.lifetime.time = (peer.name == "b").then_some(Duration::from_secs(100));
    });
    up(&mut pair);
    let bundle = pair.nodes[A].engine.bundles.keys().copied().collect::<Vec<_>>();
    pair.run(Duration::from_secs(1000));
    assert!(established(&pair, A) >= 10, "{}", pair.story());
    assert_eq!((pair.ikes(A), pair.ikes(B)), (1, 1));
    assert_eq!(pair.nodes[A].engine.bundles.keys().copied().collect::<Vec<_>>(), bundle);
    traffic(&mut pair, Duration::from_millis(100));
    // The children now belong to the new IKE SA: it can rekey them.
    rekey(&mut pair, B);
    traffic(&mut pair, Duration::from_millis(100));
    assert_eq!((pair.bundles(A), pair.bundles(B)), (1, 1));
}

#[test]
fn rac_06_both_ends_rekey_the_ike_sa_at_once_and_one_stays_with_the_children() {
    for seed in 0..40 {
        let mut pair = alike(|peer| peer.lifetime.time = Some(Duration::from_secs(100))).seed(seed);
        up(&mut pair);
        let bundle = pair.nodes[A].engine.bundles.keys().copied().collect::<Vec<_>>();
        // So slow that requests cross more often than not.
        pair.weather.delay = Duration::from_millis(3000);
        pair.weather.jitter = Duration::from_millis(1000 * (seed % 3));
        pair.run(Duration::from_secs(330));
        pair.weather = Weather::default();
        pair.run(Duration::from_secs(70));
        assert_eq!(pair.nodes[A].engine.bundles.keys().copied().collect::<Vec<_>>(), bundle, "{seed} {}", pair.story());
        let owner = |node: usize| pair.nodes[node].endpoint.bundles().next().unwrap().ike;
        for node in [A, B] {
            assert!(pair.nodes[node].endpoint.ike_sas().any(|sa| sa.id == owner(node)));
        }
        pair.assert_agreement();
        rekey(&mut pair, A);
        traffic(&mut pair, Duration::from_millis(100));
    }
}

#[test]
fn the_ike_sa_and_the_child_may_be_rekeyed_at_the_same_time() {
    for seed in 0..30 {
        let mut pair = alike(|peer| {
            peer.lifetime.time = Some(Duration::from_secs(60));
            peer.children[0].lifetime.time = Some(Duration::from_secs(60));
        })
        .seed(seed);
        pair.weather = Weather {
            delay: Duration::from_millis(300),
            jitter: Duration::from_millis(800),
            loss: 50,
            duplication: 50,
        };
        up(&mut pair);
        pair.run(Duration::from_secs(600));
        pair.weather = Weather::default();
        pair.until("agreement", Duration::from_secs(60), |p| p.bundles(A) == 1 && p.bundles(B) == 1 && p.ikes(A) == 1);
        pair.run(Duration::from_millis(200));
        assert_eq!(pair.nodes[A].unverified + pair.nodes[B].unverified, 0);
    }
}

/// A begins; the limit of IKE SAs is one at the end that `limited` names.
fn with_room_for_one(limited: &str) -> Pair {
    let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
    let sided = |version, name, here, there, nets| {
        let mut peer = peer(version, name, here, there, nets);
        peer.lifetime.time = (name == "b").then_some(Duration::from_secs(100));
        let mut config = config([peer]);
        config.limits.ike_sas = if name == limited { 1 } else { config.limits.ike_sas };
        (here, config)
    };
    let mut pair = Pair::with(vec![sided(Version::V2, "b", a, b, (1, 2)), sided(Version::V2, "a", b, a, (2, 1))]);
    up(&mut pair);
    pair
}

#[test]
fn where_there_is_room_for_one_ike_sa_its_successor_takes_its_place_at_once() {
    let mut pair = with_room_for_one("b");
    let bundle = pair.nodes[A].engine.bundles.keys().copied().collect::<Vec<_>>();
    for _ in 0..500 {
        pair.run(Duration::from_secs(1));
        assert_eq!(pair.nodes[A].endpoint.ike_sas().count(), 1, "{}", pair.story());
    }
    assert!(established(&pair, A) >= 5, "{}", pair.story());
    assert_eq!(pair.nodes[A].engine.bundles.keys().copied().collect::<Vec<_>>(), bundle);
    traffic(&mut pair, Duration::from_millis(100));
    // The responder has waited for a Delete, not for ever.
    pair.run(Duration::from_secs(70));
    assert!(pair.nodes[B].endpoint.ike_sas().count() <= 2);
}

#[test]
fn a_responder_without_room_for_another_ike_sa_takes_no_rekey_and_keeps_what_it_has() {
    let mut pair = with_room_for_one("a");
    for _ in 0..95 {
        pair.run(Duration::from_secs(1));
        assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 1, "{}", pair.story());
    }
    assert_eq!((established(&pair, A), established(&pair, B)), (1, 1), "{}", pair.story());
    traffic(&mut pair, Duration::from_millis(100));
    // At the end of its time it goes, and makes room.
    pair.run(Duration::from_secs(20));
    assert_eq!(pair.nodes[B].endpoint.ike_sas().count(), 0, "{}", pair.story());
    up(&mut pair);
    traffic(&mut pair, Duration::from_millis(100));
}

fn hybrid(peer: &mut Peer) {
    peer.proposals[0].additional = vec![vec![Group::MlKem768]];
}

#[test]
fn ml_kem_is_added_before_ike_auth_and_at_each_rekey() {
    let mut pair = alike(|peer| {
        hybrid(peer);
        peer.fragment_size = 1200;
        peer.lifetime.time = (peer.name == "b").then_some(Duration::from_secs(100));
    });
    up(&mut pair);
    // 1184 octets of encapsulation key, and what is around them.
    assert!(
        pair.nodes[A].sent.iter().any(|(_, t)| t.payload[18] == 43 && t.payload[16] == 53),
        "IKE_INTERMEDIATE in SKF"
    );
    assert!(pair.nodes[A].sent.iter().all(|(_, t)| t.payload.len() + 28 <= 1200));
    pair.run(Duration::from_secs(250));
    assert!(pair.nodes[A].sent.iter().any(|(_, t)| t.payload[18] == 44), "IKE_FOLLOWUP_KE");
    assert!(established(&pair, A) >= 3 && established(&pair, B) >= 3, "{}", pair.story());
    traffic(&mut pair, Duration::from_millis(100));
    rekey(&mut pair, B);
    traffic(&mut pair, Duration::from_millis(100));
}

#[test]
fn ml_kem_and_fragments_survive_bad_weather() {
    for seed in 0..20 {
        let mut pair = alike(|peer| {
            hybrid(peer);
            peer.fragment_size = 400;
            let proposal = &mut peer.proposals[0];
            (proposal.ciphers, proposal.integrity) = (vec![Cipher::AesCbc(256)], vec![Integrity::HmacSha2_256_128]);
        })
        .seed(seed);
        pair.weather = Weather {
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(100),
            loss: 80,
            duplication: 100,
        };
        pair.acquire(A, "b", "net");
        pair.until("a bundle", Duration::from_secs(250), |p| p.bundles(A) == 1 && p.bundles(B) == 1);
        pair.weather = Weather::default();
        pair.run(Duration::from_secs(40));
        traffic(&mut pair, Duration::from_millis(50));
    }
}

#[test]
fn a_peer_without_additional_key_exchanges_takes_the_proposal_that_has_none() {
    let mut pair = alike(|peer| {
        if peer.name == "b" {
            let plain = peer.proposals[0].clone();
            hybrid(peer);
            peer.proposals.push(plain);
        }
    });
    up(&mut pair);
    traffic(&mut pair, Duration::from_millis(50));
}

#[test]
fn v2n_18_a_cookie_is_brought_back_as_first_payload_by_the_same_attempt() {
    let mut pair = with(
        |_| {},
        |mut config| {
            config.limits.cookie_threshold = 0;
            config
        },
    );
    up(&mut pair);
    let requests: Vec<_> = pair.nodes[A].sent.iter().filter(|(_, t)| t.payload[18] == 34).collect();
    assert_eq!(requests.len(), 2);
    let (first, second) = (&requests[0].1.payload, &requests[1].1.payload);
    // Message ID 0 both times; then N(COOKIE), and after it what was there before.
    assert_eq!((&second[20..24], second[16]), (&[0, 0, 0, 0][..], 41));
    let cookie = usize::from(u16::from_be_bytes([second[30], second[31]]));
    assert_eq!(second[28], first[16]);
    assert_eq!(second[28 + cookie..], first[28..]);
    pair.assert_agreement();
}

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/../fixtures/certificates/{name}.pem", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a fixture")
}

fn certificates(name: &str) -> std::sync::Arc<Certificates> {
    let chain = [fixture(name), fixture("intermediate")].concat();
    let key = fixture(&format!("{name}.key"));
    Certificates::from_pem(&chain, &key, &fixture("root")).expect("a certificate with its key").into()
}

/// A with one certificate, B with another, each under the name that it bears; A expects B to be `expected`.
fn certified(a: &str, b: &str, expected: &str) -> Pair {
    let now = std::time::Instant::now();
    let name = |of: &str| Identity::Fqdn(format!("{of}.example.org"));
    with(
        |peer| {
            let ours = if peer.name == "b" { a } else { b };
            peer.auth = Auth::Certificates(certificates(ours));
            peer.local_id = name(ours);
            peer.remote_id = if peer.name == "b" { name(expected) } else { name(a) };
        },
        |mut config| {
            config.clock = Some(Clock { instant: now, unix: YEAR_2030 });
            config
        },
    )
}

const YEAR_2030: Duration = Duration::from_secs(1_900_000_000);

#[test]
fn certificates_of_every_kind_prove_both_ends() {
    for (a, b) in [("p256", "p384"), ("p384", "rsa"), ("rsa", "p256"), ("rsa", "rsa")] {
        let mut pair = certified(a, b, b);
        up(&mut pair);
        traffic(&mut pair, Duration::from_millis(50));
        assert!(pair.nodes[A].sent.iter().all(|(_, t)| t.payload.len() + 28 <= 1280));
    }
}

#[test]
fn a_certificate_of_another_name_is_not_believed() {
    let mut pair = certified("p256", "p384", "rsa");
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(2));
    assert_eq!((pair.ikes(A), pair.ikes(B), pair.bundles(A)), (0, 0, 0));
    let refused = |r: &Report| matches!(r, Report::Failed { why: Failure::Authentication(_), .. });
    assert!(pair.nodes[A].reports.iter().any(|(_, r)| refused(r)), "{}", pair.story());
}

#[test]
fn a_shared_key_is_not_taken_where_a_certificate_is_expected() {
    let mut pair = certified("p256", "p384", "p384");
    let mut config = pair.nodes[A].config.clone();
    let mut weaker = (*config.peers[0]).clone();
    weaker.auth = Auth::Psk(respite_ike::crypto::Secret::new(*b"1234"));
    config.peers = vec![std::sync::Arc::new(weaker)];
    pair.reboot_with(A, config);
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(2));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (0, 0));
}

#[test]
fn without_a_clock_no_certificate_is_believed() {
    let mut pair = certified("p256", "p384", "p384");
    let mut config = pair.nodes[B].config.clone();
    config.clock = None;
    pair.reboot_with(B, config);
    pair.acquire(A, "b", "net");
    pair.run(Duration::from_secs(2));
    assert_eq!((pair.ikes(A), pair.ikes(B)), (0, 0));
}

#[test]
fn an_ike_sa_that_cannot_be_rekeyed_ends_with_its_time_and_another_one_comes_up() {
    // The initiator's rekeys are lost, whoever sends them.
    let mut pair = alike(|peer| peer.lifetime.time = Some(Duration::from_secs(60)));
    up(&mut pair);
    pair.filter = Box::new(|_, transmit| transmit.payload[18] != 36);
    pair.run(Duration::from_secs(80));
    assert_eq!((pair.bundles(A), pair.bundles(B)), (0, 0), "{}", pair.story());
    pair.filter = Box::new(|_, _| true);
    pair.send(A, "b", "net");
    pair.run(Duration::from_secs(2));
    traffic(&mut pair, Duration::from_millis(50));
}
