//! Vectors that others made, for tests.

use serde_json::Value;

/// The cases under `key` of fixtures/vectors/published.json.
pub fn published(key: &str) -> Vec<Value> {
    cases(include_str!("../../../fixtures/vectors/published.json"), key)
}

/// The cases under `key` of fixtures/vectors/ike.json.
pub fn ike(key: &str) -> Vec<Value> {
    cases(include_str!("../../../fixtures/vectors/ike.json"), key)
}

/// What is under `key` of fixtures/vectors/derived.json.
pub fn derived(key: &str) -> Value {
    load(include_str!("../../../fixtures/vectors/derived.json"), key)
}

/// Hexadecimal digits as octets.
pub fn bytes<'a>(hex: impl Hex<'a>) -> Vec<u8> {
    let digits = hex.digits();
    assert!(digits.len().is_multiple_of(2), "{digits}");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// What holds hexadecimal digits.
pub trait Hex<'a> {
    fn digits(self) -> &'a str;
}

impl<'a> Hex<'a> for &'a str {
    fn digits(self) -> &'a str {
        self
    }
}

impl<'a> Hex<'a> for &'a Value {
    fn digits(self) -> &'a str {
        self.as_str().expect("a vector is a string of hexadecimal digits")
    }
}

fn load(json: &str, key: &str) -> Value {
    serde_json::from_str::<Value>(json).unwrap()[key].clone()
}

fn cases(json: &str, key: &str) -> Vec<Value> {
    let cases = load(json, key).as_array().cloned().unwrap_or_default();
    assert!(!cases.is_empty(), "{key}");
    cases
}
