//! Informational exchanges: notifies and deletes, one protected message each. RFC 2409 §5.7.
//!
//! ```text
//! HDR*, HASH(1), N | D ...
//! ```
//! Nobody acknowledges them. What a peer says is read tolerantly; what it means is for the SA.

use crate::sa::{Lifetime, Protocol, Spi};
use crate::wire::v1::attribute::oakley;
use crate::wire::v1::notify::kind as notify;
use crate::wire::v1::payload::kind;
use crate::wire::v1::{protocol, Builder, Delete, Notify, Payloads};

use super::message::Cookies;
use super::proposal;

/// What an authenticated informational exchange says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// SPIs that the peer does not know, at most `MOST_SPIS`.
    pub invalid_spis: Vec<(Option<Protocol>, Spi)>,
    /// How many it named.
    pub invalid_total: usize,
    /// The peer's inbound SPIs that it has deleted, at most `MOST_DELETES` for each protocol.
    pub deleted: Vec<(Protocol, Vec<Spi>)>,
    /// The peer has deleted this ISAKMP SA.
    pub isakmp_deleted: bool,
    pub initial_contact: bool,
    pub connected: bool,
    /// Sequence number of an R-U-THERE.
    pub are_you_there: Option<u32>,
    /// Sequence number of an R-U-THERE-ACK.
    pub there: Option<u32>,
    /// Of the ISAKMP SA.
    pub responder_lifetime: Option<Lifetime>,
    /// Errors of a negotiation, with the SPI that it is known by if there is one.
    pub errors: Vec<(u16, Option<Spi>)>,
    pub malformed: bool,
}

impl News {
    pub fn read(payloads: Payloads<'_>, cookies: Cookies) -> Self {
        let mut news = News::default();
        for payload in payloads {
            let Ok(payload) = payload else {
                news.malformed = true;
                break;
            };
            match payload.kind {
                kind::NOTIFY => match Notify::parse(payload.body) {
                    Ok(notify) => news.notify(&notify, cookies),
                    Err(_) => news.malformed = true,
                },
                kind::DELETE => match Delete::parse(payload.body) {
                    Ok(delete) => news.delete(&delete, cookies),
                    Err(_) => news.malformed = true,
                },
                _ => {}
            }
        }
        news
    }

    pub fn notify(&mut self, said: &Notify<'_>, cookies: Cookies) {
        match said.kind {
            notify::INVALID_SPI => {
                self.invalid_total += 1;
                if let Some(named) = invalid_spi(said).filter(|named| !self.invalid_spis.contains(named)) {
                    if self.invalid_spis.len() < MOST_SPIS {
                        self.invalid_spis.push(named);
                    }
                }
            }
            notify::INITIAL_CONTACT => self.initial_contact = true,
            notify::CONNECTED => self.connected = true,
            // The SPI should be our cookies (RFC 3706 §5.3).
            notify::R_U_THERE if said.spi.is_empty() || said.spi == cookies.octets() => {
                self.are_you_there = sequence(said);
            }
            notify::R_U_THERE_ACK if said.spi.is_empty() || said.spi == cookies.octets() => {
                self.there = sequence(said);
            }
            notify::RESPONDER_LIFETIME if said.protocol == protocol::ISAKMP => {
                let lifetime = proposal::lifetime(oakley::LIFE_TYPE, oakley::LIFE_DURATION, said.data);
                self.responder_lifetime = lifetime.ok();
            }
            error if error < notify::FIRST_STATUS && self.errors.len() < MOST_SPIS => {
                self.errors.push((error, spi(said.spi)));
            }
            _ => {}
        }
    }

    fn delete(&mut self, delete: &Delete<'_>, cookies: Cookies) {
        let protocol = match delete.protocol {
            protocol::ISAKMP => {
                self.isakmp_deleted |= delete.spis().any(|spi| spi == cookies.octets());
                return;
            }
            protocol::AH => Protocol::Ah,
            protocol::ESP => Protocol::Esp,
            _ => return,
        };
        let at = match self.deleted.iter().position(|(present, _)| *present == protocol) {
            Some(at) => at,
            None => {
                self.deleted.push((protocol, Vec::new()));
                self.deleted.len() - 1
            }
        };
        let room = MOST_DELETES - self.deleted[at].1.len();
        self.deleted[at].1.extend(delete.spis().filter_map(spi).take(room));
    }
}

