//! A module: ports, constants, wires, instances, registers, processes.

use std::collections::HashMap;
use std::fmt::Write;

use num_bigint::BigUint;

use super::expr::literal;
use super::{range, Printer};
use crate::collect::{AtomInfo, Node};
use crate::ir::{Kind, Stmt, E};
use crate::leaf;
use crate::names::identifier;
use crate::split::Process;
use crate::symbols::{Role, Sym, Symbols};
use rust_hdl_core::atom::AtomKind;

/// A child as its parent writes it.
pub(crate) struct Child {
    pub instance: String,
    pub kind: ChildKind,
    /// Its ports, in order: own name, symbol in the parent.
    pub ports: Vec<(String, Sym)>,
}

pub(crate) enum ChildKind {
    Module(String),
    Register { clock: Sym, d: Sym, q: Sym, initial: BigUint },
}

/// What is written in place of a wire to a child's port.
type Connection = HashMap<Sym, E>;

/// Body (after the name) of a module with a kernel.
pub(crate) fn kernel(
    node: &Node,
    symbols: &Symbols,
    children: &[Child],
    processes: &[Process],
    ties: &[(Sym, Sym)],
) -> String {
    let reads = Reads::of(processes);
    let direct = connections(symbols, children, processes, &reads, ties);
    let mut printer = Printer::new(symbols);
    let mut text = Text { procedural: vec![false; symbols.all.len()], code: String::new() };
    for process in processes {
        if !is_direct(process, &direct) {
            text.process(&mut printer, process);
        }
    }
    let instances = instances(&mut printer, children, &direct);
    let mut out = ports(node, |name| symbols.signal(name).is_some_and(|sym| text.procedural[sym]));
    for (sym, symbol) in symbols.all.iter().enumerate() {
        if let (Role::Constant(value), true) = (&symbol.role, printer.constants.contains(&sym)) {
            let value = literal(symbol.width, value);
            let _ = writeln!(out, "    localparam {}{} = {value};", range(symbol.width), symbol.name);
        }
    }
    let registered: HashMap<Sym, &BigUint> = children
        .iter()
        .filter_map(|c| match &c.kind {
            ChildKind::Register { q, initial, .. } => Some((*q, initial)),
            ChildKind::Module(_) => None,
        })
        .collect();
    for (sym, symbol) in symbols.all.iter().enumerate() {
        let declared = match symbol.role {
            Role::Local => reads.written(sym),
            Role::ChildInput(_) | Role::ChildOutput(_) => !direct.contains_key(&sym),
            _ => false,
        };
        if declared {
            let kind = if text.procedural[sym] || registered.contains_key(&sym) { "reg" } else { "wire" };
            let _ = writeln!(out, "    {kind} {}{};", range(symbol.width), symbol.name);
        }
        if let Some(initial) = registered.get(&sym) {
            let _ = writeln!(out, "    initial {} = {};", symbol.name, literal(symbol.width, initial));
        }
    }
    for function in &printer.functions {
        let _ = writeln!(out, "\n    {function}");
    }
    out + &instances + &text.code
}

/// Body of a module whose code is given; `code` names ports as Rust-HDL does.
pub(crate) fn custom(node: &Node, symbols: &Symbols, code: &str, wires_only: bool) -> String {
    let mut code = code.to_string();
    for atom in node.atoms.iter().filter(|a| a.name.contains('$')) {
        code = code.replace(&atom.name, &identifier(&atom.name));
    }
    let mut out = ports(node, |name| !wires_only && leaf::is_reg(&code, &identifier(name)));
    for symbol in &symbols.all {
        match &symbol.role {
            Role::Constant(value) if code.contains(&symbol.name) => {
                let value = literal(symbol.width, value);
                let _ = writeln!(out, "    localparam {}{} = {value};", range(symbol.width), symbol.name);
            }
            Role::Local if code.contains(&symbol.name) => {
                let _ = writeln!(out, "    reg {}{};", range(symbol.width), symbol.name);
            }
            _ => {}
        }
    }
    for line in code.trim_matches('\n').lines() {
        let _ = writeln!(out, "{}", format!("    {line}").trim_end());
    }
    out
}

fn ports(node: &Node, is_reg: impl Fn(&str) -> bool) -> String {
    let port = |atom: &AtomInfo| {
        let direction = match atom.kind {
            AtomKind::InputParameter => "input  wire",
            AtomKind::InOutParameter => "inout  wire",
            _ if is_reg(&atom.name) => "output reg ",
            _ => "output wire",
        };
        format!("    {direction} {}{}", range(atom.width), identifier(&atom.name))
    };
    let ports: Vec<String> = node.atoms.iter().filter(|a| a.kind.is_parameter()).map(port).collect();
    format!(" (\n{}\n);\n", ports.join(",\n"))
}

/// How often each signal is read, and which are written.
struct Reads {
    reads: HashMap<Sym, usize>,
    writes: HashMap<Sym, usize>,
}

impl Reads {
    fn of(processes: &[Process]) -> Reads {
        let mut found = Reads { reads: HashMap::new(), writes: HashMap::new() };
        for process in processes {
            crate::ir::visit_statements(&process.body, &mut |stmt| {
                crate::ir::visit_reads(stmt, &mut |e| {
                    e.reads(&mut |sym, _, _| *found.reads.entry(sym).or_default() += 1);
                });
                if let Some(to) = crate::ir::writes(stmt) {
                    *found.writes.entry(to).or_default() += 1;
                }
            });
        }
        found
    }

