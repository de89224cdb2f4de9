//! Header of an encapsulated packet: IPv4 or IPv6, UDP or not, then SPI, sequence number and IV; or AH up to its ICV, and an IV.
//!
//! ```text
//!   SA fields, inner fields -->+-------+--> octets      (2 clocks)
//!              seq (1 clock -->| Outer |--> header      (2 clocks, checksum 0)
//!               later)         +-------+--> checksum    (5 clocks)
//! ```
//! Inputs stay; each output follows them by the clocks in the picture. RFC 4301 §5.1.2, RFC 4303 §2, RFC 4302 §2, RFC 3948 §2.1.
//! In transport mode the packet's own header is kept but for length and protocol, and its checksum is mended (RFC 1624 §3).

use super::fixed::Fixed;
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// What follows the IP header without UDP.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Plain {
    pad: Bits<64>,
    iv: Bits<64>,
    seq: Bits<32>,
    spi: Bits<32>,
}

/// What follows the IP header with UDP.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct InUdp {
    iv: Bits<64>,
    seq: Bits<32>,
    spi: Bits<32>,
    checksum: Bits<16>,
    length: Bits<16>,
    dport: Bits<16>,
    sport: Bits<16>,
}

/// What follows the IP header with AH.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Authentication {
    pad: Bits<32>,
    iv: Bits<64>,
    seq: Bits<32>,
    spi: Bits<32>,
    reserved: Bits<16>,
    words: Bits<8>,
    content: Bits<8>,
}

/// Behind an IPv4 header.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Ip4 {
    pad: Bits<160>,
    rest: Bits<192>,
    dst: Bits<32>,
    src: Bits<32>,
    checksum: Bits<16>,
    protocol: Bits<8>,
    ttl: Bits<8>,
    flags: Bits<16>,
    id: Bits<16>,
    total: Bits<16>,
    tos: Bits<8>,
    version: Bits<8>,
}

/// Behind an IPv6 header.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Ip6 {
    rest: Bits<192>,
    dst: Bits<128>,
    src: Bits<128>,
    hops: Bits<8>,
    protocol: Bits<8>,
    length: Bits<16>,
    flow: Bits<20>,
    class: Bits<8>,
    version: Bits<4>,
}

/// The header builder.
#[derive(LogicBlock, Default)]
pub struct Outer {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// IPv6.
    pub v6: Signal<In, Bit>,
    /// ESP in UDP.
    pub udp: Signal<In, Bit>,
    /// AH.
    pub ah: Signal<In, Bit>,
    /// Its next header; it may come one clock after the others.
    pub content: Signal<In, Bits<8>>,
    /// Transport mode.
    pub own: Signal<In, Bit>,
    /// First 12 octets of the packet, for transport mode.
    pub head: Signal<In, Bits<96>>,
    /// Source address; in transport mode it may come one clock after the others.
    pub src: Signal<In, Bits<128>>,
    /// Destination address; likewise.
    pub dst: Signal<In, Bits<128>>,
    /// UDP source port.
    pub sport: Signal<In, Bits<16>>,
    /// UDP destination port.
    pub dport: Signal<In, Bits<16>>,
    /// SPI.
    pub spi: Signal<In, Bits<32>>,
    /// SA word OUTER.
    pub outer: Signal<In, Bits<31>>,
    /// Rule for DF, as `abi::sa::DontFragment`.
    pub df_rule: Signal<In, Bits<2>>,
    /// DF of the inner packet.
    pub df: Signal<In, Bit>,
    /// TOS of the inner packet.
    pub tos: Signal<In, Bits<8>>,
    /// Octets of ciphertext without ICV, or of AH's payload; may come one clock after the others.
    pub ct: Signal<In, Bits<14>>,
    /// Octets of IV and ICV. AH: of all but eight of its octets.
    pub around: Signal<In, Bits<6>>,
    /// Sequence number and IV; may come one clock after the others.
    pub seq: Signal<In, Bits<64>>,
    /// Octets of the whole packet.
    pub octets: Signal<Out, Bits<16>>,
    /// The header, first octet in bits 511:504, with an IPv4 checksum of 0.
    pub header: Signal<Out, Bits<512>>,
    /// Its octets.
    pub header_len: Signal<Out, Bits<7>>,
    /// IPv4 header checksum.
    pub checksum: Signal<Out, Bits<16>>,
    // Clock 1.
    tos_q: DFF<Bits<8>>,
    ttl_q: DFF<Bits<8>>,
    flags: DFF<Bits<16>>,
    protocol: DFF<Bits<8>>,
    fixed: DFF<Bits<16>>,
    behind: DFF<Bits<16>>,
    words: DFF<Bits<4>>,
    sum_src: DFF<Bits<20>>,
    sum_dst: DFF<Bits<20>>,
    // Clock 2.
    octets_q: DFF<Bits<16>>,
    length: DFF<Bits<16>>,
    sum_ip: DFF<Bits<20>>,
    sum_addresses: DFF<Bits<20>>,
    // Clocks 3, 4, 5.
    sum_lengths: DFF<Bits<20>>,
    sum_rest: DFF<Bits<20>>,
    sum: DFF<Bits<20>>,
    folded: DFF<Bits<17>>,
    no_plain: Fixed<Plain>,
    no_in_udp: Fixed<InUdp>,
    no_authentication: Fixed<Authentication>,
    no_ip4: Fixed<Ip4>,
    no_ip6: Fixed<Ip6>,
    plain: Signal<Local, Plain>,
    in_udp: Signal<Local, InUdp>,
    authentication: Signal<Local, Authentication>,
    rest: Signal<Local, Bits<192>>,
    ip4: Signal<Local, Ip4>,
    ip6: Signal<Local, Ip6>,
    word: Signal<Local, Bits<16>>,
    kept: Signal<Local, Bits<16>>,
    id: Signal<Local, Bits<16>>,
    a: Signal<Local, Bits<16>>,
    b: Signal<Local, Bits<16>>,
    low: Signal<Local, Bits<16>>,
    carry: Signal<Local, Bits<16>>,
}

