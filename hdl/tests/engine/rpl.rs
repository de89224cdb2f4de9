//! What anti-replay must do by the test cases RPL-*, each by its id, against the whole lane.

use super::link::{clear, Link};
use super::Bed;
use respite_abi::sa::word;
use respite_reference::{decap, Case, SaState, Verdict};
use std::path::Path;

/// Packets with these numbers, sealed by the far end.
fn numbered(link: &Link, numbers: &[u64]) -> Vec<Vec<u8>> {
    numbers.iter().map(|n| link.sealed(*n, &clear(false, 0, 64))).collect()
}

fn played(names: &[&str]) {
    let mut bed = Bed::new();
    for name in names {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/replay").join(name);
        let case = Case::load(&folder).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(bed.play(&case), Vec::<String>::new(), "{name}");
    }
}

/// RPL-01.
#[test]
fn rpl_01_the_tables_of_32_bit_numbers_are_decided_as_written() {
    played(&["replay-rpl-w32-32bit", "replay-rpl-w64-32bit", "replay-rpl-w1024-32bit"]);
}

/// RPL-02: a stale number whose upper half is guessed wrong shows as a wrong ICV.
#[test]
fn rpl_02_the_tables_of_extended_numbers_are_decided_as_written() {
    played(&["replay-rpl-w64-esn-start", "replay-rpl-w64-esn-wrap", "replay-rpl-w64-esn-stale"]);
}

/// RPL-03: T - W is out, T - W + 1 is in.
#[test]
fn rpl_03_the_left_edge_of_the_window_is_in_and_its_neighbour_is_not() {
    let mut bed = Bed::new();
    for window in [32, 64, 100, 1024] {
        let link = Link::new(false).with(|sa| sa.replay_window = window);
        link.install(&mut bed, |_| ());
        let top = 36 + window;
        let verdicts = link.verdicts(&mut bed, &numbered(&link, &[top, 36, 37, 37]));
        assert_eq!(verdicts, ["ok", "rx_replay_stale", "ok", "rx_replay_dup"], "window {window}");
    }
}

/// RPL-04: copies follow each other closer than the pipeline is long.
#[test]
fn rpl_04_of_two_copies_in_the_pipeline_one_is_delivered() {
    let mut bed = Bed::new();
    bed.eager = true;
    let link = Link::new(false);
    link.install(&mut bed, |_| ());
    let packets: Vec<_> = (1..=60).flat_map(|n| numbered(&link, &[n, n, n])).collect();
    for (index, verdict) in link.verdicts(&mut bed, &packets).into_iter().enumerate() {
        assert_eq!(verdict, if index % 3 == 0 { "ok" } else { "rx_replay_dup" }, "packet {index}");
    }
}

/// RPL-05.
#[test]
fn rpl_05_a_forged_high_number_leaves_the_window_where_it_is() {
    let mut bed = Bed::new();
    let link = Link::new(false);
    link.install(&mut bed, |_| ());
    let mut packets = numbered(&link, &[100, 5_000, 0xffff_ffff, 37, 38, 101]);
    for forged in &mut packets[1..3] {
        *forged.last_mut().expect("octets") ^= 0x80;
    }
    assert_eq!(link.verdicts(&mut bed, &packets), ["ok", "rx_icv", "rx_icv", "ok", "ok", "ok"]);
}

/// RPL-06: jumps of many windows, and of exactly one.
#[test]
fn rpl_06_a_jump_beyond_the_window_clears_it() {
    let mut bed = Bed::new();
    for window in [64, 1024] {
        for jump in [window - 1, window, window + 1, 16 * window, 1 << 31] {
            let link = Link::new(false).with(|sa| sa.replay_window = window);
            link.install(&mut bed, |_| ());
            let first: Vec<u64> = (1..=40).collect();
            let top = 40 + jump;
            let inside: Vec<u64> = (top - window + 1..top).filter(|n| *n > 40).collect();
            let edge = top - window;
            let all = [first, vec![top], inside, vec![edge, top]].concat();
            let verdicts = link.verdicts(&mut bed, &numbered(&link, &all));
            let (good, last) = verdicts.split_at(verdicts.len() - 2);
            assert!(good.iter().all(|v| *v == "ok"), "window {window}, jump {jump}");
            assert_eq!(last, ["rx_replay_stale", "rx_replay_dup"], "window {window}, jump {jump}");
        }
    }
}

/// RPL-07: no sender uses 0 without ESN.
#[test]
fn rpl_07_number_zero_is_dropped() {
    let mut bed = Bed::new();
    let link = Link::new(false);
    link.install(&mut bed, |_| ());
    let mut zero = numbered(&link, &[1]).remove(0);
    zero[24..28].fill(0);
    let packets = [vec![zero], numbered(&link, &[1])].concat();
    assert_eq!(link.verdicts(&mut bed, &packets), ["rx_replay_stale", "ok"]);
}

/// RPL-08, the card's part (RFC 6311): the host moves the counters of an SA ahead, and both directions go on from there.
#[test]
fn rpl_08_counters_that_jump_ahead_are_taken() {
    let mut bed = Bed::new();
    let link = Link::new(true);
    link.install(&mut bed, |_| ());
    let mut receiver = SaState::new(&link.far);
    for (written, number) in [(None, 1), (Some(1_000_000), 1_000_001), (Some(0xffff_0000), 0xffff_0001)] {
        if let Some(sequence) = written {
            bed.write_sa(0, word::SEQUENCE, sequence);
        }
        let sealed = link.run(&mut bed, &[clear(false, 0, 64)]).remove(0).1;
        let opened = decap(&link.far, &mut receiver, &sealed);
        assert_eq!((opened.verdict, opened.seq), (Verdict::Ok, Some(number)));
    }
    let link = Link::new(false);
    link.install(&mut bed, |_| ());
    assert_eq!(link.verdicts(&mut bed, &numbered(&link, &[1, 2])), ["ok", "ok"]);
    bed.write_sa(0, word::SEQUENCE, 1_000_000);
    let verdicts = link.verdicts(&mut bed, &numbered(&link, &[3, 1_000_000, 1_000_001, 1_000_002, 1_000_001]));
    assert_eq!(verdicts, ["rx_replay_stale", "rx_replay_dup", "ok", "ok", "rx_replay_dup"]);
}

/// RPL-09.
#[test]
fn rpl_09_without_a_window_numbers_are_not_looked_at() {
    let mut bed = Bed::new();
    let link = Link::new(false).with(|sa| sa.replay_window = 0);
    link.install(&mut bed, |_| ());
    let packets = numbered(&link, &[1_000, 1, 1, 1_000, 500_000, 2]);
    assert_eq!(link.verdicts(&mut bed, &packets), ["ok"; 6]);
}
