//! Runs an endpoint over real sockets in a laboratory's namespace, with a packet engine that pings through its SAs.
//!
//! ```text
//!  UDP 500, UDP 4500 ── IKE ──> Endpoint ── SaChange ──> Engine
//!          UDP 4500, raw 50 ── ESP ────────────────────────^
//! ```

use std::fs::File;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::num::NonZeroU32;
use std::os::fd::AsFd;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use respite_ike::report::Report;
use respite_ike::sa::{self, Bundle};
use respite_ike::wire::Header;
use respite_ike::{Config, Datagram, Endpoint, InvalidSpi};
use ring::rand::{SecureRandom, SystemRandom};
use rustix::event::{poll, PollFd, PollFlags, Timespec};
use rustix::net::{AddressFamily, Protocol, SocketType};
use rustix::thread::{move_into_link_name_space, LinkNameSpaceType};

use crate::engine::{Arrival, Engine, Packet};
use crate::lab::{wait_for, Lab, Side};

/// An endpoint in its own thread. It stops, telling nobody, when this is dropped.
pub struct Runner {
    calls: Option<Sender<Call>>,
    seen: Arc<Mutex<Seen>>,
    thread: Option<JoinHandle<()>>,
    peer_inner: std::net::Ipv4Addr,
}

/// What the endpoint has shown.
#[derive(Default)]
struct Seen {
    reports: Vec<Report>,
    bundles: Vec<(Bundle, bool)>,
    ike: usize,
    answers: u32,
    unauthentic: u32,
}

type Call = Box<dyn FnOnce(&mut Work) + Send>;

