//! A laboratory for each test, and gateways in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use respite::demo::{wait_for, Case, Host, Lab, LabError, Side};
use respite::telemetry::Stats;

/// The program under test.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_respite"))
}

/// Where a test's files go. They stay if it fails.
pub fn directory(test: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("daemon").join(test);
    let _ = std::fs::remove_dir_all(&dir);
    dir
}

/// A laboratory, or `None` where this machine has no namespaces for us; in CI that is a failure.
pub fn lab(test: &str) -> Option<Lab> {
    match Lab::open(&directory(test)) {
        Ok(lab) => Some(lab),
        Err(LabError::NotRoot) if std::env::var_os("CI").is_none_or(|ci| ci != "true") => {
            // Past the capture of the test runner, which shows what failing tests print and nothing else.
            let _ = writeln!(std::io::stdout(), "\nskipped: {test}: network namespaces need root");
            None
        }
        Err(why) => panic!("{why}"),
    }
}

/// The tests' own Python, if it has a module; what lacks is treated as in [`lab`].
pub fn python(module: &str) -> Option<PathBuf> {
    let tools = std::env::var_os("RESPITE_TOOLS").map(PathBuf::from);
    let tools = tools.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools"));
    let python = tools.join("venv/bin/python3");
    let has =
        Command::new(&python).args(["-c", &format!("import {module}")]).output().is_ok_and(|o| o.status.success());
    if !has {
        let why = format!("{} has no {module}: run scripts/setup", python.display());
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{why}");
        let _ = writeln!(std::io::stdout(), "\nskipped: {why}");
    }
    has.then_some(python)
}

/// Two gateways with the configurations of a case.
pub fn pair(lab: &Lab, case: &Case, recovery: bool) -> (Host, Host) {
    let start =
        |side| Host::start(lab, side, program(), &case.config(side, recovery)).unwrap_or_else(|e| panic!("{e}"));
    (start(Side::A), start(Side::B))
}

/// Puts a configuration in force by the gateway's file.
pub fn reconfigure(host: &Host, config: &str) {
    std::fs::write(host.startup_config(), config).expect("the test's own directory");
    let output = Command::new(program()).arg("reload").arg("--socket").arg(host.socket()).output().expect("it runs");
    assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), host.said());
}

/// What a gateway has counted once that is as it should be.
pub fn settled(host: &Host, condition: impl Fn(&Stats) -> bool) -> Stats {
    let mut last = None;
    let stats = wait_for(SETTLES, || {
        let stats = host.stats().unwrap_or_else(|e| panic!("{e}"));
        let settled = condition(&stats);
        last = Some(stats.clone());
        settled.then_some(stats)
    });
    stats.unwrap_or_else(|| panic!("it never came to that: {last:#?}\n{}", host.said()))
}

/// The IKEv2 case, which most tests use.
pub fn ikev2() -> Case {
    Case::named("ikev2-hybrid-aes-gcm").expect("there is such a case")
}

pub const BRISK: Duration = Duration::from_millis(500);
const SETTLES: Duration = Duration::from_secs(90);
