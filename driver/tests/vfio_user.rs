//! The vfio-user client against a well-behaved server and against every kind of bad one.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use respite_abi::{reg, CARD_ID};
use respite_driver::testing::{serve, SoftCard, SoftConfig};
use respite_driver::transport::vfio_user::wire::{Header, ERROR, HEADER, NO_REPLY, REPLY};
use respite_driver::transport::{DmaAccess, Transport, TransportError, VfioUserTransport};
use respite_driver::{Card, Direction, GcmKey, Options, Packet, SaParams};

const LIMIT: Duration = Duration::from_millis(200);

/// A software card on the other end of a socket.
fn soft() -> (Arc<SoftCard>, VfioUserTransport, JoinHandle<std::io::Result<()>>) {
    let (client, server) = UnixStream::pair().expect("socket pair");
    let card = Arc::new(SoftCard::new(SoftConfig::default()));
    let served = card.clone();
    let thread = std::thread::spawn(move || serve(server, &served));
    (card, VfioUserTransport::over(client, Duration::from_secs(5)).expect("connect"), thread)
}

#[test]
fn a_card_works_over_a_socket_as_it_does_in_process() {
    let (soft, transport, thread) = soft();
    let options = Options { entries: 64, ..Options::default() };
    let mut card = Card::open(Arc::new(transport), &options).expect("open");
    assert_eq!(soft.mappings(), 13);
    let p = SaParams::new(
        Direction::Outbound,
        0x1234,
        [192, 0, 2, 1].into(),
        [192, 0, 2, 2].into(),
        GcmKey::new(&[1; 36]).expect("length"),
    );
    let sa = card.sas.add(&p).expect("add");
    let q = &mut card.queues[3];
    let mut batch: Vec<Packet> = (0..40)
        .map(|i| {
            let mut b = q.buffers.take().expect("buffer");
            q.buffers.fill(&mut b, &[0x45; 200]).expect("fits");
            Packet::encap(b, sa, i)
        })
        .collect();
    assert_eq!(q.submit(&mut batch).expect("submit"), 40);
    let mut done = Vec::new();
    while done.len() < 40 {
        q.wait(Duration::from_millis(100)).expect("alive");
        q.poll(&mut done, 64).expect("poll");
    }
    assert!(done.iter().enumerate().all(|(i, d)| d.cookie == i as u64 && d.seq == i as u64 + 1));
    drop(card);
    thread.join().expect("no panic").expect("the client broke no rule");
    assert_eq!(soft.mappings(), 0);
    assert!(soft.is_quiet());
}

#[test]
fn what_the_server_refuses_is_an_error_and_the_connection_lives() {
    let (_soft, t, _thread) = soft();
    let buf = t.dma_alloc(0x10_0000, 4096, DmaAccess::ReadWrite).expect("first");
    let again = t.dma_alloc(0x10_0000, 4096, DmaAccess::ReadWrite).expect_err("overlaps");
    assert!(matches!(again, TransportError::Refused { errno: 17, .. }), "{again}");
    t.dma_free(&buf).expect("free");
    assert!(matches!(t.dma_free(&buf), Err(TransportError::Mapping { .. })));
    assert_eq!(t.read32(0, reg::ID.into()).expect("alive"), CARD_ID);
}

#[test]
fn accesses_outside_the_device_never_reach_the_socket() {
    let (_soft, t, _thread) = soft();
    assert!(matches!(t.read32(0, 0x1_0000), Err(TransportError::NoRegister { bar: 0, offset: 0x1_0000 })));
    assert!(matches!(t.read32(0, 2), Err(TransportError::NoRegister { .. })));
    assert!(matches!(t.write32(1, 0, 0), Err(TransportError::NoRegister { bar: 1, .. })));
    assert!(matches!(t.read32(200, 0), Err(TransportError::NoRegister { .. })));
    assert!(matches!(t.config_read(255, &mut [0; 2]), Err(TransportError::NoRegister { .. })));
    assert!(matches!(t.dma_alloc(0x800, 4096, DmaAccess::Read), Err(TransportError::Mapping { .. })));
    assert!(matches!(t.dma_alloc(0, 100, DmaAccess::Read), Err(TransportError::Mapping { .. })));
    assert!(matches!(t.dma_alloc(u64::MAX - 4095, 4096, DmaAccess::Read), Err(TransportError::Mapping { .. })));
}

/// What a bad server does to the n-th reply. `None` hangs up.
type Twist = fn(Header, Vec<u8>) -> Option<Vec<u8>>;

