//! What operators ask of a running gateway.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use respite_ike::config::Version;
use respite_ike::sa::{BundleId, IkeId};

use super::gateway::{Gateway, InUse};
use super::protocol::{Reply, Request};
use super::secrets::replace;
use super::server::Question;
use crate::config::{parse, running_config};
use crate::console::Clear;
use crate::telemetry::IkeStats;

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
            Request::Stats => Reply::Stats(Box::new(self.stats(now).await)),
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
}

/// Seconds: life of an IKEv2 SA unless configured.
const DAY: u32 = 86_400;
