//! Answers to messages of no SA of ours, which leave nothing behind. RFC 7296 §1.5, §2.5, §2.21.4; RFC 6290 §4.5.

use crate::context::{Context, Signal};
use crate::endpoint::Datagram;
use crate::report::Drop;
use crate::wire::header;
use crate::wire::v2::{exchange, flags, notify, payload, Chain, Notify, Payloads, VERSION};
use crate::wire::Header;

use super::head::dropped;
use super::natt::Path;
use super::qcd;
use super::window::transmit;

/// A message whose SPIs are no SA's. The caller has looked at all of its SAs, and limits how often it asks.
pub(super) fn unknown_sa(cx: &mut Context<'_>, datagram: &Datagram<'_>, message: &[u8]) {
    let from = Path { local: datagram.local, remote: datagram.remote };
    let Ok(header) = Header::parse(message) else { return dropped(cx, from, Drop::Malformed) };
    // Responses are never answered (RFC 7296 §2.21.4).
    if header.flags & flags::RESPONSE != 0 {
        return dropped(cx, from, Drop::UnknownSa);
    }
    if header.major_version() > 2 {
        return answer(cx, from, &header, &[Notify::new(notify::INVALID_MAJOR_VERSION, &[])]);
    }
    if header.major_version() < 2 {
        return dropped(cx, from, Drop::Malformed);
    }
    if header.next_payload != payload::SK && header.next_payload != payload::SKF {
        let hint = header.exchange == exchange::INFORMATIONAL
            && Payloads::parse(header.next_payload, &message[header::LEN..])
                .is_ok_and(|payloads| payloads.has(notify::INVALID_SPI));
        if hint {
            cx.out.signals.push_back(Signal::Hint { remote: from.remote });
        }
        return dropped(cx, from, Drop::Unprotected);
    }
    if header.responder_spi == 0 {
        return dropped(cx, from, Drop::Malformed);
    }
    let tokens = qcd::tokens(cx.config, header.initiator_spi, header.responder_spi);
    let invalid = Notify::new(notify::INVALID_IKE_SPI, &[]);
    let notifies: Vec<Notify<'_>> =
        std::iter::once(invalid).chain(tokens.iter().map(|token| qcd::notify(token))).collect();
    answer(cx, from, &header, &notifies);
    dropped(cx, from, Drop::UnknownSa);
}

/// Answers a request without protection: SPIs, message ID and exchange type are its own, the I flag is the other one.
pub(super) fn answer(cx: &mut Context<'_>, from: Path, request: &Header, notifies: &[Notify<'_>]) {
    let mut chain = Chain::default();
    for notify in notifies {
        chain.notify(notify);
    }
    let initiator = !request.flags & flags::INITIATOR;
    let message = chain.message(Header { version: VERSION, flags: flags::RESPONSE | initiator, ..*request });
    transmit(cx, from, &[message]);
}
