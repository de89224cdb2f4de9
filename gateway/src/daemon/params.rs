//! Negotiated SAs in the terms of the card, and what the card has not got.
//!
//! ```text
//!   Bundle: [ESP] or [AH] or [AH, ESP] ──> SaParams each, the innermost first; AH names the ESP SA below it
//! ```

use respite_abi::reg::caps1;
use respite_abi::sa::{DontFragment, Transform, MAX_WINDOW};
use respite_driver::{
    CardInfo, CipherKey, Direction, GcmKey, Hash, HmacKey, KeyError, Lifetime, Mode, SaError, SaParams, Suite,
};
use respite_ike::config::{ChildPolicy, ChildProposal, ChildTransform, Mode as Encapsulated};
use respite_ike::sa::{Bundle, Encryption, Integrity, Keys, Protocol, SaPair};

use crate::config::ipsec::shown;

/// What a card cannot do, or a bundle must not ask of it.
#[derive(Debug, thiserror::Error)]
pub enum Lacking {
    #[error("the card has no {0}")]
    Transform(String),
    #[error("the card has no {0} with extended sequence numbers")]
    Esn(String),
    #[error("the card has no bundles of AH and ESP")]
    Bundle,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Sa(#[from] SaError),
}

/// Whether the card can protect what a policy proposes.
pub fn check(card: &CardInfo, proposal: &ChildProposal) -> Result<(), Lacking> {
    let transforms = &proposal.protocols;
    transforms.iter().try_for_each(|wanted| check_transform(card, wanted))?;
    let gmac = |t: &&ChildTransform| {
        matches!(t.encryption, Some(Encryption::AesGmac(_))) || matches!(t.integrity, Some(Integrity::AesGmac(_)))
    };
    if let Some(gmac) = transforms.iter().find(gmac).filter(|_| proposal.esn && card.suites & caps1::GMAC_ESN == 0) {
        return Err(Lacking::Esn(shown(gmac.encryption, gmac.integrity).trim_end().to_owned()));
    }
    let bundle =
        matches!(&transforms[..], [outer, inner] if outer.protocol == Protocol::Ah && inner.protocol == Protocol::Esp);
    match transforms.len() {
        1 => Ok(()),
        _ if bundle && card.suites & caps1::BUNDLE != 0 => Ok(()),
        _ => Err(Lacking::Bundle),
    }
}

/// One direction of an SA pair of a bundle, with defaults where the negotiation says nothing.
pub fn params(
    card: &CardInfo,
    bundle: &Bundle,
    sa: &SaPair,
    direction: Direction,
    window: u32,
) -> Result<SaParams, Lacking> {
    check_transform(card, &transform_of(sa))?;
    // AH is not encapsulated (RFC 3948 §1).
    let udp = bundle.encapsulation.filter(|_| sa.protocol == Protocol::Esp);
    let (spi, keys, src, dst, udp) = match direction {
        Direction::Inbound => {
            let ports = udp.map(|udp| (udp.remote_port, udp.local_port));
            (sa.inbound_spi, &sa.inbound, bundle.remote, bundle.local, ports)
        }
        Direction::Outbound => {
            let ports = udp.map(|udp| (udp.local_port, udp.remote_port));
            (sa.outbound_spi, &sa.outbound, bundle.local, bundle.remote, ports)
        }
    };
    let octets = bundle.lifetime.kilobytes.map(|kilobytes| kilobytes.saturating_mul(1024));
    let standard = SaParams::new(direction, spi.0, src, dst, suite(sa, keys)?);
    Ok(SaParams {
        mode: match bundle.mode {
            Encapsulated::Tunnel => Mode::Tunnel,
            Encapsulated::Transport => Mode::Transport,
        },
        esn: sa.esn,
        window: match direction {
            Direction::Inbound => u16::try_from(window).unwrap_or(u16::MAX).min(MAX_WINDOW),
            Direction::Outbound => 0,
        },
        udp,
        // The kernel gives an IPv4 header without DF an identification where that is 0, and AH protects it.
        df: if bundle.sas.iter().any(|sa| sa.protocol == Protocol::Ah) { DontFragment::Set } else { standard.df },
        octets: match direction {
            Direction::Outbound => Lifetime { soft: octets.map(|n| n / 100 * SOFT_PERCENT), hard: octets },
            // The peer keeps the limit of what it sends, and may count a little differently.
            Direction::Inbound => Lifetime { soft: None, hard: octets.map(|n| n.saturating_add(n / 10)) },
        },
        packets: match direction {
            // The sequence number must not cycle (RFC 4303 §3.3.3).
            Direction::Outbound if !sa.esn => {
                Lifetime { soft: Some(u64::from(u32::MAX) / 100 * SOFT_PERCENT), hard: None }
            }
            _ => Lifetime::default(),
        },
        ..standard
    })
}

fn suite(sa: &SaPair, keys: &Keys) -> Result<Suite, Lacking> {
    let (cipher_key, integrity_key) = (keys.encryption.as_slice(), keys.integrity.as_slice());
    let cipher = |encryption| {
        Ok(match encryption {
            Encryption::Null => CipherKey::null(),
            Encryption::AesCbc(_) => CipherKey::aes_cbc(cipher_key)?,
            Encryption::DesCbc => CipherKey::des_cbc(cipher_key)?,
            Encryption::TripleDesCbc => CipherKey::triple_des_cbc(cipher_key)?,
            _ => return Err(lacks(&transform_of(sa))),
        })
    };
    let hmac = |integrity| {
        let hash = hash(integrity).ok_or_else(|| lacks(&transform_of(sa)))?;
        Ok::<_, Lacking>(HmacKey::new(hash, integrity_key)?)
    };
    Ok(match (sa.protocol, sa.encryption, sa.integrity) {
        (Protocol::Esp, Some(Encryption::AesGcm16(_)), None) => Suite::EspGcm(GcmKey::new(cipher_key)?),
        (Protocol::Esp, Some(Encryption::AesGmac(_)), None) => Suite::EspGmac(GcmKey::new(cipher_key)?),
        (Protocol::Esp, Some(encryption), Some(integrity)) => Suite::Esp(cipher(encryption)?, hmac(integrity)?),
        (Protocol::Ah, None, Some(Integrity::AesGmac(_))) => Suite::AhGmac(GcmKey::new(integrity_key)?),
        (Protocol::Ah, None, Some(integrity)) => Suite::Ah(hmac(integrity)?),
        _ => return Err(lacks(&transform_of(sa))),
    })
}

fn check_transform(card: &CardInfo, wanted: &ChildTransform) -> Result<(), Lacking> {
    let cipher = match (wanted.protocol, wanted.encryption, wanted.integrity) {
        // A key of 192 bits is for AES-CBC alone.
        (Protocol::Esp, Some(Encryption::AesGcm16(128 | 256)), None) => caps1::transform(Transform::AesGcm16),
        (Protocol::Esp, Some(Encryption::AesGmac(128 | 256)), None) => caps1::transform(Transform::AesGmac),
        (Protocol::Esp, Some(Encryption::Null), Some(_)) => caps1::transform(Transform::Null),
        (Protocol::Esp, Some(Encryption::AesCbc(_)), Some(_)) => caps1::transform(Transform::AesCbc),
        (Protocol::Esp, Some(Encryption::DesCbc), Some(_)) => caps1::transform(Transform::DesCbc),
        (Protocol::Esp, Some(Encryption::TripleDesCbc), Some(_)) => caps1::transform(Transform::TripleDesCbc),
        (Protocol::Ah, None, Some(Integrity::AesGmac(128 | 256))) => caps1::AH_GMAC,
        (Protocol::Ah, None, Some(Integrity::AesGmac(_))) => return Err(lacks(wanted)),
        (Protocol::Ah, None, Some(_)) => caps1::AH,
        _ => return Err(lacks(wanted)),
    };
    let needed = cipher | wanted.integrity.and_then(hash).map_or(0, caps1::hash);
    match card.suites & needed == needed {
        true => Ok(()),
        false => Err(lacks(wanted)),
    }
}

fn transform_of(sa: &SaPair) -> ChildTransform {
    ChildTransform { protocol: sa.protocol, encryption: sa.encryption, integrity: sa.integrity }
}

fn lacks(wanted: &ChildTransform) -> Lacking {
    Lacking::Transform(shown(wanted.encryption, wanted.integrity).trim_end().to_owned())
}

fn hash(integrity: Integrity) -> Option<Hash> {
    match integrity {
        Integrity::HmacSha1_96 => Some(Hash::Sha1),
        Integrity::HmacSha2_256_128 => Some(Hash::Sha256),
        Integrity::HmacSha2_384_192 => Some(Hash::Sha384),
        Integrity::HmacSha2_512_256 => Some(Hash::Sha512),
        Integrity::AesGmac(_) => None,
    }
}

/// Octets that a policy adds to a packet at most, with the outer IP header and UDP.
pub fn overhead(child: &ChildPolicy, v6: bool) -> u16 {
    let bundles = child.proposals.iter().map(|proposal| proposal.protocols.iter().map(|t| added(t, v6)).sum::<u16>());
    bundles.max().unwrap_or(0) + ip_header(v6) + UDP_HEADER
}

/// Octets that a bundle adds to a packet at most.
pub fn overhead_of(bundle: &Bundle) -> u16 {
    let v6 = bundle.remote.is_ipv6();
    let udp = if bundle.encapsulation.is_some() { UDP_HEADER } else { 0 };
    bundle.sas.iter().map(|sa| added(&transform_of(sa), v6)).sum::<u16>() + ip_header(v6) + udp
}

fn added(transform: &ChildTransform, v6: bool) -> u16 {
    match transform.protocol {
        Protocol::Ah => (AH_HEADER + transform.integrity.map_or(0, icv_len)).next_multiple_of(if v6 { 8 } else { 4 }),
        Protocol::Esp => {
            let (iv, block) = match transform.encryption {
                None | Some(Encryption::Null) => (0, 4),
                Some(Encryption::DesCbc | Encryption::TripleDesCbc) => (8, 8),
                Some(Encryption::AesCbc(_)) => (16, 16),
                Some(Encryption::AesGcm16(_) | Encryption::AesGmac(_) | Encryption::ChaCha20Poly1305) => (8, 4),
            };
            ESP_HEADER + iv + (block - 1) + ESP_TRAILER + transform.integrity.map_or(16, icv_len)
        }
    }
}

fn ip_header(v6: bool) -> u16 {
    if v6 {
        40
    } else {
        20
    }
}

fn icv_len(integrity: Integrity) -> u16 {
    match integrity {
        Integrity::HmacSha1_96 => 12,
        Integrity::HmacSha2_256_128 | Integrity::AesGmac(_) => 16,
        Integrity::HmacSha2_384_192 => 24,
        Integrity::HmacSha2_512_256 => 32,
    }
}

const SOFT_PERCENT: u64 = 90;
/// SPI and sequence number.
const ESP_HEADER: u16 = 8;
/// Pad length and next header.
const ESP_TRAILER: u16 = 2;
const UDP_HEADER: u16 = 8;
/// Without its ICV.
const AH_HEADER: u16 = 12;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use respite_ike::config::TrafficSelector;
    use respite_ike::crypto::Secret;
    use respite_ike::sa::{BundleId, Encapsulation, Keys, Lifetime as IkeLifetime, Spi};

