"""How long paths are from register to register, and which connections shall be shorter.

Delays are fitted by least squares to the 147,000 ends of paths that nextpnr's router reported for a whole card on an Artix-7 of speed grade 1.
They are right to 0.4 ns (standard deviation); what is longest comes out longer, by a way around others that nobody foresees.
"""

import numpy as np

from netlist import Unplaceable, is_output

# In ns.
LAUNCH = {"SLICE_FFX": 1.04, "RAMB36E1_RAMB36E1": 3.2, "RAMB18E1_RAMB18E1": 3.2}  # from clock to output
SETUP = {"SLICE_FFX": 0.38, "RAMB36E1_RAMB36E1": 0.42, "RAMB18E1_RAMB18E1": 0.42, "SLICE_LUTX": 0.3}  # of memory, if a LUT
DIRECT = 0.42  # setup of a register behind its own LUT or carry, to which there is no wire
LOGIC = {"SLICE_LUTX": 0.13, "CARRY4": 0.55}
CARRY = -0.4  # between slices of a chain: with LOGIC and a row, what a carry takes for four bits
WIRE, COLUMN = 0.3, 0.0165  # of any length, and for each column


class Paths:
    """The connections of a model, and how long the paths through them are.

    `arrival` (of its output, from the clock on) and `rest` (from there to the next clock) are of cells, all else is of connections;
    cells and connections are numbers.
    """

    def __init__(self, model):
        self.point_of = model.point_of
        kinds = [cell.kind for cell in model.cells]
        self.launch, setup, self.logic = (np.array([delays.get(kind, 0.0) for kind in kinds]) for delays in (LAUNCH, SETUP, LOGIC))
        drivers, sinks = {}, {net: [] for net in model.nets}
        for k, cell in enumerate(model.cells):
            for port, net in cell.ports.items():
                if is_output(port):
                    drivers[net] = k, port
                elif net in sinks:
                    sinks[net].append((k, port))
        connections = []
        for net in model.nets:
            if net in drivers:
                driver, output = drivers[net]
                for sink, port in sinks[net]:
                    through = kinds[sink] == "CARRY4" or kinds[sink] == "SLICE_LUTX" and port.startswith("A")
                    connections.append((driver, sink, through, (output, port) == ("CO3", "CIN")))
        driver, sink, through, chained = np.array(connections, int).reshape(-1, 4).T
        self.driver, self.sink, self.through = driver, sink, through.astype(bool)
        direct = self.point_of[driver] == self.point_of[sink]
        self.fixed = np.where(chained, CARRY, np.where(direct, 0.0, WIRE))
        self.setup = np.where(direct, DIRECT, setup[sink])
        cells = np.arange(len(kinds) + 1)
        self.inputs, self.outputs = np.argsort(sink, kind="stable"), np.argsort(driver, kind="stable")
        self.first_input, self.first_output = np.searchsorted(sink[self.inputs], cells), np.searchsorted(driver[self.outputs], cells)
        self.depth = self.depths(len(kinds))
        inner = np.flatnonzero(self.through)
        self.levels = [inner[self.depth[sink[inner]] == depth] for depth in range(1, self.depth.max(initial=0) + 1)]

    def depths(self, count):
        """How many cells of logic there are up to each cell, at most."""
        inner, depth = self.through, np.zeros(count, int)
        while True:
            deeper = depth.copy()
            np.maximum.at(deeper, self.sink[inner], depth[self.driver[inner]] + 1)
            if (deeper == depth).all():
                return depth
            if deeper.max() > count:
                raise Unplaceable("logic feeds itself")
            depth = deeper

    def tails(self, connections):
        """From the end of each connection to the next clock."""
        sink = self.sink[connections]
        return np.where(self.through[connections], self.logic[sink] + self.rest[sink], self.setup[connections])

    def measure(self, x, y):
        """Length of the longest path through each connection, in ns, with points at (x, y)."""
        self.x, self.y = x[self.point_of], y[self.point_of]
        d, s = self.driver, self.sink
        wire = self.fixed + COLUMN * (np.abs(self.x[d] - self.x[s]) + np.abs(self.y[d] - self.y[s]))
        self.arrival, self.rest = self.launch.copy(), np.zeros(len(self.launch))
        for level in self.levels:
            np.maximum.at(self.arrival, s[level], self.arrival[d[level]] + wire[level] + self.logic[s[level]])
        for level in [np.flatnonzero(~self.through), *reversed(self.levels)]:
            np.maximum.at(self.rest, d[level], wire[level] + self.tails(level))
        return self.arrival[d] + wire + self.tails(slice(None))

    def longest(self, cells, xs, ys):
        """The longest path through cells that are all at one place, for each of the places (xs, ys)."""
        cells = sorted(cells, key=lambda cell: self.depth[cell])
        within, arrival, longest = set(cells), {}, np.zeros(len(xs))

        def wires(connections, ends):
            away = np.abs(xs - self.x[ends, None]) + np.abs(ys - self.y[ends, None])
            return self.fixed[connections, None] + COLUMN * away

        for cell in cells:
            inputs = self.inputs[self.first_input[cell]:self.first_input[cell + 1]]
            drivers = self.driver[inputs]
            local = np.array([driver in within for driver in drivers], bool)
            latest = np.full((len(inputs), len(xs)), 0.0)
            latest[~local] = self.arrival[drivers[~local], None] + wires(inputs[~local], drivers[~local])
            for k in np.flatnonzero(local):
                # A register comes before what drives it, by depth: what it ends is longest with that.
                latest[k] = arrival.get(drivers[k], self.arrival[drivers[k]]) + self.fixed[inputs[k]]
            through = self.through[inputs]
            arrival[cell] = np.maximum(self.launch[cell], (latest[through] + self.logic[cell]).max(axis=0, initial=0.0))
            longest = np.maximum(longest, (latest[~through] + self.setup[inputs[~through], None]).max(axis=0, initial=0.0))
        for cell in cells:
            outputs = self.outputs[self.first_output[cell]:self.first_output[cell + 1]]
            sinks = self.sink[outputs]
            ends = np.array([sink in within and not through for sink, through in zip(sinks, self.through[outputs])], bool)
            away = outputs[[sink not in within for sink in sinks]] if len(outputs) else outputs
            if ends.any():
                longest = np.maximum(longest, arrival[cell] + (self.fixed + self.setup)[outputs[ends]].max())
            rest = wires(away, self.sink[away]) + self.tails(away)[:, None]
            longest = np.maximum(longest, arrival[cell] + rest.max(axis=0, initial=0.0))
        return longest


