//! Cookies: a responder under load keeps no state for a source that has not answered once. RFC 7296 §2.6.
//!
//! ```text
//!   cookie = seconds (4) | HMAC-SHA2-256(secret, seconds | Ni | address | SPIi)
//! ```
//! The KE payload is not covered, so that a cookie outlives INVALID_KE_PAYLOAD (RFC 7296 §2.6.1).

use std::net::IpAddr;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;
use subtle::ConstantTimeEq;

use crate::crypto::{Prf, Secret};

/// Makes cookies and knows its own.
pub(crate) struct Cookies {
    start: Instant,
    rotated: Instant,
    current: Secret,
    previous: Option<Secret>,
}

impl Cookies {
    pub fn new(now: Instant, rng: &mut ChaCha20Rng) -> Self {
        Cookies { start: now, rotated: now, current: fresh(rng), previous: None }
    }

    /// A cookie for an initiator, named by its nonce, address and SPI.
    pub fn make(&mut self, now: Instant, rng: &mut ChaCha20Rng, nonce: &[u8], address: IpAddr, spi: u64) -> Vec<u8> {
        if now.saturating_duration_since(self.rotated) >= ROTATION {
            self.previous = Some(std::mem::replace(&mut self.current, fresh(rng)));
            self.rotated = now;
        }
        let seconds = self.seconds(now);
        let mut cookie = seconds.to_be_bytes().to_vec();
        cookie.extend_from_slice(mac(&self.current, seconds, nonce, address, spi).as_slice());
        cookie
    }

    /// Whether `cookie` was made here for this initiator, not long ago.
    pub fn check(&self, now: Instant, cookie: &[u8], nonce: &[u8], address: IpAddr, spi: u64) -> bool {
        let Some((seconds, theirs)) = cookie.split_first_chunk::<4>() else { return false };
        let seconds = u32::from_be_bytes(*seconds);
        let age = self.seconds(now).checked_sub(seconds);
        age.is_some_and(|age| Duration::from_secs(age.into()) <= VALIDITY)
            && std::iter::once(&self.current)
                .chain(&self.previous)
                .any(|secret| mac(secret, seconds, nonce, address, spi).as_slice().ct_eq(theirs).into())
    }

    fn seconds(&self, now: Instant) -> u32 {
        u32::try_from(now.saturating_duration_since(self.start).as_secs()).unwrap_or(u32::MAX)
    }
}

fn mac(secret: &Secret, seconds: u32, nonce: &[u8], address: IpAddr, spi: u64) -> Secret {
    let address = match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped(),
        IpAddr::V6(v6) => v6,
    };
    Prf::HmacSha2_256
        .compute(secret.as_slice(), &[&seconds.to_be_bytes(), nonce, &address.octets(), &spi.to_be_bytes()])
}

fn fresh(rng: &mut ChaCha20Rng) -> Secret {
    let mut octets = vec![0; 32];
    rng.fill_bytes(&mut octets);
    Secret::new(octets)
}

const ROTATION: Duration = Duration::from_secs(120);
/// Shorter than the rotation, so that two generations are enough.
const VALIDITY: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;

    fn setting() -> (Instant, ChaCha20Rng, Cookies) {
        let now = Instant::now();
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let cookies = Cookies::new(now, &mut rng);
        (now, rng, cookies)
    }

    #[test]
    fn a_cookie_is_good_for_its_nonce_address_and_spi_alone() {
        let (now, mut rng, mut cookies) = setting();
        let (here, there) = (IpAddr::from([10, 1, 1, 1]), IpAddr::from([10, 1, 1, 2]));
        let cookie = cookies.make(now, &mut rng, b"nonce", here, 9);
        assert!(cookies.check(now, &cookie, b"nonce", here, 9));
        assert!(!cookies.check(now, &cookie, b"other", here, 9));
        assert!(!cookies.check(now, &cookie, b"nonce", there, 9));
        assert!(!cookies.check(now, &cookie, b"nonce", here, 8));
        assert!(!cookies.check(now, &cookie[..3], b"nonce", here, 9));
        assert!(!cookies.check(now, &[], b"nonce", here, 9));
    }

    #[test]
    fn a_cookie_survives_one_rotation_and_ten_seconds() {
        let (now, mut rng, mut cookies) = setting();
        let address = IpAddr::from([10, 1, 1, 1]);
        let late = now + Duration::from_secs(119);
        let cookie = cookies.make(late, &mut rng, b"nonce", address, 9);
        let rotated = now + Duration::from_secs(125);
        cookies.make(rotated, &mut rng, b"nonce", address, 9);
        assert!(cookies.check(rotated, &cookie, b"nonce", address, 9));
        assert!(!cookies.check(late + Duration::from_secs(11), &cookie, b"nonce", address, 9));
    }
}
