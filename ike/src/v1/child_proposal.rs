//! Proposals of IPsec SAs and bundles: what is offered, and which of the peer's is taken (RFC 2407 §4.4-4.5).

use crate::config::{ChildPolicy, ChildProposal, ChildTransform, Mode};
use crate::crypto::Group;
use crate::sa::{Encryption, Integrity, Lifetime, Protocol, Spi};
use crate::wire::v1::attribute::{self, ipsec};
use crate::wire::v1::{Attributes, Proposal, SecurityAssociation, Transform};

use super::proposal::{group, group_number, push_lifetime, put, LifePairs, Refusal};

/// What two ends have agreed upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Transform and the peer's SPI, outermost first.
    pub sas: Vec<(ChildTransform, Spi)>,
    pub esn: bool,
    pub mode: Mode,
    pub group: Option<Group>,
    /// As the offer says it.
    pub lifetime: Lifetime,
}

/// The proposals of a policy that can be offered: those that IKEv1 can say, and behind a NAT none with AH (RFC 3948 §1).
pub(super) fn offerable(policy: &ChildPolicy, nat: bool) -> Result<Vec<&ChildProposal>, Refusal> {
    let sayable = |p: &&ChildProposal| {
        !p.protocols.is_empty() && p.protocols.iter().all(|transform| encode_transform(transform).is_some())
    };
    let proposals: Vec<_> = policy.proposals.iter().filter(sayable).take(MOST_PROPOSALS).collect();
    let through: Vec<_> = proposals.iter().copied().filter(|p| !nat || !has_ah(p)).collect();
    match (proposals.is_empty(), through.is_empty()) {
        (true, _) => Err(Refusal::Unsupported),
        (_, true) => Err(Refusal::AhBehindNat),
        _ => Ok(through),
    }
}

/// The body of the SA payload that offers `proposals`, each with the same SPIs.
pub(super) fn offer(
    policy: &ChildPolicy,
    proposals: &[&ChildProposal],
    spis: &[(Protocol, Spi)],
    nat: bool,
) -> Vec<u8> {
    // (number, protocol, SPI, transform id, attributes)
    let mut parts = Vec::new();
    for (proposal, number) in proposals.iter().zip(1..=u8::MAX) {
        for transform in &proposal.protocols {
            let Some(spi) = spis.iter().find(|(protocol, _)| *protocol == transform.protocol) else { continue };
            if let Some((id, attributes)) = encode(policy, transform, proposal.esn, nat) {
                parts.push((number, transform.protocol as u8, spi.1 .0.to_be_bytes(), id, attributes));
            }
        }
    }
    let proposals = parts.iter().map(|(number, protocol, spi, id, attributes)| Proposal {
        number: *number,
        protocol: *protocol,
        spi,
        transforms: vec![Transform { number: 1, id: *id, attributes }],
    });
    SecurityAssociation { proposals: proposals.collect() }.emit()
}

/// The first proposal of an offer that a policy allows, and which of its parts it was, as (index of the proposal payload,
/// index of the transform).
///
/// `groups` are those that the peer may use for perfect forward secrecy where the policy asks for none.
pub(super) fn choose(
    policy: &ChildPolicy,
    groups: &[Group],
    offer: &SecurityAssociation<'_>,
    nat: bool,
) -> Result<(Agreement, Vec<(usize, usize)>), Refusal> {
    let ours = offerable(policy, nat)?;
    let mut refusal = Refusal::NothingChosen;
    let mut numbers: Vec<u8> = offer.proposals.iter().map(|p| p.number).collect();
    numbers.dedup();
    for number in numbers {
        let parts: Vec<_> = offer.proposals.iter().enumerate().filter(|(_, p)| p.number == number).collect();
        for proposal in &ours {
            match agree(policy, proposal, groups, &parts, nat) {
                Ok(agreed) => return Ok(agreed),
                // What another proposal may still do without; anything else ends the negotiation.
                Err(Refusal::NothingChosen) => {}
                Err(Refusal::Unsupported) => refusal = Refusal::Unsupported,
                Err(other) => return Err(other),
            }
        }
    }
    Err(refusal)
}

