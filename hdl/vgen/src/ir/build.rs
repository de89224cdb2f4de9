//! Smart constructors: fold constants, push slices down, turn constant shifts into wiring.
//!
//! `(acc << 8) | cast(byte)` becomes `{acc[23:0], byte}`, and a slice of it finds its part.

use std::rc::Rc;

use num_bigint::BigUint;

use crate::ir::{mask, Expr, Kind, Op, Reduce, E};
use crate::symbols::Sym;

fn node(width: usize, signed: bool, kind: Kind) -> E {
    let mut new = Expr { width, signed, depth: 0, kind };
    new.depth = 1 + new.operands().iter().map(|x| x.depth).max().unwrap_or(0);
    Rc::new(new)
}

pub(crate) fn constant(width: usize, value: BigUint) -> E {
    node(width, false, Kind::Const(value, None))
}

/// A constant printed by its name.
pub(crate) fn named(width: usize, value: BigUint, name: Sym) -> E {
    node(width, false, Kind::Const(value, Some(name)))
}

pub(crate) fn zero(width: usize) -> E {
    constant(width, BigUint::default())
}

pub(crate) fn signal(sym: Sym, width: usize, signed: bool) -> E {
    node(width, signed, Kind::Signal(sym))
}

/// `x` with another opinion about its sign.
pub(crate) fn with_sign(x: &E, signed: bool) -> E {
    if x.signed == signed {
        return x.clone();
    }
    let kind = match &x.kind {
        Kind::Const(value, name) => Kind::Const(value.clone(), *name),
        Kind::Signal(sym) => Kind::Signal(*sym),
        Kind::Slice(inner, low) => Kind::Slice(inner.clone(), *low),
        Kind::Pick(inner, at) => Kind::Pick(inner.clone(), at.clone()),
        Kind::Not(inner) => Kind::Not(inner.clone()),
        Kind::Neg(inner) => Kind::Neg(inner.clone()),
        Kind::Reduce(op, inner) => Kind::Reduce(*op, inner.clone()),
        Kind::Binary(op, l, r) => Kind::Binary(*op, l.clone(), r.clone()),
        Kind::Mux(test, l, r) => Kind::Mux(test.clone(), l.clone(), r.clone()),
        Kind::Concat(parts) => Kind::Concat(parts.clone()),
    };
    node(x.width, signed, kind)
}

/// `width` bits of `x` from bit `low`; the caller has checked the range.
pub(crate) fn slice(x: &E, low: usize, width: usize) -> E {
    if low == 0 && width == x.width {
        return with_sign(x, false);
    }
    let each = |op: Op, l: &E, r: &E| binary(op, slice(l, low, width), slice(r, low, width));
    match &x.kind {
        Kind::Const(value, _) => constant(width, (value >> low) & mask(0, width)),
        Kind::Slice(inner, start) => node(width, false, Kind::Slice(inner.clone(), start + low)),
        Kind::Concat(parts) => slice_parts(parts, low, width),
        Kind::Not(inner) => not(slice(inner, low, width)),
        Kind::Mux(test, l, r) => mux(test, &slice(l, low, width), &slice(r, low, width)),
        Kind::Binary(op @ (Op::And | Op::Or | Op::Xor), l, r) if cheap(l) && cheap(r) => each(*op, l, r),
        // Low bits of a sum depend on low bits alone.
        Kind::Binary(op @ (Op::Add | Op::Sub | Op::Mul), l, r) if low == 0 => each(*op, l, r),
        Kind::Binary(Op::Shl, l, r) if low == 0 => {
            node(width, false, Kind::Binary(Op::Shl, slice(l, 0, width), r.clone()))
        }
        _ => node(width, false, Kind::Slice(x.clone(), low)),
    }
}

/// Whether a slice of `x` costs no more than `x`.
fn cheap(x: &E) -> bool {
    match &x.kind {
        Kind::Const(..) | Kind::Signal(_) => true,
        Kind::Slice(inner, _) | Kind::Not(inner) => cheap(inner),
        Kind::Binary(Op::And | Op::Or | Op::Xor, l, r) => cheap(l) && cheap(r),
        Kind::Concat(parts) => parts.iter().all(cheap),
        _ => false,
    }
}

fn slice_parts(parts: &[E], low: usize, width: usize) -> E {
    let mut found = vec![];
    let mut start = 0;
    for part in parts {
        let (from, to) = (low.max(start), (low + width).min(start + part.width));
        if from < to {
            found.push(slice(part, from - start, to - from));
        }
        start += part.width;
    }
    concat(found)
}

/// Parts side by side, least significant first.
pub(crate) fn concat(parts: Vec<E>) -> E {
    let mut flat: Vec<E> = vec![];
    for part in parts {
        match &part.kind {
            Kind::Concat(inner) => inner.iter().for_each(|x| append(&mut flat, x)),
            _ => append(&mut flat, &part),
        }
    }
    match flat.len() {
        1 => with_sign(&flat[0], false),
        _ => node(flat.iter().map(|x| x.width).sum(), false, Kind::Concat(flat)),
    }
}

