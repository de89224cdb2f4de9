//! Informational exchanges: RFC 2409 §5.7, RFC 3706; spec/06 §6.3.

use std::time::Duration;

use super::pair::{Node, Pair};
use crate::config::{Dpd, Peer};
use crate::context::{ChildPurpose, Machine, Opening, Signal};
use crate::crypto::vectors::{bytes, derived};
use crate::report::{Closure, Drop, Failure};
use crate::sa::{Protocol, Removal, SaChange, Spi};
use crate::v1::testing::{modern_peer, seed_peer};

fn outbound(node: &Node) -> Vec<(Protocol, Spi)> {
    let entry = node.sadb.entries().next().unwrap();
    entry.spis.iter().map(|(protocol, _, outbound)| (*protocol, *outbound)).collect()
}

/// SPIs of one INVALID-SPI message, and how many it named.
type Reported = (Vec<(Option<Protocol>, Spi)>, usize);

fn reported(node: &Node) -> Vec<Reported> {
    let reported = node.signals.iter().filter_map(|signal| match signal {
        Signal::InvalidSpi { spis, total, .. } => Some((spis.clone(), *total)),
        _ => None,
    });
    reported.collect()
}

fn deleted(node: &Node) -> Vec<(Protocol, Vec<Spi>)> {
    let deleted = node.signals.iter().filter_map(|signal| match signal {
        Signal::Deleted { protocol, spis, .. } => Some((*protocol, spis.clone())),
        _ => None,
    });
    deleted.collect()
}

fn asking() -> Peer {
    Peer { dpd: Dpd::after(Duration::from_secs(10)), ..modern_peer() }
}

#[test]
fn v1n_01_to_03_reports_reach_recovery_with_protocol_and_spi() {
    let mut pair = Pair::established(seed_peer());
    let spis = [outbound(&pair.a)[0], outbound(&pair.a)[1], (Protocol::Esp, Spi(0xdead))];
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &spis, false));
    pair.settle();
    let expected: Vec<_> = spis.iter().map(|(protocol, spi)| (Some(*protocol), *spi)).collect();
    assert_eq!(reported(&pair.a), [(expected, 3)]);
    // What is done about it is not the machine's to decide.
    assert_eq!((pair.a.up().len(), deleted(&pair.a)), (1, vec![]));
}

#[test]
fn v1n_11_a_report_with_deletes_goes_in_one_message() {
    let mut pair = Pair::established(seed_peer());
    let sent = pair.sent.len();
    let stranger = [(Protocol::Ah, Spi(0x1000)), (Protocol::Esp, Spi(0x2000))];
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &stranger, true));
    pair.settle();
    assert_eq!(pair.sent.len(), sent + 1);
    assert_eq!(reported(&pair.a).len(), 1);
    let expected = stranger.map(|(protocol, spi)| (protocol, vec![spi])).to_vec();
    assert_eq!(deleted(&pair.a), expected);
}

#[test]
fn v1n_06_a_clear_invalid_spi_changes_nothing_and_is_counted() {
    let mut pair = Pair::established(seed_peer());
    let mut forged = pair.sent.last().unwrap().clone();
    std::mem::swap(&mut forged.local, &mut forged.remote);
    forged.payload = bytes(&derived("ikev1_informational")["cleartext_forgery"]);
    let (initiator, responder) = (pair.a.machines[0].spis(), pair.b.machines[0].spis());
    forged.payload[..8].copy_from_slice(&initiator.0.to_be_bytes());
    forged.payload[8..16].copy_from_slice(&responder.0.to_be_bytes());
    let spi = outbound(&pair.a)[0].1 .0.to_be_bytes();
    let at = forged.payload.len() - 4;
    forged.payload[at..].copy_from_slice(&spi);
    pair.a.handle(pair.now, &forged);
    assert_eq!((pair.a.up().len(), pair.a.drops()), (1, vec![Drop::Unprotected]));
    assert!(reported(&pair.a).is_empty());
    assert_eq!(pair.a.signals.iter().filter(|signal| matches!(signal, Signal::Hint { .. })).count(), 1);
}

#[test]
fn v1n_07_a_wrong_hash_changes_nothing_and_disturbs_no_other_exchange() {
    let mut pair = Pair::new(modern_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    // QM1 arrives; before QM2 does, forged messages of that and of other message IDs come.
    pair.a.create_child(pair.now, ChildPurpose::New);
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[(Protocol::Esp, Spi(0x1000))], false));
    let base = pair.sent.len();
    pair.deliver = Box::new(move |at, _| at == base);
    pair.settle();
    let (report, qm2) = (pair.sent[base + 1].clone(), pair.sent[base + 2].clone());
    pair.deliver = Box::new(|_, _| true);
    for message in [&report, &qm2] {
        for at in [28, 30, message.payload.len() - 9] {
            let mut forged = message.clone();
            forged.payload[at] ^= 0x40;
            pair.a.handle(pair.now, &forged);
        }
    }
    assert_eq!(pair.a.drops(), [Drop::Unauthentic; 6]);
    pair.a.handle(pair.now, &qm2);
    pair.a.handle(pair.now, &report);
    pair.settle();
    assert_eq!((pair.a.up().len(), pair.b.up().len(), reported(&pair.a).len()), (1, 1, 1));
}

