//! The snapshot as OpenMetrics text, which Prometheus scrapes.
//!
//! `respite_<group>_<name>`, counters with `_total`; those of SAs and bundles with labels that say whose they are.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::groups::{groups, Kind};
use super::stats::{BundleStats, SaStats, SaUsage, Stats};

/// What is sent to whoever scrapes, and its type.
pub fn exposition(stats: Arc<Stats>) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("respite");
    registry.register_collector(Box::new(Snapshot(stats)));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug)]
struct Snapshot(Arc<Stats>);

/// Name and value of each label.
type Labels = Vec<(&'static str, String)>;

impl Collector for Snapshot {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let stats = &self.0;
        let card = [("card", stats.card.as_str())];
        for group in groups(stats) {
            for value in &group.values {
                // A name of a metric has no dot.
                let name = format!("{}_{}", group.prefix, value.name.replace('.', "_"));
                family(&mut encoder, &name, value.doc, value.kind, [(card, value.value)].into_iter())?;
            }
        }
        let one = |value: &dyn Fn(&SaUsage) -> u64| {
            sas(stats).map(|(labels, usage)| (labels, value(usage))).collect::<Vec<_>>()
        };
        family(&mut encoder, "sa_packets", "Packets of an SA", Kind::Counter, one(&|usage| usage.packets).into_iter())?;
        family(&mut encoder, "sa_octets", "Octets of an SA", Kind::Counter, one(&|usage| usage.octets).into_iter())?;
        let doc = "Last sequence number sent, or highest accepted";
        family(&mut encoder, "sa_sequence", doc, Kind::Gauge, one(&|usage| usage.sequence).into_iter())?;
        let errors = stats.bundles.iter().filter_map(|bundle| {
            let sa = bundle.sas.first()?;
            Some((labels(bundle, sa, true), bundle.errors_in))
        });
        let doc = "Packets that were for a bundle and not good, by its outermost inbound SA";
        family(&mut encoder, "bundle_errors", doc, Kind::Counter, unique(errors))
    }
}

/// One family of metrics.
fn family<L: EncodeLabelSet>(
    encoder: &mut DescriptorEncoder,
    name: &str,
    doc: &str,
    kind: Kind,
    values: impl Iterator<Item = (L, u64)>,
) -> Result<(), fmt::Error> {
    let metric_type = match kind {
        Kind::Counter => ConstCounter::new(0u64).metric_type(),
        Kind::Gauge => ConstGauge::new(0u64).metric_type(),
    };
    // Helps are phrases, as everywhere else.
    let mut family = encoder.encode_descriptor(name, doc.trim_end_matches('.'), None, metric_type)?;
    for (labels, value) in values {
        let metric = family.encode_family(&labels)?;
        match kind {
            Kind::Counter => ConstCounter::new(value).encode(metric)?,
            Kind::Gauge => ConstGauge::new(value).encode(metric)?,
        }
    }
    Ok(())
}

/// All SAs that the card has.
fn sas(stats: &Stats) -> impl Iterator<Item = (Labels, &SaUsage)> {
    let pairs = stats.bundles.iter().flat_map(|bundle| bundle.sas.iter().map(move |sa| (bundle, sa)));
    unique(pairs.flat_map(|(bundle, sa)| {
        let usages = [(true, sa.inbound.as_ref()), (false, sa.outbound.as_ref())];
        usages.into_iter().filter_map(move |(inbound, usage)| Some((labels(bundle, sa, inbound), usage?)))
    }))
}

fn labels(bundle: &BundleStats, sa: &SaStats, inbound: bool) -> Labels {
    let (direction, spi) = if inbound { ("in", sa.inbound_spi) } else { ("out", sa.outbound_spi) };
    vec![
        ("spi", format!("{spi:#010x}")),
        ("direction", direction.to_owned()),
        ("protocol", if sa.protocol == 51 { "ah" } else { "esp" }.to_owned()),
        ("peer", bundle.peer.clone()),
        ("policy", bundle.policy.clone()),
    ]
}

/// A peer that chooses one SPI twice must not spoil the scrape, in which labels are unique.
fn unique<T>(all: impl Iterator<Item = (Labels, T)>) -> impl Iterator<Item = (Labels, T)> {
    let mut seen = BTreeSet::new();
    all.filter(move |(labels, _)| seen.insert(labels.clone()))
}

#[cfg(test)]
mod tests {
    use super::super::groups::tests::sample;
    use super::*;

    fn text(stats: Stats) -> String {
        exposition(Arc::new(stats)).expect("a string takes all")
    }

    #[test]
    fn counters_are_told_with_their_names_meanings_and_the_card() {
        let stats = sample();
        let icv = stats.controllers[0].counters["rx_icv"];
        let text = text(stats);
        assert!(text.contains("# HELP respite_card_rx_icv Integrity check failed\n"), "{text}");
        assert!(text.contains("# TYPE respite_card_rx_icv counter\n"), "{text}");
        assert!(text.contains(&format!("respite_card_rx_icv_total{{card=\"sim\"}} {icv}\n")), "{text}");
        assert!(text.contains("respite_recovery_rec_suppressed_peer_total{card=\"sim\"} 0\n"), "{text}");
        assert!(text.contains("# TYPE respite_card_cam_entries gauge\n"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn sas_have_labels_and_a_peer_that_repeats_an_spi_does_not_repeat_a_line() {
        let mut stats = sample();
        let again = stats.bundles[0].sas[0].clone();
        stats.bundles[0].sas.push(SaStats { inbound_spi: 999, ..again });
        let text = text(stats);
        let line = "respite_sa_octets_total{spi=\"0xfeedbeef\",direction=\"out\",protocol=\"esp\",peer=\"one\",policy=\"testtag1 10 0\"} 400\n";
        assert_eq!(text.matches(line).count(), 1, "{text}");
        let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let all = lines.len();
        lines.sort_unstable_by_key(|line| line.rsplit_once(' ').map(|(name, _)| name));
        lines.dedup_by_key(|line| line.rsplit_once(' ').map(|(name, _)| name));
        assert_eq!(lines.len(), all);
    }
}
