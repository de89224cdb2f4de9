//! A model linked into a program, so that it runs without Verilator or a source tree.
//!
//! ```text
//!   build.rs: link("card", …) ──> libcard.a in the build cache ──> cargo:rustc-link-…
//!   crate:    verilated::linked!(card_new, …) ──> Entry ──> Model::linked
//! ```

use std::fmt::Write;
use std::process::Command;

use vgen::Port;

use crate::compile::{self, Options};
use crate::shim::{self, storage};
use crate::tools::{run, Toolchain};
use crate::{cache, Error};

/// For a build script: builds (or finds built) the static library `name` of module `top` and tells cargo to link it.
pub fn link(name: &str, top: &str, verilog: &str, ports: &[Port], options: &Options) -> Result<(), Error> {
    let tools = Toolchain::find()?;
    let checks = checks(name, ports);
    let flags = compile::flags(options);
    let shim = shim::source(&format!("V{name}"), name, ports, options.trace);
    let key = cache::key(&["static", &tools.version, &flags, top, verilog, &shim, &checks]);
    let dir = cache::entry(&format!("{name}-static-{key}"), |dir| {
        let sources = compile::verilate(&tools, dir, top, name, verilog, ports, options)?;
        let checks = compile::write(dir, "checks.cpp", &checks)?;
        let all: Vec<_> = sources.into_iter().chain([checks]).collect();
        let object = compile::object(&tools, dir, &all)?;
        let mut archive = Command::new("ar");
        archive.arg("crs").arg(dir.join(format!("lib{name}.a"))).arg(object);
        archive.args(compile::runtime(&tools, options.trace)?);
        run(&mut archive).map(|_| ())
    })?;
    println!("cargo::rustc-link-search=native={}", dir.display());
    println!("cargo::rustc-link-lib=static={name}");
    println!("cargo::rustc-link-lib=dylib=stdc++");
    for library in compile::TRACE_LIBRARIES.iter().filter(|_| options.trace) {
        println!("cargo::rustc-link-lib=dylib={library}");
    }
    // Another Verilator, or a cache that was cleared, needs another build.
    println!("cargo::rerun-if-changed={}", tools.verilator.display());
    println!("cargo::rerun-if-changed={}", dir.display());
    Ok(())
}

/// Declares the functions of the static library that [`link`] built under this name, as a [`crate::model::Entry`].
#[macro_export]
macro_rules! linked {
    ($new:ident, $eval:ident, $tick:ident, $port:ident, $trace:ident, $close:ident, $free:ident) => {{
        // Defined by the shim of `verilated::link` with exactly these types.
        unsafe extern "C" {
            fn $new() -> *mut core::ffi::c_void;
            fn $eval(handle: *mut core::ffi::c_void);
            fn $tick(handle: *mut core::ffi::c_void);
            fn $port(handle: *mut core::ffi::c_void, index: u32) -> *mut core::ffi::c_void;
            fn $trace(handle: *mut core::ffi::c_void, path: *const core::ffi::c_char);
            fn $close(handle: *mut core::ffi::c_void);
            fn $free(handle: *mut core::ffi::c_void);
        }
        $crate::Entry { new: $new, eval: $eval, tick: $tick, port: $port, trace: $trace, close: $close, free: $free }
    }};
}

/// A port is reached through a pointer, by its width: one that differs from the Verilog's must not compile.
fn checks(name: &str, ports: &[Port]) -> String {
    let mut out = format!("#include \"V{name}.h\"\n");
    for port in ports {
        let _ = writeln!(
            out,
            "static_assert(sizeof(V{name}::{}) == {}, \"width of port {}\");",
            port.name,
            storage(port.width),
            port.name
        );
    }
    out
}
