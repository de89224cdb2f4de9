//! What the data path must do by the test cases DP-*, each by its id; what fixtures show as well is shown here alone.

use super::link::{clear, ip, padded, set_tos, Link};
use super::{name_of, pair, Bed, LOG2_BUCKETS, LOG2_SAS};
use respite_abi::cam::{self, Place, State};
use respite_abi::sa::{word, DontFragment};
use respite_reference::esp::Esp;
use respite_reference::{decap, Cipher, Hmac, SaState, Transform, UdpPorts};

/// DP-03: whichever bit of the ICV is flipped, the packet is dropped, and its number is still to be had.
#[test]
fn dp_03_a_flipped_bit_of_the_icv_drops_the_packet_and_leaves_the_window() {
    let mut bed = Bed::new();
    for link in [Link::new(false), Link::new(false).transport()] {
        link.install(&mut bed, |_| ());
        let packet = |number| link.sealed(number, &carried(&link, 64));
        let mut packets = vec![packet(100)];
        for bit in 0..128 {
            let mut broken = packet(if bit % 2 == 0 { 99 } else { 1_000_000 });
            let at = broken.len() - 16 + bit / 8;
            broken[at] ^= 1 << (bit % 8);
            packets.push(broken);
        }
        packets.extend([packet(99), packet(37), packet(36)]);
        let verdicts = link.verdicts(&mut bed, &packets);
        assert_eq!(verdicts[0], "ok");
        assert!(verdicts[1..129].iter().all(|v| *v == "rx_icv"), "{verdicts:?}");
        assert_eq!(verdicts[129..], ["ok", "ok", "rx_replay_stale"]);
    }
}

/// DP-06: padding that does not count 1, 2, 3, …; the SA says whether that matters (RFC 4303 §2.4).
#[test]
fn dp_06_padding_that_does_not_count_is_dropped_where_the_sa_looks_at_it() {
    let mut bed = Bed::new();
    for checked in [true, false] {
        let link = Link::new(false).with(|sa| {
            let (cipher, auth) = (Cipher::AesCbc, Hmac::Sha256);
            sa.transform = Transform::Hmac { cipher, key: vec![1; 16], auth, auth_key: vec![2; 32] };
            sa.check_padding = checked;
        });
        link.install(&mut bed, |_| ());
        let inner = clear(false, 0, 24);
        let packet = |seq: u64, pad: &[u8]| {
            let esp = Esp { transform: &link.far.transform, spi: link.far.spi, seq, esn: false };
            let text = [&inner[..], pad, &[pad.len() as u8, 4]].concat();
            ip(link.far.src, link.far.dst, 0, 50, &esp.seal(&[seq as u8; 16], text).expect("whole blocks"))
        };
        let mut packets = vec![packet(1, &[1, 2, 3, 4, 5, 6])];
        for wrong in 0..6 {
            let mut pad = [1, 2, 3, 4, 5, 6];
            pad[wrong] ^= 1 << wrong;
            packets.push(packet(2 + wrong as u64, &pad));
        }
        let verdict = if checked { "rx_pad" } else { "ok" };
        assert_eq!(link.verdicts(&mut bed, &packets), ["ok", verdict, verdict, verdict, verdict, verdict, verdict]);
    }
}

/// DP-07: more padding than there is payload.
#[test]
fn dp_07_a_pad_length_beyond_the_payload_is_dropped() {
    let mut bed = Bed::new();
    for link in [Link::new(false), Link::new(false).transport()] {
        link.install(&mut bed, |_| ());
        let text = |pad: u8| [vec![7; 22], vec![pad, 4]].concat();
        let packets = [link.forged(1, &text(23)), link.forged(2, &text(255)), link.forged(1, &text(23))];
        assert_eq!(link.verdicts(&mut bed, &packets), ["rx_pad", "rx_pad", "rx_replay_dup"]);
    }
}

/// DP-08: a dummy packet is discarded by a verdict of its own, after its ICV.
#[test]
fn dp_08_a_dummy_packet_is_discarded_after_its_icv_was_good() {
    let mut bed = Bed::new();
    for link in [Link::new(false), Link::new(false).transport()] {
        link.install(&mut bed, |_| ());
        let mut broken = link.forged(2, &padded(&[0xaa; 50], 59));
        *broken.last_mut().expect("octets") ^= 1;
        let packets = [
            link.forged(1, &padded(&[0xaa; 50], 59)),
            broken,
            link.forged(3, &padded(&[], 59)),
            link.sealed(2, &carried(&link, 80)),
            link.forged(1, &padded(&[0xaa; 50], 59)),
        ];
        let want = ["rx_dummy", "rx_icv", "rx_dummy", "ok", "rx_replay_dup"];
        assert_eq!(link.verdicts(&mut bed, &packets), want);
    }
}

