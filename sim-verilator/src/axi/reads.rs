//! Reads: AR in, R out.

use std::collections::VecDeque;

use super::{check_burst, response, Timing, Violation, IDS, MOST_OUTSTANDING, OKAY, SLVERR};
use crate::dma::{Dma, Refused};
use crate::pins::{Address, ReadBeat, Seen};
use crate::statistics::Statistics;

/// Read transactions and the R channel.
#[derive(Default)]
pub struct Reads {
    /// `arready` of this clock.
    pub ready: bool,
    /// `rvalid` and its payload of this clock.
    pub beat: Option<ReadBeat>,
    /// Transactions whose last beat has not been accepted.
    pub outstanding: usize,
    ids: [Stream; IDS],
    tickets: u64,
}

/// Transactions of an id, the first one perhaps in progress.
#[derive(Default)]
struct Stream {
    waiting: VecDeque<Read>,
    /// Data of the first transaction, once it is in progress, and its response.
    data: Vec<u8>,
    resp: u8,
    /// Beats of it that were handed to the channel.
    beats: usize,
}

struct Read {
    address: Address,
    ticket: u64,
    due: u64,
    inject: bool,
}

impl Reads {
    /// One clock.
    pub fn clock(
        &mut self,
        seen: &Seen,
        dma: &Dma,
        timing: &mut Timing,
        stats: &mut Statistics,
    ) -> Result<(), Violation> {
        if let (Some(address), true) = (seen.ar, self.ready) {
            check_burst("read", &address)?;
            stats.axi_reads += 1;
            self.outstanding += 1;
            self.tickets += 1;
            let inject = timing.injects(address.addr);
            let read = Read { address, ticket: self.tickets, due: timing.due(), inject };
            self.ids[usize::from(address.id) % IDS].waiting.push_back(read);
        }
        if let (Some(beat), true) = (self.beat, seen.rready) {
            stats.axi_read_beats += 1;
            self.outstanding -= usize::from(beat.last);
            self.beat = None;
        }
        if self.beat.is_none() && self.outstanding > 0 && !timing.rests() {
            let head = |s: &Stream| s.waiting.front().map(|r| (r.ticket, r.due));
            if let Some(id) = timing.choose(self.ids.each_ref().map(head)) {
                self.beat = self.ids[id].next(dma, stats);
            }
        }
        self.ready = self.outstanding < MOST_OUTSTANDING && !timing.rests();
        Ok(())
    }
}

impl Stream {
    /// The next beat of the first transaction.
    fn next(&mut self, dma: &Dma, stats: &mut Statistics) -> Option<ReadBeat> {
        let read = self.waiting.front()?;
        let Address { id, addr, len, .. } = read.address;
        if self.beats == 0 {
            self.data.resize(16 * (usize::from(len) + 1), 0);
            let result = dma.read(addr & !15, &mut self.data);
            self.resp = match result {
                _ if read.inject => SLVERR,
                Ok(()) => OKAY,
                Err(fault) => response(fault),
            };
            stats.injected_faults += u64::from(read.inject);
            if let (Err(fault), false) = (result, read.inject) {
                stats.dma_faults += 1;
                dma.refuse(fault, Refused { iova: addr, write: None });
            }
            if self.resp != OKAY {
                self.data.fill(0xff); // as a PCI bus does
            }
        }
        let mut data = [0; 16];
        data.copy_from_slice(&self.data[16 * self.beats..][..16]);
        let last = self.beats == usize::from(len);
        self.beats = if last { 0 } else { self.beats + 1 };
        if last {
            self.waiting.pop_front();
        }
        Some(ReadBeat { id, data, resp: self.resp, last })
    }
}