impl Logic for Outer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, tos_q, ttl_q, flags, protocol, fixed, behind, words, sum_src, sum_dst);
        dff_setup!(self, clock, octets_q, length, sum_ip, sum_addresses, sum_lengths, sum_rest, sum, folded);

        // Clock 1: choices, and the addresses' share of the checksum; in transport mode, what it loses instead.
        self.tos_q.d.next = self.tos.val();
        if self.outer.val().get_bit(30) && !self.own.val() {
            self.tos_q.d.next = (bit_cast::<8, 6>(self.outer.val().get_bits::<6>(24)) << 2)
                | bit_cast::<8, 2>(self.tos.val().get_bits::<2>(0));
        }
        self.ttl_q.d.next = self.outer.val().get_bits::<8>(16);
        if !self.outer.val().get_bits::<8>(16).any() {
            self.ttl_q.d.next = bits::<8>(64);
        }
        self.flags.d.next = bits::<16>(0);
        if (self.df_rule.val() == 1) || (self.df.val() && (self.df_rule.val() != 2)) {
            self.flags.d.next = bits::<16>(0x4000);
        }
        if self.own.val() {
            self.flags.d.next = self.head.val().get_bits::<16>(32);
            self.ttl_q.d.next = self.head.val().get_bits::<8>(24);
            if self.v6.val() {
                self.ttl_q.d.next = self.head.val().get_bits::<8>(32);
            }
        }
        // Headers and ICV around the ciphertext; then the same without the IP header.
        if self.udp.val() {
            self.protocol.d.next = bits::<8>(17);
            self.fixed.d.next = bit_cast::<16, 6>(self.around.val()) + 36;
            self.behind.d.next = bit_cast::<16, 6>(self.around.val()) + 16;
            if self.v6.val() {
                self.fixed.d.next = bit_cast::<16, 6>(self.around.val()) + 56;
            }
        } else {
            self.protocol.d.next = bits::<8>(50);
            self.fixed.d.next = bit_cast::<16, 6>(self.around.val()) + 28;
            self.behind.d.next = bit_cast::<16, 6>(self.around.val()) + 8;
            if self.v6.val() {
                self.fixed.d.next = bit_cast::<16, 6>(self.around.val()) + 48;
            }
        }
        if self.ah.val() {
            self.protocol.d.next = bits::<8>(51);
        }
        // RFC 4302 §2.2: less two.
        self.words.d.next = self.around.val().get_bits::<4>(2);
        self.a.next = self.src.val().get_bits::<16>(0);
        self.b.next = self.src.val().get_bits::<16>(16);
        if self.own.val() {
            self.a.next = !self.head.val().get_bits::<16>(0);
            self.b.next = !self.head.val().get_bits::<16>(64);
        }
        self.sum_src.d.next = bit_cast::<20, 16>(self.a.val()) + bit_cast::<20, 16>(self.b.val());
        self.a.next = self.dst.val().get_bits::<16>(0);
        self.b.next = self.dst.val().get_bits::<16>(16);
        if self.own.val() {
            self.a.next = !self.head.val().get_bits::<16>(16);
            self.b.next = bits::<16>(0);
        }
        self.sum_dst.d.next = bit_cast::<20, 16>(self.a.val()) + bit_cast::<20, 16>(self.b.val());

        // Clock 2: lengths.
        self.octets_q.d.next = bit_cast::<16, 14>(self.ct.val()) + self.fixed.q.val();
        self.length.d.next = bit_cast::<16, 14>(self.ct.val()) + self.behind.q.val();
        self.word.next = bit_cast::<16, 8>(self.tos_q.q.val()) | 0x4500;
        self.kept.next = self.flags.q.val();
        self.id.next = self.seq.val().get_bits::<16>(0);
        if self.own.val() {
            self.word.next = bits::<16>(0);
            self.kept.next = bits::<16>(0);
            self.id.next = bits::<16>(0);
        }
        self.sum_ip.d.next = bit_cast::<20, 16>(self.word.val())
            + bit_cast::<20, 16>(self.kept.val())
            + ((bit_cast::<20, 8>(self.ttl_q.q.val()) << 8) | bit_cast::<20, 8>(self.protocol.q.val()));
        self.sum_addresses.d.next = self.sum_src.q.val() + self.sum_dst.q.val();

        // Clocks 3 to 5: the rest of the sum, folded once; the second fold is the output.
        self.sum_lengths.d.next = bit_cast::<20, 16>(self.octets_q.q.val()) + bit_cast::<20, 16>(self.id.val());
        self.sum_rest.d.next = self.sum_ip.q.val() + self.sum_addresses.q.val();
        self.sum.d.next = self.sum_lengths.q.val() + self.sum_rest.q.val();
        self.folded.d.next = bit_cast::<17, 16>(self.sum.q.val().get_bits::<16>(0))
            + bit_cast::<17, 4>(self.sum.q.val().get_bits::<4>(16));
        self.low.next = self.folded.q.val().get_bits::<16>(0);
        self.carry.next = bit_cast::<16, 1>(self.folded.q.val().get_bits::<1>(16));
        self.checksum.next = !(self.low.val() + self.carry.val());

        // The header.
        self.plain.next = self.no_plain.val();
        self.plain.next.spi = self.spi.val();
        self.plain.next.seq = self.seq.val().get_bits::<32>(0);
        self.plain.next.iv = self.seq.val();
        self.in_udp.next = self.no_in_udp.val();
        self.in_udp.next.sport = self.sport.val();
        self.in_udp.next.dport = self.dport.val();
        self.in_udp.next.length = self.length.q.val();
        self.in_udp.next.spi = self.spi.val();
        self.in_udp.next.seq = self.seq.val().get_bits::<32>(0);
        self.in_udp.next.iv = self.seq.val();
        self.rest.next = self.plain.val().into();
        self.header_len.next = bits::<7>(36);
        if self.udp.val() {
            self.rest.next = self.in_udp.val().into();
            self.header_len.next = bits::<7>(44);
        }
        self.authentication.next = self.no_authentication.val();
        self.authentication.next.content = self.content.val();
        self.authentication.next.words = bit_cast::<8, 4>(self.words.q.val());
        self.authentication.next.spi = self.spi.val();
        self.authentication.next.seq = self.seq.val().get_bits::<32>(0);
        // That of AES-GMAC, whose ICV stands behind it; an HMAC has its own there.
        self.authentication.next.iv = self.seq.val();
        if self.ah.val() {
            self.rest.next = self.authentication.val().into();
            self.header_len.next = bits::<7>(32);
        }
        self.ip4.next = self.no_ip4.val();
        self.ip4.next.version = bits::<8>(0x45);
        self.ip4.next.tos = self.tos_q.q.val();
        self.ip4.next.total = self.octets_q.q.val();
        self.ip4.next.id = self.seq.val().get_bits::<16>(0);
        self.ip4.next.flags = self.flags.q.val();
        self.ip4.next.ttl = self.ttl_q.q.val();
        self.ip4.next.protocol = self.protocol.q.val();
        self.ip4.next.src = self.src.val().get_bits::<32>(0);
        self.ip4.next.dst = self.dst.val().get_bits::<32>(0);
        self.ip4.next.rest = self.rest.val();
        self.ip6.next = self.no_ip6.val();
        self.ip6.next.version = bits::<4>(6);
        self.ip6.next.class = self.tos_q.q.val();
        if self.own.val() {
            self.ip4.next.id = self.head.val().get_bits::<16>(48);
            self.ip6.next.flow = self.head.val().get_bits::<20>(64);
        }
        self.ip6.next.length = self.length.q.val();
        self.ip6.next.protocol = self.protocol.q.val();
        self.ip6.next.hops = self.ttl_q.q.val();
        self.ip6.next.src = self.src.val();
        self.ip6.next.dst = self.dst.val();
        self.ip6.next.rest = self.rest.val();
        self.header.next = self.ip4.val().into();
        if self.v6.val() {
            self.header.next = self.ip6.val().into();
            self.header_len.next = bits::<7>(56);
            if self.udp.val() {
                self.header_len.next = bits::<7>(64);
            }
            if self.ah.val() {
                self.header_len.next = bits::<7>(52);
            }
        }
        self.octets.next = self.octets_q.q.val();
    }
}
