//! Keys and authenticators of IKEv2 (RFC 7296 §2.13-2.18, RFC 8784, RFC 9242, RFC 9370).
//!
//! ```text
//!  Ni, Nr, g^ir ──> SKEYSEED ──> SK_d ──> KEYMAT of a child, SKEYSEED of a rekey or of the next key exchange
//!                             ├> SK_ai, SK_ar, SK_ei, SK_er ──> messages
//!                             └> SK_pi, SK_pr ──> IntAuth, AUTH
//! ```

use super::{Cipher, Prf, Secret};
use crate::config::ChildTransform;
use crate::sa::{Integrity, Keys};

/// One of the two ends. Of an IKE SA's keys: its original initiator, or the one that rekeyed it last; of a child's: who
/// began the exchange that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Initiator,
    Responder,
}

/// The algorithms that an IKE SA's keys are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    pub prf: Prf,
    pub cipher: Cipher,
    /// `None` with a combined-mode cipher.
    pub integrity: Option<Integrity>,
}

/// Nonces and SPIs of the exchange that keys come from.
#[derive(Clone, Copy, Debug)]
pub struct Seed<'a> {
    /// Body of the nonce payload.
    pub initiator_nonce: &'a [u8],
    /// Body of the nonce payload.
    pub responder_nonce: &'a [u8],
    /// Of the new IKE SA.
    pub initiator_spi: u64,
    /// Of the new IKE SA.
    pub responder_spi: u64,
}

/// The keys of an IKE SA.
#[derive(Clone, Debug)]
pub struct IkeKeys {
    suite: Suite,
    d: Secret,
    initiator: SideKeys,
    responder: SideKeys,
}

/// One end's keys: those that its messages are protected with and its AUTH is made with.
#[derive(Clone, Debug)]
pub struct SideKeys {
    /// SK_ei or SK_er: cipher key, then its salt where it has one.
    pub encryption: Secret,
    /// SK_ai or SK_ar; empty with a combined-mode cipher.
    pub integrity: Secret,
    /// SK_pi or SK_pr.
    auth: Secret,
}

/// The keys of a child SA pair.
#[derive(Clone, Debug)]
pub struct ChildKeys {
    /// Of what the initiator of the exchange sends.
    pub from_initiator: Keys,
    /// Of what the responder of the exchange sends.
    pub from_responder: Keys,
}

impl IkeKeys {
    /// After IKE_SA_INIT (RFC 7296 §2.14).
    pub fn initial(suite: Suite, seed: &Seed<'_>, shared: &Secret) -> Self {
        let nonces = [seed.initiator_nonce, seed.responder_nonce].concat();
        Self::expand(suite, seed, &suite.prf.compute(&nonces, &[shared.as_slice()]))
    }

    /// After an additional key exchange (RFC 9370 §2.2.2); `seed` is still that of IKE_SA_INIT.
    pub fn next(&self, seed: &Seed<'_>, shared: &Secret) -> Self {
        let skeyseed =
            self.suite.prf.compute(self.d.as_slice(), &[shared.as_slice(), seed.initiator_nonce, seed.responder_nonce]);
        Self::expand(self.suite, seed, &skeyseed)
    }

    /// Of the IKE SA that replaces this one (RFC 7296 §2.18); `shared` holds the secrets of all key exchanges, the one of
    /// CREATE_CHILD_SA first (RFC 9370 §2.2.4).
    ///
    /// SKEYSEED comes from the old PRF, the rest from the new one.
    pub fn rekeyed(&self, suite: Suite, seed: &Seed<'_>, shared: &[Secret]) -> Self {
        let skeyseed = self.suite.prf.compute(self.d.as_slice(), &key_exchanges(seed, shared));
        Self::expand(suite, seed, &skeyseed)
    }

    /// Mixes in a post-quantum pre-shared key, before IKE_AUTH (RFC 8784 §3).
    pub fn mix_ppk(&mut self, ppk: &Secret) {
        let prf = self.suite.prf;
        for key in [&mut self.d, &mut self.initiator.auth, &mut self.responder.auth] {
            *key = prf.expand(ppk.as_slice(), &[key.as_slice()], prf.len());
        }
    }

