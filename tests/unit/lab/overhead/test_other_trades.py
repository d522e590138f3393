"""A time of other trades is no comparison."""

from __future__ import annotations

from farthing.lab.overhead.gather import Gathered


def test_event_times_are_left_out_where_floats_make_other_trades() -> None:
    gathered = Gathered()
    for work in ("D", "H"):
        gathered.times[work, "event", "wide", "run"].append((1.1, 1.0))
        gathered.times[work, "batch", "narrow", "run"].append((1.1, 1.0))
        gathered.facts[work, "exact"] = {"fills": 10}
        gathered.facts[work, "twin"] = {"fills": 10 if work == "D" else 11}
    said = gathered.without_other_trades(["D", "H", "M"])
    assert said == ["event driver of H: other trades, 10 fills in exact money, 11 in floats"]
    assert sorted(work for work, way, *_ in gathered.times if way == "event") == ["D"]
    assert sorted(work for work, way, *_ in gathered.times if way == "batch") == ["D", "H"]
