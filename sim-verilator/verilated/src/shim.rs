//! The C interface put in front of a Verilated class.
//!
//! Ports are handed out as pointers to their storage: reading or writing one costs a copy,
//! not a call. Verilator stores a port of 1-8, 9-16, 17-32 and 33-64 bits in 1, 2, 4 and 8
//! bytes, a wider one in 4-byte words, least significant first.

use std::fmt::Write;

use vgen::Port;

/// C++ source of the shim for class `class`, exporting `<prefix>_new` and its fellows.
pub(crate) fn source(class: &str, prefix: &str, ports: &[Port], trace: bool) -> String {
    let mut out = format!("#include \"{class}.h\"\n#include \"verilated.h\"\n");
    if trace {
        out += "#include \"verilated_fst_c.h\"\n";
    }
    let tracer = if trace { "VerilatedFstC* fst = nullptr;" } else { "" };
    let dump = if trace { "if (h->fst) h->fst->dump(h->context.time());" } else { "" };
    let clock = match ports.iter().find(|p| p.name == "clock") {
        Some(_) => format!("h->top.clock = 1; {prefix}_eval(h); h->top.clock = 0; {prefix}_eval(h);"),
        None => format!("{prefix}_eval(h);"),
    };
    let mut cases = String::new();
    for (i, port) in ports.iter().enumerate() {
        let _ = writeln!(cases, "    case {i}: return &h->top.{};", cpp_name(&port.name));
    }
    let (open, close) = match trace {
        true => (
            "h->context.traceEverOn(true); h->fst = new VerilatedFstC; \
             h->top.trace(h->fst, 99); h->fst->open(path);",
            "if (h->fst) { h->fst->close(); delete h->fst; h->fst = nullptr; }",
        ),
        false => ("(void)h; (void)path;", "(void)h;"),
    };
    let _ = write!(
        out,
        r#"
namespace {{
struct Handle {{
    VerilatedContext context;
    {class} top{{&context, "top"}};
    {tracer}
}};
}}
#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT Handle* {prefix}_new() {{ return new Handle; }}
EXPORT void {prefix}_eval(Handle* h) {{ h->top.eval(); {dump} h->context.timeInc(1); }}
EXPORT void {prefix}_tick(Handle* h) {{ {clock} }}
EXPORT void* {prefix}_port(Handle* h, unsigned index) {{
    switch (index) {{
{cases}    default: return nullptr;
    }}
}}
EXPORT void {prefix}_trace(Handle* h, const char* path) {{ {open} }}
EXPORT void {prefix}_close(Handle* h) {{ {close} }}
EXPORT void {prefix}_free(Handle* h) {{ {prefix}_close(h); h->top.final(); delete h; }}
"#
    );
    out
}

/// Bytes Verilator gives a port of `width` bits.
pub(crate) fn storage(width: usize) -> usize {
    match width {
        0..=8 => 1,
        9..=16 => 2,
        17..=32 => 4,
        33..=64 => 8,
        _ => width.div_ceil(32) * 4,
    }
}

/// Verilator spells the second of two underscores as its code.
fn cpp_name(port: &str) -> String {
    port.replace("__", "___05F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_follows_verilators_rule() {
        let widths = [1, 8, 9, 16, 17, 32, 33, 64, 65, 96, 97];
        assert_eq!(widths.map(storage), [1, 1, 2, 2, 4, 4, 8, 8, 12, 12, 16]);
    }
}
