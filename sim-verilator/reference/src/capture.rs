//! Capture files: the IP packets of a pcap (any byte order, micro- or nanoseconds) or a pcapng.

use std::fmt;

/// Why a capture cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureError {
    /// Neither pcap nor pcapng.
    Magic,
    /// It ends inside a record, or a length is impossible, at this octet.
    Cut(usize),
    /// A link type other than Ethernet and raw IP.
    Link(u16),
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("neither pcap nor pcapng"),
            Self::Cut(at) => write!(f, "cut or damaged at octet {at}"),
            Self::Link(link) => write!(f, "link type {link} is neither Ethernet nor raw IP"),
        }
    }
}

impl std::error::Error for CaptureError {}

/// The packets of a capture without their link-layer headers.
pub fn read_capture(data: &[u8]) -> Result<Vec<Vec<u8>>, CaptureError> {
    let magic = *data.first_chunk().ok_or(CaptureError::Magic)?;
    match u32::from_le_bytes(magic) {
        PCAPNG_SECTION => pcapng(data),
        PCAP_MICROS | PCAP_NANOS => pcap(Reader { data, big: false }),
        swapped if [PCAP_MICROS, PCAP_NANOS].contains(&swapped.swap_bytes()) => pcap(Reader { data, big: true }),
        _ => Err(CaptureError::Magic),
    }
}

fn pcap(file: Reader) -> Result<Vec<Vec<u8>>, CaptureError> {
    let link = file.u32(20)? as u16;
    let (mut packets, mut at) = (Vec::new(), 24);
    while at < file.data.len() {
        let len = file.u32(at + 8)? as usize;
        packets.push(without_link(link, file.slice(at + 16, len)?, at)?);
        at += 16 + len;
    }
    Ok(packets)
}

fn pcapng(data: &[u8]) -> Result<Vec<Vec<u8>>, CaptureError> {
    let mut file = Reader { data, big: false };
    let (mut packets, mut links, mut at) = (Vec::new(), Vec::new(), 0);
    while at < data.len() {
        if file.u32(at)? == PCAPNG_SECTION {
            file.big = file.slice(at + 8, 4)? == BYTE_ORDER.to_be_bytes();
            links.clear();
        }
        let (kind, total) = (file.u32(at)?, file.u32(at + 4)? as usize);
        file.slice(at, total)?;
        match kind {
            PCAPNG_INTERFACE => links.push(file.u16(at + 8)?),
            PCAPNG_PACKET => {
                let link = links.get(file.u32(at + 8)? as usize).ok_or(CaptureError::Cut(at))?;
                let len = file.u32(at + 20)? as usize;
                packets.push(without_link(*link, file.slice(at + 28, len)?, at)?);
            }
            _ => {}
        }
        at += if total < 12 { return Err(CaptureError::Cut(at)) } else { total };
    }
    Ok(packets)
}

fn without_link(link: u16, frame: &[u8], at: usize) -> Result<Vec<u8>, CaptureError> {
    match link {
        ETHERNET => frame.get(14..).map(<[u8]>::to_vec).ok_or(CaptureError::Cut(at)),
        RAW_IP => Ok(frame.to_vec()),
        link => Err(CaptureError::Link(link)),
    }
}

/// A file in one byte order.
struct Reader<'a> {
    data: &'a [u8],
    big: bool,
}

impl<'a> Reader<'a> {
    fn slice(&self, at: usize, len: usize) -> Result<&'a [u8], CaptureError> {
        let cut = CaptureError::Cut(at);
        self.data.get(at..at.checked_add(len).ok_or(cut)?).ok_or(cut)
    }

    fn array<const N: usize>(&self, at: usize) -> Result<[u8; N], CaptureError> {
        let mut octets: [u8; N] = *self.slice(at, N)?.first_chunk().ok_or(CaptureError::Cut(at))?;
        if !self.big {
            octets.reverse();
        }
        Ok(octets)
    }

    fn u32(&self, at: usize) -> Result<u32, CaptureError> {
        self.array(at).map(u32::from_be_bytes)
    }

    fn u16(&self, at: usize) -> Result<u16, CaptureError> {
        self.array(at).map(u16::from_be_bytes)
    }
}

const ETHERNET: u16 = 1;
const RAW_IP: u16 = 101;
const PCAP_MICROS: u32 = 0xa1b2_c3d4;
const PCAP_NANOS: u32 = 0xa1b2_3c4d;
/// The same in either byte order.
const PCAPNG_SECTION: u32 = 0x0a0d_0d0a;
const BYTE_ORDER: u32 = 0x1a2b_3c4d;
const PCAPNG_INTERFACE: u32 = 1;
const PCAPNG_PACKET: u32 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_an_error_and_never_a_panic() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/replay");
        for case in ["decap-ethernet", "decap-pcapng", "decap-pcap-be-ns"] {
            let whole = std::fs::read(format!("{folder}/{case}/in.pcap")).unwrap();
            let packets = read_capture(&whole).unwrap();
            assert_eq!(packets.len(), 12, "{case}");
            for len in 0..whole.len() {
                let fewer = read_capture(&whole[..len]).map_or(0, |packets| packets.len());
                assert!(fewer < packets.len(), "{case} cut to {len}");
            }
        }
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(read_capture(b"%PDF-1.7"), Err(CaptureError::Magic));
        assert_eq!(read_capture(b""), Err(CaptureError::Magic));
        let mut loopback = PCAP_MICROS.to_le_bytes().to_vec();
        loopback.resize(20, 0);
        loopback.extend([0; 4 + 16]);
        assert_eq!(read_capture(&loopback), Err(CaptureError::Link(0)));
    }
}
