//! Invalid-SPI recovery with strongSwan, which keeps sending on an SA that we have lost.
//!
//! strongSwan does nothing about INVALID_SPI and has no dead peer detection configured here: without recovery its
//! traffic would be lost until it rekeys, which takes it hours.

use std::time::{Duration, Instant};

use respite_ike::report::{Decision, Report};
use respite_ike::sa::Protocol;
use respite_ike::{recovery, Config, InvalidSpi};

use crate::gateway;
use crate::lab::{wait_for, Lab, Side};
use crate::libreswan::{self, Libreswan};
use crate::proven::proven;
use crate::runner::Runner;
use crate::tree::Tree;
use crate::tunnel::Initiator::{Ours, Peers};
use crate::tunnel::Tunnel;
use crate::TMP;

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

fn enabled() -> recovery::Config {
    recovery::Config { enabled: true, ..recovery::Config::default() }
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

    restart(&mut tunnel, Config { recovery: enabled(), ..config() });
    let begun = Instant::now();
    let answered =
        wait_for(LIMIT, || (tunnel.lab.ping(Side::Right, Tree::StrongSwan, 1) == 1).then(|| begun.elapsed()));
    let Some(took) = answered else { panic!("its pings are not answered again:\n{}", tunnel.story()) };
    let decided = |wanted| {
        let is = |report: &Report| matches!(report, Report::Recovery { decision, .. } if *decision == wanted);
        tunnel.ours.reports().iter().any(is)
    };
    assert!(decided(Decision::Initiated), "{}", tunnel.story());
    tunnel.pings();
    // With IKEv1 it keeps a stale SA besides, as one that was rekeyed.
    tunnel.until("one bundle alone", |t| (t.ours.bundles().len(), t.peer.sas().children.len()) == (1, 1));
    let what = format!(
        "IKEv{version}: we restart while it sends; its pings are answered again after {:.1} s",
        took.as_secs_f32()
    );
    proven(test, Tree::StrongSwan, &what);
}

#[test]
fn libreswan_drops_its_stale_sas_after_our_restart_with_ikev2() {
    let test = "libreswan_drops_its_stale_sas_after_our_restart_with_ikev2";
    let suites = ("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519", "aes_gcm128-sha2_256-dh31", "esp=aes_gcm128");
    libreswan(test, 2, suites);
}

#[test]
fn libreswan_drops_its_stale_sas_after_our_restart_with_ikev1() {
    let test = "libreswan_drops_its_stale_sas_after_our_restart_with_ikev1";
    let suites = ("aes128-sha1-modp2048", "aes128-sha1-modp2048", "aes128-sha1-modp2048", "esp=aes128-sha1");
    libreswan(test, 1, suites);
}

/// It sends no packets here (`libreswan`), so the event that one would raise is made up.
fn libreswan(test: &str, version: u8, suites: (&'static str, &'static str, &'static str, &'static str)) {
    let Some(lab) = Lab::for_test(TMP, test, &[Tree::Libreswan]) else { return };
    let lines = vec!["encapsulation=yes"];
    let connection = libreswan::Connection { version, ike: suites.2, esp: suites.3, lines };
    let peer = Libreswan::start(&lab, Side::Right, &connection);
    let config = || gateway::config(gateway::peer(Side::Left, version, suites.0, suites.1));
    let mut ours = Runner::start(&lab, Side::Left, config());
    ours.call(|endpoint, now| endpoint.initiate(now, "gw")).expect("the peer may be called");
    let until = |what: &str, ours: &Runner, condition: &dyn Fn(&Runner) -> bool| {
        let come = wait_for(LIMIT, || condition(ours).then_some(()));
        assert!(come.is_some(), "{what} did not come:\n{}\n{}\n{}", ours.story(), peer.sas().2, peer.log());
    };
    until("SAs", &ours, &|ours| ours.bundles().len() == 1 && peer.sas().1 == 1);
    let lost = ours.bundles()[0].sas[0].inbound_spi;
    let stale = format!("{:x}@{}", lost.0, Side::Left.outer());
    until("the SA that will be stale", &ours, &|_| peer.sas().2.contains(&stale));

    ours.stop();
    ours = Runner::start(&lab, Side::Left, Config { recovery: enabled(), ..config() });
    let event = InvalidSpi {
        src: Side::Right.outer(),
        dst: Side::Left.outer(),
        ports: Some((4500, 4500)),
        protocol: Protocol::Esp,
        spi: lost,
        authenticated: false,
        count: 1,
    };
    ours.call(move |endpoint, now| endpoint.handle_invalid_spi(now, event));
    until("a new bundle alone", &ours, &|ours| {
        let (_, children, text) = peer.sas();
        ours.bundles().len() == 1 && children == 1 && !text.contains(&stale)
    });
    proven(
        test,
        Tree::Libreswan,
        &format!("IKEv{version}: we restart and recover; its stale child SA goes, a new one comes"),
    );
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

const LIMIT: Duration = Duration::from_secs(15);
