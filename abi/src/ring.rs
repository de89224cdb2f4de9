//! Descriptor and completion rings in host memory.
//!
//! ```text
//! submission ring:  16-byte descriptors, host writes, doorbell = tail index
//! completion ring:  16-byte completions, card writes, phase bit in the last byte
//! ```
//! Both rings of a queue pair have the same power-of-two number of entries (2 to 4096). The host keeps at most
//! `entries - 1` packets outstanding, so a completion ring cannot overflow. The phase bit of the first pass is 1.
//! A completion names its descriptor by index; packets of one SA complete in the order of their submission.

use crate::Verdict;

/// Most entries of a ring, as a power of two.
pub const MAX_LOG2: u32 = 12;
/// Bytes of a descriptor and of a completion.
pub const ENTRY: usize = 16;

/// What the card does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Op {
    /// Outer packet in, inner packet out; the SA is found by SPI.
    Decap = 0,
    /// Inner packet in, outer packet out, with the SA of the descriptor.
    Encap = 1,
}

/// One packet handed to the card. `repr(C)`, little-endian: `src[47:0] len[15:0] | dst[47:0] sa[13:0] op[1:0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// IOVA of the packet (first octet of its IP header), 16-byte aligned, below 2^48.
    pub src: u64,
    /// Octets at `src`.
    pub len: u16,
    /// IOVA of the result buffer, 16-byte aligned, of the queue's `DST_CAPACITY`; may equal `src`.
    pub dst: u64,
    /// SA index for `Op::Encap`; ignored otherwise.
    pub sa: u16,
    /// Operation.
    pub op: Op,
}

impl Descriptor {
    /// The 16 octets in the ring.
    pub const fn encode(self) -> [u64; 2] {
        [
            (self.src & MASK48) | (self.len as u64) << 48,
            (self.dst & MASK48) | ((self.sa & 0x3fff) as u64) << 48 | (self.op as u64) << 62,
        ]
    }
}

/// What became of one packet. Little-endian bit fields of two words, see the constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Index of the descriptor in its ring.
    pub index: u16,
    /// SA that handled the packet; meaningless where none was found.
    pub sa: u16,
    /// Raw verdict code, see `Verdict::from_code`.
    pub verdict: u8,
    /// Octets written at `dst`; 0 unless the verdict is `ok`.
    pub len: u16,
    /// A soft lifetime of the SA has been reached.
    pub soft: bool,
    /// Phase of this pass over the ring.
    pub phase: bool,
    /// Clocks from the descriptor's arrival to this completion, modulo 2^16.
    pub clocks: u16,
    /// Sequence number sent or received, with the inferred upper half (ESN).
    pub seq: u64,
}

impl Completion {
    /// Words of the ring: `seq[63:0]`, then `index[11:0] sa[25:12] verdict[31:26] clocks[47:32] len[61:48] soft[62]
    /// phase[63]`: the phase bit is in the last octet.
    pub const fn decode(words: [u64; 2]) -> Completion {
        let w = words[1];
        Completion {
            seq: words[0],
            index: (w & 0xfff) as u16,
            sa: (w >> 12 & 0x3fff) as u16,
            verdict: (w >> 26 & 0x3f) as u8,
            clocks: (w >> 32) as u16,
            len: (w >> 48 & 0x3fff) as u16,
            soft: w >> 62 & 1 != 0,
            phase: w >> 63 != 0,
        }
    }

    /// The inverse, for tests and software cards.
    pub const fn encode(self) -> [u64; 2] {
        [
            self.seq,
            (self.index & 0xfff) as u64
                | ((self.sa & 0x3fff) as u64) << 12
                | ((self.verdict & 0x3f) as u64) << 26
                | (self.clocks as u64) << 32
                | ((self.len & 0x3fff) as u64) << 48
                | (self.soft as u64) << 62
                | (self.phase as u64) << 63,
        ]
    }

    /// The verdict, if the card wrote a known one.
    pub const fn known_verdict(&self) -> Option<Verdict> {
        Verdict::from_code(self.verdict)
    }
}

const MASK48: u64 = (1 << 48) - 1;
const _: () = assert!(core::mem::size_of::<[u64; 2]>() == ENTRY);
