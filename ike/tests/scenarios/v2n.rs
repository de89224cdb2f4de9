//! Spec 06 §6.4: what an IKEv2 peer's report leads to, where the endpoint decides.

use std::net::SocketAddr;
use std::time::Duration;

use respite_ike::config::{Qcd, Version};
use respite_ike::crypto::Secret;
use respite_ike::recovery::config::OnInvalidSpi;
use respite_ike::report::{Closure, Decision, Drop, Report};
use respite_ike_testing::*;

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn established() -> Pair {
    Pair::new(Version::V2).established()
}

/// An unprotected one-way N(INVALID_SPI), as RFC 7296 §1.5 has it.
fn unprotected(spi: u32) -> Vec<u8> {
    let mut message = vec![0; 16];
    message.extend([41, 0x20, 37, 0x08, 0, 0, 0, 0, 0, 0, 0, 40]);
    message.extend([0, 0, 0, 12, 0, 0, 0, 11]);
    message.extend(spi.to_be_bytes());
    message
}

#[test]
fn v2n_01_a_report_is_answered_and_changes_no_sa() {
    let mut pair = established().configure(A, |c| c.recovery.v2_on_invalid_spi = OnInvalidSpi::Audit);
    pair.forget(B);
    let (answers, pairs) = (pair.nodes[A].sent.len(), pair.nodes[A].engine.pairs());
    pair.send(A, "b", "net");
    pair.run(seconds(30));
    assert_eq!(pair.decided(B, Decision::Notified), 1);
    assert_eq!(pair.nodes[A].sent.len(), answers + 1, "an empty response, and nothing else");
    assert_eq!(pair.nodes[A].engine.pairs(), pairs);
}

#[test]
fn v2n_02_and_v2n_04_the_probe_is_a_rekey_and_its_refusal_removes_silently_and_creates_anew() {
    let mut pair = established();
    pair.forget(B);
    pair.send(A, "b", "net");
    pair.run(seconds(3));
    assert_eq!(pair.decided(A, Decision::Probed), 1);
    assert_eq!(pair.nodes[A].engine.removed.len(), 1);
    pair.assert_agreement();
    assert_eq!((pair.bundles(A), pair.ikes(A)), (1, 1), "{}", pair.story());
}

#[test]
fn v2n_06_a_probe_without_answer_ends_the_ike_sa_and_all_of_its_children() {
    let mut pair = established();
    pair.forget(B);
    pair.send(A, "b", "net");
    pair.until("A probes", seconds(2), |pair| pair.decided(A, Decision::Probed) == 1);
    pair.filter = Box::new(|_, _| false);
    pair.run(seconds(600));
    assert_eq!((pair.ikes(A), pair.bundles(A)), (0, 0), "{}", pair.story());
    let dead = |report: &Report| matches!(report, Report::Closed { why: Closure::PeerDead, .. });
    assert!(pair.nodes[A].reports.iter().any(|(_, report)| dead(report)), "{}", pair.story());
}

#[test]
fn v2n_07_an_unprotected_report_starts_one_liveness_check_in_thirty_seconds_and_changes_nothing() {
    let mut pair = established();
    pair.run(seconds(60));
    let pairs = pair.nodes[A].engine.pairs();
    let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
    let sent = pair.nodes[A].sent.len();
    let spi = pair.outbound_spi(A).0;
    for _ in 0..25 {
        pair.inject(SocketAddr::new(b, 500), SocketAddr::new(a, 500), unprotected(spi));
        pair.run(seconds(1));
    }
    assert_eq!((pair.decided(A, Decision::HintProbed), pair.decided(A, Decision::HintIgnored)), (1, 24));
    assert_eq!(pair.nodes[A].sent.len(), sent + 1, "one liveness check");
    assert_eq!(pair.nodes[A].engine.pairs(), pairs);
    pair.run(seconds(10));
    pair.inject(SocketAddr::new(b, 500), SocketAddr::new(a, 500), unprotected(spi));
    pair.run(seconds(1));
    assert_eq!(pair.decided(A, Decision::HintProbed), 2);
}

#[test]
fn v2n_08_an_unprotected_invalid_ike_spi_changes_nothing() {
    let mut pair = established();
    pair.run(seconds(60));
    let pairs = pair.nodes[A].engine.pairs();
    let ike = pair.nodes[A].endpoint.ike_sas().next().unwrap();
    let mut message: Vec<u8> = [ike.spis.0.to_be_bytes(), ike.spis.1.to_be_bytes()].concat();
    // A response of the responder's, to a request of ours.
    message.extend([41, 0x20, 37, 0x20, 0, 0, 0, 9, 0, 0, 0, 36, 0, 0, 0, 8, 0, 0, 0, 4]);
    for _ in 0..10 {
        pair.inject(ike.remote, ike.local, message.clone());
        pair.run(seconds(1));
    }
    assert!(pair.decided(A, Decision::HintProbed) <= 1);
    pair.run(seconds(30));
    assert_eq!((pair.ikes(A), pair.nodes[A].engine.pairs()), (1, pairs));
}

