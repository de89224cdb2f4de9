//! OpenIKED: negotiation by either end, a rekey by us, the end.

use std::time::Duration;

use respite_ike::Limit;

use crate::gateway;
use crate::lab::{Lab, Side};
use crate::openiked::OpenIked;
use crate::proven::proven;
use crate::runner::Runner;
use crate::tree::Tree;
use crate::tunnel::Initiator::{self, Ours, Peers};
use crate::TMP;

#[test]
fn openiked_begun_by_us() {
    negotiate("openiked_begun_by_us", Ours);
}

#[test]
fn openiked_begun_by_the_peer() {
    negotiate("openiked_begun_by_the_peer", Peers);
}

fn negotiate(test: &str, initiator: Initiator) {
    let Some(lab) = Lab::for_test(TMP, test, &[Tree::OpenIked]) else { return };
    let config = gateway::config(gateway::peer(Side::Left, 2, "aes128gcm16-prfsha256-x25519", "aes128-sha1"));
    let ours = Runner::start(&lab, Side::Left, config);
    let peer = OpenIked::start(
        &lab,
        Side::Right,
        initiator == Peers,
        "enc aes-128-gcm prf hmac-sha2-256 group curve25519",
        "enc aes-128 auth hmac-sha1",
    );
    let until = |what: &str, condition: &dyn Fn() -> bool| {
        let come = crate::lab::wait_for(LIMIT, || condition().then_some(()));
        assert!(come.is_some(), "{what} did not come:\n--- ours\n{}--- the peer\n{}", ours.story(), peer.log());
    };
    if initiator == Ours {
        ours.call(|endpoint, now| endpoint.initiate(now, "gw")).expect("the peer may be called");
    }
    until("an SA each", &|| (ours.ike(), ours.bundles().len()) == (1, 1));
    assert!(peer.established(LIMIT), "{}", peer.log());

    let old = ours.bundles()[0].id;
    ours.call(move |endpoint, now| endpoint.handle_lifetime(now, old, Limit::Soft));
    until("a new bundle", &|| ours.bundles().len() == 1 && ours.bundles()[0].id != old);
    ours.call(|endpoint, now| endpoint.clear_ike(now, None));
    until("the end", &|| (ours.ike(), ours.bundles().len()) == (0, 0));
    let by = if initiator == Ours { "we begin" } else { "it begins" };
    let what = format!("IKEv2, PSK, aes128gcm16-prfsha256-x25519, ESP aes128-sha1, {by}; rekey by us, delete");
    proven(test, Tree::OpenIked, &what);
}

const LIMIT: Duration = Duration::from_secs(10);
