//! One client: its messages become accesses to the card, one reply for each.
//!
//! ```text
//!   message ──> length, fields ──> card ──> reply, unless NO_REPLY
//!                    └── wrong: an error reply, counted
//!   access that the mappings refused ──> DMA_READ, DMA_WRITE ──> the client's IOMMU, which may report it
//! ```
//! Everything that a client sends is untrusted. Nothing here waits for the client.

use std::fs::File;

use respite_abi::{BAR0_SIZE, VECTORS};
use rustix::io::Errno;

use super::message::{Message, MOST_DATA, MOST_FDS};
use super::wire::{self, u32_at, u64_at, words, Command, Header};
use crate::card::Card;
use crate::dma::{Request, PAGE};
use crate::error::Error;
use crate::pci::CONFIG_LEN;

/// State of the conversation.
#[derive(Default)]
pub struct Session {
    /// A version was agreed on.
    agreed: bool,
    /// Messages that told of refusals.
    told: u16,
    /// The last of them is not answered yet.
    asks: bool,
}

/// Why a command was refused: the simulation's end, or the client's error.
enum Refusal {
    Fatal(Error),
    Errno(Errno),
}

impl From<Errno> for Refusal {
    fn from(e: Errno) -> Refusal {
        Refusal::Errno(e)
    }
}

impl From<Error> for Refusal {
    fn from(e: Error) -> Refusal {
        Refusal::Fatal(e)
    }
}

impl Session {
    /// Does what a message asks for. The reply, if one is wanted.
    pub fn answer(&mut self, card: &mut Card, message: Message) -> Result<Option<(Header, Vec<u8>)>, Error> {
        let header = message.header;
        if header.flags & wire::TYPE != 0 {
            // To reply to a reply would start a quarrel.
            let answers = self.asks && header.id == self.told;
            self.asks &= !answers;
            card.stats.protocol_errors += u64::from(!answers);
            return Ok(None);
        }
        let (flags, errno, body) = match self.command(card, message) {
            Ok(body) => (wire::REPLY, 0, body),
            Err(Refusal::Fatal(e)) => return Err(e),
            Err(Refusal::Errno(e)) => {
                card.stats.protocol_errors += 1;
                (wire::REPLY | wire::ERROR, e.raw_os_error() as u32, Vec::new())
            }
        };
        Ok(header.wants_reply().then_some((Header { flags, errno, ..header }, body)))
    }

    /// Tells the client of a refusal, one at a time. The mappings that it gave us are those of its IOMMU; that one hears of an access
    /// only if it is asked, and then refuses it once more and reports it to its kernel, as it would on a board.
    pub fn tell(&mut self, card: &mut Card) -> Option<(Header, Vec<u8>)> {
        let refused = card.dma.refused.take().filter(|_| self.agreed && !self.asks)?;
        (self.told, self.asks) = (self.told.wrapping_add(1), true);
        card.stats.refusals_told += 1;
        let command = if refused.write.is_some() { wire::WRITE_MEMORY } else { wire::READ_MEMORY };
        let mut body = refused.iova.to_le_bytes().to_vec();
        body.extend((TOLD as u64).to_le_bytes());
        body.extend(refused.write.iter().flatten().take(TOLD));
        Some((Header { id: self.told, command, ..Header::default() }, body))
    }

    fn command(&mut self, card: &mut Card, message: Message) -> Result<Vec<u8>, Refusal> {
        let Message { header, body, files } = message;
        let Some((command, shortest)) = Command::decode(header.command) else { return Err(Errno::OPNOTSUPP.into()) };
        let takes_files = matches!(command, Command::DmaMap | Command::SetIrqs);
        if body.len() < shortest || (!self.agreed && command != Command::Version) || (!takes_files && !files.is_empty())
        {
            return Err(Errno::INVAL.into());
        }
        match command {
            Command::Version => self.version(&body),
            Command::DmaMap => map(card, &body, files),
            Command::DmaUnmap => unmap(card, &body),
            Command::GetInfo => Ok(words([16, wire::DEVICE_RESET_PCI, wire::REGIONS, wire::IRQS])),
            Command::GetRegionInfo => region_info(&body),
            Command::GetIrqInfo => irq_info(&body),
            Command::SetIrqs => set_irqs(card, &body, files),
            Command::RegionRead => read(card, &body),
            Command::RegionWrite => write(card, &body),
            Command::Reset => {
                card.reset()?;
                Ok(Vec::new())
            }
        }
    }

    fn version(&mut self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let (major, text) = (u16::from_le_bytes([body[0], body[1]]), &body[4..]);
        // The client's limits are of no interest: we send no descriptors and no more data than it asks for.
        let text = text.split(|b| *b == 0).next().unwrap_or(&[]);
        let sound = text.is_empty() || serde_json::from_slice::<serde_json::Value>(text).is_ok_and(|v| v.is_object());
        if self.agreed || major != 0 || !sound {
            return Err(Errno::INVAL.into());
        }
        self.agreed = true;
        let ours = serde_json::json!({ "capabilities": {
            "max_msg_fds": MOST_FDS, "max_data_xfer_size": MOST_DATA, "pgsizes": PAGE,
        }});
        let mut reply = vec![0; 4]; // 0.0 is what QEMU speaks
        reply.extend(ours.to_string().bytes());
        reply.push(0);
        Ok(reply)
    }
}

