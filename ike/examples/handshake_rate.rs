//! Handshakes per second: IKE_SA_INIT and IKE_AUTH with a child SA, both ends in this process, over loopback UDP.
//!
//! ```text
//!   thread 1: initiator ── UDP, a datagram's initiator in front ──> thread 2: responder
//! ```
//! `handshake_rate x25519|modp-2048 HANDSHAKES ROUNDS` prints `handshakes/s, µs of both processors for one handshake`, of the
//! best round: other work on the machine can only slow it down. `scripts/bench-ike` makes figures of it.

mod load;

use std::io::{ErrorKind, Result};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use respite_ike::crypto::Group;
use respite_ike::report::Report;
use respite_ike::{Config, Datagram, Endpoint};
use rustix::time::{clock_gettime, ClockId};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [group, handshakes, rounds] = &arguments[..] else { return Err(usage()) };
    let group = match group.as_str() {
        "x25519" => Group::X25519,
        "modp-2048" => Group::Modp2048,
        _ => return Err(usage()),
    };
    let handshakes: usize = handshakes.parse().map_err(|_| usage())?;
    let rounds: usize = rounds.parse().map_err(|_| usage())?;
    let mut best = Round { time: Duration::MAX, processors: Duration::MAX };
    for _ in 0..rounds {
        let Round { time, processors } = round(handshakes, group)?;
        best = Round { time: best.time.min(time), processors: best.processors.min(processors) };
    }
    let each = best.processors / u32::try_from(handshakes).map_err(|_| usage())?;
    println!("{:.0} {:.0}", handshakes as f64 / best.time.as_secs_f64(), each.as_secs_f64() * 1e6);
    Ok(())
}

/// What a round took.
struct Round {
    time: Duration,
    /// Of both threads together.
    processors: Duration,
}

fn round(handshakes: usize, group: Group) -> Result<Round> {
    let (initiator, responder) = load::configs(handshakes, group);
    let sockets = (UdpSocket::bind(LOOPBACK)?, UdpSocket::bind(LOOPBACK)?);
    sockets.0.connect(sockets.1.local_addr()?)?;
    sockets.1.connect(sockets.0.local_addr()?)?;
    let done = AtomicBool::new(false);
    let before = clock_gettime(ClockId::ProcessCPUTime);
    let time = std::thread::scope(|scope| {
        let responder = scope.spawn(|| Side::new(responder, sockets.1, [2; 32])?.answer(&done));
        let time = Side::new(initiator, sockets.0, [1; 32]).and_then(|mut side| side.begin(handshakes));
        done.store(true, Ordering::Relaxed);
        responder.join().expect("the responder does not panic")?;
        time
    })?;
    let after = clock_gettime(ClockId::ProcessCPUTime);
    let elapsed = (after.tv_sec - before.tv_sec) as f64 + (after.tv_nsec - before.tv_nsec) as f64 / 1e9;
    Ok(Round { time, processors: Duration::from_secs_f64(elapsed) })
}

/// An endpoint and its end of the wire.
struct Side {
    endpoint: Endpoint,
    socket: UdpSocket,
    bundles: usize,
}

impl Side {
    fn new(config: Config, socket: UdpSocket, seed: [u8; 32]) -> Result<Self> {
        socket.set_read_timeout(Some(PATIENCE))?;
        Ok(Side { endpoint: Endpoint::new(config, seed, Instant::now()), socket, bundles: 0 })
    }

    /// Begins one handshake after the other, `IN_FLIGHT` at a time, until all are done.
    fn begin(&mut self, handshakes: usize) -> Result<Duration> {
        let start = Instant::now();
        let mut begun = 0;
        while self.bundles < handshakes {
            while begun < handshakes && begun < self.bundles + IN_FLIGHT {
                let call = self.endpoint.acquire(Instant::now(), &load::name(begun), "net");
                call.map_err(std::io::Error::other)?;
                begun += 1;
            }
            self.flush(false)?;
            self.receive(false)?;
        }
        Ok(start.elapsed())
    }

    fn answer(&mut self, done: &AtomicBool) -> Result<()> {
        while !done.load(Ordering::Relaxed) {
            self.receive(true)?;
            self.flush(true)?;
        }
        Ok(())
    }

    /// Takes in one datagram, or lets time pass.
    fn receive(&mut self, responds: bool) -> Result<()> {
        let mut buffer = [0; 2048];
        match self.socket.recv(&mut buffer) {
            Ok(len) => {
                let Some((address, payload)) = buffer[..len].split_first_chunk::<4>() else { return Ok(()) };
                let initiator = SocketAddr::new(IpAddr::V4(Ipv4Addr::from(*address)), load::RESPONDER.port());
                let (local, remote) =
                    if responds { (load::RESPONDER, initiator) } else { (initiator, load::RESPONDER) };
                self.endpoint.handle_datagram(Instant::now(), Datagram { local, remote, payload });
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(error),
        }
        let now = Instant::now();
        if self.endpoint.poll_timeout().is_some_and(|at| at <= now) {
            self.endpoint.handle_timeout(now);
        }
        Ok(())
    }

    fn flush(&mut self, responds: bool) -> Result<()> {
        while let Some(transmit) = self.endpoint.poll_transmit() {
            let IpAddr::V4(initiator) = (if responds { transmit.remote } else { transmit.local }).ip() else {
                continue;
            };
            self.socket.send(&[&initiator.octets(), &transmit.payload[..]].concat())?;
        }
        while self.endpoint.poll_sa_change().is_some() {}
        while let Some(report) = self.endpoint.poll_report() {
            match report {
                Report::BundleUp { .. } => self.bundles += 1,
                Report::Failed { why, .. } => return Err(std::io::Error::other(format!("{why:?}"))),
                _ => {}
            }
        }
        Ok(())
    }
}

fn usage() -> std::io::Error {
    std::io::Error::new(ErrorKind::InvalidInput, "usage: handshake_rate x25519|modp-2048 HANDSHAKES ROUNDS")
}

const LOOPBACK: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);
/// Handshakes begun and not ended: few enough for a socket's buffer to hold all that is under way.
const IN_FLIGHT: usize = 64;
/// How long a side waits for a datagram before it looks around.
const PATIENCE: Duration = Duration::from_millis(20);
