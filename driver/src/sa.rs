//! Security associations as the host describes them, and the image that the card takes.
//!
//! ```text
//!   SaParams ──check──> words of 128 bits (respite_abi::sa) ──> SA table of the card
//!                        with H..H^4 or midstates, computed from the key here
//! ```

use std::net::IpAddr;

use respite_abi::sa::{word, Config, DontFragment, Hash, KeySize, MAX_WINDOW};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::hmac::HmacKey;
use crate::keys::KeyError;
use crate::suite::Suite;

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
    /// Protocol, algorithms and keys.
    pub suite: Suite,
    /// Extended sequence numbers (RFC 4303 §2.2.1).
    pub esn: bool,
    /// Anti-replay window of an inbound SA in packets; 0 turns the check off.
    pub window: u16,
    /// Last sequence number sent, or highest accepted. 0 for a new SA.
    pub seq: u64,
    /// Whether an inbound ESP SA drops packets whose padding is not 1, 2, 3, … with `rx_pad` (RFC 4303 §2.4).
    pub check_padding: bool,
    /// AH over ESP: the ESP SA under this AH SA, in the card already and of the same direction. The descriptor names the
    /// AH SA, and so does the completion.
    pub below: Option<SaIndex>,
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
    /// The card was not built with a part of the suite.
    #[error("the card has no {0}")]
    Unsupported(&'static str),
    /// AH is not encapsulated in UDP (RFC 3948 §1).
    #[error("AH does not go through UDP")]
    AhInUdp,
    /// Only AH goes over another SA.
    #[error("only an AH SA has an SA below it")]
    NotAh,
    /// The SA below is not there, or not an ESP SA of the same direction and addresses that no other one is over.
    #[error("SA {} cannot be below this one: {why}", .below.0)]
    Below {
        /// The SA below.
        below: SaIndex,
        /// What is wrong with it.
        why: &'static str,
    },
    /// An AH SA is over this one: that one goes first.
    #[error("SA {} is below SA {}", .0.0, .1.0)]
    InBundle(SaIndex, SaIndex),
    /// Key material is refused.
    #[error(transparent)]
    Key(#[from] KeyError),
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

impl SaParams {
    /// A tunnel-mode SA with the defaults of RFC 4301 and 4303: window 64, DF copied, DSCP copied, TTL 64, padding checked
    /// where a cipher does not authenticate.
    pub fn new(direction: Direction, spi: u32, src: IpAddr, dst: IpAddr, suite: impl Into<Suite>) -> SaParams {
        let suite = suite.into();
        SaParams {
            direction,
            spi,
            src,
            dst,
            mode: Mode::Tunnel,
            check_padding: direction == Direction::Inbound && matches!(suite, Suite::Esp(..)),
            below: None,
            suite,
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

    /// ESP or AH.
    pub fn protocol(&self) -> Protocol {
        self.suite.protocol()
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
        let ah = self.protocol() == Protocol::Ah;
        if ah && self.udp.is_some() {
            return Err(SaError::AhInUdp);
        }
        if !ah && self.below.is_some() {
            return Err(SaError::NotAh);
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
    pub(crate) fn image(&self) -> Zeroizing<Vec<u128>> {
        let wide = matches!(self.suite.hash(), Some(Hash::Sha384 | Hash::Sha512));
        let count = if wide { word::COUNT } else { word::INNER_WIDE };
        let mut image = Zeroizing::new(vec![0; count.into()]);
        let (sport, dport) = self.udp.unwrap_or((0, 0));
        let (key, salt) = match &self.suite {
            Suite::EspGcm(key) | Suite::EspGmac(key) | Suite::AhGmac(key) => (key.size(), key.salt()),
            Suite::Esp(cipher, _) => (cipher.size(), 0),
            Suite::Ah(_) => (KeySize::Aes128, 0),
        };
        let config = Config {
            valid: true,
            outbound: self.direction == Direction::Outbound,
            tunnel: self.mode == Mode::Tunnel,
            v6: self.src.is_ipv6(),
            udp: self.udp.is_some(),
            esn: self.esn,
            key,
            transform: self.suite.transform(),
            hash: self.suite.hash().unwrap_or(Hash::Sha1),
            ah: self.protocol() == Protocol::Ah,
            check_pad: self.check_padding,
            below: self.below.map(SaIndex::number),
            df: self.df,
            window: self.window,
            sport,
            dport,
            spi: self.spi,
            salt,
        };
        let mut set = |number: u8, value: u128| image[usize::from(number)] = value;
        set(word::CONFIG, config.encode());
        set(word::SRC, address_word(self.src));
        set(word::DST, address_word(self.dst));
        let (halves, hmac) = match &self.suite {
            Suite::EspGcm(key) | Suite::EspGmac(key) | Suite::AhGmac(key) => {
                key.hash_powers().iter().zip(word::H..).for_each(|(power, number)| set(number, *power));
                (key.halves(), None)
            }
            Suite::Esp(cipher, hmac) => (cipher.halves(), Some(hmac)),
            Suite::Ah(hmac) => ((0, 0), Some(hmac)),
        };
        set(word::KEY_A, halves.0);
        set(word::KEY_B, halves.1);
        if let Some([inner, outer]) = hmac.map(HmacKey::midstates) {
            for (state, [low, high]) in
                [(inner, [word::INNER, word::INNER_WIDE]), (outer, [word::OUTER_KEY, word::OUTER_KEY_WIDE])]
            {
                for (value, number) in state.iter().zip([low, low + 1, high, high + 1]).take(if wide { 4 } else { 2 }) {
                    set(number, *value);
                }
            }
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
    use crate::keys::{CipherKey, GcmKey};

    fn params(material: &[u8]) -> SaParams {
        let (src, dst) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([198, 51, 100, 2]));
        SaParams::new(Direction::Inbound, 0x1000, src, dst, GcmKey::new(material).expect("length"))
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
    fn the_image_of_an_hmac_suite_follows_the_contract() {
        let cipher: Vec<u8> = (1..=24).collect();
        let auth: Vec<u8> = (1..=64).collect();
        let hmac = HmacKey::new(Hash::Sha512, &auth).expect("length");
        let [inner, outer] = hmac.midstates();
        let aes = CipherKey::aes_cbc(&cipher).expect("length");
        let (src, dst) = ([1; 4].into(), [2; 4].into());
        let p = SaParams::new(Direction::Inbound, 0x1000, src, dst, Suite::Esp(aes, hmac));
        let i = p.image();
        // valid, tunnel, AES-192, AES-CBC, window, SHA-512, padding checked
        assert_eq!(i[0] as u32, 1 | 1 << 2 | 2 << 6 | 5 << 8 | 3 << 14 | 64 << 16 | 1 << 28);
        assert_eq!(i[3..5], [0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10, 0x1112_1314_1516_1718_0000_0000_0000_0000]);
        assert_eq!((&i[5..7], &i[13..15]), (&inner[..2], &inner[2..]));
        assert_eq!((&i[7..9], &i[15..]), (&outer[..2], &outer[2..]));
        assert_eq!(i.len(), 17);
    }

    #[test]
    fn the_image_of_an_ah_sa_names_the_sa_below() {
        let hmac = HmacKey::new(Hash::Sha1, &[9; 20]).expect("length");
        let [inner, outer] = hmac.midstates();
        let mut p = SaParams::new(Direction::Outbound, 0x1000, [1; 4].into(), [2; 4].into(), Suite::Ah(hmac));
        p.below = Some(SaIndex(0x234));
        let i = p.image();
        // valid, outbound, tunnel, NULL, AH, bundle
        assert_eq!(i[0] as u32, 1 | 1 << 1 | 1 << 2 | 4 << 8 | 1 << 27 | 1 << 29);
        assert_eq!(i[0] >> 32 & 0xffff, 0x234);
        assert_eq!((i[3], i[4]), (0, 0));
        assert_eq!(([i[5], i[6]], [i[7], i[8]]), ([inner[0], inner[1]], [outer[0], outer[1]]));
        assert_eq!(i[6] << 32, 0, "zeros behind the 20 octets of SHA-1");
        assert_eq!(i.len(), 13);
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
        assert_eq!(refused(|p| p.below = Some(SaIndex(1))), "only an AH SA has an SA below it");
        let in_udp = refused(|p| {
            p.suite = Suite::Ah(HmacKey::new(Hash::Sha1, &[1; 20]).expect("length"));
            p.udp = Some((4500, 4500));
        });
        assert_eq!(in_udp, "AH does not go through UDP");
        assert!(refused(|p| p.octets = Lifetime { soft: Some(2), hard: Some(1) }).starts_with("octets is 2"));
    }

    #[test]
    fn keys_are_not_printed() {
        let text = format!("{:?}", params(&[0xab; 36]));
        assert!(text.contains("redacted") && !text.contains("171") && !text.to_lowercase().contains("abab"));
    }
}
