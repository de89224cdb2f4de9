//! Reproducible stimulus: xorshift, with corner values more often than chance.

use num_bigint::BigUint;

/// A deterministic source of values.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The same seed gives the same values.
    pub fn new(seed: u64) -> Random {
        // The state may not be zero; mix the seed so that 1 and 2 are far apart.
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        random.next();
        random
    }

    /// 64 random bits.
    #[allow(clippy::should_implement_trait)] // endless, so not an Iterator
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// True `percent` times out of a hundred: the coin for valid and ready.
    pub fn percent(&mut self, percent: u64) -> bool {
        (self.next() >> 32) % 100 < percent
    }

    /// A value of `width` bits; one in eight is all zeros, all ones or a small number.
    pub fn bits(&mut self, width: usize) -> BigUint {
        let mask = (BigUint::from(1u32) << width) - 1u32;
        match (self.next() >> 32) % 24 {
            0 if width > 1 => BigUint::default(),
            1 if width > 1 => mask,
            2 if width > 1 => BigUint::from(self.next() >> 60) & mask,
            _ => {
                let words = (0..width.div_ceil(32)).map(|_| (self.next() >> 32) as u32).collect();
                BigUint::new(words) & mask
            }
        }
    }
}
