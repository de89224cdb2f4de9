//! SA.toml: security associations written down by hand (docs/replay.md).
//!
//! ```text
//!   text ──> toml ──> fields, each checked (algorithms: sa_suite) ──> SaParams of the driver, checked ──> checks between SAs
//! ```
//! Errors name file, line, SA and field. Key material is wiped when it has been taken over.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::Read;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use respite_abi::sa::MAX_WINDOW;
use respite_driver::{Direction, Lifetime, Mode, Protocol, SaError, SaIndex, SaParams, SaTable};
use toml::de::DeTable;
use zeroize::Zeroizing;

use crate::fields::{Complaint, Field, Table};
use crate::policy::Selectors;
use crate::sa_suite::{algorithms, Algorithms};

/// A security association of the file.
#[derive(Clone, Debug)]
pub struct Sa {
    /// Its name in reports.
    pub name: String,
    /// What the card is told.
    pub params: SaParams,
    /// Clear packets that it takes; `None` takes all.
    pub selectors: Option<Selectors>,
    /// Number in the file of the ESP SA that this AH SA is over.
    pub below: Option<usize>,
}

/// Why an SA file is refused.
#[derive(Debug, thiserror::Error)]
pub enum SaFileError {
    /// It cannot be read.
    #[error("{}: {source}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It is no TOML.
    #[error("{}:{line}: {why}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What the parser says.
        why: String,
    },
    /// A field is wrong.
    #[error("{}:{line}: {field} {why}", file.display())]
    Field {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Name of the field.
        field: String,
        /// What is wrong with it.
        why: String,
    },
}

/// Reads the SAs of a file, in its order.
pub fn load(path: &Path) -> Result<Vec<Sa>, SaFileError> {
    let fail = |source| SaFileError::Read { file: path.into(), source };
    let mut octets = Zeroizing::new(Vec::new());
    File::open(path).and_then(|file| file.take(MOST_OCTETS + 1).read_to_end(&mut octets)).map_err(fail)?;
    if octets.len() as u64 > MOST_OCTETS {
        return Err(fail(std::io::Error::new(std::io::ErrorKind::InvalidData, "longer than 64 MiB")));
    }
    let text = std::str::from_utf8(&octets).map_err(|e| SaFileError::Syntax {
        file: path.into(),
        line: line(&octets, e.valid_up_to()),
        why: "this is not UTF-8".into(),
    })?;
    parse(text, path)
}

/// Reads the SAs of a text; `path` is for complaints.
pub fn parse(text: &str, path: &Path) -> Result<Vec<Sa>, SaFileError> {
    let line = |at| line(text.as_bytes(), at);
    let document = DeTable::parse(text).map_err(|e| SaFileError::Syntax {
        file: path.into(),
        line: line(e.span().map_or(0, |span| span.start)),
        why: e.message().to_owned(),
    })?;
    sas(document.get_ref(), document.span(), &line).map_err(|c| SaFileError::Field {
        file: path.into(),
        line: line(c.span.start),
        field: c.field,
        why: c.why,
    })
}

/// The line of a place in a text, from 1.
fn line(text: &[u8], at: usize) -> usize {
    1 + text.iter().take(at).filter(|octet| **octet == b'\n').count()
}

/// An SA that a card does not take.
#[derive(Debug, thiserror::Error)]
#[error("SA {name}: {source}")]
pub struct InstallError {
    /// Its name.
    pub name: String,
    /// Why not.
    pub source: SaError,
}

/// Puts SAs into a card, of a bundle the lower one first. `each` is told the number in the file and the index in the card.
pub fn install(sas: &[Sa], card: &mut SaTable, mut each: impl FnMut(usize, SaIndex)) -> Result<(), InstallError> {
    let (single, over): (Vec<_>, Vec<_>) = (0..sas.len()).partition(|number| sas[*number].below.is_none());
    let mut indices = HashMap::new();
    for number in single.into_iter().chain(over) {
        let sa = &sas[number];
        let below = sa.below.and_then(|below| indices.get(&below).copied());
        let added = card.add(&SaParams { below, ..sa.params.clone() });
        let index = added.map_err(|source| InstallError { name: sa.name.clone(), source })?;
        indices.insert(number, index);
        each(number, index);
    }
    Ok(())
}