/// Passes everything through to a good server but lets `twist` spoil the reply to one command.
fn spoiled(command: u16, twist: Twist) -> UnixStream {
    let (client, mut front) = UnixStream::pair().expect("socket pair");
    std::thread::spawn(move || {
        let mut head = [0; HEADER];
        while front.read_exact(&mut head).is_ok() {
            let h = Header::decode(&head);
            let mut body = vec![0; h.size as usize - HEADER];
            if front.read_exact(&mut body).is_err() {
                return;
            }
            if h.flags & NO_REPLY != 0 {
                continue;
            }
            let reply = good_reply(&h, &body);
            let header = Header { size: (HEADER + reply.len()) as u32, flags: REPLY, ..h };
            let octets = match h.command {
                c if c == command => twist(header, reply),
                _ => Some(message(header, &reply)),
            };
            let Some(octets) = octets else { return };
            if front.write_all(&octets).is_err() {
                return;
            }
        }
    });
    client
}

fn good_reply(h: &Header, body: &[u8]) -> Vec<u8> {
    let words = |w: &[u32]| w.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let index = body.get(8..12).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    match h.command {
        1 => vec![0; 4],
        4 => words(&[16, 3, 9, 5]),
        5 => words(&[32, 3, index, 0, if index == 0 { 0x1_0000 } else { 256 }, 0, 0, 0]),
        7 => words(&[16, 1, index, 5]),
        9 => [body, &[1, 2, 3, 4]].concat(),
        _ => Vec::new(),
    }
}

fn message(h: Header, body: &[u8]) -> Vec<u8> {
    [&h.encode()[..], body].concat()
}

/// Connects through a spoiled server and does one of everything; returns the first error.
fn first_error(command: u16, twist: Twist) -> TransportError {
    let run = || -> Result<(), TransportError> {
        let t = VfioUserTransport::over(spoiled(command, twist), LIMIT)?;
        t.read32(0, 0)?;
        t.dma_alloc(0, 4096, DmaAccess::Read)?;
        t.reset()?;
        t.msix_disable()
    };
    let start = Instant::now();
    let error = run().expect_err("a spoiled reply is an error");
    assert!(start.elapsed() < LIMIT * 10, "{error} took {:?}", start.elapsed());
    error
}

const COMMANDS: [u16; 8] = [1, 2, 4, 5, 7, 8, 9, 13];

#[test]
fn a_good_server_behind_the_spoiler_is_no_error() {
    let t = VfioUserTransport::over(spoiled(0, |h, b| Some(message(h, &b))), LIMIT).expect("connect");
    assert_eq!(t.read32(0, 0).expect("read"), 0x0403_0201);
}

#[test]
fn an_error_reply_is_a_refusal() {
    for c in COMMANDS {
        let e = first_error(c, |h, _| Some(message(Header { size: 16, flags: REPLY | ERROR, errno: 13, ..h }, &[])));
        assert!(matches!(e, TransportError::Refused { errno: 13, .. }), "{c}: {e}");
    }
}

#[test]
fn a_reply_to_another_command_is_a_protocol_error() {
    for c in COMMANDS {
        let e = first_error(c, |h, b| Some(message(Header { id: h.id ^ 1, ..h }, &b)));
        assert!(matches!(e, TransportError::Protocol { field: "id", .. }), "{c}: {e}");
        let e = first_error(c, |h, b| Some(message(Header { command: h.command + 1, ..h }, &b)));
        assert!(matches!(e, TransportError::Protocol { field: "command", .. }), "{c}: {e}");
    }
}

#[test]
fn a_size_that_cannot_be_is_a_protocol_error() {
    for size in [0, 15, 65537, u32::MAX] {
        for c in COMMANDS {
            let twist: Twist = match size {
                0 => |h, b| Some(message(Header { size: 0, ..h }, &b)),
                15 => |h, b| Some(message(Header { size: 15, ..h }, &b)),
                65537 => |h, b| Some(message(Header { size: 65537, ..h }, &b)),
                _ => |h, b| Some(message(Header { size: u32::MAX, ..h }, &b)),
            };
            let e = first_error(c, twist);
            assert!(matches!(e, TransportError::Protocol { field: "size", .. }), "{c}: {e}");
        }
    }
}

