//! The tables of docs/configuration.md and docs/commands.md are what the grammar says, those of docs/counters.md what is counted.
//!
//! `cargo test -p respite --test documentation -- --ignored` writes them anew.

use std::path::PathBuf;

use respite::config::{grammar, load, weak_algorithms, Mode};
use respite::console::{exec_grammar, Level};
use respite::grammar::Rule;
use respite::telemetry::{catalogue, management, xfrm_in, xfrm_out, Kind, Standard, Stats};

const DOCUMENTS: [&str; 3] = ["configuration.md", "commands.md", "counters.md"];

/// The sections of docs/configuration.md with their modes.
fn modes() -> [(&'static str, Mode); 13] {
    let name = String::new;
    [
        ("global", Mode::Global),
        ("crypto isakmp policy", Mode::IsakmpPolicy(1)),
        ("crypto ikev2 proposal", Mode::Ikev2Proposal(name())),
        ("crypto ikev2 policy", Mode::Ikev2Policy(name())),
        ("crypto ikev2 keyring", Mode::Ikev2Keyring(name())),
        ("peer", Mode::Ikev2Peer(name(), name())),
        ("crypto ikev2 profile", Mode::Ikev2Profile(name())),
        ("crypto pki trustpoint", Mode::Trustpoint(name())),
        ("crypto ipsec transform-set", Mode::TransformSet(name())),
        ("crypto map", Mode::Map(name(), 1)),
        ("interface", Mode::Interface(name())),
        ("ip access-list", Mode::AccessList(name())),
        ("ipv6 access-list", Mode::AccessList6(name())),
    ]
}

/// The tables of a document, by the names in their marks.
fn tables(document: &str) -> Vec<(String, String)> {
    if document == "configuration.md" {
        return modes().into_iter().map(|(name, mode)| (name.to_owned(), statements(grammar(&mode).rules()))).collect();
    }
    if document == "counters.md" {
        return counted();
    }
    let levels = [("user", Level::User), ("privileged", Level::Privileged)];
    levels.into_iter().map(|(name, level)| (name.to_owned(), commands(exec_grammar(level).rules()))).collect()
}

fn statements<A>(rules: &[&'static Rule<A>]) -> String {
    let row = |rule: &&Rule<A>| {
        let no = if rule.no.is_some() { "yes" } else { "" };
        format!("| {} | {no} | {} | {} |\n", code(rule.syntax), rule.default, rule.help)
    };
    let rows: String = rules.iter().map(row).collect();
    format!("| statement | `no` | default | meaning |\n|---|---|---|---|\n{rows}")
}

fn commands<A>(rules: &[&'static Rule<A>]) -> String {
    let rows: String = rules.iter().map(|rule| format!("| {} | {} |\n", code(rule.syntax), rule.help)).collect();
    format!("| command | meaning |\n|---|---|\n{rows}")
}

fn counted() -> Vec<(String, String)> {
    let mut tables: Vec<(String, String)> = Vec::new();
    for group in catalogue() {
        let rows = group.values.iter().map(|value| {
            let kind = if value.kind == Kind::Counter { "counter" } else { "gauge" };
            let meaning = value.doc.trim_end_matches('.');
            format!(
                "| `{}` | {kind} | `respite_{}_{}` | {meaning} |\n",
                value.name,
                group.prefix,
                value.name.replace('.', "_")
            )
        });
        let rows: String = rows.collect();
        match tables.iter_mut().find(|(name, _)| name == group.directory) {
            Some((_, table)) => table.push_str(&rows),
            None => tables.push((
                group.directory.to_owned(),
                format!("| file | kind | metric | meaning |\n|---|---|---|---|\n{rows}"),
            )),
        }
    }
    let standard = |rows: Vec<Standard>| {
        let row = |row: &Standard| format!("| `{}` | {} |\n", row.name, row.of.join(", "));
        let rows: String = rows.iter().map(row).collect();
        format!("| file | sum of |\n|---|---|\n{rows}")
    };
    let none = Stats::default();
    tables.push(("xfrm".to_owned(), standard(xfrm_in(&none).into_iter().chain(xfrm_out(&none)).collect())));
    tables.push(("mib".to_owned(), standard(management(&none))));
    tables
}

/// A rule in a table: the kinds of its operands are left out, except for the bounds of numbers.
fn code(syntax: &str) -> String {
    let mut out = String::new();
    let mut rest = syntax;
    while let Some((before, operand)) = rest.split_once('<') {
        let (operand, behind) = operand.split_once('>').expect("a well-formed rule");
        let (name, kind) = operand.split_once(':').expect("a well-formed rule");
        let bounds = if kind.contains('-') { format!(":{kind}") } else { String::new() };
        out.push_str(&format!("{before}<{name}{bounds}>"));
        rest = behind;
    }
    out.push_str(rest);
    format!("`{}`", out.replace('|', "\\|"))
}

fn path(document: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(document)
}

/// The document with its tables as they should be.
fn renewed(document: &str) -> (String, String) {
    let before = std::fs::read_to_string(path(document)).expect("the document");
    let mut after = before.clone();
    for (name, table) in tables(document) {
        let begin = format!("<!-- {name} -->\n");
        let (head, tail) = after.split_once(&begin).unwrap_or_else(|| panic!("{document} has no table {name}"));
        let (_, tail) = tail.split_once("<!-- end -->").expect("the end of a table");
        after = format!("{head}{begin}{table}<!-- end -->{tail}");
    }
    (before, after)
}

#[test]
fn every_statement_command_and_counter_is_documented() {
    for document in DOCUMENTS {
        let (before, after) = renewed(document);
        assert_eq!(before, after, "docs/{document} has drifted: see the head of this test");
        assert_eq!(
            before.matches("<!-- end -->").count(),
            tables(document).len(),
            "a table without rules in {document}"
        );
    }
}

#[test]
fn the_example_can_be_used_as_it_stands() {
    let document = std::fs::read_to_string(path("configuration.md")).expect("the document");
    let (_, behind) = document.split_once("## Example").expect("an example");
    let example = behind.split("```").nth(1).expect("a block");
    let loaded = load(example).expect("the example");
    assert_eq!(loaded.ignored, []);
    assert!(loaded.config.recovery.enabled);
    assert_eq!(weak_algorithms(&loaded.config), [""; 0]);
}

#[test]
#[ignore = "writes the documents"]
fn write_the_tables() {
    for document in DOCUMENTS {
        std::fs::write(path(document), renewed(document).1).expect("written");
    }
}
