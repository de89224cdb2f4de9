//! A software card behind a vfio-user socket: enough of the protocol for the driver's own client.
//!
//! ```text
//!   client ──command──> check length ──> SoftCard (as a Transport) ──> reply, unless it was posted
//! ```

use std::fs::File;
use std::io::{Error, IoSliceMut, Read, Result, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};

use super::SoftCard;
use crate::transport::vfio_user::wire::{self, u32_at, u64_at, words, Header, HEADER};
use crate::transport::{DmaAccess, DmaBuf, Transport, TransportError};

/// Serves one client until it hangs up or breaks the protocol.
pub fn serve(mut stream: UnixStream, card: &SoftCard) -> Result<()> {
    let mut vectors: Vec<Option<OwnedFd>> = Vec::new();
    loop {
        let Some((header, body, fds)) = receive(&mut stream)? else { return Ok(()) };
        let result = answer(card, &mut vectors, &header, &body, fds);
        if header.flags & wire::NO_REPLY != 0 {
            continue;
        }
        let (flags, errno, reply) = match result {
            Ok(reply) => (wire::REPLY, 0, reply),
            Err(errno) => (wire::REPLY | wire::ERROR, errno, Vec::new()),
        };
        let size = (HEADER + reply.len()) as u32;
        let mut message = Header { size, flags, errno, ..header }.encode().to_vec();
        message.extend(reply);
        stream.write_all(&message)?;
    }
}

/// A command with the descriptors that came along.
type Message = (Header, Vec<u8>, Vec<OwnedFd>);

fn receive(stream: &mut UnixStream) -> Result<Option<Message>> {
    let mut head = [0; HEADER];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(16))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let n =
        rustix::net::recvmsg(&*stream, &mut [IoSliceMut::new(&mut head)], &mut control, RecvFlags::CMSG_CLOEXEC)?.bytes;
    if n == 0 {
        return Ok(None);
    }
    let mut fds = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = message {
            fds.extend(rights);
        }
    }
    stream.read_exact(&mut head[n..])?;
    let header = Header::decode(&head);
    let len = (header.size as usize).checked_sub(HEADER).filter(|l| *l <= 65536).ok_or_else(|| invalid("size"))?;
    let mut body = vec![0; len];
    stream.read_exact(&mut body)?;
    Ok(Some((header, body, fds)))
}

fn answer(
    card: &SoftCard,
    vectors: &mut Vec<Option<OwnedFd>>,
    header: &Header,
    b: &[u8],
    fds: Vec<OwnedFd>,
) -> std::result::Result<Vec<u8>, u32> {
    let shortest = match header.command {
        1 => 4,
        2 => 32,
        3 => 24,
        4 | 7 | 9 | 10 => 16,
        5 => 32,
        8 => 20,
        _ => 0,
    };
    if b.len() < shortest {
        return Err(EINVAL);
    }
    match header.command {
        1 => Ok([&[0; 4][..], br#"{"capabilities":{"max_msg_fds":2,"pgsizes":4096}}"#, &[0]].concat()),
        2 => {
            let access = match u32_at(b, 4) & 3 {
                wire::DMA_READ => DmaAccess::Read,
                wire::DMA_WRITE => DmaAccess::Write,
                3 => DmaAccess::ReadWrite,
                _ => return Err(EINVAL),
            };
            let file = File::from(fds.into_iter().next().ok_or(EINVAL)?);
            let buf = DmaBuf::from_file(file, u64_at(b, 8), u64_at(b, 16), u64_at(b, 24) as usize);
            card.map(buf.map_err(|_| EINVAL)?, access).map_err(errno).map(|()| Vec::new())
        }
        3 if card.unmap(u64_at(b, 8)) => Ok(b.to_vec()),
        4 => Ok(words([16, wire::DEVICE_RESET | wire::DEVICE_PCI, 9, 5])),
        5 => {
            let index = u32_at(b, 8);
            let size = match index {
                0..=5 => card.info().bars[index as usize],
                wire::CONFIG_REGION => 256,
                _ => 0,
            };
            let flags = if size > 0 { wire::REGION_READ_WRITE } else { 0 };
            let mut reply = words([32, flags, index, 0]);
            reply.extend(size.to_le_bytes());
            reply.extend(0u64.to_le_bytes());
            Ok(reply)
        }
        7 => {
            let count = if u32_at(b, 8) == wire::MSIX_INDEX { card.info().vectors } else { 0 };
            Ok(words([16, 1, u32_at(b, 8), count]))
        }
        8 => set_irqs(card, vectors, b, fds),
        9 | 10 => region(card, header.command == 10, b),
        13 => card.reset().map_err(errno).map(|()| Vec::new()),
        _ => Err(EINVAL),
    }
}

fn set_irqs(
    card: &SoftCard,
    vectors: &mut Vec<Option<OwnedFd>>,
    b: &[u8],
    fds: Vec<OwnedFd>,
) -> std::result::Result<Vec<u8>, u32> {
    let (flags, index, start, count) = (u32_at(b, 4), u32_at(b, 8), u32_at(b, 12) as usize, u32_at(b, 16) as usize);
    if index != wire::MSIX_INDEX || start + count > card.info().vectors as usize {
        return Err(EINVAL);
    }
    match flags {
        wire::IRQ_NONE_TRIGGER if count == 0 => vectors.clear(),
        wire::IRQ_EVENTFD_TRIGGER if fds.len() == count => {
            vectors.resize_with(vectors.len().max(start + count), || None);
            for (slot, fd) in vectors[start..].iter_mut().zip(fds) {
                *slot = Some(fd);
            }
        }
        _ => return Err(EINVAL),
    }
    let connected: Vec<_> = vectors.iter().map_while(|v| v.as_ref().map(AsFd::as_fd)).collect();
    card.msix_enable(&connected).map_err(errno).map(|()| Vec::new())
}

fn region(card: &SoftCard, write: bool, b: &[u8]) -> std::result::Result<Vec<u8>, u32> {
    let (offset, region, count) = (u64_at(b, 0), u32_at(b, 8), u32_at(b, 12) as usize);
    let mut reply = b[..16].to_vec();
    if region > wire::CONFIG_REGION || offset > 0xffff_ffff || count > 256 || (write && b.len() != 16 + count) {
        return Err(EINVAL);
    }
    if region == wire::CONFIG_REGION {
        let offset = u16::try_from(offset).map_err(|_| EINVAL)?;
        if write {
            card.config_write(offset, &b[16..]).map_err(errno)?;
        } else {
            let mut data = vec![0; count];
            card.config_read(offset, &mut data).map_err(errno)?;
            reply.extend(data);
        }
        return Ok(reply);
    }
    match (write, count) {
        (true, 4) => card.write32(region as u8, offset as u32, u32_at(b, 16)).map_err(errno)?,
        (false, 4) => reply.extend(card.read32(region as u8, offset as u32).map_err(errno)?.to_le_bytes()),
        _ => return Err(EINVAL),
    }
    Ok(reply)
}

fn errno(e: TransportError) -> u32 {
    match e {
        TransportError::Refused { errno, .. } => errno as u32,
        _ => EINVAL,
    }
}

fn invalid(what: &'static str) -> Error {
    Error::new(std::io::ErrorKind::InvalidData, what)
}

const EINVAL: u32 = 22;
