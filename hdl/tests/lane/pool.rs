//! The pool with two engines and with three: two packets at the same time, dealt, filled, collected, read.

use super::record::Record;
use respite_hdl::lane::pool::Pool;
use respite_hdl::types::{slot, Cipher, Context};
use rust_hdl_core::prelude::*;
use verilated::lockstep::Bench;
use verilated::{BigUint, Error};

#[test]
fn pool_in_lock_step() -> Result<(), Error> {
    in_lock_step("pool_two", Pool::<1, 2>::default())
}

/// Their numbers do not end with a power of two.
#[test]
fn pool_of_three_in_lock_step() -> Result<(), Error> {
    in_lock_step("pool_three", Pool::<2, 3>::default())
}

fn in_lock_step<const L: usize, const N: usize>(name: &str, pool: Pool<L, N>) -> Result<(), Error> {
    Bench::new(name, pool)?
        .drive("deal_data", |pool, value| pool.deal_data.next = Context::from_big(value))
        .drive("cipher", |pool, value| pool.cipher.next = Cipher::from_big(value))
        .run(3 * TURN, 1, |port, cycle, random| {
            let (turn, at) = (cycle / TURN, cycle % TURN);
            match port {
                "reset" => u32::from(cycle < 2 || turn == 2 && at == 300).into(),
                "deal" => u32::from(at == 10 || at == 12).into(),
                "deal_data" => {
                    let mut context = Context::from_big(&random);
                    // Cipher and hash take turns.
                    context.suite = bits((turn + at / 2) & 3 | (turn & 3) << 2 | (turn % 3) << 4);
                    (context.ct, context.raw, context.half) = (bits(16), bits(100), turn == 1);
                    context.to_big()
                }
                "cipher" => {
                    let mut cipher = Cipher::from_big(&random);
                    let word = at.checked_sub(if at < 90 { 50 } else { 90 }).filter(|word| *word < 7);
                    // Slots of others pass by.
                    (cipher.valid, cipher.raw) = (word.is_some() || random.bit(0), word.is_some());
                    cipher.kind = bits(match word {
                        Some(0) => slot::AAD,
                        Some(6) => slot::LEN,
                        _ => slot::DATA,
                    });
                    cipher.to_big()
                }
                "m_ready" => u32::from(at > TURN - 180 && random.bit(0)).into(),
                "refused" => u32::from(turn == 1 && at == TURN - 20).into(),
                "free" => u32::from(at == TURN - 60 || at == TURN - 30).into(),
                "r_at" => BigUint::from(at % 16),
                _ => random,
            }
        })
}

/// Clocks in which two packets of 16 octets of text are done.
const TURN: u64 = 700;
