//! Kernel VFIO: a PCI function behind an IOMMU, bound to `vfio-pci`.
//!
//! ```text
//!   /dev/vfio/vfio (container) <─ group ─ device fd ──┬─ BARs, mapped
//!        │                                            ├─ configuration space, pread/pwrite
//!        └─ IOVA mappings (type 1 v2)                 └─ MSI-X as eventfds
//! ```
//! `vfio-ioctls` opens the group and sets up interrupts. BAR mapping, read-only DMA mappings, reset with its result and
//! configuration access with errors are done here, because that crate lacks them.
#![allow(unsafe_code)]

use std::fs::File;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use memmap2::{MmapOptions, MmapRaw};
use vfio_bindings::bindings::vfio::{
    vfio_iommu_type1_dma_map, vfio_iommu_type1_dma_unmap, VFIO_DMA_MAP_FLAG_READ, VFIO_DMA_MAP_FLAG_WRITE,
    VFIO_IOMMU_INFO_CAPS, VFIO_IOMMU_INFO_PGSIZES, VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, VFIO_PCI_CONFIG_REGION_INDEX,
    VFIO_PCI_MSIX_IRQ_INDEX, VFIO_PCI_REQ_IRQ_INDEX, VFIO_REGION_INFO_FLAG_MMAP,
};
use vfio_ioctls::{VfioContainer, VfioDevice, VfioRegionInfoCap};
use vmm_sys_util::eventfd::{EventFd, EFD_NONBLOCK};
use vmm_sys_util::ioctl::{ioctl, ioctl_with_mut_ptr, ioctl_with_mut_ref, ioctl_with_ref};

use super::{pci, DeviceInfo, DmaAccess, DmaBuf, Transport, TransportError};

/// A PCI function that the kernel's VFIO hands out.
pub struct VfioTransport {
    // Dropped in this order: interrupts and the device, then the IOVA mappings, then the memory behind them.
    device: VfioDevice,
    device_file: File,
    container: Arc<VfioContainer>,
    bars: [Option<Bar>; 6],
    mapped: Mutex<Vec<DmaBuf>>,
    msix: Mutex<bool>,
    recall: Option<EventFd>,
    info: DeviceInfo,
}

struct Bar {
    map: MmapRaw,
    len: usize,
}

impl VfioTransport {
    /// Opens the function with the address `bdf` (`0000:03:00.0`), which must be bound to `vfio-pci`.
    pub fn open(bdf: &str) -> Result<VfioTransport, TransportError> {
        let container = Arc::new(VfioContainer::new(None).map_err(vfio("open the VFIO container"))?);
        let path = Path::new("/sys/bus/pci/devices").join(bdf);
        let device = VfioDevice::new(&path, container.clone(), false).map_err(vfio("open the VFIO device"))?;
        // SAFETY: the descriptor belongs to `device`, which is alive; the borrow ends with this statement.
        let device_file: File = unsafe { BorrowedFd::borrow_raw(device.as_raw_fd()) }
            .try_clone_to_owned()
            .map_err(TransportError::io("duplicate the VFIO device"))?
            .into();
        let recall = EventFd::new(EFD_NONBLOCK).map_err(TransportError::io("create an eventfd"))?;
        // Without it the function works as well, but does not hear that it is wanted back.
        let heard = device.enable_irq(VFIO_PCI_REQ_IRQ_INDEX, vec![&recall]).is_ok();
        let recall = heard.then_some(recall);
        let (page, iova) = iommu_info(&container)?;
        let mut bars: [Option<Bar>; 6] = Default::default();
        for (i, bar) in bars.iter_mut().enumerate() {
            *bar = map_bar(&device, &device_file, i as u32)?;
        }
        let info = DeviceInfo {
            bars: std::array::from_fn(|i| bars[i].as_ref().map_or(0, |b| b.len as u64)),
            vectors: device.get_irq_info(VFIO_PCI_MSIX_IRQ_INDEX).map_or(0, |i| i.count),
            iova,
            page,
            resettable: path.join("reset").exists(),
        };
        Ok(VfioTransport {
            device,
            device_file,
            container,
            bars,
            mapped: Mutex::new(Vec::new()),
            msix: Mutex::new(false),
            recall,
            info,
        })
    }

