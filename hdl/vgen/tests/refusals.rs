//! Every refusal: the whole message, with the block's path and the signal's name.

// Blocks that are refused for their names, and types that are only named.
#![allow(non_snake_case, dead_code)]

mod common;
use common::*;

/// The message for a block that has no Verilog.
#[track_caller]
fn message<B: Block>(block: B) -> String {
    let (block, signal, reason) = refused(block);
    let error = vgen::Error { block, signal, reason };
    error.to_string()
}

/// A circuit of one kernel and what is said of it.
macro_rules! refuses {
    ($(#[$doc:meta])* $test:ident, $name:ident, $message:literal) => {
        $(#[$doc])*
        #[test]
        fn $test() {
            assert_eq!(message($name::default()), $message);
        }
    };
}

circuit!(Latch { a: I<8>, go: BitIn, y: O<8> });
impl Logic for Latch {
    #[hdl_gen]
    fn update(&mut self) {
        if self.go.val() {
            self.y.next = self.a.val();
        }
    }
}
refuses!(
    /// Rust-HDL simulates the latch; no register of the design is meant by it.
    an_output_not_assigned_on_every_path, Latch, "top: `y`: is not assigned on every path: a latch"
);

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Turn {
    Rest,
    Left,
    Right,
}

circuit!(Arms { turn: DFF<Turn>, clock: Clk, y: O<2> });
impl Logic for Arms {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, turn);
        match self.turn.q.val() {
            Turn::Rest => self.y.next = 1.into(),
            Turn::Left => self.turn.d.next = Turn::Right,
            Turn::Right => self.y.next = 2.into(),
        }
    }
}
refuses!(an_output_one_arm_forgets, Arms, "top: `y`: is not assigned on every path: a latch");

#[derive(Copy, Clone, Debug, Default, PartialEq, LogicStruct)]
struct Pair {
    low: Bits<4>,
    high: Bits<4>,
}

circuit!(Half { a: I<4>, y: Signal<Out, Pair> });
impl Logic for Half {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next.low = self.a.val();
    }
}
refuses!(a_struct_of_which_a_field_is_missing, Half, "top: `y`: is not assigned on every path: a latch");

circuit!(Early { a: I<8>, y: O<8>, t: L<8> });
impl Logic for Early {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.t.val();
        self.t.next = self.a.val();
    }
}
refuses!(
    /// Rust-HDL repeats the kernel until it settles; one pass of Verilog would see the old value.
    a_local_read_before_it_is_written, Early, "top: `t`: is read before it is assigned on every path"
);

circuit!(Sometimes { a: I<8>, go: BitIn, y: O<8>, t: L<8> });
impl Logic for Sometimes {
    #[hdl_gen]
    fn update(&mut self) {
        if self.go.val() {
            self.t.next = self.a.val();
        }
        self.y.next = self.t.val();
    }
}
refuses!(a_local_written_on_one_path_alone, Sometimes, "top: `t`: is read before it is assigned on every path");

circuit!(Never { y: O<8>, t: L<8> });
impl Logic for Never {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.t.val();
    }
}
refuses!(a_local_nobody_writes, Never, "top: `t`: is read and never assigned");

circuit!(OneBit { at: I<3>, y: O<8> });
impl Logic for OneBit {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.y.val().replace_bit(self.at.val().index(), true);
    }
}
refuses!(a_bit_of_nothing, OneBit, "top: `y`: one bit is replaced before the whole is assigned");

circuit!(Undriven { a: I<8>, y: O<8>, z: O<8> });
impl Logic for Undriven {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val();
    }
}
refuses!(an_output_nobody_drives, Undriven, "top: `z`: is never driven");

circuit!(Plus { a: I<8>, y: O<8> });
impl Logic for Plus {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val() + 1;
    }
}

circuit!(Floating { y: O<8>, plus: Plus });
impl Logic for Floating {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.plus.y.val();
    }
}
refuses!(a_childs_input_nobody_drives, Floating, "top: `plus.a`: is never driven");

circuit!(Within { a: I<8>, y: O<8>, inner: Floating });
impl Logic for Within {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.inner.y.val() + self.a.val();
    }
}
refuses!(
    /// The path leads to the block whose kernel it is.
    what_is_wrong_deep_within, Within, "top.inner: `plus.a`: is never driven"
);

circuit!(Reread { a: I<8>, y: O<8>, plus: Plus });
impl Logic for Reread {
    #[hdl_gen]
    fn update(&mut self) {
        self.plus.a.next = self.a.val();
        self.y.next = self.plus.a.val() ^ self.plus.y.val();
        self.plus.a.next = 7.into();
    }
}
refuses!(
    a_childs_input_read_between_writes,
    Reread,
    "top: `plus.a`: is the input of a child, read before its last assignment"
);

circuit!(Cycle { a: I<8>, y: O<8>, first: Plus, second: Plus });
impl Logic for Cycle {
    #[hdl_gen]
    fn update(&mut self) {
        self.first.a.next = self.second.y.val();
        self.second.a.next = self.first.y.val();
        self.y.next = self.first.y.val() ^ self.a.val();
    }
}
refuses!(
    /// Neither kernel alone shows it.
    a_combinational_loop_through_children,
    Cycle,
    "top: `first.y`: combinational loop through children: first.y -> first.a -> second.y -> second.a"
);

const LIMIT: u64 = 5;

circuit!(RustConst { a: I<8>, y: BitOut });
impl Logic for RustConst {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val() == LIMIT;
    }
}
refuses!(
    a_rust_constant,
    RustConst,
    "top: `LIMIT`: is not a signal of this block (a Rust const or const generic? give the block a Constant field)"
);

mod regs {
    pub const CTRL: u64 = 0x10;
}