impl Runner {
    pub fn start(lab: &Lab, side: Side, config: Config) -> Runner {
        let (calls, receiver) = mpsc::channel();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let namespace = File::open(format!("/run/netns/{}", lab.namespace(side))).expect("the laboratory has made it");
        let shared = Arc::clone(&seen);
        let work = move || {
            // Of this thread alone: its sockets are the side's.
            move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network)).expect("we are root");
            let mut work = Work::new(side, config, shared).expect("IKE's ports are free there");
            work.run(&receiver).expect("sockets work");
        };
        let thread = std::thread::Builder::new().name(format!("{side:?}")).spawn(work).expect("a thread can be had");
        Runner { calls: Some(calls), seen, thread: Some(thread), peer_inner: side.other().inner() }
    }

    /// Calls the endpoint.
    pub fn call<T: Send + 'static>(&self, call: impl FnOnce(&mut Endpoint, Instant) -> T + Send + 'static) -> T {
        self.with_work(move |work| call(&mut work.endpoint, Instant::now()))
    }

    /// Loses every `n`-th IKE datagram from now on, of those sent and of those received.
    pub fn lose(&self, n: u32) {
        self.with_work(move |work| work.loss = Some(n));
    }

    /// Loses what is sent with this exchange type from now on; nothing more if `None`.
    pub fn lose_sent(&self, exchange: Option<u8>) {
        self.with_work(move |work| work.lost_exchange = exchange);
    }

    /// Sends pings to the host behind the peer until `count` of them were answered; false if they were not in time.
    pub fn ping(&self, count: u32, limit: Duration) -> bool {
        let to = self.peer_inner;
        let before = self.seen(|seen| seen.answers);
        let mut sequence = 0;
        wait_for(limit, || {
            sequence += 1;
            self.with_work(move |work| {
                if let Some(packet) = work.engine.ping(to, sequence) {
                    work.send(&packet);
                }
            });
            self.seen(|seen| seen.answers >= before + count).then_some(())
        })
        .is_some()
    }

    /// Established IKE SAs.
    pub fn ike(&self) -> usize {
        self.seen(|seen| seen.ike)
    }

    /// The bundles that are sent on.
    pub fn bundles(&self) -> Vec<Bundle> {
        self.seen(|seen| seen.bundles.iter().filter(|(_, outbound)| *outbound).map(|(b, _)| b.clone()).collect())
    }

    pub fn reports(&self) -> Vec<Report> {
        self.seen(|seen| seen.reports.clone())
    }

    /// The bundles that are received on.
    pub fn inbound(&self) -> usize {
        self.seen(|seen| seen.bundles.len())
    }

    /// All that it has shown, for the message of a failing test.
    pub fn story(&self) -> String {
        self.seen(|seen| {
            let reports: String = seen.reports.iter().map(|report| format!("  {report:?}\n")).collect();
            let bundle = |(b, outbound): &(Bundle, bool)| {
                let spis: Vec<_> = b.sas.iter().map(|sa| (sa.inbound_spi, sa.outbound_spi)).collect();
                format!("  {:?} {} {spis:?} sent on: {outbound}\n", b.id, b.policy)
            };
            let bundles: String = seen.bundles.iter().map(bundle).collect();
            format!("IKE SAs: {}\nbundles:\n{bundles}unauthentic: {}\n{reports}", seen.ike, seen.unauthentic)
        })
    }

    /// Ends it, telling nobody: a power cut.
    pub fn stop(&mut self) {
        self.calls = None;
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            if !std::thread::panicking() {
                std::panic::resume_unwind(panic);
            }
        }
    }

    fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().expect("nobody panics while holding it"))
    }

    fn with_work<T: Send + 'static>(&self, call: impl FnOnce(&mut Work) -> T + Send + 'static) -> T {
        let (sender, receiver) = mpsc::channel();
        let call = Box::new(move |work: &mut Work| {
            let _ = sender.send(call(work));
        });
        let calls = self.calls.as_ref().expect("it is there until this is dropped");
        calls.send(call).unwrap_or_else(|_| panic!("the endpoint's thread has ended:\n{}", self.story()));
        receiver.recv().unwrap_or_else(|_| panic!("the endpoint panicked:\n{}", self.story()))
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What its thread owns.
struct Work {
    endpoint: Endpoint,
    engine: Engine,
    seen: Arc<Mutex<Seen>>,
    udp: Vec<UdpSocket>,
    /// ESP without UDP.
    raw: UdpSocket,
    outer: IpAddr,
    /// Every so-many-th IKE datagram is lost.
    loss: Option<u32>,
    /// What has this exchange type is not sent.
    lost_exchange: Option<u8>,
    sent: u32,
    received: u32,
}

impl Work {
    fn new(side: Side, config: Config, seen: Arc<Mutex<Seen>>) -> io::Result<Work> {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).map_err(|_| io::Error::other("no entropy"))?;
        let mut udp = Vec::new();
        for address in [side.outer(), side.outer6()] {
            for port in [IKE, IKE_NAT] {
                // A process that another test is just starting may hold a copy of the socket that was here.
                let socket = wait_for(Duration::from_secs(2), || UdpSocket::bind((address, port)).ok());
                let socket = socket.ok_or(io::ErrorKind::AddrInUse)?;
                socket.set_nonblocking(true)?;
                udp.push(socket);
            }
        }
        let esp = NonZeroU32::new(ESP).map(Protocol::from_raw);
        let raw = UdpSocket::from(rustix::net::socket(AddressFamily::INET, SocketType::RAW, esp)?);
        raw.set_nonblocking(true)?;
        let endpoint = Endpoint::new(config, seed, Instant::now());
        Ok(Work {
            endpoint,
            engine: Engine::new(side.inner()),
            seen,
            udp,
            raw,
            outer: side.outer(),
            loss: None,
            lost_exchange: None,
            sent: 0,
            received: 0,
        })
    }

    /// Until the caller hangs up.
    fn run(&mut self, calls: &Receiver<Call>) -> io::Result<()> {
        let mut buffer = vec![0; 65536];
        loop {
            loop {
                match calls.try_recv() {
                    Ok(call) => call(self),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Ok(()),
                }
            }
            if self.endpoint.poll_timeout().is_some_and(|due| due <= Instant::now()) {
                self.endpoint.handle_timeout(Instant::now());
            }
            self.drain();
            self.sleep()?;
            for index in 0..self.udp.len() {
                while let Ok((len, remote)) = self.udp[index].recv_from(&mut buffer) {
                    let local = self.udp[index].local_addr()?;
                    self.receive(local, remote, &buffer[..len]);
                    self.drain();
                }
            }
            while let Ok((len, remote)) = self.raw.recv_from(&mut buffer) {
                // A raw IPv4 socket hands over the IP header too.
                let header_len = usize::from(buffer[0] & 15) * 4;
                self.receive_esp(None, remote, buffer.get(header_len..len).unwrap_or(&[]));
                self.drain();
            }
        }
    }

    /// Until something arrives, the endpoint's time comes, or a call may be waiting.
    fn sleep(&self) -> io::Result<()> {
        let limit = Duration::from_millis(10);
        let due = self.endpoint.poll_timeout().map(|due| due.saturating_duration_since(Instant::now()));
        let wait = due.map_or(limit, |due| due.min(limit));
        let timeout = Timespec { tv_sec: 0, tv_nsec: wait.subsec_nanos().into() };
        let sockets = self.udp.iter().chain([&self.raw]);
        let mut waiting: Vec<PollFd<'_>> = sockets.map(|socket| PollFd::new(socket, PollFlags::IN)).collect();
        match poll(&mut waiting, Some(&timeout)) {
            Err(error) if error != rustix::io::Errno::INTR => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn receive(&mut self, local: SocketAddr, remote: SocketAddr, payload: &[u8]) {
        match payload {
            // RFC 3948 §2: a keepalive, IKE behind its marker, or ESP.
            [0xff] if local.port() == IKE_NAT => {}
            [0, 0, 0, 0, ..] if local.port() == IKE_NAT => self.receive_ike(local, remote, payload),
            _ if local.port() == IKE_NAT => self.receive_esp(Some(local.port()), remote, payload),
            _ => self.receive_ike(local, remote, payload),
        }
    }

    fn receive_ike(&mut self, local: SocketAddr, remote: SocketAddr, payload: &[u8]) {
        self.received += 1;
        if self.loss.is_some_and(|n| self.received.is_multiple_of(n)) {
            return;
        }
        self.endpoint.handle_datagram(Instant::now(), Datagram { local, remote, payload });
    }

    fn receive_esp(&mut self, port: Option<u16>, remote: SocketAddr, packet: &[u8]) {
        match self.engine.receive(packet) {
            Arrival::Valid(id, reply) => {
                self.endpoint.note_traffic(Instant::now(), id);
                if let Some(reply) = reply {
                    self.send(&reply);
                }
            }
            Arrival::Unauthentic => self.look(|seen| seen.unauthentic += 1),
            Arrival::UnknownSpi(spi) => {
                let event = InvalidSpi {
                    src: remote.ip(),
                    dst: self.outer,
                    ports: port.map(|port| (remote.port(), port)),
                    protocol: sa::Protocol::Esp,
                    spi,
                    authenticated: false,
                    count: 1,
                };
                self.endpoint.handle_invalid_spi(Instant::now(), event);
            }
        }
    }

    fn send(&self, packet: &Packet) {
        let sent = match packet.encapsulation {
            Some(ports) => {
                let from = |socket: &&UdpSocket| {
                    socket
                        .local_addr()
                        .is_ok_and(|a| a.port() == ports.local_port && a.is_ipv4() == packet.remote.is_ipv4())
                };
                let socket = self.udp.iter().find(from).expect("the endpoint uses its own ports");
                socket.send_to(&packet.esp, (packet.remote, ports.remote_port))
            }
            None => self.raw.send_to(&packet.esp, (packet.remote, 0)),
        };
        // A cut cable is the test's business, not a failure of ours.
        let _ = sent;
    }

    /// Does what the endpoint wants done.
    fn drain(&mut self) {
        while let Some(transmit) = self.endpoint.poll_transmit() {
            self.sent += 1;
            let message = transmit.payload.strip_prefix(&[0; 4]).unwrap_or(&transmit.payload);
            let is_of = |exchange| Header::parse(message).is_ok_and(|header| header.exchange == exchange);
            if self.loss.is_some_and(|n| self.sent.is_multiple_of(n)) || self.lost_exchange.is_some_and(is_of) {
                continue;
            }
            let socket = self.udp.iter().find(|s| s.local_addr().is_ok_and(|a| a == transmit.local));
            let socket = socket.unwrap_or_else(|| panic!("nothing is bound to {}", transmit.local));
            let _ = socket.send_to(&transmit.payload, transmit.remote);
        }
        while let Some(change) = self.endpoint.poll_sa_change() {
            self.engine.apply(change);
        }
        let mut reports = Vec::new();
        while let Some(report) = self.endpoint.poll_report() {
            reports.push(report);
        }
        let ike = self.endpoint.ike_sas().filter(|sa| sa.established.is_some()).count();
        let bundles = self.engine.bundles().map(|(bundle, outbound)| (bundle.clone(), outbound)).collect();
        let answers = self.engine.answers;
        self.look(|seen| {
            seen.reports.extend(reports);
            (seen.ike, seen.bundles, seen.answers) = (ike, bundles, answers);
        });
    }

    fn look(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().expect("nobody panics while holding it"));
    }
}

const IKE: u16 = 500;
const IKE_NAT: u16 = 4500;
const ESP: u32 = 50;
