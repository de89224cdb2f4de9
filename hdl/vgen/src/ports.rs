//! The ports of a block, flattened as the emitted top module has them.

use rust_hdl_core::atom::{Atom, AtomKind};
use rust_hdl_core::prelude::{Block, Probe};

/// Direction of a port, seen from the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dir {
    In,
    Out,
    InOut,
}

/// One port of a block; an interface `s` with a signal `data` gives `s__data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    pub name: String,
    /// Width in bits.
    pub width: usize,
    pub dir: Dir,
    /// Whether its Rust type is `Clock`.
    pub clock: bool,
}

/// Ports of `block` in the order of its fields.
pub fn ports(block: &impl Block) -> Vec<Port> {
    let mut found = Collect::default();
    block.accept("top", &mut found);
    found.ports
}

#[derive(Default)]
struct Collect {
    depth: usize,
    path: Vec<String>,
    ports: Vec<Port>,
}

impl Probe for Collect {
    fn visit_start_scope(&mut self, _: &str, _: &dyn Block) {
        self.depth += 1;
    }
    fn visit_end_scope(&mut self, _: &str, _: &dyn Block) {
        self.depth -= 1;
    }
    fn visit_start_namespace(&mut self, name: &str, _: &dyn Block) {
        self.path.push(name.replace('$', "__"));
    }
    fn visit_end_namespace(&mut self, _: &str, _: &dyn Block) {
        self.path.pop();
    }
    fn visit_atom(&mut self, name: &str, atom: &dyn Atom) {
        if self.depth != 1 {
            return;
        }
        let dir = match atom.kind() {
            AtomKind::InputParameter => Dir::In,
            AtomKind::OutputParameter | AtomKind::OutputPassthrough => Dir::Out,
            AtomKind::InOutParameter => Dir::InOut,
            _ => return,
        };
        let mut path = self.path.clone();
        path.push(name.replace('$', "__"));
        let clock = atom.descriptor().name == "clock";
        self.ports.push(Port { name: path.join("__"), width: atom.bits(), dir, clock });
    }
}