#[test]
fn v1n_08_a_replayed_report_is_dropped() {
    let mut pair = Pair::established(seed_peer());
    let spi = outbound(&pair.a)[0];
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[spi], true));
    pair.settle();
    let replay = pair.sent.last().unwrap().clone();
    let before = pair.a.signals.len();
    pair.a.handle(pair.now, &replay);
    assert_eq!(pair.a.drops(), [Drop::Replay]);
    assert_eq!(pair.a.signals.len(), before + 1);
    // Sent back to where it came from it is no better.
    let mut reflected = replay;
    std::mem::swap(&mut reflected.local, &mut reflected.remote);
    pair.b.handle(pair.now, &reflected);
    assert_eq!((pair.b.drops(), reported(&pair.b).len()), (vec![Drop::Replay], 0));
}

#[test]
fn los_02_a_second_report_is_another_message() {
    let mut pair = Pair::established(modern_peer());
    let spi = (Protocol::Esp, Spi(0x1000));
    for _ in 0..2 {
        pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[spi], false));
        pair.settle();
    }
    let [.., first, second] = &pair.sent[..] else { panic!("there are messages") };
    assert_ne!(first.payload, second.payload);
    assert_eq!(reported(&pair.a).len(), 2);
}

#[test]
fn v1n_12_invalid_spi_for_a_proposed_spi_fails_that_quick_mode_and_nothing_else() {
    let mut pair = Pair::established(seed_peer());
    let base = pair.sent.len();
    pair.deliver = Box::new(move |at, _| at != base);
    pair.a.create_child(pair.now, ChildPurpose::New);
    pair.settle();
    let proposed = pair.a.changes.iter().rev().find_map(|change| match change {
        SaChange::Reserve { protocol, spi } => Some((*protocol, *spi)),
        _ => None,
    });
    let proposed = proposed.unwrap();
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[proposed], false));
    pair.settle();
    assert_eq!(pair.a.failures(), [Failure::Refused { notify: 11 }]);
    assert_eq!((pair.a.up().len(), reported(&pair.a)), (1, vec![]));
    assert_eq!(pair.a.sadb.inbound(proposed.0, proposed.1), None);
}

#[test]
fn v1n_05_our_own_inbound_spi_is_left_to_recovery_which_ignores_it() {
    let mut pair = Pair::established(modern_peer());
    let inbound = pair.a.sadb.entries().next().unwrap().spis[0];
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[(inbound.0, inbound.1)], false));
    pair.settle();
    assert_eq!(reported(&pair.a), [(vec![(Some(inbound.0), inbound.1)], 1)]);
    assert_eq!((pair.a.up().len(), pair.a.failures()), (1, vec![]));
}

#[test]
fn deleting_a_bundle_removes_it_at_both_ends() {
    let mut pair = Pair::established(seed_peer());
    let bundle = pair.a.up()[0];
    let sent = pair.sent.len();
    pair.a.with(pair.now, |machines, cx| machines[0].delete_child(cx, bundle, Removal::Cleared));
    pair.settle();
    assert_eq!((pair.a.sadb.entries().count(), pair.b.sadb.entries().count()), (0, 0));
    assert_eq!(pair.sent.len(), sent + 1, "one message for AH and ESP");
    assert!(pair.b.changes.iter().any(|c| matches!(c, SaChange::Remove { why: Removal::PeerDeleted, .. })));
}

#[test]
fn a_delete_on_another_isakmp_sa_is_left_to_recovery() {
    let mut pair = Pair::established(seed_peer());
    let theirs = outbound(&pair.a);
    // `b` has forgotten all and comes with a fresh ISAKMP SA.
    pair.b.machines.clear();
    pair.b.initiate(pair.now, Opening::default());
    pair.settle();
    assert_eq!(pair.a.established(), 2);
    pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[theirs[0]], true));
    pair.settle();
    assert_eq!(deleted(&pair.a), [(Protocol::Ah, vec![theirs[0].1])]);
    assert_eq!(pair.a.up().len(), 1);
}

#[test]
fn v1n_17_a_clear_delete_is_ignored() {
    let mut pair = Pair::established(modern_peer());
    let spi = outbound(&pair.a)[0];
    let mut chain = crate::v1::informational::deletes(&[spi]).octets().to_vec();
    let (initiator, responder) = (pair.a.machines[0].spis(), pair.b.machines[0].spis());
    let mut message = [initiator.0.to_be_bytes(), responder.0.to_be_bytes()].concat();
    message.extend([12, 0x10, 5, 0, 1, 2, 3, 4]);
    message.extend((28 + chain.len() as u32).to_be_bytes());
    message.append(&mut chain);
    let mut forged = pair.sent.last().unwrap().clone();
    std::mem::swap(&mut forged.local, &mut forged.remote);
    forged.payload = message;
    pair.a.handle(pair.now, &forged);
    assert_eq!((pair.a.up().len(), pair.a.drops()), (1, vec![Drop::Unprotected]));
}

