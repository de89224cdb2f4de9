//! Rules, and the states and edges that they become.
//!
//! ```text
//!   word                a keyword                 [ a ]       a or nothing
//!   <name:kind>         an operand (see Kind)     { a | b }   one of them
//!   a...                a once or more often      [a | b]     one of them or nothing
//! ```

use super::kind::Kind;

/// A statement or a command.
#[derive(Clone, Copy, Debug)]
pub struct Rule<A: 'static> {
    pub syntax: &'static str,
    /// What may follow `no`, if the statement can be undone.
    pub no: Option<&'static str>,
    /// What holds without it, for the documentation.
    pub default: &'static str,
    pub help: &'static str,
    /// What it does.
    pub action: A,
}

/// Rules, ready for reading lines.
#[derive(Clone, Debug)]
pub struct Grammar<A: 'static> {
    pub(super) rules: Vec<&'static Rule<A>>,
    pub(super) states: Vec<State>,
}

/// A place between two words.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub edges: Vec<(Symbol, usize)>,
    /// Places that are here as well.
    pub same: Vec<usize>,
    /// Here a line may end: the rule's number, and whether it began with `no`.
    pub accept: Option<(usize, bool)>,
}

/// What leads from one place to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Keyword(&'static str),
    Operand(&'static str, Kind),
}

/// A rule that is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{syntax:?}: {why}")]
pub struct SyntaxError {
    syntax: &'static str,
    why: String,
}

impl<A> Grammar<A> {
    /// Compiles tables of rules.
    pub fn new(tables: &[&'static [Rule<A>]]) -> Result<Self, SyntaxError> {
        let mut grammar = Grammar { rules: Vec::new(), states: vec![State::default()] };
        for rule in tables.iter().copied().flatten() {
            let number = grammar.rules.len();
            grammar.rules.push(rule);
            let end = grammar.compile(rule.syntax, 0)?;
            grammar.accept(end, (number, false), rule.syntax)?;
            if let Some(undo) = rule.no {
                let start = grammar.step(0, Symbol::Keyword("no"));
                let end = grammar.compile(undo, start)?;
                grammar.accept(end, (number, true), undo)?;
            }
        }
        Ok(grammar)
    }

    /// All rules, in the order of their tables.
    pub fn rules(&self) -> &[&'static Rule<A>] {
        &self.rules
    }

    /// All keywords and all operands (name and kind).
    pub fn vocabulary(&self) -> (Vec<&'static str>, Vec<(&'static str, Kind)>) {
        let (mut keywords, mut operands) = (Vec::new(), Vec::new());
        for (symbol, _) in self.states.iter().flat_map(|s| &s.edges) {
            match *symbol {
                Symbol::Keyword(word) if !keywords.contains(&word) => keywords.push(word),
                Symbol::Operand(name, kind) if !operands.contains(&(name, kind)) => operands.push((name, kind)),
                _ => {}
            }
        }
        (keywords, operands)
    }

    /// A random line that some rule allows; `choose(n)` is a number below n.
    #[cfg(test)]
    pub(crate) fn sample(&self, choose: &mut dyn FnMut(usize) -> usize) -> String {
        let (mut at, mut words) = (0, Vec::new());
        loop {
            let mut here = vec![at];
            let mut next = 0;
            while let Some(&state) = here.get(next) {
                here.extend(self.states[state].same.iter().filter(|s| !here.contains(s)).copied().collect::<Vec<_>>());
                next += 1;
            }
            let edges: Vec<_> = here.iter().flat_map(|state| &self.states[*state].edges).collect();
            let may_end = here.iter().any(|state| self.states[*state].accept.is_some());
            if edges.is_empty() || (may_end && choose(3) == 0) {
                return words.join(" ");
            }
            let (symbol, to) = edges[choose(edges.len())];
            words.push(match symbol {
                Symbol::Keyword(word) => (*word).to_owned(),
                Symbol::Operand(_, kind) => kind.sample(choose),
            });
            at = *to;
        }
    }

    fn accept(&mut self, end: usize, by: (usize, bool), syntax: &'static str) -> Result<(), SyntaxError> {
        match self.states[end].accept.replace(by) {
            None => Ok(()),
            Some(_) => Err(SyntaxError { syntax, why: "two rules are the same".into() }),
        }
    }

    fn compile(&mut self, syntax: &'static str, start: usize) -> Result<usize, SyntaxError> {
        let mut parts = parts(syntax);
        let end = self.sequence(&mut parts, start).map_err(|why| SyntaxError { syntax, why })?;
        match parts.pop() {
            None => Ok(end),
            Some(part) => Err(SyntaxError { syntax, why: format!("stray {part:?}") }),
        }
    }

