//! Capture files: IP packets out of a pcap or pcapng, and into a pcap.
//!
//! ```text
//!   file ──> pcap-parser (one buffer of bounded size) ──> frame ──> link layer off ──> IP packet or foreign frame
//! ```
//! pcap in both byte orders, in micro- and nanoseconds; pcapng with any number of sections, interfaces and time
//! resolutions. Link types are Ethernet (VLAN tags are skipped) and raw IP. A damaged file is an error that names packet
//! and byte; nothing is guessed.

use std::io::{Read, Write};

use etherparse::{EtherType, Ethernet2Slice, SingleVlanSlice};
use pcap_parser::pcapng::Block;
use pcap_parser::traits::{PcapNGPacketBlock, PcapReaderIterator};
use pcap_parser::{Linktype, PcapBlockOwned, PcapError};

/// Reads the packets of a capture, one after the other.
pub struct Capture {
    reader: Box<dyn PcapReaderIterator + Send>,
    interfaces: Vec<Interface>,
    /// Packets returned so far.
    packets: u64,
    /// Octets before the block that is read next.
    offset: u64,
}

/// What is known of a packet beside its octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// When it was captured.
    pub time: Time,
    /// Whether its link layer says that it is IP.
    pub ip: bool,
}

/// Time of a packet since the epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// Seconds, as a pcap has them.
    pub seconds: u32,
    /// Below 10^9.
    pub nanos: u32,
}

/// Why a capture cannot be read, and where.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// Not a capture at all.
    #[error("neither a pcap nor a pcapng file")]
    Format,
    /// It ends too early.
    #[error("packet {packet}: the file ends within the block that begins at byte {offset}")]
    Truncated {
        /// Packets before it: its index.
        packet: u64,
        /// First octet of the block.
        offset: u64,
    },
    /// A block that makes no sense.
    #[error("packet {packet}: the block at byte {offset} {why}")]
    Damaged {
        /// Packets before it.
        packet: u64,
        /// First octet of the block.
        offset: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A link layer that is neither Ethernet nor IP.
    #[error("packet {packet}: the block at byte {offset} has link type {link}, neither Ethernet nor raw IP")]
    Link {
        /// Packets before it.
        packet: u64,
        /// First octet of the block.
        offset: u64,
        /// LINKTYPE_ value.
        link: i32,
    },
    /// The operating system could not read it.
    #[error("packet {packet}: cannot be read at byte {offset}")]
    Read {
        /// Packets before it.
        packet: u64,
        /// First octet of the block.
        offset: u64,
    },
}

/// Writes a pcap of raw IP packets, in nanoseconds.
pub struct PcapWriter<W> {
    out: W,
}

struct Interface {
    link: Linktype,
    /// Units per second of its time stamps.
    resolution: u64,
    /// Seconds to be added to its time stamps.
    shift: i64,
    /// Longest packet; 0 is no limit.
    snaplen: u32,
}

impl Capture {
    /// Reads the beginning of a capture.
    pub fn new(input: impl Read + Send + 'static) -> Result<Capture, CaptureError> {
        let reader = pcap_parser::create_reader(BUFFER, Whole(input)).map_err(|e| match e {
            PcapError::ReadError => CaptureError::Read { packet: 0, offset: 0 },
            _ => CaptureError::Format,
        })?;
        Ok(Capture { reader, interfaces: Vec::new(), packets: 0, offset: 0 })
    }

