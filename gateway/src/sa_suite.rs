//! Protocol, algorithms and keys of an SA in an SA file (docs/replay.md).
//!
//! ```text
//!   proto = "esp"   enc = "aes-gcm-16" | "aes-gmac"                                   enc_key = key | salt
//!                   enc = "aes-cbc" | "des-cbc" | "3des-cbc" | "null"   auth, auth_key    enc_key = key, none for "null"
//!   proto = "ah"                                                        auth, auth_key
//! ```

use respite_driver::{CipherKey, GcmKey, Hash, HmacKey, KeyError, Suite};
use zeroize::Zeroizing;

use crate::fields::{Complaint, Field, Table};

/// A suite, and the key that no other sender may have.
pub(crate) struct Algorithms<'a, 't> {
    pub suite: Suite,
    /// The field with its octets: of a cipher, or of GMAC, whose nonces would repeat.
    pub unique: Option<(Field<'a, 't>, Zeroizing<Vec<u8>>)>,
}

/// Takes `proto`, `enc`, `enc_key`, `auth` and `auth_key`.
pub(crate) fn algorithms<'a, 't>(table: &mut Table<'a, 't>) -> Result<Algorithms<'a, 't>, Complaint> {
    let proto = table.required("proto")?;
    if proto.choice(&[("esp", false), ("ah", true)])? {
        return ah(table);
    }
    match table.required("enc")?.choice(&ENC)? {
        Enc::Gcm => combined(table, "aes-gcm-16", Suite::EspGcm),
        Enc::Gmac => combined(table, "aes-gmac", Suite::EspGmac),
        Enc::Null => {
            refuse(table, "enc_key", "is not for \"null\", which has no key")?;
            Ok(Algorithms { suite: Suite::Esp(CipherKey::null(), hmac(table)?), unique: None })
        }
        Enc::Cbc(cipher) => {
            let (field, octets) = key(table, "enc_key")?;
            let cipher = cipher(&octets).map_err(|e| has(&field, e))?;
            Ok(Algorithms { suite: Suite::Esp(cipher, hmac(table)?), unique: Some((field, octets)) })
        }
    }
}

fn ah<'a, 't>(table: &mut Table<'a, 't>) -> Result<Algorithms<'a, 't>, Complaint> {
    for name in ["enc", "enc_key"] {
        refuse(table, name, "is not for AH, which does not encrypt")?;
    }
    match table.required("auth")?.choice(&AUTH)? {
        Auth::Hmac(hash) => Ok(Algorithms { suite: Suite::Ah(hmac_key(table, hash)?), unique: None }),
        Auth::Gmac => {
            let (field, octets) = key(table, "auth_key")?;
            let key = GcmKey::new(&octets).map_err(|e| salted(&field, e))?;
            Ok(Algorithms { suite: Suite::AhGmac(key), unique: Some((field, octets)) })
        }
    }
}

/// A cipher that authenticates too.
fn combined<'a, 't>(
    table: &mut Table<'a, 't>,
    name: &str,
    suite: fn(GcmKey) -> Suite,
) -> Result<Algorithms<'a, 't>, Complaint> {
    for field in ["auth", "auth_key"] {
        refuse(table, field, &format!("is not for {name:?}, which authenticates itself"))?;
    }
    let (field, octets) = key(table, "enc_key")?;
    let key = GcmKey::new(&octets).map_err(|e| salted(&field, e))?;
    Ok(Algorithms { suite: suite(key), unique: Some((field, octets)) })
}

/// RFC 8221 §6: no cipher without authentication.
fn hmac(table: &mut Table<'_, '_>) -> Result<HmacKey, Complaint> {
    let auth = table.required("auth")?;
    match auth.choice(&AUTH)? {
        Auth::Hmac(hash) => hmac_key(table, hash),
        Auth::Gmac => Err(auth.wrong("\"aes-gmac\" is for AH; ESP with it is enc = \"aes-gmac\"")),
    }
}

fn hmac_key(table: &mut Table<'_, '_>, hash: Hash) -> Result<HmacKey, Complaint> {
    let (field, octets) = key(table, "auth_key")?;
    HmacKey::new(hash, &octets).map_err(|e| has(&field, e))
}

fn key<'a, 't>(table: &mut Table<'a, 't>, name: &str) -> Result<(Field<'a, 't>, Zeroizing<Vec<u8>>), Complaint> {
    let field = table.required(name)?;
    let octets = hex(&field)?;
    Ok((field, octets))
}

fn refuse(table: &mut Table<'_, '_>, name: &str, why: &str) -> Result<(), Complaint> {
    table.optional(name).map_or(Ok(()), |field| Err(field.wrong(why)))
}

fn has(field: &Field<'_, '_>, e: KeyError) -> Complaint {
    match e {
        KeyError::Length { .. } => field.wrong(format!("has {e}")),
        e => field.wrong(format!("is {e}")),
    }
}

fn salted(field: &Field<'_, '_>, e: KeyError) -> Complaint {
    field.wrong(format!("has {e} (the last 4 are the salt)"))
}

fn hex(field: &Field<'_, '_>) -> Result<Zeroizing<Vec<u8>>, Complaint> {
    let text = field.text()?;
    if !text.len().is_multiple_of(2) {
        return Err(field.wrong(format!("has {} hexadecimal digits, an odd number", text.len())));
    }
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for (n, pair) in text.as_bytes().chunks_exact(2).enumerate() {
        let digit = |octet: u8| char::from(octet).to_digit(16);
        let Some((high, low)) = digit(pair[0]).zip(digit(pair[1])) else {
            return Err(field.wrong(format!("has something other than hexadecimal digits at place {}", 2 * n + 1)));
        };
        octets.push((high << 4 | low) as u8);
    }
    Ok(octets)
}

#[derive(Clone, Copy)]
enum Enc {
    Gcm,
    Gmac,
    Null,
    Cbc(fn(&[u8]) -> Result<CipherKey, KeyError>),
}

#[derive(Clone, Copy)]
enum Auth {
    Hmac(Hash),
    Gmac,
}

const ENC: [(&str, Enc); 6] = [
    ("aes-gcm-16", Enc::Gcm),
    ("aes-gmac", Enc::Gmac),
    ("null", Enc::Null),
    ("aes-cbc", Enc::Cbc(CipherKey::aes_cbc)),
    ("des-cbc", Enc::Cbc(CipherKey::des_cbc)),
    ("3des-cbc", Enc::Cbc(CipherKey::triple_des_cbc)),
];
const AUTH: [(&str, Auth); 5] = [
    ("hmac-sha1-96", Auth::Hmac(Hash::Sha1)),
    ("hmac-sha2-256-128", Auth::Hmac(Hash::Sha256)),
    ("hmac-sha2-384-192", Auth::Hmac(Hash::Sha384)),
    ("hmac-sha2-512-256", Auth::Hmac(Hash::Sha512)),
    ("aes-gmac", Auth::Gmac),
];
