//! Messages on the socket: whole ones in, whole ones out, within a time limit.

use std::fs::File;
use std::io::{IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};

use super::wire::{Header, HEADER};

/// A message from the client.
pub struct Message {
    /// Its header.
    pub header: Header,
    /// What follows the header.
    pub body: Vec<u8>,
    /// The descriptors that came along.
    pub files: Vec<File>,
}

/// What came from the client.
pub enum Received {
    /// A message.
    Message(Message),
    /// A header whose size cannot be; the stream is out of step behind it.
    BadSize(Header),
    /// The client hung up, in the middle of a message perhaps, or took too long over one.
    Gone,
}

/// A client that stops in the middle of a message must not stop the card for ever.
pub fn limit(stream: &UnixStream) -> std::io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))
}

/// Receives a message, of which the first octet is there already.
pub fn receive(stream: &mut UnixStream) -> Received {
    let mut head = [0; HEADER];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_FDS))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let received = rustix::io::retry_on_intr(|| {
        rustix::net::recvmsg(&*stream, &mut [IoSliceMut::new(&mut head)], &mut control, RecvFlags::CMSG_CLOEXEC)
    });
    let Ok(received) = received else { return Received::Gone };
    let mut files = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = message {
            files.extend(rights.map(File::from));
        }
    }
    let n = received.bytes;
    if n == 0 || (n < HEADER && stream.read_exact(&mut head[n..]).is_err()) {
        return Received::Gone;
    }
    let header = Header::decode(&head);
    let size = header.size as usize;
    if !(HEADER..=MOST_SIZE).contains(&size) {
        return Received::BadSize(header);
    }
    let mut body = vec![0; size - HEADER];
    if stream.read_exact(&mut body).is_err() {
        return Received::Gone;
    }
    Received::Message(Message { header, body, files })
}

/// Sends a message; `false` if the client is gone or does not read.
pub fn send(stream: &mut UnixStream, header: Header, body: &[u8]) -> bool {
    let header = Header { size: (HEADER + body.len()) as u32, ..header };
    let mut octets = Vec::with_capacity(HEADER + body.len());
    octets.extend(header.encode());
    octets.extend(body);
    stream.write_all(&octets).is_ok()
}

/// Descriptors that a message may carry.
pub const MOST_FDS: usize = 16;
/// Octets of register contents that a message may carry: the whole of BAR0.
pub const MOST_DATA: usize = 65_536;
/// Octets of the longest message.
const MOST_SIZE: usize = MOST_DATA + 256;
/// Time that the rest of a message may take.
const PATIENCE: Duration = Duration::from_secs(5);
