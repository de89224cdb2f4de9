//! Expressions: widths as Rust's types have them.

use num_bigint::BigUint;
use rust_hdl_core::ast::{VerilogExpression as Ast, VerilogOp, VerilogOpUnary};

use super::{Lower, Value};
use crate::collect::literal;
use crate::ir::{
    and, binary, concat, constant, extend, neg, not, or, pick, reduce, shift, slice, with_sign, zero, Op, Reduce, E,
};
use crate::Error;

impl Lower<'_> {
    /// An expression of `width` bits for `signal`.
    pub(super) fn sized(&self, ast: &Ast, width: usize, signal: &str) -> Result<E, Error> {
        let value = self.value(ast)?;
        let e = self.fit(value, width, signal)?;
        match e.width == width {
            true => Ok(e),
            false => self.refuse(signal, format!("has {width} bits and is given {}", e.width)),
        }
    }

    /// An expression whose width is known from itself.
    pub(super) fn bits(&self, ast: &Ast) -> Result<E, Error> {
        match self.value(ast)? {
            Value::Bits(e) => Ok(e),
            Value::Integer(n) => self.refuse("", format!("the width of the integer {n} is unknown here")),
        }
    }

    /// `value`, an integer taking `width` bits.
    fn fit(&self, value: Value, width: usize, signal: &str) -> Result<E, Error> {
        match value {
            Value::Bits(e) => Ok(e),
            Value::Integer(n) if n.bits() <= width as u64 => Ok(constant(width, n)),
            Value::Integer(n) => self.refuse(signal, format!("literal {n:#x} does not fit {width} bits")),
        }
    }

    pub(super) fn value(&self, ast: &Ast) -> Result<Value, Error> {
        Ok(Value::Bits(match ast {
            Ast::Signal(path) => return self.read(path),
            Ast::Literal(text) => match literal(text) {
                (value, 1) => constant(1, value),
                (value, _) => return Ok(Value::Integer(value)),
            },
            Ast::Paren(inner) => return self.value(inner),
            Ast::Cast(inner, width) => {
                let value = self.value(inner)?;
                let e = self.fit(value, *width, "")?;
                let e = with_sign(&e, false);
                match e.width < *width {
                    true => extend(&e, *width),
                    false => slice(&e, 0, *width),
                }
            }
            Ast::Signed(inner) | Ast::Unsigned(inner) => match self.value(inner)? {
                Value::Bits(e) => with_sign(&e, matches!(ast, Ast::Signed(_))),
                integer => return Ok(integer),
            },
            Ast::Unary(op, inner) => self.unary(op, self.bits(inner)?),
            Ast::Binary(l, op, r) => return self.binary(operator(op), l, r),
            Ast::Index(inner, at) => self.select(inner, 1, at)?,
            Ast::Slice(inner, width, at) => self.select(inner, *width, at)?,
            Ast::IndexReplace(inner, at, bit) => self.replace(inner, at, bit)?,
        }))
    }

    fn unary(&self, op: &VerilogOpUnary, e: E) -> E {
        match op {
            VerilogOpUnary::Not => not(e),
            VerilogOpUnary::Neg => neg(e),
            VerilogOpUnary::All => reduce(Reduce::All, e),
            VerilogOpUnary::Any => reduce(Reduce::Any, e),
            VerilogOpUnary::Xor => reduce(Reduce::Xor, e),
        }
    }

    fn binary(&self, op: Op, l: &Ast, r: &Ast) -> Result<Value, Error> {
        let (left, right) = (self.value(l)?, self.value(r)?);
        let (l, r) = match (left, right) {
            (Value::Integer(l), Value::Integer(r)) => return self.integers(op, l, r),
            (l, r) if op.is_shift() => return self.shift(op, l, r).map(Value::Bits),
            (Value::Bits(l), Value::Bits(r)) => (l, r),
            (Value::Bits(l), r) => {
                let r = self.fit(r, l.width, "")?;
                (l, r)
            }
            (l, Value::Bits(r)) => (self.fit(l, r.width, "")?, r),
        };
        if op == Op::Mul {
            // The one product Rust-HDL has: 16 by 16 bits give 32.
            if (l.width, r.width) != (16, 16) {
                return self.refuse("", format!("product of {} and {} bits", l.width, r.width));
            }
            return Ok(Value::Bits(binary(op, extend(&l, 32), extend(&r, 32))));
        }
        // `Bits<N> + bool` is a carry in.
        let r = if op == Op::Add && r.width == 1 { extend(&with_sign(&r, false), l.width) } else { r };
        if l.width != r.width {
            return self.refuse("", format!("{} and {} bits meet in `{}`", l.width, r.width, op.text()));
        }
        Ok(Value::Bits(binary(op, l, r)))
    }

    /// Integers are loop indices and literals: Rust computes them.
    fn integers(&self, op: Op, l: BigUint, r: BigUint) -> Result<Value, Error> {
        let test = |v: bool| Ok(Value::Bits(constant(1, u32::from(v).into())));
        let number = match op {
            Op::Add => l + r,
            Op::Sub if l >= r => l - r,
            Op::Mul => l * r,
            Op::And => l & r,
            Op::Or => l | r,
            Op::Xor => l ^ r,
            Op::Shl if r.bits() < 8 => l << u32::try_from(r).unwrap_or(0),
            Op::Shr if r.bits() < 8 => l >> u32::try_from(r).unwrap_or(0),
            Op::Eq => return test(l == r),
            Op::Ne => return test(l != r),
            Op::Lt => return test(l < r),
            Op::Le => return test(l <= r),
            Op::Gt => return test(l > r),
            Op::Ge => return test(l >= r),
            _ => return self.refuse("", format!("integers {l} and {r} in `{}`", op.text())),
        };
        Ok(Value::Integer(number))
    }

    fn shift(&self, op: Op, l: Value, r: Value) -> Result<E, Error> {
        let l = match l {
            Value::Bits(l) => l,
            // `integer << bits` is a Bits<64> in Rust-HDL.
            integer => self.fit(integer, 64, "")?,
        };
        let by = match r {
            Value::Integer(by) => by,
            Value::Bits(r) => match r.value() {
                Some(by) => by.clone(),
                None => return Ok(binary(op, l, r)),
            },
        };
        Ok(match usize::try_from(by) {
            Ok(by) => shift(op, &l, by),
            Err(_) => zero(l.width),
        })
    }

    /// A constant offset, or an expression for a variable one.
    pub(super) fn offset(&self, at: &Ast) -> Result<Result<usize, E>, Error> {
        let value = match self.value(at)? {
            Value::Integer(n) => n,
            Value::Bits(e) => match e.value() {
                Some(n) => n.clone(),
                None => return Ok(Err(e)),
            },
        };
        match usize::try_from(&value) {
            Ok(n) => Ok(Ok(n)),
            Err(_) => self.refuse("", format!("offset {value} is out of range")),
        }
    }

    fn select(&self, of: &Ast, width: usize, at: &Ast) -> Result<E, Error> {
        let of_e = self.bits(of)?;
        let range = |low: usize| low.checked_add(width).is_some_and(|end| end <= of_e.width);
        let name = described(of);
        match self.offset(at)? {
            Ok(low) if range(low) => Ok(slice(&of_e, low, width)),
            Ok(low) => {
                let reason = format!("{width} bits from bit {low} are outside its {} bits", of_e.width);
                self.refuse(&name, reason)
            }
            Err(_) if width > of_e.width => self.refuse(&name, format!("has {} bits, {width} are taken", of_e.width)),
            Err(_) if width == 1 && of_e.width == 1 => Ok(with_sign(&of_e, false)),
            Err(at) => Ok(pick(&of_e, &at, width)),
        }
    }

    fn replace(&self, of: &Ast, at: &Ast, bit: &Ast) -> Result<E, Error> {
        let name = described(of);
        let of = self.bits(of)?;
        let bit = self.sized(bit, 1, &name)?;
        match self.offset(at)? {
            Ok(at) if at < of.width => {
                let mut parts = vec![];
                if at > 0 {
                    parts.push(slice(&of, 0, at));
                }
                parts.push(bit);
                if at + 1 < of.width {
                    parts.push(slice(&of, at + 1, of.width - at - 1));
                }
                Ok(concat(parts))
            }
            Ok(at) => self.refuse(&name, format!("bit {at} is outside its {} bits", of.width)),
            Err(at) => {
                let place = |value: E| binary(Op::Shl, value, at.clone());
                let hole = not(place(constant(of.width, 1u32.into())));
                Ok(or(and(of.clone(), hole), place(extend(&bit, of.width))))
            }
        }
    }
}

