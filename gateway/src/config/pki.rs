//! `crypto pki trustpoint`: certificates, by the PEM files that hold them.

use std::fmt::{self, Write};

use super::{Mode, Refusal, Running, Statement};
use crate::grammar::Args;

/// Whom to trust, and what to show others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trustpoint {
    /// Certificates of authorities.
    pub authorities: Option<String>,
    /// Our certificate, then those between it and an authority.
    pub certificate: Option<String>,
    /// The private key of our certificate.
    pub private_key: Option<String>,
}

impl Trustpoint {
    pub(super) fn print(&self, name: &str, out: &mut String) -> fmt::Result {
        writeln!(out, "crypto pki trustpoint {name}")?;
        let files = [("ca", &self.authorities), ("certificate", &self.certificate), ("private-key", &self.private_key)];
        for (what, path) in files {
            if let Some(path) = path {
                writeln!(out, " {what} pem {path}")?;
            }
        }
        Ok(())
    }
}

fn trustpoint<'a>(config: &'a mut Running, mode: &Mode) -> Result<&'a mut Trustpoint, Refusal> {
    let Mode::Trustpoint(name) = mode else { return Err(Refusal::gone(mode)) };
    config.trustpoints.get_mut(name).ok_or_else(|| Refusal::gone(mode))
}

fn path(args: &Args) -> Option<String> {
    args.set_text("path")
}

pub(super) static STATEMENTS: [Statement; 1] = [Statement {
    syntax: "crypto pki trustpoint <name:name>",
    no: Some("crypto pki trustpoint <name:name>"),
    default: "none",
    help: "Certificates for IKEv2 profiles",
    action: |config, _, args| {
        let name = args.text("name").unwrap_or_default().to_owned();
        if args.undo() {
            config.trustpoints.remove(&name);
            return Ok(Mode::Global);
        }
        config.trustpoints.entry(name.clone()).or_default();
        Ok(Mode::Trustpoint(name))
    },
}];

pub(super) static TRUSTPOINT: [Statement; 3] = [
    Statement {
        syntax: "ca pem <path:path>",
        no: Some("ca pem [<path:path>]"),
        default: "none; a trustpoint needs one",
        help: "File with the certificates of the authorities to trust",
        action: |config, mode, args| {
            trustpoint(config, mode)?.authorities = path(args);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "certificate pem <path:path>",
        no: Some("certificate pem [<path:path>]"),
        default: "none; needed to authenticate with it",
        help: "File with this gateway's certificate, and those between it and an authority",
        action: |config, mode, args| {
            trustpoint(config, mode)?.certificate = path(args);
            Ok(mode.clone())
        },
    },
    Statement {
        syntax: "private-key pem <path:path>",
        no: Some("private-key pem [<path:path>]"),
        default: "none; needed to authenticate with it",
        help: "File with the private key of this gateway's certificate",
        action: |config, mode, args| {
            trustpoint(config, mode)?.private_key = path(args);
            Ok(mode.clone())
        },
    },
];
