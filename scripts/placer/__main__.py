#!/usr/bin/env python3
"""Places a packed design: a card that fills most of a device, where nextpnr's own placers find no short wires.

  slices, rams, cells --> bodies --> spread --> block RAMs to sites --> spread with pulls of long paths --> slices
                                                                                                           |
  "cell bel" <-- moves to free slices <-- exchanges <-- sites <-- spread of whole slices <-----------------'

Reads from standard input (see netlist.py) and writes to standard output. The same input and seed give the same places.
"""

import argparse
import sys

import numpy as np
from scipy.optimize import linear_sum_assignment

from exchange import Ends, Exchange
from model import CLIMB, Model
from moves import Moves
from netlist import LUT, Gathering, Unplaceable, ram_units, read
from paths import Paths, Pulls
from slices import Grid, Slice, share
from spread import Spread

ROOMY, CROWDED, PACKED = 0.25, 0.07, 0.05  # shares of slices without room, when block RAMs, bodies and whole slices have spread
WEAKER = 0.1, 0.3  # force of the field on bodies and on slices at first, against what it was at last
ROUNDS, FREE, EXCHANGES, TURNS = 9, 5, 4, 4  # rounds of exchanges, and those of them at first that may make paths too long


def say(what, longest, length):
    print(f"{what}: longest path {longest:.2f} ns, wires {length:,.0f}", file=sys.stderr, flush=True)


class Placement:
    """Slices and what else lies on the grid, while it is being mended."""

    def __init__(self, model, slices, grid, names, x, y):
        self.model, self.slices, self.x, self.y = model, slices, x, y
        self.names = names + grid.empty()  # of places: those of slices first
        self.places = np.array([grid.place[name] for name in self.names])
        self.place = np.arange(len(slices))
        self.shared = np.array([k for slice_ in slices for k in slice_.members], int)
        self.within = np.full(model.count, -1)
        self.cells_of = [[] for _ in range(model.count)]
        for cell, point in enumerate(model.point_of.tolist()):
            self.cells_of[model.body_of[point]].append(cell)
        self.settle()

    def cells_in_slices(self):
        return [[cell for k in slice_.members for cell in self.cells_of[k]] for slice_ in self.slices]

    def guard(self, pulls, at, cells_of):
        """Whether things at `at`, with these cells, may change places: no path through them becomes longer than it should be and than it was."""
        paths, goal = pulls.paths, pulls.goal

        def longest(thing, *places):
            cells = cells_of[thing] if thing < len(cells_of) else ()
            return paths.longest(cells, *at[list(places)].T) if cells else np.zeros(len(places))

        def allowed(one, other):
            here, there = longest(one, one, other)
            back_there, back_here = longest(other, other, one)
            return max(there, back_here) <= max(goal, here, back_there)

        return allowed

    def settle(self):
        """Points are where their slices are."""
        for k, slice_ in enumerate(self.slices):
            self.within[slice_.members] = k
        points = self.model.first[self.shared]
        self.x[points], self.y[points] = self.places[self.place[self.within[self.shared]]].T

    def ends(self, pulls, thing_of, count):
        """Nets and pulls between things, of which points are parts."""
        model = self.model
        starts = np.append(model.starts, len(model.points) + 2 * np.arange(len(pulls.a)))
        points = np.append(model.points, np.column_stack([pulls.a, pulls.b]))
        weights = np.append(np.ones(len(model.starts)), pulls.weights)
        return Ends(starts, thing_of[points], weights, count)

    def exchange_slices(self, pulls, guarded):
        """Whole slices with each other, and with free ones."""
        count, points = len(self.places), len(self.x)
        thing_of = count + np.arange(points)  # a place, or a point that stays
        thing_of[self.model.first[self.shared]] = self.within[self.shared]
        exchange = Exchange(self.ends(pulls, thing_of, count + points), np.append(np.zeros(count, int), np.full(points, -1)))
        place = np.append(self.place, np.setdiff1d(np.arange(count), self.place))
        at = np.vstack([self.places[place], np.column_stack([self.x, self.y])])
        allowed = self.guard(pulls, at, self.cells_in_slices()) if guarded else None
        for _ in range(EXCHANGES):
            for a, b in exchange.turn(at, allowed):
                place[a], place[b] = place[b], place[a]
        self.place = place[:len(self.slices)]
        self.settle()

    def exchange_bodies(self, pulls, guarded):
        """Bodies with those of their kind in other slices, LUTs with free letters too."""
        model, bodies, points = self.model, self.model.bodies, len(self.x)
        kinds, kind_of = {}, np.full(points, -1)
        for k in self.shared.tolist():
            control = bodies[k].control
            kind_of[model.first[k]] = kinds.setdefault((bodies[k].shares, control), len(kinds))
        free = np.array([k for k, slice_ in enumerate(self.slices) for _ in range(slice_.free)], int)
        kind_of = np.append(kind_of, np.full(len(free), kinds.get((LUT, None), -1)))
        exchange = Exchange(self.ends(pulls, np.arange(points), points + len(free)), kind_of)
        within = np.append(self.within[model.body_of], free)
        at = np.vstack([np.column_stack([self.x, self.y]), self.places[self.place[free]]])
        allowed = self.guard(pulls, at, [self.cells_of[k] for k in model.body_of.tolist()]) if guarded else None
        for _ in range(EXCHANGES):
            for a, b in exchange.turn(at, allowed):
                within[a], within[b] = within[b], within[a]
        self.slices = [Slice() for _ in self.slices]
        for k in self.shared.tolist():
            self.slices[within[model.first[k]]].add(k, bodies[k])
        self.settle()

    def move(self, pulls):
        """To free slices, turn by turn; the best turn counts."""
        points = [self.model.first[slice_.members].tolist() for slice_ in self.slices]
        moves = Moves(self.model, pulls, points, self.cells_in_slices(), self.place, self.places, self.x, self.y)
        best = None
        for turn in range(TURNS + 1):
            score = round(pulls.measure(self.x, self.y), 2), self.model.length(self.x, self.y)
            say(f"turn {turn}", *score)
            if best is None or score < best[0]:
                best = score, self.place.copy()
            if turn < TURNS:
                moves.turn()
        self.place = best[1]
        self.settle()

    def rows(self):
        """(site, cells by bel) of each slice."""
        return [(self.names[place], slice_.row(self.model.bodies)) for slice_, place in zip(self.slices, self.place)]


