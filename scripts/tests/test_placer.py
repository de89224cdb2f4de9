"""What scripts/placer makes of packed designs."""

import collections
import os
import random
import subprocess
import sys
import unittest

import numpy as np

PLACER = os.path.join(os.path.dirname(__file__), "..", "placer")
sys.path.insert(0, PLACER)
from exchange import Ends, Exchange  # noqa: E402
from model import CLIMB, Model  # noqa: E402
from moves import Moves  # noqa: E402
from netlist import LUT, PAIR, REGISTER, Gathering, Unplaceable, ram_units, read  # noqa: E402
from paths import COLUMN, DIRECT, LAUNCH, LOGIC, WIRE, Paths, Pulls  # noqa: E402
from slices import Grid, share  # noqa: E402
from spread import Field, Wires  # noqa: E402


def device(width=16, height=24, gap=None):
    """Lines of a device with memory in every other column, block RAMs in two columns of their own, and a row without slices."""
    lines = []
    for x in range(width):
        for y in (y for y in range(height) if y != gap):
            if x in (5, 11):
                lines += [f"ram X{x}Y{y} {x} {y}"] if y % 5 == 0 else []
            else:
                lines += [f"slice X{x}Y{y}/SLICE_X{z}Y0 {x} {y} {'memory' if z == 0 and x % 2 else 'logic'}" for z in (0, 1)]
    return lines


def design(seed, count=300):
    """Lines of a design: LUTs and registers of six controls, carry chains, memory and block RAMs."""
    rng = random.Random(seed)
    controls = [f"CE:e{k % 3} SR:r{k % 2}" for k in range(6)]
    nets, lines = ["in"], []

    def some(several):
        return [rng.choice(nets[-40:]) for _ in range(several)]

    for k in range(count):
        what = rng.random()
        if what < 0.6:
            inputs = " ".join(f"A{i + 1}:{net}" for i, net in enumerate(some(rng.randint(1, 6))))
            lines.append(f"cell lut{k} SLICE_LUTX {inputs} O6:l{k}")
            if what < 0.35:
                lines.append(f"cell register{k} SLICE_FFX CK:clk {rng.choice(controls)} D:l{k} Q:n{k}")
                nets.append(f"n{k}")
        elif what < 0.9:
            lines.append(f"cell register{k} SLICE_FFX CK:clk {rng.choice(controls)} D:{some(1)[0]} Q:n{k}")
            nets.append(f"n{k}")
        elif what < 0.94:
            height = rng.randint(1, 3)
            for row in range(height):
                feeds = [f"A1:{net} O6:s{k}_{row}_{i}" for i, net in enumerate(some(4))]
                lines += [f"cell feed{k}_{row}_{i} SLICE_LUTX {ports}" for i, ports in enumerate(feeds)]
                below = f" CIN:c{k}_{row - 1}" if row else ""
                ends = " ".join(f"S{i}:s{k}_{row}_{i} O{i}:o{k}_{row}_{i}" for i in range(4))
                lines.append(f"cell carry{k}_{row} CARRY4 {ends}{below} CO3:c{k}_{row}")
                lines += [f"cell sum{k}_{row}_{i} SLICE_FFX CK:clk {controls[i // 2]} D:o{k}_{row}_{i} Q:n{k}_{row}_{i}" for i in range(4)]
                nets += [f"n{k}_{row}_{i}" for i in range(4)]
        elif what < 0.98:
            lines += [f"cell ram{k}/DPR{i} SLICE_LUTX CLK:clk WE:e0 A1:{net} DI1:{some(1)[0]} O6:m{k}_{i}" for i, net in enumerate(some(4))]
            nets += [f"m{k}_{i}" for i in range(4)]
        else:
            lines.append(f"cell block{k} RAMB18E1_RAMB18E1 ADDR:{some(1)[0]} DO0:n{k}")
            nets.append(f"n{k}")
    return lines


def bodies_of(*lines):
    cells = read(lines)[1]
    return Gathering(cells).bodies(), ram_units(cells)


def in_slices(bels):
    """{site: {bel}}, of {cell: "site.bel"}."""
    sites = collections.defaultdict(dict)
    for cell, bel in bels.items():
        site, _, name = bel.partition(".")
        sites[site][name] = cell
    return sites


