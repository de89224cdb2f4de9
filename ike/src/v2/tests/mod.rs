//! What one machine does with what another one says: rows V2N and RAC of spec 06 that need no endpoint.

mod duo;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::config::{Peer, Qcd};
use crate::context::{ChildPurpose, Context, Machine, Opening, Signal};
use crate::crypto::{Group, Secret};
use crate::endpoint::Datagram;
use crate::report::{Closure, Drop, Failure};
use crate::sa::{BundleId, Protocol, Removal, Spi};
use crate::sadb::Stage;
use crate::v2::head::Head;
use crate::v2::natt::Path;
use crate::v2::sa::{Sa, State};
use crate::v2::sa_init;
use crate::v2::timer::Schedule;
use crate::wire::v2::{exchange, flags, notify, payload, Chain, Notify, Payloads};
use crate::wire::{header, Header};
use crate::Config;

use duo::{address, peer, Duo, A, B};

fn probe(bundle: BundleId) -> impl Fn(&mut dyn Machine, &mut Context<'_>) {
    move |machine, cx| machine.create_child(cx, 0, ChildPurpose::Probe(bundle))
}

fn with_qcd(end: usize, config: &mut Config) {
    config.qcd = Some(Qcd { secret: Secret::new([end as u8; 32]), previous: vec![] });
}

#[test]
fn v2n_01_invalid_spi_is_answered_and_changes_no_sa() {
    let mut duo = Duo::up(|_, _| {});
    let lost = Spi(0x7aa6_9cb7);
    duo.with(B, |machine, cx| machine.report_spis(cx, &[(Protocol::Esp, lost)], false));
    duo.deliver();
    assert_eq!(duo.requests(B), [exchange::INFORMATIONAL]);
    assert_eq!(duo.sent.len(), 2, "one request, one empty response");
    assert!(duo.ends[A]
        .signals
        .iter()
        .any(|s| matches!(s, Signal::InvalidSpi { spis, total: 1, .. } if *spis == [(None, lost)])));
    assert_eq!(duo.bundles(A).len(), 1);
    duo.assert_agreement();
}

#[test]
fn reports_are_coalesced_while_one_is_outstanding_and_bounded() {
    let mut duo = Duo::up(|_, _| {});
    for n in 0..40 {
        duo.with(B, |machine, cx| machine.report_spis(cx, &[(Protocol::Esp, Spi(1000 + n))], false));
    }
    duo.deliver();
    assert_eq!(duo.requests(B).len(), 2);
    let totals: Vec<usize> = duo.ends[A]
        .signals
        .iter()
        .filter_map(|s| if let Signal::InvalidSpi { total, .. } = s { Some(*total) } else { None })
        .collect();
    assert_eq!(totals, [1, 16]);
}

#[test]
fn rac_09_an_spi_that_has_come_into_use_is_not_reported() {
    let mut duo = Duo::up(|_, _| {});
    let (_, inbound, _) = duo.spis(B, duo.bundles(B)[0]);
    duo.with(B, |machine, cx| machine.report_spis(cx, &[(Protocol::Esp, inbound)], false));
    assert!(duo.sent.is_empty());
}

#[test]
fn a_report_with_deletes_makes_the_owner_close_the_sa() {
    let mut duo = Duo::up(|_, _| {});
    let bundle = duo.bundles(B)[0];
    let (_, inbound, _) = duo.spis(B, bundle);
    duo.run(B, |_, cx| cx.sadb.remove(cx.out, bundle, Removal::Cleared));
    duo.with(B, |machine, cx| machine.report_spis(cx, &[(Protocol::Esp, inbound)], true));
    duo.deliver();
    assert!(duo.bundles(A).is_empty());
}

