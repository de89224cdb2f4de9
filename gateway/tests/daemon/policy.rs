//! Spec 06 §6.7 on the cable: whom recovery talks to, where, and about what.

use std::process::Command;
use std::time::Duration;

use respite::demo::{wait_for, Case, Host, Lab, Side};
use respite::telemetry::Stats;

use crate::nat::{behind_nat, Nat, MOVED};
use crate::setup::{ikev2, lab, program, settled, BRISK};
use crate::wire::{address, esp, send, udp, Ip};

fn decided(stats: &Stats, name: &str) -> u64 {
    stats.recovery.decisions.get(name).copied().unwrap_or(0)
}

/// Packets with unknown SPIs so far.
fn unknown(count: u64) -> impl Fn(&Stats) -> bool {
    move |stats| stats.recovery.invalid_spi_packets == count
}

fn pings(lab: &Lab, side: Side, a: &Host, b: &Host) {
    assert_eq!(lab.ping(side, 3, BRISK).expect("ping runs").received, 3, "{side:?}\n{}\n{}", a.account(), b.account());
}

/// ESP in UDP from A to B, with an SPI that nobody knows.
fn in_udp(spi: u32) -> Ip {
    udp(4500, &esp(spi, 1).payload).from(address(Side::A).octets()).to(address(Side::B).octets())
}

