//! Message IDs of phase 2: made here, and each taken once.
//!
//! Phase 2 of IKEv1 has no replay counter. What was recorded could be played again (a Delete, an INVALID-SPI), so that an
//! ISAKMP SA remembers every message ID that it has seen authenticated or has used itself. When it can remember no more it
//! must end.

use std::collections::HashSet;

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;

/// The message IDs of one ISAKMP SA.
#[derive(Clone, Debug, Default)]
pub(super) struct MessageIds {
    seen: HashSet<u32>,
}

impl MessageIds {
    /// Whether it was seen or used before. 0 is that of phase 1.
    pub fn contains(&self, id: u32) -> bool {
        id == 0 || self.seen.contains(&id)
    }

    /// Takes note of an authenticated one.
    pub fn insert(&mut self, id: u32) {
        self.seen.insert(id);
    }

    /// A fresh one, which is noted at once: our own message that somebody sends back is a replay, too.
    pub fn fresh(&mut self, rng: &mut ChaCha20Rng) -> u32 {
        loop {
            let id = rng.next_u32();
            if !self.contains(id) {
                self.insert(id);
                return id;
            }
        }
    }

    /// Whether the SA should be replaced.
    pub fn is_full(&self) -> bool {
        self.seen.len() >= CAPACITY
    }
}

/// Message IDs that one SA remembers. What is under way when it is full may still end, so that it is exceeded a little.
const CAPACITY: usize = 4096;

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn each_is_new_once_and_zero_never() {
        let mut ids = MessageIds::default();
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        assert!(ids.contains(0));
        let id = ids.fresh(&mut rng);
        assert!(ids.contains(id) && !ids.contains(id ^ 1));
        ids.insert(id ^ 1);
        assert!(ids.contains(id ^ 1));
    }

    #[test]
    fn it_says_when_it_can_remember_no_more() {
        let mut ids = MessageIds::default();
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        for _ in 0..CAPACITY {
            assert!(!ids.is_full());
            ids.fresh(&mut rng);
        }
        assert!(ids.is_full());
    }
}