fn sas(
    document: &DeTable<'_>,
    span: std::ops::Range<usize>,
    line: &dyn Fn(usize) -> usize,
) -> Result<Vec<Sa>, Complaint> {
    let mut document = Table::new(document, span, "");
    let list = document.optional("sa").map_or(Ok(Vec::new()), |field| field.tables())?;
    document.finish()?;
    let mut seen = Seen::default();
    let (mut sas, mut links) = (Vec::new(), Vec::new());
    for table in list {
        let (sa, then) = one(table, &mut seen, line)?;
        links.extend(then.map(|field| (sas.len(), field)));
        sas.push(sa);
    }
    links.into_iter().try_for_each(|(number, then)| link(&mut sas, number, &then))?;
    Ok(sas)
}

/// Puts an AH SA over the ESP SA that its field `then` names.
fn link(sas: &mut [Sa], number: usize, then: &Field<'_, '_>) -> Result<(), Complaint> {
    let name = then.text()?;
    let Some(below) = sas.iter().position(|sa| sa.name == name) else {
        return Err(then.wrong(format!("{name:?} is no SA of this file")));
    };
    let (over, under) = (&sas[number].params, &sas[below].params);
    let why = if over.protocol() != Protocol::Ah || under.protocol() != Protocol::Esp {
        "puts AH over ESP, and nothing else over anything else"
    } else if over.direction != under.direction {
        "names an SA of the other direction"
    } else if (over.src, over.dst) != (under.src, under.dst) {
        "names an SA with other addresses"
    } else if over.direction == Direction::Outbound && under.suite.hash().is_none() {
        "names an \"out\" SA without HMAC, over which no card puts AH"
    } else if under.udp.is_some() {
        "names an SA in UDP, through which AH does not go"
    } else if sas[below].selectors.is_some() {
        "names an SA with selectors; they belong to the AH SA"
    } else if sas.iter().any(|sa| sa.below == Some(below)) {
        "names an SA that another one is over"
    } else {
        sas[number].below = Some(below);
        return Ok(());
    };
    Err(then.wrong(why))
}

/// What may be there once, with the line where it was.
#[derive(Default)]
struct Seen {
    names: HashMap<String, usize>,
    /// SPIs by direction and protocol, and for outbound SAs by the peer that chose them.
    spis: HashMap<(Option<IpAddr>, Protocol, u32), usize>,
    /// Keys of ciphers and of GMAC of outbound SAs.
    keys: HashMap<Material, usize>,
}

/// Key material, wiped in the end.
#[derive(PartialEq, Eq)]
struct Material(Zeroizing<Vec<u8>>);

