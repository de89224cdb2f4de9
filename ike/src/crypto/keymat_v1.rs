//! Keys and authenticators of IKEv1 with a pre-shared key (RFC 2409 §5, App. B).
//!
//! ```text
//!  psk, Ni, Nr ──> SKEYID ──> SKEYID_d ──> KEYMAT of each SA, by protocol and SPI
//!                   │  ^  ├─> SKEYID_a ──> HASH(1), HASH(2), HASH(3)
//!                   │ g^xy└─> SKEYID_e ──> key of the cipher
//!                   └─> HASH_I, HASH_R
//! ```
//! Nonces, SA and ID payloads are given by their bodies, without the generic header.

use super::{is_weak_des_key, Cipher, CryptoError, Hash, Prf, Secret};
use crate::config::ChildTransform;
use crate::sa::{Encryption, Keys, Spi};

/// The keys of an ISAKMP SA.
#[derive(Clone, Debug)]
pub struct IsakmpKeys {
    prf: Prf,
    skeyid: Secret,
    skeyid_d: Secret,
    skeyid_a: Secret,
    skeyid_e: Secret,
}

/// What main mode has told both ends once MM4 is through.
#[derive(Clone, Copy, Debug)]
pub struct MainMode<'a> {
    pub initiator_cookie: u64,
    pub responder_cookie: u64,
    /// KE payload body of the initiator.
    pub initiator_public: &'a [u8],
    /// KE payload body of the responder.
    pub responder_public: &'a [u8],
    /// Body of the initiator's SA payload as it was sent.
    pub initiator_sa: &'a [u8],
}

/// What quick mode has told both ends.
#[derive(Clone, Copy, Debug)]
pub struct QuickMode<'a> {
    pub initiator_nonce: &'a [u8],
    pub responder_nonce: &'a [u8],
    /// g(qm)^xy where a key exchange of its own was asked for (perfect forward secrecy).
    pub shared: Option<&'a Secret>,
}

impl IsakmpKeys {
    /// From the pre-shared key, the nonces, g^xy and the cookies.
    pub fn derive(
        prf: Prf,
        psk: &Secret,
        (initiator_nonce, responder_nonce): (&[u8], &[u8]),
        shared: &Secret,
        (initiator_cookie, responder_cookie): (u64, u64),
    ) -> Self {
        let skeyid = prf.compute(psk.as_slice(), &[initiator_nonce, responder_nonce]);
        let cookies = [initiator_cookie.to_be_bytes(), responder_cookie.to_be_bytes()].concat();
        let next = |previous: &[u8], number: u8| {
            prf.compute(skeyid.as_slice(), &[previous, shared.as_slice(), &cookies, &[number]])
        };
        let skeyid_d = next(&[], 0);
        let skeyid_a = next(skeyid_d.as_slice(), 1);
        let skeyid_e = next(skeyid_a.as_slice(), 2);
        IsakmpKeys { prf, skeyid, skeyid_d, skeyid_a, skeyid_e }
    }

    /// The key of the cipher: the head of SKEYID_e, or of what it is stretched to (App. B).
    ///
    /// With DES, the next eight octets are tried where the first ones are a weak key.
    pub fn encryption_key(&self, cipher: Cipher) -> Result<Secret, CryptoError> {
        let stretched;
        let material = if self.skeyid_e.len() >= cipher.key_len() {
            self.skeyid_e.as_slice()
        } else {
            stretched = self.stretch(cipher.key_len());
            stretched.as_slice()
        };
        match cipher {
            Cipher::DesCbc => {
                let strong = material.chunks_exact(8).find(|key| !is_weak_des_key(key));
                strong.map(Secret::new).ok_or(CryptoError::WeakKey)
            }
            Cipher::TripleDesCbc if is_weak_des_key(&material[..24]) => Err(CryptoError::WeakKey),
            Cipher::AesGcm16(_) => Err(CryptoError::Length), // RFC 5282 is of IKEv2
            _ => Ok(Secret::new(&material[..cipher.key_len()])),
        }
    }

    /// HASH_I of MM5; `identity` is the body of IDii.
    pub fn hash_i(&self, main: &MainMode<'_>, identity: &[u8]) -> Secret {
        self.prf.compute(
            self.skeyid.as_slice(),
            &[
                main.initiator_public,
                main.responder_public,
                &main.initiator_cookie.to_be_bytes(),
                &main.responder_cookie.to_be_bytes(),
                main.initiator_sa,
                identity,
            ],
        )
    }

