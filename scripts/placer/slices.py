"""Which bodies share a slice, and which slice of the device that is.

All registers of a slice have clock, enable and reset in common. Each of its four letters has a LUT with its register, or either; a
register that is not behind the LUT of its letter has the only input past it.
"""

import collections
import dataclasses

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from model import CLIMB
from netlist import LETTERS, LUT, PAIR, REGISTER, Unplaceable

FEW = 16  # bodies that are near enough to each other to share slices
WINDOW = 500  # bodies among which those are found that fill a slice together
REACH = 14.0  # columns that a LUT goes to a free letter
NEAREST = 24  # slices that it asks for one
ASSIGNED = 220  # sites that are dealt out at once


@dataclasses.dataclass
class Slice:
    """Bodies, by number, that share one."""

    pairs: list = dataclasses.field(default_factory=list)
    luts: list = dataclasses.field(default_factory=list)
    registers: list = dataclasses.field(default_factory=list)

    @property
    def members(self):
        return self.pairs + self.luts + self.registers

    @property
    def free(self):
        """Letters without a LUT."""
        return len(LETTERS) - len(self.pairs) - len(self.luts)

    def add(self, number, body):
        {PAIR: self.pairs, LUT: self.luts, REGISTER: self.registers}[body.shares].append(number)

    def row(self, bodies):
        """Its cells by bel."""
        row = {}
        for letter, number in zip(LETTERS, self.pairs + self.luts):
            cells = bodies[number].rows[0]
            row |= {letter + {"LUT": "6LUT", "FF": "FF"}[bel]: cell for bel, cell in cells.items()}
        # First where there is no register yet: the second of a letter goes out by the way of a second LUT.
        letters = LETTERS[len(self.pairs):] + LETTERS[:len(self.pairs)]
        for letter, number in zip(letters, self.registers):
            row[letter + ("5FF" if letter + "FF" in row else "FF")] = bodies[number].rows[0]["FF"]
        return row


def halves(numbers, at, multiple=1):
    """The left and the right ones, or the upper and the lower, whichever are farther apart; of the first, a multiple."""
    axis = int(np.ptp(at[numbers, 1]) > np.ptp(at[numbers, 0]))
    order = numbers[np.argsort(at[numbers, axis], kind="stable")]
    half = max(multiple, round(len(order) / (2 * multiple)) * multiple)
    return order[:half], order[half:]


class Sharing:
    """Fills slices with bodies that are at `at`, near ones first."""

    def __init__(self, bodies, at):
        self.bodies, self.at, self.slices = bodies, at, []

    def fill(self, waiting, enough):
        """Slices of those that are waiting, by their control: pairs, registers; as long as there are `enough` of either."""
        for pairs, registers in waiting.values():
            while len(pairs) >= enough or len(registers) >= enough:
                self.slices.append(Slice(pairs=pairs[:4], registers=registers[:4]))
                del pairs[:4], registers[:4]

    def gather(self, numbers):
        """Who found no company for a whole slice."""
        waiting = collections.defaultdict(lambda: ([], []))
        if len(numbers) <= FEW:
            for number in numbers.tolist():
                body = self.bodies[number]
                waiting[body.control][body.shares == REGISTER].append(number)
        else:
            for half in halves(numbers, self.at):
                for control, (pairs, registers) in self.gather(half).items():
                    waiting[control][0].extend(pairs)
                    waiting[control][1].extend(registers)
        self.fill(waiting, 1 if len(numbers) > WINDOW else 4)
        return waiting

    def places(self):
        return np.array([self.at[slice_.members].mean(axis=0) for slice_ in self.slices]).reshape(-1, 2)

    def join(self, luts):
        """Gives LUTs free letters within reach, the nearest first; the others."""
        open_ = np.array([k for k, slice_ in enumerate(self.slices) if slice_.free], int)
        joined = set()
        if len(open_) and len(luts):
            distances, near = cKDTree(self.places()[open_]).query(self.at[luts], k=NEAREST, distance_upper_bound=REACH)
            lut, rank = np.nonzero(np.isfinite(distances))
            for k in np.argsort(distances[lut, rank], kind="stable"):
                slice_, number = self.slices[open_[near[lut[k], rank[k]]]], int(luts[lut[k]])
                if number not in joined and slice_.free:
                    slice_.luts.append(number)
                    joined.add(number)
        return np.array([number for number in luts.tolist() if number not in joined], int)

    def keep_together(self, luts):
        """LUTs alone, four in a slice."""
        if len(luts) > 4:
            for half in halves(luts, self.at, multiple=4):
                self.keep_together(half)
        elif len(luts):
            self.slices.append(Slice(luts=luts.tolist()))


