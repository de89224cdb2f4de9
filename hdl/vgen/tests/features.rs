//! Every feature of the kernel language that is accepted, in lock-step with Rust-HDL's simulator.

// Kernels may say things in more than one way, and each has to be read.
#![allow(clippy::nonminimal_bool, clippy::single_match)]

mod common;
use common::*;

circuit!(Arithmetic {
    a: I<8>,
    b: I<8>,
    wide: I<200>,
    other: I<200>,
    m: I<16>,
    flag: BitIn,
    sum: O<8>,
    difference: O<8>,
    carried: O<8>,
    product: O<32>,
    wide_sum: O<200>,
    wide_logic: O<200>,
    orders: O<6>,
    wide_less: BitOut,
    all: BitOut,
    any: BitOut,
    parity: BitOut,
    both: BitOut,
});
impl Logic for Arithmetic {
    #[hdl_gen]
    fn update(&mut self) {
        self.sum.next = self.a.val() + self.b.val() + 0xf0;
        self.difference.next = 3 - (self.a.val() - self.b.val());
        self.carried.next = self.a.val() + self.flag.val();
        self.product.next = self.m.val() * (self.m.val() + 1);
        self.wide_sum.next = (self.wide.val() + self.other.val()) - 1;
        self.wide_logic.next = (self.wide.val() & !self.other.val()) ^ (self.wide.val() | 0xffff_ffff_0000_u64);
        self.orders.next = bit_cast::<6, 1>((self.a.val() < self.b.val()).into())
            | (bit_cast::<6, 1>((self.a.val() <= self.b.val()).into()) << 1)
            | (bit_cast::<6, 1>((self.a.val() > self.b.val()).into()) << 2)
            | (bit_cast::<6, 1>((self.a.val() >= self.b.val()).into()) << 3)
            | (bit_cast::<6, 1>((self.a.val() == self.b.val()).into()) << 4)
            | (bit_cast::<6, 1>((self.a.val() != self.b.val()).into()) << 5);
        self.wide_less.next = self.wide.val() < self.other.val();
        self.all.next = (self.a.val() | self.b.val()).all();
        self.any.next = (self.a.val() & self.b.val()).any();
        self.parity.next = self.wide.val().xor() ^ self.a.val().xor();
        self.both.next = self.flag.val() && !(self.a.val() == 0) || self.b.val().get_bit(7) != self.flag.val();
    }
}

/// Sums wrap at the width of their operands, literals take it, and a `bool` carries in.
#[test]
fn arithmetic_comparisons_and_reductions() -> Result<(), Error> {
    lockstep::run("arithmetic", Arithmetic::default, 2000, 1)
}

circuit!(Shifts {
    a: I<13>,
    wide: I<150>,
    by: I<4>,
    distance: I<9>,
    left: O<13>,
    right: O<13>,
    past: O<13>,
    variable: O<13>,
    beyond: O<150>,
    one_hot: O<64>,
    wider: O<40>,
    narrower: O<5>,
    middle: O<7>,
    joined: O<26>,
});
impl Logic for Shifts {
    #[hdl_gen]
    fn update(&mut self) {
        self.left.next = (self.a.val() + 1) << 3;
        self.right.next = (self.a.val() + 1) >> 3;
        self.past.next = self.a.val() << 13;
        self.variable.next = (self.a.val() << self.by.val()) ^ (self.a.val() >> self.by.val());
        self.beyond.next = (self.wide.val() >> self.distance.val()) | (self.wide.val() << self.distance.val());
        self.one_hot.next = 1 << self.by.val();
        self.wider.next = bit_cast::<40, 13>(!self.a.val()) + 1;
        self.narrower.next = bit_cast::<5, 13>(self.a.val() + 7);
        self.middle.next = (self.wide.val() ^ (self.wide.val() >> 1)).get_bits::<7>(60);
        self.joined.next = (bit_cast::<26, 13>(self.left.val()) << 13) | bit_cast::<26, 13>(self.right.val());
    }
}

