//! The life of a tunnel with strongSwan, for each suite and with either end beginning it.
//!
//! Negotiation, pings both ways, a new child SA by the peer, one by us, a new IKE SA by the peer (IKEv2), the end. What
//! the pings prove is that both ends have the same keys each time: strongSwan's ESP is libipsec, ours is in `esp`.

use crate::gateway;
use crate::lab::Side;
use crate::proven::proven;
use crate::strongswan::Connection;
use crate::tree::Tree;
use crate::tunnel::Initiator::{self, Ours, Peers};
use crate::tunnel::Tunnel;
use Tree::{StrongSwan as Stable, StrongSwanNext as Next};

macro_rules! suites {
    ($($name:ident: $tree:ident, $version:literal, $ike:literal, $esp:literal, $encapsulation:literal, $initiator:ident;)*) => {
        $(#[test]
        fn $name() {
            tunnel(stringify!($name), $tree, $version, $ike, $esp, $encapsulation == "udp", $initiator);
        })*
    };
}

suites! {
    ikev2_gcm_x25519_begun_by_us: Stable, 2, "aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519", "udp", Ours;
    ikev2_gcm_x25519_begun_by_the_peer: Stable, 2, "aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519", "udp", Peers;
    ikev2_gcm256_p384_raw_begun_by_us: Stable, 2, "aes256gcm16-prfsha384-ecp384", "aes256gcm16-ecp384", "raw", Ours;
    ikev2_gcm256_p384_raw_begun_by_the_peer: Stable, 2, "aes256gcm16-prfsha384-ecp384", "aes256gcm16-ecp384", "raw", Peers;
    ikev2_cbc_sha2_p256_begun_by_us: Stable, 2, "aes128-sha256-ecp256", "aes128-sha256-ecp256", "udp", Ours;
    ikev2_cbc_sha2_p256_begun_by_the_peer: Stable, 2, "aes128-sha256-ecp256", "aes128-sha256-ecp256", "udp", Peers;
    ikev2_cbc256_sha512_modp3072_begun_by_us: Stable, 2, "aes256-sha512-modp3072", "aes256-sha512-modp3072", "udp", Ours;
    ikev2_3des_sha1_modp2048_begun_by_the_peer: Stable, 2, "3des-sha1-modp2048", "3des-sha1", "udp", Peers;
    ikev2_des_begun_by_us: Stable, 2, "des-sha1-modp1024", "des-sha1-modp1024", "udp", Ours;
    ikev2_null_encryption_begun_by_us: Stable, 2, "aes128gcm16-prfsha256-x25519", "null-sha256", "udp", Ours;
    ikev2_chacha20_begun_by_the_peer: Stable, 2, "aes128gcm16-prfsha256-x25519", "chacha20poly1305-x25519", "udp", Peers;
    ikev1_cbc_sha1_modp2048_begun_by_us: Stable, 1, "aes128-sha1-modp2048", "aes128-sha1-modp2048", "udp", Ours;
    ikev1_cbc_sha1_modp2048_begun_by_the_peer: Stable, 1, "aes128-sha1-modp2048", "aes128-sha1-modp2048", "udp", Peers;
    ikev1_cbc256_sha2_p256_raw_begun_by_us: Stable, 1, "aes256-sha256-ecp256", "aes256-sha256", "raw", Ours;
    ikev1_cbc256_sha2_p256_raw_begun_by_the_peer: Stable, 1, "aes256-sha256-ecp256", "aes256-sha256", "raw", Peers;
    ikev1_des_modp768_begun_by_us: Stable, 1, "des-sha1-modp768", "des-sha1", "udp", Ours;
    ikev1_des_modp768_begun_by_the_peer: Stable, 1, "des-sha1-modp768", "des-sha1", "udp", Peers;
    ikev1_3des_gcm_begun_by_us: Stable, 1, "3des-sha384-ecp384", "aes128gcm16-modp1536", "udp", Ours;
    ikev2_ml_kem_begun_by_us: Next, 2, "aes256gcm16-prfsha384-x25519-ke1_mlkem768", "aes256gcm16-x25519", "udp", Ours;
    ikev2_ml_kem_begun_by_the_peer: Next, 2, "aes256gcm16-prfsha384-x25519-ke1_mlkem768", "aes256gcm16-x25519", "udp", Peers;
}

fn tunnel(test: &str, tree: Tree, version: u8, ike: &'static str, esp: &'static str, udp: bool, initiator: Initiator) {
    let mut connection = Connection::psk(Side::Right, version, ike, esp);
    if !udp {
        connection.lines.clear();
    }
    let mut peer = gateway::peer(Side::Left, version, ike, esp);
    // Else we would begin anew when the peer ends it.
    peer.children[0].immediate = initiator == Ours;
    let config = gateway::config(peer);
    let Some(tunnel) = Tunnel::open(test, tree, &connection, config) else { return };
    tunnel.begin(initiator);
    assert_eq!(tunnel.ours.bundles()[0].encapsulation.is_some(), udp);
    tunnel.pings();
    tunnel.rekey_child(Peers);
    tunnel.pings();
    tunnel.rekey_child(Ours);
    tunnel.pings();
    if version == 2 {
        tunnel.rekey_ike();
        tunnel.pings();
    }
    tunnel.end(initiator);
    let by = if initiator == Ours { "we begin" } else { "it begins" };
    let transport = if udp { "ESP in UDP" } else { "ESP" };
    let what = format!("IKEv{version}, PSK, {ike}, {transport} {esp}, {by}; pings, rekeys by both ends, delete");
    proven(test, tree, &what);
}
