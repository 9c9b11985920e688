"""Days are run once, by our engine and by peers, and reports are made from the files alone."""

from __future__ import annotations

import json

from benchmarks.day.command import main, run_all
from benchmarks.day.days import DayName
from benchmarks.peers.heuristic import hinted
from benchmarks.peers.peer import Answer, Trace

DAY = DayName("fixtures", "written", "no-op", 0)


class Copycat:
    name = "copycat"
    relaxed: tuple[str, ...] = ("Everything but the manager's way.",)
    runs = 0

    def run(self, instance, seconds, seed):
        type(self).runs += 1
        seats, rests = hinted(instance)
        return Trace([Answer(0.2, seats, rests)], [(0.1, 0.0)], proven=False, ended=0.3)


def test_a_run_whose_file_stands_is_not_run_again(tmp_path):
    Copycat.runs = 0
    for _ in range(2):
        run_all([DAY], (Copycat(),), 2.0, tmp_path)
    assert Copycat.runs == 1
    document = json.loads((tmp_path / "runs" / f"{DAY.name}-copycat.json").read_text())
    assert document["run"]["relaxed"] == ["Everything but the manager's way."]
    assert document["figures"]["cost_at"]["0.5"] == document["figures"]["final"]
    own = json.loads((tmp_path / "runs" / f"{DAY.name}-huddle.json").read_text())
    assert own["run"]["proven"]
    assert (tmp_path / "days" / DAY.name / "day.json").exists()
    assert (tmp_path / "plans" / f"{DAY.name}-huddle.json").exists()


def test_what_is_unknown_is_said(capsys):
    assert main(["--tier", "XXL"]) == 2
    assert "no such tier: XXL" in capsys.readouterr().err
    assert main(["--disruptions", "flood"]) == 2
    assert main(["--peers", "nobody"]) == 2
