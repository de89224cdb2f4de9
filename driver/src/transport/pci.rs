//! Configuration space: capability walk and the command register, over `pci_types`.
//!
//! The function's configuration space is as untrusted as its registers: a capability list that runs in circles ends
//! after as many reads as configuration space has words.
#![allow(unsafe_code)]

use std::cell::Cell;

use pci_types::capability::PciCapability;
use pci_types::{CommandRegister, ConfigRegionAccess, EndpointHeader, PciAddress, PciHeader};

use super::{Transport, TransportError};

/// What the driver wants to know from configuration space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Vendor id.
    pub vendor: u16,
    /// Device id.
    pub device: u16,
    /// Class, subclass and programming interface.
    pub class: u32,
    /// MSI-X vectors of the MSI-X capability, 0 without one.
    pub vectors: u16,
    /// BAR and offset of the MSI-X table.
    pub msix_table: Option<(u8, u32)>,
    /// The function has a PCI Express capability.
    pub express: bool,
}

/// Reads the identification and the capabilities.
pub fn inspect(transport: &dyn Transport) -> Result<Function, TransportError> {
    let config = Config::new(transport);
    // A transport has one function, so the address says nothing.
    let header = PciHeader::new(PciAddress::default());
    let (vendor, device) = header.id(&config);
    if vendor == 0xffff {
        return Err(config.error().unwrap_or(TransportError::Gone));
    }
    let (_, base, sub, interface) = header.revision_and_class(&config);
    let class = u32::from(base) << 16 | u32::from(sub) << 8 | u32::from(interface);
    let mut found = Function { vendor, device, class, vectors: 0, msix_table: None, express: false };
    if let Some(endpoint) = EndpointHeader::from_header(header, &config) {
        for capability in endpoint.capabilities(&config) {
            match capability {
                PciCapability::MsiX(msix) => {
                    found.vectors = msix.table_size();
                    found.msix_table = Some((msix.table_bar(), msix.table_offset()));
                }
                PciCapability::PciExpress(_) => found.express = true,
                _ => {}
            }
        }
    }
    config.error().map_or(Ok(found), Err)
}

/// Lets the function answer memory accesses and, with `on`, start DMA; without, stops its DMA.
pub fn bus_master(transport: &dyn Transport, on: bool) -> Result<(), TransportError> {
    // The command register alone: writing the whole word would also clear the status bits that are set.
    let mut octets = [0; 2];
    transport.config_read(COMMAND, &mut octets)?;
    let mut command = CommandRegister::from_bits_retain(u16::from_le_bytes(octets));
    command.insert(CommandRegister::MEMORY_ENABLE);
    command.set(CommandRegister::BUS_MASTER_ENABLE, on);
    transport.config_write(COMMAND, &command.bits().to_le_bytes())
}

/// `pci_types` cannot report errors and trusts the list it walks; this adapter remembers the one and bounds the other.
struct Config<'a> {
    transport: &'a dyn Transport,
    reads_left: Cell<u32>,
    error: Cell<Option<TransportError>>,
}

impl<'a> Config<'a> {
    fn new(transport: &'a dyn Transport) -> Config<'a> {
        Config { transport, reads_left: Cell::new(MOST_READS), error: Cell::new(None) }
    }

    fn error(&self) -> Option<TransportError> {
        self.error.take()
    }
}

impl ConfigRegionAccess for Config<'_> {
    // SAFETY: safe for any argument; the trait asks for the keyword because others poke I/O ports here.
    unsafe fn read(&self, _: PciAddress, offset: u16) -> u32 {
        let left = self.reads_left.get();
        if left == 0 {
            return 0; // no capability, no next pointer: the walk ends
        }
        self.reads_left.set(left - 1);
        let mut word = [0; 4];
        if let Err(e) = self.transport.config_read(offset & 0xfffc, &mut word) {
            self.reads_left.set(0);
            self.error.set(Some(e));
            return 0;
        }
        u32::from_le_bytes(word)
    }

    // SAFETY: as for `read`.
    unsafe fn write(&self, _: PciAddress, offset: u16, value: u32) {
        if let Err(e) = self.transport.config_write(offset & 0xfffc, &value.to_le_bytes()) {
            self.error.set(Some(e));
        }
    }
}

/// Offset of the command register.
const COMMAND: u16 = 0x04;
/// Words of configuration space that a capability list can touch.
const MOST_READS: u32 = 256;