#[test]
fn v2n_02_and_v2n_03_a_probe_that_succeeds_replaces_the_sa() {
    let mut duo = Duo::up(|_, _| {});
    let old = duo.bundles(A)[0];
    duo.with(A, probe(old));
    duo.deliver();
    assert_eq!(duo.requests(A), [exchange::CREATE_CHILD_SA, exchange::INFORMATIONAL]);
    assert_eq!(duo.bundles(A).len(), 1);
    assert_ne!(duo.bundles(A)[0], old);
    assert_eq!(duo.ends[A].sadb.entry(old).map(|entry| entry.stage), Some(Stage::Lingering));
    duo.assert_agreement();
}

#[test]
fn v2n_04_child_sa_not_found_deletes_silently_and_creates_anew() {
    let mut duo = Duo::up(|_, _| {});
    let (old, lost) = (duo.bundles(A)[0], duo.bundles(B)[0]);
    duo.run(B, |_, cx| cx.sadb.remove(cx.out, lost, Removal::Cleared));
    duo.with(A, probe(old));
    duo.deliver();
    // No Delete: two CREATE_CHILD_SA.
    assert_eq!(duo.requests(A), [exchange::CREATE_CHILD_SA, exchange::CREATE_CHILD_SA]);
    assert_eq!(duo.ends[A].removed, [(old, Removal::InvalidSpi)]);
    assert_eq!((duo.bundles(A).len(), duo.bundles(B).len()), (1, 1));
    duo.assert_agreement();
}

#[test]
fn v2n_05_temporary_failure_keeps_the_sa_and_is_retried_later() {
    let mut duo = Duo::up(|_, _| {});
    let old = duo.bundles(A)[0];
    let other = duo.bundles(B)[0];
    // B is deleting it, and its Delete does not get through.
    duo.with(B, |machine, cx| machine.delete_child(cx, other, Removal::Cleared));
    duo.wire.clear();
    duo.with(A, probe(old));
    duo.deliver();
    assert_eq!(duo.bundles(A), [old]);
    assert!(duo.failures(A).is_empty());
    duo.pass(Duration::from_millis(900));
    assert_eq!(duo.bundles(A), [old]);
    // B's Delete comes again, and the retry finds nothing to probe.
    duo.pass(Duration::from_secs(15));
    assert!(duo.bundles(A).is_empty() && duo.bundles(B).is_empty());
    assert_eq!(duo.failures(A), [Failure::Cancelled]);
}

#[test]
fn temporary_failure_for_minutes_ends_the_ike_sa() {
    let mut duo = Duo::up(|_, _| {});
    let (old, other) = (duo.bundles(A)[0], duo.bundles(B)[0]);
    duo.run(B, |_, cx| cx.sadb.deleting(other));
    duo.with(A, probe(old));
    duo.pass(Duration::from_secs(170));
    assert_eq!(duo.bundles(A), [old]);
    duo.pass(Duration::from_secs(30));
    assert_eq!(duo.closures(A), [Closure::OutOfSync]);
    assert!(duo.bundles(A).is_empty());
}

#[test]
fn v2n_06_a_probe_without_an_answer_ends_the_ike_sa_with_all_its_children() {
    let mut duo = Duo::up(|_, _| {});
    let old = duo.bundles(A)[0];
    duo.ends[B].machines.clear();
    duo.with(A, probe(old));
    duo.wire.clear();
    for _ in 0..400 {
        duo.pass(Duration::from_secs(1));
        duo.wire.clear();
    }
    assert_eq!(duo.closures(A), [Closure::PeerDead]);
    assert_eq!(duo.requests(A).len(), 12);
    assert_eq!(duo.ends[A].removed, [(old, Removal::IkeGone)]);
    assert_eq!(duo.failures(A), [Failure::Timeout]);
}

#[test]
fn v2n_07_unprotected_invalid_spi_is_a_hint_and_is_not_answered() {
    let mut duo = Duo::up(|_, _| {});
    let message = payload::fixtures::derived("V2-INVSPI-CLEAR", "message");
    duo.arrive(A, SocketAddr::new(address(A), 500), SocketAddr::new(address(B), 500), &message);
    assert_eq!(duo.hints(A), 1);
    assert!(duo.sent.is_empty());
    assert_eq!(duo.bundles(A).len(), 1);
}