    /// HASH_R of MM6; `identity` is the body of IDir. The SA payload is the initiator's here too.
    pub fn hash_r(&self, main: &MainMode<'_>, identity: &[u8]) -> Secret {
        self.prf.compute(
            self.skeyid.as_slice(),
            &[
                main.responder_public,
                main.initiator_public,
                &main.responder_cookie.to_be_bytes(),
                &main.initiator_cookie.to_be_bytes(),
                main.initiator_sa,
                identity,
            ],
        )
    }

    /// HASH(1) of quick mode and of Informational; `rest` is everything after the HASH payload, padding left off.
    pub fn hash_1(&self, message_id: u32, rest: &[u8]) -> Secret {
        self.prf.compute(self.skeyid_a.as_slice(), &[&message_id.to_be_bytes(), rest])
    }

    /// HASH(2) of quick mode.
    pub fn hash_2(&self, message_id: u32, initiator_nonce: &[u8], rest: &[u8]) -> Secret {
        self.prf.compute(self.skeyid_a.as_slice(), &[&message_id.to_be_bytes(), initiator_nonce, rest])
    }

    /// HASH(3) of quick mode.
    pub fn hash_3(&self, message_id: u32, initiator_nonce: &[u8], responder_nonce: &[u8]) -> Secret {
        self.prf.compute(self.skeyid_a.as_slice(), &[&[0], &message_id.to_be_bytes(), initiator_nonce, responder_nonce])
    }

    /// Keys of the one SA whose receiver chose `spi` (RFC 2409 §5.5): the cipher's, then those of integrity.
    ///
    /// A weak key of DES is refused, to be negotiated anew (RFC 2405 §4).
    pub fn child_keys(&self, quick: &QuickMode<'_>, transform: &ChildTransform, spi: Spi) -> Result<Keys, CryptoError> {
        let encryption_len = transform.encryption.map_or(0, |encryption| encryption.key_len());
        let len = encryption_len + transform.integrity.map_or(0, |integrity| integrity.key_len());
        let keymat = self.keymat(quick, transform.protocol as u8, spi, len);
        let (encryption, integrity) = keymat.split_at(encryption_len);
        if matches!(transform.encryption, Some(Encryption::DesCbc | Encryption::TripleDesCbc))
            && is_weak_des_key(encryption)
        {
            return Err(CryptoError::WeakKey);
        }
        Ok(Keys { encryption: Secret::new(encryption), integrity: Secret::new(integrity) })
    }

    fn keymat(&self, quick: &QuickMode<'_>, protocol: u8, spi: Spi, len: usize) -> zeroize::Zeroizing<Vec<u8>> {
        let shared = quick.shared.map_or(&[][..], Secret::as_slice);
        let (initiator_nonce, responder_nonce) = (quick.initiator_nonce, quick.responder_nonce);
        let spi = spi.0.to_be_bytes();
        let first: &[&[u8]] = &[shared, &[protocol], &spi, initiator_nonce, responder_nonce];
        self.feed_back(&self.skeyid_d, first, first, len)
    }

    /// Ka of App. B: K1 = prf(SKEYID_e, 0), Kn = prf(SKEYID_e, Kn-1).
    fn stretch(&self, len: usize) -> zeroize::Zeroizing<Vec<u8>> {
        self.feed_back(&self.skeyid_e, &[&[0]], &[], len)
    }

    /// K1 = prf(key, first), Kn = prf(key, Kn-1 | next); `len` octets of K1 | K2 | …
    fn feed_back(&self, key: &Secret, first: &[&[u8]], next: &[&[u8]], len: usize) -> zeroize::Zeroizing<Vec<u8>> {
        let mut material = zeroize::Zeroizing::new(Vec::with_capacity(len + self.prf.len()));
        let mut block = self.prf.compute(key.as_slice(), first);
        material.extend_from_slice(block.as_slice());
        while material.len() < len {
            block = self.prf.compute(key.as_slice(), &[&[block.as_slice()], next].concat());
            material.extend_from_slice(block.as_slice());
        }
        material.truncate(len);
        material
    }
}

/// IV of MM5: the head of hash(g^xi | g^xr).
pub fn main_mode_iv(hash: Hash, cipher: Cipher, initiator_public: &[u8], responder_public: &[u8]) -> Vec<u8> {
    iv(cipher, hash.digest(&[initiator_public, responder_public]))
}

/// IV of the first message of an exchange of phase 2: the head of hash(last block of phase 1 | message id).
pub fn exchange_iv(hash: Hash, cipher: Cipher, last_block: &[u8], message_id: u32) -> Vec<u8> {
    iv(cipher, hash.digest(&[last_block, &message_id.to_be_bytes()]))
}

