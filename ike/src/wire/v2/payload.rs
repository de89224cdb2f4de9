//! Payloads of one message, read at once. RFC 7296 §3.2.

use crate::config::TrafficSelector;
use crate::wire::{Error, Reader};

use super::auth::{Authentication, Certificate};
use super::delete::Delete;
use super::id::Identification;
use super::ke::{self, KeyExchange};
use super::{sa, ts, Notify, Proposal};

/// Payloads that one message may hold; more are refused.
pub const MAX_PAYLOADS: usize = 128;

pub const NONE: u8 = 0;
pub const SA: u8 = 33;
pub const KEY_EXCHANGE: u8 = 34;
pub const ID_I: u8 = 35;
pub const ID_R: u8 = 36;
pub const CERT: u8 = 37;
pub const CERTREQ: u8 = 38;
pub const AUTH: u8 = 39;
pub const NONCE: u8 = 40;
pub const NOTIFY: u8 = 41;
pub const DELETE: u8 = 42;
pub const VENDOR: u8 = 43;
pub const TS_I: u8 = 44;
pub const TS_R: u8 = 45;
pub const SK: u8 = 46;
pub const CONFIGURATION: u8 = 47;
pub const EAP: u8 = 48;
pub const SKF: u8 = 53;

/// A payload that means something here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    Sa(Vec<Proposal<'a>>),
    KeyExchange(KeyExchange<'a>),
    IdI(Identification<'a>),
    IdR(Identification<'a>),
    Cert(Certificate<'a>),
    CertReq(Certificate<'a>),
    Auth(Authentication<'a>),
    Nonce(&'a [u8]),
    Notify(Notify<'a>),
    Delete(Delete),
    TsI(Vec<TrafficSelector>),
    TsR(Vec<TrafficSelector>),
}

/// Why a chain of payloads is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Malformed(#[from] Error),
    /// A payload of this kind is not known, and its sender insists (RFC 7296 §2.5).
    #[error("unknown critical payload {0}")]
    Critical(u8),
}

/// The payloads of a message. Order is free (RFC 7296 §2.5); of most kinds there may be one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payloads<'a>(Vec<Payload<'a>>);

impl<'a> Payloads<'a> {
    /// Reads a chain, `first` being the kind of its first payload. Vendor ids, EAP and unknown payloads that are not
    /// critical are left out.
    pub fn parse(first: u8, octets: &'a [u8]) -> Result<Self, Refusal> {
        let mut payloads = Payloads::default();
        let mut reader = Reader::new(octets, "payload");
        let mut kind = first;
        let mut count = 0;
        while kind != NONE {
            if count == MAX_PAYLOADS {
                return Err(reader.error("number of payloads").into());
            }
            count += 1;
            let (next, critical) = (reader.u8()?, reader.u8()? & CRITICAL != 0);
            let length = usize::from(reader.u16()?);
            let body = reader.take(length.checked_sub(4).ok_or(reader.error("length"))?)?;
            let payload = match kind {
                SA => Payload::Sa(sa::parse(body)?),
                KEY_EXCHANGE => Payload::KeyExchange(KeyExchange::parse(body)?),
                ID_I => Payload::IdI(Identification::parse(body)?),
                ID_R => Payload::IdR(Identification::parse(body)?),
                CERT => Payload::Cert(Certificate::parse(body)?),
                CERTREQ => Payload::CertReq(Certificate::parse(body)?),
                AUTH => Payload::Auth(Authentication::parse(body)?),
                NONCE => Payload::Nonce(ke::parse_nonce(body)?),
                NOTIFY => Payload::Notify(Notify::parse(body)?),
                DELETE => Payload::Delete(Delete::parse(body)?),
                TS_I => Payload::TsI(ts::parse(body)?),
                TS_R => Payload::TsR(ts::parse(body)?),
                VENDOR | CONFIGURATION | EAP => {
                    kind = next;
                    continue;
                }
                // Inside an encrypted payload, or in a message that must not have one.
                SK | SKF => return Err(reader.error("kind").into()),
                unknown if critical => return Err(Refusal::Critical(unknown)),
                _ => {
                    kind = next;
                    continue;
                }
            };
            let repeatable =
                matches!(payload, Payload::Notify(_) | Payload::Delete(_) | Payload::Cert(_) | Payload::CertReq(_));
            if !repeatable && payloads.0.iter().any(|p| std::mem::discriminant(p) == std::mem::discriminant(&payload)) {
                return Err(reader.error("repeated payload").into());
            }
            payloads.0.push(payload);
            kind = next;
        }
        if !reader.is_empty() {
            return Err(reader.error("end").into());
        }
        Ok(payloads)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Payload<'a>> {
        self.0.iter()
    }

    pub fn notifies(&self) -> impl Iterator<Item = &Notify<'a>> {
        self.0.iter().filter_map(|p| if let Payload::Notify(notify) = p { Some(notify) } else { None })
    }

    pub fn notify(&self, kind: u16) -> Option<&Notify<'a>> {
        self.notifies().find(|n| n.kind == kind)
    }

    pub fn has(&self, kind: u16) -> bool {
        self.notify(kind).is_some()
    }

    /// The first notify that reports an error.
    pub fn error(&self) -> Option<&Notify<'a>> {
        self.notifies().find(|n| n.is_error())
    }

    pub fn deletes(&self) -> impl Iterator<Item = &Delete> {
        self.0.iter().filter_map(|p| if let Payload::Delete(delete) = p { Some(delete) } else { None })
    }

    pub fn sa(&self) -> Option<&[Proposal<'a>]> {
        self.0.iter().find_map(|p| if let Payload::Sa(proposals) = p { Some(proposals.as_slice()) } else { None })
    }

    pub fn key_exchange(&self) -> Option<KeyExchange<'a>> {
        self.0.iter().find_map(|p| if let Payload::KeyExchange(ke) = p { Some(*ke) } else { None })
    }

    pub fn nonce(&self) -> Option<&'a [u8]> {
        self.0.iter().find_map(|p| if let Payload::Nonce(nonce) = p { Some(*nonce) } else { None })
    }

    pub fn id_i(&self) -> Option<Identification<'a>> {
        self.0.iter().find_map(|p| if let Payload::IdI(id) = p { Some(*id) } else { None })
    }

    pub fn id_r(&self) -> Option<Identification<'a>> {
        self.0.iter().find_map(|p| if let Payload::IdR(id) = p { Some(*id) } else { None })
    }

    pub fn auth(&self) -> Option<Authentication<'a>> {
        self.0.iter().find_map(|p| if let Payload::Auth(auth) = p { Some(*auth) } else { None })
    }

    pub fn certs(&self) -> impl Iterator<Item = Certificate<'a>> + '_ {
        self.0.iter().filter_map(|p| if let Payload::Cert(cert) = p { Some(*cert) } else { None })
    }

    pub fn certreqs(&self) -> impl Iterator<Item = Certificate<'a>> + '_ {
        self.0.iter().filter_map(|p| if let Payload::CertReq(cert) = p { Some(*cert) } else { None })
    }

    pub fn ts_i(&self) -> Option<&[TrafficSelector]> {
        self.0.iter().find_map(|p| if let Payload::TsI(selectors) = p { Some(selectors.as_slice()) } else { None })
    }

    pub fn ts_r(&self) -> Option<&[TrafficSelector]> {
        self.0.iter().find_map(|p| if let Payload::TsR(selectors) = p { Some(selectors.as_slice()) } else { None })
    }
}

