//! Quick crash detection: a token that only a peer which has lost an SA gives away. RFC 6290.
//!
//! ```text
//!   token = SHA2-256(secret | SPIi | SPIr)
//! ```
//! Maker and taker are both here. A token must not be told while its SA lives (§9.2): whoever asks for [`tokens`] has
//! looked for the SA before.

use subtle::ConstantTimeEq;

use crate::config::Config;
use crate::crypto::Hash;
use crate::wire::v2::{notify, protocol, Notify, Payloads};

/// Tokens of all generations of the secret, newest first; none if crash detection is off.
pub(super) fn tokens(config: &Config, spi_i: u64, spi_r: u64) -> Vec<Vec<u8>> {
    let Some(qcd) = &config.qcd else { return Vec::new() };
    std::iter::once(&qcd.secret)
        .chain(&qcd.previous)
        .take(MAX_TOKENS)
        .map(|secret| Hash::Sha2_256.digest(&[secret.as_slice(), &spi_i.to_be_bytes(), &spi_r.to_be_bytes()]))
        .collect()
}

/// The token to give a peer.
pub(super) fn token(config: &Config, spi_i: u64, spi_r: u64) -> Option<Vec<u8>> {
    tokens(config, spi_i, spi_r).into_iter().next()
}

/// Its notify: of the IKE SA, with protocol 1 (RFC 6290 §4.1).
pub(super) fn notify(token: &[u8]) -> Notify<'_> {
    Notify { protocol: protocol::IKE, ..Notify::new(notify::QUICK_CRASH_DETECTION, token) }
}

/// The token in a protected message, to be kept.
pub(super) fn received(payloads: &Payloads<'_>) -> Option<Vec<u8>> {
    let token = payloads.notify(notify::QUICK_CRASH_DETECTION)?.data;
    (MIN_TOKEN..=MAX_TOKEN).contains(&token.len()).then(|| token.to_vec())
}

/// Whether an unprotected message carries a token that is kept.
pub(super) fn matches(payloads: &Payloads<'_>, kept: &[Vec<u8>]) -> bool {
    payloads
        .notifies()
        .filter(|n| n.kind == notify::QUICK_CRASH_DETECTION)
        .take(MAX_TOKENS)
        .any(|n| kept.iter().any(|token| bool::from(token.as_slice().ct_eq(n.data))))
}

/// In one message, and generations of a secret (RFC 6290 §4.5).
const MAX_TOKENS: usize = 4;
const MIN_TOKEN: usize = 16;
const MAX_TOKEN: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Qcd;
    use crate::crypto::Secret;
    use crate::wire::v2::payload::fixtures::derived;

    #[test]
    fn v2_qcd_token_is_that_of_the_vector() {
        let secret = Secret::new(derived("V2-QCD", "secret"));
        let config = Config { qcd: Some(Qcd { secret, previous: vec![] }), ..Config::default() };
        let token = token(&config, 0x1111_1111_2222_2222, 0x3333_3333_4444_4444);
        assert_eq!(token, Some(derived("V2-QCD", "token")));
        assert_eq!(super::token(&Config::default(), 1, 2), None);
    }
}
