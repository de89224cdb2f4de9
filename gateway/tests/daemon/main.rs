//! Gateways as they run: programs in network namespaces, with simulated cards, and the kernel's own `ping`.
//!
//! Needs root and what scripts/setup installs. What a machine lacks is said as `skipped: why`; in CI (`CI=true`) that is a
//! failure.

mod confinement;
mod counters;
mod crash;
mod detection;
mod endurance;
mod far_end;
mod lifecycle;
mod manual;
mod nat;
mod operation;
mod policy;
mod recovery;
mod setup;
mod strongswan_test;
mod traffic;
mod wire;
