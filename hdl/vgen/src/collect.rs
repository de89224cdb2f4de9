//! Reads a block through Rust-HDL's visitor into a plain tree.

use std::panic::{catch_unwind, AssertUnwindSafe};

use num_bigint::BigUint;
use rust_hdl_core::ast::{Verilog, VerilogLiteral};
use rust_hdl_core::atom::{Atom, AtomKind};
use rust_hdl_core::prelude::{Block, Probe, TypeDescriptor};

use crate::Error;

/// A block: its signals, its children and its kernel.
pub(crate) struct Node {
    /// Dotted path from the top, for errors.
    pub path: String,
    /// Field name in the parent, `lane$3` for an element of a vector.
    pub instance: String,
    pub atoms: Vec<AtomInfo>,
    pub children: Vec<Node>,
    pub code: Verilog,
}

/// A signal or a constant, named as a kernel names it: `s$data`, `lane$3`.
#[derive(Clone)]
pub(crate) struct AtomInfo {
    pub name: String,
    pub kind: AtomKind,
    pub width: usize,
    pub ty: TypeDescriptor,
    /// Value, meaningful for constants.
    pub value: BigUint,
}

impl AtomInfo {
    pub(crate) fn is_clock(&self) -> bool {
        self.ty.name == "clock"
    }
}

/// The tree under `block`.
pub(crate) fn collect(top: &str, block: &dyn Block) -> Result<Node, Error> {
    let mut walk = Walk::default();
    block.accept(top, &mut walk);
    if let Some(error) = walk.error {
        return Err(error);
    }
    walk.root.ok_or_else(|| Error::new(top, "", "not a block: it opens no scope"))
}

#[derive(Default)]
struct Walk {
    open: Vec<Node>,
    /// Interfaces around the current signal.
    interfaces: Vec<String>,
    root: Option<Node>,
    error: Option<Error>,
}

impl Probe for Walk {
    fn visit_start_scope(&mut self, name: &str, node: &dyn Block) {
        let path = match self.open.last() {
            Some(parent) => format!("{}.{}", parent.path, name.replace('$', ".")),
            None => name.into(),
        };
        // The macro's code evaluates parts of the kernel's expressions to learn their widths.
        let code = catch_unwind(AssertUnwindSafe(|| node.hdl())).unwrap_or_else(|_| {
            let reason = "its hdl() panicked: a literal too wide, or an index out of range";
            self.error.get_or_insert_with(|| Error::new(&path, "", reason));
            Verilog::Empty
        });
        let instance = name.into();
        self.open.push(Node { path, instance, atoms: vec![], children: vec![], code });
    }

    fn visit_end_scope(&mut self, _: &str, _: &dyn Block) {
        let Some(done) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
    }

    fn visit_start_namespace(&mut self, name: &str, _: &dyn Block) {
        self.interfaces.push(name.into());
    }

    fn visit_end_namespace(&mut self, _: &str, _: &dyn Block) {
        self.interfaces.pop();
    }

    fn visit_atom(&mut self, name: &str, atom: &dyn Atom) {
        let Some(node) = self.open.last_mut() else { return };
        let mut path = self.interfaces.clone();
        path.push(name.into());
        node.atoms.push(AtomInfo {
            name: path.join("$"),
            kind: atom.kind(),
            width: atom.bits(),
            ty: atom.descriptor(),
            value: literal(&atom.verilog()).0,
        });
    }
}

/// Value and declared width of a literal, whose fields are private but for its text.
pub(crate) fn literal(literal: &VerilogLiteral) -> (BigUint, usize) {
    let text = format!("{literal:x}");
    let (bits, digits) = text.split_once("'h").unwrap_or(("0", "0"));
    let value = BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default();
    (value, bits.parse().unwrap_or(0))
}
