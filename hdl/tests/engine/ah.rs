//! AH, with every HMAC and with AES-GMAC, by the test cases DP-*, RPL-* and POL-10, each by its id; what fixtures show as well is shown here alone.

use super::link::{clear, ip, padded, set_tos, Link};
use super::{suite_of, Bed};
use etherparse::IpSlice;
use respite_reference::{Hmac, Mode, Proto, Transform};
use serde_json::Value;
use std::path::Path;

const HASHES: [(Hmac, usize); 4] = [(Hmac::Sha1, 20), (Hmac::Sha256, 32), (Hmac::Sha384, 48), (Hmac::Sha512, 64)];

/// The link with AH in place of ESP: a hash, or AES-GMAC with a key of either length.
pub fn with_ah(link: Link, which: usize) -> Link {
    let transform = match HASHES.get(which) {
        Some((auth, len)) => suite_of(*auth, vec![which as u8 + 1; *len]),
        None => {
            Transform::AesGmac { key: vec![which as u8; if which == HASHES.len() { 16 } else { 32 }], salt: [7; 4] }
        }
    };
    link.with(|sa| (sa.proto, sa.transform) = (Proto::Ah, transform.clone()))
}

/// Both families and modes, every hash and AES-GMAC.
fn links(outbound: bool) -> impl Iterator<Item = Link> {
    (0..24).map(move |number| {
        let link = Link::new(outbound);
        let link = if number & 1 != 0 { link.v6() } else { link };
        let link = if number & 2 != 0 { link.transport() } else { link };
        with_ah(link, number >> 2)
    })
}

/// A clear packet that the SA may carry: in transport mode between its own addresses.
fn carried(link: &Link, len: usize) -> Vec<u8> {
    if link.near.mode == Mode::Tunnel {
        return clear(false, 0, len);
    }
    let (src, dst) = (link.near.src, link.near.dst);
    let payload: Vec<u8> = (0..len - if src.is_ipv6() { 40 } else { 20 }).map(|i| i as u8).collect();
    ip(src, dst, 0, 253, &payload)
}

/// Every length, with and without extended numbers, both ways, octet by octet as the model has it.
#[test]
fn ah_passes_packets_of_every_length_in_both_directions() {
    let mut bed = Bed::new();
    for esn in [false, true] {
        let first = if esn { (1u64 << 32) - 30 } else { 0 };
        for (out, into) in links(true).zip(links(false)) {
            let [out, into] = [out, into].map(|link| link.with(|sa| (sa.esn, sa.seq) = (esn, first)));
            // In transport mode down to a header alone.
            let least = if out.near.mode == Mode::Tunnel || !out.near.src.is_ipv6() { 20 } else { 40 };
            let packets: Vec<_> = (least..least + 70).map(|len| carried(&out, len)).collect();
            out.install(&mut bed, |_| ());
            let sealed: Vec<_> = out.run(&mut bed, &packets).into_iter().map(|said| said.1).collect();
            for (number, (sealed, clear)) in (first + 1..).zip(sealed.iter().zip(&packets)) {
                assert_eq!(*sealed, into.sealed(number, clear), "number {number}, {:?}", into.near);
            }
            into.install(&mut bed, |_| ());
            let opened = into.run(&mut bed, &sealed);
            assert_eq!(opened, packets.iter().map(|p| ("ok", p.clone())).collect::<Vec<_>>(), "{:?}", into.near);
        }
    }
}

/// DP-04: TOS, flags, offset, TTL and checksum; traffic class, flow label and hop limit. A fragment is one for all that.
#[test]
fn dp_04_what_changes_on_the_way_does_not_matter_to_ah() {
    let mut bed = Bed::new();
    for link in links(false) {
        link.install(&mut bed, |_| ());
        let v6 = link.near.src.is_ipv6();
        // More fragments or an offset make it a fragment, and a mark of congestion would be merged.
        let bits: &[(usize, u8)] = if v6 {
            &[(0, 0xf), (1, 0xcf), (2, 0xff), (3, 0xff), (7, 0xff)]
        } else {
            &[(1, 0xfc), (6, 0xc0), (8, 0xff), (10, 0xff), (11, 0xff)]
        };
        let changed = bits.iter().flat_map(|(at, mask)| (0..8).map(move |bit| (*at, mask & 1 << bit)));
        for (number, (at, bit)) in (1..).zip(changed.filter(|(_, bit)| *bit != 0)) {
            let clear = carried(&link, 77);
            let mut packet = link.sealed(number, &clear);
            packet[at] ^= bit;
            let (verdict, octets) = link.run(&mut bed, &[packet]).remove(0);
            assert_eq!(verdict, "ok", "octet {at}, bit {bit:#x}, {:?}", link.near);
            let mut want = clear;
            if link.near.mode == Mode::Transport {
                // The header stays as it came; a wrong checksum is mended and stays wrong.
                want[at] ^= if (10..12).contains(&at) { octets[at] ^ want[at] } else { bit };
            }
            assert_eq!(octets.len(), want.len());
            let differs = octets.iter().zip(&want).position(|(a, b)| a != b);
            assert!(
                differs.is_none_or(|place| !v6 && (10..12).contains(&at) && (10..12).contains(&place)),
                "{differs:?}"
            );
        }
    }
}

