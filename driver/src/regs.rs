//! Registers of the core by name, with the checks that every access needs.
//!
//! A bus answers all ones for a device that is not there. A register can hold that value too, so an all-ones answer is
//! settled by reading `ID`, which never does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use respite_abi::reg;

use crate::error::Error;
use crate::transport::Transport;

/// The core's registers.
#[derive(Clone)]
pub(crate) struct Regs {
    transport: Arc<dyn Transport>,
}

impl Regs {
    pub(crate) fn new(transport: Arc<dyn Transport>) -> Regs {
        Regs { transport }
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.transport
    }

    /// Reads a register.
    pub(crate) fn read(&self, register: u16) -> Result<u32, Error> {
        let value = self.transport.read32(BAR, register.into())?;
        if value == u32::MAX && self.transport.read32(BAR, reg::ID.into())? == u32::MAX {
            return Err(Error::Gone);
        }
        Ok(value)
    }

    /// Reads a 64-bit value, low word first.
    pub(crate) fn read64(&self, register: u16) -> Result<u64, Error> {
        Ok(u64::from(self.read(register)?) | u64::from(self.read(register + 4)?) << 32)
    }

    /// Writes a register; the write may be on its way still when this returns.
    #[inline]
    pub(crate) fn write(&self, register: u16, value: u32) -> Result<(), Error> {
        Ok(self.transport.write32(BAR, register.into(), value)?)
    }

    /// STATUS of a card that is there and was not reset behind the driver's back.
    pub(crate) fn status(&self) -> Result<u32, Error> {
        let status = self.read(reg::STATUS)?;
        if self.read(reg::CONTROL)? & reg::control::ENABLE == 0 {
            return Err(Error::WasReset);
        }
        Ok(status)
    }

    /// Writes an IOVA to a low and a high register.
    pub(crate) fn write_iova(&self, low: u16, iova: u64) -> Result<(), Error> {
        self.write(low, iova as u32)?;
        self.write(low + 4, (iova >> 32) as u32)
    }

    /// Waits until the bits of `mask` in `register` equal `wanted`, at most for `limit`.
    pub(crate) fn wait(
        &self,
        what: &'static str,
        register: u16,
        mask: u32,
        wanted: u32,
        limit: Duration,
    ) -> Result<(), Error> {
        let deadline = Instant::now() + limit;
        let mut pause = FIRST_PAUSE;
        let mut tries = 0;
        loop {
            if self.read(register)? & mask == wanted {
                return Ok(());
            }
            let now = Instant::now();
            if now >= deadline {
                return Err(Error::Stuck { what, after: limit });
            }
            tries += 1;
            if tries > SPINS {
                std::thread::sleep(pause.min(deadline - now));
                pause = (pause * 2).min(LAST_PAUSE);
            }
        }
    }
}

/// BAR of the registers.
const BAR: u8 = 0;
/// Reads in a row before the wait sleeps in between: a card answers most commands within a microsecond.
const SPINS: u32 = 16;
/// Shortest sleep between two reads.
const FIRST_PAUSE: Duration = Duration::from_micros(10);
/// Longest sleep between two reads.
const LAST_PAUSE: Duration = Duration::from_millis(2);
