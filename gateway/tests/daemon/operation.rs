//! What an operator does to a gateway that works.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use respite::demo::{wait_for, Host, Side};

use crate::setup::{ikev2, lab, pair, program, BRISK};

#[test]
fn cfg_reload_keeps_tunnels_and_a_wrong_configuration_changes_nothing() {
    let Some(lab) = lab("cfg_reload_keeps_tunnels_and_a_wrong_configuration_changes_nothing") else { return };
    let (a, b) = pair(&lab, &ikev2(), false);
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());
    let spis = |host: &Host| {
        let bundles = host.stats().expect("stats").bundles;
        let sas = bundles.iter().flat_map(|bundle| &bundle.sas);
        sas.map(|sa| (sa.inbound_spi, sa.outbound_spi)).collect::<Vec<_>>()
    };
    let before = spis(&b);

    // REC-09: recovery is switched on while the gateway runs, by its file.
    std::fs::write(b.startup_config(), ikev2().config(Side::B, true)).expect("ours");
    let reload = || Command::new(program()).arg("reload").arg("--socket").arg(b.socket()).output().expect("runs");
    assert!(reload().status.success(), "{}", b.said());
    assert!(b.console("show running-config").expect("shown").contains("crypto isakmp invalid-spi-recovery"));
    assert_eq!(spis(&b), before);
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());

    std::fs::write(b.startup_config(), "crypto map testtag1 10 ipsec-isakmp\n set peer nowhere\n").expect("ours");
    let refused = reload();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("line 2"), "{said}");
    assert_eq!(spis(&b), before);
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());
}

#[test]
fn cli_commands_reach_the_gateway_and_the_socket_is_its_owners_alone() {
    let Some(lab) = lab("cli_commands_reach_the_gateway_and_the_socket_is_its_owners_alone") else { return };
    let (a, b) = pair(&lab, &ikev2(), false);
    let mode = std::fs::metadata(a.socket()).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let respite = |words: &str| {
        let (verb, rest) = words.split_once(' ').expect("two words");
        let mut command = Command::new(program());
        command.arg(verb).arg("--socket").arg(a.socket()).args(rest.split(' '));
        let output = command.output().expect("runs");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    // The gateway's own ping goes through the tunnel, and brings it up.
    let (done, said) = respite("ping 10.0.2.2 source 10.0.0.1 repeat 3 timeout 20");
    assert!(
        done && said.contains("!!!\nSuccess rate is 100 percent (3/3)"),
        "{said}\n{}\n{}",
        a.account(),
        b.account()
    );

    let (done, json) = respite("show crypto ipsec sa --json");
    let sas: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(done && sas[0]["flows"][0]["counters"]["encaps"] == 3, "{json}");
    let (done, json) = respite("show controllers --json");
    let cards: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(done && cards[0]["counters"]["tx_ok"] == 3, "{json}");
    let (done, text) = respite("show crypto ikev2 sa");
    assert!(done && text.contains("READY"), "{text}");
    assert!(!respite("show crypto nonsense").0);

    // CLI-02; the peer is told, so that it has none either.
    assert!(respite("clear crypto sa").0);
    assert!(respite("show crypto ipsec sa").1.contains("current outbound spi: 0"));
    let told = wait_for(Duration::from_secs(10), || b.stats().ok().filter(|stats| stats.bundles.is_empty()));
    assert!(told.is_some(), "{}", b.said());
    assert_eq!(lab.ping(Side::B, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());

    // CLI-07: what is saved is there after a restart.
    a.console("write memory").expect("saved");
    let saved = std::fs::read_to_string(a.startup_config()).expect("ours");
    assert!(saved.contains("hostname ipseca-71a") && saved.contains("pre-shared-key"), "{saved}");
}

#[test]
fn a_second_gateway_with_the_same_addresses_ends_and_leaves_the_first_ones_tunnel_alone() {
    let Some(lab) = lab("a_second_gateway_with_the_same_addresses_ends_and_leaves_the_first_ones_tunnel_alone") else {
        return;
    };
    let (a, b) = pair(&lab, &ikev2(), false);
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());
    let place = tempfile::tempdir().expect("a directory");
    let mut second = lab.command(Side::A, program());
    second.arg("run").arg("--config").arg(a.startup_config()).args(["--tun", "respite1"]);
    second.arg("--state").arg(place.path().join("state")).arg("--socket").arg(place.path().join("control"));
    let output = second.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("in use"), "{said}");
    assert_eq!(lab.ping(Side::A, 3, BRISK).expect("ping runs").received, 3, "{}\n{}", a.account(), b.account());
}