/// N(QUICK_CRASH_DETECTION) as it stands in a message, without its token.
const TOKEN: [u8; 4] = [1, 0, 0x40, 0x23];

fn with_qcd(config: &mut respite_ike::Config) {
    config.qcd = Some(Qcd { secret: Secret::new([6; 32]), previous: vec![] });
}

/// A request with an Encrypted payload of noise.
fn noise(spis: (u64, u64), flags: u8, exchange: u8, version: u8) -> Vec<u8> {
    let mut message: Vec<u8> = [spis.0.to_be_bytes(), spis.1.to_be_bytes()].concat();
    message.extend([46, version, exchange, flags, 0, 0, 0, 9, 0, 0, 0, 64]);
    message.extend([0, 0, 0, 36]);
    message.extend([0x5a; 32]);
    message
}

#[test]
fn v2n_11_the_token_of_an_ike_sa_that_lives_is_told_to_nobody() {
    let mut pair = Pair::new(Version::V2).configure(A, with_qcd).configure(B, with_qcd).established();
    let shows = |payload: &[u8]| payload.windows(4).any(|octets| octets == TOKEN);
    for node in [A, B] {
        let ike = pair.nodes[node].endpoint.ike_sas().next().unwrap();
        let attacker = SocketAddr::new(ip("203.0.113.9"), 500);
        let before = (pair.nodes[node].sent.len(), pair.nodes[node].engine.pairs());
        for spis in [ike.spis, (ike.spis.1, ike.spis.0)] {
            for (flags, exchange) in [0, 0x08, 0x10, 0x18].into_iter().flat_map(|f| (34..=43).map(move |x| (f, x))) {
                for source in [attacker, ike.remote] {
                    pair.inject(source, ike.local, noise(spis, flags, exchange, 0x20));
                    pair.inject(source, ike.local, noise(spis, flags, exchange, 0x30));
                }
                pair.run(seconds(2));
            }
        }
        let sent: Vec<_> = pair.nodes[node].sent[before.0..].iter().map(|(_, transmit)| &transmit.payload).collect();
        assert!(sent.iter().all(|payload| !shows(payload)), "{sent:02x?}");
        assert_eq!(pair.nodes[node].engine.pairs(), before.1);
    }
    // Of the same SPIs, once they are unknown, it is told: what was looked for can be found.
    let ike = pair.nodes[B].endpoint.ike_sas().next().unwrap();
    pair.reboot(B);
    pair.inject(ike.remote, ike.local, noise(ike.spis, 0x08, 37, 0x20));
    pair.run(seconds(1));
    assert!(shows(&pair.nodes[B].sent.last().unwrap().1.payload));
}

#[test]
fn v2n_09_after_a_crash_the_token_ends_the_ike_sa_at_once_and_traffic_makes_another() {
    let mut pair = Pair::new(Version::V2).configure(A, with_qcd).configure(B, with_qcd).established();
    pair.run(seconds(60));
    pair.reboot(B);
    // Recovery is off at B: all that A learns is the answer to its own liveness check.
    let (a, b) = (pair.nodes[A].address, pair.nodes[B].address);
    let spi = pair.outbound_spi(A).0;
    pair.inject(SocketAddr::new(b, 500), SocketAddr::new(a, 500), unprotected(spi));
    pair.run(seconds(1));
    let crashed = |report: &Report| matches!(report, Report::Closed { why: Closure::CrashDetected, .. });
    assert_eq!(pair.nodes[A].reports.iter().filter(|(_, report)| crashed(report)).count(), 1, "{}", pair.story());
    assert_eq!((pair.ikes(A), pair.bundles(A)), (0, 0));
    assert!(pair.ping(5, seconds(2)).ends_with("!!!!"), "{}", pair.story());
    pair.assert_agreement();
}

#[test]
fn v2n_10_a_token_that_is_wrong_or_of_another_ike_sa_ends_nothing_and_is_counted() {
    let mut pair = Pair::new(Version::V2).configure(A, with_qcd).configure(B, with_qcd).established();
    let ike = pair.nodes[A].endpoint.ike_sas().next().unwrap();
    // What B would tell of another IKE SA, with the SPIs of this one.
    let mut other = Pair::new(Version::V2).configure(B, with_qcd);
    let (from, to) = (SocketAddr::new(ip("203.0.113.9"), 500), SocketAddr::new(other.nodes[B].address, 500));
    other.inject(from, to, noise((1, 2), 0x08, 37, 0x20));
    other.run(seconds(1));
    let mut answer = other.nodes[B].sent.last().unwrap().1.payload.clone();
    answer[..16].copy_from_slice(&[ike.spis.0.to_be_bytes(), ike.spis.1.to_be_bytes()].concat());
    let (sent, pairs) = (pair.nodes[A].sent.len(), pair.nodes[A].engine.pairs());
    pair.run(seconds(60));
    pair.inject(ike.remote, ike.local, answer);
    pair.run(seconds(30));
    assert_eq!(pair.nodes[A].endpoint.counters().dropped(Drop::Unprotected), 1);
    assert_eq!((pair.ikes(A), pair.nodes[A].engine.pairs()), (1, pairs));
    // No answer; but as any INVALID_IKE_SPI it makes A ask, once.
    assert_eq!((pair.nodes[A].sent.len() - sent, pair.decided(A, Decision::HintProbed)), (1, 1));
}

