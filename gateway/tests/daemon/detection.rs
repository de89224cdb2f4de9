//! What a gateway makes of packets that come by the cable with an SPI that it does not know, and of some that only look so.

use std::time::Duration;

use respite::demo::{wait_for, Host, Lab, Side};
use respite::telemetry::Stats;

use crate::setup::{ikev2, lab, pair, program, reconfigure, settled, BRISK};
use crate::wire::{ah, esp, send, udp, Ip};

/// A gateway whose peer is configured and not there.
fn alone(lab: &Lab, config: &str) -> Host {
    Host::start(lab, Side::A, program(), config).unwrap_or_else(|e| panic!("{e}"))
}

fn card(stats: &Stats, name: &str) -> u64 {
    stats.controllers[0].counters[name]
}

fn decided(stats: &Stats, name: &str) -> u64 {
    stats.recovery.decisions.get(name).copied().unwrap_or(0)
}

#[test]
fn det_01_det_02_det_06_to_det_09_only_a_whole_packet_to_us_with_an_unknown_spi_is_an_event() {
    let Some(lab) = lab("det_01_det_02_det_06_to_det_09_only_a_whole_packet_to_us_with_an_unknown_spi_is_an_event")
    else {
        return;
    };
    let a = alone(&lab, &ikev2().config(Side::A, true));
    let [piece, _] = esp(0x5000, 1).pieces(24);
    let short = Ip { payload: 0x5001u32.to_be_bytes().to_vec(), ..esp(0, 0) };
    let packets = [
        esp(0, 1),
        esp(1, 1),
        ah(255, 1),
        piece,
        short,
        esp(0x5002, 1).to([10, 255, 255, 255]),
        esp(0x5003, 1).from([10, 1, 1, 1]),
        esp(0x5004, 1).from([127, 0, 0, 1]),
        esp(0x5005, 1).from([224, 0, 0, 1]),
        // What follows is in order behind all of them, and the proof that they are worked off.
        esp(256, 1),
    ];
    if send(&lab, Side::B, &packets).is_none() {
        return;
    }
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 1);
    assert_eq!((card(&stats, "rx_spi_reserved"), card(&stats, "rx_short")), (3, 1), "{stats:?}");
    assert_eq!((card(&stats, "ev_pkts"), card(&stats, "rx_no_sa_esp")), (1, 1), "{stats:?}");
    assert_eq!(decided(&stats, "rec_initiate"), 1, "{stats:?}");
    assert_eq!(a.logged("RECVD_PKT_INV_SPI:").expect("shown").len(), 1, "{}", a.said());

    // The kernel puts pieces together before IPsec (RFC 4301 §7): a whole packet again.
    send(&lab, Side::B, &esp(0x6000, 1).pieces(24));
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 2);
    assert_eq!(card(&stats, "rx_frag"), 0);
}

#[test]
fn pol_10_ah_behind_ip_options_with_an_unknown_spi_is_refused_and_is_no_event() {
    let Some(lab) = lab("pol_10_ah_behind_ip_options_with_an_unknown_spi_is_refused_and_is_no_event") else { return };
    let a = alone(&lab, &ikev2().config(Side::A, true));
    // Router alert (RFC 2113).
    let odd = Ip { options: vec![148, 4, 0, 0], ..ah(0x5000, 1) };
    if send(&lab, Side::B, &[odd, esp(0x5001, 1)]).is_none() {
        return;
    }
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 1 && stats.path["slow_refused"] == 1);
    assert_eq!(
        (card(&stats, "rx_options"), card(&stats, "ev_pkts"), card(&stats, "rx_no_sa_ah")),
        (1, 1, 0),
        "{stats:?}"
    );
    let shown = a.console("show controllers").expect("shown");
    assert!(shown.contains("rx_options"), "{shown}");
}

#[test]
fn det_10_det_11_ike_and_keepalives_on_port_4500_are_not_esp() {
    let Some(lab) = lab("det_10_det_11_ike_and_keepalives_on_port_4500_are_not_esp") else { return };
    let a = alone(&lab, &ikev2().config(Side::A, true));
    let ike = [&[0; 4][..], &[0x5a; 28]].concat();
    let spi = [&0x7000u32.to_be_bytes()[..], &[0; 40]].concat();
    let packets = [udp(4500, &ike), udp(4500, &[0xff]), udp(4500, &spi)];
    if send(&lab, Side::B, &packets).is_none() {
        return;
    }
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 1);
    assert_eq!((stats.path["outside_packets"], card(&stats, "rx_no_sa_udp")), (1, 1), "{stats:?}");
    assert_eq!((stats.ike.received_messages, stats.ike.dropped), (1, 1), "{stats:?}");
}

