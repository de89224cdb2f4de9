//! Exchanges of two endpoints as Mermaid sequence diagrams: what each sends, and what it reports, with its time.
//!
//! All random numbers come from seeds and time is virtual, so that every run prints the same; the digest is of every octet.

use std::fmt::Write;
use std::time::{Duration, Instant};

use respite_ike::config::Version;
use respite_ike::crypto::Hash;
use respite_ike::report::Report;
use respite_ike::sa::{BundleId, Protocol};
use respite_ike::Transmit;

use super::configs::{config, ip, seed_bundle, seed_peer};
use super::engine::Packet;
use super::pair::{Pair, A, B};

/// `docs/exchanges.md`.
pub fn document() -> String {
    let mut text = String::from(INTRODUCTION);
    text += "\n## IKEv2: B restarts\n";
    text += &restart(Pair::new(Version::V2).recovering());
    text += "\n## IKEv2: B has lost the Child SA alone\n";
    text += &lost_child(Pair::new(Version::V2));
    text += "\n## IKEv1: B restarts, an AH and ESP bundle\n";
    let (a, b) = (ip("10.1.1.1"), ip("10.2.2.2"));
    let pair = Pair::with(vec![
        (a, config([seed_peer("b", a, b, (1, 2), seed_bundle(true, true))])),
        (b, config([seed_peer("a", b, a, (2, 1), seed_bundle(true, true))])),
    ]);
    text += &restart(pair.recovering());
    text
}

/// A packet brings up a bundle; B forgets all; the next packet meets an unknown SPI; then traffic flows again.
fn restart(pair: Pair) -> String {
    let mut story = Story::new(pair);
    story.note("A", "traffic for B, and no bundle");
    story.pair.acquire(A, "b", "net");
    story.pass(Duration::from_secs(1));
    story.send();
    story.pass(Duration::from_secs(9));
    story.pair.reboot(B);
    story.note("B", "restarts and knows nothing");
    story.send();
    story.pass(Duration::from_secs(3));
    story.send();
    story.pass(Duration::from_secs(7));
    story.finish()
}

fn lost_child(pair: Pair) -> String {
    let mut story = Story::new(pair.established());
    story.pair.forget(B);
    story.note("B", "loses the Child SA without a word");
    story.send();
    story.pass(Duration::from_secs(1));
    story.send();
    story.pass(Duration::from_secs(1));
    story.finish()
}

struct Story {
    pair: Pair,
    lines: String,
    /// Of each node's datagrams and reports, how many have been told.
    told: [(usize, usize); 2],
}

impl Story {
    fn new(pair: Pair) -> Self {
        let told = [A, B].map(|node| (pair.nodes[node].sent.len(), pair.nodes[node].reports.len()));
        Story { pair, lines: String::new(), told }
    }

    fn note(&mut self, who: &str, what: &str) {
        self.line(&format!("Note over {who}: {} {what}", self.time(self.pair.now)));
    }

    /// A packet from A to B by the bundle in use.
    fn send(&mut self) {
        let engine = &self.pair.nodes[A].engine;
        let packet = engine.outbound("b", "net").map(|bundle| engine.encapsulate(bundle)).expect("a bundle is up");
        let Packet { protocol, spi, .. } = &packet;
        let protocol = if *protocol == Protocol::Ah { "AH" } else { "ESP" };
        let line = format!("A-)B: {} {protocol} {spi}", self.time(self.pair.now));
        self.line(&line);
        let delivered = self.pair.nodes[B].delivered;
        self.pair.transmit(packet);
        self.pass(Duration::from_millis(11));
        if self.pair.nodes[B].delivered > delivered {
            self.note("B", "the packet verifies");
        }
    }

    /// Lets time pass and tells what has happened.
    fn pass(&mut self, time: Duration) {
        self.pair.run(time);
        let mut events: Vec<(Instant, String)> = Vec::new();
        for (node, name) in [(A, "A"), (B, "B")] {
            let (sent, reported) = self.told[node];
            let state = &self.pair.nodes[node];
            for (at, report) in &state.reports[reported..] {
                if let Some(what) = self.describe(node, report) {
                    events.push((*at, format!("Note over {name}: {} {what}", self.time(*at))));
                }
            }
            for (at, transmit) in &state.sent[sent..] {
                let arrow = if node == A { "A->>B" } else { "B->>A" };
                let what = exchange(transmit);
                events.push((*at, format!("{arrow}: {} {what}, {} octets", self.time(*at), transmit.payload.len())));
            }
            self.told[node] = (state.sent.len(), state.reports.len());
        }
        events.sort_by_key(|(at, _)| *at);
        for (_, line) in events {
            self.line(&line);
        }
    }

