//! Records that pass between blocks. The first field is in the least significant bits.
//!
//! Inside the card, from the packet ring to the hold ring, data words are in network order: octet 0 of a 128-bit word is
//! bits 127:120. Only the AXI side is little-endian; `host::fetch` and `host::deliver` swap.

use rust_hdl_core::prelude::*;

/// Words of the packet ring and of the hold ring: 2,048 of 16 octets, 32 KiB.
pub const RING_LOG2: usize = 11;

/// Who submitted a packet and where its result goes: what only Deliver needs. Carried as opaque bits, since packets overtake
/// each other: `queue[1:0] index[13:2] born[29:14] dst[77:30]`.
pub type Ticket = Bits<78>;

/// fetch -> parse: a packet that is complete in the packet ring.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Arrival {
    /// Submission.
    pub ticket: Bits<78>,
    /// `Verdict` found so far; 0 is ok.
    pub verdict: Bits<6>,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// SA of the descriptor (encapsulation).
    pub sa: Bits<14>,
    /// First word in the packet ring.
    pub start: Bits<11>,
    /// Words that it holds in the ring (0 if it was not read).
    pub words: Bits<10>,
    /// Octets submitted.
    pub len: Bits<16>,
    /// Its first 64 octets, octet 0 in bits 511:504; what lies beyond `len` is undefined.
    pub head: Bits<512>,
}

/// parse -> lookup: what the headers say.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Parsed {
    /// Submission.
    pub ticket: Bits<78>,
    /// `Verdict` found so far; 0 is ok.
    pub verdict: Bits<6>,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// SA of the descriptor (encapsulation).
    pub sa: Bits<14>,
    /// First word in the packet ring.
    pub start: Bits<11>,
    /// Words that it holds in the ring.
    pub words: Bits<10>,
    /// Octets submitted.
    pub len: Bits<16>,
    /// IPv6: the outer header (decapsulation) or the inner one (encapsulation).
    pub v6: Bit,
    /// ESP in UDP.
    pub udp: Bit,
    /// AH rather than ESP.
    pub ah: Bit,
    /// AH: its length field, 32-bit words less two.
    pub ah_len: Bits<8>,
    /// AH: its next header.
    pub ah_next: Bits<8>,
    /// Decapsulation: too short for IV, trailer and ICV, or ciphertext not a multiple of four. Judged after the SA is known.
    pub runt: Bit,
    /// SPI.
    pub spi: Bits<32>,
    /// Sequence number on the wire.
    pub seq: Bits<32>,
    /// IV on the wire.
    pub iv: Bits<64>,
    /// Outer source address; IPv4 in bits 31:0.
    pub src: Bits<128>,
    /// Outer destination address; IPv4 in bits 31:0.
    pub dst: Bits<128>,
    /// UDP source port.
    pub sport: Bits<16>,
    /// UDP destination port.
    pub dport: Bits<16>,
    /// IPv6 flow label.
    pub flow: Bits<20>,
    /// Decapsulation: where the ciphertext starts, in 32-bit words from the start of the packet.
    pub offset: Bits<5>,
    /// Octets: ciphertext without ICV (decapsulation), or the inner packet by its own length field (encapsulation).
    pub ct: Bits<14>,
    /// TOS or traffic class: outer (decapsulation) or inner (encapsulation).
    pub tos: Bits<8>,
    /// Encapsulation: DF of an inner IPv4 header; 1 for inner IPv6.
    pub df: Bit,
    /// Encapsulation: a fragment, or more headers than one: nothing for transport mode.
    pub odd: Bit,
    /// Second pass of a bundle: the packet is in the pool, `sa` is the SA for it, and `above` was that of the first pass.
    pub again: Bit,
    /// See `again`.
    pub above: Bits<14>,
    /// The SA of the first pass is at a soft limit.
    pub soft: Bit,
    /// First 48 octets: for an event, and as the header that transport mode keeps.
    pub head: Bits<384>,
}