/// N(INVALID-SPI) for SPIs that a peer's packets carry, and with `delete` D for them: peers that only log the notify heed
/// that.
pub(super) fn invalid_spis(spis: &[(Protocol, Spi)], delete: bool) -> Builder {
    let mut chain = Builder::new();
    for (protocol, spi) in spis.iter().take(MOST_SPIS) {
        let spi = spi.0.to_be_bytes();
        chain.push(kind::NOTIFY, &Notify::new(*protocol as u8, notify::INVALID_SPI, &spi, &[]).emit());
    }
    if delete {
        push_deletes(&mut chain, spis);
    }
    chain
}

/// D for our inbound SPIs: a payload for each protocol (RFC 2408 §3.15).
pub(super) fn deletes(spis: &[(Protocol, Spi)]) -> Builder {
    let mut chain = Builder::new();
    push_deletes(&mut chain, spis);
    chain
}

/// D for the ISAKMP SA.
pub(super) fn delete_isakmp(cookies: Cookies) -> Builder {
    let mut chain = Builder::new();
    chain.push(kind::DELETE, &Delete::emit(protocol::ISAKMP, &[&cookies.octets()]));
    chain
}

/// R-U-THERE or its answer.
pub(super) fn are_you_there(cookies: Cookies, notify: u16, sequence: u32) -> Builder {
    let mut chain = Builder::new();
    let notify = Notify::new(protocol::ISAKMP, notify, &cookies.octets(), &sequence.to_be_bytes()).emit();
    chain.push(kind::NOTIFY, &notify);
    chain
}

/// A notify about a negotiation.
pub(super) fn error(notify: u16, protocol: u8, spi: &[u8]) -> Builder {
    let mut chain = Builder::new();
    chain.push(kind::NOTIFY, &Notify::new(protocol, notify, spi, &[]).emit());
    chain
}

fn push_deletes(chain: &mut Builder, spis: &[(Protocol, Spi)]) {
    for protocol in [Protocol::Ah, Protocol::Esp] {
        let octets: Vec<_> = spis.iter().filter(|(p, _)| *p == protocol).map(|(_, spi)| spi.0.to_be_bytes()).collect();
        if !octets.is_empty() {
            let octets: Vec<&[u8]> = octets.iter().map(|spi| &spi[..]).collect();
            chain.push(kind::DELETE, &Delete::emit(protocol as u8, &octets));
        }
    }
}

/// The SPI that an INVALID-SPI is about. It is meant to stand in the SPI field with four octets; peers leave that empty, or
/// put cookies there, and the SPI into the data.
fn invalid_spi(said: &Notify<'_>) -> Option<(Option<Protocol>, Spi)> {
    let protocol = match said.protocol {
        protocol::AH => Some(Protocol::Ah),
        protocol::ESP => Some(Protocol::Esp),
        _ => None,
    };
    let named = match said.spi.len() {
        4 => said.spi,
        0 | 16 => said.data.get(..4)?,
        _ => return None,
    };
    Some((protocol, spi(named)?))
}

fn spi(octets: &[u8]) -> Option<Spi> {
    octets.try_into().ok().map(|octets| Spi(u32::from_be_bytes(octets)))
}

fn sequence(said: &Notify<'_>) -> Option<u32> {
    said.data.try_into().ok().map(u32::from_be_bytes)
}

