//! A far end that can lose a child SA and nothing else, which no gateway can: IKE as a library over real sockets, no card.
//!
//! ```text
//!   gateway A ══ cable ══ UDP 500 ── Endpoint        ESP: an SPI that the endpoint has installed, or an unknown one
//!                         raw 50, 51 ───^
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
use respite_ike::sa::{Bundle, BundleId, Encryption, Integrity, Protocol, SaChange, SaPair, Spi};
use respite_ike::{Datagram, Endpoint, InvalidSpi};
use respite_reference as reference;
use socket2::{Domain, Socket, Type};

/// The far end.
pub struct FarEnd {
    pub endpoint: Endpoint,
    ike: UdpSocket,
    esp: UdpSocket,
    /// For whole packets.
    raw: UdpSocket,
    /// Inbound SPIs of its bundles.
    installed: Vec<(BundleId, Spi)>,
    /// SPIs of packets that came and were for a bundle.
    pub taken: BTreeSet<Spi>,
    /// Its newest outbound SAs.
    sender: Option<reference::Table>,
}

impl FarEnd {
    /// On side B, with the configuration of a gateway.
    pub fn start(lab: &Lab, config: &str) -> FarEnd {
        let running = load(config).unwrap_or_else(|e| panic!("{e}")).config;
        let (config, problems) = endpoint_config(&running, &NoCertificates);
        assert!(problems.is_empty(), "{problems:?}");
        let open = || -> io::Result<(UdpSocket, UdpSocket, UdpSocket)> {
            let ike = UdpSocket::bind(SocketAddr::from((address(Side::B), IKE)))?;
            let esp = Socket::new(Domain::IPV4, Type::RAW, Some(ESP.into()))?;
            for socket in [socket2::SockRef::from(&ike), socket2::SockRef::from(&esp)] {
                socket.set_nonblocking(true)?;
            }
            let raw = Socket::new(Domain::IPV4, Type::RAW, Some(IPPROTO_RAW.into()))?;
            Ok((ike, UdpSocket::from(esp), UdpSocket::from(raw)))
        };
        let (ike, esp, raw) = inside(&lab.namespace(Side::B), open).expect("its ports are free");
        let mut seed = [0; 32];
        getrandom::getrandom(&mut seed).expect("the system has entropy");
        let endpoint = Endpoint::new(config, seed, Instant::now());
        FarEnd { endpoint, ike, esp, raw, installed: Vec::new(), taken: BTreeSet::new(), sender: None }
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

    /// Sends a clear packet under its newest SAs, whether they were negotiated for it or not.
    pub fn send(&mut self, clear: &[u8]) {
        let packet = self.seal(clear, &[]);
        self.send_sealed(&packet);
    }

    /// A clear packet under its newest SAs, with options of the outer IPv4 header.
    pub fn seal(&mut self, clear: &[u8], options: &[u8]) -> Vec<u8> {
        let sender = self.sender.as_mut().expect("a bundle is up");
        let sealed = sender.send(clear);
        assert_eq!(sealed.outcome.verdict, reference::Verdict::Ok);
        let mut packet = sealed.outcome.packet;
        packet.splice(20..20, options.iter().copied());
        packet[0] = 0x40 | (5 + options.len() / 4) as u8;
        let len = packet.len() as u16;
        packet[2..4].copy_from_slice(&len.to_be_bytes());
        // The kernel would take another identification for 0, and AH covers it. The checksum is the kernel's.
        packet[5] = 1;
        let (sa, state) = sealed.sa.and_then(|sa| sender.sa(sa)).expect("it was sent under one");
        if sa.proto == reference::Proto::Ah {
            let seq = state.seq(reference::Direction::Out);
            let ah = reference::ah::Ah { transform: &sa.transform, spi: sa.spi, seq, esn: sa.esn };
            ah.sign(&mut packet, 20 + options.len()).expect("a good key");
        }
        packet
    }

    pub fn send_sealed(&self, packet: &[u8]) {
        self.raw.send_to(packet, (address(Side::A), 0)).expect("the cable takes it");
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
                    self.sender = Some(reference::Table::new(senders(&bundle)));
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

/// The outbound SAs of a bundle, the innermost first: the seed's, or ESP with AES-GCM.
fn senders(bundle: &Bundle) -> Vec<reference::SaParams> {
    let sender = |(place, sa): (usize, &SaPair)| {
        let keys = &sa.outbound;
        let (key, auth_key) = (keys.encryption.as_slice().to_vec(), keys.integrity.as_slice().to_vec());
        let hmac =
            |cipher| reference::Transform::Hmac { cipher, key: key.clone(), auth: reference::Hmac::Sha1, auth_key };
        let transform = match (sa.encryption, sa.integrity) {
            (Some(Encryption::AesGcm16(_)), None) => {
                let (key, salt) = key.split_last_chunk().expect("a salt behind the key");
                reference::Transform::AesGcm16 { key: key.to_vec(), salt: *salt }
            }
            (Some(Encryption::DesCbc), Some(Integrity::HmacSha1_96)) => hmac(reference::Cipher::DesCbc),
            (None, Some(Integrity::HmacSha1_96)) => hmac(reference::Cipher::Null),
            other => panic!("{other:?}"),
        };
        reference::SaParams {
            name: "far end".into(),
            direction: reference::Direction::Out,
            proto: if sa.protocol == Protocol::Ah { reference::Proto::Ah } else { reference::Proto::Esp },
            spi: sa.outbound_spi.0,
            src: bundle.local,
            dst: bundle.remote,
            mode: reference::Mode::Tunnel,
            transform,
            check_padding: false,
            below: place.checked_sub(1),
            esn: sa.esn,
            replay_window: 0,
            seq: 0,
            udp: None,
            selectors: None,
            limits: reference::Limits::default(),
        }
    };
    bundle.sas.iter().rev().enumerate().map(sender).collect()
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
/// Sends only.
const IPPROTO_RAW: i32 = 255;
