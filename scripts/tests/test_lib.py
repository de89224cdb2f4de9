"""The helpers of scripts/lib.sh: what passes a step, what a skip means."""

import os
import subprocess
import unittest

LIB = os.path.join(os.path.dirname(__file__), "..", "lib.sh")


def run(script, **env):
    """Runs `script` after sourcing lib.sh; its exit code and output."""
    keep = {k: v for k, v in os.environ.items() if k != "CI"}
    done = subprocess.run(
        ["bash", "-c", f'. "{LIB}"\n{script}\nfinish unit'],
        env={**keep, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )
    return done.returncode, done.stdout


class Lib(unittest.TestCase):
    def test_quiet_command_passes(self):
        code, out = run("step lib-test echo fine")
        self.assertEqual(code, 0, out)
        self.assertNotIn("fine", out)

    def test_failing_command_fails_and_shows_its_output(self):
        code, out = run("step lib-test bash -c 'echo reason; exit 3'")
        self.assertEqual(code, 1)
        self.assertIn("reason", out)

    def test_warning_fails_a_command_that_succeeds(self):
        for text in ["warning: unused", "%Warning-WIDTH: x.v:1", "Warning: found a loop"]:
            code, out = run(f"step lib-test echo '{text}'")
            self.assertEqual(code, 1, out)

    def test_later_steps_run_after_a_failure(self):
        _, out = run("step lib-test false; step lib-after true")
        self.assertRegex(out, r"ok +lib-after")

    def test_skip_passes_for_a_person_and_fails_in_ci(self):
        self.assertEqual(run("skip no such tool")[0], 0)
        code, out = run("skip no such tool", CI="true")
        self.assertEqual(code, 1)
        self.assertIn("skipped: no such tool", out)


if __name__ == "__main__":
    unittest.main()
