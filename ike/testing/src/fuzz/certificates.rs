//! A peer's proof by certificate, and certificates and keys of our own. Input, lengths in two octets:
//!
//! ```text
//!   method(1) announced(1) kind of identity(1) | len, identity | len, AUTH data | len, signed octets | (len, certificate)*
//! ```

use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Duration;

use respite_ike::config::Identity;
use respite_ike::crypto::sign::{Certificates, PeerAuth, SignatureHashes};
use respite_ike::wire::{Error, Reader};

pub fn run(data: &[u8]) {
    let Ok(claim) = Claim::parse(data) else { return };
    let peer = PeerAuth {
        certificates: &claim.certificates,
        identity: &claim.identity,
        method: claim.method,
        data: claim.data,
        octets: claim.octets,
        announced_hashes: claim.announced,
    };
    if OURS.verify(&peer, NOW).is_ok() {
        assert_eq!(claim.octets, SIGNED, "only what was signed verifies");
    }
    let chain = || claim.certificates.iter().map(|der| der.to_vec()).collect();
    if let Ok(ours) = Certificates::from_der(chain(), claim.data, chain()) {
        let hashes = SignatureHashes::parse(claim.octets).ok();
        if let Ok(proof) = ours.sign(SIGNED, hashes) {
            assert!(!proof.data.is_empty());
        }
    }
}

/// What a peer says.
struct Claim<'a> {
    method: u8,
    announced: bool,
    identity: Identity,
    data: &'a [u8],
    octets: &'a [u8],
    certificates: Vec<&'a [u8]>,
}

impl<'a> Claim<'a> {
    fn parse(data: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(data, "claim");
        let (method, announced, kind) = (reader.u8()?, reader.u8()? != 0, reader.u8()?);
        let identity = identity(kind, part(&mut reader)?);
        let (data, octets) = (part(&mut reader)?, part(&mut reader)?);
        let mut certificates = Vec::new();
        while !reader.is_empty() && certificates.len() < MAX_CERTIFICATES {
            certificates.push(part(&mut reader)?);
        }
        Ok(Claim { method, announced, identity, data, octets, certificates })
    }
}

fn part<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Error> {
    let len = reader.u16()?;
    reader.take(len.into())
}

fn identity(kind: u8, octets: &[u8]) -> Identity {
    let text = String::from_utf8_lossy(octets).into_owned();
    match kind {
        0 => match octets {
            [a, b, c, d] => Identity::Address(IpAddr::from([*a, *b, *c, *d])),
            _ => Identity::Fqdn(text),
        },
        1 => Identity::Fqdn(text),
        2 => Identity::Email(text),
        3 => Identity::Dn(octets.to_vec()),
        _ => Identity::KeyId(octets.to_vec()),
    }
}

static OURS: LazyLock<Certificates> = LazyLock::new(|| {
    let chain = include_bytes!("../../../../fixtures/certificates/p256.pem");
    let key = include_bytes!("../../../../fixtures/certificates/p256.key.pem");
    let root = include_bytes!("../../../../fixtures/certificates/root.pem");
    Certificates::from_pem(chain, key, root).expect("the fixtures are sound")
});

/// What openssl has signed in `fixtures/certificates/signatures.json`.
pub const SIGNED: &[u8] = b"what an end of IKE_AUTH signs";
/// 2027-01-15T08:00:00Z, when the fixtures are valid.
const NOW: Duration = Duration::from_secs(1_800_000_000);
const MAX_CERTIFICATES: usize = 8;