def faults(row, cells):
    """What nextpnr would refuse in a slice (its xc7_logic_tile_valid), with the cells by bel in `row`."""
    found = []
    row = {bel: cells[name] for bel, name in row.items()}
    registers = [cell for bel, cell in row.items() if bel.endswith("FF")]
    if len({cell.control for cell in registers}) > 1:
        found.append("registers of several controls")
    carry = row.get("CARRY4")
    for i, letter in enumerate("ABCD"):
        six, five, first, second = (row.get(letter + bel) for bel in ("6LUT", "5LUT", "FF", "5FF"))
        past = set()
        for register in (first, second):
            net = register and register.ports["D"]
            direct = [six.ports.get("O6") if six else None, carry.ports.get(f"O{i}") if carry else None] if register is first else []
            if register and net not in direct:
                past.add(net)
        if len(past) > 1:
            found.append(f"{letter}: two inputs past the LUT")
        if second and five:
            found.append(f"{letter}: second register and second LUT go out by one way")
        if carry and (feed := carry.ports.get(f"S{i}")) and (not six or six.ports.get("O6") != feed):
            found.append(f"{letter}: the carry is not fed")
    if any(cell.is_memory for cell in row.values()) and not all(cell.is_memory or cell.kind == "SLICE_FFX" for cell in row.values()):
        found.append("memory beside logic")
    return found


class Netlists(unittest.TestCase):
    def test_a_chain_has_what_feeds_it_and_the_registers_behind(self):
        bodies, _ = bodies_of(
            "cell upper CARRY4 CIN:c S0:s O0:o", "cell lower CARRY4 S3:t DI3:d CO3:c O3:p",
            "cell s SLICE_LUTX A1:x O6:s", "cell t SLICE_LUTX A1:x O6:t", "cell d SLICE_LUTX A1:x O5:d",
            "cell q SLICE_FFX CK:clk D:o Q:q", "cell two SLICE_FFX CK:clk D:p Q:two", "cell ways SLICE_LUTX A1:p O6:w")
        chain = bodies[0].rows
        self.assertEqual([{bel: cell.name for bel, cell in row.items()} for row in chain],
                         [{"CARRY4": "lower", "D6LUT": "t", "D5LUT": "d"}, {"CARRY4": "upper", "A6LUT": "s", "AFF": "q"}])
        self.assertEqual([body.shares for body in bodies[1:]], [LUT, REGISTER], "what reads a sum beside others stays outside")

    def test_registers_of_a_chain_have_one_control(self):
        bodies, _ = bodies_of("cell chain CARRY4 O0:a O1:b O2:c", *(f"cell {net} SLICE_FFX CK:clk CE:{enable} D:{net} Q:q{net}"
                                                               for net, enable in (("a", "e"), ("b", "f"), ("c", "e"))))
        self.assertEqual(set(bodies[0].rows[0]), {"CARRY4", "AFF", "CFF"})

    def test_memory_is_whole_slices(self):
        bodies, _ = bodies_of(*(f"cell m/DPR{i}_{j} SLICE_LUTX CLK:clk O{6 if j else 5}:o{i}{j}" for i in range(4) for j in range(2)),
                              "cell q SLICE_FFX CK:clk D:o11 Q:q", "cell r SLICE_FFX CK:other D:o21 Q:r")
        self.assertTrue(bodies[0].memory)
        self.assertEqual({bel: cell.name for bel, cell in bodies[0].rows[0].items() if bel[0] == "B"},
                         {"B5LUT": "m/DPR1_0", "B6LUT": "m/DPR1_1", "BFF": "q"})
        self.assertEqual(len(bodies), 2, "a register of another clock stays outside")

    def test_memory_of_another_kind_is_refused_by_name(self):
        with self.assertRaisesRegex(Unplaceable, "m/ADDR: memory"):
            bodies_of("cell m/ADDR SLICE_LUTX CLK:clk O6:o")

    def test_a_lut_takes_the_register_that_it_reads(self):
        bodies, _ = bodies_of("cell lut SLICE_LUTX A1:q O6:d", "cell first SLICE_FFX CK:clk D:d Q:p", "cell hold SLICE_FFX CK:clk D:d Q:q")
        self.assertEqual([(body.shares, body.rows[0]["FF"].name) for body in bodies], [(PAIR, "hold"), (REGISTER, "first")])

    def test_halves_of_a_block_ram_go_by_their_numbers(self):
        _, units = bodies_of(*(f"cell r{k} RAMB18E1_RAMB18E1 DO0:o{k}" for k in (10, 9, 2)), "cell whole RAMB36E1_RAMB36E1 DO0:w")
        self.assertEqual([[cell.name for cell in unit] for unit in units], [["whole"], ["r2", "r9"], ["r10"]])


