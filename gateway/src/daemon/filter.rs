//! What comes or goes in clear though it should be protected is dropped, by rules for the kernel's nftables.
//!
//! ```text
//!   black device <──> ESP, AH, IKE, neighbour discovery: accept
//!                 └─> entry 10: deny ─> return, permit ─> drop     entry 20: …     else accept
//! ```
//! The rules are those of the crypto maps, for what comes in with both ends exchanged. They go when the gateway ends. If it is
//! killed, its TUN interface goes with the routes that led there; the rules stay, so that nothing takes another way, until
//! the next one begins.

use std::fmt::{Display, Write as _};
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::process::{Command, Stdio};

use crate::config::{Policy, Running, Selector};

/// The rules of a gateway.
pub struct Filter {
    table: String,
}

/// Why there are no rules.
#[derive(Debug, thiserror::Error)]
pub enum FilterError {
    #[error("nft (nftables): {0}")]
    Program(#[from] io::Error),
    #[error("nft: {0}")]
    Refused(String),
}

impl Filter {
    /// For the gateway with this TUN interface.
    pub fn new(tun: &str) -> Self {
        let name: String = tun.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        Filter { table: format!("inet {PREFIX}{name}") }
    }

    /// Puts the rules for a configuration in the place of those before, at once.
    pub fn set(&self, config: &Running) -> Result<(), FilterError> {
        let table = &self.table;
        let rules = format!("table {table}\ndelete table {table}\ntable {table} {{\n{}}}\n", rules(config));
        let mut nft = Command::new("nft");
        nft.args(["-f", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut nft = nft.spawn()?;
        if let Some(mut input) = nft.stdin.take() {
            input.write_all(rules.as_bytes())?;
        }
        let output = nft.wait_with_output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(FilterError::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        }
    }
}

impl Drop for Filter {
    fn drop(&mut self) {
        let words = std::iter::once("delete").chain(std::iter::once("table")).chain(self.table.split(' '));
        let mut nft = Command::new("nft");
        // Without nft there are no rules either.
        let _ = nft.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Which way a packet crosses the black device.
#[derive(Clone, Copy)]
enum Way {
    In,
    Out,
}

/// The chains of the table.
fn rules(config: &Running) -> String {
    let policy = Policy::new(config);
    let mut text = String::new();
    // A peer behind a NAT has any port, we have not.
    for (way, name, hook, device, ours) in
        [(Way::In, "in", "prerouting", "iifname", "dport"), (Way::Out, "out", "postrouting", "oifname", "sport")]
    {
        let mut jumps = String::new();
        let mapped = config.interfaces.iter().filter(|i| i.crypto_map.is_some() && !i.shutdown);
        for (number, interface) in mapped.enumerate() {
            for (entry, selectors) in policy.entries(&interface.name).enumerate() {
                let chain = format!("{name}_{number}_{entry}");
                let lines = selectors.iter().filter_map(|s| rule(s, way)).map(|rule| format!("    {rule}\n"));
                // Writing to a string does not fail.
                let _ = write!(text, "  chain {chain} {{\n{}  }}\n", lines.collect::<String>());
                let _ = writeln!(jumps, "    {device} \"{}\" jump {chain}", interface.device());
            }
        }
        let _ = write!(
            text,
            "  chain clear_{name} {{\n    type filter hook {hook} priority -300; policy accept;\n\
             \x20   meta l4proto {{ 50, 51 }} accept\n    udp {ours} {{ 500, 4500 }} accept\n    {NEIGHBOURS}\n{jumps}  }}\n"
        );
    }
    text
}

/// A rule for what comes from a peer or goes to it; `None` for selectors of two IP versions, which no packet has.
fn rule(selector: &Selector, way: Way) -> Option<String> {
    let Selector { local, remote, protection } = selector;
    let (source, destination) = match way {
        Way::In => (remote, local),
        Way::Out => (local, remote),
    };
    let family = match (source.addresses.start(), destination.addresses.start()) {
        (IpAddr::V4(_), IpAddr::V4(_)) => "ip",
        (IpAddr::V6(_), IpAddr::V6(_)) => "ip6",
        _ => return None,
    };
    let mut rule =
        format!("{family} saddr {} {family} daddr {}", range(&source.addresses), range(&destination.addresses));
    if remote.protocol != 0 {
        let _ = write!(rule, " meta l4proto {}", remote.protocol);
    }
    for (name, ports) in [("sport", &source.ports), ("dport", &destination.ports)] {
        if *ports != (0..=u16::MAX) {
            let _ = write!(rule, " th {name} {}", range(ports));
        }
    }
    rule.push_str(if protection.is_some() { " counter drop" } else { " return" });
    Some(rule)
}

fn range<T: Display + PartialEq>(range: &RangeInclusive<T>) -> String {
    match range.start() == range.end() {
        true => range.start().to_string(),
        false => format!("{}-{}", range.start(), range.end()),
    }
}

const PREFIX: &str = "respite_";
/// Without these there is no link to send on; none leaves it (RFC 4861).
const NEIGHBOURS: &str =
    "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    #[test]
    fn the_seeds_access_list_is_a_rule_for_what_goes_and_exchanged_for_what_comes() {
        let config = load(include_str!("../../../fixtures/ios/router-a.cfg")).expect("the seed's configuration").config;
        let rules = rules(&config);
        assert!(rules.contains("chain in_0_0 {\n    ip saddr 10.0.2.2 ip daddr 10.0.0.1 counter drop\n  }"), "{rules}");
        assert!(rules.contains("    iifname \"FastEthernet0/0\" jump in_0_0\n"), "{rules}");
        assert!(
            rules.contains("chain out_0_0 {\n    ip saddr 10.0.0.1 ip daddr 10.0.2.2 counter drop\n  }"),
            "{rules}"
        );
        assert!(rules.contains("    oifname \"FastEthernet0/0\" jump out_0_0\n"), "{rules}");
    }

    #[test]
    fn what_an_entry_denies_is_left_to_the_next_and_ports_are_those_of_their_ends() {
        let text = include_str!("../../../fixtures/ios/router-a.cfg").replace(
            "access-list 150 permit ip host 10.0.0.1 host 10.0.2.2",
            "access-list 150 deny tcp host 10.0.0.1 host 10.0.2.2 eq 80\n\
             access-list 150 permit udp 10.0.0.0 0.0.0.255 range 5 9 host 10.0.2.2",
        );
        let rules = rules(&load(&text).expect("usable").config);
        assert!(
            rules.contains("    ip saddr 10.0.2.2 ip daddr 10.0.0.1 meta l4proto 6 th sport 80 return\n"),
            "{rules}"
        );
        let permit = "ip saddr 10.0.2.2 ip daddr 10.0.0.0-10.0.0.255 meta l4proto 17 th dport 5-9 counter drop";
        assert!(rules.contains(permit), "{rules}");
        let permit = "ip saddr 10.0.0.0-10.0.0.255 ip daddr 10.0.2.2 meta l4proto 17 th sport 5-9 counter drop";
        assert!(rules.contains(permit), "{rules}");
    }
}
