//! vfio-user client: a PCI function that another process serves over a UNIX socket.
//!
//! ```text
//!   driver                                            server (simulated card)
//!     VERSION, GET_INFO, GET_REGION_INFO, GET_IRQ_INFO ──>
//!     DMA_MAP + memfd, SET_IRQS + eventfds             ──>  maps the memory, keeps the eventfds
//!     REGION_WRITE (posted), REGION_READ               ──>
//!                                                      <──  writes memory, signals eventfds
//! ```
//! Register writes are posted, as on PCI Express: they cost a `sendmsg` and no wait. A read flushes them because the
//! server answers in order.

mod connection;
pub mod wire;

use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::connection::{Connection, MOST_FDS};
use self::wire::{u32_at, u64_at, words, Command};
use super::{DeviceInfo, DmaAccess, DmaBuf, Transport, TransportError};

/// A PCI function behind a vfio-user socket.
pub struct VfioUserTransport {
    connection: Mutex<Connection>,
    mapped: Mutex<Vec<DmaBuf>>,
    msg_fds: usize,
    config_len: u64,
    info: DeviceInfo,
}

impl VfioUserTransport {
    /// Connects to the server's socket; every request has `TIMEOUT` to be answered.
    pub fn connect(path: impl AsRef<Path>) -> Result<VfioUserTransport, TransportError> {
        let stream = UnixStream::connect(path).map_err(TransportError::io("connect to the vfio-user socket"))?;
        VfioUserTransport::over(stream, TIMEOUT)
    }

    /// Speaks over a connected socket, with a time limit of one's own.
    pub fn over(stream: UnixStream, timeout: Duration) -> Result<VfioUserTransport, TransportError> {
        let mut c = Connection::new(stream, timeout)?;
        let (msg_fds, page) = negotiate(&mut c)?;
        let (regions, irqs, resettable) = device_info(&mut c)?;
        let mut bars = [0; 6];
        for (i, bar) in bars.iter_mut().enumerate().take(regions as usize) {
            *bar = region_size(&mut c, i as u32)?;
        }
        if regions <= wire::CONFIG_REGION {
            return Err(c.protocol(Command::GetInfo.name(), "number of regions", regions.into()));
        }
        let config_len = region_size(&mut c, wire::CONFIG_REGION)?;
        let vectors = if irqs > wire::MSIX_INDEX { irq_count(&mut c, wire::MSIX_INDEX)? } else { 0 };
        let info = DeviceInfo { bars, vectors, iova: vec![0..=LAST_IOVA], page, resettable };
        Ok(VfioUserTransport { connection: Mutex::new(c), mapped: Mutex::new(Vec::new()), msg_fds, config_len, info })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic inside cannot leave a message half sent: nothing between lock and unlock panics.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mapped(&self) -> MutexGuard<'_, Vec<DmaBuf>> {
        self.mapped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, region: u32, offset: u64, data: &mut [u8]) -> Result<(), TransportError> {
        let what = Command::RegionRead.name();
        let mut c = self.connection();
        let reply = c.call(Command::RegionRead, &access(region, offset, data.len()), &[], 16 + data.len())?;
        if u64_at(&reply, 0) != offset {
            return Err(c.protocol(what, "offset", u64_at(&reply, 0)));
        }
        if u32_at(&reply, 8) != region {
            return Err(c.protocol(what, "region", u32_at(&reply, 8).into()));
        }
        if u32_at(&reply, 12) as usize != data.len() || reply.len() != 16 + data.len() {
            return Err(c.protocol(what, "count", u32_at(&reply, 12).into()));
        }
        data.copy_from_slice(&reply[16..]);
        Ok(())
    }

    fn write(&self, region: u32, offset: u64, data: &[u8]) -> Result<(), TransportError> {
        self.connection().post(Command::RegionWrite, &[&access(region, offset, data.len()), data])
    }

    fn check_config(&self, offset: u16, len: usize) -> Result<(), TransportError> {
        if u64::from(offset) + len as u64 > self.config_len || len > MOST_ACCESS {
            return Err(TransportError::NoRegister { bar: TransportError::CONFIG, offset: offset.into() });
        }
        Ok(())
    }
}

impl Transport for VfioUserTransport {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    fn read32(&self, bar: u8, offset: u32) -> Result<u32, TransportError> {
        self.info.check32(bar, offset)?;
        let mut word = [0; 4];
        self.read(bar.into(), offset.into(), &mut word)?;
        Ok(u32::from_le_bytes(word))
    }

    fn write32(&self, bar: u8, offset: u32, value: u32) -> Result<(), TransportError> {
        self.info.check32(bar, offset)?;
        self.write(bar.into(), offset.into(), &value.to_le_bytes())
    }

    fn config_read(&self, offset: u16, data: &mut [u8]) -> Result<(), TransportError> {
        self.check_config(offset, data.len())?;
        self.read(wire::CONFIG_REGION, offset.into(), data)
    }

    fn config_write(&self, offset: u16, data: &[u8]) -> Result<(), TransportError> {
        self.check_config(offset, data.len())?;
        self.write(wire::CONFIG_REGION, offset.into(), data)
    }

    fn dma_alloc(&self, iova: u64, len: usize, access: DmaAccess) -> Result<DmaBuf, TransportError> {
        self.info.check_iova(iova, len)?;
        let buf = DmaBuf::new(iova, len)?;
        let flags = if access.reads() { wire::DMA_READ } else { 0 } | if access.writes() { wire::DMA_WRITE } else { 0 };
        let mut body = words([32, flags, 0, 0]); // argsz, flags, offset into the file
        body.extend(iova.to_le_bytes());
        body.extend((len as u64).to_le_bytes());
        self.connection().call(Command::DmaMap, &body, &[buf.fd()], 0)?;
        self.mapped().push(buf.clone());
        Ok(buf)
    }

