//! The seed's experiment, in figures.

use respite::demo::{experiment, Case, Outcome};

use crate::setup::{directory, lab, program};

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