fn map(card: &mut Card, body: &[u8], mut files: Vec<File>) -> Result<Vec<u8>, Refusal> {
    let flags = u32_at(body, 4);
    if flags & !(wire::DMA_READ | wire::DMA_WRITE) != 0 || files.len() > 1 {
        return Err(Errno::INVAL.into());
    }
    let request = Request {
        offset: u64_at(body, 8),
        iova: u64_at(body, 16),
        size: u64_at(body, 24),
        read: flags & wire::DMA_READ != 0,
        write: flags & wire::DMA_WRITE != 0,
    };
    card.dma.map(request, files.pop())?;
    Ok(Vec::new())
}

fn unmap(card: &mut Card, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    match (u32_at(body, 4), u64_at(body, 8), u64_at(body, 16)) {
        (0, iova, size) => card.dma.unmap(iova, size)?,
        (wire::UNMAP_ALL, 0, 0) => card.dma.clear(),
        _ => return Err(Errno::INVAL.into()),
    }
    Ok(body[..24].to_vec())
}

fn region_info(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let index = u32_at(body, 8);
    let size = match index {
        0 => BAR0_SIZE,
        wire::CONFIG_REGION => CONFIG_LEN,
        1..wire::REGIONS => 0,
        _ => return Err(Errno::INVAL.into()),
    };
    let flags = if size > 0 { wire::REGION_READ_WRITE } else { 0 };
    let mut reply = words([32, flags, index, 0]);
    reply.extend(size.to_le_bytes());
    reply.extend(0u64.to_le_bytes());
    Ok(reply)
}

fn irq_info(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    match u32_at(body, 8) {
        wire::MSIX_INDEX => Ok(words([16, wire::IRQ_EVENTFD_NORESIZE, wire::MSIX_INDEX, VECTORS as u32])),
        index @ 0..wire::IRQS => Ok(words([16, 0, index, 0])),
        _ => Err(Errno::INVAL.into()),
    }
}

fn set_irqs(card: &mut Card, body: &[u8], files: Vec<File>) -> Result<Vec<u8>, Refusal> {
    let (flags, index) = (u32_at(body, 4), u32_at(body, 8));
    let (start, count) = (u32_at(body, 12) as usize, u32_at(body, 16) as usize);
    let inside = start <= VECTORS && count <= VECTORS - start.min(VECTORS);
    if index != wire::MSIX_INDEX || !inside {
        return Err(Errno::INVAL.into());
    }
    let vectors = start..start + count;
    const CONNECT: u32 = wire::IRQ_DATA_EVENTFD | wire::IRQ_TRIGGER;
    const TRIGGER: u32 = wire::IRQ_DATA_NONE | wire::IRQ_TRIGGER;
    const MASK: u32 = wire::IRQ_DATA_NONE | wire::IRQ_MASK;
    const UNMASK: u32 = wire::IRQ_DATA_NONE | wire::IRQ_UNMASK;
    match (flags, count) {
        (TRIGGER, 0) if start == 0 && files.is_empty() => card.msix.disable(),
        (TRIGGER, 1..) if files.is_empty() => vectors.for_each(|v| {
            card.msix.raise(v);
        }),
        (MASK, _) if files.is_empty() => vectors.for_each(|v| card.msix.mask(v, true)),
        (UNMASK, _) if files.is_empty() => vectors.for_each(|v| card.msix.mask(v, false)),
        (CONNECT, 1..) if files.is_empty() => vectors.for_each(|v| card.msix.connect(v, None)),
        (CONNECT, _) if files.len() == count => vectors.zip(files).for_each(|(v, f)| card.msix.connect(v, Some(f))),
        _ => return Err(Errno::INVAL.into()),
    }
    card.msix_changed();
    Ok(Vec::new())
}

fn read(card: &mut Card, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (offset, region, count) = (u64_at(body, 0), u32_at(body, 8), u32_at(body, 12) as usize);
    if count > MOST_DATA {
        return Err(Errno::INVAL.into());
    }
    let mut reply = body[..16].to_vec();
    reply.resize(16 + count, 0);
    let done = match region {
        0 => card.bar_read(offset, &mut reply[16..])?,
        wire::CONFIG_REGION => card.config_read(offset, &mut reply[16..]),
        _ => None,
    };
    done.map(|()| reply).ok_or(Errno::INVAL.into())
}

fn write(card: &mut Card, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (offset, region, count) = (u64_at(body, 0), u32_at(body, 8), u32_at(body, 12) as usize);
    let data = &body[16..];
    if count != data.len() {
        return Err(Errno::INVAL.into());
    }
    let done = match region {
        0 => card.bar_write(offset, data)?,
        wire::CONFIG_REGION => card.config_write(offset, data)?,
        _ => None,
    };
    done.map(|()| body[..16].to_vec()).ok_or(Errno::INVAL.into())
}

/// Octets of a refused access that the client is asked about.
const TOLD: usize = 4;
