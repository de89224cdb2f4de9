//! Two network namespaces of the guest, joined by a cable: the gateway with the card, and the peer, which is the kernel.
//!
//! ```text
//!   gw:  TUN respite0 ── respite ── eth0 ═══ eth0 :peer ── XFRM
//! ```

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::Command;
use std::time::Duration;

use rustix::thread::{move_into_link_name_space, LinkNameSpaceType};
use socket2::{Domain, Socket, Type};

use super::{ensure, run};
use crate::Checked;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Gateway,
    Peer,
}

impl Side {
    pub fn namespace(self) -> &'static str {
        match self {
            Side::Gateway => "gw",
            Side::Peer => "peer",
        }
    }

    /// Hardware address of its end of the cable.
    pub fn link_address(self) -> &'static str {
        match self {
            Side::Gateway => "02:00:00:00:00:01",
            Side::Peer => "02:00:00:00:00:02",
        }
    }

    /// A program that runs in it.
    pub fn command(self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", self.namespace(), program]);
        command
    }

    /// Does something with its interfaces and sockets; what is made there stays there.
    pub fn within<T: Send>(self, action: impl FnOnce() -> Checked<T> + Send) -> Checked<T> {
        // Of threads, each is in a namespace of its own choice.
        let done = std::thread::scope(|scope| {
            let inside = || {
                let namespace = File::open(format!("/run/netns/{}", self.namespace())).map_err(|e| e.to_string())?;
                move_into_link_name_space(std::os::fd::AsFd::as_fd(&namespace), Some(LinkNameSpaceType::Network))
                    .map_err(|e| e.to_string())?;
                action().map_err(|e| e.to_string())
            };
            scope.spawn(inside).join()
        });
        done.map_err(|_| "a thread has panicked")?.map_err(Into::into)
    }

    /// Commands of `ip`, one a line, all or none of which are of use.
    pub fn ip(self, commands: &str) -> Checked<()> {
        let file = "/tmp/ip-commands";
        fs::write(file, commands)?;
        run("ip", &["-n", self.namespace(), "-batch", file]).map(drop)
    }

    /// Pings once, from one address to another, and waits so many seconds for the answer.
    pub fn ping_within(self, from: IpAddr, to: IpAddr, seconds: u32) -> Checked<()> {
        let (from, to, seconds) = (from.to_string(), to.to_string(), seconds.to_string());
        self.within(|| run("ping", &["-n", "-c", "1", "-W", &seconds, "-I", &from, &to]).map(drop))
    }
}

/// Makes both, with a cable and addresses on it.
pub fn lay_cable() -> Checked<()> {
    for side in [Side::Gateway, Side::Peer] {
        run("ip", &["netns", "add", side.namespace()])?;
    }
    let ends = ["netns", "gw", "type", "veth", "peer", "name", "eth0", "netns", "peer"];
    run("ip", &[&["link", "add", "eth0"], &ends[..]].concat())?;
    for side in [Side::Gateway, Side::Peer] {
        let host = if side == Side::Gateway { 1 } else { 2 };
        side.ip(&format!(
            "link set lo up\nlink set eth0 address {}\nlink set eth0 up\n\
             addr add 192.0.2.{host}/24 dev eth0\naddr add 2001:db8::{host}/64 dev eth0 nodad\n",
            side.link_address()
        ))?;
    }
    Ok(())
}

/// A side and one of its addresses.
pub type End = (Side, IpAddr);

/// Datagrams of many sizes from one side to the other, octet by octet.
pub fn datagrams(from: End, to: End) -> Checked<()> {
    let (sender, receiver) = (bind(from)?, bind(to)?);
    receiver.set_read_timeout(Some(PATIENCE))?;
    for size in SIZES {
        let sent = pattern(size);
        sender.send_to(&sent, (to.1, PORT))?;
        let mut got = vec![0; 2048];
        let (len, _) = receiver.recv_from(&mut got).map_err(|error| format!("datagram of {size} octets: {error}"))?;
        ensure!(got[..len] == sent, "datagram of {size} octets differs");
    }
    Ok(())
}

/// A datagram that is sent and has not arrived when something has happened that takes the same way.
pub fn lost(from: End, to: End, later: impl FnOnce() -> Checked<()>) -> Checked<()> {
    let (sender, receiver) = (bind(from)?, bind(to)?);
    sender.send_to(&pattern(SIZES[0]), (to.1, PORT))?;
    later()?;
    receiver.set_nonblocking(true)?;
    ensure!(receiver.recv(&mut [0; 16]).is_err(), "a datagram arrives that should not");
    Ok(())
}

/// Sockets of two ends, for datagrams that are told apart by their tags.
pub struct Correspondents {
    sender: UdpSocket,
    receiver: UdpSocket,
    to: IpAddr,
}

impl Correspondents {
    /// Their packets are without DF, and so have an identification, without which a raw socket does not send them again as they are.
    pub fn new(from: End, to: End) -> Checked<Correspondents> {
        let without_df = |on: u8| from.0.within(|| Ok(fs::write("/proc/sys/net/ipv4/ip_no_pmtu_disc", [b'0' + on])?));
        without_df(1)?;
        let sender = bind(from);
        without_df(0)?;
        let (sender, receiver) = (sender?, bind(to)?);
        receiver.set_read_timeout(Some(PATIENCE))?;
        Ok(Correspondents { sender, receiver, to: to.1 })
    }

    pub fn send(&self, tag: u32) -> Checked<()> {
        self.sender.send_to(&tag.to_be_bytes(), (self.to, PORT))?;
        Ok(())
    }

    /// An error unless this one is the next that arrives.
    pub fn expect(&self, tag: u32) -> Checked<()> {
        let mut got = [0; 4];
        self.receiver.recv(&mut got).map_err(|error| format!("datagram {tag}: {error}"))?;
        let got = u32::from_be_bytes(got);
        ensure!(got == tag, "datagram {got} arrives where {tag} should");
        Ok(())
    }
}

/// A TCP connection from one side to the other, and octets both ways over it.
pub fn stream(from: End, to: End) -> Checked<()> {
    let listener = to.0.within(|| Ok(TcpListener::bind((to.1, PORT))?))?;
    let near: TcpStream = from.0.within(|| {
        let socket = Socket::new(Domain::for_address(SocketAddr::new(to.1, PORT)), Type::STREAM, None)?;
        socket.bind(&SocketAddr::new(from.1, 0).into())?;
        socket.connect_timeout(&SocketAddr::new(to.1, PORT).into(), PATIENCE)?;
        Ok(socket.into())
    })?;
    let (far, _) = listener.accept()?;
    let sent = pattern(STREAM);
    let mut got = vec![0; STREAM];
    for (mut writer, mut reader) in [(&near, &far), (&far, &near)] {
        reader.set_read_timeout(Some(PATIENCE))?;
        writer.write_all(&sent)?;
        reader.read_exact(&mut got)?;
        ensure!(got == sent, "the octets of the stream differ");
    }
    Ok(())
}

fn bind((side, address): End) -> Checked<UdpSocket> {
    side.within(|| Ok(UdpSocket::bind((address, PORT))?))
}

/// Octets that differ from place to place and from length to length.
fn pattern(len: usize) -> Vec<u8> {
    let mut state = len as u32 ^ 0x9e37_79b9;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}

const PORT: u16 = 7777;
/// Octets: around block sizes, and up to the longest that a TUN interface of 1400 takes.
pub const SIZES: [usize; 6] = [1, 15, 16, 17, 512, 1340];
const STREAM: usize = 4 << 10;
const PATIENCE: Duration = Duration::from_secs(30);
