//! Octets that nobody but their owner shall see.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Octets that are wiped when dropped, compared in constant time and never printed.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    pub fn new(octets: impl Into<Vec<u8>>) -> Self {
        Secret(Zeroizing::new(octets.into()))
    }

    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `octets`, which a peer sent, are these. The time depends on the lengths alone.
    pub fn matches(&self, octets: &[u8]) -> bool {
        self.0.ct_eq(octets).into()
    }
}

impl PartialEq for Secret {
    /// The time depends on the lengths alone.
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}

impl Eq for Secret {}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({} octets)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_tells_the_length_alone() {
        assert_eq!(format!("{:?}", Secret::new(*b"cisco")), "Secret(5 octets)");
    }

    #[test]
    fn secrets_are_equal_when_their_octets_are() {
        assert_eq!(Secret::new(*b"cisco"), Secret::new(*b"cisco"));
        assert_ne!(Secret::new(*b"cisco"), Secret::new(*b"cisca"));
        assert_ne!(Secret::new(*b"cisco"), Secret::new(*b"cisc"));
        assert!(Secret::new(*b"cisco").matches(b"cisco"));
        assert!(!Secret::new(*b"cisco").matches(b""));
    }
}
