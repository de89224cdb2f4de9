//! Forwards values through scratch Locals, and drops those nobody reads any more.
//!
//! The kernel language has no `let`: a loop that builds a word goes through Locals assigned
//! again and again. `tmp = byte; acc = (acc << 8) | cast(tmp)` becomes one concatenation. A
//! Local assigned once is a name worth keeping, and stays.

use std::collections::{HashMap, HashSet};

use crate::ir::{rebuild, visit_statements, writes, Arm, Kind, Stmt, E};
use crate::symbols::{Role, Sym, Symbols};

/// `body` with scratch Locals forwarded.
pub(crate) fn forward(symbols: &Symbols, body: Vec<Stmt>) -> Vec<Stmt> {
    let mut assignments: HashMap<Sym, usize> = HashMap::new();
    visit_statements(&body, &mut |stmt| {
        if let Some(to) = writes(stmt) {
            *assignments.entry(to).or_default() += 1;
        }
    });
    let is_local = |sym: &Sym| symbols.all[*sym].role == Role::Local;
    let reused = assignments.iter().filter(|(sym, n)| is_local(sym) && **n > 1);
    let scratch: Scratch = reused.map(|(sym, _)| (*sym, symbols.all[*sym].width)).collect();
    if scratch.is_empty() {
        return body;
    }
    let mut count = Forward { scratch: &scratch, reads: HashMap::new(), substitute: false, next: 0 };
    count.block(body.clone(), &mut Known::new());
    let mut apply = Forward { reads: count.reads, substitute: true, next: 0, ..count };
    let body = apply.block(body, &mut Known::new());
    let mut live = HashSet::new();
    sweep(body, &scratch, &mut live)
}

/// Scratch Locals and their widths.
type Scratch = HashMap<Sym, usize>;

/// What each scratch Local holds here: the assignment's number, and its value while that still
/// has the same meaning.
type Known = HashMap<Sym, (usize, Option<E>)>;

struct Forward<'a> {
    scratch: &'a Scratch,
    /// Reads that see exactly the assignment with this number.
    reads: HashMap<usize, usize>,
    substitute: bool,
    next: usize,
}

impl Forward<'_> {
    fn block(&mut self, body: Vec<Stmt>, known: &mut Known) -> Vec<Stmt> {
        body.into_iter().map(|stmt| self.statement(stmt, known)).collect()
    }

    fn statement(&mut self, stmt: Stmt, known: &mut Known) -> Stmt {
        match stmt {
            Stmt::Assign { to, low, value } => {
                let value = self.value(&value, known);
                self.written(to, known);
                self.next += 1;
                if self.scratch.get(&to) == Some(&(low + value.width)) && low == 0 {
                    let meaning = (!reads(&value, to)).then(|| value.clone());
                    known.insert(to, (self.next, meaning));
                }
                Stmt::Assign { to, low, value }
            }
            Stmt::AssignBit { to, index, value } => {
                let (index, value) = (self.value(&index, known), self.value(&value, known));
                self.written(to, known);
                self.next += 1;
                Stmt::AssignBit { to, index, value }
            }
            Stmt::If { test, then, otherwise } => {
                let test = self.value(&test, known);
                let mut other = known.clone();
                let then = self.block(then, known);
                let otherwise = self.block(otherwise, &mut other);
                meet(known, &other);
                Stmt::If { test, then, otherwise }
            }
            Stmt::Case { test, arms } => {
                let test = self.value(&test, known);
                let before = known.clone();
                let mut done = vec![];
                for (index, arm) in arms.into_iter().enumerate() {
                    let mut branch = before.clone();
                    let body = self.block(arm.body, &mut branch);
                    done.push(Arm { labels: arm.labels, body });
                    match index {
                        0 => *known = branch,
                        _ => meet(known, &branch),
                    }
                }
                Stmt::Case { test, arms: done }
            }
            comment => comment,
        }
    }

    /// Forgets what `to` held, and the meaning of every value made of it.
    fn written(&self, to: Sym, known: &mut Known) {
        known.remove(&to);
        for (_, value) in known.values_mut() {
            *value = value.take().filter(|value| !reads(value, to));
        }
    }

    fn value(&mut self, e: &E, known: &Known) -> E {
        if known.is_empty() {
            return e.clone();
        }
        let mut seen = vec![];
        e.reads(&mut |sym, _, _| seen.extend(known.get(&sym).map(|(number, _)| *number)));
        if !self.substitute {
            seen.into_iter().for_each(|number| *self.reads.entry(number).or_default() += 1);
            return e.clone();
        }
        if seen.is_empty() {
            return e.clone();
        }
        rebuild(e, &|sym| {
            let (number, value) = known.get(&sym)?;
            let value = value.as_ref()?;
            let once = self.reads.get(number).is_some_and(|n| *n <= 1);
            (is_trivial(value) || once && value.depth <= MAX_DEPTH).then(|| value.clone())
        })
    }
}

