//! Two hosts with machines, each with a record of its own, and a wire that the test holds in its hand.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use crate::config::{
    Auth, ChildPolicy, ChildProposal, ChildTransform, Dpd, Identity, IkeProposal, Mode, Peer, TrafficSelector, Version,
};
use crate::context::{Context, Load, Machine, Opening, Outbox, Signal};
use crate::crypto::{Cipher, Group, Prf, Secret};
use crate::directory::Directory;
use crate::endpoint::{Datagram, Transmit};
use crate::report::{Closure, Drop, Failure};
use crate::sa::{BundleId, Encryption, Lifetime, Protocol, Removal, SaChange, Spi};
use crate::sadb::{Sadb, Stage};
use crate::v2::cookie::Cookies;
use crate::wire::v2::{exchange, flags};
use crate::wire::Header;
use crate::Config;

pub(super) const A: usize = 0;
pub(super) const B: usize = 1;

/// One host.
pub(super) struct End {
    pub(super) config: Config,
    pub(super) rng: ChaCha20Rng,
    pub(super) sadb: Sadb,
    pub(super) cookies: Cookies,
    pub(super) out: Outbox,
    pub(super) machines: Vec<Box<dyn Machine>>,
    pub(super) signals: Vec<Signal>,
    pub(super) removed: Vec<(BundleId, Removal)>,
}

pub(super) struct Duo {
    pub(super) now: Instant,
    pub(super) ends: [End; 2],
    pub(super) wire: VecDeque<(usize, Transmit)>,
    /// All that was sent, by whom.
    pub(super) sent: Vec<(usize, Transmit)>,
}

pub(super) fn address(end: usize) -> IpAddr {
    IpAddr::from([192, 0, 2, 1 + end as u8])
}

pub(super) fn peer(end: usize) -> Peer {
    let other = 1 - end;
    let net = |n: usize| TrafficSelector::addresses([10, n as u8, 0, 0].into(), [10, n as u8, 0, 255].into());
    let esp = ChildTransform { protocol: Protocol::Esp, encryption: Some(Encryption::AesGcm16(128)), integrity: None };
    Peer {
        name: "peer".into(),
        version: Version::V2,
        local: address(end),
        remote: Some(address(other)),
        local_id: Identity::Address(address(end)),
        remote_id: Identity::Address(address(other)),
        auth: Auth::Psk(Secret::new(*b"1234")),
        proposals: vec![IkeProposal {
            ciphers: vec![Cipher::AesGcm16(128)],
            integrity: vec![],
            prfs: vec![Prf::HmacSha2_256],
            groups: vec![Group::X25519],
            additional: vec![],
        }],
        lifetime: Lifetime { time: Some(Duration::from_secs(86_400)), kilobytes: None },
        children: vec![ChildPolicy {
            name: "net".into(),
            mode: Mode::Tunnel,
            local: vec![net(end)],
            remote: vec![net(other)],
            proposals: vec![ChildProposal { protocols: vec![esp], esn: false }],
            pfs: None,
            lifetime: Lifetime::default(),
            replay_window: 64,
            immediate: false,
        }],
        initiate: true,
        dpd: Dpd::default(),
        force_encapsulation: false,
        fragment_size: 1280,
    }
}

impl Duo {
    pub(super) fn new(change: impl Fn(usize, &mut Config)) -> Self {
        let now = Instant::now();
        let ends = [A, B].map(|end| {
            let mut config = Config { peers: vec![Arc::new(peer(end))], ..Config::default() };
            change(end, &mut config);
            let mut rng = ChaCha20Rng::from_seed([end as u8 + 1; 32]);
            let cookies = Cookies::new(now, &mut rng);
            End {
                config,
                rng,
                sadb: Sadb::default(),
                cookies,
                out: Outbox::default(),
                machines: Vec::new(),
                signals: Vec::new(),
                removed: Vec::new(),
            }
        });
        Duo { now, ends, wire: VecDeque::new(), sent: Vec::new() }
    }

    /// With an IKE SA and a child, begun by A.
    pub(super) fn up(change: impl Fn(usize, &mut Config)) -> Self {
        let mut duo = Duo::new(change);
        duo.initiate(Opening { children: vec![0], ..Opening::default() });
        duo.deliver();
        assert_eq!((duo.bundles(A).len(), duo.bundles(B).len()), (1, 1), "{:?}", duo.failures(A));
        for end in &mut duo.ends {
            end.signals.clear();
        }
        duo.sent.clear();
        duo
    }

    pub(super) fn initiate(&mut self, opening: Opening) {
        let peer = self.ends[A].config.peers[0].clone();
        self.run(A, |machines, cx| {
            let (id, spi) = (cx.sadb.next_ike_id(), cx.rng.next_u64());
            machines.push(crate::v2::initiate(cx, id, spi, peer, SocketAddr::new(address(B), 500), opening));
        });
    }

