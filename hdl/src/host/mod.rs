//! The card's host side: DMA, registers, counters, events, interrupts.
