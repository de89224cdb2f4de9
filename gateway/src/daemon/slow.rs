//! The slow path: what the card leaves to the host because options or extension headers stand before ESP or AH.
//!
//! ```text
//!   card ── rx_options ──> Headers ── ESP ───────────────────────────> the card again, without them
//!                             └─ AH ── window, ICV ── ESP below ─────> the card again, marked with the AH SA
//!                                                 └── what it carries
//! ```
//! AH covers those headers (RFC 4302 §3.3.3), so a packet always comes this way or never: the windows of card and host
//! have no packet in common, and each accepts each number once.

use std::collections::{BTreeMap, BTreeSet};

use etherparse::{ip_number, IpNumber};
use respite_driver::{Direction, Mode, Protocol, SaError, SaIndex, SaParams, SaTable, Usage};
use respite_ike::crypto::Secret;

use super::odd::{with_congestion, Headers, OddError};
use crate::policy::{addresses, whole};

/// The inbound AH SAs, as the host knows them.
#[derive(Default)]
pub struct SlowPath {
    /// In places of their own, which are wiped: a map that grows leaves copies behind.
    sas: BTreeMap<SaIndex, Box<Sa>>,
}

struct Sa {
    params: SaParams,
    window: Window,
    packets: u64,
    octets: u64,
    /// Packets that were its peer's and yet not good.
    errors: u64,
}

/// What a packet was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// A good packet's content.
    Content { sa: SaIndex, packet: Vec<u8> },
    /// ESP for the card, and the AH SA over it that was found good.
    Esp { under: Option<SaIndex>, packet: Vec<u8> },
    /// Nothing (RFC 4303 §2.6).
    Dummy,
}

/// Why a packet is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Headers(#[from] OddError),
    #[error("no AH SA has SPI {0:#010x} and these addresses")]
    Unknown(u32),
    #[error("its AH header has another length than its SA's")]
    Length,
    #[error("sequence number {0} has been accepted before")]
    Replayed(u64),
    #[error("sequence number {0} is left of the window")]
    Stale(u64),
    #[error("wrong ICV")]
    Icv,
    #[error("protocol {0} in it is not what its SA is for")]
    Content(u8),
    /// RFC 6040 §4.2.
    #[error("congestion was met by a packet that does not tell of it")]
    Congestion,
}

impl SlowPath {
    /// Takes note of an SA that is in the card. Only inbound AH SAs are of interest.
    pub fn add(&mut self, index: SaIndex, params: &SaParams) {
        if params.direction == Direction::Inbound && params.protocol() == Protocol::Ah {
            let window = Window::new(params.window, params.esn, params.seq);
            let sa = Sa { params: params.clone(), window, packets: 0, octets: 0, errors: 0 };
            self.sas.insert(index, Box::new(sa));
        }
    }

    pub fn remove(&mut self, index: SaIndex) {
        self.sas.remove(&index);
    }

    /// Whether what came out of an SA came by the one over it, if there is one: `under` is the [`mark`] that it went to the card with.
    pub fn is_complete(&self, sa: SaIndex, under: u64) -> bool {
        let over = self.sas.iter().find(|(_, over)| over.params.below == Some(sa));
        under == mark(over.map(|(index, _)| *index))
    }

    /// What an SA has carried on both ways, in octets of the packets that came out.
    pub fn usage(&self, card: &mut SaTable, index: SaIndex) -> Result<Usage, SaError> {
        let mut usage = card.usage(index)?;
        if let Some(sa) = self.sas.get(&index) {
            usage.seq = usage.seq.max(sa.window.top);
            usage.packets = usage.packets.saturating_add(sa.packets);
            usage.octets = usage.octets.saturating_add(sa.octets);
        }
        Ok(usage)
    }

    /// Packets with an SA's SPI and addresses that were refused.
    pub fn errors(&self, index: SaIndex) -> u64 {
        self.sas.get(&index).map_or(0, |sa| sa.errors)
    }

