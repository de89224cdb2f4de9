//! The card as the kernel shows it in /sys.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use respite_abi::{PCI_DEVICE, PCI_VENDOR};

use super::report::Report;
use super::{ensure, run, wait_for};
use crate::Checked;

/// Where the card is.
pub struct Slot {
    pub address: String,
}

/// Finds the card and binds it, as on any machine.
pub fn ready(report: &mut Report, slot: &mut Slot) -> Checked<bool> {
    let found = report.step("slot", || {
        *slot = Slot::find()?;
        Ok(format!(
            "{}, class {}, {} of the kernel's own drivers wants it",
            slot.address,
            slot.attribute("class")?,
            if slot.driver().is_none() { "none" } else { "one" }
        ))
    })?;
    Ok(found && report.step("bind-vfio", || slot.bind())?)
}

impl Slot {
    pub fn new() -> Slot {
        Slot { address: String::new() }
    }

    /// The function with the card's vendor and device.
    pub fn find() -> Checked<Slot> {
        let there = || {
            let functions = fs::read_dir("/sys/bus/pci/devices").ok()?.flatten();
            let addresses = functions.filter_map(|entry| entry.file_name().into_string().ok());
            addresses.map(|address| Slot { address }).find(Slot::is_card)
        };
        wait_for("a card on the PCI bus", there)
    }

    /// Gives it to vfio-pci by the script that a user has.
    pub fn bind(&self) -> Checked {
        let said = run("bind-vfio", &[&self.address])?;
        ensure!(self.driver().as_deref() == Some("vfio-pci"), "bound to {:?}", self.driver());
        let group = self.path("iommu_group");
        let alone = fs::read_dir(group.join("devices"))?.count();
        ensure!(alone == 1, "{alone} functions in its IOMMU group");
        let kind = fs::read_to_string(group.join("type"))?;
        Ok(format!("{said}, alone in its IOMMU group, domain {}", kind.trim()))
    }

    /// Takes it from its driver.
    pub fn unbind(&self) -> Checked<()> {
        fs::write(self.path("driver/unbind"), &self.address)?;
        ensure!(self.driver().is_none(), "still bound to {:?}", self.driver());
        Ok(())
    }

    /// Takes it off the bus, as the kernel does for a slot that is to be emptied.
    pub fn remove(&self) -> Checked<()> {
        Ok(fs::write(self.path("remove"), "1")?)
    }

    /// Has the kernel look for functions that it does not know.
    pub fn rescan() -> Checked<()> {
        Ok(fs::write("/sys/bus/pci/rescan", "1")?)
    }

    pub fn driver(&self) -> Option<String> {
        let link = fs::read_link(self.path("driver")).ok()?;
        Some(link.file_name()?.to_string_lossy().into_owned())
    }

    /// Writes to configuration space, as setpci does, whoever has the function.
    pub fn configure(&self, offset: u64, octets: &[u8]) -> Checked<()> {
        Ok(fs::OpenOptions::new().write(true).open(self.path("config"))?.write_all_at(octets, offset)?)
    }

    /// Resets it, whoever has it, by one of the kernel's methods: `flr`, `bus`.
    pub fn reset_by(&self, method: &str) -> Checked<()> {
        fs::write(self.path("reset_method"), method).map_err(|error| format!("reset_method {method}: {error}"))?;
        Ok(fs::write(self.path("reset"), "1").map_err(|error| format!("reset by {method}: {error}"))?)
    }

    /// Whether the command register lets the function master the bus.
    pub fn masters_the_bus(&self) -> Checked<bool> {
        Ok(self.config_octet(COMMAND)? & BUS_MASTER != 0)
    }

    pub fn config_octet(&self, offset: u64) -> Checked<u8> {
        let mut octet = [0];
        fs::File::open(self.path("config"))?.read_exact_at(&mut octet, offset)?;
        Ok(octet[0])
    }

    pub fn attribute(&self, name: &str) -> Checked {
        Ok(fs::read_to_string(self.path(name))?.trim().to_owned())
    }

    pub fn is_there(&self) -> bool {
        self.path("").exists()
    }

    fn is_card(&self) -> bool {
        let reads = |name, value: u16| self.attribute(name).is_ok_and(|text| text == format!("{value:#06x}"));
        reads("vendor", PCI_VENDOR) && reads("device", PCI_DEVICE)
    }

    fn path(&self, name: &str) -> PathBuf {
        PathBuf::from("/sys/bus/pci/devices").join(&self.address).join(name)
    }
}

pub const COMMAND: u64 = 4;
pub const MEMORY: u8 = 2;
pub const BUS_MASTER: u8 = 4;