    /// Reads the next packet into `data`, without its link layer; `None` at the end of the file.
    pub fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Frame>, CaptureError> {
        let (packet, offset) = (self.packets, self.offset);
        let damaged = |why| CaptureError::Damaged { packet, offset, why };
        loop {
            let (packet, offset) = (self.packets, self.offset);
            let (taken, found) = match self.reader.next() {
                Ok((taken, block)) => (taken, take(&mut self.interfaces, block, data)),
                Err(PcapError::Eof) => return Ok(None),
                Err(PcapError::Incomplete(_)) => {
                    self.reader.refill().map_err(|_| CaptureError::Read { packet, offset })?;
                    continue;
                }
                Err(PcapError::UnexpectedEof) => return Err(CaptureError::Truncated { packet, offset }),
                Err(PcapError::BufferTooSmall) => {
                    return Err(CaptureError::Damaged { packet, offset, why: "is longer than any packet" })
                }
                Err(PcapError::ReadError) => return Err(CaptureError::Read { packet, offset }),
                Err(_) => return Err(CaptureError::Damaged { packet, offset, why: "is malformed" }),
            };
            let frame = found.map_err(|fault| match fault {
                Fault::Link(link) => CaptureError::Link { packet, offset, link },
                Fault::Damaged(why) => CaptureError::Damaged { packet, offset, why },
            })?;
            self.reader.consume(taken);
            self.offset += taken as u64;
            if taken == 0 {
                return Err(damaged("is empty"));
            }
            if frame.is_some() {
                self.packets += 1;
                return Ok(frame);
            }
        }
    }

    /// Octets of the file that were read.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl<W: Write> PcapWriter<W> {
    /// Writes the file's header.
    pub fn new(mut out: W) -> std::io::Result<PcapWriter<W>> {
        let mut header = Vec::with_capacity(24);
        header.extend(MAGIC_NANOS.to_le_bytes());
        header.extend([2, 0, 4, 0]); // version 2.4
        header.extend([0; 8]);
        header.extend(SNAPLEN.to_le_bytes());
        header.extend(RAW_IP.to_le_bytes());
        out.write_all(&header)?;
        Ok(PcapWriter { out })
    }

    /// Appends a packet.
    pub fn write(&mut self, time: Time, packet: &[u8]) -> std::io::Result<()> {
        let len = packet.len() as u32;
        let mut header = [0; 16];
        for (field, value) in header.chunks_exact_mut(4).zip([time.seconds, time.nanos, len, len]) {
            field.copy_from_slice(&value.to_le_bytes());
        }
        self.out.write_all(&header)?;
        self.out.write_all(packet)
    }

    /// Gives the file back.
    pub fn into_inner(self) -> W {
        self.out
    }
}

