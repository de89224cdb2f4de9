"""What scripts/synth.py makes of the tools' reports."""

import argparse
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import synth

FAMILIES = synth.families("tools")


def stat(**cells):
    return json.dumps({"creator": "Yosys", "design": {"num_cells": 0, "num_cells_by_type": cells}})


class Cells(unittest.TestCase):
    def test_xilinx_luts_include_memory_made_of_luts(self):
        cells = stat(LUT2=3, LUT6=4, INV=1, RAM32M=2, FDRE=5, FDSE=1, RAMB36E1=1, RAMB18E1=3, CARRY4=9, BUFG=1)
        self.assertEqual(synth.count_cells(cells, FAMILIES["xc7a200t"]), (16, 6, 2.5))

    def test_ecp5_carry_cells_are_two_luts(self):
        cells = stat(LUT4=10, CCU2C=2, TRELLIS_FF=7, DP16KD=3, PFUMX=4)
        self.assertEqual(synth.count_cells(cells, FAMILIES["ecp5-85"]), (14, 7, 1.5))


class Frequency(unittest.TestCase):
    def test_slowest_clock_counts(self):
        report = json.dumps({"fmax": {"a": {"achieved": 210.04}, "b": {"achieved": 150.26}}})
        self.assertEqual(synth.fmax_of(report), 150.3)

    def test_design_without_a_clocked_path_has_none(self):
        self.assertIsNone(synth.fmax_of('{"fmax": {}}'))


class Table(unittest.TestCase):
    def text(self, *row):
        return synth.table([synth.Row("b", "ecp5-85", *row)], FAMILIES)

    def test_routed_block_has_its_frequency(self):
        self.assertIn("| b | ecp5-85 | 1 | 1 | 0 | 100 |", self.text(1, 1, 0, 99.6, True))

    def test_unrouted_block_says_so(self):
        self.assertIn("| b | ecp5-85 | 1,234 | 5 | 0.5 | not routed |", self.text(1234, 5, 0.5))

    def test_block_that_exceeds_the_device_says_by_how_much(self):
        self.assertIn("| does not fit: LUT 120%, BRAM 125% |", self.text(100_368, 1, 130))


class Run(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)

    def options(self, **other):
        return argparse.Namespace(**{**dict(out=self.dir.name, freq=150, seed=1, yosys_only=True, versions={},
                                            force=False, timeout=1), **other})

    def with_tool(self, name, script):
        """Puts a stand-in for `name` first on PATH."""
        path = os.path.join(self.dir.name, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write("#!/bin/sh\n" + script)
        os.chmod(path, 0o755)
        old = os.environ["PATH"]
        os.environ["PATH"] = self.dir.name + os.pathsep + old
        self.addCleanup(os.environ.__setitem__, "PATH", old)

    def source(self):
        path = os.path.join(self.dir.name, "block.v")
        with open(path, "w", encoding="utf-8") as f:
            f.write("module top; endmodule\n")
        return path

    def test_unchanged_block_is_not_run_again(self):
        self.with_tool("yosys", f"echo x >> {self.dir.name}/runs; cat > stat.json <<'E'\n{stat(LUT4=2)}\nE\n")
        for _ in range(2):
            row, _ = synth.synthesise(self.source(), FAMILIES["ecp5-85"], self.options())
            self.assertEqual((row.block, row.lut, row.routed), ("block", 2, False))
        synth.synthesise(self.source(), FAMILIES["ecp5-85"], self.options(seed=2))
        with open(os.path.join(self.dir.name, "runs"), encoding="utf-8") as f:
            self.assertEqual(len(f.readlines()), 2)

    def test_failed_synthesis_is_an_error(self):
        self.with_tool("yosys", "exit 1\n")
        with self.assertRaisesRegex(RuntimeError, "Yosys failed"):
            synth.synthesise(self.source(), FAMILIES["ecp5-85"], self.options())

    def test_tool_that_does_not_end_is_stopped(self):
        log = os.path.join(self.dir.name, "log")
        ok, usage = synth.run(["sleep", "60"], log, self.dir.name, timeout=0.3)
        self.assertFalse(ok)
        self.assertLess(usage.seconds, 30)

    def test_block_that_nextpnr_gives_up_on_is_not_routed(self):
        self.with_tool("yosys", f"cat > stat.json <<'E'\n{stat(LUT4=2)}\nE\n")
        self.with_tool("nextpnr-ecp5", "exit 1\n")
        row, _ = synth.synthesise(self.source(), FAMILIES["ecp5-85"], self.options(yosys_only=False))
        self.assertFalse(row.routed)
        self.assertIsNone(row.fmax_mhz)

    def test_routed_block_has_its_frequency(self):
        self.with_tool("yosys", f"cat > stat.json <<'E'\n{stat(LUT4=2)}\nE\n")
        self.with_tool("nextpnr-ecp5", """echo '{"fmax": {"clk": {"achieved": 123.44}}}' > report.json\n""")
        row, _ = synth.synthesise(self.source(), FAMILIES["ecp5-85"], self.options(yosys_only=False))
        self.assertEqual((row.fmax_mhz, row.routed), (123.4, True))


if __name__ == "__main__":
    unittest.main()
