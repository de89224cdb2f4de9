//! What an SA of the table is made of, in the words of SA.toml and of `ip xfrm`.

use std::fmt::Write;
use std::net::IpAddr;

use respite_abi::reg::caps1;
use respite_abi::sa::{Hash, Transform};

/// A suite that Linux and the card may both have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    pub cipher: Cipher,
    /// Octets of the cipher's key, without salt.
    pub key: usize,
    /// `None` for a cipher that authenticates.
    pub hash: Option<Hash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    Gcm,
    Gmac,
    AesCbc,
    TripleDes,
    Des,
    Null,
}

/// Tunnel or transport, with the families of inner and outer addresses, and what else an SA may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub tunnel: bool,
    pub inner6: bool,
    pub outer6: bool,
    pub esn: bool,
    pub udp: bool,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub number: u16,
    pub suite: Suite,
    pub shape: Shape,
}

const V4: Shape = Shape { tunnel: true, inner6: false, outer6: false, esn: false, udp: false };
const TRANSPORT: Shape = Shape { tunnel: false, ..V4 };

/// Every suite in tunnel and transport mode; some of each kind in every other shape.
pub fn table() -> Vec<Pair> {
    let mut suites = Vec::new();
    for cipher in [Cipher::Gcm, Cipher::Gmac] {
        suites.extend([16, 32].map(|key| Suite { cipher, key, hash: None }));
    }
    let ciphers = [
        (Cipher::AesCbc, 16),
        (Cipher::AesCbc, 24),
        (Cipher::AesCbc, 32),
        (Cipher::TripleDes, 24),
        (Cipher::Des, 8),
        (Cipher::Null, 0),
    ];
    for (cipher, key) in ciphers {
        suites.extend(HASHES.map(|hash| Suite { cipher, key, hash: Some(hash) }));
    }
    let mut rows: Vec<(Suite, Shape)> =
        suites.iter().flat_map(|suite| [V4, TRANSPORT].map(|shape| (*suite, shape))).collect();
    let gcm = Suite { cipher: Cipher::Gcm, key: 16, hash: None };
    let cbc = Suite { cipher: Cipher::AesCbc, key: 16, hash: Some(Hash::Sha256) };
    let legacy = Suite { cipher: Cipher::Des, key: 8, hash: Some(Hash::Sha1) };
    for suite in [gcm, cbc, legacy] {
        rows.extend([
            (suite, Shape { inner6: true, ..V4 }),
            (suite, Shape { outer6: true, ..V4 }),
            (suite, Shape { inner6: true, outer6: true, ..V4 }),
            (suite, Shape { inner6: true, outer6: true, ..TRANSPORT }),
            (suite, Shape { esn: true, ..V4 }),
            (suite, Shape { esn: true, ..TRANSPORT }),
            (suite, Shape { udp: true, ..V4 }),
            (suite, Shape { udp: true, ..TRANSPORT }),
        ]);
    }
    (1..).zip(rows).map(|(number, (suite, shape))| Pair { number, suite, shape }).collect()
}

impl Suite {
    /// What a card with these abilities (`reg::CAPS1`) lacks for it.
    pub fn missing_in(&self, caps: u32, esn: bool) -> bool {
        let transform = caps1::transform(match self.cipher {
            Cipher::Gcm => Transform::AesGcm16,
            Cipher::Gmac => Transform::AesGmac,
            Cipher::AesCbc => Transform::AesCbc,
            Cipher::TripleDes => Transform::TripleDesCbc,
            Cipher::Des => Transform::DesCbc,
            Cipher::Null => Transform::Null,
        });
        let gmac_esn = if self.cipher == Cipher::Gmac && esn { caps1::GMAC_ESN } else { 0 };
        let wanted = transform | self.hash.map_or(0, caps1::hash) | gmac_esn;
        caps & wanted != wanted
    }

    pub fn name(&self) -> String {
        let cipher = match self.cipher {
            Cipher::Gcm => format!("AES-GCM-16-{}", self.key * 8),
            Cipher::Gmac => format!("AES-GMAC-{}", self.key * 8),
            Cipher::AesCbc => format!("AES-CBC-{}", self.key * 8),
            Cipher::TripleDes => "3DES-CBC".into(),
            Cipher::Des => "DES-CBC".into(),
            Cipher::Null => "NULL".into(),
        };
        match self.hash {
            None => cipher,
            Some(hash) => format!("{cipher}, HMAC-{}-{}", hash_name(hash), icv_bits(hash)),
        }
    }
}

