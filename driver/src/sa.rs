//! Security associations as the host describes them, and the image that the card takes.
//!
//! ```text
//!   SaParams ──check──> 13 words of 128 bits (respite_abi::sa) ──> SA table of the card
//!                        with H..H^4, computed from the key here
//! ```
//! Keys are zeroised when they are dropped and never printed.

use std::fmt;
use std::net::IpAddr;

use aes::cipher::{BlockEncrypt, KeyInit};
use ghash::universal_hash::UniversalHash;
use ghash::GHash;
use respite_abi::sa::{word, Config, DontFragment, Hash, KeySize, Transform, MAX_WINDOW};
use zeroize::{Zeroize, Zeroizing};

use crate::error::Error;

/// Security protocol, the other half of a CAM key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// RFC 4303.
    Esp,
    /// RFC 4302.
    Ah,
}

/// Number of an SA in the card's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaIndex(u16);

/// Which way an SA works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Decapsulates; found by its SPI.
    Inbound,
    /// Encapsulates; found by its index.
    Outbound,
}

/// What the SA carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Whole IP packets.
    Tunnel,
    /// The payload of IP packets between the SA's own addresses.
    Transport,
}

/// AES-GCM key material as IKE derives it: the key, then 4 octets of salt (RFC 4106 §8.1).
#[derive(Clone)]
pub struct GcmKey {
    key: [u8; 32],
    salt: [u8; 4],
    key256: bool,
}

/// Bound on packets or octets; `None` is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// Reported from here on (`Done::soft_lifetime`).
    pub soft: Option<u64>,
    /// No packet passes beyond.
    pub hard: Option<u64>,
}

/// One security association. `SaParams::new` has the defaults.
#[derive(Clone, Debug)]
pub struct SaParams {
    /// Which way.
    pub direction: Direction,
    /// Security parameter index, 256 or more.
    pub spi: u32,
    /// Outer source address as on the wire.
    pub src: IpAddr,
    /// Outer destination address as on the wire.
    pub dst: IpAddr,
    /// Tunnel or transport.
    pub mode: Mode,
    /// AES-GCM with a 16-octet ICV.
    pub key: GcmKey,
    /// Extended sequence numbers (RFC 4303 §2.2.1).
    pub esn: bool,
    /// Anti-replay window of an inbound SA in packets; 0 turns the check off.
    pub window: u16,
    /// Last sequence number sent, or highest accepted. 0 for a new SA.
    pub seq: u64,
    /// Source and destination port of ESP in UDP as on the wire (RFC 3948).
    pub udp: Option<(u16, u16)>,
    /// DF bit of outer IPv4 headers.
    pub df: DontFragment,
    /// DSCP of outer headers; `None` copies the inner one.
    pub dscp: Option<u8>,
    /// TTL or hop limit of outer headers.
    pub ttl: u8,
    /// Path MTU in octets: longer results of an outbound SA are refused with `tx_pmtu`.
    pub pmtu: Option<u16>,
    /// Bound on packets.
    pub packets: Lifetime,
    /// Bound on octets.
    pub octets: Lifetime,
}

/// Why an SA cannot be added, removed or asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaError {
    /// RFC 4303 §2.1: SPIs 0 to 255 are reserved.
    #[error("SPI {0} is reserved")]
    ReservedSpi(u32),
    /// An inbound SA has this SPI already.
    #[error("SPI {0:#010x} is in use")]
    DuplicateSpi(u32),
    /// The CAM has no entry for this SPI.
    #[error("SPI {0:#010x} is not in the CAM")]
    UnknownSpi(u32),
    /// No SA has this index.
    #[error("there is no SA {}", .0.0)]
    UnknownSa(SaIndex),
    /// Every SA of the card is in use.
    #[error("all {0} SAs are in use")]
    TableFull(u32),
    /// The CAM found no place for the SPI.
    #[error("the CAM has no place for another SPI, {0} are in it")]
    CamFull(usize),
    /// Neither 20 nor 36 octets of key material.
    #[error("{0} octets of AES-GCM key material, 20 or 36 are needed")]
    BadKeyLength(usize),
    /// A parameter is out of range.
    #[error("{field} is {value}, {why}")]
    Parameter {
        /// The parameter.
        field: &'static str,
        /// Its value.
        value: u64,
        /// What would be right.
        why: &'static str,
    },
    /// One address is IPv4, the other IPv6.
    #[error("{0} and {1} are of different families")]
    MixedFamilies(IpAddr, IpAddr),
    /// The card was not built with this transform.
    #[error("the card has no {0:?}")]
    Unsupported(Transform),
    /// The card failed.
    #[error(transparent)]
    Card(#[from] Error),
}

