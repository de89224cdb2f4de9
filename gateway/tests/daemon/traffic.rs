//! Packets through two gateways.

use std::time::Duration;

use respite::demo::{wait_for, Host, Side};

use crate::setup::{ikev2, lab, pair, program, BRISK};

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
    let start = |side| Host::start(&lab, side, program(), &config6(side)).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    for (from, to) in [(Side::A.inner6(), Side::B.inner6()), (Side::A.inner(), Side::B.inner())] {
        let pings = lab.ping_from(Side::A, (from, to), 3, BRISK, &[]).expect("ping runs");
        assert_eq!(pings.received, 3, "{to}: {}\n{}\n{}", pings.marks, a.account(), b.account());
    }
    assert_eq!(b.stats().expect("stats").bundles.len(), 2);
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

fn config6(side: Side) -> String {
    let (outer, peer) = (side.outer6(), side.other().outer6());
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
fn what_comes_in_clear_and_should_be_protected_is_discarded() {
    let Some(lab) = lab("what_comes_in_clear_and_should_be_protected_is_discarded") else { return };
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
