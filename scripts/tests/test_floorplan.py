"""Which cells scripts/floorplan.py keeps in place."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import floorplan

LEFT, RIGHT, ABOVE = "X40Y10/SLICE_X0Y0", "X200Y10/SLICE_X0Y0", "X40Y90/SLICE_X0Y0"


def cell(kind, bel, **nets):
    outputs = ("O6", "Q", "O0", "CO3", "DOADO0")
    return {"type": kind, "attributes": {"NEXTPNR_BEL": f"{bel}.X"}, "connections": {p: [n] for p, n in nets.items()},
            "port_directions": {p: "output" if p in outputs else "input" for p in nets}}


class Keep(unittest.TestCase):
    def moved(self, **cells):
        cells = {name.replace("__", "/"): about for name, about in cells.items()}
        return set(cells) - set(floorplan.keep({"cells": cells}))

    def test_all_stays_while_no_net_has_to_go_around_the_hole(self):
        self.assertEqual(self.moved(a=cell("SLICE_FFX", LEFT, Q=1), b=cell("SLICE_LUTX", LEFT, A1=1, O6=2),
                                    c=cell("SLICE_FFX", ABOVE, D=2, Q=3), d=cell("SLICE_LUTX", RIGHT, A1=3)), set())

    def test_the_left_end_of_a_net_around_the_hole_moves(self):
        self.assertEqual(self.moved(a=cell("SLICE_FFX", LEFT, Q=1), b=cell("SLICE_LUTX", RIGHT, A1=1),
                                    c=cell("SLICE_LUTX", LEFT, A1=2)), {"a"})

    def test_what_was_packed_with_it_moves_too(self):
        self.assertEqual(
            self.moved(
                lut=cell("SLICE_LUTX", LEFT, O6=1), carry=cell("CARRY4", LEFT, S0=1, O0=2, CO3=3),
                next=cell("CARRY4", ABOVE, CIN=3), flop=cell("SLICE_FFX", LEFT, D=2, Q=4),
                far=cell("SLICE_LUTX", RIGHT, A1=4), other=cell("SLICE_LUTX", LEFT, A1=4)),
            {"lut", "carry", "next", "flop", "other"})

    def test_parts_of_a_memory_move_together(self):
        self.assertEqual(
            self.moved(m__a=cell("SLICE_LUTX", LEFT, O6=1), m__b=cell("SLICE_LUTX", ABOVE, O6=2),
                       far=cell("SLICE_LUTX", RIGHT, A1=1)),
            {"m/a", "m/b"})

    def test_a_clock_reaches_both_sides(self):
        sinks = {f"s{i}": cell("SLICE_FFX", LEFT if i % 2 else RIGHT, CK=1) for i in range(floorplan.MOST_PINS + 1)}
        self.assertEqual(self.moved(**sinks), set())