/// INVALID-SPI notifies, and errors, that are looked at in one message.
const MOST_SPIS: usize = 16;
/// A peer that clears all its SAs may name them in one message.
const MOST_DELETES: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{bytes, derived};

    const COOKIES: Cookies = Cookies { initiator: 0xb0b1_b2b3_b4b5_b6b7, responder: 0xa0a1_a2a3_a4a5_a6a7 };
    const AH: (Protocol, Spi) = (Protocol::Ah, Spi(0x0121_4f0d));
    const ESP: (Protocol, Spi) = (Protocol::Esp, Spi(0x7aa6_9cb7));

    fn read(chain: &Builder) -> News {
        News::read(Payloads::new(chain.first(), chain.octets()), COOKIES)
    }

    #[test]
    fn payloads_of_the_derived_vectors() {
        let dpd = are_you_there(COOKIES, notify::R_U_THERE, 0x1234);
        assert_eq!(dpd.octets(), bytes(&derived("ikev1_seed_messages")["R_U_THERE_payload_seq_1234"]));
        assert_eq!(read(&dpd).are_you_there, Some(0x1234));
        let vectors = derived("ikev1_informational");
        let cases = vectors["cases"].as_array().unwrap();
        for (id, chain) in [
            ("V1-INVSPI-AH", invalid_spis(&[AH], false)),
            ("V1-INVSPI-AH+ESP", invalid_spis(&[AH, ESP], false)),
            ("V1-DELETE-ESP", deletes(&[ESP])),
        ] {
            let case = cases.iter().find(|case| case["id"] == id).unwrap();
            assert_eq!(bytes(&case["plaintext"])[24..], *chain.octets(), "{id}");
        }
    }

    #[test]
    fn v1n_09_invalid_spi_is_understood_in_every_form_that_is_seen() {
        let spi = ESP.1 .0.to_be_bytes();
        for (said, protocol) in [
            (Notify::new(3, notify::INVALID_SPI, &spi, &[]), Some(Protocol::Esp)),
            (Notify::new(3, notify::INVALID_SPI, &spi, &spi), Some(Protocol::Esp)),
            (Notify::new(3, notify::INVALID_SPI, &[], &spi), Some(Protocol::Esp)),
            (Notify::new(1, notify::INVALID_SPI, &[9; 16], &spi), None),
            (Notify::new(0, notify::INVALID_SPI, &spi, &[]), None),
            (Notify::new(4, notify::INVALID_SPI, &spi, &[]), None),
            (Notify { doi: 0, ..Notify::new(3, notify::INVALID_SPI, &spi, &[]) }, Some(Protocol::Esp)),
        ] {
            let mut chain = Builder::new();
            chain.push(kind::NOTIFY, &said.emit());
            assert_eq!(read(&chain).invalid_spis, [(protocol, ESP.1)], "{said:?}");
        }
    }

    #[test]
    fn v1n_10_invalid_spi_of_a_strange_length_names_nothing() {
        for said in [
            Notify::new(3, notify::INVALID_SPI, &[1; 8], &[]),
            Notify::new(3, notify::INVALID_SPI, &[], &[]),
            Notify::new(3, notify::INVALID_SPI, &[], &[1, 2, 3]),
        ] {
            let mut chain = Builder::new();
            chain.push(kind::NOTIFY, &said.emit());
            let news = read(&chain);
            assert_eq!((news.invalid_spis.len(), news.invalid_total), (0, 1));
        }
    }

    #[test]
    fn dos_13_of_a_thousand_notifies_sixteen_are_looked_at_and_all_are_counted() {
        let mut chain = Builder::new();
        for spi in 1000..2000u32 {
            chain.push(kind::NOTIFY, &Notify::new(3, notify::INVALID_SPI, &spi.to_be_bytes(), &[]).emit());
        }
        let news = read(&chain);
        assert_eq!((news.invalid_spis.len(), news.invalid_total), (16, 1000));
    }

    #[test]
    fn only_this_sa_s_own_delete_ends_it() {
        assert!(read(&delete_isakmp(COOKIES)).isakmp_deleted);
        assert!(!read(&delete_isakmp(Cookies { responder: 1, ..COOKIES })).isakmp_deleted);
    }

    #[test]
    fn deletes_are_gathered_by_protocol_and_bounded() {
        let many: Vec<_> = (300..3000).map(|spi| (Protocol::Esp, Spi(spi))).chain([AH]).collect();
        let news = read(&deletes(&many));
        let counts: Vec<_> = news.deleted.iter().map(|(protocol, spis)| (*protocol, spis.len())).collect();
        assert_eq!(counts, [(Protocol::Ah, 1), (Protocol::Esp, MOST_DELETES)]);
    }
}
