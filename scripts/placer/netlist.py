"""What there is to place, and what of it stays together.

  "slice SITE X Y memory|logic"   --+
  "ram TILE X Y"                    +--> Device
  "cell NAME TYPE PORT:NET ..."   --+--> cells --> bodies

Types, ports and names are those that nextpnr's Xilinx flow gives to a packed design.
"""

import collections
import dataclasses
import re

LETTERS = "ABCD"  # the four LUTs of a slice, with a register and a second one each
OUTPUTS = {"O5", "O6", "Q", *(f"{port}{i}" for port in ("O", "CO") for i in range(4))}
PAIR, LUT, REGISTER = "LUT with register", "LUT", "register"  # what shares a slice with others


class Unplaceable(Exception):
    """Why a design is not placed."""


def is_output(port):
    return port in OUTPUTS or port.startswith("DO")


@dataclasses.dataclass(frozen=True)
class Cell:
    name: str
    kind: str
    ports: dict  # net by port

    @property
    def is_memory(self):
        return self.kind == "SLICE_LUTX" and "CLK" in self.ports

    @property
    def control(self):
        """Of a register: what all registers of a slice have in common."""
        return tuple(self.ports.get(port) for port in ("CK", "CE", "SR"))


@dataclasses.dataclass(frozen=True)
class Body:
    """Cells that stay together: in `rows`, from its lowest slice up, by the bel in it. One that shares its slice has a row, with "LUT", "FF" or both."""

    rows: list
    shares: str = ""  # PAIR, LUT or REGISTER
    memory: bool = False

    @property
    def control(self):
        return self.rows[0]["FF"].control if "FF" in self.rows[0] else None


@dataclasses.dataclass
class Device:
    """Sites by name: (column, row, whether a slice can be memory). Rows count downwards."""

    slices: dict = dataclasses.field(default_factory=dict)
    rams: dict = dataclasses.field(default_factory=dict)


def read(lines):
    """The device and the cells by name."""
    device, cells = Device(), {}
    for number, line in enumerate(lines, 1):
        match line.split():
            case ["slice", site, x, y, ("memory" | "logic") as use] if "/" in site and x.isdecimal() and y.isdecimal():
                device.slices[site] = int(x), int(y), use == "memory"
            case ["ram", tile, x, y] if x.isdecimal() and y.isdecimal():
                device.rams[tile] = int(x), int(y)
            case ["cell", name, kind, *ports] if all(":" in port for port in ports):
                if name in cells:
                    raise Unplaceable(f"line {number}: a second cell {name}")
                cells[name] = Cell(name, kind, dict(port.split(":", 1) for port in ports))
            case _:
                raise Unplaceable(f"line {number}: neither slice, ram nor cell: {line.strip()[:100]}")
    return device, cells


