//! A chain of payloads being written: each names the kind of the next. RFC 7296 §3.2.

use crate::config::TrafficSelector;
use crate::sa::{Protocol, Spi};
use crate::wire::header::{self, Header};

use super::{auth, delete, id, ke, payload, sa, ts, Notify, Proposal};

/// Payloads, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    first: u8,
    /// Where the last payload begins.
    last: Option<usize>,
    octets: Vec<u8>,
}

impl Chain {
    /// Appends a payload of any kind.
    pub fn push(&mut self, kind: u8, body: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        match self.last {
            Some(at) => self.octets[at] = kind,
            None => self.first = kind,
        }
        let at = self.octets.len();
        self.last = Some(at);
        self.octets.extend_from_slice(&[payload::NONE, 0, 0, 0]);
        body(&mut self.octets);
        let len = u16::try_from(self.octets.len() - at).expect("a payload of ours is below 64 KiB");
        self.octets[at + 2..at + 4].copy_from_slice(&len.to_be_bytes());
        self
    }

    pub fn sa(&mut self, proposals: &[Proposal<'_>]) -> &mut Self {
        self.push(payload::SA, |out| sa::emit(proposals, out))
    }

    pub fn key_exchange(&mut self, method: u16, data: &[u8]) -> &mut Self {
        self.push(payload::KEY_EXCHANGE, |out| ke::KeyExchange { method, data }.emit(out))
    }

    pub fn nonce(&mut self, nonce: &[u8]) -> &mut Self {
        self.push(payload::NONCE, |out| out.extend_from_slice(nonce))
    }

    pub fn notify(&mut self, notify: &Notify<'_>) -> &mut Self {
        self.push(payload::NOTIFY, |out| notify.emit(out))
    }

    /// A notify of the IKE SA, without data.
    pub fn status(&mut self, kind: u16) -> &mut Self {
        self.notify(&Notify::new(kind, &[]))
    }

    /// IDi or IDr, as `kind` says.
    pub fn id(&mut self, kind: u8, id: &id::Identification<'_>) -> &mut Self {
        self.push(kind, |out| id.emit(out))
    }

    pub fn auth(&mut self, method: u8, data: &[u8]) -> &mut Self {
        self.push(payload::AUTH, |out| auth::Authentication { method, data }.emit(out))
    }

    /// CERT or CERTREQ, as `kind` says.
    pub fn certificate(&mut self, kind: u8, encoding: u8, data: &[u8]) -> &mut Self {
        self.push(kind, |out| auth::Certificate { encoding, data }.emit(out))
    }

    /// TSi or TSr, as `kind` says.
    pub fn selectors(&mut self, kind: u8, selectors: &[TrafficSelector]) -> &mut Self {
        self.push(kind, |out| ts::emit(selectors, out))
    }

    pub fn delete_ike(&mut self) -> &mut Self {
        self.push(payload::DELETE, delete::emit_ike)
    }

    /// Deletes SAs; the SPIs are the sender's inbound ones (RFC 7296 §1.4.1).
    pub fn delete(&mut self, protocol: Protocol, spis: &[Spi]) -> &mut Self {
        self.push(payload::DELETE, |out| delete::emit(protocol, spis, out))
    }

    /// Kind of the first payload; 0 if there is none.
    pub fn first(&self) -> u8 {
        self.first
    }

    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The whole of an unprotected message.
    pub fn message(&self, header: Header) -> Vec<u8> {
        let len = header::LEN + self.octets.len();
        let mut out = Vec::with_capacity(len);
        let length = u32::try_from(len).expect("a message of ours is below 64 KiB");
        Header { next_payload: self.first, length, ..header }.emit(&mut out);
        out.extend_from_slice(&self.octets);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::v2::{exchange, flags, notify, VERSION};

    fn header(initiator_spi: u64, responder_spi: u64, exchange: u8, flags: u8, message_id: u32) -> Header {
        Header {
            initiator_spi,
            responder_spi,
            next_payload: 0,
            version: VERSION,
            exchange,
            flags,
            message_id,
            length: 0,
        }
    }

    fn derived(id: &str) -> Vec<u8> {
        crate::wire::v2::payload::fixtures::derived(id, "message")
    }

    #[test]
    fn v2_invspi_clear_is_written_octet_for_octet() {
        let spi = 0x7aa6_9cb7u32.to_be_bytes();
        let mut chain = Chain::default();
        chain.notify(&Notify::new(notify::INVALID_SPI, &spi));
        let message = chain.message(header(0, 0, exchange::INFORMATIONAL, flags::INITIATOR, 0));
        assert_eq!(message, derived("V2-INVSPI-CLEAR"));
    }

    #[test]
    fn v2_invikespi_is_written_octet_for_octet() {
        let mut chain = Chain::default();
        chain.status(notify::INVALID_IKE_SPI);
        let (i, r) = (0x1111_1111_2222_2222, 0x3333_3333_4444_4444);
        let message = chain.message(header(i, r, exchange::INFORMATIONAL, flags::RESPONSE, 7));
        assert_eq!(message, derived("V2-INVIKESPI"));
    }

    #[test]
    fn an_empty_chain_has_no_next_payload() {
        let message = Chain::default().message(header(1, 2, exchange::INFORMATIONAL, 0, 3));
        assert_eq!(message.len(), header::LEN);
        assert_eq!(message[16], payload::NONE);
    }
}
