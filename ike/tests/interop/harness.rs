//! The laboratory itself, with strongSwan at both ends: what fails here is not ours.

use std::time::Duration;

use crate::lab::{Lab, Side};
use crate::libreswan::{self, Libreswan};
use crate::openiked::OpenIked;
use crate::strongswan::{Connection, StrongSwan};
use crate::tree::Tree;
use crate::TMP;

fn two_strongswans(test: &str, tree: Tree, version: u8, ike: &'static str, esp: &'static str) {
    let Some(lab) = Lab::for_test(TMP, test, &[tree]) else { return };
    let start = |side| StrongSwan::start(&lab, side, tree, &Connection::psk(side, version, ike, esp), &[]);
    let (left, right) = (start(Side::Left), start(Side::Right));
    left.initiate().unwrap_or_else(|e| panic!("{e}\n{}", left.log()));
    right.sees(LIMIT, |sas| sas.ike.len() == 1 && sas.children.len() == 1);
    assert_eq!(lab.ping(Side::Left, tree, 5), 5, "{}", left.log());
    assert_eq!(lab.ping(Side::Right, tree, 5), 5, "{}", right.log());
    let before = right.sas().children;
    right.rekey_child().unwrap_or_else(|e| panic!("{e}\n{}", right.log()));
    right.sees(LIMIT, |sas| !sas.children.is_empty() && sas.children.iter().all(|c| !before.contains(c)));
    assert_eq!(lab.ping(Side::Left, tree, 5), 5, "{}", left.log());
    if version == 2 {
        let before = right.sas().ike;
        left.rekey_ike().unwrap_or_else(|e| panic!("{e}\n{}", left.log()));
        right.sees(LIMIT, |sas| sas.ike.len() == 1 && sas.ike != before);
    }
    left.terminate_ike().unwrap_or_else(|e| panic!("{e}\n{}", left.log()));
    right.sees(LIMIT, |sas| sas.ike.is_empty() && sas.children.is_empty());
}

#[test]
fn two_strongswans_with_ikev2_ping_each_other() {
    two_strongswans(
        "two_strongswans_with_ikev2_ping_each_other",
        Tree::StrongSwan,
        2,
        "aes128gcm16-prfsha256-x25519",
        "aes128gcm16-x25519",
    );
}

#[test]
fn two_strongswans_with_ikev1_ping_each_other() {
    two_strongswans(
        "two_strongswans_with_ikev1_ping_each_other",
        Tree::StrongSwan,
        1,
        "aes128-sha1-modp2048",
        "aes128-sha1-modp2048",
    );
}

#[test]
fn two_strongswans_with_ml_kem_ping_each_other() {
    two_strongswans(
        "two_strongswans_with_ml_kem_ping_each_other",
        Tree::StrongSwanNext,
        2,
        "aes256gcm16-prfsha384-x25519-ke1_mlkem768",
        "aes256gcm16-x25519-ke1_mlkem768",
    );
}

fn strongswan_and_libreswan(test: &str, version: u8, ike: [&'static str; 2], esp: [&'static str; 2]) {
    let Some(lab) = Lab::for_test(TMP, test, &[Tree::StrongSwan, Tree::Libreswan]) else { return };
    let connection = Connection::psk(Side::Left, version, ike[0], esp[0]);
    let left = StrongSwan::start(&lab, Side::Left, Tree::StrongSwan, &connection, &[]);
    let connection = libreswan::Connection { version, ike: ike[1], esp: esp[1], lines: vec!["encapsulation=yes"] };
    let right = Libreswan::start(&lab, Side::Right, &connection);
    right.initiate();
    left.sees(LIMIT, |sas| sas.ike.len() == 1 && sas.children.len() == 1);
    right.sees(LIMIT, 1, 1);
    let before = left.sas().children;
    if version == 2 {
        right.rekey(false);
    } else {
        right.initiate();
    }
    left.sees(LIMIT, |sas| !sas.children.is_empty() && sas.children.iter().all(|c| !before.contains(c)));
}

#[test]
fn strongswan_and_libreswan_negotiate_with_ikev2() {
    strongswan_and_libreswan(
        "strongswan_and_libreswan_negotiate_with_ikev2",
        2,
        ["aes128gcm16-prfsha256-x25519", "aes_gcm128-sha2_256-dh31"],
        ["aes128gcm16-x25519", "esp=aes_gcm128"],
    );
}

#[test]
fn strongswan_and_libreswan_negotiate_with_ikev1() {
    strongswan_and_libreswan(
        "strongswan_and_libreswan_negotiate_with_ikev1",
        1,
        ["aes128-sha1-modp2048", "aes128-sha1-modp2048"],
        ["aes128-sha1-modp2048", "esp=aes128-sha1-modp2048"],
    );
}

#[test]
fn strongswan_and_openiked_negotiate() {
    let Some(lab) = Lab::for_test(TMP, "strongswan_and_openiked_negotiate", &[Tree::StrongSwan, Tree::OpenIked]) else {
        return;
    };
    let connection = Connection::psk(Side::Left, 2, "aes128gcm16-prfsha256-x25519", "aes128-sha1");
    let left = StrongSwan::start(&lab, Side::Left, Tree::StrongSwan, &connection, &[]);
    let right = OpenIked::start(
        &lab,
        Side::Right,
        true,
        "enc aes-128-gcm prf hmac-sha2-256 group curve25519",
        "enc aes-128 auth hmac-sha1",
    );
    left.sees(LIMIT, |sas| sas.ike.len() == 1 && sas.children.len() == 1);
    assert!(right.established(LIMIT), "{}", right.log());
}

const LIMIT: Duration = Duration::from_secs(10);
