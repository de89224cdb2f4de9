//! All counters by groups, each with its name, its kind and what it counts: the one table behind files, metrics and docs.

use respite_abi::{Counter, Verdict};
use respite_ike::report::{Decision, Drop};

use super::stats::{IkeStats, PathCounters, Stats};
use crate::show::ControllerState;

/// Counters that belong together: a directory of the tree, a prefix of metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub directory: &'static str,
    pub prefix: &'static str,
    pub doc: &'static str,
    pub values: Vec<Value>,
}

/// A counter or a gauge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub name: &'static str,
    pub kind: Kind,
    pub doc: &'static str,
    pub value: u64,
}

/// How a value changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only upwards, but for `clear counters`.
    Counter,
    Gauge,
}

/// All groups. What is the card's is missing while it is gone.
pub fn groups(stats: &Stats) -> Vec<Group> {
    let mut all = card(stats);
    all.extend([path(stats), tun(stats), ike(&stats.ike), recovery(stats), gateway(stats)]);
    all
}

/// All groups with every name that there is, for documents.
pub fn catalogue() -> Vec<Group> {
    let all = |names: &mut dyn Iterator<Item = &'static str>| names.map(|name| (name.to_owned(), 0)).collect();
    let drops = Verdict::ALL.iter().filter(|verdict| **verdict != Verdict::Ok).map(|verdict| verdict.name());
    let card = ControllerState {
        name: String::new(),
        properties: Vec::new(),
        gauges: all(&mut CARD.iter().map(|(name, ..)| *name)),
        counters: all(&mut Counter::ALL.iter().map(|counter| counter.name()).chain(drops)),
    };
    groups(&Stats { controllers: vec![card], ..Stats::default() })
}

fn card(stats: &Stats) -> Vec<Group> {
    let Some(card) = stats.controllers.first() else { return Vec::new() };
    let counted = |name: &'static str, doc: &'static str| {
        let value = card.counters.get(name).copied()?;
        Some(Value { name, kind: Kind::Counter, doc: doc.trim(), value })
    };
    let totals = Counter::ALL.iter().filter_map(|c| counted(c.name(), c.doc()));
    let drops = Verdict::ALL.iter().filter(|v| **v != Verdict::Ok).filter_map(|v| counted(v.name(), v.doc()));
    let has = CARD.iter().filter_map(|(name, kind, doc)| {
        let value = card.gauges.get(*name).copied()?;
        Some(Value { name, kind: *kind, doc, value })
    });
    vec![
        Group {
            directory: "statistics",
            prefix: "card",
            doc: "The card's own, at one instant. Every packet that it takes is delivered or dropped under one of these names",
            values: totals.chain(drops).collect(),
        },
        Group { directory: "info", prefix: "card", doc: "What the card has, and how full it is", values: has.collect() },
    ]
}

fn path(stats: &Stats) -> Group {
    let value = |name| stats.path.get(name).copied().unwrap_or(0);
    let values = PathCounters::DOCS.iter().map(|(name, doc)| counter(name, doc, value(*name)));
    let doc = "The data path between red side, card and black side";
    Group { directory: "path", prefix: "path", doc, values: values.collect() }
}

fn tun(stats: &Stats) -> Group {
    let value = |name| stats.red.counters.get(name).copied().unwrap_or(0);
    let mut values: Vec<_> = TUN.iter().map(|(name, doc)| counter(name, doc, value(*name))).collect();
    values.push(gauge("mtu", "Octets of the longest packet", stats.red.mtu.into()));
    Group { directory: "tun", prefix: "tun", doc: "The TUN interface of the red side, as the kernel counts", values }
}

fn ike(ike: &IkeStats) -> Group {
    let mut values = vec![
        gauge("sas", "IKE SAs that are up", ike.sas),
        gauge("half_open", "IKE SAs that are being negotiated", ike.half_open),
        counter("established", "IKE SAs that came up", ike.established),
        counter("failed", "Negotiations that came to nothing", ike.failed),
        counter("received_messages", "Datagrams received", ike.received_messages),
        counter("received_octets", "Their octets", ike.received_octets),
        counter("sent_messages", "Datagrams sent", ike.sent_messages),
        counter("sent_octets", "Their octets", ike.sent_octets),
        counter("dropped", "Datagrams dropped, for any of the reasons below", ike.dropped),
    ];
    let value = |name| ike.drops.get(name).copied().unwrap_or(0);
    values.extend(Drop::ALL.iter().map(|why| counter(why.counter(), why.doc(), value(why.counter()))));
    Group { directory: "ike", prefix: "ike", doc: "IKE, of all peers and of strangers", values }
}

fn recovery(stats: &Stats) -> Group {
    let recovery = &stats.recovery;
    let mut values = vec![
        gauge("enabled", "1: invalid-SPI recovery is on", recovery.enabled.into()),
        counter(
            "invalid_spi_packets",
            "Packets with an unknown SPI that the card told of",
            recovery.invalid_spi_packets,
        ),
    ];
    let value = |name| recovery.decisions.get(name).copied().unwrap_or(0);
    values.extend(Decision::ALL.iter().map(|d| counter(d.counter(), d.doc(), value(d.counter()))));
    let doc = "What recovery did: rec_ about packets with an unknown SPI, invspi_rx_ about what peers report";
    Group { directory: "recovery", prefix: "recovery", doc, values }
}

