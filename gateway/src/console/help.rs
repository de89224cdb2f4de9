//! `?` and Tab: what may stand where the cursor is.

use super::commands::exec_grammar;
use super::session::Place;
use crate::config::{grammar, Mode};
use crate::grammar::{explained, words, Choice, Grammar, MatchError, Word};

/// What `?` prints after what was typed so far.
///
/// Behind a blank: everything that may come next, explained. Within a word: the keywords that begin with it, as in IOS.
pub fn help(place: &Place, line: &str) -> String {
    let (before, partial) = split(line);
    let Ok(before) = words(before) else { return "% Unrecognized command\n".to_owned() };
    match choices(place, &before, partial) {
        Err(MatchError::Ambiguous { .. }) => format!("% Ambiguous command:  \"{}\"\n", line.trim_end()),
        Err(_) => "% Unrecognized command\n".to_owned(),
        Ok(choices) if choices.is_empty() => "% Unrecognized command\n".to_owned(),
        Ok(choices) if partial.is_empty() => {
            let width = choices.iter().map(|c| c.text.len()).max().unwrap_or(0);
            let line = |c: &Choice| {
                format!("  {:<width$}  {}", c.text, explained(c.name).unwrap_or_default()).trim_end().to_owned() + "\n"
            };
            choices.iter().map(line).collect()
        }
        Ok(choices) => {
            let texts: Vec<&str> = choices.iter().map(|c| c.text.as_str()).collect();
            texts.join("  ") + "\n"
        }
    }
}

/// Where the word under the cursor begins, in octets, and the keywords that it may become.
pub fn complete(place: &Place, line: &str) -> (usize, Vec<String>) {
    let (before, partial) = split(line);
    let found = words(before).ok().and_then(|before| choices(place, &before, partial).ok()).unwrap_or_default();
    let keywords = found.into_iter().filter(|c| c.keyword).map(|c| c.text).collect();
    (line.len() - partial.len(), keywords)
}

/// The complete words, and the one that the cursor stands at.
fn split(line: &str) -> (&str, &str) {
    line.split_at(line.rfind([' ', '\t']).map_or(0, |at| at + 1))
}

fn choices(place: &Place, before: &[Word<'_>], partial: &str) -> Result<Vec<Choice>, MatchError> {
    let Place::Configure(mode) = place else { return exec_grammar(place.level()).choices(before, partial) };
    if let Some((first, rest)) = before.split_first() {
        if first.text.eq_ignore_ascii_case("do") {
            return exec_grammar(place.level()).choices(rest, partial);
        }
    }
    let here = in_mode(grammar(mode), before, partial);
    // Statements of the global mode lead out of a section, so they may stand there, though the section's own come first.
    match here {
        Ok(choices) if !choices.is_empty() => Ok(choices),
        _ if *mode != Mode::Global => in_mode(grammar(&Mode::Global), before, partial),
        here => here,
    }
}

/// Of a grammar, and the words that lead out of its mode.
fn in_mode<A>(grammar: &Grammar<A>, before: &[Word<'_>], partial: &str) -> Result<Vec<Choice>, MatchError> {
    let mut choices = grammar.choices(before, partial)?;
    if before.is_empty() {
        let outward = OUTWARD.iter().filter(|word| word.starts_with(partial));
        choices.extend(outward.map(|word| Choice { text: (*word).to_owned(), keyword: true, name: word }));
        choices.sort_by_key(|c| (!c.keyword, c.text.clone()));
        choices.retain(|c| c.text != "<cr>");
    }
    Ok(choices)
}

const OUTWARD: [&str; 3] = ["do", "end", "exit"];

#[cfg(test)]
mod tests {
    use super::super::commands::Level;
    use super::*;
    use crate::grammar::{known_words, Kind};

    #[test]
    fn every_keyword_and_operand_is_explained_and_nothing_else() {
        let name = String::new;
        let modes = [
            Mode::Global,
            Mode::IsakmpPolicy(1),
            Mode::Ikev2Proposal(name()),
            Mode::Ikev2Policy(name()),
            Mode::Ikev2Keyring(name()),
            Mode::Ikev2Peer(name(), name()),
            Mode::Ikev2Profile(name()),
            Mode::Trustpoint(name()),
            Mode::TransformSet(name()),
            Mode::Map(name(), 1),
            Mode::Interface(name()),
            Mode::AccessList(name()),
            Mode::AccessList6(name()),
        ];
        let mut needed = vec!["do", "end", "exit"];
        let mut note = |(keywords, operands): (Vec<&'static str>, Vec<(&'static str, Kind)>)| {
            needed.extend(keywords);
            needed.extend(operands.into_iter().map(|(name, _)| name));
        };
        modes.iter().for_each(|mode| note(grammar(mode).vocabulary()));
        [Level::User, Level::Privileged].into_iter().for_each(|level| note(exec_grammar(level).vocabulary()));
        needed.sort_unstable();
        needed.dedup();
        assert_eq!(known_words().collect::<Vec<_>>(), needed);
    }
}
