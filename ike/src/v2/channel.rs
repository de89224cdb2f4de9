//! Protected messages of an IKE SA, both ways: SK and SKF payloads, message IDs, fragments.
//!
//! ```text
//!   datagram -> message ID -> integrity -> [assembly] -> Arrival
//!   Chain -> [fragments] -> encryption -> window -> datagrams
//! ```

use crate::context::Context;
use crate::crypto::keymat_v2::{IkeKeys, Side};
use crate::endpoint::Datagram;
use crate::report::Drop;
use crate::wire::header;
use crate::wire::v2::sk::{self, Encrypted, Fragment};
use crate::wire::v2::{flags, payload, Chain};
use crate::wire::Header;

use super::fragment::{self, Assembly, Part, Whole};
use super::head::{dropped, Head};
use super::natt::{Path, NAT_PORT};
use super::protect::Protection;
use super::timer::Schedule;
use super::window::{self, Request};

/// Both directions' keys, and what is needed to use them.
pub(super) struct Channel {
    pub keys: IkeKeys,
    /// Messages sealed under them.
    sealed: u64,
    /// Both ends can put fragments together.
    fragments: bool,
    assembly: Option<Box<Assembly>>,
}

/// What came of a datagram.
pub(super) enum Arrival {
    Request(Opened),
    Response(Opened),
    /// Dropped, answered from the window, or not whole yet.
    Nothing,
}

/// A message, verified and decrypted.
pub(super) struct Opened {
    pub header: Header,
    /// Kind of the first payload.
    pub first: u8,
    pub reserved: u8,
    pub plaintext: Vec<u8>,
    pub from: Path,
    /// Names the request's octets, so that its repetition is known.
    digest: Vec<u8>,
}

impl Channel {
    pub fn new(keys: IkeKeys, fragments: bool) -> Self {
        Channel { keys, sealed: 0, fragments, assembly: None }
    }

    /// Goes on with the keys of an additional key exchange.
    pub fn advance(&mut self, keys: IkeKeys) {
        *self = Channel::new(keys, self.fragments);
    }

    pub fn fragments(&self) -> bool {
        self.fragments
    }