/// lookup -> issue, pool -> issue: everything the conveyor and the output need. A packet with a verdict passes as one empty
/// slot.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Context {
    /// Submission.
    pub ticket: Bits<78>,
    /// `Verdict` found so far; 0 is ok.
    pub verdict: Bits<6>,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// SA.
    pub sa: Bits<14>,
    /// First word in the packet ring.
    pub start: Bits<11>,
    /// Words that it holds in the packet ring.
    pub words: Bits<10>,
    /// Where the ciphertext starts (decapsulation), or the payload (encapsulation), in 32-bit words from the start of
    /// the packet, signed. On the way to the pool: where what the pool gets starts, `front` of which encapsulation puts there.
    pub offset: Bits<6>,
    /// Octets of ciphertext without ICV, a multiple of four; with AH, of the payload. A result of the pool, encapsulation: of
    /// what is behind `header`.
    pub ct: Bits<14>,
    /// Octets that go to the pool: ESP, or with AH the whole packet, and the high half of the number that is authenticated.
    /// AES-GMAC: octets that are authenticated; an ICV may follow.
    pub raw: Bits<14>,
    /// 32-bit words of them in front of ciphertext or payload.
    pub front: Bits<5>,
    /// AH rather than ESP.
    pub ah: Bit,
    /// Its IP header is IPv6.
    pub v6: Bit,
    /// Second pass of a bundle: it is read from the pool, and its engine is free then.
    pub again: Bit,
    /// First pass of a bundle.
    pub half: Bit,
    /// The SA of the other pass.
    pub above: Bits<14>,
    /// The SA of the first pass is at a soft limit.
    pub soft: Bit,
    /// The pool works on it, or has.
    pub serial: Bit,
    /// It has.
    pub done: Bit,
    /// Its ICV was right.
    pub ok: Bit,
    /// What the pool does: `cipher[1:0] hash[3:2] size[5:4]`, as `crypto::engine` and `crypto::hmac` have them.
    pub suite: Bits<6>,
    /// Encapsulation, or AH: octets of the payload. Padding and trailer fill `ct`.
    pub inner: Bits<14>,
    /// Encapsulation, or AH: what the payload is.
    pub next_header: Bits<8>,
    /// AES-256; AES-128 otherwise.
    pub key256: Bit,
    /// SA words KEY_A (bits 255:128) and KEY_B (127:0).
    pub key: Bits<256>,
    /// salt[95:64] iv[63:0].
    pub nonce: Bits<96>,
    /// 96-bit AAD: spi, sequence number high, low. 64-bit: spi, sequence number low, in bits 95:32.
    pub aad: Bits<96>,
    /// The AAD has 96 bits; 64 otherwise.
    pub esn: Bit,
    /// AES-GMAC: IV and text are AAD too. Where what is authenticated is not what stands in the packet, with `esn` or `ah`, it
    /// goes by way of the pool.
    pub gmac: Bit,
    /// Sequence number.
    pub seq: Bits<64>,
    /// Anti-replay window; 0 is none.
    pub window: Bits<11>,
    /// Padding has to be 1, 2, 3, …
    pub check_pad: Bit,
    /// Outer TOS (decapsulation).
    pub tos: Bits<8>,
    /// First octet in bits 511:504. Encapsulation: IP header, UDP header, SPI, sequence number, IV; or IP header and AH without
    /// ICV. Decapsulation in transport mode: 16 octets of nothing, then the IP header as received, whose lengths and protocol
    /// Emit mends.
    pub header: Bits<512>,
    /// Its octets. Encapsulation: 36, 44, 56 or 64, with a cipher of the pool without an IV; AH 32 or 52. Decapsulation: 36 or 56;
    /// in tunnel mode 0.
    pub header_len: Bits<7>,
}

/// issue -> emit: one for each packet in the conveyor, in order.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Flight {
    /// Submission.
    pub ticket: Bits<78>,
    /// `Verdict` found so far; 0 is ok.
    pub verdict: Bits<6>,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// SA.
    pub sa: Bits<14>,
    /// Words reserved for it in the hold ring.
    pub reserve: Bits<10>,
    /// Octets of ciphertext without ICV; with AH of the payload, as if a trailer of two octets were behind it.
    pub ct: Bits<14>,
    /// From the pool: `ct` has the ICV in it.
    pub serial: Bit,
    /// AH: no trailer.
    pub ah: Bit,
    /// AH: what the payload is.
    pub next_header: Bits<8>,
    /// First pass of a bundle: nothing is written.
    pub half: Bit,
    /// Second pass of a bundle.
    pub again: Bit,
    /// The SA of the first pass.
    pub above: Bits<14>,
    /// The SA of the first pass is at a soft limit.
    pub soft: Bit,
    /// Sequence number.
    pub seq: Bits<64>,
    /// Anti-replay window.
    pub window: Bits<11>,
    /// Padding has to be 1, 2, 3, …
    pub check_pad: Bit,
    /// Outer TOS (decapsulation).
    pub tos: Bits<8>,
    /// Header in front of the result, as in `Context`.
    pub header: Bits<512>,
    /// Its octets.
    pub header_len: Bits<7>,
}

/// emit -> commit: the result is in the hold ring and verified or not.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Emitted {
    /// Submission.
    pub ticket: Bits<78>,
    /// `Verdict` found so far; 0 is ok.
    pub verdict: Bits<6>,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// SA.
    pub sa: Bits<14>,
    /// First word in the hold ring.
    pub start: Bits<11>,
    /// Words reserved for it in the hold ring.
    pub reserve: Bits<10>,
    /// Octets of the result.
    pub len: Bits<14>,
    /// Sequence number.
    pub seq: Bits<64>,
    /// Anti-replay window; 0 is none.
    pub window: Bits<11>,
    /// First pass of a bundle.
    pub half: Bit,
    /// Second pass of a bundle.
    pub again: Bit,
    /// The SA of the first pass.
    pub above: Bits<14>,
    /// The SA of the first pass is at a soft limit.
    pub soft: Bit,
}

