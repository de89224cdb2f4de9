//! Host's shadow of the SPI CAM: decides where entries lie, the card only looks them up.
//!
//! ```text
//!   new key: buckets a b c d, all taken         breadth-first search for the shortest chain of moves
//!   a -> its occupant's other bucket, taken     that ends in an empty bucket
//!          -> its occupant's other bucket, empty
//!   writes, last move first: every write copies an entry to a place that is empty or holds an entry
//!   that already has its second copy, so no lookup misses an entry that exists
//! ```
//! What the search cannot place goes to the overflow CAM, and moves back when a removal makes room.

use std::collections::HashMap;

use respite_abi::cam::{hash_row, Place, State, OVERFLOW, WAYS};

use crate::sa::SaIndex;

/// The CAM as the host has written it.
pub struct CamShadow {
    log2: u32,
    /// Key in each bucket, `way << log2 | bucket`; `EMPTY` where there is none.
    table: Vec<u64>,
    overflow: [u64; OVERFLOW],
    entries: HashMap<u64, Held>,
    search: Search,
    moves: u64,
}

/// What the CAM says about an SPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The SA; means something only while `state` is `Valid`.
    pub sa: SaIndex,
    /// Larval, valid or graveyard.
    pub state: State,
}

/// One write into the card's CAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub place: Place,
    /// The key, see `respite_abi::cam::key`.
    pub key: u64,
    /// What; `State::Empty` clears the place.
    pub entry: Entry,
}

/// No place was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

#[derive(Clone, Copy)]
struct Held {
    entry: Entry,
    place: Place,
}

/// Scratch of the breadth-first search, kept to spare an insertion the allocation.
#[derive(Default)]
struct Search {
    queue: Vec<Step>,
    /// Generation in which a cell was seen.
    seen: Vec<u32>,
    generation: u32,
}

#[derive(Clone, Copy)]
struct Step {
    cell: usize,
    /// Step whose occupant would move into `cell`; `ROOT` for the new key.
    from: usize,
}

impl CamShadow {
    /// An empty CAM with `1 << log2` buckets a way, at most 2^14.
    pub fn new(log2: u32) -> CamShadow {
        assert!(log2 <= 14, "bucket numbers have 14 bits");
        let cells = WAYS << log2;
        CamShadow {
            log2,
            table: vec![EMPTY; cells],
            overflow: [EMPTY; OVERFLOW],
            entries: HashMap::with_capacity(cells),
            search: Search { queue: Vec::new(), seen: vec![0; cells], generation: 0 },
            moves: 0,
        }
    }

    /// What the CAM says about a key.
    pub fn get(&self, key: u64) -> Option<Entry> {
        self.entries.get(&key).map(|h| h.entry)
    }

    /// Inserts or changes an entry; returns the writes that make it so, in order.
    pub fn set(&mut self, key: u64, entry: Entry) -> Result<Vec<Write>, Full> {
        if let Some(held) = self.entries.get_mut(&key) {
            held.entry = entry;
            return Ok(vec![Write { place: held.place, key, entry }]);
        }
        let mut writes = Vec::new();
        if !self.insert(key, entry, &mut writes) {
            let slot = self.overflow.iter().position(|k| *k == EMPTY).ok_or(Full)?;
            self.overflow[slot] = key;
            let place = Place::Overflow(slot as u8);
            self.entries.insert(key, Held { entry, place });
            writes.push(Write { place, key, entry });
        }
        Ok(writes)
    }

    /// Removes an entry; returns the writes that make it so, in order, or `None` if there is no such entry.
    pub fn remove(&mut self, key: u64) -> Option<Vec<Write>> {
        let held = self.entries.remove(&key)?;
        *self.cell(held.place) = EMPTY;
        let mut writes = vec![clear(held.place, key)];
        self.empty_overflow(&mut writes);
        Some(writes)
    }

    /// Entries of any state.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Buckets of all ways; the overflow CAM comes on top.
    pub fn buckets(&self) -> usize {
        self.table.len()
    }

    /// Entries in the overflow CAM.
    pub fn in_overflow(&self) -> usize {
        self.overflow.iter().filter(|k| **k != EMPTY).count()
    }

    /// Entries that had to make room since the start.
    pub fn moves(&self) -> u64 {
        self.moves
    }

