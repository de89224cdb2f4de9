//! Which IKE SA a datagram is for. RFC 7296 §2.6, RFC 2408 §4.3.
//!
//! An SA is found by the SPI that we chose. A first message has none of ours: it begins an SA, unless one was begun by it
//! before.

use std::time::Instant;

use rand_core::RngCore;

use crate::config::Version;
use crate::report::Drop;
use crate::sa::IkeId;
use crate::v2;
use crate::wire::Header;

use super::{version, Datagram, Endpoint};

impl Endpoint {
    /// Takes in a datagram of UDP port 500, or one of port 4500 that is not ESP.
    pub fn handle_datagram(&mut self, now: Instant, datagram: Datagram<'_>) {
        if let Err(why) = self.route(now, &datagram) {
            self.dropped(now, datagram.remote, why);
        }
        self.settle(now);
    }

    fn route(&mut self, now: Instant, datagram: &Datagram<'_>) -> Result<(), Drop> {
        let message = match datagram.local.port() {
            PORT => datagram.payload,
            // NAT keepalive, RFC 3948 §2.3.
            _ if datagram.payload == [0xff] => return Ok(()),
            _ => datagram.payload.strip_prefix(&NON_ESP_MARKER).ok_or(Drop::Malformed)?,
        };
        let header = Header::parse(message).map_err(|_| Drop::Malformed)?;
        let version = match header.major_version() {
            1 => Version::V1,
            2 => Version::V2,
            0 => return Err(Drop::Malformed),
            // RFC 7296 §2.5: answered in version 2.
            _ => return self.stranger(now, &header, datagram, message),
        };
        if header.initiator_spi == 0 && version == Version::V1 {
            return Err(Drop::Malformed);
        }
        if let Some(id) = self.find(version, &header, datagram) {
            self.with(now, id, |machine, cx| machine.handle(cx, datagram, message));
            return Ok(());
        }
        if header.responder_spi == 0 && header.initiator_spi != 0 && begins(version, &header) {
            return self.begin(now, version, datagram, message);
        }
        match version {
            Version::V1 => Err(Drop::UnknownSa),
            Version::V2 => self.stranger(now, &header, datagram, message),
        }
    }

    /// A message of no SA of ours. An answer to it, if any, is one of few.
    fn stranger(&mut self, now: Instant, header: &Header, datagram: &Datagram<'_>, message: &[u8]) -> Result<(), Drop> {
        // With the SPIs of an SA that lives and the wrong flags or role: the answer would give its crash detection token
        // away (RFC 6290 §9.2).
        if self.table.has_spi(header.initiator_spi) || self.table.has_spi(header.responder_spi) {
            return Err(Drop::UnknownSa);
        }
        let asks = header.flags & FLAG_RESPONSE == 0;
        if asks && !self.replies.allow(now, &self.core.config.recovery, datagram.remote.ip()) {
            return Err(Drop::RateLimit);
        }
        v2::unknown_sa(&mut self.core.context(now), datagram, message);
        Ok(())
    }

    fn find(&self, version: Version, header: &Header, datagram: &Datagram<'_>) -> Option<IkeId> {
        let (initiator, responder) = (header.initiator_spi, header.responder_spi);
        let as_responder = || match responder {
            0 => self.table.find_first(datagram.remote, initiator),
            _ => self.table.find(responder, initiator, false),
        };
        let as_initiator = || self.table.find(initiator, responder, true);
        let id = match version {
            // ISAKMP does not say who sends: the cookies of one SA stand in the same order both ways (RFC 2408 §3.1).
            Version::V1 => as_responder().or_else(as_initiator),
            Version::V2 if header.flags & FLAG_INITIATOR != 0 => as_responder(),
            Version::V2 => as_initiator(),
        }?;
        self.table.slot(id).filter(|slot| slot.machine.peer().version == version).map(|_| id)
    }

    fn begin(&mut self, now: Instant, version: Version, datagram: &Datagram<'_>, message: &[u8]) -> Result<(), Drop> {
        let load = self.table.load(version, datagram.remote.ip());
        let limits = &self.core.config.limits;
        let full = match version {
            // IKEv1 has no cookie that would tell a live source from a forged one before state is kept.
            Version::V1 => load.half_open >= limits.half_open_v1 || load.from_source >= limits.half_open_per_source,
            Version::V2 => load.half_open >= limits.half_open_v2,
        };
        if full || self.table.len() >= limits.ike_sas {
            return Err(Drop::HalfOpenLimit);
        }
        let id = self.core.sadb.next_ike_id();
        let spi = self.fresh_spi();
        if let Some(machine) = version::respond(version, &mut self.core.context(now), id, spi, datagram, message, load)
        {
            self.table.insert(machine);
        }
        Ok(())
    }

    /// An IKE SPI that is unpredictable (RFC 6290 §9.3), not zero and not in use.
    pub(super) fn fresh_spi(&mut self) -> u64 {
        loop {
            let spi = self.core.rng.next_u64();
            if spi != 0 && !self.table.has_spi(spi) {
                return spi;
            }
        }
    }
}

/// Whether a message without an SPI of ours is of an exchange that begins an SA.
fn begins(version: Version, header: &Header) -> bool {
    match version {
        Version::V1 => header.exchange == MAIN_MODE && header.message_id == 0,
        Version::V2 => {
            header.exchange == IKE_SA_INIT
                && header.message_id == 0
                && header.flags & (FLAG_RESPONSE | FLAG_INITIATOR) == FLAG_INITIATOR
        }
    }
}

const PORT: u16 = 500;
const NON_ESP_MARKER: [u8; 4] = [0; 4];
const FLAG_INITIATOR: u8 = 0x08;
const FLAG_RESPONSE: u8 = 0x20;
/// Identity protection, RFC 2408 §3.1.
const MAIN_MODE: u8 = 2;
const IKE_SA_INIT: u8 = 34;
