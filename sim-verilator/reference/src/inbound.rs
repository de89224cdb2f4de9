//! Decapsulation (RFC 4303 §3.4, RFC 4302 §3.4): from a packet on the wire to the clear one.

use crate::ah::Ah;
use crate::esp::{self, Esp};
use crate::header::{self, Arrival, Ip};
use crate::sa::{Mode, Outcome, Proto, SaParams, SaState, Transform};
use crate::verdict::Verdict;

/// What one inbound SA makes of a packet. A packet with another SPI counts as unknown. Of a bundle, the AH SA leaves the packet
/// as it is for the ESP SA below.
pub fn decap(sa: &SaParams, state: &mut SaState, outer: &[u8]) -> Outcome {
    match Arrival::parse(outer) {
        Err(verdict) => Outcome::dropped(verdict),
        Ok(arrival) if (arrival.proto, arrival.spi) != (sa.proto, sa.spi) => Outcome::dropped(arrival.unknown()),
        Ok(arrival) => receive(sa, state, &arrival),
    }
}

/// As [`decap`], for a packet whose headers are off and whose SPI is the SA's.
pub(crate) fn receive(sa: &SaParams, state: &mut SaState, arrival: &Arrival) -> Outcome {
    if (arrival.ip.src, arrival.ip.dst, arrival.udp) != (sa.src, sa.dst, sa.udp) {
        return Outcome::dropped(Verdict::RxMismatch);
    }
    if !sa.transform.serves(sa.proto) {
        return Outcome::dropped(Verdict::RxUnsupported);
    }
    if !fits(&sa.transform, arrival) {
        return Outcome::dropped(Verdict::RxShort);
    }
    // RFC 4303 §3.4.3: the window is asked before the ICV is checked, and moves only after it.
    let Some(seq) = state.window.number(arrival.seq) else {
        return Outcome::dropped(Verdict::RxReplayStale);
    };
    let outcome = |verdict, packet| Outcome { verdict, seq: Some(seq), packet };
    let early = state.window.check(seq);
    if early != Verdict::Ok {
        return outcome(early, Vec::new());
    }
    let inside = match sa.proto {
        Proto::Esp => open(sa, seq, arrival.body),
        Proto::Ah => verify(sa, seq, arrival),
    };
    let inside = match inside {
        Err(verdict) => return outcome(verdict, Vec::new()),
        Ok(inside) => inside,
    };
    state.window.accept(seq);
    match inside.and_then(|(payload, next_header)| unwrap(sa, &arrival.ip, &payload, next_header)) {
        Err(verdict) => outcome(verdict, Vec::new()),
        Ok(clear) if !state.spend(&sa.limits, clear.len()) => outcome(Verdict::RxExpired, Vec::new()),
        Ok(clear) => outcome(Verdict::Ok, clear),
    }
}

/// Whether the lengths are such that there is something to authenticate.
fn fits(transform: &Transform, arrival: &Arrival) -> bool {
    let Some(lengths) = transform.lengths() else { return false };
    match arrival.proto {
        Proto::Esp => {
            let text = arrival.body.len().checked_sub(esp::HEADER_LEN + lengths.iv + lengths.icv);
            text.is_some_and(|len| len > 0 && len.is_multiple_of(lengths.block))
        }
        Proto::Ah => transform.ah_len(arrival.body).is_some(),
    }
}

/// Payload and next header of an authentic packet; within, why there are none.
type Inside = Result<(Vec<u8>, u8), Verdict>;

fn open(sa: &SaParams, seq: u64, body: &[u8]) -> Result<Inside, Verdict> {
    let esp = Esp { transform: &sa.transform, spi: sa.spi, seq, esn: sa.esn };
    let text = esp.open(body).map_err(|_| Verdict::RxUnsupported)?.ok_or(Verdict::RxIcv)?;
    Ok(match esp::without_trailer(&text) {
        Some((_, padding, _)) if sa.check_padding && !(1..).zip(padding).all(|(n, octet)| *octet == n) => {
            Err(Verdict::RxPad)
        }
        Some((payload, _, next_header)) => Ok((payload.to_vec(), next_header)),
        None => Err(Verdict::RxPad),
    })
}

fn verify(sa: &SaParams, seq: u64, arrival: &Arrival) -> Result<Inside, Verdict> {
    let ah = Ah { transform: &sa.transform, spi: sa.spi, seq, esn: sa.esn };
    let len = sa.transform.ah_len(arrival.body).ok_or(Verdict::RxShort)?;
    match ah.verify(arrival.ip.packet, arrival.ip.header_len) {
        Err(_) => Err(Verdict::RxUnsupported),
        Ok(false) => Err(Verdict::RxIcv),
        Ok(true) => Ok(Ok((arrival.body[len..].to_vec(), arrival.body[0]))),
    }
}

/// The clear packet, or for the SA below the packet that it is for, around an authentic payload.
fn unwrap(sa: &SaParams, outer: &Ip, payload: &[u8], next_header: u8) -> Result<Vec<u8>, Verdict> {
    match (sa.mode, next_header) {
        (_, header::ESP) if sa.below.is_some() => Ok(outer.carrying(header::ESP, payload)),
        (_, _) if sa.below.is_some() => Err(Verdict::RxMismatch),
        (_, header::NO_NEXT) => Err(Verdict::RxDummy),
        (Mode::Transport, protocol) => Ok(outer.carrying(protocol, payload)),
        (Mode::Tunnel, header::IPV4 | header::IPV6) => {
            let inner = Ip::parse(payload).map_err(|_| Verdict::RxInner)?;
            if inner.v6 != (next_header == header::IPV6) {
                return Err(Verdict::RxInner);
            }
            // RFC 4303 §2.7: what lies behind the inner packet is traffic flow confidentiality.
            let mut clear = inner.packet.to_vec();
            match header::merge_ecn(&mut clear, inner.tos, outer.tos) {
                true => Ok(clear),
                false => Err(Verdict::RxEcn),
            }
        }
        (Mode::Tunnel, _) => Err(Verdict::RxInner),
    }
}