    /// Keys of a child (RFC 7296 §2.17): those of the initiator's direction first, in each the cipher's before those of
    /// integrity. `seed` is that of the exchange that made it; its SPIs do not matter. `shared` is empty without a key
    /// exchange of its own, else as in [`IkeKeys::rekeyed`].
    pub fn child(&self, seed: &Seed<'_>, shared: &[Secret], transform: &ChildTransform) -> ChildKeys {
        let encryption_len = transform.encryption.map_or(0, |encryption| encryption.key_len());
        let integrity_len = transform.integrity.map_or(0, |integrity| integrity.key_len());
        let len = 2 * (encryption_len + integrity_len);
        let keymat = self.suite.prf.expand(self.d.as_slice(), &key_exchanges(seed, shared), len);
        let mut keymat = Cut(keymat.as_slice());
        let mut keys = || Keys { encryption: keymat.take(encryption_len), integrity: keymat.take(integrity_len) };
        ChildKeys { from_initiator: keys(), from_responder: keys() }
    }

    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The keys of messages that `side` sends.
    pub fn side(&self, side: Side) -> &SideKeys {
        match side {
            Side::Initiator => &self.initiator,
            Side::Responder => &self.responder,
        }
    }

    /// What `signer` signs in IKE_AUTH (RFC 7296 §2.15): its first message of IKE_SA_INIT as sent last (without a marker of
    /// port 4500), the other side's nonce, and its ID payload's body under SK_p. `int_auth` is [`IntAuth::finish`]; empty
    /// without IKE_INTERMEDIATE.
    pub fn signed_octets(
        &self,
        signer: Side,
        message: &[u8],
        nonce: &[u8],
        identity: &[u8],
        int_auth: &[u8],
    ) -> Vec<u8> {
        let maced = self.suite.prf.compute(self.side(signer).auth.as_slice(), &[identity]);
        [message, nonce, maced.as_slice(), int_auth].concat()
    }

    /// AUTH data of the shared key method (RFC 7296 §2.15).
    pub fn psk_auth(&self, psk: &Secret, signed_octets: &[u8]) -> Secret {
        let key = self.suite.prf.compute(psk.as_slice(), &[KEY_PAD]);
        self.suite.prf.compute(key.as_slice(), &[signed_octets])
    }

    /// {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr)
    fn expand(suite: Suite, seed: &Seed<'_>, skeyseed: &Secret) -> Self {
        let prf_len = suite.prf.len();
        let integrity_len = suite.integrity.map_or(0, |integrity| integrity.key_len());
        let encryption_len = suite.cipher.key_len() + suite.cipher.salt_len();
        let keymat = suite.prf.expand(
            skeyseed.as_slice(),
            &[
                seed.initiator_nonce,
                seed.responder_nonce,
                &seed.initiator_spi.to_be_bytes(),
                &seed.responder_spi.to_be_bytes(),
            ],
            3 * prf_len + 2 * integrity_len + 2 * encryption_len,
        );
        let mut keymat = Cut(keymat.as_slice());
        let d = keymat.take(prf_len);
        let (ai, ar) = (keymat.take(integrity_len), keymat.take(integrity_len));
        let (ei, er) = (keymat.take(encryption_len), keymat.take(encryption_len));
        let (pi, pr) = (keymat.take(prf_len), keymat.take(prf_len));
        IkeKeys {
            suite,
            d,
            initiator: SideKeys { encryption: ei, integrity: ai, auth: pi },
            responder: SideKeys { encryption: er, integrity: ar, auth: pr },
        }
    }
}

/// The running authentication of IKE_INTERMEDIATE (RFC 9242 §3.3).
#[derive(Clone, Debug, Default)]
pub struct IntAuth {
    initiator: Secret,
    responder: Secret,
}

impl IntAuth {
    /// Takes in a message of `sender`. `keys` are those that protected it; `head` goes from the first octet of the IKE header
    /// to the last of the Encrypted payload's generic header, of whatever lengths; `inner` is the plaintext of the inner
    /// payloads. Of a fragmented message, `head` is that of the first fragment with the Encrypted payload's generic header.
    pub fn absorb(&mut self, keys: &IkeKeys, sender: Side, head: &[u8], inner: &[u8]) {
        let adjusted = with_lengths(head, inner.len());
        let chain = match sender {
            Side::Initiator => &mut self.initiator,
            Side::Responder => &mut self.responder,
        };
        let key = keys.side(sender).auth.as_slice();
        *chain = keys.suite.prf.compute(key, &[chain.as_slice(), &adjusted, inner]);
    }