    /// Opens a packet. `accepted` is the highest number that the card has accepted on an SA.
    pub fn open(&mut self, packet: &[u8], accepted: impl FnOnce(SaIndex) -> u64) -> Result<Behind, Refusal> {
        let packet = whole(packet).ok_or(OddError::Short)?;
        let headers = Headers::of(packet)?;
        if headers.protocol == ip_number::ENCAP_SEC {
            return Ok(Behind::Esp { under: None, packet: headers.bare(packet, headers.end, headers.protocol) });
        }
        let header = packet[headers.end..].first_chunk::<AH_HEADER>().ok_or(OddError::Short)?;
        let spi = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
        let ends = addresses(packet).ok_or(OddError::Short)?;
        let is_meant = |sa: &Sa| sa.params.spi == spi && (sa.params.src, sa.params.dst) == ends;
        let (index, sa) = self.sas.iter_mut().find(|(_, sa)| is_meant(sa)).ok_or(Refusal::Unknown(spi))?;
        let opened = sa.open(*index, packet, (headers, header), || accepted(*index));
        sa.errors += u64::from(opened.is_err());
        opened
    }
}

impl Sa {
    fn open(
        &mut self,
        index: SaIndex,
        packet: &[u8],
        (headers, header): (Headers, &[u8; AH_HEADER]),
        accepted: impl FnOnce() -> u64,
    ) -> Result<Behind, Refusal> {
        let (next, wire) = (IpNumber(header[0]), u32::from_be_bytes([header[8], header[9], header[10], header[11]]));
        let (iv_len, icv_len) = self.params.suite.ah_lengths().ok_or(Refusal::Length)?;
        let (iv, end) = (headers.end + AH_HEADER, headers.end + 4 * (usize::from(header[1]) + 2));
        let icv = iv + iv_len..iv + iv_len + icv_len;
        // Implementations pad to 4 or to 8 octets (RFC 4302 §3.3.3.2.1).
        if !(icv.end..icv.end + 8).contains(&end) || packet.len() < end {
            return Err(Refusal::Length);
        }
        let mut covered = headers.immutable(packet);
        covered[icv.clone()].fill(0);
        let is_right = |seq: u64| {
            let half = ((seq >> 32) as u32).to_be_bytes();
            let covered = [&covered[..], if self.params.esn { &half[..] } else { &[] }].concat();
            let right = self.params.suite.ah_icv(&packet[iv..icv.start], &covered);
            right.is_some_and(|right| Secret::new(right).matches(&packet[icv.clone()]))
        };
        let judge = |seq| self.window.check(seq).and_then(|()| is_right(seq).then_some(seq).ok_or(Refusal::Icv));
        let [seq, before] = self.window.numbers(wire, accepted);
        let first = seq.ok_or(Refusal::Icv).and_then(judge);
        let seq = first.or_else(|why| before.and_then(|seq| judge(seq).ok()).ok_or(why))?;
        self.window.accept(seq);
        let behind = self.behind(index, packet, headers, (end, next))?;
        if let Behind::Content { packet, .. } | Behind::Esp { packet, .. } = &behind {
            self.packets += 1;
            self.octets += packet.len() as u64;
        }
        Ok(behind)
    }

    /// What follows AH, which ends at `end`.
    fn behind(
        &self,
        index: SaIndex,
        packet: &[u8],
        headers: Headers,
        (end, next): (usize, IpNumber),
    ) -> Result<Behind, Refusal> {
        let version = match next {
            ip_number::IPV4 => Some(4),
            ip_number::IPV6 => Some(6),
            _ => None,
        };
        match (self.params.below, self.params.mode) {
            (Some(_), _) if next == ip_number::ENCAP_SEC => {
                Ok(Behind::Esp { under: Some(index), packet: headers.bare(packet, end, next) })
            }
            (Some(_), _) => Err(Refusal::Content(next.0)),
            (None, _) if next == ip_number::IPV6_NO_NEXT_HEADER => Ok(Behind::Dummy),
            (None, Mode::Transport) => {
                Ok(Behind::Content { sa: index, packet: headers.without_ah(packet, end - headers.end, next.0) })
            }
            (None, Mode::Tunnel) => {
                let inner = whole(&packet[end..]).filter(|inner| Some(inner[0] >> 4) == version);
                let inner = inner.ok_or(Refusal::Content(next.0))?;
                let inner = with_congestion(packet, inner.to_vec()).ok_or(Refusal::Congestion)?;
                Ok(Behind::Content { sa: index, packet: inner })
            }
        }
    }
}