    /// Reads a message whose SPIs are this SA's and whose next payload is SK or SKF.
    pub fn receive(
        &mut self,
        cx: &mut Context<'_>,
        head: &mut Head,
        datagram: &Datagram<'_>,
        header: Header,
        message: &[u8],
    ) -> Arrival {
        let from = Path { local: datagram.local, remote: datagram.remote };
        let drop = |cx: &mut Context<'_>, why| {
            dropped(cx, from, why);
            Arrival::Nothing
        };
        if (header.flags & flags::INITIATOR != 0) == head.initiator {
            return drop(cx, Drop::Unexpected);
        }
        let response = header.flags & flags::RESPONSE != 0;
        if response {
            if !head.window.awaits(header.message_id, header.exchange) {
                return drop(cx, Drop::Replay);
            }
        } else {
            match head.window.classify(cx, from, header.message_id, message) {
                Request::Expected => {}
                Request::Repeated => return Arrival::Nothing,
                Request::Stray => return drop(cx, Drop::Replay),
            }
        }
        let Ok(encrypted) = Encrypted::parse(message, header.next_payload) else {
            return drop(cx, Drop::Malformed);
        };
        if let Some(fragment) = encrypted.fragment {
            // Requests and responses have message IDs of their own; the exchange type tells no more.
            if !self.fragments || !fragment::is_wanted(self.assembly.as_deref(), key(&header), fragment) {
                return drop(cx, Drop::Unexpected);
            }
        }
        let inbound = Protection::of(&self.keys, side(!head.initiator));
        let Ok(plaintext) = inbound.open(encrypted.associated, encrypted.sealed) else {
            return drop(cx, Drop::Unauthentic);
        };
        head.heard = cx.now;
        let Encrypted { first, reserved, .. } = encrypted;
        let whole = match encrypted.fragment {
            None => Some(Whole { first, reserved, plaintext }),
            Some(fragment) => {
                let part = Part { message: key(&header), fragment, first, reserved, plaintext };
                fragment::add(&mut self.assembly, part)
            }
        };
        let Some(Whole { first, reserved, plaintext }) = whole else { return Arrival::Nothing };
        self.assembly = None;
        follow(cx, head, from);
        let digest = window::digest(message);
        let opened = Opened { header, first, reserved, plaintext, from, digest };
        if response {
            head.window.settle(&mut head.timers);
            Arrival::Response(opened)
        } else {
            Arrival::Request(opened)
        }
    }

    /// Sends a request; its message ID is returned.
    pub fn request(
        &mut self,
        cx: &mut Context<'_>,
        head: &mut Head,
        exchange: u8,
        chain: &Chain,
        schedule: Schedule,
    ) -> u32 {
        let message_id = head.window.next();
        let messages = self.seal(cx, head, head.header(exchange, message_id, false), chain);
        head.request(cx, message_id, exchange, messages, schedule);
        message_id
    }

    /// Answers a request, to where it came from (RFC 7296 §2.11), and keeps the answer.
    pub fn respond(&mut self, cx: &mut Context<'_>, head: &mut Head, request: Opened, chain: &Chain) {
        let Header { exchange, message_id, .. } = request.header;
        let messages = self.seal(cx, head, head.header(exchange, message_id, true), chain);
        window::transmit(cx, request.from, &messages);
        head.window.keep(message_id, request.digest, messages);
    }

    /// Sends a request whose answer does not matter.
    pub fn notify_once(&mut self, cx: &mut Context<'_>, head: &mut Head, exchange: u8, chain: &Chain) {
        let message_id = head.window.next();
        let messages = self.seal(cx, head, head.header(exchange, message_id, false), chain);
        window::transmit(cx, head.path, &messages);
    }

    fn seal(&mut self, cx: &mut Context<'_>, head: &Head, header: Header, chain: &Chain) -> Vec<Vec<u8>> {
        let plaintext = chain.octets();
        let outbound = Protection::of(&self.keys, side(head.initiator));
        let whole = header::LEN + sk::frame_len(None) + outbound.sealed_len(plaintext.len());
        let limit = head.peer.fragment_size.saturating_sub(overhead(head.path));
        if !self.fragments || whole <= limit {
            return vec![self.seal_part(cx, header, chain.first(), None, plaintext)];
        }
        let frame = header::LEN + sk::frame_len(Some(Fragment { number: 1, total: 1 }));
        let room = outbound.room(limit.saturating_sub(frame)).max(MIN_ROOM);
        let room = room.max(plaintext.len().div_ceil(fragment::MAX_FRAGMENTS.into()));
        let total = u16::try_from(plaintext.len().div_ceil(room)).expect("at most MAX_FRAGMENTS");
        plaintext
            .chunks(room)
            .zip(1..)
            .map(|(part, number)| {
                let first = if number == 1 { chain.first() } else { payload::NONE };
                self.seal_part(cx, header, first, Some(Fragment { number, total }), part)
            })
            .collect()
    }

    fn seal_part(
        &mut self,
        cx: &mut Context<'_>,
        header: Header,
        first: u8,
        fragment: Option<Fragment>,
        plaintext: &[u8],
    ) -> Vec<u8> {
        let outbound = Protection::of(&self.keys, side(header.flags & flags::INITIATOR != 0));
        let sealed = outbound.sealed_len(plaintext.len());
        let length = header::LEN + sk::frame_len(fragment) + sealed;
        let next_payload = if fragment.is_some() { payload::SKF } else { payload::SK };
        let mut message = Vec::with_capacity(length);
        let length = u32::try_from(length).expect("a message of ours is below 64 KiB");
        Header { next_payload, length, ..header }.emit(&mut message);
        sk::emit_frame(first, fragment, sealed, &mut message);
        outbound.seal(&mut message, plaintext, &mut self.sealed, cx.rng).expect("keys are as long as their suite says");
        message
    }
}

/// Follows a peer behind a NAT whose mapping has changed; who is behind one himself does not (RFC 7296 §2.23).
fn follow(cx: &mut Context<'_>, head: &mut Head, from: Path) {
    if head.path == from || !head.nat.there || head.nat.here {
        return;
    }
    head.path = from;
    let bundles: Vec<_> = cx.sadb.owned(head.id).map(|e| e.id).collect();
    for bundle in bundles {
        cx.sadb.moved(cx.out, bundle, from.remote.ip(), head.nat.encapsulation(from));
    }
}

/// Names what fragments belong to: message IDs count apart for each direction of requests.
fn key(header: &Header) -> (bool, u32) {
    (header.flags & flags::RESPONSE != 0, header.message_id)
}

pub(super) fn side(initiator: bool) -> Side {
    if initiator {
        Side::Initiator
    } else {
        Side::Responder
    }
}

/// Octets around an IKE message in its IP packet.
fn overhead(path: Path) -> usize {
    let ip = if path.remote.is_ipv4() { 20 } else { 40 };
    let marker = if path.local.port() == NAT_PORT { 4 } else { 0 };
    ip + UDP + marker
}

const UDP: usize = 8;
/// Fragments are not made smaller, whatever the configuration says.
const MIN_ROOM: usize = 64;