fn gateway(stats: &Stats) -> Group {
    let values = vec![
        gauge("uptime_seconds", "Time since the gateway began", stats.uptime),
        gauge("bundles", "IPsec SA bundles", stats.bundles.len() as u64),
        gauge("card_up", "1: there is a card that works", (!stats.controllers.is_empty()).into()),
    ];
    Group { directory: "info", prefix: "gateway", doc: "The gateway as a whole", values }
}

fn counter(name: &'static str, doc: &'static str, value: u64) -> Value {
    Value { name, kind: Kind::Counter, doc: doc.trim(), value }
}

fn gauge(name: &'static str, doc: &'static str, value: u64) -> Value {
    Value { name, kind: Kind::Gauge, doc, value }
}

const CARD: [(&str, Kind, &str); 10] = [
    ("sas", Kind::Gauge, "SAs in the card"),
    ("sas_capacity", Kind::Gauge, "SAs that it can hold"),
    ("cam_entries", Kind::Gauge, "SPIs in its CAM: of SAs, larval and of the graveyard"),
    ("cam_capacity", Kind::Gauge, "Places of its CAM"),
    ("cam_overflow", Kind::Gauge, "Entries in the overflow CAM"),
    ("cam_moves", Kind::Counter, "Entries that had to make room for others"),
    ("lanes", Kind::Gauge, "Lanes"),
    ("clock_hz", Kind::Gauge, "Core clock"),
    ("longest_packet", Kind::Gauge, "Octets of the longest packet"),
    ("malformed_events", Kind::Counter, "Event records that made no sense"),
];

const TUN: [(&str, &str); 8] = [
    ("rx_packets", "Packets that the gateway gave to the kernel"),
    ("rx_bytes", "Their octets"),
    ("rx_errors", "Packets that the kernel found wrong"),
    ("rx_dropped", "Packets that the kernel dropped"),
    ("tx_packets", "Packets that the kernel gave to the gateway"),
    ("tx_bytes", "Their octets"),
    ("tx_errors", "Packets that could not be given"),
    ("tx_dropped", "Packets that found the gateway's queue full"),
];

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::super::stats::{BundleStats, SaStats, SaUsage};
    use super::*;
    use crate::show::ControllerState;

    /// A gateway with a card whose counters all differ, and two bundles.
    pub fn sample() -> Stats {
        let names = Counter::ALL.iter().map(|c| c.name()).chain(Verdict::ALL.iter().skip(1).map(|v| v.name()));
        let card = ControllerState {
            name: "sim".into(),
            properties: vec![],
            gauges: CARD.iter().enumerate().map(|(n, (name, ..))| ((*name).to_owned(), 900 + n as u64)).collect(),
            counters: names.enumerate().map(|(n, name)| (name.to_owned(), 100 + n as u64)).collect(),
        };
        let sa = |inbound_spi, outbound_spi| SaStats {
            protocol: 50,
            inbound_spi,
            outbound_spi,
            transform: "esp-gcm 256".into(),
            window: 64,
            esn: true,
            inbound: Some(SaUsage { packets: 3, octets: 300, sequence: 5 }),
            outbound: Some(SaUsage { packets: 4, octets: 400, sequence: 4 }),
        };
        let bundle = |peer: &str, sas| BundleStats {
            peer: peer.into(),
            policy: "testtag1 10 0".into(),
            local: "10.1.1.1".into(),
            remote: "10.2.2.2".into(),
            mode: "tunnel".into(),
            since: 1_700_000_000_123,
            sends: true,
            sas,
            ..BundleStats::default()
        };
        Stats {
            hostname: "gw".into(),
            uptime: 12,
            card: "sim".into(),
            controllers: vec![card],
            path: [("sent_packets".to_owned(), 4)].into(),
            bundles: vec![bundle("one", vec![sa(0x0121_4f0d, 0xfeed_beef)]), bundle("two", vec![sa(0xfeed_beef, 300)])],
            ..Stats::default()
        }
    }

    #[test]
    fn names_are_unique_within_a_directory_and_a_prefix_and_all_are_explained() {
        let groups = groups(&sample());
        let values = || groups.iter().flat_map(|group| group.values.iter().map(move |value| (group, value)));
        let files: BTreeSet<_> = values().map(|(group, value)| (group.directory, value.name)).collect();
        let metrics: BTreeSet<_> = values().map(|(group, value)| (group.prefix, value.name)).collect();
        assert_eq!((files.len(), metrics.len()), (values().count(), values().count()));
        for (group, value) in values() {
            assert!(!value.doc.is_empty() && value.doc.trim() == value.doc, "{}: {}", group.directory, value.name);
            assert!(value.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.".contains(&b)));
        }
    }

    #[test]
    fn every_counter_of_the_contract_is_told_and_a_card_that_is_gone_tells_none() {
        let groups_with = groups(&sample());
        assert_eq!(groups_with[0].values.len(), Counter::ALL.len() + Verdict::ALL.len() - 1);
        assert!(groups_with[0].values.iter().all(|value| value.value >= 100));
        let gone = Stats { controllers: vec![], ..sample() };
        let prefixes: Vec<_> = groups(&gone).iter().map(|group| group.prefix).collect();
        assert_eq!(prefixes, ["path", "tun", "ike", "recovery", "gateway"]);
    }
}
