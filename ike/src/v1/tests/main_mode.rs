//! Main mode: RFC 2409 §5.4.

use std::net::SocketAddr;
use std::time::Duration;

use super::pair::Pair;
use crate::config::{Auth, Dpd, Identity, IkeProposal, Peer};
use crate::context::{Machine, Opening, Signal};
use crate::crypto::{Cipher, Group, Prf, Secret};
use crate::report::{Closure, Drop, Failure};
use crate::sa::Lifetime;
use crate::v1::testing::{address, modern_peer, seed_peer};

#[test]
fn six_messages_bring_up_the_seed_s_isakmp_sa() {
    let mut pair = Pair::new(seed_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    assert_eq!((pair.a.established(), pair.b.established()), (1, 1));
    assert_eq!(pair.sent.len(), 6);
    let expected = address("10.2.2.2");
    assert_eq!(pair.a.machines[0].identity(), Some(&Identity::Address(expected)));
    let (a, b) = (pair.a.machines[0].spis(), pair.b.machines[0].spis());
    assert_eq!(a, (b.1, b.0));
}

#[test]
fn every_cipher_hash_and_group_works_with_every_other() {
    let ciphers = [Cipher::DesCbc, Cipher::TripleDesCbc, Cipher::AesCbc(128), Cipher::AesCbc(192), Cipher::AesCbc(256)];
    let prfs = [Prf::HmacSha1, Prf::HmacSha2_256, Prf::HmacSha2_384, Prf::HmacSha2_512];
    let groups = [
        Group::Modp768,
        Group::Modp1024,
        Group::Modp1536,
        Group::Modp2048,
        Group::Modp3072,
        Group::Modp4096,
        Group::P256,
        Group::P384,
    ];
    let suites = ciphers.iter().flat_map(|c| prfs.iter().map(move |p| (*c, *p)));
    for ((cipher, prf), group) in suites.zip(groups.iter().cycle()) {
        let proposal = IkeProposal {
            ciphers: vec![cipher],
            integrity: Vec::new(),
            prfs: vec![prf],
            groups: vec![*group],
            additional: Vec::new(),
        };
        let pair = Pair::established(Peer { proposals: vec![proposal], ..modern_peer() });
        pair.assert_bundles_match();
    }
}

#[test]
fn los_01_each_message_of_main_mode_may_be_lost_once() {
    for lost in 0..6 {
        let mut pair = Pair::new(modern_peer());
        pair.lose(lost);
        pair.a.initiate(pair.now, Opening { hurried: true, ..Opening::default() });
        pair.run(Duration::from_secs(2));
        assert_eq!((pair.a.established(), pair.b.established()), (1, 1), "message {lost} lost");
        assert!(pair.sent.len() <= 9);
    }
}

#[test]
fn every_message_may_come_twice() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    // All of them once more, in order and from behind.
    let sent = pair.sent.clone();
    for datagram in sent.iter().chain(sent.iter().rev()) {
        let to_b = datagram.remote.ip() == address("10.2.2.2");
        let node = if to_b { &mut pair.b } else { &mut pair.a };
        node.handle(pair.now, datagram);
    }
    pair.settle();
    assert_eq!((pair.a.machines.len(), pair.b.machines.len()), (1, 1));
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1));
    pair.assert_bundles_match();
}

#[test]
fn nobody_answers_and_a_hurried_initiator_gives_up_after_three_tries() {
    let mut pair = Pair::new(modern_peer());
    pair.deliver = Box::new(|_, _| false);
    pair.a.initiate(pair.now, Opening { hurried: true, children: vec![0], ..Opening::default() });
    pair.run(Duration::from_secs(8));
    assert_eq!(pair.sent.len(), 3);
    assert_eq!(pair.a.failures(), [Failure::Timeout], "said once, for the IKE SA and its child");
    assert_eq!(pair.a.closures(), [Closure::Failed]);
}

#[test]
fn an_initiator_that_is_not_hurried_tries_five_times() {
    let mut pair = Pair::new(modern_peer());
    pair.deliver = Box::new(|_, _| false);
    pair.a.initiate(pair.now, Opening::default());
    pair.run(Duration::from_secs(60));
    assert_eq!((pair.sent.len(), pair.a.failures()), (5, vec![Failure::Timeout]));
}