#[test]
fn v2n_08_invalid_ike_spi_starts_nothing_but_a_liveness_check() {
    let mut duo = Duo::up(|_, _| {});
    duo.ends[B].machines.clear();
    duo.now += Duration::from_secs(60);
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    duo.deliver();
    assert_eq!((duo.hints(A), duo.ends[A].machines.len(), duo.bundles(A).len()), (1, 1, 1));
    // The hint is what the endpoint follows up; the request that is out asks the question already.
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    assert_eq!(duo.requests(A).len(), 1);
}

#[test]
fn a_hinted_liveness_check_is_six_tries_and_is_not_made_of_a_peer_just_heard() {
    let mut duo = Duo::up(|_, _| {});
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    assert!(duo.sent.is_empty());
    duo.ends[B].machines.clear();
    duo.now += Duration::from_secs(10);
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    duo.pass(Duration::from_secs(60));
    assert_eq!(duo.requests(A).len(), 6);
    assert_eq!(duo.closures(A), [Closure::PeerDead]);
}

#[test]
fn v2n_09_a_token_from_anywhere_discards_the_ike_sa_and_its_children_silently() {
    let mut duo = Duo::up(with_qcd);
    duo.ends[B].machines.clear();
    duo.now += Duration::from_secs(60);
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    // From another host: RFC 6290 §3.
    let (_, request) = duo.wire.pop_front().unwrap();
    duo.arrive(B, request.remote, request.local, &request.payload);
    let (_, answer) = duo.wire.pop_front().unwrap();
    let elsewhere = SocketAddr::new(IpAddr::from([198, 51, 100, 9]), 12_345);
    duo.sent.clear();
    duo.arrive(A, answer.remote, elsewhere, &answer.payload);
    assert_eq!(duo.closures(A), [Closure::CrashDetected]);
    assert_eq!(duo.ends[A].removed.iter().map(|(_, why)| *why).collect::<Vec<_>>(), [Removal::PeerRestarted]);
    assert!(duo.sent.is_empty());
}

#[test]
fn v2n_09_one_of_four_tokens_suffices() {
    let mut duo = Duo::up(with_qcd);
    duo.ends[B].machines.clear();
    // The secret in use has been replaced three times since.
    let first = duo.ends[B].config.qcd.take().unwrap().secret;
    let others = [7, 8].map(|n| Secret::new([n; 32]));
    duo.ends[B].config.qcd = Some(Qcd { secret: Secret::new([9; 32]), previous: [&others[..], &[first]].concat() });
    duo.now += Duration::from_secs(60);
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    duo.deliver();
    assert_eq!(duo.closures(A), [Closure::CrashDetected]);
}

#[test]
fn v2n_10_a_wrong_token_is_ignored_and_not_answered() {
    let mut duo = Duo::up(with_qcd);
    duo.ends[B].machines.clear();
    with_qcd(7, &mut duo.ends[B].config);
    duo.now += Duration::from_secs(60);
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    duo.deliver();
    assert!(duo.closures(A).is_empty());
    assert_eq!((duo.hints(A), duo.bundles(A).len(), duo.requests(A).len()), (1, 1, 1));
}

