//! Algorithms offered and chosen: ours on one side, proposals on the other. RFC 7296 §2.7, §3.3; RFC 9370 §2.2.2.
//!
//! The order of preference is the chooser's own. An answer is checked by choosing from it: it must hold one proposal that
//! our own offer allows.

use crate::config::{ChildPolicy, ChildTransform, IkeProposal, Peer};
use crate::crypto::{keymat_v2, Cipher, Group, Prf};
use crate::sa::{Encryption, Integrity, Protocol, Spi};
use crate::wire::v2::sa::{kind, MAX_TRANSFORMS};
use crate::wire::v2::{protocol, Proposal, Transform};

/// Algorithms of an IKE SA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suite {
    pub cipher: Cipher,
    /// `None` with a combined-mode cipher.
    pub integrity: Option<Integrity>,
    pub prf: Prf,
    pub group: Group,
    /// In the order in which they are carried out (RFC 9370).
    pub additional: Vec<Group>,
}

impl Suite {
    /// The part of it that keys depend on.
    pub fn keymat(&self) -> keymat_v2::Suite {
        keymat_v2::Suite { prf: self.prf, cipher: self.cipher, integrity: self.integrity }
    }
}

/// A suite, and the proposal that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChosenSuite<'a> {
    pub suite: Suite,
    pub number: u8,
    /// The peer's: 8 octets in a rekey, else none.
    pub spi: &'a [u8],
    pub transforms: Vec<Transform>,
}

/// Algorithms of a child SA, and the proposal that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChosenChild {
    pub transform: ChildTransform,
    pub esn: bool,
    pub group: Option<Group>,
    pub number: u8,
    /// The peer's.
    pub spi: Spi,
    pub transforms: Vec<Transform>,
}

/// What the surroundings of a child negotiation allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    /// A key exchange of its own is possible; in IKE_AUTH it is not (RFC 7296 §1.2).
    pub key_exchange: bool,
    /// AH does not pass a NAT.
    pub ah: bool,
}

/// The SA payload for an IKE SA. `spi` is empty but in a rekey.
pub(super) fn offer_ike<'a>(ours: &[IkeProposal], spi: &'a [u8]) -> Vec<Proposal<'a>> {
    let mut offers: Vec<Proposal<'a>> = Vec::new();
    for proposal in ours {
        // Combined-mode ciphers stand in a proposal of their own, which has no integrity (RFC 5282 §8).
        for combined in [true, false] {
            let mut transforms: Vec<Transform> =
                proposal.ciphers.iter().filter(|c| c.is_aead() == combined).map(|c| cipher(*c)).collect();
            if transforms.is_empty() || (!combined && proposal.integrity.is_empty()) {
                continue;
            }
            if !combined {
                transforms.extend(proposal.integrity.iter().map(|i| integrity(*i)));
            }
            transforms.extend(proposal.prfs.iter().map(|p| prf(*p)));
            transforms.extend(proposal.groups.iter().map(|g| group(kind::KEY_EXCHANGE, *g)));
            for (kind, groups) in additional_kinds().zip(&proposal.additional) {
                transforms.extend(groups.iter().map(|g| group(kind, *g)));
            }
            transforms.truncate(MAX_TRANSFORMS);
            let Ok(number) = u8::try_from(offers.len() + 1) else { return offers };
            offers.push(Proposal { number, protocol: protocol::IKE, spi, transforms });
        }
    }
    offers
}

/// Chooses a suite. `preferred` is the group of the peer's KE payload, which saves a round trip where it will do;
/// `intermediate`: both ends can do additional key exchanges.
pub(super) fn choose_ike<'a>(
    offered: &[Proposal<'a>],
    ours: &[IkeProposal],
    preferred: Option<Group>,
    intermediate: bool,
) -> Option<ChosenSuite<'a>> {
    ours.iter().find_map(|own| offered.iter().find_map(|offer| match_ike(offer, own, preferred, intermediate)))
}

