//! REPORT.json: one row for each packet, then counters, events and clocks.
//!
//! Rows are written as they come, and events are kept in a file once there are many, so that a report may be longer than
//! memory. Names are those of the card's counters.

use std::collections::BTreeMap;
use std::io::{self, Seek, Write};
use std::net::IpAddr;

use respite_driver::{InvalidSpi, Protocol};
use serde::Serialize;
use tempfile::SpooledTempFile;

/// What became of one packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    /// Its place in the capture, from 0.
    pub index: u64,
    /// `ok`, or the counter of its drop.
    pub verdict: &'static str,
    /// Name of its SA, where it met one.
    pub sa: Option<&'a str>,
    /// Sequence number, if it is good.
    pub seq: Option<u64>,
    /// Octets of the IP packet that went in.
    pub in_len: usize,
    /// Octets of what came out.
    pub out_len: usize,
    /// Card clocks from submission to completion, modulo 2^16; null if the card did not see it.
    pub clocks: Option<u16>,
}

/// Packets of an unknown SPI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventRow {
    /// SPI.
    pub spi: u32,
    /// `esp`, bare or in UDP, or `ah`.
    pub proto: &'static str,
    /// Source of the packets.
    pub src: IpAddr,
    /// Destination of the packets.
    pub dst: IpAddr,
    /// Source and destination port if they came in UDP.
    pub udp: Option<(u16, u16)>,
    /// Sequence number of the first one.
    pub seq: u32,
    /// How many.
    pub count: u32,
    /// Octets of the first one.
    pub len: u16,
    /// Card time of the first one.
    pub at_ns: u64,
}

/// Writes a report.
pub struct ReportWriter<W> {
    out: W,
    rows: u64,
    /// Events follow the rows, but come between them.
    events: SpooledTempFile,
}

impl From<&InvalidSpi> for EventRow {
    fn from(e: &InvalidSpi) -> EventRow {
        EventRow {
            spi: e.spi,
            proto: match e.protocol {
                Protocol::Esp => "esp",
                Protocol::Ah => "ah",
            },
            src: e.src,
            dst: e.dst,
            udp: e.udp,
            seq: e.seq,
            count: e.count,
            len: e.len,
            at_ns: u64::try_from(e.at.as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

impl<W: Write> ReportWriter<W> {
    /// Begins a report.
    pub fn new(mut out: W) -> io::Result<ReportWriter<W>> {
        out.write_all(b"{\"packets\": [")?;
        Ok(ReportWriter { out, rows: 0, events: SpooledTempFile::new(EVENTS_IN_MEMORY) })
    }

    /// Appends a row.
    pub fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.out.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
        self.rows += 1;
        serde_json::to_writer(&mut self.out, row).map_err(io::Error::from)
    }

    /// Keeps an event for the end.
    pub fn event(&mut self, event: &EventRow) -> io::Result<()> {
        let first = self.events.stream_position()? == 0;
        self.events.write_all(if first { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.events, event).map_err(io::Error::from)
    }

    /// Ends the report and gives the file back.
    pub fn finish(mut self, counters: &BTreeMap<&str, u64>, clocks: u64, clock_hz: u32) -> io::Result<W> {
        self.out.write_all(b"\n],\n\"counters\": ")?;
        serde_json::to_writer(&mut self.out, counters)?;
        self.out.write_all(b",\n\"events\": [")?;
        self.events.rewind()?;
        io::copy(&mut self.events, &mut self.out)?;
        writeln!(self.out, "],\n\"clocks\": {clocks}, \"clock_hz\": {clock_hz}}}")?;
        Ok(self.out)
    }
}

const EVENTS_IN_MEMORY: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_json_with_rows_and_events_in_their_order() {
        let mut report = ReportWriter::new(Vec::new()).expect("memory");
        let row = |index| Row {
            index,
            verdict: "ok",
            sa: Some("a \"b\""),
            seq: Some(u64::MAX),
            in_len: 1,
            out_len: 2,
            clocks: None,
        };
        let event = |spi| EventRow {
            spi,
            proto: "esp",
            src: [192, 0, 2, 1].into(),
            dst: [0xfd; 16].into(),
            udp: Some((1, 2)),
            seq: 3,
            count: 4,
            len: 5,
            at_ns: 6,
        };
        for n in 0..3 {
            report.row(&row(n)).expect("memory");
            report.event(&event(n as u32)).expect("memory");
        }
        let text = report.finish(&BTreeMap::from([("rx_pkts", 7)]), 8, 9).expect("memory");
        let json: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(json["packets"][2]["index"], 2);
        assert_eq!(json["packets"][0]["seq"], u64::MAX);
        assert_eq!(json["packets"][0]["sa"], "a \"b\"");
        assert_eq!(json["packets"][0]["clocks"], serde_json::Value::Null);
        assert_eq!(json["events"][1]["spi"], 1);
        assert_eq!(json["events"][2]["udp"][1], 2);
        assert_eq!(
            (&json["counters"]["rx_pkts"], &json["clocks"], &json["clock_hz"]),
            (&7.into(), &8.into(), &9.into())
        );
    }

    #[test]
    fn an_empty_report_is_json_too() {
        let text = ReportWriter::new(Vec::new()).and_then(|r| r.finish(&BTreeMap::new(), 0, 1)).expect("memory");
        let json: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(json["packets"].as_array().map(Vec::len), Some(0));
        assert_eq!(json["events"].as_array().map(Vec::len), Some(0));
    }
}
