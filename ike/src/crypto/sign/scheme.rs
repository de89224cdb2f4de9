//! Signature schemes: their AlgorithmIdentifiers (RFC 7427 App. A) and their verification.
//!
//! ```text
//!  AUTH data of method 14:  length (1) | AlgorithmIdentifier | signature
//!  AUTH data of 9 and 10:   r | s
//!  AUTH data of 1:          signature
//! ```

use p256::ecdsa::Signature as P256Signature;
use p384::ecdsa::Signature as P384Signature;
use pkcs1::RsaPssParams;
use ring::signature::{UnparsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY};
use rustls_pki_types::SignatureVerificationAlgorithm;
use webpki::ring as algorithms;
use webpki::EndEntityCert;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::oid::db::rfc5912;
use x509_cert::der::{Decode, Encode};
use x509_cert::spki::AlgorithmIdentifierRef;

use super::method;
use crate::crypto::Hash;

/// Why a peer's authentication is not accepted, or why we cannot authenticate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    #[error("the peer sent no X.509 certificate")]
    NoCertificate,
    #[error("the certificate cannot be read")]
    Malformed,
    #[error("no path to a trust anchor: {0}")]
    Path(webpki::Error),
    #[error("the certificate's key usage forbids signatures")]
    KeyUsage,
    #[error("the certificate does not bear the identity")]
    Identity,
    #[error("authentication method {0} is not a signature that is known here")]
    Method(u8),
    #[error("the signature's algorithm is unknown, too weak, or does not fit the key")]
    Algorithm,
    #[error("the signature is wrong")]
    Signature,
    #[error("the peer takes no signature that our key can make")]
    NoCommonAlgorithm,
}

/// How octets are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    RsaPkcs1(Hash),
    /// The salt is as long as the hash.
    RsaPss(Hash),
    /// With a signature in DER.
    Ecdsa(Hash),
}

impl Scheme {
    /// What a DER AlgorithmIdentifier means.
    pub fn from_identifier(der: &[u8]) -> Result<Self, AuthError> {
        let identifier = AlgorithmIdentifierRef::from_der(der).map_err(|_| AuthError::Algorithm)?;
        if identifier.oid == rfc5912::ID_RSASSA_PSS {
            return pss(identifier);
        }
        let schemes = SIGNED.iter().map(|(scheme, _)| *scheme);
        let scheme = schemes.zip(OIDS).find(|(_, oid)| *oid == identifier.oid).ok_or(AuthError::Algorithm)?.0;
        // RFC 4055 §5 wants NULL for RSA but tolerates absence; RFC 5758 §3.2 wants absence for ECDSA.
        match (scheme, identifier.parameters) {
            (_, None) | (Scheme::RsaPkcs1(_), Some(AnyRef::NULL)) => Ok(scheme),
            _ => Err(AuthError::Algorithm),
        }
    }

    /// The DER AlgorithmIdentifier of a scheme that we sign with.
    pub fn identifier(self) -> Option<&'static [u8]> {
        SIGNED.iter().find(|(scheme, _)| *scheme == self).map(|(_, identifier)| *identifier)
    }

    fn hash(self) -> Hash {
        let (Scheme::RsaPkcs1(hash) | Scheme::RsaPss(hash) | Scheme::Ecdsa(hash)) = self;
        hash
    }

    /// One for every kind of key that it may be used with.
    fn algorithms(self) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
        match (self, self.hash()) {
            (Scheme::RsaPkcs1(_), Hash::Sha2_256) => vec![algorithms::RSA_PKCS1_2048_8192_SHA256],
            (Scheme::RsaPkcs1(_), Hash::Sha2_384) => vec![algorithms::RSA_PKCS1_2048_8192_SHA384],
            (Scheme::RsaPkcs1(_), Hash::Sha2_512) => vec![algorithms::RSA_PKCS1_2048_8192_SHA512],
            (Scheme::RsaPss(_), Hash::Sha2_256) => vec![algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY],
            (Scheme::RsaPss(_), Hash::Sha2_384) => vec![algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY],
            (Scheme::RsaPss(_), Hash::Sha2_512) => vec![algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY],
            (Scheme::Ecdsa(_), Hash::Sha2_256) => vec![algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256],
            (Scheme::Ecdsa(_), Hash::Sha2_384) => vec![algorithms::ECDSA_P256_SHA384, algorithms::ECDSA_P384_SHA384],
            (Scheme::Ecdsa(_), Hash::Sha2_512) | (_, Hash::Sha1) => vec![],
        }
    }

    fn verify(self, certificate: &EndEntityCert<'_>, octets: &[u8], signature: &[u8]) -> Result<(), AuthError> {
        for algorithm in self.algorithms() {
            match certificate.verify_signature(algorithm, octets, signature) {
                Ok(()) => return Ok(()),
                Err(webpki::Error::InvalidSignatureForPublicKey) => return Err(AuthError::Signature),
                Err(_) => {} // a key of another kind
            }
        }
        Err(AuthError::Algorithm)
    }
}

