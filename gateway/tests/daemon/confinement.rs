//! A gateway that may do no more than its service may.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use respite::console::Backend;
use respite::daemon::Client;
use respite::demo::{wait_for, Host, Side};

use crate::setup::{ikev2, lab, program, BRISK};

#[test]
fn a_gateway_with_the_capabilities_of_its_service_carries_traffic() {
    let Some(lab) = lab("a_gateway_with_the_capabilities_of_its_service_carries_traffic") else { return };
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/respite.service");
    let unit = std::fs::read_to_string(unit).expect("the unit");
    let capabilities =
        unit.lines().find_map(|line| line.strip_prefix("CapabilityBoundingSet=")).expect("it is confined");
    let allowed = capabilities.split(' ').map(|name| format!(",+{}", name.trim_start_matches("CAP_").to_lowercase()));
    let allowed: String = std::iter::once("-all".to_owned()).chain(allowed).collect();

    let dir = lab.directory(Side::A);
    std::fs::create_dir_all(&dir).expect("ours");
    let config = format!("no counters tree\n{}", ikev2().config(Side::A, true));
    std::fs::write(dir.join("config"), config).expect("ours");
    let mut gateway = lab
        .command(Side::A, "setpriv")
        .args(["--bounding-set", &allowed, "--inh-caps", &allowed, "--no-new-privs"])
        .arg(program())
        .args(["run", "--config"])
        .arg(dir.join("config"))
        .arg("--state")
        .arg(dir.join("state"))
        .arg("--socket")
        .arg(lab.socket(Side::A))
        .stdin(Stdio::null())
        .spawn()
        .expect("ip runs");
    let up = wait_for(START, || Client::connect(&lab.socket(Side::A)).ok());
    let peer = Host::start(&lab, Side::B, program(), &ikev2().config(Side::B, false)).unwrap_or_else(|e| panic!("{e}"));
    let pings = lab.ping(Side::A, 3, BRISK).expect("ping runs");
    let bounds = std::fs::read_to_string(format!("/proc/{}/status", gateway.id())).expect("it runs");
    let log = up.and_then(|mut client| client.log().ok());

    let ended = Command::new("kill").arg(gateway.id().to_string()).status().expect("kill runs");
    assert!(ended.success() && gateway.wait().expect("ours").success());
    assert_eq!(pings.received, 3, "{log:?}\n{}", peer.said());
    let unusable = |line: &String| line.contains("UNUSABLE") || line.contains("COUNTERS");
    assert!(!log.expect("it answered").lines.iter().any(unusable), "something of it does not work");
    let effective = bounds.lines().find_map(|line| line.strip_prefix("CapEff:")).expect("capabilities");
    let effective = u64::from_str_radix(effective.trim(), 16).expect("a mask");
    assert_eq!(effective.count_ones() as usize, capabilities.split(' ').count(), "{effective:#x}");
}

const START: Duration = Duration::from_secs(120);
