//! The rows of the table: what protects a packet, and in which shape it travels.

use respite_abi::reg::caps1;
use respite_abi::sa::{Hash, Transform};

/// ESP, AH, or AH over ESP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    Esp(Esp),
    Ah(Hash),
    /// AH behind the header that ESP made (RFC 4301 Appendix E).
    Bundle(Hash, Esp),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Esp {
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

/// Every suite of ESP in tunnel and transport mode, and one of each kind in every other shape; AH of every hash in each family
/// and mode; AH over ESP.
pub fn table() -> Vec<(Suite, Shape)> {
    let mut rows = Vec::new();
    let mut all = |suite: Suite, shapes: &[Shape]| rows.extend(shapes.iter().map(|shape| (suite, *shape)));
    for cipher in [Cipher::Gcm, Cipher::Gmac] {
        for key in [16, 32] {
            all(Suite::Esp(Esp { cipher, key, hash: None }), &[V4, TRANSPORT]);
        }
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
        for hash in HASHES {
            all(Suite::Esp(Esp { cipher, key, hash: Some(hash) }), &[V4, TRANSPORT]);
        }
    }
    let gcm = Esp { cipher: Cipher::Gcm, key: 16, hash: None };
    let cbc = Esp { cipher: Cipher::AesCbc, key: 16, hash: Some(Hash::Sha256) };
    let routers = Esp { cipher: Cipher::Des, key: 8, hash: Some(Hash::Sha1) };
    let mixed = [Shape { inner6: true, ..V4 }, Shape { outer6: true, ..V4 }];
    let esn = [V4, TRANSPORT, V6, TRANSPORT6].map(|shape| Shape { esn: true, ..shape });
    for esp in [gcm, cbc, routers] {
        all(Suite::Esp(esp), &mixed);
        all(Suite::Esp(esp), &[V6, TRANSPORT6]);
        all(Suite::Esp(esp), &esn[..2]);
        all(Suite::Esp(esp), &[V4, TRANSPORT].map(|shape| Shape { udp: true, ..shape }));
    }
    all(Suite::Esp(Esp { cipher: Cipher::Gmac, ..gcm }), &esn[..2]);
    for hash in HASHES {
        all(Suite::Ah(hash), &[V4, TRANSPORT, V6, TRANSPORT6]);
    }
    all(Suite::Ah(Hash::Sha256), &mixed);
    all(Suite::Ah(Hash::Sha1), &esn);
    all(Suite::Ah(Hash::Sha256), &esn);
    all(Suite::Bundle(Hash::Sha1, routers), &[V4, TRANSPORT, V6, TRANSPORT6]);
    all(Suite::Bundle(Hash::Sha1, routers), &esn[..1]);
    all(Suite::Bundle(Hash::Sha256, cbc), &[V4]);
    rows
}

impl Suite {
    pub fn esp(&self) -> Option<Esp> {
        match *self {
            Suite::Esp(esp) | Suite::Bundle(_, esp) => Some(esp),
            Suite::Ah(_) => None,
        }
    }

    pub fn ah(&self) -> Option<Hash> {
        match *self {
            Suite::Ah(hash) | Suite::Bundle(hash, _) => Some(hash),
            Suite::Esp(_) => None,
        }
    }

    /// What a card with these abilities (`reg::CAPS1`) lacks for it.
    pub fn missing_in(&self, caps: u32, esn: bool) -> bool {
        let esp = self.esp().map_or(0, |esp| {
            let transform = caps1::transform(match esp.cipher {
                Cipher::Gcm => Transform::AesGcm16,
                Cipher::Gmac => Transform::AesGmac,
                Cipher::AesCbc => Transform::AesCbc,
                Cipher::TripleDes => Transform::TripleDesCbc,
                Cipher::Des => Transform::DesCbc,
                Cipher::Null => Transform::Null,
            });
            let gmac_esn = if esp.cipher == Cipher::Gmac && esn { caps1::GMAC_ESN } else { 0 };
            transform | esp.hash.map_or(0, caps1::hash) | gmac_esn
        });
        let ah = self.ah().map_or(0, |hash| caps1::AH | caps1::hash(hash));
        let bundle = if matches!(self, Suite::Bundle(..)) { caps1::BUNDLE } else { 0 };
        let wanted = esp | ah | bundle;
        caps & wanted != wanted
    }

    pub fn name(&self) -> String {
        let esp = self.esp().map(|esp| esp.name());
        let ah = self.ah().map(|hash| format!("AH {}", hash_name(hash)));
        ah.into_iter().chain(esp).collect::<Vec<_>>().join(" over ")
    }
}

impl Esp {
    fn name(&self) -> String {
        let cipher = match self.cipher {
            Cipher::Gcm => format!("AES-GCM-16-{}", self.key * 8),
            Cipher::Gmac => format!("AES-GMAC-{}", self.key * 8),
            Cipher::AesCbc => format!("AES-CBC-{}", self.key * 8),
            Cipher::TripleDes => "3DES-CBC".into(),
            Cipher::Des => "DES-CBC".into(),
            Cipher::Null => "NULL".into(),
        };
        let hash = self.hash.map_or(String::new(), |hash| format!(", {}", hash_name(hash)));
        format!("ESP {cipher}{hash}")
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

fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "HMAC-SHA1-96",
        Hash::Sha256 => "HMAC-SHA2-256-128",
        Hash::Sha384 => "HMAC-SHA2-384-192",
        Hash::Sha512 => "HMAC-SHA2-512-256",
    }
}

const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
pub const V4: Shape = Shape { tunnel: true, inner6: false, outer6: false, esn: false, udp: false };
const V6: Shape = Shape { inner6: true, outer6: true, ..V4 };
const TRANSPORT: Shape = Shape { tunnel: false, ..V4 };
const TRANSPORT6: Shape = Shape { tunnel: false, ..V6 };
