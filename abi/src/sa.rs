//! Security association image: 128-bit words that the host writes through `reg::SA_DATA` and `reg::SA_WRITE`.
//!
//! ```text
//! word 0  CONFIG   flags, transform, window, ports, SPI, salt   word 9       PACKETS   soft, hard limit
//! word 1  SRC      outer source address                         word 10      OCTETS    soft, hard limit
//! word 2  DST      outer destination address                    word 11      SEQUENCE  last sent / highest accepted
//! word 3  KEY_A    first 16 octets of the cipher key            word 12      OUTER     path MTU, TTL, DSCP
//! word 4  KEY_B    the rest; AES-GCM with 128 bits: as KEY_A    word 13..16  HMAC with SHA-384 or SHA-512
//! word 5..8  H     powers H^1..H^4 of the GHASH key, or HMAC
//! ```
//! Words are numbers: an address or a key is read as a big-endian number, so its first octet is bits 127:120. An IPv4
//! address is in bits 31:0. No word can be read back. Writing CONFIG with `valid` makes an outbound SA usable; an inbound
//! one is reached through its CAM entry. Writing SEQUENCE also clears the replay window and the lifetime counts.
//!
//! A cipher key fills KEY_A and KEY_B from the top bits on and zeros follow, but for AES-GCM (and GMAC) with 128 bits. DES
//! and 3DES keys stand there with their parity bits.
//!
//! HMAC has midstates instead of its key: the chaining value of the hash after the block `key ^ ipad` (inner) and after
//! the block `key ^ opad` (outer), as octets in the order of a digest, zeros behind the 20 of SHA-1:
//!
//! | octets of the value | inner | outer |
//! |---|---|---|
//! | 0..31 | INNER, INNER + 1 | OUTER_KEY, OUTER_KEY + 1 |
//! | 32..63 (SHA-384, SHA-512) | INNER_WIDE, INNER_WIDE + 1 | OUTER_KEY_WIDE, OUTER_KEY_WIDE + 1 |
//!
//! They are as secret as the key. A key longer than the block of its hash is hashed first (RFC 2104 §2).
//!
//! The card makes the IV of an outbound packet: for AES-GCM and GMAC the sequence number, 64 bits wide; for CBC its encryption
//! under the cipher key, as one block with zeros in front (NIST SP 800-38A App. C).

/// Word numbers.
pub mod word {
    /// Flags, transform, window, ports, SPI, salt.
    pub const CONFIG: u8 = 0;
    /// Outer source address.
    pub const SRC: u8 = 1;
    /// Outer destination address.
    pub const DST: u8 = 2;
    /// Cipher key, first half.
    pub const KEY_A: u8 = 3;
    /// Cipher key, second half.
    pub const KEY_B: u8 = 4;
    /// AES-GCM and GMAC: first of four powers of H, lowest first.
    pub const H: u8 = 5;
    /// HMAC: first 32 octets of the inner midstate, in two words.
    pub const INNER: u8 = 5;
    /// HMAC: first 32 octets of the outer midstate, in two words.
    pub const OUTER_KEY: u8 = 7;
    /// Packet limits: soft in 63:0, hard in 127:64; all ones is none.
    pub const PACKETS: u8 = 9;
    /// Octet limits: soft in 63:0, hard in 127:64; all ones is none.
    pub const OCTETS: u8 = 10;
    /// Sequence number in 63:0.
    pub const SEQUENCE: u8 = 11;
    /// Path MTU in 15:0 (0 is none), TTL or hop limit in 23:16, DSCP in 29:24, use that DSCP in 30.
    pub const OUTER: u8 = 12;
    /// HMAC with SHA-384 or SHA-512: the other 32 octets of the inner midstate, in two words.
    pub const INNER_WIDE: u8 = 13;
    /// HMAC with SHA-384 or SHA-512: the other 32 octets of the outer midstate, in two words.
    pub const OUTER_KEY_WIDE: u8 = 15;
    /// Words of an image.
    pub const COUNT: u8 = 17;
}

