//! Clocks per second of the idle card on this machine.

use std::time::Instant;

use respite_sim::{Card, Error, Options};

fn main() -> Result<(), Error> {
    let mut card = Card::linked(&Options::default())?;
    let start = Instant::now();
    card.run(CLOCKS)?;
    println!("{:.0} clocks per second", f64::from(CLOCKS) / start.elapsed().as_secs_f64());
    Ok(())
}

const CLOCKS: u32 = 500_000;
