#!/usr/bin/env python3
"""Moves slices of a placement to empty ones: off an isle, and to where wires and long paths are shorter and lead around no hole.

  "site"                      --.
  "name bel type port:net .." --+--> off the isle --> to better places, turn by turn --> "name bel" of what has moved
                                                        ^            |
                                                        '-- paths <--'

An isle is a lone column of slices in a hole of the fabric, at its lower or upper edge. It can be left upwards or downwards alone, and a
router that thinks the world flat searches seconds for each net that ends there, and for each connection between what is to the left and
what is to the right of a hole in the same rows. A slice moves with all that is in it, so what was
legal stays legal; one with memory moves to columns where there is memory. Carry chains move as a whole and off the isle only.
Types and ports are those of nextpnr's Xilinx flow, delays are fitted by eye to a dozen that
its router reported for an Artix-7 of speed grade 1: they rank paths, and foretell no clock rate. The turn with the
shortest longest path counts. The same placement gives the same moves.
"""

import argparse
import collections
import sys

import numpy as np

EVERYWHERE = 1500  # nets with more pins say nothing about places
CLIMB = 2  # a row costs as much as two columns
AROUND = 200  # columns that a connection around a hole costs more
TURNS = 4
CANDIDATES = 48  # places that are looked at for their paths
FRESH = 40  # moves until all paths are measured again

# In ns.
LAUNCH = {"SLICE_FFX": 0.35, "RAMB36E1_RAMB36E1": 2.45, "RAMB18E1_RAMB18E1": 2.45}  # from clock to output
SETUP = {"SLICE_FFX": 0.1, "RAMB36E1_RAMB36E1": 0.5, "RAMB18E1_RAMB18E1": 0.5, "SLICE_LUTX": 0.3}  # of memory, if a LUT
LOGIC = {"SLICE_LUTX": 0.13, "CARRY4": 0.3}
CARRY = -0.2  # between slices of a chain: with LOGIC, what a carry takes for four bits
WIRE, COLUMN = 0.3, 0.016  # of any length, and for each column
MANY, SLOWER = 100, 1.5  # nets with more sinks go ways that suit others

# What a path costs, in columns of wire.
GOAL = 0.73  # share of the longest path before: what is longer is too long
URGENT = 10.0  # for a connection of a path of twice the goal, and the less, the less it is too long
KEPT = 0.8  # share of that which the next turn inherits
STEEP = 6  # power of a path's share of the goal: that of the longest that is not too long costs as much again as its wire
TOO_LONG = 5000.0  # for each ns that a slice would make a path too long: no wire is worth it

OUTPUTS = {"O5", "O6", "Q", *(f"{port}{i}" for port in ("O", "CO") for i in range(4))}


def site_of(bel):
    """"X1Y2/SITE" of "X1Y2/SITE.BEL"."""
    return bel.split(".")[0]


def is_output(port):
    return port in OUTPUTS or port.startswith("DO")


def location(bel):
    """(x, y) of "X1Y2/SITE.BEL"."""
    x, y = bel.split("/")[0][1:].split("Y")
    return int(x), int(y)


def column(bel):
    """("X1", "SITE") of "X1Y2/SITE.BEL": whether there is memory depends on these."""
    tile, site = site_of(bel).split("/")
    return tile.split("Y")[0], site


