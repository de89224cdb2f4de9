//! Lookup against a model of what an SA asks for.

use super::bench::{reset, Streams};
use super::record::{big, Record};
use super::sa::{self, below, choose, wide, Sa};
use etherparse::{IpNumber, Ipv4Header, Ipv6Header, UdpHeader};
use respite_abi::cam::State;
use respite_abi::sa::{DontFragment, KeySize, Transform};
use respite_abi::verdict::Verdict;
use respite_hdl::lane::lookup::Lookup;
use respite_hdl::types::{Context, Miss, Parsed};
use rust_hdl_core::prelude::*;
use verilated::lockstep::Random;
use verilated::{BigUint, Error, Model};

/// SAs that packets use; the table has twice as many.
const USED: usize = 16;
const LOG2_SAS: usize = 5;
const LOG2_BUCKETS: usize = 3;
type Small = Lookup<LOG2_SAS, LOG2_BUCKETS>;

fn build() -> Result<Model, Error> {
    let mut block = Box::new(Small::default());
    block.connect_all();
    Model::of("lookup", &*block)
}

struct World {
    sas: Vec<Sa>,
    states: Vec<State>,
}

impl World {
    fn new(random: &mut Random) -> World {
        let sas: Vec<Sa> = (0..USED).map(|_| Sa::random(random)).collect();
        let states = (0..USED)
            .map(|_| {
                choose(
                    random,
                    &[State::Valid, State::Valid, State::Valid, State::Valid, State::Larval, State::Graveyard],
                )
            })
            .collect();
        World { sas, states }
    }

    fn load(&self, m: &mut Model) {
        for i in 0..USED {
            sa::write(m, i as u16, &self.sas[i].words());
            // Some entries are for AH, some point outside the table.
            let key = self.key(i);
            sa::write_cam(m, sa::place(i as u8 % 4, key, LOG2_BUCKETS as u32), key, self.states[i], self.index(i));
        }
    }

    fn key(&self, i: usize) -> u64 {
        // One is not of the protocol that its entry is for.
        u64::from(self.sas[i].config.ah ^ (i == 3)) << 32 | u64::from(self.sas[i].config.spi)
    }

    fn index(&self, i: usize) -> u16 {
        i as u16 | if i == 5 { 1 << LOG2_SAS } else { 0 }
    }

