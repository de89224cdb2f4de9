//! One vfio-user socket: a command out, its reply in, everything checked.
//!
//! The server is another process and as untrusted as a device. A reply must carry the command's id, the reply flag and
//! at least the expected octets, within the time limit. After a timeout or a malformed message the stream may be out of
//! step, so the connection refuses further use instead of guessing.

use std::io::{ErrorKind, IoSlice, Read};
use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags};

use super::wire::{self, Command, Header, HEADER};
use crate::transport::TransportError;

/// A connection in step with its server, or broken for good.
pub struct Connection {
    stream: UnixStream,
    next_id: u16,
    timeout: Duration,
    broken: bool,
}

impl Connection {
    /// Takes over a connected socket.
    pub fn new(stream: UnixStream, timeout: Duration) -> Result<Connection, TransportError> {
        let io = TransportError::io;
        // Zero would mean no limit.
        let limit = Some(timeout.max(Duration::from_millis(1)));
        stream.set_read_timeout(limit).map_err(io("set the socket's time limit"))?;
        stream.set_write_timeout(limit).map_err(io("set the socket's time limit"))?;
        Ok(Connection { stream, next_id: 1, timeout, broken: false })
    }

    /// Sends a command and returns the body of its reply, at least `expect` octets long.
    pub fn call(
        &mut self,
        command: Command,
        body: &[u8],
        fds: &[BorrowedFd<'_>],
        expect: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let what = command.name();
        let id = self.send(command, 0, &[body], fds)?;
        let deadline = Instant::now() + self.timeout;
        for _ in 0..MOST_STRANGERS {
            let (header, reply) = self.receive(what, deadline)?;
            if header.flags & wire::TYPE != wire::REPLY {
                self.decline(&header)?;
                continue;
            }
            if header.id != id {
                return Err(self.protocol(what, "id", header.id.into()));
            }
            if header.command != command as u16 {
                return Err(self.protocol(what, "command", header.command.into()));
            }
            if header.flags & wire::ERROR != 0 {
                return Err(TransportError::Refused { what, errno: i32::try_from(header.errno).unwrap_or(0) });
            }
            if reply.len() < expect {
                return Err(self.protocol(what, "size", header.size.into()));
            }
            return Ok(reply);
        }
        Err(self.protocol(what, "commands instead of a reply", MOST_STRANGERS as u64))
    }

    /// Sends a command that wants no reply.
    pub fn post(&mut self, command: Command, parts: &[&[u8]]) -> Result<(), TransportError> {
        self.send(command, wire::NO_REPLY, parts, &[]).map(drop)
    }

    /// Notes that an answer made no sense: what follows on the stream cannot be trusted either.
    pub fn protocol(&mut self, what: &'static str, field: &'static str, found: u64) -> TransportError {
        self.broken = true;
        TransportError::Protocol { what, field, found }
    }

    fn send(
        &mut self,
        command: Command,
        flags: u32,
        parts: &[&[u8]],
        fds: &[BorrowedFd<'_>],
    ) -> Result<u16, TransportError> {
        if self.broken {
            return Err(TransportError::Gone);
        }
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        let size = HEADER + parts.iter().map(|p| p.len()).sum::<usize>();
        let mut message = [0; MOST_SENT];
        debug_assert!(size <= MOST_SENT);
        let header = Header { id, command: command as u16, size: size as u32, flags, errno: 0 };
        message[..HEADER].copy_from_slice(&header.encode());
        let mut end = HEADER;
        for part in parts {
            message[end..end + part.len()].copy_from_slice(part);
            end += part.len();
        }
        self.send_octets(command.name(), &message[..size], fds)?;
        Ok(id)
    }

    /// Descriptors travel with the first octet.
    fn send_octets(
        &mut self,
        what: &'static str,
        mut octets: &[u8],
        mut fds: &[BorrowedFd<'_>],
    ) -> Result<(), TransportError> {
        let deadline = Instant::now() + self.timeout;
        while !octets.is_empty() {
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_FDS))];
            let mut control = SendAncillaryBuffer::new(&mut space);
            if !fds.is_empty() && !control.push(SendAncillaryMessage::ScmRights(fds)) {
                return Err(TransportError::Unsupported("room for that many descriptors in one message"));
            }
            match rustix::net::sendmsg(&self.stream, &[IoSlice::new(octets)], &mut control, SendFlags::NOSIGNAL) {
                Ok(0) => return Err(self.lost()),
                Ok(n) => {
                    octets = &octets[n..];
                    fds = &[];
                }
                Err(rustix::io::Errno::INTR) if Instant::now() < deadline => {}
                Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {
                    self.broken = true;
                    return Err(TransportError::Timeout { what, after: self.timeout });
                }
                Err(_) => return Err(self.lost()),
            }
        }
        Ok(())
    }

    fn receive(&mut self, what: &'static str, deadline: Instant) -> Result<(Header, Vec<u8>), TransportError> {
        let mut header = [0; HEADER];
        self.fill(what, &mut header, deadline)?;
        let header = Header::decode(&header);
        let size = header.size as usize;
        if !(HEADER..=MOST_RECEIVED).contains(&size) {
            return Err(self.protocol(what, "size", header.size.into()));
        }
        let mut body = vec![0; size - HEADER];
        self.fill(what, &mut body, deadline)?;
        Ok((header, body))
    }

    /// Reads exactly `buf`. Reading without ancillary data makes the kernel close any descriptor that came along.
    fn fill(&mut self, what: &'static str, mut buf: &mut [u8], deadline: Instant) -> Result<(), TransportError> {
        while !buf.is_empty() {
            match self.stream.read(buf) {
                Ok(0) => return Err(self.lost()),
                Ok(n) => buf = &mut buf[n..],
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    self.broken = true;
                    return Err(TransportError::Timeout { what, after: self.timeout });
                }
                Err(_) => return Err(self.lost()),
            }
            // Against a server that sends an octet now and then: each read alone is within its limit.
            if !buf.is_empty() && Instant::now() >= deadline {
                self.broken = true;
                return Err(TransportError::Timeout { what, after: self.timeout });
            }
        }
        Ok(())
    }

    /// The server may ask for DMA by message. It has all memory by descriptor, so it has no need to.
    fn decline(&mut self, header: &Header) -> Result<(), TransportError> {
        if header.flags & wire::NO_REPLY != 0 {
            return Ok(());
        }
        let errno = rustix::io::Errno::OPNOTSUPP.raw_os_error() as u32;
        let reply = Header { size: HEADER as u32, flags: wire::REPLY | wire::ERROR, errno, ..*header };
        self.send_octets("vfio-user reply", &reply.encode(), &[])
    }

    fn lost(&mut self) -> TransportError {
        self.broken = true;
        TransportError::Gone
    }
}

/// Longest message that this client sends.
const MOST_SENT: usize = 512;
/// Longest message that it accepts.
const MOST_RECEIVED: usize = 65536;
/// Descriptors in one message.
pub const MOST_FDS: usize = 16;
/// Commands of the server that are declined while a reply is awaited.
const MOST_STRANGERS: usize = 64;
