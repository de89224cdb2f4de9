//! `crypto ipsec`: transform sets, and what holds for all IPsec SAs.

use std::fmt::{self, Write};

use respite_ike::config::Mode as Encapsulation;
use respite_ike::sa::{Encryption, Integrity};

use super::isakmp::name_of;
use super::{Mode, Refusal, Running, Statement};
use crate::grammar::{Args, Atom};

/// What holds for all IPsec SAs unless a crypto map says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ipsec {
    /// Seconds.
    pub lifetime: u32,
    pub kilobytes: u32,
    /// Packets.
    pub replay_window: u32,
}

/// Algorithms of a bundle: AH, ESP or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransformSet {
    pub ah: Option<Integrity>,
    pub esp: Option<Esp>,
    pub mode: Encapsulation,
    /// Extended sequence numbers.
    pub esn: bool,
}

/// Algorithms of ESP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Esp {
    pub encryption: Encryption,
    /// `None` with a combined-mode cipher, or if there is none.
    pub integrity: Option<Integrity>,
}

impl Default for Ipsec {
    fn default() -> Self {
        Ipsec { lifetime: 3600, kilobytes: 4_608_000, replay_window: 64 }
    }
}

impl Ipsec {
    pub(super) fn print(&self, out: &mut String) -> fmt::Result {
        let default = Ipsec::default();
        if self.lifetime != default.lifetime {
            writeln!(out, "crypto ipsec security-association lifetime seconds {}", self.lifetime)?;
        }
        if self.kilobytes != default.kilobytes {
            writeln!(out, "crypto ipsec security-association lifetime kilobytes {}", self.kilobytes)?;
        }
        if self.replay_window != default.replay_window {
            writeln!(out, "crypto ipsec security-association replay window-size {}", self.replay_window)?;
        }
        Ok(())
    }
}

impl TransformSet {
    /// Its transforms in the words of its statement, outermost first.
    pub fn transforms(&self) -> Vec<String> {
        let ah = self.ah.map(ah_words);
        let esp = self.esp.iter().flat_map(|esp| {
            let integrity = esp.integrity.map(|i| name_of(&ESP_HMACS, i).to_owned());
            std::iter::once(esp_words(esp.encryption)).chain(integrity)
        });
        ah.into_iter().chain(esp).collect()
    }

    pub(super) fn print(&self, name: &str, out: &mut String) -> fmt::Result {
        writeln!(out, "crypto ipsec transform-set {name} {}", self.transforms().join(" "))?;
        if self.mode == Encapsulation::Transport {
            writeln!(out, " mode transport")?;
        }
        if self.esn {
            writeln!(out, " esn")?;
        }
        Ok(())
    }