def share(bodies, at):
    """The slices, and where they would be best."""
    sharing = Sharing(bodies, at)
    with_register = np.array([k for k, body in enumerate(bodies) if body.shares in (PAIR, REGISTER)], int)
    sharing.fill(sharing.gather(with_register), 1)
    sharing.keep_together(sharing.join(np.array([k for k, body in enumerate(bodies) if body.shares == LUT], int)))
    return sharing.slices, sharing.places()


class Grid:
    """The slices of a device, in columns (x, which one of a tile) and rows; which are free, and where they are."""

    def __init__(self, slices):
        columns = sorted({(x, site.split("/")[1]) for site, (x, _, _) in slices.items()})
        rows = sorted({y for _, y, _ in slices.values()})
        self.free = np.zeros((len(columns), len(rows)), bool)
        self.memory = np.zeros(len(columns), bool)
        self.names = {}
        for site, (x, y, memory) in slices.items():
            at = columns.index((x, site.split("/")[1])), rows.index(y)
            self.free[at], self.names[at] = True, site
            self.memory[at[0]] |= memory
        self.x, self.rows = np.array([x for x, _ in columns], float), np.array(rows)
        self.y = CLIMB * self.rows.astype(float)
        self.place = {name: (self.x[i], self.y[j]) for (i, j), name in self.names.items()}

    def take(self, i, j):
        self.free[i, j] = False
        return [self.names[at] for at in zip(np.atleast_1d(i).tolist(), np.atleast_1d(j).tolist())]

    def take_chain(self, height, at):
        """Names of the nearest free slices for a chain, its lowest first, and lowest is the last row."""
        if height > len(self.rows):
            raise Unplaceable(f"a carry chain of {height} slices, {len(self.rows)} rows")
        count = np.cumsum(np.pad(self.free, ((0, 0), (1, 0))), axis=1)
        fits = count[:, height:] - count[:, :-height] == height
        fits &= self.rows[height - 1:] - self.rows[:len(self.rows) - height + 1] == height - 1
        cost = np.abs(self.x[:, None] - at[0]) + np.abs(self.y[height - 1:] - at[1])
        i, j = np.unravel_index(np.argmin(np.where(fits, cost, np.inf)), cost.shape)
        if not fits[i, j]:
            raise Unplaceable(f"no room for a carry chain of {height} slices")
        rows = np.arange(j + height - 1, j - 1, -1)
        return self.take(np.full(height, i), rows)

    def take_memory(self, at):
        """Names of slices that can be memory, for all that are memory at once: the least squares of distances."""
        i, j = np.nonzero(self.free & self.memory[:, None])
        if len(at) > len(i):
            raise Unplaceable(f"{len(at)} slices of memory, {len(i)} sites")
        distance = np.abs(self.x[i] - at[:, :1]) + np.abs(self.y[j] - at[:, 1:])
        _, chosen = linear_sum_assignment(distance ** 2)
        return self.take(i[chosen], j[chosen])

    def take_any(self, at):
        """Names of slices for all others at once: halves of them go to halves of the sites, down to few."""
        i, j = np.nonzero(self.free)
        sites = np.column_stack([self.x[i], self.y[j]])
        if len(at) > len(sites):
            raise Unplaceable(f"{len(at)} slices, {len(sites)} sites")
        chosen = np.empty(len(at), int)

        def deal(numbers, among):
            if len(numbers) and len(among) > ASSIGNED:
                left, right = halves(among, sites)
                axis = int(np.ptp(sites[among, 1]) > np.ptp(sites[among, 0]))
                cut = (sites[left[-1], axis] + sites[right[0], axis]) / 2
                order = numbers[np.argsort(at[numbers, axis], kind="stable")]
                before = int(np.searchsorted(at[order, axis], cut))
                before = min(max(before, len(order) - len(right)), len(left))
                deal(order[:before], left)
                deal(order[before:], right)
            elif len(numbers):
                distance = ((at[numbers, None, :] - sites[None, among, :]) ** 2).sum(axis=2)
                rows, columns = linear_sum_assignment(distance)
                chosen[numbers[rows]] = among[columns]

        deal(np.arange(len(at)), np.arange(len(sites)))
        return self.take(i[chosen], j[chosen])

    def empty(self):
        return [self.names[at] for at in zip(*(k.tolist() for k in np.nonzero(self.free)))]