    fn config(&self, offset: u16, len: usize) -> Result<u64, TransportError> {
        if u64::from(offset) + len as u64 > self.device.get_region_size(VFIO_PCI_CONFIG_REGION_INDEX) {
            return Err(TransportError::NoRegister { bar: TransportError::CONFIG, offset: offset.into() });
        }
        Ok(self.device.get_region_offset(VFIO_PCI_CONFIG_REGION_INDEX) + u64::from(offset))
    }

    fn register(&self, bar: u8, offset: u32) -> Result<*mut u32, TransportError> {
        let no = || TransportError::NoRegister { bar, offset: offset.into() };
        let b = self.bars.get(usize::from(bar)).and_then(Option::as_ref).ok_or_else(no)?;
        let at = offset as usize;
        if !at.is_multiple_of(4) || at >= b.len || b.len - at < 4 {
            return Err(no());
        }
        // SAFETY: `at` is inside the mapping by the check above.
        Ok(unsafe { b.map.as_mut_ptr().add(at) }.cast())
    }
}

impl Transport for VfioTransport {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    #[inline]
    fn read32(&self, bar: u8, offset: u32) -> Result<u32, TransportError> {
        let register = self.register(bar, offset)?;
        // SAFETY: `register` points to an aligned word of a BAR that is mapped while `self` lives.
        Ok(u32::from_le(unsafe { register.read_volatile() }))
    }

    #[inline]
    fn write32(&self, bar: u8, offset: u32, value: u32) -> Result<(), TransportError> {
        let register = self.register(bar, offset)?;
        // SAFETY: as in read32. What the write makes the device do is confined to memory that was mapped for it.
        unsafe { register.write_volatile(value.to_le()) };
        Ok(())
    }

    fn config_read(&self, offset: u16, data: &mut [u8]) -> Result<(), TransportError> {
        let at = self.config(offset, data.len())?;
        self.device_file.read_exact_at(data, at).map_err(TransportError::io("read configuration space"))
    }

    fn config_write(&self, offset: u16, data: &[u8]) -> Result<(), TransportError> {
        let at = self.config(offset, data.len())?;
        self.device_file.write_all_at(data, at).map_err(TransportError::io("write configuration space"))
    }

    fn dma_alloc(&self, iova: u64, len: usize, access: DmaAccess) -> Result<DmaBuf, TransportError> {
        self.info.check_iova(iova, len)?;
        let buf = DmaBuf::new(iova, len)?;
        let mut map = vfio_iommu_type1_dma_map {
            argsz: size_of::<vfio_iommu_type1_dma_map>() as u32,
            flags: 0,
            vaddr: buf.host_address(),
            iova,
            size: len as u64,
        };
        map.flags |= if access.reads() { VFIO_DMA_MAP_FLAG_READ } else { 0 };
        map.flags |= if access.writes() { VFIO_DMA_MAP_FLAG_WRITE } else { 0 };
        // SAFETY: `map` is the structure that the call reads. The memory is only ever accessed as atomics and volatile
        // (DmaBuf), and the clone kept in `mapped` keeps it alive until the IOVA is unmapped.
        let result = unsafe { ioctl_with_ref(&*self.container, iommu_request(MAP_DMA), &map) };
        if result != 0 {
            return Err(os("map DMA memory"));
        }
        self.mapped.lock().unwrap_or_else(PoisonError::into_inner).push(buf.clone());
        Ok(buf)
    }

    fn dma_free(&self, buf: &DmaBuf) -> Result<(), TransportError> {
        let mut mapped = self.mapped.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(i) = mapped.iter().position(|m| m.host_address() == buf.host_address()) else {
            return Err(TransportError::Mapping {
                iova: buf.iova(),
                len: buf.len_bytes() as u64,
                why: "this transport did not map it",
            });
        };
        unmap(&self.container, buf)?;
        mapped.swap_remove(i);
        Ok(())
    }

