//! Reads the headers of a packet: what to look up, where the ciphertext lies, or a verdict.
//!
//! ```text
//!   Arrival --->+-------+---> Parsed
//!     s_ready <-| Parse |<--- m_ready
//!               +-------+
//!   clock 0 take | 1 IP fields | 2 lengths, protocol | 3 UDP, ESP fields | 4 verdict, out
//! ```
//! Latency 5 clocks, one packet per 4 clocks. No state between packets. RFC 4303 §2, §3.4.1; RFC 4302 §2; RFC 3948 §2.
//! An Arrival that has a verdict keeps it. Octets behind the packet's own IP length are ignored.

use super::codes::Codes;
use super::fixed::Fixed;
use crate::types::{Arrival, Parsed};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Header parser for both directions.
#[derive(LogicBlock, Default)]
pub struct Parse {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Packet in the ring.
    pub s_data: Signal<In, Arrival>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// It is the second pass of a bundle: the packet's ESP stands in the pool.
    pub s_again: Signal<In, Bit>,
    /// Then: behind this many 32-bit words.
    pub s_base: Signal<In, Bits<5>>,
    /// Then: the SA of the first pass.
    pub s_above: Signal<In, Bits<14>>,
    /// Then: that is at a soft limit.
    pub s_soft: Signal<In, Bit>,
    /// What its headers say.
    pub m_data: Signal<Out, Parsed>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    codes: Fixed<Codes>,
    /// 0: nothing taken; else the clock of the picture.
    step: DFF<Bits<3>>,
    a: DFF<Arrival>,
    again: DFF<Bit>,
    base: DFF<Bits<5>>,
    above: DFF<Bits<14>>,
    soft: DFF<Bit>,
    out: DFF<Parsed>,
    out_valid: DFF<Bit>,
    // Known after clock 1.
    v4: DFF<Bit>,
    v6: DFF<Bit>,
    ihl_short: DFF<Bit>,
    ihl_long: DFF<Bit>,
    fragment: DFF<Bit>,
    next: DFF<Bits<8>>,
    header: DFF<Bits<17>>,
    total: DFF<Bits<17>>,
    /// 24 octets behind the IP header.
    l4: DFF<Bits<192>>,
    // Known after clock 2.
    over: DFF<Bit>,
    under: DFF<Bit>,
    len_short: DFF<Bit>,
    len_zero: DFF<Bit>,
    l4_len: DFF<Bits<16>>,
    is_esp: DFF<Bit>,
    is_ah: DFF<Bit>,
    is_udp: DFF<Bit>,
    is_frag6: DFF<Bit>,
    is_options6: DFF<Bit>,
    first_ff: DFF<Bit>,
    marker: DFF<Bit>,
    udp_len: DFF<Bits<16>>,
    // Known after clock 3.
    ip_verdict: DFF<Bits<6>>,
    udp_short: DFF<Bit>,
    keepalive: DFF<Bit>,
    udp_tiny: DFF<Bit>,
    ike: DFF<Bit>,
    esp_len: DFF<Bits<16>>,
    esp: DFF<Bits<128>>,
    // Shorthands.
    head: Signal<Local, Bits<512>>,
    version: Signal<Local, Bits<4>>,
    field16: Signal<Local, Bits<16>>,
    diff: Signal<Local, Bits<17>>,
    payload: Signal<Local, Bits<16>>,
    verdict: Signal<Local, Bits<6>>,
    last: Signal<Local, Bit>,
    ready: Signal<Local, Bit>,
}