fn match_ike<'a>(
    offer: &Proposal<'a>,
    own: &IkeProposal,
    preferred: Option<Group>,
    intermediate: bool,
) -> Option<ChosenSuite<'a>> {
    let known = |kind: u8| match kind {
        kind::ENCRYPTION | kind::PRF | kind::INTEGRITY | kind::KEY_EXCHANGE => true,
        // Unless both can, these are transforms of an unknown kind (RFC 9370 §2.2.1).
        kind => intermediate && is_additional(kind),
    };
    if offer.protocol != protocol::IKE || offer.transforms.iter().any(|t| !known(t.kind)) {
        return None;
    }
    let has = |transform: &Transform| offer.transforms.contains(transform);
    let cipher_ = *own.ciphers.iter().find(|c| has(&cipher(**c)) && (c.is_aead() || !own.integrity.is_empty()))?;
    let prf_ = *own.prfs.iter().find(|p| has(&prf(**p)))?;
    let preferred = preferred.filter(|g| own.groups.contains(g));
    let group_ = *preferred.iter().chain(&own.groups).find(|g| has(&group(kind::KEY_EXCHANGE, **g)))?;
    let mut transforms = vec![cipher(cipher_), prf(prf_), group(kind::KEY_EXCHANGE, group_)];
    let integrity_ = if cipher_.is_aead() {
        // None, or one that says so (RFC 7296 §3.3.3).
        if offer.transforms.iter().any(|t| t.kind == kind::INTEGRITY) {
            transforms.push(offer.transforms.iter().copied().find(|t| *t == NO_INTEGRITY)?);
        }
        None
    } else {
        let chosen = *own.integrity.iter().find(|i| has(&integrity(**i)))?;
        transforms.push(integrity(chosen));
        Some(chosen)
    };
    let mut additional = Vec::new();
    for (n, kind) in additional_kinds().enumerate() {
        let wanted = own.additional.get(n).map(Vec::as_slice).unwrap_or_default();
        let offers = offer.transforms.iter().any(|t| t.kind == kind);
        match wanted.iter().find(|g| has(&group(kind, **g))) {
            // The same method twice adds nothing (RFC 9370 §2.2.2).
            Some(chosen) if *chosen == group_ || additional.contains(chosen) => return None,
            Some(chosen) => {
                additional.push(*chosen);
                transforms.push(group(kind, *chosen));
            }
            None if !wanted.is_empty() => return None,
            None if !offers => {}
            None => transforms.push(offer.transforms.iter().copied().find(|t| *t == Transform::new(kind, 0))?),
        }
    }
    let suite = Suite { cipher: cipher_, integrity: integrity_, prf: prf_, group: group_, additional };
    Some(ChosenSuite { suite, number: offer.number, spi: offer.spi, transforms })
}

/// Whether one of these proposals allows a suite.
pub(super) fn permits(ours: &[IkeProposal], suite: &Suite) -> bool {
    ours.iter().any(|own| {
        own.ciphers.contains(&suite.cipher)
            && suite.integrity.is_none_or(|i| own.integrity.contains(&i))
            && own.prfs.contains(&suite.prf)
            && own.groups.contains(&suite.group)
            && own.additional.len() == suite.additional.len()
            && own.additional.iter().zip(&suite.additional).all(|(list, g)| list.contains(g))
    })
}

