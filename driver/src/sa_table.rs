//! The card's SA table and SPI CAM, kept in step.
//!
//! ```text
//!   add inbound    words 1.. -> CONFIG(valid) -> CAM entry
//!   remove inbound CAM entry -> graveyard or empty -> delete command -> wait until drained and zeroised
//! ```
//! A packet meets either no CAM entry or a complete SA, never something in between.

use std::collections::BTreeMap;
use std::sync::Arc;

use respite_abi::cam::{self, State};
use respite_abi::reg::{self, caps1};
use respite_abi::sa::{command_word, word, write_word, Command};

use crate::cam::{CamShadow, Entry, Full};
use crate::card::{CardInfo, Shared};
use crate::error::Error;
use crate::sa::{Direction, Protocol, SaError, SaIndex, SaParams, FIRST_SPI};

/// Adds, removes and asks security associations.
pub struct SaTable {
    shared: Arc<Shared>,
    cam: CamShadow,
    free: Vec<u16>,
    installed: BTreeMap<SaIndex, Installed>,
    capacity: u32,
    /// `reg::CAPS1`.
    caps: u32,
}

/// What the host remembers of an SA: no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Which way it works.
    pub direction: Direction,
    /// ESP or AH.
    pub protocol: Protocol,
    /// Its SPI.
    pub spi: u32,
    /// The ESP SA that this AH SA is over.
    pub below: Option<SaIndex>,
    /// Authenticated by an HMAC, as what AH goes over on the way out must be.
    pub hmac: bool,
}

/// How far an SA has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Last sequence number sent, or highest accepted.
    pub seq: u64,
    /// Packets.
    pub packets: u64,
    /// Octets.
    pub octets: u64,
}

/// What becomes of the SPI of an inbound SA that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterlife {
    /// Late packets are dropped as `rx_spi_graveyard` and raise no event, until `forget_spi`.
    Graveyard,
    /// Late packets are packets with an unknown SPI.
    Unknown,
}

impl SaTable {
    pub(crate) fn new(shared: Arc<Shared>, info: &CardInfo, cam: CamShadow) -> SaTable {
        let free = (0..info.sas).rev().map(|n| n as u16).collect();
        SaTable { shared, cam, free, installed: BTreeMap::new(), capacity: info.sas, caps: info.suites }
    }

    /// Marks an SPI as allocated to an SA under negotiation: packets for it raise no event.
    pub fn reserve_spi(&mut self, protocol: Protocol, spi: u32) -> Result<(), SaError> {
        check_spi(spi)?;
        match self.cam.get(cam_key(protocol, spi)) {
            Some(Entry { state: State::Larval | State::Valid, .. }) => Err(SaError::DuplicateSpi(spi)),
            _ => self.place(protocol, spi, SaIndex::default(), State::Larval),
        }
    }

    /// Removes a larval or graveyard entry: the SPI is unknown from here on.
    pub fn forget_spi(&mut self, protocol: Protocol, spi: u32) -> Result<(), SaError> {
        match self.cam.get(cam_key(protocol, spi)) {
            None => Err(SaError::UnknownSpi(spi)),
            Some(Entry { state: State::Valid, .. }) => Err(SaError::DuplicateSpi(spi)),
            Some(_) => self.unplace(protocol, spi),
        }
    }