/// DP-05: any other octet.
#[test]
fn dp_05_whatever_else_is_changed_drops_the_packet_and_leaves_the_window() {
    let mut bed = Bed::new();
    for link in links(false) {
        link.install(&mut bed, |_| ());
        let v6 = link.near.src.is_ipv6();
        let head = if v6 { 40 } else { 20 };
        // Not those that decide which SA the packet is for, whether it is one, or how long AH is.
        let from = if v6 { vec![] } else { vec![4, 5] };
        let whole = link.sealed(100, &carried(&link, 77));
        let places = from.into_iter().chain([head, head + 2, head + 3]).chain(head + 8..whole.len());
        let broken: Vec<_> = places
            .map(|at| {
                let mut packet = whole.clone();
                packet[at] ^= 1 << (at % 8);
                packet
            })
            .collect();
        let verdicts = link.verdicts(&mut bed, &broken);
        assert!(verdicts.iter().all(|v| *v == "rx_icv"), "{verdicts:?}, {:?}", link.near);
        // Nothing has moved.
        let packets: Vec<_> = [100, 37, 36].iter().map(|n| link.sealed(*n, &carried(&link, 77))).collect();
        assert_eq!(link.verdicts(&mut bed, &packets), ["ok", "ok", "rx_replay_stale"]);
    }
}

/// DP-08 and what AH has no trailer for: dummies, and inner packets that are none.
#[test]
fn dp_08_dummies_and_wrong_inner_packets_are_discarded_after_the_icv_was_good() {
    let mut bed = Bed::new();
    let transport = with_ah(Link::new(false).transport(), 1);
    transport.install(&mut bed, |_| ());
    let mut dummy = carried(&transport, 80);
    dummy[9] = 59;
    let packets = [transport.sealed(1, &dummy), transport.sealed(1, &carried(&transport, 80))];
    assert_eq!(transport.verdicts(&mut bed, &packets), ["rx_dummy", "rx_replay_dup"]);
    // What transport mode signs, a tunnel does not take.
    let tunnel = with_ah(Link::new(false), 1);
    tunnel.install(&mut bed, |_| ());
    let verdicts = tunnel.verdicts(
        &mut bed,
        &[transport.sealed(1, &carried(&transport, 20)), transport.sealed(2, &carried(&transport, 80))],
    );
    assert_eq!(verdicts, ["rx_inner"; 2]);
}

/// DP-09: AH does not cycle either.
#[test]
fn dp_09_no_packet_leaves_after_the_last_sequence_number_of_ah() {
    let mut bed = Bed::new();
    for (esn, last) in [(false, u64::from(u32::MAX)), (true, u64::MAX)] {
        let link = with_ah(Link::new(true), 0).with(|sa| (sa.esn, sa.seq) = (esn, last - 2));
        link.install(&mut bed, |_| ());
        let verdicts = link.verdicts(&mut bed, &vec![clear(false, 0, 64); 4]);
        assert_eq!(verdicts, ["ok", "ok", "tx_seq_exhausted", "tx_seq_exhausted"]);
    }
}

/// DP-12: marks are merged into what comes out of a tunnel of AH.
#[test]
fn dp_12_congestion_marks_are_merged_from_ah() {
    let mut bed = Bed::new();
    let link = with_ah(Link::new(false), 0);
    link.install(&mut bed, |_| ());
    for (number, (inner, outer, want)) in
        (1..).zip([(2, 3, Some(3)), (1, 3, Some(3)), (2, 1, Some(1)), (0, 1, Some(0)), (0, 3, None)])
    {
        let mut packet = link.sealed(number, &clear(false, inner, 64));
        set_tos(&mut packet, outer);
        let (verdict, octets) = link.run(&mut bed, &[packet]).remove(0);
        match want {
            Some(tos) => assert_eq!((verdict, octets), ("ok", clear(false, tos, 64))),
            None => assert_eq!(verdict, "rx_ecn"),
        }
    }
}

