//! The card as a PCI function: the Verilated core, and the wrapper that a PCIe bridge is on a board.
//!
//! ```text
//!   config ──> Config ─┐                          ┌── Axi ──> Dma ──> client's memory
//!   BAR0 ──┬─> Msix <──┼── irq ── Pins (model) ───┤
//!          └─> Axil ───┴──────────────────────────┘
//! ```
//! Clocks: time passes only while there is work. A register access runs the card until it is answered, and keeps it
//! running for `ACCESS_LINGER` clocks; an AXI transaction or a reset, for `Options::linger` clocks, so that moderation and
//! ageing come to their end. Then the card sleeps, its cycle counter with it, until the next message.
//! Whatever the clocks are, they depend on the host's messages and the seed alone.

use respite_abi::{reg, BAR0_SIZE, CORE_WINDOW, MSIX_PBA, MSIX_TABLE};
use verilated::Model;

use crate::axi::Axi;
use crate::axil::{Access, Axil, Failure};
use crate::dma::Dma;
use crate::error::Error;
use crate::msix::{Msix, Raised, PBA_LEN, TABLE_LEN};
use crate::options::Options;
use crate::pci::Config;
use crate::pins::{Driven, Pins};
use crate::statistics::Statistics;
use crate::trace::Trace;

/// A simulated card.
pub struct Card {
    /// Host memory.
    pub dma: Dma,
    /// Interrupts.
    pub msix: Msix,
    /// Counters.
    pub stats: Statistics,
    config: Config,
    pins: Pins,
    axi: Axi,
    axil: Axil,
    answer: Option<Result<u32, Failure>>,
    /// A register access was not answered: none will be until the next reset.
    silent: bool,
    trace: Option<Trace>,
    /// Clock after which the card may sleep.
    awake_until: u64,
    linger: u64,
    clock_limit: Option<u64>,
    clock_hz: Option<u32>,
    drop_interrupts: u8,
    rng: fastrand::Rng,
}

impl Card {
    /// A card around a model that has `ports::PORTS`, after power-on reset.
    pub fn new(model: Model, options: &Options) -> Result<Card, Error> {
        options.check()?;
        let mut card = Card {
            dma: Dma::default(),
            msix: Msix::new(),
            stats: Statistics::default(),
            config: Config::default(),
            pins: Pins::new(model),
            axi: Axi::new(options),
            axil: Axil::default(),
            answer: None,
            silent: false,
            trace: None,
            awake_until: 0,
            linger: options.linger,
            clock_limit: options.clock_limit,
            clock_hz: options.clock_hz,
            drop_interrupts: options.drop_interrupts,
            rng: fastrand::Rng::with_seed(options.seed ^ 0x6972_7173),
        };
        if let Some(file) = &options.trace {
            // The file is the user's choice: say now, not after a failure, that it cannot be written.
            std::fs::File::create(file).map_err(|source| Error::Path { path: file.clone(), source })?;
            card.trace = Some(Trace::start(&mut card.pins.model, file, options.trace_clocks));
        }
        card.reset_core()?;
        Ok(card)
    }

    /// Whether there is reason to run clocks.
    pub fn is_awake(&self) -> bool {
        self.stats.clocks < self.awake_until || !self.axi.is_idle()
    }

    /// Runs clocks.
    pub fn run(&mut self, clocks: u32) -> Result<(), Error> {
        for _ in 0..clocks {
            self.clock(false)?;
        }
        Ok(())
    }

    /// Reads BAR0. A card that may not answer, or does not, leaves all ones. `None` beyond the BAR.
    pub fn bar_read(&mut self, offset: u64, data: &mut [u8]) -> Result<Option<()>, Error> {
        let Some(end) = bar_end(offset, data.len()) else { return Ok(None) };
        let mut word_at = offset & !3;
        while word_at < end {
            let octets = self.word_read(word_at)?.to_le_bytes();
            let (first, last) = (word_at.max(offset), (word_at + 4).min(end));
            let from = &octets[(first - word_at) as usize..(last - word_at) as usize];
            data[(first - offset) as usize..(last - offset) as usize].copy_from_slice(from);
            word_at += 4;
        }
        Ok(Some(()))
    }

