"""What scripts/move_slices.py moves, and where to."""

import os
import subprocess
import sys
import unittest

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "move_slices.py")

WIDTH, HEIGHT = 12, 12
FABRIC = [f"X{x}Y{y}/SLICE_X{z}Y0" for x in range(WIDTH) for y in range(HEIGHT) for z in (0, 1)]


def move(cells, isle=(), sites=tuple(FABRIC)):
    """The process, and {cell: bel} of what moved."""
    text = "\n".join([*sites, *cells])
    done = subprocess.run([sys.executable, SCRIPT, *isle], input=text, capture_output=True, text=True, check=False)
    return done, dict(line.split() for line in done.stdout.splitlines())


def tile(bel):
    """(x, y)."""
    x, y = bel.split("/")[0][1:].split("Y")
    return int(x), int(y)


class Slices(unittest.TestCase):
    def test_a_slice_goes_with_all_that_is_in_it_to_where_its_wires_are_shortest(self):
        done, moved = move([
            "near X1Y1/RAMB.RAMB RAMB36E1 DO:a",
            "lut X9Y9/SLICE_X0Y0.A6LUT SLICE_LUTX A1:a O6:b",
            "register X9Y9/SLICE_X0Y0.AFF SLICE_FFX D:b Q:c",
            "alone X9Y9/SLICE_X1Y0.A6LUT SLICE_LUTX O6:d",
        ])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(set(moved), {"lut", "register"})
        self.assertEqual(tile(moved["lut"]), (1, 1))
        self.assertEqual(moved["lut"].split(".")[0], moved["register"].split(".")[0])
        self.assertEqual([bel.split(".")[1] for bel in moved.values()], ["A6LUT", "AFF"])

    def test_a_row_costs_as_much_as_two_columns(self):
        # One wire along the row, one along the column; no place is on both but those that are taken.
        taken = [f"full{z} X1Y1/SLICE_X{z}Y0.A6LUT SLICE_LUTX CLK:k" for z in (0, 1)]
        _, moved = move([*taken, "a X1Y1/RAMB.RAMB RAMB36E1 DO:a", "lut X9Y9/SLICE_X0Y0.A6LUT SLICE_LUTX A1:a"])
        self.assertIn(tile(moved["lut"]), [(0, 1), (2, 1)])

    def test_memory_goes_to_columns_of_memory_and_carry_chains_stay(self):
        done, moved = move([
            "a X1Y1/RAMB.RAMB RAMB36E1 DO:a",
            "memory X9Y9/SLICE_X0Y0.A6LUT SLICE_LUTX A1:a CLK:k",
            "beside X9Y9/SLICE_X0Y0.B6LUT SLICE_LUTX A1:a",
            "carry X9Y8/SLICE_X0Y0.CARRY4 CARRY4 S0:a",
        ])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(moved, {"memory": "X9Y1/SLICE_X0Y0.A6LUT", "beside": "X9Y1/SLICE_X0Y0.B6LUT"})

    def test_a_long_path_counts_for_more_than_the_wires_of_others(self):
        # A slice holds one step of a long path that goes along the lowest row, and ends of eight short ones in the topmost.
        cells = [
            "from X0Y0/RAMB.RAMB RAMB36E1_RAMB36E1 DO:q",
            "step X5Y11/SLICE_X0Y0.A6LUT SLICE_LUTX A1:q O6:o",
            "to X11Y0/RAMB.RAMB RAMB36E1_RAMB36E1 DI:o",
        ]
        for k in range(8):
            cells.append(f"source{k} X{k}Y11/IOB.PAD PAD PAD:s{k}")
            cells.append(f"sink{k} X5Y11/SLICE_X0Y0.{'ABCDEFGH'[k]}FF SLICE_FFX D:s{k}")
        done, moved = move(cells)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(moved), 9)
        self.assertLess(tile(moved["step"])[1], 11)
        lengths = [float(line.split()[4]) for line in done.stderr.splitlines()]
        self.assertLess(min(lengths), lengths[0])

    def test_the_same_placement_gives_the_same_moves(self):
        cells = [f"c{k} X{k % 12}Y{k * 7 % 12}/SLICE_X{k % 2}Y0.A6LUT SLICE_LUTX A1:n{k * 5 % 40} A2:n{k * 11 % 40} O6:m{k}" for k in range(40)]
        cells += [f"r{k} X{k * 5 % 12}Y{k % 12}/SLICE_X0Y1.AFF SLICE_FFX D:m{k} Q:n{k}" for k in range(40)]
        cells = list({cell.split()[1]: cell for cell in cells}.values())
        results = set()
        for seed in ("1", "2", "3"):
            os.environ["PYTHONHASHSEED"] = seed
            results.add(tuple(sorted(move(cells)[1].items())))
        del os.environ["PYTHONHASHSEED"]
        self.assertEqual(len(results), 1)
        self.assertTrue(results.pop())

    def test_an_isle_is_left_by_slices_and_by_whole_chains(self):
        isle = [f"X5Y{y}/SLICE_X{z}Y0" for y in range(HEIGHT) for z in (0, 1)]
        # Nets at opposite corners of the isle draw neither end of the chain away from it: it leaves because it must.
        cells = [
            "low X5Y3/SLICE_X1Y0.CARRY4 CARRY4 CO3:c0 S0:s",
            "middle X5Y2/SLICE_X1Y0.CARRY4 CARRY4 CIN:c0 CO3:c1",
            "high X5Y1/SLICE_X1Y0.CARRY4 CARRY4 CIN:c1",
            "source X5Y3/SLICE_X1Y0.A6LUT SLICE_LUTX O6:s A1:t",
            "lut X5Y7/SLICE_X0Y0.A6LUT SLICE_LUTX O6:t",
            "blocked X4Y2/SLICE_X1Y0.CARRY4 CARRY4 S0:u",
        ]
        done, moved = move(cells, isle)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(set(moved), {"low", "middle", "high", "source", "lut"})
        self.assertFalse({bel.split(".")[0] for bel in moved.values()} & {*isle, "X4Y2/SLICE_X1Y0"})
        (x, y), slice_ = tile(moved["low"]), moved["low"].split("/")[1]
        self.assertEqual(moved["middle"], f"X{x}Y{y - 1}/{slice_}")
        self.assertEqual(moved["high"], f"X{x}Y{y - 2}/{slice_}")
        self.assertEqual(moved["source"].split(".")[0], moved["low"].split(".")[0])

    def test_no_connection_goes_around_the_holes_beside_an_isle(self):
        isle = [f"X5Y{y}/SLICE_X{z}Y0" for y in (0, 1, 2) for z in (0, 1)]
        sites = [site for site in FABRIC if tile(site)[0] in (0, 1, 9, 10) or tile(site)[1] > 2]
        # What is on its way from one side of a hole to the other may be anywhere between, as far as wires go.
        cells = ["from X0Y1/RAMB.RAMB RAMB36E1_RAMB36E1 DO:a", "to X10Y1/RAMB.RAMB RAMB36E1_RAMB36E1 DI:b"]
        cells.append("step X9Y1/SLICE_X0Y0.A6LUT SLICE_LUTX A1:a O6:b")
        # Three registers are drawn to the right, and so is their driver, but for what drives that.
        cells.append("driver X1Y0/SLICE_X0Y0.A6LUT SLICE_LUTX A1:a O6:c")
        cells += [f"register{k} X10Y{k}/SLICE_X0Y0.AFF SLICE_FFX D:c Q:d{k}" for k in range(3)]
        cells += [f"pin{k} X11Y{k}/IOB.PAD PAD PAD:d{k}" for k in range(3)]
        # A longer path, beside which theirs are not too long.
        cells += ["s0 X0Y11/RAMB.RAMB RAMB36E1_RAMB36E1 DO:s0", "s9 X11Y11/RAMB.RAMB RAMB36E1_RAMB36E1 DI:s8"]
        cells += [f"s{k} X{k % 2 * 11}Y11/FIXED.{k}LUT SLICE_LUTX A1:s{k - 1} O6:s{k}" for k in range(1, 9)]
        done, moved = move(cells, isle, [*sites, *isle])
        self.assertEqual(done.returncode, 0, done.stderr)
        at = {cell.split()[0]: tile(moved.get(cell.split()[0], cell.split()[1])) for cell in cells}
        ways = [("from", "step"), ("step", "to"), ("from", "driver"), *(("driver", f"register{k}") for k in range(3))]
        for one, other in ways:
            (x, y), (to_x, to_y) = at[one], at[other]
            self.assertFalse(y < 3 and to_y < 3 and (x < 5) != (to_x < 5), f"{one} at {at[one]}, {other} at {at[other]}")

    def test_a_chain_without_room_is_an_error(self):
        sites = ["X5Y3/SLICE_X0Y0", "X5Y2/SLICE_X0Y0", "X7Y3/SLICE_X0Y0"]
        cells = ["low X5Y3/SLICE_X0Y0.CARRY4 CARRY4 CO3:c", "high X5Y2/SLICE_X0Y0.CARRY4 CARRY4 CIN:c"]
        done, moved = move(cells, sites[:2], sites)
        self.assertEqual((done.returncode, moved), (1, {}))
        self.assertIn("no room for the carry chain at X5Y3/SLICE_X0Y0", done.stderr)


if __name__ == "__main__":
    unittest.main()