/// What of a peer's configuration is weak, in words: known to be within reach of those who can pay for it.
pub(super) fn weaknesses(peer: &Peer) -> Vec<&'static str> {
    let cipher = |cipher: &Cipher| match cipher {
        Cipher::DesCbc => Some("IKE encryption DES"),
        Cipher::TripleDesCbc => Some("IKE encryption 3DES"),
        Cipher::AesCbc(_) | Cipher::AesGcm16(_) => None,
    };
    let group = |group: &Group| match group {
        Group::Modp768 => Some("group 1"),
        Group::Modp1024 => Some("group 2"),
        _ => None,
    };
    let encryption = |transform: &ChildTransform| match transform.encryption {
        Some(Encryption::DesCbc) => Some("ESP encryption DES"),
        Some(Encryption::TripleDesCbc) => Some("ESP encryption 3DES"),
        _ => None,
    };
    let ike = peer.proposals.iter().flat_map(|p| {
        let groups = p.groups.iter().chain(p.additional.iter().flatten());
        p.ciphers.iter().filter_map(cipher).chain(groups.filter_map(group))
    });
    let children = peer.children.iter().flat_map(|policy| {
        let transforms = policy.proposals.iter().flat_map(|p| &p.protocols);
        transforms.filter_map(encryption).chain(policy.pfs.iter().filter_map(group))
    });
    let mut weak: Vec<&'static str> = ike.chain(children).collect();
    weak.sort_unstable();
    weak.dedup();
    weak
}

/// The protocols that a policy can be offered with, in order of preference. AH and ESP in one bundle is for IKEv1 alone:
/// RFC 7296 §1.7 has no nested SAs.
pub(super) fn protocols(policy: &ChildPolicy, terms: Terms) -> Vec<Protocol> {
    let mut protocols = Vec::new();
    for (transform, _) in alternatives(policy, terms) {
        if !protocols.contains(&transform.protocol) {
            protocols.push(transform.protocol);
        }
    }
    protocols
}

/// The SA payload for a child SA; `spi` gives our inbound SPI of a protocol.
pub(super) fn offer_child<'a>(
    policy: &ChildPolicy,
    terms: Terms,
    spi: impl Fn(Protocol) -> &'a [u8],
) -> Vec<Proposal<'a>> {
    alternatives(policy, terms)
        .zip(1..=u8::MAX)
        .map(|((transform, esn), number)| {
            let mut transforms = algorithms(transform);
            if let Some(pfs) = policy.pfs.filter(|_| terms.key_exchange) {
                transforms.push(group(kind::KEY_EXCHANGE, pfs));
            }
            transforms.push(Transform::new(kind::SEQUENCE_NUMBERS, esn.into()));
            Proposal { number, protocol: transform.protocol as u8, spi: spi(transform.protocol), transforms }
        })
        .collect()
}

/// Chooses the algorithms of a child SA.
pub(super) fn choose_child(offered: &[Proposal<'_>], policy: &ChildPolicy, terms: Terms) -> Option<ChosenChild> {
    alternatives(policy, terms)
        .find_map(|(own, esn)| offered.iter().find_map(|offer| match_child(offer, own, esn, policy.pfs, terms)))
}

fn match_child(
    offer: &Proposal<'_>,
    own: ChildTransform,
    esn: bool,
    pfs: Option<Group>,
    terms: Terms,
) -> Option<ChosenChild> {
    let known = |kind: u8| {
        matches!(kind, kind::ENCRYPTION | kind::INTEGRITY | kind::KEY_EXCHANGE | kind::SEQUENCE_NUMBERS)
            || is_additional(kind)
    };
    if offer.protocol != own.protocol as u8 || offer.transforms.iter().any(|t| !known(t.kind)) {
        return None;
    }
    let spi = Spi(u32::from_be_bytes(offer.spi.try_into().ok()?));
    let of = |kind: u8| offer.transforms.iter().copied().filter(move |t| t.kind == kind);
    let mut transforms = algorithms(own);
    if transforms.iter().any(|t| !offer.transforms.contains(t)) {
        return None;
    }
    // Whatever else is offered must allow for its absence (RFC 7296 §3.3.3, §3.3.6).
    for kind in [kind::ENCRYPTION, kind::INTEGRITY].into_iter().chain(additional_kinds()) {
        if of(kind).next().is_some() && !transforms.iter().any(|t| t.kind == kind) {
            transforms.push(of(kind).find(|t| *t == Transform::new(kind, 0))?);
        }
    }
    let pfs = pfs.filter(|_| terms.key_exchange);
    match pfs {
        Some(pfs) => transforms.push(of(kind::KEY_EXCHANGE).find(|t| *t == group(kind::KEY_EXCHANGE, pfs))?),
        // In IKE_AUTH there is no KE payload: a group offered there nonetheless means nothing.
        None if terms.key_exchange && of(kind::KEY_EXCHANGE).next().is_some() => {
            transforms.push(of(kind::KEY_EXCHANGE).find(|t| t.id == 0)?);
        }
        None => {}
    }
    let numbers = Transform::new(kind::SEQUENCE_NUMBERS, esn.into());
    if of(kind::SEQUENCE_NUMBERS).any(|t| t == numbers) {
        transforms.push(numbers);
    } else if esn || of(kind::SEQUENCE_NUMBERS).next().is_some() {
        return None;
    }
    Some(ChosenChild { transform: own, esn, group: pfs, number: offer.number, spi, transforms })
}

fn alternatives(policy: &ChildPolicy, terms: Terms) -> impl Iterator<Item = (ChildTransform, bool)> + '_ {
    policy.proposals.iter().filter_map(move |proposal| match proposal.protocols.as_slice() {
        [single] if terms.ah || single.protocol != Protocol::Ah => Some((*single, proposal.esn)),
        _ => None,
    })
}

