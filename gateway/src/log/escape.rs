//! Makes text of unknown origin harmless in a line of the log or on a terminal.

use std::borrow::Cow;

/// The text with everything but visible ASCII and single blanks escaped, and cut to a bound.
///
/// Control characters would move a terminal's cursor, line ends would forge further lines, and characters that turn the
/// direction of writing would make a line read as what it is not.
pub fn escaped(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| (c.is_ascii_graphic() && c != '\\') || c == ' ';
    if text.len() <= MOST && text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.len() >= MOST {
            out.push_str("...");
            break;
        }
        match harmless(c) {
            true => out.push(c),
            false => out.extend(c.escape_default()),
        }
    }
    Cow::Owned(out)
}

/// Octets of escaped text.
const MOST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        assert!(matches!(escaped("CN=gw.example.com, O=A & B"), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_text_can_neither_end_the_line_nor_move_the_cursor() {
        assert_eq!(escaped("a\n*Mar 1: forged"), "a\\n*Mar 1: forged");
        assert_eq!(escaped("\u{1b}[2Jgone"), "\\u{1b}[2Jgone");
        assert_eq!(escaped("abc\u{202e}cba"), "abc\\u{202e}cba");
        assert_eq!(escaped("back\\slash"), "back\\\\slash");
        assert_eq!(escaped("é"), "\\u{e9}");
    }

    #[test]
    fn endless_text_is_cut() {
        let cut = escaped(&"\n".repeat(10_000)).into_owned();
        assert!(cut.len() <= MOST + 5 && cut.ends_with("..."), "{}", cut.len());
    }
}
