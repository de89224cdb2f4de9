//! Reads a whole configuration: of this gateway, or of a router with much else in it.
//!
//! ```text
//!   line understood ──────────────> applied
//!   begins like one of ours ──────> error with line, column and what was expected
//!   anything else ────────────────> ignored, listed once with all its line numbers
//! ```
//! Lines within a section need not be indented. A lone `!` ends a section, unless the next line is indented.

use std::collections::BTreeMap;

use super::{policy, Editor, Mode, Running, StatementError};

/// A configuration that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Running,
    pub ignored: Vec<Ignored>,
}

/// A line that means nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Without what might be a secret.
    pub text: String,
    /// Where it stands, from 1.
    pub lines: Vec<usize>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct LineProblem {
    /// From 1.
    pub line: usize,
    /// From 1; `None` for a section as a whole.
    pub column: Option<usize>,
    pub why: String,
}

/// Why a configuration was not taken: all that is wrong with it, up to a bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", shown(problems))]
pub struct LoadError {
    pub problems: Vec<LineProblem>,
}

/// Reads a configuration that shall be used: what its sections name must be there.
pub fn load(text: &str) -> Result<Loaded, LoadError> {
    let (loaded, sections) = read(text)?;
    let section = |mode: &Mode| sections.get(mode).copied();
    let problems: Vec<LineProblem> = policy::problems(&loaded.config)
        .into_iter()
        .take(MOST_PROBLEMS)
        .map(|p| LineProblem { line: section(&p.section).unwrap_or(1), column: None, why: p.to_string() })
        .collect();
    if problems.is_empty() {
        Ok(loaded)
    } else {
        Err(LoadError { problems })
    }
}

/// Reads a configuration, complete or not.
pub fn parse(text: &str) -> Result<Loaded, LoadError> {
    read(text).map(|(loaded, _)| loaded)
}

/// Also where sections began.
fn read(text: &str) -> Result<(Loaded, BTreeMap<Mode, usize>), LoadError> {
    if text.len() > MOST_OCTETS {
        let why = format!("has {} octets, {MOST_OCTETS} may be", text.len());
        return Err(LoadError { problems: vec![LineProblem { line: 1, column: None, why }] });
    }
    let mut loader = Loader::default();
    for (number, line) in (1..).zip(text.lines()) {
        if loader.line(number, line) == Flow::End || loader.problems.len() >= MOST_PROBLEMS {
            break;
        }
    }
    loader.finish()
}

/// The state between two lines.
#[derive(Default)]
struct Loader {
    config: Running,
    mode: Mode,
    /// A lone `!` stood before.
    ended: bool,
    /// Lines of the section have been indented.
    indented: bool,
    /// Where sections began.
    sections: BTreeMap<Mode, usize>,
    ignored: Vec<Ignored>,
    problems: Vec<LineProblem>,
}

#[derive(PartialEq, Eq)]
enum Flow {
    Next,
    End,
}

impl Loader {
    fn line(&mut self, number: usize, line: &str) -> Flow {
        let content = line.trim();
        if content == "!" && !line.starts_with([' ', '\t']) {
            self.ended = true;
        }
        if content.is_empty() || content.starts_with('!') {
            return Flow::Next;
        }
        let indented = line.starts_with([' ', '\t']);
        if self.ended && !indented {
            self.enter(Mode::Global);
        }
        self.ended = false;
        self.indented |= indented;
        match content {
            "end" => return Flow::End,
            "exit" => {
                self.enter(self.mode.outer().unwrap_or_default());
                return Flow::Next;
            }
            _ => {}
        }
        let mut editor = Editor::new(&mut self.config, self.mode.clone());
        match editor.apply(line) {
            Ok(()) => {
                let mode = editor.mode().clone();
                if mode != self.mode {
                    self.sections.entry(mode.clone()).or_insert(number);
                    self.enter(mode);
                }
            }
            Err(error) => self.wrong(number, content, indented, &error),
        }
        Flow::Next
    }

    fn enter(&mut self, mode: Mode) {
        self.mode = mode;
        self.indented = false;
    }

    /// Not understood: wrong, or none of our business.
    fn wrong(&mut self, number: usize, line: &str, indented: bool, error: &StatementError) {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let well_formed = matches!(error, StatementError::Refused { .. });
        let inside = match self.mode {
            Mode::Global => false,
            Mode::Interface(_) => self.mode.is_ours(&words),
            // Among indented lines, one that is not is outside.
            _ if self.indented => indented,
            _ => self.mode.is_ours(&words),
        };
        if well_formed || inside || Mode::Global.is_ours(&words) {
            let column = Some(error.column());
            self.problems.push(LineProblem { line: number, column, why: error.to_string() });
            return;
        }
        let interface = matches!(self.mode, Mode::Interface(_));
        if !indented && !interface {
            self.enter(Mode::Global);
        }
        let text = without_secrets(line);
        match self.ignored.iter_mut().find(|i| i.text == text) {
            Some(known) => known.lines.push(number),
            None => self.ignored.push(Ignored { text, lines: vec![number] }),
        }
    }

    fn finish(self) -> Result<(Loaded, BTreeMap<Mode, usize>), LoadError> {
        if self.problems.is_empty() {
            Ok((Loaded { config: self.config, ignored: self.ignored }, self.sections))
        } else {
            Err(LoadError { problems: self.problems })
        }
    }
}

/// A line that is not understood may hold a password of something else: it is cut before what follows such a word.
fn without_secrets(line: &str) -> String {
    let mut words = Vec::new();
    let mut rest = line.split_ascii_whitespace().peekable();
    while let Some(word) = rest.next() {
        words.push(word);
        let lower = word.to_ascii_lowercase();
        if rest.peek().is_some() && SECRETS.iter().any(|secret| lower.contains(secret)) {
            words.push("...");
            break;
        }
    }
    let text: String = words.join(" ").chars().take(MOST_SHOWN).collect();
    text.escape_debug().collect::<String>().replace("\\'", "'").replace("\\\"", "\"")
}

fn shown(problems: &[LineProblem]) -> String {
    problems.iter().map(LineProblem::to_string).collect::<Vec<_>>().join("\n")
}

const SECRETS: [&str; 5] = ["password", "secret", "key", "community", "passphrase"];
const MOST_OCTETS: usize = 4 << 20;
const MOST_PROBLEMS: usize = 50;
/// Characters of an ignored line.
const MOST_SHOWN: usize = 120;
