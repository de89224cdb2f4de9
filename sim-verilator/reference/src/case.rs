//! A replay case on disk: SA.toml, the capture, and what is expected of it (`fixtures/README.md`).

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::address::Prefix;
use crate::capture::read_capture;
use crate::cipher::Cipher;
use crate::mac::Hmac;
use crate::sa::{Direction, Limits, Mode, Proto, SaParams, Selectors, Transform, UdpPorts};

/// A case with its captures read and its expectations parsed.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of its folder.
    pub name: String,
    /// The SAs, in the order of the file.
    pub sas: Vec<SaParams>,
    /// The packets that go in, without link-layer headers.
    pub packets: Vec<Vec<u8>>,
    /// The packets that must come out, in order.
    pub out: Vec<Vec<u8>>,
    /// Verdicts, counters, events.
    pub expected: Expectation,
}

/// `expect.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Expectation {
    /// One for each packet, in order.
    pub packets: Vec<Row>,
    /// Drops by verdict.
    pub counters: BTreeMap<String, u64>,
    /// Unknown SPIs.
    pub events: Vec<Event>,
}

/// What is expected of one packet.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Its place in the capture, from 0.
    pub index: usize,
    /// Its verdict.
    pub verdict: String,
    /// Verdicts that are as right where packets are in flight.
    #[serde(default)]
    pub also: Vec<String>,
    /// Name of its SA, where it met one.
    pub sa: Option<String>,
    /// Its sequence number, if it is good.
    pub seq: Option<u64>,
    /// Octets submitted.
    pub in_len: usize,
    /// Octets emitted.
    pub out_len: usize,
    /// How it was made.
    #[serde(default)]
    pub what: String,
}

/// Packets of one unknown SPI.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Event {
    /// SPI.
    pub spi: u32,
    /// `esp` or `ah`.
    pub proto: String,
    /// Outer source.
    pub src: IpAddr,
    /// Outer destination.
    pub dst: IpAddr,
    /// Sequence number of the first one.
    pub seq: u32,
    /// How many.
    pub count: u64,
}

impl Case {
    /// Reads `sa.toml`, `in.pcap`, `expect.pcap` and `expect.json` of a folder.
    pub fn load(folder: &Path) -> Result<Self, CaseError> {
        let capture = |name: &str| {
            let path = folder.join(name);
            let data = fs::read(&path).map_err(|e| CaseError::new(&path, e))?;
            read_capture(&data).map_err(|e| CaseError::new(&path, e))
        };
        let path = folder.join("expect.json");
        let text = fs::read_to_string(&path).map_err(|e| CaseError::new(&path, e))?;
        Ok(Self {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sas: load_sas(&folder.join("sa.toml"))?,
            packets: capture("in.pcap")?,
            out: capture("expect.pcap")?,
            expected: serde_json::from_str(&text).map_err(|e| CaseError::new(&path, e))?,
        })
    }
}

/// The SAs of an SA.toml, in its order.
pub fn load_sas(path: &Path) -> Result<Vec<SaParams>, CaseError> {
    let text = fs::read_to_string(path).map_err(|e| CaseError::new(path, e))?;
    let file: SaFile = toml::from_str(&text).map_err(|e| CaseError::new(path, e))?;
    let names: Vec<_> = file.sa.iter().map(|entry| entry.name.clone()).collect();
    file.sa
        .into_iter()
        .map(|entry| {
            let name = entry.name.clone();
            entry.params(&names).map_err(|why| CaseError::new(path, format!("{name}: {why}")))
        })
        .collect()
}

/// A file that is missing or not what it should be.
#[derive(Clone, Debug)]
pub struct CaseError {
    path: PathBuf,
    why: String,
}

