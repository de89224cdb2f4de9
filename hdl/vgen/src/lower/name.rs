//! Resolves the paths of a kernel: `lanes[i+1]$s$data`, `hdr$val()$ip$len`, `State$Idle`.

use super::{Lower, Place, Places, Value};
use crate::index::{evaluate, number};
use crate::ir::{binary, constant, mux, named, signal, slice, with_sign, Op, E};
use crate::symbols::{Role, Sym, Symbols};
use crate::Error;

impl Lower<'_> {
    /// The value a path has when read.
    pub(super) fn read(&self, path: &str) -> Result<Value, Error> {
        if let Some(index) = self.loop_index(path) {
            return Ok(Value::Integer(index.into()));
        }
        match self.places(path)? {
            Some(Places::One(place)) => Ok(Value::Bits(self.fetch(place))),
            Some(Places::Element { index, of }) => {
                let mut rest = of.iter().enumerate().rev();
                let Some((_, last)) = rest.next() else {
                    return self.refuse(path, "has no elements");
                };
                let mut value = self.fetch(*last);
                for (at, place) in rest {
                    let is = binary(Op::Eq, index.clone(), constant(index.width, at.into()));
                    value = mux(&is, &self.fetch(*place), &value);
                }
                Ok(Value::Bits(value))
            }
            None => match self.variant(path)? {
                Some(value) => Ok(Value::Bits(value)),
                None => self.undeclared(path),
            },
        }
    }

    /// An enum's variant by its path.
    pub(super) fn variant(&self, path: &str) -> Result<Option<E>, Error> {
        let found = self.symbols.variant(path).or_else(|reason| self.refuse(path, reason))?;
        Ok(found.and_then(|sym| match &self.symbols.all[sym].role {
            Role::Constant(value) => Some(named(self.width(sym), value.clone(), sym)),
            _ => None,
        }))
    }

    pub(super) fn undeclared<T>(&self, path: &str) -> Result<T, Error> {
        if self.symbols.all.iter().any(|s| s.name.contains("self__")) {
            return self
                .refuse(path, "is not a signal of this block: Rust-HDL's macro mangles fields ending in `self`");
        }
        let reason = "is not a signal of this block (a Rust const or const generic? give the block a Constant field)";
        self.refuse(path, reason)
    }

    /// The place or places a path to a signal means; None when there is no such signal.
    pub(super) fn places(&self, path: &str) -> Result<Option<Places>, Error> {
        let Some((before, index, after)) = self.variable_index(path)? else {
            return self.place(&self.expand(path)?);
        };
        let mut of = vec![];
        while of.len() < 1 << index.width.min(16) {
            match self.place(&self.expand(&format!("{before}${}{after}", of.len()))?)? {
                Some(Places::One(place)) => of.push(place),
                _ => break,
            }
        }
        Ok(Some(Places::Element { index, of }))
    }

    /// Splits a path at the one index that is a signal.
    fn variable_index<'p>(&self, path: &'p str) -> Result<Option<(&'p str, E, &'p str)>, Error> {
        let mut from = 0;
        while let Some(open) = path[from..].find('[').map(|at| from + at) {
            let Some(close) = matching(path, open) else {
                return self.refuse(path, "has unbalanced brackets");
            };
            let inside = &path[open + 1..close];
            if let Some(name) = inside.strip_suffix("$val()$index()") {
                if let Some(Places::One(place)) = self.place(&self.expand(name)?)? {
                    let index = self.fetch(place);
                    if index.value().is_none() {
                        return Ok(Some((&path[..open], index, &path[close + 1..])));
                    }
                }
            }
            from = close;
        }
        Ok(None)
    }

    /// Replaces each `[constant]` by `$value`.
    fn expand(&self, path: &str) -> Result<String, Error> {
        let mut text = path.to_string();
        while let Some(open) = text.find('[') {
            let Some(close) = matching(&text, open) else {
                return self.refuse(path, "has unbalanced brackets");
            };
            let value = evaluate(&text[open + 1..close], &|name| self.integer(name));
            let value = value.or_else(|reason| self.refuse(path, reason))?;
            text = format!("{}${value}{}", &text[..open], &text[close + 1..]);
        }
        Ok(text)
    }

    /// A loop index or a `Constant` field as a number.
    fn integer(&self, name: &str) -> Option<usize> {
        let known = self.loop_index(name);
        known.or_else(|| {
            let name = name.trim_end_matches("$index()").trim_end_matches("$val()");
            match &self.symbols.all[self.symbols.signal(name)?].role {
                Role::Constant(value) => usize::try_from(value).ok(),
                _ => None,
            }
        })
    }

    fn loop_index(&self, name: &str) -> Option<usize> {
        let inner = self.loops.iter().rev().find(|(index, _)| index == name);
        inner.map(|(_, value)| *value).or_else(|| number(name).and_then(|n| n.try_into().ok()))
    }

    /// A path without brackets, perhaps into the fields of a struct.
    fn place(&self, path: &str) -> Result<Option<Places>, Error> {
        let (name, fields) = self.split_fields(path);
        let Some(sym) = self.symbols.signal(name) else { return Ok(None) };
        let symbol = &self.symbols.all[sym];
        let fields: Vec<&str> = fields.split('$').filter(|f| !f.is_empty()).collect();
        match Symbols::field(&symbol.ty, &fields) {
            _ if fields.is_empty() => {
                let (low, width, signed) = (0, symbol.width, symbol.signed);
                Ok(Some(Places::One(Place { sym, low, width, signed })))
            }
            Some((low, width, signed)) => Ok(Some(Places::One(Place { sym, low, width, signed }))),
            None => self.refuse(path, format!("has no field `{}`", fields.join("."))),
        }
    }

    /// `hdr$val()$ip$len` is the field `ip$len` of `hdr`, `hdr$next` the whole of it.
    fn split_fields<'p>(&self, path: &'p str) -> (&'p str, &'p str) {
        if self.symbols.signal(path).is_some() {
            return (path, "");
        }
        if let Some(name) = path.strip_suffix("$next").or_else(|| path.strip_suffix("$val()")) {
            return (name, "");
        }
        let fields = path.split_once("$val()$").or_else(|| path.split_once("$next$"));
        fields.unwrap_or((path, ""))
    }

    /// The value of a place.
    fn fetch(&self, place: Place) -> E {
        let symbol = &self.symbols.all[place.sym];
        let whole = match &symbol.role {
            Role::Constant(value) => named(symbol.width, value.clone(), place.sym),
            _ => signal(place.sym, symbol.width, symbol.signed),
        };
        with_sign(&slice(&whole, place.low, place.width), place.signed)
    }

    /// The places a path means when written, all of them driven by this kernel.
    pub(super) fn targets(&self, path: &str) -> Result<Places, Error> {
        let Some(places) = self.places(path)? else { return self.undeclared(path) };
        let of = match &places {
            Places::One(place) => std::slice::from_ref(place),
            Places::Element { of, .. } => of,
        };
        for place in of {
            self.writable(path, place.sym)?;
        }
        Ok(places)
    }

    fn writable(&self, path: &str, sym: Sym) -> Result<(), Error> {
        match &self.symbols.all[sym].role {
            role if role.is_driven() => Ok(()),
            Role::Input => self.refuse(path, "is an input of this block, and written"),
            Role::ChildOutput(_) => self.refuse(path, "is an output of a child, and written"),
            _ => self.refuse(path, "cannot be written by a kernel"),
        }
    }
}

/// Position of the `]` for the `[` at `open`.
fn matching(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}
