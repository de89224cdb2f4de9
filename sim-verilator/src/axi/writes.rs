//! Writes: AW and W in, B out.

use std::collections::VecDeque;

use super::{check_burst, response, Timing, Violation, IDS, MOST_OUTSTANDING, OKAY, SLVERR};
use crate::dma::{Dma, Fault, Refused};
use crate::pins::{Address, Seen, WriteBeat, WriteResponse};
use crate::statistics::Statistics;

/// Write transactions and the B channel.
#[derive(Default)]
pub struct Writes {
    /// `awready` of this clock.
    pub address_ready: bool,
    /// `wready` of this clock.
    pub data_ready: bool,
    /// `bvalid` and its payload of this clock.
    pub response: Option<WriteResponse>,
    /// Transactions whose response has not been accepted, and data without an address.
    pub outstanding: usize,
    /// Addresses whose data is not complete; the first one takes the data.
    open: VecDeque<Write>,
    /// Data that came before its address.
    early: VecDeque<WriteBeat>,
    /// Complete transactions by id.
    complete: [VecDeque<Write>; IDS],
    /// Buffers of finished transactions, to be used again.
    spare: Vec<Vec<WriteBeat>>,
    tickets: u64,
}

struct Write {
    address: Address,
    ticket: u64,
    due: u64,
    inject: bool,
    beats: Vec<WriteBeat>,
}

impl Writes {
    /// One clock.
    pub fn clock(
        &mut self,
        seen: &Seen,
        dma: &Dma,
        timing: &mut Timing,
        stats: &mut Statistics,
    ) -> Result<(), Violation> {
        if let (Some(address), true) = (seen.aw, self.address_ready) {
            check_burst("write", &address)?;
            stats.axi_writes += 1;
            self.outstanding += 1;
            self.tickets += 1;
            let beats = self.spare.pop().unwrap_or_default();
            let inject = timing.injects(address.addr);
            self.open.push_back(Write { address, ticket: self.tickets, due: 0, inject, beats });
        }
        if let (Some(beat), true) = (seen.w, self.data_ready) {
            stats.axi_write_beats += 1;
            self.early.push_back(beat);
        }
        self.match_data(timing)?;
        if self.response.is_some() && seen.bready {
            self.response = None;
            self.outstanding -= 1;
        }
        if self.response.is_none() && self.outstanding > 0 && !timing.rests() {
            let head = |q: &VecDeque<Write>| q.front().map(|w| (w.ticket, w.due));
            let chosen = timing.choose(self.complete.each_ref().map(head));
            if let Some(write) = chosen.and_then(|id| self.complete[id].pop_front()) {
                self.response = Some(finish(&write, dma, stats));
                stats.last_write_response = stats.clocks;
                let mut beats = write.beats;
                beats.clear();
                self.spare.push(beats);
            }
        }
        self.address_ready = self.outstanding < MOST_OUTSTANDING && !timing.rests();
        self.data_ready = self.early.len() < MOST_EARLY && !timing.rests();
        Ok(())
    }

    /// Gives data to the addresses in their order; AXI4 has no other (A5.4).
    fn match_data(&mut self, timing: &mut Timing) -> Result<(), Violation> {
        while let Some(open) = self.open.front_mut() {
            let Some(beat) = self.early.pop_front() else { break };
            open.beats.push(beat);
            let complete = open.beats.len() > usize::from(open.address.len);
            if beat.last != complete {
                return Err(Violation::Last { address: open.address, beat: open.beats.len() - 1 });
            }
            if !complete {
                continue;
            }
            if let Some(mut write) = self.open.pop_front() {
                write.due = timing.due();
                self.complete[usize::from(write.address.id) % IDS].push_back(write);
            }
        }
        Ok(())
    }
}

/// Writes the memory and answers.
fn finish(write: &Write, dma: &Dma, stats: &mut Statistics) -> WriteResponse {
    let id = write.address.id;
    if write.inject {
        stats.injected_faults += 1;
        return WriteResponse { id, resp: SLVERR };
    }
    let resp = match store(write, dma) {
        Ok(()) => OKAY,
        Err(fault) => {
            stats.dma_faults += 1;
            let begins = write.beats.first().map(|beat| beat.data);
            dma.refuse(fault, Refused { iova: write.address.addr, write: begins });
            response(fault)
        }
    };
    WriteResponse { id, resp }
}

/// Stores the octets whose strobes are set. A burst that runs into a fault leaves nothing behind.
fn store(write: &Write, dma: &Dma) -> Result<(), Fault> {
    let first = write.address.addr & !15;
    dma.check_write(first, 16 * write.beats.len())?;
    for (i, beat) in write.beats.iter().enumerate() {
        let at = first + 16 * i as u64;
        if beat.strobe == 0xffff {
            dma.write(at, &beat.data)?;
            continue;
        }
        let mut octet = 0;
        while octet < 16 {
            let skip = (beat.strobe >> octet).trailing_zeros().min(16 - octet);
            octet += skip;
            if octet == 16 {
                break;
            }
            let run = (beat.strobe >> octet).trailing_ones();
            dma.write(at + u64::from(octet), &beat.data[octet as usize..(octet + run) as usize])?;
            octet += run;
        }
    }
    Ok(())
}

/// Beats of data that may come before their address.
const MOST_EARLY: usize = 64;
