//! Interrupt moderation against lists of unreported items.

use respite_hdl::host::irq::Irq;
use rust_hdl_core::prelude::*;
use verilated::lockstep::{self, Random};
use verilated::{BigUint, Model};

const VECTORS: usize = 5;
/// Clocks from a post to the earliest pulse that can report it.
const SHORTEST: u64 = 3;
/// Clocks from a post to the earliest pulse, of whatever cause, that reports it.
const COVERED: u64 = 2;

/// Settings of one vector, and the clocks in which its unreported items were posted.
#[derive(Default)]
struct Vector {
    count: u64,
    time: u64,
    unreported: Vec<u64>,
}

impl Vector {
    /// Whether the pulse must be out in `clock`. It comes for what was posted `SHORTEST` clocks ago and before.
    fn expects(&self, clock: u64) -> bool {
        let seen = self.unreported.iter().filter(|&&at| at + SHORTEST <= clock).count() as u64;
        seen > 0 && (seen >= self.count || clock - self.unreported[0] >= self.time)
    }
}

fn poke_settings(m: &mut Model, vectors: &[Vector]) {
    let word = |field: fn(&Vector) -> u64, width: usize| {
        vectors.iter().enumerate().fold(BigUint::default(), |w, (v, x)| w | BigUint::from(field(x)) << (width * v))
    };
    m.poke_big("irq_count", &word(|v| v.count, 16));
    m.poke_big("irq_time", &word(|v| v.time, 32));
}

#[test]
fn pulses_come_at_the_count_or_at_the_time_and_never_later() -> Result<(), verilated::Error> {
    let mut b = Irq::default();
    b.connect_all();
    let mut m = Model::of("moderation", &b)?;
    let mut rnd = Random::new(21);
    m.poke("reset", 1);
    m.tick();
    m.tick();
    m.poke("reset", 0);
    let (mut by_count, mut by_time, mut pulses) = (0, 0, 0);
    for round in 0..60u64 {
        let mut vectors: Vec<Vector> = (0..VECTORS).map(|_| Vector::default()).collect();
        for v in &mut vectors {
            v.count = [0, 1, 2, 7, 30, 0xffff][rnd.next() as usize % 6];
            v.time = [0, 1, 2, 3, 40, 200, 1_000][rnd.next() as usize % 7];
        }
        poke_settings(&mut m, &vectors);
        let busy = [1, 10, 90][round as usize % 3];
        // The last stretch is quiet, and longer than any time: everything must be out at its end.
        for clock in 0..5_000u64 {
            let mut post = 0;
            for (i, v) in vectors.iter_mut().enumerate() {
                let n = if clock < 3_900 && rnd.percent(busy) { rnd.next() % 5 } else { 0 };
                post |= n << (3 * i);
                v.unreported.extend((0..n).map(|_| clock));
            }
            m.poke("post", post);
            m.eval();
            let irq = m.peek("irq");
            for (i, v) in vectors.iter_mut().enumerate() {
                let want = v.expects(clock);
                assert_eq!(irq >> i & 1 != 0, want, "vector {i} count {} time {} at {clock}", v.count, v.time);
                if want {
                    pulses += 1;
                    let seen = v.unreported.iter().filter(|&&at| at + SHORTEST <= clock).count();
                    if seen as u64 >= v.count {
                        by_count += 1
                    } else {
                        by_time += 1
                    }
                    let covered = v.unreported.iter().filter(|&&at| at + COVERED <= clock).count();
                    v.unreported.drain(..covered);
                }
            }
            m.tick();
        }
        assert!(vectors.iter().all(|v| v.unreported.is_empty()), "unreported after round {round}");
    }
    assert!(by_count > 1_000 && by_time > 1_000, "{pulses}: {by_count} {by_time}");
    Ok(())
}

#[test]
fn a_smaller_setting_reports_what_already_waits() -> Result<(), verilated::Error> {
    let mut b = Irq::default();
    b.connect_all();
    for shrink_time in [false, true] {
        let mut m = Model::of("moderation", &b)?;
        m.poke("reset", 1);
        m.tick();
        m.poke("reset", 0);
        let set = |m: &mut Model, count: u64, time: u64| {
            let vectors: Vec<Vector> = (0..VECTORS).map(|_| Vector { count, time, unreported: vec![] }).collect();
            poke_settings(m, &vectors);
        };
        set(&mut m, 60_000, 0xffff_ffff);
        m.poke("post", 4 << 6);
        m.tick();
        m.poke("post", 0);
        for _ in 0..3_000 {
            m.eval();
            assert_eq!(m.peek("irq"), 0);
            m.tick();
        }
        if shrink_time {
            set(&mut m, 60_000, 100)
        } else {
            set(&mut m, 4, 0xffff_ffff)
        }
        m.tick();
        m.tick();
        m.eval();
        assert_eq!(m.peek("irq"), 1 << 2);
        m.tick();
        m.eval();
        assert_eq!(m.peek("irq"), 0);
    }
    Ok(())
}

#[test]
fn irq_is_the_same_in_both_simulators() -> Result<(), verilated::Error> {
    lockstep::run_with("moderation", Irq::default, 5_000, 22, |port, cycle, random| match port {
        "reset" => u32::from(cycle < 2 || cycle % 1_500 == 0).into(),
        "post" if cycle % 3 != 0 => 0u32.into(),
        "irq_count" => (0..VECTORS).fold(BigUint::default(), |w, v| w | BigUint::from(v as u32 * 6) << (16 * v)),
        "irq_time" => (0..VECTORS).fold(BigUint::default(), |w, v| w | BigUint::from(v as u32 * 9) << (32 * v)),
        _ => random,
    })
}
