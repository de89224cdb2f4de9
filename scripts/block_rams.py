#!/usr/bin/env python3
"""Gives the block RAMs of a netlist their sites, for a placer that scatters them.

  netlist.json (Yosys) --> springs between cells --+--> where everything else would be --> where each block RAM would be
  sites "tile x y" ------------------------------ '      ^                                          |
                                                          '------- nearest sites, one for each <----'

Reads sites from standard input, one for a block of 36 kbit in each line, and writes lines "cell tile/bel". What is
minimal in the end is the squared length of all wires (quadratic placement). Noise that grows less from round to round
keeps it from the next best order; it is seeded, so the same netlist gives the same places.
"""

import argparse
import collections
import json
import re
import sys

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.linalg import cg

FANOUT = 120  # nets with more pins say nothing about places
ROUNDS = 260
QUIET = 0.8  # share of the rounds with noise
NOISE = 50.0  # at first, in columns
TETHER = 1e-4  # draws to the middle what hangs on nothing


def read_netlist(path):
    """Cells of the largest module, without what is none: {name: type}, and the names on each net."""
    with open(path, encoding="utf-8") as f:
        modules = json.load(f)["modules"].values()
    cells = max((m.get("cells", {}) for m in modules), key=len)
    cells = {name: cell for name, cell in cells.items() if not cell["type"].startswith("$")}
    nets = collections.defaultdict(list)
    for name, cell in cells.items():
        for bits in cell["connections"].values():
            for bit in bits:
                if not isinstance(bit, str):  # a constant
                    nets[bit].append(name)
    return {name: cell["type"] for name, cell in cells.items()}, list(nets.values())


def natural(name):
    """A key that puts "x__9" before "x__10"."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def units_of(cells):
    """Lists of the names that share a site: one block RAM of 36 kbit, or two of 18 kbit with names next to each other."""
    whole = [[name] for name, kind in cells.items() if kind == "RAMB36E1"]
    halves = sorted((name for name, kind in cells.items() if kind == "RAMB18E1"), key=natural)
    pairs = [halves[i:i + 2] for i in range(0, len(halves), 2)]
    return sorted(whole + pairs, key=lambda unit: natural(unit[0]))


def springs(cells, nets, units):
    """Symmetric matrix of their strengths: the units, then all other cells, then a node for each net of more than four."""
    number = {name: k for k, unit in enumerate(units) for name in unit}
    others = [name for name in cells if name not in number]
    number.update({name: len(units) + k for k, name in enumerate(others)})
    count = len(units) + len(others)
    rows, columns, strengths = [], [], []
    for names in nets:
        pins = sorted({number[name] for name in names})
        if not 2 <= len(pins) <= FANOUT:
            continue
        if len(pins) <= 4:
            links = [(a, b) for i, a in enumerate(pins) for b in pins[:i]]
            strength = 1 / (len(pins) - 1)
        else:
            links = [(a, count) for a in pins]
            strength = len(pins) / (len(pins) - 1)
            count += 1
        rows += [a for a, _ in links]
        columns += [b for _, b in links]
        strengths += [strength] * len(links)
    half = sparse.coo_matrix((strengths, (rows, columns)), shape=(count, count)).tocsr()
    return half + half.T


class Placement:
    """Everything else around block RAMs at given places."""

    def __init__(self, matrix, units):
        self.matrix, self.units = matrix, units
        self.total = np.asarray(matrix.sum(axis=1)).ravel()
        loose = self.total[units:] + TETHER
        self.laplacian = sparse.diags(loose) - matrix[units:, units:]
        self.preconditioner = sparse.diags(1 / loose)
        self.others = np.zeros((matrix.shape[0] - units, 2))

    def settle(self, places):
        """Where block RAMs at `places` would like to be, and the squared length of all wires."""
        pull = self.matrix[self.units:, :self.units] @ places + TETHER * places.mean(axis=0)
        for axis in range(2):
            self.others[:, axis], _ = cg(self.laplacian, pull[:, axis], x0=self.others[:, axis], M=self.preconditioner,
                                         rtol=1e-3, maxiter=60)
        everything = np.vstack([places, self.others])
        pulled = self.matrix @ everything
        length = float((everything * (self.total[:, None] * everything - pulled)).sum())
        return pulled[:self.units] / np.maximum(self.total[:self.units, None], 1e-9), length


def arrange(matrix, units, sites, seed=1):
    """The site of each unit, by index."""
    rng = np.random.default_rng(seed)
    placement = Placement(matrix, units)
    placement.others[:] = sites.mean(axis=0)
    weight = np.sqrt(placement.total[:units, None])
    # At first in the order of their names, up and down the columns.
    order = []
    for i, x in enumerate(sorted(set(sites[:, 0]))):
        column = np.flatnonzero(sites[:, 0] == x)
        order += sorted(column, key=lambda site: sites[site, 1] * (-1) ** i)
    chosen = np.array([order[i * len(order) // units] for i in range(units)])
    best, shortest = chosen, np.inf
    for number in range(ROUNDS):
        wanted, length = placement.settle(sites[chosen])
        if length < shortest:
            best, shortest = chosen, length
        # Springs draw everything together: out again over all sites.
        wanted = (wanted - wanted.mean(axis=0)) * sites.std(axis=0) / np.maximum(wanted.std(axis=0), 1e-6)
        wanted += sites.mean(axis=0)
        wanted += rng.normal(0, NOISE * max(0.0, 1 - number / (QUIET * ROUNDS)), wanted.shape)
        distance = ((wanted[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
        _, chosen = linear_sum_assignment(distance * weight)
    return best


def main():
    parser = argparse.ArgumentParser(description="Gives the block RAMs of a netlist their sites.")
    parser.add_argument("netlist", help="JSON by Yosys, flat")
    options = parser.parse_args()
    tiles, sites = [], []
    for line in sys.stdin:
        tile, x, y = line.split()
        tiles.append(tile)
        sites.append((float(x), float(y)))
    cells, nets = read_netlist(options.netlist)
    units = units_of(cells)
    if len(units) > len(sites):
        sys.exit(f"error: {len(units)} block RAMs of 36 kbit, {len(sites)} sites")
    for unit, site in zip(units, arrange(springs(cells, nets, units), len(units), np.array(sites))):
        whole = cells[unit[0]] == "RAMB36E1"
        for half, name in enumerate(unit):
            print(name, f"{tiles[site]}/" + ("RAMB36_X0Y0.RAMB36E1" if whole else f"RAMB18_X0Y{half}.RAMB18E1"))


if __name__ == "__main__":
    main()
