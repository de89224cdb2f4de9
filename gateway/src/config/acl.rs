//! Access lists: traffic by addresses, protocol and ports, in the order in which it is looked at.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;

use ipnet::Ipv6Net;

use super::{Mode, Refusal, Running, Statement};
use crate::grammar::{protocol_name, Args, Atom, Value};

/// An extended access list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessList {
    pub family: Family,
    /// By sequence number.
    pub entries: BTreeMap<u32, Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    V4,
    V6,
}

/// A line of an access list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Remark(String),
    Rule(Rule),
}

/// Traffic, and what is thought of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub permit: bool,
    /// 0: any.
    pub protocol: u8,
    pub source: Side,
    pub destination: Side,
}

/// One end of the traffic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub addresses: Addresses,
    pub ports: RangeInclusive<u16>,
}

/// Addresses, in the form that IOS prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    Any,
    Host(IpAddr),
    /// The ones of `wildcard` do not matter, and are 0 in `address`. Neither a host nor any.
    Wild {
        address: Ipv4Addr,
        wildcard: Ipv4Addr,
    },
    /// Neither a host nor any.
    Prefix(Ipv6Net),
}

impl AccessList {
    fn new(family: Family) -> Self {
        AccessList { family, entries: BTreeMap::new() }
    }

    /// The rules with their numbers, in order.
    pub fn rules(&self) -> impl Iterator<Item = (u32, &Rule)> {
        self.entries.iter().filter_map(|(number, entry)| match entry {
            Entry::Rule(rule) => Some((*number, rule)),
            Entry::Remark(_) => None,
        })
    }

    pub(super) fn print(&self, name: &str, out: &mut String) -> fmt::Result {
        let any = match self.family {
            Family::V4 => "ip",
            Family::V6 => "ipv6",
        };
        let in_tens = self.entries.keys().zip(1..).all(|(number, n): (_, u32)| *number == n * STEP);
        if is_number(name) && in_tens && !self.entries.is_empty() {
            let lines = self.entries.values();
            return lines.into_iter().try_for_each(|entry| writeln!(out, "access-list {name} {}", entry.shown(any)));
        }
        match self.family {
            Family::V4 => writeln!(out, "ip access-list extended {name}")?,
            Family::V6 => writeln!(out, "ipv6 access-list {name}")?,
        }
        self.entries.iter().try_for_each(|(number, entry)| writeln!(out, " {number} {}", entry.shown(any)))
    }

    /// Puts an entry at its number, or behind the last one.
    fn insert(&mut self, number: Option<u32>, entry: Entry) -> Result<(), Refusal> {
        if self.entries.values().any(|known| matches!(entry, Entry::Rule(_)) && *known == entry) {
            return Ok(());
        }
        if self.entries.len() >= MOST_ENTRIES {
            return Err(Refusal::new("", format!("the list has {MOST_ENTRIES} entries, more it cannot have")));
        }
        let last = self.entries.keys().next_back().copied().unwrap_or(0);
        let number = number.unwrap_or(last / STEP * STEP + STEP);
        if number > MOST_NUMBER {
            return Err(Refusal::new("", "the numbers of the list are used up"));
        }
        match self.entries.get(&number) {
            Some(_) => Err(Refusal::new("number", format!("entry {number} is there: remove it first"))),
            None => {
                self.entries.insert(number, entry);
                Ok(())
            }
        }
    }
}

impl Entry {
    fn shown<'a>(&'a self, any: &'static str) -> impl Display + 'a {
        fmt::from_fn(move |f| match self {
            Entry::Remark(text) => write!(f, "remark {text}"),
            Entry::Rule(rule) => {
                let protocol = if rule.protocol == 0 { any.to_owned() } else { protocol_name(rule.protocol) };
                let action = if rule.permit { "permit" } else { "deny" };
                write!(f, "{action} {protocol} {} {}", rule.source, rule.destination)
            }
        })
    }
}

impl Display for Side {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.addresses {
            Addresses::Any => write!(f, "any")?,
            Addresses::Host(address) => write!(f, "host {address}")?,
            Addresses::Wild { address, wildcard } => write!(f, "{address} {wildcard}")?,
            Addresses::Prefix(prefix) => write!(f, "{prefix}")?,
        }
        match (*self.ports.start(), *self.ports.end()) {
            (0, u16::MAX) => Ok(()),
            (first, last) if first == last => write!(f, " eq {first}"),
            (first, last) => write!(f, " range {first} {last}"),
        }
    }
}

/// Takes the words of a rule one after the other.
struct Reader<'a> {
    atoms: std::iter::Peekable<std::slice::Iter<'a, Atom>>,
}

