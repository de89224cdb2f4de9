//! Our private key, and the signatures that it makes: RSA by ring, ECDSA deterministic by RFC 6979.

use p256::ecdsa::signature::Signer;
use p256::pkcs8::DecodePrivateKey;
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RsaEncoding, RsaKeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512};
use rustls_pki_types::PrivateKeyDer;

use super::scheme::Scheme;
use super::{method, AuthError, SignatureHashes};
use crate::crypto::Hash;

/// A key that signs; wiped when dropped, as far as its library does.
pub enum PrivateKey {
    Rsa(Box<RsaKeyPair>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

/// What an AUTH payload says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthData {
    pub method: u8,
    pub data: Vec<u8>,
}

impl PrivateKey {
    /// PKCS #8, PKCS #1 or SEC 1; RSA of 2048 bits and more, P-256, P-384.
    pub(super) fn load(der: &PrivateKeyDer<'_>) -> Option<Self> {
        match der {
            PrivateKeyDer::Pkcs1(key) => {
                RsaKeyPair::from_der(key.secret_pkcs1_der()).ok().map(|key| PrivateKey::Rsa(Box::new(key)))
            }
            PrivateKeyDer::Sec1(key) => {
                let key = key.secret_sec1_der();
                let p256 = p256::SecretKey::from_sec1_der(key).ok().map(|key| PrivateKey::P256(key.into()));
                p256.or_else(|| p384::SecretKey::from_sec1_der(key).ok().map(|key| PrivateKey::P384(key.into())))
            }
            PrivateKeyDer::Pkcs8(key) => {
                let key = key.secret_pkcs8_der();
                let rsa = RsaKeyPair::from_pkcs8(key).ok().map(|key| PrivateKey::Rsa(Box::new(key)));
                rsa.or_else(|| p256::SecretKey::from_pkcs8_der(key).ok().map(|key| PrivateKey::P256(key.into())))
                    .or_else(|| p384::SecretKey::from_pkcs8_der(key).ok().map(|key| PrivateKey::P384(key.into())))
            }
            _ => None,
        }
    }

    /// The subjectPublicKey of a certificate for this key.
    pub(super) fn public(&self) -> Vec<u8> {
        match self {
            PrivateKey::Rsa(key) => key.public_key().as_ref().to_vec(),
            PrivateKey::P256(key) => key.verifying_key().to_encoded_point(false).as_bytes().to_vec(),
            PrivateKey::P384(key) => key.verifying_key().to_encoded_point(false).as_bytes().to_vec(),
        }
    }

    /// Signs as the peer can verify: a digital signature (RFC 7427) if it announced a hash for that, else ECDSA of RFC 4754.
    ///
    /// RSA of method 1 is not made: its hash would have to be SHA-1.
    pub(super) fn sign(&self, octets: &[u8], peer: Option<SignatureHashes>) -> Result<AuthData, AuthError> {
        let announced = |hash: &Hash| peer.is_some_and(|hashes| hashes.contains(*hash));
        match self {
            PrivateKey::Rsa(key) => {
                let hash = [Hash::Sha2_256, Hash::Sha2_384, Hash::Sha2_512].into_iter().find(announced);
                let hash = hash.ok_or(AuthError::NoCommonAlgorithm)?;
                digital(Scheme::RsaPkcs1(hash), &sign_rsa(key, hash, octets)?)
            }
            PrivateKey::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(octets);
                if announced(&Hash::Sha2_256) {
                    return digital(Scheme::Ecdsa(Hash::Sha2_256), signature.to_der().as_bytes());
                }
                Ok(AuthData { method: method::ECDSA_256, data: signature.to_vec() })
            }
            PrivateKey::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(octets);
                if announced(&Hash::Sha2_384) {
                    return digital(Scheme::Ecdsa(Hash::Sha2_384), signature.to_der().as_bytes());
                }
                Ok(AuthData { method: method::ECDSA_384, data: signature.to_vec() })
            }
        }
    }
}

fn digital(scheme: Scheme, signature: &[u8]) -> Result<AuthData, AuthError> {
    let identifier = scheme.identifier().ok_or(AuthError::NoCommonAlgorithm)?;
    let len = u8::try_from(identifier.len()).map_err(|_| AuthError::NoCommonAlgorithm)?;
    Ok(AuthData { method: method::DIGITAL_SIGNATURE, data: [&[len], identifier, signature].concat() })
}

