"""Keeps the placement of a block away from a hole in the xc7a200t.

The device has no fabric in 46 columns of its lowest 50 rows, where transceivers are. The placer does not know of it, and the router
searches a second or more for every net that has to go around it, in every iteration.

    +-----------------------------+
    |            upper            |      1. place without constraints
    +- - - - +- - - - -+- - - - - +      2. keep all cells in place but those left of the hole with nets to its right:
    |  left  |  hole   |  right   |         they are placed again, in `upper`
    +--------+---------+----------+

Regions from the start would not do: the placer crowds cells at their borders and does not come to an end when the device is
more than half full.
"""

import collections
import re

# In the coordinates of nextpnr: columns of the hole, its highest row and some to turn, the last column and row of the device.
HOLE = range(88, 135)
TOP = 52
CORNER = (262, 207)

# A net with more pins is a clock or a constant.
MOST_PINS = 2000

# For nextpnr's --pre-place, in the second run.
SCRIPT = f"""
import json

with open("floorplan.json") as f:
    places = json.load(f)
ctx.createRectangularRegion("upper", 0, {TOP + 1}, {CORNER[0]}, {CORNER[1]})
for name, cell in ctx.cells:
    if name in places:
        cell.setAttr("BEL", places[name])
    elif cell.type.startswith({("SLICE", "CARRY", "RAMB")!r}):
        ctx.constrainCellToRegion(name, "upper")
"""


def keep(module):
    """BELs of the cells that stay where they are, by name, for a placed module as nextpnr writes it."""
    cells = module["cells"]
    bels = {name: cell["attributes"]["NEXTPNR_BEL"] for name, cell in cells.items()
            if cell["type"].startswith(("SLICE", "CARRY", "RAMB"))}
    pins, drivers = collections.defaultdict(set), {}
    for name, cell in cells.items():
        for port, bits in cell["connections"].items():
            for bit in bits:
                if isinstance(bit, int):
                    pins[bit].add(name)
                    if cell["port_directions"][port] == "output":
                        drivers[bit] = name

    middle = (HOLE.start + HOLE.stop) // 2
    low = {name: x < middle for name, bel in bels.items() for x, y in [column_and_row(bel)] if y <= TOP}
    leave = set()
    for net in pins.values():
        left = {name for name in net if low.get(name) is True}
        if left and len(net) <= MOST_PINS and any(low.get(name) is False for name in net):
            leave |= left
    groups = clusters(cells, drivers)
    leave = {groups(name) for name in leave}
    return {name: bel for name, bel in bels.items() if groups(name) not in leave}


def column_and_row(bel):
    """Of `X87Y36/SLICE_X0Y0.C6LUT`."""
    return tuple(int(n) for n in re.match(r"X(\d+)Y(\d+)/", bel).groups())


def clusters(cells, drivers):
    """A function that names the cluster of a cell: cells that nextpnr may have packed to be placed as one, or more."""
    parent = {}

    def root(name):
        while (above := parent.get(name, name)) != name:
            parent[name] = parent.get(above, above)
            name = parent[name]
        return name

    for name, cell in cells.items():
        joins = {"CARRY4": r"CIN|CYINIT|(S|DI)\d", "SLICE_FFX": "D"}.get(cell["type"])
        for port, bits in cell["connections"].items():
            if joins and re.fullmatch(joins, port):
                for other in (drivers[bit] for bit in bits if bit in drivers):
                    if cells[other]["type"] in ("CARRY4", "SLICE_LUTX"):
                        parent[root(name)] = root(other)
        # The parts of a memory made of LUTs are called memory/part.
        if "/" in name:
            parent[root(name)] = root(name.rsplit("/", 1)[0])
    return root
