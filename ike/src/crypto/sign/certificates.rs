//! Our own certificate and key, whom we trust, and the verdict over a peer's authentication.

use std::time::Duration;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter, RequiredEkuNotFoundContext};
use x509_cert::der::Decode;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::Certificate;

use super::{identity, scheme, AuthData, AuthError, PrivateKey, SignatureHashes};
use crate::config::Identity;
use crate::crypto::Hash;

/// Our own certificate and key, and whom we trust.
pub struct Certificates {
    /// Our certificate, then what leads to a trust anchor of the peer.
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKey,
    anchors: Vec<TrustAnchor<'static>>,
    authorities: Vec<u8>,
}

/// Why certificates cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificatesError {
    #[error("no certificate for ourselves")]
    NoCertificate,
    #[error("no trust anchor")]
    NoAnchor,
    #[error("a certificate cannot be read")]
    Certificate,
    #[error("the private key cannot be read, or is neither RSA of 2048 bits or more, nor P-256, nor P-384")]
    Key,
    #[error("the private key is not that of our certificate")]
    Mismatch,
}

/// What a peer says for its authentication.
#[derive(Clone, Copy, Debug)]
pub struct PeerAuth<'a> {
    /// DER of its CERT payloads with the encoding "X.509 Certificate - Signature", in the order of the message.
    pub certificates: &'a [&'a [u8]],
    pub identity: &'a Identity,
    pub method: u8,
    /// Body of its AUTH payload after method and reserved octets.
    pub data: &'a [u8],
    /// What it has signed.
    pub octets: &'a [u8],
    /// Whether it sent SIGNATURE_HASH_ALGORITHMS.
    pub announced_hashes: bool,
}

impl Certificates {
    /// From PEM files: our certificate followed by its intermediates, our key, and the trust anchors.
    pub fn from_pem(chain: &[u8], key: &[u8], anchors: &[u8]) -> Result<Self, CertificatesError> {
        let certificates = |pem| {
            CertificateDer::pem_slice_iter(pem)
                .collect::<Result<Vec<_>, _>>()
                .map_err(|_| CertificatesError::Certificate)
        };
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificatesError::Key)?;
        Self::new(certificates(chain)?, &key, certificates(anchors)?)
    }

    /// From DER: our certificate and its intermediates, our key (PKCS #8, PKCS #1 or SEC 1), and the trust anchors.
    pub fn from_der(chain: Vec<Vec<u8>>, key: &[u8], anchors: Vec<Vec<u8>>) -> Result<Self, CertificatesError> {
        let certificates = |ders: Vec<Vec<u8>>| ders.into_iter().map(CertificateDer::from).collect();
        let key = PrivateKeyDer::try_from(key).map_err(|_| CertificatesError::Key)?;
        Self::new(certificates(chain), &key, certificates(anchors))
    }

    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: &PrivateKeyDer<'_>,
        anchors: Vec<CertificateDer<'static>>,
    ) -> Result<Self, CertificatesError> {
        let ours = chain.first().ok_or(CertificatesError::NoCertificate)?;
        let ours = Certificate::from_der(ours).map_err(|_| CertificatesError::Certificate)?;
        let key = PrivateKey::load(key).ok_or(CertificatesError::Key)?;
        let public = &ours.tbs_certificate.subject_public_key_info.subject_public_key;
        if public.as_bytes() != Some(&key.public()) {
            return Err(CertificatesError::Mismatch);
        }
        let anchors = anchors.iter().map(|anchor| Ok(webpki::anchor_from_trusted_cert(anchor)?.to_owned()));
        let anchors: Vec<_> =
            anchors.collect::<Result<_, _>>().map_err(|_: webpki::Error| CertificatesError::Certificate)?;
        if anchors.is_empty() {
            return Err(CertificatesError::NoAnchor);
        }
        let authorities =
            anchors.iter().flat_map(|anchor| Hash::Sha1.digest(&[&webpki::spki_for_anchor(anchor)])).collect();
        Ok(Certificates { chain, key, anchors, authorities })
    }

    /// DER of our CERT payloads, our own certificate first (RFC 7296 §3.6).
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        self.chain.iter().map(AsRef::as_ref)
    }

    /// Authorities of our CERTREQ payload: SHA-1 of each anchor's public key (RFC 7296 §3.7).
    pub fn authorities(&self) -> &[u8] {
        &self.authorities
    }

    /// Our AUTH payload over `octets`; `peer` is what the peer announced by SIGNATURE_HASH_ALGORITHMS, if it did.
    pub fn sign(&self, octets: &[u8], peer: Option<SignatureHashes>) -> Result<AuthData, AuthError> {
        self.key.sign(octets, peer)
    }

    /// Whether the peer is who it says: a path from its certificate to a trust anchor that is valid `at` a time since the Unix
    /// epoch, a certificate that bears its identity and may sign, and a signature by its key.
    pub fn verify(&self, peer: &PeerAuth<'_>, at: Duration) -> Result<(), AuthError> {
        let mut certificates = peer.certificates.iter().map(|der| CertificateDer::from(*der));
        let theirs = certificates.next().ok_or(AuthError::NoCertificate)?;
        let intermediates: Vec<_> = certificates.collect();
        let end_entity = EndEntityCert::try_from(&theirs).map_err(|_| AuthError::Malformed)?;
        end_entity
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.anchors,
                &intermediates,
                UnixTime::since_unix_epoch(at),
                ExtendedKeyUsage,
                None,
                None,
            )
            .map_err(AuthError::Path)?;

        let certificate = Certificate::from_der(&theirs).map_err(|_| AuthError::Malformed)?;
        let usage = certificate.tbs_certificate.get::<KeyUsage>().map_err(|_| AuthError::Malformed)?;
        // RFC 4945 §5.1.3.2: one of the two suffices.
        if usage.is_some_and(|(_, usage)| !usage.digital_signature() && !usage.non_repudiation()) {
            return Err(AuthError::KeyUsage);
        }
        if !identity::bears(&certificate, peer.identity) {
            return Err(AuthError::Identity);
        }
        scheme::verify(&end_entity, peer.method, peer.data, peer.octets, peer.announced_hashes)
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.key {
            PrivateKey::Rsa(_) => "RSA",
            PrivateKey::P256(_) => "P-256",
            PrivateKey::P384(_) => "P-384",
        };
        write!(f, "Certificates({kind} key, chain of {}, {} trust anchors)", self.chain.len(), self.anchors.len())
    }
}

