//! The black side of an interface: sockets for what is protected and for IKE, bound to its network device.
//!
//! ```text
//!   UDP 500 ───────────────────────────────────────> IKE
//!   UDP 4500 ── 0000 0000 … ───────────────────────> IKE            (RFC 3948 §2.2)
//!            ├─ ff: a keepalive
//!            └─ ESP ──> IP and UDP header put back ─> data path
//!   raw 50, 51 ─────────────────────────────────────> data path
//!   packet: AH behind IPv6 extension headers ───────> data path     (raw sockets do not show these headers)
//!   data path ── whole packets ──> raw socket        IKE ── datagrams ──> UDP 500, 4500
//! ```
//! A socket that is bound to a device finds its way by that device alone, so that routes of protected traffic to the red
//! side cannot lead what is protected back there.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use etherparse::ip_number;
use rustix::net::{RecvFlags, SendFlags};
use socket2::{Domain, Protocol, SockFilter, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::odd::Headers;
use super::packet;
use super::path::Input;
use crate::config::interface::Interface;

/// An interface with a crypto map, ready to send and receive. Dropping it closes its sockets.
pub struct Black {
    /// What it was made from.
    pub interface: Interface,
    /// For whole IP packets.
    raw4: UdpSocket,
    /// `None` on a host without IPv6.
    raw6: Option<UdpSocket>,
    udp: Vec<(SocketAddr, Arc<UdpSocket>)>,
    _readers: JoinSet<()>,
}

/// A datagram for IKE.
pub struct IkeDatagram {
    pub local: SocketAddr,
    pub remote: SocketAddr,
    pub payload: Vec<u8>,
}

/// Why an interface cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("interface {interface} (device {device}): {what}: {source}")]
pub struct BlackError {
    interface: String,
    device: String,
    what: String,
    source: io::Error,
}

/// Where what arrives goes.
#[derive(Clone)]
pub struct Destinations {
    pub ike: mpsc::Sender<IkeDatagram>,
    pub path: mpsc::Sender<Input>,
}

impl Black {
    /// Opens the sockets of an interface and begins to read them.
    pub fn open(interface: &Interface, to: &Destinations) -> Result<Black, BlackError> {
        let fail = |what: &str| {
            let (interface, device) = (interface.name.clone(), interface.device().to_owned());
            let what = what.to_owned();
            move |source| BlackError { interface, device, what, source }
        };
        let device = interface.device();
        let raw = |domain| raw(domain, None, device).map_err(fail("open a raw socket"));
        let (raw4, raw6) = (raw(Domain::IPV4)?, raw(Domain::IPV6).ok());
        let mut udp = Vec::new();
        let mut readers = JoinSet::new();
        let addresses = interface.address.map(|net| IpAddr::V4(net.addr())).into_iter();
        for address in addresses.chain(interface.address6.map(|net| IpAddr::V6(net.addr()))) {
            for port in [IKE, IKE_NAT] {
                let local = SocketAddr::new(address, port);
                let socket = bound(local, device).map_err(fail(&format!("bind UDP {local}")))?;
                let socket = Arc::new(socket);
                udp.push((local, socket.clone()));
                readers.spawn(read_udp(socket, local, to.clone()));
            }
            for protocol in [ip_number::ENCAP_SEC.0, ip_number::AUTH.0] {
                let socket = receiver(address, protocol, device)
                    .map_err(fail(&format!("bind IP protocol {protocol} of {address}")))?;
                readers.spawn(read_raw(socket, address, protocol, to.path.clone()));
            }
            if address.is_ipv6() {
                match behind_extensions(device) {
                    Ok(socket) => drop(readers.spawn(read_behind_extensions(socket, address, to.path.clone()))),
                    // All else works without.
                    Err(error) => tracing::warn!("AH behind IPv6 extension headers is not seen on {device}: {error}"),
                }
            }
        }
        Ok(Black { interface: interface.clone(), raw4, raw6, udp, _readers: readers })
    }

    /// Sends a whole IP packet; what the socket has no room for now is lost, as on any wire.
    pub fn send(&self, packet: &[u8]) -> io::Result<()> {
        let (_, destination) = crate::policy::addresses(packet).ok_or(io::ErrorKind::InvalidInput)?;
        let socket = match destination {
            IpAddr::V4(_) => &self.raw4,
            IpAddr::V6(_) => self.raw6.as_ref().ok_or(io::ErrorKind::Unsupported)?,
        };
        send(socket, SocketAddr::new(destination, 0), packet)
    }

    /// The longest packet that reaches a peer, by what this host's kernel has heard of the path.
    pub fn path_mtu(&self, remote: IpAddr) -> io::Result<u16> {
        let socket = Socket::new(domain(remote), Type::DGRAM, Some(Protocol::UDP))?;
        socket.bind_device(Some(self.interface.device().as_bytes()))?;
        // Nothing is sent: this looks up the route.
        socket.connect(&SocketAddr::new(remote, IKE).into())?;
        let mtu = match remote {
            IpAddr::V4(_) => rustix::net::sockopt::ip_mtu(&socket)?,
            IpAddr::V6(_) => rustix::net::sockopt::ipv6_mtu(&socket)?,
        };
        Ok(u16::try_from(mtu).unwrap_or(u16::MAX))
    }

    /// Sends a datagram of IKE from one of the interface's sockets; `None` if it has no such one.
    pub fn send_ike(&self, local: SocketAddr, remote: SocketAddr, payload: &[u8]) -> Option<io::Result<()>> {
        let (_, socket) = self.udp.iter().find(|(address, _)| *address == local)?;
        Some(send(socket, remote, payload))
    }
}

/// Sends at once or not at all, whatever the runtime knows of the socket.
fn send(socket: &UdpSocket, to: SocketAddr, octets: &[u8]) -> io::Result<()> {
    rustix::net::sendto(socket, octets, SendFlags::DONTWAIT, &to)?;
    Ok(())
}

async fn read_udp(socket: Arc<UdpSocket>, local: SocketAddr, to: Destinations) {
    let mut buffer = vec![0; MOST_OCTETS];
    loop {
        let Ok((len, remote)) = socket.recv_from(&mut buffer).await else { continue };
        let payload = &buffer[..len];
        match payload {
            [0xff] if local.port() == IKE_NAT => {}
            [0, 0, 0, 0, ..] | [] if local.port() == IKE_NAT => ike(&to, local, remote, payload),
            _ if local.port() == IKE => ike(&to, local, remote, payload),
            _ => {
                if let Some(packet) = packet::in_udp(remote, local, payload) {
                    if to.path.send(Input::Outside(packet)).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// More than IKE can work off at the moment is lost: its peers repeat what matters.
fn ike(to: &Destinations, local: SocketAddr, remote: SocketAddr, payload: &[u8]) {
    let _ = to.ike.try_send(IkeDatagram { local, remote, payload: payload.to_vec() });
}

async fn read_raw(socket: UdpSocket, local: IpAddr, protocol: u8, to: mpsc::Sender<Input>) {
    let mut buffer = vec![0; MOST_OCTETS];
    loop {
        let Ok((len, remote)) = socket.recv_from(&mut buffer).await else { continue };
        let octets = &buffer[..len];
        let packet = match local {
            IpAddr::V4(_) => Some(octets.to_vec()),
            // Of IPv6 the socket shows what follows the headers.
            IpAddr::V6(_) => packet::ip(remote.ip(), local, protocol, octets),
        };
        if let Some(packet) = packet {
            if to.send(Input::Outside(packet)).await.is_err() {
                return;
            }
        }
    }
}

/// AH is not shown by both sockets: [`receiver`] has none behind extension headers, and this takes no other.
async fn read_behind_extensions(socket: UdpSocket, local: IpAddr, to: mpsc::Sender<Input>) {
    let mut buffer = vec![0; MOST_OCTETS];
    loop {
        let Ok(len) = socket.recv(&mut buffer).await else { continue };
        let packet = &buffer[..len];
        let is_ours = crate::policy::addresses(packet).is_some_and(|(_, destination)| destination == local);
        if is_ours && Headers::of(packet).is_ok_and(|headers| headers.protocol == ip_number::AUTH) {
            // It is not the network that waits for this path.
            let _ = to.try_send(Input::Outside(packet.to_vec()));
        }
    }
}

/// A raw socket that sends whole packets, or receives those of a protocol.
fn raw(domain: Domain, protocol: Option<u8>, device: &str) -> io::Result<UdpSocket> {
    let number = protocol.unwrap_or(IPPROTO_RAW);
    let socket = Socket::new(domain, Type::RAW, Some(Protocol::from(i32::from(number))))?;
    socket.bind_device(Some(device.as_bytes()))?;
    if protocol.is_none() {
        match domain {
            Domain::IPV4 => socket.set_header_included_v4(true)?,
            _ => socket.set_header_included_v6(true)?,
        }
    }
    finish(socket)
}

fn receiver(address: IpAddr, protocol: u8, device: &str) -> io::Result<UdpSocket> {
    let socket = Socket::new(domain(address), Type::RAW, Some(Protocol::from(i32::from(protocol))))?;
    socket.bind_device(Some(device.as_bytes()))?;
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    if address.is_ipv6() && protocol == ip_number::AUTH.0 {
        socket.attach_filter(&[
            SockFilter::new(LOAD_OCTET, 0, 0, NETWORK_HEADER + NEXT_HEADER),
            SockFilter::new(IS_EQUAL, 0, 1, protocol.into()),
            SockFilter::new(RETURN, 0, 0, u32::MAX),
            SockFilter::new(RETURN, 0, 0, 0),
        ])?;
    }
    socket.bind(&SocketAddr::new(address, 0).into())?;
    finish(socket)
}

/// Shows IPv6 packets of a device that begin with an extension header.
fn behind_extensions(device: &str) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::PACKET, Type::DGRAM, Some(Protocol::from(i32::from(ETH_P_IPV6.to_be()))))?;
    let index = rustix::net::netdevice::name_to_index(&socket, device)?;
    socket.attach_filter(&[
        SockFilter::new(LOAD_WORD, 0, 0, ANCILLARY + INTERFACE),
        SockFilter::new(IS_EQUAL, 0, 7, index),
        SockFilter::new(LOAD_WORD, 0, 0, ANCILLARY + PACKET_TYPE),
        SockFilter::new(IS_EQUAL, 0, 5, PACKET_HOST),
        SockFilter::new(LOAD_OCTET, 0, 0, NEXT_HEADER),
        SockFilter::new(IS_EQUAL, 2, 0, ip_number::IPV6_HOP_BY_HOP.0.into()),
        SockFilter::new(IS_EQUAL, 1, 0, ip_number::IPV6_ROUTE.0.into()),
        SockFilter::new(IS_EQUAL, 0, 1, ip_number::IPV6_DEST_OPTIONS.0.into()),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
        SockFilter::new(RETURN, 0, 0, 0),
    ])?;
    // What came before the filter was there.
    while rustix::net::recv(&socket, &mut [0; 1][..], RecvFlags::DONTWAIT).is_ok() {}
    finish(socket)
}

fn bound(local: SocketAddr, device: &str) -> io::Result<UdpSocket> {
    let socket = Socket::new(domain(local.ip()), Type::DGRAM, Some(Protocol::UDP))?;
    socket.bind_device(Some(device.as_bytes()))?;
    if local.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.bind(&local.into())?;
    finish(socket)
}

fn finish(socket: Socket) -> io::Result<UdpSocket> {
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

fn domain(address: IpAddr) -> Domain {
    if address.is_ipv4() {
        Domain::IPV4
    } else {
        Domain::IPV6
    }
}

const IKE: u16 = 500;
const IKE_NAT: u16 = 4500;
/// Sends only.
const IPPROTO_RAW: u8 = 255;
const MOST_OCTETS: usize = 65_536;
const ETH_P_IPV6: u16 = 0x86dd;
/// Classic BPF: BPF_LD | BPF_B or BPF_W | BPF_ABS, BPF_JMP | BPF_JEQ | BPF_K, BPF_RET | BPF_K.
const LOAD_OCTET: u16 = 0x30;
const LOAD_WORD: u16 = 0x20;
const IS_EQUAL: u16 = 0x15;
const RETURN: u16 = 0x06;
/// SKF_NET_OFF, SKF_AD_OFF and SKF_AD_IFINDEX: what is not in what the socket shows.
const NETWORK_HEADER: u32 = 0xfff0_0000;
const ANCILLARY: u32 = 0xffff_f000;
const INTERFACE: u32 = 8;
/// SKF_AD_PKTTYPE, and to whom the link has brought the packet: to us.
const PACKET_TYPE: u32 = 4;
const PACKET_HOST: u32 = 0;
/// Where an IPv6 header says what follows.
const NEXT_HEADER: u32 = 6;
/// Octets; the kernel may grant less.
const RECEIVE_BUFFER: usize = 1 << 20;
