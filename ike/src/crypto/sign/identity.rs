//! Whether a certificate bears an IKE identity (RFC 4945 §3.1), and whether two identities are the same.

use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::{Decode, Tag, Tagged};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::name::Name;
use x509_cert::Certificate;

use crate::config::Identity;

/// Whether two identities are the same: names of hosts whatever their case, distinguished names whatever their string types.
pub fn is_same_identity(a: &Identity, b: &Identity) -> bool {
    match (a, b) {
        (Identity::Fqdn(a), Identity::Fqdn(b)) => a.eq_ignore_ascii_case(b),
        (Identity::Email(a), Identity::Email(b)) => is_same_mailbox(a, b),
        (Identity::Dn(a), Identity::Dn(b)) => {
            a == b || decode(a).zip(decode(b)).is_some_and(|(a, b)| is_same_dn(&a, &b))
        }
        _ => a == b,
    }
}

/// Whether the certificate is that of `identity`: in its subjectAltName, a distinguished name also as its subject. Patterns
/// ("*.example.org") and the subject's common name stand for nothing (RFC 4945 §3.1.2, §5.1.1.2).
pub(super) fn bears(certificate: &Certificate, identity: &Identity) -> bool {
    let names = match certificate.tbs_certificate.get::<SubjectAltName>() {
        Ok(names) => names.map_or_else(Vec::new, |(_, names)| names.0),
        Err(_) => return false,
    };
    let is_named = names.iter().any(|name| match (name, identity) {
        (GeneralName::IpAddress(octets), Identity::Address(address)) => match address {
            std::net::IpAddr::V4(address) => octets.as_bytes() == address.octets(),
            std::net::IpAddr::V6(address) => octets.as_bytes() == address.octets(),
        },
        (GeneralName::DnsName(name), Identity::Fqdn(fqdn)) => name.as_str().eq_ignore_ascii_case(fqdn),
        (GeneralName::Rfc822Name(name), Identity::Email(email)) => is_same_mailbox(name.as_str(), email),
        (GeneralName::DirectoryName(name), Identity::Dn(der)) => decode(der).is_some_and(|dn| is_same_dn(&dn, name)),
        _ => false,
    });
    is_named || is_subject(certificate, identity)
}

fn is_subject(certificate: &Certificate, identity: &Identity) -> bool {
    let Identity::Dn(der) = identity else {
        return false;
    };
    let subject = &certificate.tbs_certificate.subject;
    !subject.is_empty() && decode(der).is_some_and(|dn| is_same_dn(&dn, subject))
}

fn decode(dn: &[u8]) -> Option<Name> {
    Name::from_der(dn).ok()
}

/// The host whatever its case, the mailbox to the letter (RFC 5280 §7.5).
fn is_same_mailbox(a: &str, b: &str) -> bool {
    match (a.rsplit_once('@'), b.rsplit_once('@')) {
        (Some((a, a_host)), Some((b, b_host))) => a == b && a_host.eq_ignore_ascii_case(b_host),
        _ => a == b,
    }
}

/// RFC 5280 §7.1: attribute by attribute in order; strings by what they say, whatever their type, case and spacing.
fn is_same_dn(a: &Name, b: &Name) -> bool {
    a.0.len() == b.0.len()
        && a.0
            .iter()
            .zip(&b.0)
            .all(|(a, b)| a.0.len() == b.0.len() && a.0.iter().all(|a| b.0.iter().any(|b| is_same_attribute(a, b))))
}

