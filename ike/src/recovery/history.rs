//! A table of bounded size that knows when each entry was last touched, and forgets the oldest first.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::time::{Duration, Instant};

pub(crate) struct Table<K, V> {
    entries: HashMap<K, (Instant, V)>,
    order: BTreeSet<(Instant, K)>,
    capacity: usize,
}

impl<K: Hash + Ord + Clone, V> Table<K, V> {
    pub fn new(capacity: usize) -> Self {
        Table { entries: HashMap::new(), order: BTreeSet::new(), capacity }
    }

    /// The entry and when it was last put.
    pub fn look(&self, key: &K) -> Option<(Instant, &V)> {
        self.entries.get(key).map(|(at, value)| (*at, value))
    }

    /// Puts an entry; the oldest one goes if there is no room.
    pub fn put(&mut self, now: Instant, key: K, value: V) {
        if let Some((at, _)) = self.entries.insert(key.clone(), (now, value)) {
            self.order.remove(&(at, key.clone()));
        }
        self.order.insert((now, key));
        while self.entries.len() > self.capacity {
            self.forget_first();
        }
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let (at, value) = self.entries.remove(key)?;
        self.order.remove(&(at, key.clone()));
        Some(value)
    }

    /// Forgets what was last put longer ago than `age`.
    pub fn expire(&mut self, now: Instant, age: Duration) {
        while self.order.first().is_some_and(|(at, _)| now.saturating_duration_since(*at) >= age) {
            self.forget_first();
        }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    fn forget_first(&mut self) {
        if let Some((_, key)) = self.order.pop_first() {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_a_touch_makes_young() {
        let now = Instant::now();
        let second = |n| now + Duration::from_secs(n);
        let mut table = Table::new(2);
        table.put(second(0), 'a', 1);
        table.put(second(1), 'b', 2);
        table.put(second(2), 'a', 3);
        table.put(second(3), 'c', 4);
        assert_eq!(table.look(&'b'), None);
        assert_eq!(table.look(&'a'), Some((second(2), &3)));
        table.expire(second(12), Duration::from_secs(10));
        assert_eq!((table.look(&'a'), table.len()), (None, 1));
        assert_eq!(table.remove(&'c'), Some(4));
        assert_eq!((table.len(), table.order.len()), (0, 0));
    }
}
