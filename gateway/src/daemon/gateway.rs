//! The gateway task: drives IKE, and does what it wants done.
//!
//! Between two turns of its loop nothing is left undone: changes of SAs are in the card before the messages that tell of
//! them are sent.

use std::collections::{BTreeMap, HashMap};
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_driver::Error as CardFault;
use respite_ike::recovery::config::Reestablish;
use respite_ike::report::Report;
use respite_ike::sa::{self, BundleId, SaChange, Spi};
use respite_ike::{Datagram, Endpoint, InvalidSpi, Limit};
use tokio::signal::unix::{signal, SignalKind};
use tokio::sync::{mpsc, oneshot};

use super::black::{Black, Destinations, IkeDatagram};
use super::cards::{self, CardParts};
use super::engine::{to_ike, Engine, Surroundings};
use super::filter::Filter;
use super::journal::Journal;
use super::path::{Command, Ends, Path, PathEvent};
use super::peers::{plan, Plan};
use super::red::Red;
use super::secrets::{self, Secrets};
use super::server::{Question, Server};
use super::tables::Shared;
use super::{DaemonError, Options};
use crate::config::interface::Interface;
use crate::config::{load, Running};
use crate::log::Message;
use crate::show::Ledger;
use crate::telemetry::{Ask, IkeStats, PathCounters, Source, Telemetry};

/// A gateway that is set up.
pub struct Gateway {
    pub(super) options: Options,
    pub(super) config: Running,
    pub(super) endpoint: Endpoint,
    /// `None` while the card is gone.
    pub(super) card: Option<InUse>,
    /// When the card's status was looked at.
    looked: Instant,
    /// When to look for a card that is gone.
    look_again: Instant,
    tables: Shared,
    windows: HashMap<(String, String), u32>,
    interfaces: BTreeMap<String, Arc<Black>>,
    pub(super) red: Red,
    filter: Filter,
    pub(super) ledger: Ledger,
    pub(super) journal: Journal,
    secrets: Secrets,
    /// The lock of the state directory.
    _state: std::fs::File,
    path: mpsc::Sender<Command>,
    pub(super) path_counters: Arc<PathCounters>,
    pub(super) ike: IkeStats,
    /// What was counted when counters were cleared.
    pub(super) cleared: respite_ike::Counters,
    pub(super) started: Instant,
    /// Bundles that are up, and since when.
    pub(super) since: HashMap<BundleId, u64>,
    kept_alive: Instant,
    telemetry: Telemetry,
    inboxes: Inboxes,
    destinations: Destinations,
    _server: Server,
}

/// A card that works. Fields drop in this order.
pub(super) struct InUse {
    pub engine: Engine,
    pub parts: CardParts,
}

/// What comes to the gateway.
struct Inboxes {
    ike: mpsc::Receiver<IkeDatagram>,
    events: mpsc::Receiver<PathEvent>,
    /// Packets that the card leaves to the host.
    odd: mpsc::Receiver<Vec<u8>>,
    questions: mpsc::Receiver<Question>,
    observers: mpsc::Receiver<Ask>,
}

impl Gateway {
    /// Opens everything that the startup configuration names. To be called within a runtime of several threads.
    pub async fn start(options: Options) -> Result<Gateway, DaemonError> {
        let config = read(&options.config)?;
        let mut journal = Journal::new(&config);
        let state = secrets::lock(&options.state)?;
        let secrets = Secrets::load(&options.state)?;
        let (questions, asked) = mpsc::channel(QUESTIONS);
        let server = Server::open(&options.socket, questions)?;

        let (parts, info, sas, queue) = cards::open(&config, cards::START)?;
        let Plan { ike, windows, problems, overhead } = plan(&config, &info, &secrets);
        let mut seed = [0; 32];
        getrandom::getrandom(&mut seed)?;
        let now = Instant::now();
        let endpoint = Endpoint::new(ike, seed, now);

        let (input, inputs) = mpsc::channel(INPUTS);
        let (path, commands) = mpsc::channel(COMMANDS);
        let (events, path_events) = mpsc::channel(EVENTS);
        let (odd, odd_packets) = mpsc::channel(ODD);
        let (datagrams, ike_inbox) = mpsc::channel(DATAGRAMS);
        let destinations = Destinations { ike: datagrams, path: input.clone() };
        let red = Red::open(&options.tun, input)?;
        let (tables, path_counters) = (Shared::default(), Arc::new(PathCounters::default()));
        let ends = Ends {
            input: inputs,
            commands,
            events,
            odd,
            red: red.device.clone(),
            tables: tables.clone(),
            counters: path_counters.clone(),
        };
        tokio::spawn(Path::new(ends).run());
        let (source, observers) = Source::new();
        for problem in problems {
            journal.write(&Message::Unusable { what: problem });
        }
        let mut gateway = Gateway {
            options,
            endpoint,
            card: Some(InUse { engine: Engine::new(info, sas, tables.clone(), path.clone()), parts }),
            looked: now,
            look_again: now,
            tables,
            windows,
            interfaces: BTreeMap::new(),
            filter: Filter::new(red.name()),
            red,
            ledger: Ledger::default(),
            journal,
            secrets,
            _state: state,
            path,
            path_counters,
            ike: IkeStats::default(),
            cleared: respite_ike::Counters::default(),
            started: now,
            since: HashMap::new(),
            kept_alive: now,
            telemetry: Telemetry::new(source),
            inboxes: Inboxes { ike: ike_inbox, events: path_events, odd: odd_packets, questions: asked, observers },
            destinations,
            _server: server,
            config: Running::default(),
        };
        gateway.tell_path(Command::Attach(Box::new(queue))).await;
        gateway.connect(&config, overhead).await?;
        gateway.config = config;
        gateway.expose();
        gateway.call_peers(now);
        gateway.settle(now);
        Ok(gateway)
    }

