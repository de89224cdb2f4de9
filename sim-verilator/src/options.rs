//! How the simulated card behaves: bus timing, faults on demand, limits.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::error::Error;

/// Behaviour of the host around the card. The defaults are a calm and quick one.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Options {
    /// Clocks from a request to its response on the memory side, at random within MIN:MAX
    #[arg(long, value_name = "MIN[:MAX]", default_value = "32", value_parser = latency)]
    pub latency: RangeInclusive<u32>,
    /// Answer transactions of different AXI ids out of order, with their read data interleaved
    #[arg(long)]
    pub reorder: bool,
    /// Clocks in which an AXI channel of the memory side rests, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=95))]
    pub stall: u8,
    /// Interrupts that get lost, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub drop_interrupts: u8,
    /// Answer every N-th AXI transaction with an error
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub fault_every: Option<u32>,
    /// Answer AXI transactions that begin within these IOVAs with an error
    #[arg(long, value_name = "FIRST:LAST", value_parser = iova_range)]
    pub fault_range: Option<RangeInclusive<u64>>,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Keep a waveform of what led to a failure, in FILE and FILE.before (FST)
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Clocks that the waveform shows at least
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub trace_clocks: u64,
    /// Stop with an error after so many clocks
    #[arg(long, value_name = "N")]
    pub clock_limit: Option<u64>,
    /// Clocks that the card goes on after its last bus transfer or reset, before it sleeps until the next message
    #[arg(long, value_name = "N", default_value_t = 300_000)]
    pub linger: u64,
    /// Clock rate that the card states, for hosts that must not know how slow it is
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(1..))]
    pub clock_hz: Option<u32>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            latency: 32..=32,
            reorder: false,
            stall: 0,
            drop_interrupts: 0,
            fault_every: None,
            fault_range: None,
            seed: 1,
            trace: None,
            trace_clocks: 20_000,
            clock_limit: None,
            linger: 300_000,
            clock_hz: None,
        }
    }
}

impl Options {
    /// Sets the clocks from a request to its response.
    pub fn latency(self, latency: RangeInclusive<u32>) -> Options {
        Options { latency, ..self }
    }

    /// Sets whether different ids overtake each other.
    pub fn reorder(self, reorder: bool) -> Options {
        Options { reorder, ..self }
    }

    /// Sets the share of resting clocks in percent.
    pub fn stall(self, stall: u8) -> Options {
        Options { stall, ..self }
    }

    /// Sets the share of lost interrupts in percent.
    pub fn drop_interrupts(self, drop_interrupts: u8) -> Options {
        Options { drop_interrupts, ..self }
    }

    /// Sets which transactions fail: every `n`-th.
    pub fn fault_every(self, n: u32) -> Options {
        Options { fault_every: Some(n), ..self }
    }

    /// Sets which transactions fail: those that begin in `range`.
    pub fn fault_range(self, range: RangeInclusive<u64>) -> Options {
        Options { fault_range: Some(range), ..self }
    }

    /// Sets the seed.
    pub fn seed(self, seed: u64) -> Options {
        Options { seed, ..self }
    }

    /// Keeps a waveform of the last `clocks` before a failure.
    pub fn trace(self, file: impl Into<PathBuf>, clocks: u64) -> Options {
        Options { trace: Some(file.into()), trace_clocks: clocks, ..self }
    }

    /// Sets the most clocks.
    pub fn clock_limit(self, clocks: u64) -> Options {
        Options { clock_limit: Some(clocks), ..self }
    }

    /// Sets how long the card goes on after its last transfer.
    pub fn linger(self, clocks: u64) -> Options {
        Options { linger: clocks, ..self }
    }

    /// Sets the clock rate that the card states; times that its driver asks for are then counted in such clocks.
    pub fn clock_hz(self, hz: u32) -> Options {
        Options { clock_hz: Some(hz), ..self }
    }

    /// Refuses what cannot be simulated; the command line refuses it earlier.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let fail = |option, why| Err(Error::Options { option, why });
        if self.latency.is_empty() || *self.latency.end() > MOST_LATENCY {
            return fail("latency", "must be an ascending range of at most 1000000 clocks");
        }
        if self.stall > 95 {
            return fail("stall", "must be at most 95 percent");
        }
        if self.drop_interrupts > 100 {
            return fail("drop_interrupts", "must be at most 100 percent");
        }
        if self.fault_every == Some(0) {
            return fail("fault_every", "must be positive");
        }
        if self.fault_range.as_ref().is_some_and(RangeInclusive::is_empty) {
            return fail("fault_range", "must be ascending");
        }
        if self.clock_hz == Some(0) {
            return fail("clock_hz", "must be positive");
        }
        if self.trace_clocks == 0 {
            return fail("trace_clocks", "must be positive");
        }
        Ok(())
    }
}

fn latency(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |t: &str| t.parse::<u32>().map_err(|e| format!("`{t}`: {e}"));
    let (min, max) = text.split_once(':').unwrap_or((text, text));
    let (min, max) = (number(min)?, number(max)?);
    if min > max || max > MOST_LATENCY {
        return Err(format!("must ascend and be at most {MOST_LATENCY}"));
    }
    Ok(min..=max)
}

fn iova_range(text: &str) -> Result<RangeInclusive<u64>, String> {
    let number = |t: &str| {
        let parsed = t.strip_prefix("0x").map_or_else(|| t.parse(), |hex| u64::from_str_radix(hex, 16));
        parsed.map_err(|e| format!("`{t}`: {e}"))
    };
    let (first, last) = text.split_once(':').ok_or("FIRST:LAST is wanted")?;
    Ok(number(first)?..=number(last)?)
}

/// Longest latency in clocks.
const MOST_LATENCY: u32 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_is_a_number_or_an_ascending_range() {
        assert_eq!(latency("32"), Ok(32..=32));
        assert_eq!(latency("1:40"), Ok(1..=40));
        for bad in ["", "x", "9:3", "1:", "1:99999999", "-1"] {
            assert!(latency(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn iovas_are_hexadecimal_or_decimal() {
        assert_eq!(iova_range("0x1000:0x1fff"), Ok(0x1000..=0x1fff));
        assert_eq!(iova_range("16:31"), Ok(16..=31));
        assert!(iova_range("0x1000").is_err());
    }

    #[test]
    #[allow(clippy::reversed_empty_ranges)]
    fn options_that_cannot_be_are_refused() {
        Options::default().check().expect("defaults");
        assert!(Options::default().latency(9..=3).check().is_err());
        assert!(Options::default().stall(100).check().is_err());
        assert!(Options::default().fault_every(0).check().is_err());
        assert!(Options::default().fault_range(5..=1).check().is_err());
    }
}
