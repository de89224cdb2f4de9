//! The flood of `bench/trials`, for as long as a test may take.

use std::time::Duration;

use respite_trials::flood;

use crate::setup::{directory, lab, program};

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
