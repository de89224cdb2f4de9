//! From parsed headers to everything the conveyor needs: SA, sequence number, key, outer header. Or a verdict.
//!
//! ```text
//!                   +--------+  hit, state, sa
//!            .----->| SpiCam |--------.             top_wr (Commit)   SA bus
//!            |      +--------+        v                   v             v
//!   Parsed --+--> wait in A ----> judge in B <------> SaTable, Infer, Outer
//!                                     |  `--> Miss, or miss_lost
//!                                     `-----> Context
//!   A: clock 0 take | 6 CAM answers, to B
//!   B: 1 read SA | 2 hold it | 3 compare | 4 | 5 | 6 verdict | 7 to C, number taken
//!   C: 1 key, checksum | 2 out
//! ```
//! Latency 15 clocks, one packet per 8 clocks whatever its SA: B handles one packet at a time, so that packets of an SA
//! get consecutive numbers, and a number is written back only for a packet that goes on. A sequence number that Commit
//! reports in the clock that reads it is forwarded. The SA bus has clocks 2 and 3, the one between two packets of B, and those
//! in which B waits for C.
//! Of an outbound bundle the descriptor names the AH SA: once B knows that, it starts again with the ESP SA below. Inbound, and
//! for the second pass outbound, the packet comes here again (`again`, see `Turn`).
//! RFC 4303 §3.3.3, §3.4.2, §3.4.3, App. A2; spec 01 §1.5.1 for the classes of a miss.

