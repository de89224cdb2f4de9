//! Integer expressions in brackets: `lanes[2*i+1]`.

/// Evaluates `text`, whose names `value` knows; the error says what is wrong.
pub(crate) fn evaluate(text: &str, value: &dyn Fn(&str) -> Option<usize>) -> Result<usize, String> {
    let mut parser = Parser { text, rest: text, value };
    let result = parser.sum()?;
    match parser.rest {
        "" => usize::try_from(result).map_err(|_| format!("index `{text}` is negative")),
        rest => Err(format!("cannot read `{rest}` in index `{text}`")),
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    value: &'a dyn Fn(&str) -> Option<usize>,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<i64, String> {
        let mut total = self.product()?;
        while let Some(op) = self.one_of("+-") {
            let term = self.product()?;
            total = self.fits(if op == '+' { total.checked_add(term) } else { total.checked_sub(term) })?;
        }
        Ok(total)
    }

    fn product(&mut self) -> Result<i64, String> {
        let mut total = self.factor()?;
        while let Some(op) = self.one_of("*/%") {
            let factor = self.factor()?;
            total = self.fits(match op {
                '*' => total.checked_mul(factor),
                '/' => total.checked_div(factor),
                _ => total.checked_rem(factor),
            })?;
        }
        Ok(total)
    }

    fn factor(&mut self) -> Result<i64, String> {
        if self.one_of("(").is_some() {
            let inner = self.sum()?;
            return match self.one_of(")") {
                Some(_) => Ok(inner),
                None => Err(format!("unbalanced parentheses in index `{}`", self.text)),
            };
        }
        let end = word_end(self.rest);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if let Some(number) = number(word) {
            return i64::try_from(number).map_err(|_| format!("index `{word}` is too large"));
        }
        let known = (self.value)(word).and_then(|v| i64::try_from(v).ok());
        known.ok_or_else(|| {
            format!("`{word}` in index `{}` is neither a number, a loop index nor a Constant", self.text)
        })
    }

    fn one_of(&mut self, set: &str) -> Option<char> {
        let first = self.rest.chars().next().filter(|c| set.contains(*c))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn fits(&self, value: Option<i64>) -> Result<i64, String> {
        value.ok_or_else(|| format!("index `{}` overflows", self.text))
    }
}

/// Length of the number or path at the start; `()` directly after a name belongs to it.
fn word_end(text: &str) -> usize {
    let mut end = 0;
    let bytes = text.as_bytes();
    while end < bytes.len() {
        let more = match bytes[end] {
            b'(' => end > 0 && bytes.get(end + 1) == Some(&b')'),
            b')' => end > 0 && bytes[end - 1] == b'(',
            c => c.is_ascii_alphanumeric() || c == b'_' || c == b'$',
        };
        if !more {
            break;
        }
        end += 1;
    }
    end
}

/// A Rust integer literal: `12`, `0x1f`, `0b101_u8`.
pub(crate) fn number(text: &str) -> Option<u128> {
    let clean: String = text.chars().filter(|c| *c != '_').collect();
    let (radix, digits) = match clean.get(..2) {
        Some("0x") => (16, &clean[2..]),
        Some("0b") => (2, &clean[2..]),
        Some("0o") => (8, &clean[2..]),
        _ => (10, &clean[..]),
    };
    const SUFFIXES: [&str; 12] =
        ["usize", "isize", "u128", "i128", "u64", "i64", "u32", "i32", "u16", "i16", "u8", "i8"];
    let digits = SUFFIXES.iter().find_map(|s| digits.strip_suffix(s)).unwrap_or(digits);
    u128::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_i(text: &str, i: usize) -> Result<usize, String> {
        evaluate(text, &|name| (name == "i" || name == "k$val()$index()").then_some(i))
    }

    #[test]
    fn arithmetic_follows_rust() {
        assert_eq!(with_i("2*i+1", 3), Ok(7));
        assert_eq!(with_i("((i+1))%4", 3), Ok(0));
        assert_eq!(with_i("8-i/2-1", 5), Ok(5));
        assert_eq!(with_i("0x10_usize", 0), Ok(16));
        assert_eq!(with_i("k$val()$index()+1", 4), Ok(5));
    }

    #[test]
    fn what_is_not_an_index_says_so() {
        assert!(with_i("N-1", 0).is_err());
        assert!(with_i("i-1", 0).is_err());
        assert!(with_i("i/0", 1).is_err());
        assert!(with_i("(i", 1).is_err());
        assert!(with_i("", 1).is_err());
    }
}
