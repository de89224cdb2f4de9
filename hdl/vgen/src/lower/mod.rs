//! From Rust-HDL's syntax tree of a kernel to statements of exact width.
//!
//! Loops are unrolled, names resolved, literals sized, links made assignments. Everything the
//! tree says that has no proved meaning is refused here.

mod expr;
mod name;
mod stmt;

use num_bigint::BigUint;

use crate::collect::Node;
use crate::ir::{Stmt, E};
use crate::symbols::{Sym, Symbols};
use crate::Error;

/// A kernel in our terms.
pub(crate) struct Kernel {
    /// Comments it opens with.
    pub doc: Vec<String>,
    pub body: Vec<Stmt>,
    /// Tri-state ports of children tied to ports of the block.
    pub ties: Vec<(Sym, Sym)>,
}

/// Translates the kernel `code` of `node`.
pub(crate) fn lower(
    node: &Node,
    symbols: &Symbols,
    code: &[rust_hdl_core::ast::VerilogStatement],
) -> Result<Kernel, Error> {
    let mut lower = Lower { node, symbols, loops: vec![], ties: vec![] };
    let mut body = vec![];
    lower.block(code, &mut body)?;
    let comments = body.iter().take_while(|s| matches!(s, Stmt::Comment(_))).count();
    let doc = body.drain(..comments).filter_map(|s| match s {
        Stmt::Comment(text) => Some(text),
        _ => None,
    });
    Ok(Kernel { doc: doc.collect(), body, ties: lower.ties })
}

struct Lower<'a> {
    node: &'a Node,
    symbols: &'a Symbols,
    /// Indices of the loops around, outermost first.
    loops: Vec<(String, usize)>,
    ties: Vec<(Sym, Sym)>,
}

/// The value of an expression: an integer takes the width of what it meets.
enum Value {
    Integer(BigUint),
    Bits(E),
}

/// Bits of a signal.
#[derive(Debug, Clone, Copy)]
struct Place {
    sym: Sym,
    low: usize,
    width: usize,
    signed: bool,
}

/// What a kernel's path means: one place, or the element of a vector at a variable index.
enum Places {
    One(Place),
    Element { index: E, of: Vec<Place> },
}

impl Lower<'_> {
    fn refuse<T>(&self, signal: &str, reason: impl Into<String>) -> Result<T, Error> {
        let signal = signal.replace("$next", "").replace("$val()", "").replace('$', ".");
        Err(Error::new(&self.node.path, &signal, reason))
    }

    fn width(&self, sym: Sym) -> usize {
        self.symbols.all[sym].width
    }
}
