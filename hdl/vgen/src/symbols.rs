//! The signals a kernel can name: those of its block and the ports of its children.

use std::collections::HashMap;

use num_bigint::BigUint;
use rust_hdl_core::atom::AtomKind;
use rust_hdl_core::prelude::{TypeDescriptor, TypeKind};

use crate::collect::{AtomInfo, Node};
use crate::names::{identifier, is_keyword, Unique};
use crate::Error;

/// A symbol, an index into [`Symbols`].
pub(crate) type Sym = usize;

/// What a symbol is to the kernel of this block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    Input,
    Output,
    InOut,
    Local,
    /// A `Constant` field or an enum's variant.
    Constant(BigUint),
    /// Input of the child with this index.
    ChildInput(usize),
    ChildOutput(usize),
    ChildInOut(usize),
}

impl Role {
    /// Whether the kernel drives it.
    pub(crate) fn is_driven(&self) -> bool {
        matches!(self, Role::Output | Role::Local | Role::ChildInput(_))
    }
}

pub(crate) struct Symbol {
    /// As Verilog spells it.
    pub name: String,
    pub width: usize,
    pub signed: bool,
    pub clock: bool,
    pub role: Role,
    pub ty: TypeDescriptor,
}

/// All symbols of one block.
pub(crate) struct Symbols {
    pub all: Vec<Symbol>,
    by_name: HashMap<String, Sym>,
    /// `State$Idle` to its symbol; None when two enums of one name disagree.
    variants: HashMap<String, Option<Sym>>,
    unique: Unique,
}

impl Symbols {
    pub(crate) fn of(node: &Node) -> Result<Symbols, Error> {
        let mut symbols =
            Symbols { all: vec![], by_name: HashMap::new(), variants: HashMap::new(), unique: Unique::default() };
        for atom in &node.atoms {
            let role = match atom.kind {
                AtomKind::InputParameter => Role::Input,
                AtomKind::OutputParameter | AtomKind::OutputPassthrough => Role::Output,
                AtomKind::InOutParameter => Role::InOut,
                AtomKind::LocalSignal => Role::Local,
                AtomKind::Constant => Role::Constant(atom.value.clone()),
                AtomKind::StubInputSignal | AtomKind::StubOutputSignal => continue,
            };
            symbols.add(node, atom.name.clone(), atom, role)?;
        }
        for (index, child) in node.children.iter().enumerate() {
            for atom in &child.atoms {
                let role = match atom.kind {
                    AtomKind::InputParameter => Role::ChildInput(index),
                    AtomKind::OutputParameter | AtomKind::OutputPassthrough => Role::ChildOutput(index),
                    AtomKind::InOutParameter => Role::ChildInOut(index),
                    _ => continue,
                };
                symbols.add(node, format!("{}${}", child.instance, atom.name), atom, role)?;
            }
        }
        // After every signal, so that those keep their names.
        for atom in node.atoms.iter().chain(node.children.iter().flat_map(|c| &c.atoms)) {
            symbols.add_variants(&atom.ty);
        }
        Ok(symbols)
    }

    fn add(&mut self, node: &Node, raw: String, atom: &AtomInfo, role: Role) -> Result<(), Error> {
        let name = identifier(&raw);
        let refuse = |reason| Err(Error::new(&node.path, &raw.replace('$', "."), reason));
        if is_keyword(&name) {
            return refuse("is a word of the Verilog language");
        }
        if atom.width == 0 {
            return refuse("has no bits");
        }
        if self.unique.take(&name) != name {
            return refuse("has the Verilog name of another signal");
        }
        let symbol = Symbol {
            name,
            width: atom.width,
            signed: matches!(atom.ty.kind, TypeKind::Signed(_)),
            clock: atom.is_clock(),
            role,
            ty: atom.ty.clone(),
        };
        self.by_name.insert(raw, self.all.len());
        self.all.push(symbol);
        Ok(())
    }

    fn add_variants(&mut self, ty: &TypeDescriptor) {
        match &ty.kind {
            TypeKind::Composite(fields) => fields.iter().for_each(|f| self.add_variants(&f.kind)),
            TypeKind::Enum(variants) => {
                let width = variants.len().next_power_of_two().trailing_zeros() as usize;
                for (value, variant) in variants.iter().enumerate() {
                    self.add_variant(ty, variant, width, value);
                }
            }
            _ => {}
        }
    }

    fn add_variant(&mut self, ty: &TypeDescriptor, variant: &str, width: usize, value: usize) {
        let key = variant.replace("::", "$");
        let role = Role::Constant(value.into());
        if let Some(known) = self.variants.get(&key) {
            let agrees = known.is_some_and(|s| self.all[s].width == width && self.all[s].role == role);
            if !agrees {
                self.variants.insert(key, None);
            }
            return;
        }
        let name = self.unique.take(&identifier(variant));
        let (signed, clock, ty) = (false, false, ty.clone());
        self.variants.insert(key, Some(self.all.len()));
        self.all.push(Symbol { name, width, signed, clock, role, ty });
    }

    /// A signal by the name a kernel gives it, `s$data`.
    pub(crate) fn signal(&self, name: &str) -> Option<Sym> {
        self.by_name.get(name).copied()
    }

    /// An enum's variant by its path, `State$Idle`, `abi$State$Idle` or `Idle` alone.
    pub(crate) fn variant(&self, path: &str) -> Result<Option<Sym>, &'static str> {
        let segments: Vec<&str> = path.split('$').collect();
        let found = match segments[..] {
            [.., of, variant] => self.variants.get(&format!("{of}${variant}")).copied(),
            [variant] => {
                let suffix = format!("${variant}");
                let mut hits = self.variants.iter().filter(|(key, _)| key.ends_with(&suffix));
                match (hits.next(), hits.next()) {
                    (Some((_, sym)), None) => Some(*sym),
                    (Some(_), Some(_)) => Some(None),
                    _ => None,
                }
            }
            [] => None,
        };
        match found {
            Some(None) => Err("names variants of several enums that disagree"),
            Some(found) => Ok(found),
            None => Ok(None),
        }
    }

    /// Offset, width and signedness of `fields` within a value of type `ty`.
    pub(crate) fn field(ty: &TypeDescriptor, fields: &[&str]) -> Option<(usize, usize, bool)> {
        let Some((first, rest)) = fields.split_first() else {
            return Some((0, bits(ty), matches!(ty.kind, TypeKind::Signed(_))));
        };
        let TypeKind::Composite(members) = &ty.kind else { return None };
        let mut low = 0;
        for member in members {
            if member.fieldname == *first {
                let (offset, width, signed) = Symbols::field(&member.kind, rest)?;
                return Some((low + offset, width, signed));
            }
            low += bits(&member.kind);
        }
        None
    }
}

/// Bits of a value of type `ty`.
fn bits(ty: &TypeDescriptor) -> usize {
    match &ty.kind {
        TypeKind::Bits(width) | TypeKind::Signed(width) => *width,
        TypeKind::Enum(variants) => variants.len().next_power_of_two().trailing_zeros() as usize,
        TypeKind::Composite(fields) => fields.iter().map(|f| bits(&f.kind)).sum(),
    }
}