    pub(super) fn run<T>(
        &mut self,
        end: usize,
        f: impl FnOnce(&mut Vec<Box<dyn Machine>>, &mut Context<'_>) -> T,
    ) -> T {
        let End { config, rng, sadb, cookies, out, machines, signals, removed } = &mut self.ends[end];
        let peers = &Directory::new(&config.peers);
        let mut cx = Context { now: self.now, config, peers, rng, sadb, cookies, out, room: true };
        let result = f(machines, &mut cx);
        while let Some(signal) = out.signals.pop_front() {
            match signal {
                Signal::Closed { ike, why } => {
                    machines.retain(|machine| machine.id() != ike);
                    signals.push(Signal::Closed { ike, why });
                }
                Signal::Successor { new } => machines.push(new),
                other => signals.push(other),
            }
        }
        for change in out.changes.drain(..) {
            if let SaChange::Remove { id, why } = change {
                removed.push((id, why));
            }
        }
        let transmits: Vec<Transmit> = out.transmits.drain(..).collect();
        self.sent.extend(transmits.iter().map(|t| (end, t.clone())));
        self.wire.extend(transmits.into_iter().map(|t| (end, t)));
        result
    }

    /// Calls the newest machine.
    pub(super) fn with<T>(&mut self, end: usize, f: impl FnOnce(&mut dyn Machine, &mut Context<'_>) -> T) -> T {
        self.run(end, |machines, cx| f(machines.last_mut().expect("there is one").as_mut(), cx))
    }

    /// Delivers all that is on the wire, and what comes of it.
    pub(super) fn deliver(&mut self) {
        while let Some((from, transmit)) = self.wire.pop_front() {
            self.arrive(1 - from, transmit.remote, transmit.local, &transmit.payload);
        }
    }

    pub(super) fn arrive(&mut self, end: usize, local: SocketAddr, remote: SocketAddr, payload: &[u8]) {
        let message = if local.port() == 4500 { &payload[4..] } else { payload };
        let datagram = Datagram { local, remote, payload };
        let header = Header::parse(message).unwrap();
        self.run(end, |machines, cx| {
            let to_responder = header.flags & flags::INITIATOR != 0;
            let (ours, theirs) = if to_responder {
                (header.responder_spi, header.initiator_spi)
            } else {
                (header.initiator_spi, header.responder_spi)
            };
            let fits = |machine: &dyn Machine| {
                let (own, other) = machine.spis();
                machine.initiator() != to_responder && (own == ours || (ours == 0 && other == theirs))
            };
            if let Some(machine) = machines.iter_mut().find(|m| fits(m.as_ref())) {
                machine.handle(cx, &datagram, message);
            } else if header.exchange == exchange::IKE_SA_INIT && to_responder {
                let (id, spi) = (cx.sadb.next_ike_id(), cx.rng.next_u64());
                machines.extend(crate::v2::respond(cx, id, spi, &datagram, message, Load::default()));
            } else {
                crate::v2::unknown_sa(cx, &datagram, message);
            }
        });
    }

    /// Lets time pass, with everything delivered at once.
    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        self.deliver();
        loop {
            let due = |end: &End| end.machines.iter().filter_map(|m| m.poll_timeout()).min();
            let next = [A, B].into_iter().filter_map(|n| Some((due(&self.ends[n])?, n))).min();
            let Some((at, node)) = next.filter(|(at, _)| *at <= end) else { break };
            self.now = self.now.max(at);
            let now = self.now;
            self.run(node, |machines, cx| {
                for machine in machines.iter_mut().filter(|m| m.poll_timeout().is_some_and(|at| at <= now)) {
                    machine.handle_timeout(cx);
                }
            });
            self.deliver();
        }
        self.now = end;
    }

    pub(super) fn bundles(&self, end: usize) -> Vec<BundleId> {
        self.ends[end].sadb.entries().filter(|e| e.stage != Stage::Lingering).map(|e| e.id).collect()
    }

    pub(super) fn spis(&self, end: usize, bundle: BundleId) -> (Protocol, Spi, Spi) {
        self.ends[end].sadb.entry(bundle).unwrap().spis[0]
    }

    pub(super) fn failures(&self, end: usize) -> Vec<Failure> {
        let signals = self.ends[end].signals.iter();
        signals
            .filter_map(|s| match s {
                Signal::Failed { why, .. } | Signal::ChildDone { result: Err(why), .. } => Some(why.clone()),
                _ => None,
            })
            .collect()
    }

    pub(super) fn closures(&self, end: usize) -> Vec<Closure> {
        let signals = self.ends[end].signals.iter();
        signals.filter_map(|s| if let Signal::Closed { why, .. } = s { Some(*why) } else { None }).collect()
    }

    pub(super) fn drops(&self, end: usize) -> Vec<Drop> {
        let signals = self.ends[end].signals.iter();
        signals.filter_map(|s| if let Signal::Dropped { why, .. } = s { Some(*why) } else { None }).collect()
    }

    pub(super) fn hints(&self, end: usize) -> usize {
        self.ends[end].signals.iter().filter(|s| matches!(s, Signal::Hint { .. })).count()
    }

    /// Exchange types of what an end has sent, requests alone.
    pub(super) fn requests(&self, end: usize) -> Vec<u8> {
        let headers =
            self.sent.iter().filter(|(from, _)| *from == end).map(|(_, t)| Header::parse(&t.payload).unwrap());
        headers.filter(|h| h.flags & flags::RESPONSE == 0).map(|h| h.exchange).collect()
    }

    /// The two ends hold the same SAs crosswise, and nothing is half done.
    pub(super) fn assert_agreement(&self) {
        let pairs = |end: usize| -> Vec<(Spi, Spi)> {
            let entries = self.ends[end].sadb.entries().filter(|e| e.stage != Stage::Lingering);
            entries.map(|e| if end == A { (e.spis[0].1, e.spis[0].2) } else { (e.spis[0].2, e.spis[0].1) }).collect()
        };
        let (mut a, mut b) = (pairs(A), pairs(B));
        a.sort_unstable();
        b.sort_unstable();
        assert_eq!(a, b);
        for end in &self.ends {
            assert!(end.sadb.entries().all(|e| matches!(e.stage, Stage::Up | Stage::Lingering)));
        }
    }
}
