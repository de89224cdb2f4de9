"""Where scripts/block_rams.py puts block RAMs."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "block_rams.py")


def netlist(rams, nets):
    """JSON of Yosys: `rams` by name and type, and nets as lists of names; every name of a net that is no RAM is a LUT."""
    connections = {}
    for bit, names in enumerate(nets):
        for name in names:
            connections.setdefault(name, {})[f"P{bit}"] = [bit + 2, "0"]
    cells = {name: {"type": rams.get(name, "LUT6"), "connections": pins} for name, pins in connections.items()}
    return json.dumps({"modules": {"top": {"cells": cells}, "RAMB36E1": {}}})


def place(rams, nets, sites):
    """The process, and {cell: (tile, bel)}."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "netlist.json")
        with open(path, "w", encoding="utf-8") as f:
            f.write(netlist(rams, nets))
        lines = "".join(f"X{x}Y{y} {x} {y}\n" for x, y in sites)
        done = subprocess.run([sys.executable, SCRIPT, path], input=lines, capture_output=True, text=True, check=False)
    places = {}
    for line in done.stdout.splitlines():
        name, bel = line.split()
        places[name] = tuple(bel.split("/"))
    return done, places


class Places(unittest.TestCase):
    def test_what_is_wired_together_stands_together(self):
        # Even and odd ones are two knots with one wire between them; by name they alternate.
        rams = {f"ram__{i}": "RAMB36E1" for i in range(16)}
        nets = [[f"ram__{i}", f"lut{i % 2}", f"ram__{j}"] for i in range(16) for j in range(i) if i % 2 == j % 2]
        nets.append(["lut0", "lut1"])
        sites = [(x, y) for x in (0, 200) for y in range(0, 80, 10)]
        done, places = place(rams, nets, sites)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(set(places.values())), 16)
        self.assertEqual({bel for _, bel in places.values()}, {"RAMB36_X0Y0.RAMB36E1"})
        columns = [{places[f"ram__{i}"][0].split("Y")[0] for i in range(knot, 16, 2)} for knot in (0, 1)]
        self.assertEqual(sorted(map(sorted, columns)), [["X0"], ["X200"]])

    def test_halves_with_names_next_to_each_other_share_a_site(self):
        rams = {f"ram__{i}": "RAMB18E1" for i in range(5)} | {"whole": "RAMB36E1"}
        done, places = place(rams, [[*rams, "lut"]], [(0, 0), (0, 5), (30, 0), (30, 5)])
        self.assertEqual(done.returncode, 0, done.stderr)
        for first in (0, 2):
            (tile, low), (other, high) = places[f"ram__{first}"], places[f"ram__{first + 1}"]
            self.assertEqual((tile, low, high), (other, "RAMB18_X0Y0.RAMB18E1", "RAMB18_X0Y1.RAMB18E1"))
        self.assertEqual(len({tile for tile, _ in places.values()}), 4)

    def test_too_few_sites_are_an_error(self):
        done, places = place({"a": "RAMB36E1", "b": "RAMB36E1"}, [["a", "b"]], [(0, 0)])
        self.assertEqual((done.returncode, places), (1, {}))
        self.assertIn("2 block RAMs of 36 kbit, 1 sites", done.stderr)


if __name__ == "__main__":
    unittest.main()
