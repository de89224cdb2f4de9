//! ESP and AH behind IPv4 options or IPv6 extension headers.
//!
//! ```text
//!   IPv4:  header | options             | AH or ESP         `next`: octet 9, says what follows
//!   IPv6:  header | extensions in a row | AH or ESP         `next`: the first octet of the last one
//!                                       ^ `end`
//! ```
//! A receiver looks at the extensions before it comes to AH (RFC 8200 §4.1), as the end of the tunnel which this host is.

use super::packet::{checksum, IPV4_HEADER, IPV6_HEADER};
use etherparse::{ip_number, IpNumber};

/// Where the headers in front of ESP or AH are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headers {
    next: usize,
    /// Where ESP or AH begins.
    pub end: usize,
    pub protocol: IpNumber,
}

/// Why the headers of a packet are not gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OddError {
    #[error("it ends within its headers")]
    Short,
    /// Reassembly comes first (RFC 4302 §3.4.1).
    #[error("it is a fragment")]
    Fragment,
    /// RFC 8200 §4.4: this host forwards nothing.
    #[error("its routing header leads on")]
    Routing,
    /// RFC 8200 §4.2: the sender does not want it passed over.
    #[error("its option {0:#04x} is not known")]
    Option(u8),
    #[error("protocol {0} follows its headers")]
    Protocol(u8),
}

impl Headers {
    /// Goes through the headers of a packet that is as long as it says.
    pub fn of(packet: &[u8]) -> Result<Headers, OddError> {
        let headers = match packet.first().map(|octet| octet >> 4) {
            Some(4) => Headers::of_v4(packet)?,
            Some(6) => Headers::of_v6(packet)?,
            _ => return Err(OddError::Short),
        };
        match headers.protocol {
            ip_number::ENCAP_SEC | ip_number::AUTH => Ok(headers),
            other => Err(OddError::Protocol(other.0)),
        }
    }

    fn of_v4(packet: &[u8]) -> Result<Headers, OddError> {
        let header = packet.first_chunk::<IPV4_HEADER>().ok_or(OddError::Short)?;
        if header[6] & 0x3f != 0 || header[7] != 0 {
            return Err(OddError::Fragment);
        }
        let end = usize::from(header[0] & 15) * 4;
        let options = packet.get(IPV4_HEADER..end).ok_or(OddError::Short)?;
        each_option(options, |_, _| ()).ok_or(OddError::Short)?;
        Ok(Headers { next: 9, end, protocol: IpNumber(header[9]) })
    }

    fn of_v6(packet: &[u8]) -> Result<Headers, OddError> {
        let header = packet.first_chunk::<IPV6_HEADER>().ok_or(OddError::Short)?;
        let mut headers = Headers { next: 6, end: IPV6_HEADER, protocol: IpNumber(header[6]) };
        loop {
            let at = headers.end;
            let len = match headers.protocol {
                ip_number::IPV6_HOP_BY_HOP if at == IPV6_HEADER => extension_len(packet, at)?,
                ip_number::IPV6_DEST_OPTIONS => extension_len(packet, at)?,
                ip_number::IPV6_ROUTE if packet.get(at + 3).is_none_or(|left| *left != 0) => {
                    return Err(OddError::Routing)
                }
                ip_number::IPV6_ROUTE => extension_len(packet, at)?,
                ip_number::IPV6_FRAG => return Err(OddError::Fragment),
                _ => return Ok(headers),
            };
            if headers.protocol != ip_number::IPV6_ROUTE {
                each_option6(&packet[at + 2..at + len], |kind, _| match kind >> 6 {
                    0 => Ok(()),
                    _ => Err(OddError::Option(kind)),
                })?;
            }
            headers = Headers { next: at, end: at + len, protocol: IpNumber(packet[at]) };
        }
    }

    /// The packet with what may change on the way set to zero (RFC 4302 §3.3.3.1, Appendix A).
    pub fn immutable(&self, packet: &[u8]) -> Vec<u8> {
        let mut covered = packet.to_vec();
        if covered[0] >> 4 == 4 {
            // Type of service, flags and offset, time to live, checksum.
            covered[1] = 0;
            covered[6..9].fill(0);
            covered[10..12].fill(0);
            let options = &mut covered[IPV4_HEADER..self.end];
            // That they fit was seen before.
            let _ = each_option(&packet[IPV4_HEADER..self.end], |at, len| {
                if !IMMUTABLE.contains(&options[at]) {
                    options[at..at + len].fill(0);
                }
            });
            return covered;
        }
        // Traffic class, flow label, hop limit.
        covered[..4].copy_from_slice(&[0x60, 0, 0, 0]);
        covered[7] = 0;
        let (mut kind, mut at) = (IpNumber(packet[6]), IPV6_HEADER);
        while at < self.end {
            let len = 8 + 8 * usize::from(packet[at + 1]);
            if kind != ip_number::IPV6_ROUTE {
                let options = &mut covered[at + 2..at + len];
                let _ = each_option6(&packet[at + 2..at + len], |kind, data| {
                    // RFC 8200 §4.2: the third bit says that data may change.
                    if kind & 0x20 != 0 {
                        options[data].fill(0);
                    }
                    Ok(())
                });
            }
            (kind, at) = (IpNumber(packet[at]), at + len);
        }
        covered
    }