    fn dma_free(&self, buf: &DmaBuf) -> Result<(), TransportError> {
        let mut mapped = self.mapped();
        let Some(i) = mapped.iter().position(|m| m.host_address() == buf.host_address()) else {
            return Err(TransportError::Mapping {
                iova: buf.iova(),
                len: buf.len_bytes() as u64,
                why: "this transport did not map it",
            });
        };
        let mut body = words([24, 0]);
        body.extend(buf.iova().to_le_bytes());
        body.extend((buf.len_bytes() as u64).to_le_bytes());
        self.connection().call(Command::DmaUnmap, &body, &[], 0)?;
        mapped.swap_remove(i);
        Ok(())
    }

    fn msix_enable(&self, vectors: &[BorrowedFd<'_>]) -> Result<(), TransportError> {
        if vectors.len() > self.info.vectors as usize {
            return Err(TransportError::Unsupported("that many MSI-X vectors"));
        }
        for (i, chunk) in vectors.chunks(self.msg_fds).enumerate() {
            let start = i * self.msg_fds;
            let body = words([20, wire::IRQ_EVENTFD_TRIGGER, wire::MSIX_INDEX, start as u32, chunk.len() as u32]);
            self.connection().call(Command::SetIrqs, &body, chunk, 0)?;
        }
        Ok(())
    }

    fn msix_disable(&self) -> Result<(), TransportError> {
        let body = words([20, wire::IRQ_NONE_TRIGGER, wire::MSIX_INDEX, 0, 0]);
        self.connection().call(Command::SetIrqs, &body, &[], 0).map(drop)
    }

    fn reset(&self) -> Result<(), TransportError> {
        self.connection().call(Command::Reset, &[], &[], 0).map(drop)
    }
}

/// Agrees on the version; returns how many descriptors a message may carry and the page size.
fn negotiate(c: &mut Connection) -> Result<(usize, u64), TransportError> {
    let what = Command::Version.name();
    let mut body = vec![0; 4]; // major 0, minor 0
    body.extend(br#"{"capabilities":{"max_msg_fds":16,"max_data_xfer_size":256}}"#);
    body.push(0);
    // A server that has a client hangs up on the next one.
    let reply = c.call(Command::Version, &body, &[], 4).map_err(|error| match error {
        TransportError::Gone => TransportError::Busy,
        error => error,
    })?;
    let major = u16::from_le_bytes([reply[0], reply[1]]);
    if major != 0 {
        return Err(c.protocol(what, "major version", major.into()));
    }
    let text = reply[4..].split(|b| *b == 0).next().unwrap_or(&[]);
    if text.is_empty() {
        return Ok((1, 4096));
    }
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(text) else {
        return Err(c.protocol(what, "capabilities of length", text.len() as u64));
    };
    let number = |key: &str| json.get("capabilities").and_then(|v| v.get(key)).and_then(serde_json::Value::as_u64);
    let fds = number("max_msg_fds").unwrap_or(1).clamp(1, MOST_FDS as u64) as usize;
    let page = match number("pgsizes").unwrap_or(0).trailing_zeros() {
        bits @ 12..=30 => 1 << bits,
        _ => 4096,
    };
    Ok((fds, page))
}

/// Regions, interrupt indices, whether it can be reset.
fn device_info(c: &mut Connection) -> Result<(u32, u32, bool), TransportError> {
    let reply = c.call(Command::GetInfo, &words([16, 0, 0, 0]), &[], 16)?;
    let flags = u32_at(&reply, 4);
    if flags & wire::DEVICE_PCI == 0 {
        return Err(c.protocol(Command::GetInfo.name(), "flags", flags.into()));
    }
    Ok((u32_at(&reply, 8), u32_at(&reply, 12), flags & wire::DEVICE_RESET != 0))
}

fn region_size(c: &mut Connection, index: u32) -> Result<u64, TransportError> {
    let what = Command::GetRegionInfo.name();
    let reply = c.call(Command::GetRegionInfo, &words([32, 0, index, 0, 0, 0, 0, 0]), &[], 32)?;
    if u32_at(&reply, 8) != index {
        return Err(c.protocol(what, "index", u32_at(&reply, 8).into()));
    }
    let size = u64_at(&reply, 16);
    if size > 1 << 40 {
        return Err(c.protocol(what, "region size", size));
    }
    let usable = u32_at(&reply, 4) & wire::REGION_READ_WRITE == wire::REGION_READ_WRITE;
    Ok(if usable { size } else { 0 })
}

fn irq_count(c: &mut Connection, index: u32) -> Result<u32, TransportError> {
    let what = Command::GetIrqInfo.name();
    let reply = c.call(Command::GetIrqInfo, &words([16, 0, index, 0]), &[], 16)?;
    if u32_at(&reply, 8) != index {
        return Err(c.protocol(what, "index", u32_at(&reply, 8).into()));
    }
    match u32_at(&reply, 12) {
        count @ 0..=2048 => Ok(count),
        count => Err(c.protocol(what, "count", count.into())),
    }
}

/// Body of REGION_READ and the head of REGION_WRITE.
fn access(region: u32, offset: u64, len: usize) -> [u8; 16] {
    let mut b = [0; 16];
    b[0..8].copy_from_slice(&offset.to_le_bytes());
    b[8..12].copy_from_slice(&region.to_le_bytes());
    b[12..16].copy_from_slice(&(len as u32).to_le_bytes());
    b
}

/// Time that a server has for an answer: QEMU's own limit.
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// Longest access to configuration space in octets.
const MOST_ACCESS: usize = 256;
/// 39 bits of IOVA, as the narrowest IOMMU in the field.
const LAST_IOVA: u64 = (1 << 39) - 1;
