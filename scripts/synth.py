#!/usr/bin/env python3
"""Places and routes the card's blocks with open tools, and tabulates what they cost.

  <block>.v  --Yosys-->  netlist  --nextpnr-->  report
             LUT, FF, BRAM                      Fmax

Every input file is one block in a harness: its module `top` has the ports clk, sin and sout, a shift register that
feeds all inputs and a parity tree that drinks all outputs, so that blocks with many pins fit any package.
"""

import argparse
import concurrent.futures
import dataclasses
import glob
import hashlib
import json
import os
import signal
import subprocess
import sys
import time

MEBI = 1 << 20

PLACER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "placer")

PINS = "".join(
    f"set_property PACKAGE_PIN {pin} [get_ports {port}]\nset_property IOSTANDARD LVCMOS33 [get_ports {port}]\n"
    for port, pin in [("clk", "R4"), ("sin", "T1"), ("sout", "U1")]
)

# The xc7a200t has a hole of 100 columns in its lowest and in its topmost 50 rows, where transceivers are. nextpnr's placers do not know
# what it costs to go around, and its router searches seconds for every net that has to. So all stays in the rows between. Blocks keep
# to them by a region, which legaliser and annealer respect. A whole card fills nine of ten slices there: scripts/placer places it.
PLACES = """
import os, subprocess

rows = range(53, 208)
if WHOLE:
    with open("packed.txt", "w", encoding="utf-8") as out:
        for bel in ctx.getBels():
            at, (site, _, name) = ctx.getBelLocation(bel), str(bel).partition(".")
            if at.y in rows and name == "A6LUT":
                print("slice", site, at.x, at.y, "memory" if ctx.getBelPinWire(bel, "WE") else "logic", file=out)
            elif at.y in rows and ctx.getBelType(bel) == "RAMB36E1_RAMB36E1":
                print("ram", site.split("/")[0], at.x, at.y, file=out)
        for name, cell in ctx.cells:
            print("cell", name, cell.type, *(f"{port}:{pin.net.name}" for port, pin in cell.ports if pin.net), file=out)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"} | {"OMP_NUM_THREADS": "1"}
    with open("packed.txt", encoding="utf-8") as packed, open("placed.txt", "w", encoding="utf-8") as placed:
        subprocess.run(PLACER, stdin=packed, stdout=placed, check=True, env=environment)
    with open("placed.txt", encoding="utf-8") as placed:
        for name, bel in map(str.split, placed):
            ctx.cells[name].setAttr("BEL", bel)
else:
    ctx.createRectangularRegion("fabric", 0, rows[0], 262, rows[-1])
    for name, cell in ctx.cells:
        if cell.type.startswith(("SLICE", "CARRY", "RAMB")):
            ctx.constrainCellToRegion(name, "fabric")
"""

WHOLE = ("card", "card_aead")  # blocks that are whole cards

XILINX = "synth_xilinx -family xc7 -flatten -abc9 -nodsp -nowidelut -nosrl -top top"

# The eight registers of a slice share clock enable and reset. A card with hundreds of pairs of them has as many slices that are not
# full: pairs of few registers become LUTs.
FEWER_PAIRS = "dfflegalize -cell $_DFF_?_ 01 -cell $_DFFE_?P_ 01 -cell $_SDFF_?P?_ 01 -cell $_SDFFE_?P?P_ 01 -mince 32 -minsrst 128"


@dataclasses.dataclass(frozen=True)
class Family:
    """A device, the recipe for it, and what its cells count for."""

    name: str
    about: str
    yosys: str  # script between reading the source and writing the netlist
    nextpnr: list  # command without the arguments that all families share
    lut: dict  # LUTs by cell type
    ff: tuple  # cell types
    bram: dict  # blocks of 36 kbit by cell type
    holds: tuple  # LUT, FF, BRAM of the device
    files: dict = dataclasses.field(default_factory=dict)  # that the commands read, by name
    whole: str = ""  # instead of `yosys` for a whole card, if it needs another
    placer: list = dataclasses.field(default_factory=list)  # command that places a whole card, if nextpnr does not