    fn msix_enable(&self, vectors: &[BorrowedFd<'_>]) -> Result<(), TransportError> {
        let mut eventfds = Vec::with_capacity(vectors.len());
        for v in vectors {
            let fd = v.try_clone_to_owned().map_err(TransportError::io("duplicate an eventfd"))?;
            // SAFETY: the descriptor was duplicated for this EventFd, which closes it. The kernel keeps the file.
            eventfds.push(unsafe { EventFd::from_raw_fd(fd.into_raw_fd()) });
        }
        self.device.enable_msix(eventfds.iter().collect()).map_err(vfio("enable MSI-X"))?;
        *self.msix.lock().unwrap_or_else(PoisonError::into_inner) = true;
        Ok(())
    }

    fn msix_disable(&self) -> Result<(), TransportError> {
        let mut enabled = self.msix.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut *enabled) {
            self.device.disable_msix().map_err(vfio("disable MSI-X"))?;
        }
        Ok(())
    }

    fn recall(&self) -> Option<BorrowedFd<'_>> {
        // SAFETY: the descriptor belongs to `recall`, which lives as long as `self`.
        self.recall.as_ref().map(|fd| unsafe { BorrowedFd::borrow_raw(fd.as_raw_fd()) })
    }

    fn reset(&self) -> Result<(), TransportError> {
        // SAFETY: the request takes no argument.
        match unsafe { ioctl(&self.device, iommu_request(DEVICE_RESET)) } {
            0 => Ok(()),
            _ => Err(os("reset the device")),
        }
    }
}

impl Drop for VfioTransport {
    fn drop(&mut self) {
        // Best effort: closing the descriptors undoes all of it in the kernel.
        let _ = pci::bus_master(self, false);
        let _ = self.msix_disable();
        for buf in self.mapped.get_mut().unwrap_or_else(PoisonError::into_inner) {
            let _ = unmap(&self.container, buf);
        }
    }
}

fn map_bar(device: &VfioDevice, file: &File, index: u32) -> Result<Option<Bar>, TransportError> {
    let len = device.get_region_size(index) as usize;
    if len == 0 || device.get_region_flags(index) & VFIO_REGION_INFO_FLAG_MMAP == 0 {
        return Ok(None);
    }
    // A kernel that keeps the MSI-X table to itself offers the rest as sparse areas. The core's registers begin the
    // BAR, so the area at 0 is what the driver needs.
    let mut usable = len;
    for cap in device.get_region_caps(index) {
        if let VfioRegionInfoCap::SparseMmap(sparse) = cap {
            usable = sparse.areas.iter().find(|a| a.offset == 0).map_or(0, |a| a.size as usize);
        }
    }
    if usable == 0 {
        return Ok(None);
    }
    let map = MmapOptions::new()
        .offset(device.get_region_offset(index))
        .len(usable.min(len))
        .map_raw(file)
        .map_err(TransportError::io("map a BAR"))?;
    Ok(Some(Bar { len: map.len(), map }))
}

/// Page size and IOVA ranges of the container's IOMMU.
fn iommu_info(container: &VfioContainer) -> Result<(u64, Vec<std::ops::RangeInclusive<u64>>), TransportError> {
    // Room for the structure and its capabilities: a few dozen octets each.
    let mut raw = [0u64; 512];
    let [a, b, c, d] = (size_of_val(&raw) as u32).to_ne_bytes();
    raw[0] = u64::from_ne_bytes([a, b, c, d, 0, 0, 0, 0]); // argsz, flags
                                                           // SAFETY: `raw` is aligned for the structure and argsz states its true size, which bounds what the kernel writes.
    let result = unsafe { ioctl_with_mut_ptr(container, iommu_request(IOMMU_GET_INFO), raw.as_mut_ptr()) };
    if result != 0 {
        return Err(os("read the IOMMU's abilities"));
    }
    let octets: Vec<u8> = raw.iter().flat_map(|w| w.to_ne_bytes()).collect();
    Ok(parse_iommu_info(&octets))
}

