//! Proposals of ISAKMP SAs: what is offered, and which of the peer's is taken (RFC 2409 §5, App. A).
//!
//! One proposal, protocol ISAKMP, with a transform for every combination that the configuration allows.

use std::time::Duration;

use crate::config::Peer;
use crate::crypto::{Cipher, Group, Prf};
use crate::sa::Lifetime;
use crate::wire::v1::attribute::{self, life, oakley};
use crate::wire::v1::notify::kind as notify;
use crate::wire::v1::sa::SaError;
use crate::wire::v1::{protocol, Attribute, Attributes, Proposal, SecurityAssociation, Transform};

/// Algorithms and limits of an ISAKMP SA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Suite {
    pub cipher: Cipher,
    pub prf: Prf,
    pub group: Group,
    pub lifetime: Lifetime,
}

/// The body of the SA payload that offers what is configured for a peer.
pub(super) fn offer(peer: &Peer) -> Vec<u8> {
    let mut attributes = Vec::new();
    for suite in suites(peer).filter_map(encode) {
        if attributes.len() < usize::from(u8::MAX) && !attributes.contains(&suite) {
            attributes.push(suite);
        }
    }
    let numbered = attributes.iter().zip(1..=u8::MAX);
    let transforms = numbered.map(|(attributes, number)| Transform { number, id: KEY_IKE, attributes });
    let proposal = Proposal { number: 1, protocol: protocol::ISAKMP, spi: &[], transforms: transforms.collect() };
    SecurityAssociation { proposals: vec![proposal] }.emit()
}

/// The first transform of an offer that the configuration allows, and the body of the SA payload that says so.
pub(super) fn choose(peer: &Peer, body: &[u8]) -> Result<(Suite, Vec<u8>), Refusal> {
    let offer = SecurityAssociation::parse(body)?;
    let [proposal] = &offer.proposals[..] else { return Err(Refusal::Syntax) };
    if proposal.protocol != protocol::ISAKMP {
        return Err(Refusal::Syntax);
    }
    let mut refusal = Refusal::NothingChosen;
    for transform in &proposal.transforms {
        let offered = match decode(transform) {
            Ok(suite) => suite,
            Err(Refusal::Unsupported) => {
                refusal = Refusal::Unsupported;
                continue;
            }
            Err(other) => return Err(other),
        };
        if suites(peer).any(|ours| ours.algorithms() == offered.algorithms()) {
            let lifetime = offered.lifetime.shorter(peer.lifetime);
            let chosen = Proposal { transforms: vec![*transform], spi: &[], ..proposal.clone() };
            return Ok((Suite { lifetime, ..offered }, SecurityAssociation { proposals: vec![chosen] }.emit()));
        }
    }
    Err(refusal)
}

/// What the answer to our offer says. It has to be one transform of it; its number is not looked at, as some responders
/// count anew.
pub(super) fn answered(peer: &Peer, body: &[u8]) -> Result<Suite, Refusal> {
    let answer = SecurityAssociation::parse(body)?;
    let [proposal] = &answer.proposals[..] else { return Err(Refusal::Syntax) };
    let [transform] = &proposal.transforms[..] else { return Err(Refusal::Syntax) };
    let suite = decode(transform)?;
    if proposal.protocol != protocol::ISAKMP || !suites(peer).any(|ours| ours.algorithms() == suite.algorithms()) {
        return Err(Refusal::NotOffered);
    }
    Ok(Suite { lifetime: suite.lifetime.shorter(peer.lifetime), ..suite })
}

/// What of a peer's configuration is weak, in words.
pub(super) fn weaknesses(peer: &Peer) -> Vec<&'static str> {
    let mut weak: Vec<&'static str> = suites(peer)
        .flat_map(|suite| {
            let cipher = match suite.cipher {
                Cipher::DesCbc => Some("ISAKMP encryption DES"),
                Cipher::TripleDesCbc => Some("ISAKMP encryption 3DES"),
                Cipher::AesCbc(_) | Cipher::AesGcm16(_) => None,
            };
            let group = match suite.group {
                Group::Modp768 => Some("group 1"),
                Group::Modp1024 => Some("group 2"),
                _ => None,
            };
            cipher.into_iter().chain(group)
        })
        .collect();
    weak.sort_unstable();
    weak.dedup();
    weak
}