    /// Writes an SA into the card and lets it work. An inbound SA takes over the SPI's larval or graveyard entry.
    ///
    /// An outbound SA must have a key that was never used: the card counts GCM nonces from `seq`.
    pub fn add(&mut self, params: &SaParams) -> Result<SaIndex, SaError> {
        params.check()?;
        if let Some(part) = params.suite.missing_in(self.caps, params.esn) {
            return Err(SaError::Unsupported(part));
        }
        if let Some(below) = params.below {
            self.check_below(below, params.direction)?;
        }
        let protocol = params.protocol();
        let inbound = params.direction == Direction::Inbound;
        let key = cam_key(protocol, params.spi);
        if inbound && matches!(self.cam.get(key), Some(Entry { state: State::Valid, .. })) {
            return Err(SaError::DuplicateSpi(params.spi));
        }
        let number = self.free.pop().ok_or(SaError::TableFull(self.capacity))?;
        let sa = SaIndex::new(number);
        let written = self.write_image(sa, params).map_err(SaError::from);
        let placed =
            written.and_then(|()| if inbound { self.place(protocol, params.spi, sa, State::Valid) } else { Ok(()) });
        if let Err(e) = placed {
            // Nothing refers to the SA yet; the index returns only if the card confirms that it is clean.
            if self.command(sa, Command::Delete, "delete an SA").is_ok() {
                self.free.push(number);
            }
            return Err(e);
        }
        let SaParams { direction, spi, below, .. } = *params;
        let hmac = params.suite.hash().is_some();
        self.installed.insert(sa, Installed { direction, protocol, spi, below, hmac });
        Ok(sa)
    }

    /// Stops an SA, waits until no packet in flight can refer to it, and has the card zeroise it.
    ///
    /// Of a bundle, the AH SA goes before the ESP SA below it.
    pub fn remove(&mut self, sa: SaIndex, afterlife: Afterlife) -> Result<(), SaError> {
        let Installed { direction, protocol, spi, .. } = *self.installed.get(&sa).ok_or(SaError::UnknownSa(sa))?;
        if let Some(above) = self.above(sa) {
            return Err(SaError::InBundle(sa, above));
        }
        if direction == Direction::Inbound && self.find(protocol, spi) == Some(sa) {
            match afterlife {
                Afterlife::Graveyard => self.place(protocol, spi, sa, State::Graveyard)?,
                Afterlife::Unknown => self.unplace(protocol, spi)?,
            }
        }
        self.command(sa, Command::Delete, "delete an SA")?;
        self.installed.remove(&sa);
        self.free.push(sa.number());
        Ok(())
    }

    /// Replaces an SA without a gap: the new one works before the old one is removed.
    ///
    /// Traffic of an outbound SA moves when the caller uses the new index, so move it in `switch`.
    pub fn rekey(
        &mut self,
        old: SaIndex,
        params: &SaParams,
        afterlife: Afterlife,
        switch: impl FnOnce(SaIndex),
    ) -> Result<SaIndex, SaError> {
        if !self.installed.contains_key(&old) {
            return Err(SaError::UnknownSa(old));
        }
        let new = self.add(params)?;
        switch(new);
        self.remove(old, afterlife)?;
        Ok(new)
    }

    /// Asks the card how far an SA has come.
    pub fn usage(&mut self, sa: SaIndex) -> Result<Usage, SaError> {
        if !self.installed.contains_key(&sa) {
            return Err(SaError::UnknownSa(sa));
        }
        self.command(sa, Command::Query, "answer an SA query")?;
        let regs = &self.shared.regs;
        Ok(Usage {
            seq: regs.read64(reg::SA_QUERY)?,
            packets: regs.read64(reg::SA_QUERY + 8)?,
            octets: regs.read64(reg::SA_QUERY + 16)?,
        })
    }

    /// The inbound SA of an SPI.
    pub fn find(&self, protocol: Protocol, spi: u32) -> Option<SaIndex> {
        match self.cam.get(cam_key(protocol, spi)) {
            Some(Entry { state: State::Valid, sa }) => Some(sa),
            _ => None,
        }
    }

