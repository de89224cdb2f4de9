//! A far end that can lose a child SA and nothing else, which no gateway can: IKE as a library over real sockets, no card.
//!
//! ```text
//!   gateway A ══ cable ══ UDP 500 ── Endpoint        ESP: an SPI that the endpoint has installed, or an unknown one
//!                         raw 50  ──────^
//! ```

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use etherparse::Ipv4Slice;
use respite::config::pki::Trustpoint;
use respite::config::{endpoint_config, load, CertificateSource};
use respite::demo::{inside, Lab, Side};
use respite_ike::crypto::sign::Certificates;
use respite_ike::sa::{BundleId, Protocol, SaChange, Spi};
use respite_ike::{Datagram, Endpoint, InvalidSpi};
use socket2::{Domain, Socket, Type};

/// The far end.
pub struct FarEnd {
    pub endpoint: Endpoint,
    ike: UdpSocket,
    esp: UdpSocket,
    /// Inbound SPIs of its bundles.
    installed: Vec<(BundleId, Spi)>,
    /// SPIs of packets that came and were for a bundle.
    pub taken: BTreeSet<Spi>,
}

impl FarEnd {
    /// On side B, with the configuration of a gateway.
    pub fn start(lab: &Lab, config: &str) -> FarEnd {
        let running = load(config).unwrap_or_else(|e| panic!("{e}")).config;
        let (config, problems) = endpoint_config(&running, &NoCertificates);
        assert!(problems.is_empty(), "{problems:?}");
        let open = || -> io::Result<(UdpSocket, UdpSocket)> {
            let ike = UdpSocket::bind(SocketAddr::from((address(Side::B), IKE)))?;
            let esp = Socket::new(Domain::IPV4, Type::RAW, Some(ESP.into()))?;
            for socket in [socket2::SockRef::from(&ike), socket2::SockRef::from(&esp)] {
                socket.set_nonblocking(true)?;
            }
            Ok((ike, UdpSocket::from(esp)))
        };
        let (ike, esp) = inside(&lab.namespace(Side::B), open).expect("its ports are free");
        let mut seed = [0; 32];
        getrandom::getrandom(&mut seed).expect("the system has entropy");
        let endpoint = Endpoint::new(config, seed, Instant::now());
        FarEnd { endpoint, ike, esp, installed: Vec::new(), taken: BTreeSet::new() }
    }

    /// Works until it is as it should be; false after `limit`.
    pub fn works_until(&mut self, limit: Duration, mut condition: impl FnMut(&FarEnd) -> bool) -> bool {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            self.work().expect("sockets work");
            if condition(self) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }

    /// Loses its bundles, and its IKE SA knows nothing of it.
    pub fn forget(&mut self) {
        for (id, _) in std::mem::take(&mut self.installed) {
            self.endpoint.forget_bundle(Instant::now(), id);
        }
        self.taken.clear();
    }

    fn work(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4096];
        while let Some((len, remote)) = came(self.ike.recv_from(&mut buffer))? {
            let local = SocketAddr::from((address(Side::B), IKE));
            self.endpoint.handle_datagram(Instant::now(), Datagram { local, remote, payload: &buffer[..len] });
        }
        while let Some((len, _)) = came(self.esp.recv_from(&mut buffer))? {
            self.packet(&buffer[..len]);
        }
        self.endpoint.handle_timeout(Instant::now());
        while let Some(change) = self.endpoint.poll_sa_change() {
            match change {
                SaChange::Install(bundle) | SaChange::InstallInbound(bundle) => {
                    self.installed.extend(bundle.sas.iter().map(|sa| (bundle.id, sa.inbound_spi)));
                }
                SaChange::Remove { id, .. } => self.installed.retain(|(other, _)| *other != id),
                _ => {}
            }
        }
        while let Some(transmit) = self.endpoint.poll_transmit() {
            self.ike.send_to(&transmit.payload, transmit.remote)?;
        }
        while self.endpoint.poll_report().is_some() {}
        Ok(())
    }

    fn packet(&mut self, packet: &[u8]) {
        let ip = Ipv4Slice::from_slice(packet).expect("the kernel has looked at it");
        let (header, esp) = (ip.header(), ip.payload().payload);
        let spi = Spi(u32::from_be_bytes(esp[..4].try_into().expect("four octets")));
        if let Some((id, _)) = self.installed.iter().find(|(_, known)| *known == spi) {
            self.taken.insert(spi);
            return self.endpoint.note_traffic(Instant::now(), *id);
        }
        let event = InvalidSpi {
            src: header.source_addr().into(),
            dst: header.destination_addr().into(),
            ports: None,
            protocol: Protocol::Esp,
            spi,
            authenticated: false,
            count: 1,
        };
        self.endpoint.handle_invalid_spi(Instant::now(), event);
    }
}

fn came(received: io::Result<(usize, SocketAddr)>) -> io::Result<Option<(usize, SocketAddr)>> {
    match received {
        Ok(came) => Ok(Some(came)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

fn address(side: Side) -> Ipv4Addr {
    side.outer().parse().expect("an address")
}

struct NoCertificates;

impl CertificateSource for NoCertificates {
    fn certificates(&self, name: &str, _: &Trustpoint) -> Result<Arc<Certificates>, String> {
        Err(format!("there is no trustpoint {name}"))
    }
}

const IKE: u16 = 500;
const ESP: i32 = 50;