impl SaIndex {
    pub(crate) const fn new(number: u16) -> SaIndex {
        SaIndex(number)
    }

    /// The number.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl GcmKey {
    /// Takes 16 or 32 octets of key followed by 4 octets of salt.
    pub fn new(material: &[u8]) -> Result<GcmKey, SaError> {
        let (key, salt) = match material.len() {
            20 | 36 => material.split_at(material.len() - 4),
            other => return Err(SaError::BadKeyLength(other)),
        };
        let mut k = GcmKey { key: [0; 32], salt: [0; 4], key256: key.len() == 32 };
        k.key[..key.len()].copy_from_slice(key);
        k.salt.copy_from_slice(salt);
        Ok(k)
    }

    fn halves(&self) -> (u128, u128) {
        let half = |from: usize| self.key[from..from + 16].iter().fold(0, |a, o| a << 8 | u128::from(*o));
        (half(0), if self.key256 { half(16) } else { half(0) })
    }

    /// H, H^2, H^3, H^4 as big-endian numbers (NIST SP 800-38D §6.3: H is the cipher of the zero block).
    fn hash_powers(&self) -> Zeroizing<[u128; 4]> {
        let mut h = aes::Block::default();
        if self.key256 {
            aes::Aes256::new(self.key[..].into()).encrypt_block(&mut h);
        } else {
            aes::Aes128::new(self.key[..16].into()).encrypt_block(&mut h);
        }
        // GHASH of one block X is X * H, so hashing a power yields the next.
        let mut power = h;
        let mut powers = Zeroizing::new([0; 4]);
        for p in powers.iter_mut() {
            *p = u128::from_be_bytes(power.into());
            let mut hash = GHash::new(&h);
            hash.update(std::slice::from_ref(&power));
            power = hash.finalize();
        }
        h.as_mut_slice().zeroize();
        power.as_mut_slice().zeroize();
        powers
    }
}

impl Drop for GcmKey {
    fn drop(&mut self) {
        self.key.zeroize();
        self.salt.zeroize();
    }
}

impl fmt::Debug for GcmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GcmKey({} bits, redacted)", if self.key256 { 256 } else { 128 })
    }
}

impl SaParams {
    /// A tunnel-mode SA with the defaults of RFC 4301 and 4303: window 64, DF copied, DSCP copied, TTL 64.
    pub fn new(direction: Direction, spi: u32, src: IpAddr, dst: IpAddr, key: GcmKey) -> SaParams {
        SaParams {
            direction,
            spi,
            src,
            dst,
            mode: Mode::Tunnel,
            key,
            esn: false,
            window: if direction == Direction::Inbound { 64 } else { 0 },
            seq: 0,
            udp: None,
            df: DontFragment::Copy,
            dscp: None,
            ttl: 64,
            pmtu: None,
            packets: Lifetime::default(),
            octets: Lifetime::default(),
        }
    }

    /// The transform of the SA.
    pub fn transform(&self) -> Transform {
        Transform::AesGcm16
    }

    /// Refuses what no card can do.
    pub fn check(&self) -> Result<(), SaError> {
        let must = |ok: bool, field, value: u64, why| {
            if ok {
                Ok(())
            } else {
                Err(SaError::Parameter { field, value, why })
            }
        };
        if self.spi < FIRST_SPI {
            return Err(SaError::ReservedSpi(self.spi));
        }
        if self.src.is_ipv4() != self.dst.is_ipv4() {
            return Err(SaError::MixedFamilies(self.src, self.dst));
        }
        must(self.window <= MAX_WINDOW, "window", self.window.into(), "at most 1024")?;
        let inbound = self.direction == Direction::Inbound;
        must(inbound || self.window == 0, "window", self.window.into(), "0 for an outbound SA")?;
        must(self.esn || self.seq <= u32::MAX.into(), "seq", self.seq, "32 bits without ESN")?;
        must(self.dscp.is_none_or(|d| d < 64), "dscp", self.dscp.unwrap_or(0).into(), "at most 63")?;
        must(self.ttl > 0, "ttl", 0, "at least 1")?;
        must(self.pmtu != Some(0), "pmtu", 0, "positive, or none")?;
        for (field, lifetime) in [("packets", self.packets), ("octets", self.octets)] {
            let (soft, hard) = lifetime.bounds();
            must(soft <= hard, field, soft, "a soft bound, which must not exceed the hard one")?;
        }
        Ok(())
    }