#[test]
fn v2n_12_a_response_of_an_unknown_sa_is_not_answered() {
    let mut duo = Duo::new(with_qcd);
    let mut chain = Chain::default();
    chain.push(payload::SK, |out| out.extend_from_slice(&[0; 40]));
    let header = Header {
        initiator_spi: 1,
        responder_spi: 2,
        next_payload: 0,
        version: 0x20,
        exchange: exchange::INFORMATIONAL,
        flags: flags::RESPONSE | flags::INITIATOR,
        message_id: 3,
        length: 0,
    };
    let (a, b) = (SocketAddr::new(address(A), 500), SocketAddr::new(address(B), 500));
    duo.arrive(B, b, a, &chain.message(header));
    assert!(duo.sent.is_empty());
    duo.arrive(B, b, a, &chain.message(Header { flags: flags::INITIATOR, ..header }));
    assert_eq!(duo.sent.len(), 1);
    let answer = &duo.sent[0].1.payload;
    let parsed = Header::parse(answer).unwrap();
    assert_eq!((parsed.flags, parsed.message_id, parsed.exchange), (flags::RESPONSE, 3, exchange::INFORMATIONAL));
    let payloads = Payloads::parse(parsed.next_payload, &answer[header::LEN..]).unwrap();
    assert!(payloads.has(notify::INVALID_IKE_SPI) && payloads.has(notify::QUICK_CRASH_DETECTION));
    // A higher version is told the one that is spoken here.
    duo.arrive(B, b, a, &chain.message(Header { flags: flags::INITIATOR, version: 0x30, ..header }));
    let answer = &duo.sent[1].1.payload;
    let parsed = Header::parse(answer).unwrap();
    assert_eq!(parsed.version, 0x20);
    assert!(Payloads::parse(parsed.next_payload, &answer[header::LEN..]).unwrap().has(notify::INVALID_MAJOR_VERSION));
}

#[test]
fn v2n_14_initial_contact_is_told_with_the_identity_and_only_from_ike_auth() {
    let mut duo = Duo::new(|_, _| {});
    duo.initiate(Opening { initial_contact: true, ..Opening::default() });
    duo.deliver();
    let told = |duo: &Duo| duo.ends[B].signals.iter().filter(|s| matches!(s, Signal::InitialContact { .. })).count();
    assert_eq!(told(&duo), 1);
    // With something else up it would not be true.
    duo.initiate(Opening { initial_contact: true, children: vec![0], ..Opening::default() });
    duo.deliver();
    duo.initiate(Opening { initial_contact: true, ..Opening::default() });
    duo.deliver();
    assert_eq!(told(&duo), 2);
}

#[test]
fn v2n_15_initial_contact_in_a_later_message_is_ignored() {
    let mut duo = Duo::new(|_, _| {});
    let (local, remote) = (SocketAddr::new(address(A), 500), SocketAddr::new(address(B), 500));
    // The initiator in the test's own hands, so that it may say what it never says by itself.
    let peer = duo.ends[A].config.peers[0].clone();
    let mut initiator = duo.run(A, |_, cx| {
        let mut head = Head::new(cx.sadb.next_ike_id(), peer, true, 7, Path { local, remote }, cx.now);
        let state = sa_init::initiate(cx, &mut head, Opening { children: vec![0], ..Opening::default() });
        Sa { head, state }
    });
    for _ in [exchange::IKE_SA_INIT, exchange::IKE_AUTH] {
        let (_, request) = duo.wire.pop_front().unwrap();
        duo.arrive(B, remote, local, &request.payload);
        let (_, response) = duo.wire.pop_front().unwrap();
        let datagram = Datagram { local, remote, payload: &response.payload };
        duo.run(A, |_, cx| initiator.handle(cx, &datagram, &response.payload));
    }
    let State::Established(state) = &mut initiator.state else { panic!("the IKE SA is up") };
    let mut chain = Chain::default();
    chain.status(notify::INITIAL_CONTACT);
    duo.ends[B].signals.clear();
    let head = &mut initiator.head;
    duo.run(A, |_, cx| state.channel.request(cx, head, exchange::INFORMATIONAL, &chain, Schedule::NORMAL));
    let (_, request) = duo.wire.pop_front().unwrap();
    duo.arrive(B, remote, local, &request.payload);
    assert!(duo.ends[B].signals.is_empty(), "nothing is told, nothing is dropped");
    assert_eq!((duo.wire.len(), duo.bundles(B).len()), (1, 1), "it is answered");
}

#[test]
fn v2n_17_a_peer_that_can_do_without_a_child_gets_none_unless_asked() {
    let mut duo = Duo::new(|_, _| {});
    duo.initiate(Opening::default());
    duo.deliver();
    assert_eq!((duo.ends[A].machines.len(), duo.bundles(A).len(), duo.bundles(B).len()), (1, 0, 0));
    assert!(duo.ends[A].machines[0].established());
}

