//! What the Verilog looks like: shared modules, names, comments, and a small block in full.

mod common;
use common::*;
use vgen::comment;

#[derive(LogicBlock, Default)]
struct Delay<const N: usize> {
    pub clock: Clk,
    pub d: I<N>,
    pub q: O<N>,
    value: DFF<Bits<N>>,
}

impl<const N: usize> Logic for Delay<N> {
    #[hdl_gen]
    fn update(&mut self) {
        comment!("delay: one clock behind");
        dff_setup!(self, clock, value);
        self.value.d.next = self.d.val();
        self.q.next = self.value.q.val();
    }
}

#[derive(LogicBlock)]
struct Shares {
    pub clock: Clk,
    pub a: I<8>,
    pub b: I<9>,
    pub y: O<8>,
    pub z: O<9>,
    narrow: Vec<Delay<8>>,
    wide: Delay<9>,
}

impl Default for Shares {
    fn default() -> Shares {
        Shares {
            clock: Default::default(),
            a: Default::default(),
            b: Default::default(),
            y: Default::default(),
            z: Default::default(),
            narrow: (0..3).map(|_| Delay::default()).collect(),
            wide: Delay::default(),
        }
    }
}

impl Logic for Shares {
    #[hdl_gen]
    fn update(&mut self) {
        for i in 0..3 {
            self.narrow[i].clock.next = self.clock.val();
        }
        self.narrow[0].d.next = self.a.val();
        for i in 1..3 {
            self.narrow[i].d.next = self.narrow[i - 1].q.val();
        }
        self.wide.clock.next = self.clock.val();
        self.wide.d.next = self.b.val();
        self.y.next = self.narrow[2].q.val();
        self.z.next = self.wide.q.val();
    }
}

/// Lines of `verilog` that begin with `start`.
fn lines<'v>(verilog: &'v str, start: &str) -> Vec<&'v str> {
    verilog.lines().map(str::trim_start).filter(|line| line.starts_with(start)).collect()
}

/// Three blocks alike are one module; another width is another, whose name gets a number.
#[test]
fn identical_modules_appear_once_and_others_apart() {
    let verilog = emitted(Shares::default());
    assert_eq!(lines(&verilog, "module "), ["module top_delay (", "module top_delay_2 (", "module top ("], "{verilog}");
    assert_eq!(
        lines(&verilog, "top_delay"),
        ["top_delay narrow__0 (", "top_delay narrow__1 (", "top_delay narrow__2 (", "top_delay_2 wide ("],
        "{verilog}"
    );
}

/// A module says which block it is, where it is first used, and what the kernel opens with.
#[test]
fn modules_are_headed_by_their_block_and_its_line() {
    let verilog = emitted(Shares::default());
    let comments = lines(&verilog, "//");
    assert_eq!(
        comments,
        [
            "// top_delay: top.narrow.0",
            "// delay: one clock behind",
            "// top_delay_2: top.wide",
            "// delay: one clock behind",
            "// top: Shares"
        ],
        "{verilog}"
    );
}

circuit!(Plain { a: I<8>, y: O<8>, inner: Inner, other: Inner });
circuit!(Inner { a: I<8>, y: O<8> });
impl Logic for Inner {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val() ^ 0x55;
    }
}
impl Logic for Plain {
    #[hdl_gen]
    fn update(&mut self) {
        self.inner.a.next = self.a.val();
        self.other.a.next = self.inner.y.val();
        self.y.next = self.other.y.val();
    }
}

/// Without a comment a module is named by the field that holds it first.
#[test]
fn a_block_without_a_comment_is_named_by_its_field() {
    let verilog = emitted(Plain::default());
    assert_eq!(lines(&verilog, "module "), ["module top_inner (", "module top ("], "{verilog}");
    assert_eq!(lines(&verilog, "top_inner"), ["top_inner inner (", "top_inner other ("], "{verilog}");
}

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    Count,
}

circuit!(Timer { clock: Clk, reset: BitIn, start: BitIn, ticks: I<8>, busy: BitOut, phase: DFF<Phase>, left: DFF<Bits<8>> });
impl Logic for Timer {
    #[hdl_gen]
    fn update(&mut self) {
        comment!("Counts `ticks` clocks from `start` on.");
        dff_setup!(self, clock, phase, left);
        self.busy.next = self.phase.q.val() == Phase::Count;
        match self.phase.q.val() {
            Phase::Idle => {
                self.left.d.next = self.ticks.val();
                if self.start.val() {
                    self.phase.d.next = Phase::Count;
                }
            }
            Phase::Count => {
                comment!("The last clock is the one that finds 1.");
                self.left.d.next = self.left.q.val() - 1;
                if self.left.q.val() <= 1 {
                    self.phase.d.next = Phase::Idle;
                }
            }
        }
        if self.reset.val() {
            self.phase.d.next = Phase::Idle;
        }
    }
}

/// The example of the README, word for word, and what it says is true of it.
#[test]
fn a_small_block_reads_as_the_readme_shows_it() -> Result<(), Error> {
    let verilog = emitted(Timer::default());
    let readme = include_str!("../README.md");
    let shown = readme.split("```verilog\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(shown.map(str::trim), Some(verilog.trim()), "the README should show:\n{verilog}");
    verilated::lint("top", &verilog)?;
    lockstep::run("timer", Timer::default, 500, 1)
}

/// Verilator finds nothing to warn of, all warnings being errors.
#[test]
fn the_output_is_free_of_warnings() -> Result<(), Error> {
    for verilog in [emitted(Shares::default()), emitted(Plain::default())] {
        assert!(verilog.starts_with("`default_nettype none\n"), "{verilog}");
        verilated::lint("top", &verilog)?;
    }
    Ok(())
}

/// The same block gives the same text, so that a build can be cached by it.
#[test]
fn the_output_is_reproducible() {
    assert_eq!(emitted(Shares::default()), emitted(Shares::default()));
}

/// The ports of the flattened top, as a harness needs them.
#[test]
fn ports_are_those_of_the_top_module() {
    let mut block = Shares::default();
    block.connect_all();
    let found: Vec<_> = vgen::ports(&block).into_iter().map(|p| (p.name, p.width, p.dir, p.clock)).collect();
    let (to, from) = (vgen::Dir::In, vgen::Dir::Out);
    let expected = [
        ("clock", 1, to, true),
        ("a", 8, to, false),
        ("b", 9, to, false),
        ("y", 8, from, false),
        ("z", 9, from, false),
    ];
    assert_eq!(found, expected.map(|(name, width, dir, clock)| (name.to_string(), width, dir, clock)));
}