impl Logic for Parse {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, step, a, out, out_valid, v4, v6, ihl_short, ihl_long, fragment, next, header, total, l4
        );
        dff_setup!(self, clock, over, under, len_short, len_zero, l4_len, is_esp, is_ah, is_udp, is_frag6, is_options6);
        dff_setup!(
            self, clock, first_ff, marker, udp_len, ip_verdict, udp_short, keepalive, udp_tiny, ike, esp_len, esp
        );

        dff_setup!(self, clock, again, base, above, soft);

        // Sequence. The output register is free whenever a packet reaches clock 4, but for stalls behind us.
        self.last.next = (self.step.q.val() == 4) && !self.out_valid.q.val();
        self.ready.next = (self.step.q.val() == 0) || self.last.val();
        if self.out_valid.q.val() && self.m_ready.val() {
            self.out_valid.d.next = false;
        }
        if self.last.val() {
            self.step.d.next = bits::<3>(0);
            self.out_valid.d.next = true;
        } else if (self.step.q.val() != 0) && (self.step.q.val() != 4) {
            self.step.d.next = self.step.q.val() + 1;
        }
        if self.ready.val() && self.s_valid.val() {
            self.a.d.next = self.s_data.val();
            self.again.d.next = self.s_again.val();
            self.base.d.next = self.s_base.val();
            self.above.d.next = self.s_above.val();
            self.soft.d.next = self.s_soft.val();
            self.step.d.next = bits::<3>(1);
        }
        self.s_ready.next = self.ready.val();

        // Clock 1: fields of the IP header.
        self.head.next = self.a.q.val().head;
        self.version.next = self.head.val().get_bits::<4>(508);
        self.v4.d.next = self.version.val() == 4;
        self.v6.d.next = self.version.val() == 6;
        self.ihl_short.d.next = self.head.val().get_bits::<4>(504) < 5;
        self.ihl_long.d.next = self.head.val().get_bits::<4>(504) > 5;
        self.fragment.d.next = self.head.val().get_bits::<14>(448).any();
        // An inner IPv4 header may have options: its length is what the own length must reach.
        if self.version.val() == 6 {
            self.next.d.next = self.head.val().get_bits::<8>(456);
            self.field16.next = self.head.val().get_bits::<16>(464);
            self.total.d.next = bit_cast::<17, 16>(self.field16.val()) + 40;
            self.header.d.next = bits::<17>(40);
            self.l4.d.next = self.head.val().get_bits::<192>(0);
        } else {
            self.next.d.next = self.head.val().get_bits::<8>(432);
            self.field16.next = self.head.val().get_bits::<16>(480);
            self.total.d.next = bit_cast::<17, 16>(self.field16.val());
            self.header.d.next = bit_cast::<17, 4>(self.head.val().get_bits::<4>(504)) << 2;
            self.l4.d.next = self.head.val().get_bits::<192>(160);
        }

        // Clock 2: lengths and protocol.
        self.over.d.next = self.total.q.val() > bit_cast::<17, 16>(self.a.q.val().len);
        self.under.d.next = self.total.q.val() < self.header.q.val();
        self.len_short.d.next = self.a.q.val().len < 20;
        self.len_zero.d.next = !self.a.q.val().len.any();
        self.diff.next = self.total.q.val() - self.header.q.val();
        self.l4_len.d.next = bit_cast::<16, 17>(self.diff.val());
        self.is_esp.d.next = self.next.q.val() == 50;
        self.is_ah.d.next = self.next.q.val() == 51;
        self.is_udp.d.next = self.next.q.val() == 17;
        self.is_frag6.d.next = self.v6.q.val() && (self.next.q.val() == 44);
        self.is_options6.d.next = self.v6.q.val()
            && ((self.next.q.val() == 0)
                || (self.next.q.val() == 43)
                || (self.next.q.val() == 60)
                || (self.next.q.val() == 135));
        self.udp_len.d.next = self.l4.q.val().get_bits::<16>(144);
        self.first_ff.d.next = self.l4.q.val().get_bits::<8>(120).all();
        self.marker.d.next = !self.l4.q.val().get_bits::<32>(96).any();

        // Clock 3: what IP says; UDP; where ESP starts.
        self.ip_verdict.d.next = bits::<6>(0);
        if self.a.q.val().encap {
            if self.len_zero.q.val() {
                self.ip_verdict.d.next = self.codes.val().tx_short;
            } else if !self.v4.q.val() && !self.v6.q.val() {
                self.ip_verdict.d.next = self.codes.val().tx_not_ip;
            } else if self.over.q.val() || (self.v4.q.val() && (self.ihl_short.q.val() || self.under.q.val())) {
                self.ip_verdict.d.next = self.codes.val().tx_short;
            }
        } else if self.len_short.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_short;
        } else if !self.v4.q.val() && !self.v6.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_not_ipsec;
        } else if self.v4.q.val() && self.ihl_short.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_short;
        } else if self.v4.q.val() && self.ihl_long.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_options;
        } else if self.over.q.val() || self.under.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_short;
        } else if (self.v4.q.val() && self.fragment.q.val()) || self.is_frag6.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_frag;
        } else if self.is_options6.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_options;
        } else if !self.is_esp.q.val() && !self.is_ah.q.val() && !self.is_udp.q.val() {
            self.ip_verdict.d.next = self.codes.val().rx_not_ipsec;
        }
        self.payload.next = self.udp_len.q.val() - 8;
        self.udp_short.d.next = (self.udp_len.q.val() < 8) || (self.udp_len.q.val() > self.l4_len.q.val());
        self.keepalive.d.next = (self.udp_len.q.val() == 9) && self.first_ff.q.val();
        self.udp_tiny.d.next = self.udp_len.q.val() < 12;
        self.ike.d.next = self.marker.q.val();
        if self.is_udp.q.val() {
            self.esp_len.d.next = self.payload.val();
            self.esp.d.next = self.l4.q.val().get_bits::<128>(0);
        } else if self.is_ah.q.val() {
            // SPI at octet 4, and behind the sequence number the IV, if it is AES-GMAC.
            self.esp_len.d.next = self.l4_len.q.val();
            self.esp.d.next = self.l4.q.val().get_bits::<128>(32);
        } else {
            self.esp_len.d.next = self.l4_len.q.val();
            self.esp.d.next = self.l4.q.val().get_bits::<128>(64);
        }

        // Clock 4: the verdict and the record.
        self.verdict.next = bits::<6>(0);
        if self.a.q.val().verdict.any() {
            self.verdict.next = self.a.q.val().verdict;
        } else if self.ip_verdict.q.val().any() {
            self.verdict.next = self.ip_verdict.q.val();
        } else if self.a.q.val().encap {
            self.verdict.next = bits::<6>(0);
        } else if self.is_udp.q.val() && self.udp_short.q.val() {
            self.verdict.next = self.codes.val().rx_short;
        } else if self.is_udp.q.val() && self.keepalive.q.val() {
            self.verdict.next = self.codes.val().rx_keepalive;
        } else if self.is_udp.q.val() && self.udp_tiny.q.val() {
            self.verdict.next = self.codes.val().rx_short;
        } else if self.is_udp.q.val() && self.ike.q.val() {
            self.verdict.next = self.codes.val().rx_ike;
        } else if (self.esp_len.q.val() < 8) || (self.is_ah.q.val() && (self.esp_len.q.val() < 12)) {
            self.verdict.next = self.codes.val().rx_short;
        } else if !self.esp.q.val().get_bits::<24>(104).any() {
            // RFC 4303 §2.1: 0 is never on the wire, 1 to 255 are reserved.
            self.verdict.next = self.codes.val().rx_spi_reserved;
        }
        if self.last.val() {
            self.out.d.next.ticket = self.a.q.val().ticket;
            self.out.d.next.verdict = self.verdict.val();
            self.out.d.next.encap = self.a.q.val().encap;
            self.out.d.next.sa = self.a.q.val().sa;
            self.out.d.next.start = self.a.q.val().start;
            self.out.d.next.words = self.a.q.val().words;
            self.out.d.next.len = self.a.q.val().len;
            self.out.d.next.v6 = self.v6.q.val();
            self.out.d.next.udp = self.is_udp.q.val() && !self.a.q.val().encap;
            self.out.d.next.ah = self.is_ah.q.val() && !self.a.q.val().encap;
            self.out.d.next.ah_len = self.l4.q.val().get_bits::<8>(176);
            self.out.d.next.ah_next = self.l4.q.val().get_bits::<8>(184);
            // SPI, sequence number, IV, pad length, next header, ICV: 36 octets and no ciphertext beyond two octets.
            self.out.d.next.runt =
                ((self.esp_len.q.val() < 36) || self.esp_len.q.val().get_bits::<2>(0).any()) && !self.a.q.val().encap;
            self.out.d.next.spi = self.esp.q.val().get_bits::<32>(96);
            self.out.d.next.seq = self.esp.q.val().get_bits::<32>(64);
            self.out.d.next.iv = self.esp.q.val().get_bits::<64>(0);
            self.out.d.next.odd = self.a.q.val().encap
                && (self.is_frag6.q.val()
                    || self.is_options6.q.val()
                    || (self.v4.q.val() && (self.ihl_long.q.val() || self.fragment.q.val())));
            self.out.d.next.sport = self.l4.q.val().get_bits::<16>(176);
            self.out.d.next.dport = self.l4.q.val().get_bits::<16>(160);
            self.out.d.next.head = self.head.val().get_bits::<384>(128);
            if self.v6.q.val() {
                self.out.d.next.src = self.head.val().get_bits::<128>(320);
                self.out.d.next.dst = self.head.val().get_bits::<128>(192);
                self.out.d.next.flow = self.head.val().get_bits::<20>(480);
                self.out.d.next.tos = self.head.val().get_bits::<8>(500);
                self.out.d.next.df = true;
                self.out.d.next.offset = bits::<5>(14);
                if self.is_udp.q.val() {
                    self.out.d.next.offset = bits::<5>(16);
                }
            } else {
                self.out.d.next.src = bit_cast::<128, 32>(self.head.val().get_bits::<32>(384));
                self.out.d.next.dst = bit_cast::<128, 32>(self.head.val().get_bits::<32>(352));
                self.out.d.next.flow = bits::<20>(0);
                self.out.d.next.tos = self.head.val().get_bits::<8>(496);
                self.out.d.next.df = self.head.val().get_bit(462);
                self.out.d.next.offset = bits::<5>(9);
                if self.is_udp.q.val() {
                    self.out.d.next.offset = bits::<5>(11);
                }
            }
            // Behind SPI, sequence number and IV of AES-GCM.
            if self.again.q.val() {
                self.out.d.next.offset = self.base.q.val() + 4;
            }
            self.out.d.next.again = self.again.q.val();
            self.out.d.next.above = self.above.q.val();
            self.out.d.next.soft = self.soft.q.val();
            self.payload.next = self.esp_len.q.val() - 32;
            self.out.d.next.ct = bit_cast::<14, 16>(self.payload.val());
            if self.a.q.val().encap {
                self.out.d.next.ct = bit_cast::<14, 17>(self.total.q.val());
            }
        }
        self.m_data.next = self.out.q.val();
        self.m_valid.next = self.out_valid.q.val();
        if self.reset.val() {
            self.step.d.next = bits::<3>(0);
            self.out_valid.d.next = false;
        }
    }
}