    /// Writes BAR0. `None` beyond the BAR.
    pub fn bar_write(&mut self, offset: u64, data: &[u8]) -> Result<Option<()>, Error> {
        let Some(end) = bar_end(offset, data.len()) else { return Ok(None) };
        let mut word_at = offset & !3;
        while word_at < end {
            let (mut octets, mut strobe) = ([0; 4], 0);
            for (i, octet) in octets.iter_mut().enumerate() {
                let at = word_at + i as u64;
                if (offset..end).contains(&at) {
                    *octet = data[(at - offset) as usize];
                    strobe |= 1 << i;
                }
            }
            self.word_write(word_at, u32::from_le_bytes(octets), strobe)?;
            word_at += 4;
        }
        Ok(Some(()))
    }

    /// Reads configuration space. `None` beyond it.
    pub fn config_read(&self, offset: u64, data: &mut [u8]) -> Option<()> {
        self.config.read(offset, data)
    }

    /// Writes configuration space. `None` beyond it.
    pub fn config_write(&mut self, offset: u64, data: &[u8]) -> Result<Option<()>, Error> {
        let Some(effects) = self.config.write(offset, data) else { return Ok(None) };
        if effects.reset {
            self.reset()?;
        }
        if effects.msix {
            let (enabled, masked) = self.config.msix_control();
            self.msix.control(enabled, masked);
        }
        self.dma.enabled = self.config.bus_master();
        Ok(Some(()))
    }

    /// Tells configuration space what connecting or disabling vectors did.
    pub fn msix_changed(&mut self) {
        self.config.set_msix_enabled(self.msix.is_enabled());
    }

