//! Exchanges beside the straight path, with strongSwan: guesses that are corrected, cookies, narrowing, liveness, IPv6, refusals.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use respite_ike::config::{Auth, Limits, Peer, TrafficSelector};
use respite_ike::crypto::{Group, Secret};
use respite_ike::report::{Decision, Failure, Report};
use respite_ike::sa::{Protocol, Spi};
use respite_ike::wire::v2::exchange;
use respite_ike::{Config, InvalidSpi, Limit};

use crate::gateway;
use crate::lab::Side;
use crate::proven::proven;
use crate::strongswan::Connection;
use crate::tree::Tree::{self, StrongSwan, StrongSwanNext};
use crate::tunnel::Initiator::{Ours, Peers};
use crate::tunnel::Tunnel;

#[test]
fn our_guess_of_a_group_is_corrected() {
    let test = "our_guess_of_a_group_is_corrected";
    let suite = ("aes128-sha256-modp2048", "aes128-sha256-modp2048");
    let add = |peer: &mut Peer| peer.proposals[0].groups.insert(0, Group::X25519);
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 2), suite, add) else { return };
    tunnel.begin(Ours);
    assert!(tunnel.peer.log().contains("INVAL_KE"), "{}", tunnel.story());
    tunnel.pings();
    proven(test, StrongSwan, "IKEv2: it answers our first group with INVALID_KE_PAYLOAD");
}

#[test]
fn its_guess_of_a_group_is_corrected() {
    let test = "its_guess_of_a_group_is_corrected";
    let connection = Connection::psk(Side::Right, 2, "aes128-sha256-x25519-modp2048", "aes128-sha256-modp2048");
    let config = gateway::config(gateway::peer(Side::Left, 2, "aes128-sha256-modp2048", "aes128-sha256-modp2048"));
    let Some(tunnel) = Tunnel::open(test, StrongSwan, &connection, config) else { return };
    tunnel.begin(Peers);
    assert!(tunnel.peer.log().contains("INVAL_KE"), "{}", tunnel.story());
    tunnel.pings();
    proven(test, StrongSwan, "IKEv2: we answer its first group with INVALID_KE_PAYLOAD");
}

#[test]
fn it_returns_our_cookie() {
    let test = "it_returns_our_cookie";
    let connection = Connection::psk(Side::Right, 2, GCM.0, GCM.1);
    let peer = gateway::peer(Side::Left, 2, GCM.0, GCM.1);
    let limits = Limits { cookie_threshold: 0, ..Limits::default() };
    let config = Config { limits, ..gateway::config(peer) };
    let Some(tunnel) = Tunnel::open(test, StrongSwan, &connection, config) else { return };
    tunnel.begin(Peers);
    assert!(tunnel.peer.log().contains("N(COOKIE)"), "{}", tunnel.story());
    tunnel.pings();
    proven(test, StrongSwan, "IKEv2: it returns the cookie that we ask for");
}

#[test]
fn what_it_narrows_is_taken() {
    let test = "what_it_narrows_is_taken";
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 2), GCM, widen) else { return };
    tunnel.begin(Ours);
    narrowed(&tunnel);
    proven(test, StrongSwan, "IKEv2: we offer /16, it narrows to hosts");
}

#[test]
fn what_it_offers_within_our_policy_is_accepted() {
    let test = "what_it_offers_within_our_policy_is_accepted";
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 2), GCM, widen) else { return };
    tunnel.begin(Peers);
    narrowed(&tunnel);
    proven(test, StrongSwan, "IKEv2: it offers hosts within our /16");
}

#[test]
fn its_liveness_checks_are_answered_with_ikev2() {
    liveness("its_liveness_checks_are_answered_with_ikev2", 2, GCM);
}

#[test]
fn its_liveness_checks_are_answered_with_ikev1() {
    liveness("its_liveness_checks_are_answered_with_ikev1", 1, SHA);
}

