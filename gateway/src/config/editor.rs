//! Applies statements one by one, each in the mode that the ones before it led to.
//!
//! ```text
//!   crypto map testtag1 10 ipsec-isakmp      Global ──> Map("testtag1", 10)
//!    set peer 10.2.2.2                       Map
//!   interface FastEthernet0/0                no statement of Map, so one of Global ──> Interface("FastEthernet0/0")
//! ```

use std::sync::LazyLock;

use super::{acl, ikev2, interface, ipsec, isakmp, map, pki, recovery, system, telemetry, Running};
use crate::grammar::{words, Args, Grammar, LineError, MatchError, Rule};

/// A statement: its rule, and what it does to the configuration.
pub type Statement = Rule<Action>;

/// What a statement does; the mode that it leads to.
pub type Action = fn(&mut Running, &Mode, &Args) -> Result<Mode, Refusal>;

/// Where statements go.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    #[default]
    Global,
    IsakmpPolicy(u16),
    Ikev2Proposal(String),
    Ikev2Policy(String),
    Ikev2Keyring(String),
    /// A peer of a keyring.
    Ikev2Peer(String, String),
    Ikev2Profile(String),
    Trustpoint(String),
    TransformSet(String),
    Map(String, u16),
    Interface(String),
    /// An IPv4 access list.
    AccessList(String),
    /// An IPv6 access list.
    AccessList6(String),
}

/// A well-formed statement that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// The operand that is to blame.
    pub operand: &'static str,
    pub why: String,
}

/// Why a statement was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Match(#[from] MatchError),
    #[error("column {column}: {why}")]
    Refused { column: usize, why: String },
}

/// A configuration that is being written.
#[derive(Debug)]
pub struct Editor<'a> {
    config: &'a mut Running,
    mode: Mode,
}

impl<'a> Editor<'a> {
    pub fn new(config: &'a mut Running, mode: Mode) -> Self {
        Editor { config, mode }
    }

    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Applies a statement of the mode, or else of one around it. Without success nothing changes.
    pub fn apply(&mut self, line: &str) -> Result<(), StatementError> {
        let words = words(line)?;
        let mut at = Some(self.mode.clone());
        let mut furthest: Option<MatchError> = None;
        while let Some(mode) = at {
            match grammar(&mode).read(&words) {
                Ok((rule, args)) => {
                    let refused = |r: Refusal| StatementError::Refused { column: args.column(r.operand), why: r.why };
                    self.mode = (rule.action)(self.config, &mode, &args).map_err(refused)?;
                    return Ok(());
                }
                // Of several complaints the one that got furthest, the innermost first.
                Err(error) if furthest.as_ref().is_none_or(|f| error.column() > f.column()) => furthest = Some(error),
                Err(_) => {}
            }
            at = mode.outer();
        }
        let nothing = MatchError::Incomplete { column: 1, expected: Vec::new() };
        Err(furthest.unwrap_or(nothing).into())
    }
}

impl StatementError {
    pub fn column(&self) -> usize {
        match self {
            StatementError::Line(LineError::Long) => 1,
            StatementError::Line(LineError::Control { column }) => *column,
            StatementError::Match(error) => error.column(),
            StatementError::Refused { column, .. } => *column,
        }
    }
}

impl Refusal {
    pub fn new(operand: &'static str, why: impl Into<String>) -> Self {
        Refusal { operand, why: why.into() }
    }

    /// What the mode is about has been removed meanwhile.
    pub(super) fn gone(mode: &Mode) -> Self {
        Refusal::new("", format!("{mode} is no longer configured"))
    }
}