    fn packet(&self, random: &mut Random) -> Parsed {
        let i = below(random, USED);
        let sa = &self.sas[i];
        let encap = if random.percent(90) { sa.config.outbound } else { !sa.config.outbound };
        let v6 = sa.config.v6;
        let noise = wide(random);
        let mut p = Parsed {
            ticket: bits(random.next() >> 34),
            encap,
            sa: bits(if random.percent(95) { i as u64 } else { random.next() >> 50 }),
            start: bits(random.next() >> 53),
            words: bits(random.next() >> 54),
            len: bits(random.next() >> 48),
            v6,
            udp: sa.config.udp,
            // Parse never says so of a packet to encapsulate.
            ah: self.key(i) >> 32 == 1 && !encap,
            runt: random.percent(3),
            spi: bits(sa.config.spi.into()),
            seq: bits(0),
            iv: bits(random.next()),
            src: BigUint::from(sa.src).into(),
            dst: BigUint::from(sa.dst).into(),
            sport: bits(sa.config.sport.into()),
            dport: bits(sa.config.dport.into()),
            flow: bits(random.next() >> 44),
            offset: bits(random.next() >> 59),
            ct: bits((random.next() >> 51) & 0x1ffc),
            tos: bits(random.next() >> 56),
            df: random.percent(50),
            head: (BigUint::from(noise) << 256u32 | BigUint::from(wide(random))).into(),
            ..Default::default()
        };
        let (block, iv, icv) = sa.sizes();
        if sa.serial() && random.percent(80) {
            p.ct = bits((block * (1 + below(random, 500)) + iv + icv + (1 << 14) - 24) as u64 & 0x3fff);
        }
        if p.ah {
            let words = 3 + (iv + icv) / 4;
            let words = [words, words.next_multiple_of(2), below(random, 16)][below(random, 5) / 2];
            p.ah_len = bits(if random.percent(95) { (words as u64 + 254) & 255 } else { random.next() >> 56 });
            p.ah_next = bits(random.next() >> 56);
            // From 12 octets on.
            let most = if random.percent(30) { 60 } else { 9_560 };
            p.ct = bits((12 + below(random, most) + (1 << 14) - 32) as u64 & 0x3fff);
        }
        if encap {
            p.ct = bits(40 + below(random, 9_561) as u64);
            p.v6 = random.percent(50);
            p.odd = random.percent(10);
            if p.v6 {
                p.df = true;
            }
        } else {
            let window = u64::from(sa.config.window).max(1);
            let near = [0, 1, 2, window - 1, window, window + 1, 63, 64, 65, 0x8000_0000, 0xffff_fff0];
            let step = near[below(random, near.len())];
            let seq = if random.percent(50) { sa.top.wrapping_sub(step) } else { sa.top.wrapping_add(step) };
            p.seq = bits(if random.percent(80) { seq & 0xffff_ffff } else { random.next() >> 32 });
            match below(random, 30) {
                0 => p.spi = bits(random.next() >> 33),
                1 => p.src = BigUint::from(noise ^ 1).into(),
                2 => p.dst = (BigUint::from(sa.dst) ^ (BigUint::from(1u32) << below(random, 128))).into(),
                3 => p.sport = bits(random.next() >> 48),
                4 => p.dport = bits(random.next() >> 48),
                5 => p.v6 = !p.v6,
                6 => p.udp = !p.udp && !p.ah,
                7 => p.ah = !p.ah && !p.udp,
                8 | 9 => {
                    // A miss with an address that nobody answers.
                    p.spi = bits(random.next() >> 33);
                    let odd: [u128; 6] = [0, 0xe000_0001, 0xffff_ffff, 0xf000_0000, 0xff02 << 112, 0xdfff_ffff];
                    p.src = BigUint::from(choose(random, &odd)).into();
                }
                10 => {
                    p.spi = bits(random.next() >> 33);
                    p.src = p.dst;
                }
                _ => {}
            }
        }
        if random.percent(4) {
            p.verdict = bits(1 + (random.next() >> 59));
        }
        p
    }

    /// What should become of a packet; the model's sequence numbers move on.
    fn expect(&mut self, p: &Parsed) -> (Context, Option<Miss>) {
        let mut c = Context { ticket: p.ticket, encap: p.encap, start: p.start, words: p.words, ..Default::default() };
        let mut miss = None;
        let judged = match p.verdict.any() {
            true => Err(p.verdict.to_u8()),
            false if p.encap => self.encapsulate(p, &mut c).map_err(|v| v as u8),
            false => self.decapsulate(p, &mut c, &mut miss).map_err(|v| v as u8),
        };
        if let Err(code) = judged {
            c = Context { ticket: p.ticket, encap: p.encap, start: p.start, words: p.words, ..Default::default() };
            c.verdict = bits(code.into());
        }
        (c, miss)
    }