    /// The image in the card's layout, with CONFIG valid. `check` has passed.
    pub(crate) fn image(&self) -> Zeroizing<[u128; word::COUNT as usize]> {
        let mut image = Zeroizing::new([0; word::COUNT as usize]);
        let (sport, dport) = self.udp.unwrap_or((0, 0));
        let config = Config {
            valid: true,
            outbound: self.direction == Direction::Outbound,
            tunnel: self.mode == Mode::Tunnel,
            v6: self.src.is_ipv6(),
            udp: self.udp.is_some(),
            esn: self.esn,
            key: if self.key.key256 { KeySize::Aes256 } else { KeySize::Aes128 },
            transform: self.transform(),
            hash: Hash::Sha1,
            ah: false,
            check_pad: false,
            below: None,
            df: self.df,
            window: self.window,
            sport,
            dport,
            spi: self.spi,
            salt: u32::from_be_bytes(self.key.salt),
        };
        let (key_a, key_b) = self.key.halves();
        let mut set = |number: u8, value: u128| image[usize::from(number)] = value;
        set(word::CONFIG, config.encode());
        set(word::SRC, address_word(self.src));
        set(word::DST, address_word(self.dst));
        set(word::KEY_A, key_a);
        set(word::KEY_B, key_b);
        for (power, number) in self.key.hash_powers().iter().zip(word::H..) {
            set(number, *power);
        }
        set(word::PACKETS, self.packets.word());
        set(word::OCTETS, self.octets.word());
        set(word::SEQUENCE, self.seq.into());
        let dscp = self.dscp.map_or(0, |d| u128::from(d) << 24 | 1 << 30);
        set(word::OUTER, u128::from(self.pmtu.unwrap_or(0)) | u128::from(self.ttl) << 16 | dscp);
        image
    }
}

impl Lifetime {
    fn bounds(self) -> (u64, u64) {
        let hard = self.hard.unwrap_or(u64::MAX);
        // No soft bound is never reached, not even by an SA whose hard bound is.
        (self.soft.unwrap_or(hard), hard)
    }

    fn word(self) -> u128 {
        u128::from(self.soft.unwrap_or(u64::MAX)) | u128::from(self.hard.unwrap_or(u64::MAX)) << 64
    }
}

/// An address as a big-endian number; IPv4 in the low 32 bits.
fn address_word(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(a) => u32::from(a).into(),
        IpAddr::V6(a) => a.into(),
    }
}

