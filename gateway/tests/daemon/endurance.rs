//! The trials of `bench/trials`, for as long as a test may take.

use std::time::Duration;

use respite_peers::tree::Tree;
use respite_trials::{flood, soak, throughput};

use crate::setup::{directory, lab, program};

fn strongswan_rekeys_and_crashes(ike: u8) {
    let test = format!("soak-ikev{ike}");
    if respite_peers::lab::Lab::for_test(env!("CARGO_TARGET_TMPDIR"), &test, &[Tree::StrongSwan]).is_none() {
        return;
    }
    let seconds = Duration::from_secs;
    let plan = soak::Plan {
        ike,
        time: seconds(40),
        period: seconds(13),
        interval: Duration::from_millis(250),
        unasked: false,
    };
    for attempt in 1.. {
        let outcome = soak::soak(&plan, program(), &directory(&test)).unwrap_or_else(|e| panic!("{e}"));
        println!("{outcome:?}");
        if outcome.is_good() {
            return;
        }
        assert!(outcome.says_nothing() && attempt < ATTEMPTS, "{outcome:?}");
    }
}

#[test]
fn int_01_with_strongswan_and_ikev2_rekeys_lose_nothing_and_traffic_returns_after_a_crash_of_either_end() {
    strongswan_rekeys_and_crashes(2);
}

#[test]
fn int_01_with_strongswan_and_ikev1_rekeys_lose_nothing_and_traffic_returns_after_a_crash_of_either_end() {
    strongswan_rekeys_and_crashes(1);
}

#[test]
fn dos_01_to_dos_06_a_flood_costs_no_memory_few_messages_and_at_half_of_what_the_card_does_no_packet() {
    let test = "dos_01_to_dos_06_a_flood_costs_no_memory_few_messages_and_at_half_of_what_the_card_does_no_packet";
    if lab(test).is_none() {
        return;
    }
    let floods = flood::flood(Duration::from_secs(4), program(), &directory(test)).unwrap_or_else(|e| panic!("{e}"));
    println!("{}", flood::table(&floods));
    for flood in floods {
        assert_eq!(flood.misses(), [""; 0], "{flood:?}");
    }
}

#[test]
fn as_many_packets_as_two_gateways_carry_are_carried_without_loss() {
    let test = "as_many_packets_as_two_gateways_carry_are_carried_without_loss";
    if lab(test).is_none() {
        return;
    }
    for octets in [64, 1400] {
        let time = Duration::from_secs(1);
        let carried = throughput::measure(throughput::Kind::Null, octets, time, program(), &directory(test));
        let carried = carried.unwrap_or_else(|e| panic!("{e}"));
        assert!(carried.packets > 0 && carried.lost == 0, "{carried:?}");
    }
}

/// On a machine that has no time for a gateway.
const ATTEMPTS: u32 = 3;
