//! Libreswan: negotiation by either end, rekeys by both, the end.

use std::time::Duration;

use respite_ike::report::{Closure, Report};
use respite_ike::sa::Removal;
use respite_ike::Limit;

use crate::gateway;
use crate::lab::{Lab, Side};
use crate::libreswan::{Connection, Libreswan};
use crate::proven::proven;
use crate::runner::Runner;
use crate::tree::Tree;
use crate::tunnel::Initiator::{self, Ours, Peers};
use crate::TMP;

macro_rules! suites {
    ($($name:ident: $version:literal, $ours:expr, $theirs:expr, $initiator:ident;)*) => {
        $(#[test]
        fn $name() {
            negotiate(stringify!($name), $version, $ours, $theirs, $initiator);
        })*
    };
}

suites! {
    libreswan_ikev2_gcm_begun_by_us: 2, ("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519"),
        ("aes_gcm128-sha2_256-dh31", "esp=aes_gcm128"), Ours;
    libreswan_ikev2_gcm_begun_by_the_peer: 2, ("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519"),
        ("aes_gcm128-sha2_256-dh31", "esp=aes_gcm128"), Peers;
    libreswan_ikev2_cbc_begun_by_us: 2, ("aes256-sha512-modp2048", "aes256-sha256"),
        ("aes256-sha2_512-modp2048", "esp=aes256-sha2_256"), Ours;
    libreswan_ikev2_ah_begun_by_us: 2, ("aes128gcm16-prfsha256-x25519", "ah-sha256"),
        ("aes_gcm128-sha2_256-dh31", "phase2alg=sha2_256"), Ours;
    libreswan_ikev1_ah_begun_by_the_peer: 1, ("aes128-sha1-modp2048", "ah-sha1"),
        ("aes128-sha1-modp2048", "phase2alg=sha1"), Peers;
    libreswan_ikev1_cbc_begun_by_us: 1, ("aes128-sha1-modp2048", "aes128-sha1-modp2048"),
        ("aes128-sha1-modp2048", "esp=aes128-sha1-modp2048"), Ours;
    libreswan_ikev1_cbc_begun_by_the_peer: 1, ("aes128-sha1-modp2048", "aes128-sha1-modp2048"),
        ("aes128-sha1-modp2048", "esp=aes128-sha1-modp2048"), Peers;
}

fn negotiate(
    test: &str,
    version: u8,
    (ike, esp): (&'static str, &'static str),
    (their_ike, their_esp): (&'static str, &'static str),
    initiator: Initiator,
) {
    let Some(lab) = Lab::for_test(TMP, test, &[Tree::Libreswan]) else { return };
    // AH does not go in UDP.
    let mut lines = if esp.starts_with("ah") { vec!["phase2=ah"] } else { vec!["encapsulation=yes"] };
    if !esp.contains("25519") && !esp.contains("modp") {
        lines.push("pfs=no");
    }
    let connection = Connection { version, ike: their_ike, esp: their_esp, lines };
    let peer = Libreswan::start(&lab, Side::Right, &connection);
    let ours = Runner::start(&lab, Side::Left, gateway::config(gateway::peer(Side::Left, version, ike, esp)));
    let story = || format!("--- ours\n{}--- the peer\n{}\n{}", ours.story(), peer.sas().2, peer.log());
    let until = |what: &str, condition: &dyn Fn() -> bool| {
        let come = crate::lab::wait_for(LIMIT, || condition().then_some(()));
        assert!(come.is_some(), "{what} did not come:\n{}", story());
    };
    let newest = || ours.bundles().last().map(|bundle| bundle.id);

    match initiator {
        Ours => {
            ours.call(|endpoint, now| endpoint.initiate(now, "gw")).expect("the peer may be called");
        }
        Peers => peer.initiate(),
    }
    until("an SA each", &|| (ours.ike(), ours.bundles().len()) == (1, 1));
    until("an SA each at the peer", &|| (peer.sas().0, peer.sas().1) == (1, 1));

    // Libreswan 5.2 ends the old AH SA of IKEv2 with a Delete of SPI 0, and then the IKE SA because of our answer.
    let rekeys = !(version == 2 && esp.starts_with("ah"));
    if rekeys {
        let old = newest();
        if version == 2 {
            peer.rekey(false);
        } else {
            peer.initiate();
        }
        until("a new bundle by the peer", &|| ours.bundles().len() == 1 && newest() != old);
    }
    let old = newest();
    ours.call(move |endpoint, now| {
        endpoint.handle_lifetime(now, old.expect("there is a bundle"), Limit::Soft);
    });
    until("a new bundle by us", &|| ours.bundles().len() == 1 && newest() != old);
    if version == 2 {
        let old = ours.call(|endpoint, _| endpoint.ike_sas().map(|sa| sa.id).collect::<Vec<_>>());
        peer.rekey(true);
        until("a new IKE SA by the peer", &|| {
            let now = ours.call(|endpoint, _| endpoint.ike_sas().map(|sa| sa.id).collect::<Vec<_>>());
            now.len() == 1 && now != old
        });
    }
    // What we end it begins anew, so it ends.
    peer.terminate();
    let deleted = |report: &Report| matches!(report, Report::BundleDown { why: Removal::PeerDeleted, .. });
    until("the end of a bundle", &|| ours.reports().iter().any(deleted));
    let closed = |report: &Report| matches!(report, Report::Closed { why: Closure::PeerDeleted, .. });
    until("the end of an IKE SA", &|| ours.reports().iter().any(closed));
    let rekeys = if rekeys { "by both ends" } else { "by us" };
    let by = if initiator == Ours { "we begin" } else { "it begins" };
    proven(test, Tree::Libreswan, &format!("IKEv{version}, PSK, {ike}, {esp}, {by}; rekeys {rekeys}, delete"));
}

const LIMIT: Duration = Duration::from_secs(10);
