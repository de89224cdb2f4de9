//! ESP in software for every transform that the endpoint negotiates, apart from the code under test.
//!
//! ```text
//!  SPI(4) | sequence(4) | IV | payload | padding | pad length(1) | next header(1) | ICV
//! ```
//! AES-GCM is the reference model's. No ESN and no replay window: what is proven here are keys.

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockCipher, BlockDecrypt, BlockDecryptMut, BlockEncrypt, BlockEncryptMut, KeyInit, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use des::{Des, TdesEde3};
use respite_ike::sa::{Encryption, Integrity, Keys, SaPair, Spi};
use respite_reference::esp::Esp;
use respite_reference::Transform;
use ring::aead::{Aad, LessSafeKey, Nonce, UnboundKey, CHACHA20_POLY1305};
use ring::hmac;

/// The packet that carries `payload` (of IP protocol `next_header`) on the outbound SA of a pair.
pub fn seal(sa: &SaPair, sequence: u32, payload: &[u8], next_header: u8) -> Vec<u8> {
    let (keys, spi) = (&sa.outbound, sa.outbound_spi);
    let iv = u64::from(sequence).to_be_bytes();
    match encryption(sa) {
        Encryption::AesGcm16(_) => {
            let text = with_trailer(payload, next_header, 4);
            gcm(&transform(keys), spi, sequence).seal(&iv, text).expect("the negotiated key fits")
        }
        Encryption::ChaCha20Poly1305 => {
            let mut text = with_trailer(payload, next_header, 4);
            let (key, nonce) = chacha(keys, iv);
            let aad = header(spi, sequence);
            let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut text).expect("it is short");
            [&aad[..], &iv, &text, tag.as_ref()].concat()
        }
        block => {
            let len = block_len(block);
            // An IV need only be unpredictable where an attacker chooses the text: not in a test.
            let iv: Vec<u8> = iv.iter().cycle().take(if len == 1 { 0 } else { len }).copied().collect();
            let mut text = with_trailer(payload, next_header, len.max(4));
            cbc(block, keys.encryption.as_slice(), &iv, &mut text, true);
            let mut packet = [&header(spi, sequence)[..], &iv, &text].concat();
            let (key, icv_len) = authenticator(sa, keys);
            packet.extend(&hmac::sign(&key, &packet).as_ref()[..icv_len]);
            packet
        }
    }
}

/// The payload and its protocol of a packet on the inbound SA of a pair; `None` if it is not authentic.
pub fn open(sa: &SaPair, packet: &[u8]) -> Option<(Vec<u8>, u8)> {
    let (keys, spi) = (&sa.inbound, sa.inbound_spi);
    let sequence = u32::from_be_bytes(*packet.get(4..)?.first_chunk()?);
    let text = match encryption(sa) {
        Encryption::AesGcm16(_) => {
            gcm(&transform(keys), spi, sequence).open(packet).expect("the negotiated key fits")?
        }
        Encryption::ChaCha20Poly1305 => {
            let (iv, sealed) = packet.get(8..)?.split_first_chunk::<8>()?;
            let (key, nonce) = chacha(keys, *iv);
            let mut text = sealed.to_vec();
            key.open_in_place(nonce, Aad::from(header(spi, sequence)), &mut text).ok()?.to_vec()
        }
        block => {
            let (key, icv_len) = authenticator(sa, keys);
            let (covered, icv) = packet.split_at_checked(packet.len().checked_sub(icv_len)?)?;
            if hmac::sign(&key, covered).as_ref()[..icv_len] != *icv {
                return None;
            }
            let iv_len = if block == Encryption::Null { 0 } else { block_len(block) };
            let (iv, sealed) = covered.get(8..)?.split_at_checked(iv_len)?;
            let mut text = sealed.to_vec();
            cbc(block, keys.encryption.as_slice(), iv, &mut text, false);
            text
        }
    };
    let (payload, _, next_header) = respite_reference::esp::without_trailer(&text)?;
    Some((payload.to_vec(), next_header))
}