/// DP-09: without ESN nothing is sent after 2^32 - 1.
#[test]
fn dp_09_no_packet_leaves_after_the_last_sequence_number() {
    let mut bed = Bed::new();
    for (esn, last) in [(false, u64::from(u32::MAX)), (true, u64::MAX)] {
        let link = Link::new(true).with(|sa| (sa.esn, sa.seq) = (esn, last - 2));
        link.install(&mut bed, |_| ());
        let verdicts = link.verdicts(&mut bed, &vec![clear(false, 0, 64); 4]);
        assert_eq!(verdicts, ["ok", "ok", "tx_seq_exhausted", "tx_seq_exhausted"]);
        assert_eq!(bed.outcomes[1].0.seq.to_u64(), last);
    }
}

/// DP-10: the upper half of the number is authenticated on both sides of 2^32, and is not on the wire.
#[test]
fn dp_10_extended_numbers_roll_over_in_both_directions() {
    let mut bed = Bed::new();
    let crossing = 1u64 << 32;
    let link = Link::new(true).with(|sa| (sa.esn, sa.seq, sa.replay_window) = (true, crossing - 3, 64));
    link.install(&mut bed, |_| ());
    let packets: Vec<_> = (60..66).map(|len| clear(false, 0, len)).collect();
    let mut receiver = SaState::new(&link.far);
    for (number, (clear, (verdict, octets))) in (crossing - 2..).zip(packets.iter().zip(link.run(&mut bed, &packets))) {
        assert_eq!(verdict, "ok");
        let opened = decap(&link.far, &mut receiver, &octets);
        assert_eq!((opened.seq, &opened.packet), (Some(number), clear));
    }
    let link = Link::new(false).with(|sa| (sa.esn, sa.seq) = (true, crossing - 3));
    link.install(&mut bed, |_| ());
    let numbers = [crossing - 2, crossing, crossing + 1, crossing - 1, crossing - 10, crossing, crossing + 60];
    let packets: Vec<_> = numbers.iter().map(|n| link.sealed(*n, &clear(false, 0, 64))).collect();
    let want = ["ok", "ok", "ok", "ok", "ok", "rx_replay_dup", "ok"];
    assert_eq!(link.verdicts(&mut bed, &packets), want);
    let found: Vec<_> = bed.outcomes.iter().map(|(outcome, _)| outcome.seq.to_u64()).collect();
    assert_eq!(found, numbers);
}

/// DP-11: DF of the outer header; transport mode keeps the packet's own.
#[test]
fn dp_11_the_outer_df_bit_follows_the_rule_of_the_sa() {
    let mut bed = Bed::new();
    let mut with_df = clear(false, 0, 60);
    with_df[6] |= 0x40;
    let mut without = with_df.clone();
    without[6] &= !0x40;
    let packets = [with_df, without, clear(true, 0, 60)];
    for (rule, want) in
        [(DontFragment::Copy, [true, false, true]), (DontFragment::Set, [true; 3]), (DontFragment::Clear, [false; 3])]
    {
        let link = Link::new(true);
        link.install(&mut bed, |config| config.df = rule);
        let df: Vec<_> = link.run(&mut bed, &packets).iter().map(|(_, octets)| octets[6] & 0x40 != 0).collect();
        assert_eq!(df, want, "{rule:?}");
        let link = link.transport();
        link.install(&mut bed, |config| config.df = rule);
        let df: Vec<_> = link.run(&mut bed, &packets[..2]).iter().map(|(_, octets)| octets[6] & 0x40 != 0).collect();
        assert_eq!(df, [true, false], "{rule:?} in transport mode");
    }
}

/// DP-12: inner marks by outer marks, as RFC 6040 §4.2 has them: not-ECT, ECT(1), ECT(0), CE.
const EGRESS: [[Option<u8>; 4]; 4] = [
    [Some(0), Some(0), Some(0), None],
    [Some(1), Some(1), Some(1), Some(3)],
    [Some(2), Some(1), Some(2), Some(3)],
    [Some(3), Some(3), Some(3), Some(3)],
];