/// Extended key usage, where a certificate has any: IKE's own, those that older profiles gave to IPsec, and those that
/// gateways share with TLS (RFC 4945 §5.1.3.12).
struct ExtendedKeyUsage;

impl ExtendedKeyUsageValidator for ExtendedKeyUsage {
    fn validate(&self, usages: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let mut present = Vec::new();
        for usage in usages {
            let usage = usage?;
            if USAGES.iter().any(|oid| KeyPurposeId::new(oid) == usage) {
                return Ok(());
            }
            present.push(usage.to_decoded_oid());
        }
        if present.is_empty() {
            return Ok(());
        }
        let required = webpki::KeyUsage::required_if_present(USAGES[0]);
        Err(webpki::Error::RequiredEkuNotFoundContext(RequiredEkuNotFoundContext { required, present }))
    }
}

/// Object identifiers without tag and length.
const USAGES: [&[u8]; 8] = [
    b"\x2b\x06\x01\x05\x05\x07\x03\x11", // id-kp-ipsecIKE
    b"\x55\x1d\x25\x00",                 // anyExtendedKeyUsage
    b"\x2b\x06\x01\x05\x05\x07\x03\x01", // id-kp-serverAuth
    b"\x2b\x06\x01\x05\x05\x07\x03\x02", // id-kp-clientAuth
    b"\x2b\x06\x01\x05\x05\x07\x03\x05", // id-kp-ipsecEndSystem
    b"\x2b\x06\x01\x05\x05\x07\x03\x06", // id-kp-ipsecTunnel
    b"\x2b\x06\x01\x05\x05\x07\x03\x07", // id-kp-ipsecUser
    b"\x2b\x06\x01\x05\x05\x08\x02\x02", // iKEIntermediate
];

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::crypto::sign::method;
    use crate::crypto::vectors::bytes;

    /// The certificate fixtures/certificates/`name`.pem.
    pub fn certificate_der(name: &str) -> Vec<u8> {
        CertificateDer::from_pem_slice(&file(&format!("{name}.pem"))).unwrap().to_vec()
    }

    /// The key fixtures/certificates/`name`.key.pem.
    pub fn key(name: &str) -> PrivateKey {
        PrivateKey::load(&PrivateKeyDer::from_pem_slice(&file(&format!("{name}.key.pem"))).unwrap()).unwrap()
    }

    /// What is under `key` of fixtures/certificates/signatures.json.
    pub fn openssl(key: &str) -> Vec<u8> {
        bytes(&serde_json::from_slice::<serde_json::Value>(&file("signatures.json")).unwrap()[key])
    }

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/certificates/").to_owned() + name).unwrap()
    }

    /// The gateway `name`, who sends its intermediate too and trusts the test root.
    fn gateway(name: &str) -> Certificates {
        let chain = [file(&format!("{name}.pem")), file("intermediate.pem")].concat();
        Certificates::from_pem(&chain, &file(&format!("{name}.key.pem")), &file("root.pem")).unwrap()
    }

    const IN_2050: Duration = Duration::from_secs(80 * 31_556_952);

    fn fqdn(name: &str) -> Identity {
        Identity::Fqdn(name.into())
    }

    /// p384's verdict over octets that the P-256 key signed under a certificate.
    fn verdict(certificates: &[&str], identity: &Identity, at: Duration) -> Result<(), AuthError> {
        let chain: Vec<_> = certificates.iter().map(|name| certificate_der(name)).collect();
        let signed = key("p256").sign(b"octets", Some(SignatureHashes::OURS)).unwrap();
        let peer = PeerAuth {
            certificates: &chain.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            identity,
            method: signed.method,
            data: &signed.data,
            octets: b"octets",
            announced_hashes: true,
        };
        gateway("p384").verify(&peer, at)
    }

    #[test]
    fn gateways_with_keys_of_every_kind_authenticate_to_each_other() {
        for ours in ["rsa", "p256", "p384"] {
            for theirs in ["rsa", "p256", "p384"] {
                let (us, them) = (gateway(ours), gateway(theirs));
                let signed = them.sign(b"octets", Some(SignatureHashes::OURS)).unwrap();
                assert_eq!(signed.method, method::DIGITAL_SIGNATURE);
                let chain: Vec<_> = them.chain().collect();
                let peer = PeerAuth {
                    certificates: &chain,
                    identity: &fqdn(&format!("{theirs}.example.org")),
                    method: signed.method,
                    data: &signed.data,
                    octets: b"octets",
                    announced_hashes: true,
                };
                assert_eq!(us.verify(&peer, IN_2050), Ok(()), "{theirs} to {ours}");
                let other = PeerAuth { octets: b"other octets", ..peer };
                assert_eq!(us.verify(&other, IN_2050), Err(AuthError::Signature), "{theirs} to {ours}");
                let imposter = fqdn("somebody.example.org");
                let other = PeerAuth { identity: &imposter, ..peer };
                assert_eq!(us.verify(&other, IN_2050), Err(AuthError::Identity), "{theirs} to {ours}");
            }
        }
    }

    #[test]
    fn ecdsa_authenticates_to_a_peer_that_knows_no_rfc_7427() {
        for (name, method) in [("p256", method::ECDSA_256), ("p384", method::ECDSA_384)] {
            let signed = gateway(name).sign(b"octets", None).unwrap();
            assert_eq!(signed.method, method);
            let peer = PeerAuth {
                certificates: &[&certificate_der(name)],
                identity: &fqdn(&format!("{name}.example.org")),
                method: signed.method,
                data: &signed.data,
                octets: b"octets",
                announced_hashes: false,
            };
            assert_eq!(gateway("rsa").verify(&peer, IN_2050), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_certificate_is_refused_before_and_after_its_time() {
        let identity = fqdn("p256.example.org");
        assert_eq!(verdict(&["p256"], &identity, IN_2050), Ok(()));
        let early = verdict(&["p256"], &identity, Duration::from_secs(0));
        assert!(matches!(early, Err(AuthError::Path(webpki::Error::CertNotValidYet { .. }))), "{early:?}");
        let late = verdict(&["p256"], &identity, 3 * IN_2050);
        assert!(matches!(late, Err(AuthError::Path(webpki::Error::CertExpired { .. }))), "{late:?}");
    }

    #[test]
    fn a_certificate_of_a_stranger_is_refused() {
        let identity = fqdn("p256.example.org");
        for chain in [&["strange"][..], &["strange", "stranger"], &["strange", "root"]] {
            let refused = verdict(chain, &identity, IN_2050);
            assert_eq!(refused, Err(AuthError::Path(webpki::Error::UnknownIssuer)), "{chain:?}");
        }
    }

    #[test]
    fn an_intermediate_must_be_sent_along() {
        let signed = gateway("rsa").sign(b"octets", Some(SignatureHashes::OURS)).unwrap();
        let peer = PeerAuth {
            certificates: &[&certificate_der("rsa")],
            identity: &fqdn("rsa.example.org"),
            method: signed.method,
            data: &signed.data,
            octets: b"octets",
            announced_hashes: true,
        };
        let verdict = gateway("p384").verify(&peer, IN_2050);
        assert_eq!(verdict, Err(AuthError::Path(webpki::Error::UnknownIssuer)));
    }

    #[test]
    fn certificates_for_other_purposes_are_refused() {
        let identity = fqdn("p256.example.org");
        let refused = verdict(&["code-signing"], &identity, IN_2050);
        assert!(matches!(refused, Err(AuthError::Path(webpki::Error::RequiredEkuNotFoundContext(_)))), "{refused:?}");
        assert_eq!(verdict(&["encipherment"], &identity, IN_2050), Err(AuthError::KeyUsage));
    }

    #[test]
    fn a_certificate_without_names_bears_its_subject_alone() {
        assert_eq!(verdict(&["unnamed"], &fqdn("unnamed.example.org"), IN_2050), Err(AuthError::Identity));
        let der = certificate_der("unnamed");
        let subject = Certificate::from_der(&der).unwrap().tbs_certificate.subject;
        let dn = Identity::Dn(x509_cert::der::Encode::to_der(&subject).unwrap());
        assert_eq!(verdict(&["unnamed"], &dn, IN_2050), Ok(()));
    }

    #[test]
    fn missing_and_damaged_certificates_are_refused() {
        let identity = fqdn("p256.example.org");
        assert_eq!(verdict(&[], &identity, IN_2050), Err(AuthError::NoCertificate));
        let us = gateway("p384");
        let der = certificate_der("p256");
        let verdict = |der: &[u8]| {
            let peer = PeerAuth {
                certificates: &[der],
                identity: &identity,
                method: method::ECDSA_256,
                data: &[0; 64],
                octets: b"octets",
                announced_hashes: true,
            };
            us.verify(&peer, IN_2050)
        };
        for len in 0..der.len() {
            assert_eq!(verdict(&der[..len]), Err(AuthError::Malformed), "{len}");
        }
        for at in 0..der.len() {
            let mut damaged = der.clone();
            damaged[at] ^= 0x41;
            assert!(matches!(verdict(&damaged), Err(AuthError::Malformed | AuthError::Path(_))), "{at}");
        }
        assert_eq!(verdict(&der), Err(AuthError::Signature));
    }

    #[test]
    fn a_certificate_request_names_the_anchors_by_their_keys() {
        // openssl x509 -in root.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl sha1
        let root = Certificate::from_der(&certificate_der("root")).unwrap();
        let spki = x509_cert::der::Encode::to_der(&root.tbs_certificate.subject_public_key_info).unwrap();
        let gateway = gateway("p256");
        assert_eq!(gateway.authorities(), Hash::Sha1.digest(&[&spki]));
        assert_eq!(gateway.chain().collect::<Vec<_>>(), [certificate_der("p256"), certificate_der("intermediate")]);
    }

    #[test]
    fn keys_and_certificates_that_do_not_fit_are_told_apart() {
        let load = |chain: &str, key: &str, anchors: &str| {
            Certificates::from_pem(&file(chain), &file(key), &file(anchors)).map(|_| ()).unwrap_err()
        };
        assert_eq!(load("p256.pem", "p384.key.pem", "root.pem"), CertificatesError::Mismatch);
        assert_eq!(load("p256.pem", "root.pem", "root.pem"), CertificatesError::Key);
        assert_eq!(load("p256.key.pem", "p256.key.pem", "root.pem"), CertificatesError::NoCertificate);
        assert_eq!(load("p256.pem", "p256.key.pem", "p256.key.pem"), CertificatesError::NoAnchor);
        let key = PrivateKeyDer::from_pem_slice(&file("p256.key.pem")).unwrap();
        let anchors = || vec![certificate_der("root")];
        assert!(Certificates::from_der(vec![certificate_der("p256")], key.secret_der(), anchors()).is_ok());
        let refused = Certificates::from_der(vec![vec![0x30, 0]], key.secret_der(), anchors()).map(|_| ());
        assert_eq!(refused, Err(CertificatesError::Certificate));
        let refused = Certificates::from_der(vec![certificate_der("p256")], &[0x30, 0], anchors()).map(|_| ());
        assert_eq!(refused, Err(CertificatesError::Key));
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert_eq!(format!("{:?}", gateway("p256")), "Certificates(P-256 key, chain of 2, 1 trust anchors)");
    }
}