fn algorithms(transform: ChildTransform) -> Vec<Transform> {
    transform.encryption.map(encryption).into_iter().chain(transform.integrity.map(integrity)).collect()
}

fn is_additional(kind: u8) -> bool {
    additional_kinds().any(|k| k == kind)
}

fn additional_kinds() -> impl Iterator<Item = u8> {
    kind::ADDITIONAL_KEY_EXCHANGE_1..=kind::ADDITIONAL_KEY_EXCHANGE_7
}

/// Number of a key exchange method on the wire.
pub(super) fn method(group: Group) -> u16 {
    METHODS.iter().find(|(g, _)| *g == group).expect("every group is in the table").1
}

/// The key exchange method of a number.
pub(super) fn group_of(method: u16) -> Option<Group> {
    METHODS.iter().find(|(_, m)| *m == method).map(|(g, _)| *g)
}

fn group(kind: u8, group: Group) -> Transform {
    Transform::new(kind, method(group))
}

fn cipher(cipher: Cipher) -> Transform {
    match cipher {
        Cipher::DesCbc => Transform::new(kind::ENCRYPTION, DES),
        Cipher::TripleDesCbc => Transform::new(kind::ENCRYPTION, TRIPLE_DES),
        Cipher::AesCbc(bits) => Transform::with_key(kind::ENCRYPTION, AES_CBC, bits),
        Cipher::AesGcm16(bits) => Transform::with_key(kind::ENCRYPTION, AES_GCM_16, bits),
    }
}

fn encryption(encryption: Encryption) -> Transform {
    match encryption {
        Encryption::Null => Transform::new(kind::ENCRYPTION, NULL),
        Encryption::DesCbc => Transform::new(kind::ENCRYPTION, DES),
        Encryption::TripleDesCbc => Transform::new(kind::ENCRYPTION, TRIPLE_DES),
        Encryption::AesCbc(bits) => Transform::with_key(kind::ENCRYPTION, AES_CBC, bits),
        Encryption::AesGcm16(bits) => Transform::with_key(kind::ENCRYPTION, AES_GCM_16, bits),
        Encryption::AesGmac(bits) => Transform::with_key(kind::ENCRYPTION, NULL_AUTH_AES_GMAC, bits),
        Encryption::ChaCha20Poly1305 => Transform::new(kind::ENCRYPTION, CHACHA20_POLY1305),
    }
}

