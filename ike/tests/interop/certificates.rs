//! Authentication by certificates with strongSwan: every kind of key at either end, fragments, and refusals.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use respite_ike::config::{Auth, Identity, Peer};
use respite_ike::crypto::sign::Certificates;
use respite_ike::report::{Failure, Report};

use crate::gateway;
use crate::lab::Side;
use crate::proven::proven;
use crate::strongswan::Connection;
use crate::tree::Tree;
use crate::tunnel::Initiator::{self, Ours, Peers};
use crate::tunnel::Tunnel;

#[test]
fn p256_for_us_and_rsa_with_an_intermediate_for_the_peer() {
    authenticate("p256_for_us_and_rsa_with_an_intermediate_for_the_peer", "p256", "rsa", Ours);
}

#[test]
fn rsa_with_an_intermediate_for_us_and_p384_for_the_peer() {
    authenticate("rsa_with_an_intermediate_for_us_and_p384_for_the_peer", "rsa", "p384", Ours);
}

#[test]
fn p384_for_us_and_p256_for_the_peer_which_begins() {
    authenticate("p384_for_us_and_p256_for_the_peer_which_begins", "p384", "p256", Peers);
}

#[test]
fn rsa_for_us_and_p256_for_the_peer_which_begins() {
    authenticate("rsa_for_us_and_p256_for_the_peer_which_begins", "rsa", "p256", Peers);
}

#[test]
fn a_certificate_of_an_authority_that_we_do_not_trust_is_refused() {
    let test = "a_certificate_of_an_authority_that_we_do_not_trust_is_refused";
    let Some(tunnel) = open(test, "rsa", "p256", "strange", Peers) else { return };
    assert!(tunnel.peer.initiate().is_err());
    let untrusted = |report: &Report| matches!(report, Report::Failed { why: Failure::Authentication(why), .. } if why.contains("trust anchor"));
    assert!(tunnel.ours.reports().iter().any(untrusted), "{}", tunnel.story());
    assert_eq!((tunnel.ours.ike(), tunnel.ours.bundles().len()), (0, 0));
    proven(test, Tree::StrongSwan, "IKEv2: its certificate is of an authority unknown to us; refused");
}

fn authenticate(test: &str, ours: &str, theirs: &str, initiator: Initiator) {
    let Some(tunnel) = open(test, ours, theirs, theirs, initiator) else { return };
    tunnel.begin(initiator);
    // RFC 7383: what does not fit into a datagram with its certificates.
    if ours == "rsa" || theirs == "rsa" {
        assert!(tunnel.peer.log().contains("EF(1/2)"), "{}", tunnel.story());
    }
    tunnel.pings();
    tunnel.end(initiator);
    let by = if initiator == Ours { "we begin" } else { "it begins" };
    proven(
        test,
        Tree::StrongSwan,
        &format!("IKEv2, certificates: {ours} for us, {theirs} for it, {by}; pings, delete"),
    );
}

/// A tunnel with these keys; the peer's certificate is in the file `certificate`.
fn open(test: &str, ours: &str, theirs: &str, certificate: &str, initiator: Initiator) -> Option<Tunnel> {
    let name = |key: &str| format!("{key}.example.org");
    let mut peer = Peer {
        local_id: Identity::Fqdn(name(ours)),
        remote_id: Identity::Fqdn(name(theirs)),
        auth: Auth::Certificates(Arc::new(certificates(ours))),
        ..gateway::peer(Side::Left, 2, IKE, ESP)
    };
    // Else we would begin anew when the peer ends it.
    peer.children[0].immediate = initiator == Ours;
    let mut connection = Connection::psk(Side::Right, 2, IKE, ESP);
    connection.auth = "pubkey";
    (connection.local_id, connection.remote_id) = (name(theirs), name(ours));
    connection.local_lines = vec!["certs = gateway.pem"];
    let files: [(&str, &[u8]); 4] = [
        ("x509/gateway.pem", &file(&format!("{certificate}.pem"))),
        ("private/gateway.pem", &file(&format!("{theirs}.key.pem"))),
        ("x509ca/root.pem", &file("root.pem")),
        ("x509ca/intermediate.pem", &file("intermediate.pem")),
    ];
    Tunnel::open_with(test, Tree::StrongSwan, &connection, &files, gateway::config(peer))
}

/// Our certificate, with what leads to the root.
fn certificates(key: &str) -> Certificates {
    let mut chain = file(&format!("{key}.pem"));
    if key == "rsa" {
        chain.extend(file("intermediate.pem"));
    }
    Certificates::from_pem(&chain, &file(&format!("{key}.key.pem")), &file("root.pem")).expect("the fixtures are good")
}

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/certificates").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const IKE: &str = "aes256gcm16-prfsha384-ecp384";
const ESP: &str = "aes256gcm16";
