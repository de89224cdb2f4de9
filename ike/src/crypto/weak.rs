//! Keys that DES must not be used with.

/// Whether a DES key, or one of the three of 3DES, is weak or semi-weak (RFC 2409 App. A), parity bits ignored; and
/// whether 3DES comes down to single DES because neighbouring keys are equal (RFC 2451 §2.3).
pub fn is_weak_des_key(key: &[u8]) -> bool {
    let without_parity = |octets: &[u8]| octets.iter().fold(0u64, |bits, octet| bits << 8 | u64::from(octet & 0xfe));
    let keys: Vec<u64> = key.chunks(8).map(without_parity).collect();
    keys.iter().any(|key| WEAK.contains(key)) || keys.windows(2).any(|pair| pair[0] == pair[1])
}

/// The four weak keys and the twelve semi-weak ones, without parity.
const WEAK: [u64; 16] = {
    let mut keys = [
        0x0101010101010101,
        0xfefefefefefefefe,
        0xe0e0e0e0f1f1f1f1,
        0x1f1f1f1f0e0e0e0e,
        0x01fe01fe01fe01fe,
        0xfe01fe01fe01fe01,
        0x1fe01fe00ef10ef1,
        0xe01fe01ff10ef10e,
        0x01e001e001f101f1,
        0xe001e001f101f101,
        0x1ffe1ffe0efe0efe,
        0xfe1ffe1ffe0efe0e,
        0x011f011f010e010e,
        0x1f011f010e010e01,
        0xe0fee0fef1fef1fe,
        0xfee0fee0fef1fef1,
    ];
    let mut i = 0;
    while i < keys.len() {
        keys[i] &= 0xfefefefefefefefe;
        i += 1;
    }
    keys
};

#[cfg(test)]
mod tests {
    use des::cipher::{BlockEncrypt, KeyInit};

    use super::*;

    /// What makes a key weak or semi-weak is that some key of the table undoes it.
    #[test]
    fn encrypting_twice_with_a_pair_of_the_table_is_the_identity() {
        for key in WEAK {
            let undone = WEAK.iter().any(|other| {
                let mut block = (*b"respite!").into();
                des::Des::new(&key.to_be_bytes().into()).encrypt_block(&mut block);
                des::Des::new(&other.to_be_bytes().into()).encrypt_block(&mut block);
                block.as_slice() == b"respite!"
            });
            assert!(undone, "{key:016x}");
        }
        let distinct: std::collections::HashSet<_> = WEAK.iter().collect();
        assert_eq!(distinct.len(), 16);
    }

    #[test]
    fn weak_keys_are_found_whatever_their_parity() {
        for key in WEAK {
            assert!(is_weak_des_key(&key.to_be_bytes()));
            assert!(is_weak_des_key(&(key | 0x0101010101010101).to_be_bytes()));
            assert!(!is_weak_des_key(&(key ^ 0x0000000000000010).to_be_bytes()));
        }
    }

    #[test]
    fn triple_des_is_weak_with_one_weak_key_or_equal_neighbours() {
        let keys = |a: u64, b: u64, c: u64| [a.to_be_bytes(), b.to_be_bytes(), c.to_be_bytes()].concat();
        assert!(!is_weak_des_key(&keys(0x123456789abcdef0, 0x23456789abcdef12, 0x3456789abcdef123)));
        assert!(!is_weak_des_key(&keys(0x123456789abcdef0, 0x23456789abcdef12, 0x123456789abcdef0)));
        assert!(is_weak_des_key(&keys(0x123456789abcdef0, 0xfefefefefefefefe, 0x3456789abcdef123)));
        assert!(is_weak_des_key(&keys(0x123456789abcdef0, 0x133557799bbddff1, 0x3456789abcdef123)));
    }
}