impl CaseError {
    fn new(path: &Path, why: impl ToString) -> Self {
        Self { path: path.into(), why: why.to_string() }
    }
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for CaseError {}

#[derive(Deserialize)]
struct SaFile {
    #[serde(default)]
    sa: Vec<SaEntry>,
}

#[derive(Deserialize)]
struct SaEntry {
    name: String,
    direction: String,
    proto: String,
    spi: u32,
    src: IpAddr,
    dst: IpAddr,
    mode: String,
    #[serde(default)]
    enc: String,
    #[serde(default)]
    enc_key: String,
    #[serde(default)]
    auth: String,
    #[serde(default)]
    auth_key: String,
    check_padding: Option<bool>,
    then: Option<String>,
    #[serde(default)]
    esn: bool,
    #[serde(default)]
    replay_window: u64,
    #[serde(default)]
    seq: u64,
    udp_encap: Option<(u16, u16)>,
    selectors: Option<SelectorEntry>,
    soft_packets: Option<u64>,
    hard_packets: Option<u64>,
    soft_bytes: Option<u64>,
    hard_bytes: Option<u64>,
}

#[derive(Deserialize)]
struct SelectorEntry {
    local: String,
    remote: String,
}

impl SaEntry {
    fn params(self, names: &[String]) -> Result<SaParams, String> {
        let unknown = |field: &str, value: &str| Err(format!("unknown {field}: {value}"));
        let below = |name: &String| names.iter().position(|known| known == name).ok_or(format!("then: no {name}"));
        Ok(SaParams {
            direction: match self.direction.as_str() {
                "in" => Direction::In,
                "out" => Direction::Out,
                other => return unknown("direction", other),
            },
            proto: match self.proto.as_str() {
                "esp" => Proto::Esp,
                "ah" => Proto::Ah,
                other => return unknown("proto", other),
            },
            mode: match self.mode.as_str() {
                "tunnel" => Mode::Tunnel,
                "transport" => Mode::Transport,
                other => return unknown("mode", other),
            },
            transform: transform(&self.enc, &self.enc_key, &self.auth, &self.auth_key)?,
            check_padding: self.check_padding.unwrap_or(self.proto == "esp" && !self.auth.is_empty()),
            below: self.then.as_ref().map(below).transpose()?,
            selectors: self.selectors.map(SelectorEntry::prefixes).transpose()?,
            limits: Limits {
                soft_packets: self.soft_packets,
                hard_packets: self.hard_packets,
                soft_octets: self.soft_bytes,
                hard_octets: self.hard_bytes,
            },
            udp: self.udp_encap.map(|(src, dst)| UdpPorts { src, dst }),
            name: self.name,
            spi: self.spi,
            src: self.src,
            dst: self.dst,
            esn: self.esn,
            replay_window: self.replay_window,
            seq: self.seq,
        })
    }
}

impl SelectorEntry {
    fn prefixes(self) -> Result<Selectors, String> {
        Ok(Selectors { local: self.local.parse::<Prefix>()?, remote: self.remote.parse()? })
    }
}

fn transform(enc: &str, enc_key: &str, auth: &str, auth_key: &str) -> Result<Transform, String> {
    let material = from_hex(enc_key).ok_or("enc_key is not hexadecimal")?;
    let auth_key = from_hex(auth_key).ok_or("auth_key is not hexadecimal")?;
    let auth = match auth {
        "" => None,
        "hmac-sha1-96" => Some(Hmac::Sha1),
        "hmac-sha2-256-128" => Some(Hmac::Sha256),
        "hmac-sha2-384-192" => Some(Hmac::Sha384),
        "hmac-sha2-512-256" => Some(Hmac::Sha512),
        // AH: the key ends in its salt.
        "aes-gmac" => {
            let (key, &salt) = auth_key.split_last_chunk().ok_or("auth_key has no salt")?;
            return Ok(Transform::AesGmac { key: key.into(), salt });
        }
        _ => return Ok(Transform::Unsupported),
    };
    let cipher = match (enc, auth) {
        ("aes-gcm-16" | "aes-gmac", None) => {
            // Key and, in its last four octets, salt (RFC 4106 §8.1).
            let (key, &salt) = material.split_last_chunk().ok_or("enc_key has no salt")?;
            let key = key.to_vec();
            let gcm = enc == "aes-gcm-16";
            return Ok(if gcm { Transform::AesGcm16 { key, salt } } else { Transform::AesGmac { key, salt } });
        }
        ("" | "null", _) => Cipher::Null,
        ("aes-cbc", _) => Cipher::AesCbc,
        ("des-cbc", _) => Cipher::DesCbc,
        ("3des-cbc", _) => Cipher::TripleDesCbc,
        _ => return Ok(Transform::Unsupported),
    };
    Ok(auth.map_or(Transform::Unsupported, |auth| Transform::Hmac { cipher, key: material, auth, auth_key }))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|p| p.len() == 2)?, 16).ok()).collect()
}
