//! Reads everything that the gateway and its card count, at one instant.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use respite_abi::cam;
use respite_driver::Usage;
use respite_ike::config::Mode;
use respite_ike::report::Decision;
use respite_ike::sa::{BundleId, Protocol};
use respite_ike::{BundleSummary, Counters};

use super::cards;
use super::engine::Measured;
use super::gateway::{Gateway, InUse};
use crate::config::ipsec::shown;
use crate::config::system::Controller;
use crate::show::{ControllerState, RecoveryState, Traffic};
use crate::telemetry::{BundleStats, IkeStats, RedStats, SaStats, SaUsage, Stats};

impl Gateway {
    /// What the card counted for each bundle.
    pub(super) fn traffic(&mut self) -> HashMap<BundleId, Traffic> {
        let Some(InUse { engine, .. }) = &mut self.card else { return HashMap::new() };
        let ids: Vec<BundleId> = self.endpoint.bundles().map(|bundle| bundle.id).collect();
        ids.into_iter().map(|id| (id, engine.traffic(id))).collect()
    }

    pub(super) fn controllers(&mut self) -> Vec<ControllerState> {
        let choice = cards::choice(&self.config);
        let controller = self.config.controller.clone().unwrap_or(Controller::Card(choice));
        let Some(InUse { engine, parts }) = &mut self.card else { return Vec::new() };
        let Ok(counters) = parts.counters.snapshot() else { return Vec::new() };
        let (info, sas) = (*engine.info(), engine.sas());
        let properties = [
            ("ABI", format!("{}.{}", info.abi_version >> 16, info.abi_version & 0xffff)),
            ("lanes", info.lanes.to_string()),
            ("clock", format!("{} Hz", info.clock_hz)),
            ("SAs", format!("{} of {}", sas.len(), info.sas)),
            ("SPIs", sas.cam().len().to_string()),
            ("longest packet", format!("{} octets", info.max_packet)),
            ("malformed events", parts.events.malformed().to_string()),
        ];
        let gauges = [
            ("sas", sas.len() as u64),
            ("sas_capacity", info.sas.into()),
            ("cam_entries", sas.cam().len() as u64),
            ("cam_capacity", (sas.cam().buckets() + cam::OVERFLOW) as u64),
            ("cam_overflow", sas.cam().in_overflow() as u64),
            ("cam_moves", sas.cam().moves()),
            ("lanes", info.lanes.into()),
            ("clock_hz", info.clock_hz.into()),
            ("longest_packet", info.max_packet.into()),
            ("malformed_events", parts.events.malformed()),
        ];
        vec![ControllerState {
            name: controller.to_string(),
            properties: properties.map(|(name, value)| (name.to_owned(), value)).into(),
            gauges: gauges.map(|(name, value)| (name.to_owned(), value)).into(),
            counters: counters.iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        }]
    }

    pub(super) fn recovery(&self) -> RecoveryState {
        let counters = self.endpoint.counters();
        let packets = counters.invalid_spi_packets - self.cleared.invalid_spi_packets;
        let since = |(decision, count): (&Decision, &u64)| (*decision, count - self.cleared.decided(*decision));
        let decisions: BTreeMap<Decision, u64> = counters.decisions.iter().map(since).collect();
        RecoveryState::new(self.config.recovery.enabled, packets, &decisions)
    }

    pub(super) async fn stats(&mut self, now: Instant) -> Stats {
        let bundles: Vec<BundleSummary> = self.endpoint.bundles().collect();
        Stats {
            hostname: self.config.hostname().to_owned(),
            uptime: now.saturating_duration_since(self.started).as_secs(),
            card: cards::choice(&self.config).word().to_owned(),
            controllers: self.controllers(),
            path: self.path_counters.snapshot(),
            red: RedStats {
                interface: self.red.name().to_owned(),
                mtu: self.red.mtu(),
                counters: self.red.counters().await,
            },
            ike: self.ike_stats(),
            recovery: self.recovery(),
            bundles: bundles.into_iter().map(|bundle| self.bundle_stats(bundle)).collect(),
        }
    }

    fn ike_stats(&self) -> IkeStats {
        let (all, cleared) = (self.endpoint.counters(), &self.cleared);
        let dropped = |counters: &Counters| counters.drops.values().sum::<u64>();
        let (up, half_open): (Vec<_>, Vec<_>) = self.endpoint.ike_sas().partition(|sa| sa.established.is_some());
        let drops = all.drops.iter().map(|(why, count)| (why.counter().to_owned(), count - cleared.dropped(*why)));
        IkeStats {
            sas: up.len() as u64,
            half_open: half_open.len() as u64,
            established: all.established - cleared.established,
            failed: all.failed - cleared.failed,
            dropped: dropped(all) - dropped(cleared),
            drops: drops.collect(),
            ..self.ike.clone()
        }
    }

    fn bundle_stats(&mut self, bundle: BundleSummary) -> BundleStats {
        let known = BundleStats {
            since: self.since.get(&bundle.id).copied().unwrap_or_default(),
            sends: bundle.sends,
            remote: bundle.remote.to_string(),
            sas: bundle
                .spis
                .iter()
                .map(|(protocol, inbound, outbound)| SaStats {
                    protocol: number(*protocol),
                    inbound_spi: inbound.0,
                    outbound_spi: outbound.0,
                    ..SaStats::default()
                })
                .collect(),
            peer: bundle.peer,
            policy: bundle.policy,
            ..BundleStats::default()
        };
        match self.card.as_mut().and_then(|card| card.engine.measure(bundle.id)) {
            Some(measured) => installed(known, &measured),
            // While a card is gone there is nothing to say but what IKE knows.
            None => known,
        }
    }
}

/// With what the card has of a bundle.
fn installed(known: BundleStats, measured: &Measured) -> BundleStats {
    let Measured { bundle, window, traffic, received, sent } = measured;
    let usage = |usages: &[Usage], place: usize| {
        usages.get(place).map(|u| SaUsage { packets: u.packets, octets: u.octets, sequence: u.seq })
    };
    let sas = bundle.sas.iter().enumerate().map(|(place, sa)| SaStats {
        protocol: number(sa.protocol),
        inbound_spi: sa.inbound_spi.0,
        outbound_spi: sa.outbound_spi.0,
        transform: shown(sa.encryption, sa.integrity).trim_end().to_owned(),
        window: *window,
        esn: sa.esn,
        inbound: usage(received, place),
        outbound: usage(sent, place),
    });
    BundleStats {
        local: bundle.local.to_string(),
        remote: bundle.remote.to_string(),
        mode: if bundle.mode == Mode::Tunnel { "tunnel" } else { "transport" }.to_owned(),
        udp: bundle.encapsulation.is_some(),
        sas: sas.collect(),
        packets_in: traffic.counters.decaps,
        octets_in: traffic.octets_in,
        packets_out: traffic.counters.encaps,
        octets_out: traffic.octets_out,
        errors_in: traffic.counters.recv_errors,
        ..known
    }
}

/// IP protocol number.
fn number(protocol: Protocol) -> u8 {
    match protocol {
        Protocol::Esp => 50,
        Protocol::Ah => 51,
    }
}
