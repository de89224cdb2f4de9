//! Expressions: every node knows its width, and no operator changes it silently.

use std::rc::Rc;

use num_bigint::BigUint;

use crate::symbols::Sym;

/// A shared expression.
pub(crate) type E = Rc<Expr>;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expr {
    /// Bits of the value.
    pub width: usize,
    /// Rust type is `Signed`: comparisons are signed.
    pub signed: bool,
    /// Nodes on the longest path down, a bound for rewriting.
    pub depth: usize,
    pub kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value; printed by its name when it has one (an enum's variant, a Constant).
    Const(BigUint, Option<Sym>),
    Signal(Sym),
    /// Bits from a constant offset; of a signal, unless nothing better was found.
    Slice(E, usize),
    /// Bits from a variable offset; bits beyond the operand read as zero.
    Pick(E, E),
    Not(E),
    Neg(E),
    Reduce(Reduce, E),
    /// Operands and result are of equal width, but for comparisons (one bit) and shifts (any
    /// width on the right).
    Binary(Op, E, E),
    /// The second where the first is 1, else the third.
    Mux(E, E, E),
    /// Least significant part first.
    Concat(Vec<E>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reduce {
    All,
    Any,
    Xor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    LogicalAnd,
    LogicalOr,
}

impl Op {
    pub(crate) fn is_comparison(self) -> bool {
        matches!(self, Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge)
    }

    pub(crate) fn is_shift(self) -> bool {
        matches!(self, Op::Shl | Op::Shr)
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Op::Add => "+",
            Op::Sub => "-",
            Op::Mul => "*",
            Op::And => "&",
            Op::Or => "|",
            Op::Xor => "^",
            Op::Shl => "<<",
            Op::Shr => ">>",
            Op::Eq => "==",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            Op::LogicalAnd => "&&",
            Op::LogicalOr => "||",
        }
    }
}

impl Expr {
    /// Its value, if known.
    pub(crate) fn value(&self) -> Option<&BigUint> {
        match &self.kind {
            Kind::Const(value, _) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.value().is_some_and(|v| v.bits() == 0)
    }

    /// Operands, in order.
    pub(crate) fn operands(&self) -> Vec<&E> {
        match &self.kind {
            Kind::Const(..) | Kind::Signal(_) => vec![],
            Kind::Slice(x, _) | Kind::Not(x) | Kind::Neg(x) | Kind::Reduce(_, x) => vec![x],
            Kind::Pick(x, y) | Kind::Binary(_, x, y) => vec![x, y],
            Kind::Mux(x, y, z) => vec![x, y, z],
            Kind::Concat(parts) => parts.iter().collect(),
        }
    }

    /// Calls `f(signal, lowest bit, bits)` for every read of a signal.
    pub(crate) fn reads(&self, f: &mut dyn FnMut(Sym, usize, usize)) {
        match &self.kind {
            Kind::Signal(sym) => f(*sym, 0, self.width),
            Kind::Slice(inner, low) => match inner.kind {
                Kind::Signal(sym) => f(sym, *low, self.width),
                _ => inner.reads(f),
            },
            _ => self.operands().into_iter().for_each(|x| x.reads(f)),
        }
    }
}

/// `bits` ones from bit `low`.
pub(crate) fn mask(low: usize, bits: usize) -> BigUint {
    ((BigUint::from(1u32) << bits) - 1u32) << low
}