/// DP-13: AH counts in what has to fit.
#[test]
fn dp_13_what_exceeds_the_path_mtu_with_ah_is_refused() {
    let mut bed = Bed::new();
    let link = with_ah(Link::new(true), 0);
    link.install(&mut bed, |_| ());
    bed.write_sa(0, respite_abi::sa::word::OUTER, 64 << 16 | 1500);
    let packets = [1456, 1457].map(|len| clear(false, 0, len));
    assert_eq!(link.verdicts(&mut bed, &packets), ["ok", "tx_pmtu"]);
}

/// DP-17: ESP around AH. No SA of ours asks for that, and a tunnel has no AH inside.
#[test]
fn dp_17_ah_inside_esp_is_dropped() {
    let mut bed = Bed::new();
    let link = Link::new(false);
    link.install(&mut bed, |_| ());
    let inside =
        with_ah(Link::new(false).transport(), 0).sealed(1, &ip(link.near.src, link.near.dst, 0, 253, &[7; 40]));
    assert_eq!(link.verdicts(&mut bed, &[link.forged(1, &padded(&inside[20..], 51))]), ["rx_inner"]);
}

/// RPL-03, RPL-05, RPL-06 and RPL-07: the window of AH is that of ESP.
#[test]
fn rpl_03_05_06_07_the_window_of_ah_is_that_of_esp() {
    let mut bed = Bed::new();
    for (which, window) in [(0, 64), (1, 32), (1, 1024)] {
        let link = with_ah(Link::new(false), which).with(|sa| sa.replay_window = window);
        link.install(&mut bed, |_| ());
        let top = 36 + window;
        let packet = |number| link.sealed(number, &clear(false, 0, 64));
        let mut forged = packet(5_000);
        *forged.last_mut().expect("octets") ^= 1;
        let mut zero = packet(1);
        zero[28..32].fill(0);
        let jump = top + 10 * window;
        let packets = [
            packet(top),
            forged,
            packet(36),
            packet(37),
            packet(37),
            zero,
            packet(jump),
            packet(top),
            packet(jump - window + 1),
        ];
        let stale = "rx_replay_stale";
        let want = ["ok", "rx_icv", stale, "ok", "rx_replay_dup", stale, "ok", stale, "ok"];
        assert_eq!(link.verdicts(&mut bed, &packets), want, "window {window}");
    }
}

/// RPL-04 and RPL-09.
#[test]
fn rpl_04_09_of_two_copies_one_is_delivered_unless_the_window_is_off() {
    let mut bed = Bed::new();
    bed.eager = true;
    for window in [64, 0] {
        let link = with_ah(Link::new(false), 0).with(|sa| sa.replay_window = window);
        link.install(&mut bed, |_| ());
        let packets: Vec<_> = (1..=30).flat_map(|n| vec![link.sealed(n, &clear(false, 0, 64)); 2]).collect();
        for (index, verdict) in link.verdicts(&mut bed, &packets).into_iter().enumerate() {
            let again = index % 2 == 1 && window > 0;
            assert_eq!(verdict, if again { "rx_replay_dup" } else { "ok" }, "packet {index}");
        }
    }
}

/// POL-10: options and extension headers, whichever they are, and the packets of RFC 4302's rules about them, go to the host by a
/// verdict of their own.
#[test]
fn pol_10_options_and_extension_headers_before_ah_are_for_the_slow_path() {
    let mut bed = Bed::new();
    for link in [with_ah(Link::new(false), 0), with_ah(Link::new(false).v6(), 0)] {
        link.install(&mut bed, |_| ());
        let mut odd = vec![link.sealed(1, &clear(false, 0, 64)); 3];
        if link.near.src.is_ipv6() {
            odd.iter_mut().zip([0, 43, 60]).for_each(|(packet, next)| packet[6] = next);
        } else {
            odd.iter_mut().zip([0x46, 0x4a, 0x4f]).for_each(|(packet, octet)| packet[0] = octet);
        }
        assert_eq!(link.verdicts(&mut bed, &odd), ["rx_options"; 3]);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/vectors/derived.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(path).expect("vectors")).expect("JSON");
    let rows = ["ah_ipv4_options", "ah_ipv6"].map(|list| vectors[list].as_array().expect("a list").clone()).concat();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let hex = row["packet"].as_str().expect("a string");
        let octet = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
        let packet: Vec<u8> = (0..hex.len()).step_by(2).map(octet).collect();
        let ends = IpSlice::from_slice(&packet).map(|ip| (ip.source_addr(), ip.destination_addr()));
        let (src, dst) = ends.expect("an IP packet");
        let link = with_ah(Link::new(false).transport(), 0).with(|sa| (sa.src, sa.dst, sa.spi) = (src, dst, 0x1001));
        link.install(&mut bed, |_| ());
        assert_eq!(link.verdicts(&mut bed, &[packet]), ["rx_options"], "{}", row["id"]);
    }
}