use super::cam::SpiCam;
use super::codes::Codes;
use super::fixed::Fixed;
use super::infer::Infer;
use super::outer::Outer;
use super::sa_table::SaTable;
use crate::types::{Context, Miss, Parsed};
use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// Lookup for `1 << S` SAs, with `1 << B` buckets in each way of the CAM.
#[derive(LogicBlock, Default)]
pub struct Lookup<const S: usize, const B: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// Parsed packet.
    pub s_data: Signal<In, Parsed>,
    /// There is one.
    pub s_valid: Signal<In, Bit>,
    /// It is taken.
    pub s_ready: Signal<Out, Bit>,
    /// Its context.
    pub m_data: Signal<Out, Context>,
    /// There is one.
    pub m_valid: Signal<Out, Bit>,
    /// It is taken.
    pub m_ready: Signal<In, Bit>,
    /// A packet whose SPI has no SA.
    pub miss: Signal<Out, Miss>,
    /// There is one, for this clock only.
    pub miss_valid: Signal<Out, Bit>,
    /// It is taken.
    pub miss_ready: Signal<In, Bit>,
    /// It was not.
    pub miss_lost: Signal<Out, Bit>,
    /// SA bus: write.
    pub sa_wr: Signal<In, Bit>,
    /// SA bus: SA.
    pub sa_index: Signal<In, Bits<14>>,
    /// SA bus: word, one bit for each.
    pub sa_word: Signal<In, Bits<32>>,
    /// SA bus: value.
    pub sa_data: Signal<In, Bits<128>>,
    /// SA bus: taken.
    pub sa_ready: Signal<Out, Bit>,
    /// CAM port: write.
    pub cam_wr: Signal<In, Bit>,
    /// CAM port: `abi::cam::Place::word`.
    pub cam_place: Signal<In, Bits<21>>,
    /// CAM port: SPI.
    pub cam_spi: Signal<In, Bits<32>>,
    /// CAM port: AH.
    pub cam_ah: Signal<In, Bit>,
    /// CAM port: state.
    pub cam_state: Signal<In, Bits<2>>,
    /// CAM port: SA.
    pub cam_sa: Signal<In, Bits<14>>,
    /// Commit accepted a new highest number.
    pub top_wr: Signal<In, Bit>,
    /// Its SA.
    pub top_sa: Signal<In, Bits<14>>,
    /// The number.
    pub top_seq: Signal<In, Bits<64>>,
    codes: Fixed<Codes>,
    cam: SpiCam<B>,
    sas: SaTable<S>,
    infer: Infer,
    outer: Outer,
    // A: the packet and, once it is there, the CAM's answer.
    a: DFF<Parsed>,
    a_valid: DFF<Bit>,
    a_got: DFF<Bit>,
    a_hit: DFF<Bit>,
    a_state: DFF<Bits<2>>,
    a_sa: DFF<Bits<14>>,
    // B: one bit for each of clocks 1 to 6 of the picture, in which its packet is; it is in clock 7; it has none.
    step: DFF<Bits<6>>,
    last: DFF<Bit>,
    idle: DFF<Bit>,
    /// The packet's `encap` once more, for those who need it soon.
    encap: DFF<Bit>,
    p: DFF<Parsed>,
    hit: DFF<Bit>,
    cam_st: DFF<Bits<2>>,
    sa: DFF<Bits<14>>,
    // An outbound bundle: B is at the ESP SA, and this is the AH SA.
    turned: DFF<Bit>,
    above: DFF<Bits<14>>,
    // The SA, held from clock 3 on; encapsulation in transport mode, and whether the result is IPv6.
    own: DFF<Bit>,
    out_v6: DFF<Bit>,
    /// The pool's: HMAC, or AES-GMAC with something in front of the packet or zeros in it.
    pooled: DFF<Bit>,
    conf: DFF<Bits<128>>,
    src: DFF<Bits<128>>,
    dst: DFF<Bits<128>>,
    out_word: DFF<Bits<31>>,
    top: DFF<Bits<64>>,
    clash: DFF<Bit>,
    clash_seq: DFF<Bits<64>>,
    window: DFF<Bits<11>>,
    // Clock 1: lengths for tunnel mode, and for transport mode, in blocks of 4, 8 and 16 octets.
    body: DFF<Bits<14>>,
    ct4: DFF<Bits<14>>,
    ct8: DFF<Bits<14>>,
    ct16: DFF<Bits<14>>,
    body4: DFF<Bits<14>>,
    body8: DFF<Bits<14>>,
    body16: DFF<Bits<14>>,
    // Clocks 3, 4 and 5: octets that are not ciphertext or payload of what comes in; the ciphertext; it cannot be.
    cut: DFF<Bits<6>>,
    ah_fits: DFF<Bit>,
    serial_ct: DFF<Bits<14>>,
    serial_runt: DFF<Bit>,
    // Clocks 4 and 5: 32-bit words in front of it, octets for the pool.
    front: DFF<Bits<5>>,
    raw: DFF<Bits<14>>,
    // Clock 3: lengths; addresses in 16-bit pieces; next number, whose upper half is there one clock later.
    ct: DFF<Bits<14>>,
    inner: DFF<Bits<14>>,
    next_header: DFF<Bits<8>>,
    next_low: DFF<Bits<33>>,
    next_high: DFF<Bits<32>>,
    used_up: DFF<Bit>,
    same_src: DFF<Bits<8>>,
    same_dst: DFF<Bits<8>>,
    own_src: DFF<Bits<8>>,
    some_src: DFF<Bits<8>>,
    same_ports: DFF<Bits<2>>,
    odd_ends: DFF<Bit>,
    in_range: DFF<Bit>,
    same_sa: DFF<Bit>,
    // Clock 4.
    other_ends: DFF<Bit>,
    bad_source: DFF<Bit>,
    usable: DFF<Bit>,
    /// The CAM knew the SA a moment ago, the table does not any more.
    gone: DFF<Bit>,
    supported: DFF<Bit>,
    // Clock 5.
    too_long: DFF<Bit>,
    // Clock 6: all but staleness.
    early: DFF<Bits<6>>,
    is_miss: DFF<Bit>,
    // C: 0 empty, 1 key and checksum on their way, 2 complete.
    c: DFF<Context>,
    c_step: DFF<Bits<2>>,
    c_free: DFF<Bit>,
    c_taken: DFF<Bit>,
    /// B is in clock 2 or 3; it waits for C.
    mid: DFF<Bit>,
    stuck: DFF<Bit>,
    c_sum: DFF<Bit>,
    // Shorthands.
    c_valid: Signal<Local, Bit>,
    c_outbound: Signal<Local, Bit>,
    c_tunnel: Signal<Local, Bit>,
    c_v6: Signal<Local, Bit>,
    c_udp: Signal<Local, Bit>,
    c_esn: Signal<Local, Bit>,
    c_hmac: Signal<Local, Bit>,
    c_gmac: Signal<Local, Bit>,
    c_ah: Signal<Local, Bit>,
    c_bundle: Signal<Local, Bit>,
    c_below: Signal<Local, Bits<14>>,
    c_suite: Signal<Local, Bits<6>>,
    ah_icv: Signal<Local, Bits<2>>,
    iv_octets: Signal<Local, Bits<6>>,
    around: Signal<Local, Bits<6>>,
    ragged: Signal<Local, Bit>,
    header_words: Signal<Local, Bits<5>>,
    other_words: Signal<Local, Bits<4>>,
    more: Signal<Local, Bits<14>>,
    base: Signal<Local, Bits<6>>,
    c_spi: Signal<Local, Bits<32>>,
    c_salt: Signal<Local, Bits<32>>,
    low: Signal<Local, Bits<S>>,
    answered: Signal<Local, Bit>,
    verdict: Signal<Local, Bits<6>>,
    numbered: Signal<Local, Bit>,
    leave: Signal<Local, Bit>,
    move_up: Signal<Local, Bit>,
    bus_free: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    seq: Signal<Local, Bits<64>>,
    next_seq: Signal<Local, Bits<64>>,
    spi: Signal<Local, Bits<32>>,
    iv: Signal<Local, Bits<64>>,
    m: Signal<Local, Miss>,
    pieces: Signal<Local, Bits<8>>,
    x: Signal<Local, Bits<16>>,
    y: Signal<Local, Bits<16>>,
    up: Signal<Local, Bits<14>>,
    no_miss: Fixed<Miss>,
    /// There is no DES and no 3DES; there is no pool.
    lean: Fixed<Bit>,
    alone: Fixed<Bit>,
}

impl<const S: usize, const B: usize> Lookup<S, B> {
    /// For a pool without DES and 3DES: no packet of theirs gets there.
    pub fn without_des(self) -> Self {
        Self { lean: Fixed::of(true), ..self }
    }

    /// Without a pool: AES-GCM and AES-GMAC in ESP alone.
    pub fn without_pool(self) -> Self {
        Self { alone: Fixed::of(true), ..self }
    }
}

