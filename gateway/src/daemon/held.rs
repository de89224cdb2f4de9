//! Packets that wait for an SA: few, and not for long.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// Packets by what shall protect them.
#[derive(Default)]
pub struct Held {
    waiting: HashMap<Key, Line>,
    count: usize,
    /// Given up.
    pub dropped: u64,
}

/// Peer and child policy.
pub type Key = (String, String);

#[derive(Default)]
struct Line {
    packets: VecDeque<(Instant, Vec<u8>)>,
    asked: Option<Instant>,
}

impl Held {
    /// Takes a packet; whether it is time to ask for an SA.
    pub fn add(&mut self, now: Instant, key: Key, packet: Vec<u8>) -> bool {
        self.expire(now);
        let line = self.waiting.entry(key).or_default();
        if line.packets.len() >= MOST_OF_ONE {
            line.packets.pop_front();
            self.dropped += 1;
        } else if self.count >= MOST {
            self.dropped += 1;
            return false;
        } else {
            self.count += 1;
        }
        line.packets.push_back((now, packet));
        let due = line.asked.is_none_or(|asked| now.saturating_duration_since(asked) >= AGAIN);
        if due {
            line.asked = Some(now);
        }
        due
    }

    /// All of them, in the order of their arrival within a line: whoever takes them gives back what still has no SA.
    pub fn take(&mut self) -> Vec<Vec<u8>> {
        self.count = 0;
        self.waiting.drain().flat_map(|(_, line)| line.packets).map(|(_, packet)| packet).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn expire(&mut self, now: Instant) {
        let (mut count, before) = (0, self.count);
        self.waiting.retain(|_, line| {
            while line.packets.front().is_some_and(|(since, _)| now.saturating_duration_since(*since) >= PATIENCE) {
                line.packets.pop_front();
            }
            count += line.packets.len();
            !line.packets.is_empty()
        });
        self.count = count;
        self.dropped += (before - count) as u64;
    }
}

const MOST_OF_ONE: usize = 32;
const MOST: usize = 1024;
/// Longer than a handshake through a slow card with one lost message.
const PATIENCE: Duration = Duration::from_secs(10);
/// An SA is asked for again after so long.
const AGAIN: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn key(child: &str) -> Key {
        ("peer".into(), child.into())
    }

    #[test]
    fn the_first_packet_asks_and_none_is_lost() {
        let (mut held, now) = (Held::default(), Instant::now());
        assert!(held.add(now, key("a"), vec![1]));
        assert!(!held.add(now, key("a"), vec![2]));
        assert!(held.add(now, key("b"), vec![3]));
        let mut packets = held.take();
        packets.sort();
        assert_eq!((packets, held.dropped), (vec![vec![1], vec![2], vec![3]], 0));
        assert!(held.is_empty());
    }

    #[test]
    fn asks_again_after_a_second() {
        let (mut held, now) = (Held::default(), Instant::now());
        held.add(now, key("a"), vec![1]);
        assert!(held.add(now + AGAIN, key("a"), vec![2]));
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many_or_they_are_too_old() {
        let (mut held, now) = (Held::default(), Instant::now());
        for n in 0..100 {
            held.add(now, key("a"), vec![n]);
        }
        assert_eq!(held.dropped, 100 - MOST_OF_ONE as u64);
        held.add(now + PATIENCE, key("b"), vec![]);
        assert_eq!((held.dropped, held.count), (100, 1));
    }

    #[test]
    fn many_policies_together_hold_no_more_than_the_bound() {
        let (mut held, now) = (Held::default(), Instant::now());
        for n in 0..5000 {
            held.add(now, key(&n.to_string()), vec![]);
        }
        assert_eq!((held.take().len(), held.dropped), (MOST, 5000 - MOST as u64));
    }
}
