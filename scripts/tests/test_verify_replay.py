"""scripts/verify-replay on the fixtures themselves: expectations pass as a report, tampered ones do not."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
REPLAY, VECTORS = FIXTURES / "replay", FIXTURES / "vectors"
sys.path.insert(0, str(FIXTURES))

from maker import capture, vectors  # noqa: E402
from maker.verify import Replay  # noqa: E402


def verified(case, out=None, tamper=None):
    """The mismatches of a report that says what is expected, after `tamper` had its way with it."""
    folder = REPLAY / case
    report = json.loads((folder / "expect.json").read_text())
    report["clocks"] = 0
    if tamper:
        tamper(report)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "report.json"
        file.write_text(json.dumps(report))
        written = folder / "expect.pcap"
        if out is not None:
            written = Path(scratch) / "out.pcap"
            capture.write_pcap(written, out, capture.RAW_IP)
        replay = Replay(folder / "sa.toml", folder / "in.pcap", written, file)
    replay.check()
    alone = len(replay.mismatches)
    replay.compare(folder)
    return alone, len(replay.mismatches) - alone


def outputs(case):
    return [data for _, data in capture.read(REPLAY / case / "expect.pcap")]


class Verify(unittest.TestCase):
    def test_what_is_expected_passes(self):
        for folder in sorted(REPLAY.iterdir()):
            with self.subTest(case=folder.name):
                self.assertEqual(verified(folder.name), (0, 0))

    def test_every_output_byte_counts(self):
        for case in ("decap-v4-in-v4-gcm128", "encap-v6-in-v6-gcm128"):
            packets = outputs(case)
            for at in range(len(packets[1])):
                changed = packets[1][:at] + bytes([packets[1][at] ^ 1]) + packets[1][at + 1 :]
                alone, compared = verified(case, [packets[0], changed, *packets[2:]])
                self.assertTrue(alone and compared, f"{case}, byte {at}")

    def test_order_matters(self):
        packets = outputs("decap-v4-in-v4-gcm128")
        alone, compared = verified("decap-v4-in-v4-gcm128", [packets[1], packets[0], *packets[2:]])
        self.assertTrue(alone and compared)

    def test_a_lost_packet_is_found(self):
        alone, compared = verified("encap-id-wrap", outputs("encap-id-wrap")[:-1])
        self.assertTrue(alone and compared)

    def test_a_wrong_verdict_is_found(self):
        def call_it_stale(report):
            row = next(row for row in report["packets"] if row["verdict"] == "rx_icv")
            row["verdict"] = "rx_replay_stale"

        alone, compared = verified("drop-bit-flips", tamper=call_it_stale)
        self.assertTrue(alone and compared)

    def test_a_good_packet_called_damaged_is_found(self):
        def call_it_damaged(report):
            row = next(row for row in report["packets"] if row["verdict"] == "rx_replay_dup")
            row["verdict"] = "rx_icv"
            report["counters"]["rx_icv"] = 1
            report["counters"]["rx_replay_dup"] -= 1

        alone, compared = verified("replay-walk-64", tamper=call_it_damaged)
        self.assertTrue(alone and compared)

    def test_an_event_that_counts_wrong_is_found(self):
        def one_less(report):
            report["events"][0]["count"] -= 1

        alone, compared = verified("drop-unknown-spi", tamper=one_less)
        self.assertTrue(alone and compared)

    def test_events_may_be_cut_into_records(self):
        def cut(report):
            event = report["events"][0]
            report["events"].append(event | {"seq": event["seq"] + 9, "count": event["count"] - 1})
            event["count"] = 1

        self.assertEqual(verified("drop-unknown-spi", tamper=cut), (0, 0))

    def test_mcgrew_blocks_are_the_committed_ones(self):
        with tempfile.TemporaryDirectory() as scratch:
            scratch = Path(scratch)
            (scratch / "packets.json").write_bytes((VECTORS / "packets.json").read_bytes())
            vectors.write_blocks(scratch)
            name = "mcgrew-esp-gcm.json"
            self.assertEqual((scratch / name).read_bytes(), (VECTORS / name).read_bytes())


if __name__ == "__main__":
    unittest.main()
