//! The card's host side: DMA, registers, counters, events, interrupts.

pub mod access;
pub mod arrivals;
pub mod axil;
pub mod banks;
pub mod completions;
pub mod control;
pub mod counters;
pub mod deliver;
pub mod descriptors;
pub mod events;
pub mod fetch;
pub mod general;
pub mod irq;
pub mod judge;
pub mod requests;
pub mod responses;
pub mod sequencer;
pub mod shape;
