//! Whole messages, byte for byte: fixtures/vectors/derived.json and the ACVP keys that it builds upon.

use serde_json::Value;

use crate::crypto::keymat_v1::{IsakmpKeys, QuickMode};
use crate::crypto::vectors::{bytes, derived, published};
use crate::crypto::{Cipher, Hash, Prf, Secret};
use crate::sa::{IkeId, Protocol, Spi};
use crate::v1::message::{Cookies, Protection};
use crate::v1::testing::{seed_peer, seed_policy};
use crate::v1::{child_proposal, informational, main_mode, natt, Shared};
use crate::wire::v1::identity::emit_selector;
use crate::wire::v1::payload::kind;
use crate::wire::v1::{exchange, Builder};
use crate::wire::Header;

use super::pair::Pair;
use crate::context::Opening;

const COOKIES: Cookies = Cookies { initiator: 0xb0b1_b2b3_b4b5_b6b7, responder: 0xa0a1_a2a3_a4a5_a6a7 };

/// The ISAKMP SA that the derived vectors are protected by: DES, SHA-1, keys of the ACVP case.
pub fn protection() -> Protection {
    let case = &published("ikev1_psk_kdf")[0];
    let cookie = |name: &str| u64::from_str_radix(case[name].as_str().unwrap(), 16).unwrap();
    let keys = IsakmpKeys::derive(
        Prf::HmacSha1,
        &Secret::new(bytes(&case["psk"])),
        (&bytes(&case["ni"]), &bytes(&case["nr"])),
        &Secret::new(bytes(&case["gxy"])),
        (cookie("ci"), cookie("cr")),
    );
    let last_block = bytes(&derived("ikev1_informational")["last_phase1_ciphertext_block"]);
    Protection::new(COOKIES, keys, Hash::Sha1, Cipher::DesCbc, last_block).unwrap()
}

#[test]
fn mm1_of_the_seed_is_that_of_the_vector() {
    let mut pair = Pair::new(seed_peer());
    pair.a.initiate(pair.now, Opening::default());
    pair.settle();
    let mut expected = bytes(&derived("ikev1_seed_messages")["MM1"]);
    // The cookie is random.
    expected[..8].copy_from_slice(&pair.sent[0].payload[..8]);
    assert_eq!(pair.sent[0].payload, expected);
}

#[test]
fn quick_mode_of_the_seed_is_that_of_the_vector() {
    let vectors = derived("ikev1_seed_messages");
    let mid = 0x2b00_b1e5;
    let keys = protection().keys;
    let policy = seed_policy();
    let keymat = derived("ikev1_keymat_seed_bundle");
    let (ni, nr) = (bytes(&keymat["Ni_b"]), bytes(&keymat["Nr_b"]));
    let proposals = child_proposal::offerable(&policy, false).unwrap();
    let message = |spis: [(Protocol, Spi); 2], nonce: &[u8]| {
        let mut chain = Builder::new();
        chain.push(kind::SA, &child_proposal::offer(&policy, &proposals, &spis, false)).push(kind::NONCE, nonce);
        chain.push(kind::ID, &emit_selector(&policy.local[0])).push(kind::ID, &emit_selector(&policy.remote[0]));
        chain
    };
    let chain = message([(Protocol::Ah, Spi(0xb16d_1587)), (Protocol::Esp, Spi(0x249c_5062))], &ni);
    let qm1 = chain.prefixed(kind::HASH, keys.hash_1(mid, chain.octets()).as_slice());
    assert_eq!(qm1.octets(), bytes(&vectors["QM"]["QM1_plain"]));
    let chain = message([(Protocol::Ah, Spi(0x0121_4f0d)), (Protocol::Esp, Spi(0x7aa6_9cb7))], &nr);
    let qm2 = chain.prefixed(kind::HASH, keys.hash_2(mid, &ni, chain.octets()).as_slice());
    assert_eq!(qm2.octets(), bytes(&vectors["QM"]["QM2_plain"]));
    let mut qm3 = Builder::new();
    qm3.push(kind::HASH, keys.hash_3(mid, &ni, &nr).as_slice());
    assert_eq!(qm3.octets(), bytes(&vectors["QM"]["QM3_plain"]));
}

