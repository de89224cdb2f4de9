//! Expressions. Operands have the width of the result, so Verilog's own rules change nothing.

use num_bigint::BigUint;

use super::{range, Printer};
use crate::ir::{extend, slice, Kind, Op, Reduce, E};

impl Printer<'_> {
    /// Text of `e` where nothing binds tighter.
    pub(crate) fn expr(&mut self, e: &E) -> String {
        match &e.kind {
            Kind::Const(value, None) => literal(e.width, value),
            Kind::Const(_, Some(name)) => {
                self.constants.insert(*name);
                self.name(*name).to_string()
            }
            Kind::Signal(sym) => self.name(*sym).to_string(),
            Kind::Slice(of, low) => self.slice(of, *low, e.width),
            Kind::Pick(of, at) => self.pick(of, at, e.width),
            Kind::Not(x) => format!("~{}", self.operand(x)),
            Kind::Neg(x) => format!("-{}", self.operand(x)),
            Kind::Reduce(op, x) => {
                let sign = match op {
                    Reduce::All => "&",
                    Reduce::Any => "|",
                    Reduce::Xor => "^",
                };
                format!("{sign}{}", self.operand(x))
            }
            Kind::Binary(op, l, r) => self.binary(*op, l, r),
            Kind::Mux(test, l, r) => {
                let test = self.operand(test);
                // A chain of choices reads as one.
                let no = if matches!(r.kind, Kind::Mux(..)) { self.expr(r) } else { self.operand(r) };
                format!("{test} ? {} : {no}", self.operand(l))
            }
            Kind::Concat(parts) => self.concat(parts),
        }
    }

    /// Text of `e` as an operand.
    fn operand(&mut self, e: &E) -> String {
        match e.kind {
            Kind::Binary(..) | Kind::Mux(..) | Kind::Reduce(..) | Kind::Neg(_) => format!("({})", self.expr(e)),
            _ => self.expr(e),
        }
    }

    fn binary(&mut self, op: Op, l: &E, r: &E) -> String {
        let signed = op.is_comparison() && !matches!(op, Op::Eq | Op::Ne) && l.signed && r.signed;
        if signed {
            return format!("$signed({}) {} $signed({})", self.expr(l), op.text(), self.expr(r));
        }
        let chain = matches!(op, Op::Add | Op::And | Op::Or | Op::Xor | Op::LogicalAnd | Op::LogicalOr);
        let left = match l.kind {
            Kind::Binary(inner, ..) if inner == op && chain => self.expr(l),
            _ => self.operand(l),
        };
        let right = match (op.is_shift(), r.value()) {
            (true, Some(by)) => by.to_string(),
            _ => self.operand(r),
        };
        format!("{left} {} {right}", op.text())
    }

    fn concat(&mut self, parts: &[E]) -> String {
        let mut texts: Vec<String> = vec![];
        let mut at = parts.len();
        while at > 0 {
            let part = &parts[at - 1];
            let run = parts[..at].iter().rev().take_while(|p| *p == part).count();
            let text = self.expr(part);
            texts.push(match run {
                1 => text,
                _ => format!("{{{run}{{{text}}}}}"),
            });
            at -= run;
        }
        match texts.len() {
            1 => texts.remove(0),
            _ => format!("{{{}}}", texts.join(", ")),
        }
    }

    fn slice(&mut self, of: &E, low: usize, width: usize) -> String {
        let select = select(low, width);
        if let Kind::Signal(sym) = of.kind {
            return format!("{}{select}", self.name(sym));
        }
        let name = format!("bits_{}_{low}_{width}", of.width);
        let (out, input) = (range(width), range(of.width));
        self.functions.insert(format!(
            "function {out}{name}(input {input}value);\n        {name} = value{select};\n    endfunction"
        ));
        format!("{name}({})", self.expr(of))
    }

    fn pick(&mut self, of: &E, at: &E, width: usize) -> String {
        // The largest offset whose bits all exist, against the largest that can be asked.
        let inside = width == 1 || largest(at).is_some_and(|max| max + width <= of.width);
        let at_text = |printer: &mut Self, size: usize| printer.expr(&index(at, size));
        if let (true, Kind::Signal(sym)) = (inside, &of.kind) {
            let at = at_text(self, of.width);
            let name = self.name(*sym);
            return match width {
                1 => format!("{name}[{at}]"),
                _ => format!("{name}[{at} +: {width}]"),
            };
        }
        let padded = if inside { of.width } else { of.width + width };
        let bits = index_bits(padded);
        let name = format!("pick_{}_{bits}_{width}", of.width);
        let (out, input, whole) = (range(width), range(of.width), range(padded));
        let value = match padded - of.width {
            0 => "value".to_string(),
            more => format!("{{{}, value}}", literal(more, &BigUint::default())),
        };
        let part = if width == 1 { "at".to_string() } else { format!("at +: {width}") };
        self.functions.insert(format!(
            "function {out}{name}(input {input}value, input {}at);\n        reg {whole}padded;\n        \
             begin\n            padded = {value};\n            {name} = padded[{part}];\n        end\n    endfunction",
            range(bits)
        ));
        let of = self.expr(of);
        format!("{name}({of}, {})", at_text(self, padded))
    }
}

/// `8'hff`.
pub(super) fn literal(width: usize, value: &BigUint) -> String {
    format!("{width}'h{value:x}")
}

/// `[7:0]` or `[3]`.
pub(super) fn select(low: usize, width: usize) -> String {
    match width {
        1 => format!("[{low}]"),
        _ => format!("[{}:{low}]", low + width - 1),
    }
}

/// Bits of an index into `size` bits.
fn index_bits(size: usize) -> usize {
    size.next_power_of_two().trailing_zeros().max(1) as usize
}

/// `at` in exactly the bits of an index into `size` bits; Rust has none beyond.
fn index(at: &E, size: usize) -> E {
    let bits = index_bits(size);
    match at.width < bits {
        true => extend(&crate::ir::with_sign(at, false), bits),
        false => slice(at, 0, bits),
    }
}

/// The largest value `at` can have, when that is small.
pub(super) fn largest(at: &E) -> Option<usize> {
    (at.width < 20).then(|| (1 << at.width) - 1)
}

/// Text of an index for a write of one bit of a signal of `size` bits.
impl Printer<'_> {
    pub(super) fn bit_index(&mut self, at: &E, size: usize) -> String {
        self.expr(&index(at, size))
    }
}
