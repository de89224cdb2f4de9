//! Echo requests at a steady pace, and which of them were answered when.
//!
//! ```text
//!   thread:  request 0 ── interval ── request 1 ── …       each answer goes to its request's entry
//! ```

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU16, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use etherparse::{IcmpEchoHeader, Icmpv4Header, Icmpv4Slice, Icmpv4Type, Ipv4Slice};
use socket2::{Domain, Protocol, Socket, Type};

use super::lab::{inside, wait_for};

/// A host that sends requests until it is told to stop. Dropping it stops it.
pub struct Echoes {
    log: Arc<Mutex<Vec<Echo>>>,
    state: Arc<AtomicU8>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Echo {
    pub sent: Instant,
    pub answered: Option<Instant>,
}

/// What came of requests until one was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// When the first was sent.
    pub began: SystemTime,
    /// From then to the first answer, whichever request it was to.
    pub answered: Option<Duration>,
}

/// Sends requests of 100 octets at once and then each `interval` from a host in a namespace until one is answered, for
/// `limit` at most.
pub fn probe(namespace: &str, ends: (Ipv4Addr, Ipv4Addr), interval: Duration, limit: Duration) -> io::Result<Probe> {
    let echoes = Echoes::start(namespace, ends, interval)?;
    let first = wait_for(limit, || echoes.log().first().map(|echo| echo.sent));
    let answered = wait_for(limit, || echoes.first_answer());
    echoes.stop(Duration::ZERO)?;
    let first = first.ok_or(io::ErrorKind::TimedOut)?;
    Ok(Probe {
        began: SystemTime::now() - first.elapsed(),
        answered: answered.map(|at| at.saturating_duration_since(first)),
    })
}

impl Echoes {
    /// Begins at once, from the first address to the second.
    pub fn start(namespace: &str, (from, to): (Ipv4Addr, Ipv4Addr), interval: Duration) -> io::Result<Echoes> {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let id = (std::process::id() as u16).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let socket = inside(namespace, || {
            let socket = Socket::new(Domain::IPV4, Type::RAW, Some(Protocol::ICMPV4))?;
            socket.bind(&SocketAddr::new(IpAddr::V4(from), 0).into())?;
            Ok(socket)
        })?;
        let (log, state) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU8::new(SENDS)));
        let (its_log, its_state) = (log.clone(), state.clone());
        let thread = std::thread::spawn(move || run(&socket, to, id, interval, &its_log, &its_state));
        Ok(Echoes { log, state, thread: Some(thread) })
    }

    /// All requests so far.
    pub fn log(&self) -> MutexGuard<'_, Vec<Echo>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When any was answered first.
    pub fn first_answer(&self) -> Option<Instant> {
        self.log().iter().filter_map(|echo| echo.answered).min()
    }

    /// When a request that was sent later than this was answered first.
    pub fn answer_since(&self, then: Instant) -> Option<Instant> {
        self.log().iter().filter(|echo| echo.sent >= then).filter_map(|echo| echo.answered).min()
    }

    /// Sends no more.
    pub fn hush(&self) {
        self.state.store(LISTENS, Ordering::Relaxed);
    }

    /// Sends no more, waits for what has not been answered, for `patience` at most, and gives all.
    pub fn stop(mut self, patience: Duration) -> io::Result<Vec<Echo>> {
        self.hush();
        wait_for(patience, || self.log().iter().all(|echo| echo.answered.is_some()).then_some(()));
        self.end()?;
        let echoes = self.log().clone();
        Ok(echoes)
    }

    /// Ends several at once, which share the patience.
    pub fn stop_all(several: Vec<Echoes>, patience: Duration) -> io::Result<Vec<Echo>> {
        several.iter().for_each(Echoes::hush);
        let hushed = Instant::now();
        let mut all = Vec::new();
        for echoes in several {
            all.extend(echoes.stop(patience.saturating_sub(hushed.elapsed()))?);
        }
        Ok(all)
    }

    fn end(&mut self) -> io::Result<()> {
        self.state.store(ENDS, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that sends has ended by itself")))
    }
}

impl Drop for Echoes {
    fn drop(&mut self) {
        // Who wants to know whether it went well has stopped it.
        let _ = self.end();
    }
}

/// Sends until all numbers are used up, or it is told not to; listens until it is told to end.
fn run(
    socket: &Socket,
    to: Ipv4Addr,
    id: u16,
    interval: Duration,
    log: &Mutex<Vec<Echo>>,
    state: &AtomicU8,
) -> io::Result<()> {
    let target = SocketAddr::new(IpAddr::V4(to), 0).into();
    let log = || log.lock().unwrap_or_else(PoisonError::into_inner);
    let mut next = Instant::now();
    while state.load(Ordering::Relaxed) != ENDS {
        let now = Instant::now();
        let number = u16::try_from(log().len()).ok().filter(|_| state.load(Ordering::Relaxed) == SENDS);
        if let Some(number) = number.filter(|_| next <= now) {
            log().push(Echo { sent: now, answered: None });
            // No neighbour, no room, a filter: as good as lost.
            let _ = socket.send_to(&request(id, number), &target);
            next += interval;
        }
        let wait = number.map_or(ATTENTION, |_| next.saturating_duration_since(Instant::now()));
        if let Some(number) = hear(socket, to, id, wait.clamp(LEAST_WAIT, ATTENTION))? {
            let now = Instant::now();
            if let Some(echo) = log().get_mut(usize::from(number)) {
                echo.answered.get_or_insert(now);
            }
        }
    }
    Ok(())
}

/// Waits for a packet; which request it answers, if so.
fn hear(socket: &Socket, from: Ipv4Addr, id: u16, wait: Duration) -> io::Result<Option<u16>> {
    socket.set_read_timeout(Some(wait))?;
    let mut packet = [0; 2048];
    let len = match io::Read::read(&mut &*socket, &mut packet) {
        Ok(len) => len,
        // What a request was refused with; or nothing has come.
        Err(_) => return Ok(None),
    };
    let answer = Ipv4Slice::from_slice(&packet[..len]).ok().filter(|ip| ip.header().source_addr() == from);
    let kind = answer.and_then(|ip| Icmpv4Slice::from_slice(ip.payload().payload).ok().map(|icmp| icmp.icmp_type()));
    Ok(match kind {
        Some(Icmpv4Type::EchoReply(echo)) if echo.id == id => Some(echo.seq),
        _ => None,
    })
}

fn request(id: u16, seq: u16) -> Vec<u8> {
    let header = Icmpv4Header::with_checksum(Icmpv4Type::EchoRequest(IcmpEchoHeader { id, seq }), &PAYLOAD);
    [&header.to_bytes()[..], &PAYLOAD].concat()
}

/// What is in each request and its answer.
pub const PAYLOAD: [u8; 72] = [0x5a; 72];
const SENDS: u8 = 0;
const LISTENS: u8 = 1;
const ENDS: u8 = 2;
const LEAST_WAIT: Duration = Duration::from_micros(100);
/// How soon it is noticed that the state has changed.
const ATTENTION: Duration = Duration::from_millis(20);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_makes_a_packet_of_100_octets() {
        let request = request(7, 9);
        assert_eq!(request.len() + 20, 100);
        let icmp = Icmpv4Slice::from_slice(&request).expect("whole");
        assert_eq!(icmp.icmp_type(), Icmpv4Type::EchoRequest(IcmpEchoHeader { id: 7, seq: 9 }));
    }
}
