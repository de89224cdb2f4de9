//! Security association image: 128-bit words that the host writes through `reg::SA_DATA` and `reg::SA_WRITE`.
//!
//! ```text
//! word 0  CONFIG   flags, window, ports, SPI, salt       word 5..8  H^1..H^4  powers of the GHASH key
//! word 1  SRC      outer source address                  word 9     PACKETS   soft, hard limit
//! word 2  DST      outer destination address             word 10    OCTETS    soft, hard limit
//! word 3  KEY_A    first 16 octets of the key            word 11    SEQUENCE  last sent / highest accepted
//! word 4  KEY_B    AES-256: the rest; AES-128: as KEY_A  word 12    OUTER     path MTU, TTL, DSCP
//! ```
//! Words are numbers: an address or a key is read as a big-endian number, so its first octet is bits 127:120. An IPv4
//! address is in bits 31:0. No word can be read back. Writing CONFIG with `valid` makes an outbound SA usable; an inbound
//! one is reached through its CAM entry. Writing SEQUENCE also clears the replay window and the lifetime counts.

/// Word numbers.
pub mod word {
    /// Flags, window, ports, SPI, salt.
    pub const CONFIG: u8 = 0;
    /// Outer source address.
    pub const SRC: u8 = 1;
    /// Outer destination address.
    pub const DST: u8 = 2;
    /// Key, first half.
    pub const KEY_A: u8 = 3;
    /// Key, second half.
    pub const KEY_B: u8 = 4;
    /// First of four powers of H, lowest first.
    pub const H: u8 = 5;
    /// Packet limits: soft in 63:0, hard in 127:64; all ones is none.
    pub const PACKETS: u8 = 9;
    /// Octet limits: soft in 63:0, hard in 127:64; all ones is none.
    pub const OCTETS: u8 = 10;
    /// Sequence number in 63:0.
    pub const SEQUENCE: u8 = 11;
    /// Path MTU in 15:0 (0 is none), TTL or hop limit in 23:16, DSCP in 29:24, use that DSCP in 30.
    pub const OUTER: u8 = 12;
    /// Words of an image.
    pub const COUNT: u8 = 13;
}

/// Largest anti-replay window, in packets.
pub const MAX_WINDOW: u16 = 1024;

/// Transform of an SA (4 bits of CONFIG).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Transform {
    /// ESP with AES-GCM and a 16-octet ICV (RFC 4106).
    AesGcm16 = 0,
}

/// What happens to the DF bit of an outer IPv4 header (2 bits of CONFIG).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum DontFragment {
    /// As the inner IPv4 header has it; set for inner IPv6.
    Copy = 0,
    /// Always 1.
    Set = 1,
    /// Always 0.
    Clear = 2,
}

/// Word 0. Bits: valid 0, outbound 1, tunnel 2, v6 3, udp 4, esn 5, key256 6, transform 11:8, df 13:12, window 26:16,
/// sport 47:32, dport 63:48, spi 95:64, salt 127:96.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// The SA may be used.
    pub valid: bool,
    /// Encapsulates; otherwise decapsulates.
    pub outbound: bool,
    /// Tunnel mode; transport otherwise.
    pub tunnel: bool,
    /// Outer addresses are IPv6.
    pub v6: bool,
    /// ESP in UDP.
    pub udp: bool,
    /// Extended sequence numbers.
    pub esn: bool,
    /// AES-256; AES-128 otherwise.
    pub key256: bool,
    /// Transform.
    pub transform: Transform,
    /// DF rule of an outbound IPv4 SA.
    pub df: DontFragment,
    /// Anti-replay window of an inbound SA in packets, 0 for none, at most `MAX_WINDOW`.
    pub window: u16,
    /// UDP source port on the wire.
    pub sport: u16,
    /// UDP destination port on the wire.
    pub dport: u16,
    /// SPI.
    pub spi: u32,
    /// GCM salt, read as a big-endian number.
    pub salt: u32,
}

impl Config {
    /// The word.
    pub const fn encode(self) -> u128 {
        self.valid as u128
            | (self.outbound as u128) << 1
            | (self.tunnel as u128) << 2
            | (self.v6 as u128) << 3
            | (self.udp as u128) << 4
            | (self.esn as u128) << 5
            | (self.key256 as u128) << 6
            | (self.transform as u128) << 8
            | (self.df as u128) << 12
            | ((self.window & 0x7ff) as u128) << 16
            | (self.sport as u128) << 32
            | (self.dport as u128) << 48
            | (self.spi as u128) << 64
            | (self.salt as u128) << 96
    }
}

/// Word for `reg::SA_WRITE`: `sa[13:0] word[19:16]`.
pub const fn write_word(sa: u16, word: u8) -> u32 {
    (sa & 0x3fff) as u32 | ((word & 0xf) as u32) << 16
}

/// Operations of `reg::SA_COMMAND`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Command {
    /// Wait until no packet in flight can refer to the SA, then zeroise all its words.
    Delete = 1,
    /// Latch the sequence number and lifetime counts into `reg::SA_QUERY`.
    Query = 2,
}

/// Word for `reg::SA_COMMAND`: `sa[13:0] command[17:16]`.
pub const fn command_word(sa: u16, command: Command) -> u32 {
    (sa & 0x3fff) as u32 | (command as u32) << 16
}
