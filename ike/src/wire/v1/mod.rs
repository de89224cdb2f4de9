//! ISAKMP payloads of IKEv1: RFC 2408 §3, RFC 2407 §4.6, RFC 3706 §5, RFC 3947 §3.
//!
//! ```text
//! header | payload: next(1) 0(1) length(2) body | payload ... | padding
//! ```
//! Everything here only reads and writes octets; what they mean to an SA is for `crate::v1`.

pub mod attribute;
pub mod identity;
pub mod notify;
pub mod payload;
pub mod sa;

pub use attribute::{Attribute, Attributes};
pub use identity::Identification;
pub use notify::{Delete, Notify};
pub use payload::{Builder, Payload, Payloads};
pub use sa::{Proposal, SecurityAssociation, Transform};

/// Version 1.0 as it stands in the header.
pub const VERSION: u8 = 0x10;

/// DOI of IPsec (RFC 2407 §4.2).
pub const DOI_IPSEC: u32 = 1;

/// Exchange types (RFC 2408 §3.1, RFC 2409 App. A).
pub mod exchange {
    pub const MAIN: u8 = 2;
    pub const AGGRESSIVE: u8 = 4;
    pub const INFORMATIONAL: u8 = 5;
    pub const QUICK: u8 = 32;
}

/// Flags of the header (RFC 2408 §3.1).
pub mod flag {
    pub const ENCRYPTED: u8 = 0x01;
    pub const COMMIT: u8 = 0x02;
    /// Authenticated but not encrypted; we have no use for it.
    pub const AUTHENTICATION_ONLY: u8 = 0x04;
}

/// Protocol identifiers of proposals, notifies and deletes (RFC 2407 §4.4.1).
pub mod protocol {
    pub const ISAKMP: u8 = 1;
    pub const AH: u8 = 2;
    pub const ESP: u8 = 3;
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::{RngCore, SeedableRng};

    use super::*;

    /// Reads `octets` as everything that they may be.
    fn read_all(octets: &[u8]) -> usize {
        let mut understood = 0;
        for kind in 0..=21 {
            understood += Payloads::new(kind, octets).filter(Result::is_ok).count();
        }
        understood += Attributes::new(octets).filter_map(Result::ok).filter(|a| a.number().is_some()).count();
        if let Ok(sa) = SecurityAssociation::parse(octets) {
            // What is understood is written as it was read, up to fields that must be zero.
            assert_eq!(SecurityAssociation::parse(&sa.emit()), Ok(sa));
            understood += 1;
        }
        if let Ok(notify) = Notify::parse(octets) {
            assert_eq!(notify.emit(), octets);
            understood += 1;
        }
        understood += Delete::parse(octets).map_or(0, |delete| delete.spis().count());
        if let Ok(id) = Identification::parse(octets) {
            if let Some(selector) = id.selector() {
                let body = identity::emit_selector(&selector);
                assert_eq!(Identification::parse(&body).unwrap().selector(), Some(selector));
            }
            if let Some(said) = id.identity() {
                assert_eq!(Identification::parse(&identity::emit_identity(&said)).unwrap().identity(), Some(said));
            }
        }
        understood
    }

    #[test]
    fn dos_14_random_and_mutated_octets_are_read_or_refused() {
        let mut rng = ChaCha20Rng::from_seed([14; 32]);
        let attributes = [0x80, 1, 0, 1, 0, 2, 0, 4, 0, 0x46, 0x50, 0];
        let transform = Transform { number: 1, id: 3, attributes: &attributes };
        let ah = Proposal { number: 1, protocol: 2, spi: &[1, 2, 3, 4], transforms: vec![transform] };
        let esp = Proposal { protocol: 3, ..ah.clone() };
        let valid = [
            SecurityAssociation { proposals: vec![ah, esp] }.emit(),
            Notify::new(3, 11, &[1, 2, 3, 4], &[5]).emit(),
            Delete::emit(3, &[&[1, 2, 3, 4], &[5, 6, 7, 8]]),
            vec![4, 17, 0, 53, 10, 0, 0, 0, 255, 255, 255, 0],
            vec![7, 0, 0, 0, 10, 0, 0, 1, 10, 0, 0, 9],
        ];
        let mut understood = 0;
        for round in 0..100_000usize {
            let mut octets = valid[round % valid.len()].clone();
            if round % 3 == 0 {
                octets.resize(rng.next_u32() as usize % 200, 0);
                rng.fill_bytes(&mut octets);
            }
            for _ in 0..rng.next_u32() % 4 {
                if !octets.is_empty() {
                    let at = rng.next_u32() as usize % octets.len();
                    octets[at] = rng.next_u32() as u8;
                }
            }
            if round % 7 == 0 {
                octets.truncate(rng.next_u32() as usize % (octets.len() + 1));
            }
            understood += read_all(&octets);
        }
        assert!(understood > 100_000, "{understood}");
    }
}
