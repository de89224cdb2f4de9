//! Drives the emission: children first, identical modules once.

use std::collections::{BTreeSet, HashMap};

use num_bigint::BigUint;
use rust_hdl_core::ast::{Verilog, VerilogStatement};

use crate::check::check;
use crate::collect::Node;
use crate::forward::forward;
use crate::ir::{zero, Stmt};
use crate::leaf;
use crate::lower::lower;
use crate::names::{identifier, instance, without_index, Unique};
use crate::paths::Paths;
use crate::print::{custom, kernel, Child, ChildKind};
use crate::split::{split, Loop, Process};
use crate::symbols::{Role, Sym, Symbols};
use crate::Error;

/// Everything emitted so far.
#[derive(Default)]
pub(crate) struct Emit {
    modules: Vec<String>,
    /// Module name and paths for each distinct body.
    known: HashMap<String, (String, Paths)>,
    names: Unique,
    /// Declarations of vendor cores.
    cores: BTreeSet<String>,
    top: String,
}

/// A module: its name and which inputs reach which outputs.
struct Built {
    module: String,
    paths: Paths,
}

/// Verilog for the tree `root`; `described` heads the top module.
pub(crate) fn emit(root: &Node, described: &str) -> Result<String, Error> {
    let mut emit = Emit { top: root.instance.clone(), ..Emit::default() };
    if matches!(root.code, Verilog::Blackbox(_)) {
        return Err(Error::new(&root.path, "", "a black box cannot be the top"));
    }
    emit.module(root, Some(described))?;
    let mut out = String::from("`default_nettype none\n\n");
    for text in emit.modules.iter().chain(&emit.cores) {
        out.push_str(text.trim_end());
        out.push_str("\n\n");
    }
    out.push_str("`default_nettype wire\n");
    Ok(out)
}

impl Emit {
    fn module(&mut self, node: &Node, described: Option<&str>) -> Result<Built, Error> {
        let symbols = Symbols::of(node)?;
        let mut doc = vec![];
        let (body, paths) = match &node.code {
            Verilog::Combinatorial(code) => {
                let (body, paths) = self.kernel(node, &symbols, code, &mut doc)?;
                (body, paths)
            }
            Verilog::Custom(code) => (custom(node, &symbols, code, false), leaf::paths(node)),
            Verilog::Wrapper(wrapper) => {
                self.cores.insert(wrapper.cores.clone());
                (custom(node, &symbols, &wrapper.code, true), leaf::paths(node))
            }
            Verilog::Blackbox(black_box) => {
                self.cores.insert(black_box.code.clone());
                let module = black_box.name.clone();
                return Ok(Built { module, paths: leaf::paths(node) });
            }
            Verilog::Empty => (self.empty(node, &symbols)?, Paths::default()),
        };
        if let (Some((module, paths)), None) = (self.known.get(&body), described) {
            return Ok(Built { module: module.clone(), paths: paths.clone() });
        }
        let module = self.name(node, &doc, described.is_some());
        let mut text = match described {
            Some(described) => format!("// {module}: {described}\n"),
            None => format!("// {module}: {}\n", node.path),
        };
        doc.iter().for_each(|line| text.push_str(&format!("// {line}\n")));
        text.push_str(&format!("module {module}{body}endmodule\n"));
        self.modules.push(text);
        self.known.insert(body, (module.clone(), paths.clone()));
        Ok(Built { module, paths })
    }

    /// `top_<name>`: the name its first comment gives (`skid: two-entry buffer`), or its field's.
    fn name(&mut self, node: &Node, doc: &[String], is_top: bool) -> String {
        if is_top {
            return self.names.take(&identifier(&node.instance));
        }
        let given = doc.first().and_then(|line| line.split_once(':')).map(|(name, _)| name.trim());
        let is_name = |name: &&str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        let stem = given.filter(is_name).unwrap_or(without_index(&node.instance));
        let stem = identifier(stem);
        let base = format!("{}_{stem}", identifier(&self.top));
        self.names.take(&base)
    }