impl Hash for Material {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// An SA, and the field that names the one below it.
fn one<'a, 't>(
    mut table: Table<'a, 't>,
    seen: &mut Seen,
    line: &dyn Fn(usize) -> usize,
) -> Result<(Sa, Option<Field<'a, 't>>), Complaint> {
    let name = table.required("name")?;
    let direction = table.required("direction")?;
    let spi = table.required("spi")?;
    let (src, dst) = (table.required("src")?, table.required("dst")?);
    let mode = table.required("mode")?;
    let way = direction.choice(&[("in", Direction::Inbound), ("out", Direction::Outbound)])?;
    let Algorithms { suite, unique } = algorithms(&mut table)?;
    let mut params = SaParams::new(way, spi.integer(u32::MAX.into())? as u32, address(&src)?, address(&dst)?, suite);
    params.mode = mode.choice(&[("tunnel", Mode::Tunnel), ("transport", Mode::Transport)])?;
    let esn = table.optional("esn");
    params.esn = esn.map_or(Ok(false), |f| f.boolean())?;
    let window = table.optional("replay_window");
    if let Some(field) = &window {
        params.window = field.integer(MAX_WINDOW.into())? as u16;
    }
    let seq = table.optional("seq");
    if let Some(field) = &seq {
        params.seq = field.integer(u64::MAX)?;
    }
    let check_padding = table.optional("check_padding");
    if let Some(field) = &check_padding {
        params.check_padding = field.boolean()?;
        if way == Direction::Outbound || params.protocol() == Protocol::Ah {
            return Err(field.wrong("is for an \"in\" SA of ESP"));
        }
    }
    let udp = table.optional("udp_encap");
    params.udp = udp.as_ref().map(ports).transpose()?;
    let mut bound = |name| -> Result<_, Complaint> {
        let field = table.optional(name);
        let value = field.as_ref().map(|f| f.integer(u64::MAX)).transpose()?;
        Ok((field, value))
    };
    let ((soft_packets, soft), (hard_packets, hard)) = (bound("soft_packets")?, bound("hard_packets")?);
    params.packets = Lifetime { soft, hard };
    let ((soft_bytes, soft), (hard_bytes, hard)) = (bound("soft_bytes")?, bound("hard_bytes")?);
    params.octets = Lifetime { soft, hard };
    let selectors = table.optional("selectors");
    let then = table.optional("then");
    table.finish()?;

    params.check().map_err(|e| {
        let field = match &e {
            SaError::MixedFamilies(..) => &dst,
            SaError::AhInUdp => udp.as_ref().unwrap_or(&direction),
            SaError::Parameter { field: "window", .. } => window.as_ref().unwrap_or(&direction),
            SaError::Parameter { field: "seq", .. } => seq.as_ref().unwrap_or(&direction),
            SaError::Parameter { field: "packets", .. } => {
                soft_packets.as_ref().or(hard_packets.as_ref()).unwrap_or(&direction)
            }
            SaError::Parameter { field: "octets", .. } => {
                soft_bytes.as_ref().or(hard_bytes.as_ref()).unwrap_or(&direction)
            }
            _ => &spi,
        };
        match e {
            SaError::Parameter { value, why, .. } => field.wrong(format!("is {value}, {why}")),
            e => field.wrong(format!("is wrong: {e}")),
        }
    })?;
    let selectors = match selectors {
        Some(field) if way == Direction::Inbound => {
            return Err(field.wrong("chooses clear packets, which only an \"out\" SA takes"))
        }
        other => other.map(|field| prefixes(&field)).transpose()?,
    };
    let text = name.text()?;
    if text.is_empty() {
        return Err(name.wrong("is empty"));
    }
    let here = line(name.wrong("").span.start);
    if let Some(other) = seen.names.insert(text.to_owned(), here) {
        return Err(name.wrong(format!("{text:?} is taken by the SA of line {other}")));
    }
    let chooser = (way == Direction::Outbound).then_some(params.dst);
    if let Some(other) = seen.spis.insert((chooser, params.protocol(), params.spi), here) {
        return Err(spi.wrong(format!("{:#010x} is taken by the SA of line {other}", params.spi)));
    }
    if let Some((field, material)) = unique.filter(|_| way == Direction::Outbound) {
        // RFC 4106 §2: two senders that count from the same key and salt use a nonce, or an IV, twice.
        if let Some(other) = seen.keys.insert(Material(material), here) {
            return Err(field.wrong(format!("is also the key of the SA of line {other}; two that send must differ")));
        }
    }
    Ok((Sa { name: text.to_owned(), params, selectors, below: None }, then))
}

fn address(field: &Field<'_, '_>) -> Result<IpAddr, Complaint> {
    let address: IpAddr = field.parsed("an IP address")?;
    let odd = match address {
        IpAddr::V4(a) if a.is_broadcast() => Some("the broadcast address"),
        IpAddr::V6(a) if a.to_ipv4_mapped().is_some() => Some("an IPv4 address in IPv6 clothing"),
        a if a.is_unspecified() => Some("the unspecified address"),
        a if a.is_multicast() => Some("a multicast address"),
        _ => None,
    };
    match odd {
        None => Ok(address),
        Some(what) => Err(field.wrong(format!("{address} is {what}, a tunnel needs a host's"))),
    }
}

fn ports(field: &Field<'_, '_>) -> Result<(u16, u16), Complaint> {
    let [source, destination] = field.pair(u16::MAX.into())?;
    if source == 0 || destination == 0 {
        return Err(field.wrong("has port 0"));
    }
    Ok((source as u16, destination as u16))
}

fn prefixes(field: &Field<'_, '_>) -> Result<Selectors, Complaint> {
    let mut table = field.table()?;
    let mut prefix = |name| -> Result<IpNet, Complaint> {
        let field = table.required(name)?;
        let net: IpNet = field.parsed("a prefix like 10.0.0.0/24")?;
        if net.addr() != net.network() {
            return Err(field.wrong(format!("{net} has bits beyond its length, {} has none", net.trunc())));
        }
        Ok(net)
    };
    let (local, remote) = (prefix("local")?, prefix("remote")?);
    table.finish()?;
    if local.addr().is_ipv4() != remote.addr().is_ipv4() {
        return Err(field.wrong("has prefixes of different families"));
    }
    Ok(Selectors { local, remote })
}

const MOST_OCTETS: u64 = 64 << 20;
