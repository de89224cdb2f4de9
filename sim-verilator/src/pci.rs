//! Configuration space of a type 0 function (PCI Local Bus 3.0 §6.1, PCI Express Base 3.0 §7.8).
//!
//! ```text
//!   0x00 header: ids, command, class, BAR0     0x40 PCI Express capability, endpoint, FLR     0x80 MSI-X capability
//! ```
//! Each octet has a mask of the bits that may be written. Extended configuration space is there and empty.

use respite_abi::{BAR0_SIZE, MSIX_PBA, MSIX_TABLE, PCI_CLASS, PCI_DEVICE, PCI_VENDOR, VECTORS};

/// Configuration space.
pub struct Config {
    octets: [u8; HEADER_LEN],
    writable: [u8; HEADER_LEN],
}

/// What a write to configuration space asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// A function-level reset.
    pub reset: bool,
    /// The MSI-X message control was written.
    pub msix: bool,
}

impl Default for Config {
    /// Reset values.
    fn default() -> Config {
        let mut c = Config { octets: [0; HEADER_LEN], writable: [0; HEADER_LEN] };
        c.field(0x00, &PCI_VENDOR.to_le_bytes(), &[0; 2]);
        c.field(0x02, &PCI_DEVICE.to_le_bytes(), &[0; 2]);
        c.field(COMMAND, &[0; 2], &COMMAND_WRITABLE.to_le_bytes());
        c.field(0x06, &STATUS_CAPABILITIES.to_le_bytes(), &[0; 2]);
        c.field(0x08, &(PCI_CLASS << 8 | REVISION).to_le_bytes(), &[0; 4]);
        c.field(0x0c, &[0], &[0xff]); // cache line size: no meaning on PCI Express, but writable
        c.field(0x10, &[0; 4], &(!(BAR0_SIZE as u32 - 1)).to_le_bytes()); // 32 bits, memory, not prefetchable
        c.field(0x2c, &PCI_VENDOR.to_le_bytes(), &[0; 2]);
        c.field(0x2e, &PCI_DEVICE.to_le_bytes(), &[0; 2]);
        c.field(0x34, &[EXPRESS as u8], &[0]);
        c.field(0x3c, &[0], &[0xff]); // interrupt line: a note of the firmware's

        c.field(EXPRESS, &[0x10, MSIX as u8], &[0; 2]);
        c.field(EXPRESS + 0x02, &0x0002u16.to_le_bytes(), &[0; 2]); // version 2, endpoint
        c.field(EXPRESS + 0x04, &DEVICE_CAPABILITIES.to_le_bytes(), &[0; 4]);
        c.field(DEVICE_CONTROL, &0x2810u16.to_le_bytes(), &0x7fffu16.to_le_bytes());
        c.field(EXPRESS + 0x0c, &LINK.to_le_bytes(), &[0; 4]);
        c.field(EXPRESS + 0x10, &[0; 2], &0x00c3u16.to_le_bytes());
        c.field(EXPRESS + 0x12, &(LINK as u16).to_le_bytes(), &[0; 2]);

        c.field(MSIX, &[0x11, 0], &[0; 2]);
        c.field(MSIX_CONTROL, &(VECTORS as u16 - 1).to_le_bytes(), &(MSIX_ENABLE | MSIX_MASK).to_le_bytes());
        c.field(MSIX + 4, &(MSIX_TABLE as u32).to_le_bytes(), &[0; 4]); // the low bits say BAR 0
        c.field(MSIX + 8, &(MSIX_PBA as u32).to_le_bytes(), &[0; 4]);
        c
    }
}

impl Config {
    /// Reads; beyond the header's 256 octets everything is zero. `None` beyond configuration space.
    pub fn read(&self, offset: u64, data: &mut [u8]) -> Option<()> {
        let offset = range(offset, data.len())?;
        for (i, octet) in data.iter_mut().enumerate() {
            *octet = self.octets.get(offset + i).copied().unwrap_or(0);
        }
        Some(())
    }

    /// Writes what is writable. `None` beyond configuration space.
    pub fn write(&mut self, offset: u64, data: &[u8]) -> Option<Effects> {
        let offset = range(offset, data.len())?;
        let mut effects = Effects::default();
        for (at, octet) in (offset..).zip(data) {
            let (Some(old), Some(mask)) = (self.octets.get_mut(at), self.writable.get(at)) else { break };
            *old = *old & !mask | octet & mask;
            effects.reset |= at == DEVICE_CONTROL + 1 && octet & 0x80 != 0; // bit 15 reads as zero
            effects.msix |= at == MSIX_CONTROL + 1;
        }
        Some(effects)
    }

    /// The function answers accesses to its BAR.
    pub fn memory_enabled(&self) -> bool {
        self.octets[COMMAND] & 2 != 0
    }