impl Mode {
    /// As in the prompt: `(config-if)`.
    pub fn prompt(&self) -> &'static str {
        match self {
            Mode::Global => "(config)",
            Mode::IsakmpPolicy(_) => "(config-isakmp)",
            Mode::Ikev2Proposal(_) => "(config-ikev2-proposal)",
            Mode::Ikev2Policy(_) => "(config-ikev2-policy)",
            Mode::Ikev2Keyring(_) => "(config-ikev2-keyring)",
            Mode::Ikev2Peer(..) => "(config-ikev2-keyring-peer)",
            Mode::Ikev2Profile(_) => "(config-ikev2-profile)",
            Mode::Trustpoint(_) => "(ca-trustpoint)",
            Mode::TransformSet(_) => "(cfg-crypto-trans)",
            Mode::Map(..) => "(config-crypto-map)",
            Mode::Interface(_) => "(config-if)",
            Mode::AccessList(_) => "(config-ext-nacl)",
            Mode::AccessList6(_) => "(config-ipv6-acl)",
        }
    }

    /// The mode that `exit` leads to; `None`: out of the configuration.
    pub fn outer(&self) -> Option<Mode> {
        match self {
            Mode::Global => None,
            Mode::Ikev2Peer(keyring, _) => Some(Mode::Ikev2Keyring(keyring.clone())),
            _ => Some(Mode::Global),
        }
    }

    /// Words with which a line of this mode begins that must be understood; others are another device's affair.
    pub(super) fn is_ours(&self, words: &[&str]) -> bool {
        let words = if words.first() == Some(&"no") { &words[1..] } else { words };
        let families = match self {
            Mode::Global => GLOBAL_FAMILIES,
            Mode::Interface(_) => INTERFACE_FAMILIES,
            _ => {
                let (keywords, _) = grammar(self).vocabulary();
                return words.first().is_some_and(|word| keywords.contains(word));
            }
        };
        families.iter().any(|family| words.starts_with(family))
    }
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Mode::Global => write!(f, "the configuration"),
            Mode::IsakmpPolicy(priority) => write!(f, "crypto isakmp policy {priority}"),
            Mode::Ikev2Proposal(name) => write!(f, "crypto ikev2 proposal {name}"),
            Mode::Ikev2Policy(name) => write!(f, "crypto ikev2 policy {name}"),
            Mode::Ikev2Keyring(name) => write!(f, "crypto ikev2 keyring {name}"),
            Mode::Ikev2Peer(keyring, name) => write!(f, "peer {name} of crypto ikev2 keyring {keyring}"),
            Mode::Ikev2Profile(name) => write!(f, "crypto ikev2 profile {name}"),
            Mode::Trustpoint(name) => write!(f, "crypto pki trustpoint {name}"),
            Mode::TransformSet(name) => write!(f, "crypto ipsec transform-set {name}"),
            Mode::Map(name, sequence) => write!(f, "crypto map {name} {sequence}"),
            Mode::Interface(name) => write!(f, "interface {name}"),
            Mode::AccessList(name) => write!(f, "access list {name}"),
            Mode::AccessList6(name) => write!(f, "ipv6 access-list {name}"),
        }
    }
}

/// The statements of a mode.
pub fn grammar(mode: &Mode) -> &'static Grammar<Action> {
    let index = match mode {
        Mode::Global => 0,
        Mode::IsakmpPolicy(_) => 1,
        Mode::Ikev2Proposal(_) => 2,
        Mode::Ikev2Policy(_) => 3,
        Mode::Ikev2Keyring(_) => 4,
        Mode::Ikev2Peer(..) => 5,
        Mode::Ikev2Profile(_) => 6,
        Mode::Trustpoint(_) => 7,
        Mode::TransformSet(_) => 8,
        Mode::Map(..) => 9,
        Mode::Interface(_) => 10,
        Mode::AccessList(_) => 11,
        Mode::AccessList6(_) => 12,
    };
    &GRAMMARS[index]
}

static GRAMMARS: LazyLock<[Grammar<Action>; 13]> = LazyLock::new(|| {
    let global: [&'static [Statement]; 11] = [
        &system::STATEMENTS,
        &telemetry::STATEMENTS,
        &isakmp::STATEMENTS,
        &ikev2::STATEMENTS,
        &pki::STATEMENTS,
        &ipsec::STATEMENTS,
        &map::STATEMENTS,
        &recovery::STATEMENTS,
        &interface::STATEMENTS,
        &interface::ROUTES,
        &acl::STATEMENTS,
    ];
    let tables: [&[&'static [Statement]]; 13] = [
        &global,
        &[&isakmp::POLICY],
        &[&ikev2::PROPOSAL],
        &[&ikev2::POLICY],
        &[&ikev2::KEYRING],
        &[&ikev2::PEER],
        &[&ikev2::PROFILE],
        &[&pki::TRUSTPOINT],
        &[&ipsec::TRANSFORM_SET],
        &[&map::ENTRY],
        &[&interface::INTERFACE],
        &[&acl::LIST],
        &[&acl::LIST6],
    ];
    tables.map(|tables| Grammar::new(tables).expect("the rules are constants, and a test compiles them all"))
});

const GLOBAL_FAMILIES: &[&[&str]] = &[
    &["access-list"],
    &["controller"],
    &["counters"],
    &["crypto"],
    &["hostname"],
    &["interface"],
    &["ip", "access-list"],
    &["ip", "route"],
    &["ipv6", "access-list"],
    &["ipv6", "route"],
    &["logging", "audit"],
    &["logging", "buffered"],
    &["logging", "console"],
    &["logging", "host"],
    &["logging", "system"],
];

const INTERFACE_FAMILIES: &[&[&str]] =
    &[&["crypto"], &["description"], &["device"], &["ip", "address"], &["ipv6", "address"], &["mtu"], &["shutdown"]];