    /// Works until a signal ends it; the peers are told.
    pub async fn run(mut self) -> Result<(), DaemonError> {
        let fail = DaemonError::Signal;
        let mut hangup = signal(SignalKind::hangup()).map_err(fail)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(fail)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(fail)?;
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let due = self.endpoint.poll_timeout().map_or(Instant::now() + TICK, |due| due);
            let Inboxes { ike, events, odd, questions, observers } = &mut self.inboxes;
            tokio::select! {
                Some(datagram) = ike.recv() => self.receive(Instant::now(), &datagram),
                Some(event) = events.recv() => self.path_event(Instant::now(), event).await,
                Some(packet) = odd.recv() => self.open(&packet),
                () = unknown_spi(&mut self.card) => self.card_events(Instant::now()).await,
                () = tokio::time::sleep_until(due.into()) => self.endpoint.handle_timeout(Instant::now()),
                Some(question) = questions.recv() => self.answer(question).await,
                // Who has asked may have gone.
                Some(ask) = observers.recv() => drop(ask.send(self.stats(Instant::now()).await)),
                _ = tick.tick() => self.tick(Instant::now()).await,
                _ = hangup.recv() => drop(self.reload("a signal").await),
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
            }
            self.settle(Instant::now());
        }
        let now = Instant::now();
        self.endpoint.clear_bundles(now, None);
        self.endpoint.clear_ike(now, None);
        self.settle(now);
        Ok(())
    }

    /// Puts a configuration in force; lines that an operator should see.
    pub(super) async fn configure(&mut self, config: Running, by: &str) -> Result<Vec<String>, String> {
        let now = Instant::now();
        if cards::choice(&config) != cards::choice(&self.config) {
            self.give_up_card(now).await;
            self.config.controller.clone_from(&config.controller);
            self.find_card(now).await;
        }
        let Some(InUse { engine, .. }) = &self.card else { return Err("there is no card at the moment".into()) };
        let before = plan(&self.config, engine.info(), &self.secrets).problems;
        let Plan { ike, windows, problems, overhead } = plan(&config, engine.info(), &self.secrets);
        let mut lines: Vec<String> = problems.into_iter().filter(|problem| !before.contains(problem)).collect();
        if let Err(error) = self.connect(&config, overhead).await {
            lines.push(error.to_string());
        }
        let recovers = ike.recovery.enabled;
        self.windows = windows;
        self.endpoint.reconfigure(now, ike);
        if recovers != self.config.recovery.enabled {
            self.endpoint.set_recovery(now, recovers);
        }
        self.journal.configure(&config);
        self.config = config;
        self.expose();
        self.journal.write(&Message::Configured { by: by.to_owned() });
        for line in &lines {
            self.journal.write(&Message::Unusable { what: line.clone() });
        }
        self.settle(now);
        Ok(lines)
    }

    /// Reads the startup configuration again and puts it in force; what is wrong with it changes nothing.
    pub(super) async fn reload(&mut self, by: &str) -> Result<Vec<String>, String> {
        let configured = match read(&self.options.config) {
            Ok(config) => self.configure(config, by).await,
            Err(error) => Err(error.to_string()),
        };
        if let Err(why) = &configured {
            self.journal.write(&Message::Unusable { what: format!("the configuration stays as it is: {why}") });
        }
        configured
    }

    /// Brings sockets, routes and policy in line with a configuration. Sockets of interfaces that have not changed stay.
    async fn connect(&mut self, config: &Running, overhead: u16) -> Result<(), DaemonError> {
        let wanted: Vec<_> = config.interfaces.iter().filter(|i| i.crypto_map.is_some() && !i.shutdown).collect();
        let stays = |black: &Black| {
            let same = |i: &&Interface| {
                let addresses = (i.address, i.address6) == (black.interface.address, black.interface.address6);
                i.name == black.interface.name && i.device() == black.interface.device() && addresses
            };
            wanted.iter().any(same)
        };
        let before = self.interfaces.len();
        self.interfaces.retain(|_, black| stays(black));
        if self.interfaces.len() < before {
            // The path has a share in the sockets; their addresses are free when it lets go of them.
            self.tell_path(Command::Interfaces(self.interfaces.clone())).await;
            self.path_is_up_to_date().await;
        }
        let mut failed = None;
        for interface in &wanted {
            if self.interfaces.contains_key(&interface.name) {
                continue;
            }
            match Black::open(interface, &self.destinations) {
                Ok(black) => drop(self.interfaces.insert(interface.name.clone(), Arc::new(black))),
                Err(error) => failed = Some(error),
            }
        }
        // Where nothing can be protected no route leads: it may be another gateway's that has the addresses.
        if let Some(error) = failed.take_if(|_| self.interfaces.is_empty()) {
            return Err(error.into());
        }
        self.tell_path(Command::Interfaces(self.interfaces.clone())).await;
        self.tables.write().configure(config);
        let mtu = wanted.iter().map(|interface| interface.mtu()).min().unwrap_or(LEAST_MTU);
        self.red.set_mtu(mtu.saturating_sub(overhead).max(LEAST_MTU))?;
        self.red.route(config).await?;
        if let Err(error) = self.filter.set(config) {
            let what = format!("what comes in clear and should have been protected is not discarded: {error}");
            self.journal.write(&Message::Unusable { what });
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Has counters where the configuration wants them. A gateway works without.
    fn expose(&mut self) {
        for error in self.telemetry.configure(&self.config.telemetry, cards::choice(&self.config).word()) {
            self.journal.write(&Message::Counters { what: error.to_string() });
        }
    }

    async fn tell_path(&self, command: Command) {
        // The path ends with the runtime, and not before.
        let _ = self.path.send(command).await;
    }

    /// Until the path has obeyed all commands before.
    async fn path_is_up_to_date(&self) {
        let (done, obeyed) = oneshot::channel();
        self.tell_path(Command::Sync(done)).await;
        let _ = obeyed.await;
    }

    /// At the start: who is to be called without waiting for traffic.
    fn call_peers(&mut self, now: Instant) {
        if self.config.recovery.reestablish != Reestablish::Immediate {
            return;
        }
        let peers: Vec<String> = self.windows.keys().map(|(peer, _)| peer.clone()).collect();
        for peer in peers {
            // Those that only respond refuse.
            let _ = self.endpoint.initiate(now, &peer);
        }
    }

    fn receive(&mut self, now: Instant, datagram: &IkeDatagram) {
        let IkeDatagram { local, remote, payload } = datagram;
        self.ike.received_messages += 1;
        self.ike.received_octets += payload.len() as u64;
        self.endpoint.handle_datagram(now, Datagram { local: *local, remote: *remote, payload });
    }

    async fn path_event(&mut self, now: Instant, event: PathEvent) {
        match event {
            PathEvent::Acquire { peer, child } if self.card.is_some() => {
                // What is refused is held down, or cannot be had: the packet waits or goes.
                if let Err(why) = self.endpoint.acquire(now, &peer, &child) {
                    tracing::debug!("no SA for {child} with {peer}: {why}");
                }
            }
            PathEvent::Acquire { .. } => {}
            PathEvent::Traffic(bundle) => self.endpoint.note_traffic(now, bundle),
            PathEvent::Limit(bundle, limit) => self.endpoint.handle_lifetime(now, bundle, limit),
            PathEvent::Misplaced(bundle, flow) => {
                let remote = self.endpoint.bundles().find(|known| known.id == bundle).map(|known| known.remote);
                // A bundle that is gone meanwhile had a peer, too, but its packets do not come any more.
                if let Some(remote) = remote {
                    self.journal.invalid_identity(now, remote, &flow);
                }
            }
            PathEvent::CardFailed(fault) => self.card_failed(now, &fault).await,
        }
    }

    /// A packet that the card has left to the host.
    fn open(&mut self, packet: &[u8]) {
        let Some(InUse { engine, .. }) = &mut self.card else { return };
        match engine.open(packet) {
            Ok((epoch, opened)) => {
                // What the path is too busy for is lost, as in any queue.
                if self.path.try_send(Command::Opened(epoch, opened)).is_err() {
                    PathCounters::count(&self.path_counters.slow_refused);
                }
            }
            Err(why) => {
                PathCounters::count(&self.path_counters.slow_refused);
                tracing::debug!("a packet behind options is dropped: {why}");
            }
        }
    }

    async fn card_events(&mut self, now: Instant) {
        let Some(InUse { parts, .. }) = &mut self.card else { return };
        let taken = parts.events.take();
        let events = match taken {
            Ok(events) => events,
            Err(fault) => return self.card_failed(now, &fault).await,
        };
        for event in events {
            let audited = (event.seq, event.flow_label);
            let event = InvalidSpi {
                src: event.src,
                dst: event.dst,
                ports: event.udp,
                protocol: to_ike(event.protocol),
                spi: Spi(event.spi),
                authenticated: event.authenticated,
                count: event.count,
            };
            self.journal.invalid_spi(now, &event, audited);
            self.endpoint.handle_invalid_spi(now, event);
            self.settle(now);
        }
    }

    async fn tick(&mut self, now: Instant) {
        self.card_events(now).await;
        match &mut self.card {
            Some(InUse { engine, parts }) => {
                if let Err(why) = engine.sweep(now) {
                    self.journal.write(&Message::Card { what: why.to_string() });
                }
                for remote in engine.remotes() {
                    // A peer without a route at the moment keeps what was known.
                    if let Some(mtu) = self.interfaces.values().find_map(|black| black.path_mtu(remote).ok()) {
                        engine.set_path_mtu(remote, mtu);
                    }
                }
                // A card that works is heard of by its packets.
                if parts.is_recalled() || now.saturating_duration_since(self.looked) >= parts.look {
                    self.looked = now;
                    let fault = match parts.counters.status() {
                        Ok(status) => status.dma_fault.then_some(CardFault::BusError),
                        Err(fault) => Some(fault),
                    };
                    if let Some(fault) = fault {
                        self.card_failed(now, &fault).await;
                    }
                }
            }
            None if self.look_again <= now => self.find_card(now).await,
            None => {}
        }
        self.journal.summary(now);
        self.keep_alive(now);
        let sas: Vec<_> = self.endpoint.ike_sas().collect();
        self.ledger.note_ike_sas(now, &sas);
    }

    /// Keeps the mappings of NATs in front of us (RFC 3948 §4).
    fn keep_alive(&mut self, now: Instant) {
        let Some(seconds) = self.config.isakmp.nat_keepalive else { return };
        if now.saturating_duration_since(self.kept_alive) < Duration::from_secs(seconds.into()) {
            return;
        }
        self.kept_alive = now;
        let behind = self.endpoint.ike_sas().filter(|sa| sa.established.is_some() && sa.local.port() == IKE_NAT);
        for sa in behind {
            let sent = self.interfaces.values().find_map(|black| black.send_ike(sa.local, sa.remote, &KEEPALIVE));
            drop(sent);
        }
    }

    /// Does what IKE wants done.
    pub(super) fn settle(&mut self, now: Instant) {
        let (mut new_sas, mut sas_changed) = (false, false);
        loop {
            let mut failed = Vec::new();
            while let Some(change) = self.endpoint.poll_sa_change() {
                self.ledger.note_change(now, &change);
                self.note_since(&change);
                new_sas |= matches!(change, SaChange::Install(_) | SaChange::InstallOutbound(_));
                failed.extend(self.apply(now, change));
            }
            while let Some(transmit) = self.endpoint.poll_transmit() {
                self.ike.sent_messages += 1;
                self.ike.sent_octets += transmit.payload.len() as u64;
                let sent = |black: &Arc<Black>| black.send_ike(transmit.local, transmit.remote, &transmit.payload);
                // What is lost here is repeated, as what is lost on the way.
                if let Some(Err(error)) = self.interfaces.values().find_map(sent) {
                    tracing::debug!("IKE message to {}: {error}", transmit.remote);
                }
            }
            while let Some(report) = self.endpoint.poll_report() {
                sas_changed |= matches!(report, Report::Established { .. } | Report::Closed { .. });
                self.journal.report(now, &report);
            }
            if failed.is_empty() {
                break;
            }
            for id in failed {
                // The peer is told that this bundle ends: it has no SAs here.
                self.endpoint.handle_lifetime(now, id, Limit::Hard);
            }
        }
        if sas_changed {
            let sas: Vec<_> = self.endpoint.ike_sas().collect();
            self.ledger.note_ike_sas(now, &sas);
        }
        if new_sas && self.path.try_send(Command::NewSas).is_err() {
            tracing::warn!("the data path is too busy to send what has waited for an SA");
        }
    }

    /// The bundle that could not be installed, if so.
    fn apply(&mut self, now: Instant, change: SaChange) -> Option<BundleId> {
        let installs = match &change {
            SaChange::InstallInbound(bundle) | SaChange::Install(bundle) => Some(bundle.id),
            _ => None,
        };
        // Without a card nothing is installed, and nothing needs to be removed.
        let Some(InUse { engine, parts }) = &mut self.card else { return installs };
        let look = parts.look;
        let around = Around { now, endpoint: &self.endpoint, windows: &self.windows, config: &self.config };
        let (id, why) = engine.apply(now, change, &around).err()?;
        self.journal.write(&Message::Card { what: format!("SA bundle {}: {why}", id.0) });
        if why.card_failed().is_some() {
            // The next look at its status finds it gone, and does the rest.
            self.looked = now.checked_sub(look).unwrap_or(now);
        }
        Some(id)
    }

    fn note_since(&mut self, change: &SaChange) {
        match change {
            SaChange::Install(bundle) => drop(self.since.insert(bundle.id, unix_millis())),
            SaChange::InstallOutbound(id) => {
                self.since.entry(*id).or_insert_with(unix_millis);
            }
            SaChange::Remove { id, .. } => drop(self.since.remove(id)),
            _ => {}
        }
    }

    async fn card_failed(&mut self, now: Instant, fault: &CardFault) {
        self.journal.write(&Message::Card { what: format!("{fault}; it is opened again, its SAs are lost") });
        self.give_up_card(now).await;
        self.find_card(now).await;
    }

    /// All SAs are lost with the card; the peers are told, where an IKE SA is there for it (RFC 7296 §2.4).
    async fn give_up_card(&mut self, now: Instant) {
        let (done, given_up) = oneshot::channel();
        self.tell_path(Command::Detach(done)).await;
        let _ = given_up.await;
        self.tables.write().forget_sas();
        self.card = None;
        self.endpoint.clear_bundles(now, None);
        self.settle(now);
    }

    async fn find_card(&mut self, now: Instant) {
        match cards::open(&self.config, Duration::ZERO) {
            Ok((parts, info, sas, queue)) => {
                self.card =
                    Some(InUse { engine: Engine::new(info, sas, self.tables.clone(), self.path.clone()), parts });
                self.tell_path(Command::Attach(Box::new(queue))).await;
            }
            Err(error) => {
                self.journal.write(&Message::Card { what: error.to_string() });
                self.look_again = now + LOOK_AGAIN;
            }
        }
    }
}

struct Around<'a> {
    now: Instant,
    endpoint: &'a Endpoint,
    windows: &'a HashMap<(String, String), u32>,
    config: &'a Running,
}

