//! Encapsulation (RFC 4303 §3.3): from a clear packet to the one on the wire.

use crate::esp::{self, Cipher};
use crate::header::{self, Ip, NotIp, MAX_PACKET};
use crate::sa::{Mode, Outcome, Proto, SaParams, SaState, Transform};
use crate::verdict::Verdict;

/// What one outbound SA makes of a clear packet. Its selectors are not asked.
pub fn encap(sa: &SaParams, state: &mut SaState, clear: &[u8]) -> Outcome {
    match parse(clear) {
        Err(verdict) => Outcome::dropped(verdict),
        Ok(ip) => send(sa, state, &ip),
    }
}

/// The clear packet by its own length, or why it is none.
pub(crate) fn parse(clear: &[u8]) -> Result<Ip<'_>, Verdict> {
    if clear.len() > MAX_PACKET {
        return Err(Verdict::TxOversize);
    }
    Ip::parse(clear).map_err(|why| match why {
        NotIp::Version => Verdict::TxNotIp,
        NotIp::Length => Verdict::TxShort,
    })
}

pub(crate) fn send(sa: &SaParams, state: &mut SaState, clear: &Ip) -> Outcome {
    let (Transform::AesGcm16 { key, salt }, Proto::Esp) = (&sa.transform, sa.proto) else {
        return Outcome::dropped(Verdict::TxUnsupported);
    };
    if sa.mode == Mode::Transport && (clear.fragment || clear.has_options()) {
        return Outcome::dropped(Verdict::TxOptions);
    }
    // RFC 4303 §3.3.3: the counter must not cycle.
    let last = if sa.esn { u64::MAX } else { u32::MAX.into() };
    if state.sent >= last {
        return Outcome::dropped(Verdict::TxSeqExhausted);
    }
    if !state.spend(&sa.limits, clear.packet.len()) {
        return Outcome::dropped(Verdict::TxExpired);
    }
    let seq = state.sent + 1;
    let plaintext = match sa.mode {
        Mode::Tunnel => esp::with_trailer(clear.packet, if clear.v6 { header::IPV6 } else { header::IPV4 }),
        Mode::Transport => esp::with_trailer(clear.payload(), clear.protocol),
    };
    let cipher = Cipher { key, salt: *salt, spi: sa.spi, seq, esn: sa.esn };
    let Ok(sealed) = cipher.seal(seq.to_be_bytes(), plaintext) else {
        return Outcome::dropped(Verdict::TxUnsupported);
    };
    state.sent = seq;
    let packet = match sa.mode {
        Mode::Tunnel => header::outer(sa.src, sa.dst, sa.udp, clear, seq, &sealed),
        Mode::Transport => {
            let (protocol, payload) = header::in_udp(sa.udp, &sealed);
            clear.carrying(protocol, &payload)
        }
    };
    Outcome { verdict: Verdict::Ok, seq: Some(seq), packet }
}