#[test]
fn the_outer_addresses_may_be_ipv6() {
    let test = "the_outer_addresses_may_be_ipv6";
    let mut connection = Connection::psk(Side::Right, 2, GCM.0, GCM.1);
    connection.ipv6 = true;
    let mut peer = gateway::peer(Side::Left, 2, GCM.0, GCM.1);
    (peer.local, peer.remote) = (Side::Left.outer6(), Some(Side::Right.outer6()));
    let Some(tunnel) = Tunnel::open(test, StrongSwan, &connection, gateway::config(peer)) else { return };
    tunnel.begin(Ours);
    tunnel.pings();
    tunnel.rekey_child(Peers);
    tunnel.pings();
    tunnel.end(Ours);
    proven(test, StrongSwan, "IKEv2 and ESP in UDP over IPv6; pings, rekey, delete");
}

#[test]
fn another_key_of_ours_is_refused_with_ikev2() {
    let test = "another_key_of_ours_is_refused_with_ikev2";
    let other = |peer: &mut Peer| peer.auth = Auth::Psk(Secret::new(*b"another key"));
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 2), GCM, other) else { return };
    tunnel.ours.call(|endpoint, now| endpoint.initiate(now, "gw")).expect("the peer may be called");
    let refused = |report: &Report| {
        matches!(report, Report::Failed { why: Failure::Authentication(_) | Failure::Refused { .. }, .. })
    };
    tunnel.until("a refusal", |t| t.ours.reports().iter().any(refused));
    assert!(tunnel.peer.initiate().is_err());
    tunnel.gone();
    proven(test, StrongSwan, "IKEv2: another pre-shared key is refused by either end");
}

#[test]
fn another_key_of_ours_is_refused_with_ikev1() {
    let test = "another_key_of_ours_is_refused_with_ikev1";
    let other = |peer: &mut Peer| peer.auth = Auth::Psk(Secret::new(*b"another key"));
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 1), SHA, other) else { return };
    assert!(tunnel.peer.initiate().is_err());
    assert_eq!((tunnel.ours.ike(), tunnel.ours.bundles().len()), (0, 0), "{}", tunnel.story());
    proven(test, StrongSwan, "IKEv1: another pre-shared key is refused");
}

#[test]
fn we_replace_the_ike_sa_in_time() {
    rekey("we_replace_the_ike_sa_in_time", StrongSwan, GCM);
}

#[test]
fn we_replace_the_ike_sa_in_time_with_ml_kem() {
    let suite = ("aes256gcm16-prfsha384-x25519-ke1_mlkem768", "aes256gcm16");
    rekey("we_replace_the_ike_sa_in_time_with_ml_kem", StrongSwanNext, suite);
}

#[test]
fn both_ends_may_rekey_a_child_at_once() {
    let test = "both_ends_may_rekey_a_child_at_once";
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 2), GCM, |_| ()) else { return };
    tunnel.begin(Ours);
    for _ in 0..5 {
        let old = tunnel.bundle();
        std::thread::scope(|scope| {
            scope.spawn(|| tunnel.peer.rekey_child());
            tunnel.ours.call(move |endpoint, now| endpoint.handle_lifetime(now, old, Limit::Soft));
        });
        tunnel.until("a new bundle", |t| t.ours.bundles().len() == 1 && t.bundle() != old);
        tunnel.settled();
        tunnel.pings();
    }
    proven(test, StrongSwan, "IKEv2: both ends rekey the child SA at about the same time, five times; pings");
}

