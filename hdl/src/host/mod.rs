//! The card's host side: DMA, registers, counters, events, interrupts.

pub mod banks;
pub mod control;
pub mod counters;
pub mod events;