    /// IntAuth, for the signed octets of both ends; `message_id` is that of the first IKE_AUTH message. Empty if there was no
    /// IKE_INTERMEDIATE.
    pub fn finish(&self, message_id: u32) -> Vec<u8> {
        if self.initiator.is_empty() {
            return Vec::new();
        }
        [self.initiator.as_slice(), self.responder.as_slice(), &message_id.to_be_bytes()].concat()
    }
}

/// `head` with the lengths of a message that holds nothing but itself and `inner_len` octets: no IV, padding, ICV.
fn with_lengths(head: &[u8], inner_len: usize) -> Vec<u8> {
    let mut adjusted = head.to_vec();
    let message_len = (head.len() + inner_len) as u32;
    let payload_len = (GENERIC_HEADER_LEN + inner_len) as u16;
    if let Some(field) = adjusted.get_mut(24..28) {
        field.copy_from_slice(&message_len.to_be_bytes());
    }
    if let Some(field) = adjusted.last_chunk_mut::<2>() {
        *field = payload_len.to_be_bytes();
    }
    adjusted
}

/// [SK(0) |] Ni | Nr [| SK(1) | … | SK(n)] (RFC 9370 §2.2.4).
fn key_exchanges<'a>(seed: &Seed<'a>, shared: &'a [Secret]) -> Vec<&'a [u8]> {
    let mut secrets = shared.iter().map(Secret::as_slice);
    let mut parts = Vec::from_iter(secrets.next());
    parts.extend([seed.initiator_nonce, seed.responder_nonce]);
    parts.extend(secrets);
    parts
}

/// Key material of which keys are taken from the front.
struct Cut<'a>(&'a [u8]);

impl Cut<'_> {
    fn take(&mut self, len: usize) -> Secret {
        let (key, rest) = self.0.split_at(len);
        self.0 = rest;
        Secret::new(key)
    }
}

