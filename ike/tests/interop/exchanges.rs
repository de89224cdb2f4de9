//! Exchanges beside the straight path, with strongSwan: guesses that are corrected, cookies, narrowing, liveness, IPv6, refusals.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use respite_ike::config::{Auth, Limits, Peer, TrafficSelector};
use respite_ike::crypto::{Group, Secret};
use respite_ike::report::{Failure, Report};
use respite_ike::Config;

use crate::gateway;
use crate::lab::{proven, Side};
use crate::strongswan::Connection;
use crate::tree::Tree::StrongSwan;
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

const GCM: (&str, &str) = ("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519");
const SHA: (&str, &str) = ("aes128-sha1-modp2048", "aes128-sha1");