#[test]
fn v2n_19_invalid_ke_payload_is_followed_within_policy_only() {
    let other = |end: usize, config: &mut Config, ours: &[Group]| {
        let mut changed = peer(end);
        changed.proposals[0].groups = if end == A { ours.to_vec() } else { vec![Group::P256] };
        config.peers = vec![Arc::new(changed)];
    };
    let mut duo = Duo::up(|end, config| other(end, config, &[Group::X25519, Group::P256]));
    duo.assert_agreement();
    assert!(duo.ends[A].machines[0].established());
    duo = Duo::new(|end, config| other(end, config, &[Group::X25519]));
    duo.initiate(Opening { children: vec![0], ..Opening::default() });
    duo.deliver();
    assert!(duo.failures(A).contains(&Failure::NoProposalChosen));
    // A wish that nobody offered, as an attacker would send it.
    duo = Duo::new(|_, _| {});
    duo.initiate(Opening::default());
    let (_, request) = duo.wire.pop_front().unwrap();
    let header = Header::parse(&request.payload).unwrap();
    let mut chain = Chain::default();
    chain.notify(&Notify::new(notify::INVALID_KE_PAYLOAD, &1u16.to_be_bytes()));
    let wish = chain.message(Header { flags: flags::RESPONSE, ..header });
    duo.arrive(A, request.local, request.remote, &wish);
    assert_eq!(duo.failures(A), [Failure::Refused { notify: notify::INVALID_KE_PAYLOAD }]);
}

#[test]
fn v2n_20_a_redirect_is_not_followed() {
    let mut duo = Duo::new(|_, _| {});
    duo.initiate(Opening::default());
    let (_, request) = duo.wire.pop_front().unwrap();
    let header = Header::parse(&request.payload).unwrap();
    let mut chain = Chain::default();
    chain.notify(&Notify::new(16407, &[1, 4, 198, 51, 100, 1]));
    duo.sent.clear();
    duo.arrive(A, request.local, request.remote, &chain.message(Header { flags: flags::RESPONSE, ..header }));
    assert!(duo.sent.is_empty());
}

#[test]
fn rac_05_both_rekey_the_same_child_and_one_new_sa_stays() {
    for first in [A, B] {
        for seed in 0..8 {
            let mut duo = Duo::up(|_, _| {});
            for end in [A, B] {
                duo.ends[end].rng = ChaCha20Rng::seed_from_u64(seed * 2 + end as u64);
            }
            let olds = [duo.bundles(A)[0], duo.bundles(B)[0]];
            for end in [first, 1 - first] {
                duo.with(end, |machine, cx| machine.create_child(cx, 0, ChildPurpose::Rekey(olds[end])));
            }
            duo.deliver();
            assert_eq!((duo.bundles(A).len(), duo.bundles(B).len()), (1, 1), "seed {seed}");
            assert!(!duo.bundles(A).contains(&olds[A]));
            duo.assert_agreement();
            assert!(duo.failures(A).is_empty() && duo.failures(B).is_empty());
        }
    }
}

#[test]
fn rac_05_a_crossing_request_that_arrives_late_is_put_off_by_temporary_failure() {
    let mut duo = Duo::up(|_, _| {});
    let olds = [duo.bundles(A)[0], duo.bundles(B)[0]];
    duo.with(A, |machine, cx| machine.create_child(cx, 0, ChildPurpose::Rekey(olds[A])));
    let (_, late) = duo.wire.pop_front().unwrap();
    duo.with(B, |machine, cx| machine.create_child(cx, 0, ChildPurpose::Rekey(olds[B])));
    // B's rekey completes before A's request gets there: A sees the crossing, B does not.
    let (from, request) = duo.wire.pop_front().unwrap();
    duo.arrive(1 - from, request.remote, request.local, &request.payload);
    let (from, response) = duo.wire.pop_front().unwrap();
    duo.arrive(1 - from, response.remote, response.local, &response.payload);
    duo.arrive(B, late.remote, late.local, &late.payload);
    duo.deliver();
    assert_eq!((duo.bundles(A).len(), duo.bundles(B).len()), (1, 1));
    duo.assert_agreement();
    assert!(duo.failures(A).is_empty());
}