    fn describe(&self, node: usize, report: &Report) -> Option<String> {
        Some(match report {
            Report::Established { version, initiator, .. } => {
                let name = if *version == Version::V1 { "ISAKMP SA" } else { "IKE SA" };
                format!("{name} up, {}", if *initiator { "initiator" } else { "responder" })
            }
            Report::Closed { why, .. } => format!("IKE SA gone, {why:?}"),
            Report::BundleUp { bundle, .. } => format!("bundle up, {}", self.spis(node, *bundle)),
            Report::BundleDown { why, .. } => format!("bundle gone, {why:?}"),
            Report::Failed { why, .. } => format!("failed, {why:?}"),
            Report::Dropped { why, .. } => format!("datagram dropped, {why:?}"),
            Report::Recovery { spi, decision, .. } => format!("recovery of {spi}, {decision:?}"),
            // The seed's algorithms, each by its name.
            Report::Weak { .. } => return None,
        })
    }

    fn spis(&self, node: usize, bundle: BundleId) -> String {
        let sas = self.pair.nodes[node].engine.bundles.get(&bundle).map_or(&[][..], |bundle| &bundle.sas);
        let inbound: Vec<String> = sas.iter().map(|sa| sa.inbound_spi.to_string()).collect();
        format!("inbound {}", inbound.join(" and "))
    }

    fn time(&self, at: Instant) -> String {
        format!("{:.3} s", (at - self.pair.start).as_secs_f64())
    }

    fn line(&mut self, line: &str) {
        writeln!(self.lines, "    {line}").expect("a string takes all");
    }

    fn finish(self) -> String {
        let Pair { nodes, .. } = &self.pair;
        let sent = nodes.iter().flat_map(|node| &node.sent).map(|(_, transmit)| &transmit.payload[..]);
        let digest = Hash::Sha2_256.digest(&sent.collect::<Vec<_>>());
        let digest: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
        let participants: String = nodes.iter().zip(["A", "B"]).fold(String::new(), |all, (node, name)| {
            all + &format!("    participant {name} as {name}, {}\n", node.address)
        });
        format!(
            "\n```mermaid\nsequenceDiagram\n{participants}{}```\n\nSHA-256 of all that was sent: `{digest}`\n",
            self.lines
        )
    }
}

/// What a datagram is by its header.
fn exchange(transmit: &Transmit) -> String {
    let header = match transmit.local.port() {
        500 => &transmit.payload[..],
        _ => &transmit.payload[4..],
    };
    let (version, exchange, flags) = (header[17] >> 4, header[18], header[19]);
    let message_id = u32::from_be_bytes([header[20], header[21], header[22], header[23]]);
    if version == 1 {
        return match exchange {
            2 => "main mode".into(),
            5 => format!("informational {message_id:08x}"),
            32 => format!("quick mode {message_id:08x}"),
            other => format!("exchange {other}"),
        };
    }
    let name = match exchange {
        34 => "IKE_SA_INIT",
        35 => "IKE_AUTH",
        36 => "CREATE_CHILD_SA",
        37 => "INFORMATIONAL",
        other => return format!("exchange {other}"),
    };
    format!("{name} {} {message_id}", if flags & 0x20 == 0 { "request" } else { "response" })
}

const INTRODUCTION: &str = "\
# Exchanges

Printed by `cargo run -p respite-ike --example exchanges`; do not edit.

Two endpoints, A and B, recovery on at B, 10 ms apart. Time is virtual and all random numbers come from a seed, so every
octet is the same in every run: `ike/tests/exchanges.rs` compares this page, and with it the digests. What a note says is
what the endpoint reports; the names are those of `respite_ike::report`. An open arrow is a packet of the tunnel.
";