#[test]
fn the_keys_of_the_seed_bundle_are_those_of_the_vector() {
    let vectors = derived("ikev1_keymat_seed_bundle");
    let keys = protection().keys;
    let (ni, nr) = (bytes(&vectors["Ni_b"]), bytes(&vectors["Nr_b"]));
    let exchanged = QuickMode { initiator_nonce: &ni, responder_nonce: &nr, shared: None };
    let [ah, esp] = seed_policy().proposals[0].protocols[..] else { panic!("the seed's bundle is AH and ESP") };
    for (transform, direction) in [(ah, "ah_ab"), (ah, "ah_ba"), (esp, "esp_ab"), (esp, "esp_ba")] {
        let spi = u32::from_str_radix(vectors["spis"][direction].as_str().unwrap(), 16).unwrap();
        let made = keys.child_keys(&exchanged, &transform, Spi(spi)).unwrap();
        let (encryption, integrity) = match transform.protocol {
            Protocol::Ah => (Vec::new(), bytes(&vectors["keys"][direction])),
            Protocol::Esp => (
                bytes(&vectors["keys"][format!("{direction}_enc")]),
                bytes(&vectors["keys"][format!("{direction}_auth")]),
            ),
        };
        assert_eq!((made.encryption.as_slice(), made.integrity.as_slice()), (&encryption[..], &integrity[..]));
    }
}

#[test]
fn v1n_14_informational_messages_of_the_vectors_are_made_and_opened() {
    let protection = protection();
    let vectors = derived("ikev1_informational");
    let (ah, esp) = ((Protocol::Ah, Spi(0x0121_4f0d)), (Protocol::Esp, Spi(0x7aa6_9cb7)));
    for case in vectors["cases"].as_array().unwrap() {
        let mid = u32::from_str_radix(case["mid"].as_str().unwrap(), 16).unwrap();
        let (chain, made) = match case["id"].as_str().unwrap() {
            "V1-INVSPI-AH" => (informational::invalid_spis(&[ah], false), true),
            "V1-INVSPI-AH+ESP" => (informational::invalid_spis(&[ah, esp], false), true),
            "V1-DELETE-ESP" => (informational::deletes(&[esp]), true),
            // Padded as racoon does: taken, never made.
            "V1-INVSPI-AH-PAD" => (informational::invalid_spis(&[ah], false), false),
            other => panic!("{other}"),
        };
        let hash = protection.keys.hash_1(mid, chain.octets());
        assert_eq!(hash.as_slice(), bytes(&case["hash1"]));
        let mut iv = protection.first_iv(mid);
        assert_eq!(iv, bytes(&case["iv"]));
        let sealed = chain.prefixed(kind::HASH, hash.as_slice());
        let message = protection.seal(exchange::INFORMATIONAL, mid, &mut iv, &sealed);
        assert_eq!(message == bytes(&case["message"]), made, "{}", case["id"]);
        check_opens(&protection, case, mid, &chain);
    }
}

/// A vector opens to the payloads of `chain`, and with any octet changed it does not.
fn check_opens(protection: &Protection, case: &Value, mid: u32, chain: &Builder) {
    let message = bytes(&case["message"]);
    let authentic = |message: &[u8]| {
        let header = Header::parse(message).unwrap();
        let opened = protection.open(&header, message, &protection.first_iv(mid))?;
        let payloads = opened.authenticated(|rest| protection.keys.hash_1(mid, rest))?;
        let news = informational::News::read(payloads, COOKIES);
        Some((news.invalid_spis, news.deleted))
    };
    let news = informational::News::read(crate::wire::v1::Payloads::new(chain.first(), chain.octets()), COOKIES);
    assert_eq!(authentic(&message), Some((news.invalid_spis, news.deleted)), "{}", case["id"]);
    // Octets of the padding's own block aside, which the HASH does not cover.
    for at in crate::wire::header::LEN..message.len() - 8 {
        let mut forged = message.clone();
        forged[at] ^= 0x10;
        assert_eq!(authentic(&forged), None, "octet {at}");
    }
}

#[test]
fn initial_contact_is_that_of_the_vector() {
    let shared = Shared {
        id: IkeId(1),
        peer: seed_peer().into(),
        initiator: true,
        cookies: COOKIES,
        local: "10.1.1.1:500".parse().unwrap(),
        remote: "10.2.2.2:500".parse().unwrap(),
        nat: natt::Nat::default(),
        initial_contact: true,
    };
    let mut chain = Builder::new();
    chain.push(kind::NOTIFY, &main_mode::initial_contact(&shared));
    assert_eq!(chain.octets(), bytes(&derived("ikev1_seed_messages")["INITIAL_CONTACT_payload"]));
}