#[test]
fn det_12_det_13_a_known_spi_from_elsewhere_or_in_the_other_protocol_does_a_tunnel_no_harm() {
    let Some(lab) = lab("det_12_det_13_a_known_spi_from_elsewhere_or_in_the_other_protocol_does_a_tunnel_no_harm")
    else {
        return;
    };
    let (a, b) = pair(&lab, &ikev2(), true);
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    let spis = |host: &Host| {
        let sa = &host.stats().expect("stats").bundles[0].sas[0];
        (sa.inbound_spi, sa.outbound_spi)
    };
    let before = spis(&a);
    if send(&lab, Side::B, &[esp(before.0, 100).from([10, 3, 3, 3]), ah(before.0, 100)]).is_none() {
        return;
    }
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 1);
    assert_eq!((card(&stats, "rx_mismatch"), card(&stats, "rx_no_sa_ah")), (1, 1), "{stats:?}");
    let lines = a.logged("RECVD_PKT_INV_SPI:").expect("shown");
    assert!(lines.len() == 1 && lines[0].contains("prot=51"), "{lines:?}");
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    assert_eq!(spis(&a), before);
}

#[test]
fn det_15_det_16_an_audit_has_its_own_records_and_without_it_nothing_else_changes() {
    let Some(lab) = lab("det_15_det_16_an_audit_has_its_own_records_and_without_it_nothing_else_changes") else {
        return;
    };
    let config = ikev2().config(Side::A, false);
    let a = alone(&lab, &config);
    if send(&lab, Side::B, &[esp(0x8000, 77)]).is_none() {
        return;
    }
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 1);
    assert_eq!((card(&stats, "rx_no_sa_esp"), decided(&stats, "rec_disabled")), (1, 1), "{stats:?}");
    assert_eq!(a.logged("AUDIT_INV_SPI").expect("shown"), [""; 0]);

    reconfigure(&a, &format!("logging audit\n{config}"));
    send(&lab, Side::B, &[esp(0x8001, 78)]);
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 2);
    assert_eq!((card(&stats, "rx_no_sa_esp"), decided(&stats, "rec_disabled")), (2, 2), "{stats:?}");
    let records = a.logged("AUDIT_INV_SPI").expect("shown");
    let record = "destaddr=10.1.1.1, prot=50, spi=0x8001(32769), srcaddr=10.2.2.2, seq=78";
    assert!(records.len() == 1 && records[0].ends_with(record), "{records:?}");
}

#[test]
fn rec_07_rec_08_a_report_goes_on_the_ike_sa_that_is_there_with_recovery_on_or_off() {
    let Some(lab) = lab("rec_07_rec_08_a_report_goes_on_the_ike_sa_that_is_there_with_recovery_on_or_off") else {
        return;
    };
    let (a, b) = pair(&lab, &ikev2(), false);
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    for (spi, recovery, count) in [(0x9000, false, 1), (0x9001, true, 2)] {
        reconfigure(&a, &ikev2().config(Side::A, recovery));
        if send(&lab, Side::B, &[esp(spi, 1)]).is_none() {
            return;
        }
        let stats = settled(&a, |stats| decided(stats, "rec_notify") == count);
        assert_eq!((stats.ike.sas, stats.ike.half_open, stats.ike.established), (1, 0, 1), "{stats:?}");
        // The peer has sent nothing with that SPI, so it does nothing about it.
        settled(&b, |stats| decided(stats, "invspi_rx_unknown") == count);
    }
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
}

#[test]
fn rec_09_a_black_hole_ends_when_recovery_is_switched_on() {
    let Some(lab) = lab("rec_09_a_black_hole_ends_when_recovery_is_switched_on") else { return };
    let (a, mut b) = pair(&lab, &ikev2(), false);
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    b.kill();
    b.restart().unwrap_or_else(|e| panic!("{e}"));
    let quick =
        || lab.ping_from(Side::A, (Side::A.inner(), Side::B.inner()), 3, BRISK, &["-W", "2"]).expect("ping runs");
    assert_eq!(quick().received, 0, "{}\n{}", a.account(), b.account());
    settled(&b, |stats| decided(stats, "rec_disabled") > 0);
    assert_eq!(b.stats().expect("stats").ike.sent_messages, 0);
    reconfigure(&b, &ikev2().config(Side::B, true));
    let healed = wait_for(LIMIT, || (quick().received == 3).then_some(()));
    assert!(healed.is_some(), "{}\n{}", a.account(), b.account());
}