def families(tools):
    """The families by name, with their tools under `tools`."""
    sid = os.path.join(tools, "sid")
    lib = f"{sid}/usr/lib/x86_64-linux-gnu"
    return {f.name: f for f in [
        Family(
            name="xc7a200t",
            about="Artix-7 200T in an FBG484 package, by nextpnr's Xilinx flow",
            # Builds with thousands of MUXF7/F8 do not finish routing: -nowidelut.
            yosys=f"{XILINX}; clean",
            whole=f"{XILINX} -run begin:map_ffs; {FEWER_PAIRS}; {XILINX} -run map_ffs:; clean",
            nextpnr=[
                # A program of a newer Debian, run by that Debian's own loader.
                "env", f"PYTHONHOME={sid}/usr", f"{sid}/usr/lib64/ld-linux-x86-64.so.2", "--library-path", lib,
                f"{sid}/usr/bin/nextpnr-himbaechel-xilinx", "--device", "xc7a200tfbg484-1",
                # It takes cells as they were placed before, while the others refuse a register whose LUT comes after it.
                "--placer", "static", "--pre-place", "places.py",
                "--chipdb", f"{sid}/usr/share/nextpnr/himbaechel/xilinx/chipdb-xc7a200t.bin", "-o", "xdc=pins.xdc",
            ],
            lut={
                "LUT1": 1, "LUT2": 1, "LUT3": 1, "LUT4": 1, "LUT5": 1, "LUT6": 1, "INV": 1, "SRL16E": 1, "SRLC32E": 1,
                "RAM32X1S": 1, "RAM64X1S": 1, "RAM128X1S": 2, "RAM256X1S": 4, "RAM32X1D": 2, "RAM64X1D": 2,
                "RAM128X1D": 4, "RAM32M": 4, "RAM64M": 4,
            },
            ff=("FDRE", "FDSE", "FDCE", "FDPE"),
            bram={"RAMB36E1": 1, "RAMB18E1": 0.5},
            holds=(134_600, 269_200, 365),
            files={"pins.xdc": PINS, "places.py": PLACES},
            placer=[os.path.join(tools, "venv/bin/python3"), PLACER],
        ),
        Family(
            name="ecp5-85",
            about="ECP5 LFE5U-85F in a CABGA381 package, speed grade 6",
            yosys="synth_ecp5 -abc9 -top top; clean",
            nextpnr=["nextpnr-ecp5", "--85k", "--package", "CABGA381", "--lpf-allow-unconstrained"],
            lut={"LUT4": 1, "CCU2C": 2, "TRELLIS_DPR16X4": 6},
            ff=("TRELLIS_FF",),
            bram={"DP16KD": 0.5},
            holds=(83_640, 83_640, 104),
        ),
    ]}


@dataclasses.dataclass
class Row:
    """What one block costs in one family: an entry of synth.json."""

    block: str
    family: str
    lut: int
    ff: int
    bram: float
    fmax_mhz: float = None
    routed: bool = False


@dataclasses.dataclass
class Usage:
    """Time and memory that a tool took."""

    seconds: float = 0.0
    mib: float = 0.0


def count_cells(stat, family):
    """(LUT, FF, BRAM) from the text of Yosys `stat -json`."""
    cells = json.loads(stat)["design"]["num_cells_by_type"]
    lut = sum(n * family.lut.get(cell, 0) for cell, n in cells.items())
    ff = sum(cells.get(cell, 0) for cell in family.ff)
    bram = sum(n * family.bram.get(cell, 0) for cell, n in cells.items())
    return lut, ff, bram


def fmax_of(report):
    """Frequency of the slowest clock in the text of nextpnr's --report, in MHz."""
    clocks = json.loads(report)["fmax"].values()
    return round(min((c["achieved"] for c in clocks), default=0.0), 1) or None


def run(command, log, cwd, timeout):
    """Runs `command` with its output in `log`; (succeeded, Usage)."""
    start = time.monotonic()
    with open(log, "w", encoding="utf-8") as out:
        child = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        status = rusage = None
        while status is None:
            pid, code, rusage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                status = child.returncode = os.waitstatus_to_exitcode(code)
                break
            if time.monotonic() - start > timeout:
                out.write(f"stopped after {timeout:.0f} s\n")
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.2)
    return status == 0, Usage(time.monotonic() - start, rusage.ru_maxrss * 1024 / MEBI)


