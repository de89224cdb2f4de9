//! Quick mode: RFC 2409 §5.5.

use std::time::Duration;

use super::pair::{Node, Pair};
use crate::config::{ChildPolicy, ChildProposal, ChildTransform, Mode, Peer, TrafficSelector};
use crate::context::{ChildPurpose, Machine, Opening, Signal};
use crate::crypto::Group;
use crate::endpoint::Transmit;
use crate::report::Failure;
use crate::sa::{Encryption, Integrity, Lifetime, Protocol, Removal, SaChange};
use crate::sadb::{Holder, Stage};
use crate::v1::testing::{address, modern_peer, modern_policy, seed_peer, seed_policy};

fn with_policy(policy: ChildPolicy) -> Peer {
    Peer { children: vec![policy], ..modern_peer() }
}

/// Replaces the only policy of a node's only peer.
fn set_policy(node: &mut Node, change: impl FnOnce(ChildPolicy) -> ChildPolicy) {
    let mut peer = (*node.config.peers[0]).clone();
    peer.children = vec![change(peer.children[0].clone())];
    node.config.peers = vec![peer.into()];
}

fn kinds(node: &Node) -> Vec<&'static str> {
    let name = |change: &SaChange| match change {
        SaChange::Reserve { .. } => "reserve",
        SaChange::Release { .. } => "release",
        SaChange::InstallInbound(_) => "install inbound",
        SaChange::InstallOutbound(_) => "install outbound",
        SaChange::Install(_) => "install",
        SaChange::RemoveOutbound(_) => "remove outbound",
        SaChange::Remove { .. } => "remove",
        SaChange::Move { .. } => "move",
    };
    node.changes.iter().map(name).collect()
}

#[test]
fn the_seed_s_bundle_comes_up_with_the_same_keys_at_both_ends() {
    let pair = Pair::established(seed_peer());
    assert_eq!(pair.sent.len(), 9);
    pair.assert_bundles_match();
    let entry = pair.a.sadb.entries().next().unwrap();
    assert_eq!(entry.spis.iter().map(|(protocol, ..)| *protocol).collect::<Vec<_>>(), [Protocol::Ah, Protocol::Esp]);
    assert_eq!(entry.lifetime, seed_policy().lifetime);
    // The initiator is ready for both directions at once, the responder first receives.
    assert_eq!(kinds(&pair.a), ["reserve", "reserve", "install"]);
    assert_eq!(kinds(&pair.b), ["reserve", "reserve", "install inbound", "install outbound"]);
}

#[test]
fn either_end_of_an_isakmp_sa_may_begin_a_quick_mode() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    pair.b.create_child(pair.now, ChildPurpose::New);
    pair.settle();
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1));
    pair.assert_bundles_match();
    assert!(!pair.a.sadb.entries().next().unwrap().initiator);
}

#[test]
fn los_03_each_message_of_quick_mode_may_be_lost_once() {
    for lost in 0..3 {
        let mut pair = Pair::new(modern_peer());
        pair.a.initiate(pair.now, Opening::default());
        pair.settle();
        pair.lose(lost);
        pair.a.create_child(pair.now, ChildPurpose::New);
        pair.run(Duration::from_secs(3));
        assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1), "message {lost} lost");
        pair.assert_bundles_match();
    }
}

#[test]
fn los_03_without_qm3_the_responder_receives_and_traffic_proves_the_bundle() {
    for traffic in [true, false] {
        let mut pair = Pair::new(modern_peer());
        pair.a.initiate(pair.now, Opening::default());
        pair.settle();
        let (base, to_b) = (pair.sent.len(), address("10.2.2.2"));
        // QM1 arrives at `b`, nothing else does.
        pair.deliver = Box::new(move |at, datagram| at == base || datagram.remote.ip() != to_b);
        pair.a.create_child(pair.now, ChildPurpose::New);
        pair.run(Duration::from_secs(1));
        let bundle = pair.b.sadb.entries().next().unwrap();
        assert_eq!((bundle.stage, pair.a.up().len()), (Stage::InboundOnly, 1));
        let id = bundle.id;
        if traffic {
            // What the endpoint does for the first packet on the inbound SAs.
            pair.b.with(pair.now, |_, cx| cx.sadb.install_outbound(cx.now, cx.out, id));
        }
        pair.run(Duration::from_secs(40));
        assert_eq!(pair.b.up().len(), usize::from(traffic));
        // The initiator learns that its bundle is of no use.
        assert_eq!(pair.a.up().len(), usize::from(traffic));
        assert_eq!(pair.b.sadb.entries().count(), usize::from(traffic));
        let removed = pair.b.changes.iter().any(
            |change| matches!(change, SaChange::Remove { id: gone, why: Removal::NegotiationFailed } if *gone == id),
        );
        assert_eq!(removed, !traffic);
    }
}

