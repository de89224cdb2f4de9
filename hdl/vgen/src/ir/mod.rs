//! What a kernel means: expressions of exact width over signals, and statements.

mod build;
mod expr;
mod stmt;

pub(crate) use build::{
    and, binary, concat, constant, extend, mux, named, neg, not, or, pick, rebuild, reduce, shift, signal, slice,
    with_sign, zero,
};
pub(crate) use expr::{mask, Expr, Kind, Op, Reduce, E};
pub(crate) use stmt::{visit_reads, visit_statements, writes, Arm, Stmt};