    /// The function may access host memory.
    pub fn bus_master(&self) -> bool {
        self.octets[COMMAND] & 4 != 0
    }

    /// MSI-X enable and function mask.
    pub fn msix_control(&self) -> (bool, bool) {
        let control = u16::from_le_bytes([self.octets[MSIX_CONTROL], self.octets[MSIX_CONTROL + 1]]);
        (control & MSIX_ENABLE != 0, control & MSIX_MASK != 0)
    }

    /// Sets MSI-X enable, for a client that connects eventfds instead.
    pub fn set_msix_enabled(&mut self, on: bool) {
        let bit = (MSIX_ENABLE >> 8) as u8;
        let octet = &mut self.octets[MSIX_CONTROL + 1];
        *octet = if on { *octet | bit } else { *octet & !bit };
    }

    fn field(&mut self, at: usize, value: &[u8], writable: &[u8]) {
        self.octets[at..at + value.len()].copy_from_slice(value);
        self.writable[at..at + writable.len()].copy_from_slice(writable);
    }
}

fn range(offset: u64, len: usize) -> Option<usize> {
    let end = offset.checked_add(len as u64)?;
    (end <= CONFIG_LEN).then_some(offset as usize)
}

/// Octets of configuration space.
pub const CONFIG_LEN: u64 = 4096;
/// Octets of it that hold anything.
const HEADER_LEN: usize = 256;
const REVISION: u32 = 1;
const COMMAND: usize = 0x04;
/// Memory space, bus master, parity error response, SERR#, interrupt disable.
const COMMAND_WRITABLE: u16 = 0x0546;
const STATUS_CAPABILITIES: u16 = 0x0010;
const EXPRESS: usize = 0x40;
const DEVICE_CONTROL: usize = EXPRESS + 0x08;
/// Function-level reset, role-based error reporting, payloads of 256 octets.
const DEVICE_CAPABILITIES: u32 = 1 << 28 | 1 << 15 | 1;
/// 8 GT/s, four lanes.
const LINK: u32 = 0x43;
const MSIX: usize = 0x80;
const MSIX_CONTROL: usize = MSIX + 2;
const MSIX_ENABLE: u16 = 1 << 15;
const MSIX_MASK: u16 = 1 << 14;

#[cfg(test)]
mod tests {
    use super::*;

    fn read32(c: &Config, offset: u64) -> u32 {
        let mut b = [0; 4];
        c.read(offset, &mut b).expect("inside");
        u32::from_le_bytes(b)
    }

    #[test]
    fn only_what_may_be_written_changes() {
        let mut c = Config::default();
        let before = c.octets;
        c.write(0, &[0xff; 256]).expect("inside");
        for (i, (now, was)) in c.octets.iter().zip(before).enumerate() {
            assert_eq!(now & !c.writable[i], was & !c.writable[i], "octet {i:#x}");
        }
        assert_eq!(read32(&c, 0), u32::from(PCI_DEVICE) << 16 | u32::from(PCI_VENDOR));
        assert_eq!(read32(&c, 8), 0x1080_0001);
    }

    #[test]
    fn bar0_tells_its_size_and_keeps_its_address() {
        let mut c = Config::default();
        c.write(0x10, &[0xff; 4]).expect("inside");
        assert_eq!(read32(&c, 0x10), 0xffff_0000);
        c.write(0x10, &0xfe12_3456u32.to_le_bytes()).expect("inside");
        assert_eq!(read32(&c, 0x10), 0xfe12_0000);
        for bar in [0x14, 0x18, 0x1c, 0x20, 0x24, 0x30] {
            c.write(bar, &[0xff; 4]).expect("inside");
            assert_eq!(read32(&c, bar), 0, "{bar:#x} is not there");
        }
    }

    #[test]
    fn bit_15_of_device_control_asks_for_a_reset_and_reads_zero() {
        let mut c = Config::default();
        assert_eq!(c.write(0x48, &[0, 0x80]), Some(Effects { reset: true, msix: false }));
        assert_eq!(c.write(0x48, &[0xff, 0x7f]), Some(Effects::default()));
        assert_eq!(read32(&c, 0x48) & 0xffff, 0x7fff);
        assert_eq!(c.write(0x49, &[0x80]), Some(Effects { reset: true, msix: false }));
        assert_eq!(read32(&c, 0x48) & 0x8000, 0);
    }

    #[test]
    fn accesses_beyond_configuration_space_are_refused() {
        let mut c = Config::default();
        assert_eq!(c.read(4096, &mut [0]), None);
        assert_eq!(c.read(4093, &mut [0; 4]), None);
        assert_eq!(c.write(u64::MAX, &[0; 4]), None);
        let mut extended = [0xff; 4];
        assert_eq!(c.read(0x100, &mut extended), Some(()));
        assert_eq!(extended, [0; 4], "no extended capability");
    }
}