class Placement:
    """Cells in sites, the nets between them, and the slices that are empty."""

    def __init__(self, lines, isle=()):
        self.bel, self.at, self.kind = {}, {}, {}  # of a cell
        self.ports = {}  # (port, net) of a cell
        self.pins = collections.defaultdict(dict)  # cells of a net, as keys: in order, unlike a set
        self.within = collections.defaultdict(list)  # cells of a site
        sites = set()
        for line in lines:
            name, *rest = line.split()
            if rest:
                self.add(name, *rest)
            else:
                sites.add(name)
        self.pins = {net: cells for net, cells in self.pins.items() if len(cells) <= EVERYWHERE}
        self.nets = {name: {net: None for _, net in ports if net in self.pins} for name, ports in self.ports.items()}
        self.carries = {name for name, kind in self.kind.items() if kind == "CARRY4"}
        self.memories = {name for name, kind in self.kind.items()
                         if kind == "SLICE_LUTX" and any(port == "CLK" for port, _ in self.ports[name])}
        self.sites = sorted(sites)
        self.number = {site: k for k, site in enumerate(self.sites)}
        self.xs, self.ys = np.array([location(site) for site in self.sites]).T
        self.empty = np.array([site not in self.within for site in self.sites])
        of_memory = {column(self.bel[name]) for name in self.memories}
        self.for_memory = np.array([column(site) in of_memory for site in self.sites])
        self.drivers = {net: name for name, ports in self.ports.items() for port, net in ports if net in self.pins and is_output(port)}
        # The isle's column and its rows below and above the middle of the device, with a hole in each.
        self.isle = [location(site) for site in isle]
        self.shore = {y: 1 if 2 * y < self.ys.max() else 2 for _, y in self.isle}
        self.part = np.array([self.part_of(location(site)) for site in self.sites])
        self.pulls = {}  # (other cell, columns for each column) of a cell, for connections of long paths

    def add(self, name, bel, kind, *ports):
        self.bel[name], self.at[name], self.kind[name] = bel, location(bel), kind
        self.within[site_of(bel)].append(name)
        self.ports[name] = [tuple(word.split(":", 1)) for word in ports]
        for _, net in self.ports[name]:
            self.pins[net][name] = None

    def chains(self):
        """The sites of each carry chain, from its first on."""
        ends = collections.defaultdict(dict)
        for cell in self.carries:
            for port, net in self.ports[cell]:
                if port in ("CO3", "CIN"):
                    ends[net][port] = site_of(self.bel[cell])
        after = {end["CO3"]: end["CIN"] for end in ends.values() if len(end) == 2}
        for first in sorted({site_of(self.bel[cell]) for cell in self.carries} - set(after.values())):
            chain = [first]
            while chain[-1] in after:
                chain.append(after[chain[-1]])
            yield chain

    def costs(self, cells):
        """What the wires of `cells`, all at one place, add to those of others: two arrays, by its column and by its row."""
        boxes, ends, within = [], [], set(cells)
        for net in {net: None for cell in cells for net in self.nets[cell]}:
            others = [self.at[cell] for cell in self.pins[net] if cell not in within]
            if others:
                xs, ys = zip(*others)
                boxes.append((min(xs), max(xs), min(ys), max(ys)))
        for cell in cells:
            ends += [(*self.at[other], pull) for other, pull in self.pulls.get(cell, ()) if other not in within]
        west, east, south, north = np.array(boxes).reshape(-1, 4, 1).swapaxes(0, 1)
        xs, ys, pulls = np.array(ends).reshape(-1, 3, 1).swapaxes(0, 1)
        columns, rows = np.arange(self.xs.max() + 1), np.arange(self.ys.max() + 1)
        return (np.maximum(0, np.maximum(columns - east, west - columns)).sum(axis=0) + (pulls * np.abs(columns - xs)).sum(axis=0),
                CLIMB * (np.maximum(0, np.maximum(rows - north, south - rows)).sum(axis=0) + (pulls * np.abs(rows - ys)).sum(axis=0)))

    def part_of(self, at):
        """1 and -1 right and left of the lower hole, 2 and -2 right and left of the upper one, 0 elsewhere."""
        hole = self.shore.get(at[1], 0)
        return hole if hole and at[0] > self.isle[0][0] else -hole

    def around(self, cells):
        """How many connections of `cells` lead around a hole if they are in part -2 to 2, from index 2 on."""
        count = np.zeros(5)
        for cell in cells if self.isle else ():
            for _, net in self.ports[cell]:
                driver = self.drivers.get(net)
                for other in self.pins[net] if driver == cell else () if driver is None else (driver,):
                    part = self.part_of(self.at[other])
                    if part:
                        count[2 - part] += 1
        return count

    def total(self):
        """All wires, in columns, and what leads around holes."""
        length = 0
        for net, cells in self.pins.items():
            xs, ys = zip(*(self.at[cell] for cell in cells))
            length += max(xs) - min(xs) + CLIMB * (max(ys) - min(ys))
            part = self.part_of(self.at[self.drivers[net]]) if net in self.drivers else 0
            if part:
                length += AROUND * sum(self.part_of(self.at[cell]) == -part for cell in cells)
        return length

    def nearest(self, site, toll=AROUND):
        """What its wires cost where the cells of a site are, and in each slice: infinite where they can't be. `toll` is for ways around."""
        cells = self.within[site]
        columns, rows = self.costs(cells)
        free = self.empty if self.memories.isdisjoint(cells) else self.empty & self.for_memory
        around = toll * self.around(cells)
        x, y = here = self.at[cells[0]]
        return (columns[x] + rows[y] + around[2 + self.part_of(here)],
                np.where(free, columns[self.xs] + rows[self.ys] + around[2 + self.part], np.inf))

    def move(self, site, to):
        """All that is in a slice to an empty one."""
        self.within[to] = self.within.pop(site)
        for cell in self.within[to]:
            self.bel[cell] = to + "." + self.bel[cell].split(".")[1]
            self.at[cell] = location(to)
        self.empty[self.number[to]] = False
        if site in self.number:
            self.empty[self.number[site]] = True

    def move_chain(self, chain):
        """A carry chain to slices that lie to each other as its own do."""
        columns, rows = self.costs([cell for site in chain for cell in self.within[site]])
        rises = [location(site)[1] - location(chain[0])[1] for site in chain]
        found = []
        for k in np.flatnonzero(self.empty):
            x, y = int(self.xs[k]), int(self.ys[k])
            slice_ = self.sites[k].split("/")[1]
            to = [f"X{x}Y{y + rise}/{slice_}" for rise in rises]
            if all(site in self.number and self.empty[self.number[site]] for site in to):
                found.append((columns[x] + rows[y + rises[-1] // 2], to))
        if not found:
            sys.exit(f"error: no room for the carry chain at {chain[0]}")
        for site, to in zip(chain, min(found)[1]):
            self.move(site, to)


class Paths:
    """The connections of a placement, and how long the paths through them are.

    `x`, `y`, `arrival` (of its output, from the clock on) and `rest` (from there to the next clock) are of cells, all else is of
    connections; cells and connections are numbers.
    """

    def __init__(self, placement):
        self.placement = placement
        self.names = list(placement.bel)
        self.number = {name: k for k, name in enumerate(self.names)}
        kinds = [placement.kind[name] for name in self.names]
        self.launch, self.setup, self.logic = (np.array([delays.get(kind, 0.0) for kind in kinds]) for delays in (LAUNCH, SETUP, LOGIC))
        drivers, sinks = {}, collections.defaultdict(list)
        for k, name in enumerate(self.names):
            if kinds[k] in LAUNCH or kinds[k] in LOGIC:
                for port, net in placement.ports[name]:
                    if is_output(port):
                        drivers[net] = k, port
                    else:
                        sinks[net].append((k, port))
        connections = []
        for net in placement.pins:
            if net in drivers:
                driver, output = drivers[net]
                for sink, port in sinks[net]:
                    through = kinds[sink] == "CARRY4" or kinds[sink] == "SLICE_LUTX" and port.startswith("A")
                    connections.append((driver, sink, through, (output, port) == ("CO3", "CIN"), len(sinks[net]) > MANY))
        driver, sink, through, chained, many = np.array(connections, int).reshape(-1, 5).T
        self.driver, self.sink, self.through = driver, sink, through.astype(bool)
        self.fixed = np.where(chained, CARRY, WIRE)
        self.per_column = np.where(chained, 0, np.where(many, SLOWER * COLUMN, COLUMN))
        cells = np.arange(len(self.names) + 1)
        self.inputs, self.outputs = np.argsort(sink, kind="stable"), np.argsort(driver, kind="stable")
        self.first_input, self.first_output = np.searchsorted(sink[self.inputs], cells), np.searchsorted(driver[self.outputs], cells)
        self.depth = self.depths()
        inner = np.flatnonzero(self.through)
        self.levels = [inner[self.depth[sink[inner]] == depth] for depth in range(1, self.depth.max() + 1)]
        self.pull = np.zeros(len(driver))
        self.goal = None

    def depths(self):
        """How many cells of logic there are up to each cell, at most."""
        inner, depth = self.through, np.zeros(len(self.names), int)
        while True:
            deeper = depth.copy()
            np.maximum.at(deeper, self.sink[inner], depth[self.driver[inner]] + 1)
            if (deeper == depth).all():
                return depth
            if deeper.max() > len(depth):
                sys.exit("error: logic feeds itself")
            depth = deeper

    def tails(self, connections):
        """From the end of each connection to the next clock."""
        sink = self.sink[connections]
        return np.where(self.through[connections], self.logic[sink] + self.rest[sink], self.setup[sink])

    def measure(self):
        """Length of the longest path through each connection, in ns."""
        self.x, self.y = np.array([self.placement.at[name] for name in self.names]).T
        d, s = self.driver, self.sink
        wire = self.fixed + self.per_column * (np.abs(self.x[d] - self.x[s]) + CLIMB * np.abs(self.y[d] - self.y[s]))
        self.arrival, self.rest = self.launch.copy(), np.zeros(len(self.names))
        for level in self.levels:
            np.maximum.at(self.arrival, s[level], self.arrival[d[level]] + wire[level] + self.logic[s[level]])
        for level in [np.flatnonzero(~self.through), *reversed(self.levels)]:
            np.maximum.at(self.rest, d[level], wire[level] + self.tails(level))
        return self.arrival[d] + wire + self.tails(slice(None))

    def weigh(self):
        """Has connections of long paths pull; the length of the longest."""
        length = self.measure()
        longest = length.max(initial=0.0)
        if self.goal is None:
            self.goal = GOAL * longest
        share = length / self.goal
        self.pull = KEPT * self.pull + URGENT * np.maximum(0, share - 1)
        pull = self.pull + np.minimum(1, share) ** STEEP
        # A hundred connections of one output pull no more than ten: they are one net.
        chosen = np.flatnonzero(pull > 0.05)
        pull /= np.sqrt(np.maximum(1, np.bincount(self.driver[chosen], minlength=len(self.names))[self.driver]))
        self.placement.pulls = collections.defaultdict(list)
        for k in chosen:
            driver, sink = self.names[self.driver[k]], self.names[self.sink[k]]
            self.placement.pulls[driver].append((sink, pull[k]))
            self.placement.pulls[sink].append((driver, pull[k]))
        return longest

    def longest(self, names, xs, ys):
        """The longest path through cells that are all at one place, for each of the places (xs, ys)."""
        cells = sorted((self.number[name] for name in names), key=lambda cell: self.depth[cell])
        within, arrival, longest = set(cells), {}, np.zeros(len(xs))

        def wires(connections, ends):
            away = np.abs(xs - self.x[ends, None]) + CLIMB * np.abs(ys - self.y[ends, None])
            return self.fixed[connections, None] + self.per_column[connections, None] * away

        for cell in cells:
            inputs = self.inputs[self.first_input[cell]:self.first_input[cell + 1]]
            drivers = self.driver[inputs]
            local = np.array([driver in within for driver in drivers], bool)
            latest = np.full((len(inputs), len(xs)), 0.0)
            latest[~local] = self.arrival[drivers[~local], None] + wires(inputs[~local], drivers[~local])
            for k in np.flatnonzero(local):
                # A register comes before what drives it, by depth: what it ends is longest with that.
                latest[k] = arrival.get(drivers[k], self.arrival[drivers[k]]) + WIRE
            through = self.through[inputs]
            arrival[cell] = np.maximum(self.launch[cell], (latest[through] + self.logic[cell]).max(axis=0, initial=0.0))
            longest = np.maximum(longest, (latest[~through] + self.setup[cell]).max(axis=0, initial=0.0))
        for cell in cells:
            outputs = self.outputs[self.first_output[cell]:self.first_output[cell + 1]]
            sinks = self.sink[outputs]
            ends = np.array([sink in within and not through for sink, through in zip(sinks, self.through[outputs])], bool)
            away = outputs[[sink not in within for sink in sinks]] if len(outputs) else outputs
            if ends.any():
                longest = np.maximum(longest, arrival[cell] + WIRE + self.setup[sinks[ends]].max())
            rest = wires(away, self.sink[away]) + self.tails(away)[:, None]
            longest = np.maximum(longest, arrival[cell] + rest.max(axis=0, initial=0.0))
        return longest

    def better(self, site):
        """The empty slice that is better for what is in `site`, or None."""
        placement, cells = self.placement, self.placement.within[site]
        here, costs = placement.nearest(site)
        x, y = placement.at[cells[0]]
        here += TOO_LONG * max(0.0, self.longest(cells, np.array([x]), np.array([y]))[0] - self.goal)
        near = np.argsort(costs, kind="stable")[:CANDIDATES] if len(costs) <= CANDIDATES else np.argpartition(costs, CANDIDATES)[:CANDIDATES]
        near = near[costs[near] < here]
        if not len(near):
            return None
        too_long = np.maximum(0.0, self.longest(cells, placement.xs[near], placement.ys[near]) - self.goal)
        there = costs[near] + TOO_LONG * too_long
        k = int(np.argmin(there))
        return placement.sites[near[k]] if there[k] < here else None

    def moved(self, names):
        """Cells are elsewhere; paths through others stay as they were measured."""
        for name in names:
            self.x[self.number[name]], self.y[self.number[name]] = self.placement.at[name]


def leave(placement, isle):
    """Moves what is on the isle."""
    for chain in list(placement.chains()):
        if not isle.isdisjoint(chain):
            placement.move_chain(chain)
    for site in sorted(isle & set(placement.within)):
        placement.move(site, placement.sites[int(np.argmin(placement.nearest(site, toll=0)[1]))])


def improve(placement):
    """Moves what has a better place, turn by turn; the bel of each cell after the best turn."""
    paths = Paths(placement)
    best = bels = None
    slices = [site for site in placement.sites if site in placement.within and placement.carries.isdisjoint(placement.within[site])]
    for turn in range(TURNS + 1):
        score = round(paths.weigh(), 2), placement.total()
        print(f"turn {turn}: longest path {score[0]:.2f} ns, wires {score[1]:,}", file=sys.stderr, flush=True)
        if best is None or score < best:
            best, bels = score, dict(placement.bel)
        moves = 0
        for k, site in enumerate(slices if turn < TURNS else ()):
            to = paths.better(site)
            if to:
                placement.move(site, to)
                slices[k] = to
                moves += 1
                if moves % FRESH:
                    paths.moved(placement.within[to])
                else:
                    paths.measure()
    return bels


def main():
    parser = argparse.ArgumentParser(description="Moves slices of a placement off an isle and to where wires and long paths are shorter.")
    parser.add_argument("isle", nargs="*", help="sites of slices that shall be empty")
    options = parser.parse_args()
    isle = set(options.isle)
    placement = Placement((line for line in sys.stdin if line.strip() not in isle), options.isle)
    before = dict(placement.bel)
    leave(placement, isle)
    for name, bel in improve(placement).items():
        if bel != before[name]:
            print(name, bel)


if __name__ == "__main__":
    main()
