//! Packets that come twice, late or too late, to the window of the card and to that of Linux.

use std::fs;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use etherparse::{IpNumber, Ipv4HeaderSlice};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};

use super::net::{Correspondents, End, Side};
use super::pair::{Pair, Way, WINDOW};
use super::suites::{Cipher, Suite};
use crate::Checked;

/// Packets that were refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    pub repeated: u64,
    pub stale: u64,
    /// Stale ones with ESN, which are taken for packets of the next 2^32 (RFC 4303 Appendix A2.2): their ICV is wrong.
    pub bad_icv: u64,
}

/// Whether a pair is one of those that this is tried with: of each protocol one, with ESN and without, and the seed's bundle.
pub fn tried_with(pair: &Pair) -> bool {
    let shape = pair.shape;
    let suite = match pair.suite {
        Suite::Esp(esp) => esp.cipher == Cipher::Gcm && esp.key == 16,
        Suite::Ah(hash) => hash == respite_abi::sa::Hash::Sha256,
        Suite::Bundle(..) => true,
    };
    suite && shape.tunnel && !shape.inner6 && !shape.outer6 && !shape.udp
}

/// Sends one packet twice, one late but within the window, and one when the window is past it.
pub fn replay(pair: &Pair, way: Way, from: End, to: End) -> Checked<Refused> {
    let talk = Correspondents::new(from, to)?;
    let wire = Wire::new(pair, way, from.0, to.0)?;

    talk.send(1)?;
    talk.expect(1)?;
    let first = wire.next()?;
    wire.send(&first)?;
    talk.send(2)?;
    talk.expect(2).map_err(|error| format!("a packet that came twice: {error}"))?;

    let late = wire.hold(|| talk.send(3))?;
    talk.send(4)?;
    talk.expect(4)?;
    wire.send(&late)?;
    talk.expect(3).map_err(|error| format!("a packet that came late: {error}"))?;

    let stale = wire.hold(|| talk.send(5))?;
    for tag in 6..6 + WINDOW {
        talk.send(tag)?;
        talk.expect(tag)?;
    }
    wire.send(&stale)?;
    talk.send(6 + WINDOW)?;
    talk.expect(6 + WINDOW).map_err(|error| format!("a packet that came too late: {error}"))?;
    let esn = u64::from(pair.shape.esn);
    Ok(Refused { repeated: 1, stale: 1 - esn, bad_icv: esn })
}

/// `XfrmInStateSeqError` and `XfrmInStateProtoError` of the peer: what its windows have refused, and what had a wrong ICV.
pub fn refused_by_linux() -> Checked<[u64; 2]> {
    let text = Side::Peer.within(|| Ok(fs::read_to_string("/proc/thread-self/net/xfrm_stat")?))?;
    let count = |name| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    let counts = [count("XfrmInStateSeqError"), count("XfrmInStateProtoError")];
    Ok([counts[0].ok_or("no XfrmInStateSeqError")?, counts[1].ok_or("no XfrmInStateProtoError")?])
}

/// The cable in one direction, where the packets of one SA are seen, kept back and brought on again.
struct Wire {
    seen: Socket,
    sender: Socket,
    from: Side,
    to: Side,
    dst: IpAddr,
    spi: u32,
}

impl Wire {
    fn new(pair: &Pair, way: Way, from: Side, to: Side) -> Checked<Wire> {
        let spi = pair.wire_spi(way).ok_or("a pair without SAs")?;
        let seen = to.within(|| {
            // All IPv4 packets that arrive, also those that are for another station.
            let protocol = Protocol::from(i32::from(ETH_P_IP.to_be()));
            Ok(Socket::new(Domain::PACKET, Type::DGRAM, Some(protocol))?)
        })?;
        seen.set_read_timeout(Some(PATIENCE))?;
        let sender = from.within(|| {
            // With the header of the packet that was seen, which AH covers.
            let socket = Socket::new(Domain::IPV4, Type::RAW, Some(Protocol::from(IPPROTO_RAW)))?;
            socket.bind_device(Some(b"eth0"))?;
            Ok(socket)
        })?;
        let (_, dst) = pair.ends(way);
        Ok(Wire { seen, sender, from, to, dst, spi })
    }

    /// The next packet of the SA that arrives.
    fn next(&self) -> Checked<Vec<u8>> {
        let until = Instant::now() + PATIENCE;
        let mut packet = [0; 2048];
        while Instant::now() < until {
            let len = (&self.seen).read(&mut packet).map_err(|error| format!("no packet on the wire: {error}"))?;
            if self.is_of_the_sa(&packet[..len]) {
                return Ok(packet[..len].to_vec());
            }
        }
        Err("no packet of the SA on the wire".into())
    }

    fn is_of_the_sa(&self, packet: &[u8]) -> bool {
        let Ok(header) = Ipv4HeaderSlice::from_slice(packet) else { return false };
        let word = match header.protocol() {
            IpNumber::ENCAPSULATING_SECURITY_PAYLOAD => 0,
            IpNumber::AUTHENTICATION_HEADER => 1,
            _ => return false,
        };
        let at = header.slice().len() + 4 * word;
        packet.get(at..at + 4) == Some(&self.spi.to_be_bytes()[..])
    }

    fn send(&self, packet: &[u8]) -> Checked<()> {
        self.sender.send_to(packet, &SockAddr::from(SocketAddr::new(self.dst, 0)))?;
        Ok(())
    }

    /// The packet that something sends, which does not come to its receiver: it is addressed to another station of the link.
    fn hold(&self, send: impl FnOnce() -> Checked<()>) -> Checked<Vec<u8>> {
        while self.pending()? {}
        self.neighbour(NOBODY)?;
        send()?;
        let packet = self.next();
        self.neighbour(self.to.link_address())?;
        packet
    }

    /// Takes a packet that has been seen already, if there is one.
    fn pending(&self) -> Checked<bool> {
        self.seen.set_nonblocking(true)?;
        let got = (&self.seen).read(&mut [0; 2048]).is_ok();
        self.seen.set_nonblocking(false)?;
        Ok(got)
    }

    fn neighbour(&self, link_address: &str) -> Checked<()> {
        // Its own answers do not change a permanent one.
        let state = if link_address == NOBODY { "permanent" } else { "reachable" };
        self.from.ip(&format!("neigh replace {} lladdr {link_address} dev eth0 nud {state}\n", self.dst))
    }
}

const ETH_P_IP: u16 = 0x0800;
const IPPROTO_RAW: i32 = 255;
const NOBODY: &str = "02:00:00:00:00:99";
const PATIENCE: Duration = Duration::from_secs(30);