fn encryption(sa: &SaPair) -> Encryption {
    sa.encryption.expect("ESP has a cipher")
}

fn header(spi: Spi, sequence: u32) -> [u8; 8] {
    (u64::from(spi.0) << 32 | u64::from(sequence)).to_be_bytes()
}

/// RFC 4106: the salt follows the key.
fn transform(keys: &Keys) -> Transform {
    let (key, salt) = keys.encryption.as_slice().split_last_chunk().expect("it ends in a salt");
    Transform::AesGcm16 { key: key.into(), salt: *salt }
}

fn gcm(transform: &Transform, spi: Spi, sequence: u32) -> Esp<'_> {
    Esp { transform, spi: spi.0, seq: sequence.into(), esn: false }
}

/// RFC 7634 §2: the salt follows the key.
fn chacha(keys: &Keys, iv: [u8; 8]) -> (LessSafeKey, Nonce) {
    let (key, salt) = keys.encryption.as_slice().split_last_chunk::<4>().expect("it ends in a salt");
    let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("the negotiated key fits");
    let mut nonce = [0; 12];
    nonce[..4].copy_from_slice(salt);
    nonce[4..].copy_from_slice(&iv);
    (LessSafeKey::new(key), Nonce::assume_unique_for_key(nonce))
}

fn authenticator(sa: &SaPair, keys: &Keys) -> (hmac::Key, usize) {
    let (algorithm, len) = match sa.integrity.expect("a plain cipher stands beside an authenticator") {
        Integrity::HmacSha1_96 => (hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, 12),
        Integrity::HmacSha2_256_128 => (hmac::HMAC_SHA256, 16),
        Integrity::HmacSha2_384_192 => (hmac::HMAC_SHA384, 24),
        Integrity::HmacSha2_512_256 => (hmac::HMAC_SHA512, 32),
        Integrity::AesGmac(_) => unreachable!("GMAC is for AH"),
    };
    (hmac::Key::new(algorithm, keys.integrity.as_slice()), len)
}

/// 1 without a cipher.
fn block_len(encryption: Encryption) -> usize {
    match encryption {
        Encryption::AesCbc(_) => 16,
        Encryption::DesCbc | Encryption::TripleDesCbc => 8,
        _ => 1,
    }
}

fn cbc(encryption: Encryption, key: &[u8], iv: &[u8], text: &mut [u8], encrypt: bool) {
    match encryption {
        Encryption::Null => {}
        Encryption::DesCbc => run::<Des>(key, iv, text, encrypt),
        Encryption::TripleDesCbc => run::<TdesEde3>(key, iv, text, encrypt),
        Encryption::AesCbc(128) => run::<Aes128>(key, iv, text, encrypt),
        Encryption::AesCbc(192) => run::<Aes192>(key, iv, text, encrypt),
        Encryption::AesCbc(256) => run::<Aes256>(key, iv, text, encrypt),
        other => unreachable!("{other:?} is no CBC cipher"),
    }
}

fn run<C>(key: &[u8], iv: &[u8], text: &mut [u8], encrypt: bool)
where
    C: BlockCipher + BlockEncrypt + BlockEncryptMut + BlockDecrypt + BlockDecryptMut + KeyInit,
{
    if encrypt {
        let len = text.len();
        let cipher = cbc::Encryptor::<C>::new_from_slices(key, iv).expect("the negotiated key fits");
        cipher.encrypt_padded_mut::<NoPadding>(text, len).expect("it is whole blocks");
    } else {
        let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).expect("the negotiated key fits");
        // What is no whole number of blocks has passed authentication and is then found out by its trailer.
        let _ = cipher.decrypt_padded_mut::<NoPadding>(text);
    }
}

/// RFC 4303 §2.4.
fn with_trailer(payload: &[u8], next_header: u8, multiple: usize) -> Vec<u8> {
    let pad = (multiple - (payload.len() + 2) % multiple) % multiple;
    let mut text = payload.to_vec();
    text.extend(1..=pad as u8);
    text.extend([pad as u8, next_header]);
    text
}
