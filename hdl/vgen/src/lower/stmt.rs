//! Statements: unrolls loops, settles constant conditions, turns links into assignments.

use rust_hdl_core::ast::{
    VerilogBlockOrConditional as Otherwise, VerilogConditional, VerilogExpression as Ast, VerilogLink,
    VerilogLinkDetails, VerilogLoop, VerilogMatch, VerilogStatement,
};

use super::{Lower, Place, Places, Value};
use crate::collect::literal;
use crate::index::number;
use crate::ir::{constant, Arm, Kind, Stmt, E};
use crate::symbols::{Role, Sym};
use crate::Error;

impl Lower<'_> {
    pub(super) fn block(&mut self, code: &[VerilogStatement], out: &mut Vec<Stmt>) -> Result<(), Error> {
        code.iter().try_for_each(|statement| self.statement(statement, out))
    }

    fn statement(&mut self, statement: &VerilogStatement, out: &mut Vec<Stmt>) -> Result<(), Error> {
        match statement {
            VerilogStatement::Assignment(Ast::Signal(to), value) => self.assign(to, value, out),
            VerilogStatement::SliceAssignment { base: Ast::Signal(to), width, offset, replacement } => {
                self.assign_slice(to, *width, offset, replacement, out)
            }
            VerilogStatement::Assignment(..) | VerilogStatement::SliceAssignment { .. } => {
                self.refuse("", "assignment to something that is not a signal")
            }
            VerilogStatement::If(conditional) => self.conditional(conditional, out),
            VerilogStatement::Match(of) => self.case(of, out),
            VerilogStatement::Loop(of) => self.unroll(of, out),
            VerilogStatement::Comment(text) => {
                out.push(Stmt::Comment(comment(text)));
                Ok(())
            }
            VerilogStatement::Link(links) => links.iter().try_for_each(|l| self.link(l, out)),
            VerilogStatement::Macro(body) => self.block(body, out),
        }
    }

    fn assign(&mut self, to: &str, value: &Ast, out: &mut Vec<Stmt>) -> Result<(), Error> {
        match self.targets(to)? {
            Places::One(place) => self.store(place, to, value, out),
            Places::Element { index, of } => {
                let mut arms = vec![];
                for (at, place) in of.into_iter().enumerate() {
                    let mut body = vec![];
                    self.store(place, to, value, &mut body)?;
                    arms.push(Arm { labels: vec![constant(index.width, at.into())], body });
                }
                arms.push(Arm { labels: vec![], body: vec![] });
                out.push(Stmt::Case { test: index, arms });
                Ok(())
            }
        }
    }

    fn store(&self, place: Place, to: &str, value: &Ast, out: &mut Vec<Stmt>) -> Result<(), Error> {
        let Place { sym, low, width, .. } = place;
        if let (Ast::IndexReplace(of, at, bit), true) = (unwrap(value), width == self.width(sym)) {
            if let Err(index) = self.offset(at)? {
                let (of, bit) = (self.sized(of, width, to)?, self.sized(bit, 1, to)?);
                return self.store_bit(sym, of, index, bit, value, to, out);
            }
        }
        let value = self.sized(value, width, to)?;
        out.push(Stmt::Assign { to: sym, low, value });
        Ok(())
    }

    /// `to = of.replace_bit(index, bit)` as a copy and a write of one bit, where that is the same.
    #[allow(clippy::too_many_arguments)]
    fn store_bit(
        &self,
        to: Sym,
        of: E,
        index: E,
        bit: E,
        value: &Ast,
        path: &str,
        out: &mut Vec<Stmt>,
    ) -> Result<(), Error> {
        let in_place = matches!(of.kind, Kind::Signal(sym) if sym == to);
        let mut reads_itself = false;
        for e in [&of, &index, &bit] {
            e.reads(&mut |sym, _, _| reads_itself |= sym == to);
        }
        if reads_itself && !in_place {
            let value = self.sized(value, self.width(to), path)?;
            out.push(Stmt::Assign { to, low: 0, value });
            return Ok(());
        }
        if !in_place {
            out.push(Stmt::Assign { to, low: 0, value: of });
        }
        out.push(Stmt::AssignBit { to, index, value: bit });
        Ok(())
    }

    fn assign_slice(
        &mut self,
        to: &str,
        width: usize,
        offset: &Ast,
        value: &Ast,
        out: &mut Vec<Stmt>,
    ) -> Result<(), Error> {
        let Places::One(place) = self.targets(to)? else {
            return self.refuse(to, "field of an element at a variable index, written");
        };
        let Ok(low) = self.offset(offset)? else {
            return self.refuse(to, "write at a variable offset");
        };
        if low + width > place.width {
            return self.refuse(to, format!("write outside its {} bits", place.width));
        }
        let value = self.sized(value, width, to)?;
        out.push(Stmt::Assign { to: place.sym, low: place.low + low, value });
        Ok(())
    }

    fn conditional(&mut self, of: &VerilogConditional, out: &mut Vec<Stmt>) -> Result<(), Error> {
        let test = self.sized(&of.test, 1, "")?;
        let (mut then, mut otherwise) = (vec![], vec![]);
        if test.value().is_none() || !test.is_zero() {
            self.block(&of.then, &mut then)?;
        }
        if test.value().is_none() || test.is_zero() {
            match &of.otherwise {
                Otherwise::Block(body) => self.block(body, &mut otherwise)?,
                Otherwise::Conditional(next) => self.statement(next, &mut otherwise)?,
                Otherwise::None => {}
            }
        }
        match test.value() {
            Some(_) => out.extend(then.into_iter().chain(otherwise)),
            None => out.push(Stmt::If { test, then, otherwise }),
        }
        Ok(())
    }

    fn case(&mut self, of: &VerilogMatch, out: &mut Vec<Stmt>) -> Result<(), Error> {
        let test = match self.value(&of.test)? {
            Value::Bits(test) => test,
            Value::Integer(n) => constant(64, n),
        };
        let mut arms: Vec<Arm> = vec![];
        for case in &of.cases {
            let label = self.label(&case.condition, test.width)?;
            // A constant test takes the first arm that matches, and no other is looked at.
            if let (Some(known), Some(label)) = (test.value(), &label) {
                if label.value() != Some(known) {
                    continue;
                }
            }
            let mut body = vec![];
            self.block(&case.block, &mut body)?;
            if test.value().is_some() {
                out.extend(body);
                return Ok(());
            }
            arms.push(Arm { labels: label.into_iter().collect(), body });
        }
        // Rust has checked that the arms are exhaustive: unused encodings may take any of them.
        match arms.last_mut() {
            Some(last) if !last.labels.is_empty() => {
                let name = of.cases.last().map_or("", |c| &c.condition);
                last.body.insert(0, Stmt::Comment(name.replace('$', "::")));
                last.labels.clear();
            }
            _ => {}
        }
        out.push(Stmt::Case { test, arms });
        Ok(())
    }

    /// The value a pattern matches; None for `_`.
    fn label(&self, pattern: &str, width: usize) -> Result<Option<E>, Error> {
        let label = match pattern {
            "default" => return Ok(None),
            "true" | "false" => constant(1, u32::from(pattern == "true").into()),
            _ => match number(pattern) {
                Some(n) => constant(width, n.into()),
                None => match self.variant(pattern)? {
                    Some(value) => value,
                    None => return self.refuse(pattern, "is no variant of an enum used in this block"),
                },
            },
        };
        let fits = label.value().is_some_and(|v| v.bits() <= width as u64);
        match fits && label.width == width {
            true => Ok(Some(label)),
            false => self.refuse(pattern, format!("pattern does not fit {width} bits")),
        }
    }

    fn unroll(&mut self, of: &VerilogLoop, out: &mut Vec<Stmt>) -> Result<(), Error> {
        let bound = |of| usize::try_from(literal(of).0);
        let (Ok(from), Ok(to)) = (bound(&of.from), bound(&of.to)) else {
            return self.refuse(&of.index, "counts further than there is memory");
        };
        for index in from..to {
            self.loops.push((of.index.clone(), index));
            self.block(&of.block, out)?;
            self.loops.pop();
        }
        Ok(())
    }

    fn link(&mut self, link: &VerilogLink, out: &mut Vec<Stmt>) -> Result<(), Error> {
        let (details, forward) = match link {
            VerilogLink::Forward(details) => (details, true),
            VerilogLink::Backward(details) => (details, false),
            VerilogLink::Bidirectional(details) => return self.tie(details),
        };
        let (owner, other) = ends(details);
        let (to, from) = if forward { (other, owner) } else { (owner, other) };
        self.assign(&to, &Ast::Signal(from), out)
    }

    fn tie(&mut self, details: &VerilogLinkDetails) -> Result<(), Error> {
        let (owner, other) = ends(details);
        let (Some(Places::One(a)), Some(Places::One(b))) = (self.places(&owner)?, self.places(&other)?) else {
            return self.undeclared(&owner);
        };
        let role = |place: Place| &self.symbols.all[place.sym].role;
        let tie = match (role(a), role(b)) {
            (Role::InOut, Role::ChildInOut(_)) => (b.sym, a.sym),
            (Role::ChildInOut(_), Role::InOut) => (a.sym, b.sym),
            _ => return self.refuse(&owner, "tri-state signals join a child to a port of the block only"),
        };
        self.ties.push(tie);
        Ok(())
    }
}

/// The text of `comment!("…")`, which the macro may hand over with its name and parenthesis.
fn comment(text: &str) -> String {
    let bare = ["comment", "println"].iter().find_map(|name| {
        let rest = text.strip_prefix(name)?.trim_start().strip_prefix('!')?.trim_start();
        rest.strip_prefix('(')?.trim_start().strip_prefix('"')
    });
    let bare = bare.unwrap_or(text);
    bare.strip_suffix("\")").unwrap_or(bare).replace("\\\"", "\"")
}

/// The two signals of a link, as paths.
fn ends(details: &VerilogLinkDetails) -> (String, String) {
    let field = details.my_name.trim_start_matches('.').replace('.', "$");
    let path = |base: &str| match field.as_str() {
        "" => base.to_string(),
        field => format!("{base}${field}"),
    };
    (path(&details.owner_name), path(&details.other_name))
}

fn unwrap(ast: &Ast) -> &Ast {
    match ast {
        Ast::Paren(inner) => unwrap(inner),
        _ => ast,
    }
}
