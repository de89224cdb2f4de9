//! Content-addressed build directory, safe under parallel tests and processes.

use std::path::{Path, PathBuf};

use crate::tools::workspace;
use crate::Error;

/// 128-bit FNV-1a over parts: names a build by everything it depends on.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
    format!("{hash:032x}")
}

/// The directory `name` of the cache, filled by `fill` in a private place and renamed when whole. Others who want it wait.
pub(crate) fn entry(name: &str, fill: impl FnOnce(&Path) -> Result<(), Error>) -> Result<PathBuf, Error> {
    let root = root();
    let wanted = root.join(name);
    if wanted.is_dir() {
        return Ok(wanted);
    }
    let io = |path: &Path, cause| Error::Io { path: path.into(), cause };
    std::fs::create_dir_all(&root).map_err(|e| io(&root, e))?;
    let turn = root.join(format!("{name}.lock"));
    let lock = std::fs::File::create(&turn).map_err(|e| io(&turn, e))?;
    lock.lock().map_err(|e| io(&turn, e))?;
    if wanted.is_dir() {
        return Ok(wanted);
    }
    let private = root.join(format!("tmp-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&private).map_err(|e| io(&private, e))?;
    let filled = fill(&private);
    if filled.is_ok() {
        std::fs::rename(&private, &wanted).map_err(|e| io(&wanted, e))?;
    }
    let _ = std::fs::remove_dir_all(&private);
    filled.map(|()| wanted)
}

fn root() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| workspace().join("target")).join("verilated")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn what_many_want_at_once_is_made_once() {
        let name = format!("once-{}", std::process::id());
        let made = AtomicU32::new(0);
        let make = |dir: &std::path::Path| {
            made.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(std::time::Duration::from_millis(20));
            super::super::compile::write(dir, "file", "whole").map(|_| ())
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let dir = super::entry(&name, make).unwrap();
                    assert_eq!(std::fs::read_to_string(dir.join("file")).unwrap(), "whole");
                });
            }
        });
        assert_eq!(made.load(Ordering::Relaxed), 1);
        let _ = std::fs::remove_dir_all(super::root().join(&name));
        let _ = std::fs::remove_file(super::root().join(format!("{name}.lock")));
    }

    #[test]
    fn keys_separate_their_parts() {
        assert_ne!(super::key(&["ab", "c"]), super::key(&["a", "bc"]));
    }
}