/// A shift past the end is zero; a cast widens with zeros and narrows to the low bits.
#[test]
fn shifts_and_casts() -> Result<(), Error> {
    lockstep::run("shifts", Shifts::default, 2000, 2)
}

circuit!(Selections {
    a: I<16>,
    at: I<4>,
    low: I<3>,
    value: BitIn,
    one: BitOut,
    nibble: O<4>,
    of_sum: O<4>,
    past_the_end: O<8>,
    fixed: O<16>,
    moved: O<16>,
    twice: O<16>,
    bits: L<16>,
});
impl Logic for Selections {
    #[hdl_gen]
    fn update(&mut self) {
        self.one.next = self.a.val().get_bit(self.at.val().index());
        self.nibble.next = self.a.val().get_bits::<4>(self.low.val().index());
        self.of_sum.next = (self.a.val() + 1).get_bits::<4>(self.low.val().index());
        self.past_the_end.next = self.a.val().get_bits::<8>(self.at.val().index());
        self.fixed.next = self.a.val().replace_bit(5, self.value.val());
        self.moved.next = self.a.val().replace_bit(self.at.val().index(), self.value.val());
        self.bits.next = self.a.val();
        self.bits.next = self.bits.val().replace_bit(self.at.val().index(), true);
        self.bits.next = self.bits.val().replace_bit(self.low.val().index(), self.bits.val().get_bit(9));
        self.twice.next = self.bits.val();
    }
}

/// Bits beyond the word read as zero, as Rust-HDL has it, not as another bit's alias.
#[test]
fn bits_at_constant_and_variable_offsets() -> Result<(), Error> {
    lockstep::run("selections", Selections::default, 2000, 3)
}

#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Inner {
    low: Bits<5>,
    flag: Bit,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Outer {
    tag: Bits<3>,
    first: Inner,
    second: Inner,
    state: Turn,
}

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Turn {
    Rest,
    Left,
    Right,
}

circuit!(Structs {
    clock: Clk,
    a: I<5>,
    flag: BitIn,
    low: O<5>,
    flags: O<2>,
    tag: O<3>,
    is_left: BitOut,
    word: Signal<Out, Outer>,
    made: Signal<Local, Outer>,
    held: DFF<Outer>,
});
impl Logic for Structs {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, held);
        self.made.next = self.held.q.val();
        self.made.next.tag = self.held.q.val().tag + 1;
        self.made.next.first.low = self.a.val();
        self.made.next.first.flag = self.flag.val();
        self.made.next.second = self.held.q.val().first;
        if self.flag.val() {
            self.made.next.state = Turn::Left;
        }
        if self.a.val() == 3 {
            self.made.next.state = Turn::Right;
        }
        self.held.d.next = self.made.val();
        self.low.next = self.held.q.val().second.low ^ self.held.q.val().first.low;
        self.flags.next = bit_cast::<2, 1>(self.held.q.val().second.flag.into());
        self.tag.next = self.held.q.val().tag;
        self.is_left.next = self.held.q.val().state == Turn::Left;
        self.word.next = self.held.q.val();
    }
}

/// Fields of structs within structs are read and written, one by one and whole.
#[test]
fn structs_and_their_fields() -> Result<(), Error> {
    lockstep::run("structs", Structs::default, 1000, 4)
}

circuit!(Machine {
    clock: Clk,
    reset: BitIn,
    go: BitIn,
    pick: I<2>,
    count: O<6>,
    state: Signal<Out, Turn>,
    turn: DFF<Turn>,
    left: DFF<Bits<6>>,
});
impl Logic for Machine {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, turn, left);
        self.count.next = self.left.q.val();
        self.state.next = self.turn.q.val();
        match self.turn.q.val() {
            Turn::Rest => {
                if self.go.val() && (self.pick.val() == 1) {
                    self.turn.d.next = Turn::Left;
                } else if self.go.val() && (self.pick.val() == 2) {
                    self.turn.d.next = Turn::Right;
                    self.count.next = 0.into();
                } else if self.pick.val() == 3 {
                    self.left.d.next = 7.into();
                } else {
                    self.left.d.next = self.left.q.val() + 1;
                }
            }
            Turn::Left => {
                self.left.d.next = self.left.q.val() << 1;
                self.turn.d.next = Turn::Right;
            }
            Turn::Right => {
                if !self.go.val() {
                    self.turn.d.next = Turn::Rest;
                }
            }
        }
        match self.go.val() {
            true => self.count.next = self.left.q.val() ^ 1,
            false => {}
        }
        if self.reset.val() {
            self.turn.d.next = Turn::Rest;
            self.left.d.next = 0.into();
        }
    }
}