#[test]
fn v2n_12_requests_of_unknown_sas_are_answered_by_invalid_ike_spi_at_a_bounded_rate() {
    let mut pair = established();
    pair.reboot(B);
    let ike = pair.nodes[A].endpoint.ike_sas().next().unwrap();
    let mut request: Vec<u8> = [ike.spis.0.to_be_bytes(), ike.spis.1.to_be_bytes()].concat();
    request.extend([46, 0x20, 37, 0x08, 0, 0, 0, 9, 0, 0, 0, 64]);
    request.extend([0, 0, 0, 36]);
    request.extend([0x5a; 32]);
    let mut response = request.clone();
    response[19] = 0x20;
    for _ in 0..100 {
        pair.inject(ike.local, ike.remote, request.clone());
        pair.inject(ike.local, ike.remote, response.clone());
    }
    pair.run(Duration::from_millis(500));
    assert_eq!(pair.nodes[B].sent.len() - 2, 5, "five a second to one source, none to responses");
    let answer = &pair.nodes[B].sent.last().unwrap().1.payload;
    assert_eq!((&answer[..16], answer[18], answer[19]), (&request[..16], 37, 0x20));
    assert_eq!(answer[answer.len() - 8..], [0, 0, 0, 8, 0, 0, 0, 4]);
}

#[test]
fn v2n_14_initial_contact_ends_old_ike_sas_of_the_same_identity_only() {
    let (a, b, c) = (ip("192.0.2.1"), ip("192.0.2.2"), ip("192.0.2.3"));
    let mut pair = Pair::with(vec![
        (a, config([peer(Version::V2, "b", a, b, (1, 2)), peer(Version::V2, "c", a, c, (1, 3))])),
        (b, config([peer(Version::V2, "a", b, a, (2, 1))])),
        (c, config([peer(Version::V2, "a", c, a, (3, 1))])),
    ]);
    pair.acquire(A, "b", "net");
    pair.acquire(A, "c", "net");
    pair.run(seconds(10));
    pair.nodes[B].config.recovery.enabled = true;
    pair.reboot(B);
    let forged = pair.forged(a, b, 0x7777_7777);
    pair.transmit(forged);
    pair.run(seconds(5));
    let closed =
        |report: &Report| matches!(report, Report::Closed { why: Closure::InitialContact, peer, .. } if peer == "b");
    assert_eq!(pair.nodes[A].reports.iter().filter(|(_, report)| closed(report)).count(), 1, "{}", pair.story());
    let mut ikes: Vec<_> = pair.nodes[A].endpoint.ike_sas().map(|ike| (ike.peer, ike.initiator)).collect();
    ikes.sort();
    assert_eq!(ikes, [("b".into(), false), ("c".into(), true)]);
    let mut bundles: Vec<_> = pair.nodes[A].endpoint.bundles().map(|bundle| bundle.peer).collect();
    bundles.sort();
    assert_eq!(bundles, ["b", "c"]);
}

#[test]
fn v2n_16_a_replica_never_sends_initial_contact() {
    let mut pair = established().recovering();
    pair.nodes[B].config.recovery.replica = true;
    pair.reboot(B);
    pair.send(A, "b", "net");
    pair.run(seconds(5));
    assert_eq!(pair.decided(B, Decision::Initiated), 1);
    assert_eq!(pair.ikes(A), 2, "nothing has made A drop its old IKE SA yet\n{}", pair.story());
}

#[test]
fn v2n_17_the_recovery_ike_sa_carries_a_child_unless_it_is_not_wanted() {
    for own_child in [true, false] {
        let mut pair = established().recovering();
        pair.nodes[B].config.recovery.own_child = own_child;
        pair.reboot(B);
        pair.send(A, "b", "net");
        pair.run(seconds(5));
        assert_eq!(pair.ikes(B), 1, "{}", pair.story());
        assert_eq!(pair.bundles(B), usize::from(own_child), "{}", pair.story());
        assert_eq!(pair.bundles(A), usize::from(own_child));
    }
}

#[test]
fn a_report_about_a_child_of_another_ike_sa_makes_that_one_doubted() {
    let mut pair = established().recovering();
    pair.nodes[B].config.recovery.replica = true;
    pair.nodes[B].config.recovery.own_child = false;
    pair.reboot(B);
    pair.send(A, "b", "net");
    pair.run(seconds(5));
    assert!(pair.decided(A, Decision::HintProbed) >= 1, "{}", pair.story());
    // The old IKE SA is asked and does not answer; its children go with it.
    pair.run(seconds(600));
    assert_eq!((pair.ikes(A), pair.bundles(A)), (1, 0), "{}", pair.story());
}