#[test]
fn a_truncated_body_is_a_protocol_error() {
    for c in [1, 4, 5, 7, 9] {
        let e = first_error(c, |h, b| Some(message(Header { size: h.size - b.len() as u32 + 3, ..h }, &b[..3])));
        assert!(matches!(e, TransportError::Protocol { field: "size", .. }), "{c}: {e}");
    }
}

#[test]
fn wrong_contents_are_protocol_errors() {
    let field = |c, twist| match first_error(c, twist) {
        TransportError::Protocol { field, .. } => field,
        e => panic!("{e}"),
    };
    fn flip(at: usize) -> impl Fn(Header, Vec<u8>) -> Option<Vec<u8>> {
        move |h, mut b| {
            b[at] ^= 0xff;
            Some(message(h, &b))
        }
    }
    assert_eq!(field(1, |h, b| flip(0)(h, b)), "major version");
    assert_eq!(field(4, |h, b| flip(4)(h, b)), "flags");
    assert_eq!(
        field(4, |h, _| Some(message(h, &[[16u8, 0, 0, 0], [3, 0, 0, 0], [2, 0, 0, 0], [5, 0, 0, 0]].concat()))),
        "number of regions"
    );
    assert_eq!(field(5, |h, b| flip(8)(h, b)), "index");
    assert_eq!(field(5, |h, b| flip(22)(h, b)), "region size");
    assert_eq!(field(7, |h, b| flip(8)(h, b)), "index");
    assert_eq!(field(7, |h, b| flip(15)(h, b)), "count");
    assert_eq!(field(9, |h, b| flip(0)(h, b)), "offset");
    assert_eq!(field(9, |h, b| flip(8)(h, b)), "region");
    assert_eq!(field(9, |h, b| flip(12)(h, b)), "count");
    let nonsense = |h: Header, _| {
        let b = b"\0\0\0\0{\"capabilities\":\0";
        Some(message(Header { size: (HEADER + b.len()) as u32, ..h }, b))
    };
    assert_eq!(field(1, nonsense), "capabilities of length");
}

#[test]
fn silence_is_a_timeout_and_the_connection_is_not_used_again() {
    let t = VfioUserTransport::over(spoiled(9, |_, _| Some(Vec::new())), LIMIT).expect("connect");
    assert!(matches!(t.read32(0, 0), Err(TransportError::Timeout { .. })));
    let start = Instant::now();
    assert!(matches!(t.read32(0, 0), Err(TransportError::Gone)), "a late reply must not be taken for this one's");
    assert!(matches!(t.write32(0, 0, 0), Err(TransportError::Gone)));
    assert!(start.elapsed() < LIMIT);
}

#[test]
fn a_server_that_hangs_up_is_gone() {
    for c in COMMANDS {
        let error = first_error(c, |_, _| None);
        // At once, before it has said its version: it has a client already.
        let told = if c == COMMANDS[0] {
            matches!(error, TransportError::Busy)
        } else {
            matches!(error, TransportError::Gone)
        };
        assert!(told, "{c}: {error}");
    }
}

#[test]
fn a_server_that_dribbles_octets_runs_into_the_time_limit() {
    let (client, mut server) = UnixStream::pair().expect("socket pair");
    std::thread::spawn(move || {
        for _ in 0..100 {
            std::thread::sleep(LIMIT / 4);
            if server.write_all(&[1]).is_err() {
                return;
            }
        }
    });
    let start = Instant::now();
    let e = VfioUserTransport::over(client, LIMIT).err().expect("no reply");
    assert!(matches!(e, TransportError::Timeout { .. }), "{e}");
    assert!(start.elapsed() < LIMIT * 4);
}

#[test]
fn commands_of_the_server_are_declined_and_do_not_disturb() {
    let t = VfioUserTransport::over(
        spoiled(9, |h, b| {
            let mut dma_read = message(Header { id: 0x7777, command: 11, size: 32, flags: 0, errno: 0 }, &[0; 16]);
            dma_read.extend(message(h, &b));
            Some(dma_read)
        }),
        LIMIT,
    )
    .expect("connect");
    assert_eq!(t.read32(0, 0).expect("the reply is found behind the command"), 0x0403_0201);
}

#[test]
fn a_flood_of_commands_instead_of_a_reply_ends() {
    let e = first_error(9, |_, _| {
        Some(message(Header { id: 1, command: 11, size: 16, flags: NO_REPLY, errno: 0 }, &[]).repeat(1000))
    });
    assert!(matches!(e, TransportError::Protocol { field: "commands instead of a reply", .. }), "{e}");
}
