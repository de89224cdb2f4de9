//! `docs/exchanges.md` shows what endpoints do: printed anew it is the same, and so is every octet of the exchanges.

use respite_ike_testing::diagram::document;

#[test]
fn a_seed_makes_whole_exchanges_reproducible() {
    assert_eq!(document(), document());
}

#[test]
fn the_diagrams_of_the_documentation_are_those_that_the_endpoints_draw() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/exchanges.md");
    let committed = std::fs::read_to_string(page).expect("the page is there");
    assert!(document() == committed, "cargo run -p respite-ike --example exchanges > docs/exchanges.md");
}