/// A state machine, its chains of conditions and its synchronous reset.
#[test]
fn states_and_matches() -> Result<(), Error> {
    lockstep::run("machine", Machine::default, 2000, 5)
}

#[derive(LogicBlock)]
struct Loops<const N: usize> {
    pub word: I<32>,
    pub at: I<2>,
    pub reversed: O<32>,
    pub weights: O<8>,
    pub pairs: O<4>,
    pub chosen: O<8>,
    pub written: O<32>,
    octets: [L<8>; 4],
    slots: [L<8>; 4],
    acc: L<32>,
    total: L<8>,
    octet: L<8>,
    same: L<4>,
    last: Constant<Bits<3>>,
}

impl<const N: usize> Default for Loops<N> {
    fn default() -> Loops<N> {
        Loops {
            word: Default::default(),
            at: Default::default(),
            reversed: Default::default(),
            weights: Default::default(),
            pairs: Default::default(),
            chosen: Default::default(),
            written: Default::default(),
            octets: Default::default(),
            slots: Default::default(),
            acc: Default::default(),
            total: Default::default(),
            octet: Default::default(),
            same: Default::default(),
            last: Constant::new((N - 1).to_bits()),
        }
    }
}

impl<const N: usize> Logic for Loops<N> {
    #[hdl_gen]
    fn update(&mut self) {
        self.acc.next = 0.into();
        self.total.next = 0.into();
        for i in 0..N {
            self.octets[i].next = self.word.val().get_bits::<8>(8 * i);
            self.slots[i].next = i.to_bits();
        }
        for i in 0..N {
            self.octet.next = self.octets[3 - (3 - i)].val();
            self.acc.next = (self.acc.val() << 8) | bit_cast::<32, 8>(self.octet.val());
            for j in 0..2 {
                if self.octets[i].val().get_bit(i + j) {
                    self.total.next = self.total.val() + (2 * i + j).to_bits();
                }
            }
        }
        self.reversed.next = self.acc.val();
        self.weights.next = self.total.val();
        self.same.next = 0.into();
        for i in 0..3 {
            self.same.next = self.same.val().replace_bit(i, self.octets[i].val() == self.octets[(i + 1) % 4].val());
        }
        self.pairs.next = self.same.val();
        self.chosen.next = self.octets[self.at.val().index()].val() + self.octets[self.last.val().index()].val();
        self.slots[self.at.val().index()].next = self.octets[1].val();
        self.acc.next = 0.into();
        for i in 0..N {
            self.octet.next = self.slots[i].val();
            self.acc.next = (self.acc.val() << 8) | bit_cast::<32, 8>(self.octet.val());
        }
        self.written.next = self.acc.val();
    }
}

/// Loops unroll, nested ones too; indices are numbers, `Constant`s or small signals.
#[test]
fn loops_indices_and_arrays() -> Result<(), Error> {
    lockstep::run("loops", Loops::<4>::default, 2000, 6)
}

#[derive(LogicBlock, Default)]
struct Stage<D: Synth, const KEEP: usize> {
    pub clock: Clk,
    pub go: BitIn,
    pub from: Signal<In, D>,
    pub to: Signal<Out, D>,
    pub age: O<KEEP>,
    value: DFF<D>,
    count: DFF<Bits<KEEP>>,
}

