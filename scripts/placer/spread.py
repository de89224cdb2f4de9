"""Where bodies would be best if they could overlap a little: wires draw them together, and crowds apart.

As in ePlace (Lu et al., ACM TODAES 2015): bodies are charges in a box, whose field drives them from where there are more of them than there is room.
Fillers without wires take the room that is left over. The force of the field grows from step to step, against that of wires.
"""

import sys

import numpy as np
import scipy.fft as fft

from model import owners

BLOCKS = 32, 8  # in either direction, of which is asked whether there is room, for slices and for block RAMs: they stand in columns
FILLER = 0.5  # slices
GROWTH = 1.05  # of the force in each step, at most
SLOW = 0.004  # share by which wires may lengthen in a step; the force grows the less, the more they do
STEPS = 1200


class Field:
    """Charges in a box, from `low` to `high`, in as many bins as the matrix `room` has: it says how much there is in each."""

    def __init__(self, low, high, room):
        self.low, self.step, self.room, self.bins = low, (high - low) / len(room), room, len(room)
        waves = np.pi * np.arange(self.bins)[:, None] / (high - low)
        squares = waves[:, None, 0] ** 2 + waves[None, :, 1] ** 2
        squares[0, 0] = np.inf
        self.inverse = 1 / squares

    def shares(self, x, y):
        """The four bins around each charge, and how much of it is in each."""
        u, v = ((np.clip((at - low) / step - 0.5, 0, self.bins - 1.001)) for at, low, step in zip((x, y), self.low, self.step))
        i, j = u.astype(int), v.astype(int)
        u, v = u - i, v - j
        for right, across in ((0, 1 - u), (1, u)):
            for down, along in ((0, 1 - v), (1, v)):
                yield (i + right) * self.bins + j + down, across * along

    def density(self, shares, charges):
        return sum(np.bincount(bins, weights=share * charges, minlength=self.room.size) for bins, share in shares).reshape(self.room.shape)

    def push(self, x, y, charges):
        """Gradients of the energy, by x and by y."""
        shares = list(self.shares(x, y))
        excess = self.density(shares, charges) - self.room
        potential = fft.idctn(fft.dctn((excess - excess.mean()) / self.step.prod()) * self.inverse)
        return [charges * sum(share * slope.ravel()[bins] for bins, share in shares) for slope in np.gradient(potential, *self.step)]

    def overflow(self, x, y, charges, blocks):
        """Share of the charges that is more than there is room for, in so many blocks of bins in either direction."""
        excess = self.density(self.shares(x, y), charges) - self.room
        blocks = min(blocks, self.bins)
        excess = excess.reshape(blocks, self.bins // blocks, blocks, self.bins // blocks).sum(axis=(1, 3))
        return np.maximum(0, excess).sum() / charges.sum()


class Wires:
    """Gradient of the smooth lengths of a model's nets (weighted average) and pulls."""

    def __init__(self, model):
        self.model, self.points, self.starts, self.count = model, model.points, model.starts, len(model.body_of)
        self.net = owners(self.starts, len(self.points))

    def load(self, pulls):
        """How many wires and pulls hang on each body."""
        load = np.bincount(self.points, minlength=self.count).astype(float)
        if pulls:
            for ends in (pulls.a, pulls.b):
                load += np.bincount(ends, weights=pulls.weights, minlength=self.count)
        return self.model.sums(load)

    def gradient(self, at, pulls, smooth):
        ends = at[self.points]
        total = np.zeros(len(ends))
        for sign in (1, -1):
            signed = sign * ends / smooth
            near = np.exp(signed - np.maximum.reduceat(signed, self.starts)[self.net])
            all_near = np.add.reduceat(near, self.starts)
            mean = (np.add.reduceat(ends * near, self.starts) / all_near)[self.net]
            total += sign * near / all_near[self.net] * (1 + sign * (ends - mean) / smooth)
        total = np.bincount(self.points, weights=total, minlength=self.count)
        if pulls:
            apart = at[pulls.a] - at[pulls.b]
            force = pulls.weights * apart / np.sqrt(apart ** 2 + smooth ** 2)
            total += np.bincount(pulls.a, weights=force, minlength=self.count) - np.bincount(pulls.b, weights=force, minlength=self.count)
        return total


class Descent:
    """Nesterov's method between (low, high), with steps of such lengths that the slope would not have changed more on the last one."""

    def __init__(self, places, low, high, first):
        """The first step is `first` long, on an average."""
        self.places, self.ahead, self.low, self.high, self.first = places, places, low, high - 1e-6, first
        self.momentum, self.last = 1.0, None

    def step(self, slope):
        """Changes `places`, with the slope at `ahead`."""
        if self.last is None:
            length = self.first / max(1e-12, np.abs(slope).mean())
        else:
            length = np.linalg.norm(self.ahead - self.last[0]) / max(1e-12, np.linalg.norm(slope - self.last[1]))
        self.last = self.ahead, slope
        following = np.clip(self.ahead - length * slope, self.low, self.high)
        momentum = (1 + np.sqrt(4 * self.momentum ** 2 + 1)) / 2
        self.ahead = np.clip(following + (self.momentum - 1) / momentum * (following - self.places), self.low, self.high)
        self.places, self.momentum = following, momentum


class Spread:
    """Moves bodies between (low, high), where there are slices and block RAMs at the places `slices` and `rams`."""

    def __init__(self, slices, rams, seed):
        self.random = np.random.default_rng(seed)
        self.low, self.high = slices.min(axis=0) - 1, slices.max(axis=0) + 1
        bins = 2 ** max(1, int(np.log2(len(slices)) / 2))  # somewhat more than a slice in each
        at = ((slices - self.low) / (self.high - self.low) * bins).astype(int)
        room = np.bincount(at[:, 0] * bins + at[:, 1], minlength=bins ** 2).reshape(bins, bins)
        self.slices = Field(self.low, self.high, room)
        # Wherever they are: in columns far from each other the field would hold them.
        self.rams = Field(self.low, self.high, np.full((bins, bins), len(rams) / bins ** 2))
        self.force = None

    def anywhere(self, count):
        return self.low + self.random.random((count, 2)) * (self.high - self.low)

    def middle(self, count):
        """Places near the middle."""
        return (self.low + self.high) / 2 + self.random.normal(0, 0.02, (count, 2)) * (self.high - self.low)

    def run(self, model, at, stop, pulls=None, fixed=False, force=1.0):
        """Places of bodies that start `at`, when no more than a share of `stop` has no room.

        Block RAMs stay if `fixed`. The force starts with a multiple of the last.
        """
        wires = Wires(model)
        rams = np.arange(model.count - len(model.units), model.count)
        fillers = int(max(0.0, self.slices.room.sum() - model.area.sum()) / FILLER)
        charges = np.append(model.area, np.full(fillers, FILLER))
        sizes = np.append(model.sums(model.area, slice(model.slices)), np.full(fillers, FILLER))
        pins, n, ram_push = wires.load(None), model.count, RAM_PUSH

        def slopes(places, smooth):
            """Of wires, and of the field."""
            x, y = model.places(places)
            drawn, driven = np.zeros_like(places), np.zeros_like(places)
            drawn[:n] = np.column_stack([model.sums(wires.gradient(axis, pulls, smooth)) for axis in (x, y)])
            push = self.slices.push(np.append(x[:model.slices], places[n:, 0]), np.append(y[:model.slices], places[n:, 1]), charges)
            for axis in range(2):
                driven[:n, axis] = model.sums(push[axis][:model.slices], slice(model.slices))
                driven[n:, axis] = push[axis][model.slices:]
            if not fixed and len(rams):
                driven[rams] = ram_push * np.column_stack(self.rams.push(*places[rams].T, np.ones(len(rams))))
            return drawn, driven

        def overflow(places):
            """Of slices, of block RAMs."""
            x, y = model.places(places)
            return (self.slices.overflow(x[:model.slices], y[:model.slices], model.area, BLOCKS[0]),
                    0.0 if fixed or not len(rams) else self.rams.overflow(*places[rams].T, np.ones(len(rams)), BLOCKS[1]))

        pitch = self.slices.step.mean()
        descent = Descent(np.vstack([at, self.anywhere(fillers)]), self.low, self.high, 0.1 * pitch)
        over, before = overflow(descent.places)[0], None
        for step in range(STEPS):
            if pulls and step % FRESH == 0:
                pulls.measure(*model.places(descent.ahead))
                pins = wires.load(pulls)
            drawn, driven = slopes(descent.ahead, pitch * 4 * 10 ** ((min(over, 1) - 0.1) * 20 / 9 - 1))
            if self.force is None:
                self.force = WEAK * np.abs(drawn).sum() / np.abs(driven[:n]).sum()
            elif step == 0:
                self.force *= force
            stiff = self.force * sizes
            stiff[:n] += pins
            slope = (drawn + self.force * driven) / np.maximum(1.0, stiff)[:, None]
            if fixed:
                slope[rams] = 0
            descent.step(slope)
            (over, rams_over), wire = overflow(descent.places), model.length(*model.places(descent.places[:n]))
            if over < stop and rams_over < RAMS_ENOUGH:
                break
            ram_push *= 1.1 if rams_over > over else 0.97
            lengthened = 0.0 if before is None else (wire - before) / max(SLOW * wire, 1e-9)
            self.force *= GROWTH ** float(np.clip(1 - lengthened, -1, 1))
            before = wire
        print(f"spread: {step + 1} steps, wires {wire:,.0f}, {over:.1%} without room", file=sys.stderr, flush=True)
        return descent.places[:n]


WEAK = 0.01  # the force of the field at first, against that of wires
FRESH = 15  # steps until paths are measured again
RAM_PUSH = 1e-3  # the force on block RAMs against that on slices, at first: it follows how crowded they are
RAMS_ENOUGH = 0.3  # share of block RAMs without room
