//! SPI CAM: a four-way hash table in block RAM with a small true CAM for what does not fit.
//!
//! ```text
//!   key = {AH, SPI} --+-> hash 0 -> way 0 --+
//!                     +-> hash 1 -> way 1 --+--> hit, state, SA index   (constant latency)
//!                     +-> hash 2 -> way 2 --+
//!                     +-> hash 3 -> way 3 --+
//!                     +-> overflow CAM -----+
//! ```
//! The host places entries (cuckoo moves) and the card only looks up: a move writes the new place before it clears the
//! old one, so a lookup never misses an entry that exists. The two copies agree, so which one hits does not matter.

/// Ways of the table.
pub const WAYS: usize = 4;
/// Entries of the overflow CAM.
pub const OVERFLOW: usize = 8;
/// Bits of a key: SPI in 31:0, AH in bit 32.
pub const KEY_BITS: u32 = 33;
/// Bits of an SA index in every layout; a build uses the low `reg::CAPS0` log2 of them.
pub const SA_BITS: u32 = 14;

/// State of an entry (2 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum State {
    /// No entry.
    Empty = 0,
    /// The SPI is allocated to an SA under negotiation.
    Larval = 1,
    /// The SPI has an SA.
    Valid = 2,
    /// The SPI's SA was deleted a moment ago.
    Graveyard = 3,
}

/// Key of an SPI.
pub const fn key(ah: bool, spi: u32) -> u64 {
    (ah as u64) << 32 | spi as u64
}

/// Bits of the key that are XORed into bit `bit` (0 to 13) of the bucket number of `way`.
///
/// Drawn from a fixed xorshift sequence; the tests show the rows of each way to be independent.
pub const fn hash_row(way: usize, bit: usize) -> u64 {
    let mut x = 0x9e37_79b9_7f4a_7c15u64;
    let mut i = 0;
    while i <= way * 16 + bit {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        i += 1;
    }
    x >> 20 & ((1 << KEY_BITS) - 1)
}

/// Bucket of `key` in `way` of a table with `1 << log2_buckets` buckets a way.
pub fn bucket(way: usize, key: u64, log2_buckets: u32) -> u32 {
    (0..log2_buckets as usize).fold(0, |b, i| b | ((key & hash_row(way, i)).count_ones() & 1) << i)
}

/// Word for `reg::CAM_ENTRY`: `sa[13:0] state[17:16] ah[18]`.
pub const fn entry_word(sa: u16, state: State, ah: bool) -> u32 {
    (sa & 0x3fff) as u32 | (state as u32) << 16 | (ah as u32) << 18
}

/// Where an entry lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A bucket of a way.
    Table {
        /// Way, below `WAYS`.
        way: u8,
        /// Bucket, below 2^log2.
        bucket: u16,
    },
    /// A slot of the overflow CAM, below `OVERFLOW`.
    Overflow(u8),
}

impl Place {
    /// Word for `reg::CAM_WRITE`: `bucket or slot[13:0] way[17:16] overflow[20]`.
    pub const fn word(self) -> u32 {
        match self {
            Place::Table { way, bucket } => bucket as u32 | (way as u32) << 16,
            Place::Overflow(slot) => slot as u32 | 1 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_each_way_are_linearly_independent() {
        for way in 0..WAYS {
            let mut basis = [0u64; 33];
            for bit in 0..14 {
                let mut row = hash_row(way, bit);
                for b in (0..33).rev() {
                    if row >> b & 1 != 0 {
                        if basis[b] == 0 {
                            basis[b] = row;
                            break;
                        }
                        row ^= basis[b];
                    }
                }
                assert_ne!(row, 0, "way {way} bit {bit}");
            }
        }
    }
}