impl Reader<'_> {
    fn keyword(&mut self) -> Option<&'static str> {
        match self.atoms.peek() {
            Some(Atom::Keyword(word)) => {
                self.atoms.next();
                Some(word)
            }
            _ => None,
        }
    }

    fn value(&mut self) -> Option<&Value> {
        match self.atoms.next()? {
            Atom::Operand { value, .. } => Some(value),
            Atom::Keyword(_) => None,
        }
    }

    fn address(&mut self) -> Option<IpAddr> {
        match self.value()? {
            Value::Ip(address) => Some(*address),
            _ => None,
        }
    }

    fn port(&mut self) -> Option<u16> {
        match self.value()? {
            Value::Number(port) => u16::try_from(*port).ok(),
            _ => None,
        }
    }

    fn side(&mut self) -> Option<Side> {
        let addresses = match self.keyword() {
            Some("any") => Addresses::Any,
            Some(_) => Addresses::Host(self.address()?),
            None => match *self.value()? {
                Value::Prefix6(prefix) => prefixed(prefix.trunc()),
                Value::Ip(IpAddr::V4(address)) => match self.address()? {
                    IpAddr::V4(wildcard) => wild(address, wildcard),
                    IpAddr::V6(_) => return None,
                },
                _ => return None,
            },
        };
        let compared = matches!(self.atoms.peek(), Some(Atom::Keyword("eq" | "gt" | "lt" | "range")));
        let ports = match compared.then(|| self.keyword()).flatten() {
            Some("gt") => self.port()?.checked_add(1)?..=u16::MAX,
            Some("lt") => 0..=self.port()?.checked_sub(1)?,
            Some("range") => self.port()?..=self.port()?,
            Some(_) => {
                let port = self.port()?;
                port..=port
            }
            None => 0..=u16::MAX,
        };
        Some(Side { addresses, ports })
    }

    /// `permit` is taken already.
    fn rule(&mut self, permit: bool) -> Option<Rule> {
        let protocol = match self.keyword() {
            Some(_) => 0,
            None => match self.value()? {
                Value::Number(number) => u8::try_from(*number).ok()?,
                _ => return None,
            },
        };
        Some(Rule { permit, protocol, source: self.side()?, destination: self.side()? })
    }
}

fn wild(address: Ipv4Addr, wildcard: Ipv4Addr) -> Addresses {
    match u32::from(wildcard) {
        0 => Addresses::Host(address.into()),
        u32::MAX => Addresses::Any,
        bits => Addresses::Wild { address: (u32::from(address) & !bits).into(), wildcard },
    }
}

fn prefixed(prefix: Ipv6Net) -> Addresses {
    match prefix.prefix_len() {
        0 => Addresses::Any,
        128 => Addresses::Host(prefix.addr().into()),
        _ => Addresses::Prefix(prefix),
    }
}

/// The entry that a statement is about; `None` if it names only a number.
fn read(args: &Args) -> Result<Option<Entry>, Refusal> {
    if let Some(text) = args.text("text") {
        return Ok(Some(Entry::Remark(text.to_owned())));
    }
    let mut atoms = args.atoms().iter().peekable();
    let Some(permit) = atoms.find_map(|atom| match atom {
        Atom::Keyword("permit") => Some(true),
        Atom::Keyword("deny") => Some(false),
        _ => None,
    }) else {
        return Ok(None);
    };
    let rule = Reader { atoms }.rule(permit).ok_or_else(|| Refusal::new("", "is no rule of an access list"))?;
    let all = |ports: &RangeInclusive<u16>| *ports == (0..=u16::MAX);
    for side in [&rule.source, &rule.destination] {
        if side.ports.is_empty() {
            return Err(Refusal::new("port", "is a range that ends before it begins"));
        }
        if !all(&side.ports) && !WITH_PORTS.contains(&rule.protocol) {
            let protocol = protocol_name(rule.protocol);
            return Err(Refusal::new(
                "port",
                format!("is a port, which {protocol} does not have: tcp, udp and sctp do"),
            ));
        }
    }
    Ok(Some(Entry::Rule(rule)))
}

/// Adds to a list, or takes from it.
fn edit(config: &mut Running, name: &str, family: Family, args: &Args) -> Result<(), Refusal> {
    let entry = read(args)?;
    let number = args.number("number");
    let list = config.access_lists.entry(name.to_owned()).or_insert_with(|| AccessList::new(family));
    if list.family != family {
        return Err(Refusal::new("name", format!("access list {name} is of the other IP version")));
    }
    if !args.undo() {
        return entry.map_or(Ok(()), |entry| list.insert(number, entry));
    }
    let before = list.entries.len();
    match (number, entry) {
        (Some(number), _) => drop(list.entries.remove(&number)),
        (None, Some(entry)) => list.entries.retain(|_, known| *known != entry),
        (None, None) => {}
    }
    if list.entries.len() == before {
        return Err(Refusal::new("number", "there is no such entry"));
    }
    Ok(())
}

fn enter(config: &mut Running, name: &str, family: Family, undo: bool) -> Result<Mode, Refusal> {
    if undo {
        config.access_lists.remove(name);
        return Ok(Mode::Global);
    }
    match family {
        Family::V4 => check_name(name)?,
        Family::V6 if is_number(name) => {
            return Err(Refusal::new("name", "begins with a digit, as only the numbers of IPv4 access lists do"));
        }
        Family::V6 => {}
    }
    let list = config.access_lists.entry(name.to_owned()).or_insert_with(|| AccessList::new(family));
    match (list.family == family, family) {
        (false, _) => Err(Refusal::new("name", format!("access list {name} is of the other IP version"))),
        (true, Family::V4) => Ok(Mode::AccessList(name.to_owned())),
        (true, Family::V6) => Ok(Mode::AccessList6(name.to_owned())),
    }
}

