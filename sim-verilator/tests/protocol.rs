//! The server against clients that are wrong, hostile, slow, gone or too many.

mod common;

use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use common::*;
use respite_driver::transport::{pci, DmaAccess, Transport, TransportError};
use respite_driver::VfioUserTransport;
use respite_sim::server::wire::{u32_at, u64_at, words, Header, ERROR, HEADER, NO_REPLY, READ_MEMORY, REPLY};
use respite_sim::server::{serve, Shared};
use respite_sim::{Card, Error, Options, Statistics};

/// A card that listens on a socket of its own.
struct Listening {
    path: PathBuf,
    shared: Arc<Shared>,
    stop: Option<UnixStream>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl Listening {
    fn start(name: &str) -> Listening {
        let path = std::env::temp_dir().join(format!("respite-sim-{name}-{}", std::process::id()));
        let (stop, stopped) = UnixStream::pair().expect("pair");
        let shared = Arc::new(Shared::default());
        let (at, published) = (path.clone(), shared.clone());
        let thread = std::thread::spawn(move || {
            let mut card = Card::new(model(), &Options::default().linger(1000))?;
            serve(&at, &mut card, stopped.as_fd(), &published)
        });
        let start = Instant::now();
        while !path.exists() {
            assert!(start.elapsed() < Duration::from_secs(60) && !thread.is_finished(), "no socket");
            std::thread::sleep(Duration::from_millis(1));
        }
        Listening { path, shared, stop: Some(stop), thread: Some(thread) }
    }

    fn connect(&self) -> UnixStream {
        let stream = UnixStream::connect(&self.path).expect("connect");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("limit");
        stream
    }

    fn open(&self) -> Result<VfioUserTransport, TransportError> {
        VfioUserTransport::over(self.connect(), Duration::from_secs(20))
    }

    fn until(&self, wanted: impl Fn(&Statistics) -> bool) -> Statistics {
        let start = Instant::now();
        loop {
            let stats = self.shared.snapshot();
            if wanted(&stats) {
                return stats;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{stats}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn finish(mut self) -> Statistics {
        self.stop = None;
        let thread = self.thread.take().expect("once");
        thread.join().expect("no panic").expect("no error");
        assert!(!self.path.exists(), "the socket is removed");
        self.shared.snapshot()
    }
}

fn message(id: u16, command: u16, flags: u32, body: &[u8]) -> Vec<u8> {
    let header = Header { id, command, size: (HEADER + body.len()) as u32, flags, errno: 0 };
    [&header.encode()[..], body].concat()
}

fn reply(stream: &mut UnixStream) -> (Header, Vec<u8>) {
    let mut head = [0; HEADER];
    stream.read_exact(&mut head).expect("a reply");
    let header = Header::decode(&head);
    let mut body = vec![0; header.size as usize - HEADER];
    stream.read_exact(&mut body).expect("its body");
    (header, body)
}

fn call(stream: &mut UnixStream, command: u16, body: &[u8]) -> (Header, Vec<u8>) {
    stream.write_all(&message(77, command, 0, body)).expect("send");
    let (header, body) = reply(stream);
    assert_eq!((header.id, header.command, header.flags & 0xf), (77, command, REPLY));
    (header, body)
}

fn agreed() -> (UnixStream, respite_sim::Handle) {
    let (mut stream, handle) = raw(Options::default());
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("limit");
    assert_eq!(call(&mut stream, 1, &[0; 4]).0.errno, 0);
    (stream, handle)
}

fn access(offset: u64, region: u32, count: u32, data: &[u8]) -> Vec<u8> {
    let mut body = offset.to_le_bytes().to_vec();
    body.extend(words([region, count]));
    body.extend(data);
    body
}

fn map(flags: u32, offset: u64, iova: u64, size: u64) -> Vec<u8> {
    let mut body = words([32, flags]);
    [offset, iova, size].iter().for_each(|v| body.extend(v.to_le_bytes()));
    body
}

const EINVAL: u32 = 22;

#[test]
fn malformed_commands_are_answered_with_an_error_and_the_connection_lives() {
    let (mut s, handle) = agreed();
    let bad: Vec<(u16, Vec<u8>)> = vec![
        (1, vec![0; 4]),                               // a second VERSION
        (2, vec![0; 31]),                              // too short
        (2, map(3, 0, 0x1001, 4096)),                  // misaligned
        (2, map(3, 0, 0x1000, 0)),                     // empty
        (2, map(3, 0, u64::MAX - 4095, 8192)),         // beyond the address space
        (2, map(0, 0, 0x1000, 4096)),                  // no permission at all
        (2, map(8, 0, 0x1000, 4096)),                  // unknown flag
        (3, [words([24, 9]), vec![0; 16]].concat()),   // unknown flag
        (3, vec![0; 24]),                              // empty
        (5, words([32, 0, 9, 0, 0, 0, 0, 0])),         // no such region
        (7, words([16, 0, 5, 0])),                     // no such interrupt
        (8, words([20, 0x21, 0, 0, 0])),               // INTx
        (8, words([20, 0x24, 2, 5, 1])),               // vector 5 of 5
        (8, words([20, 0x24, 2, u32::MAX, u32::MAX])), // overflow
        (8, words([20, 0x3f, 2, 0, 1])),               // every flag
        (9, access(0, 0, 65_537, &[])),                // too much
        (9, access(0xffff, 0, 4, &[])),                // beyond BAR0
        (9, access(u64::MAX, 0, 4, &[])),              // overflow
        (9, access(0, 1, 4, &[])),                     // no such BAR
        (9, access(4094, 7, 4, &[])),                  // beyond configuration space
        (10, access(0, 0, 8, &[0; 4])),                // count and data differ
        (10, access(0, 6, 4, &[0; 4])),                // ROM
        (10, access(0x1_0000, 0, 4, &[0; 4])),         // beyond BAR0
    ];
    let n = bad.len() as u64;
    for (command, body) in bad {
        let (header, reply) = call(&mut s, command, &body);
        assert_eq!((header.flags & ERROR, header.errno, reply.len()), (ERROR, EINVAL, 0), "{command} {body:x?}");
    }
    for command in [0, 6, 11, 12, 14, 15, 255, u16::MAX] {
        assert_eq!(call(&mut s, command, &[]).0.errno, 95, "{command} is not supported");
    }
    assert_eq!(call(&mut s, 4, &words([16, 0, 0, 0])).1, words([16, 3, 9, 5]));
    assert_eq!(handle.stop().expect("runs").protocol_errors, n + 8);
}

#[test]
fn nothing_is_served_before_a_version_is_agreed_on() {
    let (mut s, _handle) = raw(Options::default());
    assert_eq!(call(&mut s, 4, &[0; 16]).0.errno, EINVAL);
    assert_eq!(call(&mut s, 1, &[1, 0, 0, 0]).0.errno, EINVAL, "major version 1");
    assert_eq!(call(&mut s, 1, b"\0\0\0\0{\"capabilities\":\0").0.errno, EINVAL, "half a JSON text");
    assert_eq!(call(&mut s, 1, &[0, 0, 1, 0]).0.errno, 0);
    assert_eq!(call(&mut s, 4, &[0; 16]).0.errno, 0);
}

#[test]
fn messages_that_want_no_reply_get_none_even_if_they_are_wrong() {
    let (mut s, _handle) = agreed();
    s.write_all(&message(1, 10, NO_REPLY, &access(0, 0, 9, &[0; 4]))).expect("send");
    s.write_all(&message(2, 99, NO_REPLY, &[])).expect("send");
    s.write_all(&message(3, 9, REPLY, &[])).expect("send"); // a reply to nothing
    s.write_all(&message(4, 10, NO_REPLY, &access(4, 7, 2, &[2, 0]))).expect("send");
    let (header, body) = call(&mut s, 9, &access(4, 7, 2, &[]));
    assert_eq!((header.errno, &body[16..]), (0, &[2u8, 0][..]));
}

#[test]
fn accesses_of_any_length_reach_the_registers() {
    let (mut s, _handle) = agreed();
    call(&mut s, 10, &access(4, 7, 1, &[6]));
    call(&mut s, 10, &access(4, 0, 4, &[1, 2, 3, 4]));
    call(&mut s, 10, &access(5, 0, 2, &[0xaa, 0xbb]));
    assert_eq!(call(&mut s, 9, &access(3, 0, 6, &[])).1[16..], [0x54, 1, 0xaa, 0xbb, 4, 0]);
    assert_eq!(u32_at(&call(&mut s, 9, &access(0, 0, 0, &[])).1, 12), 0);
    assert_eq!(call(&mut s, 9, &access(0x7ff0, 0, 0x20, &[])).1.len(), 16 + 0x20, "over the end of the core's window");
}

#[test]
fn a_size_that_cannot_be_ends_the_connection_and_not_the_server() {
    let l = Listening::start("size");
    for size in [0, 15, 66_000, u32::MAX] {
        let mut s = l.connect();
        s.write_all(&Header { id: 5, command: 1, size, flags: 0, errno: 0 }.encode()).expect("send");
        assert_eq!(reply(&mut s).0.errno, EINVAL);
        assert_eq!(s.read(&mut [0; 1]).expect("closed"), 0);
    }
    l.open().expect("the next client is served");
    assert_eq!(l.finish().protocol_errors, 4);
}

#[test]
fn random_messages_never_stop_the_server() {
    let l = Listening::start("random");
    let mut rng = fastrand::Rng::with_seed(0x5eed);
    let (mut sent, mut answered) = (0u64, 0u64);
    for _ in 0..60 {
        let mut s = l.connect();
        let agree = message(0, 1, 0, &[0; 4]);
        s.write_all(&agree).expect("send");
        reply(&mut s);
        for _ in 0..200 {
            let m = random_message(&mut rng);
            sent += 1;
            if s.write_all(&m).is_err() {
                break;
            }
            let h = Header::decode(m[..HEADER].first_chunk().expect("16 octets"));
            if h.flags & NO_REPLY != 0 || h.flags & 0xf != 0 {
                continue;
            }
            let mut head = [0; HEADER];
            if s.read_exact(&mut head).is_err() {
                break;
            }
            answered += 1;
            let got = Header::decode(&head);
            assert_eq!((got.id, got.command, got.flags & 0xf), (h.id, h.command, REPLY));
            assert!(got.flags & ERROR == 0 || (got.errno != 0 && got.size == 16));
            s.read_exact(&mut vec![0; got.size as usize - HEADER]).expect("its body");
        }
    }
    assert!(sent > 4_000 && answered > 2_000, "{sent} sent, {answered} answered");
    let t = l.open().expect("a good client is served");
    pci::bus_master(&t, true).expect("command register");
    assert_eq!(t.read32(0, ID).expect("alive"), 0x5450_5352);
    drop(t);
    l.finish();
}

/// A message that is near enough to a good one to get past the first check, often.
fn random_message(rng: &mut fastrand::Rng) -> Vec<u8> {
    let word = |rng: &mut fastrand::Rng| match rng.u8(0..6) {
        0 => u32::MAX,
        1 => 1 << rng.u32(0..32),
        2 => 4096,
        3 => rng.u32(..),
        _ => rng.u32(0..10),
    };
    let n = rng.usize(0..12);
    let mut body: Vec<u8> = (0..n).flat_map(|_| word(rng).to_le_bytes()).collect();
    if rng.u8(0..4) == 0 {
        body.truncate(rng.usize(0..=body.len()));
    }
    let flags = [0, 0, 0, 0, NO_REPLY, REPLY, rng.u32(..)][rng.usize(0..7)];
    let mut m = message(rng.u16(..), rng.u16(0..17), flags, &body);
    if rng.u8(0..200) == 0 {
        m[4..8].copy_from_slice(&rng.u32(0..16).to_le_bytes());
    }
    m
}

#[test]
fn a_client_that_vanishes_leaves_a_reset_card_to_the_next() {
    let l = Listening::start("vanish");
    let t = l.open().expect("first");
    pci::bus_master(&t, true).expect("command register");
    t.write32(0, SCRATCH, 7).expect("write");
    t.dma_alloc(0x10_0000, 4096, DmaAccess::ReadWrite).expect("map");
    drop(t);
    let mut half = l.connect();
    half.write_all(&message(0, 1, 0, &[0; 64])[..20]).expect("half a message");
    drop(half);
    let t = l.open().expect("the next");
    let mut command = [0; 2];
    t.config_read(4, &mut command).expect("config");
    assert_eq!(command, [0, 0]);
    pci::bus_master(&t, true).expect("command register");
    assert_eq!(t.read32(0, SCRATCH).expect("read"), 0);
    t.dma_alloc(0x10_0000, 4096, DmaAccess::ReadWrite).expect("the place is free again");
    drop(t);
    let stats = l.finish();
    assert_eq!((stats.clients, stats.resets), (3, 3));
}

#[test]
fn a_second_client_is_refused_and_the_first_does_not_notice() {
    let l = Listening::start("second");
    let t = l.open().expect("first");
    pci::bus_master(&t, true).expect("command register");
    for i in 1..=3 {
        assert!(matches!(l.open(), Err(TransportError::Busy)));
        l.until(|s| s.clients_refused == i);
        assert_eq!(t.read32(0, ID).expect("alive"), 0x5450_5352);
    }
    drop(t);
    let start = Instant::now();
    while l.open().is_err() {
        assert!(start.elapsed() < Duration::from_secs(20), "nobody is served after the first client left");
    }
    l.finish();
}

#[test]
fn a_socket_in_use_is_an_error_and_an_abandoned_one_is_replaced() {
    let l = Listening::start("inuse");
    let mut card = Card::new(model(), &Options::default()).expect("card");
    let (_hold, stop) = UnixStream::pair().expect("pair");
    let e = serve(&l.path, &mut card, stop.as_fd(), &Shared::default()).expect_err("in use").to_string();
    assert!(e.contains("in use"), "{e}");
    let path = l.path.clone();
    l.finish();
    drop(std::os::unix::net::UnixListener::bind(&path).expect("bind"));
    assert!(path.exists(), "abandoned");
    let (hold, stop) = UnixStream::pair().expect("pair");
    drop(hold);
    serve(&path, &mut card, stop.as_fd(), &Shared::default()).expect("replaced, then told to stop");
}

#[test]
fn dropping_the_handle_stops_the_card() {
    let b = bench(Options::default());
    let Bench { transport, handle } = b;
    assert!(handle.is_running());
    drop(handle);
    assert!(matches!(transport.read32(0, ID), Err(TransportError::Gone)));
}

#[test]
fn options_that_cannot_be_are_refused_at_once() {
    let e = respite_sim::spawn_model(model, Options::default().stall(100)).err().expect("refused");
    assert_eq!(e.to_string(), "stall must be at most 95 percent");
}

#[test]
fn the_client_is_told_of_accesses_that_its_mappings_refuse_one_at_a_time() {
    let (mut stream, handle) = agreed();
    let write = |stream: &mut UnixStream, offset: u32, value: u32| {
        let body = access(offset.into(), 0, 4, &value.to_le_bytes());
        stream.write_all(&message(5, 10, NO_REPLY, &body)).expect("send");
    };
    stream.write_all(&message(5, 10, NO_REPLY, &access(4, 7, 2, &[6, 0]))).expect("send"); // memory and bus mastering
    for (register, value) in [(SRC, 0x50_0000), (DST, 0x60_0000), (BEATS, 1), (GO, 0)] {
        write(&mut stream, register, value);
    }
    let (first, body) = reply(&mut stream);
    assert_eq!((first.command, first.flags), (READ_MEMORY, 0));
    assert_eq!((u64_at(&body, 0), u64_at(&body, 8), body.len()), (0x50_0000, 4, 16));
    // While it says nothing it hears nothing more, such as of the write that follows, and the card goes on.
    let idle = |stream: &mut UnixStream| {
        let start = Instant::now();
        while call(stream, 9, &access(STATUS.into(), 0, 4, &[])).1[16] & 1 != 0 {
            assert!(start.elapsed() < Duration::from_secs(20), "the copy does not end");
        }
    };
    idle(&mut stream);
    let declined = Header { size: HEADER as u32, flags: REPLY | ERROR, errno: EINVAL, ..first };
    stream.write_all(&declined.encode()).expect("send");
    write(&mut stream, GO, 0);
    let (second, _) = reply(&mut stream);
    assert_eq!((second.command, second.id), (READ_MEMORY, first.id + 1));
    idle(&mut stream);
    stream.write_all(&Header { id: second.id, ..declined }.encode()).expect("send");
    // An answer to nothing.
    stream.write_all(&declined.encode()).expect("send");
    assert_eq!(call(&mut stream, 9, &access(STATUS.into(), 0, 4, &[])).0.flags, REPLY);
    drop(stream);
    let stats = handle.stop().expect("runs");
    assert_eq!((stats.refusals_told, stats.protocol_errors), (2, 1), "{stats}");
}
