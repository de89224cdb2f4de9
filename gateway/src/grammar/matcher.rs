//! Reads a line by a grammar: which rule, with which operands; or what is wrong, and what could have stood there.
//!
//! A word that is a keyword in full wins, then one that is an operand, then one that begins exactly one keyword.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::Ipv6Net;

use super::kind::{Kind, Value};
use super::line::Word;
use super::syntax::{Grammar, Rule, Symbol};

/// A word of a line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Atom {
    /// In full, however it was written.
    Keyword(&'static str),
    Operand {
        name: &'static str,
        value: Value,
        column: usize,
    },
}

/// The words of a line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Args {
    atoms: Vec<Atom>,
    undo: bool,
}

/// Why a line was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    #[error("line ends at column {column}, expected {}", list(expected))]
    Incomplete { column: usize, expected: Vec<String> },
    #[error("column {column}: {word:?} may be {}", list(candidates))]
    Ambiguous { column: usize, word: String, candidates: Vec<String> },
    #[error("column {column}: {word:?} is wrong, expected {}", list(expected))]
    Invalid { column: usize, word: String, expected: Vec<String> },
}

/// What may come next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// A keyword, or how an operand is shown; `<cr>` for the end of the line.
    pub text: String,
    pub keyword: bool,
    /// Name of the operand, for its explanation; the keyword itself else.
    pub name: &'static str,
}

