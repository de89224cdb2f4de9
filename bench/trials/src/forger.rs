//! Packets with forged sources and SPIs that nobody knows, at a steady rate.
//!
//! ```text
//!   thread, each millisecond: some packets    source: a stranger, or one of the peers    SPI: random
//! ```

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use respite::demo::inside;
use socket2::{Domain, Protocol, Socket, Type};

/// Somebody who forges until he is told to stop. Dropping it stops him.
pub struct Forger {
    sent: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

/// Whom he claims to be.
#[derive(Clone, Debug)]
pub struct Sources {
    pub peers: Vec<Ipv4Addr>,
    /// One in so many packets is a stranger's; 0: none.
    pub strangers: u32,
}

impl Forger {
    /// Begins at once, in a namespace from which `to` is reached by any source; `rate` packets a second.
    pub fn start(namespace: &str, to: Ipv4Addr, sources: Sources, rate: u32) -> io::Result<Forger> {
        let socket = inside(namespace, || {
            // Whole packets, whatever their source.
            Socket::new(Domain::IPV4, Type::RAW, Some(Protocol::from(IPPROTO_RAW)))
        })?;
        let (sent, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (its_sent, its_stop) = (sent.clone(), stop.clone());
        let thread = std::thread::spawn(move || run(&socket, to, &sources, rate, &its_sent, &its_stop));
        Ok(Forger { sent, stop, thread: Some(thread) })
    }

    /// Packets so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Packets in all.
    pub fn stop(mut self) -> io::Result<u64> {
        self.end()?;
        Ok(self.sent())
    }

    fn end(&mut self) -> io::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that forges has ended by itself")))
    }
}

impl Drop for Forger {
    fn drop(&mut self) {
        // Who wants to know whether it went well has stopped it.
        let _ = self.end();
    }
}

fn run(
    socket: &Socket,
    to: Ipv4Addr,
    sources: &Sources,
    rate: u32,
    sent: &AtomicU64,
    stop: &AtomicBool,
) -> io::Result<()> {
    let mut rng = fastrand::Rng::new();
    let target = SocketAddr::from((to, 0)).into();
    let start = Instant::now();
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        let due = (start.elapsed().as_secs_f64() * f64::from(rate)) as u64;
        while count < due {
            // What finds no room on the cable is one less.
            if socket.send_to(&packet(&mut rng, to, sources), &target).is_ok() {
                sent.fetch_add(1, Ordering::Relaxed);
            }
            count += 1;
        }
        std::thread::sleep(TICK);
    }
    Ok(())
}

/// ESP in IPv4, of which the kernel fills in length and checksum.
fn packet(rng: &mut fastrand::Rng, to: Ipv4Addr, sources: &Sources) -> Vec<u8> {
    let stranger = sources.peers.is_empty() || (sources.strangers > 0 && rng.u32(..sources.strangers) == 0);
    let from = match stranger {
        true => Ipv4Addr::from(STRANGERS | rng.u32(..STRANGERS_HOSTS)),
        false => sources.peers[rng.usize(..sources.peers.len())],
    };
    let mut packet = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, ESP, 0, 0];
    packet.extend(from.octets());
    packet.extend(to.octets());
    packet.extend(rng.u32(256..).to_be_bytes());
    packet.extend(rng.u32(1..1000).to_be_bytes());
    packet.extend([0x5a; 40]);
    packet
}

const TICK: Duration = Duration::from_millis(1);
const IPPROTO_RAW: i32 = 255;
const ESP: u8 = 50;
/// 10.128.0.0/9.
const STRANGERS: u32 = 0x0a80_0000;
const STRANGERS_HOSTS: u32 = 0x007f_ffff;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_packet_claims_to_be_a_peers_or_a_strangers() {
        let (mut rng, to) = (fastrand::Rng::with_seed(1), Ipv4Addr::new(10, 1, 1, 1));
        let peer = Ipv4Addr::new(10, 2, 2, 3);
        let from = |packet: &[u8]| Ipv4Addr::new(packet[12], packet[13], packet[14], packet[15]);
        let forged = packet(&mut rng, to, &Sources { peers: vec![peer], strangers: 0 });
        assert_eq!((from(&forged), forged[9], forged.len()), (peer, 50, 68));
        let forged = packet(&mut rng, to, &Sources { peers: vec![], strangers: 2 });
        assert!(from(&forged).octets()[1] >= 128);
    }
}
