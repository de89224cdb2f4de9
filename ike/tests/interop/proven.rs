//! What was seen to work, for docs/interop.md.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::tree::Tree;
use crate::TMP;

/// Notes that something was seen to work, as a row of docs/interop.md (scripts/interop).
pub fn proven(test: &str, peer: Tree, what: &str) {
    let dir = Path::new(TMP).join("interop-proven");
    fs::create_dir_all(&dir)
        .and_then(|()| File::create(dir.join(test)))
        .and_then(|mut file| writeln!(file, "| {} | {what} | `{test}` |", peer.version()))
        .expect("the target directory is writable");
}