#[test]
fn dp_12_every_pair_of_ecn_marks_is_merged_as_rfc_6040_says() {
    let mut bed = Bed::new();
    for (inner_v6, outer_v6) in [(false, false), (false, true), (true, false), (true, true)] {
        let link = if outer_v6 { Link::new(false).v6() } else { Link::new(false) };
        link.install(&mut bed, |_| ());
        let (mut packets, mut want) = (vec![], vec![]);
        for (inner, row) in (0u8..).zip(EGRESS) {
            for (outer, merged) in (0u8..).zip(row) {
                let dscp = 4 * (7 * inner + 13 * outer);
                let mut packet = link.sealed(packets.len() as u64 + 1, &clear(inner_v6, dscp | inner, 77));
                // The outer DSCP is nobody's business.
                set_tos(&mut packet, 0xb8 | outer);
                packets.push(packet);
                want.push(merged.map(|ecn| clear(inner_v6, dscp | ecn, 77)));
            }
        }
        for (number, (said, want)) in link.run(&mut bed, &packets).into_iter().zip(want).enumerate() {
            let want = want.map_or(("rx_ecn", vec![]), |packet| ("ok", packet));
            assert_eq!((said.0, said.0 == "ok" && said.1 != want.1), (want.0, false), "pair {number}");
        }
    }
}

/// DP-12, the way in, with TTL and flow label: spec 4.6. TOS is copied, or its DSCP set; the inner TTL is left alone.
#[test]
fn dp_12_the_outer_header_takes_its_fields_from_packet_and_sa() {
    let mut bed = Bed::new();
    for outer_v6 in [false, true] {
        for (outer_word, dscp, ttl) in [(64 << 16, None, 64), (17 << 16 | 46 << 24 | 1 << 30, Some(46), 17)] {
            let link = if outer_v6 { Link::new(true).v6() } else { Link::new(true) };
            link.install(&mut bed, |_| ());
            bed.write_sa(0, word::OUTER, outer_word);
            let packets: Vec<_> = (0..=255).map(|tos| clear(tos % 3 == 0, tos, 60)).collect();
            for (tos, (said, octets)) in (0u8..=255).zip(link.run(&mut bed, &packets)) {
                assert_eq!(said, "ok");
                let want = dscp.map_or(tos, |d| d << 2 | tos & 3);
                if outer_v6 {
                    let first = u32::from_be_bytes([octets[0], octets[1], octets[2], octets[3]]);
                    assert_eq!((first, octets[7]), (6 << 28 | u32::from(want) << 20, ttl));
                } else {
                    assert_eq!((octets[1], octets[8]), (want, ttl));
                }
                let opened = decap(&link.far, &mut SaState::new(&link.far), &octets);
                assert_eq!(opened.packet, packets[usize::from(tos)]);
            }
        }
    }
}

/// DP-13, the card's part: the longest packet for a path of 1,500 octets, and one octet more.
#[test]
fn dp_13_what_exceeds_the_path_mtu_is_refused() {
    let mut bed = Bed::new();
    let udp = |link: Link| link.with(|sa| sa.udp = Some(UdpPorts { src: 4500, dst: 4500 }));
    for (link, most) in [
        (Link::new(true), 1446),
        (udp(Link::new(true)), 1438),
        (Link::new(true).v6(), 1426),
        (udp(Link::new(true).v6()), 1418),
        (Link::new(true).transport(), 1466),
    ] {
        link.install(&mut bed, |_| ());
        bed.write_sa(0, word::OUTER, 1500 | 64 << 16);
        let said = link.run(&mut bed, &[clear(false, 0, most), clear(false, 0, most + 1), clear(false, 0, most)]);
        assert_eq!(said.iter().map(|s| s.0).collect::<Vec<_>>(), ["ok", "tx_pmtu", "ok"], "{most}");
        assert_eq!(said[0].1.len(), 1500);
        assert_eq!(bed.outcomes[2].0.seq.to_u64(), 2, "a refused packet takes no number");
    }
}

/// DP-18: the UDP checksum is nobody's business.
#[test]
fn dp_18_udp_checksums_of_zero_and_not_of_zero_are_taken() {
    let mut bed = Bed::new();
    for link in [Link::new(false), Link::new(false).v6(), Link::new(false).transport()] {
        let link = link.with(|sa| sa.udp = Some(UdpPorts { src: 4500, dst: 4500 }));
        link.install(&mut bed, |_| ());
        let at = if link.near.src.is_ipv6() { 46 } else { 26 };
        let want = carried(&link, 99);
        let packets: Vec<_> = [[0, 0], [0xff, 0xff], [0x12, 0x34]]
            .iter()
            .enumerate()
            .map(|(i, checksum)| {
                let mut packet = link.sealed(i as u64 + 1, &want);
                packet[at..at + 2].copy_from_slice(checksum);
                packet
            })
            .collect();
        assert_eq!(link.run(&mut bed, &packets), vec![("ok", want); 3]);
    }
}

