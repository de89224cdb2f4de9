//! Verilog-2005 text of expressions, statements and modules.

mod expr;
mod module;
mod stmt;

pub(crate) use module::{custom, kernel, Child, ChildKind};

use std::collections::BTreeSet;

use crate::symbols::{Sym, Symbols};

/// Prints in the names of one module, gathering the functions its expressions need.
pub(crate) struct Printer<'a> {
    pub symbols: &'a Symbols,
    /// Slices of what Verilog cannot slice.
    functions: BTreeSet<String>,
    /// Named constants used.
    constants: BTreeSet<Sym>,
}

impl<'a> Printer<'a> {
    pub(crate) fn new(symbols: &'a Symbols) -> Printer<'a> {
        Printer { symbols, functions: BTreeSet::new(), constants: BTreeSet::new() }
    }

    fn name(&self, sym: Sym) -> &'a str {
        &self.symbols.all[sym].name
    }
}

/// `[7:0] `, or nothing for one bit.
fn range(width: usize) -> String {
    match width {
        1 => String::new(),
        _ => format!("[{}:0] ", width - 1),
    }
}