    /// From the words of its statement: at most one AH, one cipher and one HMAC of ESP.
    fn read(args: &Args) -> Result<TransformSet, Refusal> {
        let refuse = |why: &str| Refusal::new("name", why);
        let (mut ah, mut encryption, mut integrity) = (None, None, None);
        let mut atoms = args.atoms().iter().filter_map(|atom| match atom {
            Atom::Keyword(word) => Some(*word),
            Atom::Operand { .. } => None,
        });
        // The first three are "crypto ipsec transform-set".
        let mut words = atoms.by_ref().skip(3).peekable();
        while let Some(word) = words.next() {
            let bits = words.next_if(|next| matches!(*next, "128" | "192" | "256")).map(|bits| match bits {
                "192" => 192,
                "256" => 256,
                _ => 128,
            });
            let twice = if let Some((_, hmac)) = AH_HMACS.iter().find(|(name, _)| *name == word) {
                ah.replace(*hmac).is_some()
            } else if let Some((_, hmac)) = ESP_HMACS.iter().find(|(name, _)| *name == word) {
                integrity.replace(*hmac).is_some()
            } else if word == "ah-gmac" {
                ah.replace(Integrity::AesGmac(bits.unwrap_or(128))).is_some()
            } else {
                let bits = bits.unwrap_or(128);
                let cipher = match word {
                    "esp-null" => Encryption::Null,
                    "esp-3des" => Encryption::TripleDesCbc,
                    "esp-aes" => Encryption::AesCbc(bits),
                    "esp-gcm" => Encryption::AesGcm16(bits),
                    "esp-gmac" => Encryption::AesGmac(bits),
                    _ => Encryption::DesCbc,
                };
                encryption.replace(cipher).is_some()
            };
            if twice {
                return Err(refuse("has two transforms of one kind: one of AH, one cipher and one HMAC of ESP may be"));
            }
        }
        let combined = matches!(encryption, Some(Encryption::AesGcm16(_) | Encryption::AesGmac(_)));
        let esp = match (encryption, integrity) {
            (None, None) => None,
            (Some(_), Some(_)) if combined => {
                return Err(refuse("has an HMAC beside esp-gcm or esp-gmac, which authenticate by themselves"));
            }
            (Some(encryption), None) if !combined && ah.is_none() => {
                let cipher = esp_words(encryption);
                return Err(refuse(&format!("has {cipher} without authentication: an esp-*-hmac or an AH is needed")));
            }
            (Some(encryption), integrity) => Some(Esp { encryption, integrity }),
            // IOS reads an HMAC alone as ESP with NULL encryption.
            (None, Some(hmac)) => Some(Esp { encryption: Encryption::Null, integrity: Some(hmac) }),
        };
        Ok(TransformSet { ah, esp, mode: Encapsulation::Tunnel, esn: false })
    }
}

fn ah_words(ah: Integrity) -> String {
    match ah {
        Integrity::AesGmac(128) => "ah-gmac".to_owned(),
        Integrity::AesGmac(bits) => format!("ah-gmac {bits}"),
        hmac => name_of(&AH_HMACS, hmac).to_owned(),
    }
}

pub(crate) fn esp_words(encryption: Encryption) -> String {
    match encryption {
        Encryption::Null => "esp-null".to_owned(),
        Encryption::DesCbc => "esp-des".to_owned(),
        Encryption::TripleDesCbc => "esp-3des".to_owned(),
        Encryption::AesCbc(128) => "esp-aes".to_owned(),
        Encryption::AesCbc(bits) => format!("esp-aes {bits}"),
        Encryption::AesGcm16(128) => "esp-gcm".to_owned(),
        Encryption::AesGcm16(bits) => format!("esp-gcm {bits}"),
        Encryption::AesGmac(128) => "esp-gmac".to_owned(),
        Encryption::AesGmac(bits) => format!("esp-gmac {bits}"),
        Encryption::ChaCha20Poly1305 => "esp-chacha20-poly1305".to_owned(),
    }
}

/// The transform of one SA as IOS shows it: `ah-sha-hmac `, `esp-des esp-sha-hmac `.
pub(crate) fn shown(encryption: Option<Encryption>, integrity: Option<Integrity>) -> String {
    match (encryption, integrity) {
        (None, None) => String::new(),
        (None, Some(ah)) => format!("{} ", ah_words(ah)),
        (Some(cipher), None) => format!("{} ", esp_words(cipher)),
        (Some(cipher), Some(hmac)) => format!("{} {} ", esp_words(cipher), name_of(&ESP_HMACS, hmac)),
    }
}