    /// Function-level reset: core, configuration space and MSI-X; the client's mappings and eventfds stay.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.stats.resets += 1;
        self.config = Config::default();
        self.dma.enabled = false;
        self.msix.reset();
        self.reset_core()
    }

    /// The client is gone: nothing of it stays.
    pub fn forget_client(&mut self) -> Result<(), Error> {
        self.dma.clear();
        self.msix.disable();
        self.reset()
    }

    fn reset_core(&mut self) -> Result<(), Error> {
        self.axi.reset();
        self.axil = Axil::default();
        self.silent = false;
        for _ in 0..RESET_CLOCKS {
            self.clock(true)?;
        }
        self.stay_awake(self.linger);
        Ok(())
    }

    fn stay_awake(&mut self, clocks: u64) {
        self.awake_until = self.awake_until.max(self.stats.clocks.saturating_add(clocks));
    }

    fn clock(&mut self, reset: bool) -> Result<(), Error> {
        if let Some(limit) = self.clock_limit.filter(|l| self.stats.clocks >= *l) {
            return Err(Error::ClockLimit(limit));
        }
        let driven = match reset {
            true => Driven { reset, ..Driven::default() },
            false => Driven { reset, memory: self.axi.drives(), register: self.axil.drives() },
        };
        let seen = self.pins.clock(&driven);
        self.stats.clocks += 1;
        let faults = self.stats.dma_faults;
        if !reset {
            if let Err(violation) = self.axi.clock(&seen, &self.dma, &mut self.stats) {
                self.failed();
                return Err(Error::Axi { clock: self.stats.clocks, violation });
            }
            self.answer = self.answer.or(self.axil.clock(&seen));
            if seen.irq != 0 {
                self.interrupt(seen.irq);
            }
            if !self.axi.is_idle() {
                self.stay_awake(self.linger);
            }
        }
        if let Some(trace) = &mut self.trace {
            if self.stats.dma_faults != faults {
                trace.failure();
            }
            trace.clock(&mut self.pins.model);
        }
        Ok(())
    }

    /// Something went wrong that a waveform may explain.
    #[cold]
    fn failed(&mut self) {
        if let Some(trace) = &mut self.trace {
            trace.failure();
        }
    }

    fn interrupt(&mut self, vectors: u8) {
        for vector in (0..8).filter(|v| vectors >> v & 1 == 1) {
            self.stats.interrupts_raised += 1;
            let lost = self.drop_interrupts > 0 && self.rng.u8(0..100) < self.drop_interrupts;
            if lost || self.msix.raise(vector) == Raised::Lost {
                self.stats.interrupts_dropped += 1;
            }
        }
    }

    fn word_read(&mut self, offset: u64) -> Result<u32, Error> {
        self.stats.register_reads += 1;
        if !self.config.memory_enabled() {
            return Ok(u32::MAX);
        }
        match area(offset) {
            Area::Core(offset) => {
                let value = self.access(Access::Read(offset))?;
                Ok(self.clock_hz.filter(|_| offset == reg::CLOCK_HZ).unwrap_or(value))
            }
            Area::Table(at) => Ok(self.msix.table_read(at)),
            Area::Pending(at) => Ok(self.msix.pba_read(at)),
            Area::Nothing => Ok(0),
        }
    }

    fn word_write(&mut self, offset: u64, value: u32, strobe: u8) -> Result<(), Error> {
        self.stats.register_writes += 1;
        if !self.config.memory_enabled() {
            return Ok(());
        }
        match area(offset) {
            Area::Core(offset) => {
                self.access(Access::Write(offset, value, strobe))?;
                self.stats.last_register_write = self.stats.clocks;
                Ok(())
            }
            Area::Table(at) => {
                self.msix.table_write(at, value, strobe);
                Ok(())
            }
            Area::Pending(_) | Area::Nothing => Ok(()),
        }
    }

    /// Runs clocks until the core has answered; all ones if it fails to.
    fn access(&mut self, access: Access) -> Result<u32, Error> {
        if self.silent {
            self.stats.register_errors += 1;
            return Ok(u32::MAX);
        }
        self.answer = None;
        self.axil.start(access);
        let answer = loop {
            self.clock(false)?;
            if let Some(answer) = self.answer.take() {
                break answer;
            }
        };
        self.stay_awake(ACCESS_LINGER);
        if answer.is_err() {
            self.stats.register_errors += 1;
            self.silent = answer == Err(Failure::Silent);
            self.failed();
        }
        Ok(answer.unwrap_or(u32::MAX))
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        if let Some(trace) = &mut self.trace {
            trace.finish(&mut self.pins.model);
        }
    }
}

/// Who answers at an offset of BAR0.
enum Area {
    Core(u16),
    Table(usize),
    Pending(usize),
    Nothing,
}

fn area(offset: u64) -> Area {
    let within = |start: u64, len: usize| offset.checked_sub(start).map(|at| at as usize).filter(|at| *at < len);
    match (offset, within(MSIX_TABLE, TABLE_LEN), within(MSIX_PBA, PBA_LEN)) {
        (0..CORE_WINDOW, ..) => Area::Core(offset as u16),
        (_, Some(at), _) => Area::Table(at),
        (_, _, Some(at)) => Area::Pending(at),
        _ => Area::Nothing,
    }
}

fn bar_end(offset: u64, len: usize) -> Option<u64> {
    offset.checked_add(len as u64).filter(|end| *end <= BAR0_SIZE)
}

/// Clocks that the reset pin is held.
const RESET_CLOCKS: u32 = 8;
/// Clocks that the card goes on after a register access: enough for a command to get to the memory bus.
const ACCESS_LINGER: u64 = 4_096;

const _: () = assert!(CORE_WINDOW <= MSIX_TABLE && MSIX_TABLE + (TABLE_LEN as u64) <= MSIX_PBA);