impl Surroundings for Around<'_> {
    fn window(&self, peer: &str, child: &str) -> u32 {
        let window = self.windows.get(&(peer.to_owned(), child.to_owned()));
        window.copied().unwrap_or(self.config.ipsec.replay_window)
    }

    fn late(&self, protocol: sa::Protocol, spi: Spi) -> Option<Duration> {
        let time = Duration::from_secs(self.config.recovery.graveyard.into());
        self.endpoint.expects_late(self.now, protocol, spi).then_some(time)
    }
}

async fn unknown_spi(card: &mut Option<InUse>) {
    match card {
        Some(InUse { parts, .. }) => parts.events.raised().await,
        None => std::future::pending().await,
    }
}

/// Reads a configuration that can be used.
fn read(file: &FilePath) -> Result<Running, DaemonError> {
    let octets = std::fs::read(file).map_err(|source| DaemonError::Config { file: file.to_owned(), source })?;
    let loaded = load(&String::from_utf8_lossy(&octets));
    loaded.map(|loaded| loaded.config).map_err(|source| DaemonError::Wrong { file: file.to_owned(), source })
}

pub(super) fn unix_millis() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

const TICK: Duration = Duration::from_millis(200);
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Every IPv4 host takes so much (RFC 791), and IOS goes no lower.
const LEAST_MTU: u16 = 576;
const IKE_NAT: u16 = 4500;
const KEEPALIVE: [u8; 1] = [0xff];
const INPUTS: usize = 1024;
const COMMANDS: usize = 64;
const EVENTS: usize = 1024;
/// Packets for the slow path, whose work comes between that of IKE.
const ODD: usize = 32;
const DATAGRAMS: usize = 1024;
const QUESTIONS: usize = 32;
