//! Verilog to C++ to object code: one Verilator run, warnings being errors.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{run, Toolchain};
use crate::{cache, shim, Error};
use vgen::Port;

/// How a model is built.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Build in FST tracing; costs simulation speed even when no file is open.
    pub trace: bool,
    /// Further arguments for Verilator, such as `-Wno-…` for a vendor's model.
    pub verilator: Vec<String>,
}

/// Runs Verilator's lint alone over `verilog` (top module `top`).
pub fn lint(top: &str, verilog: &str) -> Result<(), Error> {
    let tools = Toolchain::find()?;
    let key = cache::key(&["lint", &tools.version, &FLAGS.join(" "), top, verilog]);
    cache::entry(&format!("lint-{key}"), |dir| {
        let file = write(dir, "top.v", verilog)?;
        let mut command = Command::new(&tools.verilator);
        command.arg("--lint-only").args(FLAGS).args(["--top-module", top]).arg(file);
        run(&mut command).map(|_| ())
    })
    .map(|_| ())
}

/// Runs Verilator into `dir`; the C++ sources made, the shim among them.
pub(crate) fn verilate(
    tools: &Toolchain,
    dir: &Path,
    top: &str,
    prefix: &str,
    verilog: &str,
    ports: &[Port],
    options: &Options,
) -> Result<Vec<PathBuf>, Error> {
    let file = write(dir, &format!("{top}.v"), verilog)?;
    let class = format!("V{prefix}");
    let mut command = Command::new(&tools.verilator);
    command.args(["--cc", "-O3", "--top-module", top, "--prefix", &class]).args(FLAGS);
    if options.trace {
        command.args(["--trace-fst", "--trace-structs"]);
    }
    command.args(&options.verilator).arg("--Mdir").arg(dir).arg(&file);
    run(&mut command)?;
    let shim = shim::source(&class, prefix, ports, options.trace);
    write(dir, &format!("{prefix}_shim.cpp"), &shim)?;
    let io = |cause| Error::Io { path: dir.into(), cause };
    let mut sources = vec![];
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|x| x == "cpp") {
            sources.push(path);
        }
    }
    sources.sort();
    Ok(sources)
}

/// Builds the shared library of a model, or finds it built.
pub(crate) fn shared(
    name: &str,
    top: &str,
    verilog: &str,
    ports: &[Port],
    options: &Options,
) -> Result<PathBuf, Error> {
    let tools = Toolchain::find()?;
    let flags = flags(options);
    let shim = shim::source("V", "m", ports, options.trace);
    let key = cache::key(&[&tools.version, &flags, top, verilog, &shim]);
    let dir = cache::entry(&format!("{name}-{key}"), |dir| {
        let sources = verilate(&tools, dir, top, "m", verilog, ports, options)?;
        let runtime = runtime(&tools, options.trace)?;
        // One translation unit: headers dominate the compile time of small models.
        let all: String = sources.iter().map(|s| format!("#include \"{}\"\n", s.display())).collect();
        let all = write(dir, "all.cc", &all)?;
        let mut command = Command::new("g++");
        command.args(CXX).arg("-shared").arg("-I").arg(dir);
        for include in tools.include_dirs() {
            command.arg("-I").arg(include);
        }
        command.arg(all).arg("-o").arg(dir.join(LIBRARY)).args(runtime);
        command.args(["-Wl,-Bsymbolic", "-lpthread"]);
        if options.trace {
            command.args(TRACE_LIBRARIES.iter().map(|l| format!("-l{l}")));
        }
        run(&mut command).map(|_| ())
    })?;
    Ok(dir.join(LIBRARY))
}

/// Everything about the tools' arguments that a build depends on.
pub(crate) fn flags(options: &Options) -> String {
    let libraries = if options.trace { format!("{TRACE_LIBRARIES:?}") } else { String::new() };
    format!("{FLAGS:?}{CXX:?}{options:?}{libraries}")
}

/// Compiles the sources of a model, in `dir`, to one object file.
pub(crate) fn object(tools: &Toolchain, dir: &Path, sources: &[PathBuf]) -> Result<PathBuf, Error> {
    let all: String = sources.iter().map(|s| format!("#include \"{}\"\n", s.display())).collect();
    let all = write(dir, "all.cc", &all)?;
    let object = dir.join("all.o");
    let mut command = Command::new("g++");
    command.args(CXX).arg("-c").arg("-I").arg(dir);
    for include in tools.include_dirs() {
        command.arg("-I").arg(include);
    }
    command.arg(all).arg("-o").arg(&object);
    run(&mut command).map(|_| object)
}

/// Verilator's own run-time library, compiled once.
pub(crate) fn runtime(tools: &Toolchain, trace: bool) -> Result<Vec<PathBuf>, Error> {
    let flags = format!("{CXX:?}{trace}");
    let key = cache::key(&["runtime", &tools.version, &flags]);
    let sources = tools.runtime_sources(trace);
    let object = |dir: &Path, source: &Path| dir.join(source.file_stem().unwrap_or_default()).with_extension("o");
    let dir = cache::entry(&format!("runtime-{key}"), |dir| {
        for source in &sources {
            let mut command = Command::new("g++");
            command.args(CXX).arg("-c").arg(source).arg("-o").arg(object(dir, source));
            for include in tools.include_dirs() {
                command.arg("-I").arg(include);
            }
            run(&mut command)?;
        }
        Ok(())
    })?;
    Ok(sources.iter().map(|s| object(&dir, s)).collect())
}

pub(crate) fn write(dir: &Path, name: &str, text: &str) -> Result<PathBuf, Error> {
    let path = dir.join(name);
    std::fs::write(&path, text).map_err(|cause| Error::Io { path: path.clone(), cause })?;
    Ok(path)
}

/// What Verilator's FST writer wants.
pub(crate) const TRACE_LIBRARIES: &[&str] = &["lz4", "z"];

const LIBRARY: &str = "model.so";

/// All warnings are errors but those about style:
/// DECLFILENAME: one file holds every module. UNUSEDSIGNAL, UNUSEDPARAM: a kernel may leave
/// bits of a word or constants of a register map unread. VARHIDDEN: a function's argument may
/// share a name with a signal.
const FLAGS: &[&str] = &[
    "-Wall",
    "-Wno-DECLFILENAME",
    "-Wno-UNUSEDSIGNAL",
    "-Wno-UNUSEDPARAM",
    "-Wno-VARHIDDEN",
    "--no-timing",
    "--language",
    "1364-2005",
];

const CXX: &[&str] =
    &["-O2", "-std=gnu++17", "-fPIC", "-fvisibility=hidden", "-fno-gnu-unique", "-DVL_TIME_CONTEXT", "-w"];
