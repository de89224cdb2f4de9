//! Statements of a process.

use std::fmt::Write;

use super::expr::select;
use super::Printer;
use crate::ir::{Arm, Stmt};

impl Printer<'_> {
    /// Text of `body`, indented by `depth` steps.
    pub(crate) fn block(&mut self, body: &[Stmt], depth: usize) -> String {
        let mut out = String::new();
        body.iter().for_each(|stmt| self.statement(stmt, depth, &mut out));
        out
    }

    fn statement(&mut self, stmt: &Stmt, depth: usize, out: &mut String) {
        let pad = "    ".repeat(depth);
        let _ = match stmt {
            Stmt::Assign { to, low, value } => {
                let symbol = &self.symbols.all[*to];
                let part = if value.width == symbol.width { String::new() } else { select(*low, value.width) };
                writeln!(out, "{pad}{}{part} = {};", symbol.name, self.expr(value))
            }
            Stmt::AssignBit { to, index, value } => {
                let symbol = &self.symbols.all[*to];
                let at = match symbol.width {
                    1 => String::new(),
                    size => format!("[{}]", self.bit_index(index, size)),
                };
                writeln!(out, "{pad}{}{at} = {};", symbol.name, self.expr(value))
            }
            Stmt::If { .. } => {
                out.push_str(&pad);
                self.conditional(stmt, depth, out);
                Ok(())
            }
            Stmt::Case { test, arms } => {
                let _ = writeln!(out, "{pad}case ({})", self.expr(test));
                arms.iter().for_each(|arm| self.arm(arm, depth + 1, out));
                if arms.last().is_none_or(|arm| !arm.labels.is_empty()) {
                    let _ = writeln!(out, "{pad}    default: ;");
                }
                writeln!(out, "{pad}endcase")
            }
            Stmt::Comment(text) => writeln!(out, "{pad}// {}", one_line(text)),
        };
    }

    fn arm(&mut self, arm: &Arm, depth: usize, out: &mut String) {
        let pad = "    ".repeat(depth);
        let labels: Vec<String> = arm.labels.iter().map(|label| self.expr(label)).collect();
        let label = if labels.is_empty() { "default".to_string() } else { labels.join(", ") };
        let _ = match arm.body.is_empty() {
            true => writeln!(out, "{pad}{label}: ;"),
            false => {
                let body = self.block(&arm.body, depth + 1);
                writeln!(out, "{pad}{label}: begin\n{body}{pad}end")
            }
        };
    }

    fn conditional(&mut self, stmt: &Stmt, depth: usize, out: &mut String) {
        let Stmt::If { test, then, otherwise } = stmt else { return };
        let pad = "    ".repeat(depth);
        let _ = writeln!(out, "if ({}) begin", self.expr(test));
        out.push_str(&self.block(then, depth + 1));
        match &otherwise[..] {
            [] => out.push_str(&format!("{pad}end\n")),
            [next @ Stmt::If { .. }] => {
                let _ = write!(out, "{pad}end else ");
                self.conditional(next, depth, out);
            }
            _ => {
                let body = self.block(otherwise, depth + 1);
                let _ = write!(out, "{pad}end else begin\n{body}{pad}end\n");
            }
        }
    }
}

/// A comment may not run on into code.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
