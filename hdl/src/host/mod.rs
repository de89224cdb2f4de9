//! The card's host side: DMA, registers, counters, events, interrupts.

pub mod arrivals;
pub mod banks;
pub mod completions;
pub mod control;
pub mod counters;
pub mod deliver;
pub mod descriptors;
pub mod events;
pub mod fetch;
pub mod irq;
pub mod requests;
pub mod shape;
