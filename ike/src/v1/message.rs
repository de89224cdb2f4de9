//! Messages of an ISAKMP SA: encryption, its IVs, and the hashes of phase 2 (RFC 2409 §5.5, §5.7, App. B).
//!
//! ```text
//! phase 1   MM5: HASH(g^xi | g^xr)      then the last ciphertext block of the message before
//! phase 2   HASH(last block of phase 1 | M-ID), then the last ciphertext block of the message before in that exchange
//! ```
//! Exchanges of different M-ID do not touch each other. Opening a message yields the next IV, which its exchange takes
//! over only when the message has proved authentic: nobody can put an SA out of step.

use std::cell::Cell;
use std::net::SocketAddr;

use crate::context::Outbox;
use crate::crypto::keymat_v1::{exchange_iv, IsakmpKeys};
use crate::crypto::{Cipher, CryptoError, Hash, Secret};
use crate::endpoint::Transmit;
use crate::wire::header::{self, Header};
use crate::wire::v1::payload::kind;
use crate::wire::v1::{flag, Builder, Payload, Payloads, VERSION};

use super::natt;

/// Cookies of initiator and responder: their order is that of main mode, whoever sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cookies {
    pub initiator: u64,
    pub responder: u64,
}

impl Cookies {
    /// As the SPI of the ISAKMP SA.
    pub fn octets(self) -> [u8; 16] {
        ((u128::from(self.initiator) << 64) | u128::from(self.responder)).to_be_bytes()
    }
}

/// What protects the messages of an ISAKMP SA.
pub(super) struct Protection {
    pub cookies: Cookies,
    pub keys: IsakmpKeys,
    hash: Hash,
    cipher: Cipher,
    key: Secret,
    /// The last ciphertext block of phase 1; during phase 1 the IV of the next message.
    pub phase1_iv: Vec<u8>,
    /// Octets under the key, both ways.
    octets: Cell<u64>,
}

/// A decrypted message, not yet authenticated.
pub(super) struct Opened {
    first: u8,
    plain: Vec<u8>,
    /// IV of the message after it.
    pub next_iv: Vec<u8>,
}

impl Protection {
    /// With the IV of MM5.
    pub fn new(
        cookies: Cookies,
        keys: IsakmpKeys,
        hash: Hash,
        cipher: Cipher,
        phase1_iv: Vec<u8>,
    ) -> Result<Self, CryptoError> {
        let key = keys.encryption_key(cipher)?;
        Ok(Protection { cookies, keys, hash, cipher, key, phase1_iv, octets: Cell::new(0) })
    }

    /// IV of the first message of a phase 2 exchange.
    pub fn first_iv(&self, mid: u32) -> Vec<u8> {
        exchange_iv(self.hash, self.cipher, &self.phase1_iv, mid)
    }

    /// Octets that were encrypted or decrypted.
    pub fn octets(&self) -> u64 {
        self.octets.get()
    }

    /// Writes an encrypted message; `iv` becomes that of the next.
    pub fn seal(&self, exchange: u8, mid: u32, iv: &mut Vec<u8>, chain: &Builder) -> Vec<u8> {
        let block = self.cipher.block_len();
        let mut body = chain.octets().to_vec();
        body.resize(body.len().next_multiple_of(block), 0);
        self.cipher
            .cbc_encrypt(self.key.as_slice(), iv, &mut body)
            .expect("the body is whole blocks, the key and the IV are of the cipher's length");
        self.octets.set(self.octets.get() + body.len() as u64);
        iv.clear();
        iv.extend_from_slice(&body[body.len() - block..]);
        emit(self.cookies, exchange, flag::ENCRYPTED, mid, chain.first(), &body)
    }

