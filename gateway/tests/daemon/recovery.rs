//! The seed's experiment, in figures.

use std::collections::BTreeSet;
use std::time::Duration;

use respite::demo::{experiment, Case, Echoes, Host, Outcome, Side};
use respite::telemetry::Stats;
use respite_ike::report::Decision;

use crate::far_end::FarEnd;
use crate::setup::{directory, lab, program, settled, BRISK};

fn outcome(case: &str, recovery: bool) -> Option<Outcome> {
    let test = format!("{case}-{}", if recovery { "on" } else { "off" });
    lab(&test)?;
    let case = Case::named(case).expect("there is such a case");
    let mut transcript = Vec::new();
    let outcome = experiment(&case, recovery, program(), &directory(&test), &mut transcript);
    println!("{}", String::from_utf8_lossy(&transcript));
    Some(outcome.unwrap_or_else(|e| panic!("{e}")))
}

fn recovers(case: &str) {
    let Some(outcome) = outcome(case, true) else { return };
    assert!(outcome.pings_received >= 29 && outcome.pings_sent == 30, "{outcome:?}");
    assert_eq!(outcome.invalid_spi_lines, 1, "{outcome:?}");
    assert!(outcome.spis_changed && outcome.recovery_ms.is_some() && outcome.ike_messages > 0, "{outcome:?}");
}

fn stays_a_black_hole(case: &str) {
    let Some(outcome) = outcome(case, false) else { return };
    assert_eq!((outcome.pings_sent, outcome.pings_received, outcome.recovery_ms), (30, 0, None), "{outcome:?}");
    // REC-06: nothing is sent, and one line tells of it.
    assert_eq!((outcome.invalid_spi_lines, outcome.ike_messages), (1, 0), "{outcome:?}");
}

#[test]
fn rec_04_a_tunnel_of_ikev2_is_repaired_after_a_power_cut() {
    recovers("ikev2-hybrid-aes-gcm");
}

#[test]
fn rec_06_without_recovery_a_tunnel_of_ikev2_stays_a_black_hole() {
    stays_a_black_hole("ikev2-hybrid-aes-gcm");
}

#[test]
fn rec_02_a_tunnel_of_ikev1_is_repaired_after_its_sas_were_cleared() {
    recovers("ikev1-aes-gcm");
}

#[test]
fn rec_06_without_recovery_a_tunnel_of_ikev1_stays_a_black_hole() {
    stays_a_black_hole("ikev1-aes-gcm");
}

/// Two routers of the seed, each with the text of its configuration changed; B loses its SAs so that A is not told, and A
/// pings as a router does. The invalid SPI is of the IP protocol `outermost`.
fn routers_are_repaired(test: &str, change: impl Fn(String) -> String, outermost: u8, lose: impl Fn(&Host, &Host)) {
    let Some(lab) = lab(test) else { return };
    let start = |side| Host::start(&lab, side, program(), &change(Case::SEED.config(side, side == Side::B)));
    let start = |side| start(side).unwrap_or_else(|e| panic!("{e}"));
    let (a, b) = (start(Side::A), start(Side::B));
    let story = || format!("--- A\n{}\n--- B\n{}", a.account(), b.account());
    let ping = |repeat: u64| -> u64 {
        let line = format!("ping {} source {} repeat {repeat} timeout 5", Side::B.inner(), Side::A.inner());
        let said = a.console(&line).unwrap_or_else(|e| panic!("{e}"));
        said.lines().map(|line| if line.starts_with(['!', '.']) { line.matches('!').count() as u64 } else { 0 }).sum()
    };
    let spis = |host: &Host| -> BTreeSet<u32> {
        let bundles = host.stats().expect("stats").bundles;
        bundles.iter().flat_map(|bundle| &bundle.sas).flat_map(|sa| [sa.inbound_spi, sa.outbound_spi]).collect()
    };
    assert_eq!(ping(10), 10, "{}", story());
    let (old, stale) = (spis(&a), a.stats().expect("stats").bundles[0].sas[0].outbound_spi);
    lose(&a, &b);
    settled(&b, |stats| stats.bundles.is_empty());
    assert_eq!(spis(&a), old, "A was not told\n{}", story());

    let answered = ping(30);
    assert!(answered >= 28, "{answered}\n{}", story());
    let lines = b.logged("RECVD_PKT_INV_SPI:").expect("shown");
    let what = format!("prot={outermost}, spi={stale:#X}({stale})");
    assert!(lines.len() == 1 && lines[0].contains(&what), "{what}: {lines:?}");
    let new = spis(&b);
    assert!(new.len() == old.len() && new.is_disjoint(&old) && new == spis(&a), "{old:?} {new:?}\n{}", story());
    let [bundle] = &b.stats().expect("stats").bundles[..] else { panic!("{}", story()) };
    assert_eq!((bundle.packets_in, bundle.packets_out, bundle.errors_in), (answered, answered, 0), "{}", story());
}