    fn encapsulate(&mut self, p: &Parsed, c: &mut Context) -> Result<(), Verdict> {
        let sa = self.sas.get_mut(p.sa.index()).ok_or(Verdict::TxNoSa)?;
        let config = sa.config;
        if !config.valid || !config.outbound {
            return Err(Verdict::TxNoSa);
        }
        if unsupported(sa) {
            return Err(Verdict::TxUnsupported);
        }
        if !config.tunnel && p.odd {
            return Err(Verdict::TxOptions);
        }
        let v6 = if config.tunnel { config.v6 } else { p.v6 };
        let ip = if v6 { 40 } else { 20 };
        let inner = if config.tunnel { p.ct.index() } else { p.ct.index() - ip };
        let (block, iv, icv) = sa.sizes();
        let ct = if config.ah { inner } else { (inner + 2).next_multiple_of(block) };
        let ah = sa.ah_words(v6);
        let esp = if config.ah { 4 * ah + inner } else { 8 + iv + ct + icv };
        let udp = if config.udp { 8 } else { 0 };
        let mtu = (sa.outer & 0xffff) as usize;
        if mtu != 0 && ip + udp + esp > mtu {
            return Err(Verdict::TxPmtu);
        }
        if sa.top == if config.esn { u64::MAX } else { u32::MAX.into() } {
            return Err(Verdict::TxSeqExhausted);
        }
        sa.top += 1;
        let seq = sa.top;
        let ttl = match (sa.outer >> 16) as u8 {
            0 => 64,
            ttl => ttl,
        };
        let tos = p.tos.to_u8();
        let tos = if sa.outer >> 30 & 1 == 1 { ((sa.outer >> 24) as u8 & 0x3f) << 2 | tos & 3 } else { tos };
        let next = IpNumber(if config.udp { 17 } else { 50 + u8::from(config.ah) });
        let mut header = vec![];
        let head = BigUint::from(p.head).to_bytes_be();
        let head = [vec![0; 48 - head.len()], head].concat();
        if !config.tunnel {
            header.extend(own_header(p, &head, next.0, (udp + esp) as u16));
        } else if v6 {
            let ip = Ipv6Header {
                traffic_class: tos,
                payload_length: (udp + esp) as u16,
                next_header: next,
                hop_limit: ttl,
                source: sa.src.to_be_bytes(),
                destination: sa.dst.to_be_bytes(),
                ..Default::default()
            };
            header.extend(ip.to_bytes());
        } else {
            let (src, dst) = ((sa.src as u32).to_be_bytes(), (sa.dst as u32).to_be_bytes());
            let mut ip = Ipv4Header::new((udp + esp) as u16, ttl, next, src, dst).expect("it fits");
            (ip.dscp, ip.ecn) = ((tos >> 2).try_into().expect("6 bits"), (tos & 3).try_into().expect("2 bits"));
            ip.identification = seq as u16;
            ip.dont_fragment = match config.df {
                DontFragment::Copy => p.df,
                DontFragment::Set => true,
                DontFragment::Clear => false,
            };
            ip.header_checksum = ip.calc_header_checksum();
            header.extend(ip.to_bytes());
        }
        if config.udp {
            let udp = UdpHeader {
                source_port: config.sport,
                destination_port: config.dport,
                length: (udp + esp) as u16,
                checksum: 0,
            };
            header.extend(udp.to_bytes());
        }
        c.next_header = bits(if p.v6 { 41 } else { 4 });
        if !config.tunnel {
            c.next_header = bits(head[if p.v6 { 6 } else { 9 }].into());
            c.offset = bits(ip as u64 / 4);
        }
        if config.ah {
            header.extend([c.next_header.to_u8(), ah as u8 - 2, 0, 0]);
        }
        header.extend(config.spi.to_be_bytes());
        header.extend((seq as u32).to_be_bytes());
        header.extend(seq.to_be_bytes());
        // The IV of CBC, or in AH, is there, but does not count.
        c.header_len = bits(header.len() as u64 - if sa.hmac() || config.ah { 8 } else { 0 });
        if sa.serial() {
            let front = if config.ah { ip + 4 * ah } else { 8 + iv + if gmac(sa) { 4 } else { 0 } };
            c.front = bits(front as u64 / 4);
            c.raw = bits((front + ct + if config.ah && config.esn { 4 } else { 0 }) as u64);
            c.offset = bits((c.offset.to_u64() + 64 - front as u64 / 4) % 64);
        }
        c.v6 = v6 && config.ah;
        header.resize(64, 0);
        c.header = big(&header).into();
        c.sa = p.sa;
        c.ct = bits(ct as u64);
        c.inner = bits(inner as u64);
        c.tos = p.tos;
        fill(sa, config.spi, seq, seq, c);
        Ok(())
    }