/// While our Delete for the predecessor of a child is on its way strongSwan replaces the child, and never deletes it.
#[test]
fn a_child_that_it_replaces_before_our_delete_comes_and_does_not_delete_is_deleted_by_us() {
    let test = "a_child_that_it_replaces_before_our_delete_comes_and_does_not_delete_is_deleted_by_us";
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 2), GCM, |_| ()) else { return };
    tunnel.begin(Ours);
    let old = tunnel.bundle();
    tunnel.ours.lose_sent(Some(exchange::INFORMATIONAL));
    tunnel.ours.call(move |endpoint, now| endpoint.handle_lifetime(now, old, Limit::Soft));
    tunnel.until("a new bundle", |t| t.ours.bundles().iter().any(|bundle| bundle.id != old));
    let new = tunnel.bundle();
    tunnel.peer.rekey_child().unwrap_or_else(|said| panic!("{said}\n{}", tunnel.story()));
    tunnel.until("its new bundle", |t| t.ours.inbound() == 3);
    tunnel.ours.lose_sent(None);
    tunnel.until("the end of the one before", |t| t.ours.bundles().len() == 1 && t.bundle() != new);
    tunnel.settled();
    tunnel.pings();
    proven(test, StrongSwan, "IKEv2: it replaces a child before it has our Delete for the predecessor; pings");
}

/// It puts each child down to one of its ISAKMP SAs, and replaces and deletes it there alone.
#[test]
fn children_are_replaced_and_deleted_whichever_isakmp_sa_it_has_them_on() {
    let test = "children_are_replaced_and_deleted_whichever_isakmp_sa_it_has_them_on";
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, 1), SHA, |_| ()) else { return };
    tunnel.begin(Ours);
    // It leaves the first to whom it may concern, and is then told to replace both.
    for _ in 0..2 {
        let old = tunnel.peer.sas().ike;
        tunnel.peer.rekey_ike().unwrap_or_else(|said| panic!("{said}\n{}", tunnel.story()));
        tunnel.until("two ISAKMP SAs", |t| t.ours.ike() == 2 && !t.peer.sas().ike.iter().all(|sa| old.contains(sa)));
    }
    for _ in 0..2 {
        let old = tunnel.bundle();
        tunnel.ours.call(move |endpoint, now| endpoint.handle_lifetime(now, old, Limit::Soft));
        tunnel.until("a new bundle of ours", |t| t.bundle() != old);
        let old = tunnel.bundle();
        tunnel.peer.rekey_child().unwrap_or_else(|said| panic!("{said}\n{}", tunnel.story()));
        tunnel.until("a new bundle of its", |t| t.bundle() != old);
        // For longer than we wait before we remove one of two that crossed.
        assert_eq!(tunnel.lab.ping(Side::Right, tunnel.tree, PINGS), PINGS, "{}", tunnel.story());
    }
    tunnel.ours.call(|endpoint, now| endpoint.clear_bundles(now, None));
    tunnel.until("the end of its child SAs", |t| t.peer.sas().children.is_empty());
    proven(test, StrongSwan, "IKEv1: two ISAKMP SAs, the child SA is replaced by both ends, and deleted; pings");
}

#[test]
fn lost_datagrams_are_sent_again_with_ikev2() {
    loss("lost_datagrams_are_sent_again_with_ikev2", 2, GCM);
}

#[test]
fn lost_datagrams_are_sent_again_with_ikev1() {
    loss("lost_datagrams_are_sent_again_with_ikev1", 1, SHA);
}

#[test]
fn a_report_of_an_unknown_spi_is_taken_with_ikev2() {
    report("a_report_of_an_unknown_spi_is_taken_with_ikev2", 2, GCM);
}

#[test]
fn a_report_of_an_unknown_spi_is_taken_with_ikev1() {
    report("a_report_of_an_unknown_spi_is_taken_with_ikev1", 1, SHA);
}

fn rekey(test: &str, tree: Tree, suite: (&'static str, &'static str)) {
    let short = |peer: &mut Peer| peer.lifetime.time = Some(Duration::from_secs(8));
    let Some(tunnel) = Tunnel::psk(test, (tree, 2), suite, short) else { return };
    tunnel.begin(Ours);
    let (old, bundle) = (tunnel.peer.sas().ike, tunnel.bundle());
    tunnel.until("a new IKE SA", |t| {
        let sas = t.peer.sas();
        sas.ike.len() == 1 && sas.ike != old
    });
    tunnel.settled();
    // RFC 7296 §2.8: the children move over as they are.
    assert_eq!(tunnel.bundle(), bundle, "{}", tunnel.story());
    tunnel.pings();
    tunnel.rekey_child(Peers);
    tunnel.pings();
    proven(test, tree, &format!("IKEv2: we rekey the IKE SA of {}; it has the children", suite.0));
}

