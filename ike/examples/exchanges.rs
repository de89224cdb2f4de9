//! Prints `docs/exchanges.md`: exchanges between two endpoints as sequence diagrams.

#[path = "../tests/common/mod.rs"]
#[allow(unused_imports, reason = "a part is used")]
mod common;

fn main() {
    print!("{}", common::diagram::document());
}
