//! Packets from one host to another, as many at a time as are under way.
//!
//! ```text
//!   send until WINDOW are on their way ──> wait for one ──> take what else has come ──> send …
//! ```
//! The sender never waits for a clock, and queues never overflow: what is measured is what lies between the two hosts.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use respite::demo::{inside, Lab, Side};
use socket2::SockRef;

/// Two hosts, A and B.
pub struct Load {
    from: UdpSocket,
    to: UdpSocket,
    payload: Vec<u8>,
}

/// What has come through.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Carried {
    pub packets: u64,
    pub lost: u64,
    pub time: Duration,
}

impl Load {
    /// For packets of so many octets with their IP headers.
    pub fn new(lab: &Lab, octets: usize) -> io::Result<Load> {
        let address = |side: Side| -> Ipv4Addr { side.inner().parse().expect("it is an address") };
        let bound = |side| inside(&lab.namespace(side), || UdpSocket::bind(SocketAddr::from((address(side), 0))));
        let (from, to) = (bound(Side::A)?, bound(Side::B)?);
        SockRef::from(&to).set_recv_buffer_size(ROOM)?;
        from.connect(to.local_addr()?)?;
        Ok(Load { from, to, payload: vec![0x5a; octets.saturating_sub(HEADERS)] })
    }

    /// Sends until `enough` of what has come and how long it has taken, and waits for what is still under way.
    pub fn carry(&self, enough: impl Fn(u64, Duration) -> bool) -> io::Result<Carried> {
        let start = Instant::now();
        let (mut came, mut under_way) = (Carried::default(), 0);
        loop {
            let over = enough(came.packets, start.elapsed());
            while under_way < WINDOW && !over {
                match self.from.send(&self.payload) {
                    Ok(_) => under_way += 1,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            if under_way == 0 {
                return Ok(Carried { time: start.elapsed(), ..came });
            }
            match self.take()? {
                0 => (came.lost, under_way) = (came.lost + under_way, 0),
                some => (came.packets, under_way) = (came.packets + some, under_way.saturating_sub(some)),
            }
        }
    }

    /// Waits for packets; how many there are, none if they are late.
    fn take(&self) -> io::Result<u64> {
        let mut octets = [0; 2048];
        self.to.set_nonblocking(false)?;
        self.to.set_read_timeout(Some(LATE))?;
        let mut some = 0;
        loop {
            match self.to.recv(&mut octets) {
                Ok(_) => some += 1,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(some),
                // A wait with a limit is not resumed by the kernel after a signal or a freeze (signal(7)).
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            if some == 1 {
                self.to.set_nonblocking(true)?;
            }
        }
    }
}

/// Of IPv4 and UDP.
const HEADERS: usize = 28;
/// Fewer than any queue on the way has room for.
const WINDOW: u64 = 128;
/// Octets for what is received; the kernel may grant less.
const ROOM: usize = 1 << 20;
/// A packet that takes longer is lost; a machine may have much else to do.
const LATE: Duration = Duration::from_secs(20);