fn prf(prf: Prf) -> Transform {
    let id = match prf {
        Prf::HmacSha1 => 2,
        Prf::HmacSha2_256 => 5,
        Prf::HmacSha2_384 => 6,
        Prf::HmacSha2_512 => 7,
    };
    Transform::new(kind::PRF, id)
}

fn integrity(integrity: Integrity) -> Transform {
    let id = match integrity {
        Integrity::HmacSha1_96 => 2,
        Integrity::AesGmac(128) => 9,
        Integrity::AesGmac(192) => 10,
        Integrity::AesGmac(_) => 11,
        Integrity::HmacSha2_256_128 => 12,
        Integrity::HmacSha2_384_192 => 13,
        Integrity::HmacSha2_512_256 => 14,
    };
    Transform::new(kind::INTEGRITY, id)
}

const METHODS: [(Group, u16); 10] = [
    (Group::Modp768, 1),
    (Group::Modp1024, 2),
    (Group::Modp1536, 5),
    (Group::Modp2048, 14),
    (Group::Modp3072, 15),
    (Group::Modp4096, 16),
    (Group::P256, 19),
    (Group::P384, 20),
    (Group::X25519, 31),
    (Group::MlKem768, 36),
];
const NO_INTEGRITY: Transform = Transform { kind: kind::INTEGRITY, id: 0, key_bits: None, strange: false };
const DES: u16 = 2;
const TRIPLE_DES: u16 = 3;
const NULL: u16 = 11;
const AES_CBC: u16 = 12;
const AES_GCM_16: u16 = 20;
const NULL_AUTH_AES_GMAC: u16 = 21;
const CHACHA20_POLY1305: u16 = 28;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ChildProposal, Mode};
    use crate::sa::Lifetime;

    fn ike() -> IkeProposal {
        IkeProposal {
            ciphers: vec![Cipher::AesGcm16(256), Cipher::AesCbc(128)],
            integrity: vec![Integrity::HmacSha2_256_128],
            prfs: vec![Prf::HmacSha2_256],
            groups: vec![Group::X25519, Group::P256],
            additional: vec![],
        }
    }

    fn hybrid() -> IkeProposal {
        IkeProposal { additional: vec![vec![Group::MlKem768]], ..ike() }
    }

    fn child(pfs: Option<Group>) -> ChildPolicy {
        ChildPolicy {
            name: "net".into(),
            mode: Mode::Tunnel,
            local: vec![],
            remote: vec![],
            proposals: vec![ChildProposal {
                protocols: vec![ChildTransform {
                    protocol: Protocol::Esp,
                    encryption: Some(Encryption::AesGcm16(128)),
                    integrity: None,
                }],
                esn: false,
            }],
            pfs,
            lifetime: Lifetime::default(),
            replay_window: 64,
            immediate: false,
        }
    }

    const IN_CHILD: Terms = Terms { key_exchange: true, ah: true };
    const IN_AUTH: Terms = Terms { key_exchange: false, ah: true };
    const SPI: &[u8] = &[1, 2, 3, 4];

    #[test]
    fn combined_ciphers_are_offered_apart_and_without_integrity() {
        let offers = offer_ike(&[ike()], &[]);
        assert_eq!(offers.iter().map(|o| o.number).collect::<Vec<_>>(), [1, 2]);
        assert!(offers[0].transforms.iter().all(|t| t.kind != kind::INTEGRITY));
        assert!(offers[1].transforms.contains(&integrity(Integrity::HmacSha2_256_128)));
    }

    #[test]
    fn an_answer_is_a_proposal_that_the_offer_allows() {
        let ours = [ike()];
        let offer = offer_ike(&ours, &[]);
        let chosen = choose_ike(&offer, &ours, Some(Group::P256), false).unwrap();
        assert_eq!(chosen.suite.group, Group::P256);
        let answer = [Proposal {
            number: chosen.number,
            protocol: protocol::IKE,
            spi: &[],
            transforms: chosen.transforms.clone(),
        }];
        assert_eq!(choose_ike(&answer, &ours, None, false).unwrap().suite, chosen.suite);
        let narrower = [IkeProposal { groups: vec![Group::X25519], ..ike() }];
        assert_eq!(choose_ike(&answer, &narrower, None, false), None);
        assert!(permits(&ours, &chosen.suite));
        assert!(!permits(&narrower, &chosen.suite));
    }

    #[test]
    fn additional_key_exchanges_need_both_ends() {
        let offer = offer_ike(&[hybrid()], &[]);
        assert_eq!(choose_ike(&offer, &[hybrid()], None, false), None);
        let chosen = choose_ike(&offer, &[hybrid()], None, true).unwrap();
        assert_eq!(chosen.suite.additional, [Group::MlKem768]);
        assert_eq!(choose_ike(&offer, &[ike()], None, true), None);
    }

    #[test]
    fn the_same_key_exchange_method_is_not_chosen_twice() {
        let twice = IkeProposal { groups: vec![Group::P256], additional: vec![vec![Group::P256]], ..ike() };
        let offer = offer_ike(std::slice::from_ref(&twice), &[]);
        assert_eq!(choose_ike(&offer, &[twice], None, true), None);
    }

    #[test]
    fn an_unknown_kind_of_transform_spoils_its_proposal_alone() {
        let mut offer = offer_ike(&[ike()], &[]);
        offer[0].transforms.push(Transform::new(99, 1));
        assert_eq!(choose_ike(&offer, &[ike()], None, false).unwrap().number, 2);
    }

    #[test]
    fn a_group_for_the_child_must_be_agreed_outside_ike_auth() {
        let with = child(Some(Group::P256));
        let offer = offer_child(&with, IN_CHILD, |_| SPI);
        assert_eq!(choose_child(&offer, &with, IN_CHILD).unwrap().group, Some(Group::P256));
        assert_eq!(choose_child(&offer, &child(None), IN_CHILD), None);
        assert_eq!(choose_child(&offer_child(&child(None), IN_CHILD, |_| SPI), &with, IN_CHILD), None);
        let offer = offer_child(&with, IN_AUTH, |_| SPI);
        assert_eq!(choose_child(&offer, &with, IN_AUTH).unwrap().group, None);
    }

    #[test]
    fn an_additional_exchange_of_a_child_is_declined_where_none_is_offered_too() {
        let mut offer = offer_child(&child(None), IN_CHILD, |_| SPI);
        offer[0].transforms.push(Transform::new(kind::ADDITIONAL_KEY_EXCHANGE_1, 36));
        assert_eq!(choose_child(&offer, &child(None), IN_CHILD), None);
        offer[0].transforms.push(Transform::new(kind::ADDITIONAL_KEY_EXCHANGE_1, 0));
        let chosen = choose_child(&offer, &child(None), IN_CHILD).unwrap();
        assert!(chosen.transforms.contains(&Transform::new(kind::ADDITIONAL_KEY_EXCHANGE_1, 0)));
    }

    #[test]
    fn a_bundle_of_ah_and_esp_is_never_offered_nor_ah_through_a_nat() {
        let esp = child(None).proposals[0].protocols[0];
        let ah = ChildTransform { protocol: Protocol::Ah, encryption: None, integrity: Some(Integrity::HmacSha1_96) };
        let mut policy = child(None);
        policy.proposals = vec![
            ChildProposal { protocols: vec![ah, esp], esn: false },
            ChildProposal { protocols: vec![ah], esn: true },
        ];
        assert_eq!(protocols(&policy, IN_CHILD), [Protocol::Ah]);
        assert!(protocols(&policy, Terms { ah: false, ..IN_CHILD }).is_empty());
        let offer = offer_child(&policy, IN_CHILD, |_| SPI);
        assert!(choose_child(&offer, &policy, IN_CHILD).unwrap().esn);
    }
}