impl Shape {
    pub fn name(&self) -> String {
        let family = |v6| if v6 { "IPv6" } else { "IPv4" };
        let mut name = match self.tunnel {
            true => format!("tunnel, {} in {}", family(self.inner6), family(self.outer6)),
            false => format!("transport, {}", family(self.outer6)),
        };
        if self.esn {
            name += ", ESN over 2^32";
        }
        if self.udp {
            name += ", in UDP";
        }
        name
    }
}

/// One direction of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The card encapsulates, Linux decapsulates.
    Out,
    /// The other way round.
    In,
}

impl Pair {
    /// Addresses of the two hosts whose traffic is protected.
    pub fn inner(&self) -> (IpAddr, IpAddr) {
        let (us, them) = if self.shape.tunnel { (8, 9) } else { (6, 7) };
        (self.address(us, self.shape.inner6), self.address(them, self.shape.inner6))
    }

    /// Addresses of gateway and peer.
    pub fn outer(&self) -> (IpAddr, IpAddr) {
        match (self.shape.tunnel, self.shape.outer6) {
            (false, _) => self.inner(),
            (true, false) => ([192, 0, 2, 1].into(), [192, 0, 2, 2].into()),
            (true, true) => ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into(), [0x2001, 0xdb8, 0, 0, 0, 0, 0, 2].into()),
        }
    }

    fn address(&self, network: u8, v6: bool) -> IpAddr {
        let [high, low] = self.number.to_be_bytes();
        match v6 {
            false => [10, network, high, low].into(),
            true => [0xfd00 | u16::from(network), self.number, 0, 0, 0, 0, 0, 1].into(),
        }
    }

    fn spi(&self, way: Way) -> u32 {
        u32::from(self.number) + if way == Way::Out { 0x1000_0000 } else { 0x2000_0000 }
    }

    pub fn sa_name(&self, way: Way) -> String {
        format!("{}-{}", if way == Way::Out { "out" } else { "in" }, self.number)
    }

    fn ends(&self, way: Way) -> (IpAddr, IpAddr) {
        let (us, them) = self.outer();
        if way == Way::Out {
            (us, them)
        } else {
            (them, us)
        }
    }

    /// Both SAs for SA.toml.
    pub fn toml(&self) -> String {
        let mut text = String::new();
        for way in [Way::Out, Way::In] {
            let Suite { cipher, hash, .. } = self.suite;
            let (src, dst) = self.ends(way);
            let mut field = |line: String| {
                text += &line;
                text.push('\n');
            };
            field("[[sa]]".into());
            field(format!("name = {:?}", self.sa_name(way)));
            field(format!("direction = {:?}", if way == Way::Out { "out" } else { "in" }));
            field(format!("proto = \"esp\"\nspi = {}\nsrc = \"{src}\"\ndst = \"{dst}\"", self.spi(way)));
            field(format!("mode = {:?}", self.mode()));
            field(format!("enc = {:?}", toml_cipher(cipher)));
            if cipher != Cipher::Null {
                field(format!("enc_key = {:?}", hex(&self.cipher_key(way))));
            }
            if let Some(hash) = hash {
                let name = match hash {
                    Hash::Sha1 => "hmac-sha1-96",
                    Hash::Sha256 => "hmac-sha2-256-128",
                    Hash::Sha384 => "hmac-sha2-384-192",
                    Hash::Sha512 => "hmac-sha2-512-256",
                };
                field(format!("auth = {name:?}\nauth_key = {:?}", hex(&self.auth_key(way, hash))));
            }
            if self.shape.esn {
                field(format!("esn = true\nseq = {ESN_START}"));
            }
            if self.shape.udp {
                field("udp_encap = [4500, 4500]".into());
            }
            if way == Way::Out {
                let (us, them) = self.inner();
                let bits = if us.is_ipv4() { 32 } else { 128 };
                field(format!("selectors = {{ local = \"{us}/{bits}\", remote = \"{them}/{bits}\" }}"));
            }
        }
        text
    }

    /// The peer's states and policies for `ip -batch`.
    pub fn xfrm(&self) -> String {
        let (number, mode) = (self.number, self.mode());
        let (us, them) = self.inner();
        let mut text = String::new();
        for way in [Way::Out, Way::In] {
            let (src, dst) = self.ends(way);
            let mut line = format!("xfrm state add src {src} dst {dst} proto esp spi {}", self.spi(way));
            let mut add = |words: String| {
                line.push(' ');
                line += &words;
            };
            add(format!("reqid {number} mode {mode} replay-window 64"));
            if self.shape.esn {
                // Its own direction only: the other one is 0.
                let which = if way == Way::Out { "replay-seq" } else { "replay-oseq" };
                add(format!("flag esn {which} {ESN_START}"));
            }
            add(self.xfrm_algorithms(way));
            if self.shape.udp {
                add("encap espinudp 4500 4500 0.0.0.0".into());
            }
            let (from, to, dir) = if way == Way::Out { (us, them, "in") } else { (them, us, "out") };
            let policy = format!(
                "xfrm policy add src {from} dst {to} dir {dir} tmpl src {src} dst {dst} proto esp reqid {number} mode {mode}"
            );
            // Writing to a string does not fail.
            let _ = writeln!(text, "{line}\n{policy}");
        }
        text
    }

    fn xfrm_algorithms(&self, way: Way) -> String {
        let key = format!("0x{}", hex(&self.cipher_key(way)));
        let cipher = match self.suite.cipher {
            Cipher::Gcm => return format!("aead rfc4106(gcm(aes)) {key} 128"),
            Cipher::Gmac => return format!("aead rfc4543(gcm(aes)) {key} 128"),
            Cipher::AesCbc => format!("enc cbc(aes) {key}"),
            Cipher::TripleDes => format!("enc cbc(des3_ede) {key}"),
            Cipher::Des => format!("enc cbc(des) {key}"),
            Cipher::Null => "enc ecb(cipher_null) \"\"".into(),
        };
        let auth = self.suite.hash.map_or(String::new(), |hash| {
            let name = match hash {
                Hash::Sha1 => "sha1",
                Hash::Sha256 => "sha256",
                Hash::Sha384 => "sha384",
                Hash::Sha512 => "sha512",
            };
            format!(" auth-trunc hmac({name}) 0x{} {}", hex(&self.auth_key(way, hash)), icv_bits(hash))
        });
        cipher + &auth
    }

    fn mode(&self) -> &'static str {
        if self.shape.tunnel {
            "tunnel"
        } else {
            "transport"
        }
    }

    fn cipher_key(&self, way: Way) -> Vec<u8> {
        let salt = if self.suite.hash.is_none() { 4 } else { 0 };
        self.key(way, 1, self.suite.key + salt)
    }

    fn auth_key(&self, way: Way, hash: Hash) -> Vec<u8> {
        self.key(
            way,
            2,
            match hash {
                Hash::Sha1 => 20,
                Hash::Sha256 => 32,
                Hash::Sha384 => 48,
                Hash::Sha512 => 64,
            },
        )
    }

    /// Another key for every SA and purpose. Nobody's secret depends on it.
    fn key(&self, way: Way, purpose: u64, len: usize) -> Vec<u8> {
        let mut state = u64::from(self.spi(way)) << 8 | purpose;
        let next = || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ z >> 31) as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    }
}