/// The signal an expression is about, for errors.
fn described(ast: &Ast) -> String {
    match ast {
        Ast::Signal(path) => path.clone(),
        Ast::Paren(x) | Ast::Cast(x, _) | Ast::Signed(x) | Ast::Unsigned(x) | Ast::Unary(_, x) => described(x),
        Ast::Binary(x, ..) | Ast::Index(x, _) | Ast::Slice(x, ..) | Ast::IndexReplace(x, ..) => described(x),
        Ast::Literal(_) => String::new(),
    }
}

fn operator(op: &VerilogOp) -> Op {
    match op {
        VerilogOp::Add => Op::Add,
        VerilogOp::Sub => Op::Sub,
        VerilogOp::Mul => Op::Mul,
        VerilogOp::LogicalAnd => Op::LogicalAnd,
        VerilogOp::LogicalOr => Op::LogicalOr,
        VerilogOp::BitXor => Op::Xor,
        VerilogOp::BitAnd => Op::And,
        VerilogOp::BitOr => Op::Or,
        VerilogOp::Shl => Op::Shl,
        VerilogOp::Shr => Op::Shr,
        VerilogOp::Eq => Op::Eq,
        VerilogOp::Lt => Op::Lt,
        VerilogOp::Le => Op::Le,
        VerilogOp::Ne => Op::Ne,
        VerilogOp::Ge => Op::Ge,
        VerilogOp::Gt => Op::Gt,
    }
}