    use super::*;

    fn card() -> CardInfo {
        CardInfo {
            abi_version: 1 << 16,
            sas: 1024,
            log2_buckets: 9,
            queues: 4,
            lanes: 1,
            suites: caps1::transform(Transform::AesGcm16),
            clock_hz: 250_000_000,
            max_packet: 9600,
            pci_id: (0, 0),
        }
    }

    fn bundle() -> Bundle {
        let keys = |octet: u8| Keys { encryption: Secret::new([octet; 36]), integrity: Secret::default() };
        let all = TrafficSelector::host([10, 0, 0, 1].into());
        Bundle {
            id: BundleId(1),
            peer: "peer".into(),
            policy: "child".into(),
            local: [192, 0, 2, 1].into(),
            remote: [192, 0, 2, 2].into(),
            encapsulation: Some(Encapsulation { local_port: 4500, remote_port: 700 }),
            mode: Encapsulated::Tunnel,
            sas: vec![SaPair {
                protocol: Protocol::Esp,
                encryption: Some(Encryption::AesGcm16(256)),
                integrity: None,
                esn: true,
                inbound_spi: Spi(1000),
                outbound_spi: Spi(2000),
                inbound: keys(1),
                outbound: keys(2),
            }],
            local_selectors: vec![all.clone()],
            remote_selectors: vec![all],
            lifetime: IkeLifetime { time: Some(Duration::from_secs(3600)), kilobytes: Some(1000) },
            tfc: false,
            replaces: None,
        }
    }