/// Largest anti-replay window, in packets.
pub const MAX_WINDOW: u16 = 1024;

/// Cipher of an SA (4 bits of CONFIG). Those from `Null` on are authenticated by `Hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Transform {
    /// AES-GCM and a 16-octet ICV (RFC 4106).
    AesGcm16 = 0,
    /// AES-GMAC: authentication alone (RFC 4543), in ESP or AH.
    AesGmac = 1,
    /// No encryption (RFC 2410); the transform of AH with HMAC.
    Null = 4,
    /// AES-CBC (RFC 3602).
    AesCbc = 5,
    /// DES-CBC (RFC 2405).
    DesCbc = 6,
    /// 3DES-CBC (RFC 2451).
    TripleDesCbc = 7,
}

/// HMAC of an SA whose transform does not authenticate (2 bits of CONFIG); 0 for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Hash {
    /// HMAC-SHA1-96 (RFC 2404).
    Sha1 = 0,
    /// HMAC-SHA2-256-128 (RFC 4868).
    Sha256 = 1,
    /// HMAC-SHA2-384-192.
    Sha384 = 2,
    /// HMAC-SHA2-512-256.
    Sha512 = 3,
}

/// Size of an AES key (2 bits of CONFIG).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum KeySize {
    /// 128 bits; also for what is not AES.
    Aes128 = 0,
    /// 256 bits.
    Aes256 = 1,
    /// 192 bits: AES-CBC alone.
    Aes192 = 2,
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

/// Word 0. Bits: valid 0, outbound 1, tunnel 2, v6 3, udp 4, esn 5, key 7:6, transform 11:8, df 13:12, hash 15:14,
/// window 26:16, ah 27, check_pad 28, bundle 29, sport 47:32 (bundle: SA below in 45:32), dport 63:48, spi 95:64, salt
/// 127:96.
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
    /// Size of an AES key.
    pub key: KeySize,
    /// Cipher, or cipher and authentication.
    pub transform: Transform,
    /// Authentication, where the transform has none.
    pub hash: Hash,
    /// AH (RFC 4302), ESP otherwise.
    pub ah: bool,
    /// Inbound: a packet whose padding is not 1, 2, 3, … is dropped with `rx_pad` (RFC 4303 §2.4).
    pub check_pad: bool,
    /// AH over ESP: the ESP SA below this AH SA, of the same direction. Outbound, the descriptor names the AH SA, and the
    /// packet passes the other one first, which must be one with HMAC; inbound, the SPI behind AH must be that SA's. Each has its
    /// own sequence numbers and lifetimes. The one completion carries the AH SA, and the sequence number of the SA that was last,
    /// so inbound that of `below`. Not with UDP.
    pub below: Option<u16>,
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
        let (bundle, sport) = match self.below {
            Some(sa) => (true, sa & 0x3fff),
            None => (false, self.sport),
        };
        self.valid as u128
            | (self.outbound as u128) << 1
            | (self.tunnel as u128) << 2
            | (self.v6 as u128) << 3
            | (self.udp as u128) << 4
            | (self.esn as u128) << 5
            | (self.key as u128) << 6
            | (self.transform as u128) << 8
            | (self.df as u128) << 12
            | (self.hash as u128) << 14
            | ((self.window & 0x7ff) as u128) << 16
            | (self.ah as u128) << 27
            | (self.check_pad as u128) << 28
            | (bundle as u128) << 29
            | (sport as u128) << 32
            | (self.dport as u128) << 48
            | (self.spi as u128) << 64
            | (self.salt as u128) << 96
    }
}

/// Word for `reg::SA_WRITE`: `sa[13:0] word[20:16]`.
pub const fn write_word(sa: u16, word: u8) -> u32 {
    (sa & 0x3fff) as u32 | ((word & 0x1f) as u32) << 16
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