fn toml_cipher(cipher: Cipher) -> &'static str {
    match cipher {
        Cipher::Gcm => "aes-gcm-16",
        Cipher::Gmac => "aes-gmac",
        Cipher::AesCbc => "aes-cbc",
        Cipher::TripleDes => "3des-cbc",
        Cipher::Des => "des-cbc",
        Cipher::Null => "null",
    }
}

fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

fn icv_bits(hash: Hash) -> u32 {
    match hash {
        Hash::Sha1 => 96,
        Hash::Sha256 => 128,
        Hash::Sha384 => 192,
        Hash::Sha512 => 256,
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
/// A few packets before the lower half of the numbers is used up.
const ESN_START: u32 = 0xffff_fff8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sas_of_the_table_are_those_that_sa_toml_takes() {
        let text: String = table().iter().map(Pair::toml).collect();
        let sas = respite::sa_file::parse(&text, std::path::Path::new("SA.toml")).expect("it is read");
        assert_eq!(sas.len(), 2 * table().len());
    }

    #[test]
    fn every_row_has_addresses_and_a_name_of_its_own() {
        let rows = table();
        let inner: std::collections::BTreeSet<_> = rows.iter().map(Pair::inner).collect();
        let names: std::collections::BTreeSet<_> = rows.iter().map(|p| (p.suite.name(), p.shape.name())).collect();
        assert_eq!((inner.len(), names.len()), (rows.len(), rows.len()));
    }
}