/// What the answer to our offer says: it has to be one of `proposals`, with one transform for each protocol.
pub(super) fn answered(
    policy: &ChildPolicy,
    proposals: &[&ChildProposal],
    body: &[u8],
    nat: bool,
) -> Result<Agreement, Refusal> {
    let answer = SecurityAssociation::parse(body)?;
    let parts: Vec<_> = answer.proposals.iter().enumerate().collect();
    if parts.iter().any(|(_, p)| p.transforms.len() != 1) {
        return Err(Refusal::Syntax);
    }
    let groups: Vec<_> = policy.pfs.into_iter().collect();
    for proposal in proposals {
        match agree(policy, proposal, &groups, &parts, nat) {
            Ok((agreement, _)) if agreement.group == policy.pfs => return Ok(agreement),
            Ok(_) | Err(Refusal::NothingChosen | Refusal::Unsupported) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Refusal::NotOffered)
}

/// The body of the SA payload that answers an offer with the parts that were chosen from it, their attributes unmodified.
pub(super) fn answer(offer: &SecurityAssociation<'_>, chosen: &[(usize, usize)], spis: &[(Protocol, Spi)]) -> Vec<u8> {
    let spis: Vec<_> = spis.iter().map(|(protocol, spi)| (*protocol as u8, spi.0.to_be_bytes())).collect();
    let proposals = chosen.iter().filter_map(|&(proposal, transform)| {
        let proposal = offer.proposals.get(proposal)?;
        let (_, spi) = spis.iter().find(|(protocol, _)| *protocol == proposal.protocol)?;
        Some(Proposal { spi, transforms: vec![*proposal.transforms.get(transform)?], ..*proposal })
    });
    SecurityAssociation { proposals: proposals.collect() }.emit()
}

/// What of a policy is weak, in words.
pub(super) fn weaknesses(policy: &ChildPolicy) -> Vec<&'static str> {
    let transforms = policy.proposals.iter().flat_map(|p| &p.protocols);
    let mut weak: Vec<_> = transforms
        .filter_map(|transform| match transform.encryption {
            Some(Encryption::DesCbc) => Some("ESP encryption DES"),
            Some(Encryption::TripleDesCbc) => Some("ESP encryption 3DES"),
            _ => None,
        })
        .collect();
    weak.extend(match policy.pfs {
        Some(Group::Modp768) => Some("PFS group 1"),
        Some(Group::Modp1024) => Some("PFS group 2"),
        _ => None,
    });
    weak.sort_unstable();
    weak.dedup();
    weak
}