/// Every third IKE datagram that we send, and every third that arrives, is lost.
fn loss(test: &str, version: u8, suite: (&'static str, &'static str)) {
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, version), suite, |_| ()) else { return };
    tunnel.ours.lose(3);
    tunnel.begin(Ours);
    tunnel.rekey_child(Ours);
    tunnel.pings();
    proven(
        test,
        StrongSwan,
        &format!("IKEv{version}: every third IKE datagram of either direction is lost; rekey, pings"),
    );
}

/// We report an SPI that is none of ours on the IKE SA that is there; nothing that lives comes to harm.
fn report(test: &str, version: u8, suite: (&'static str, &'static str)) {
    let Some(tunnel) = Tunnel::psk(test, (StrongSwan, version), suite, |_| ()) else { return };
    tunnel.begin(Ours);
    let event = InvalidSpi {
        src: Side::Right.outer(),
        dst: Side::Left.outer(),
        ports: None,
        protocol: Protocol::Esp,
        spi: Spi(0xdead_beef),
        authenticated: false,
        count: 1,
    };
    tunnel.ours.call(move |endpoint, now| endpoint.handle_invalid_spi(now, event));
    let notified = |r: &Report| matches!(r, Report::Recovery { decision: Decision::Notified, .. });
    tunnel.until("a report", |t| t.ours.reports().iter().any(notified));
    tunnel.until("its reading of it", |t| t.peer.log().contains("INVAL_SPI"));
    tunnel.settled();
    tunnel.pings();
    proven(test, StrongSwan, &format!("IKEv{version}: it takes INVALID_SPI on the IKE SA that is there; pings go on"));
}

fn liveness(test: &str, version: u8, suite: (&'static str, &'static str)) {
    let mut connection = Connection::psk(Side::Right, version, suite.0, suite.1);
    connection.lines.extend(["dpd_delay = 1s", "dpd_timeout = 3s"]);
    let config = gateway::config(gateway::peer(Side::Left, version, suite.0, suite.1));
    let Some(tunnel) = Tunnel::open(test, StrongSwan, &connection, config) else { return };
    tunnel.begin(Peers);
    let before = (tunnel.bundle(), tunnel.peer.sas().ike);
    std::thread::sleep(Duration::from_secs(6));
    assert!(tunnel.peer.log().matches("sending DPD request").count() >= 3, "{}", tunnel.story());
    assert_eq!((tunnel.bundle(), tunnel.peer.sas().ike), before, "{}", tunnel.story());
    tunnel.pings();
    proven(test, StrongSwan, &format!("IKEv{version}: we answer its liveness checks"));
}

fn widen(peer: &mut Peer) {
    let net = |n: u8| {
        let end = |last: u8| IpAddr::V4(Ipv4Addr::new(10, n, last, last));
        vec![TrafficSelector::addresses(end(0), end(255))]
    };
    (peer.children[0].local, peer.children[0].remote) = (net(1), net(2));
}

fn narrowed(tunnel: &Tunnel) {
    let bundle = &tunnel.ours.bundles()[0];
    assert_eq!(bundle.local_selectors, [TrafficSelector::host(Side::Left.inner().into())]);
    assert_eq!(bundle.remote_selectors, [TrafficSelector::host(Side::Right.inner().into())]);
    tunnel.pings();
}

/// Seven seconds of them.
const PINGS: u32 = 24;
const GCM: (&str, &str) = ("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519");
const SHA: (&str, &str) = ("aes128-sha1-modp2048", "aes128-sha1");