/// Numbers are of extended lists, and names do not look like numbers.
fn check_name(name: &str) -> Result<(), Refusal> {
    let extended = |n: u32| (100..=199).contains(&n) || (2000..=2699).contains(&n);
    if !name.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    match name.parse() {
        Ok(number) if extended(number) && number.to_string() == name => Ok(()),
        _ => Err(Refusal::new(
            "name",
            "is no extended access list: 100-199, 2000-2699 or a name that begins with no digit",
        )),
    }
}

fn is_number(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

fn in_mode(config: &mut Running, mode: &Mode, args: &Args) -> Result<Mode, Refusal> {
    let (name, family) = match mode {
        Mode::AccessList(name) => (name, Family::V4),
        Mode::AccessList6(name) => (name, Family::V6),
        _ => return Err(Refusal::gone(mode)),
    };
    if !config.access_lists.contains_key(name) {
        return Err(Refusal::gone(mode));
    }
    edit(config, name, family, args)?;
    Ok(mode.clone())
}

macro_rules! ports {
    () => {
        " [{eq | gt | lt} <port:port> | range <port:port> <port:port>]"
    };
}

macro_rules! rule4 {
    () => {
        concat!(
            "{permit | deny} <protocol:protocol> {any | host <address:ip4> | <address:ip4> <wildcard:wildcard>}",
            ports!(),
            " {any | host <address:ip4> | <address:ip4> <wildcard:wildcard>}",
            ports!()
        )
    };
}

macro_rules! rule6 {
    () => {
        concat!(
            "{permit | deny} {ipv6 | <protocol:protocol>} {any | host <address:ip6> | <prefix:prefix6>}",
            ports!(),
            " {any | host <address:ip6> | <prefix:prefix6>}",
            ports!()
        )
    };
}

pub(super) static STATEMENTS: [Statement; 4] = [
    Statement {
        syntax: concat!("access-list <list:100-2699> ", rule4!()),
        no: Some("access-list <list:100-2699>"),
        default: "none",
        help: "Adds to a numbered access list (100-199, 2000-2699); no removes the list",
        action: numbered,
    },
    Statement {
        syntax: "access-list <list:100-2699> remark <text:line>",
        no: None,
        default: "none",
        help: "Adds a remark to a numbered access list",
        action: numbered,
    },
    Statement {
        syntax: "ip access-list extended <name:name>",
        no: Some("ip access-list extended <name:name>"),
        default: "none",
        help: "An access list by name or number",
        action: |config, _, args| enter(config, args.text("name").unwrap_or_default(), Family::V4, args.undo()),
    },
    Statement {
        syntax: "ipv6 access-list <name:name>",
        no: Some("ipv6 access-list <name:name>"),
        default: "none",
        help: "An access list for IPv6",
        action: |config, _, args| enter(config, args.text("name").unwrap_or_default(), Family::V6, args.undo()),
    },
];

fn numbered(config: &mut Running, mode: &Mode, args: &Args) -> Result<Mode, Refusal> {
    let name = args.number::<u32>("list").unwrap_or_default().to_string();
    if args.undo() {
        config.access_lists.remove(&name);
        return Ok(mode.clone());
    }
    check_name(&name).map_err(|refusal| Refusal { operand: "list", ..refusal })?;
    edit(config, &name, Family::V4, args)?;
    Ok(mode.clone())
}

pub(super) static LIST: [Statement; 2] = [
    Statement {
        syntax: concat!("[<number:1-2147483647>] ", rule4!()),
        no: Some(concat!("{<number:1-2147483647> | ", rule4!(), "}")),
        default: "none",
        help: "Traffic; in a crypto map permit is protected and deny goes on to the next entry of the map",
        action: in_mode,
    },
    Statement {
        syntax: "[<number:1-2147483647>] remark <text:line>",
        no: Some("remark <text:line>"),
        default: "none",
        help: "A remark",
        action: in_mode,
    },
];

pub(super) static LIST6: [Statement; 2] = [
    Statement {
        syntax: concat!("[<number:1-2147483647>] ", rule6!()),
        no: Some(concat!("{<number:1-2147483647> | ", rule6!(), "}")),
        default: "none",
        help: "Traffic of IPv6",
        action: in_mode,
    },
    Statement {
        syntax: "[<number:1-2147483647>] remark <text:line>",
        no: Some("remark <text:line>"),
        default: "none",
        help: "A remark",
        action: in_mode,
    },
];

/// Between the numbers of entries that were given none.
const STEP: u32 = 10;
/// As the grammar has it.
const MOST_NUMBER: u32 = 2_147_483_647;
const MOST_ENTRIES: usize = 10_000;
/// TCP, UDP, SCTP.
const WITH_PORTS: [u8; 3] = [6, 17, 132];
