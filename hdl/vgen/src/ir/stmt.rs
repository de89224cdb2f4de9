//! Statements of a kernel after unrolling.

use crate::ir::E;
use crate::symbols::Sym;

#[derive(Debug, Clone)]
pub(crate) enum Stmt {
    /// Bits `low ..` of `to` take `value`.
    Assign {
        to: Sym,
        low: usize,
        value: E,
    },
    /// Bit `index` of `to` takes `value`; the others stay.
    AssignBit {
        to: Sym,
        index: E,
        value: E,
    },
    If {
        test: E,
        then: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    /// The last arm has no labels when it is the default.
    Case {
        test: E,
        arms: Vec<Arm>,
    },
    Comment(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Arm {
    /// Empty for the default.
    pub labels: Vec<E>,
    pub body: Vec<Stmt>,
}

/// Calls `f` on every statement, outer ones first.
pub(crate) fn visit_statements(body: &[Stmt], f: &mut dyn FnMut(&Stmt)) {
    for stmt in body {
        f(stmt);
        match stmt {
            Stmt::If { then, otherwise, .. } => {
                visit_statements(then, f);
                visit_statements(otherwise, f);
            }
            Stmt::Case { arms, .. } => arms.iter().for_each(|arm| visit_statements(&arm.body, f)),
            _ => {}
        }
    }
}

/// Calls `f` on every expression that `stmt` itself reads (not those within it).
pub(crate) fn visit_reads(stmt: &Stmt, f: &mut dyn FnMut(&E)) {
    match stmt {
        Stmt::Assign { value, .. } => f(value),
        Stmt::AssignBit { index, value, .. } => {
            f(index);
            f(value);
        }
        Stmt::If { test, .. } | Stmt::Case { test, .. } => f(test),
        Stmt::Comment(_) => {}
    }
}

/// The signal an assignment writes.
pub(crate) fn writes(stmt: &Stmt) -> Option<Sym> {
    match stmt {
        Stmt::Assign { to, .. } | Stmt::AssignBit { to, .. } => Some(*to),
        _ => None,
    }
}