    /// SAs in the card.
    pub fn iter(&self) -> impl Iterator<Item = (SaIndex, Installed)> + '_ {
        self.installed.iter().map(|(i, s)| (*i, *s))
    }

    /// SAs in the card.
    pub fn len(&self) -> usize {
        self.installed.len()
    }

    /// Whether the card has no SA.
    pub fn is_empty(&self) -> bool {
        self.installed.is_empty()
    }

    /// SAs that the card can hold.
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// What the CAM holds.
    pub fn cam(&self) -> &CamShadow {
        &self.cam
    }

    /// The AH SA that is over an SA.
    fn above(&self, sa: SaIndex) -> Option<SaIndex> {
        self.installed.iter().find(|(_, other)| other.below == Some(sa)).map(|(index, _)| *index)
    }

    fn check_below(&self, below: SaIndex, direction: Direction) -> Result<(), SaError> {
        let wrong = |why| Err(SaError::Below { below, why });
        match self.installed.get(&below) {
            _ if self.caps & caps1::BUNDLE == 0 => Err(SaError::Unsupported("AH over ESP")),
            None => wrong("there is none"),
            Some(sa) if sa.protocol != Protocol::Esp => wrong("it is not ESP"),
            Some(sa) if sa.direction != direction => wrong("it works the other way"),
            Some(sa) if direction == Direction::Outbound && !sa.hmac => wrong("it has no HMAC"),
            Some(_) if self.above(below).is_some() => wrong("another one is over it"),
            Some(_) => Ok(()),
        }
    }

    fn write_image(&self, sa: SaIndex, params: &SaParams) -> Result<(), Error> {
        let image = params.image();
        // CONFIG makes the SA valid, so it goes last.
        for (number, value) in (0u8..).zip(image.iter()).skip(1).chain([(word::CONFIG, &image[0])]) {
            self.write_data(*value)?;
            self.shared.regs.write(reg::SA_WRITE, write_word(sa.number(), number))?;
        }
        // The data registers would keep the last word, and with it the salt.
        self.write_data(0)
    }

    fn write_data(&self, value: u128) -> Result<(), Error> {
        (0..4u16).try_for_each(|i| self.shared.regs.write(reg::SA_DATA + 4 * i, (value >> (32 * i)) as u32))
    }

    fn command(&self, sa: SaIndex, command: Command, what: &'static str) -> Result<(), Error> {
        let regs = &self.shared.regs;
        let idle = |what| regs.wait(what, reg::STATUS, reg::status::SA_BUSY, 0, self.shared.timeout);
        idle("finish an earlier SA command")?;
        regs.write(reg::SA_COMMAND, command_word(sa.number(), command))?;
        idle(what)
    }

    fn place(&mut self, protocol: Protocol, spi: u32, sa: SaIndex, state: State) -> Result<(), SaError> {
        let key = cam_key(protocol, spi);
        let writes = self.cam.set(key, Entry { sa, state }).map_err(|Full| SaError::CamFull(self.cam.len()))?;
        self.write_cam(&writes)
    }

    fn unplace(&mut self, protocol: Protocol, spi: u32) -> Result<(), SaError> {
        let writes = self.cam.remove(cam_key(protocol, spi)).ok_or(SaError::UnknownSpi(spi))?;
        self.write_cam(&writes)
    }

    fn write_cam(&self, writes: &[crate::cam::Write]) -> Result<(), SaError> {
        let regs = &self.shared.regs;
        for w in writes {
            regs.write(reg::CAM_SPI, w.key as u32)?;
            regs.write(reg::CAM_ENTRY, cam::entry_word(w.entry.sa.number(), w.entry.state, w.key >> 32 & 1 != 0))?;
            regs.write(reg::CAM_WRITE, w.place.word())?;
        }
        // Writes may be posted. Once a read is answered, the card has taken them, so a caller may tell the peer.
        regs.read(reg::STATUS)?;
        Ok(())
    }
}

fn check_spi(spi: u32) -> Result<(), SaError> {
    if spi < FIRST_SPI {
        return Err(SaError::ReservedSpi(spi));
    }
    Ok(())
}

fn cam_key(protocol: Protocol, spi: u32) -> u64 {
    cam::key(protocol == Protocol::Ah, spi)
}