impl<const S: usize, const B: usize> Logic for Lookup<S, B> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, a, a_valid, a_got, a_hit, a_state, a_sa, step, p, hit, cam_st, sa, conf, src, dst);
        dff_setup!(self, clock, out_word, top, clash, clash_seq, window, ct, next_low, next_high, used_up);
        dff_setup!(self, clock, same_src, same_dst);
        dff_setup!(self, clock, own_src, some_src, same_ports, odd_ends, in_range, other_ends, bad_source, usable);
        dff_setup!(self, clock, supported, too_long, early, is_miss, c, c_step, c_sum);
        dff_setup!(self, clock, idle, last, c_free, c_taken, mid, stuck, encap, own, out_v6, body, inner, next_header);
        dff_setup!(self, clock, ct4, ct8, ct16, body4, body8, body16, cut, serial_ct, serial_runt, ah_fits, front, raw);
        dff_setup!(self, clock, turned, above, same_sa, pooled, gone);
        self.encap.d.next = self.p.q.val().encap;
        self.cam.clock.next = self.clock.val();
        self.sas.clock.next = self.clock.val();
        self.infer.clock.next = self.clock.val();
        self.outer.clock.next = self.clock.val();

        // CONFIG, as abi::sa::Config lays it out.
        self.c_valid.next = self.conf.q.val().get_bit(0);
        self.c_outbound.next = self.conf.q.val().get_bit(1);
        self.c_tunnel.next = self.conf.q.val().get_bit(2);
        self.c_v6.next = self.conf.q.val().get_bit(3);
        self.c_udp.next = self.conf.q.val().get_bit(4);
        self.c_esn.next = self.conf.q.val().get_bit(5);
        // cipher, hash; the two bits of the key size say 256 and 192.
        self.c_hmac.next = self.conf.q.val().get_bit(10) && !self.alone.val();
        self.c_gmac.next = self.conf.q.val().get_bit(8) && !self.conf.q.val().get_bit(10);
        self.c_ah.next = self.conf.q.val().get_bit(27) && !self.alone.val();
        self.c_bundle.next = self.conf.q.val().get_bit(29) && !self.alone.val();
        self.c_below.next = self.conf.q.val().get_bits::<14>(32);
        self.c_suite.next = bit_cast::<6, 2>(self.conf.q.val().get_bits::<2>(8))
            | (bit_cast::<6, 2>(self.conf.q.val().get_bits::<2>(14)) << 2)
            | (bit_cast::<6, 1>(self.conf.q.val().get_bits::<1>(7)) << 4)
            | (bit_cast::<6, 1>(self.conf.q.val().get_bits::<1>(6)) << 5);
        if self.c_gmac.val() {
            self.c_suite.next = bit_cast::<6, 1>(self.conf.q.val().get_bits::<1>(6)) << 5;
        }
        // With IV and tag of AES-GMAC AH is as long as with an ICV of 192 bits.
        self.ah_icv.next = self.c_suite.val().get_bits::<2>(2);
        if self.c_gmac.val() {
            self.ah_icv.next = bits::<2>(2);
        }
        self.c_spi.next = self.conf.q.val().get_bits::<32>(64);
        self.c_salt.next = self.conf.q.val().get_bits::<32>(96);

        // What B does when it is done with a packet: clock 7, C empty, the write port free if a number is taken.
        self.verdict.next = self.early.q.val();
        if !self.early.q.val().any() && !self.p.q.val().encap && self.infer.stale.val() {
            self.verdict.next = self.codes.val().rx_replay_stale;
        }
        self.numbered.next = self.encap.q.val() && !self.early.q.val().any();
        // A packet that is refused would not need the port; to know that takes longer than to wait.
        self.leave.next = self.last.q.val() && self.c_free.q.val() && !(self.encap.q.val() && self.top_wr.val());
        self.answered.next = self.a_got.q.val() || self.cam.out_valid.val();
        self.move_up.next = self.a_valid.q.val() && self.answered.val() && self.idle.q.val();

        // A.
        self.s_ready.next = !self.a_valid.q.val();
        self.cam.reset.next = self.reset.val();
        self.cam.key.next =
            (bit_cast::<33, 1>(self.s_data.val().ah.into()) << 32) | bit_cast::<33, 32>(self.s_data.val().spi);
        self.cam.key_valid.next = self.s_valid.val() && !self.a_valid.q.val();
        self.cam.cam_wr.next = self.cam_wr.val();
        self.cam.cam_place.next = self.cam_place.val();
        self.cam.cam_spi.next = self.cam_spi.val();
        self.cam.cam_ah.next = self.cam_ah.val();
        self.cam.cam_state.next = self.cam_state.val();
        self.cam.cam_sa.next = self.cam_sa.val();
        if self.cam.out_valid.val() {
            self.a_got.d.next = true;
            self.a_hit.d.next = self.cam.hit.val();
            self.a_state.d.next = self.cam.state.val();
            self.a_sa.d.next = self.cam.sa.val();
        }
        if self.s_valid.val() && !self.a_valid.q.val() {
            self.a.d.next = self.s_data.val();
            self.a_valid.d.next = true;
            self.a_got.d.next = false;
        }

        // B, sequence.
        self.step.d.next = (self.step.q.val() << 1) | bit_cast::<6, 1>(self.move_up.val().into());
        self.idle.d.next = !self.move_up.val() && (self.idle.q.val() || self.leave.val());
        self.last.d.next = self.step.q.val().get_bit(5) || (self.last.q.val() && !self.leave.val());
        if self.move_up.val() {
            self.a_valid.d.next = false;
        }
        // An empty B follows A at all times.
        if self.idle.q.val() {
            self.p.d.next = self.a.q.val();
            self.hit.d.next = self.a_hit.q.val();
            self.cam_st.d.next = self.a_state.q.val();
            self.sa.d.next = self.a_sa.q.val();
            if !self.a_got.q.val() {
                self.hit.d.next = self.cam.hit.val();
                self.cam_st.d.next = self.cam.state.val();
                self.sa.d.next = self.cam.sa.val();
            }
            if self.a.q.val().encap {
                self.sa.d.next = self.a.q.val().sa;
            }
            self.turned.d.next = false;
        }
        // Clock 3 of an outbound bundle is followed by clock 1 of the SA below.
        if self.step.q.val().get_bit(2)
            && self.c_bundle.val()
            && self.encap.q.val()
            && !self.p.q.val().again
            && !self.turned.q.val()
        {
            self.step.d.next = bits::<6>(1);
            self.turned.d.next = true;
            self.above.d.next = self.sa.q.val();
            self.sa.d.next = self.c_below.val();
        }

        self.next_seq.next = (bit_cast::<64, 32>(self.next_high.q.val()) << 32)
            | bit_cast::<64, 32>(self.next_low.q.val().get_bits::<32>(0));

        // Writes to the table keep off clock 1, which reads all words but the keys, and the clock that leaves for C,
        // which reads the keys and writes the number. SEQUENCE also gives way to Commit.
        self.mid.d.next = self.step.q.val().get_bits::<2>(0).any();
        self.stuck.d.next = self.last.q.val() && !self.c_free.q.val();
        self.bus_free.next = self.idle.q.val() || self.mid.q.val() || (self.stuck.q.val() && !self.c_free.q.val());
        self.sa_ready.next = self.bus_free.val() && (!self.sa_word.val().get_bit(11) || !self.top_wr.val());
        self.take.next = self.sa_wr.val() && self.bus_free.val();
        self.sas.take.next = self.take.val();
        self.sas.sa_index.next = self.sa_index.val();
        self.sas.sa_word.next = self.sa_word.val();
        self.sas.sa_data.next = self.sa_data.val();
        self.sas.index.next = self.sa.q.val();
        self.sas.seq_wr.next = false;
        self.sas.seq_wa.next = self.sa_index.val();
        self.sas.seq_wd.next = self.sa_data.val().get_bits::<64>(0);
        if self.top_wr.val() {
            self.sas.seq_wr.next = true;
            self.sas.seq_wa.next = self.top_sa.val();
            self.sas.seq_wd.next = self.top_seq.val();
        } else if self.leave.val() && self.numbered.val() {
            self.sas.seq_wr.next = true;
            self.sas.seq_wa.next = self.sa.q.val();
            self.sas.seq_wd.next = self.next_seq.val();
        } else if self.take.val() && self.sa_word.val().get_bit(11) {
            self.sas.seq_wr.next = true;
        }

        // Clock 1: read; a number that is written meanwhile is forwarded.
        self.clash.d.next = self.top_wr.val() && (self.top_sa.val() == self.sa.q.val());
        self.clash_seq.d.next = self.top_seq.val();
        // Payload, pad length and next header fill whole blocks.
        self.up.next = self.p.q.val().ct;
        self.ct4.d.next = (self.up.val() + 5) & 0x3ffc;
        self.ct8.d.next = (self.up.val() + 9) & 0x3ff8;
        self.ct16.d.next = (self.up.val() + 17) & 0x3ff0;
        self.up.next = self.p.q.val().ct - 20;
        if self.p.q.val().v6 {
            self.up.next = self.p.q.val().ct - 40;
        }
        self.body.d.next = self.up.val();
        self.body4.d.next = (self.up.val() + 5) & 0x3ffc;
        self.body8.d.next = (self.up.val() + 9) & 0x3ff8;
        self.body16.d.next = (self.up.val() + 17) & 0x3ff0;

        // Clock 2: hold the SA.
        if self.step.q.val().get_bit(1) {
            self.conf.d.next = self.sas.conf.val();
            self.src.d.next = self.sas.src.val();
            self.dst.d.next = self.sas.dst.val();
            self.out_word.d.next = self.sas.outer.val();
            // AH over ESP keeps the header of ESP, whatever its mode.
            self.own.d.next = self.encap.q.val() && (!self.sas.conf.val().get_bit(2) || self.p.q.val().again);
            self.out_v6.d.next = self.sas.conf.val().get_bit(3);
            self.pooled.d.next = !self.alone.val()
                && (self.sas.conf.val().get_bit(10)
                    || (self.sas.conf.val().get_bit(8)
                        && (self.sas.conf.val().get_bit(5) || self.sas.conf.val().get_bit(27))));
            if self.encap.q.val() && (!self.sas.conf.val().get_bit(2) || self.p.q.val().again) {
                self.out_v6.d.next = self.p.q.val().v6;
            }
            self.top.d.next = self.sas.top.val();
            if self.clash.q.val() {
                self.top.d.next = self.clash_seq.q.val();
            }
            // No window is larger than 1,024.
            self.window.d.next = self.sas.conf.val().get_bits::<11>(16);
            if self.sas.conf.val().get_bit(26) {
                self.window.d.next = bits::<11>(1024);
            }
        }

        // Clock 3. `Infer` takes clocks 3 to 6, `Outer` clocks 3 to 7.
        self.iv_octets.next = bits::<6>(8);
        self.ct.d.next = self.ct4.q.val();
        if self.own.q.val() {
            self.ct.d.next = self.body4.q.val();
        }
        if self.c_hmac.val() {
            if self.c_suite.val().get_bits::<2>(0) == 0 {
                self.iv_octets.next = bits::<6>(0);
            } else if self.c_suite.val().get_bits::<2>(0) == 1 {
                self.iv_octets.next = bits::<6>(16);
                self.ct.d.next = self.ct16.q.val();
                if self.own.q.val() {
                    self.ct.d.next = self.body16.q.val();
                }
            } else {
                self.ct.d.next = self.ct8.q.val();
                if self.own.q.val() {
                    self.ct.d.next = self.body8.q.val();
                }
            }
        }
        self.around.next = self.iv_octets.val() + 16;
        if self.c_ah.val() {
            self.around.next = bits::<6>(16);
            // AH without SPI and sequence number: 12 octets and the ICV in 32-bit words, under IPv6 in 64-bit words.
            self.ct.d.next = self.p.q.val().ct;
            if self.own.q.val() {
                self.ct.d.next = self.body.q.val();
            }
            if self.ah_icv.val() == 1 {
                self.around.next = bits::<6>(20);
            } else if self.ah_icv.val() == 2 {
                self.around.next = bits::<6>(28);
            } else if self.ah_icv.val() == 3 {
                self.around.next = bits::<6>(36);
            }
            if self.out_v6.q.val() && self.ah_icv.val().any() {
                self.around.next = self.around.val() + 4;
            }
        } else if self.c_hmac.val() {
            if self.c_suite.val().get_bits::<2>(2) == 0 {
                self.around.next = self.iv_octets.val() + 12;
            } else if self.c_suite.val().get_bits::<2>(2) == 2 {
                self.around.next = self.iv_octets.val() + 24;
            } else if self.c_suite.val().get_bits::<2>(2) == 3 {
                self.around.next = self.iv_octets.val() + 32;
            }
        }
        self.outer.around.next = self.around.val();
        // Parse took off what AES-GCM has: 8 octets of IV and 16 of ICV.
        self.cut.d.next = self.around.val();
        if self.c_ah.val() && !self.p.q.val().encap {
            self.cut.d.next = bit_cast::<6, 4>(self.p.q.val().ah_len.get_bits::<4>(0)) << 2;
        }
        // RFC 4302 §2.2 and §3.3.3.2.1: the ICV, padded to 32 bits or, as it has to be under IPv6 and is by Linux always, to 64.
        self.ah_fits.d.next = false;
        if self.ah_icv.val() == 0 {
            self.ah_fits.d.next = self.p.q.val().ah_len == 4;
        } else if self.ah_icv.val() == 1 {
            self.ah_fits.d.next = (self.p.q.val().ah_len == 5) || (self.p.q.val().ah_len == 6);
        } else if self.ah_icv.val() == 2 {
            self.ah_fits.d.next = (self.p.q.val().ah_len == 7) || (self.p.q.val().ah_len == 8);
        } else {
            self.ah_fits.d.next = (self.p.q.val().ah_len == 9) || (self.p.q.val().ah_len == 10);
        }
        self.inner.d.next = self.p.q.val().ct;
        self.next_header.d.next = bits::<8>(4);
        if self.p.q.val().v6 {
            self.next_header.d.next = bits::<8>(41);
        }
        if self.own.q.val() {
            self.inner.d.next = self.body.q.val();
            self.next_header.d.next = self.p.q.val().head.get_bits::<8>(304);
            if self.p.q.val().v6 {
                self.next_header.d.next = self.p.q.val().head.get_bits::<8>(328);
            }
        }
        if self.step.q.val().get_bit(2) && self.own.q.val() {
            // No address of the SA is needed any more.
            self.src.d.next = self.p.q.val().src;
            self.dst.d.next = self.p.q.val().dst;
        }
        self.infer.esn.next = self.c_esn.val();
        self.infer.window.next = self.window.q.val();
        self.infer.top.next = self.top.q.val();
        self.infer.seq.next = self.p.q.val().seq;
        self.outer.v6.next = self.out_v6.q.val();
        self.outer.own.next = self.own.q.val();
        self.outer.head.next = self.p.q.val().head.get_bits::<96>(288);
        self.outer.udp.next = self.c_udp.val();
        self.outer.ah.next = self.c_ah.val();
        self.outer.content.next = self.next_header.q.val();
        self.outer.src.next = self.src.q.val();
        self.outer.dst.next = self.dst.q.val();
        self.outer.sport.next = self.conf.q.val().get_bits::<16>(32);
        self.outer.dport.next = self.conf.q.val().get_bits::<16>(48);
        self.outer.spi.next = self.c_spi.val();
        self.outer.outer.next = self.out_word.q.val();
        self.outer.df_rule.next = self.conf.q.val().get_bits::<2>(12);
        self.outer.df.next = self.p.q.val().df;
        self.outer.tos.next = self.p.q.val().tos;
        self.outer.ct.next = self.ct.q.val();
        self.outer.seq.next = self.next_seq.val();
        self.next_low.d.next = bit_cast::<33, 32>(self.top.q.val().get_bits::<32>(0)) + 1;
        self.next_high.d.next =
            self.top.q.val().get_bits::<32>(32) + bit_cast::<32, 1>(self.next_low.q.val().get_bit(32).into());
        // RFC 4303 §3.3.3: the number does not cycle.
        self.used_up.d.next = self.top.q.val().get_bits::<32>(0).all() && self.top.q.val().get_bits::<32>(32).all();
        if !self.c_esn.val() {
            self.used_up.d.next = self.top.q.val().get_bits::<32>(0).all() || self.top.q.val().get_bits::<32>(32).any();
        }
        self.pieces.next = bits::<8>(0);
        for i in 0..8 {
            self.x.next = self.src.q.val().get_bits::<16>(i * 16);
            self.y.next = self.p.q.val().src.get_bits::<16>(i * 16);
            self.pieces.next = self.pieces.val().replace_bit(i, self.x.val() == self.y.val());
        }
        self.same_src.d.next = self.pieces.val();
        self.pieces.next = bits::<8>(0);
        for i in 0..8 {
            self.x.next = self.dst.q.val().get_bits::<16>(i * 16);
            self.y.next = self.p.q.val().dst.get_bits::<16>(i * 16);
            self.pieces.next = self.pieces.val().replace_bit(i, self.x.val() == self.y.val());
        }
        self.same_dst.d.next = self.pieces.val();
        self.pieces.next = bits::<8>(0);
        for i in 0..8 {
            self.x.next = self.p.q.val().src.get_bits::<16>(i * 16);
            self.y.next = self.p.q.val().dst.get_bits::<16>(i * 16);
            self.pieces.next = self.pieces.val().replace_bit(i, self.x.val() == self.y.val());
        }
        self.own_src.d.next = self.pieces.val();
        self.pieces.next = bits::<8>(0);
        for i in 0..8 {
            self.y.next = self.p.q.val().src.get_bits::<16>(i * 16);
            self.pieces.next = self.pieces.val().replace_bit(i, self.y.val().any());
        }
        self.some_src.d.next = self.pieces.val();
        self.same_ports.d.next = bits::<2>(0)
            .replace_bit(0, self.p.q.val().sport == self.conf.q.val().get_bits::<16>(32))
            .replace_bit(1, self.p.q.val().dport == self.conf.q.val().get_bits::<16>(48));
        // Spec 01 §1.5.1 step 5: multicast at either end (for IPv4 also class E with the broadcast address), loopback source.
        self.odd_ends.d.next = self.p.q.val().src.get_bits::<3>(29).all()
            || self.p.q.val().dst.get_bits::<3>(29).all()
            || (self.p.q.val().src.get_bits::<8>(24) == 127);
        if self.p.q.val().v6 {
            self.odd_ends.d.next = self.p.q.val().src.get_bits::<8>(120).all()
                || self.p.q.val().dst.get_bits::<8>(120).all()
                || (!self.p.q.val().src.get_bits::<64>(64).any() && !self.p.q.val().src.get_bits::<63>(1).any());
        }
        self.low.next = bit_cast::<S, 14>(self.sa.q.val());
        self.in_range.d.next = bit_cast::<14, S>(self.low.val()) == self.sa.q.val();
        self.same_sa.d.next = self.sa.q.val() == self.p.q.val().sa;

        // Clock 4.
        self.serial_ct.d.next = self.p.q.val().ct + 24 - bit_cast::<14, 6>(self.cut.q.val());
        self.other_ends.d.next = !self.same_src.q.val().all()
            || !self.same_dst.q.val().all()
            || (self.p.q.val().v6 ^ self.c_v6.val())
            || (self.p.q.val().udp ^ self.c_udp.val())
            || (self.c_udp.val() && !self.same_ports.q.val().all())
            || (self.p.q.val().again && !self.same_sa.q.val());
        self.bad_source.d.next = self.odd_ends.q.val() || !self.some_src.q.val().any() || self.own_src.q.val().all();
        self.usable.d.next =
            self.in_range.q.val() && self.c_valid.val() && !(self.c_outbound.val() ^ self.p.q.val().encap);
        self.gone.d.next = self.in_range.q.val() && !self.c_valid.val();
        // Not the transforms that are none of ours, AH with encryption, bundles that are not AH over ESP, or outbound not over ESP
        // with HMAC. AES-192 is for CBC alone.
        self.supported.d.next = !(self.conf.q.val().get_bit(11)
            || (self.c_ah.val() && (!self.pooled.q.val() || self.c_suite.val().get_bits::<2>(0).any()))
            || (!self.c_hmac.val() && (self.conf.q.val().get_bit(9) || self.conf.q.val().get_bit(7)))
            || (self.alone.val()
                && (self.conf.q.val().get_bit(10)
                    || self.conf.q.val().get_bit(27)
                    || self.conf.q.val().get_bit(29)
                    || (self.conf.q.val().get_bit(8) && self.c_esn.val())))
            || (self.lean.val() && self.c_hmac.val() && self.conf.q.val().get_bit(9))
            || (self.c_bundle.val() && !self.c_ah.val())
            || (self.turned.q.val() && (self.c_ah.val() || !self.c_hmac.val()))
            || (!self.p.q.val().encap && (self.c_ah.val() ^ self.p.q.val().ah)));
        // 32-bit words of SPI, sequence number and IV, or of IP header and AH. AES-GMAC: RFC 4543 §5 has both halves of the number.
        self.header_words.next = bits::<5>(2);
        if self.c_gmac.val() {
            self.header_words.next = bits::<5>(3);
        }
        self.other_words.next = self.iv_octets.val().get_bits::<4>(2);
        if self.c_ah.val() {
            self.header_words.next = bits::<5>(7);
            if self.out_v6.q.val() {
                self.header_words.next = bits::<5>(12);
            }
            self.other_words.next = self.cut.q.val().get_bits::<4>(2);
        }
        self.front.d.next = self.header_words.val() + bit_cast::<5, 4>(self.other_words.val());

        // Clock 5: not whole blocks, none, or fewer than none.
        self.ragged.next = self.serial_ct.q.val().get_bits::<3>(0).any();
        if self.c_suite.val().get_bits::<2>(0) == 0 {
            self.ragged.next = self.serial_ct.q.val().get_bits::<2>(0).any();
        } else if self.c_suite.val().get_bits::<2>(0) == 1 {
            self.ragged.next = self.serial_ct.q.val().get_bits::<4>(0).any();
        }
        self.ragged.next = self.ragged.val() || !self.serial_ct.q.val().any();
        if self.c_ah.val() {
            self.ragged.next = !self.ah_fits.q.val();
        }
        self.serial_runt.d.next = self.ragged.val() || self.serial_ct.q.val().get_bits::<7>(7).all();
        // With AH the high half of an extended number is authenticated behind the packet.
        self.more.next = bits::<14>(0);
        if self.c_ah.val() && self.c_esn.val() {
            self.more.next = bits::<14>(4);
        }
        self.raw.d.next = self.p.q.val().ct + 32;
        if self.c_gmac.val() {
            // Without the ICV, and with the high half of the number.
            self.raw.d.next = self.p.q.val().ct + 20;
        }
        if self.p.q.val().encap {
            self.raw.d.next = self.ct.q.val() + (bit_cast::<14, 5>(self.front.q.val()) << 2) + self.more.val();
        } else if self.c_ah.val() {
            self.raw.d.next = self.serial_ct.q.val() + (bit_cast::<14, 5>(self.front.q.val()) << 2) + self.more.val();
        }
        self.too_long.d.next = self.out_word.q.val().get_bits::<16>(0).any()
            && (self.outer.octets.val() > self.out_word.q.val().get_bits::<16>(0));

        // Clock 6.
        self.early.d.next = bits::<6>(0);
        self.is_miss.d.next = false;
        if self.p.q.val().verdict.any() {
            self.early.d.next = self.p.q.val().verdict;
        } else if self.p.q.val().encap {
            if !self.usable.q.val() {
                self.early.d.next = self.codes.val().tx_no_sa;
            } else if !self.supported.q.val() {
                self.early.d.next = self.codes.val().tx_unsupported;
            } else if self.own.q.val() && self.p.q.val().odd {
                self.early.d.next = self.codes.val().tx_options;
            } else if self.too_long.q.val() {
                self.early.d.next = self.codes.val().tx_pmtu;
            } else if self.used_up.q.val() {
                self.early.d.next = self.codes.val().tx_seq_exhausted;
            }
        } else if !self.hit.q.val() {
            if self.bad_source.q.val() {
                self.early.d.next = self.codes.val().rx_bad_source;
            } else {
                self.is_miss.d.next = true;
                if self.p.q.val().udp {
                    self.early.d.next = self.codes.val().rx_no_sa_udp;
                } else if self.p.q.val().ah {
                    self.early.d.next = self.codes.val().rx_no_sa_ah;
                } else {
                    self.early.d.next = self.codes.val().rx_no_sa_esp;
                }
            }
        } else if self.cam_st.q.val() == 1 {
            self.early.d.next = self.codes.val().rx_spi_larval;
        } else if (self.cam_st.q.val() == 3) || self.gone.q.val() {
            self.early.d.next = self.codes.val().rx_spi_graveyard;
        } else if !self.usable.q.val() {
            self.early.d.next = self.codes.val().rx_mismatch;
        } else if !self.supported.q.val() {
            self.early.d.next = self.codes.val().rx_unsupported;
        } else if self.other_ends.q.val() {
            self.early.d.next = self.codes.val().rx_mismatch;
        } else if (self.p.q.val().runt && !self.c_hmac.val() && !self.c_ah.val())
            || (self.serial_runt.q.val() && (self.c_hmac.val() || self.c_ah.val()))
        {
            self.early.d.next = self.codes.val().rx_short;
        }

        // Clock 7: to C.
        self.seq.next = (bit_cast::<64, 32>(self.infer.high.val()) << 32) | bit_cast::<64, 32>(self.p.q.val().seq);
        self.iv.next = self.p.q.val().iv;
        self.spi.next = self.p.q.val().spi;
        if self.p.q.val().encap {
            self.seq.next = self.next_seq.val();
            self.iv.next = self.next_seq.val();
            self.spi.next = self.c_spi.val();
        }
        // Where the payload starts.
        self.base.next = bits::<6>(0);
        if self.own.q.val() && !self.p.q.val().again {
            self.base.next = bits::<6>(5);
            if self.p.q.val().v6 {
                self.base.next = bits::<6>(10);
            }
        }
        if self.leave.val() {
            self.c_step.d.next = bits::<2>(1);
            self.c_free.d.next = false;
        }
        // An empty C follows B at all times and keeps what was there when B left: that it leaves is known late.
        if self.c_free.q.val() {
            self.c_sum.d.next = self.p.q.val().encap && !self.out_v6.q.val();
            self.c.d.next.ticket = self.p.q.val().ticket;
            self.c.d.next.verdict = self.verdict.val();
            self.c.d.next.encap = self.p.q.val().encap;
            self.c.d.next.sa = self.sa.q.val();
            self.c.d.next.start = self.p.q.val().start;
            self.c.d.next.words = self.p.q.val().words;
            self.c.d.next.next_header = self.next_header.q.val();
            self.c.d.next.front = self.front.q.val();
            self.c.d.next.raw = self.raw.q.val();
            self.c.d.next.ah = self.c_ah.val();
            self.c.d.next.v6 = self.out_v6.q.val();
            self.c.d.next.key256 = self.conf.q.val().get_bit(6);
            self.c.d.next.nonce = (bit_cast::<96, 32>(self.c_salt.val()) << 64) | bit_cast::<96, 64>(self.iv.val());
            self.c.d.next.esn = self.c_esn.val();
            self.c.d.next.gmac = self.c_gmac.val();
            // RFC 4106 §5: high order before low.
            if self.c_esn.val() {
                self.c.d.next.aad = (bit_cast::<96, 32>(self.spi.val()) << 64) | bit_cast::<96, 64>(self.seq.val());
            } else {
                self.c.d.next.aad = (bit_cast::<96, 32>(self.spi.val()) << 64)
                    | (bit_cast::<96, 32>(self.seq.val().get_bits::<32>(0)) << 32);
            }
            self.c.d.next.seq = self.seq.val();
            self.c.d.next.serial = self.pooled.q.val() && !self.verdict.val().any();
            self.c.d.next.again = self.p.q.val().again;
            self.c.d.next.soft = self.p.q.val().soft;
            self.c.d.next.half =
                ((self.c_bundle.val() && !self.p.q.val().encap) || self.turned.q.val()) && !self.verdict.val().any();
            self.c.d.next.above = self.c_below.val();
            if self.turned.q.val() {
                self.c.d.next.above = self.above.q.val();
            } else if self.p.q.val().again {
                self.c.d.next.above = self.p.q.val().above;
            }
            self.c.d.next.done = false;
            self.c.d.next.ok = false;
            self.c.d.next.suite = self.c_suite.val();
            self.c.d.next.window = self.window.q.val();
            self.c.d.next.check_pad = self.conf.q.val().get_bit(28);
            self.c.d.next.tos = self.p.q.val().tos;
            if self.p.q.val().encap {
                self.c.d.next.offset = self.base.val();
                // What the pool gets has its headers in front.
                if self.pooled.q.val() {
                    self.c.d.next.offset = self.base.val() - bit_cast::<6, 5>(self.front.q.val());
                }
                self.c.d.next.ct = self.ct.q.val();
                self.c.d.next.inner = self.inner.q.val();
                self.c.d.next.header = self.outer.header.val();
                self.c.d.next.header_len = self.outer.header_len.val();
                if self.c_hmac.val() && !self.c_ah.val() {
                    self.c.d.next.header_len = self.outer.header_len.val() - 8;
                }
            } else {
                self.c.d.next.offset = bit_cast::<6, 5>(self.p.q.val().offset);
                self.c.d.next.ct = self.p.q.val().ct;
                if self.pooled.q.val() {
                    self.c.d.next.offset = bit_cast::<6, 5>(self.p.q.val().offset) - 4;
                    self.c.d.next.ct = self.serial_ct.q.val();
                }
                if self.pooled.q.val() && self.c_gmac.val() {
                    // A word more, in the place of which the high half of the number pushes the SPI.
                    self.c.d.next.offset = bit_cast::<6, 5>(self.p.q.val().offset) - 5;
                }
                self.c.d.next.inner = bits::<14>(0);
                if self.c_ah.val() {
                    self.c.d.next.offset = bits::<6>(0);
                    self.c.d.next.inner = self.serial_ct.q.val();
                    self.c.d.next.next_header = self.p.q.val().ah_next;
                }
                self.c.d.next.header = bit_cast::<512, 384>(self.p.q.val().head);
                self.c.d.next.header_len = bits::<7>(0);
                if !self.c_tunnel.val() || self.c_bundle.val() {
                    self.c.d.next.header_len = bits::<7>(36);
                    if self.p.q.val().v6 {
                        self.c.d.next.header_len = bits::<7>(56);
                    }
                }
            }
        }
        self.m.next = self.no_miss.val();
        self.m.next.ah = self.p.q.val().ah;
        self.m.next.v6 = self.p.q.val().v6;
        self.m.next.udp = self.p.q.val().udp;
        self.m.next.auth = self.p.q.val().again;
        self.m.next.spi = self.p.q.val().spi;
        self.m.next.seq = self.p.q.val().seq;
        self.m.next.src = self.p.q.val().src;
        self.m.next.dst = self.p.q.val().dst;
        self.m.next.sport = self.p.q.val().sport;
        self.m.next.dport = self.p.q.val().dport;
        self.m.next.flow = self.p.q.val().flow;
        self.m.next.len = self.p.q.val().len;
        self.m.next.head = self.p.q.val().head;
        self.miss.next = self.m.val();
        self.miss_valid.next = self.leave.val() && self.is_miss.q.val();
        self.miss_lost.next = self.leave.val() && self.is_miss.q.val() && !self.miss_ready.val();

        // C.
        if self.c_step.q.val() == 1 {
            self.c_step.d.next = bits::<2>(2);
            self.c.d.next.key =
                (bit_cast::<256, 128>(self.sas.key_a.val()) << 128) | bit_cast::<256, 128>(self.sas.key_b.val());
            if self.c_sum.q.val() {
                self.c.d.next.header = self.c.q.val().header | (bit_cast::<512, 16>(self.outer.checksum.val()) << 416);
            }
        }
        // Issue takes it late in a clock; C is free in the next but one.
        self.m_data.next = self.c.q.val();
        self.m_valid.next = (self.c_step.q.val() == 2) && !self.c_taken.q.val();
        self.c_taken.d.next = (self.c_step.q.val() == 2) && !self.c_taken.q.val() && self.m_ready.val();
        if self.c_taken.q.val() {
            self.c_step.d.next = bits::<2>(0);
            self.c_free.d.next = true;
        }

        if self.reset.val() {
            self.a_valid.d.next = false;
            self.step.d.next = bits::<6>(0);
            self.idle.d.next = true;
            self.last.d.next = false;
            self.c_step.d.next = bits::<2>(0);
            self.c_free.d.next = true;
            self.c_taken.d.next = false;
        }
    }
}
