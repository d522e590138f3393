"""Loads: what is measured, what is held against it, and how it is told."""

from itertools import islice

import pytest

from farthing.lab.load.bars import walk
from farthing.lab.load.latency import EDGES_S, latencies
from farthing.lab.load.scenario import SCENARIOS
from farthing.lab.load.targets import (
    MEMORY_GROWTH,
    PIPELINE_P99_S,
    READ_P95_S,
    SYMBOLS_S,
    targets,
    targets_at_once,
)  # fmt: skip
from farthing.lab.machine import machine
from farthing.lab.report.documents import document
from farthing.lab.report.page import page
from farthing.lab.results.load import LoadResult, Phase
from farthing.lab.results.read import read, write
from farthing.service.bars.schemas import Bar

FAST = [("read bars", 0.0, READ_P95_S / 2, "done"), ("bar to signal", 0.0, 0.01, "done")]


def phase(*samples, **more):
    told = {"model": "closed", "seconds": 2.0, "errors": {}, **more}
    return Phase(latencies=latencies(samples), **told)


def result(*phases, scenario="heavy", accepted=7, stored=7, undone=0):
    found = SCENARIOS[scenario]
    return LoadResult(
        made="2024-01-01T00:00:00+00:00", machine=machine(), scenario=scenario, database="sqlite",
        users=found.users, a_second=found.a_second, mix=found.mix, phases=phases,
        accepted=accepted, stored=stored,
        targets=targets(found, phases, accepted - stored, undone),
    )  # fmt: skip


def test_the_scenarios_are_those_that_were_promised():
    told = {
        each.name: (each.users, each.a_second, each.seconds // 60) for each in SCENARIOS.values()
    }
    assert told == {
        "light": (10, 2, 2), "medium": (50, 5, 5), "heavy": (100, 10, 5), "stress": (200, 20, 10),
        "soak": (50, 5, 30),
    }  # fmt: skip


def test_bars_of_a_walk_are_bars_that_the_service_takes():
    bars = list(islice(walk("A"), 300))
    assert [Bar.model_validate(bar).symbol for bar in bars] == ["A"] * 300
    assert len({bar["ends_at"] for bar in bars}) == 300
    assert list(islice(walk("B"), 300)) != bars


def test_quantiles_are_values_that_were_measured_and_every_one_is_in_the_histogram():
    samples = [("read", 0.0, number / 100, "done") for number in range(1, 101)]
    (told,) = latencies([*samples, ("read", 0.0, 99.0, "failed"), ("read", 0.0, 0.001, "shed")])
    assert (told.asked, told.failed, told.shed) == (102, 1, 1)
    assert (told.p50_s, told.p95_s, told.p99_s, told.max_s) == (0.5, 0.95, 0.99, 1.0)
    assert sum(told.counts) == 100
    assert told.counts[EDGES_S.index(0.01)] == 1  # an edge belongs to the bar that ends with it
    (none,) = latencies([("read", 0.0, 1.0, "shed")])
    assert (none.p50_s, none.max_s) == (None, None)


def test_a_load_that_holds_everything_ends_well():
    found = result(phase(*FAST), phase(*FAST, model="open"))
    assert (found.missed, found.exit_code) == ((), 0)
    assert document(found).title == "Every target is held"


@pytest.mark.parametrize(
    ("samples", "stored", "missed"),
    [
        ([("read jobs", 0.0, READ_P95_S * 2, "done")], 7, "slowest kind of read, p95"),
        ([("bar to signal", 0.0, PIPELINE_P99_S * 2, "done")], 7,
         "posted bar to stored signal, p99"),
        ([("read jobs", 0.0, 0.1, "failed")], 7, "errors"),
        ([], 6, "accepted writes that are lost"),
    ],
)  # fmt: skip
def test_each_target_can_be_missed(samples, stored, missed):
    found = result(phase(*FAST, *samples), stored=stored)
    assert [goal.name for goal in found.missed] == [missed]
    assert found.exit_code == 1


def test_stress_may_turn_away_and_be_slow_but_not_err_or_lose():
    slow = [("read jobs", 0.0, 9.0, "done"), ("read jobs", 0.0, 0.01, "shed")]
    assert result(phase(*slow), scenario="stress").exit_code == 0
    assert result(phase(*slow), scenario="stress", stored=6).exit_code == 1
    failed = phase(*slow, ("read jobs", 0.0, 0.1, "failed"))
    assert result(failed, scenario="stress").exit_code == 1


def test_nothing_measured_is_no_target_held():
    assert "slowest kind of read, p95" in [goal.name for goal in result(phase()).missed]
    slow = phase(("symbols-100", 0.0, SYMBOLS_S * 2, "done"))
    assert [goal.is_met for goal in targets_at_once(slow, 0)] == [False, True]
    assert [goal.is_met for goal in targets_at_once(phase(), 1)] == [False, False]


def test_a_soak_is_about_what_is_left_behind():
    slow = ("read jobs", 0.0, 9.0, "done")
    flat, grows = (100,) * 40, (10,) * 10 + (100,) * 20 + (106,) * 10
    held = result(phase(slow, memory_bytes=flat), scenario="soak")
    assert (held.missed, held.phases[0].memory_growth) == ((), 1)
    for found in (
        result(phase(slow, memory_bytes=grows), scenario="soak"),
        result(phase(slow, memory_bytes=flat[1:]), scenario="soak"),
    ):
        assert [goal.limit for goal in found.missed] == [MEMORY_GROWTH]
    assert result(phase(slow), scenario="soak").missed == ()  # elsewhere nobody can look
    stuck = result(phase(slow, memory_bytes=flat), scenario="soak", undone=1)
    assert [goal.name for goal in stuck.missed] == ["jobs that do not end"]
    assert "1.06x" in page(result(phase(slow, memory_bytes=grows), scenario="soak"))


def test_the_page_says_what_is_shared_and_what_is_saturated(tmp_path):
    found = result(
        phase(*FAST, machine_busy=0.97, server_cpu_s=1.2, errors={"read: 500 broken": 3})
    )
    write(found, tmp_path / "load.json")
    assert read(tmp_path / "load.json") == found
    told = page(found)
    for words in ("share", "saturated", "3x read: 500 broken", "Turned away", "bar to signal"):
        assert words in told
    assert "saturated" not in page(result(phase(*FAST, machine_busy=0.5)))
