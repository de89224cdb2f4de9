//! A gateway with strongSwan as its peer: whole programs at both ends, ESP in UDP between them.
//!
//! The laboratory and strongSwan are those of `ike/peers`.

use std::time::Duration;

use respite::console::Backend;
use respite::demo::{Host, Place};
use respite_peers::lab::{wait_for, Lab, Side};
use respite_peers::strongswan::{Connection, StrongSwan, PSK};
use respite_peers::tree::Tree;

use crate::setup::program;

/// A gateway on the left, with its control socket in `place`.
fn ours(lab: &Lab, place: &tempfile::TempDir, recovery: bool) -> Host {
    let place = Place {
        namespace: lab.namespace(Side::Left),
        dir: lab.directory(Side::Left, "respite"),
        socket: place.path().join("control"),
    };
    Host::start_at(place, program(), &config(recovery)).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn int_01_strongswan_pings_through_esp_in_udp_and_again_after_our_power_cut() {
    let test = "int_01_strongswan_pings_through_esp_in_udp_and_again_after_our_power_cut";
    let Some(lab) = Lab::for_test(env!("CARGO_TARGET_TMPDIR"), test, &[Tree::StrongSwan]) else { return };
    let connection = Connection::psk(Side::Right, 2, "aes128gcm16-prfsha256-x25519", "aes128gcm16");
    let peer = StrongSwan::start(&lab, Side::Right, Tree::StrongSwan, &connection, &[]);
    let place = tempfile::tempdir().expect("a directory");
    let mut ours = ours(&lab, &place, true);
    let story = |ours: &Host| format!("--- ours\n{}\n--- strongSwan\n{}", ours.said(), peer.log());

    let answered = |side| wait_for(LIMIT, || (lab.ping(side, Tree::StrongSwan, 1) == 1).then_some(()));
    assert!(answered(Side::Left).is_some(), "{}", story(&ours));
    for side in [Side::Left, Side::Right] {
        assert_eq!(lab.ping(side, Tree::StrongSwan, 3), 3, "{side:?}: {}", story(&ours));
    }
    assert!(peer.sas().text.contains("TUNNEL-in-UDP"), "{}", peer.sas().text);

    ours.kill();
    ours.restart().unwrap_or_else(|e| panic!("{e}"));
    assert!(answered(Side::Right).is_some(), "{}", story(&ours));
    assert!(ours.said().contains("%CRYPTO-4-RECVD_PKT_INV_SPI"), "{}", story(&ours));
    assert_eq!(lab.ping(Side::Right, Tree::StrongSwan, 3), 3, "{}", story(&ours));
}

/// INT-04: a peer that does nothing but dead peer detection, and a gateway that does nothing by itself.
#[test]
fn int_04_a_peer_with_dead_peer_detection_alone_finds_us_again_after_our_power_cut() {
    let test = "int_04_a_peer_with_dead_peer_detection_alone_finds_us_again_after_our_power_cut";
    let Some(lab) = Lab::for_test(env!("CARGO_TARGET_TMPDIR"), test, &[Tree::StrongSwan]) else { return };
    let mut connection = Connection::psk(Side::Right, 2, "aes128gcm16-prfsha256-x25519", "aes128gcm16");
    connection.lines.push("dpd_delay = 2s");
    connection.child_lines.push("dpd_action = restart");
    connection.charon_lines = vec!["retransmit_timeout = 1.0", "retransmit_base = 1.0", "retransmit_tries = 3"];
    let peer = StrongSwan::start(&lab, Side::Right, Tree::StrongSwan, &connection, &[]);
    let place = tempfile::tempdir().expect("a directory");
    let mut ours = ours(&lab, &place, false);
    let story = |ours: &Host| format!("--- ours\n{}\n--- strongSwan\n{}", ours.said(), peer.log());
    let answered = |side| wait_for(LIMIT, || (lab.ping(side, Tree::StrongSwan, 1) == 1).then_some(()));
    assert!(answered(Side::Left).is_some(), "{}", story(&ours));

    ours.kill();
    ours.restart().unwrap_or_else(|e| panic!("{e}"));
    assert!(answered(Side::Right).is_some(), "{}", story(&ours));
    let mut client = ours.client().unwrap_or_else(|e| panic!("{e}"));
    let recovery = client.recovery().expect("shown");
    assert!(!recovery.enabled && !recovery.decisions.contains_key("rec_initiate"), "{recovery:?}");
}

const LIMIT: Duration = Duration::from_secs(60);

fn config(recovery: bool) -> String {
    let recovery = if recovery { "crypto isakmp invalid-spi-recovery\n" } else { "" };
    let (ours, peer) = (Side::Left.outer(), Side::Right.outer());
    let (inner, other) = (Side::Left.inner(), Side::Right.inner());
    format!(
        "\
hostname left
!
crypto ikev2 proposal modern
 encryption aes-gcm-128
 prf sha256
 group 31
!
crypto ikev2 policy all
 proposal modern
!
crypto ikev2 keyring keys
 peer strongswan
  address {peer}
  pre-shared-key 0 {PSK}
!
crypto ikev2 profile strongswan
 match identity remote fqdn right.example
 identity local fqdn left.example
 authentication pre-share
 keyring local keys
!
{recovery}crypto isakmp nat force-encapsulation
!
crypto ipsec transform-set suite esp-gcm
!
crypto map vpn 10 ipsec-isakmp
 set peer {peer}
 set transform-set suite
 set ikev2-profile strongswan
 match address protected
!
interface eth0
 ip address {ours} 255.255.255.0
 crypto map vpn
!
interface lo
 ip address {inner} 255.255.255.255
!
ip access-list extended protected
 permit ip host {inner} host {other}
!
end
"
    )
}