    /// Decrypts a message. `None`: it is not whole blocks.
    pub fn open(&self, header: &Header, message: &[u8], iv: &[u8]) -> Option<Opened> {
        let block = self.cipher.block_len();
        let mut plain = message.get(header::LEN..)?.to_vec();
        if plain.is_empty() || plain.len() % block != 0 {
            return None;
        }
        let next_iv = plain[plain.len() - block..].to_vec();
        self.cipher.cbc_decrypt(self.key.as_slice(), iv, &mut plain).ok()?;
        self.octets.set(self.octets.get() + plain.len() as u64);
        Some(Opened { first: header.next_payload, plain, next_iv })
    }
}

impl Opened {
    /// All payloads of a message of phase 1, at most `MOST_PAYLOADS`.
    pub fn payloads(&self) -> Option<Vec<Payload<'_>>> {
        collect(self.first, &self.plain)
    }

    /// The payloads after the HASH that must come first, if `hash` of their octets is that HASH.
    pub fn authenticated(&self, hash: impl FnOnce(&[u8]) -> Secret) -> Option<Payloads<'_>> {
        let mut chain = Payloads::new(self.first, &self.plain);
        let first = chain.next()?.ok()?;
        let mut end = first.end;
        for payload in chain {
            end = payload.ok()?.end;
        }
        let rest = &self.plain[first.end..end];
        if first.kind != kind::HASH || !hash(rest).matches(first.body) {
            return None;
        }
        // The generic header of the HASH names what comes after it.
        Some(Payloads::new(self.plain[0], rest))
    }
}

/// A message that was answered, and with what: its duplicate gets the same octets again and changes nothing.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    digest: Vec<u8>,
    reply: Vec<u8>,
}

impl Answered {
    pub fn new(message: &[u8], reply: Vec<u8>) -> Self {
        Answered { digest: Hash::Sha2_256.digest(&[message]), reply }
    }

    /// The answer, if `message` is the one that was answered.
    pub fn reply_to(&self, message: &[u8]) -> Option<&[u8]> {
        (Hash::Sha2_256.digest(&[message]) == self.digest).then_some(&self.reply)
    }
}

/// The payloads of a chain; `None` if it is malformed or longer than any message of ours or a peer's needs.
pub(super) fn collect(first: u8, octets: &[u8]) -> Option<Vec<Payload<'_>>> {
    let payloads: Vec<_> = Payloads::new(first, octets).take(MOST_PAYLOADS + 1).collect::<Result<_, _>>().ok()?;
    (payloads.len() <= MOST_PAYLOADS).then_some(payloads)
}

/// The only payload of a kind; `None` if there is none or more than one.
pub(super) fn single<'a>(payloads: &[Payload<'a>], wanted: u8) -> Option<&'a [u8]> {
    let mut found = payloads.iter().filter(|p| p.kind == wanted);
    found.next().filter(|_| found.next().is_none()).map(|p| p.body)
}

/// Writes a message in clear.
pub(super) fn clear(cookies: Cookies, exchange: u8, mid: u32, chain: &Builder) -> Vec<u8> {
    emit(cookies, exchange, 0, mid, chain.first(), chain.octets())
}

/// Puts a message into the outbox, with the non-ESP marker where it belongs (RFC 3948 §2.2).
pub(super) fn transmit(out: &mut Outbox, (local, remote): (SocketAddr, SocketAddr), message: &[u8]) {
    let marker: &[u8] = if local.port() == natt::PORT { &[0; 4] } else { &[] };
    out.transmits.push_back(Transmit { local, remote, payload: [marker, message].concat() });
}

fn emit(cookies: Cookies, exchange: u8, flags: u8, mid: u32, first: u8, body: &[u8]) -> Vec<u8> {
    let length = header::LEN + body.len();
    let header = Header {
        initiator_spi: cookies.initiator,
        responder_spi: cookies.responder,
        next_payload: first,
        version: VERSION,
        exchange,
        flags,
        message_id: mid,
        length: u32::try_from(length).expect("no message that is built here comes near 4 GiB"),
    };
    let mut out = Vec::with_capacity(length);
    header.emit(&mut out);
    out.extend_from_slice(body);
    out
}

/// Payloads of one message of main mode or quick mode; peers send about 20 vendor IDs.
const MOST_PAYLOADS: usize = 64;