/// RFC 4303 §2.1: 0 to 255 are reserved.
pub(crate) const FIRST_SPI: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn params(material: &[u8]) -> SaParams {
        let (src, dst) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([198, 51, 100, 2]));
        SaParams::new(Direction::Inbound, 0x1000, src, dst, GcmKey::new(material).expect("length"))
    }

    /// The powers are used as the card uses them, four blocks at a time, and the tag is compared with ring's.
    #[test]
    fn powers_of_h_give_the_tag_that_ring_computes() {
        for key_len in [16, 32] {
            let material: Vec<u8> = (0..key_len + 4).map(|i| (i * 37 + 11) as u8).collect();
            let key = GcmKey::new(&material).expect("length");
            let h = key.hash_powers();
            let aad: Vec<u8> = (0..48).map(|i| i as u8 ^ 0xc3).collect();
            // 3 blocks of AAD and the length block: tag = E(J0) ^ (A1 H^4 ^ A2 H^3 ^ A3 H^2 ^ L H)
            let mut blocks: Vec<u128> = aad.chunks(16).map(be).collect();
            blocks.push((aad.len() as u128 * 8) << 64);
            let hash = blocks.iter().zip(h.iter().rev()).fold(0, |a, (b, p)| a ^ multiply(*b, *p));
            let mut j0 = [0; 16];
            j0[..12].copy_from_slice(&[9; 12]);
            j0[15] = 1;
            let mut block = aes::Block::from(j0);
            match key_len {
                16 => aes::Aes128::new(material[..16].into()).encrypt_block(&mut block),
                _ => aes::Aes256::new(material[..32].into()).encrypt_block(&mut block),
            }
            let tag = hash ^ be(&block);

            let algorithm = if key_len == 16 { &ring::aead::AES_128_GCM } else { &ring::aead::AES_256_GCM };
            let sealer = ring::aead::UnboundKey::new(algorithm, &material[..key_len]).expect("key");
            let nonce = ring::aead::Nonce::assume_unique_for_key([9; 12]);
            let theirs = ring::aead::LessSafeKey::new(sealer)
                .seal_in_place_separate_tag(nonce, ring::aead::Aad::from(&aad), &mut [])
                .expect("seal");
            assert_eq!(tag, be(theirs.as_ref()), "{key_len} octets of key");
        }
    }

    /// Multiplication in GF(2^128), bit by bit as NIST SP 800-38D §6.3 writes it.
    fn multiply(x: u128, y: u128) -> u128 {
        let (mut z, mut v) = (0, y);
        for i in (0..128).rev() {
            if x >> i & 1 != 0 {
                z ^= v;
            }
            v = v >> 1 ^ if v & 1 != 0 { 0xe1 << 120 } else { 0 };
        }
        z
    }

    fn be(b: &[u8]) -> u128 {
        b.iter().fold(0, |a, o| a << 8 | u128::from(*o))
    }

    #[test]
    fn the_image_follows_the_contract() {
        let material: Vec<u8> = (1..=36).collect();
        let mut p = params(&material);
        p.udp = Some((4500, 4501));
        p.dscp = Some(46);
        p.pmtu = Some(1400);
        p.seq = 9;
        p.packets = Lifetime { soft: Some(5), hard: Some(6) };
        let i = p.image();
        assert_eq!(i[0] as u32 & 0xff, 1 << 0 | 1 << 2 | 1 << 4 | 1 << 6); // valid, tunnel, udp, key256
        assert_eq!(i[0] >> 32 & 0xffff_ffff, 4501 << 16 | 4500);
        assert_eq!(i[0] >> 64, 0x2122_2324_0000_1000);
        assert_eq!(i[1], 0xc000_0201);
        assert_eq!(i[3], 0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10);
        assert_eq!(i[4], 0x1112_1314_1516_1718_191a_1b1c_1d1e_1f20);
        assert_eq!(i[9], 6 << 64 | 5);
        assert_eq!(i[10], u128::MAX);
        assert_eq!(i[11], 9);
        assert_eq!(i[12], 1400 | 64 << 16 | 46 << 24 | 1 << 30);
        let short = params(&material[..20]).image();
        assert_eq!(short[3], short[4]);
    }

    #[test]
    fn impossible_parameters_are_refused_by_name() {
        let refused = |change: fn(&mut SaParams)| {
            let mut p = params(&[1; 20]);
            change(&mut p);
            p.check().expect_err("impossible").to_string()
        };
        assert_eq!(refused(|p| p.spi = 255), "SPI 255 is reserved");
        assert_eq!(refused(|p| p.window = 1025), "window is 1025, at most 1024");
        assert_eq!(refused(|p| p.direction = Direction::Outbound), "window is 64, 0 for an outbound SA");
        assert_eq!(refused(|p| p.seq = 1 << 32), "seq is 4294967296, 32 bits without ESN");
        assert_eq!(refused(|p| p.dscp = Some(64)), "dscp is 64, at most 63");
        assert_eq!(refused(|p| p.ttl = 0), "ttl is 0, at least 1");
        assert!(refused(|p| p.dst = IpAddr::from([0; 16])).contains("different families"));
        assert!(refused(|p| p.octets = Lifetime { soft: Some(2), hard: Some(1) }).starts_with("octets is 2"));
        for len in [0, 16, 24, 28, 32, 40] {
            assert!(matches!(GcmKey::new(&vec![0; len]), Err(SaError::BadKeyLength(l)) if l == len));
        }
    }

    #[test]
    fn keys_are_not_printed() {
        let text = format!("{:?}", params(&[0xab; 36]));
        assert!(text.contains("redacted") && !text.contains("171") && !text.to_lowercase().contains("abab"));
    }
}
