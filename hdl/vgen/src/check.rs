//! Proves that a kernel is combinational: every driven bit assigned on every path, and nothing
//! read before it is assigned.
//!
//! Rust-HDL runs `update()` to a fixpoint, so a kernel may read what it assigns later; a
//! Verilog block that does the same holds state. Such kernels are refused.

use std::collections::{BTreeSet, HashMap};

use num_bigint::BigUint;

use crate::ir::{mask, visit_reads, visit_statements, writes, Stmt, E};
use crate::symbols::{Role, Sym, Symbols};
use crate::Error;

/// Bits of each driven signal assigned so far on every path.
type Assigned = HashMap<Sym, BigUint>;

/// Checks `body`; the Locals that are not assigned on every path, though never read unassigned.
pub(crate) fn check(path: &str, symbols: &Symbols, body: &[Stmt]) -> Result<BTreeSet<Sym>, Error> {
    let mut last_write = HashMap::new();
    let mut written = BTreeSet::new();
    let mut position = 0;
    visit_statements(body, &mut |stmt| {
        position += 1;
        if let Some(to) = writes(stmt) {
            last_write.insert(to, position);
            written.insert(to);
        }
    });
    let mut check = Check { path, symbols, last_write, position: 0 };
    let mut assigned = Assigned::new();
    check.block(body, &mut assigned)?;
    let mut partial = BTreeSet::new();
    for (sym, symbol) in symbols.all.iter().enumerate().filter(|(_, s)| s.role.is_driven()) {
        let whole = mask(0, symbol.width);
        if assigned.get(&sym) == Some(&whole) {
            continue;
        }
        match (written.contains(&sym), symbol.role == Role::Local) {
            (true, true) => {
                partial.insert(sym);
            }
            (false, true) => {}
            (true, false) => return check.refuse(sym, "is not assigned on every path: a latch"),
            (false, false) => return check.refuse(sym, "is never driven"),
        }
    }
    Ok(partial)
}

struct Check<'a> {
    path: &'a str,
    symbols: &'a Symbols,
    /// Position of the last statement that writes each signal.
    last_write: HashMap<Sym, usize>,
    position: usize,
}

impl Check<'_> {
    fn refuse<T>(&self, sym: Sym, reason: &str) -> Result<T, Error> {
        Err(Error::new(self.path, &self.symbols.all[sym].name.replace("__", "."), reason))
    }

    fn block(&mut self, body: &[Stmt], assigned: &mut Assigned) -> Result<(), Error> {
        for stmt in body {
            self.position += 1;
            let mut result = Ok(());
            visit_reads(stmt, &mut |e| {
                if result.is_ok() {
                    result = self.reads(e, assigned);
                }
            });
            result?;
            match stmt {
                Stmt::Assign { to, low, value } => {
                    *assigned.entry(*to).or_default() |= mask(*low, value.width);
                }
                Stmt::AssignBit { to, .. } => {
                    // The other bits must hold something by now.
                    let whole = mask(0, self.symbols.all[*to].width);
                    if assigned.get(to) != Some(&whole) {
                        return self.refuse(*to, "one bit is replaced before the whole is assigned");
                    }
                }
                Stmt::If { then, otherwise, .. } => {
                    let mut other = assigned.clone();
                    self.block(then, assigned)?;
                    self.block(otherwise, &mut other)?;
                    meet(assigned, &other);
                }
                Stmt::Case { arms, .. } => {
                    let before = assigned.clone();
                    for (index, arm) in arms.iter().enumerate() {
                        let mut branch = before.clone();
                        self.block(&arm.body, &mut branch)?;
                        match index {
                            0 => *assigned = branch,
                            _ => meet(assigned, &branch),
                        }
                    }
                }
                Stmt::Comment(_) => {}
            }
        }
        Ok(())
    }

    fn reads(&self, e: &E, assigned: &Assigned) -> Result<(), Error> {
        let mut result = Ok(());
        e.reads(&mut |sym, low, bits| {
            let role = &self.symbols.all[sym].role;
            if result.is_err() || !role.is_driven() {
                return;
            }
            let needed = mask(low, bits);
            let known = assigned.get(&sym).is_some_and(|known| known & &needed == needed);
            let last = self.last_write.get(&sym);
            result = match (known, last) {
                (false, None) => self.refuse(sym, "is read and never assigned"),
                (false, _) => self.refuse(sym, "is read before it is assigned on every path"),
                // `.val()` of a child's input is its final value, not the one just assigned.
                (true, Some(last)) if matches!(role, Role::ChildInput(_)) && *last > self.position => {
                    self.refuse(sym, "is the input of a child, read before its last assignment")
                }
                _ => Ok(()),
            };
        });
        result
    }
}

/// What is assigned on both paths.
fn meet(assigned: &mut Assigned, other: &Assigned) {
    assigned.retain(|sym, bits| match other.get(sym) {
        Some(others) => {
            *bits &= others;
            true
        }
        None => false,
    });
}