impl<D: Synth, const KEEP: usize> Logic for Stage<D, KEEP> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, value, count);
        self.to.next = self.value.q.val();
        self.age.next = self.count.q.val();
        self.count.d.next = self.count.q.val() + 1;
        if self.go.val() {
            self.value.d.next = self.from.val();
            self.count.d.next = 0.into();
        }
    }
}

#[derive(LogicBlock)]
struct Pipeline {
    pub clock: Clk,
    pub go: I<5>,
    pub data: I<70>,
    pub out: O<70>,
    pub ages: O<15>,
    pub odd: O<4>,
    stages: Vec<Stage<Bits<70>, 3>>,
    pair: [Stage<Inner, 4>; 2],
    acc: L<15>,
    part: L<3>,
    inner: Signal<Local, Inner>,
}

impl Default for Pipeline {
    fn default() -> Pipeline {
        Pipeline {
            clock: Default::default(),
            go: Default::default(),
            data: Default::default(),
            out: Default::default(),
            ages: Default::default(),
            odd: Default::default(),
            stages: (0..5).map(|_| Stage::default()).collect(),
            pair: Default::default(),
            acc: Default::default(),
            part: Default::default(),
            inner: Default::default(),
        }
    }
}

impl Logic for Pipeline {
    #[hdl_gen]
    fn update(&mut self) {
        self.acc.next = 0.into();
        for i in 0..5 {
            self.stages[i].clock.next = self.clock.val();
            self.stages[i].go.next = self.go.val().get_bit(i);
            self.part.next = self.stages[i].age.val();
            self.acc.next = (self.acc.val() << 3) | bit_cast::<15, 3>(self.part.val());
        }
        self.stages[0].from.next = self.data.val();
        for i in 1..5 {
            self.stages[i].from.next = self.stages[i - 1].to.val();
        }
        self.inner.next.low = self.data.val().get_bits::<5>(0);
        self.inner.next.flag = self.data.val().get_bit(9);
        for i in 0..2 {
            self.pair[i].clock.next = self.clock.val();
            self.pair[i].go.next = self.go.val().get_bit(2 * i + 1);
            self.pair[i].from.next = self.inner.val();
        }
        self.out.next = self.stages[4].to.val();
        self.ages.next = self.acc.val();
        self.odd.next = self.pair[0].age.val() ^ self.pair[1].age.val();
        if self.pair[0].to.val().flag {
            self.odd.next = self.pair[1].to.val().low.get_bits::<4>(1);
        }
    }
}

/// Arrays and vectors of blocks, generic over a type and a width.
#[test]
fn vectors_of_generic_blocks() -> Result<(), Error> {
    lockstep::run("pipeline", Pipeline::default, 1000, 7)
}

#[derive(LogicInterface, Default)]
#[join = "Sink"]
struct Source {
    pub data: Signal<Out, Bits<8>>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

#[derive(LogicInterface, Default)]
#[join = "Source"]
struct Sink {
    pub data: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

circuit!(Plus { s: Sink, m: Source });
impl Logic for Plus {
    #[hdl_gen]
    fn update(&mut self) {
        self.m.data.next = self.s.data.val() + 1;
        self.m.valid.next = self.s.valid.val();
        self.s.ready.next = self.m.ready.val();
    }
}

circuit!(Chain { s: Sink, m: Source, first: Plus, second: Plus });
impl Logic for Chain {
    #[hdl_gen]
    fn update(&mut self) {
        Sink::link(&mut self.s, &mut self.first.s);
        Source::join(&mut self.first.m, &mut self.second.s);
        Source::link(&mut self.m, &mut self.second.m);
    }
}

/// An interface's signals are flat ports; link and join become assignments.
#[test]
fn interfaces_linked_and_joined() -> Result<(), Error> {
    lockstep::run("chain", Chain::default, 500, 8)
}

/// A leaf whose Verilog is chosen when it is printed.
#[derive(LogicBlock, Default)]
struct Nibble {
    pub clock: Clk,
    pub x: I<4>,
    pub y: O<4>,
    _as_table: bool,
}

impl Nibble {
    fn of(x: u64) -> u64 {
        (x * 7 + 3) & 15
    }
}

impl Logic for Nibble {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self.y.next = Nibble::of(self.x.val().to_u64()).into();
        }
    }
    fn connect(&mut self) {
        self.y.connect();
    }
    fn hdl(&self) -> Verilog {
        let value = match self._as_table {
            true => {
                let entries: String = (0..16).rev().map(|x| format!("{:x}", Nibble::of(x))).collect();
                format!("localparam [63:0] TABLE = 64'h{entries};\nwire [3:0] value = TABLE[{{x, 2'd0}} +: 4];")
            }
            false => "wire [3:0] value = (x << 3) - x + 4'd3;".into(),
        };
        Verilog::Custom(format!("{value}\ninitial y = 4'd0;\nalways @(posedge clock) y <= value;\n"))
    }
}

