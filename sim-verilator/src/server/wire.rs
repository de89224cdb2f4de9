//! vfio-user messages: layout only (vfio-user protocol, as libvfio-user and QEMU speak it).
//!
//! ```text
//!   header   id u16 | command u16 | size u32 | flags u32 | errno u32      little-endian, size includes the header
//!   flags    type[3:0] (0 command, 1 reply) no_reply[4] error[5]
//! ```

/// Octets of a message header.
pub const HEADER: usize = 16;
/// Bits of the message type; 0 is a command.
pub const TYPE: u32 = 0xf;
/// Flag: this is a reply.
pub const REPLY: u32 = 1;
/// Flag: the sender wants no reply.
pub const NO_REPLY: u32 = 1 << 4;
/// Flag: the reply reports an error in `errno`.
pub const ERROR: u32 = 1 << 5;

/// Command of ours: the device reads memory.
pub const READ_MEMORY: u16 = 11;
/// Command of ours: the device writes memory.
pub const WRITE_MEMORY: u16 = 12;

/// Flags of GET_INFO: can be reset, is a PCI device.
pub const DEVICE_RESET_PCI: u32 = 1 << 0 | 1 << 1;
/// Regions of a PCI device: six BARs, ROM, configuration space, VGA.
pub const REGIONS: u32 = 9;
/// Region of configuration space.
pub const CONFIG_REGION: u32 = 7;
/// Flags of GET_REGION_INFO: readable and writable.
pub const REGION_READ_WRITE: u32 = 3;
/// Interrupt indices of a PCI device: INTx, MSI, MSI-X, error, request.
pub const IRQS: u32 = 5;
/// Interrupt index of MSI-X.
pub const MSIX_INDEX: u32 = 2;
/// Flags of GET_IRQ_INFO: eventfds, and all vectors are set up together.
pub const IRQ_EVENTFD_NORESIZE: u32 = 1 << 0 | 1 << 3;
/// Flags of SET_IRQS: what the data is.
pub const IRQ_DATA_NONE: u32 = 1 << 0;
/// Flags of SET_IRQS: what the data is.
pub const IRQ_DATA_EVENTFD: u32 = 1 << 2;
/// Flags of SET_IRQS: what to do.
pub const IRQ_MASK: u32 = 1 << 3;
/// Flags of SET_IRQS: what to do.
pub const IRQ_UNMASK: u32 = 1 << 4;
/// Flags of SET_IRQS: what to do.
pub const IRQ_TRIGGER: u32 = 1 << 5;
/// Flags of DMA_MAP.
pub const DMA_READ: u32 = 1 << 0;
/// Flags of DMA_MAP.
pub const DMA_WRITE: u32 = 1 << 1;
/// Flag of DMA_UNMAP: everything.
pub const UNMAP_ALL: u32 = 1 << 1;

/// Commands of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Agrees on a version and on capabilities.
    Version,
    /// Gives the device memory.
    DmaMap,
    /// Takes it back.
    DmaUnmap,
    /// Regions, interrupts and abilities.
    GetInfo,
    /// One region.
    GetRegionInfo,
    /// One interrupt index.
    GetIrqInfo,
    /// Connects interrupts.
    SetIrqs,
    /// Reads registers.
    RegionRead,
    /// Writes registers.
    RegionWrite,
    /// Resets the function.
    Reset,
}

impl Command {
    /// The command of a number, and the octets that its body has at least.
    pub fn decode(number: u16) -> Option<(Command, usize)> {
        Some(match number {
            1 => (Command::Version, 4),
            2 => (Command::DmaMap, 32),
            3 => (Command::DmaUnmap, 24),
            4 => (Command::GetInfo, 16),
            5 => (Command::GetRegionInfo, 32),
            7 => (Command::GetIrqInfo, 16),
            8 => (Command::SetIrqs, 20),
            9 => (Command::RegionRead, 16),
            10 => (Command::RegionWrite, 16),
            13 => (Command::Reset, 0),
            _ => return None,
        })
    }
}

/// A message header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Chosen by the sender of the command, repeated in the reply.
    pub id: u16,
    /// Command; a number because the other side may send any.
    pub command: u16,
    /// Octets of the message with its header.
    pub size: u32,
    /// Type and flags.
    pub flags: u32,
    /// `errno` of an error reply.
    pub errno: u32,
}

impl Header {
    /// The octets on the socket.
    pub fn encode(&self) -> [u8; HEADER] {
        let mut b = [0; HEADER];
        b[0..2].copy_from_slice(&self.id.to_le_bytes());
        b[2..4].copy_from_slice(&self.command.to_le_bytes());
        b[4..8].copy_from_slice(&self.size.to_le_bytes());
        b[8..12].copy_from_slice(&self.flags.to_le_bytes());
        b[12..16].copy_from_slice(&self.errno.to_le_bytes());
        b
    }

    /// Whether this is a command whose sender waits for a reply.
    pub fn wants_reply(&self) -> bool {
        self.flags & (TYPE | NO_REPLY) == 0
    }

    /// Reads a header.
    pub fn decode(b: &[u8; HEADER]) -> Header {
        Header {
            id: u16::from_le_bytes([b[0], b[1]]),
            command: u16::from_le_bytes([b[2], b[3]]),
            size: u32_at(b, 4),
            flags: u32_at(b, 8),
            errno: u32_at(b, 12),
        }
    }
}

/// A little-endian word; the caller has checked the length.
pub fn u32_at(b: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([b[at], b[at + 1], b[at + 2], b[at + 3]])
}

/// A little-endian double word; the caller has checked the length.
pub fn u64_at(b: &[u8], at: usize) -> u64 {
    u64::from(u32_at(b, at)) | u64::from(u32_at(b, at + 4)) << 32
}

/// Concatenates 32-bit words, little-endian: most messages are made of them.
pub fn words<const N: usize>(values: [u32; N]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}
