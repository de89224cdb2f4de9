//! Prints `docs/exchanges.md`: exchanges between two endpoints as sequence diagrams.

fn main() {
    print!("{}", respite_ike_testing::diagram::document());
}