/// A sends all the while; B keeps its IKE SA.
#[test]
fn rec_05_a_child_sa_that_one_end_has_lost_is_probed_for_and_made_anew() {
    let Some(lab) = lab("rec_05_a_child_sa_that_one_end_has_lost_is_probed_for_and_made_anew") else { return };
    let case = Case::IKEV2_X25519;
    let a = Host::start(&lab, Side::A, program(), &case.config(Side::A, false)).unwrap_or_else(|e| panic!("{e}"));
    let mut b = FarEnd::start(&lab, &case.config(Side::B, false));
    let ends = [Side::A, Side::B].map(|side| side.inner().parse().expect("an address"));
    let _requests = Echoes::start(&lab.namespace(Side::A), (ends[0], ends[1]), BRISK).expect("they can be sent");
    assert!(b.works_until(LIMIT, |b| !b.taken.is_empty()), "{}", a.said());
    let old = b.taken.clone();
    // What is said of a young bundle is not believed.
    b.works_until(YOUNG, |_| false);

    b.forget();
    assert!(b.works_until(LIMIT, |b| !b.taken.is_empty()), "{}", a.said());
    assert!(old.is_disjoint(&b.taken), "{old:?} {:?}", b.taken);
    assert_eq!((b.endpoint.ike_sas().count(), b.endpoint.bundles().count()), (1, 1), "{}", a.said());
    let counters = b.endpoint.counters();
    assert!(counters.decided(Decision::Notified) >= 1 && counters.decided(Decision::Initiated) == 0, "{counters:?}");
    let stats = a.stats().expect("stats");
    assert!(stats.recovery.decisions.contains_key("invspi_rx_probe"), "{stats:?}");
    assert_eq!((stats.ike.sas, stats.bundles.len()), (1, 1), "{stats:?}");
}

fn cleared(_: &Host, b: &Host) {
    b.console("clear crypto isakmp").expect("done");
    b.console("clear crypto sa").expect("done");
}

#[test]
fn rec_01_the_seeds_routers_are_repaired_and_two_pings_of_thirty_are_lost_at_most() {
    let test = "rec_01_the_seeds_routers_are_repaired_and_two_pings_of_thirty_are_lost_at_most";
    routers_are_repaired(test, |config| config, AH, cleared);
}

#[test]
fn rec_03_a_tunnel_of_ah_alone_is_repaired() {
    let ah = |config: String| config.replace("ah-sha-hmac esp-des esp-sha-hmac", "ah-sha-hmac");
    routers_are_repaired("rec_03_a_tunnel_of_ah_alone_is_repaired", ah, AH, cleared);
}

#[test]
fn rec_15_a_tunnel_that_has_outlived_its_isakmp_sa_is_repaired() {
    let brief = |config: String| config.replace(" lifetime 180\n", " lifetime 60\n");
    routers_are_repaired("rec_15_a_tunnel_that_has_outlived_its_isakmp_sa_is_repaired", brief, AH, |a, b| {
        for host in [a, b] {
            settled(host, |stats: &Stats| stats.ike.sas == 0);
        }
        b.console("clear crypto sa").expect("done");
    });
}

const AH: u8 = 51;
const LIMIT: Duration = Duration::from_secs(90);
const YOUNG: Duration = Duration::from_secs(3);
