//! Content-addressed build directory, safe under parallel tests and processes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

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

/// The directory `name` of the cache, filled by `fill` in a private place and renamed when whole.
pub(crate) fn entry(name: &str, fill: impl FnOnce(&Path) -> Result<(), Error>) -> Result<PathBuf, Error> {
    let root = root();
    let wanted = root.join(name);
    if wanted.is_dir() {
        return Ok(wanted);
    }
    static SERIAL: AtomicU32 = AtomicU32::new(0);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let private = root.join(format!("tmp-{}-{serial}-{name}", std::process::id()));
    let io = |path: &Path, cause| Error::Io { path: path.into(), cause };
    std::fs::create_dir_all(&private).map_err(|e| io(&private, e))?;
    let filled = fill(&private);
    if filled.is_ok() {
        // Losing the race to another builder is as good as winning it.
        if let Err(e) = std::fs::rename(&private, &wanted) {
            if !wanted.is_dir() {
                return Err(io(&wanted, e));
            }
        }
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
    #[test]
    fn keys_separate_their_parts() {
        assert_ne!(super::key(&["ab", "c"]), super::key(&["a", "bc"]));
    }
}