#[test]
fn rec_10_recovery_that_is_switched_off_ends_what_it_has_begun_and_begins_nothing_more() {
    let Some(lab) = lab("rec_10_recovery_that_is_switched_off_ends_what_it_has_begun_and_begins_nothing_more") else {
        return;
    };
    let a = alone(&lab, &ikev2().config(Side::A, true));
    if send(&lab, Side::B, &[esp(0xc000, 1)]).is_none() {
        return;
    }
    settled(&a, |stats| stats.ike.half_open == 1);
    reconfigure(&a, &ikev2().config(Side::A, false));
    let messages = settled(&a, |stats| stats.ike.half_open == 0).ike.sent_messages;
    send(&lab, Side::B, &[esp(0xc001, 1)]);
    let stats = settled(&a, |stats| decided(stats, "rec_disabled") == 1);
    assert_eq!((stats.ike.sent_messages, decided(&stats, "rec_initiate")), (messages, 1), "{stats:?}");
}

#[test]
fn rec_12_rec_13_what_a_report_has_deleted_comes_again_with_the_next_packet_and_not_before() {
    let Some(lab) = lab("rec_12_rec_13_what_a_report_has_deleted_comes_again_with_the_next_packet_and_not_before")
    else {
        return;
    };
    // The end that has lost its SAs reports, and leaves the rest to the other.
    let config = |side| format!("no crypto recovery own-child\n{}", respite::demo::Case::IKEV1.config(side, true));
    let start = |side| Host::start(&lab, side, program(), &config(side)).unwrap_or_else(|e| panic!("{e}"));
    let (a, mut b) = (start(Side::A), start(Side::B));
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    b.kill();
    b.restart().unwrap_or_else(|e| panic!("{e}"));
    let one = ["-W", "1"];
    let ping = lab.ping_from(Side::A, (Side::A.inner(), Side::B.inner()), 1, BRISK, &one).expect("ping runs");
    assert_eq!(ping.received, 0, "{}\n{}", a.account(), b.account());
    settled(&a, |stats| stats.bundles.is_empty());
    std::thread::sleep(NOTHING);
    for host in [&a, &b] {
        let stats = host.stats().expect("stats");
        assert_eq!((stats.bundles.len(), stats.ike.sas), (0, 1), "{stats:?}\n{}", host.said());
    }
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());
}

#[test]
fn rec_14_sas_that_are_cleared_beside_an_ike_sa_are_deleted_at_the_peer() {
    let Some(lab) = lab("rec_14_sas_that_are_cleared_beside_an_ike_sa_are_deleted_at_the_peer") else { return };
    let ikev1 = respite::demo::Case::named("ikev1-aes-gcm").expect("there is such a case");
    let (a, b) = pair(&lab, &ikev1, true);
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    b.console("clear crypto sa").expect("done");
    settled(&a, |stats| stats.bundles.is_empty());
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());
    assert_eq!(b.logged("RECVD_PKT_INV_SPI:").expect("shown"), [""; 0]);
}

#[test]
fn pol_01_pol_03_strangers_and_peers_that_only_respond_are_not_called() {
    let Some(lab) = lab("pol_01_pol_03_strangers_and_peers_that_only_respond_are_not_called") else { return };
    let config = ikev2().config(Side::A, true).replace(" match address 150\n", " match address 150\n responder-only\n");
    let a = alone(&lab, &config);
    if send(&lab, Side::B, &[esp(0xa000, 1).from([10, 9, 9, 9]), esp(0xa001, 1)]).is_none() {
        return;
    }
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 2);
    let decisions = (decided(&stats, "rec_unknown_peer"), decided(&stats, "rec_not_initiator"));
    assert_eq!((decisions, stats.ike.sent_messages), ((1, 1), 0), "{stats:?}");
}

#[test]
fn pol_06_pol_07_a_port_that_nobody_vouches_for_is_neither_called_nor_learnt() {
    let Some(lab) = lab("pol_06_pol_07_a_port_that_nobody_vouches_for_is_neither_called_nor_learnt") else { return };
    let config = |side| format!("crypto isakmp nat force-encapsulation\n{}", ikev2().config(side, true));
    let start = |side| Host::start(&lab, side, program(), &config(side)).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
    let stats = a.stats().expect("stats");
    let spi = stats.bundles[0].sas[0].inbound_spi;
    assert!(stats.bundles[0].udp, "{stats:?}");
    let in_udp = |spi: u32| udp(9999, &esp(spi, 100).payload);
    if send(&lab, Side::B, &[in_udp(spi), in_udp(0xb000)]).is_none() {
        return;
    }
    let messages = stats.ike.sent_messages;
    let stats = settled(&a, |stats| stats.recovery.invalid_spi_packets == 1);
    assert_eq!((card(&stats, "rx_mismatch"), decided(&stats, "rec_unknown_peer")), (1, 1), "{stats:?}");
    assert_eq!(stats.ike.sent_messages, messages, "{stats:?}");
    assert_eq!(lab.ping(Side::A, 2, BRISK).expect("ping runs").received, 2, "{}\n{}", a.account(), b.account());
}

const LIMIT: Duration = Duration::from_secs(90);
/// How long nothing must happen.
const NOTHING: Duration = Duration::from_secs(3);