def synthesise(source, family, options):
    """One block through one family: (Row, {tool: Usage}), from a former run where nothing changed."""
    block = os.path.splitext(os.path.basename(source))[0]
    work = os.path.join(options.out, block, family.name)
    os.makedirs(work, exist_ok=True)
    with open(source, "rb") as f:
        text = f.read()
    recipe = [dataclasses.asdict(family), options.freq, options.seed, options.yosys_only, options.versions]
    if family.placer and block in WHOLE:
        recipe.append(digest_of(PLACER))
    key = hashlib.sha256(text + json.dumps(recipe).encode()).hexdigest()
    done = os.path.join(work, "result.json")
    if not options.force and os.path.exists(done):
        with open(done, encoding="utf-8") as f:
            kept = json.load(f)
        if kept["key"] == key:
            return Row(**kept["row"]), {tool: Usage(**u) for tool, u in kept["usage"].items()}

    # All by relative names: the tools of WebAssembly have a /tmp of their own.
    with open(os.path.join(work, "source.v"), "wb") as f:
        f.write(text)
    steps = (block in WHOLE and family.whole) or family.yosys
    script = (f"read_verilog source.v; {steps}; "
              "tee -q -o stat.json stat -json; write_json netlist.json")
    ok, took = run(["yosys", "-q", "-p", script], os.path.join(work, "yosys.log"), work, options.timeout * 60)
    if not ok:
        raise RuntimeError(f"{block}: Yosys failed for {family.name}: see {work}/yosys.log")
    with open(os.path.join(work, "stat.json"), encoding="utf-8") as f:
        row = Row(block, family.name, *count_cells(f.read(), family))
    usage = {"yosys": took}
    if not options.yosys_only and not excess(row, family):
        usage["nextpnr"] = place_and_route(row, family, work, options)
    with open(done, "w", encoding="utf-8") as f:
        json.dump({"key": key, "row": dataclasses.asdict(row),
                   "usage": {tool: dataclasses.asdict(u) for tool, u in usage.items()}}, f)
    return row, usage


def digest_of(folder):
    """Of a program's sources."""
    digest = hashlib.sha256()
    for path in sorted(glob.glob(os.path.join(folder, "*.py"))):
        with open(path, "rb") as f:
            digest.update(f.read())
    return digest.hexdigest()


def place_and_route(row, family, work, options):
    """Runs nextpnr in `work` and fills in `row`; its Usage."""
    tuned = ["--freq", str(options.freq), "--seed", str(options.seed)]
    for name, text in family.files.items():
        if name.endswith(".py"):
            text = f"WHOLE = {row.block in WHOLE}\nPLACER = {family.placer + tuned}\n{text}"
        with open(os.path.join(work, name), "w", encoding="utf-8") as f:
            f.write(text)
    report = os.path.join(work, "report.json")
    if os.path.exists(report):
        os.remove(report)
    command = family.nextpnr + ["--json", "netlist.json", "--report", "report.json", "--timing-allow-fail", *tuned]
    ok, took = run(command, os.path.join(work, "nextpnr.log"), work, options.timeout * 60)
    # The report is written after routing; frequencies before it are far too low.
    if ok:
        with open(report, encoding="utf-8") as f:
            row.fmax_mhz = fmax_of(f.read())
        row.routed = True
    return took


def excess(row, family):
    """What of the device the block asks more of than there is, in words."""
    asked = [("LUT", row.lut), ("FF", row.ff), ("BRAM", row.bram)]
    return ", ".join(f"{what} {n / held:.0%}" for (what, n), held in zip(asked, family.holds) if n > held)


def table(rows, known):
    """The rows as a Markdown table."""
    lines = ["| block | family | LUT | FF | BRAM | Fmax MHz |", "|---|---|---:|---:|---:|---:|"]
    for r in rows:
        over = excess(r, known[r.family])
        fmax = f"{r.fmax_mhz:.0f}" if r.routed and r.fmax_mhz else "-" if r.routed else "not routed"
        if over:
            fmax = f"does not fit: {over}"
        lines.append(f"| {r.block} | {r.family} | {r.lut:,} | {r.ff:,} | {r.bram:g} | {fmax} |")
    return "\n".join(lines)


