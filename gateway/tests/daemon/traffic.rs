//! Packets through two gateways.

use std::net::Ipv4Addr;
use std::time::Duration;

use respite::demo::{wait_for, Case, Echoes, Host, Side};

use crate::far_end::FarEnd;
use crate::setup::{ikev2, lab, pair, program, settled, BRISK};
use crate::wire::{fragmentation_needed, send, udp};

#[test]
fn the_first_packet_brings_the_tunnel_up_and_is_not_lost() {
    let Some(lab) = lab("the_first_packet_brings_the_tunnel_up_and_is_not_lost") else { return };
    let (a, b) = pair(&lab, &ikev2(), false);
    let pings = lab.ping(Side::A, 5, BRISK).expect("ping runs");
    assert_eq!((pings.sent, pings.received), (5, 5), "{}\n{}\n{}", pings.marks, a.account(), b.account());
    for (host, other) in [(&a, &b), (&b, &a)] {
        let (ours, theirs) = (host.stats().expect("stats"), other.stats().expect("stats"));
        let [bundle] = &ours.bundles[..] else { panic!("{:?}", ours.bundles) };
        assert_eq!((bundle.packets_in, bundle.packets_out, bundle.errors_in), (5, 5, 0));
        // CLI-03: what one end sends on is what the other receives on.
        assert_eq!(bundle.sas[0].inbound_spi, theirs.bundles[0].sas[0].outbound_spi);
    }
}

#[test]
fn pol_09_pol_12_ipv6_and_ipv4_pass_between_peers_of_ipv6() {
    let Some(lab) = lab("pol_09_pol_12_ipv6_and_ipv4_pass_between_peers_of_ipv6") else { return };
    let start =
        |side| Host::start(&lab, side, program(), &config6(side, Side::outer6)).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    for (from, to) in [(Side::A.inner6(), Side::B.inner6()), (Side::A.inner(), Side::B.inner())] {
        let pings = lab.ping_from(Side::A, (from, to), 3, BRISK, &[]).expect("ping runs");
        assert_eq!(pings.received, 3, "{to}: {}\n{}\n{}", pings.marks, a.account(), b.account());
    }
    assert_eq!(b.stats().expect("stats").bundles.len(), 2);
}

#[test]
fn pol_11_peers_with_link_local_addresses_recover_on_the_link_of_their_crypto_map() {
    let test = "pol_11_peers_with_link_local_addresses_recover_on_the_link_of_their_crypto_map";
    let Some(lab) = lab(test) else { return };
    let outer = |side| match side {
        Side::A => "fe80::a",
        Side::B => "fe80::b",
    };
    let start = |side| {
        let address = format!("{}/64", outer(side));
        let added = lab.command(side, "ip").args(["addr", "add", &address, "dev", "eth0", "nodad"]).status();
        assert!(added.expect("ip runs").success());
        // Another link with the same network, which a socket without a device could take.
        for words in ["link add eth1 type veth peer name eth2", "link set eth1 up", "link set eth2 up"] {
            assert!(lab.command(side, "ip").args(words.split(' ')).status().expect("ip runs").success(), "{words}");
        }
        let config = format!("crypto isakmp invalid-spi-recovery\n!\n{}", config6(side, outer));
        Host::start(&lab, side, program(), &config).unwrap_or_else(|e| panic!("{e}"))
    };
    let (a, mut b) = (start(Side::A), start(Side::B));
    let ends = (Side::A.inner6(), Side::B.inner6());
    let ping = || lab.ping_from(Side::A, ends, 3, BRISK, &[]).expect("ping runs").received;
    assert_eq!(ping(), 3, "{}\n{}", a.said(), b.said());
    b.kill();
    b.restart().unwrap_or_else(|e| panic!("{e}"));
    let back = wait_for(Duration::from_secs(60), || (ping() == 3).then_some(()));
    assert!(back.is_some(), "{}\n{}", a.said(), b.said());
    let recovered = b.stats().expect("stats").recovery.decisions["rec_initiate"];
    assert!(recovered > 0, "{}", b.said());
}