/// Whether a value may be repeated wherever it is read.
fn is_trivial(e: &E) -> bool {
    match &e.kind {
        Kind::Const(..) | Kind::Signal(_) => true,
        Kind::Slice(inner, _) => matches!(inner.kind, Kind::Signal(_)),
        Kind::Concat(parts) => parts.len() <= 2 && parts.iter().all(is_trivial),
        _ => false,
    }
}

fn reads(e: &E, of: Sym) -> bool {
    let mut found = false;
    e.reads(&mut |sym, _, _| found |= sym == of);
    found
}

/// What both paths agree on.
fn meet(known: &mut Known, other: &Known) {
    known.retain(|sym, (number, _)| other.get(sym).is_some_and(|(n, _)| n == number));
}

/// Drops assignments to scratch Locals that nobody reads; `live` is what is read later.
fn sweep(body: Vec<Stmt>, scratch: &Scratch, live: &mut HashSet<Sym>) -> Vec<Stmt> {
    let mut kept = vec![];
    let read = |e: &E, live: &mut HashSet<Sym>| e.reads(&mut |sym, _, _| live.extend([sym]));
    for stmt in body.into_iter().rev() {
        match stmt {
            Stmt::Assign { to, low, value } => {
                if scratch.contains_key(&to) && !live.contains(&to) {
                    continue;
                }
                // A whole write ends the life of what was there before.
                if low == 0 && scratch.get(&to) == Some(&value.width) {
                    live.remove(&to);
                }
                read(&value, live);
                kept.push(Stmt::Assign { to, low, value });
            }
            Stmt::AssignBit { to, index, value } => {
                if scratch.contains_key(&to) && !live.contains(&to) {
                    continue;
                }
                read(&index, live);
                read(&value, live);
                kept.push(Stmt::AssignBit { to, index, value });
            }
            Stmt::If { test, then, otherwise } => {
                let mut other = live.clone();
                let then = sweep(then, scratch, live);
                let otherwise = sweep(otherwise, scratch, &mut other);
                live.extend(other);
                if then.is_empty() && otherwise.is_empty() {
                    continue;
                }
                read(&test, live);
                kept.push(Stmt::If { test, then, otherwise });
            }
            Stmt::Case { test, arms } => {
                let mut any = HashSet::new();
                let mut done = vec![];
                for arm in arms {
                    let mut branch = live.clone();
                    let body = sweep(arm.body, scratch, &mut branch);
                    any.extend(branch);
                    done.push(Arm { labels: arm.labels, body });
                }
                *live = any;
                read(&test, live);
                kept.push(Stmt::Case { test, arms: done });
            }
            comment => kept.push(comment),
        }
    }
    kept.reverse();
    kept
}

/// Deeper values keep their Local: parsers of Verilog recurse.
const MAX_DEPTH: usize = 100;