    fn kernel(
        &mut self,
        node: &Node,
        symbols: &Symbols,
        code: &[VerilogStatement],
        doc: &mut Vec<String>,
    ) -> Result<(String, Paths), Error> {
        let lowered = lower(node, symbols, code)?;
        doc.extend(lowered.doc);
        let partial = check(&node.path, symbols, &lowered.body)?;
        let body = forward(symbols, lowered.body);
        let mut children = vec![];
        let mut paths = vec![];
        for (index, child) in node.children.iter().enumerate() {
            let (kind, child_paths) = self.child(child, symbols)?;
            children.push(Child {
                instance: instance(&child.instance),
                kind,
                ports: child_ports(node, index, symbols),
            });
            paths.push(child_paths);
        }
        let names = port_names(node, symbols);
        let paths: Vec<&Paths> = paths.iter().collect();
        let split = split(symbols, &names, &paths, &body).map_err(|l| loop_error(node, symbols, &l))?;
        let mut processes = split.processes;
        processes.iter_mut().for_each(|process| defaults(process, symbols, &partial));
        let text = kernel(node, symbols, &children, &processes, &lowered.ties);
        Ok((text, split.paths))
    }

    fn child(&mut self, child: &Node, symbols: &Symbols) -> Result<(ChildKind, Paths), Error> {
        let port = |name: &str| symbols.signal(&format!("{}${name}", child.instance));
        if let Some(register) = leaf::register(child) {
            let found = (port(&register.clock), port("d"), port("q"));
            if let (Some(clock), Some(d), Some(q)) = found {
                let initial: BigUint = register.initial;
                let paths = Paths { certain: true, ..Paths::default() };
                return Ok((ChildKind::Register { clock, d, q, initial }, paths));
            }
        }
        let built = self.module(child, None)?;
        Ok((ChildKind::Module(built.module), built.paths))
    }

    /// A block without Verilog may only be one that has nothing to drive.
    fn empty(&self, node: &Node, symbols: &Symbols) -> Result<String, Error> {
        let driven = symbols.all.iter().find(|s| s.role.is_driven() && s.role != Role::Local);
        match driven {
            Some(symbol) => {
                let reason = "is driven by hand-written Rust: the block has no hdl()";
                Err(Error::new(&node.path, &symbol.name.replace("__", "."), reason))
            }
            None => Ok(custom(node, symbols, "", true)),
        }
    }
}

/// Ports of the child `index`: Verilog name in the child, symbol in the parent.
fn child_ports(node: &Node, index: usize, symbols: &Symbols) -> Vec<(String, Sym)> {
    let child = &node.children[index];
    let ports = child.atoms.iter().filter(|a| a.kind.is_parameter());
    let found = ports.filter_map(|atom| {
        let sym = symbols.signal(&format!("{}${}", child.instance, atom.name))?;
        Some((identifier(&atom.name), sym))
    });
    found.collect()
}

/// Name of each port symbol within the block whose port it is.
fn port_names(node: &Node, symbols: &Symbols) -> HashMap<Sym, String> {
    let mut names = HashMap::new();
    let own = node.atoms.iter().map(|a| (a.name.clone(), a.name.clone()));
    let of_children = node
        .children
        .iter()
        .flat_map(|child| child.atoms.iter().map(|a| (format!("{}${}", child.instance, a.name), a.name.clone())));
    for (raw, name) in own.chain(of_children) {
        if let Some(sym) = symbols.signal(&raw) {
            names.insert(sym, name);
        }
    }
    names
}

/// A Local that some path leaves alone, and nobody reads there, still needs a value in Verilog.
fn defaults(process: &mut Process, symbols: &Symbols, partial: &BTreeSet<Sym>) {
    let mut here = BTreeSet::new();
    crate::ir::visit_statements(&process.body, &mut |stmt| here.extend(crate::ir::writes(stmt)));
    for sym in here.intersection(partial) {
        let value = zero(symbols.all[*sym].width);
        process.body.insert(0, Stmt::Assign { to: *sym, low: 0, value });
    }
}

fn loop_error(node: &Node, symbols: &Symbols, found: &Loop) -> Error {
    let names: Vec<String> = found.0.iter().map(|s| symbols.all[*s].name.replace("__", ".")).collect();
    let first = names.first().cloned().unwrap_or_default();
    let reason = format!("combinational loop through children: {}", names.join(" -> "));
    Error::new(&node.path, &first, reason)
}