fn sign_rsa(key: &RsaKeyPair, hash: Hash, octets: &[u8]) -> Result<Vec<u8>, AuthError> {
    let encoding: &'static dyn RsaEncoding = match hash {
        Hash::Sha2_256 => &RSA_PKCS1_SHA256,
        Hash::Sha2_384 => &RSA_PKCS1_SHA384,
        Hash::Sha2_512 => &RSA_PKCS1_SHA512,
        Hash::Sha1 => return Err(AuthError::NoCommonAlgorithm),
    };
    let mut signature = vec![0; key.public().modulus_len()];
    // PKCS #1 v1.5 draws nothing from the generator.
    key.sign(encoding, &SystemRandom::new(), octets, &mut signature).map_err(|_| AuthError::Signature)?;
    Ok(signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sign::certificates::tests::{key, openssl};
    use crate::crypto::vectors::bytes;

    const SHA2: Option<SignatureHashes> = Some(SignatureHashes::OURS);

    /// RFC 6979 A.2.5 and A.2.6: the message "sample" with SHA-256 and SHA-384.
    #[test]
    fn ecdsa_signatures_are_those_of_rfc_6979() {
        let p256 = bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        let p256 = PrivateKey::P256(p256::ecdsa::SigningKey::from_slice(&p256).unwrap());
        let signed = p256.sign(b"sample", None).unwrap();
        assert_eq!(signed.method, 9);
        assert_eq!(
            signed.data,
            bytes(
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
                 f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
            )
        );
        let p384 = bytes(
            "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8\
             96d5724e4c70a825f872c9ea60d2edf5",
        );
        let p384 = PrivateKey::P384(p384::ecdsa::SigningKey::from_slice(&p384).unwrap());
        let signed = p384.sign(b"sample", None).unwrap();
        assert_eq!(signed.method, 10);
        assert_eq!(
            signed.data,
            bytes(
                "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c\
                 81a648152e44acf96e36dd1e80fabe46\
                 99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f\
                 a329c145786e679e7b82c71a38628ac8"
            )
        );
    }

    #[test]
    fn rsa_signatures_are_those_of_openssl() {
        let key = key("rsa");
        for (hashes, name, identifier_end) in [
            (&[0u8, 4, 0, 3, 0, 2][..], "rsa-pkcs1-sha256", 0x0b),
            (&[0, 4, 0, 3], "rsa-pkcs1-sha384", 0x0c),
            (&[0, 1, 0, 4], "rsa-pkcs1-sha512", 0x0d),
        ] {
            let signed = key.sign(&openssl("octets"), SignatureHashes::parse(hashes).ok()).unwrap();
            assert_eq!(signed.method, 14);
            assert_eq!(signed.data[0], 15);
            assert_eq!(signed.data[13], identifier_end);
            assert_eq!(signed.data[16..], openssl(name), "{name}");
        }
    }

    #[test]
    fn rsa_is_not_signed_with_sha1() {
        let refused = Err(AuthError::NoCommonAlgorithm);
        assert_eq!(key("rsa").sign(b"octets", None), refused);
        assert_eq!(key("rsa").sign(b"octets", SignatureHashes::parse(&[0, 1]).ok()), refused);
    }

    #[test]
    fn ecdsa_takes_method_14_if_its_hash_was_announced_and_its_own_method_else() {
        assert_eq!(key("p256").sign(b"octets", SHA2).unwrap().method, 14);
        assert_eq!(key("p384").sign(b"octets", SHA2).unwrap().method, 14);
        let sha512 = SignatureHashes::parse(&[0, 4]).ok();
        assert_eq!(key("p256").sign(b"octets", sha512).unwrap().method, 9);
        assert_eq!(key("p384").sign(b"octets", sha512).unwrap().method, 10);
    }

    #[test]
    fn equal_octets_are_signed_equally() {
        for name in ["rsa", "p256", "p384"] {
            assert_eq!(key(name).sign(b"octets", SHA2), key(name).sign(b"octets", SHA2), "{name}");
        }
    }
}