    fn decapsulate(&self, p: &Parsed, c: &mut Context, miss: &mut Option<Miss>) -> Result<(), Verdict> {
        let key = u64::from(p.ah) << 32 | u64::from(p.spi.to_u32());
        let Some(i) = (0..USED).find(|i| self.key(*i) == key) else {
            let src = BigUint::from(p.src);
            let top = if p.v6 {
                &src >> 120u32 == BigUint::from(0xffu32)
            } else {
                &src >> 29u32 & BigUint::from(7u32) == BigUint::from(7u32)
            };
            if top || p.src == p.dst || !p.src.any() {
                return Err(Verdict::RxBadSource);
            }
            *miss = Some(Miss {
                ah: p.ah,
                v6: p.v6,
                udp: p.udp,
                auth: false,
                spi: p.spi,
                seq: p.seq,
                src: p.src,
                dst: p.dst,
                sport: p.sport,
                dport: p.dport,
                flow: p.flow,
                len: p.len,
                head: p.head,
            });
            return Err(match (p.udp, p.ah) {
                (true, _) => Verdict::RxNoSaUdp,
                (_, true) => Verdict::RxNoSaAh,
                _ => Verdict::RxNoSaEsp,
            });
        };
        match self.states[i] {
            State::Larval => return Err(Verdict::RxSpiLarval),
            State::Graveyard => return Err(Verdict::RxSpiGraveyard),
            _ => {}
        }
        let sa = &self.sas[i];
        let config = sa.config;
        if usize::from(self.index(i)) != i {
            return Err(Verdict::RxMismatch);
        }
        if !config.valid {
            return Err(Verdict::RxSpiGraveyard);
        }
        if config.outbound {
            return Err(Verdict::RxMismatch);
        }
        if unsupported(sa) || p.ah != config.ah {
            return Err(Verdict::RxUnsupported);
        }
        let ports = !config.udp || p.sport == u64::from(config.sport) && p.dport == u64::from(config.dport);
        let ends = BigUint::from(p.src) == sa.src.into() && BigUint::from(p.dst) == sa.dst.into();
        if p.v6 != config.v6 || p.udp != config.udp || !ports || !ends {
            return Err(Verdict::RxMismatch);
        }
        let (block, iv, icv) = sa.sizes();
        let octets = p.ah_len.index() * 4 + 8;
        // Parse took off what AES-GCM has; a number of 14 bits that is about to be negative.
        let cut = if config.ah { octets as i32 - 8 } else { (iv + icv) as i32 };
        let ct = (p.ct.index() as i32 + 128) % (1 << 14) - 128 + 24 - cut;
        let words = 3 + (iv + icv) / 4;
        let whole = match config.ah {
            true => ct >= 0 && [words, words.next_multiple_of(2)].contains(&(octets / 4)),
            false => ct > 0 && ct % block as i32 == 0,
        };
        if if sa.hmac() || config.ah { !whole } else { p.runt } {
            return Err(Verdict::RxShort);
        }
        let seq = infer(sa, p.seq.to_u32()).ok_or(Verdict::RxReplayStale)?;
        c.sa = bits(i as u64);
        c.offset = bits(p.offset.to_u64());
        c.ct = p.ct;
        if !config.tunnel {
            c.header = BigUint::from(p.head).into();
            c.header_len = bits(if p.v6 { 56 } else { 36 });
        }
        if sa.serial() {
            c.offset = bits((p.offset.to_u64() + 64 - 4) % 64);
            c.ct = bits(ct as u64);
            c.raw = p.ct + 32;
            c.front = bits((8 + iv as u64) / 4);
        }
        if sa.serial() && gmac(sa) {
            c.offset = bits((p.offset.to_u64() + 64 - 5) % 64);
            (c.raw, c.front) = (p.ct + 20, bits(5));
        }
        if config.ah {
            let front = if p.v6 { 40 } else { 20 } + octets;
            (c.offset, c.front, c.inner, c.next_header) = (bits(0), bits(front as u64 / 4), c.ct, p.ah_next);
            c.raw = bits((front as i32 + ct) as u64 + if config.esn { 4 } else { 0 });
            c.v6 = p.v6;
        }
        c.tos = p.tos;
        fill(sa, config.spi, seq, p.iv.to_u64(), c);
        Ok(())
    }
}