#[test]
fn closing_tells_the_peer_and_bundles_stay() {
    let mut pair = Pair::established(seed_peer());
    pair.b.with(pair.now, |machines, cx| machines[0].close(cx, Closure::Cleared));
    pair.settle();
    assert_eq!((pair.b.closures(), pair.a.closures()), (vec![Closure::Cleared], vec![Closure::PeerDeleted]));
    assert_eq!((pair.a.up().len(), pair.b.up().len()), (1, 1));
}

#[test]
fn v1n_18_r_u_there_is_answered_at_once_and_again_if_the_answer_was_lost() {
    let mut pair = Pair::new(asking());
    let silent = Peer { dpd: Dpd::default(), ..(*pair.b.config.peers[0]).clone() };
    pair.b.config.peers = vec![silent.into()];
    pair.a.initiate(pair.now, Opening { children: vec![0], ..Opening::default() });
    pair.settle();
    let base = pair.sent.len();
    // The first answer is lost; the question comes again with the same octets.
    pair.deliver = Box::new(move |at, _| at != base + 1);
    pair.run(Duration::from_secs(13));
    let [question, answer, again, answer_again] = &pair.sent[base..] else { panic!("four messages") };
    assert_eq!((question, answer), (again, answer_again));
    assert_eq!((pair.a.established(), pair.b.established()), (1, 1));
    assert_eq!((pair.a.drops(), pair.b.drops()), (vec![], vec![]));
}

#[test]
fn v1n_18_a_clear_r_u_there_is_not_answered() {
    let mut pair = Pair::established(modern_peer());
    let (initiator, responder) = (pair.a.machines[0].spis(), pair.b.machines[0].spis());
    let cookies = [initiator.0.to_be_bytes(), responder.0.to_be_bytes()].concat();
    let r_u_there = [&[0, 0, 0, 32, 0, 0, 0, 1, 1, 16, 0x8d, 0x28], &cookies[..], &[0, 0, 0, 7]].concat();
    let mut forged = pair.sent.last().unwrap().clone();
    std::mem::swap(&mut forged.local, &mut forged.remote);
    forged.payload = [&cookies[..], &[11, 0x10, 5, 0, 1, 2, 3, 4, 0, 0, 0, 60], &r_u_there].concat();
    let sent = pair.sent.len();
    pair.a.handle(pair.now, &forged);
    pair.settle();
    assert_eq!((pair.sent.len(), pair.a.drops()), (sent, vec![Drop::Unprotected]));
}

#[test]
fn a_silent_peer_is_dead() {
    let mut pair = Pair::established(asking());
    pair.deliver = Box::new(|_, _| false);
    pair.run(Duration::from_secs(25));
    assert_eq!(pair.a.closures(), [Closure::PeerDead]);
}

#[test]
fn traffic_of_the_peer_is_proof_of_life() {
    let mut pair = Pair::established(asking());
    let sent = pair.sent.len();
    for _ in 0..5 {
        pair.run(Duration::from_secs(5));
        let now = pair.now;
        pair.a.machines[0].note_traffic(now);
        pair.b.machines[0].note_traffic(now);
    }
    assert_eq!(pair.sent.len(), sent);
}

#[test]
fn nobody_is_asked_on_whom_nothing_depends() {
    let mut pair = Pair::new(asking());
    pair.a.initiate(pair.now, Opening::default());
    pair.run(Duration::from_secs(60));
    assert_eq!(pair.sent.len(), 6);
}

#[test]
fn liveness_is_asked_about_on_request_but_not_twice_at_once() {
    let mut pair = Pair::established(modern_peer());
    pair.run(Duration::from_secs(5));
    let sent = pair.sent.len();
    pair.deliver = Box::new(|_, _| false);
    for _ in 0..3 {
        pair.a.with(pair.now, |machines, cx| machines[0].check_liveness(cx));
    }
    pair.settle();
    assert_eq!(pair.sent.len(), sent + 1);
    pair.deliver = Box::new(|_, _| true);
    pair.run(Duration::from_secs(3));
    assert_eq!((pair.a.established(), pair.sent.len()), (1, sent + 3));
    pair.a.with(pair.now, |machines, cx| machines[0].check_liveness(cx));
    pair.settle();
    assert_eq!(pair.sent.len(), sent + 5);
}

#[test]
fn an_isakmp_sa_that_can_remember_no_more_message_ids_ends() {
    let mut pair = Pair::established(modern_peer());
    for _ in 0..4200 {
        if pair.b.machines.is_empty() {
            break;
        }
        pair.b.with(pair.now, |machines, cx| machines[0].report_spis(cx, &[(Protocol::Esp, Spi(0x1000))], false));
        pair.settle();
    }
    assert_eq!(pair.a.closures(), [Closure::Expired]);
    assert_eq!((pair.b.closures(), pair.a.up().len()), (vec![Closure::PeerDeleted], 1));
    assert!((4080..4100).contains(&reported(&pair.a).len()));
}