fn set<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut TransformSet, Refusal> {
    let Mode::TransformSet(name) = mode else { return Err(Refusal::gone(mode)) };
    config.transform_sets.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

/// Window sizes that a packet engine has.
pub(super) fn window_of(args: &Args) -> u32 {
    let sizes = [("64", 64), ("128", 128), ("256", 256), ("512", 512), ("1024", 1024)];
    args.one_of(&sizes).filter(|_| !args.undo()).unwrap_or(Ipsec::default().replay_window)
}

pub(super) static STATEMENTS: [Statement; 4] = [
    Statement {
        syntax: "crypto ipsec transform-set <name:name> {ah-sha-hmac | ah-sha256-hmac | ah-sha384-hmac | ah-sha512-hmac | ah-gmac [128 | 192 | 256] | esp-null | esp-des | esp-3des | esp-aes [128 | 192 | 256] | esp-gcm [128 | 192 | 256] | esp-gmac [128 | 192 | 256] | esp-sha-hmac | esp-sha256-hmac | esp-sha384-hmac | esp-sha512-hmac}...",
        no: Some("crypto ipsec transform-set <name:name>"),
        default: "none",
        help: "Algorithms of an IPsec SA bundle: at most one of AH, one cipher and one HMAC of ESP. With both AH and ESP it can be negotiated by IKEv1 only",
        action: |config, _, args| {
            let name = args.text("name").unwrap_or_default();
            if args.undo() {
                config.transform_sets.remove(name);
                return Ok(Mode::Global);
            }
            let mut new = TransformSet::read(args)?;
            // As in IOS, other transforms under the same name leave the mode as it was.
            if let Some(old) = config.transform_sets.get(name) {
                (new.mode, new.esn) = (old.mode, old.esn);
            }
            config.transform_sets.insert(name.to_owned(), new);
            Ok(Mode::TransformSet(name.to_owned()))
        },
    },
    Statement {
        syntax: "crypto ipsec security-association lifetime seconds <seconds:10-86400>",
        no: Some("crypto ipsec security-association lifetime seconds [<seconds:10-86400>]"),
        default: "3600",
        help: "Lifetime of IPsec SAs in time",
        action: |config, mode, args| {
            let seconds = args.set_number("seconds");
            config.ipsec.lifetime = seconds.unwrap_or(Ipsec::default().lifetime);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto ipsec security-association lifetime kilobytes <kilobytes:2560-4294967295>",
        no: Some("crypto ipsec security-association lifetime kilobytes [<kilobytes:2560-4294967295>]"),
        default: "4608000",
        help: "Lifetime of IPsec SAs in traffic",
        action: |config, mode, args| {
            let kilobytes = args.set_number("kilobytes");
            config.ipsec.kilobytes = kilobytes.unwrap_or(Ipsec::default().kilobytes);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "crypto ipsec security-association replay window-size {64 | 128 | 256 | 512 | 1024}",
        no: Some("crypto ipsec security-association replay window-size [64 | 128 | 256 | 512 | 1024]"),
        default: "64",
        help: "Anti-replay window of IPsec SAs, in packets",
        action: |config, mode, args| {
            config.ipsec.replay_window = window_of(args);
            Ok(mode.clone())
        },
    },
];

pub(super) static TRANSFORM_SET: [Statement; 2] = [
    Statement {
        syntax: "mode {tunnel | transport}",
        no: Some("mode"),
        default: "tunnel",
        help: "Whether whole packets are protected, or what is in them",
        action: |config, mode, args| {
            let transport = args.has("transport");
            set(config, mode)?.mode = if transport { Encapsulation::Transport } else { Encapsulation::Tunnel };
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "esn",
        no: Some("esn"),
        default: "off",
        help: "Sequence numbers of 64 bits (IKEv2)",
        action: |config, mode, args| {
            set(config, mode)?.esn = !args.undo();
            Ok(mode.clone())
        },
    },
];

const AH_HMACS: [(&str, Integrity); 4] = [
    ("ah-sha-hmac", Integrity::HmacSha1_96),
    ("ah-sha256-hmac", Integrity::HmacSha2_256_128),
    ("ah-sha384-hmac", Integrity::HmacSha2_384_192),
    ("ah-sha512-hmac", Integrity::HmacSha2_512_256),
];

const ESP_HMACS: [(&str, Integrity); 4] = [
    ("esp-sha-hmac", Integrity::HmacSha1_96),
    ("esp-sha256-hmac", Integrity::HmacSha2_256_128),
    ("esp-sha384-hmac", Integrity::HmacSha2_384_192),
    ("esp-sha512-hmac", Integrity::HmacSha2_512_256),
];