/// The header of transport mode: the packet's own, its length, protocol and checksum mended (RFC 1624 §3).
fn own_header(p: &Parsed, head: &[u8], protocol: u8, payload: u16) -> Vec<u8> {
    let mut header;
    if p.v6 {
        header = head[..8].to_vec();
        header[0] = 0x60 | header[0] & 15;
        (header[0], header[1]) = (0x60 | p.tos.to_u8() >> 4, p.tos.to_u8() << 4 | header[1] & 15);
        header[4..6].copy_from_slice(&payload.to_be_bytes());
        header[6] = protocol;
        header.extend(octets(p.src, 16));
        header.extend(octets(p.dst, 16));
    } else {
        header = head[..12].to_vec();
        (header[0], header[1]) = (0x45, p.tos.to_u8());
        header[2..4].copy_from_slice(&(20 + payload).to_be_bytes());
        header[9] = protocol;
        let at = |h: &[u8], i: usize| u32::from(u16::from_be_bytes([h[i], h[i + 1]]));
        let mut sum = [2, 8, 10].iter().map(|i| 0xffff - at(head, *i)).sum::<u32>() + at(&header, 2) + at(&header, 8);
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        header[10..12].copy_from_slice(&(!sum as u16).to_be_bytes());
        header.extend(octets(p.src, 4));
        header.extend(octets(p.dst, 4));
    }
    header
}

/// The last octets of an address.
fn octets(address: Bits<128>, count: usize) -> Vec<u8> {
    let all = BigUint::from(address).to_bytes_be();
    [vec![0; 16 - all.len()], all].concat().split_off(16 - count)
}

/// The one number with this lower half in the 2^32 numbers from the left edge of the window on.
fn infer(sa: &Sa, low: u32) -> Option<u64> {
    let (top, low) = (i128::from(sa.top), i128::from(low));
    let window = i128::from(sa.config.window);
    let mut seq = low;
    if sa.config.esn {
        let left = top - if window == 0 { 64 } else { window } + 1;
        seq = left + (low - left).rem_euclid(1 << 32);
    }
    let seq64 = u64::try_from(seq).ok()?;
    (window == 0 || seq != 0 && top - seq < window).then_some(seq64)
}

fn unsupported(sa: &Sa) -> bool {
    sa.odd_transform || sa.config.ah && sa.config.transform != Transform::Null && !gmac(sa)
}

fn gmac(sa: &Sa) -> bool {
    sa.config.transform == Transform::AesGmac
}

fn fill(sa: &Sa, spi: u32, seq: u64, iv: u64, c: &mut Context) {
    let config = sa.config;
    c.key256 = config.key == KeySize::Aes256;
    c.serial = sa.serial();
    c.ah = config.ah;
    c.check_pad = config.check_pad;
    let suite = if gmac(sa) { 0 } else { config.transform as u64 & 3 | (config.hash as u64) << 2 };
    c.suite = bits(suite | u64::from(c.key256) << 5);
    c.key = ((BigUint::from(sa.key[0]) << 128u32) | BigUint::from(sa.key[1])).into();
    c.nonce = (BigUint::from(config.salt) << 64u32 | BigUint::from(iv)).into();
    c.esn = config.esn;
    c.gmac = gmac(sa);
    let aad = match config.esn {
        true => u128::from(spi) << 64 | u128::from(seq),
        false => u128::from(spi) << 64 | u128::from(seq as u32) << 32,
    };
    c.aad = BigUint::from(aad).into();
    c.seq = bits(seq);
    c.window = bits(config.window.into());
}

fn compare(p: &Parsed, got: &Context, want: &Context) {
    let mut got = *got;
    if !got.encap {
        // Without a length the header is noise, as is the next header of what comes out of it.
        if !got.ah {
            got.next_header = bits(0);
        }
        if !got.header_len.any() {
            got.header = bits(0);
        }
    }
    if !got.serial {
        // Nobody looks at it.
        (got.raw, got.front) = (bits(0), bits(0));
    }
    got.v6 &= got.ah;
    // Bundles are for `tests/engine/bundle.rs`.
    got.above = bits(0);
    if got.verdict.any() {
        got = Context {
            ticket: got.ticket,
            verdict: got.verdict,
            encap: got.encap,
            start: got.start,
            words: got.words,
            ..Default::default()
        };
    }
    assert_eq!(got, *want, "{p:?}");
}

