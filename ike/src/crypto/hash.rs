//! Hash functions: phase-1 IVs and NAT detection of IKEv1, NAT detection of IKEv2, signatures.

use ring::digest;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    Sha1,
    Sha2_256,
    Sha2_384,
    Sha2_512,
}

impl Hash {
    /// Octets of the digest.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> usize {
        self.algorithm().output_len()
    }

    /// The digest of the parts one after the other.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = digest::Context::new(self.algorithm());
        for part in parts {
            context.update(part);
        }
        context.finish().as_ref().to_vec()
    }

    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha2_256 => &digest::SHA256,
            Hash::Sha2_384 => &digest::SHA384,
            Hash::Sha2_512 => &digest::SHA512,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::vectors::{bytes, derived};

    #[test]
    fn digests_of_abc_are_those_of_fips_180() {
        let expect = [
            (Hash::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (Hash::Sha2_256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                Hash::Sha2_384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
                 8086072ba1e7cc2358baeca134c825a7",
            ),
            (
                Hash::Sha2_512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ];
        for (hash, digest) in expect {
            assert_eq!(hash.digest(&[b"a", b"", b"bc"]), bytes(digest), "{hash:?}");
            assert_eq!(hash.len(), digest.len() / 2);
        }
    }

    #[test]
    fn nat_detection_hashes_are_sha1_of_spis_address_and_port() {
        for (key, spis) in [("ikev1_natd", ["cky_i", "cky_r"]), ("ikev2_natd", ["spi_i", "spi_r"])] {
            let case = derived(key);
            let address: std::net::Ipv4Addr = case["ip"].as_str().unwrap().parse().unwrap();
            let port = case["port"].as_u64().unwrap() as u16;
            let digest = Hash::Sha1.digest(&[
                &bytes(&case[spis[0]]),
                &bytes(&case[spis[1]]),
                &address.octets(),
                &port.to_be_bytes(),
            ]);
            assert_eq!(digest, bytes(&case["sha1"]), "{key}");
        }
    }
}
