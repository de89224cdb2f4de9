//! What every bank of registers has: which of them is written, and what a read finds.
//!
//! ```text
//!   access --> compare the address written --> [writes, a bit for each]
//!         '--> compare the address read ----> [a bit for each] --> AND values, OR --> [value]
//! ```
//! A bank that is not addressed answers a read with zero, so that those above may OR all answers. Brackets are registers.

use rust_hdl_core::prelude::*;
use rust_hdl_widgets::prelude::*;

/// From `Axil` to the banks.
#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
pub struct Access {
    /// A register is written: in the next clock, so that its address is decoded by then.
    pub write: Bit,
    /// Address, in this clock and the next.
    pub w_addr: Bits<16>,
    /// Value, likewise.
    pub w_data: Bits<32>,
    /// A read begins.
    pub read: Bit,
    /// Its address, until it is answered.
    pub r_addr: Bits<16>,
}

/// Decodes `W` registers to write and `R` to read.
#[derive(LogicBlock, Default)]
pub struct Decoder<const W: usize, const R: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Reads and writes of all registers.
    pub access: Signal<In, Access>,
    /// The register that is to be written in this clock.
    pub writes: Signal<Out, Bits<W>>,
    /// What the registers hold.
    pub values: Vec<Signal<In, Bits<32>>>,
    /// The one that is read, two clocks after its address.
    pub value: Signal<Out, Bits<32>>,
    write_addresses: Vec<Constant<Bits<16>>>,
    read_addresses: Vec<Constant<Bits<16>>>,
    written: DFF<Bits<W>>,
    chosen: DFF<Bits<R>>,
    found: DFF<Bits<32>>,
    write_hits: Signal<Local, Bits<W>>,
    read_hits: Signal<Local, Bits<R>>,
    one: Signal<Local, Bits<32>>,
    all: Signal<Local, Bits<32>>,
}

impl<const W: usize, const R: usize> Decoder<W, R> {
    /// For registers at these addresses.
    pub fn new(writes: &[u16], reads: &[u16]) -> Self {
        assert_eq!((writes.len(), reads.len()), (W, R));
        let constants = |at: &[u16]| at.iter().map(|at| Constant::new(u64::from(*at).into())).collect();
        Self {
            values: (0..R).map(|_| Default::default()).collect(),
            write_addresses: constants(writes),
            read_addresses: constants(reads),
            ..Self::default()
        }
    }
}

impl<const W: usize, const R: usize> Logic for Decoder<W, R> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, written, chosen, found);
        self.write_hits.next = bits::<W>(0);
        for i in 0..W {
            self.write_hits.next = self
                .write_hits
                .val()
                .replace_bit(i, self.access.val().write && (self.access.val().w_addr == self.write_addresses[i].val()));
        }
        self.written.d.next = self.write_hits.val();
        self.writes.next = self.written.q.val();
        self.read_hits.next = bits::<R>(0);
        self.all.next = bits::<32>(0);
        for i in 0..R {
            self.read_hits.next =
                self.read_hits.val().replace_bit(i, self.access.val().r_addr == self.read_addresses[i].val());
            self.one.next = bits::<32>(0);
            if self.chosen.q.val().get_bit(i) {
                self.one.next = self.values[i].val();
            }
            self.all.next = self.all.val() | self.one.val();
        }
        self.chosen.d.next = self.read_hits.val();
        self.found.d.next = self.all.val();
        self.value.next = self.found.q.val();
    }
}