/// Why no transform is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("no transform is acceptable")]
    NothingChosen,
    #[error("an attribute or its value is not supported")]
    Unsupported,
    #[error("an attribute is there twice and differs")]
    Conflict,
    #[error("the proposals are malformed")]
    Syntax,
    #[error("the DOI is not IPsec")]
    Doi,
    #[error("the situation is not identity only")]
    Situation,
    #[error("the answer is not among what was offered")]
    NotOffered,
    #[error("an SPI is reserved")]
    Spi(u32),
    #[error("AH does not pass a NAT")]
    AhBehindNat,
}

impl Refusal {
    /// The notify that tells the peer (RFC 2408 §5.4-5.6).
    pub fn notify(self) -> u16 {
        match self {
            Refusal::NothingChosen | Refusal::NotOffered | Refusal::AhBehindNat => notify::NO_PROPOSAL_CHOSEN,
            Refusal::Unsupported | Refusal::Conflict => notify::ATTRIBUTES_NOT_SUPPORTED,
            Refusal::Syntax => notify::BAD_PROPOSAL_SYNTAX,
            Refusal::Doi => notify::DOI_NOT_SUPPORTED,
            Refusal::Situation => notify::SITUATION_NOT_SUPPORTED,
            Refusal::Spi(_) => notify::INVALID_SPI,
        }
    }
}

impl From<SaError> for Refusal {
    fn from(error: SaError) -> Self {
        match error {
            SaError::Doi => Refusal::Doi,
            SaError::Situation => Refusal::Situation,
            SaError::Syntax(_) => Refusal::Syntax,
        }
    }
}

impl From<crate::wire::Error> for Refusal {
    fn from(_: crate::wire::Error) -> Self {
        Refusal::Syntax
    }
}

impl Suite {
    fn algorithms(&self) -> (Cipher, Prf, Group) {
        (self.cipher, self.prf, self.group)
    }
}

impl Lifetime {
    /// The limits that satisfy both ends (RFC 2407 §4.5.4).
    pub(super) fn shorter(self, other: Lifetime) -> Lifetime {
        fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
            match (a, b) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            }
        }
        Lifetime { time: least(self.time, other.time), kilobytes: least(self.kilobytes, other.kilobytes) }
    }
}

/// Collects pairs of life type and life duration, which follow each other (RFC 2407 §4.5).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LifePairs {
    kind: Option<u64>,
    lifetime: Lifetime,
}

impl LifePairs {
    pub fn kind(&mut self, attribute: &Attribute<'_>) -> Result<(), Refusal> {
        self.kind = attribute.number().filter(|kind| matches!(*kind, life::SECONDS | life::KILOBYTES));
        self.kind.map(|_| ()).ok_or(Refusal::Unsupported)
    }

    pub fn duration(&mut self, attribute: &Attribute<'_>) -> Result<(), Refusal> {
        // A duration beyond 64 bits is no limit that anybody reaches.
        let value = attribute.number().unwrap_or(u64::MAX);
        match self.kind.take() {
            // No clock goes on for 2^64 seconds.
            Some(life::SECONDS) => put(&mut self.lifetime.time, Duration::from_secs(value).min(LONGEST_LIFETIME)),
            Some(life::KILOBYTES) => put(&mut self.lifetime.kilobytes, value),
            _ => Err(Refusal::Syntax),
        }
    }

    pub fn finish(self) -> Result<Lifetime, Refusal> {
        if self.kind.is_some() {
            return Err(Refusal::Syntax);
        }
        Ok(self.lifetime)
    }
}

/// Takes an attribute's value, which must not be there already with another (RFC 2407 §4.5.1).
pub(super) fn put<T: PartialEq>(slot: &mut Option<T>, value: T) -> Result<(), Refusal> {
    match slot {
        Some(present) if *present != value => Err(Refusal::Conflict),
        _ => {
            *slot = Some(value);
            Ok(())
        }
    }
}

