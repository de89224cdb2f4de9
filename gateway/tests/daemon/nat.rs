//! A host between the two sides that hides A behind an address of its own.
//!
//! ```text
//!   A 10.1.1.1 ──veth── a :NAT: b ──veth── 10.2.2.2 B        B sees 10.3.3.3
//! ```

use std::process::Command;

use respite::demo::{Host, Lab, Side};

use crate::setup::{ikev2, program};

/// The host.
pub struct Nat {
    name: String,
}

impl Nat {
    /// Puts it in the place of the cable.
    pub fn between(lab: &Lab) -> Nat {
        let name = lab.namespace(Side::A).trim_end_matches('a').to_owned() + "n";
        let nat = Nat { name };
        let (a, b, n) = (lab.namespace(Side::A), lab.namespace(Side::B), nat.name.clone());
        ip(&format!("netns add {n}"));
        for (side, inside) in [(Side::A, &a), (Side::B, &b)] {
            let end = format!("{side:?}").to_ascii_lowercase();
            // Instead of the cable between the two, which goes with its first end.
            let _ = Command::new("ip").args(["-n", inside, "link", "del", "eth0"]).output();
            ip(&format!("link add eth0 netns {inside} type veth peer name {end} netns {n}"));
            ip(&format!("-n {inside} addr add {}/8 dev eth0", side.outer()));
            ip(&format!("-n {inside} link set eth0 up"));
            ip(&format!("-n {n} link set dev {end} up"));
            ip(&format!("-n {n} route add {}/32 dev {end}", side.outer()));
        }
        ip(&format!("-n {n} addr add {HIDDEN}/32 dev b"));
        // Both sides believe to be on one cable: the host answers for whoever is at its other end.
        let rules =
            "table ip nat {\nchain hide {\ntype nat hook postrouting priority 100;\noifname \"b\" masquerade\n}\n}\n";
        let script = format!(
            "echo 1 >/proc/sys/net/ipv4/ip_forward && echo 1 >/proc/sys/net/ipv4/conf/all/proxy_arp && printf '{}' | nft -f -",
            rules.replace('\n', "\\n")
        );
        let shell = format!("netns exec {n} sh -c").split(' ').map(str::to_owned).chain([script]).collect::<Vec<_>>();
        run_ip(&shell);
        nat
    }

    /// It gets another address. Its mappings go with the one before.
    pub fn moves(&self) {
        ip(&format!("-n {} addr add {MOVED}/32 dev b", self.name));
        ip(&format!("-n {} addr del {HIDDEN}/32 dev b", self.name));
    }
}

impl Drop for Nat {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "del", &self.name]).output();
    }
}

fn ip(line: &str) {
    run_ip(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
}

fn run_ip(words: &[String]) {
    let output = Command::new("ip").args(words).output().expect("ip runs");
    assert!(output.status.success(), "ip {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Gateways on both sides of the host; B knows A by the host's address.
pub fn behind_nat(lab: &Lab) -> (Host, Host) {
    let hidden = ikev2().config(Side::B, true).replace(Side::A.outer(), HIDDEN);
    let identity = format!(" match identity remote address {}\n authentication pre-share\n", Side::A.outer());
    let hidden = hidden.replace(" authentication pre-share\n", &identity);
    let start = |side, config: &str| Host::start(lab, side, program(), config).unwrap_or_else(|e| panic!("{e}"));
    (start(Side::A, &ikev2().config(Side::A, false)), start(Side::B, &hidden))
}

/// The host's address towards B, and the one that it gets.
pub const HIDDEN: &str = "10.3.3.3";
pub const MOVED: &str = "10.3.3.4";