/// A vendor's core with a model in Rust.
#[derive(LogicBlock, Default)]
struct Core {
    pub a: I<4>,
    pub q: O<4>,
}

impl Logic for Core {
    fn update(&mut self) {
        self.q.next = !self.a.val();
    }
    fn connect(&mut self) {
        self.q.connect();
    }
    fn hdl(&self) -> Verilog {
        Verilog::Wrapper(Wrapper {
            code: "VENDOR_INV inv (.I(a), .O(q));".into(),
            cores: "module VENDOR_INV (input wire [3:0] I, output wire [3:0] O);\n    assign O = ~I;\nendmodule".into(),
        })
    }
}

#[derive(LogicBlock, Default)]
struct Leaves {
    pub clock: Clk,
    pub x: I<4>,
    pub same: BitOut,
    pub y: O<4>,
    pub inverted: O<4>,
    table: Nibble,
    logic: Nibble,
    core: Core,
}

/// One form beside the other.
fn leaves() -> Leaves {
    let mut leaves = Leaves::default();
    leaves.table._as_table = true;
    leaves
}

impl Logic for Leaves {
    #[hdl_gen]
    fn update(&mut self) {
        self.table.clock.next = self.clock.val();
        self.logic.clock.next = self.clock.val();
        self.table.x.next = self.x.val();
        self.logic.x.next = self.x.val();
        self.core.a.next = self.x.val();
        self.same.next = self.table.y.val() == self.logic.y.val();
        self.y.next = self.table.y.val();
        self.inverted.next = self.core.q.val();
    }
}

/// Verilog given as text, two ways of it side by side, and a vendor's core in a wrapper.
#[test]
fn custom_leaves_and_a_wrapped_core() -> Result<(), Error> {
    let verilog = emitted(leaves());
    assert!(verilog.contains("TABLE[{x, 2'd0} +: 4]") && verilog.contains("(x << 3) - x + 4'd3"), "{verilog}");
    lockstep::run("leaves", leaves, 500, 9)
}

#[derive(LogicBlock)]
struct Constants {
    pub a: I<200>,
    pub y: O<200>,
    pub is: BitOut,
    mask: Constant<Bits<200>>,
    limit: Constant<Bits<200>>,
}

impl Default for Constants {
    fn default() -> Constants {
        let ones: Bits<200> = !Bits::<200>::default();
        Constants {
            a: Default::default(),
            y: Default::default(),
            is: Default::default(),
            mask: Constant::new((ones >> 40) ^ 0x5a5a),
            limit: Constant::new(ones >> 1),
        }
    }
}

impl Logic for Constants {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = (self.a.val() & self.mask.val()) + 0x8f1b_bcdc_u64;
        self.is.next = self.a.val() > self.limit.val();
    }
}

/// Constants of any width keep every bit.
#[test]
fn wide_constants() -> Result<(), Error> {
    let verilog = emitted(Constants::default());
    assert!(verilog.contains("localparam [199:0] mask = 200'h"), "{verilog}");
    lockstep::run("constants", Constants::default, 1000, 10)
}