enum Fault {
    Link(i32),
    Damaged(&'static str),
}

/// Keeps what a block says about interfaces, or copies its packet.
fn take(interfaces: &mut Vec<Interface>, block: PcapBlockOwned, data: &mut Vec<u8>) -> Result<Option<Frame>, Fault> {
    let (interface, time, octets) = match &block {
        PcapBlockOwned::LegacyHeader(header) => {
            let resolution = if header.is_nanosecond_precision() { 1_000_000_000 } else { 1_000_000 };
            let link = Linktype(header.network.0 & 0xffff); // above are the length of a frame check sequence and flags
            *interfaces = vec![Interface { link, resolution, shift: 0, snaplen: 0 }];
            return Ok(None);
        }
        PcapBlockOwned::Legacy(b) => {
            let interface = interfaces.first().ok_or(Fault::Damaged("comes before the file's header"))?;
            let nanos = u64::from(b.ts_usec) * (1_000_000_000 / interface.resolution);
            let nanos = u32::try_from(nanos).unwrap_or(u32::MAX).min(999_999_999);
            (interface, Time { seconds: b.ts_sec, nanos }, b.data)
        }
        PcapBlockOwned::NG(Block::SectionHeader(_)) => {
            interfaces.clear();
            return Ok(None);
        }
        PcapBlockOwned::NG(Block::InterfaceDescription(b)) => {
            if interfaces.len() == MOST_INTERFACES {
                return Err(Fault::Damaged("describes too many interfaces"));
            }
            let resolution = b.ts_resolution().filter(|r| *r > 0).ok_or(Fault::Damaged("has no time resolution"))?;
            interfaces.push(Interface { link: b.linktype, resolution, shift: b.ts_offset(), snaplen: b.snaplen });
            return Ok(None);
        }
        PcapBlockOwned::NG(Block::EnhancedPacket(b)) => {
            let interface = interfaces.get(b.if_id as usize).ok_or(Fault::Damaged("names an unknown interface"))?;
            if b.caplen as usize > b.data.len() {
                return Err(Fault::Damaged("is shorter than its packet"));
            }
            (interface, interface.time(b.ts_high, b.ts_low), b.packet_data())
        }
        PcapBlockOwned::NG(Block::SimplePacket(b)) => {
            let interface = interfaces.first().ok_or(Fault::Damaged("names an unknown interface"))?;
            let captured = if interface.snaplen == 0 { b.origlen } else { b.origlen.min(interface.snaplen) };
            let octets = b.data.get(..captured as usize).ok_or(Fault::Damaged("is shorter than its packet"))?;
            (interface, Time::default(), octets)
        }
        PcapBlockOwned::NG(_) => return Ok(None),
    };
    let (ip, octets) = network_layer(interface.link, octets).ok_or(Fault::Link(interface.link.0))?;
    data.clear();
    data.extend_from_slice(octets);
    Ok(Some(Frame { time, ip }))
}

/// What the link layer carries, and whether it says that this is IP; `None` for a link layer that nobody asked for.
fn network_layer(link: Linktype, frame: &[u8]) -> Option<(bool, &[u8])> {
    match link {
        Linktype(LINK_RAW_BSD | LINK_RAW_OPENBSD) | Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => {
            Some((true, frame))
        }
        Linktype::ETHERNET => {
            let Ok(ethernet) = Ethernet2Slice::from_slice_without_fcs(frame) else { return Some((false, frame)) };
            let (mut ether_type, mut payload) = (ethernet.ether_type(), ethernet.payload_slice());
            while VLAN_TAGS.contains(&ether_type) {
                let Ok(tag) = SingleVlanSlice::from_slice(payload) else { return Some((false, payload)) };
                (ether_type, payload) = (tag.ether_type(), tag.payload_slice());
            }
            let ip = matches!(ether_type, EtherType::IPV4 | EtherType::IPV6);
            Some((ip, if ip { without_padding(payload) } else { payload }))
        }
        _ => None,
    }
}

/// What an Ethernet frame carries without the octets that fill it up to its least length (RFC 894, RFC 2464).
fn without_padding(payload: &[u8]) -> &[u8] {
    let len = match *payload {
        [0x40..=0x4f, _, high, low, ..] => usize::from(u16::from_be_bytes([high, low])),
        [0x60..=0x6f, _, _, _, high, low, ..] => 40 + usize::from(u16::from_be_bytes([high, low])),
        _ => return payload,
    };
    match payload.get(..len) {
        Some(packet) if len >= 20 && payload.len() <= LEAST_PAYLOAD => packet,
        _ => payload,
    }
}

impl Interface {
    fn time(&self, high: u32, low: u32) -> Time {
        let stamp = u64::from(high) << 32 | u64::from(low);
        let nanos = u128::from(stamp % self.resolution) * 1_000_000_000 / u128::from(self.resolution);
        let seconds = i128::from(stamp / self.resolution) + i128::from(self.shift);
        Time { seconds: seconds.clamp(0, u32::MAX.into()) as u32, nanos: nanos as u32 }
    }
}

/// A reader that returns less than it is asked for at the end of the file only.
struct Whole<R>(R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let mut filled = 0;
        while filled < buf.len() {
            match self.0.read(&mut buf[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(filled)
    }
}

/// Buffer for the file, and by that the longest block: four times the longest packet that capture programs take.
const BUFFER: usize = 4 * SNAPLEN as usize;
const SNAPLEN: u32 = 262_144;
const MOST_INTERFACES: usize = 65536;
const MAGIC_NANOS: u32 = 0xa1b2_3c4d;
/// Octets that an Ethernet frame carries at least.
const LEAST_PAYLOAD: usize = 46;
/// LINKTYPE_RAW.
const RAW_IP: u32 = 101;
/// DLT_RAW of most systems, and of OpenBSD; files should say LINKTYPE_RAW.
const LINK_RAW_BSD: i32 = 12;
const LINK_RAW_OPENBSD: i32 = 14;
const VLAN_TAGS: [EtherType; 3] =
    [EtherType::VLAN_TAGGED_FRAME, EtherType::PROVIDER_BRIDGING, EtherType::VLAN_DOUBLE_TAGGED_FRAME];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut writer = PcapWriter::new(Vec::new()).expect("memory");
        let time = Time { seconds: 7, nanos: 999_999_999 };
        writer.write(time, &[0x45; 30]).expect("memory");
        let mut capture = Capture::new(std::io::Cursor::new(writer.into_inner())).expect("header");
        let mut data = vec![1];
        assert_eq!(capture.next(&mut data).expect("good"), Some(Frame { time, ip: true }));
        assert_eq!(data, [0x45; 30]);
        assert_eq!(capture.next(&mut data).expect("good"), None);
        assert_eq!(capture.offset(), 24 + 16 + 30);
    }

    #[test]
    fn vlan_tags_are_skipped_and_foreign_frames_are_marked() {
        let frame = |tags: &[u8]| [&[0; 12][..], tags, &[1, 2, 3]].concat();
        let layer = |tags: &[u8]| {
            let frame = frame(tags);
            let (ip, payload) = network_layer(Linktype::ETHERNET, &frame).expect("Ethernet");
            (ip, payload.to_vec())
        };
        assert_eq!(layer(&[0x08, 0x00]), (true, vec![1, 2, 3]));
        assert_eq!(layer(&[0x81, 0x00, 0, 7, 0x86, 0xdd]), (true, vec![1, 2, 3]));
        assert_eq!(layer(&[0x88, 0xa8, 0, 7, 0x81, 0x00, 0, 9, 0x08, 0x00]), (true, vec![1, 2, 3]));
        assert_eq!(layer(&[0x08, 0x06]), (false, vec![1, 2, 3]));
        assert!(!layer(&[0x81, 0x00]).0, "cut within the tag");
        assert_eq!(network_layer(Linktype::ETHERNET, &[0; 13]), Some((false, &[0; 13][..])));
        assert_eq!(network_layer(Linktype(113), &[0; 13]), None);
    }

    #[test]
    fn padding_of_short_frames_is_taken_off() {
        let padded = |len: usize, packet: &[u8]| {
            let mut frame = [&[0; 12][..], &[8, 0], packet].concat();
            frame.resize(14 + len, 0);
            network_layer(Linktype::ETHERNET, &frame).expect("Ethernet").1.len()
        };
        assert_eq!(padded(46, &[0x45, 0, 0, 29]), 29);
        assert_eq!(padded(46, &[0x60, 0, 0, 0, 0, 4]), 44);
        assert_eq!(padded(46, &[0x45, 0, 0, 60]), 46, "cut short");
        assert_eq!(padded(46, &[0x45, 0, 0, 3]), 46, "no IP length");
        assert_eq!(padded(60, &[0x45, 0, 0, 29]), 60, "longer than Ethernet would make it");
    }

    #[test]
    fn time_stamps_of_any_resolution_become_nanoseconds() {
        let at = |resolution, shift, stamp: u64| {
            Interface { link: Linktype::RAW, resolution, shift, snaplen: 0 }.time((stamp >> 32) as u32, stamp as u32)
        };
        assert_eq!(at(1_000_000, 0, 5_000_001), Time { seconds: 5, nanos: 1000 });
        assert_eq!(at(1 << 63, 3, 1 << 62), Time { seconds: 3, nanos: 500_000_000 });
        assert_eq!(at(1, i64::MIN, u64::MAX), Time { seconds: u32::MAX, nanos: 0 });
        assert_eq!(at(1, -10, 3), Time::default());
    }
}