/// commit -> deliver: the final word on a packet.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Outcome {
    /// Submission.
    pub ticket: Bits<78>,
    /// Final `Verdict`, but for what the write itself can add.
    pub verdict: Bits<6>,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// SA; of a bundle, the AH SA.
    pub sa: Bits<14>,
    /// First word in the hold ring.
    pub start: Bits<11>,
    /// Words reserved for it in the hold ring.
    pub reserve: Bits<10>,
    /// Octets of the result.
    pub len: Bits<14>,
    /// Sequence number; of a bundle, that of the last pass.
    pub seq: Bits<64>,
    /// A soft lifetime is reached.
    pub soft: Bit,
}

/// lookup -> events: a packet whose SPI has no SA.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Miss {
    /// AH rather than ESP.
    pub ah: Bit,
    /// IPv6.
    pub v6: Bit,
    /// ESP in UDP.
    pub udp: Bit,
    /// A valid AH was around it.
    pub auth: Bit,
    /// SPI.
    pub spi: Bits<32>,
    /// Sequence number on the wire.
    pub seq: Bits<32>,
    /// Source address; IPv4 in bits 31:0.
    pub src: Bits<128>,
    /// Destination address; IPv4 in bits 31:0.
    pub dst: Bits<128>,
    /// UDP source port.
    pub sport: Bits<16>,
    /// UDP destination port.
    pub dport: Bits<16>,
    /// IPv6 flow label.
    pub flow: Bits<20>,
    /// Octets of the packet.
    pub len: Bits<16>,
    /// First 48 octets.
    pub head: Bits<384>,
}

/// Kinds of slot.
pub mod slot {
    /// Carries a packet that needs no cryptography past the conveyor, in order.
    pub const EMPTY: u64 = 0;
    /// First slot: the AAD is hashed, J0 is encrypted.
    pub const AAD: u64 = 1;
    /// A block of ciphertext (decapsulation) or plaintext (encapsulation).
    pub const DATA: u64 = 2;
    /// Last slot: the lengths are hashed; `data` is the received ICV (decapsulation).
    pub const LEN: u64 = 3;
}

/// issue -> conveyor: one per clock, no back-pressure.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Slot {
    /// There is a slot in this clock.
    pub valid: Bit,
    /// `slot::*`.
    pub kind: Bits<2>,
    /// It passes as it is, to the pool or from there: `AAD` is the first slot, `LEN` the last. In the last slot of a packet
    /// from the pool any bit that is set means that the ICV was wrong.
    pub plain: Bit,
    /// To the pool. With `gmac` not `plain`: all slots but the last are hashed on the way, and the first arrives as zeros.
    pub raw: Bit,
    /// Encapsulate; otherwise decapsulate.
    pub encap: Bit,
    /// Block: AAD padded with zeros, data, or the received ICV.
    pub data: Bits<128>,
    /// 32-bit words of `data` that count, the first in bit 3; with `raw` those that are hashed.
    pub words: Bits<4>,
    /// SA, for the powers of H.
    pub sa: Bits<14>,
    /// Power of H less one: min(m - i + 1, 4) - 1 for hash block i of m.
    pub power: Bits<2>,
    /// Hash block i > 4: take up the product of block i - 4.
    pub chain: Bit,
    /// One of the last four hash blocks: its product goes into the tag.
    pub tail: Bit,
    /// Octets of ciphertext; with `raw` of what is hashed.
    pub ct: Bits<14>,
    /// 96-bit AAD.
    pub esn: Bit,
    /// The blocks are AAD: hashed as they are, not encrypted.
    pub gmac: Bit,
    /// Counter block for AES: J0, then J0 + 1, ...
    pub counter: Bits<128>,
    /// AES-256.
    pub key256: Bit,
    /// KEY_A, KEY_B.
    pub key: Bits<256>,
}

/// conveyor -> emit: the same slots a fixed number of clocks later.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Cipher {
    /// There is a slot in this clock.
    pub valid: Bit,
    /// It is the first one of a packet that is not for the pool.
    pub opens: Bit,
    /// `slot::*`.
    pub kind: Bits<2>,
    /// To the pool.
    pub raw: Bit,
    /// DATA: plaintext (decapsulation) or ciphertext (encapsulation), zero beyond `words` but for what the pool has done. LEN:
    /// the received ICV.
    pub data: Bits<128>,
    /// LEN: the computed tag, of AES-GMAC also on the way to the pool.
    pub tag: Bits<128>,
}