/// Appends a lifetime as attributes of these classes.
pub(super) fn push_lifetime(out: &mut Vec<u8>, type_class: u16, duration_class: u16, lifetime: Lifetime) {
    let time = lifetime.time.map(|time| (life::SECONDS, time.as_secs()));
    let kilobytes = lifetime.kilobytes.map(|kilobytes| (life::KILOBYTES, kilobytes));
    for (kind, value) in time.into_iter().chain(kilobytes) {
        attribute::push(out, type_class, kind);
        attribute::push(out, duration_class, value);
    }
}

/// Reads the lifetime that a RESPONDER-LIFETIME notify brings in attributes of these classes.
pub(super) fn lifetime(type_class: u16, duration_class: u16, attributes: &[u8]) -> Result<Lifetime, Refusal> {
    let mut pairs = LifePairs::default();
    for attribute in Attributes::new(attributes) {
        let attribute = attribute?;
        if attribute.class == type_class {
            pairs.kind(&attribute)?;
        } else if attribute.class == duration_class {
            pairs.duration(&attribute)?;
        }
    }
    pairs.finish()
}

/// The number of a group in IKE (both versions), if it is one of IKEv1.
pub(super) fn group_number(group: Group) -> Option<u16> {
    Some(match group {
        Group::Modp768 => 1,
        Group::Modp1024 => 2,
        Group::Modp1536 => 5,
        Group::Modp2048 => 14,
        Group::Modp3072 => 15,
        Group::Modp4096 => 16,
        Group::P256 => 19,
        Group::P384 => 20,
        Group::X25519 | Group::MlKem768 => return None,
    })
}

pub(super) fn group(number: u64) -> Option<Group> {
    [
        Group::Modp768,
        Group::Modp1024,
        Group::Modp1536,
        Group::Modp2048,
        Group::Modp3072,
        Group::Modp4096,
        Group::P256,
        Group::P384,
    ]
    .into_iter()
    .find(|group| group_number(*group).map(u64::from) == Some(number))
}

/// All combinations of a peer's proposals.
fn suites(peer: &Peer) -> impl Iterator<Item = Suite> + '_ {
    peer.proposals.iter().flat_map(move |proposal| {
        proposal.ciphers.iter().flat_map(move |&cipher| {
            proposal.prfs.iter().flat_map(move |&prf| {
                proposal.groups.iter().map(move |&group| Suite { cipher, prf, group, lifetime: peer.lifetime })
            })
        })
    })
}

/// The attributes of a suite; `None` if IKEv1 cannot say it.
fn encode(suite: Suite) -> Option<Vec<u8>> {
    let (encryption, key_bits) = match suite.cipher {
        Cipher::DesCbc => (value::DES_CBC, None),
        Cipher::TripleDesCbc => (value::TRIPLE_DES_CBC, None),
        Cipher::AesCbc(bits) => (value::AES_CBC, Some(bits)),
        Cipher::AesGcm16(_) => return None,
    };
    let hash = match suite.prf {
        Prf::HmacSha1 => value::SHA1,
        Prf::HmacSha2_256 => value::SHA2_256,
        Prf::HmacSha2_384 => value::SHA2_384,
        Prf::HmacSha2_512 => value::SHA2_512,
    };
    let mut out = Vec::new();
    attribute::push(&mut out, oakley::ENCRYPTION, encryption);
    if let Some(bits) = key_bits {
        attribute::push(&mut out, oakley::KEY_LENGTH, bits.into());
    }
    attribute::push(&mut out, oakley::HASH, hash);
    attribute::push(&mut out, oakley::GROUP, group_number(suite.group)?.into());
    attribute::push(&mut out, oakley::AUTHENTICATION, value::PRE_SHARED_KEY);
    push_lifetime(&mut out, oakley::LIFE_TYPE, oakley::LIFE_DURATION, suite.lifetime);
    Some(out)
}

