//! Blocks whose Verilog is given as text: registers, memories, vendor cores.

use std::collections::BTreeSet;

use num_bigint::BigUint;
use rust_hdl_core::ast::Verilog;
use rust_hdl_core::atom::AtomKind;

use crate::collect::Node;
use crate::paths::Paths;

/// A register to be written into the module that holds it.
pub(crate) struct Register {
    pub clock: String,
    pub initial: BigUint,
}

/// Recognises Rust-HDL's `DFF` and `EdgeDFF` by their code.
pub(crate) fn register(node: &Node) -> Option<Register> {
    let Verilog::Custom(code) = &node.code else { return None };
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = code.strip_prefix("initial begin q = ")?;
    let (initial, rest) = rest.split_once("; end always @(posedge ")?;
    let (clock, body) = rest.split_once(") ")?;
    let ports: Vec<&str> = node.atoms.iter().map(|a| a.name.as_str()).collect();
    let is_register = matches!(body, "begin q <= d; end" | "q <= d;")
        && ports.len() == 3
        && ["d", "q", clock].iter().all(|p| ports.contains(p));
    let (_, digits) = initial.split_once("'h")?;
    let initial = BigUint::parse_bytes(digits.as_bytes(), 16)?;
    is_register.then(|| Register { clock: clock.into(), initial })
}

/// Which inputs reach which outputs of a leaf: none through a register, else all.
pub(crate) fn paths(node: &Node) -> Paths {
    let text = match &node.code {
        Verilog::Custom(code) => without_initial(code),
        _ => String::new(),
    };
    let comb = ["always @*", "always @(*)", "always_comb", "always_latch"].iter().any(|c| text.contains(c));
    let names = |kind| node.atoms.iter().filter(move |a| a.kind == kind).map(|a| a.name.clone());
    let inputs: BTreeSet<String> = names(AtomKind::InputParameter).collect();
    let mut paths = Paths { certain: true, ..Paths::default() };
    for output in names(AtomKind::OutputParameter) {
        let registered = !comb && only_written_by(&text, &output, "<=");
        paths.certain &= registered;
        paths.to.insert(output, if registered { BTreeSet::new() } else { inputs.clone() });
    }
    paths
}

/// Whether an output of a Custom leaf is assigned in a process, so declared `reg`.
pub(crate) fn is_reg(code: &str, output: &str) -> bool {
    assignments(code, output).iter().any(|(word_before, _)| *word_before != "assign")
}

fn only_written_by(code: &str, name: &str, operator: &str) -> bool {
    let found = assignments(code, name);
    !found.is_empty() && found.iter().all(|(before, op)| *before != "assign" && *op == operator)
}

/// The word before and the operator of each assignment to `name`.
fn assignments<'c>(code: &'c str, name: &str) -> Vec<(&'c str, &'static str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut found = vec![];
    for (at, _) in code.match_indices(name) {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        if before.ends_with(is_word) || before.ends_with('.') || after.starts_with(is_word) {
            continue;
        }
        let mut after = after.trim_start();
        while let Some(rest) = after.strip_prefix('[') {
            after = rest.split_once(']').map_or("", |(_, rest)| rest).trim_start();
        }
        let operator = match after {
            _ if after.starts_with("<=") => "<=",
            _ if after.starts_with('=') && !after.starts_with("==") => "=",
            _ => continue,
        };
        // `a <= b` in a condition is a comparison: it has an open parenthesis before it.
        let statement = before.rsplit([';', '\n']).next().unwrap_or("");
        if operator == "<=" && statement.matches('(').count() > statement.matches(')').count() {
            continue;
        }
        let word = before.trim_end();
        let start = word.rfind(|c: char| !is_word(c)).map_or(0, |i| i + 1);
        found.push((&word[start..], operator));
    }
    found
}

/// `code` without its `initial begin … end` blocks.
fn without_initial(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("initial begin") {
        out.push_str(before);
        rest = after.split_once("end").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = "reg [7:0] mem [0:3];\ninitial begin rd = 0; end\n\
        always @(posedge clock) begin\n if (we) mem[wa] <= wd;\n rd <= mem[ra];\nend";

    #[test]
    fn a_memory_with_a_registered_output_has_no_path() {
        assert!(only_written_by(&without_initial(MEMORY), "rd", "<="));
        assert!(!only_written_by(MEMORY, "rd", "<="));
        assert!(is_reg(MEMORY, "rd"));
    }

    #[test]
    fn an_assigned_output_is_a_wire() {
        assert!(!is_reg("assign rd = mem[ra];", "rd"));
        assert!(!is_reg("CORE u(.rd(rd));", "rd"));
        assert!(is_reg("always @(*) read_data = bus;", "read_data"));
        assert!(!is_reg("if (rd <= 3) x = 1;", "rd"));
    }
}