#[test]
fn a_quick_mode_that_is_not_answered_gives_its_spis_back() {
    let mut pair = Pair::new(seed_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    pair.deliver = Box::new(|_, _| false);
    pair.a.create_child(pair.now, ChildPurpose::New);
    let larval = pair.a.changes.iter().filter_map(|change| match change {
        SaChange::Reserve { protocol, spi } => Some((*protocol, *spi)),
        _ => None,
    });
    let larval: Vec<_> = larval.collect();
    let id = pair.a.machines[0].id();
    assert_eq!(pair.a.sadb.inbound(larval[0].0, larval[0].1), Some(Holder::Larval(id)));
    pair.run(Duration::from_secs(40));
    assert_eq!(pair.a.failures(), [Failure::Timeout]);
    assert_eq!(kinds(&pair.a), ["reserve", "reserve", "release", "release"]);
    assert_eq!(pair.a.sadb.inbound(larval[0].0, larval[0].1), None);
}

#[test]
fn pfs_and_every_kind_of_transform() {
    let hmac = Some(Integrity::HmacSha2_256_128);
    for (encryption, integrity) in [
        (Encryption::AesGcm16(256), None),
        (Encryption::AesGmac(128), None),
        (Encryption::AesCbc(128), hmac),
        (Encryption::Null, hmac),
        (Encryption::TripleDesCbc, Some(Integrity::HmacSha1_96)),
    ] {
        for pfs in [None, Some(Group::P384), Some(Group::Modp1024)] {
            for mode in [Mode::Tunnel, Mode::Transport] {
                let transform = ChildTransform { protocol: Protocol::Esp, encryption: Some(encryption), integrity };
                let proposals = vec![ChildProposal { protocols: vec![transform], esn: pfs.is_some() }];
                let pair = Pair::established(with_policy(ChildPolicy { proposals, pfs, mode, ..modern_policy() }));
                pair.assert_bundles_match();
            }
        }
    }
}

#[test]
fn the_first_proposal_of_the_initiator_that_both_have_is_taken() {
    let proposal = |bits| ChildProposal {
        protocols: vec![ChildTransform {
            protocol: Protocol::Esp,
            encryption: Some(Encryption::AesGcm16(bits)),
            integrity: None,
        }],
        esn: false,
    };
    let bundle = seed_policy().proposals[0].clone();
    let mut pair = Pair::new(with_policy(ChildPolicy {
        proposals: vec![bundle, proposal(256), proposal(128)],
        ..modern_policy()
    }));
    set_policy(&mut pair.b, |policy| ChildPolicy { proposals: vec![proposal(128), proposal(256)], ..policy });
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    pair.assert_bundles_match();
    let encryption = pair.b.changes.iter().find_map(|change| match change {
        SaChange::InstallInbound(bundle) => bundle.sas[0].encryption,
        _ => None,
    });
    assert_eq!(encryption, Some(Encryption::AesGcm16(256)));
    // The SPI of AH was not needed.
    assert!(kinds(&pair.a).contains(&"release"));
}

#[test]
fn a_responder_takes_a_part_of_its_selectors_and_nothing_beyond() {
    let hosts = |first: &str, last: &str| vec![TrafficSelector::addresses(address(first), address(last))];
    for (asked, taken) in [(hosts("10.0.2.2", "10.0.2.2"), true), (hosts("10.0.1.0", "10.0.2.255"), false)] {
        let mut pair = Pair::new(with_policy(ChildPolicy { remote: asked, ..modern_policy() }));
        set_policy(&mut pair.b, |policy| ChildPolicy { local: hosts("10.0.2.0", "10.0.2.255"), ..policy });
        pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
        pair.settle();
        if taken {
            pair.assert_bundles_match();
        } else {
            // INVALID-ID-INFORMATION.
            assert_eq!(pair.a.failures(), [Failure::Refused { notify: 18 }]);
            assert_eq!(pair.b.refusals(), [Failure::NoSelectors]);
        }
        assert_eq!(pair.a.up().len(), usize::from(taken));
    }
}

#[test]
fn no_common_proposal_ends_at_once_with_no_proposal_chosen() {
    let mut pair = Pair::new(modern_peer());
    set_policy(&mut pair.b, |policy| ChildPolicy { proposals: seed_policy().proposals, ..policy });
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    assert_eq!(pair.a.failures(), [Failure::Refused { notify: 14 }]);
    assert_eq!(kinds(&pair.a), ["reserve", "release"]);
    assert!(kinds(&pair.b).is_empty());
}

#[test]
fn the_shorter_lifetime_is_that_of_both_ends() {
    let lifetime = Lifetime { time: Some(Duration::from_secs(600)), kilobytes: Some(100) };
    let mut pair = Pair::new(modern_peer());
    set_policy(&mut pair.b, |policy| ChildPolicy { lifetime, ..policy });
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    pair.assert_bundles_match();
    assert_eq!(pair.a.sadb.entries().next().unwrap().lifetime, lifetime);
}

#[test]
fn a_bundle_without_any_limit_lives_for_the_default_of_the_doi() {
    let pair = Pair::established(with_policy(ChildPolicy { lifetime: Lifetime::default(), ..modern_policy() }));
    let lifetime = pair.a.sadb.entries().next().unwrap().lifetime;
    assert_eq!(lifetime, Lifetime { time: Some(Duration::from_secs(28_800)), kilobytes: None });
}

#[test]
fn a_rekeyed_bundle_hands_its_traffic_over_and_goes_later() {
    let mut pair = Pair::established(seed_peer());
    let (old_a, old_b) = (pair.a.up()[0], pair.b.up()[0]);
    pair.a.create_child(pair.now, ChildPurpose::Rekey(old_a));
    pair.settle();
    let stage = |node: &Node, id| node.sadb.entry(id).map(|entry| entry.stage);
    assert_eq!((stage(&pair.a, old_a), stage(&pair.b, old_b)), (Some(Stage::Draining), Some(Stage::Draining)));
    pair.assert_bundles_match();
    let replaces = pair.a.changes.iter().rev().find_map(|change| match change {
        SaChange::Install(bundle) => bundle.replaces,
        _ => None,
    });
    assert_eq!(replaces, Some(old_a));
    pair.run(Duration::from_secs(31));
    // It is for the endpoint to end what lingers.
    assert_eq!((stage(&pair.a, old_a), stage(&pair.b, old_b)), (Some(Stage::Lingering), None));
    let removed = pair.b.changes.iter().find_map(|change| match change {
        SaChange::Remove { why, .. } => Some(*why),
        _ => None,
    });
    assert_eq!(removed, Some(Removal::PeerDeleted));
    pair.a.with(pair.now, |_, cx| cx.sadb.remove(cx.out, old_a, Removal::Rekeyed));
    pair.assert_bundles_match();
}

#[test]
fn quick_modes_that_cross_leave_both_ends_with_traffic_for_good() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    pair.a.create_child(pair.now, ChildPurpose::New);
    pair.b.create_child(pair.now, ChildPurpose::New);
    pair.settle();
    pair.run(Duration::from_secs(100));
    for (node, other) in [(&pair.a, &pair.b), (&pair.b, &pair.a)] {
        assert!(!node.up().is_empty());
        // What each sends on, the other receives on.
        for id in node.up() {
            for (protocol, _, outbound) in &node.sadb.entry(id).unwrap().spis {
                assert!(matches!(other.sadb.inbound(*protocol, *outbound), Some(Holder::Bundle(_))));
            }
        }
    }
}