#[test]
fn a_bundle_that_the_peer_has_replaced_and_does_not_delete_is_deleted_by_us() {
    let mut duo = Duo::up(|_, _| {});
    let (old, theirs) = (duo.bundles(A)[0], duo.bundles(B)[0]);
    duo.with(B, |machine, cx| machine.create_child(cx, 0, ChildPurpose::Rekey(theirs)));
    let (_, request) = duo.wire.pop_front().unwrap();
    duo.arrive(A, request.remote, request.local, &request.payload);
    let (_, response) = duo.wire.pop_front().unwrap();
    duo.arrive(B, response.remote, response.local, &response.payload);
    // Its Delete, which does not arrive.
    duo.wire.clear();
    let new = *duo.bundles(A).last().unwrap();
    let stage = |duo: &Duo, bundle| duo.ends[A].sadb.entry(bundle).unwrap().stage;
    let late = |duo: &mut Duo, seconds| {
        duo.now += Duration::from_secs(seconds);
        duo.with(A, |machine, cx| machine.handle_timeout(cx));
    };
    late(&mut duo, 4);
    assert_eq!((stage(&duo, old), stage(&duo, new)), (Stage::Up, Stage::InboundOnly));
    assert!(duo.wire.is_empty());
    late(&mut duo, 2);
    assert_eq!((stage(&duo, old), stage(&duo, new)), (Stage::Deleting, Stage::Up));
    duo.deliver();
    assert_eq!((duo.requests(A), duo.bundles(A)), (vec![exchange::INFORMATIONAL], vec![new]));
    // In time, nothing of the kind is sent.
    let (theirs, before) = (*duo.bundles(B).last().unwrap(), duo.requests(A).len());
    duo.pass(Duration::from_secs(60));
    duo.with(B, |machine, cx| machine.create_child(cx, 0, ChildPurpose::Rekey(theirs)));
    duo.pass(Duration::from_secs(60));
    assert_eq!(duo.requests(A).len(), before);
    duo.assert_agreement();
}

#[test]
fn rac_07_no_probe_while_our_delete_is_outstanding() {
    let mut duo = Duo::up(|_, _| {});
    let old = duo.bundles(A)[0];
    duo.with(A, |machine, cx| machine.delete_child(cx, old, Removal::Cleared));
    duo.with(A, probe(old));
    duo.deliver();
    assert_eq!(duo.requests(A), [exchange::INFORMATIONAL]);
    assert!(duo.bundles(A).is_empty() && duo.bundles(B).is_empty());
    assert_eq!(duo.failures(A), [Failure::Cancelled]);
}

#[test]
fn deletes_that_cross_are_answered_without_delete_payload_and_both_complete() {
    let mut duo = Duo::up(|_, _| {});
    let olds = [duo.bundles(A)[0], duo.bundles(B)[0]];
    for end in [A, B] {
        duo.with(end, |machine, cx| machine.delete_child(cx, olds[end], Removal::Cleared));
    }
    duo.deliver();
    assert!(duo.bundles(A).is_empty() && duo.bundles(B).is_empty());
    assert!(duo.failures(A).is_empty() && duo.failures(B).is_empty());
}

