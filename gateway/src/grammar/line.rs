//! Cuts a line into words and remembers where they stood.

/// A word of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: &'a str,
    /// Column of its first character, from 1.
    pub column: usize,
    /// From this word to the end of the line.
    pub rest: &'a str,
}

/// A line that cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("line is longer than {MAX_LINE} octets")]
    Long,
    #[error("control character at column {column}")]
    Control { column: usize },
}

/// Words between blanks.
pub fn words(line: &str) -> Result<Vec<Word<'_>>, LineError> {
    if line.len() > MAX_LINE {
        return Err(LineError::Long);
    }
    let line = line.trim_end();
    let mut words = Vec::new();
    let mut start = None;
    for (column, (at, c)) in (1..).zip(line.char_indices()) {
        if c.is_control() && c != '\t' {
            return Err(LineError::Control { column });
        }
        match (start, is_blank(c)) {
            (None, false) => start = Some((at, column)),
            (Some((from, column)), true) => {
                words.push(Word { text: &line[from..at], column, rest: &line[from..] });
                start = None;
            }
            _ => {}
        }
    }
    if let Some((from, column)) = start {
        words.push(Word { text: &line[from..], column, rest: &line[from..] });
    }
    Ok(words)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// Longest line, in octets.
pub const MAX_LINE: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_columns_in_characters() {
        let line = " set\tpeer  é x ";
        let found: Vec<_> = words(line).expect("words").into_iter().map(|w| (w.text, w.column)).collect();
        assert_eq!(found, [("set", 2), ("peer", 6), ("é", 12), ("x", 14)]);
        assert_eq!(words(line).expect("words")[2].rest, "é x");
        assert_eq!(words("   "), Ok(vec![]));
    }

    #[test]
    fn control_characters_and_endless_lines_are_refused() {
        assert_eq!(words("a \u{1b}[2J"), Err(LineError::Control { column: 3 }));
        assert_eq!(words("a\rb"), Err(LineError::Control { column: 2 }));
        assert_eq!(words(&"a".repeat(MAX_LINE + 1)), Err(LineError::Long));
        assert!(words(&"a".repeat(MAX_LINE)).is_ok());
    }
}