class Pulls:
    """Connections of long paths draw their ends `a` and `b`, which are points, together: as wires of `weights`.

    Paths shall be no longer than `goal`, in ns. What is too long at one measurement pulls at those after it, less and less.
    """

    def __init__(self, paths, goal):
        self.paths, self.goal = paths, goal
        self.kept = np.zeros(len(paths.driver))
        self.a = self.b = np.zeros(0, int)
        self.weights = np.zeros(0)

    def measure(self, x, y):
        """The length of the longest path, in ns."""
        paths = self.paths
        length = paths.measure(x, y)
        longest = float(length.max(initial=0.0))
        share = length / self.goal
        self.kept = KEPT * self.kept + URGENT * np.maximum(0, share - 1)
        pull = np.minimum(self.kept + LEAST * np.minimum(1, share) ** STEEP, MOST)
        chosen = np.flatnonzero(pull > NEGLIGIBLE)
        # A hundred connections of one output pull no more than ten: they are one net.
        siblings = np.bincount(paths.driver[chosen], minlength=len(paths.launch))[paths.driver[chosen]]
        self.a, self.b = paths.point_of[paths.driver[chosen]], paths.point_of[paths.sink[chosen]]
        self.weights = pull[chosen] / np.sqrt(np.maximum(1, siblings))
        return longest


KEPT = 0.85  # share of that which the next measurement inherits
URGENT = 6.0  # for a path of twice the goal, and the less, the less it is too long
LEAST, STEEP = 0.5, 8  # for a path that is just not too long, and the power of its share of the goal with which it grows
MOST = 20.0
NEGLIGIBLE = 0.05
