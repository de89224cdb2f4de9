//! The card in a slot: a machine with an IOMMU boots Debian's kernel, which binds the card to `vfio-pci`; what runs on real
//! hardware runs there.
//!
//! ```text
//!   host ── respite-sim ══ vfio-user ══ QEMU: PCIe root port, IOMMU
//!     │                                   └── guest: Linux, vfio-pci ── /dev/vfio ── respite, and the steps of `guest`
//!     └──────── what each step verified <── serial line ──┘
//! ```
//! One program on both sides: `scripts/fullsystem` starts it as the host, the kernel as the guest's first process.

mod guest;
mod host;
mod image;
mod line;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a check found, in words; or what is wrong.
pub type Checked<T = String> = Result<T, Box<dyn std::error::Error>>;

#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Boots the machine and shows what the guest verifies.
    Host(host::Arguments),
    /// Has packets in flight on the card with this address until it is killed.
    Hold { address: String },
}

fn main() -> ExitCode {
    // The kernel starts its first process without arguments of ours.
    if std::process::id() == 1 {
        guest::init();
    }
    let done = match Cli::parse().command {
        Command::Host(arguments) => host::run(&arguments),
        Command::Hold { address } => guest::hold(&address),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fullsystem: {error}");
            ExitCode::FAILURE
        }
    }
}
