//! The card's host side: DMA, registers, counters, events, interrupts.

pub mod counters;
pub mod events;
