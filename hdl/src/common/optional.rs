//! A block that a build may leave out.
//!
//! A kernel says `for i in 0..self.part.len() { self.part[i]... }`, which is nothing when the block is absent.

use rust_hdl_core::prelude::*;
use std::ops::{Deref, DerefMut};

/// One `B`, or none.
pub struct Optional<B>(Vec<B>);

impl<B> Optional<B> {
    /// None.
    pub fn absent() -> Optional<B> {
        Optional(vec![])
    }

    /// Changed, if there is one.
    pub fn map(self, change: impl FnMut(B) -> B) -> Optional<B> {
        Optional(self.0.into_iter().map(change).collect())
    }
}

impl<B: Default> Default for Optional<B> {
    fn default() -> Optional<B> {
        Optional(vec![B::default()])
    }
}

impl<B> Deref for Optional<B> {
    type Target = [B];

    fn deref(&self) -> &[B] {
        &self.0
    }
}

impl<B> DerefMut for Optional<B> {
    fn deref_mut(&mut self) -> &mut [B] {
        &mut self.0
    }
}

impl<B: Block> Logic for Optional<B> {
    fn update(&mut self) {}
}

impl<B: Block> Block for Optional<B> {
    fn connect_all(&mut self) {
        self.0.connect_all();
    }

    fn update_all(&mut self) {
        self.0.update_all();
    }

    fn has_changed(&self) -> bool {
        self.0.has_changed()
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        self.0.accept(name, probe);
    }
}
