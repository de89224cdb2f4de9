//! BAR0 registers of the core: 32 bits each, little-endian, naturally aligned.
//!
//! `REGISTERS` is the one table: the constants below name its rows, docs/registers.md is printed from it, and the HDL
//! decodes with the same constants.

/// How a register may be accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read only; writes are ignored.
    Ro,
    /// Read and write.
    Rw,
    /// Write only; reads return 0.
    Wo,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    /// Name.
    pub name: &'static str,
    /// Byte offset of the first instance.
    pub offset: u16,
    /// Instances and the distance between them in bytes.
    pub repeat: (u16, u16),
    /// Access.
    pub access: Access,
    /// Value after reset, where it is fixed.
    pub reset: u32,
    /// Meaning, with bit fields as `name[hi:lo]`.
    pub doc: &'static str,
}

macro_rules! registers {
    ($($(#[doc = $doc:literal])* $name:ident = $offset:literal $([$n:expr, $stride:literal])?, $access:ident, $reset:expr;)*) => {
        $($(#[doc = $doc])* pub const $name: u16 = $offset;)*
        /// Every register.
        pub const REGISTERS: &[Register] = &[$(Register {
            name: stringify!($name),
            offset: $offset,
            repeat: registers!(@repeat $($n, $stride)?),
            access: Access::$access,
            reset: $reset,
            doc: concat!($($doc, "\n"),*),
        },)*];
    };
    (@repeat) => { (1, 4) };
    (@repeat $n:expr, $stride:literal) => { ($n as u16, $stride) };
}

registers! {
    /// "RSPT": tells the card apart from a bus that reads all ones.
    ID = 0x000, Ro, crate::CARD_ID;
    /// major[31:16] minor[15:0]; the driver refuses another major.
    ABI_VERSION = 0x004, Ro, crate::ABI_VERSION;
    /// log2_sas[7:0] log2_buckets[15:8] ways[19:16] queues[23:20] lanes[27:24].
    CAPS0 = 0x008, Ro, 0;
    /// What this build has. transforms[15:0]: bit n is `sa::Transform` n. hashes[19:16]: bit n is `sa::Hash` n. ah[20]: AH with
    /// these hashes. bundle[21]: AH over ESP. gmac_esn[22]: AES-GMAC with ESN. ah_gmac[23]: AH with AES-GMAC.
    CAPS1 = 0x00c, Ro, 0;
    /// Core clock in Hz, as the build was told.
    CLOCK_HZ = 0x010, Ro, 0;
    /// Longest packet in octets.
    MAX_LEN = 0x014, Ro, 9600;
    /// enable[0]: the card may start DMA. reset[1]: resets the core, clears itself.
    CONTROL = 0x018, Rw, 0;
    /// ready[0]: tables are swept and commands are taken. idle[1]: no packet in flight. sa_busy[2]: an SA command runs.
    /// snapshot_busy[3]: a counter snapshot runs. dma_fault[4]: a bus error happened since reset.
    STATUS = 0x01c, Ro, 0;
    /// Free-running clock count, low half; reading it latches the high half.
    CYCLES_LO = 0x020, Ro, 0;
    /// High half of the count latched by CYCLES_LO.
    CYCLES_HI = 0x024, Ro, 0;
    /// Descriptors accepted since reset, modulo 2^32.
    ACCEPTED = 0x028, Ro, 0;
    /// Completions handed to the rings since reset, modulo 2^32.
    COMPLETED = 0x02c, Ro, 0;
    /// No function; for the driver's access test.
    SCRATCH = 0x030, Rw, 0;
    /// Word to be written into an SA: bits 31:0 first.
    SA_DATA = 0x100 [4, 4], Wo, 0;
    /// Writes SA_DATA to word[20:16] of sa[13:0].
    SA_WRITE = 0x110, Wo, 0;
    /// command[17:16] on sa[13:0]; STATUS.sa_busy until done.
    SA_COMMAND = 0x114, Wo, 0;
    /// Result of a query: sequence, packets, octets, each low word first.
    SA_QUERY = 0x120 [6, 4], Ro, 0;
    /// SPI of the CAM entry to be written.
    CAM_SPI = 0x140, Wo, 0;
    /// sa[13:0] state[17:16] ah[18] of the CAM entry to be written.
    CAM_ENTRY = 0x144, Wo, 0;
    /// Writes the entry to bucket[13:0] of way[17:16], or to slot[2:0] of the overflow CAM if overflow[20].
    CAM_WRITE = 0x148, Wo, 0;
    /// Event ring, IOVA bits 31:0, 128-byte aligned.
    EV_BASE_LO = 0x180, Rw, 0;
    /// Event ring, IOVA bits 47:32.
    EV_BASE_HI = 0x184, Rw, 0;
    /// enable[0] log2_records[7:4] (at most 12). Enabling starts the ring at record 0, phase 1.
    EV_CONTROL = 0x188, Rw, 0;
    /// Consumer index of the host, modulo the number of records.
    EV_HEAD = 0x18c, Rw, 0;
    /// Producer index of the card.
    EV_TAIL = 0x190, Ro, 0;
    /// Clocks after which a coalescing entry is flushed.
    EV_AGE = 0x194, Rw, 0;
    /// Clocks per event token; 0 means no limit.
    EV_TOKEN_PERIOD = 0x198, Rw, 0;
    /// Most tokens held, at most 65535.
    EV_TOKEN_BURST = 0x19c, Rw, 0;
    /// Interrupt moderation of vector n: completions or records before it fires; 0 and 1 fire at once.
    IRQ_COUNT = 0x1c0 [crate::VECTORS, 8], Rw, 0;
    /// Interrupt moderation of vector n: clocks after which it fires with fewer.
    IRQ_TIME = 0x1c4 [crate::VECTORS, 8], Rw, 0;
    /// Copies all counters to COUNTERS at one instant; STATUS.snapshot_busy until done. Bit 0 must be 1; clear[1] zeroes them after.
    SNAPSHOT = 0x200, Wo, 0;
    /// Counter snapshot: slot n is the 64-bit value at 8 n, low word first; slots are `Verdict` codes and `Counter` slots.
    COUNTERS = 0x400 [128, 4], Ro, 0;
    /// Submission ring of queue n, IOVA bits 31:0, 64-byte aligned.
    SQ_BASE_LO = 0x1000 [crate::QUEUES, 0x40], Rw, 0;
    /// Submission ring of queue n, IOVA bits 47:32.
    SQ_BASE_HI = 0x1004 [crate::QUEUES, 0x40], Rw, 0;
    /// Completion ring of queue n, IOVA bits 31:0, 64-byte aligned.
    CQ_BASE_LO = 0x1008 [crate::QUEUES, 0x40], Rw, 0;
    /// Completion ring of queue n, IOVA bits 47:32.
    CQ_BASE_HI = 0x100c [crate::QUEUES, 0x40], Rw, 0;
    /// enable[0] log2_entries[7:4] (1 to 12). Enabling starts both rings at index 0, phase 1.
    Q_CONTROL = 0x1010 [crate::QUEUES, 0x40], Rw, 0;
    /// Octets of each destination buffer of queue n.
    DST_CAPACITY = 0x1014 [crate::QUEUES, 0x40], Rw, 0;
    /// Tail index of the submission ring: the entry after the last one written, modulo the ring.
    DOORBELL = 0x1018 [crate::QUEUES, 0x40], Rw, 0;
    /// Next descriptor that the card will fetch.
    SQ_HEAD = 0x101c [crate::QUEUES, 0x40], Ro, 0;
}

/// Distance between the register blocks of two queues in bytes.
pub const QUEUE_STRIDE: u16 = 0x40;

/// Bits of `CAPS1`.
pub mod caps1 {
    use crate::sa::{Hash, Transform};

    /// AH with HMAC.
    pub const AH: u32 = 1 << 20;
    /// AH over ESP in one pass.
    pub const BUNDLE: u32 = 1 << 21;
    /// AES-GMAC with extended sequence numbers.
    pub const GMAC_ESN: u32 = 1 << 22;
    /// AH with AES-GMAC.
    pub const AH_GMAC: u32 = 1 << 23;

    /// DES and 3DES, which a build may leave out.
    pub const LEGACY: u32 = transform(Transform::DesCbc) | transform(Transform::TripleDesCbc);

    /// ESP with this transform.
    pub const fn transform(transform: Transform) -> u32 {
        1 << transform as u32
    }

    /// HMAC with this hash.
    pub const fn hash(hash: Hash) -> u32 {
        1 << (16 + hash as u32)
    }
}

/// Bits of `CONTROL`.
pub mod control {
    /// DMA may start.
    pub const ENABLE: u32 = 1 << 0;
    /// Resets the core.
    pub const RESET: u32 = 1 << 1;
}

/// Bits of `STATUS`.
pub mod status {
    /// Commands are taken.
    pub const READY: u32 = 1 << 0;
    /// No packet in flight.
    pub const IDLE: u32 = 1 << 1;
    /// An SA command runs.
    pub const SA_BUSY: u32 = 1 << 2;
    /// A counter snapshot runs.
    pub const SNAPSHOT_BUSY: u32 = 1 << 3;
    /// A bus error happened since reset.
    pub const DMA_FAULT: u32 = 1 << 4;
}
