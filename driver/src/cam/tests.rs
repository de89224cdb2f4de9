//! The shadow against a model of the card that does what it is told, write by write.

use std::collections::HashMap;

use respite_abi::cam::{self, bucket};

use super::*;

/// The card's CAM: it knows places and contents, and no keys' history.
struct CardCam {
    log2: u32,
    places: HashMap<Place, (u64, Entry)>,
}

impl CardCam {
    fn apply(&mut self, w: &Write) {
        if let Place::Table { way, bucket: b } = w.place {
            assert_eq!(
                bucket(way.into(), w.key, self.log2),
                u32::from(b),
                "entry written into a bucket of another key"
            );
        }
        match w.entry.state {
            State::Empty => self.places.remove(&w.place),
            _ => self.places.insert(w.place, (w.key, w.entry)),
        };
    }

    /// All copies that match, as the card would find them in one clock.
    fn lookup(&self, key: u64) -> Vec<Entry> {
        let table = (0..WAYS).map(|way| self.table_place(way, key));
        let overflow = (0..OVERFLOW as u8).map(Place::Overflow);
        let hit = |p| self.places.get(&p).filter(|(k, _)| *k == key).map(|(_, e)| *e);
        table.chain(overflow).filter_map(hit).collect()
    }

    fn table_place(&self, way: usize, key: u64) -> Place {
        let bucket = cells(key, self.log2)[way] & ((1 << self.log2) - 1);
        Place::Table { way: way as u8, bucket: bucket as u16 }
    }
}

fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn entry(n: u64) -> Entry {
    let state = [State::Larval, State::Valid, State::Graveyard][(n % 3) as usize];
    Entry { sa: SaIndex::new((n % 4096) as u16), state }
}

#[test]
fn buckets_are_those_of_the_contract() {
    let mut x = 7;
    for _ in 0..2000 {
        let key = next(&mut x) & ((1 << cam::KEY_BITS) - 1);
        for log2 in [1, 5, 10, 14] {
            for (way, cell) in cells(key, log2).into_iter().enumerate() {
                assert_eq!(cell, way << log2 | bucket(way, key, log2) as usize);
            }
        }
    }
}

/// Fills until the first refusal and returns the share of the table's buckets in use.
fn fill(log2: u32, mut key: impl FnMut() -> u64) -> f64 {
    let mut c = CamShadow::new(log2);
    while c.set(key(), entry(1)).is_ok() {}
    c.len() as f64 / c.buckets() as f64
}

#[test]
fn ninety_five_percent_fill_is_reachable_with_random_spis() {
    let mut worst: f64 = 1.0;
    for seed in 1..=40u64 {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for log2 in [8, 10] {
            worst = worst.min(fill(log2, || next(&mut x) & 0xffff_ffff));
        }
    }
    println!("cam.worst_fill_random {worst:.4}");
    assert!(worst >= 0.95, "{worst}");
}

#[test]
fn an_entry_is_reachable_after_every_single_write() {
    for seed in 1..=6u64 {
        let log2 = 4 + (seed % 3) as u32;
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut card = CardCam { log2, places: HashMap::new() };
        let mut shadow = CamShadow::new(log2);
        let mut model: HashMap<u64, Entry> = HashMap::new();
        let capacity = (WAYS << log2) + OVERFLOW;
        for _ in 0..3000 {
            let r = next(&mut x);
            // Few keys, so that the table runs from empty to full and keys return.
            let key = cam::key(r & 1 != 0, (r >> 8) as u32 % (capacity as u32 * 3 / 4 + 8));
            let before = model.clone();
            let writes = if r >> 60 < 10 {
                let e = entry(r >> 20);
                match shadow.set(key, e) {
                    Ok(writes) => {
                        model.insert(key, e);
                        writes
                    }
                    Err(Full) => {
                        assert!(model.len() * 100 >= (WAYS << log2) * 80, "full at {} of {capacity}", model.len());
                        continue;
                    }
                }
            } else {
                let writes = shadow.remove(key);
                assert_eq!(writes.is_some(), model.remove(&key).is_some());
                writes.unwrap_or_default()
            };
            for w in &writes {
                card.apply(w);
                for (k, e) in before.iter().filter(|(k, _)| **k != key) {
                    let found = card.lookup(*k);
                    assert!(!found.is_empty(), "{k:#x} is unreachable in the middle of a change to {key:#x}");
                    assert!(found.iter().all(|f| f == e), "copies of {k:#x} differ");
                }
                if let (Some(old), Some(new)) = (before.get(&key), model.get(&key)) {
                    let found = card.lookup(key);
                    assert!(!found.is_empty() && found.iter().all(|f| f == old || f == new));
                }
            }
            assert_eq!(shadow.len(), model.len());
            for (k, e) in &model {
                assert_eq!(card.lookup(*k), [*e], "after the change there is one copy");
                assert_eq!(shadow.get(*k), Some(*e));
            }
            if !model.contains_key(&key) {
                assert!(card.lookup(key).is_empty(), "{key:#x} outlived its removal");
            }
        }
        assert!(shadow.moves() > 100, "the trial never had to move anything");
    }
}

#[test]
fn overflow_drains_when_room_returns() {
    let mut c = CamShadow::new(4);
    let mut keys = Vec::new();
    let mut x = 5;
    loop {
        let key = next(&mut x) & 0xffff_ffff;
        if c.set(key, entry(1)).is_err() {
            break;
        }
        keys.push(key);
    }
    assert_eq!(c.in_overflow(), OVERFLOW);
    for key in keys.iter().take(30) {
        c.remove(*key).expect("present");
    }
    assert_eq!(c.in_overflow(), 0);
}