def stand(grid, bodies, at):
    """(site, cells by bel) of the slices of chains, the highest first, and then of memory; changes `at`, where they want to be, to where they are."""
    rows = []
    memories = np.array([k for k, body in enumerate(bodies) if body.memory], int)
    for k in sorted(set(range(len(bodies))) - set(memories.tolist()), key=lambda k: (-len(bodies[k].rows), k)):
        names = grid.take_chain(len(bodies[k].rows), at[k])
        at[k] = grid.place[names[0]]
        rows += zip(names, bodies[k].rows)
    for k, name in zip(memories, grid.take_memory(at[memories])):
        at[k] = grid.place[name]
        rows.append((name, bodies[k].rows[0]))
    return rows


def ram_rows(units, tiles):
    """(site, cells by bel) of each unit in its tile."""
    rows = []
    for unit, tile in zip(units, tiles):
        whole = unit[0].kind.startswith("RAMB36")
        sites = ["RAMB36_X0Y0.RAMB36E1"] if whole else ["RAMB18_X0Y0.RAMB18E1", "RAMB18_X0Y1.RAMB18E1"]
        rows += [(f"{tile}/{site}", {bel: cell}) for (site, bel), cell in zip((site.split(".") for site in sites), unit)]
    return rows


def place(device, cells, goal, seed):
    """(site, cells by bel) of all slices and block RAMs."""
    bodies, units = Gathering(cells).bodies(), ram_units(cells)
    if len(units) > len(device.rams):
        raise Unplaceable(f"{len(units)} block RAMs of 36 kbit, {len(device.rams)} sites")
    if not device.slices or not bodies:
        raise Unplaceable(f"{len(device.slices)} slices for {len(bodies)} bodies")
    model = Model(bodies, units)
    sites, rams = (np.array([(at[0], CLIMB * at[1]) for at in places.values()], float).reshape(-1, 2) for places in (device.slices, device.rams))
    spread = Spread(sites, rams, seed)
    at = spread.run(model, spread.middle(model.count), ROOMY)
    distance = ((at[len(bodies):, None] - rams) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(distance)
    at[len(bodies):] = rams[chosen]
    pulls = Pulls(Paths(model), goal)
    at = spread.run(model, at, CROWDED, pulls, fixed=True, force=WEAKER[0])

    slices, places = share(bodies, at)
    merged, within = model.merged([slice_.members for slice_ in slices])
    begin = np.empty((merged.count, 2))
    begin[within] = at
    alone = merged.count - len(slices) - len(units)
    begin[alone:alone + len(slices)] = places
    at = spread.run(merged, begin, PACKED, pulls, fixed=True, force=WEAKER[1])

    grid = Grid(device.slices)
    placed = stand(grid, [body for body in bodies if not body.shares], at)
    names = grid.take_any(at[alone:alone + len(slices)])

    placement = Placement(model, slices, grid, names, *merged.places(at))
    for number in range(ROUNDS):
        say(f"round {number}", pulls.measure(placement.x, placement.y), model.length(placement.x, placement.y))
        placement.exchange_slices(pulls, number >= FREE)
        placement.exchange_bodies(pulls, number >= FREE)
    placement.move(pulls)
    return placed + ram_rows(units, np.array(list(device.rams))[chosen]) + placement.rows()


def megahertz(text):
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError
    return value


def main():
    parser = argparse.ArgumentParser(description="Places a packed design.")
    parser.add_argument("--freq", type=megahertz, default=150, metavar="MHZ", help="for which paths shall be short enough")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.stdin.reconfigure(errors="replace")
    try:
        placed = place(*read(sys.stdin), 1000 / options.freq, options.seed)
    except Unplaceable as error:
        sys.exit(f"error: {error}")
    for site, row in placed:
        for bel, cell in row.items():
            print(cell.name, f"{site}.{bel}")


if __name__ == "__main__":
    main()