/// Reads `struct vfio_iommu_type1_info` (linux/vfio.h) with its capability chain.
fn parse_iommu_info(octets: &[u8]) -> (u64, Vec<std::ops::RangeInclusive<u64>>) {
    let u32_at = |o: usize| octets.get(o..o + 4).map_or(0, |b| u32::from_ne_bytes([b[0], b[1], b[2], b[3]]));
    let u64_at = |o: usize| octets.get(o..o + 8).map_or(0, |b| u64::from_ne_bytes(b.try_into().expect("8 octets")));
    let flags = u32_at(4);
    let mut page = 4096;
    if flags & VFIO_IOMMU_INFO_PGSIZES != 0 && u64_at(8) != 0 {
        page = (1 << u64_at(8).trailing_zeros()).max(4096);
    }
    let mut ranges = Vec::new();
    let mut at = if flags & VFIO_IOMMU_INFO_CAPS != 0 { u32_at(16) as usize } else { 0 };
    // Capability: id 16, version 16, offset of the next 32; then for ranges: count 32, reserved 32, {first, last} 64.
    for _ in 0..16 {
        if at == 0 || at + 8 > octets.len() {
            break;
        }
        if u32_at(at) & 0xffff == VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE {
            for i in 0..u32_at(at + 8).min(128) as usize {
                let (first, last) = (u64_at(at + 16 + 16 * i), u64_at(at + 24 + 16 * i));
                if last > first {
                    ranges.push(first..=last);
                }
            }
        }
        at = u32_at(at + 4) as usize;
    }
    if ranges.is_empty() {
        ranges.push(0..=ASSUMED_LAST);
    }
    (page, ranges)
}

fn unmap(container: &VfioContainer, buf: &DmaBuf) -> Result<(), TransportError> {
    let mut request = vfio_iommu_type1_dma_unmap {
        argsz: size_of::<vfio_iommu_type1_dma_unmap>() as u32,
        iova: buf.iova(),
        size: buf.len_bytes() as u64,
        ..Default::default()
    };
    // SAFETY: `request` is the structure that the call reads and writes, without the optional bitmap.
    let result = unsafe { ioctl_with_mut_ref(container, iommu_request(UNMAP_DMA), &mut request) };
    if result != 0 || request.size != buf.len_bytes() as u64 {
        return Err(os("unmap DMA memory"));
    }
    Ok(())
}

fn os(what: &'static str) -> TransportError {
    TransportError::Io { what, source: std::io::Error::last_os_error() }
}

fn vfio(what: &'static str) -> impl FnOnce(vfio_ioctls::VfioError) -> TransportError {
    move |e| TransportError::Io { what, source: std::io::Error::other(e.to_string()) }
}

/// `_IO(VFIO_TYPE, VFIO_BASE + n)` of linux/vfio.h.
const fn iommu_request(n: u64) -> u64 {
    (b';' as u64) << 8 | (100 + n)
}

const DEVICE_RESET: u64 = 11;
const IOMMU_GET_INFO: u64 = 12;
const MAP_DMA: u64 = 13;
const UNMAP_DMA: u64 = 14;

/// Last IOVA where the kernel does not say: below the window of MSI, which the narrowest IOMMU in the field has.
const ASSUMED_LAST: u64 = 0xfedf_ffff;

#[cfg(test)]
mod tests {
    use super::*;

    fn info(words: &[u32]) -> Vec<u8> {
        let mut b: Vec<u8> = words.iter().flat_map(|w| w.to_ne_bytes()).collect();
        b.resize(4096, 0);
        b
    }

    #[test]
    fn iova_ranges_are_read_from_the_capability_chain() {
        let b = info(&[
            4096,
            3,
            0x1000,
            0,
            24,
            0, // argsz, flags, page sizes, first capability, pad
            0x0001_0003,
            40,
            0,
            0, // another capability
            0x0001_0001,
            0,
            2,
            0,
            0,
            0,
            0xfedf_ffff,
            0,
            0xfef0_0000,
            0,
            0xffff_ffff,
            0x7f,
        ]);
        assert_eq!(parse_iommu_info(&b), (4096, vec![0..=0xfedf_ffff, 0xfef0_0000..=0x7f_ffff_ffff]));
    }

    #[test]
    fn a_capability_chain_in_a_circle_ends() {
        let b = info(&[4096, 3, 0x1000, 0, 24, 0, 0x0001_0003, 24]);
        assert_eq!(parse_iommu_info(&b).1, vec![0..=ASSUMED_LAST]);
    }

    #[test]
    fn request_numbers_are_the_kernels() {
        assert_eq!(iommu_request(DEVICE_RESET), 15215);
        assert_eq!(iommu_request(MAP_DMA), 15217);
    }
}