/// Adds a part, joining neighbouring constants and neighbouring slices of one signal.
fn append(parts: &mut Vec<E>, part: &E) {
    if part.width == 0 {
        return;
    }
    let joined = parts.last().and_then(|last| match (&last.kind, &part.kind) {
        (Kind::Const(low, _), Kind::Const(high, _)) => {
            Some(constant(last.width + part.width, (high << last.width) | low))
        }
        (Kind::Slice(x, low), Kind::Slice(y, high)) if x == y && low + last.width == *high => {
            Some(slice(x, *low, last.width + part.width))
        }
        _ => None,
    });
    match joined {
        Some(joined) => {
            parts.pop();
            append(parts, &joined);
        }
        None => parts.push(part.clone()),
    }
}

/// `x` with zeros, or copies of its sign, above.
pub(crate) fn extend(x: &E, width: usize) -> E {
    let more = width - x.width;
    if more == 0 {
        return x.clone();
    }
    if !x.signed {
        return concat(vec![x.clone(), zero(more)]);
    }
    let sign = slice(x, x.width - 1, 1);
    let mut parts = vec![x.clone()];
    parts.extend(std::iter::repeat_n(sign, more));
    with_sign(&concat(parts), true)
}

pub(crate) fn not(x: E) -> E {
    match &x.kind {
        Kind::Const(value, _) => constant(x.width, value ^ mask(0, x.width)),
        Kind::Not(inner) => inner.clone(),
        _ => node(x.width, x.signed, Kind::Not(x)),
    }
}

pub(crate) fn neg(x: E) -> E {
    node(x.width, x.signed, Kind::Neg(x))
}

pub(crate) fn reduce(op: Reduce, x: E) -> E {
    if x.width == 1 {
        return with_sign(&x, false);
    }
    node(1, false, Kind::Reduce(op, x))
}

/// Bits of `x` from the variable offset `at`.
pub(crate) fn pick(x: &E, at: &E, width: usize) -> E {
    node(width, false, Kind::Pick(x.clone(), at.clone()))
}

pub(crate) fn mux(test: &E, yes: &E, no: &E) -> E {
    node(yes.width, yes.signed, Kind::Mux(test.clone(), yes.clone(), no.clone()))
}

pub(crate) fn and(l: E, r: E) -> E {
    binary(Op::And, l, r)
}

pub(crate) fn or(l: E, r: E) -> E {
    binary(Op::Or, l, r)
}

/// A shift by a constant: wiring where the operand can be cut, zeros beyond its width.
pub(crate) fn shift(op: Op, x: &E, by: usize) -> E {
    let width = x.width;
    if by >= width {
        return zero(width);
    }
    match op {
        _ if by == 0 => x.clone(),
        Op::Shl => concat(vec![zero(by), slice(x, 0, width - by)]),
        _ if cheap(x) => concat(vec![slice(x, by, width - by), zero(by)]),
        _ => node(width, false, Kind::Binary(op, x.clone(), constant(32, by.into()))),
    }
}

/// Operands of equal width, but for shifts by a variable.
pub(crate) fn binary(op: Op, l: E, r: E) -> E {
    if let (Some(a), Some(b)) = (l.value(), r.value()) {
        if let Some(value) = fold(op, a, b, &l) {
            let width = if op.is_comparison() { 1 } else { l.width };
            return with_sign(&constant(width, value), l.signed && width > 1);
        }
    }
    let same = |x: &E| with_sign(x, l.signed || r.signed);
    match op {
        Op::And if l.is_zero() || r.is_zero() => return zero(l.width),
        Op::And | Op::LogicalAnd if is_ones(&l) => return same(&r),
        Op::And | Op::LogicalAnd if is_ones(&r) => return same(&l),
        Op::Or | Op::Xor | Op::LogicalOr | Op::Add if l.is_zero() => return same(&r),
        Op::Or | Op::Xor | Op::LogicalOr | Op::Add | Op::Sub if r.is_zero() => return same(&l),
        Op::Or | Op::Xor | Op::Add => {
            if let Some(parts) = interleave(&l, &r) {
                return concat(parts);
            }
        }
        _ => {}
    }
    let one = op.is_comparison() || matches!(op, Op::LogicalAnd | Op::LogicalOr);
    let width = if one { 1 } else { l.width };
    node(width, !one && l.signed, Kind::Binary(op, l, r))
}

fn is_ones(x: &E) -> bool {
    x.value().is_some_and(|v| *v == mask(0, x.width))
}

