//! Respite: an IPsec gateway whose ESP work is done by a card.
//!
//! ```text
//!   sa_file ──> SAs ──┐
//!   capture ──> policy ──> replay ──> output: OUT.pcap (capture), REPORT.json (report)
//!                            │
//!                          card ──> respite-driver
//!
//!   operator ──> console ──> grammar ──> config ──> respite-ike, policy
//!                   └──────> show, log, telemetry
//!
//!   daemon: all of it at work between the network and a card
//! ```
//! The program `respite` is a thin shell around this library.
#![forbid(unsafe_code)]

pub mod capture;
pub mod card;
pub mod config;
pub mod console;
pub mod daemon;
pub mod demo;
mod fields;
pub mod grammar;
pub mod log;
pub mod output;
pub mod policy;
pub mod replay;
pub mod report;
pub mod sa_file;
mod sa_suite;
pub mod show;
pub mod telemetry;