    #[test]
    fn both_directions_have_their_own_addresses_ports_spis_and_limits() {
        let (bundle, card) = (bundle(), card());
        let one = |direction| params(&card, &bundle, &bundle.sas[0], direction, 4096).expect("the card can");
        let (inbound, outbound) = (one(Direction::Inbound), one(Direction::Outbound));
        assert_eq!((inbound.spi, inbound.src, inbound.dst), (1000, bundle.remote, bundle.local));
        assert_eq!((outbound.spi, outbound.src, outbound.dst), (2000, bundle.local, bundle.remote));
        assert_eq!((inbound.udp, outbound.udp), (Some((700, 4500)), Some((4500, 700))));
        assert_eq!((inbound.window, outbound.window, inbound.esn), (1024, 0, true));
        assert_eq!(outbound.octets.hard, Some(1_024_000));
        assert!(outbound.octets.soft < outbound.octets.hard && inbound.octets.hard > outbound.octets.hard);
        for params in [inbound, outbound] {
            params.check().expect("possible");
        }
    }

    #[test]
    fn what_the_card_lacks_is_named_in_the_words_of_the_configuration() {
        let esp =
            |encryption, integrity| ChildTransform { protocol: Protocol::Esp, encryption: Some(encryption), integrity };
        let ah = ChildTransform { protocol: Protocol::Ah, encryption: None, integrity: Some(Integrity::HmacSha1_96) };
        let des = esp(Encryption::DesCbc, Some(Integrity::HmacSha1_96));
        let gcm = esp(Encryption::AesGcm16(128), None);
        let lacking = |card: CardInfo, protocols: &[ChildTransform]| {
            let proposal = ChildProposal { protocols: protocols.to_vec(), esn: false };
            check(&card, &proposal).err().map(|why| why.to_string())
        };
        assert_eq!(lacking(card(), &[gcm]), None);
        assert_eq!(lacking(card(), &[des]).as_deref(), Some("the card has no esp-des esp-sha-hmac"));
        assert_eq!(lacking(card(), &[ah]).as_deref(), Some("the card has no ah-sha-hmac"));
        let able = caps1::AH | caps1::transform(Transform::DesCbc) | caps1::hash(Hash::Sha1);
        let able = CardInfo { suites: able, ..card() };
        assert_eq!(lacking(able, &[des]), None);
        assert_eq!(lacking(able, &[ah, des]).as_deref(), Some("the card has no bundles of AH and ESP"));
        let able = CardInfo { suites: able.suites | caps1::BUNDLE, ..able };
        assert_eq!(lacking(able, &[ah, des]), None);
        assert_eq!(lacking(able, &[des, ah]).as_deref(), Some("the card has no bundles of AH and ESP"));
        let proposal = ChildProposal { protocols: vec![esp(Encryption::AesGmac(128), None)], esn: true };
        let able = CardInfo { suites: caps1::transform(Transform::AesGmac), ..card() };
        let why = check(&able, &proposal).expect_err("without ESN alone").to_string();
        assert_eq!(why, "the card has no esp-gmac with extended sequence numbers");
    }

    #[test]
    fn overhead_is_what_a_packet_of_the_worst_length_grows_by() {
        // RFC 4303 §2: header 8, IV 8, up to 3 of padding, trailer 2, ICV 16; then UDP and IPv4.
        assert_eq!(overhead_of(&bundle()), 8 + 8 + 3 + 2 + 16 + 8 + 20);
    }
}
