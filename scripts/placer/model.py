"""Bodies as points, and the wires between them.

Places are in columns: x to the right, y downwards, a row as long as CLIMB columns. A body has a point for each of its rows, from its
lowest up, and lies where the first of them is; a block RAM has one point.
"""

import collections

import numpy as np

from netlist import REGISTER

CLIMB = 2  # a row costs as much as two columns
EVERYWHERE = 1500  # nets with more points say nothing about places
AREA = {REGISTER: 0.07}  # in slices: most find room beside a LUT
SHARED = 0.25  # of all else that shares a slice


def owners(starts, count):
    """Which run each of `count` things in a row is in, of those that begin at `starts`."""
    return np.repeat(np.arange(len(starts)), np.diff(np.append(starts, count)))


class Model:
    """`body_of[point]`, `offset[point]` from its body in y, `area[point]`; nets are `points` from each of `starts` on."""

    def __init__(self, bodies, units):
        self.bodies, self.units = bodies, units
        stacks = [body.rows for body in bodies] + [[{k: cell for k, cell in enumerate(unit)}] for unit in units]
        self.count = len(stacks)
        self.body_of = np.repeat(np.arange(self.count), [len(rows) for rows in stacks])
        self.offset = np.concatenate([-CLIMB * np.arange(len(rows), dtype=float) for rows in stacks])
        self.first = np.searchsorted(self.body_of, np.arange(self.count))
        self.slices = int(self.first[len(bodies)]) if units else len(self.body_of)  # points before those of block RAMs
        self.area = np.repeat([AREA.get(body.shares, SHARED) if body.shares else 1.0 for body in bodies], [len(body.rows) for body in bodies])
        self.cells = [cell for rows in stacks for row in rows for cell in row.values()]
        self.point_of = np.repeat(np.arange(len(self.body_of)), [len(row) for rows in stacks for row in rows])  # of each cell
        nets = collections.defaultdict(dict)
        for cell, point in zip(self.cells, self.point_of.tolist()):
            for net in cell.ports.values():
                nets[net][point] = None
        self.nets = {net: list(points) for net, points in nets.items() if len(points) <= EVERYWHERE}
        wired = [points for points in self.nets.values() if len(points) > 1]
        self.starts = np.cumsum([0] + [len(points) for points in wired])[:-1]
        self.points = np.array([point for points in wired for point in points], int)

    def merged(self, groups):
        """A model with a body for each group of bodies that share a slice, behind those that share none; and which body each one is in."""
        merged = object.__new__(Model)
        merged.__dict__.update(self.__dict__)
        alone = np.flatnonzero([not body.shares for body in self.bodies])
        within = np.empty(self.count, int)
        within[alone] = np.arange(len(alone))
        merged.area = self.area.copy()
        for k, group in enumerate(groups):
            within[group] = len(alone) + k
            merged.area[self.first[group]] = 1 / len(group)
        merged.count = len(alone) + len(groups) + len(self.units)
        within[len(self.bodies):] = np.arange(merged.count - len(self.units), merged.count)
        merged.body_of = within[self.body_of]
        return merged, within

    def places(self, at):
        """(x, y) of all points, of bodies at `at`."""
        return at[self.body_of, 0], at[self.body_of, 1] + self.offset

    def length(self, x, y):
        """Of all wires between points."""
        return sum(float((np.maximum.reduceat(at[self.points], self.starts) - np.minimum.reduceat(at[self.points], self.starts)).sum())
                   for at in (x, y))

    def sums(self, of_points, points=slice(None)):
        """What is of points, for each body."""
        return np.bincount(self.body_of[points], weights=of_points, minlength=self.count)
