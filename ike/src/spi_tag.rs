//! Recognisable SPIs: an inbound SPI bears a mark that only this host can make, so that it is known after a restart.
//!
//! ```text
//!    31          16 15  14 13            0
//!   +--------------+------+---------------+     tag = HMAC-SHA2-256(secret, label | epoch | protocol | index | peer)
//!   |     tag      |epoch |     index     |     epoch: the low bits of the number of this start
//!   +--------------+------+---------------+     index: random, so that SPIs stay unpredictable
//! ```
//! An unknown SPI is tried against one epoch only, the latest that has its bits, so that a guess bears a valid tag with
//! probability 2^-16 and no more. What the scheme gives and costs: docs/adr/0007-recognisable-spis.md.

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;
use ring::hmac;
use subtle::ConstantTimeEq;

use crate::recovery::config::Tags;
use crate::sa::{Protocol, Spi};

/// Makes tagged SPIs and knows its own.
pub(crate) struct Tagger {
    key: hmac::Key,
    epoch: u64,
}

/// Where an SPI comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Given to this peer since the start.
    ThisLife,
    /// Given to this peer before one of the last three starts.
    FormerLife,
    /// Not from us, or not to this peer, or long ago.
    Noise,
}

impl Tagger {
    pub fn new(tags: &Tags) -> Self {
        Tagger { key: hmac::Key::new(hmac::HMAC_SHA256, tags.secret.as_slice()), epoch: tags.epoch }
    }

    /// A fresh SPI for a peer. It may be in use or reserved: the caller asks again.
    pub fn make(&self, rng: &mut ChaCha20Rng, protocol: Protocol, peer: &str) -> Spi {
        let low = ((self.epoch % EPOCHS) << INDEX_BITS) | (u64::from(rng.next_u32()) % (1 << INDEX_BITS));
        let low = u16::try_from(low).expect("two bits and fourteen");
        Spi((u32::from(self.tag(self.epoch, protocol, low, peer)) << 16) | u32::from(low))
    }

    /// What an SPI in a packet from `peer` is.
    pub fn origin(&self, protocol: Protocol, spi: Spi, peer: &str) -> Origin {
        let low = (spi.0 & 0xffff) as u16;
        let back = self.epoch.wrapping_sub(u64::from(low) >> INDEX_BITS) % EPOCHS;
        let Some(epoch) = self.epoch.checked_sub(back) else { return Origin::Noise };
        let expected = self.tag(epoch, protocol, low, peer);
        match (bool::from(expected.ct_eq(&((spi.0 >> 16) as u16))), back) {
            (false, _) => Origin::Noise,
            (true, 0) => Origin::ThisLife,
            (true, _) => Origin::FormerLife,
        }
    }

    fn tag(&self, epoch: u64, protocol: Protocol, low: u16, peer: &str) -> u16 {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(LABEL);
        context.update(&epoch.to_be_bytes());
        context.update(&[protocol as u8]);
        context.update(&low.to_be_bytes());
        context.update(peer.as_bytes());
        let tag = context.sign();
        u16::from_be_bytes([tag.as_ref()[0], tag.as_ref()[1]])
    }
}

/// The same secret may serve other ends.
const LABEL: &[u8] = b"respite recognisable SPI 1";
const INDEX_BITS: u32 = 14;
/// Epochs that are told apart.
const EPOCHS: u64 = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Secret;
    use rand_core::SeedableRng;

    fn tagger(epoch: u64) -> Tagger {
        Tagger::new(&Tags { secret: Secret::new([7; 32]), epoch })
    }

    #[test]
    fn an_spi_is_known_in_its_life_and_in_the_three_that_follow() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let spi = tagger(5).make(&mut rng, Protocol::Esp, "a");
        assert_eq!(tagger(5).origin(Protocol::Esp, spi, "a"), Origin::ThisLife);
        for epoch in 6..9 {
            assert_eq!(tagger(epoch).origin(Protocol::Esp, spi, "a"), Origin::FormerLife);
        }
        assert_eq!(tagger(9).origin(Protocol::Esp, spi, "a"), Origin::Noise);
        // Nothing has been given out before the first start.
        assert_eq!(tagger(4).origin(Protocol::Esp, spi, "a"), Origin::Noise);
        assert_eq!(tagger(0).origin(Protocol::Esp, spi, "a"), Origin::Noise);
    }

    #[test]
    fn an_spi_is_of_one_peer_and_one_protocol() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let (mut peers, mut protocols) = (0, 0);
        for _ in 0..1000 {
            let spi = tagger(1).make(&mut rng, Protocol::Esp, "a");
            peers += usize::from(tagger(1).origin(Protocol::Esp, spi, "b") != Origin::Noise);
            protocols += usize::from(tagger(1).origin(Protocol::Ah, spi, "a") != Origin::Noise);
        }
        assert!(peers <= 1 && protocols <= 1, "{peers} {protocols}");
    }

    #[test]
    fn guesses_bear_a_valid_tag_once_in_65536() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let tagger = tagger(1000);
        let guesses = 2_000_000;
        let hits =
            (0..guesses).filter(|_| tagger.origin(Protocol::Esp, Spi(rng.next_u32()), "a") != Origin::Noise).count();
        // 30.5 expected, standard deviation 5.5.
        assert!((8..=53).contains(&hits), "{hits}");
    }

    #[test]
    fn spis_of_one_peer_spread_over_the_whole_range() {
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        let tagger = tagger(2);
        let mut spis: Vec<u32> = (0..4096).map(|_| tagger.make(&mut rng, Protocol::Esp, "a").0).collect();
        let upper = spis.iter().filter(|spi| **spi >= 1 << 31).count();
        assert!((1800..2300).contains(&upper), "{upper}");
        spis.sort_unstable();
        spis.dedup();
        // 16384 indexes: the birthday costs about 470 of 4096; the caller draws again.
        assert!(spis.len() > 3500, "{}", spis.len());
    }
}