impl<A> Grammar<A> {
    /// The rule that a line follows.
    pub fn read(&self, words: &[Word<'_>]) -> Result<(&'static Rule<A>, Args), MatchError> {
        let threads = self.follow(words)?;
        let accepted = threads.iter().flat_map(|thread| {
            let ends = self.here(thread).into_iter().filter_map(|state| self.states[state].accept);
            ends.map(move |accept| (accept, thread))
        });
        match accepted.min_by_key(|((rule, _), _)| *rule) {
            Some(((rule, undo), thread)) => Ok((self.rules[rule], Args { atoms: thread.atoms.clone(), undo })),
            None => {
                let column = words.last().map_or(1, |w| w.column + w.text.chars().count());
                Err(MatchError::Incomplete { column, expected: self.expected(&threads) })
            }
        }
    }

    /// What may follow complete words and begin with `partial`; empty for anything.
    pub fn choices(&self, words: &[Word<'_>], partial: &str) -> Result<Vec<Choice>, MatchError> {
        let threads = self.follow(words)?;
        let mut choices = Vec::new();
        for state in threads.iter().flat_map(|t| self.here(t)).map(|at| &self.states[at]) {
            for (symbol, _) in &state.edges {
                match *symbol {
                    Symbol::Keyword(word) if begins(word, partial) => {
                        choices.push(Choice { text: word.to_owned(), keyword: true, name: word });
                    }
                    Symbol::Operand(name, kind) if partial.is_empty() || kind.read(partial).is_some() => {
                        choices.push(Choice { text: kind.placeholder(), keyword: false, name });
                    }
                    _ => {}
                }
            }
            if state.accept.is_some() && partial.is_empty() {
                choices.push(Choice { text: "<cr>".to_owned(), keyword: false, name: "" });
            }
        }
        // As IOS lists them: keywords in order, then operands, the end of the line last.
        choices.sort_by_key(|c| (!c.keyword, c.name.is_empty(), c.text.to_ascii_lowercase()));
        choices.dedup();
        Ok(choices)
    }

    fn follow(&self, words: &[Word<'_>]) -> Result<Vec<Thread>, MatchError> {
        let mut threads = vec![Thread::default()];
        for word in words {
            threads = self.advance(&threads, word)?;
            if threads.iter().all(|t| t.done) {
                break;
            }
        }
        Ok(threads)
    }

    fn advance(&self, threads: &[Thread], word: &Word<'_>) -> Result<Vec<Thread>, MatchError> {
        let (mut full, mut operands, mut cut) = (Vec::new(), Vec::new(), Vec::new());
        for thread in threads {
            for (symbol, to) in self.here(thread).into_iter().flat_map(|at| &self.states[at].edges) {
                match *symbol {
                    Symbol::Keyword(k) if k.eq_ignore_ascii_case(word.text) => full.push(thread.to(*to, k)),
                    Symbol::Keyword(k) if begins(k, word.text) => cut.push((k, thread.to(*to, k))),
                    Symbol::Keyword(_) => {}
                    Symbol::Operand(name, kind) => operands.extend(thread.operand(*to, name, kind, word)),
                }
            }
        }
        if !full.is_empty() {
            return Ok(full);
        }
        if !operands.is_empty() {
            return Ok(operands);
        }
        let Some(&(first, _)) = cut.first() else {
            let expected = self.expected(threads);
            return Err(MatchError::Invalid { column: word.column, word: word.text.to_owned(), expected });
        };
        if cut.iter().any(|(k, _)| *k != first) {
            let mut candidates: Vec<String> = cut.iter().map(|(k, _)| (*k).to_owned()).collect();
            candidates.sort();
            candidates.dedup();
            return Err(MatchError::Ambiguous { column: word.column, word: word.text.to_owned(), candidates });
        }
        Ok(cut.into_iter().map(|(_, thread)| thread).collect())
    }

    /// All places that a thread is at.
    fn here(&self, thread: &Thread) -> Vec<usize> {
        let mut here = vec![thread.at];
        let mut next = 0;
        while let Some(&at) = here.get(next) {
            for &same in &self.states[at].same {
                if !here.contains(&same) {
                    here.push(same);
                }
            }
            next += 1;
        }
        here
    }

    fn expected(&self, threads: &[Thread]) -> Vec<String> {
        let mut expected = Vec::new();
        for state in threads.iter().flat_map(|t| self.here(t)).map(|at| &self.states[at]) {
            expected.extend(state.edges.iter().map(|(symbol, _)| match symbol {
                Symbol::Keyword(word) => (*word).to_owned(),
                Symbol::Operand(_, kind) => kind.described(),
            }));
            if state.accept.is_some() {
                expected.push("the end of the line".to_owned());
            }
        }
        expected.sort();
        expected.dedup();
        expected
    }
}

impl MatchError {
    /// Where understanding ended.
    pub fn column(&self) -> usize {
        match self {
            MatchError::Incomplete { column, .. }
            | MatchError::Ambiguous { column, .. }
            | MatchError::Invalid { column, .. } => *column,
        }
    }
}

impl Args {
    /// Whether the line began with `no`.
    pub fn undo(&self) -> bool {
        self.undo
    }

    pub fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// Whether a keyword is there.
    pub fn has(&self, keyword: &str) -> bool {
        self.atoms.iter().any(|atom| matches!(atom, Atom::Keyword(k) if *k == keyword))
    }

    /// The first of these keywords that is there.
    pub fn one_of<T: Copy>(&self, keywords: &[(&str, T)]) -> Option<T> {
        keywords.iter().find(|(k, _)| self.has(k)).map(|(_, value)| *value)
    }

    pub fn text<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.values(name).find_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn texts<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.values(name).filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn number<T: TryFrom<u64>>(&self, name: &str) -> Option<T> {
        self.numbers(name).next()
    }

    /// What a statement sets a text to: nothing if the line began with `no`.
    pub fn set_text(&self, name: &str) -> Option<String> {
        self.text(name).filter(|_| !self.undo).map(str::to_owned)
    }

    /// What a statement sets a number to: nothing if the line began with `no`.
    pub fn set_number<T: TryFrom<u64>>(&self, name: &str) -> Option<T> {
        self.number(name).filter(|_| !self.undo)
    }

    fn numbers<'a, 'n, T: TryFrom<u64>>(&'a self, name: &'n str) -> impl Iterator<Item = T> + use<'a, 'n, T> {
        self.values(name).filter_map(|value| match value {
            Value::Number(number) => T::try_from(*number).ok(),
            _ => None,
        })
    }

    pub fn ip(&self, name: &str) -> Option<IpAddr> {
        self.values(name).find_map(|value| match value {
            Value::Ip(address) => Some(*address),
            _ => None,
        })
    }

    pub fn ip4(&self, name: &str) -> Option<Ipv4Addr> {
        match self.ip(name)? {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }
    }

    pub fn prefix6(&self, name: &str) -> Option<Ipv6Net> {
        self.values(name).find_map(|value| match value {
            Value::Prefix6(prefix) => Some(*prefix),
            _ => None,
        })
    }

    /// Column of an operand; of the line if it is not there.
    pub fn column(&self, operand: &str) -> usize {
        let column = self.atoms.iter().find_map(|atom| match atom {
            Atom::Operand { name, column, .. } if *name == operand => Some(*column),
            _ => None,
        });
        column.unwrap_or(1)
    }

    fn values<'a, 'n>(&'a self, operand: &'n str) -> impl Iterator<Item = &'a Value> + use<'a, 'n> {
        self.atoms.iter().filter_map(move |atom| match atom {
            Atom::Operand { name, value, .. } if *name == operand => Some(value),
            _ => None,
        })
    }
}

/// One way to understand the words so far.
#[derive(Clone, Debug, Default)]
struct Thread {
    at: usize,
    atoms: Vec<Atom>,
    /// Its last operand is the rest of the line.
    done: bool,
}

impl Thread {
    fn to(&self, at: usize, keyword: &'static str) -> Thread {
        self.with(at, Atom::Keyword(keyword), false)
    }

    fn operand(&self, at: usize, name: &'static str, kind: Kind, word: &Word<'_>) -> Option<Thread> {
        let done = kind == Kind::Rest;
        let value = kind.read(if done { word.rest } else { word.text })?;
        Some(self.with(at, Atom::Operand { name, value, column: word.column }, done))
    }

    fn with(&self, at: usize, atom: Atom, done: bool) -> Thread {
        let mut atoms = self.atoms.clone();
        atoms.push(atom);
        Thread { at, atoms, done }
    }
}

fn begins(keyword: &str, word: &str) -> bool {
    keyword.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn list(items: &[String]) -> String {
    match items {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::words;
    use super::*;

    const fn rule(action: u8, syntax: &'static str) -> Rule<u8> {
        Rule { syntax, no: None, default: "", help: "", action }
    }

    static RULES: [Rule<u8>; 8] = [
        rule(0, "show crypto isakmp sa"),
        rule(1, "show crypto ipsec sa [interface <name:name>]"),
        Rule { no: Some("set peer"), ..rule(2, "set peer <address:ip>") },
        rule(3, "set transform-set <name:name>..."),
        rule(4, "encryption {des | aes [128 | 192 | 256]}"),
        rule(5, "key [0] <key:secret> address <address:ip4>"),
        rule(6, "remark <text:line>"),
        rule(7, "group {1 | 2 | 14}..."),
    ];

    fn grammar() -> Grammar<u8> {
        Grammar::new(&[&RULES]).expect("rules")
    }

    fn read(line: &str) -> Result<(u8, Args), String> {
        let read = grammar().read(&words(line).expect("words"));
        read.map(|(rule, args)| (rule.action, args)).map_err(|e| e.to_string())
    }

    fn action(line: &str) -> u8 {
        read(line).expect(line).0
    }

    #[test]
    fn keywords_may_be_cut_short_and_have_no_case() {
        assert_eq!(action("sh cr isa sa"), 0);
        assert_eq!(action("SHOW Crypto ips SA int fa0/0"), 1);
        assert_eq!(action("show crypto ipsec sa"), 1);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_column_and_what_was_expected() {
        assert_eq!(read("sh cr is"), Err(r#"line ends at column 9, expected sa"#.into()));
        assert_eq!(read("sh cr i sa"), Err(r#"column 7: "i" may be ipsec or isakmp"#.into()));
        assert_eq!(read("set peer 10.1.1"), Err(r#"column 10: "10.1.1" is wrong, expected an IP address"#.into()));
        let end = r#"column 22: "x" is wrong, expected interface or the end of the line"#;
        assert_eq!(read("show crypto ipsec sa x"), Err(end.into()));
        assert_eq!(
            read("encryption aes 512").expect_err("key size").split(", expected").next(),
            Some(r#"column 16: "512" is wrong"#)
        );
        let nothing = read("").expect_err("nothing");
        assert!(nothing.starts_with("line ends at column 1, expected encryption, group, key, no, "), "{nothing}");
    }

    #[test]
    fn operands_are_kept_with_their_names_and_columns() {
        let args = read("set transform-set a b c").expect("sets").1;
        assert_eq!(args.texts("name").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(args.column("name"), 19);
        let args = read("key 0 1234 address 10.2.2.2").expect("key").1;
        assert_eq!((args.text("key"), args.ip4("address")), (Some("1234"), Some([10, 2, 2, 2].into())));
        assert_eq!(read("key 1234 address 10.2.2.2").expect("key").1.text("key"), Some("1234"));
        assert_eq!(read("remark  two  words ").expect("remark").1.text("text"), Some("two  words"));
        let groups = read("group 14 1 2").expect("groups").1;
        let keywords = |k: &Atom| matches!(k, Atom::Keyword("1" | "2" | "14"));
        assert_eq!(groups.atoms().iter().filter(|k| keywords(k)).count(), 3);
    }

    #[test]
    fn an_operand_wins_over_a_keyword_that_is_cut_short() {
        // An interface called "des" must not become a keyword, and "0" alone is the keyword.
        assert_eq!(read("show crypto ipsec sa interface i").expect("name").1.text("name"), Some("i"));
        assert!(read("key 0 address 10.2.2.2").is_err());
    }

    #[test]
    fn no_undoes_what_can_be_undone() {
        let (action, args) = read("no set peer").expect("undone");
        assert!(action == 2 && args.undo());
        assert!(read("no show crypto isakmp sa").is_err());
    }

    #[test]
    fn choices_are_what_may_come_next() {
        let choices = |line: &str, partial: &str| {
            let line = words(line).expect("words");
            let choices = grammar().choices(&line, partial).expect("choices");
            choices.into_iter().map(|c| c.text).collect::<Vec<_>>()
        };
        assert_eq!(choices("show crypto", ""), ["ipsec", "isakmp"]);
        assert_eq!(choices("show crypto", "ip"), ["ipsec"]);
        assert_eq!(choices("show crypto ipsec sa", ""), ["interface", "<cr>"]);
        assert_eq!(choices("group 1", ""), ["1", "14", "2", "<cr>"]);
        assert_eq!(choices("set peer", ""), ["A.B.C.D|X:X::X"]);
        assert_eq!(choices("set peer", "x"), [""; 0]);
    }
}