#[test]
fn packets_that_are_too_long_are_refused_or_fragmented_but_never_vanish() {
    let Some(lab) = lab("packets_that_are_too_long_are_refused_or_fragmented_but_never_vanish") else { return };
    let (a, b) = pair(&lab, &ikev2(), false);
    let (from, to) = (Side::A.inner(), Side::B.inner());
    let mtu = a.stats().expect("stats").red.mtu;
    let ping = |payload: u16, df: &str| {
        let size = payload.to_string();
        lab.ping_from(Side::A, (from, to), 2, BRISK, &["-s", &size, "-M", df]).expect("ping runs").received
    };
    assert_eq!(ping(mtu - 28, "do"), 2, "the longest packet in one piece\n{}\n{}", a.account(), b.account());
    assert_eq!(ping(mtu - 27, "do"), 0);
    assert_eq!(ping(3000, "dont"), 2, "in pieces\n{}\n{}", a.account(), b.account());

    // The path between the gateways becomes narrower, and nobody but their kernels is told.
    let route = |side: Side, mtu: &str| {
        let words = ["route", "add", side.other().outer(), "dev", "eth0", "mtu", mtu];
        assert!(lab.command(side, "ip").args(words).status().expect("ip runs").success());
    };
    route(Side::A, "1300");
    route(Side::B, "1300");
    let told = wait_for(Duration::from_secs(20), || {
        ping(mtu - 28, "do");
        (a.stats().expect("stats").path["too_big"] > 0).then_some(())
    });
    assert!(told.is_some(), "{:?}", a.stats().expect("stats").path);
    assert_eq!(ping(1000, "do"), 2, "{}\n{}", a.account(), b.account());
    assert_eq!(ping(mtu - 28, "dont"), 2, "{}\n{}", a.account(), b.account());
}

/// A router may say so, and so may anybody else (RFC 4301 §8.2).
#[test]
fn dp_14_a_path_mtu_of_68_octets_is_not_believed() {
    let Some(lab) = lab("dp_14_a_path_mtu_of_68_octets_is_not_believed") else { return };
    let (a, b) = pair(&lab, &ikev2(), false);
    let ping = |payload: u16| {
        let size = payload.to_string();
        let ends = (Side::A.inner(), Side::B.inner());
        lab.ping_from(Side::A, ends, 2, BRISK, &["-s", &size, "-M", "do"]).expect("ping runs").received
    };
    let longest = a.stats().expect("stats").red.mtu - 28;
    assert_eq!(ping(longest), 2, "{}\n{}", a.said(), b.said());
    if send(&lab, Side::B, &[fragmentation_needed(68)]).is_none() {
        return;
    }
    // It is heard, and packets are shorter from now on, but not as short as that.
    let told = wait_for(Duration::from_secs(20), || {
        ping(longest);
        (a.stats().expect("stats").path["too_big"] > 0).then_some(())
    });
    assert!(told.is_some(), "{:?}", a.stats().expect("stats").path);
    assert_eq!(ping(440), 2, "{}\n{}", a.said(), b.said());
}

/// The far end is who it says, and sends under its SA what that was not negotiated for (RFC 4301 §5.2).
#[test]
fn dp_15_what_an_sa_was_not_negotiated_for_is_logged_and_not_delivered() {
    let Some(lab) = lab("dp_15_what_an_sa_was_not_negotiated_for_is_logged_and_not_delivered") else { return };
    let case = Case::IKEV2_X25519;
    let a = Host::start(&lab, Side::A, program(), &case.config(Side::A, false)).unwrap_or_else(|e| panic!("{e}"));
    let mut b = FarEnd::start(&lab, &case.config(Side::B, false));
    let [near, far] = [Side::A, Side::B].map(|side| side.inner().parse::<Ipv4Addr>().expect("an address"));
    let _requests = Echoes::start(&lab.namespace(Side::A), (near, far), BRISK).expect("they can be sent");
    assert!(b.works_until(LIMIT, |b| !b.taken.is_empty()), "{}", a.said());
    let negotiated = udp(9, &[]).from(far.octets()).to(near.octets());
    let elsewhere = [negotiated.clone().from([10, 9, 9, 9]), negotiated.clone().to([10, 9, 9, 9])];
    for packet in elsewhere.iter().chain([&negotiated]) {
        b.send(&packet.octets());
    }
    let stats = settled(&a, |stats| stats.path["delivered_packets"] == 1);
    assert_eq!((stats.path["selector_mismatch"], stats.bundles[0].errors_in), (2, 2), "{stats:?}");
    let lines = a.logged("RECVD_PKT_INV_IDENTITY").expect("shown");
    let said = "dest_addr=10.0.0.1, src_addr=10.9.9.9, prot=17, peer=10.2.2.2";
    assert!(lines.len() == 1 && lines[0].ends_with(said), "{lines:?}");
}

