//! vfio-user server: serves the card to one client at a time.
//!
//! ```text
//!   listen: socket ──> client ──┐             ┌── messages first, then SLICE clocks, while the card is awake
//!   spawn:  socket pair ────────┴── converse ─┤
//!                                             └── poll without a time limit, while it sleeps
//! ```
//! When a client vanishes the card is reset and its mappings are dropped. Another client that comes meanwhile is
//! turned away: its connection is closed.

mod message;
mod session;
pub mod wire;

use std::io::ErrorKind;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec};

use self::message::Received;
use self::session::Session;
use self::wire::{Header, ERROR, REPLY};
use crate::card::Card;
use crate::error::Error;
use crate::statistics::Statistics;

/// Statistics that another thread may read while the card runs.
#[derive(Default)]
pub struct Shared(Mutex<Statistics>);

impl Shared {
    /// The statistics of a moment ago.
    pub fn snapshot(&self) -> Statistics {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, stats: &Statistics) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = *stats;
    }
}

/// Creates the socket `path` and serves its clients, until `stop` becomes readable or hangs up. A socket that a dead
/// process left behind is replaced; one that is in use is an error.
pub fn serve(path: &Path, card: &mut Card, stop: BorrowedFd<'_>, shared: &Shared) -> Result<(), Error> {
    let error = |source| Error::Path { path: path.into(), source };
    let listener = bind(path).map_err(error)?;
    listener.set_nonblocking(true).map_err(error)?;
    let result = listen(&listener, card, stop, shared);
    let _ = std::fs::remove_file(path);
    result
}

/// Listens under another name first: who sees `path` can connect to it.
fn bind(path: &Path) -> std::io::Result<UnixListener> {
    let mut new = path.as_os_str().to_owned();
    new.push(format!(".{}", std::process::id()));
    let listener = UnixListener::bind(&new)?;
    let linked = std::fs::hard_link(&new, path).or_else(|e| match e.kind() {
        ErrorKind::AlreadyExists if is_abandoned(path) => {
            std::fs::remove_file(path)?;
            std::fs::hard_link(&new, path)
        }
        ErrorKind::AlreadyExists => Err(ErrorKind::AddrInUse.into()),
        _ => Err(e),
    });
    std::fs::remove_file(&new)?;
    linked.map(|()| listener)
}

/// Whether a dead process has left a socket there. Of a file that is none, connections are refused as well.
fn is_abandoned(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|what| what.file_type().is_socket())
        && UnixStream::connect(path).is_err_and(|e| e.kind() == ErrorKind::ConnectionRefused)
}

/// Serves clients of a listening socket, one after another, until `stop` becomes readable or hangs up.
pub fn listen(listener: &UnixListener, card: &mut Card, stop: BorrowedFd<'_>, shared: &Shared) -> Result<(), Error> {
    loop {
        let [stopped, _] = wait(&[stop, listener.as_fd()], true)?;
        if !stopped.is_empty() {
            return Ok(());
        }
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            // The client has changed its mind.
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::ConnectionAborted) => continue,
            Err(source) => return Err(Error::Io { what: "accept a client", source }),
        };
        let end = converse(stream, Some(listener), card, stop, shared)?;
        if end == End::Stopped {
            return Ok(());
        }
    }
}

/// Why a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client hung up, or broke the protocol beyond repair.
    Client,
    /// `stop` asked for it.
    Stopped,
}

/// Serves one client. Afterwards the card is as if it had never been there.
pub fn converse(
    mut stream: UnixStream,
    others: Option<&UnixListener>,
    card: &mut Card,
    stop: BorrowedFd<'_>,
    shared: &Shared,
) -> Result<End, Error> {
    card.stats.clients += 1;
    let end = exchange(&mut stream, others, card, stop, shared);
    let end = end.and_then(|end| card.forget_client().map(|()| end));
    shared.publish(&card.stats);
    end
}

fn exchange(
    stream: &mut UnixStream,
    others: Option<&UnixListener>,
    card: &mut Card,
    stop: BorrowedFd<'_>,
    shared: &Shared,
) -> Result<End, Error> {
    message::limit(stream).map_err(|source| Error::Io { what: "set the socket's time limits", source })?;
    let mut session = Session::default();
    loop {
        if let Some((header, body)) = session.tell(card) {
            if !message::send(stream, header, &body) {
                return Ok(End::Client);
            }
        }
        shared.publish(&card.stats);
        // Without a listener, `stop` is watched twice. The listener comes first: who connected after our client hung
        // up is seen together with the hanging up, and waits instead of being turned away.
        let other = others.map_or(stop, |l| l.as_fd());
        let [another, stopped, client] = wait(&[other, stop, stream.as_fd()], !card.is_awake())?;
        if !stopped.is_empty() {
            return Ok(End::Stopped);
        }
        if !another.is_empty() && !client.contains(PollFlags::HUP) {
            card.stats.clients_refused += u64::from(others.is_some_and(|l| l.accept().is_ok()));
        }
        if client.is_empty() {
            if card.is_awake() {
                card.run(SLICE)?;
            }
            continue;
        }
        let message = match message::receive(stream) {
            Received::Message(message) => message,
            Received::BadSize(header) => {
                card.stats.protocol_errors += 1;
                let errno = rustix::io::Errno::INVAL.raw_os_error() as u32;
                if header.wants_reply() {
                    message::send(stream, Header { flags: REPLY | ERROR, errno, ..header }, &[]);
                }
                return Ok(End::Client);
            }
            Received::Gone => return Ok(End::Client),
        };
        if let Some((header, body)) = session.answer(card, message)? {
            if !message::send(stream, header, &body) {
                return Ok(End::Client);
            }
        }
    }
}

/// What each of the descriptors has to say, in their order; waits for it if asked to.
fn wait<const N: usize>(fds: &[BorrowedFd<'_>; N], block: bool) -> Result<[PollFlags; N], Error> {
    let mut polled = fds.each_ref().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN));
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        match rustix::event::poll(&mut polled, (!block).then_some(&now)) {
            Ok(_) => return Ok(polled.each_ref().map(|p| p.revents())),
            Err(rustix::io::Errno::INTR) => {}
            Err(e) => return Err(Error::Io { what: "wait for messages", source: e.into() }),
        }
    }
}

/// Clocks between two looks at the socket: long enough to hide the system call, short enough for a register access.
const SLICE: u32 = 32;
