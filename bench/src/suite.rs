//! What is measured on the card: a suite is a row of a table, and every suite runs at every size.

use respite_driver::{Direction, GcmKey, KeyError};
use respite_reference::Transform;

/// An algorithm in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    /// Which way the card works.
    pub direction: Direction,
    /// With what.
    pub algorithm: Algorithm,
}

/// An algorithm with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ESP with AES-GCM and a 16-octet ICV.
    AesGcm {
        /// Bits of the AES key.
        key_bits: usize,
    },
}

/// Which SAs and CAM entries the card holds meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// One SA and nothing else.
    One,
    /// Every SA of the card, each packet for another one; the CAM is filled up with larval SPIs.
    Full,
}

/// Every suite.
pub const SUITES: [Suite; 4] = [
    Suite { direction: Direction::Inbound, algorithm: Algorithm::AesGcm { key_bits: 128 } },
    Suite { direction: Direction::Inbound, algorithm: Algorithm::AesGcm { key_bits: 256 } },
    Suite { direction: Direction::Outbound, algorithm: Algorithm::AesGcm { key_bits: 128 } },
    Suite { direction: Direction::Outbound, algorithm: Algorithm::AesGcm { key_bits: 256 } },
];
/// Octets of the inner IP packet.
pub const SIZES: [usize; 7] = [64, 128, 256, 512, 1024, 1400, 9000];
/// Clocks of a memory access in the sensitivity table.
pub const LATENCIES: [u32; 4] = [16, 64, 128, 256];
/// Sizes in the sensitivity table.
pub const LATENCY_SIZES: [usize; 2] = [64, 1400];

impl Suite {
    /// Name in figures: `decap.aes-128-gcm`.
    pub fn name(self) -> String {
        let direction = match self.direction {
            Direction::Inbound => "decap",
            Direction::Outbound => "encap",
        };
        format!("{direction}.{}", self.algorithm.name())
    }

    /// Name for people.
    pub fn title(self) -> String {
        let direction = match self.direction {
            Direction::Inbound => "decapsulation",
            Direction::Outbound => "encapsulation",
        };
        format!("{}, {direction}", self.algorithm.name().to_uppercase())
    }

    /// Octets of the inner packet's outer one, IPv4 tunnel.
    pub fn outer_octets(self, inner: usize) -> usize {
        match self.algorithm {
            // Outer header, SPI and sequence number, IV, padded to whole words with the trailer, ICV.
            Algorithm::AesGcm { .. } => 20 + 8 + 8 + (inner + 2).next_multiple_of(4) + 16,
        }
    }

    /// Fewest clocks per packet on one path of 16 octets a clock: of reading, ciphering and writing the slowest.
    pub fn bound(self, inner: usize) -> usize {
        let beats = |octets: usize| octets.div_ceil(16) + 1; // and the descriptor, or the completion
        let (clear, outer) = (beats(inner), beats(self.outer_octets(inner)));
        match self.algorithm {
            // The blocks of the payload with its trailer, the AAD and the lengths.
            Algorithm::AesGcm { .. } => {
                let slots = (inner + 2).next_multiple_of(4).div_ceil(16) + 2;
                clear.max(outer).max(slots)
            }
        }
    }
}

impl Algorithm {
    fn name(self) -> String {
        match self {
            Algorithm::AesGcm { key_bits } => format!("aes-{key_bits}-gcm"),
        }
    }

    /// Octets of key material, with the salt.
    pub fn material_octets(self) -> usize {
        match self {
            Algorithm::AesGcm { key_bits } => key_bits / 8 + SALT,
        }
    }

    /// For the driver.
    pub fn key(self, material: &[u8]) -> Result<GcmKey, KeyError> {
        match self {
            Algorithm::AesGcm { .. } => GcmKey::new(material),
        }
    }

    /// For the software that seals and opens.
    pub fn transform(self, material: &[u8]) -> Transform {
        match self {
            Algorithm::AesGcm { .. } => {
                let (key, salt) = material.split_last_chunk::<SALT>().expect("key material ends in a salt");
                Transform::AesGcm16 { key: key.to_vec(), salt: *salt }
            }
        }
    }
}

impl Fill {
    /// Both.
    pub const ALL: [Fill; 2] = [Fill::One, Fill::Full];

    /// Name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Fill::One => "sas-1",
            Fill::Full => "sas-full",
        }
    }
}

/// Octets of a GCM salt (RFC 4106 §4).
const SALT: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_say_direction_and_algorithm() {
        let names: std::collections::BTreeSet<String> = SUITES.iter().map(|s| s.name()).collect();
        assert_eq!(names.len(), SUITES.len());
        assert!(names.contains("decap.aes-128-gcm") && names.contains("encap.aes-256-gcm"));
    }

    #[test]
    fn the_bound_is_the_busiest_of_reading_ciphering_and_writing() {
        // 1,400 octets: 20 + 16 + 1,404 + 16 outside, 91 beats and the descriptor or completion.
        assert_eq!(SUITES[0].outer_octets(1400), 1456);
        assert_eq!(SUITES[0].bound(1400), 92);
        assert_eq!(SUITES[2].bound(64), 9);
    }
}