def natural(name):
    """A key that puts "x__9" before "x__10"."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def ram_units(cells):
    """Block RAMs that share a site: one of 36 kbit, or two of 18 kbit with names next to each other."""
    whole = [[cell] for cell in cells.values() if cell.kind.startswith("RAMB36")]
    halves = sorted((cell for cell in cells.values() if cell.kind.startswith("RAMB18")), key=lambda cell: natural(cell.name))
    return whole + [halves[i:i + 2] for i in range(0, len(halves), 2)]


class Gathering:
    """Makes bodies of cells, each in one of them."""

    def __init__(self, cells):
        self.cells = cells
        self.driver, self.sinks = {}, collections.defaultdict(list)
        for cell in cells.values():
            for port, net in cell.ports.items():
                if is_output(port):
                    if net in self.driver:
                        raise Unplaceable(f"{net} has two drivers: {self.driver[net][0].name} and {cell.name}")
                    self.driver[net] = cell, port
                else:
                    self.sinks[net].append((cell, port))
        self.taken = set()

    def take(self, row, bel, cell):
        if cell.name in self.taken:
            raise Unplaceable(f"{cell.name} feeds two carry chains, or two places of one")
        row[bel] = cell
        self.taken.add(cell.name)

    def register_of(self, net, controls):
        """The register that alone reads a net, if it may be with registers of `controls`, none or one."""
        sinks = self.sinks.get(net, ())
        if len(sinks) == 1:
            (cell, port), = sinks
            if (cell.kind, port) == ("SLICE_FFX", "D") and cell.name not in self.taken and controls <= {cell.control}:
                return cell
        return None

    def take_registers(self, row, nets, controls):
        """Into `row` the registers that alone read what comes out of each letter."""
        for letter, net in nets:
            register = self.register_of(net, controls)
            if register:
                controls = {register.control}
                self.take(row, letter + "FF", register)

    def chains(self):
        """Carry chains, with the LUTs before them and the registers behind."""
        after = {}
        for cell in self.cells.values():
            if cell.kind == "CARRY4":
                below, port = self.driver.get(cell.ports.get("CIN"), (None, None))
                if port == "CO3":
                    if below.name in after:
                        raise Unplaceable(f"{below.name}: a carry chain with two ends, {after[below.name].name} and {cell.name}")
                    after[below.name] = cell
        inner = {cell.name for cell in after.values()}
        for carry in [cell for cell in self.cells.values() if cell.kind == "CARRY4" and cell.name not in inner]:
            rows = []
            while carry:
                row = {}
                self.take(row, "CARRY4", carry)
                for i, letter in enumerate(LETTERS):
                    for port, bel in ((f"S{i}", "6LUT"), (f"DI{i}", "5LUT")):
                        feed, _ = self.driver.get(carry.ports.get(port), (None, None))
                        if feed and feed.kind == "SLICE_LUTX":
                            self.take(row, letter + bel, feed)
                self.take_registers(row, [(letter, carry.ports.get(f"O{i}")) for i, letter in enumerate(LETTERS)], set())
                rows.append(row)
                carry = after.get(carry.name)
            yield Body(rows)
        for name in sorted(inner - self.taken):
            raise Unplaceable(f"{name}: a carry chain without a beginning")

    def memories(self):
        """Slices of memory, with the registers behind."""
        slices = collections.defaultdict(dict)
        for cell in self.cells.values():
            if cell.is_memory:
                match = re.fullmatch(r"(.*)/DPR([0-3])(?:_([01]))?", cell.name)
                if not match:
                    raise Unplaceable(f"{cell.name}: memory that is neither RAM32M nor RAM64M")
                name, letter, half = match.groups()
                slices[name][LETTERS[int(letter)] + ("5LUT" if half == "0" else "6LUT")] = cell
        for luts in slices.values():
            row = {}
            for bel, cell in luts.items():
                self.take(row, bel, cell)
            clock = {cell.ports["CLK"] for cell in luts.values()}
            reads = [(bel[0], cell.ports.get("O6")) for bel, cell in luts.items() if bel.endswith("6LUT")]
            # One clock for memory and registers.
            self.take_registers(row, [(letter, net) for letter, net in reads
                                      if all(cell.ports.get("CK") in clock for cell, _ in self.sinks.get(net, ()))], set())
            yield Body([row], memory=True)

    def others(self):
        """LUTs, each with a register that it feeds, and registers."""
        for cell in self.cells.values():
            if cell.kind == "SLICE_LUTX" and cell.name not in self.taken:
                row = {}
                self.take(row, "LUT", cell)
                registers = [sink for sink, port in self.sinks.get(cell.ports.get("O6"), ())
                             if (sink.kind, port) == ("SLICE_FFX", "D") and sink.name not in self.taken]
                if registers:
                    # One that the LUT reads as well has a wire less.
                    self.take(row, "FF", max(registers, key=lambda register: register.ports.get("Q") in cell.ports.values()))
                yield Body([row], PAIR if "FF" in row else LUT)
        for cell in self.cells.values():
            if cell.kind == "SLICE_FFX" and cell.name not in self.taken:
                yield Body([{"FF": cell}], REGISTER)

    def bodies(self):
        """Whole slices first."""
        return [*self.chains(), *self.memories(), *self.others()]
