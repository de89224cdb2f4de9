//! Prints docs/registers.md from the register, verdict and counter tables.

use respite_abi::reg::{Access, REGISTERS};
use respite_abi::{sa, Counter, Verdict};

fn main() {
    println!("# Registers, verdicts and counters\n");
    println!("Printed by `cargo run -p respite-abi --bin registers` from `abi/`; do not edit.\n");
    println!(
        "BAR0 is {:#x} bytes: the core's registers below {:#x}, the MSI-X table at {:#x}, its pending bits at {:#x}.\n",
        respite_abi::BAR0_SIZE,
        respite_abi::CORE_WINDOW,
        respite_abi::MSIX_TABLE,
        respite_abi::MSIX_PBA
    );
    println!("## Registers\n\n| offset | name | access | reset | meaning |\n|---|---|---|---|---|");
    for r in REGISTERS {
        let access = match r.access {
            Access::Ro => "ro",
            Access::Rw => "rw",
            Access::Wo => "wo",
        };
        let offset = match r.repeat {
            (1, _) => format!("`{:#06x}`", r.offset),
            (n, stride) => format!("`{:#06x}` + {stride:#x} n, n < {n}", r.offset),
        };
        let doc = r.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        println!("| {offset} | {} | {access} | `{:#x}` | {doc} |", r.name, r.reset);
    }
    println!(
        "\n## Verdicts\n\nA completion carries the code; the snapshot counts the packets in the slot of the code.\n"
    );
    println!("| code | name | meaning |\n|---|---|---|");
    for v in Verdict::ALL {
        println!("| {} | `{}` | {} |", *v as u8, v.name(), v.doc().trim());
    }
    println!("\n## Totals\n\n| slot | name | meaning |\n|---|---|---|");
    for c in Counter::ALL {
        println!("| {} | `{}` | {} |", *c as u8, c.name(), c.doc().trim());
    }
    println!(
        "\nAn SA image has {} words of 128 bits and a replay window of at most {} packets: see `abi/src/sa.rs`.",
        sa::word::COUNT,
        sa::MAX_WINDOW
    );
}