/// POL-10 in the gateway: AH over ESP, and ESP, behind a router alert (RFC 2113).
#[test]
fn what_stands_behind_ip_options_is_opened_if_it_is_good_and_for_its_sa() {
    let test = "what_stands_behind_ip_options_is_opened_if_it_is_good_and_for_its_sa";
    // The host refuses AH that is damaged or comes twice, and the card ESP.
    for (case, refused) in [(Case::SEED, 2), (Case::IKEV2_X25519, 0)] {
        let Some(lab) = lab(test) else { return };
        let a = Host::start(&lab, Side::A, program(), &case.config(Side::A, false)).unwrap_or_else(|e| panic!("{e}"));
        let mut b = FarEnd::start(&lab, &case.config(Side::B, false));
        let [near, far] = [Side::A, Side::B].map(|side| side.inner().parse::<Ipv4Addr>().expect("an address"));
        let _requests = Echoes::start(&lab.namespace(Side::A), (near, far), BRISK).expect("they can be sent");
        let up = |b: &FarEnd| b.endpoint.bundles().any(|bundle| bundle.sends);
        assert!(b.works_until(LIMIT, up), "{}", a.said());
        settled(&a, |stats| stats.bundles.len() == 1);
        let negotiated = udp(9, &[]).from(far.octets()).to(near.octets());
        let good = b.seal(&negotiated.octets(), &ROUTER_ALERT);
        let mut damaged = b.seal(&negotiated.octets(), &ROUTER_ALERT);
        damaged[24 + 4 * 10] ^= 1;
        let elsewhere = b.seal(&negotiated.clone().from([10, 9, 9, 9]).octets(), &ROUTER_ALERT);
        for packet in [&damaged, &elsewhere, &good, &good] {
            b.send_sealed(packet);
        }
        b.send(&negotiated.octets());
        // What the host opens may be overtaken by what the card opens alone.
        let stats = settled(&a, |stats| {
            stats.path["delivered_packets"] == 2 && stats.path["slow_opened"] + stats.path["slow_refused"] == 4
        });
        assert_eq!((stats.path["slow_opened"], stats.path["slow_refused"]), (4 - refused, refused), "{stats:?}");
        assert_eq!(stats.path["selector_mismatch"], 1, "{stats:?}");
        assert_eq!(stats.controllers[0].counters["rx_options"], 4, "{stats:?}");
        assert_eq!(stats.bundles[0].packets_in, 3, "{stats:?}");
    }
}

fn config6(side: Side, outer: impl Fn(Side) -> &'static str) -> String {
    let (outer, peer) = (outer(side), outer(side.other()));
    let (inner, other) = (side.inner6(), side.other().inner6());
    let (inner4, other4) = (side.inner(), side.other().inner());
    format!(
        "\
crypto ikev2 keyring keys
 peer other
  address {peer}
  pre-shared-key 0 1234
!
crypto ikev2 profile other
 authentication pre-share
 keyring local keys
!
crypto ipsec transform-set suite esp-gcm 256
 esn
!
crypto map vpn 10 ipsec-isakmp
 set peer {peer}
 set transform-set suite
 set ikev2-profile other
 match address six
crypto map vpn 20 ipsec-isakmp
 set peer {peer}
 set transform-set suite
 set ikev2-profile other
 match address four
!
interface eth0
 ipv6 address {outer}/64
 crypto map vpn
!
interface lo
 ip address {inner4} 255.255.255.255
 ipv6 address {inner}/128
!
ipv6 access-list six
 permit ipv6 host {inner} host {other}
!
ip access-list extended four
 permit ip host {inner4} host {other4}
!
end
"
    )
}

#[test]
fn dp_16_what_comes_in_clear_and_should_be_protected_is_discarded() {
    let Some(lab) = lab("dp_16_what_comes_in_clear_and_should_be_protected_is_discarded") else { return };
    let echoes = || {
        let output = lab.command(Side::A, "cat").arg("/proc/net/snmp").output().expect("cat runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut rows = text.lines().filter(|line| line.starts_with("Icmp:")).map(|line| line.split(' '));
        let (names, values) = (rows.next().expect("names"), rows.next().expect("values"));
        names.zip(values).find(|(name, _)| *name == "InEchos").expect("it is there").1.parse::<u32>().expect("a number")
    };
    let clear = || lab.ping(Side::B, 3, BRISK).expect("ping runs");
    clear();
    assert_eq!(echoes(), 3, "without a gateway it arrives");
    let a = Host::start(&lab, Side::A, program(), &ikev2().config(Side::A, false)).unwrap_or_else(|e| panic!("{e}"));
    clear();
    assert_eq!(echoes(), 3, "{}", a.said());
    // The gateways' own addresses are no part of the policy.
    let pings = lab.ping_from(Side::B, (Side::B.outer(), Side::A.outer()), 2, BRISK, &[]).expect("ping runs");
    assert_eq!(pings.received, 2);
}

const LIMIT: Duration = Duration::from_secs(90);
/// An option of IPv4.
const ROUTER_ALERT: [u8; 4] = [148, 4, 0, 0];
