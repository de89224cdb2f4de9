"""Exchanges the places of things where that shortens wires, many at a time.

  each thing --> where its wires are shortest --> things of its kind near there --> who gains most changes places with one
"""

import collections

import numpy as np
from scipy.spatial import cKDTree

from model import owners

NEAREST = 8  # that are asked
SMALL = 8  # a wire between so few is moved at one end only in a turn, as what it gains is counted with the other at rest
WORTH = 0.5  # columns


class Ends:
    """Which things hang on which wires: pins in the order of wires, each thing once on each of them."""

    def __init__(self, starts, things, weights, count):
        wire = owners(starts, len(things))
        once = np.unique(wire * count + things)
        wire, things = once // count, once % count
        some = np.bincount(wire, minlength=len(starts))[wire] > 1
        used, self.wire = np.unique(wire[some], return_inverse=True)
        self.things, self.count = things[some], count
        self.starts = np.searchsorted(self.wire, np.arange(len(used)))
        self.small = np.bincount(self.wire) <= SMALL
        self.order = np.argsort(self.things, kind="stable")  # of the pins by thing
        self.first = np.searchsorted(self.things[self.order], np.arange(count + 1))
        self.weights = weights[used][self.wire[self.order]]

    def others(self, at):
        """How far the other things of each pin's wire reach: lowest, highest, in the order of things."""
        ends, ranks = at[self.things], np.arange(len(self.things))
        for reduce, nowhere in ((np.minimum, np.inf), (np.maximum, -np.inf)):
            most = reduce.reduceat(ends, self.starts)
            one = np.minimum.reduceat(np.where(ends == most[self.wire], ranks, len(ranks)), self.starts)
            rest = ends.copy()
            rest[one] = nowhere
            reach = most[self.wire]
            reach[one] = reduce.reduceat(rest, self.starts)
            yield reach[self.order]

    def pins_of(self, things):
        """Of each, by number in the order of things, and whose they are."""
        sizes = self.first[things + 1] - self.first[things]
        whose = np.repeat(np.arange(len(things)), sizes)
        return self.first[things][whose] + np.arange(len(whose)) - np.repeat(np.cumsum(sizes) - sizes, sizes), whose


class Exchange:
    """Things of one kind may change places; those of kind -1 stay."""

    def __init__(self, ends, kinds):
        self.ends = ends
        kinds_of = collections.defaultdict(list)
        for thing, kind in enumerate(kinds.tolist()):
            kinds_of[kind].append(thing)
        kinds_of.pop(-1, None)
        self.kinds = [np.array(things) for things in kinds_of.values() if len(things) > 1]

    def turn(self, at, allowed=None):
        """Exchanges in `at` what gains, if `allowed(one, other)`; the pairs."""
        ends = self.ends
        reach = [list(ends.others(at[:, axis])) for axis in range(2)]

        def cost(things, there):
            pins, whose = ends.pins_of(things)
            beyond = sum(np.maximum(0, np.maximum(there[whose, axis] - high[pins], low[pins] - there[whose, axis]))
                         for axis, (low, high) in enumerate(reach))
            return np.bincount(whose, weights=beyond * ends.weights[pins], minlength=len(things))

        everything = np.arange(ends.count)
        now = cost(everything, at)
        best = np.column_stack([self.median(low, high) for low, high in reach])
        wired = np.flatnonzero(np.isfinite(best[:, 0]))
        hope = np.zeros(ends.count)
        hope[wired] = now[wired] - cost(wired, best[wired])
        asks, asked = [], []
        for things in self.kinds:
            restless = things[hope[things] > WORTH]
            if len(restless):
                _, near = cKDTree(at[things]).query(best[restless], k=range(1, min(NEAREST, len(things)) + 1))
                asks.append(np.repeat(restless, near.shape[1]))
                asked.append(things[near.ravel()])
        if not asks:
            return []
        one, other = np.concatenate(asks), np.concatenate(asked)
        gain = now[one] + now[other] - cost(one, at[other]) - cost(other, at[one])
        worth = np.flatnonzero((gain > WORTH) & (one != other))
        return self.apply(at, one, other, worth[np.argsort(-gain[worth], kind="stable")], allowed)

    def median(self, low, high):
        """Where the wires of each thing are shortest along an axis; not a number for one without."""
        ends = self.ends
        owner = np.tile(ends.things[ends.order], 2)
        bounds, weights = np.concatenate([low, high]), np.tile(ends.weights, 2)
        order = np.lexsort((bounds, owner))
        bounds, sums = bounds[order], np.concatenate([[0.0], np.cumsum(weights[order])])
        first, last = 2 * ends.first[:-1], 2 * ends.first[1:]
        middle = np.searchsorted(sums, (sums[first] + sums[last]) / 2) - 1
        found = np.append(bounds, np.nan)[np.clip(middle, first, np.maximum(first, last - 1))]
        return np.where(last > first, found, np.nan)

    def apply(self, at, one, other, order, allowed):
        ends, done = self.ends, []
        moved, busy = np.zeros(ends.count, bool), np.zeros(len(ends.starts), bool)
        wires = ends.wire[ends.order]
        for a, b in zip(one[order].tolist(), other[order].tolist()):
            if moved[a] or moved[b]:
                continue
            theirs = np.concatenate([wires[ends.first[a]:ends.first[a + 1]], wires[ends.first[b]:ends.first[b + 1]]])
            if not busy[theirs].any() and (allowed is None or allowed(a, b)):
                moved[[a, b]] = True
                busy[theirs[ends.small[theirs]]] = True
                done.append((a, b))
        if done:
            a, b = np.array(done).T
            at[a], at[b] = at[b], at[a]
        return done