/// Runs packets through; other SAs are written and advanced meanwhile. Returns the clocks it took.
fn run(m: &mut Model, world: &mut World, packets: &[Parsed], push: u64, pull: u64, random: &mut Random) -> u64 {
    let mut streams: Streams<Parsed, Context> = Streams::new(packets.iter().copied());
    (streams.push, streams.pull) = (push, pull);
    let mut misses = vec![];
    let mut write = None;
    let mut waited = 0;
    while streams.got.len() < packets.len() {
        let other = USED as u64 + (random.next() >> 60);
        m.poke_bit("top_wr", random.percent(if push == 100 { 0 } else { 20 }));
        m.poke("top_sa", other);
        m.poke("top_seq", random.next());
        if write.is_none() && random.percent(30) {
            write = Some((USED as u16 + below(random, USED) as u16, below(random, 13) as u8, wide(random)));
        }
        sa::offer(m, write);
        m.poke_bit("miss_ready", random.percent(60));
        streams.settle(m, random);
        if m.peek_bit("miss_valid") {
            assert_ne!(m.peek_bit("miss_ready"), m.peek_bit("miss_lost"));
            misses.push(Miss::from_big(&m.peek_big("miss")));
        } else {
            assert!(!m.peek_bit("miss_lost"));
        }
        waited += 1;
        if m.peek_bit("sa_ready") {
            (write, waited) = (None, 0);
        }
        // Three clocks of each packet's eight are for the bus; SEQUENCE gives way to `top_wr`.
        assert!(waited < 40, "SA bus waits");
        m.tick();
        assert!(streams.clocks < 5_000 + 100 * packets.len() as u64, "stuck");
    }
    sa::offer(m, None);
    m.poke_bit("top_wr", false);
    let mut wanted = vec![];
    for (p, got) in packets.iter().zip(&streams.got) {
        let (want, miss) = world.expect(p);
        wanted.extend(miss);
        compare(p, got, &want);
    }
    assert_eq!(misses, wanted);
    streams.clocks
}

#[test]
fn contexts_are_what_the_sas_ask_for() -> Result<(), Error> {
    let mut m = build()?;
    let mut random = Random::new(11);
    let mut seen = [0; 64];
    for round in 0..400 {
        reset(&mut m);
        for slot in 0..4 << LOG2_BUCKETS {
            let place = respite_abi::cam::Place::Table { way: slot >> LOG2_BUCKETS, bucket: u16::from(slot) & 7 };
            sa::write_cam(&mut m, place, 0, State::Empty, 0);
        }
        let mut world = World::new(&mut random);
        // Entries are placed without moves: keys whose places clash would be lost.
        let mut places: Vec<_> = (0..USED).map(|i| sa::place(i as u8 % 4, world.key(i), LOG2_BUCKETS as u32)).collect();
        places.sort_by_key(|p| p.word());
        places.dedup();
        if places.len() < USED {
            continue;
        }
        world.load(&mut m);
        let (push, pull) = [(100, 100), (70, 70), (90, 20)][round % 3];
        let packets: Vec<Parsed> = (0..600).map(|_| world.packet(&mut random)).collect();
        let clocks = run(&mut m, &mut world, &packets, push, pull, &mut random);
        if push == 100 {
            // Eight each, and three more for the second SA of a bundle on its way out.
            assert!(clocks <= 8 * 600 + 100, "{clocks} clocks");
        }
        for p in &packets {
            seen[world.expect(p).0.verdict.index()] += 1;
        }
    }
    for verdict in [0u8, 4, 11, 12, 13, 14, 15, 16, 17, 19, 27, 38, 39, 41, 43, 44] {
        assert!(seen[usize::from(verdict)] > 3, "verdict {verdict}: {seen:?}");
    }
    Ok(())
}
