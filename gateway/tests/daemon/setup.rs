//! A laboratory for each test, and gateways in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use respite::demo::{Case, Host, Lab, LabError, Side};

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

/// Two gateways with the configurations of a case.
pub fn pair(lab: &Lab, case: &Case, recovery: bool) -> (Host, Host) {
    let start =
        |side| Host::start(lab, side, program(), &case.config(side, recovery)).unwrap_or_else(|e| panic!("{e}"));
    (start(Side::A), start(Side::B))
}

/// The IKEv2 case, which most tests use.
pub fn ikev2() -> Case {
    Case::named("ikev2-hybrid-aes-gcm").expect("there is such a case")
}

pub const BRISK: Duration = Duration::from_millis(200);
