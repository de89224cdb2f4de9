//! What operators ask of a running gateway.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use respite_ike::config::Version;
use respite_ike::report::Decision;
use respite_ike::sa::{BundleId, IkeId, Protocol};

use super::cards;
use super::gateway::{Gateway, InUse};
use super::protocol::{Reply, Request};
use super::secrets::replace;
use super::server::Question;
use super::stats::{BundleStats, IkeStats, RedStats, SaStats, Stats};
use crate::config::system::Controller;
use crate::config::{parse, running_config};
use crate::console::Clear;
use crate::show::{ControllerState, RecoveryState, Traffic};

impl Gateway {
    pub(super) async fn answer(&mut self, question: Question) {
        let reply = self.reply(question.request).await.unwrap_or_else(Reply::Failed);
        // Whoever asked may have gone.
        let _ = question.answer.send(reply);
    }

    async fn reply(&mut self, request: Request) -> Result<Reply, String> {
        let now = Instant::now();
        Ok(match request {
            Request::Config => Reply::Config(running_config(&self.config)),
            Request::Configure(text) => {
                let config = parse(&text).map_err(|e| e.to_string())?.config;
                Reply::Lines(self.configure(config, "console").await?)
            }
            Request::Reload => Reply::Lines(self.reload("its file").await?),
            Request::Save(text) => {
                let saved = replace(&self.options.config, text.as_bytes());
                saved.map_err(|e| format!("{}: {e}", self.options.config.display()))?;
                Reply::Done
            }
            Request::IsakmpSas => {
                self.look_at_ike(now);
                Reply::IsakmpSas(self.ledger.isakmp_sas())
            }
            Request::Ikev2Sas => {
                let sas = self.look_at_ike(now);
                let lives: HashMap<String, u32> = self.ike_lives();
                Reply::Ikev2Sas(self.ledger.ikev2_sas(now, &sas, |peer| lives.get(peer).copied()))
            }
            Request::IpsecSas => {
                let traffic = self.traffic();
                let traffic = |id: BundleId| traffic.get(&id).copied().unwrap_or_default();
                Reply::IpsecSas(self.ledger.ipsec_sas(now, &self.config, self.card.is_some(), traffic))
            }
            Request::Controllers => Reply::Controllers(self.controllers()),
            Request::Recovery => Reply::Recovery(self.recovery()),
            Request::Log => Reply::Log(self.journal.snapshot()),
            Request::Clear(what) => {
                self.clear(now, what)?;
                self.settle(now);
                Reply::Done
            }
            Request::Stats => Reply::Stats(Box::new(self.stats(now))),
            Request::Ping(_) => return Err("pings are not sent here".into()),
        })
    }

    fn look_at_ike(&mut self, now: Instant) -> Vec<respite_ike::IkeSummary> {
        let sas: Vec<_> = self.endpoint.ike_sas().collect();
        self.ledger.note_ike_sas(now, &sas);
        sas
    }

    /// Seconds that an IKEv2 SA with a peer lives, by its name.
    fn ike_lives(&self) -> HashMap<String, u32> {
        let entries = self.config.maps.values().flat_map(BTreeMap::values);
        let lives = entries.filter_map(|entry| {
            let profile = self.config.ikev2.profiles.get(entry.ikev2_profile.as_ref()?)?;
            Some((entry.peer?.to_string(), profile.lifetime.unwrap_or(DAY)))
        });
        lives.collect()
    }

    fn clear(&mut self, now: Instant, what: Clear) -> Result<(), String> {
        match what {
            Clear::Isakmp(number) => self.clear_ike(now, Version::V1, number),
            Clear::Ikev2(number) => self.clear_ike(now, Version::V2, number),
            Clear::Sa(peer) => {
                let peer = peer.map(|peer| peer.to_string());
                self.endpoint.clear_bundles(now, peer.as_deref());
                Ok(())
            }
            Clear::Counters => {
                if let Some(InUse { parts, .. }) = &mut self.card {
                    parts.counters.snapshot_and_clear().map_err(|e| e.to_string())?;
                }
                self.path_counters.clear();
                self.ike = IkeStats::default();
                self.cleared = self.endpoint.counters().clone();
                Ok(())
            }
            Clear::Logging => {
                self.journal.clear();
                Ok(())
            }
        }
    }

