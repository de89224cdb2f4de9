//! Echo requests from the gateway itself: through the kernel's routes, so through the tunnel where that is the way.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use etherparse::ip_number;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use super::packet::{self, checksum, IPV4_HEADER, IPV6_HEADER};
use crate::show::{Echo, PingPlan};

/// Sends one request after the other, each as soon as the one before is answered or given up. Ends early if nobody hears.
pub async fn ping(plan: &PingPlan, echoes: &mpsc::Sender<Echo>) -> io::Result<()> {
    let sockets = Sockets::open(plan)?;
    let mut id = [0; 2];
    getrandom::getrandom(&mut id).map_err(io::Error::other)?;
    for sequence in 0..plan.repeat {
        let sequence = (sequence as u16).to_be_bytes();
        let label = [id[0], id[1], sequence[0], sequence[1]];
        let began = Instant::now();
        let echo = match sockets.send(plan, label).await {
            Ok(()) => match tokio::time::timeout(plan.timeout, sockets.answer(plan.target, label)).await {
                Ok(Ok(true)) => Echo::Reply(began.elapsed()),
                Ok(Ok(false)) => Echo::Unreachable,
                Ok(Err(error)) => return Err(error),
                Err(_) => Echo::Timeout,
            },
            Err(error) if UNREACHABLE.contains(&error.kind()) => Echo::Unreachable,
            Err(error) => return Err(error),
        };
        if echoes.send(echo).await.is_err() {
            return Ok(());
        }
        // Where requests fail at once, they would follow each other without a pause.
        if echo == Echo::Unreachable {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

struct Sockets {
    out: UdpSocket,
    back: UdpSocket,
}

impl Sockets {
    fn open(plan: &PingPlan) -> io::Result<Sockets> {
        let (domain, icmp) = match plan.target {
            IpAddr::V4(_) => (Domain::IPV4, Protocol::ICMPV4),
            IpAddr::V6(_) => (Domain::IPV6, Protocol::ICMPV6),
        };
        let back = Socket::new(domain, Type::RAW, Some(icmp))?;
        let out = match plan.target {
            // Its own header, for the DF bit.
            IpAddr::V4(_) => {
                let out = Socket::new(domain, Type::RAW, Some(Protocol::from(IPPROTO_RAW)))?;
                out.set_header_included_v4(true)?;
                out
            }
            // The kernel adds source address and checksum.
            IpAddr::V6(_) => back.try_clone()?,
        };
        if let Some(source) = plan.source {
            out.bind(&SocketAddr::new(source, 0).into())?;
        }
        let finish = |socket: Socket| {
            socket.set_nonblocking(true)?;
            UdpSocket::from_std(socket.into())
        };
        Ok(Sockets { out: finish(out)?, back: finish(back)? })
    }

    async fn send(&self, plan: &PingPlan, label: [u8; 4]) -> io::Result<()> {
        let header = if plan.target.is_ipv4() { IPV4_HEADER } else { IPV6_HEADER };
        let payload = usize::from(plan.size).saturating_sub(header + 8);
        let pattern = (0..payload).map(|n| n as u8);
        let kind = if plan.target.is_ipv4() { 8 } else { 128 };
        let mut message: Vec<u8> = [kind, 0, 0, 0].into_iter().chain(label).chain(pattern).collect();
        let packet = match plan.target {
            IpAddr::V4(_) => {
                let sum = checksum(&[&message]).to_be_bytes();
                message[2..4].copy_from_slice(&sum);
                // Source, identification and checksum are the kernel's to fill in.
                let source = plan.source.unwrap_or(IpAddr::from([0; 4]));
                let mut packet =
                    packet::ip(source, plan.target, ip_number::ICMP.0, &message).ok_or(io::ErrorKind::InvalidInput)?;
                packet[6] |= if plan.df { DF } else { 0 };
                packet
            }
            IpAddr::V6(_) => message,
        };
        self.out.send_to(&packet, SocketAddr::new(plan.target, 0)).await.map(drop)
    }

    /// Waits for the answer to a request, or for somebody to say that there will be none.
    async fn answer(&self, target: IpAddr, label: [u8; 4]) -> io::Result<bool> {
        let mut buffer = vec![0; MOST_OCTETS];
        loop {
            let (len, from) = self.back.recv_from(&mut buffer).await?;
            let packet = &buffer[..len];
            let v4 = target.is_ipv4();
            let header = if v4 { packet.first().map_or(0, |octet| usize::from(octet & 15) * 4) } else { 0 };
            let Some([kind, _, _, _, rest @ ..]) = packet.get(header..) else { continue };
            let reply = if v4 { 0 } else { 129 };
            if *kind == reply && from.ip() == target && rest.starts_with(&label) {
                return Ok(true);
            }
            let unreachable = if v4 { 3 } else { 1 };
            if *kind == unreachable && quotes(rest.get(4..).unwrap_or_default(), label) {
                return Ok(false);
            }
        }
    }
}

/// Whether an error quotes a request of ours.
fn quotes(packet: &[u8], label: [u8; 4]) -> bool {
    let header = match packet.first().map(|octet| octet >> 4) {
        Some(4) => usize::from(packet[0] & 15) * 4,
        Some(6) => IPV6_HEADER,
        _ => return false,
    };
    packet.get(header + 4..header + 8) == Some(&label)
}

const UNREACHABLE: [io::ErrorKind; 2] = [io::ErrorKind::NetworkUnreachable, io::ErrorKind::HostUnreachable];
const PAUSE: Duration = Duration::from_millis(100);
const IPPROTO_RAW: i32 = 255;
const DF: u8 = 0x40;
const MOST_OCTETS: usize = 65_536;