#[test]
fn pol_08_ah_behind_a_nat_fails_with_its_own_reason() {
    let mut pair = Pair::new(Peer { force_encapsulation: true, ..seed_peer() });
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    assert_eq!((pair.a.established(), pair.a.failures()), (1, vec![Failure::AhBehindNat]));
}

#[test]
fn transport_mode_works_through_a_nat() {
    let ends = ChildPolicy {
        mode: Mode::Transport,
        local: vec![TrafficSelector::host(address("10.1.1.1"))],
        remote: vec![TrafficSelector::host(address("10.2.2.2"))],
        ..modern_policy()
    };
    let mut pair = Pair::new(with_policy(ends));
    let mut outside = (*pair.b.config.peers[0]).clone();
    outside.remote = None;
    outside.children[0].remote = vec![TrafficSelector::host(address("192.0.2.1"))];
    pair.b.config.peers = vec![outside.into()];
    pair.nat = Some("192.0.2.1:10000".parse().unwrap());
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1), "{:?}", pair.a.failures());
    let seen = &pair.b.sadb.entries().next().unwrap().remote_selectors;
    assert_eq!(*seen, [TrafficSelector::host(address("192.0.2.1"))]);
}

#[test]
fn more_children_than_exchanges_wait_their_turn() {
    let policies = (0..20).map(|n| ChildPolicy {
        name: format!("p{n}"),
        local: vec![TrafficSelector {
            ports: n + 1..=n + 1,
            protocol: 17,
            ..TrafficSelector::host(address("10.0.0.1"))
        }],
        remote: vec![TrafficSelector { protocol: 17, ..TrafficSelector::host(address("10.0.2.2")) }],
        ..modern_policy()
    });
    let mut pair = Pair::new(Peer { children: policies.collect(), ..modern_peer() });
    pair.a.initiate(pair.now, Opening { children: (0..20).collect(), ..Opening::default() });
    pair.run(Duration::from_secs(20));
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (20, 20));
    pair.assert_bundles_match();
}