fn decode(transform: &Transform<'_>) -> Result<Suite, Refusal> {
    let (mut encryption, mut key_bits, mut hash, mut group_value, mut auth) = (None, None, None, None, None);
    let mut life = LifePairs::default();
    let mut unsupported = transform.id != KEY_IKE;
    for attribute in Attributes::new(transform.attributes) {
        let attribute = attribute?;
        let value = || attribute.number().unwrap_or(u64::MAX);
        match attribute.class {
            oakley::ENCRYPTION => put(&mut encryption, value())?,
            oakley::KEY_LENGTH => put(&mut key_bits, value())?,
            oakley::HASH => put(&mut hash, value())?,
            oakley::GROUP => put(&mut group_value, value())?,
            oakley::AUTHENTICATION => put(&mut auth, value())?,
            oakley::LIFE_TYPE => life.kind(&attribute)?,
            oakley::LIFE_DURATION => life.duration(&attribute)?,
            // A PRF other than HMAC, a group of one's own: nothing that we have.
            _ => unsupported = true,
        }
    }
    let lifetime = life.finish()?;
    // A key length is required with AES and forbidden with DES (RFC 3602 §4, RFC 2409 App. A).
    let cipher = match (encryption, key_bits) {
        (Some(value::DES_CBC), None) => Cipher::DesCbc,
        (Some(value::TRIPLE_DES_CBC), None) => Cipher::TripleDesCbc,
        (Some(value::AES_CBC), Some(bits @ (128 | 192 | 256))) => Cipher::AesCbc(bits as u16),
        _ => return Err(Refusal::Unsupported),
    };
    let prf = match hash {
        Some(value::SHA1) => Prf::HmacSha1,
        Some(value::SHA2_256) => Prf::HmacSha2_256,
        Some(value::SHA2_384) => Prf::HmacSha2_384,
        Some(value::SHA2_512) => Prf::HmacSha2_512,
        _ => return Err(Refusal::Unsupported),
    };
    let group = group_value.and_then(group).ok_or(Refusal::Unsupported)?;
    if unsupported || auth != Some(value::PRE_SHARED_KEY) {
        return Err(Refusal::Unsupported);
    }
    Ok(Suite { cipher, prf, group, lifetime })
}

/// The one transform of ISAKMP (RFC 2407 §4.4.2).
const KEY_IKE: u8 = 1;
/// A good century.
const LONGEST_LIFETIME: Duration = Duration::from_secs(u32::MAX as u64);

/// Attribute values (RFC 2409 App. A).
mod value {
    pub const DES_CBC: u64 = 1;
    pub const TRIPLE_DES_CBC: u64 = 5;
    pub const AES_CBC: u64 = 7;
    pub const SHA1: u64 = 2;
    pub const SHA2_256: u64 = 4;
    pub const SHA2_384: u64 = 5;
    pub const SHA2_512: u64 = 6;
    pub const PRE_SHARED_KEY: u64 = 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{bytes, derived};
    use crate::v1::testing;

    fn body(vector: &str) -> Vec<u8> {
        // Without the generic header.
        bytes(&derived("ikev1_seed_messages")[vector])[4..].to_vec()
    }

    #[test]
    fn the_seed_offer_is_that_of_the_derived_vector() {
        assert_eq!(offer(&testing::seed_peer()), body("MM1_SA_payload"));
    }

    #[test]
    fn the_seed_offer_is_taken_as_it_stands() {
        let (suite, answer) = choose(&testing::seed_peer(), &body("MM1_SA_payload")).unwrap();
        assert_eq!(suite.algorithms(), (Cipher::DesCbc, Prf::HmacSha1, Group::Modp768));
        assert_eq!(suite.lifetime.time, Some(Duration::from_secs(180)));
        assert_eq!(answer, body("MM1_SA_payload"));
        assert_eq!(answered(&testing::seed_peer(), &answer), Ok(suite));
    }

    fn one(attributes: &[u8]) -> Vec<u8> {
        let transform = Transform { number: 1, id: KEY_IKE, attributes };
        let proposal = Proposal { number: 1, protocol: protocol::ISAKMP, spi: &[1; 8], transforms: vec![transform] };
        SecurityAssociation { proposals: vec![proposal] }.emit()
    }

    fn seed_attributes() -> Vec<u8> {
        encode(suites(&testing::seed_peer()).next().unwrap()).unwrap()
    }