/// Verifies AUTH data. `announced` says whether the peer sent SIGNATURE_HASH_ALGORITHMS: who knows RFC 7427 has no need of SHA-1.
pub(super) fn verify(
    certificate: &EndEntityCert<'_>,
    method: u8,
    data: &[u8],
    octets: &[u8],
    announced: bool,
) -> Result<(), AuthError> {
    match method {
        method::RSA => verify_rsa(certificate, octets, data, announced),
        // r | s to DER; each method is of one curve and one hash (RFC 4754 §7).
        method::ECDSA_256 => {
            let signature = P256Signature::from_slice(data).map_err(|_| AuthError::Signature)?;
            expect(certificate, algorithms::ECDSA_P256_SHA256, octets, signature.to_der().as_bytes())
        }
        method::ECDSA_384 => {
            let signature = P384Signature::from_slice(data).map_err(|_| AuthError::Signature)?;
            expect(certificate, algorithms::ECDSA_P384_SHA384, octets, signature.to_der().as_bytes())
        }
        method::DIGITAL_SIGNATURE => {
            let (len, rest) = data.split_first().ok_or(AuthError::Algorithm)?;
            let (identifier, signature) = rest.split_at_checked(usize::from(*len)).ok_or(AuthError::Algorithm)?;
            Scheme::from_identifier(identifier)?.verify(certificate, octets, signature)
        }
        other => Err(AuthError::Method(other)),
    }
}

/// The method does not tell the hash: SHA-1 unless the peer has reason to think otherwise (RFC 7296 §2.15).
fn verify_rsa(
    certificate: &EndEntityCert<'_>,
    octets: &[u8],
    signature: &[u8],
    announced: bool,
) -> Result<(), AuthError> {
    for hash in [Hash::Sha2_256, Hash::Sha2_384, Hash::Sha2_512] {
        match Scheme::RsaPkcs1(hash).verify(certificate, octets, signature) {
            Err(AuthError::Signature) => {}
            verdict => return verdict,
        }
    }
    if announced {
        return Err(AuthError::Signature);
    }
    let spki = certificate.subject_public_key_info();
    let spki = x509_cert::spki::SubjectPublicKeyInfoRef::try_from(spki.as_ref()).map_err(|_| AuthError::Malformed)?;
    let key = spki.subject_public_key.as_bytes().ok_or(AuthError::Malformed)?;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, key)
        .verify(octets, signature)
        .map_err(|_| AuthError::Signature)
}

fn expect(
    certificate: &EndEntityCert<'_>,
    algorithm: &dyn SignatureVerificationAlgorithm,
    octets: &[u8],
    signature: &[u8],
) -> Result<(), AuthError> {
    certificate.verify_signature(algorithm, octets, signature).map_err(|error| match error {
        webpki::Error::InvalidSignatureForPublicKey => AuthError::Signature,
        _ => AuthError::Algorithm,
    })
}

/// RSASSA-PSS is taken with MGF1 over the same hash and a salt of its length (RFC 8247 §3.2).
fn pss(identifier: AlgorithmIdentifierRef<'_>) -> Result<Scheme, AuthError> {
    let parameters = identifier.parameters.ok_or(AuthError::Algorithm)?;
    let parameters = parameters.to_der().map_err(|_| AuthError::Algorithm)?;
    let parameters = RsaPssParams::from_der(&parameters).map_err(|_| AuthError::Algorithm)?;
    let hash = match parameters.hash.oid {
        rfc5912::ID_SHA_256 => Hash::Sha2_256,
        rfc5912::ID_SHA_384 => Hash::Sha2_384,
        rfc5912::ID_SHA_512 => Hash::Sha2_512,
        _ => return Err(AuthError::Algorithm),
    };
    let mask_hash = parameters.mask_gen.parameters.map(|inner| inner.oid);
    if parameters.mask_gen.oid != rfc5912::ID_MGF_1
        || mask_hash != Some(parameters.hash.oid)
        || usize::from(parameters.salt_len) != hash.len()
    {
        return Err(AuthError::Algorithm);
    }
    Ok(Scheme::RsaPss(hash))
}