#[test]
fn each_negotiation_ends_in_one_signal() {
    let mut pair = Pair::established(modern_peer());
    pair.deliver = Box::new(|_, _| false);
    pair.a.create_child(pair.now, ChildPurpose::New);
    pair.a.create_child(pair.now, ChildPurpose::New);
    pair.run(Duration::from_secs(40));
    let done = pair.a.signals.iter().filter(|signal| matches!(signal, Signal::ChildDone { .. })).count();
    assert_eq!(done, 2);
}

/// Sets the commit bit in the headers of a node's encrypted quick mode messages, as a peer that uses it would.
fn with_commit_bit(datagram: &Transmit) -> Transmit {
    let mut datagram = datagram.clone();
    datagram.payload[19] |= 0x02;
    datagram
}

#[test]
fn the_commit_bit_holds_traffic_back_until_connected_comes_or_five_seconds_pass() {
    for connected in [true, false] {
        let mut pair = Pair::new(modern_peer());
        pair.a.initiate(pair.now, Opening::default());
        pair.settle();
        let base = pair.sent.len();
        pair.deliver = Box::new(move |at, _| at != base + 1);
        pair.a.create_child(pair.now, ChildPurpose::New);
        pair.settle();
        pair.deliver = Box::new(|_, _| true);
        let qm2 = with_commit_bit(&pair.sent[base + 1]);
        pair.a.handle(pair.now, &qm2);
        pair.settle();
        // Both ends are ready, but `a` waits.
        assert_eq!((pair.a.up().len(), pair.b.up().len()), (0, 1));
        if connected {
            // An informational exchange with the quick mode's own message ID.
            let mid = u32::from_be_bytes(qm2.payload[20..24].try_into().unwrap());
            pair.b.connect(pair.now, mid);
            pair.settle();
            assert_eq!(pair.a.up().len(), 1);
        }
        pair.run(Duration::from_secs(6));
        assert_eq!(pair.a.up().len(), 1);
        pair.assert_bundles_match();
    }
}

#[test]
fn a_commit_bit_of_the_initiator_is_honoured_too() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    let base = pair.sent.len();
    pair.deliver = Box::new(move |at, _| at != base);
    pair.a.create_child(pair.now, ChildPurpose::New);
    pair.settle();
    pair.deliver = Box::new(|_, _| true);
    let qm1 = with_commit_bit(&pair.sent[base]);
    pair.b.handle(pair.now, &qm1);
    pair.settle();
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 0));
    pair.run(Duration::from_secs(6));
    assert_eq!(pair.b.up().len(), 1);
}