fn fold(op: Op, a: &BigUint, b: &BigUint, l: &E) -> Option<BigUint> {
    let (width, signed) = (l.width, l.signed);
    let wrap = |v: BigUint| v & mask(0, width);
    let test = |v: bool| BigUint::from(u32::from(v));
    if signed && !matches!(op, Op::Eq | Op::Ne | Op::Add | Op::Sub) {
        return None;
    }
    Some(match op {
        Op::Add => wrap(a + b),
        Op::Sub => wrap((BigUint::from(1u32) << width) + a - b),
        Op::Mul => wrap(a * b),
        Op::And | Op::LogicalAnd => a & b,
        Op::Or | Op::LogicalOr => a | b,
        Op::Xor => a ^ b,
        Op::Eq => test(a == b),
        Op::Ne => test(a != b),
        Op::Lt => test(a < b),
        Op::Le => test(a <= b),
        Op::Gt => test(a > b),
        Op::Ge => test(a >= b),
        Op::Shl | Op::Shr => return None,
    })
}

/// Parts of `l | r` when, piece by piece, one of them is zero.
fn interleave(l: &E, r: &E) -> Option<Vec<E>> {
    let parts = |x: &E| match &x.kind {
        Kind::Concat(parts) => parts.clone(),
        _ => vec![x.clone()],
    };
    let has_zeros = |parts: &[E]| parts.iter().any(|p| p.is_zero());
    let (mut left, mut right) = (parts(l), parts(r));
    if !has_zeros(&left) || !has_zeros(&right) {
        return None;
    }
    left.reverse();
    right.reverse();
    let mut out = vec![];
    while let (Some(a), Some(b)) = (left.pop(), right.pop()) {
        let width = a.width.min(b.width);
        let (from_a, from_b) = (cut(&mut left, &a, width)?, cut(&mut right, &b, width)?);
        match (from_a.is_zero(), from_b.is_zero()) {
            (true, _) => out.push(from_b),
            (_, true) => out.push(from_a),
            _ => return None,
        }
    }
    Some(out)
}

/// The low `width` bits of `x`, the rest going back on the stack.
fn cut(stack: &mut Vec<E>, x: &E, width: usize) -> Option<E> {
    if width == x.width {
        return Some(x.clone());
    }
    if !cheap(x) {
        return None;
    }
    stack.push(slice(x, width, x.width - width));
    Some(slice(x, 0, width))
}

/// `x` with signals replaced where `value` answers, simplified anew.
pub(crate) fn rebuild(x: &E, value: &dyn Fn(Sym) -> Option<E>) -> E {
    let mut touched = false;
    x.reads(&mut |sym, _, _| touched |= value(sym).is_some());
    if !touched {
        return x.clone();
    }
    let go = |x: &E| rebuild(x, value);
    let new = match &x.kind {
        Kind::Const(..) => return x.clone(),
        Kind::Signal(sym) => value(*sym).unwrap_or_else(|| x.clone()),
        Kind::Slice(inner, low) => slice(&go(inner), *low, x.width),
        Kind::Pick(inner, at) => repick(&go(inner), &go(at), x.width),
        Kind::Not(inner) => not(go(inner)),
        Kind::Neg(inner) => neg(go(inner)),
        Kind::Reduce(op, inner) => reduce(*op, go(inner)),
        Kind::Binary(op @ (Op::Shl | Op::Shr), l, r) => match r.value() {
            Some(by) => shift(*op, &go(l), usize::try_from(by).unwrap_or(usize::MAX)),
            None => binary(*op, go(l), go(r)),
        },
        Kind::Binary(op, l, r) => binary(*op, go(l), go(r)),
        Kind::Mux(test, l, r) => mux(&go(test), &go(l), &go(r)),
        Kind::Concat(parts) => concat(parts.iter().map(go).collect()),
    };
    with_sign(&new, x.signed)
}

/// A pick whose offset may have become constant within range.
fn repick(x: &E, at: &E, width: usize) -> E {
    match at.value().and_then(|v| usize::try_from(v).ok()) {
        Some(low) if low + width <= x.width => slice(x, low, width),
        _ => pick(x, at, width),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sig(sym: Sym, width: usize) -> E {
        signal(sym, width, false)
    }

    #[test]
    fn shift_and_or_is_a_concatenation() {
        let (acc, byte) = (sig(0, 32), sig(1, 8));
        let sum = or(shift(Op::Shl, &acc, 8), extend(&byte, 32));
        assert_eq!(sum, concat(vec![byte.clone(), slice(&acc, 0, 24)]));
        assert_eq!(slice(&sum, 0, 8), byte);
    }

    #[test]
    fn low_bits_of_a_sum_need_low_bits_only() {
        let (a, b) = (sig(0, 32), sig(1, 32));
        let low = slice(&binary(Op::Add, a.clone(), b.clone()), 0, 8);
        assert_eq!(low, binary(Op::Add, slice(&a, 0, 8), slice(&b, 0, 8)));
    }

    #[test]
    fn neighbouring_slices_join() {
        let a = sig(0, 32);
        assert_eq!(concat(vec![slice(&a, 0, 8), slice(&a, 8, 24)]), a);
    }

    #[test]
    fn a_shift_past_the_end_is_zero() {
        assert!(shift(Op::Shr, &sig(0, 8), 8).is_zero());
    }
}