const CRITICAL: u8 = 0x80;

#[cfg(test)]
pub(crate) mod fixtures {
    /// A field of an IKEv2 entry of fixtures/vectors/derived.json.
    pub fn derived(id: &str, field: &str) -> Vec<u8> {
        let text = include_str!("../../../../fixtures/vectors/derived.json");
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        let entry = document["ikev2"].as_array().unwrap().iter().find(|e| e["id"] == id).unwrap();
        hex(entry[field].as_str().unwrap())
    }

    pub fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::fixtures::derived;
    use super::*;
    use crate::wire::header::{self, Header};
    use crate::wire::v2::{notify, Chain};

    #[test]
    fn v2_qcd_tokens_are_read_with_protocol_one_and_zero() {
        for (id, protocol) in [("V2-QCD", 1), ("V2-QCD-proto0", 0)] {
            let message = derived(id, "message");
            let header = Header::parse(&message).unwrap();
            let payloads = Payloads::parse(header.next_payload, &message[header::LEN..]).unwrap();
            assert!(payloads.has(notify::INVALID_IKE_SPI));
            let token = payloads.notify(notify::QUICK_CRASH_DETECTION).unwrap();
            assert_eq!(token.protocol, protocol);
            assert_eq!(token.data, derived("V2-QCD", "token"));
        }
    }

    #[test]
    fn unknown_payloads_are_skipped_unless_critical() {
        let mut chain = Chain::default();
        chain.push(200, |out| out.push(1)).status(notify::INITIAL_CONTACT);
        let mut octets = chain.octets().to_vec();
        assert!(Payloads::parse(200, &octets).unwrap().has(notify::INITIAL_CONTACT));
        octets[1] = 0x80;
        assert_eq!(Payloads::parse(200, &octets), Err(Refusal::Critical(200)));
    }

    #[test]
    fn a_second_nonce_is_refused_a_second_notify_is_not() {
        let mut chain = Chain::default();
        chain.nonce(&[1; 16]).status(1).status(2);
        assert_eq!(Payloads::parse(NONCE, chain.octets()).unwrap().notifies().count(), 2);
        chain.nonce(&[1; 16]);
        let refusal = Payloads::parse(NONCE, chain.octets()).unwrap_err();
        assert!(matches!(refusal, Refusal::Malformed(error) if error.field == "repeated payload"));
    }

    #[test]
    fn lengths_that_lie_and_chains_that_do_not_end_are_refused() {
        let mut chain = Chain::default();
        chain.nonce(&[1; 16]).status(1);
        let octets = chain.octets();
        for len in 0..octets.len() {
            assert!(Payloads::parse(NONCE, &octets[..len]).is_err(), "{len}");
        }
        assert!(Payloads::parse(NONCE, &[octets, &[0]].concat()).is_err());
        assert!(Payloads::parse(NONCE, &[0, 0, 0, 3]).is_err());
    }

    #[test]
    fn more_payloads_than_allowed_are_refused() {
        let mut chain = Chain::default();
        for _ in 0..=MAX_PAYLOADS {
            chain.status(1);
        }
        let refusal = Payloads::parse(NOTIFY, chain.octets()).unwrap_err();
        assert!(matches!(refusal, Refusal::Malformed(error) if error.field == "number of payloads"));
    }

    #[test]
    fn an_encrypted_payload_within_a_chain_is_refused() {
        assert!(Payloads::parse(SK, &[0, 0, 0, 4]).is_err());
    }
}