    /// A sequence up to a closing mark, a bar, or the end.
    fn sequence(&mut self, parts: &mut Vec<&'static str>, start: usize) -> Result<usize, String> {
        let mut at = start;
        while let Some(part) = parts.pop() {
            let looped = |parts: &mut Vec<&str>| parts.pop_if(|next| *next == "...").is_some();
            at = match part {
                "]" | "}" | "|" => {
                    parts.push(part);
                    return Ok(at);
                }
                "..." => return Err("nothing before ...".into()),
                "[" | "{" => {
                    // A place of its own to begin at: what loops back to it must not reach what else begins here.
                    let begin = self.alias(at);
                    let end = self.choice(parts, begin, part)?;
                    if looped(parts) {
                        self.states[end].same.push(begin);
                        self.alias(end)
                    } else {
                        end
                    }
                }
                symbol => {
                    let symbol = Symbol::read(symbol)?;
                    if looped(parts) {
                        let end = self.add();
                        self.states[at].edges.push((symbol, end));
                        self.states[end].edges.push((symbol, end));
                        self.alias(end)
                    } else {
                        self.step(at, symbol)
                    }
                }
            };
        }
        Ok(at)
    }

    fn choice(&mut self, parts: &mut Vec<&'static str>, start: usize, open: &str) -> Result<usize, String> {
        let end = self.add();
        loop {
            let last = self.sequence(parts, start)?;
            self.states[last].same.push(end);
            match (parts.pop(), open) {
                (Some("|"), _) => {}
                (Some("]"), "[") => {
                    self.states[start].same.push(end);
                    return Ok(end);
                }
                (Some("}"), "{") => return Ok(end),
                (other, _) => return Err(format!("{open:?} is not closed but meets {other:?}")),
            }
        }
    }

    /// A new state that `from` is too.
    fn alias(&mut self, from: usize) -> usize {
        let state = self.add();
        self.states[from].same.push(state);
        state
    }

    /// Follows an edge, or makes it: rules share their beginnings.
    fn step(&mut self, from: usize, symbol: Symbol) -> usize {
        let known = self.states[from].edges.iter().find(|(s, _)| *s == symbol);
        // A state with an alias may be one inside another rule's loop or choice: not to be shared.
        if let Some(&(_, to)) = known.filter(|(_, to)| self.states[*to].same.is_empty()) {
            return to;
        }
        let to = self.add();
        self.states[from].edges.push((symbol, to));
        to
    }

    fn add(&mut self) -> usize {
        self.states.push(State::default());
        self.states.len() - 1
    }
}

impl Symbol {
    fn read(part: &'static str) -> Result<Symbol, String> {
        let Some(operand) = part.strip_prefix('<') else { return Ok(Symbol::Keyword(part)) };
        let inner = operand.strip_suffix('>').and_then(|o| o.split_once(':'));
        let (name, kind) = inner.ok_or("operand without a kind")?;
        let kind = Kind::named(kind).ok_or_else(|| format!("unknown kind {kind:?}"))?;
        Ok(Symbol::Operand(name, kind))
    }
}

/// Words and marks of a rule, last first.
fn parts(syntax: &'static str) -> Vec<&'static str> {
    let mut parts = Vec::new();
    for word in syntax.split_ascii_whitespace() {
        let mut rest = word;
        while !rest.is_empty() {
            let len = match rest.as_bytes()[0] {
                b'[' | b']' | b'{' | b'}' | b'|' => 1,
                b'.' if rest.starts_with("...") => 3,
                b'<' => rest.find('>').map_or(rest.len(), |at| at + 1),
                _ => rest.find(['[', ']', '{', '}', '|']).or(rest.find("...")).unwrap_or(rest.len()),
            };
            let (part, behind) = rest.split_at(len);
            parts.push(part);
            rest = behind;
        }
    }
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn rule(syntax: &'static str) -> Rule<()> {
        Rule { syntax, no: None, default: "", help: "", action: () }
    }

    fn error(syntaxes: &[&'static str]) -> String {
        let rules: Vec<Rule<()>> = syntaxes.iter().map(|syntax| rule(syntax)).collect();
        Grammar::new(&[rules.leak()]).expect_err("not well-formed").to_string()
    }

    #[test]
    fn a_rule_that_is_not_well_formed_is_named() {
        assert_eq!(error(&["a [b"]), r#""a [b": "[" is not closed but meets None"#);
        assert_eq!(error(&["a b]"]), r#""a b]": stray "]""#);
        assert_eq!(error(&["<a:wurst>"]), r#""<a:wurst>": unknown kind "wurst""#);
        assert_eq!(error(&["<a>"]), r#""<a>": operand without a kind"#);
        assert_eq!(error(&["... a"]), r#""... a": nothing before ..."#);
        assert_eq!(error(&["a b", "a b"]), r#""a b": two rules are the same"#);
    }

    #[test]
    fn marks_need_no_blanks_around_them() {
        assert_eq!(parts("a [<b:1-2>|c]..."), ["...", "]", "c", "|", "<b:1-2>", "[", "a"]);
    }
}