#[test]
fn pol_02_a_peer_of_one_interface_is_a_stranger_on_another() {
    let Some(lab) = lab("pol_02_a_peer_of_one_interface_is_a_stranger_on_another") else { return };
    let run = |words: String| {
        let output = Command::new("ip").args(words.split(' ')).output().expect("ip runs");
        assert!(output.status.success(), "ip {words}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let (a, b) = (lab.namespace(Side::A), lab.namespace(Side::B));
    run(format!("link add eth1 netns {a} type veth peer name eth1 netns {b}"));
    for (inside, host) in [(&a, 1), (&b, 2)] {
        run(format!("-n {inside} addr add 10.5.0.{host}/24 dev eth1"));
        run(format!("-n {inside} link set eth1 up"));
    }
    // The way back to the source of a packet need not be the way that it came.
    let loose = "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$f; done";
    assert!(lab.command(Side::A, "sh").args(["-c", loose]).status().expect("sh runs").success());
    let other = "\ncrypto isakmp key 0 1234 address 10.5.0.2\n!\n\
                 crypto map other 10 ipsec-isakmp\n set peer 10.5.0.2\n set transform-set suite\n match address 151\n!\n\
                 interface eth1\n ip address 10.5.0.1 255.255.255.0\n crypto map other\n!\n\
                 access-list 151 permit ip host 10.0.0.1 host 10.0.5.5\n!\nend\n";
    let config = Case::IKEV1.config(Side::A, true).replace("\nend\n", other);
    let a = Host::start(&lab, Side::A, program(), &config).unwrap_or_else(|e| panic!("{e}"));

    if send(&lab, Side::B, &[esp(0x5000, 1).to([10, 5, 0, 1])]).is_none() {
        return;
    }
    let stats = settled(&a, unknown(1));
    assert_eq!((decided(&stats, "rec_unknown_peer"), stats.ike.sent_messages), (1, 0), "{stats:?}");
    send(&lab, Side::B, &[esp(0x5001, 1)]);
    let stats = settled(&a, unknown(2));
    assert_eq!((decided(&stats, "rec_unknown_peer"), decided(&stats, "rec_initiate")), (1, 1), "{stats:?}");
}

#[test]
fn pol_04_a_peer_without_a_key_is_refused_by_name_before_anybody_can_be_called() {
    let Some(lab) = lab("pol_04_a_peer_without_a_key_is_refused_by_name_before_anybody_can_be_called") else { return };
    let config = Case::IKEV1.config(Side::A, true);
    let key = format!("crypto isakmp key 0 1234 address {}\n", Side::B.outer());
    let without = config.replace(&key, "");
    assert_ne!(without, config);
    let Err(refusal) = Host::start(&lab, Side::A, program(), &without) else { panic!("it works without a key") };
    let said = refusal.to_string();
    assert_eq!(said.matches("there is no crypto isakmp key for 10.2.2.2").count(), 1, "{said}");

    // A gateway that works keeps the key that it has.
    let a = Host::start(&lab, Side::A, program(), &config).unwrap_or_else(|e| panic!("{e}"));
    std::fs::write(a.startup_config(), without).expect("the test's own directory");
    let reload = Command::new(program()).arg("reload").arg("--socket").arg(a.socket()).output().expect("it runs");
    let said = String::from_utf8_lossy(&reload.stderr).into_owned();
    assert!(!reload.status.success() && said.contains("there is no crypto isakmp key"), "{said}");
    assert!(a.console("show running-config").expect("shown").contains("crypto isakmp key"), "{}", a.said());
}

#[test]
fn pol_05_a_peer_behind_a_nat_is_told_where_its_ike_sa_is() {
    let Some(lab) = lab("pol_05_a_peer_behind_a_nat_is_told_where_its_ike_sa_is") else { return };
    let _nat = Nat::between(&lab);
    let (a, b) = behind_nat(&lab);
    pings(&lab, Side::A, &a, &b);
    if send(&lab, Side::A, &[in_udp(0x5000)]).is_none() {
        return;
    }
    let stats = settled(&b, |stats| decided(stats, "rec_notify") == 1);
    assert_eq!((stats.ike.sas, decided(&stats, "rec_initiate")), (1, 0), "{stats:?}");
    // The report has passed the NAT.
    settled(&a, |stats| decided(stats, "invspi_rx_unknown") == 1);
    let ping = || lab.ping(Side::B, 3, BRISK).expect("ping runs").received;
    assert!(wait_for(LIMIT, || (ping() == 3).then_some(())).is_some(), "{}\n{}", a.account(), b.account());
}

#[test]
fn pol_08_ah_is_not_negotiated_through_a_nat_and_the_log_says_why() {
    let Some(lab) = lab("pol_08_ah_is_not_negotiated_through_a_nat_and_the_log_says_why") else { return };
    let config = |side| format!("crypto isakmp nat force-encapsulation\n{}", Case::SEED.config(side, true));
    let start = |side| Host::start(&lab, side, program(), &config(side)).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    let ends = (Side::A.inner(), Side::B.inner());
    assert_eq!(lab.ping_from(Side::A, ends, 1, BRISK, &["-W", "1"]).expect("ping runs").received, 0);
    let why = "AH does not pass a NAT";
    let said = wait_for(LIMIT, || a.logged(why).ok().filter(|lines| !lines.is_empty()));
    assert!(said.is_some_and(|lines| lines.iter().all(|line| line.contains("10.2.2.2"))), "{}", a.said());
    for host in [&a, &b] {
        let stats = host.stats().expect("stats");
        assert_eq!((stats.bundles.len(), stats.ike.sas), (0, 1), "{stats:?}\n{}\n{}", a.account(), b.account());
    }
}

#[test]
fn pol_13_a_peer_that_has_moved_is_found_where_it_is_once_that_is_authentic() {
    let Some(lab) = lab("pol_13_a_peer_that_has_moved_is_found_where_it_is_once_that_is_authentic") else { return };
    let nat = Nat::between(&lab);
    let (a, b) = behind_nat(&lab);
    pings(&lab, Side::A, &a, &b);
    let messages = b.stats().expect("stats").ike.sent_messages;
    nat.moves();
    if send(&lab, Side::A, &[in_udp(0x5000)]).is_none() {
        return;
    }
    let stats = settled(&b, unknown(1));
    assert_eq!((decided(&stats, "rec_unknown_peer"), stats.ike.sent_messages), (1, messages), "{stats:?}");
    // The first message of A's that comes from there.
    a.console("clear crypto sa").expect("done");
    settled(&b, |stats| stats.bundles.is_empty());
    pings(&lab, Side::A, &a, &b);
    assert_eq!(b.stats().expect("stats").bundles[0].remote, MOVED);
    send(&lab, Side::A, &[in_udp(0x5001)]);
    settled(&b, |stats| decided(stats, "rec_notify") == 1);
    settled(&a, |stats| decided(stats, "invspi_rx_unknown") == 1);
}

/// As a peer is that has opened a TCP connection to us: this end cannot open one (RFC 9329 §6.1).
#[test]
fn pol_14_a_peer_that_cannot_be_called_is_waited_for_and_its_ike_sa_is_kept() {
    let Some(lab) = lab("pol_14_a_peer_that_cannot_be_called_is_waited_for_and_its_ike_sa_is_kept") else { return };
    let waits = ikev2().config(Side::A, true).replace(" match address 150\n", " match address 150\n responder-only\n");
    let start = |side, config: &str| Host::start(&lab, side, program(), config).unwrap_or_else(|e| panic!("{e}"));
    let (mut a, b) = (start(Side::A, &waits), start(Side::B, &ikev2().config(Side::B, true)));
    pings(&lab, Side::B, &a, &b);
    let some: Vec<Ip> = (0..5).map(|n| esp(0x5000 + n, 1)).collect();
    if send(&lab, Side::B, &some).is_none() {
        return;
    }
    let stats = settled(&a, |stats| decided(stats, "rec_notify") == 5);
    assert_eq!((stats.ike.sas, stats.ike.established), (1, 1), "{stats:?}");
    pings(&lab, Side::B, &a, &b);

    a.kill();
    a.restart().unwrap_or_else(|e| panic!("{e}"));
    send(&lab, Side::B, &[esp(0x6000, 1)]);
    let stats = settled(&a, unknown(1));
    assert_eq!((decided(&stats, "rec_not_initiator"), stats.ike.sent_messages), (1, 0), "{stats:?}");
    let line = "spi=0x6000(24576)";
    let lines = a.logged("CRYPTO-6-INV_SPI_RECOVERY").expect("shown");
    assert!(lines.iter().any(|said| said.contains(line)), "{lines:?}");
    b.console("clear crypto ikev2 sa").expect("done");
    pings(&lab, Side::B, &a, &b);
}

const LIMIT: Duration = Duration::from_secs(90);