/// DP-19: what lies behind the inner packet is not delivered.
#[test]
fn dp_19_traffic_flow_padding_is_trimmed_by_the_inner_length() {
    let mut bed = Bed::new();
    let link = Link::new(false);
    link.install(&mut bed, |_| ());
    let (mut packets, mut want) = (vec![], vec![]);
    for (number, extra) in (1..).zip([0, 1, 2, 15, 16, 17, 100, 1000]) {
        for v6 in [false, true] {
            let inner = clear(v6, 0, 70 + extra % 9);
            let text = padded(&[&inner[..], &vec![0x55; extra]].concat(), if v6 { 41 } else { 4 });
            packets.push(link.forged(2 * number + u64::from(v6), &text));
            want.push(("ok", inner));
        }
    }
    assert_eq!(link.run(&mut bed, &packets), want);
}

/// DP-20: every entry of the CAM taken, 64-octet packets back to back, a miss among every eight.
#[test]
fn dp_20_a_full_cam_loses_no_hit_and_counts_every_miss() {
    let mut bed = Bed::new();
    bed.eager = true;
    bed.reset();
    let pairs: Vec<_> = (0..1 << LOG2_SAS).map(|index| pair(index, false)).collect();
    for (index, (sa, _)) in pairs.iter().enumerate() {
        bed.install(index as u16, sa);
    }
    // SPIs of others, one for each entry that is left; SA 0 does not answer to them.
    let entries = cam::WAYS << LOG2_BUCKETS;
    let mut spi = 0x4000_0000u32;
    while bed.taken.len() < entries + cam::OVERFLOW {
        spi += 1;
        let key = cam::key(true, spi);
        let place = (0..cam::WAYS as u8)
            .map(|way| Place::Table { way, bucket: cam::bucket(way.into(), key, LOG2_BUCKETS as u32) as u16 })
            .find(|place| !bed.taken.contains(place));
        let full = bed.taken.iter().filter(|p| matches!(p, Place::Table { .. })).count() == entries;
        let place = place.or((0..cam::OVERFLOW as u8).map(Place::Overflow).find(|p| full && !bed.taken.contains(p)));
        if let Some(place) = place {
            bed.taken.insert(place);
            bed.write_cam(place, spi, true, State::Larval, 0);
        }
    }
    let mut senders: Vec<_> = pairs.iter().map(|(_, far)| (far, SaState::new(far))).collect();
    let (mut packets, mut misses) = (vec![], 0);
    for index in 0..1_600 {
        let (far, state) = &mut senders[index * 37 % pairs.len()];
        let mut packet = respite_reference::encap(far, state, &clear(false, 0, 64)).packet;
        if index % 8 == 5 {
            packet[20] ^= 0x80;
            misses += 1;
        }
        packets.push(packet);
    }
    bed.outcomes.clear();
    bed.misses.clear();
    let start = bed.clock;
    for (index, packet) in packets.iter().enumerate() {
        bed.submit(index, packet, false, 0);
    }
    bed.finish(packets.len()).expect("no stall");
    let clocks = bed.clock - start;
    for (index, (outcome, _)) in bed.outcomes.iter().enumerate() {
        assert_eq!(name_of(outcome), if index % 8 == 5 { "rx_no_sa_esp" } else { "ok" }, "packet {index}");
    }
    assert_eq!(bed.misses.len(), misses);
    assert!(clocks < 8 * packets.len() as u64 + 300, "{clocks} clocks");
}

