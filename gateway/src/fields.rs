//! Fields of a TOML table, taken one by one: every complaint names the line and the field.
//!
//! ```text
//!   Table::field("spi") ──> Field ──.integer()──> u64        Table::finish() ──> unknown fields
//! ```
//! Integers are read from their text, so that all 64 bits of a sequence number can be written down.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::Spanned;

/// What is wrong with a field, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Octets of the text that it is about.
    pub span: Range<usize>,
    /// Name of the field; empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub why: String,
}

/// A table of which fields are taken.
pub struct Table<'a, 't> {
    fields: BTreeMap<&'a str, Field<'a, 't>>,
    span: Range<usize>,
    prefix: String,
}

/// A field with its name.
#[derive(Clone)]
pub struct Field<'a, 't> {
    name: String,
    key: Range<usize>,
    value: &'a Spanned<DeValue<'t>>,
}

impl<'a, 't> Table<'a, 't> {
    /// The fields of `table`; `prefix` stands before their names in complaints.
    pub fn new(table: &'a DeTable<'t>, span: Range<usize>, prefix: &str) -> Table<'a, 't> {
        let named = |key: &'a Spanned<_>, value| {
            let name: &'a std::borrow::Cow<'t, str> = key.get_ref();
            (name.as_ref(), Field { name: format!("{prefix}{name}"), key: key.span(), value })
        };
        Table { fields: table.iter().map(|(k, v)| named(k, v)).collect(), span, prefix: prefix.to_owned() }
    }

    /// Takes a field that may be missing.
    pub fn optional(&mut self, name: &str) -> Option<Field<'a, 't>> {
        self.fields.remove(name)
    }

    /// Takes a field that must be there.
    pub fn required(&mut self, name: &str) -> Result<Field<'a, 't>, Complaint> {
        self.optional(name).ok_or_else(|| Complaint {
            span: self.span.clone(),
            field: format!("{}{name}", self.prefix),
            why: "is missing".into(),
        })
    }

    /// Complains about fields that nobody took.
    pub fn finish(self) -> Result<(), Complaint> {
        match self.fields.into_values().min_by_key(|field| field.key.start) {
            None => Ok(()),
            Some(field) => Err(Complaint { span: field.key, field: field.name, why: "is not a known field".into() }),
        }
    }
}

impl<'a, 't> Field<'a, 't> {
    /// A complaint about this field.
    pub fn wrong(&self, why: impl ToString) -> Complaint {
        Complaint { span: self.key.clone(), field: self.name.clone(), why: why.to_string() }
    }

    /// Text.
    pub fn text(&self) -> Result<&'a str, Complaint> {
        self.value.get_ref().as_str().ok_or_else(|| self.not("a string"))
    }

    /// Text that is read as something.
    pub fn parsed<T: std::str::FromStr>(&self, what: &str) -> Result<T, Complaint> {
        let text = self.text()?;
        text.parse().map_err(|_| self.wrong(format!("{text:?} is not {what}")))
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Complaint> {
        let text = self.text()?;
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
            return Ok(*choice);
        }
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("{word:?}")).collect();
        Err(self.wrong(format!("{text:?} is not {}", words.join(" or "))))
    }

    /// A truth value.
    pub fn boolean(&self) -> Result<bool, Complaint> {
        self.value.get_ref().as_bool().ok_or_else(|| self.not("true or false"))
    }

    /// A whole number of at most `most`.
    pub fn integer(&self, most: u64) -> Result<u64, Complaint> {
        integer(self.value.get_ref(), most).map_err(|why| self.why(why))
    }

    /// Two whole numbers of at most `most`.
    pub fn pair(&self, most: u64) -> Result<[u64; 2], Complaint> {
        let Some(array) = self.value.get_ref().as_array() else { return Err(self.not("a list of two numbers")) };
        let mut items = array.iter().map(|item| integer(item.get_ref(), most));
        match (items.next(), items.next(), items.next()) {
            (Some(a), Some(b), None) => Ok([a.map_err(|why| self.why(why))?, b.map_err(|why| self.why(why))?]),
            _ => Err(self.wrong(format!("has {} numbers, two are needed", array.len()))),
        }
    }

    /// A list of tables, written `[[name]]`.
    pub fn tables(&self) -> Result<Vec<Table<'a, 't>>, Complaint> {
        let Some(array) = self.value.get_ref().as_array() else { return Err(self.not("a list of tables")) };
        let table = |item: &'a Spanned<DeValue<'t>>| match item.get_ref().as_table() {
            Some(table) => Ok(Table::new(table, item.span(), "")),
            None => Err(self.not("a list of tables")),
        };
        array.iter().map(table).collect()
    }

    /// A table within.
    pub fn table(&self) -> Result<Table<'a, 't>, Complaint> {
        match self.value.get_ref().as_table() {
            Some(table) => Ok(Table::new(table, self.key.clone(), &format!("{}.", self.name))),
            None => Err(self.not("a table")),
        }
    }

    fn why(&self, why: Not) -> Complaint {
        match why {
            Not::Integer(found) => self.wrong(format!("is {found}, not a whole number")),
            Not::Within(text, most) => self.wrong(format!("is {text}, not a number from 0 to {most}")),
        }
    }

    fn not(&self, what: &str) -> Complaint {
        self.wrong(format!("is {}, not {what}", described(self.value.get_ref())))
    }
}

enum Not {
    Integer(&'static str),
    Within(String, u64),
}

fn integer(value: &DeValue<'_>, most: u64) -> Result<u64, Not> {
    let Some(integer) = value.as_integer() else { return Err(Not::Integer(described(value))) };
    let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok();
    number.filter(|n| *n <= most).ok_or_else(|| Not::Within(integer.to_string(), most))
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