/// What ESP is marked with for the card: 1 and the number of the AH SA by which it was found good here, or 0.
pub fn mark(under: Option<SaIndex>) -> u64 {
    under.map_or(0, |sa| u64::from(sa.number()) + 1)
}

/// Accepts each number at most once (RFC 4302 §3.4.3).
struct Window {
    /// In packets; 0: accepts everything.
    size: u64,
    esn: bool,
    top: u64,
    seen: BTreeSet<u64>,
}

impl Window {
    fn new(size: u16, esn: bool, top: u64) -> Window {
        Window { size: size.into(), esn, top, seen: (top > 0).then_some(top).into_iter().collect() }
    }

    fn bottom(&self, top: u64) -> u64 {
        top.saturating_add(1).saturating_sub(self.size.max(1))
    }

    /// What the 32 bits on the wire may stand for. With ESN (RFC 4303 Appendix A2.2), the first number that is not left of a window
    /// which ends with the highest number accepted, here or by the card; and as the card may have gone on while the packet waited
    /// for the host, the one 2^32 before.
    fn numbers(&self, wire: u32, accepted: impl FnOnce() -> u64) -> [Option<u64>; 2] {
        if !self.esn {
            return [Some(wire.into()), None];
        }
        let bottom = self.bottom(self.top.max(accepted()));
        let seq = bottom & !0xffff_ffff | u64::from(wire);
        let seq = if seq < bottom { seq.checked_add(1 << 32) } else { Some(seq) };
        [seq, seq.and_then(|seq| seq.checked_sub(1 << 32))]
    }

    fn check(&self, seq: u64) -> Result<(), Refusal> {
        match seq {
            _ if self.size == 0 => Ok(()),
            0 => Err(Refusal::Stale(seq)),
            _ if seq < self.bottom(self.top) => Err(Refusal::Stale(seq)),
            _ if self.seen.contains(&seq) => Err(Refusal::Replayed(seq)),
            _ => Ok(()),
        }
    }

    fn accept(&mut self, seq: u64) {
        self.top = self.top.max(seq);
        self.seen.insert(seq);
        self.seen = self.seen.split_off(&self.bottom(self.top));
    }
}