    fn clear_ike(&mut self, now: Instant, version: Version, number: Option<u32>) -> Result<(), String> {
        let sas = self.look_at_ike(now);
        let of_version = sas.iter().filter(|sa| sa.version == version).map(|sa| sa.id);
        let wanted = |id: &IkeId| number.is_none_or(|number| self.ledger.ike_number(*id) == Some(number));
        let ids: Vec<IkeId> = of_version.filter(wanted).collect();
        if let (true, Some(number)) = (ids.is_empty(), number) {
            return Err(format!("there is no such SA with conn-id {number}"));
        }
        for id in ids {
            self.endpoint.close_ike(now, id);
        }
        Ok(())
    }

    /// What the card counted for each bundle.
    fn traffic(&mut self) -> HashMap<BundleId, Traffic> {
        let Some(InUse { engine, .. }) = &mut self.card else { return HashMap::new() };
        let ids: Vec<BundleId> = self.endpoint.bundles().map(|bundle| bundle.id).collect();
        ids.into_iter().map(|id| (id, engine.traffic(id))).collect()
    }

    fn controllers(&mut self) -> Vec<ControllerState> {
        let choice = cards::choice(&self.config);
        let controller = self.config.controller.clone().unwrap_or(Controller::Card(choice));
        let Some(InUse { engine, parts }) = &mut self.card else { return Vec::new() };
        let Ok(counters) = parts.counters.snapshot() else { return Vec::new() };
        let (info, (sas, spis)) = (*engine.info(), engine.fill());
        let properties = [
            ("ABI", format!("{}.{}", info.abi_version >> 16, info.abi_version & 0xffff)),
            ("lanes", info.lanes.to_string()),
            ("clock", format!("{} Hz", info.clock_hz)),
            ("SAs", format!("{sas} of {}", info.sas)),
            ("SPIs", spis.to_string()),
            ("longest packet", format!("{} octets", info.max_packet)),
            ("malformed events", parts.events.malformed().to_string()),
        ];
        vec![ControllerState {
            name: controller.to_string(),
            properties: properties.map(|(name, value)| (name.to_owned(), value)).into(),
            counters: counters.iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        }]
    }

    fn recovery(&self) -> RecoveryState {
        let counters = self.endpoint.counters();
        let packets = counters.invalid_spi_packets - self.cleared.invalid_spi_packets;
        let since = |(decision, count): (&Decision, &u64)| (*decision, count - self.cleared.decided(*decision));
        let decisions: BTreeMap<Decision, u64> = counters.decisions.iter().map(since).collect();
        RecoveryState::new(self.config.recovery.enabled, packets, &decisions)
    }

    fn stats(&mut self, now: Instant) -> Stats {
        let mut traffic = self.traffic();
        let counters = self.endpoint.counters();
        let dropped = |counters: &respite_ike::Counters| counters.drops.values().sum::<u64>();
        let ike = IkeStats {
            sas: self.endpoint.ike_sas().filter(|sa| sa.established.is_some()).count() as u64,
            established: counters.established - self.cleared.established,
            failed: counters.failed - self.cleared.failed,
            dropped: dropped(counters) - dropped(&self.cleared),
            ..self.ike
        };
        let bundles = self.endpoint.bundles().map(|bundle| {
            let Traffic { counters, octets_in, octets_out } = traffic.remove(&bundle.id).unwrap_or_default();
            let sas = bundle.spis.iter().map(|(protocol, inbound, outbound)| SaStats {
                protocol: if *protocol == Protocol::Ah { 51 } else { 50 },
                inbound_spi: inbound.0,
                outbound_spi: outbound.0,
            });
            BundleStats {
                sas: sas.collect(),
                since: self.since.get(&bundle.id).copied().unwrap_or_default(),
                sends: bundle.sends,
                packets_in: counters.decaps,
                octets_in,
                packets_out: counters.encaps,
                octets_out,
                errors_in: counters.recv_errors,
                peer: bundle.peer,
                policy: bundle.policy,
            }
        });
        let bundles = bundles.collect();
        Stats {
            hostname: self.config.hostname().to_owned(),
            uptime: now.saturating_duration_since(self.started).as_secs(),
            controllers: self.controllers(),
            path: self.path_counters.snapshot(),
            red: RedStats { interface: self.red.name().to_owned(), mtu: self.red.mtu() },
            ike,
            recovery: self.recovery(),
            bundles,
        }
    }
}

/// Seconds: life of an IKEv2 SA unless configured.
const DAY: u32 = 86_400;
