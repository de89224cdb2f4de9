//! Encapsulation (RFC 4303 §3.3, RFC 4302 §3.3): from a clear packet to the one on the wire.

use crate::ah::Ah;
use crate::cipher::BadKey;
use crate::esp::{self, Esp};
use crate::header::{self, Ip, NotIp, MAX_PACKET};
use crate::sa::{Mode, Outcome, Proto, SaParams, SaState};
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

/// What the AH SA of a bundle makes of the packet of the ESP SA below: AH goes behind its header, whatever the mode.
pub(crate) fn send_over(sa: &SaParams, state: &mut SaState, packet: &[u8]) -> Outcome {
    let over = SaParams { mode: Mode::Transport, ..sa.clone() };
    match parse(packet) {
        Err(verdict) => Outcome::dropped(verdict),
        Ok(ip) => send(&over, state, &ip),
    }
}

pub(crate) fn send(sa: &SaParams, state: &mut SaState, clear: &Ip) -> Outcome {
    if !sa.transform.serves(sa.proto) {
        return Outcome::dropped(Verdict::TxUnsupported);
    }
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
    let (next_header, payload) = match sa.mode {
        Mode::Tunnel => (if clear.v6 { header::IPV6 } else { header::IPV4 }, clear.packet),
        Mode::Transport => (clear.protocol, clear.payload()),
    };
    let around = |protocol, payload: &[u8]| match sa.mode {
        Mode::Tunnel => header::outer(sa.src, sa.dst, clear, seq, protocol, payload),
        Mode::Transport => clear.carrying(protocol, payload),
    };
    let packet = match sa.proto {
        Proto::Esp => seal(sa, seq, next_header, payload).map(|sealed| {
            let (protocol, payload) = header::in_udp(sa.udp, &sealed);
            around(protocol, &payload)
        }),
        Proto::Ah => {
            let v6 = if sa.mode == Mode::Tunnel { sa.dst.is_ipv6() } else { clear.v6 };
            sign(sa, seq, v6, next_header, payload, around)
        }
    };
    let Ok(packet) = packet else { return Outcome::dropped(Verdict::TxUnsupported) };
    state.sent = seq;
    Outcome { verdict: Verdict::Ok, seq: Some(seq), packet }
}

fn seal(sa: &SaParams, seq: u64, next_header: u8, payload: &[u8]) -> Result<Vec<u8>, BadKey> {
    let block = sa.transform.lengths().ok_or(BadKey)?.block;
    let esp = Esp { transform: &sa.transform, spi: sa.spi, seq, esn: sa.esn };
    esp.seal(&esp.iv()?, esp::with_trailer(payload, next_header, block))
}

fn sign(
    sa: &SaParams,
    seq: u64,
    v6: bool,
    next_header: u8,
    payload: &[u8],
    around: impl Fn(u8, &[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, BadKey> {
    let ah = Ah { transform: &sa.transform, spi: sa.spi, seq, esn: sa.esn };
    let body = [ah.header(next_header, v6)?, payload.to_vec()].concat();
    let mut packet = around(header::AH, &body);
    let at = packet.len() - body.len();
    ah.sign(&mut packet, at)?;
    Ok(packet)
}