/// Without its ICV.
const AH_HEADER: usize = 12;

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use respite_driver::{Hash, HmacKey, Suite};
    use serde_json::Value;

    use super::super::packet;
    use super::*;

    fn vector(name: &str) -> Value {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../fixtures/vectors/derived.json")).expect("JSON");
        vectors[name].clone()
    }

    fn octets(row: &Value, field: &str) -> Vec<u8> {
        let digits = row[field].as_str().expect(field).as_bytes();
        digits
            .chunks(2)
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).expect("hex"), 16).expect("hex"))
            .collect()
    }

    fn params(packet: &[u8], spi: u32, key: &[u8]) -> SaParams {
        let (src, dst) = addresses(packet).expect("whole");
        let hash = if key.len() == 20 { Hash::Sha1 } else { Hash::Sha256 };
        let suite = Suite::Ah(HmacKey::new(hash, key).expect("length"));
        SaParams { mode: Mode::Transport, ..SaParams::new(Direction::Inbound, spi, src, dst, suite) }
    }

    fn slow(params: &SaParams) -> SlowPath {
        let mut slow = SlowPath::default();
        slow.add(SaIndex::default(), params);
        slow
    }

    /// Every octet in turn is another one: what is not opened is refused, and what is opened says the same.
    fn refuses_every_change(params: &SaParams, packet: &[u8], free: &[usize]) {
        for at in 0..packet.len() {
            let mut changed = packet.to_vec();
            changed[at] ^= 0x10;
            let opened = slow(params).open(&changed, |_| 0);
            assert_eq!(opened.is_ok(), free.contains(&at), "octet {at}: {opened:?}");
        }
    }

    #[test]
    fn pol_10_ah_behind_a_hop_by_hop_option_has_a_right_icv() {
        for row in vector("ah_ipv6").as_array().expect("rows") {
            let (packet, key) = (octets(row, "packet"), octets(row, "key"));
            let spi = u32::from_be_bytes(*packet[52..].first_chunk().expect("long enough"));
            let params = params(&packet, spi, &key);
            let ah_len = 4 * (usize::from(packet[49]) + 2);
            let mut plain = [&packet[..48], &packet[48 + ah_len..]].concat();
            plain[5] -= ah_len as u8;
            plain[40] = 17;
            let content = Behind::Content { sa: SaIndex::default(), packet: plain };
            let mut path = slow(&params);
            assert_eq!(path.open(&packet, |_| 0), Ok(content), "{}", row["id"]);
            assert_eq!(path.open(&packet, |_| 0), Err(Refusal::Replayed(1)));
            // Traffic class, flow label, hop limit; the option's data.
            refuses_every_change(&params, &packet, &[1, 2, 3, 7, 44, 45, 46, 47]);
            let esn = SaParams { esn: true, ..params };
            assert_eq!(slow(&esn).open(&packet, |_| 0), Err(Refusal::Icv), "the upper half is hashed");
        }
    }

    #[test]
    fn pol_10_ah_behind_ipv4_options_has_a_right_icv() {
        let row = &vector("ah_ipv4_options")[0];
        let (packet, key) = (octets(row, "packet"), octets(row, "key"));
        let params = params(&packet, u32::from_be_bytes(*packet[36..].first_chunk().expect("long enough")), &key);
        let headers = Headers::of(&packet).expect("whole");
        assert_eq!(headers.immutable(&packet)[..32], octets(row, "icv_ip_header"));
        let Ok(Behind::Content { packet: plain, .. }) = slow(&params).open(&packet, |_| 0) else { panic!("{row}") };
        assert_eq!((plain.len(), plain[9], packet::checksum(&[&plain[..32]])), (packet.len() - 24, 17, 0));
        assert_eq!((&plain[20..32], &plain[32..]), (&packet[20..32], &packet[56..]));
        // Type of service, time to live, checksum; the recorded route but for its length. Another offset makes it a fragment.
        let free = [1, 8, 10, 11, 24, 26, 27, 28, 29, 30];
        refuses_every_change(&params, &packet, &free);
    }

    /// A packet as the sender makes it, with a router alert.
    fn sent(params: &SaParams, seq: u64, next: IpNumber, content: &[u8]) -> Vec<u8> {
        let (IpAddr::V4(src), IpAddr::V4(dst)) = (params.src, params.dst) else { panic!("IPv4 alone") };
        let (iv, icv) = params.suite.ah_lengths().expect("AH");
        let mut ah = vec![0; AH_HEADER + iv + icv];
        (ah[0], ah[1]) = (next.0, (ah.len() / 4 - 2) as u8);
        ah[4..8].copy_from_slice(&params.spi.to_be_bytes());
        ah[8..12].copy_from_slice(&(seq as u32).to_be_bytes());
        let len = (24 + ah.len() + content.len()) as u16;
        let mut packet = vec![0x46, 0, (len >> 8) as u8, len as u8, 0, 0, 0, 0, 64, 51, 0, 0];
        packet.extend([src.octets(), dst.octets(), [148, 4, 0, 0]].concat());
        packet.extend([&ah, content].concat());
        let mut covered = packet.clone();
        covered[8] = 0;
        if params.esn {
            covered.extend(((seq >> 32) as u32).to_be_bytes());
        }
        let right = params.suite.ah_icv(&covered[36..36 + iv], &covered).expect("AH");
        packet[36 + iv..][..icv].copy_from_slice(&right);
        packet
    }

    fn tunnel() -> SaParams {
        let suite = Suite::Ah(HmacKey::new(Hash::Sha256, &[7; 32]).expect("length"));
        SaParams::new(Direction::Inbound, 0x1234, [192, 0, 2, 1].into(), [192, 0, 2, 2].into(), suite)
    }

    fn inner(mark: u8) -> Vec<u8> {
        let mut inner = packet::ip([10, 0, 0, 1].into(), [10, 0, 2, 2].into(), 17, b"content").expect("short");
        inner[1] = mark;
        inner[10..12].fill(0);
        let sum = packet::checksum(&[&inner[..20]]).to_be_bytes();
        inner[10..12].copy_from_slice(&sum);
        inner
    }

    #[test]
    fn what_is_in_a_tunnel_takes_the_congestion_mark_along() {
        for (outer, before, after) in [(0, 2, Some(2)), (3, 2, Some(3)), (1, 2, Some(1)), (3, 0, None), (2, 1, Some(1))]
        {
            let mut packet = sent(&tunnel(), 1, ip_number::IPV4, &inner(before));
            packet[1] = outer;
            let opened = slow(&tunnel()).open(&packet, |_| 0);
            let content = after.map(|mark| Behind::Content { sa: SaIndex::default(), packet: inner(mark) });
            assert_eq!(opened, content.ok_or(Refusal::Congestion), "{outer} {before}");
        }
    }

    #[test]
    fn only_what_an_sa_is_for_comes_out_of_it() {
        let open = |params: &SaParams, next, content: &[u8]| slow(params).open(&sent(params, 1, next, content), |_| 0);
        assert_eq!(open(&tunnel(), ip_number::UDP, &[0; 8]), Err(Refusal::Content(17)));
        assert_eq!(open(&tunnel(), ip_number::IPV4, &inner(0)[..26]), Err(Refusal::Content(4)), "cut");
        assert_eq!(open(&tunnel(), ip_number::IPV6, &inner(0)), Err(Refusal::Content(41)), "another version");
        assert_eq!(open(&tunnel(), ip_number::IPV6_NO_NEXT_HEADER, &[]), Ok(Behind::Dummy));
        let over = SaParams { below: Some(SaIndex::default()), ..tunnel() };
        assert_eq!(open(&over, ip_number::IPV4, &inner(0)), Err(Refusal::Content(4)));
        let esp = [&0x1001u32.to_be_bytes()[..], &[0; 40]].concat();
        let Ok(Behind::Esp { under: Some(_), packet }) = open(&over, ip_number::ENCAP_SEC, &esp) else { panic!() };
        assert_eq!(packet[20..], esp);
        assert_eq!((packet[0], packet[9], packet::checksum(&[&packet[..20]])), (0x45, 50, 0));
    }

    #[test]
    fn esp_goes_to_the_card_without_what_stood_before_it() {
        let esp = [&0x1001u32.to_be_bytes()[..], &[0; 40]].concat();
        let bare = packet::ip([192, 0, 2, 1].into(), [192, 0, 2, 2].into(), 50, &esp).expect("short");
        let mut behind = [&bare[..20], &[148, 4, 0, 0], &bare[20..], b"of the link"].concat();
        (behind[0], behind[3]) = (0x46, behind[3] + 4);
        assert_eq!(SlowPath::default().open(&behind, |_| 0), Ok(Behind::Esp { under: None, packet: bare }));
    }

    #[test]
    fn each_number_is_accepted_once_and_none_left_of_the_window() {
        let mut path = slow(&tunnel());
        let mut open = |seq: u64| path.open(&sent(&tunnel(), seq, ip_number::IPV4, &inner(0)), |_| 0).map(drop);
        for seq in [1, 100, 37, 99] {
            assert_eq!(open(seq), Ok(()), "{seq}");
            assert_eq!(
                open(seq).expect_err("again"),
                if seq == 1 { Refusal::Replayed(1) } else { Refusal::Replayed(seq) }
            );
        }
        assert_eq!([open(36), open(1), open(0)], [36, 1, 0].map(|seq| Err(Refusal::Stale(seq))));
        let wrong = SaParams { suite: Suite::Ah(HmacKey::new(Hash::Sha256, &[8; 32]).expect("length")), ..tunnel() };
        let forged = sent(&wrong, 1000, ip_number::IPV4, &inner(0));
        assert_eq!(path.open(&forged, |_| 0), Err(Refusal::Icv));
        assert_eq!(
            path.open(&sent(&tunnel(), 98, ip_number::IPV4, &inner(0)), |_| 0).map(drop),
            Ok(()),
            "the window stays"
        );
    }

    #[test]
    fn the_upper_half_of_a_number_is_what_the_card_has_come_to() {
        let params = SaParams { esn: true, ..tunnel() };
        for (accepted, seq) in
            [(0, 1), (0xffff_fff0, 0x1_0000_0005), (0x3_0000_0005, 0x2_ffff_fff0), (0x7_0000_0100, 0x8_0000_0050)]
        {
            let packet = sent(&params, seq, ip_number::IPV4, &inner(0));
            assert!(slow(&params).open(&packet, |_| accepted).is_ok(), "{accepted:#x} {seq:#x}");
        }
    }

    #[test]
    fn a_packet_that_the_card_has_left_behind_is_late_and_not_lost() {
        let params = SaParams { esn: true, ..tunnel() };
        let mut path = slow(&params);
        let mut open =
            |seq, accepted| path.open(&sent(&params, seq, ip_number::IPV4, &inner(0)), |_| accepted).map(drop);
        assert_eq!(open(0x1_0000_0010, 0x1_0000_0000), Ok(()));
        // The card has come further by more than a window while these waited.
        assert_eq!(open(0x1_0000_0011, 0x1_0000_1000), Ok(()));
        assert!(open(0x1_0000_0011, 0x1_0000_1000).is_err(), "again");
        assert!(open(0xffff_ffff, 0x1_0000_1000).is_ok(), "of the half before");
        assert!(open(0xffff_0000, 0x1_0000_1000).is_err(), "left of the window");
    }

    #[test]
    fn damaged_headers_are_refused_by_what_is_wrong_with_them() {
        let v6 = |next: u8, rest: &[u8]| {
            let ends = ["2001:db8::1", "2001:db8::2"].map(|address| address.parse().expect("address"));
            packet::ip(ends[0], ends[1], next, rest).expect("short")
        };
        let ah = [0; 24];
        for (packet, why) in [
            (v6(0, &[51, 9, 0, 0, 0, 0, 0, 0]), OddError::Short),
            (v6(0, &[51, 0, 5, 9, 0, 0, 0, 0]), OddError::Short),
            (v6(60, &[&[51, 0, 0xc2, 4, 0, 0, 0, 0], &ah[..]].concat()), OddError::Option(0xc2)),
            (v6(60, &[&[0, 0, 1, 4, 0, 0, 0, 0], &ah[..]].concat()), OddError::Protocol(0)),
            (v6(43, &[&[51, 0, 0, 1, 0, 0, 0, 0], &ah[..]].concat()), OddError::Routing),
            (v6(60, &[&[44, 0, 1, 4, 0, 0, 0, 0], &ah[..]].concat()), OddError::Fragment),
            (v6(60, &[17, 0, 1, 4, 0, 0, 0, 0]), OddError::Protocol(17)),
        ] {
            assert_eq!(SlowPath::default().open(&packet, |_| 0), Err(Refusal::Headers(why)), "{packet:02x?}");
        }
        let good = sent(&tunnel(), 1, ip_number::IPV4, &inner(0));
        let with = |at: usize, octet: u8| {
            let mut packet = good.clone();
            packet[at] = octet;
            slow(&tunnel()).open(&packet, |_| 0).expect_err("wrong")
        };
        assert_eq!(with(21, 5), Refusal::Headers(OddError::Short), "an option longer than its room");
        assert_eq!(with(21, 1), Refusal::Headers(OddError::Short), "an option shorter than itself");
        assert_eq!(with(6, 0x20), Refusal::Headers(OddError::Fragment));
        assert_eq!([with(25, 3), with(25, 0xff)], [Refusal::Length; 2]);
        assert_eq!(with(31, 0), Refusal::Unknown(0x1200));
        assert_eq!(with(15, 9), Refusal::Unknown(0x1234), "from elsewhere");
        (0..good.len()).for_each(|len| assert!(slow(&tunnel()).open(&good[..len], |_| 0).is_err(), "{len}"));
    }
}
