//! Key exchange methods (RFC 2409 §6, RFC 7296 §3.3.2) and one key exchange.
//!
//! ```text
//!  initiator                                responder
//!  begin(group) ──── public() ────────────> respond(group, theirs)
//!  finish(theirs) <─ KE data ─────────────┘      └──> secret
//!      └──> secret
//! ```
//! Public values are checked as RFC 6989 §2 wants, on both sides.

use rand_chacha::ChaCha20Rng;

use super::{ecp, kem, modp, x25519, CryptoError, Secret};

/// A key exchange method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Group 1; weak.
    Modp768,
    /// Group 2; weak.
    Modp1024,
    /// Group 5.
    Modp1536,
    /// Group 14.
    Modp2048,
    /// Group 15.
    Modp3072,
    /// Group 16.
    Modp4096,
    /// Group 19.
    P256,
    /// Group 20.
    P384,
    /// Group 31; IKEv2 only.
    X25519,
    /// Method 36; an additional key exchange of IKEv2.
    MlKem768,
}

/// A key exchange begun by this side: private value and public value of one group.
pub struct KeyExchange {
    private: Private,
    public: Vec<u8>,
}

impl KeyExchange {
    /// The initiator's half.
    pub fn begin(group: Group, rng: &mut ChaCha20Rng) -> Self {
        let (private, public) = match group {
            Group::Modp768 => modp_half(&modp::GROUP_1, rng),
            Group::Modp1024 => modp_half(&modp::GROUP_2, rng),
            Group::Modp1536 => modp_half(&modp::GROUP_5, rng),
            Group::Modp2048 => modp_half(&modp::GROUP_14, rng),
            Group::Modp3072 => modp_half(&modp::GROUP_15, rng),
            Group::Modp4096 => modp_half(&modp::GROUP_16, rng),
            Group::P256 => {
                let key = ecp::Private::<p256::NistP256>::generate(rng);
                let public = key.public();
                (Private::P256(key), public)
            }
            Group::P384 => {
                let key = ecp::Private::<p384::NistP384>::generate(rng);
                let public = key.public();
                (Private::P384(key), public)
            }
            Group::X25519 => {
                let key = x25519::Private::generate(rng);
                let public = key.public();
                (Private::X25519(key), public)
            }
            Group::MlKem768 => {
                let (key, public) = kem::Decapsulation::generate(rng);
                (Private::MlKem768(Box::new(key)), public)
            }
        };
        KeyExchange { private, public }
    }

    /// What goes into our KE payload (for ML-KEM the encapsulation key).
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The initiator's end of it, with the responder's KE data: the shared secret (MODP: as long as the prime; ECP: x).
    pub fn finish(self, theirs: &[u8]) -> Result<Secret, CryptoError> {
        match self.private {
            Private::Modp(group, exponent) => group.shared(&exponent, theirs),
            Private::P256(key) => key.shared(theirs),
            Private::P384(key) => key.shared(theirs),
            Private::X25519(key) => key.shared(theirs),
            Private::MlKem768(key) => key.decapsulate(theirs),
        }
    }

    /// The responder's side in one go, from the initiator's KE data: (our KE data, the shared secret).
    pub fn respond(group: Group, theirs: &[u8], rng: &mut ChaCha20Rng) -> Result<(Vec<u8>, Secret), CryptoError> {
        if group == Group::MlKem768 {
            return kem::encapsulate(theirs, rng);
        }
        let ours = Self::begin(group, rng);
        let public = ours.public.clone();
        Ok((public, ours.finish(theirs)?))
    }
}

/// Private values are wiped when dropped, each by its own type.
enum Private {
    Modp(&'static dyn modp::Field, modp::Exponent),
    P256(ecp::Private<p256::NistP256>),
    P384(ecp::Private<p384::NistP384>),
    X25519(x25519::Private),
    MlKem768(Box<kem::Decapsulation>),
}

fn modp_half(group: &'static dyn modp::Field, rng: &mut ChaCha20Rng) -> (Private, Vec<u8>) {
    let exponent = group.exponent(rng);
    let public = group.public(&exponent);
    (Private::Modp(group, exponent), public)
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    const ALL: [(Group, usize, usize, usize); 10] = [
        (Group::Modp768, 96, 96, 96),
        (Group::Modp1024, 128, 128, 128),
        (Group::Modp1536, 192, 192, 192),
        (Group::Modp2048, 256, 256, 256),
        (Group::Modp3072, 384, 384, 384),
        (Group::Modp4096, 512, 512, 512),
        (Group::P256, 64, 64, 32),
        (Group::P384, 96, 96, 48),
        (Group::X25519, 32, 32, 32),
        (Group::MlKem768, 1184, 1088, 32),
    ];

    #[test]
    fn both_ends_come_to_the_same_secret_in_every_group() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        for (group, initiator_len, responder_len, secret_len) in ALL {
            let initiator = KeyExchange::begin(group, &mut rng);
            assert_eq!(initiator.public().len(), initiator_len, "{group:?}");
            let (public, responders) = KeyExchange::respond(group, initiator.public(), &mut rng).unwrap();
            assert_eq!(public.len(), responder_len, "{group:?}");
            assert_eq!(responders.len(), secret_len, "{group:?}");
            assert_eq!(initiator.finish(&public).unwrap(), responders, "{group:?}");
        }
    }

    #[test]
    fn an_equal_seed_gives_equal_octets() {
        for (group, ..) in ALL {
            let half = || KeyExchange::begin(group, &mut ChaCha20Rng::from_seed([2; 32])).public().to_vec();
            assert_eq!(half(), half(), "{group:?}");
            let other = KeyExchange::begin(group, &mut ChaCha20Rng::from_seed([3; 32]));
            assert_ne!(half(), other.public(), "{group:?}");
        }
    }

    #[test]
    fn ke_data_of_another_length_is_refused_by_both_ends() {
        let mut rng = ChaCha20Rng::from_seed([4; 32]);
        for (group, initiator_len, responder_len, _) in ALL {
            for wrong in [0, 1, initiator_len - 1, initiator_len + 1] {
                let verdict = KeyExchange::respond(group, &vec![2; wrong], &mut rng).err();
                assert_eq!(verdict, Some(CryptoError::Length), "{group:?} {wrong}");
            }
            for wrong in [0, 1, responder_len - 1, responder_len + 1] {
                let verdict = KeyExchange::begin(group, &mut rng).finish(&vec![2; wrong]).err();
                assert_eq!(verdict, Some(CryptoError::Length), "{group:?} {wrong}");
            }
        }
    }
}