class Sharing(unittest.TestCase):
    def test_slices_are_such_as_nextpnr_accepts(self):
        for seed in range(4):
            bodies, _ = bodies_of(*design(seed))
            slices, places = share(bodies, np.random.default_rng(seed).uniform(0, 30, (len(bodies), 2)))
            members = sorted(k for slice_ in slices for k in slice_.members)
            self.assertEqual(members, [k for k, body in enumerate(bodies) if body.shares], "each in one slice")
            self.assertEqual(len(places), len(slices))
            for slice_ in slices:
                row = slice_.row(bodies)
                self.assertEqual(len(row), sum(len(bodies[k].rows[0]) for k in slice_.members))
                self.assertEqual(faults({bel: cell.name for bel, cell in row.items()}, {cell.name: cell for cell in row.values()}), [])

    def test_near_ones_fill_slices(self):
        # Two crowds of one control far from each other, eight registers and four LUTs in each.
        registers = [f"cell r{k} SLICE_FFX CK:clk D:d Q:q{k}" for k in range(16)]
        luts = [f"cell l{k} SLICE_LUTX A1:a O6:o{k}" for k in range(8)]
        bodies, _ = bodies_of(*registers, *luts)
        crowd = {f"r{k}": k // 8 for k in range(16)} | {f"l{k}": k // 4 for k in range(8)}
        of = [crowd[next(iter(body.rows[0].values())).name] for body in bodies]
        slices, _ = share(bodies, np.array([(1000.0 * k, 0.0) for k in of]))
        self.assertEqual(len(slices), 4)
        for slice_ in slices:
            self.assertEqual(len({of[k] for k in slice_.members}), 1)


class Sites(unittest.TestCase):
    def grid(self, **shape):
        return Grid(read(device(**shape))[0].slices)

    def test_a_chain_stands_in_rows_next_to_each_other_lowest_first(self):
        grid = self.grid(gap=12)
        names = grid.take_chain(5, (3, CLIMB * 14))
        rows = [int(name.split("/")[0].split("Y")[1]) for name in names]
        self.assertEqual(rows, list(range(rows[0], rows[0] - 5, -1)))
        self.assertNotIn(12, rows)
        self.assertFalse(set(names) & set(grid.empty()))
        with self.assertRaisesRegex(Unplaceable, "no room for a carry chain of 13"):
            grid.take_chain(13, (3, 0))

    def test_memory_stands_in_columns_of_memory(self):
        names = self.grid().take_memory(np.full((20, 2), 6.0))
        self.assertEqual(len(set(names)), 20)
        for name in names:
            self.assertTrue(int(name[1:].split("Y")[0]) % 2 and "SLICE_X0" in name, name)

    def test_all_others_have_sites_of_their_own_near_where_they_want_to_be(self):
        grid = self.grid()
        at = np.array([grid.place[name] for name in grid.empty()])[::2]
        names = grid.take_any(at + 0.2)
        self.assertEqual(len(set(names)), len(at))
        self.assertLess(max(np.abs(np.array([grid.place[name] for name in names]) - at).max(axis=1)), 3)
        with self.assertRaisesRegex(Unplaceable, "slices, .* sites"):
            grid.take_any(np.zeros((len(at) + 1000, 2)))


class Spreading(unittest.TestCase):
    def test_slopes_are_those_of_the_lengths(self):
        model = Model(*bodies_of(*design(1, 80)))
        wires, rng = Wires(model), np.random.default_rng(1)
        at = rng.uniform(0, 40, len(model.body_of))

        def smooth_length(at):
            total = 0.0
            for ends in np.split(at[model.points], model.starts[1:]):
                for sign in (1, -1):
                    near = np.exp(sign * ends / 3)
                    total += sign * (ends * near).sum() / near.sum()
            return total

        slope = wires.gradient(at, None, 3)
        for point in rng.integers(0, len(at), 20):
            step = np.zeros(len(at))
            step[point] = 1e-4
            self.assertAlmostEqual(slope[point], (smooth_length(at + step) - smooth_length(at - step)) / 2e-4, 5)

    def test_the_field_drives_to_where_there_is_room(self):
        room = np.zeros((128, 128))
        room[96:] = 1  # on the right alone
        field = Field(np.zeros(2), np.array([128.0, 128.0]), room)
        x, y = np.random.default_rng(1).uniform(40, 60, (2, 500))
        by_x, _ = field.push(x, y, np.ones(500))
        self.assertTrue((by_x < 0).all(), "energy falls to the right")
        self.assertAlmostEqual(field.density(list(field.shares(x, y)), np.ones(500)).sum(), 500)
        self.assertEqual(field.overflow(x, y, np.ones(500), 32), 1.0)


class Delays(unittest.TestCase):
    def test_a_path_is_as_long_as_its_parts(self):
        model = Model(*bodies_of("cell a SLICE_FFX CK:clk D:z Q:q", "cell lut SLICE_LUTX A1:q O6:l", "cell other SLICE_LUTX A1:l O6:m",
                                 "cell b SLICE_FFX CK:clk D:m Q:p"))
        x = {"a": 0, "lut": 10, "other": 30, "b": 30}
        where = np.zeros(len(model.body_of))
        for cell, point in zip(model.cells, model.point_of):
            where[point] = x[cell.name]
        longest = Paths(model).measure(where, np.zeros(len(where))).max()
        self.assertAlmostEqual(longest, LAUNCH["SLICE_FFX"] + 2 * WIRE + 30 * COLUMN + 2 * LOGIC["SLICE_LUTX"] + DIRECT)

    def test_logic_that_feeds_itself_is_refused(self):
        with self.assertRaisesRegex(Unplaceable, "feeds itself"):
            Paths(Model(*bodies_of("cell a SLICE_LUTX A1:x O6:y", "cell b SLICE_LUTX A1:y O6:x")))

    def test_what_is_too_long_pulls_at_its_ends(self):
        model = Model(*bodies_of(*(f"cell {k} SLICE_FFX CK:clk D:n{k} Q:n{k + 1}" for k in range(3))))
        pulls = Pulls(Paths(model), 3.0)
        at = np.array([0.0, 200.0, 201.0])
        pulls.measure(at, np.zeros(3))
        by_ends = dict(zip(zip(pulls.a.tolist(), pulls.b.tolist()), pulls.weights))
        self.assertGreater(by_ends[0, 1], 2)
        self.assertNotIn((1, 2), by_ends)


class Mending(unittest.TestCase):
    def test_exchanges_shorten_wires_and_keep_to_kinds(self):
        rng = np.random.default_rng(3)
        count = 400
        kinds = rng.integers(-1, 3, count)
        starts, things = np.arange(0, 1800, 3), rng.integers(0, count, 1800)
        before = rng.uniform(0, 50, (count, 2))
        at = before.copy()

        def length(at):
            return sum(np.ptp(at[ends], axis=0).sum() for ends in np.split(things, starts[1:]))

        exchange, was = Exchange(Ends(starts, things, np.ones(len(starts)), count), kinds), length(at)
        for _ in range(3):
            pairs = exchange.turn(at)
            self.assertTrue(pairs)
            self.assertTrue(all(kinds[a] == kinds[b] >= 0 for a, b in pairs))
            self.assertLess(length(at), was)
            was = length(at)
        self.assertEqual(exchange.turn(at, lambda one, other: False), [])
        even = exchange.turn(at, lambda one, other: (one + other) % 2 == 0)
        self.assertTrue(even and all((a + b) % 2 == 0 for a, b in even))
        for kind in range(3):
            self.assertEqual(sorted(map(tuple, at[kinds == kind])), sorted(map(tuple, before[kinds == kind])))
        np.testing.assert_array_equal(at[kinds < 0], before[kinds < 0])

    def test_a_long_path_counts_for_more_than_the_wires_of_others(self):
        # A slice has a LUT of a path that goes along the uppermost row, and eight registers that are fed far below.
        model = Model(*bodies_of("cell a SLICE_FFX CK:clk D:d Q:q", "cell lut SLICE_LUTX A1:q O6:l", "cell end SLICE_LUTX A1:l O6:e",
                                 "cell b SLICE_FFX CK:clk D:e Q:p", *(f"cell fed{k} SLICE_FFX CK:clk D:f{k} Q:g{k}" for k in range(8)),
                                 *(f"cell feed{k} SLICE_FFX CK:clk D:d Q:f{k}" for k in range(8))))
        names = [[] for _ in model.body_of]
        for cell, point in zip(model.cells, model.point_of):
            names[point].append(cell.name)
        above, below = np.array([(100.0, 0.0), (100.0, 80.0)])
        at = np.array([below if "feed" in name[0] else (0, 0) if "a" in name else (200, 0) if "b" in name else above for name in names], float)
        within = [point for point, name in enumerate(names) if name[0] == "lut" or name[0].startswith("fed")]
        for goal, better in ((5.0, None), (10.0, 1)):
            x, y = at.T.copy()
            pulls = Pulls(Paths(model), goal)
            pulls.measure(x, y)
            cells = [[cell for cell, point in enumerate(model.point_of.tolist()) if point in within]]
            moves = Moves(model, pulls, [within], cells, np.array([0]), np.array([above, below]), x, y)
            self.assertEqual(moves.better(0, {}), better)


class Program(unittest.TestCase):
    def run_on(self, lines, *arguments):
        return subprocess.run([sys.executable, PLACER, *arguments], input="\n".join(lines), capture_output=True, text=True, check=False)

    def test_a_design_is_placed_as_nextpnr_accepts_it(self):
        for seed in (1, 2):
            lines = device(gap=12) + design(seed)
            known, cells = read(lines)
            done = self.run_on(lines, "--seed", "5")
            self.assertEqual(done.returncode, 0, done.stderr)
            bels = dict(line.split() for line in done.stdout.splitlines())
            self.assertEqual(set(bels), set(cells))
            self.assertEqual(len(set(bels.values())), len(cells), "a place for each")
            self.assertEqual(done.stdout, self.run_on(lines, "--seed", "5").stdout, "the same again")
            for site, row in in_slices(bels).items():
                if site in known.slices:
                    self.assertEqual(faults(row, cells), [], site)
                    if any(cells[name].is_memory for name in row.values()):
                        self.assertTrue(known.slices[site][2], site)
                else:
                    self.assertIn(site.split("/")[0], known.rams)
            for cell in cells.values():
                if "CIN" in cell.ports:
                    below = cell.name[:-1] + str(int(cell.name[-1]) - 1)
                    (x, y, _), (of_x, of_y, _) = (known.slices[bels[name].split(".")[0]] for name in (cell.name, below))
                    self.assertEqual((x, y), (of_x, of_y - 1), "upwards")

    def test_the_least_of_designs_is_placed(self):
        for cell, row in (("cell a SLICE_LUTX O6:x", "a X0Y0/S.A6LUT"), ("cell f SLICE_FFX CK:c D:d Q:q", "f X0Y0/S.AFF")):
            self.assertEqual(self.run_on(["slice X0Y0/S 0 0 logic", cell]).stdout.strip(), row)

    def test_what_cannot_be_placed_is_told_in_a_line(self):
        lut, ram = "cell a SLICE_LUTX O6:x", "cell r RAMB36E1 DO0:o"
        for lines, words in (
                (device(6, 12) + [f"cell l{k} SLICE_LUTX A1:a O6:o{k}" for k in range(800)], "200 slices, 120 sites"),
                (device(4, 20) + [ram], "1 block RAMs of 36 kbit, 0 sites"),
                (device(6, 12) + [f"cell c{k} CARRY4 CIN:n{k} CO3:n{k + 1}" for k in range(13)], "a carry chain of 13 slices, 12 rows"),
                (["slice X0Y0/S 0 0 logic", "cell m/DPR0 SLICE_LUTX CLK:c O6:o"], "1 slices of memory, 0 sites"),
                (device(6, 12) + ["cell a CARRY4 CIN:b CO3:a", "cell b CARRY4 CIN:a CO3:b"], "a carry chain without a beginning"),
                (device(6, 12) + ["cell a CARRY4 CO3:c", *(f"cell {name} CARRY4 CIN:c" for name in "bd")], "a carry chain with two ends, b and d"),
                (device(6, 12) + [lut, *(f"cell {name} CARRY4 S0:x" for name in "bd")], "a feeds two carry chains"),
                (device(6, 12) + [lut, "cell b SLICE_LUTX O6:x"], "x has two drivers: a and b"),
                ([lut, lut], "line 2: a second cell a"),
                ([lut], "0 slices for 1 bodies"),
                ([], "0 slices for 0 bodies"),
                (["bel X0Y0"], "line 1: neither slice, ram nor cell: bel X0Y0"),
                (["slice X0Y0/S 1.5 0 logic"], "line 1: neither slice, ram nor cell"),
                (["cell a SLICE_LUTX O6"], "line 1: neither slice, ram nor cell"),
        ):
            done = self.run_on(lines)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertRegex(done.stderr.splitlines()[-1], f"^error: .*{words}")
            self.assertNotIn("Traceback", done.stderr)

    def test_a_frequency_is_above_nothing(self):
        for frequency in ("0", "-5", "nan", "inf", "x"):
            done = self.run_on([], "--freq", frequency)
            self.assertEqual(done.returncode, 2)
            self.assertIn("argument --freq", done.stderr.splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