/// Transport mode between two peers: payloads of all alignments, none at all, and what is no payload for it.
#[test]
fn transport_mode_keeps_the_header_and_refuses_what_is_more_than_one() {
    let mut bed = Bed::new();
    for v6 in [false, true] {
        for ports in [None, Some(UdpPorts { src: 4500, dst: 4500 })] {
            let both = [Link::new(true), Link::new(false)].map(|link| {
                let link = if v6 { link.v6() } else { link };
                link.transport().with(|sa| sa.udp = ports)
            });
            let packets: Vec<_> = (0..80).map(|len| carried(&both[0], if v6 { 40 } else { 20 } + len)).collect();
            both[0].install(&mut bed, |_| ());
            let sealed: Vec<_> = both[0].run(&mut bed, &packets).into_iter().map(|said| said.1).collect();
            for (number, (sealed, clear)) in (1..).zip(sealed.iter().zip(&packets)) {
                assert_eq!(*sealed, both[1].sealed(number, clear), "packet {number}");
            }
            both[1].install(&mut bed, |_| ());
            let opened = both[1].run(&mut bed, &sealed);
            assert_eq!(opened, packets.iter().map(|p| ("ok", p.clone())).collect::<Vec<_>>());

            let mut odd = vec![packets[60].clone(); 4];
            if v6 {
                for (packet, next) in odd.iter_mut().zip([0, 43, 44, 60]) {
                    packet[6] = next;
                }
            } else {
                odd[0][0] = 0x46;
                odd[1][6] |= 0x20;
                odd[2][7] = 1;
                odd[3][0] = 0x4f;
            }
            both[0].install(&mut bed, |_| ());
            assert_eq!(both[0].verdicts(&mut bed, &odd), ["tx_options"; 4]);
        }
    }
}

/// RFC 4543: nothing is encrypted, everything is authenticated, IV and trailer too.
#[test]
fn gmac_authenticates_what_it_leaves_in_clear() {
    let mut bed = Bed::new();
    let links = || [Link::new(false), Link::new(false).v6(), Link::new(false).transport()].into_iter();
    // Without ESN, and with it, where RFC 4543 §5 has the high half of the number behind the SPI.
    for (link, first) in links().zip([0; 3]).chain(links().zip([(1 << 32) - 30; 3])) {
        let link = Link { gmac: true, ..link.with(|sa| (sa.esn, sa.seq) = (first > 0, first)) };
        link.install(&mut bed, |_| ());
        let protocol = if link.near.mode == respite_reference::Mode::Transport { 253 } else { 4 };
        let payload = |clear: &[u8]| if protocol == 4 { clear.to_vec() } else { clear[20..].to_vec() };
        let mut want: Vec<_> = (60..130).map(|len| carried(&link, len)).collect();
        want.iter_mut().for_each(|packet| set_tos(packet, 0));
        let mut packets: Vec<_> =
            (first + 1..).zip(&want).map(|(n, clear)| link.forged(n, &padded(&payload(clear), protocol))).collect();
        assert_eq!(link.run(&mut bed, &packets), want.iter().map(|p| ("ok", p.clone())).collect::<Vec<_>>());
        // Any bit from the IV to the ICV.
        link.install(&mut bed, |_| ());
        let from = if link.near.src.is_ipv6() { 48 } else { 28 };
        let whole = packets.swap_remove(9);
        let broken: Vec<_> = (8 * from..8 * whole.len())
            .step_by(7)
            .map(|bit| {
                let mut packet = whole.clone();
                packet[bit / 8] ^= 1 << (bit % 8);
                packet
            })
            .collect();
        assert!(link.verdicts(&mut bed, &broken).iter().all(|v| *v == "rx_icv"));
        assert_eq!(link.verdicts(&mut bed, &[whole]), ["ok"]);
    }
}

/// The way out: the header that AES-GCM has too, with ESN and without.
#[test]
fn gmac_seals_packets_of_every_length() {
    let mut bed = Bed::new();
    for first in [0, (1 << 32) - 30] {
        let out = Link::new(true).with(|sa| (sa.esn, sa.seq) = (first > 0, first));
        let out = Link { gmac: true, ..out };
        out.install(&mut bed, |_| ());
        let packets: Vec<_> = (20..100).map(|len| clear(false, 0, len)).collect();
        for (number, (clear, said)) in (first + 1..).zip(packets.iter().zip(out.run(&mut bed, &packets))) {
            let (verdict, octets) = said;
            assert_eq!((verdict, octets[9]), ("ok", 50), "packet {number}");
            assert_eq!(octets[20..], out.esp(number, &padded(clear, 4)), "packet {number}");
        }
    }
}

/// A clear packet that the SA may carry: in transport mode between its own addresses.
fn carried(link: &Link, len: usize) -> Vec<u8> {
    if link.near.mode == respite_reference::Mode::Tunnel {
        return clear(false, 0, len);
    }
    let (src, dst) = (link.near.src, link.near.dst);
    let payload: Vec<u8> = (0..len - if src.is_ipv6() { 40 } else { 20 }).map(|i| i as u8).collect();
    ip(src, dst, 0x2a, 253, &payload)
}