circuit!(PathConst { a: I<8>, y: BitOut });
impl Logic for PathConst {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val() == regs::CTRL;
    }
}
refuses!(
    a_constant_by_its_path,
    PathConst,
    "top: `regs.CTRL`: is not a signal of this block (a Rust const or const generic? give the block a Constant field)"
);

#[derive(LogicBlock, Default)]
struct Generic<const N: usize> {
    pub y: O<8>,
    words: [L<8>; 4],
}
impl<const N: usize> Logic for Generic<N> {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..4 {
            self.words[i].next = i.to_bits();
        }
        self.y.next = self.words[N - 1].val();
    }
}
#[test]
fn a_const_generic_as_an_index() {
    let said = message(Generic::<4>::default());
    assert_eq!(said, "top: `words[N-1]`: `N` in index `N-1` is neither a number, a loop index nor a Constant");
}

circuit!(TooFar { a: I<8>, y: O<4> });
impl Logic for TooFar {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val().get_bits::<4>(6);
    }
}
refuses!(bits_past_the_end_at_a_constant_offset, TooFar, "top: `a`: 4 bits from bit 6 are outside its 8 bits");

circuit!(NoBit { a: I<8>, y: BitOut });
impl Logic for NoBit {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val().get_bit(8);
    }
}
refuses!(a_bit_past_the_end, NoBit, "top: `a`: 1 bits from bit 8 are outside its 8 bits");

circuit!(PutBit { a: I<8>, y: O<8> });
impl Logic for PutBit {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val().replace_bit(9, true);
    }
}
refuses!(a_bit_put_past_the_end, PutBit, "top: `a`: bit 9 is outside its 8 bits");

circuit!(Large { y: O<4> });
impl Logic for Large {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = 0x1f.into();
    }
}
refuses!(a_literal_too_large, Large, "top: `y`: literal 0x1f does not fit 4 bits");

circuit!(Beyond { y: O<8>, words: [L<8>; 3] });
impl Logic for Beyond {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..3 {
            self.words[i].next = i.to_bits();
        }
        self.y.next = self.words[0].val();
        for i in 0..3 {
            self.y.next = self.words[i + 1].val();
        }
    }
}
#[test]
fn an_element_past_the_end() {
    let said = message(Beyond::default());
    assert_eq!(
        said,
        "top: `words[i+1]`: is not a signal of this block (a Rust const or const generic? give the block a Constant field)"
    );
}

circuit!(Drives { a: I<8>, y: O<8> });
impl Logic for Drives {
    #[hdl_gen]
    fn update(&mut self) {
        self.a.next = 3.into();
        self.y.next = self.a.val();
    }
}
refuses!(an_input_written_within, Drives, "top: `a`: is an input of this block, and written");

circuit!(Backwards { a: I<8>, y: O<8>, plus: Plus });
impl Logic for Backwards {
    #[hdl_gen]
    fn update(&mut self) {
        self.plus.a.next = self.a.val();
        self.plus.y.next = 3.into();
        self.y.next = self.plus.y.val();
    }
}
refuses!(a_childs_output_written, Backwards, "top: `plus.y`: is an output of a child, and written");

circuit!(Keyword { a: I<8>, logic: O<8> });
impl Logic for Keyword {
    #[hdl_gen]
    fn update(&mut self) {
        self.logic.next = self.a.val();
    }
}
refuses!(a_word_of_verilog_as_a_name, Keyword, "top: `logic`: is a word of the Verilog language");

circuit!(Twins { s__data: I<8>, s: Named, y: O<8> });
#[derive(LogicInterface, Default)]
#[join = "NamedTwin"]
struct Named {
    pub data: Signal<In, Bits<8>>,
}
#[derive(LogicInterface, Default)]
#[join = "Named"]
struct NamedTwin {
    pub data: Signal<Out, Bits<8>>,
}
impl Logic for Twins {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.s__data.val() ^ self.s.data.val();
    }
}
refuses!(two_signals_of_one_name, Twins, "top: `s.data`: has the Verilog name of another signal");

circuit!(Empty { none: I<0>, y: BitOut });
impl Logic for Empty {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = true;
    }
}
refuses!(a_signal_without_bits, Empty, "top: `none`: has no bits");

circuit!(ByHand { a: I<8>, y: O<8> });
impl Logic for ByHand {
    fn update(&mut self) {
        self.y.next = self.a.val();
    }
    fn connect(&mut self) {
        self.y.connect();
    }
}
circuit!(Holder { a: I<8>, y: O<8>, by_hand: ByHand });
impl Logic for Holder {
    #[hdl_gen]
    fn update(&mut self) {
        self.by_hand.a.next = self.a.val();
        self.y.next = self.by_hand.y.val();
    }
}
refuses!(
    rust_without_a_kernel_or_verilog,
    Holder,
    "top.by_hand: `y`: is driven by hand-written Rust: the block has no hdl()"
);

circuit!(Boxed { y: O<8> });
impl Logic for Boxed {
    fn update(&mut self) {}
    fn connect(&mut self) {
        self.y.connect();
    }
    fn hdl(&self) -> Verilog {
        Verilog::Blackbox(BlackBox { code: "module CORE; endmodule".into(), name: "CORE".into() })
    }
}
refuses!(a_black_box_alone, Boxed, "top: a black box cannot be the top");

circuit!(Panics { y: O<8> });
impl Logic for Panics {
    fn update(&mut self) {}
    fn connect(&mut self) {
        self.y.connect();
    }
    fn hdl(&self) -> Verilog {
        panic!("the options contradict each other")
    }
}
refuses!(an_hdl_that_panics, Panics, "top: its hdl() panicked: a literal too wide, or an index out of range");