def document(rows, known, options):
    """docs/synthesis.md."""
    devices = "\n".join(f"- `{f.name}`: {f.about}" for f in known.values())
    versions = "; ".join(options.versions.values())
    return f"""# Synthesis

Printed by `scripts/synth --docs`; do not edit.

{table(rows, known)}

{devices}

BRAM is in blocks of 36 kbit (a block of 18 kbit counts a half). Every block was placed alone in a harness of shift
registers, routed for {options.freq:g} MHz with seed {options.seed}; "not routed" means that the tool gave up. The harness's registers are
counted. `card_aead` is the whole card with AES-GCM and AES-GMAC alone: lane, DMA, registers, events; `card` is the one with all
transforms; both are placed by scripts/placer ([ADR 16](adr/0016-a-placer-for-whole-cards.md)). The timing models of the open tools have no clock skew or uncertainty: leave a margin of 20 %. nextpnr mends
no hold violations, of which it reports a few dozen of up to 0.1 ns in a whole card. A sign-off is the vendor's.

Tools: {versions}.
"""


def tool_versions(known):
    """What the tools say of themselves, by tool."""
    def first_line(command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
        return done.stdout.strip().splitlines()[-1]

    versions = {"yosys": first_line(["yosys", "-V"]).split(" (")[0]}
    for f in known.values():
        program = f.nextpnr[:f.nextpnr.index("--device")] if "--device" in f.nextpnr else f.nextpnr[:1]
        line = first_line(program + ["--version"])
        versions[f.name] = f"{f.name}: nextpnr {line.split('Version ')[-1].rstrip(')')}"
    return versions


def positive(kind):
    """A type for argparse."""
    def number(text):
        value = kind(text)
        if not 0 < value < float("inf"):
            raise ValueError
        return value
    number.__name__ = f"number above 0 ({kind.__name__})"
    return number


def main():
    known = families(os.environ["RESPITE_TOOLS"])
    parser = argparse.ArgumentParser(prog="scripts/synth", description="Places and routes the card's blocks.")
    parser.add_argument("sources", help="directory of <block>.v")
    parser.add_argument("--out", default="target/synth", help="work and result directory (default %(default)s)")
    parser.add_argument("--block", action="append", help="only this block; may be repeated")
    parser.add_argument("--family", action="append", choices=known, help="only this family; may be repeated")
    parser.add_argument("--yosys-only", action="store_true", help="count cells, do not place")
    parser.add_argument("--freq", type=positive(float), default=150, help="clock to aim for, in MHz (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=positive(int), default=1, help="runs at once, up to 4 GB each (default %(default)s)")
    parser.add_argument("--timeout", type=positive(float), default=90, help="minutes for one tool's run (default %(default)s)")
    parser.add_argument("--force", action="store_true", help="run again what did not change")
    parser.add_argument("--docs", action="store_true", help="write docs/synthesis.md")
    options = parser.parse_args()

    chosen = [known[name] for name in options.family] if options.family else list(known.values())
    sources = sorted(glob.glob(os.path.join(options.sources, "*.v")))
    if options.block:
        sources = [s for s in sources if os.path.splitext(os.path.basename(s))[0] in options.block]
    if not sources:
        sys.exit(f"error: no such block in {options.sources}")
    try:
        os.makedirs(options.out, exist_ok=True)
    except OSError as e:
        sys.exit(f"error: {e}")
    options.versions = tool_versions(known)

    rows, failures = [], []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(synthesise, source, family, options) for source in sources for family in chosen]
        for one in runs:
            try:
                row, usage = one.result()
            except RuntimeError as e:
                failures.append(str(e))
                continue
            rows.append(row)
            took = ", ".join(f"{tool} {u.seconds / 60:.1f} min {u.mib / 1024:.1f} GiB" for tool, u in usage.items())
            print(f"{row.block} on {row.family}: {took}", flush=True)

    with open(os.path.join(options.out, "synth.json"), "w", encoding="utf-8") as f:
        json.dump([dataclasses.asdict(r) for r in rows], f, indent=1)
    print("\n" + table(rows, known))
    if options.docs:
        with open("docs/synthesis.md", "w", encoding="utf-8") as f:
            f.write(document(rows, known, options))
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    if failures or not all(r.routed or options.yosys_only or excess(r, known[r.family]) for r in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