/// RFC 7296 §2.15; without a terminating zero.
const KEY_PAD: &[u8; 17] = b"Key Pad for IKEv2";
const GENERIC_HEADER_LEN: usize = 4;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::crypto::vectors::{bytes, ike, published};
    use crate::sa::{Encryption, Protocol};

    fn secret(value: &Value) -> Secret {
        Secret::new(bytes(value))
    }

    fn number(value: &Value) -> u64 {
        u64::from_str_radix(value.as_str().unwrap(), 16).unwrap()
    }

    /// All keys in the order of their derivation.
    fn concatenated(keys: &IkeKeys) -> Vec<u8> {
        let (i, r) = (&keys.initiator, &keys.responder);
        [&keys.d, &i.integrity, &r.integrity, &i.encryption, &r.encryption, &i.auth, &r.auth]
            .map(Secret::as_slice)
            .concat()
    }

    fn child_concatenated(keys: &ChildKeys) -> Vec<u8> {
        let (i, r) = (&keys.from_initiator, &keys.from_responder);
        [&i.encryption, &i.integrity, &r.encryption, &r.integrity].map(Secret::as_slice).concat()
    }

    fn esp(encryption: Encryption, integrity: Option<Integrity>) -> ChildTransform {
        ChildTransform { protocol: Protocol::Esp, encryption: Some(encryption), integrity }
    }

    #[test]
    fn keys_of_ike_sa_child_and_rekey_agree_with_acvp() {
        let case = &published("ikev2_kdf")[0];
        let (ni, nr) = (bytes(&case["ni"]), bytes(&case["nr"]));
        let seed = Seed {
            initiator_nonce: &ni,
            responder_nonce: &nr,
            initiator_spi: number(&case["spi_i"]),
            responder_spi: number(&case["spi_r"]),
        };
        let suite = Suite { prf: Prf::HmacSha1, cipher: Cipher::AesCbc(128), integrity: Some(Integrity::HmacSha1_96) };
        let keys = IkeKeys::initial(suite, &seed, &secret(&case["g_ir"]));
        assert_eq!(concatenated(&keys), bytes(&case["DKM"]));

        let transform = esp(Encryption::Null, Some(Integrity::HmacSha2_512_256));
        let child = child_concatenated(&keys.child(&seed, &[], &transform));
        assert_eq!(child, bytes(&case["DKM_child"])[..128]);
        let shared = [secret(&case["g_ir_new"])];
        let child = child_concatenated(&keys.child(&seed, &shared, &transform));
        assert_eq!(child, bytes(&case["DKM_child_dh"])[..128]);

        let rekeyed = IkeKeys::expand(suite, &seed, &secret(&case["SKEYSEED_rekey"]));
        assert_eq!(concatenated(&keys.rekeyed(suite, &seed, &shared)), concatenated(&rekeyed));
    }

    #[test]
    fn multiple_key_exchanges_ppk_and_auth_agree_with_an_independent_derivation() {
        for case in ike("ikev2") {
            let (ni, nr) = (bytes(&case["ni"]), bytes(&case["nr"]));
            let seed = Seed {
                initiator_nonce: &ni,
                responder_nonce: &nr,
                initiator_spi: number(&case["spi_i"]),
                responder_spi: number(&case["spi_r"]),
            };
            let suite = match case["suite"].as_str().unwrap() {
                "sha256-aes256gcm16" => {
                    Suite { prf: Prf::HmacSha2_256, cipher: Cipher::AesGcm16(256), integrity: None }
                }
                "sha384-aes192-sha384" => Suite {
                    prf: Prf::HmacSha2_384,
                    cipher: Cipher::AesCbc(192),
                    integrity: Some(Integrity::HmacSha2_384_192),
                },
                other => panic!("{other}"),
            };
            let shared: Vec<Secret> = case["shared"].as_array().unwrap().iter().map(secret).collect();
            let first = IkeKeys::initial(suite, &seed, &shared[0]);
            assert_eq!(concatenated(&first), bytes(&case["keys_0"]));
            let second = first.next(&seed, &shared[1]);
            assert_eq!(concatenated(&second), bytes(&case["keys_1"]));
            let third = second.next(&seed, &shared[2]);
            assert_eq!(concatenated(&third), bytes(&case["keys_2"]));

            // The next IKE SA, with the same nonces and exchanged SPIs for brevity.
            let swapped = Seed { initiator_spi: seed.responder_spi, responder_spi: seed.initiator_spi, ..seed };
            assert_eq!(concatenated(&third.rekeyed(suite, &swapped, &shared)), bytes(&case["rekeyed"]));
            let transform = esp(Encryption::AesGcm16(256), None);
            assert_eq!(child_concatenated(&third.child(&seed, &shared, &transform)), bytes(&case["child_gcm256"]));

            let mut int_auth = IntAuth::default();
            assert!(int_auth.finish(1).is_empty());
            for (keys, n) in [(&first, 0), (&second, 1)] {
                for (side, name) in [(Side::Initiator, "i"), (Side::Responder, "r")] {
                    let message = &case["intermediate"][n][name];
                    int_auth.absorb(keys, side, &bytes(&message["head"]), &bytes(&message["inner"]));
                }
            }
            let int_auth = int_auth.finish(3);
            assert_eq!(int_auth, bytes(&case["int_auth"]));

            let mut mixed = third.clone();
            mixed.mix_ppk(&secret(&case["ppk"]));
            assert_eq!(concatenated(&mixed), bytes(&case["keys_ppk"]));

            let psk = secret(&case["psk"]);
            for (side, name, nonce) in [(Side::Initiator, "i", &nr), (Side::Responder, "r", &ni)] {
                let message = bytes(&case["init"][name]);
                let octets = mixed.signed_octets(side, &message, nonce, &bytes(&case["id"][name]), &int_auth);
                assert_eq!(octets, bytes(&case["signed"][name]), "{name}");
                assert_eq!(mixed.psk_auth(&psk, &octets), secret(&case["auth"][name]), "{name}");
            }
        }
    }
}
