//! Decapsulation (RFC 4303 §3.4): from a packet on the wire to the clear one.

use crate::esp::{self, Cipher};
use crate::header::{self, Arrival, Ip};
use crate::sa::{Mode, Outcome, Proto, SaParams, SaState, Transform};
use crate::verdict::Verdict;

/// What one inbound SA makes of a packet. A packet with another SPI counts as unknown.
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
    let Transform::AesGcm16 { key, salt } = &sa.transform else {
        return Outcome::dropped(Verdict::RxUnsupported);
    };
    if arrival.proto != Proto::Esp {
        return Outcome::dropped(Verdict::RxUnsupported);
    }
    if arrival.body.len() < esp::MIN_LEN || !arrival.body.len().is_multiple_of(4) {
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
    let cipher = Cipher { key, salt: *salt, spi: sa.spi, seq, esn: sa.esn };
    let plaintext = match cipher.open(arrival.body) {
        Err(_) => return outcome(Verdict::RxUnsupported, Vec::new()),
        Ok(None) => return outcome(Verdict::RxIcv, Vec::new()),
        Ok(Some(plaintext)) => plaintext,
    };
    state.window.accept(seq);
    match unwrap(sa.mode, &arrival.ip, &plaintext) {
        Err(verdict) => outcome(verdict, Vec::new()),
        Ok(clear) if !state.spend(&sa.limits, clear.len()) => outcome(Verdict::RxExpired, Vec::new()),
        Ok(clear) => outcome(Verdict::Ok, clear),
    }
}

/// The clear packet inside an authentic plaintext.
fn unwrap(mode: Mode, outer: &Ip, plaintext: &[u8]) -> Result<Vec<u8>, Verdict> {
    let (payload, next_header) = esp::without_trailer(plaintext).ok_or(Verdict::RxPad)?;
    match (mode, next_header) {
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