fn is_same_attribute(a: &AttributeTypeAndValue, b: &AttributeTypeAndValue) -> bool {
    let text = |attribute: &AttributeTypeAndValue| match attribute.value.tag() {
        Tag::PrintableString | Tag::Utf8String | Tag::Ia5String => {
            let text = std::str::from_utf8(attribute.value.value()).ok()?;
            Some(text.split_ascii_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase())
        }
        _ => None,
    };
    a.oid == b.oid && (a.value == b.value || text(a).zip(text(b)).is_some_and(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use x509_cert::der::Encode;

    use super::*;
    use crate::crypto::sign::certificates::tests::certificate_der;

    fn certificate(name: &str) -> Certificate {
        Certificate::from_der(&certificate_der(name)).unwrap()
    }

    fn fqdn(name: &str) -> Identity {
        Identity::Fqdn(name.into())
    }

    fn email(name: &str) -> Identity {
        Identity::Email(name.into())
    }

    fn address(address: &str) -> Identity {
        Identity::Address(address.parse().unwrap())
    }

    /// All strings as UTF8String, the country too.
    fn dn(name: &str) -> Identity {
        Identity::Dn(Name::from_str(name).unwrap().to_der().unwrap())
    }

    #[test]
    fn a_certificate_bears_the_names_of_its_subject_alt_name() {
        assert!(bears(&certificate("rsa"), &fqdn("rsa.example.org")));
        assert!(bears(&certificate("rsa"), &fqdn("RSA.Example.ORG")));
        assert!(bears(&certificate("rsa"), &address("192.0.2.1")));
        assert!(bears(&certificate("rsa"), &email("Ops@RSA.example.org")));
        assert!(bears(&certificate("p256"), &address("2001:db8::256")));
    }

    #[test]
    fn it_bears_no_other_names() {
        assert!(!bears(&certificate("rsa"), &fqdn("p256.example.org")));
        assert!(!bears(&certificate("rsa"), &fqdn("example.org")));
        assert!(!bears(&certificate("rsa"), &fqdn("192.0.2.1")));
        assert!(!bears(&certificate("rsa"), &address("192.0.2.2")));
        assert!(!bears(&certificate("rsa"), &address("::ffff:192.0.2.1")));
        assert!(!bears(&certificate("rsa"), &email("ops@rsa.example.org")));
        assert!(!bears(&certificate("rsa"), &Identity::KeyId(b"rsa.example.org".to_vec())));
    }

    #[test]
    fn patterns_and_common_names_stand_for_nothing() {
        assert!(!bears(&certificate("p384"), &fqdn("a.wild.example.org")));
        assert!(!bears(&certificate("unnamed"), &fqdn("unnamed.example.org")));
    }

    #[test]
    fn a_distinguished_name_is_the_subject_whatever_its_string_types() {
        let raw = certificate("rsa").tbs_certificate.subject.to_der().unwrap();
        assert!(bears(&certificate("rsa"), &Identity::Dn(raw)));
        assert!(bears(&certificate("rsa"), &dn("CN=gateway  rsa,O=Respite,C=JP")));
        assert!(!bears(&certificate("rsa"), &dn("CN=Gateway RSA,O=Respite")));
        assert!(!bears(&certificate("rsa"), &dn("C=JP,O=Respite,CN=Gateway RSA")));
        assert!(!bears(&certificate("rsa"), &dn("CN=Gateway P-256,O=Respite,C=JP")));
        assert!(!bears(&certificate("rsa"), &Identity::Dn(vec![0x30, 0x80])));
        assert!(!bears(&certificate("rsa"), &Identity::Dn(vec![0x30, 0])));
    }

    #[test]
    fn identities_are_compared_by_what_they_mean() {
        assert!(is_same_identity(&fqdn("A.example"), &fqdn("a.Example")));
        assert!(is_same_identity(&email("ops@A.example"), &email("ops@a.example")));
        assert!(!is_same_identity(&email("Ops@a.example"), &email("ops@a.example")));
        assert!(!is_same_identity(&fqdn("a.example"), &email("a.example")));
        let raw = Identity::Dn(certificate("rsa").tbs_certificate.subject.to_der().unwrap());
        assert!(is_same_identity(&raw, &dn("CN=Gateway RSA,O=Respite,C=JP")));
        assert!(!is_same_identity(&raw, &dn("CN=Gateway,O=Respite,C=JP")));
        assert!(is_same_identity(&address("192.0.2.1"), &address("192.0.2.1")));
        assert!(!is_same_identity(&address("192.0.2.1"), &address("192.0.2.2")));
        let key_id = |octets: &[u8]| Identity::KeyId(octets.to_vec());
        assert!(is_same_identity(&key_id(b"x"), &key_id(b"x")) && !is_same_identity(&key_id(b"x"), &key_id(b"X")));
    }
}
