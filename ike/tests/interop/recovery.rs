//! Invalid-SPI recovery with strongSwan, which keeps sending on an SA that we have lost.
//!
//! strongSwan does nothing about INVALID_SPI and has no dead peer detection configured here: without recovery its
//! traffic would be lost until it rekeys, which takes it hours.

use std::time::{Duration, Instant};

use respite_ike::report::{Decision, Report};
use respite_ike::{recovery, Config};

use crate::gateway;
use crate::lab::{proven, wait_for, Side};
use crate::runner::Runner;
use crate::tree::Tree;
use crate::tunnel::Initiator::{Ours, Peers};
use crate::tunnel::Tunnel;

#[test]
fn traffic_of_a_peer_recovers_after_our_restart_with_ikev2() {
    let suite = ("aes128gcm16-prfsha256-x25519", "aes128gcm16");
    restart("traffic_of_a_peer_recovers_after_our_restart_with_ikev2", 2, suite);
}

#[test]
fn traffic_of_a_peer_recovers_after_our_restart_with_ikev1() {
    let suite = ("aes128-sha1-modp2048", "aes128-sha1");
    restart("traffic_of_a_peer_recovers_after_our_restart_with_ikev1", 1, suite);
}

fn restart(test: &str, version: u8, suite: (&'static str, &'static str)) {
    let Some(mut tunnel) = Tunnel::psk(test, (Tree::StrongSwan, version), suite, |_| ()) else { return };
    tunnel.begin(Ours);
    tunnel.pings();

    let config = || gateway::config(gateway::peer(Side::Left, version, suite.0, suite.1));
    let restart = |tunnel: &mut Tunnel, config: Config| {
        tunnel.ours.stop();
        tunnel.ours = Runner::start(&tunnel.lab, Side::Left, config);
    };
    // Without recovery the peer's packets are lost.
    restart(&mut tunnel, config());
    assert_eq!(tunnel.lab.ping(Side::Right, Tree::StrongSwan, 5), 0, "{}", tunnel.story());
    assert_eq!(tunnel.ours.ike(), 0);

    restart(&mut tunnel, Config { recovery: recovery::Config { enabled: true, ..Default::default() }, ..config() });
    let begun = Instant::now();
    let answered = wait_for(Duration::from_secs(15), || {
        (tunnel.lab.ping(Side::Right, Tree::StrongSwan, 1) == 1).then(|| begun.elapsed())
    });
    let Some(took) = answered else { panic!("its pings are not answered again:\n{}", tunnel.story()) };
    let decided = |wanted| {
        let is = |report: &Report| matches!(report, Report::Recovery { decision, .. } if *decision == wanted);
        tunnel.ours.reports().iter().any(is)
    };
    assert!(decided(Decision::Initiated), "{}", tunnel.story());
    tunnel.pings();
    let what = format!(
        "IKEv{version}: we restart while it sends; its pings are answered again after {:.1} s",
        took.as_secs_f32()
    );
    proven(test, Tree::StrongSwan, &what);
}

#[test]
fn a_restarted_peer_takes_the_place_of_its_former_self() {
    let test = "a_restarted_peer_takes_the_place_of_its_former_self";
    let suite = ("aes128gcm16-prfsha256-x25519", "aes128gcm16");
    let Some(mut tunnel) = Tunnel::psk(test, (Tree::StrongSwan, 2), suite, |_| ()) else { return };
    tunnel.begin(Peers);
    let old = tunnel.bundle();
    tunnel.peer.restart(&tunnel.lab, Side::Right, Tree::StrongSwan);
    tunnel.peer.initiate().unwrap_or_else(|said| panic!("{said}\n{}", tunnel.story()));
    // Its INITIAL_CONTACT says that the SAs from before are gone.
    tunnel.until("a new bundle alone", |t| t.ours.bundles().len() == 1 && t.bundle() != old);
    tunnel.settled();
    tunnel.pings();
    proven(test, Tree::StrongSwan, "IKEv2: it restarts and begins anew; INITIAL_CONTACT removes the old SAs");
}