    /// The packet without the `len` octets of AH, behind the same headers.
    pub fn without_ah(&self, packet: &[u8], len: usize, next: u8) -> Vec<u8> {
        let mut plain = [&packet[..self.end], &packet[self.end + len..]].concat();
        plain[self.next] = next;
        set_len(&mut plain);
        plain
    }

    /// What begins at `from`, behind the IP header without options and extensions.
    pub fn bare(&self, packet: &[u8], from: usize, protocol: IpNumber) -> Vec<u8> {
        let v4 = packet[0] >> 4 == 4;
        let mut bare = [&packet[..if v4 { IPV4_HEADER } else { IPV6_HEADER }], &packet[from..]].concat();
        if v4 {
            bare[0] = 0x45;
        }
        bare[if v4 { 9 } else { 6 }] = protocol.0;
        set_len(&mut bare);
        bare
    }
}

/// Hands the congestion mark of an outer header on to the packet in it (RFC 6040 §4.2); `None`: it must be dropped.
pub fn with_congestion(outer: &[u8], mut inner: Vec<u8>) -> Option<Vec<u8>> {
    let mark = |packet: &[u8]| match packet[0] >> 4 {
        4 => packet[1] & 3,
        _ => packet[1] >> 4 & 3,
    };
    let new = match (mark(outer), mark(&inner)) {
        (CE, NOT_ECT) => return None,
        (CE, _) => CE,
        (ECT_1, ECT_0) => ECT_1,
        _ => return Some(inner),
    };
    if inner[0] >> 4 == 4 {
        // A checksum that was wrong stays so (RFC 1624).
        let [sum, before] = [10, 0].map(|at| u16::from_be_bytes([inner[at], inner[at + 1]]));
        inner[1] = inner[1] & !3 | new;
        let after = u16::from_be_bytes([inner[0], inner[1]]);
        let sum = checksum(&[&(!sum).to_be_bytes(), &(!before).to_be_bytes(), &after.to_be_bytes()]);
        inner[10..12].copy_from_slice(&sum.to_be_bytes());
    } else {
        inner[1] = inner[1] & !0x30 | new << 4;
    }
    Some(inner)
}

/// Sets the length of a packet, and the checksum of an IPv4 header.
fn set_len(packet: &mut [u8]) {
    // Nothing here is longer than what it was made of.
    let len = |octets: usize| (octets as u16).to_be_bytes();
    if packet[0] >> 4 == 6 {
        let payload = len(packet.len() - IPV6_HEADER);
        packet[4..6].copy_from_slice(&payload);
        return;
    }
    let total = len(packet.len());
    packet[2..4].copy_from_slice(&total);
    packet[10..12].fill(0);
    let header = usize::from(packet[0] & 15) * 4;
    let sum = checksum(&[&packet[..header]]);
    packet[10..12].copy_from_slice(&sum.to_be_bytes());
}

fn extension_len(packet: &[u8], at: usize) -> Result<usize, OddError> {
    let len = packet.get(at + 1).map(|units| 8 + 8 * usize::from(*units)).ok_or(OddError::Short)?;
    if packet.len() < at + len {
        return Err(OddError::Short);
    }
    Ok(len)
}

/// Place and length of every option of an IPv4 header (RFC 791 §3.1); `None`: they do not fit.
fn each_option(options: &[u8], mut each: impl FnMut(usize, usize)) -> Option<()> {
    let mut at = 0;
    while at < options.len() {
        let len = match options[at] {
            END => return Some(()),
            NO_OPERATION => 1,
            _ => usize::from(*options.get(at + 1)?),
        };
        if len == 0 || (len == 1 && options[at] != NO_OPERATION) || at + len > options.len() {
            return None;
        }
        each(at, len);
        at += len;
    }
    Some(())
}

/// Kind and data of every option of an IPv6 extension header (RFC 8200 §4.2).
fn each_option6(
    options: &[u8],
    mut each: impl FnMut(u8, std::ops::Range<usize>) -> Result<(), OddError>,
) -> Result<(), OddError> {
    let mut at = 0;
    while at < options.len() {
        if options[at] == PAD_1 {
            at += 1;
            continue;
        }
        let end = options.get(at + 1).map(|len| at + 2 + usize::from(*len)).filter(|end| *end <= options.len());
        let end = end.ok_or(OddError::Short)?;
        each(options[at], at + 2..end)?;
        at = end;
    }
    Ok(())
}

/// RFC 4302 Appendix A1: no operation, the security options, router alert, SDB.
const IMMUTABLE: [u8; 6] = [NO_OPERATION, 130, 133, 134, 148, 149];
const END: u8 = 0;
const NO_OPERATION: u8 = 1;
const PAD_1: u8 = 0;
/// RFC 3168 §5.
const NOT_ECT: u8 = 0;
const ECT_1: u8 = 1;
const ECT_0: u8 = 2;
const CE: u8 = 3;