/// The schemes without parameters, as RFC 7427 App. A encodes them.
const SIGNED: [(Scheme, &[u8]); 6] = [
    (Scheme::RsaPkcs1(Hash::Sha2_256), b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"),
    (Scheme::RsaPkcs1(Hash::Sha2_384), b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"),
    (Scheme::RsaPkcs1(Hash::Sha2_512), b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"),
    (Scheme::Ecdsa(Hash::Sha2_256), b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"),
    (Scheme::Ecdsa(Hash::Sha2_384), b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"),
    (Scheme::Ecdsa(Hash::Sha2_512), b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"),
];

/// The object identifiers in the order of `SIGNED`.
const OIDS: [ObjectIdentifier; 6] = [
    rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
    rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
    rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
    rfc5912::ECDSA_WITH_SHA_256,
    rfc5912::ECDSA_WITH_SHA_384,
    rfc5912::ECDSA_WITH_SHA_512,
];

#[cfg(test)]
pub(super) mod tests {
    use rustls_pki_types::CertificateDer;

    use super::*;
    use crate::crypto::sign::certificates::tests::{certificate_der, openssl};
    use crate::crypto::vectors::bytes;

    /// RFC 7427 A.4.3, with SHA-256.
    pub const PSS_SHA256: &str = "3046 06092a864886f70d01010a 3039\
        a00f300d06096086480165030402010500\
        a11c301a06092a864886f70d010108300d06096086480165030402010500\
        a203020120 a303020101";

    fn identifier(hex: &str) -> Vec<u8> {
        bytes(hex.replace(' ', "").as_str())
    }

    fn digital(identifier: &[u8], signature: &[u8]) -> Vec<u8> {
        [&[identifier.len() as u8], identifier, signature].concat()
    }

    /// The verdict over a signature by openssl, sent by `method` with `prefix` before it.
    fn verdict(certificate: &str, method: u8, identifier: Option<&[u8]>, signature: &str) -> Result<(), AuthError> {
        let der = CertificateDer::from(certificate_der(certificate));
        let certificate = EndEntityCert::try_from(&der).unwrap();
        let signature = openssl(signature);
        let data = identifier.map_or(signature.clone(), |identifier| digital(identifier, &signature));
        let verdict = verify(&certificate, method, &data, &openssl("octets"), true);
        if verdict.is_ok() {
            let mut wrong = data.clone();
            *wrong.last_mut().unwrap() ^= 1;
            let refused = verify(&certificate, method, &wrong, &openssl("octets"), true);
            assert_eq!(refused, Err(AuthError::Signature));
            assert_eq!(verify(&certificate, method, &data, b"other octets", true), Err(AuthError::Signature));
        }
        verdict
    }

    #[test]
    fn identifiers_of_rfc_7427_name_their_schemes() {
        for (scheme, identifier) in SIGNED {
            assert_eq!(Scheme::from_identifier(identifier), Ok(scheme));
            assert_eq!(scheme.identifier(), Some(identifier));
        }
        assert_eq!(Scheme::from_identifier(&identifier(PSS_SHA256)), Ok(Scheme::RsaPss(Hash::Sha2_256)));
        // Without the trailer field and the NULLs, as some encode it.
        let terse = "303d 06092a864886f70d01010a 3030 a00d300b0609608648016503040201\
            a11a301806092a864886f70d010108300b0609608648016503040201 a203020120";
        assert_eq!(Scheme::from_identifier(&identifier(terse)), Ok(Scheme::RsaPss(Hash::Sha2_256)));
    }

    #[test]
    fn identifiers_that_are_weak_or_wrong_are_refused() {
        let with_sha1_of_rsa = "300d06092a864886f70d0101050500";
        let default_pss_is_sha1 = "300d06092a864886f70d01010a3000";
        let ecdsa_with_null = "300c06082a8648ce3d0403020500";
        let truncated = "300a06082a8648ce3d0403";
        let trailing = "300a06082a8648ce3d04030200";
        for wrong in [with_sha1_of_rsa, default_pss_is_sha1, ecdsa_with_null, truncated, trailing, ""] {
            assert_eq!(Scheme::from_identifier(&identifier(wrong)), Err(AuthError::Algorithm), "{wrong}");
        }
        let short_salt = PSS_SHA256.replace("a203020120", "a203020114");
        assert_eq!(Scheme::from_identifier(&identifier(&short_salt)), Err(AuthError::Algorithm));
        let other_mask = PSS_SHA256.replacen("608648016503040201", "608648016503040202", 1);
        assert_eq!(Scheme::from_identifier(&identifier(&other_mask)), Err(AuthError::Algorithm));
    }

    #[test]
    fn digital_signatures_by_openssl_are_verified() {
        for (certificate, signature, index) in [
            ("rsa", "rsa-pkcs1-sha256", 0),
            ("rsa", "rsa-pkcs1-sha384", 1),
            ("rsa", "rsa-pkcs1-sha512", 2),
            ("p256", "p256-sha256", 3),
            ("p384", "p384-sha256", 3),
            ("p256", "p256-sha384", 4),
            ("p384", "p384-sha384", 4),
        ] {
            assert_eq!(verdict(certificate, 14, Some(SIGNED[index].1), signature), Ok(()), "{signature}");
        }
        for (hash, oid, salt_len) in [("sha256", "01", "20"), ("sha384", "02", "30"), ("sha512", "03", "40")] {
            let pss = PSS_SHA256
                .replace("608648016503040201", &format!("6086480165030402{oid}"))
                .replace("a203020120", &format!("a2030201{salt_len}"));
            assert_eq!(verdict("rsa", 14, Some(&identifier(&pss)), &format!("rsa-pss-{hash}")), Ok(()), "{hash}");
        }
        assert_eq!(
            verdict("rsa", 14, Some(&identifier(PSS_SHA256)), "rsa-pss-sha256-salt20"),
            Err(AuthError::Signature)
        );
    }

    #[test]
    fn an_algorithm_of_another_kind_of_key_is_refused() {
        assert_eq!(verdict("rsa", 14, Some(SIGNED[3].1), "p256-sha256"), Err(AuthError::Algorithm));
        assert_eq!(verdict("p256", 14, Some(SIGNED[0].1), "rsa-pkcs1-sha256"), Err(AuthError::Algorithm));
        assert_eq!(verdict("p256", 14, Some(SIGNED[5].1), "p256-sha256"), Err(AuthError::Algorithm));
        assert_eq!(verdict("p256", method::RSA, None, "p256-sha256"), Err(AuthError::Algorithm));
        assert_eq!(verdict("p256", 3, None, "p256-sha256"), Err(AuthError::Method(3)));
        assert_eq!(verdict("p256", 14, None, "p256-sha256"), Err(AuthError::Algorithm));
    }

    #[test]
    fn rsa_signatures_of_method_1_are_verified_with_sha1_only_if_the_peer_knows_no_better() {
        assert_eq!(verdict("rsa", method::RSA, None, "rsa-pkcs1-sha256"), Ok(()));
        assert_eq!(verdict("rsa", method::RSA, None, "rsa-pkcs1-sha512"), Ok(()));
        assert_eq!(verdict("rsa", method::RSA, None, "rsa-pkcs1-sha1"), Err(AuthError::Signature));
        let der = CertificateDer::from(certificate_der("rsa"));
        let certificate = EndEntityCert::try_from(&der).unwrap();
        let (octets, signature) = (openssl("octets"), openssl("rsa-pkcs1-sha1"));
        assert_eq!(verify(&certificate, method::RSA, &signature, &octets, false), Ok(()));
        assert_eq!(verify(&certificate, method::RSA, &signature, b"other", false), Err(AuthError::Signature));
    }

    #[test]
    fn ecdsa_of_methods_9_and_10_is_r_and_s_of_fixed_length() {
        for (name, method, signature) in [
            ("p256", method::ECDSA_256, P256Signature::from_der(&openssl("p256-sha256")).unwrap().to_vec()),
            ("p384", method::ECDSA_384, P384Signature::from_der(&openssl("p384-sha384")).unwrap().to_vec()),
        ] {
            let der = CertificateDer::from(certificate_der(name));
            let certificate = EndEntityCert::try_from(&der).unwrap();
            let verdict = |method, signature: &[u8]| verify(&certificate, method, signature, &openssl("octets"), true);
            assert_eq!(verdict(method, &signature), Ok(()));
            assert_eq!(verdict(method, &signature[1..]), Err(AuthError::Signature));
            assert_eq!(verdict(method, &vec![0; signature.len()]), Err(AuthError::Signature));
            let mut wrong = signature.clone();
            wrong[5] ^= 1;
            assert_eq!(verdict(method, &wrong), Err(AuthError::Signature));
            assert!(verdict(19 - method, &signature).is_err());
        }
    }
}