    #[test]
    fn attributes_may_come_in_any_order_and_form_and_with_an_spi() {
        let mut attributes = vec![0x80, 11, 0, 1, 0, 12, 0, 4, 0, 0, 0, 60, 0x80, 11, 0, 2, 0x80, 12, 0, 9];
        attributes.extend([0, 3, 0, 2, 0, 1, 0x80, 4, 0, 1, 0x80, 2, 0, 2, 0x80, 1, 0, 1]);
        let (suite, _) = choose(&testing::seed_peer(), &one(&attributes)).unwrap();
        assert_eq!(suite.lifetime, Lifetime { time: Some(Duration::from_secs(60)), kilobytes: Some(9) });
    }

    #[test]
    fn conflicting_repeats_abort_and_equal_ones_do_not() {
        let conflict = [seed_attributes(), vec![0x80, 2, 0, 4]].concat();
        assert_eq!(choose(&testing::seed_peer(), &one(&conflict)), Err(Refusal::Conflict));
        let equal = [seed_attributes(), vec![0x80, 2, 0, 2]].concat();
        assert!(choose(&testing::seed_peer(), &one(&equal)).is_ok());
    }

    #[test]
    fn what_is_not_configured_or_not_known_is_not_taken() {
        let unknown = [seed_attributes(), vec![0x80, 13, 0, 1]].concat();
        assert_eq!(choose(&testing::seed_peer(), &one(&unknown)), Err(Refusal::Unsupported));
        let key_length = [seed_attributes(), vec![0x80, 14, 0, 56]].concat();
        assert_eq!(choose(&testing::seed_peer(), &one(&key_length)), Err(Refusal::Unsupported));
        let suite = Suite { group: Group::Modp2048, ..suites(&testing::seed_peer()).next().unwrap() };
        let other = one(&encode(suite).unwrap());
        assert_eq!(choose(&testing::seed_peer(), &other), Err(Refusal::NothingChosen));
        assert_eq!(answered(&testing::seed_peer(), &other), Err(Refusal::NotOffered));
    }

    #[test]
    fn a_life_duration_without_its_type_is_malformed() {
        assert_eq!(choose(&testing::seed_peer(), &one(&[0x80, 12, 0, 1])), Err(Refusal::Syntax));
        assert_eq!(choose(&testing::seed_peer(), &one(&[0x80, 11, 0, 1])), Err(Refusal::Syntax));
    }

    #[test]
    fn every_combination_is_offered_once() {
        let mut peer = testing::modern_peer();
        peer.proposals[0].ciphers = [128, 192, 256].map(Cipher::AesCbc).to_vec();
        peer.proposals[0].ciphers.extend([Cipher::DesCbc, Cipher::TripleDesCbc, Cipher::AesGcm16(128)]);
        peer.proposals[0].prfs = vec![Prf::HmacSha1, Prf::HmacSha2_256, Prf::HmacSha2_384, Prf::HmacSha2_512];
        peer.proposals[0].groups = (1..=20).filter_map(group).chain([Group::X25519]).collect();
        let wide = Peer { proposals: vec![peer.proposals[0].clone(); 3], ..peer };
        let body = offer(&wide);
        let count = |body: &[u8]| SecurityAssociation::parse(body).unwrap().proposals[0].transforms.len();
        // Said thrice they are offered once.
        assert_eq!(count(&body), 160);
    }

    #[test]
    fn a_life_that_no_clock_can_count_is_cut() {
        let forever = [&[0x80, 11, 0, 1, 0, 12, 0, 8][..], &[0xff; 8]].concat();
        let lifetime = lifetime(oakley::LIFE_TYPE, oakley::LIFE_DURATION, &forever).unwrap();
        assert_eq!(lifetime.time, Some(LONGEST_LIFETIME));
        assert!(std::time::Instant::now().checked_add(LONGEST_LIFETIME).is_some());
    }

    #[test]
    fn every_truncation_of_an_offer_is_refused() {
        let body = body("MM1_SA_payload");
        for len in 0..body.len() {
            assert!(choose(&testing::seed_peer(), &body[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn weak_algorithms_of_the_configuration_are_named() {
        assert_eq!(weaknesses(&testing::seed_peer()), ["ISAKMP encryption DES", "group 1"]);
        assert!(weaknesses(&testing::modern_peer()).is_empty());
    }
}
