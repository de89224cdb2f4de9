//! vfio-user messages: layout only (vfio-user protocol, as libvfio-user and QEMU speak it).
//!
//! ```text
//!   header   id u16 | command u16 | size u32 | flags u32 | errno u32      little-endian, size includes the header
//!   flags    type[3:0] (0 command, 1 reply) no_reply[4] error[5]
//! ```

/// Octets of a message header.
pub const HEADER: usize = 16;
/// Flag: this is a reply.
pub const REPLY: u32 = 1;
/// Bits of the message type.
pub const TYPE: u32 = 0xf;
/// Flag: the sender wants no reply.
pub const NO_REPLY: u32 = 1 << 4;
/// Flag: the reply reports an error in `errno`.
pub const ERROR: u32 = 1 << 5;

/// Flag of GET_INFO: the device can be reset.
pub const DEVICE_RESET: u32 = 1 << 0;
/// Flag of GET_INFO: the device is a PCI device.
pub const DEVICE_PCI: u32 = 1 << 1;
/// Flags of GET_REGION_INFO: readable and writable.
pub const REGION_READ_WRITE: u32 = 3;
/// Flags of DMA_MAP.
pub const DMA_READ: u32 = 1 << 0;
/// Flags of DMA_MAP.
pub const DMA_WRITE: u32 = 1 << 1;
/// Flags of SET_IRQS: no data, trigger. With a count of 0 it disables.
pub const IRQ_NONE_TRIGGER: u32 = 1 << 0 | 1 << 5;
/// Flags of SET_IRQS: eventfds, trigger.
pub const IRQ_EVENTFD_TRIGGER: u32 = 1 << 2 | 1 << 5;
/// Region of configuration space.
pub const CONFIG_REGION: u32 = 7;
/// Interrupt index of MSI-X.
pub const MSIX_INDEX: u32 = 2;

/// Commands of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Command {
    /// Agrees on a version and on capabilities.
    Version = 1,
    /// Gives the device memory.
    DmaMap = 2,
    /// Takes it back.
    DmaUnmap = 3,
    /// Regions, interrupts and abilities.
    GetInfo = 4,
    /// One region.
    GetRegionInfo = 5,
    /// One interrupt index.
    GetIrqInfo = 7,
    /// Connects interrupts.
    SetIrqs = 8,
    /// Reads registers.
    RegionRead = 9,
    /// Writes registers.
    RegionWrite = 10,
    /// Resets the function.
    Reset = 13,
}

impl Command {
    /// The command's purpose, for errors.
    pub const fn name(self) -> &'static str {
        match self {
            Command::Version => "vfio-user VERSION",
            Command::DmaMap => "vfio-user DMA_MAP",
            Command::DmaUnmap => "vfio-user DMA_UNMAP",
            Command::GetInfo => "vfio-user DEVICE_GET_INFO",
            Command::GetRegionInfo => "vfio-user DEVICE_GET_REGION_INFO",
            Command::GetIrqInfo => "vfio-user DEVICE_GET_IRQ_INFO",
            Command::SetIrqs => "vfio-user DEVICE_SET_IRQS",
            Command::RegionRead => "vfio-user REGION_READ",
            Command::RegionWrite => "vfio-user REGION_WRITE",
            Command::Reset => "vfio-user DEVICE_RESET",
        }
    }
}

/// A message header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Chosen by the sender of the command, repeated in the reply.
    pub id: u16,
    /// Command; kept as a number because the other side may send any.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_survives_the_wire() {
        let h = Header { id: 0x1234, command: 9, size: 36, flags: REPLY | ERROR, errno: 22 };
        assert_eq!(Header::decode(&h.encode()), h);
        assert_eq!(h.encode()[..8], [0x34, 0x12, 9, 0, 36, 0, 0, 0]);
    }
}