#[test]
fn a_half_open_responder_is_gone_after_its_time() {
    let mut pair = Pair::new(modern_peer());
    pair.deliver = Box::new(|_, datagram| datagram.remote.ip() == address("10.2.2.2"));
    pair.a.initiate(pair.now, Opening::default());
    pair.run(Duration::from_secs(2));
    assert_eq!((pair.b.machines.len(), pair.b.established()), (1, 0));
    pair.run(Duration::from_secs(31));
    assert_eq!((pair.b.machines.len(), pair.b.closures()), (0, vec![Closure::Failed]));
}

#[test]
fn unequal_keys_come_to_nothing_and_are_named_as_the_likely_cause() {
    let mut pair = Pair::new(modern_peer());
    let other = Peer { auth: Auth::Psk(Secret::new("1235")), ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![other.into()];
    pair.a.initiate(pair.now, Opening::default());
    pair.run(Duration::from_secs(70));
    assert_eq!((pair.a.machines.len(), pair.b.machines.len()), (0, 0));
    assert!(pair.b.drops().contains(&Drop::Unauthentic));
    assert!(matches!(pair.b.failures()[..], [Failure::Authentication(_)]), "{:?}", pair.b.failures());
}

#[test]
fn who_is_not_who_it_should_be_is_refused() {
    let mut pair = Pair::new(modern_peer());
    let other = Peer { remote_id: Identity::Fqdn("a.example".into()), ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![other.into()];
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    assert_eq!((pair.a.established(), pair.b.machines.len()), (0, 0));
    assert!(matches!(pair.b.failures()[..], [Failure::Authentication(_)]));
}

#[test]
fn identities_of_every_kind_are_proven() {
    for identity in [
        Identity::Fqdn("a.example".into()),
        Identity::Email("a@example".into()),
        Identity::KeyId(vec![1, 2, 3]),
        Identity::Address(address("2001:db8::1")),
    ] {
        let mut pair = Pair::new(Peer { local_id: identity.clone(), ..modern_peer() });
        pair.a.initiate(pair.now, Opening::default());
        pair.settle();
        assert_eq!(pair.b.machines[0].identity(), Some(&identity));
    }
}

#[test]
fn case_does_not_matter_in_a_domain_name_but_elsewhere() {
    let name = |text: &str| Identity::Fqdn(text.into());
    let email = |text: &str| Identity::Email(text.into());
    for (said, expected, same) in [
        (name("A.Example"), name("a.example"), true),
        (name("a.example."), name("a.example"), false),
        (email("A@example"), email("a@example"), false),
    ] {
        let mut pair = Pair::new(Peer { local_id: said, ..modern_peer() });
        let other = Peer { remote_id: expected.clone(), ..(*pair.b.config.peers[0]).clone() };
        pair.b.config.peers = vec![other.into()];
        pair.a.initiate(pair.now, Opening::default());
        pair.settle();
        assert_eq!(pair.b.established(), usize::from(same));
        if same {
            assert_eq!(pair.b.machines[0].identity(), Some(&expected), "as configured");
        }
    }
}

#[test]
fn nothing_in_common_is_reported_at_the_responder_and_times_out_at_the_initiator() {
    let mut pair = Pair::new(seed_peer());
    let other = Peer { proposals: modern_peer().proposals, ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![other.into()];
    pair.a.initiate(pair.now, Opening { hurried: true, ..Opening::default() });
    pair.run(Duration::from_secs(10));
    assert!(pair.b.machines.is_empty());
    assert_eq!(pair.b.refusals(), [const { Failure::NoProposalChosen }; 3]);
    assert_eq!(pair.a.failures(), [Failure::Timeout]);
}

#[test]
fn strangers_get_no_answer() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening::default());
    let other = Peer { remote: Some(address("192.0.2.9")), ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![other.into()];
    pair.settle();
    assert_eq!((pair.sent.len(), pair.b.machines.len(), pair.b.drops()), (1, 0, vec![Drop::UnknownPeer]));
}

#[test]
fn a_peer_without_an_address_is_found_when_no_other_fits() {
    let mut pair = Pair::new(modern_peer());
    let anyone = Peer { remote: None, ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![anyone.into()];
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    assert_eq!(pair.b.established(), 1);
}

#[test]
fn v1n_15_initial_contact_is_signalled_wherever_it_comes() {
    for in_main_mode in [false, true] {
        let mut pair = Pair::new(modern_peer());
        pair.a.config.v1.initial_contact_in_main_mode = in_main_mode;
        pair.a.initiate(pair.now, Opening { initial_contact: true, ..Opening::default() });
        pair.settle();
        assert_eq!(pair.sent.len(), if in_main_mode { 6 } else { 7 });
        let carrier = pair.b.machines[0].id();
        let claimed = pair.b.signals.iter().any(|signal| match signal {
            Signal::InitialContact { ike, identity } => {
                *ike == carrier && *identity == Identity::Address(address("10.1.1.1"))
            }
            _ => false,
        });
        assert!(claimed);
    }
}

#[test]
fn the_shorter_lifetime_of_both_ends_the_isakmp_sa_and_bundles_survive() {
    let lifetime = Lifetime { time: Some(Duration::from_secs(86_400)), kilobytes: None };
    let mut pair = Pair::new(Peer { lifetime, ..modern_peer() });
    let shorter = Lifetime { time: Some(Duration::from_secs(180)), kilobytes: None };
    let other = Peer { lifetime: shorter, ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![other.into()];
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.run(Duration::from_secs(179));
    assert_eq!((pair.a.established(), pair.b.established()), (1, 1));
    pair.run(Duration::from_secs(2));
    assert_eq!((pair.b.closures(), pair.a.closures()), (vec![Closure::Expired], vec![Closure::PeerDeleted]));
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1));
}

#[test]
fn a_volume_limit_ends_the_isakmp_sa_too() {
    let lifetime = Lifetime { time: None, kilobytes: Some(2) };
    let mut pair = Pair::established(Peer { lifetime, dpd: Dpd::after(Duration::from_secs(10)), ..modern_peer() });
    pair.run(Duration::from_secs(600));
    let ended = [pair.a.closures(), pair.b.closures()].concat();
    assert!(ended.contains(&Closure::Expired), "{ended:?}");
    assert_eq!(pair.a.up().len(), 1);
}

#[test]
fn a_nat_moves_ike_to_port_4500_and_esp_into_udp() {
    let mut pair = Pair::new(modern_peer());
    let outside = Peer { remote: None, ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![outside.into()];
    pair.nat = Some("192.0.2.1:10000".parse().unwrap());
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1), "{:?}", pair.a.failures());
    assert_eq!(pair.a.machines[0].path(), ("10.1.1.1:4500".parse().unwrap(), "10.2.2.2:4500".parse().unwrap()));
    assert_eq!(pair.b.machines[0].path(), ("10.2.2.2:4500".parse().unwrap(), "192.0.2.1:14500".parse().unwrap()));
    pair.assert_bundles_match();
    // RFC 3947 §4: what comes to port 500 now is dropped.
    let mut late = pair.sent.last().unwrap().clone();
    late.remote.set_port(500);
    late.payload.drain(..4);
    pair.b.handle(pair.now, &late);
    assert_eq!(pair.b.drops(), [Drop::Unexpected]);
}

#[test]
fn pol_07_a_peer_behind_a_nat_moves_only_with_an_authentic_message() {
    let mut pair = Pair::new(Peer { dpd: Dpd::after(Duration::from_secs(10)), ..modern_peer() });
    let outside = Peer { remote: None, dpd: Dpd::default(), ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![outside.into()];
    pair.nat = Some("192.0.2.1:10000".parse().unwrap());
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    let before = pair.b.machines[0].path();
    let forged = SocketAddr::new(address("192.0.2.66"), 1234);
    // A replay and a corrupted message, from elsewhere.
    for replay in pair.sent.clone().iter().filter(|d| d.remote.ip() == address("10.2.2.2")) {
        let mut datagram = replay.clone();
        datagram.local = forged;
        pair.b.handle(pair.now, &datagram);
        let last = datagram.payload.len() - 1;
        datagram.payload[last] ^= 1;
        pair.b.handle(pair.now, &datagram);
    }
    assert_eq!(pair.b.machines[0].path(), before);
    // The NAT has forgotten its mapping; the next question of `a` comes from elsewhere.
    pair.nat = Some("192.0.2.2:20000".parse().unwrap());
    pair.run(Duration::from_secs(11));
    let now = SocketAddr::new(address("192.0.2.2"), 24500);
    assert_eq!(pair.b.machines[0].path().1, now);
    let bundle = pair.b.sadb.entries().next().unwrap();
    assert_eq!(bundle.remote, now.ip());
}

#[test]
fn forced_encapsulation_makes_both_ends_see_a_nat() {
    let pair = Pair::established(Peer { force_encapsulation: true, ..modern_peer() });
    for node in [&pair.a, &pair.b] {
        assert_eq!(node.machines[0].path().0.port(), 4500);
    }
    pair.assert_bundles_match();
}