    /// Every key and its entry, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Entry)> + '_ {
        self.entries.iter().map(|(k, h)| (*k, h.entry))
    }

    /// Moves entries out of the overflow CAM where there is room again.
    fn empty_overflow(&mut self, writes: &mut Vec<Write>) {
        for slot in 0..OVERFLOW {
            let key = self.overflow[slot];
            let Some(held) = self.entries.get(&key).copied() else { continue };
            if self.insert(key, held.entry, writes) {
                self.overflow[slot] = EMPTY;
                writes.push(clear(Place::Overflow(slot as u8), key));
            }
        }
    }

    /// Places a key in the table, making room by moves; says whether it could.
    fn insert(&mut self, key: u64, entry: Entry, writes: &mut Vec<Write>) -> bool {
        let Some(mut step) = self.find_path(key) else { return false };
        loop {
            let Step { cell, from } = self.search.queue[step];
            let place = self.place(cell);
            if from == ROOT {
                self.table[cell] = key;
                self.entries.insert(key, Held { entry, place });
                writes.push(Write { place, key, entry });
                return true;
            }
            let moving = self.table[self.search.queue[from].cell];
            let held = self.entries.get_mut(&moving).expect("a table cell holds a key that has an entry");
            held.place = place;
            let entry = held.entry;
            self.table[cell] = moving;
            writes.push(Write { place, key: moving, entry });
            self.moves += 1;
            step = from;
        }
    }

    /// Breadth-first search from the key's buckets to an empty one; returns the last step of the shortest path.
    fn find_path(&mut self, key: u64) -> Option<usize> {
        let Search { queue, seen, generation } = &mut self.search;
        queue.clear();
        *generation = generation.wrapping_add(1);
        if *generation == 0 {
            seen.fill(0);
            *generation = 1;
        }
        for cell in cells(key, self.log2) {
            if seen[cell] != *generation {
                seen[cell] = *generation;
                queue.push(Step { cell, from: ROOT });
            }
        }
        let mut at = 0;
        while at < queue.len() {
            let cell = queue[at].cell;
            let occupant = self.table[cell];
            if occupant == EMPTY {
                return Some(at);
            }
            if queue.len() < MOST_STEPS {
                for next in cells(occupant, self.log2) {
                    if seen[next] != *generation {
                        seen[next] = *generation;
                        queue.push(Step { cell: next, from: at });
                    }
                }
            }
            at += 1;
        }
        None
    }

    fn place(&self, cell: usize) -> Place {
        let bucket = (cell & ((1 << self.log2) - 1)) as u16;
        Place::Table { way: (cell >> self.log2) as u8, bucket }
    }

    fn cell(&mut self, place: Place) -> &mut u64 {
        match place {
            Place::Table { way, bucket } => &mut self.table[usize::from(way) << self.log2 | usize::from(bucket)],
            Place::Overflow(slot) => &mut self.overflow[usize::from(slot)],
        }
    }
}

/// The key's cell in each way.
fn cells(key: u64, log2: u32) -> [usize; WAYS] {
    std::array::from_fn(|way| {
        let rows = &ROWS[way][..log2 as usize];
        let bucket = rows.iter().enumerate().fold(0, |b, (i, row)| b | ((key & row).count_ones() as usize & 1) << i);
        way << log2 | bucket
    })
}

fn clear(place: Place, key: u64) -> Write {
    Write { place, key, entry: Entry { sa: SaIndex::default(), state: State::Empty } }
}

/// `respite_abi::cam::hash_row`, computed once: the function itself steps a generator from its seed.
const ROWS: [[u64; 14]; WAYS] = {
    let mut rows = [[0; 14]; WAYS];
    let mut way = 0;
    while way < WAYS {
        let mut bit = 0;
        while bit < 14 {
            rows[way][bit] = hash_row(way, bit);
            bit += 1;
        }
        way += 1;
    }
    rows
};
/// No key: keys have 33 bits.
const EMPTY: u64 = u64::MAX;
/// `Step::from` of the new key's own buckets.
const ROOT: usize = usize::MAX;
/// Cells that a search may look at. It bounds the time of an insertion (a path of at most about 8 moves, because each
/// occupant leads to three more cells) and is where "full" begins.
const MOST_STEPS: usize = 4096;

#[cfg(test)]
mod tests;
