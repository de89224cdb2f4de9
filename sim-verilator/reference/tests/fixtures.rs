//! Every replay case: what scapy made and this model predict the same (INT-02, DP-*, RPL-*, DET-*).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use respite_reference::{Case, Event, Proto, Table};

#[test]
fn every_case_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/replay");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let case = Case::load(&entry.unwrap().path()).unwrap_or_else(|e| panic!("{e}"));
        wrong.extend(mismatches(&case).into_iter().map(|text| format!("{}: {text}", case.name)));
        cases += 1;
    }
    assert!(cases > 80, "only {cases} cases");
    wrong.sort();
    assert!(wrong.is_empty(), "{} mismatches\n{}", wrong.len(), wrong.join("\n"));
}

/// Where the model and the expectations differ.
fn mismatches(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut table = Table::new(case.sas.iter().cloned());
    let mut out = case.out.iter();
    let mut counters = BTreeMap::new();
    assert_eq!(case.packets.len(), case.expected.packets.len(), "{}", case.name);
    for (packet, row) in case.packets.iter().zip(&case.expected.packets) {
        let met = table.handle(packet);
        let verdict = met.outcome.verdict.name();
        let mut differs = |what: &str, want: &dyn std::fmt::Debug, have: &dyn std::fmt::Debug| {
            wrong.push(format!("packet {} ({}): {what} {want:?} expected, {have:?} predicted", row.index, row.what));
        };
        if row.verdict != verdict {
            differs("verdict", &row.verdict, &verdict);
        }
        if verdict == "ok" {
            let name = met.sa.and_then(|index| table.sa(index)).map(|(sa, _)| sa.name.clone());
            if row.sa != name {
                differs("SA", &row.sa, &name);
            }
            if row.seq != met.outcome.seq {
                differs("sequence number", &row.seq, &met.outcome.seq);
            }
            let want = out.next();
            if want != Some(&met.outcome.packet) {
                differs("output", &want, &met.outcome.packet);
            }
        } else {
            assert!(met.outcome.packet.is_empty(), "{}: a dropped packet came out", case.name);
            *counters.entry(verdict.to_owned()).or_insert(0) += 1;
        }
    }
    let events: Vec<_> = table.misses().iter().map(event).collect();
    if events != case.expected.events {
        wrong.push(format!("events {:?} expected, {events:?} predicted", case.expected.events));
    }
    if counters != case.expected.counters {
        wrong.push(format!("counters {:?} expected, {counters:?} predicted", case.expected.counters));
    }
    if out.next().is_some() {
        wrong.push("more packets expected than came out".into());
    }
    wrong
}

fn event(miss: &respite_reference::Miss) -> Event {
    let proto = match miss.proto {
        Proto::Esp => "esp",
        Proto::Ah => "ah",
    };
    let respite_reference::Miss { spi, src, dst, seq, count, .. } = *miss;
    Event { spi, proto: proto.into(), src, dst, seq, count }
}