/// Holds the parts of one proposal number against one proposal of ours.
fn agree(
    policy: &ChildPolicy,
    ours: &ChildProposal,
    groups: &[Group],
    parts: &[(usize, &Proposal<'_>)],
    nat: bool,
) -> Result<(Agreement, Vec<(usize, usize)>), Refusal> {
    if parts.len() != ours.protocols.len() {
        return Err(Refusal::NothingChosen);
    }
    let mut sas = Vec::new();
    let mut chosen = Vec::new();
    let mut group = None;
    let mut lifetime = Lifetime::default();
    let mut refusal = Refusal::NothingChosen;
    for (layer, transform) in ours.protocols.iter().enumerate() {
        let innermost = layer + 1 == ours.protocols.len();
        let Some((index, part)) = parts.iter().find(|(_, p)| p.protocol == transform.protocol as u8) else {
            return Err(Refusal::NothingChosen);
        };
        let spi = Spi(u32::from_be_bytes(part.spi.try_into().map_err(|_| Refusal::Syntax)?));
        let mut found = None;
        for (number, offered) in part.transforms.iter().enumerate() {
            let decoded = match decode(transform.protocol, offered) {
                Ok(decoded) => decoded,
                Err(Refusal::Unsupported) => {
                    refusal = Refusal::Unsupported;
                    continue;
                }
                Err(other) => return Err(other),
            };
            let group_fits = match (policy.pfs, decoded.group) {
                (None, Some(theirs)) => groups.contains(&theirs),
                (ours, theirs) => ours == theirs,
            };
            if decoded.transform == *transform
                && decoded.esn == ours.esn
                && group_fits
                && (layer == 0 || group == decoded.group)
                && decoded.encapsulation.is_none_or(|value| mode_fits(policy.mode, innermost, nat, value))
            {
                found = Some((number, decoded));
                break;
            }
        }
        let Some((number, decoded)) = found else { return Err(refusal) };
        if spi.0 < Spi::FIRST {
            return Err(Refusal::Spi(spi.0));
        }
        group = decoded.group;
        lifetime = lifetime.shorter(decoded.lifetime);
        sas.push((*transform, spi));
        chosen.push((*index, number));
    }
    // An answer has the order of the offer.
    chosen.sort_unstable();
    Ok((Agreement { sas, esn: ours.esn, mode: policy.mode, group, lifetime }, chosen))
}

/// Whether an encapsulation mode is that of a policy. The outer SA of a bundle is applied over the same outer header as the
/// inner one, which peers call tunnel or transport (RFC 2407 §4.5 is silent).
fn mode_fits(mode: Mode, innermost: bool, nat: bool, value: u64) -> bool {
    let (tunnel, transport) =
        if nat { (value::UDP_TUNNEL, value::UDP_TRANSPORT) } else { (value::TUNNEL, value::TRANSPORT) };
    match mode {
        Mode::Tunnel => value == tunnel || (!innermost && value == transport),
        Mode::Transport => value == transport,
    }
}

fn has_ah(proposal: &ChildProposal) -> bool {
    proposal.protocols.iter().any(|transform| transform.protocol == Protocol::Ah)
}

/// Transform id and attributes.
fn encode(policy: &ChildPolicy, transform: &ChildTransform, esn: bool, nat: bool) -> Option<(u8, Vec<u8>)> {
    let (id, authentication, key_bits) = encode_transform(transform)?;
    let mut out = Vec::new();
    push_lifetime(&mut out, ipsec::LIFE_TYPE, ipsec::LIFE_DURATION, policy.lifetime);
    if let Some(group) = policy.pfs {
        attribute::push(&mut out, ipsec::GROUP, group_number(group)?.into());
    }
    let mode = match (policy.mode, nat) {
        (Mode::Tunnel, false) => value::TUNNEL,
        (Mode::Transport, false) => value::TRANSPORT,
        (Mode::Tunnel, true) => value::UDP_TUNNEL,
        (Mode::Transport, true) => value::UDP_TRANSPORT,
    };
    attribute::push(&mut out, ipsec::ENCAPSULATION, mode);
    if let Some(authentication) = authentication {
        attribute::push(&mut out, ipsec::AUTHENTICATION, authentication);
    }
    if let Some(bits) = key_bits {
        attribute::push(&mut out, ipsec::KEY_LENGTH, bits.into());
    }
    if esn {
        attribute::push(&mut out, ipsec::EXTENDED_SEQUENCE, value::EXTENDED_SEQUENCE);
    }
    Some((id, out))
}

/// Transform id, authentication algorithm and key length; `None` if IKEv1 cannot say it.
fn encode_transform(transform: &ChildTransform) -> Option<(u8, Option<u64>, Option<u16>)> {
    match (transform.protocol, transform.encryption, transform.integrity) {
        (Protocol::Ah, None, Some(integrity)) => {
            let id = match integrity {
                Integrity::HmacSha1_96 => value::AH_SHA,
                Integrity::HmacSha2_256_128 => value::AH_SHA2_256,
                Integrity::HmacSha2_384_192 => value::AH_SHA2_384,
                Integrity::HmacSha2_512_256 => value::AH_SHA2_512,
                Integrity::AesGmac(128) => value::AH_AES_GMAC,
                Integrity::AesGmac(192) => value::AH_AES_GMAC + 1,
                Integrity::AesGmac(256) => value::AH_AES_GMAC + 2,
                Integrity::AesGmac(_) => return None,
            };
            Some((id, Some(authentication(integrity)?), None))
        }
        (Protocol::Esp, Some(encryption), integrity) => {
            let (id, bits) = match encryption {
                Encryption::Null => (value::ESP_NULL, None),
                Encryption::DesCbc => (value::ESP_DES, None),
                Encryption::TripleDesCbc => (value::ESP_3DES, None),
                Encryption::AesCbc(bits) => (value::ESP_AES_CBC, Some(bits)),
                Encryption::AesGcm16(bits) => (value::ESP_AES_GCM16, Some(bits)),
                Encryption::AesGmac(bits) => (value::ESP_AES_GMAC, Some(bits)),
                // Never given a number in IKEv1.
                Encryption::ChaCha20Poly1305 => return None,
            };
            let authentication = match integrity {
                Some(Integrity::AesGmac(_)) => return None,
                Some(integrity) => Some(authentication(integrity)?),
                None => None,
            };
            Some((id, authentication, bits))
        }
        _ => None,
    }
}

fn authentication(integrity: Integrity) -> Option<u64> {
    Some(match integrity {
        Integrity::HmacSha1_96 => value::HMAC_SHA1,
        Integrity::HmacSha2_256_128 => value::HMAC_SHA2_256,
        Integrity::HmacSha2_384_192 => value::HMAC_SHA2_384,
        Integrity::HmacSha2_512_256 => value::HMAC_SHA2_512,
        Integrity::AesGmac(128) => value::AES_GMAC,
        Integrity::AesGmac(192) => value::AES_GMAC + 1,
        Integrity::AesGmac(256) => value::AES_GMAC + 2,
        Integrity::AesGmac(_) => return None,
    })
}

/// A transform as the peer says it.
struct Decoded {
    transform: ChildTransform,
    esn: bool,
    encapsulation: Option<u64>,
    group: Option<Group>,
    lifetime: Lifetime,
}

fn decode(protocol: Protocol, transform: &Transform<'_>) -> Result<Decoded, Refusal> {
    let (mut group_value, mut encapsulation, mut auth, mut key_bits, mut esn) = (None, None, None, None, None);
    let mut life = LifePairs::default();
    let mut unsupported = false;
    for attribute in Attributes::new(transform.attributes) {
        let attribute = attribute?;
        let value = || attribute.number().unwrap_or(u64::MAX);
        match attribute.class {
            ipsec::LIFE_TYPE => life.kind(&attribute)?,
            ipsec::LIFE_DURATION => life.duration(&attribute)?,
            ipsec::GROUP => put(&mut group_value, value())?,
            ipsec::ENCAPSULATION => put(&mut encapsulation, value())?,
            ipsec::AUTHENTICATION => put(&mut auth, value())?,
            ipsec::KEY_LENGTH => put(&mut key_bits, value())?,
            ipsec::EXTENDED_SEQUENCE => put(&mut esn, value())?,
            _ => unsupported = true,
        }
    }
    let lifetime = life.finish()?;
    let group = group_value.map(|value| group(value).ok_or(Refusal::Unsupported)).transpose()?;
    let integrity = auth.map(|value| integrity(value).ok_or(Refusal::Unsupported)).transpose()?;
    let key_bits = key_bits.map(|bits| u16::try_from(bits).map_err(|_| Refusal::Unsupported)).transpose()?;
    let encryption = match protocol {
        Protocol::Ah => None,
        Protocol::Esp => Some(encryption(transform.id, key_bits).ok_or(Refusal::Unsupported)?),
    };
    let transform_said = ChildTransform { protocol, encryption, integrity };
    // AH needs both its transform id and the attribute that goes with it (RFC 2407 §4.4.3); no key length where it is fixed.
    let (id, _, bits) = encode_transform(&transform_said).ok_or(Refusal::Unsupported)?;
    if unsupported || id != transform.id || bits != key_bits || esn.is_some_and(|v| v != value::EXTENDED_SEQUENCE) {
        return Err(Refusal::Unsupported);
    }
    Ok(Decoded { transform: transform_said, esn: esn.is_some(), encapsulation, group, lifetime })
}

fn integrity(value: u64) -> Option<Integrity> {
    Some(match value {
        value::HMAC_SHA1 => Integrity::HmacSha1_96,
        value::HMAC_SHA2_256 => Integrity::HmacSha2_256_128,
        value::HMAC_SHA2_384 => Integrity::HmacSha2_384_192,
        value::HMAC_SHA2_512 => Integrity::HmacSha2_512_256,
        11 => Integrity::AesGmac(128),
        12 => Integrity::AesGmac(192),
        13 => Integrity::AesGmac(256),
        _ => return None,
    })
}

fn encryption(id: u8, key_bits: Option<u16>) -> Option<Encryption> {
    Some(match (id, key_bits) {
        (value::ESP_NULL, None) => Encryption::Null,
        (value::ESP_DES, None) => Encryption::DesCbc,
        (value::ESP_3DES, None) => Encryption::TripleDesCbc,
        (value::ESP_AES_CBC, Some(bits @ (128 | 192 | 256))) => Encryption::AesCbc(bits),
        (value::ESP_AES_GCM16, Some(bits @ (128 | 192 | 256))) => Encryption::AesGcm16(bits),
        (value::ESP_AES_GMAC, Some(bits @ (128 | 192 | 256))) => Encryption::AesGmac(bits),
        _ => return None,
    })
}

/// Alternatives in one offer.
const MOST_PROPOSALS: usize = 32;

/// Transform ids and attribute values (RFC 2407 §4.4-4.5, RFC 3947 §5.1, RFC 4106 §8, RFC 4543 §9, RFC 4304 §2, RFC 4868).
mod value {
    pub const TUNNEL: u64 = 1;
    pub const TRANSPORT: u64 = 2;
    pub const UDP_TUNNEL: u64 = 3;
    pub const UDP_TRANSPORT: u64 = 4;
    pub const HMAC_SHA1: u64 = 2;
    pub const HMAC_SHA2_256: u64 = 5;
    pub const HMAC_SHA2_384: u64 = 6;
    pub const HMAC_SHA2_512: u64 = 7;
    /// 128 bits; 192 and 256 follow.
    pub const AES_GMAC: u64 = 11;
    pub const AH_SHA: u8 = 3;
    pub const AH_SHA2_256: u8 = 5;
    pub const AH_SHA2_384: u8 = 6;
    pub const AH_SHA2_512: u8 = 7;
    /// 128 bits; 192 and 256 follow.
    pub const AH_AES_GMAC: u8 = 11;
    pub const ESP_DES: u8 = 2;
    pub const ESP_3DES: u8 = 3;
    pub const ESP_NULL: u8 = 11;
    pub const ESP_AES_CBC: u8 = 12;
    pub const ESP_AES_GCM16: u8 = 20;
    pub const ESP_AES_GMAC: u8 = 23;
    pub const EXTENDED_SEQUENCE: u64 = 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{bytes, derived};
    use crate::v1::testing;

    const SPIS: [(Protocol, Spi); 2] = [(Protocol::Ah, Spi(0xb16d_1587)), (Protocol::Esp, Spi(0x249c_5062))];

    fn seed_offer() -> Vec<u8> {
        let policy = testing::seed_policy();
        offer(&policy, &offerable(&policy, false).unwrap(), &SPIS, false)
    }

    #[test]
    fn the_seed_bundle_is_offered_as_in_the_derived_vector() {
        let plain = bytes(&derived("ikev1_seed_messages")["QM"]["QM1_plain"]);
        assert_eq!(seed_offer(), plain[24 + 4..24 + 108]);
    }

    #[test]
    fn the_seed_bundle_is_taken_and_answered_with_our_spis() {
        let policy = testing::seed_policy();
        let body = seed_offer();
        let offer = SecurityAssociation::parse(&body).unwrap();
        let (agreement, chosen) = choose(&policy, &[], &offer, false).unwrap();
        assert_eq!(agreement.sas.iter().map(|(_, spi)| spi.0).collect::<Vec<_>>(), [0xb16d_1587, 0x249c_5062]);
        assert_eq!(agreement.lifetime, policy.lifetime);
        let ours = [(Protocol::Ah, Spi(0x0121_4f0d)), (Protocol::Esp, Spi(0x7aa6_9cb7))];
        let answer = answer(&offer, &chosen, &ours);
        let plain = bytes(&derived("ikev1_seed_messages")["QM"]["QM2_plain"]);
        assert_eq!(answer, plain[24 + 4..24 + 108]);
        let answered = answered(&policy, &offerable(&policy, false).unwrap(), &answer, false).unwrap();
        assert_eq!(answered.sas.iter().map(|(_, spi)| *spi).collect::<Vec<_>>(), ours.map(|(_, spi)| spi));
    }

    /// The seed's offer with the encapsulation modes of AH and ESP replaced.
    fn with_modes(ah: u8, esp: u8) -> Vec<u8> {
        let mut body = seed_offer();
        let at: Vec<usize> = (0..body.len() - 3).filter(|i| body[*i..*i + 4] == [0x80, 4, 0, 1]).collect();
        body[at[0] + 3] = ah;
        body[at[1] + 3] = esp;
        body
    }

    #[test]
    fn a_bundle_in_tunnel_mode_may_call_its_outer_sa_transport() {
        for (ah, esp, fits) in [(1, 1, true), (2, 1, true), (1, 2, false), (2, 2, false), (3, 3, false)] {
            let body = with_modes(ah, esp);
            let offer = SecurityAssociation::parse(&body).unwrap();
            assert_eq!(choose(&testing::seed_policy(), &[], &offer, false).is_ok(), fits, "{ah} {esp}");
        }
    }

    #[test]
    fn pol_08_ah_is_neither_offered_nor_taken_behind_a_nat() {
        let policy = testing::seed_policy();
        assert_eq!(offerable(&policy, true), Err(Refusal::AhBehindNat));
        let body = seed_offer();
        let offer = SecurityAssociation::parse(&body).unwrap();
        assert_eq!(choose(&policy, &[], &offer, true), Err(Refusal::AhBehindNat));
    }

    #[test]
    fn half_a_bundle_is_not_taken() {
        let body = seed_offer();
        let mut offer = SecurityAssociation::parse(&body).unwrap();
        offer.proposals.truncate(1);
        assert_eq!(choose(&testing::seed_policy(), &[], &offer, false), Err(Refusal::NothingChosen));
    }

    #[test]
    fn reserved_spis_are_refused() {
        let policy = testing::seed_policy();
        let spis = [(Protocol::Ah, Spi(255)), SPIS[1]];
        let body = super::offer(&policy, &offerable(&policy, false).unwrap(), &spis, false);
        let offer = SecurityAssociation::parse(&body).unwrap();
        assert_eq!(choose(&policy, &[], &offer, false), Err(Refusal::Spi(255)));
    }

    #[test]
    fn every_transform_that_can_be_said_is_understood() {
        let integrities = [
            Integrity::HmacSha1_96,
            Integrity::HmacSha2_256_128,
            Integrity::HmacSha2_384_192,
            Integrity::HmacSha2_512_256,
        ];
        let aead =
            [128, 192, 256].map(|bits| [Encryption::AesGcm16(bits), Encryption::AesGmac(bits)]).into_iter().flatten();
        let ciphers = [
            Encryption::Null,
            Encryption::DesCbc,
            Encryption::TripleDesCbc,
            Encryption::AesCbc(128),
            Encryption::AesCbc(256),
        ];
        let mut transforms: Vec<_> = aead.map(|e| (Protocol::Esp, Some(e), None)).collect();
        for integrity in integrities {
            transforms.push((Protocol::Ah, None, Some(integrity)));
            transforms.extend(ciphers.map(|e| (Protocol::Esp, Some(e), Some(integrity))));
        }
        transforms.extend([128, 192, 256].map(|bits| (Protocol::Ah, None, Some(Integrity::AesGmac(bits)))));
        for (protocol, encryption, integrity) in transforms {
            for esn in [false, true] {
                let protocols = vec![ChildTransform { protocol, encryption, integrity }];
                let policy = ChildPolicy {
                    proposals: vec![ChildProposal { protocols, esn }],
                    pfs: Some(Group::P256),
                    ..testing::seed_policy()
                };
                let body = super::offer(&policy, &offerable(&policy, false).unwrap(), &SPIS, false);
                let offer = SecurityAssociation::parse(&body).unwrap();
                let (agreement, _) = choose(&policy, &[], &offer, false).unwrap();
                assert_eq!((agreement.esn, agreement.group), (esn, Some(Group::P256)));
                assert_eq!(agreement.sas[0].0, policy.proposals[0].protocols[0]);
            }
        }
    }

    #[test]
    fn a_group_that_was_not_asked_for_must_be_one_of_the_peers() {
        let asking = ChildPolicy { pfs: Some(Group::Modp1024), ..testing::seed_policy() };
        let body = super::offer(&asking, &offerable(&asking, false).unwrap(), &SPIS, false);
        let offer = SecurityAssociation::parse(&body).unwrap();
        let policy = testing::seed_policy();
        assert_eq!(choose(&policy, &[], &offer, false), Err(Refusal::NothingChosen));
        let (agreement, _) = choose(&policy, &[Group::Modp1024], &offer, false).unwrap();
        assert_eq!(agreement.group, Some(Group::Modp1024));
        // And what the policy asks for must come.
        let body = seed_offer();
        let offer = SecurityAssociation::parse(&body).unwrap();
        assert_eq!(choose(&asking, &[Group::Modp1024], &offer, false), Err(Refusal::NothingChosen));
    }

    #[test]
    fn an_answer_that_was_not_offered_is_refused() {
        let policy = testing::modern_policy();
        let ours = offerable(&policy, false).unwrap();
        assert_eq!(answered(&policy, &ours, &seed_offer(), false), Err(Refusal::NotOffered));
    }

    #[test]
    fn weak_transforms_of_a_policy_are_named() {
        assert_eq!(weaknesses(&testing::seed_policy()), ["ESP encryption DES"]);
        assert!(weaknesses(&testing::modern_policy()).is_empty());
    }
}