#[test]
fn a_message_seen_before_or_changed_on_its_way_does_nothing() {
    let mut duo = Duo::up(|_, _| {});
    duo.with(B, |machine, cx| machine.report_spis(cx, &[(Protocol::Esp, Spi(9999))], false));
    let (_, request) = duo.wire.pop_front().unwrap();
    for at in 28..request.payload.len() {
        let mut forged = request.payload.clone();
        forged[at] ^= 1;
        duo.arrive(A, request.remote, request.local, &forged);
    }
    assert!(!duo.ends[A].signals.iter().any(|s| matches!(s, Signal::InvalidSpi { .. })));
    assert!(duo.drops(A).iter().all(|why| matches!(why, Drop::Unauthentic | Drop::Malformed)));
    for _ in 0..3 {
        duo.arrive(A, request.remote, request.local, &request.payload);
    }
    let told = duo.ends[A].signals.iter().filter(|s| matches!(s, Signal::InvalidSpi { .. })).count();
    assert_eq!(told, 1, "the repetition is answered from the window");
    assert_eq!(duo.sent.iter().filter(|(from, _)| *from == A).count(), 3);
    // Reflected to its sender it is nobody's.
    duo.arrive(B, request.local, request.remote, &request.payload);
    assert_eq!(duo.drops(B).len(), 1);
}

#[test]
fn an_established_sa_and_its_child_need_less_than_eight_kib() {
    let mut duo = Duo::up(with_qcd);
    let old = duo.bundles(A)[0];
    duo.with(A, probe(old));
    duo.deliver();
    let fixed = std::mem::size_of::<crate::v2::sa::Sa>()
        + std::mem::size_of::<crate::v2::established::Established>()
        + std::mem::size_of::<crate::sadb::Entry>();
    // Keys, tokens, identity and selectors are a few dozen octets each; the kept response is the largest part.
    let kept = duo.sent.iter().map(|(_, t)| t.payload.len()).max().unwrap();
    assert!(fixed + kept < 4096, "{fixed} + {kept}");
}

#[test]
fn an_unknown_critical_payload_is_refused_by_name_and_the_ike_sa_lives() {
    // In the clear, where a test can write it: the first message.
    let mut duo = Duo::new(|_, _| {});
    duo.initiate(Opening::default());
    let (_, request) = duo.wire.pop_front().unwrap();
    let mut message = request.payload.clone();
    let first = std::mem::replace(&mut message[16], 99);
    message.splice(28..28, [first, 0x80, 0, 4]);
    let len = (message.len() as u32).to_be_bytes();
    message[24..28].copy_from_slice(&len);
    duo.sent.clear();
    duo.arrive(B, request.remote, request.local, &message);
    let answer = &duo.sent[0].1.payload;
    let header = Header::parse(answer).unwrap();
    let payloads = Payloads::parse(header.next_payload, &answer[header::LEN..]).unwrap();
    assert_eq!(payloads.notify(notify::UNSUPPORTED_CRITICAL_PAYLOAD).unwrap().data, [99]);
    assert!(duo.ends[B].machines.is_empty());
}

#[test]
fn m21_a_peer_behind_a_nat_is_followed_once_its_message_is_authentic() {
    let encapsulated = |end: usize, config: &mut Config| {
        config.peers = vec![Arc::new(Peer { force_encapsulation: end == A, ..peer(end) })];
    };
    let mut duo = Duo::up(encapsulated);
    let before = duo.ends[B].machines[0].path().1;
    duo.now += Duration::from_secs(60);
    duo.with(A, |machine, cx| machine.check_liveness(cx));
    let (_, request) = duo.wire.pop_front().unwrap();
    let mapped = SocketAddr::new(address(A), 61_000);
    let mut forged = request.payload.clone();
    *forged.last_mut().unwrap() ^= 1;
    duo.arrive(B, request.remote, mapped, &forged);
    assert_eq!(duo.ends[B].machines[0].path().1, before);
    duo.arrive(B, request.remote, mapped, &request.payload);
    assert_eq!(duo.ends[B].machines[0].path().1, mapped);
    let (_, response) = duo.wire.pop_front().unwrap();
    assert_eq!(response.remote, mapped);
    // Who is behind a NAT himself stays where he is (RFC 7296 §2.23).
    duo.arrive(A, response.local, SocketAddr::new(address(B), 62_000), &response.payload);
    assert_eq!(duo.ends[A].machines[0].path().1, SocketAddr::new(address(B), 4500));
}
