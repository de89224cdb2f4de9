//! Verilog identifiers for Rust names.

use std::collections::HashSet;

/// `s$data`, `lane$3` and `State::Idle` as Verilog spells them: `s__data`, `lane__3`, `State__Idle`.
pub(crate) fn identifier(name: &str) -> String {
    name.replace("::", "$").replace('$', "__")
}

/// Whether `name` can be used as it is in Verilog-2005 and SystemVerilog tools.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// The name of an instance: no port depends on it, so a keyword may change.
pub(crate) fn instance(field: &str) -> String {
    let name = identifier(field);
    match is_keyword(&name) {
        true => format!("u_{name}"),
        false => name,
    }
}

/// Hands out names that are used once.
#[derive(Default)]
pub(crate) struct Unique(HashSet<String>);

impl Unique {
    /// `base`, or `base_2`, `base_3`, …
    pub(crate) fn take(&mut self, base: &str) -> String {
        let mut name = base.to_string();
        let mut next = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{base}_{next}");
            next += 1;
        }
        name
    }
}

/// `lane$3` without its index: modules of one vector share a name.
pub(crate) fn without_index(instance: &str) -> &str {
    let stem = instance.trim_end_matches(|c: char| c.is_ascii_digit());
    match stem.strip_suffix('$') {
        Some(base) if !base.is_empty() => without_index(base),
        _ => instance,
    }
}

const KEYWORDS: &[&str] = &[
    "alias",
    "always",
    "and",
    "assert",
    "assign",
    "assume",
    "automatic",
    "before",
    "begin",
    "bind",
    "bit",
    "break",
    "buf",
    "byte",
    "case",
    "casex",
    "casez",
    "cell",
    "chandle",
    "checker",
    "class",
    "clocking",
    "config",
    "const",
    "constraint",
    "context",
    "continue",
    "cover",
    "cross",
    "deassign",
    "default",
    "defparam",
    "design",
    "disable",
    "dist",
    "do",
    "edge",
    "else",
    "end",
    "endcase",
    "endclass",
    "endfunction",
    "endmodule",
    "endtask",
    "enum",
    "event",
    "expect",
    "export",
    "extends",
    "extern",
    "final",
    "first_match",
    "for",
    "force",
    "foreach",
    "forever",
    "fork",
    "function",
    "generate",
    "genvar",
    "global",
    "if",
    "iff",
    "ifnone",
    "implements",
    "implies",
    "import",
    "incdir",
    "include",
    "initial",
    "inout",
    "input",
    "inside",
    "instance",
    "int",
    "integer",
    "interface",
    "intersect",
    "join",
    "large",
    "let",
    "liblist",
    "library",
    "local",
    "localparam",
    "logic",
    "longint",
    "macromodule",
    "matches",
    "medium",
    "modport",
    "module",
    "nand",
    "negedge",
    "new",
    "nmos",
    "nor",
    "not",
    "null",
    "or",
    "output",
    "package",
    "packed",
    "parameter",
    "pmos",
    "posedge",
    "primitive",
    "priority",
    "program",
    "property",
    "protected",
    "pull0",
    "pull1",
    "pulldown",
    "pullup",
    "pure",
    "rand",
    "randc",
    "randcase",
    "real",
    "realtime",
    "ref",
    "reg",
    "release",
    "repeat",
    "restrict",
    "return",
    "scalared",
    "sequence",
    "shortint",
    "shortreal",
    "signed",
    "small",
    "soft",
    "solve",
    "specify",
    "specparam",
    "static",
    "string",
    "strong",
    "struct",
    "super",
    "supply0",
    "supply1",
    "table",
    "tagged",
    "task",
    "this",
    "throughout",
    "time",
    "timeprecision",
    "timeunit",
    "tran",
    "tri",
    "tri0",
    "tri1",
    "triand",
    "trior",
    "trireg",
    "type",
    "typedef",
    "union",
    "unique",
    "unsigned",
    "until",
    "untyped",
    "use",
    "uwire",
    "var",
    "vectored",
    "virtual",
    "void",
    "wait",
    "wand",
    "weak",
    "while",
    "wildcard",
    "wire",
    "with",
    "within",
    "wor",
    "xnor",
    "xor",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_a_vector_share_a_stem() {
        assert_eq!(without_index("lane$3"), "lane");
        assert_eq!(without_index("grid$3$11"), "grid");
        assert_eq!(without_index("sha256"), "sha256");
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut names = Unique::default();
        assert_eq!([names.take("a"), names.take("a"), names.take("a")], ["a", "a_2", "a_3"]);
    }
}