fn iv(cipher: Cipher, mut digest: Vec<u8>) -> Vec<u8> {
    digest.truncate(cipher.iv_len());
    digest
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::crypto::vectors::{bytes, derived, ike, published};
    use crate::sa::{Integrity, Protocol};

    fn secret(value: &Value) -> Secret {
        Secret::new(bytes(value))
    }

    fn number(value: &Value) -> u64 {
        u64::from_str_radix(value.as_str().unwrap(), 16).unwrap()
    }

    fn spi(value: &Value) -> Spi {
        Spi(number(value) as u32)
    }

    fn from_case(prf: Prf, case: &Value) -> IsakmpKeys {
        let nonces = (bytes(&case["ni"]), bytes(&case["nr"]));
        IsakmpKeys::derive(
            prf,
            &secret(&case["psk"]),
            (&nonces.0, &nonces.1),
            &secret(&case["gxy"]),
            (number(&case["ci"]), number(&case["cr"])),
        )
    }

    /// The keys of the ACVP case, on which the derived vectors rest.
    fn acvp() -> IsakmpKeys {
        from_case(Prf::HmacSha1, &published("ikev1_psk_kdf")[0])
    }

    fn transform(encryption: Option<Encryption>, integrity: Option<Integrity>) -> ChildTransform {
        let protocol = if encryption.is_some() { Protocol::Esp } else { Protocol::Ah };
        ChildTransform { protocol, encryption, integrity }
    }

    #[test]
    fn skeyids_agree_with_acvp() {
        let case = &published("ikev1_psk_kdf")[0];
        let keys = acvp();
        assert_eq!(keys.skeyid, secret(&case["SKEYID"]));
        assert_eq!(keys.skeyid_d, secret(&case["SKEYID_d"]));
        assert_eq!(keys.skeyid_a, secret(&case["SKEYID_a"]));
        assert_eq!(keys.skeyid_e, secret(&case["SKEYID_e"]));
    }

    #[test]
    fn keymat_of_the_seed_bundle_is_split_into_its_six_keys() {
        let case = derived("ikev1_keymat_seed_bundle");
        let (ni, nr) = (bytes(&case["Ni_b"]), bytes(&case["Nr_b"]));
        let quick = QuickMode { initiator_nonce: &ni, responder_nonce: &nr, shared: None };
        let ah = transform(None, Some(Integrity::HmacSha1_96));
        let esp = transform(Some(Encryption::DesCbc), Some(Integrity::HmacSha1_96));
        for direction in ["ab", "ba"] {
            let ah_keys = acvp().child_keys(&quick, &ah, spi(&case["spis"][format!("ah_{direction}")])).unwrap();
            assert!(ah_keys.encryption.is_empty());
            assert_eq!(ah_keys.integrity, secret(&case["keys"][format!("ah_{direction}")]));
            let esp_keys = acvp().child_keys(&quick, &esp, spi(&case["spis"][format!("esp_{direction}")])).unwrap();
            assert_eq!(esp_keys.encryption, secret(&case["keys"][format!("esp_{direction}_enc")]));
            assert_eq!(esp_keys.integrity, secret(&case["keys"][format!("esp_{direction}_auth")]));
        }
    }

    #[test]
    fn quick_mode_hashes_are_those_of_the_seed_messages() {
        let case = &derived("ikev1_seed_messages")["QM"];
        let rest = |key: &str| bytes(&case[key])[4 + 20..].to_vec();
        let mid = number(&case["mid"]) as u32;
        let nonces = derived("ikev1_keymat_seed_bundle");
        let (ni, nr) = (bytes(&nonces["Ni_b"]), bytes(&nonces["Nr_b"]));
        let keys = acvp();
        assert_eq!(keys.hash_1(mid, &rest("QM1_plain")), secret(&case["HASH1"]));
        assert_eq!(keys.hash_2(mid, &ni, &rest("QM2_plain")), secret(&case["HASH2"]));
        assert_eq!(keys.hash_3(mid, &ni, &nr), secret(&case["HASH3"]));
    }

    #[test]
    fn informational_messages_are_those_of_the_derived_vectors() {
        let all = derived("ikev1_informational");
        let keys = acvp();
        let key = keys.encryption_key(Cipher::DesCbc).unwrap();
        assert_eq!(key, secret(&all["des_key"]));
        for case in all["cases"].as_array().unwrap() {
            let (mid, plaintext) = (number(&case["mid"]) as u32, bytes(&case["plaintext"]));
            let iv = exchange_iv(Hash::Sha1, Cipher::DesCbc, &bytes(&all["last_phase1_ciphertext_block"]), mid);
            assert_eq!(iv, bytes(&case["iv"]), "{}", case["id"]);
            let mut data = plaintext.clone();
            data.resize(plaintext.len().next_multiple_of(8), 0);
            Cipher::DesCbc.cbc_encrypt(key.as_slice(), &iv, &mut data).unwrap();
            assert_eq!(data, bytes(&case["message"])[28..], "{}", case["id"]);
            // The case with padding of its own ends with it.
            let padding = if case["id"] == "V1-INVSPI-AH-PAD" { 8 } else { 0 };
            let rest = &plaintext[4 + 20..plaintext.len() - padding];
            assert_eq!(keys.hash_1(mid, rest), secret(&case["hash1"]), "{}", case["id"]);
        }
    }

    #[test]
    fn main_mode_agrees_with_an_independent_derivation() {
        for case in ike("ikev1") {
            let prf = match case["prf"].as_str().unwrap() {
                "sha1" => Prf::HmacSha1,
                "sha256" => Prf::HmacSha2_256,
                other => panic!("{other}"),
            };
            let keys = from_case(prf, &case);
            let (gxi, gxr, sa) = (bytes(&case["gxi"]), bytes(&case["gxr"]), bytes(&case["sai"]));
            let main = MainMode {
                initiator_cookie: number(&case["ci"]),
                responder_cookie: number(&case["cr"]),
                initiator_public: &gxi,
                responder_public: &gxr,
                initiator_sa: &sa,
            };
            assert_eq!(keys.hash_i(&main, &bytes(&case["idii"])), secret(&case["HASH_I"]));
            assert_eq!(keys.hash_r(&main, &bytes(&case["idir"])), secret(&case["HASH_R"]));
            for (cipher, name) in [
                (Cipher::DesCbc, "des"),
                (Cipher::TripleDesCbc, "3des"),
                (Cipher::AesCbc(128), "aes128"),
                (Cipher::AesCbc(256), "aes256"),
            ] {
                assert_eq!(keys.encryption_key(cipher).unwrap(), secret(&case["keys"][name]), "{name}");
            }
            assert_eq!(main_mode_iv(prf.hash(), Cipher::AesCbc(128), &gxi, &gxr), bytes(&case["iv_aes"]));
        }
    }

    #[test]
    fn keymat_with_pfs_agrees_with_an_independent_derivation() {
        for case in ike("ikev1") {
            let prf = if case["prf"] == "sha1" { Prf::HmacSha1 } else { Prf::HmacSha2_256 };
            let (ni, nr, shared) = (bytes(&case["qm_ni"]), bytes(&case["qm_nr"]), secret(&case["qm_gxy"]));
            let quick = QuickMode { initiator_nonce: &ni, responder_nonce: &nr, shared: Some(&shared) };
            let esp = transform(Some(Encryption::AesCbc(256)), Some(Integrity::HmacSha2_256_128));
            let keys = from_case(prf, &case).child_keys(&quick, &esp, spi(&case["qm_spi"])).unwrap();
            assert_eq!(keys.encryption, secret(&case["qm_esp_aes256"]));
            assert_eq!(keys.integrity, secret(&case["qm_esp_sha256"]));
        }
    }

    #[test]
    fn a_weak_des_key_at_the_head_of_skeyid_e_is_stepped_over() {
        let mut keys = acvp();
        let (weak, semi_weak, strong) = ([0xfe; 8], [0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe], *b"\x12strong!");
        keys.skeyid_e = Secret::new([&weak[..], &strong, &[0; 4]].concat());
        assert_eq!(keys.encryption_key(Cipher::DesCbc), Ok(Secret::new(strong)));
        keys.skeyid_e = Secret::new([&weak[..], &semi_weak, &[0; 4]].concat());
        assert_eq!(keys.encryption_key(Cipher::DesCbc), Err(CryptoError::WeakKey));
        keys.skeyid_e = Secret::new([&weak[..], &semi_weak, &strong, &[0; 8]].concat());
        assert_eq!(keys.encryption_key(Cipher::DesCbc), Ok(Secret::new(strong)));
        assert_eq!(keys.encryption_key(Cipher::TripleDesCbc), Err(CryptoError::WeakKey));
    }

    #[test]
    fn isakmp_knows_no_gcm() {
        assert_eq!(acvp().encryption_key(Cipher::AesGcm16(128)), Err(CryptoError::Length));
    }
}
