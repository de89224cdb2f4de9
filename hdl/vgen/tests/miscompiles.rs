//! What Rust-HDL's own back end silently gets wrong, one test for each.

mod common;
use common::*;

circuit!(Precedence { a: I<8>, b: I<8>, y: BitOut, z: O<8> });
impl Logic for Precedence {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val() & 3 == 0;
        self.z.next = self.a.val() ^ self.b.val() & 0xf;
    }
}

/// `a & 3 == 0` is `(a & 3) == 0` in Rust, `a & (3 == 0)` as Verilog text.
#[test]
fn precedence_is_rusts() -> Result<(), Error> {
    lockstep::run("precedence", Precedence::default, 2000, 1)
}

circuit!(Wrap { a: I<8>, b: I<8>, y: BitOut, z: O<8>, w: BitOut });
impl Logic for Wrap {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = (self.a.val() + 1) == self.b.val();
        self.z.next = (self.a.val() + 1) >> 1;
        self.w.next = (self.a.val() - 1) < self.b.val();
    }
}

/// A 32-bit Verilog literal would keep the carry of an 8-bit sum.
#[test]
fn literals_do_not_widen_a_sum() -> Result<(), Error> {
    lockstep::run("wrap", Wrap::default, 2000, 1)
}

circuit!(Carry { a: I<8>, b: I<8>, y: O<9> });
impl Logic for Carry {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = bit_cast::<9, 8>(self.a.val() + self.b.val());
    }
}

/// The sum wraps at 8 bits before it is widened.
#[test]
fn a_widened_sum_has_no_carry() -> Result<(), Error> {
    lockstep::run("carry", Carry::default, 2000, 1)
}

circuit!(Inverted { a: I<8>, y: O<9> });
impl Logic for Inverted {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = bit_cast::<9, 8>(!self.a.val());
    }
}

/// The inversion is of 8 bits, not of 9.
#[test]
fn a_widened_inversion_has_a_clear_top_bit() -> Result<(), Error> {
    lockstep::run("inverted", Inverted::default, 2000, 1)
}

mod regs {
    pub const CTRL: u64 = 0x10;
}

circuit!(PathConstant { a: I<8>, y: BitOut });
impl Logic for PathConstant {
    #[hdl_gen]
    fn update(&mut self) {
        self.y.next = self.a.val() == regs::CTRL;
    }
}

/// Rust simulates it; in Verilog it would be an undeclared name.
#[test]
fn a_path_constant_is_refused() {
    let (block, signal, _) = refused(PathConstant::default());
    assert_eq!((block.as_str(), signal.as_str()), ("top", "regs.CTRL"));
}