    fn read(&self, sym: Sym) -> usize {
        self.reads.get(&sym).copied().unwrap_or(0)
    }

    fn written(&self, sym: Sym) -> bool {
        self.writes.contains_key(&sym) || self.read(sym) > 0
    }
}

/// The one assignment of a process that does nothing else.
fn single(process: &Process) -> Option<(Sym, &E)> {
    let mut assignments = process.body.iter().filter(|s| !matches!(s, Stmt::Comment(_)));
    match (assignments.next(), assignments.next()) {
        (Some(Stmt::Assign { to, low: 0, value }), None) => Some((*to, value)),
        _ => None,
    }
}

/// Ports that need no wire: inputs given a simple value, outputs passed straight on, ties.
fn connections(
    symbols: &Symbols,
    children: &[Child],
    processes: &[Process],
    reads: &Reads,
    ties: &[(Sym, Sym)],
) -> Connection {
    let mut direct = Connection::new();
    let whole = |sym: Sym| crate::ir::signal(sym, symbols.all[sym].width, false);
    for (port, own) in ties {
        direct.insert(*port, whole(*own));
    }
    let is_register = |child: usize| matches!(children[child].kind, ChildKind::Register { .. });
    for process in processes {
        let Some((to, value)) = single(process).filter(|(to, v)| v.width == symbols.all[*to].width) else {
            continue;
        };
        let simple = match &value.kind {
            Kind::Const(..) | Kind::Signal(_) => true,
            Kind::Slice(of, _) => matches!(of.kind, Kind::Signal(_)),
            _ => false,
        };
        match symbols.all[to].role {
            Role::ChildInput(child) if reads.read(to) == 0 => {
                // A clock must be a name; a register's input may be any expression.
                let inlined = match symbols.all[to].clock {
                    true => matches!(value.kind, Kind::Signal(_)),
                    false => simple || is_register(child),
                };
                if inlined {
                    direct.insert(to, value.clone());
                }
            }
            Role::Output => {
                if let Kind::Signal(from) = value.kind {
                    let role = &symbols.all[from].role;
                    let passed = matches!(role, Role::ChildOutput(child) if !is_register(*child));
                    if passed && reads.read(from) == 1 && reads.read(to) == 0 {
                        direct.insert(from, whole(to));
                    }
                }
            }
            _ => {}
        }
    }
    direct
}

/// Whether a process is written in a connection.
fn is_direct(process: &Process, direct: &Connection) -> bool {
    let Some((to, value)) = single(process) else { return false };
    let passed_on = match value.kind {
        Kind::Signal(from) => direct.get(&from).is_some_and(|e| matches!(e.kind, Kind::Signal(s) if s == to)),
        _ => false,
    };
    direct.contains_key(&to) || passed_on
}

fn instances(printer: &mut Printer, children: &[Child], direct: &Connection) -> String {
    let mut out = String::new();
    let mut clocked: Vec<(String, String)> = vec![];
    let symbols = printer.symbols;
    for child in children {
        let mut wire = |sym: Sym| match direct.get(&sym) {
            Some(value) => printer.expr(value),
            None => symbols.all[sym].name.clone(),
        };
        match &child.kind {
            ChildKind::Register { clock, d, q, .. } => {
                let line = format!("        {} <= {};\n", symbols.all[*q].name, wire(*d));
                let clock = wire(*clock);
                match clocked.iter_mut().find(|(c, _)| *c == clock) {
                    Some((_, lines)) => lines.push_str(&line),
                    None => clocked.push((clock, line)),
                }
            }
            ChildKind::Module(module) => {
                let pins: Vec<String> =
                    child.ports.iter().map(|(port, sym)| format!("        .{port}({})", wire(*sym))).collect();
                let _ = write!(out, "\n    {module} {} (\n{}\n    );\n", child.instance, pins.join(",\n"));
            }
        }
    }
    for (clock, lines) in clocked {
        let _ = write!(out, "\n    always @(posedge {clock}) begin\n{lines}    end\n");
    }
    out
}

struct Text {
    /// Signals assigned in an `always` block.
    procedural: Vec<bool>,
    code: String,
}

impl Text {
    fn process(&mut self, printer: &mut Printer, process: &Process) {
        if let Some((to, value)) = single(process) {
            let symbol = &printer.symbols.all[to];
            if value.width == symbol.width {
                for comment in process.body.iter().filter(|s| matches!(s, Stmt::Comment(_))) {
                    self.code += &printer.block(std::slice::from_ref(comment), 1);
                }
                let _ = writeln!(self.code, "    assign {} = {};", symbol.name, printer.expr(value));
                return;
            }
        }
        crate::ir::visit_statements(&process.body, &mut |stmt| {
            if let Some(to) = crate::ir::writes(stmt) {
                self.procedural[to] = true;
            }
        });
        let body = printer.block(&process.body, 2);
        let _ = write!(self.code, "\n    always @* begin\n{body}    end\n");
    }
}
