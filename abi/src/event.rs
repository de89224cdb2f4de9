//! Invalid-SPI event record: 128 octets that the card writes into the event ring.
//!
//! The card is the only producer and numbers records modulo the ring's size; the host returns its consumer index in
//! `reg::EV_HEAD`. A full ring drops records (counted as `ev_overflow`) and never stalls packets. The phase word is in
//! the last beat, so a record whose phase is right is complete.

/// Octets of a record.
pub const SIZE: usize = 128;
/// Octets of the offending packet that a record carries.
pub const HEAD: usize = 48;

/// `Event::kind`: an SPI without SA.
pub const KIND_INVALID_SPI: u8 = 1;

/// `Event::flags`: the packet came in UDP.
pub const FLAG_UDP: u8 = 1 << 0;
/// `Event::flags`: addresses are IPv6.
pub const FLAG_V6: u8 = 1 << 1;
/// `Event::flags`: a valid AH preceded the unknown SPI.
pub const FLAG_AUTH_BY_AH: u8 = 1 << 2;
/// `Event::flags`: `head` is absent (a record flushed when its coalescing entry aged).
pub const FLAG_NO_HEAD: u8 = 1 << 3;

/// One record. Offsets are those of `repr(C)`; multi-octet fields are little-endian but for addresses and `head`, which are as
/// on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Event {
    /// `KIND_*`.
    pub kind: u8,
    /// IP protocol: 50 ESP, 51 AH.
    pub proto: u8,
    /// `FLAG_*`.
    pub flags: u8,
    /// Zero.
    pub reserved0: u8,
    /// The unknown SPI.
    pub spi: u32,
    /// `reg::CYCLES` when the first packet of this record was classified.
    pub timestamp: u64,
    /// Source address; IPv4 in the last four octets.
    pub src: [u8; 16],
    /// Destination address; IPv4 in the last four octets.
    pub dst: [u8; 16],
    /// First octets of the packet, zero beyond its end.
    pub head: [u8; HEAD],
    /// Sequence number of the first packet.
    pub seq: u32,
    /// UDP source port, 0 without UDP.
    pub sport: u16,
    /// UDP destination port, 0 without UDP.
    pub dport: u16,
    /// IPv6 flow label, 0 for IPv4.
    pub flow_label: u32,
    /// Port of the card that the packet came in by; 0 on a look-aside card.
    pub port: u32,
    /// Octets of the packet.
    pub len: u16,
    /// Zero.
    pub reserved1: u16,
    /// Packets that this record stands for, at least 1.
    pub count: u32,
    /// Zero.
    pub reserved2: u32,
    /// Bit 0: phase of this pass over the ring, 1 on the first.
    pub phase: u32,
}

const _: () = assert!(core::mem::size_of::<Event>() == SIZE);

impl Event {
    /// Reads a record from its 128 octets.
    pub fn decode(b: &[u8; SIZE]) -> Event {
        let u16_at = |o: usize| u16::from_le_bytes([b[o], b[o + 1]]);
        let u32_at = |o: usize| u32::from_le_bytes([b[o], b[o + 1], b[o + 2], b[o + 3]]);
        let mut e = Event {
            kind: b[0],
            proto: b[1],
            flags: b[2],
            reserved0: b[3],
            spi: u32_at(4),
            timestamp: u64::from(u32_at(8)) | u64::from(u32_at(12)) << 32,
            src: [0; 16],
            dst: [0; 16],
            head: [0; HEAD],
            seq: u32_at(96),
            sport: u16_at(100),
            dport: u16_at(102),
            flow_label: u32_at(104),
            port: u32_at(108),
            len: u16_at(112),
            reserved1: u16_at(114),
            count: u32_at(116),
            reserved2: u32_at(120),
            phase: u32_at(124),
        };
        e.src.copy_from_slice(&b[16..32]);
        e.dst.copy_from_slice(&b[32..48]);
        e.head.copy_from_slice(&b[48..96]);
        e
    }

    /// Writes a record, for tests and software cards.
    pub fn encode(&self) -> [u8; SIZE] {
        let mut b = [0; SIZE];
        b[0] = self.kind;
        b[1] = self.proto;
        b[2] = self.flags;
        b[3] = self.reserved0;
        b[4..8].copy_from_slice(&self.spi.to_le_bytes());
        b[8..16].copy_from_slice(&self.timestamp.to_le_bytes());
        b[16..32].copy_from_slice(&self.src);
        b[32..48].copy_from_slice(&self.dst);
        b[48..96].copy_from_slice(&self.head);
        b[96..100].copy_from_slice(&self.seq.to_le_bytes());
        b[100..102].copy_from_slice(&self.sport.to_le_bytes());
        b[102..104].copy_from_slice(&self.dport.to_le_bytes());
        b[104..108].copy_from_slice(&self.flow_label.to_le_bytes());
        b[108..112].copy_from_slice(&self.port.to_le_bytes());
        b[112..114].copy_from_slice(&self.len.to_le_bytes());
        b[114..116].copy_from_slice(&self.reserved1.to_le_bytes());
        b[116..120].copy_from_slice(&self.count.to_le_bytes());
        b[120..124].copy_from_slice(&self.reserved2.to_le_bytes());
        b[124..128].copy_from_slice(&self.phase.to_le_bytes());
        b
    }
}
