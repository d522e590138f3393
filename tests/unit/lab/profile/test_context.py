"""A user's own blocks: nearly free when nobody asks, and counted right when somebody does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.profile.context import ProfileContext
from farthing.lab.results.blocks import BlocksReport

HEAVY = {"pydantic", "scipy", "numpy", "polars", "psutil"}
NESTED_SECONDS = 0.002


def test_nothing_is_gathered_outside() -> None:
    with ProfileContext("outside"):
        pass
    with ProfileContext.enabled() as gathered:
        pass
    with ProfileContext("after"):
        pass
    assert gathered.report() == BlocksReport()


def test_count_total_and_bounds_of_a_name() -> None:
    with ProfileContext.enabled() as gathered:
        for _ in range(3):
            with ProfileContext("block"):
                time.sleep(NESTED_SECONDS)
    block = gathered.report().named("block")
    assert block.count == 3
    assert NESTED_SECONDS <= block.min_seconds <= block.mean_seconds <= block.max_seconds
    assert block.total_seconds == pytest.approx(3 * block.mean_seconds)
    assert block.own_seconds == pytest.approx(block.total_seconds)


def test_a_nested_block_is_not_its_caller_s_own_time() -> None:
    with ProfileContext.enabled() as gathered:  # noqa: SIM117 - what is nested shall look so
        with ProfileContext("outer"):
            with ProfileContext("inner"):
                time.sleep(5 * NESTED_SECONDS)
    report = gathered.report()
    outer, inner = report.named("outer"), report.named("inner")
    assert outer.total_seconds >= inner.total_seconds
    assert outer.own_seconds == pytest.approx(outer.total_seconds - inner.total_seconds)
    assert [block.name for block in report.blocks] == ["inner", "outer"]


def test_one_object_may_be_nested_in_itself() -> None:
    block = ProfileContext("again")

    @block
    def down(levels: int) -> int:
        """Calls itself."""
        return down(levels - 1) + 1 if levels else 0

    assert down.__name__ == "down"
    with ProfileContext.enabled() as gathered:
        assert down(4) == 4
    assert gathered.report().named("again").count == 5


def test_threads_do_not_mix() -> None:
    block, ready = ProfileContext("thread"), threading.Barrier(4)

    def work() -> None:
        ready.wait()
        for _ in range(500):
            with block:
                pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    with ProfileContext.enabled() as gathered:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert gathered.report().named("thread").count == 2000


def test_an_exception_goes_on_and_the_block_is_counted() -> None:
    with ProfileContext.enabled() as gathered:
        with pytest.raises(ZeroDivisionError), ProfileContext("fails"):
            1 / 0  # noqa: B018
        with ProfileContext("next"):
            pass
    assert {block.name for block in gathered.report().blocks} == {"fails", "next"}


def test_a_block_that_was_open_before_is_left_out() -> None:
    outer = ProfileContext("outer")
    outer.__enter__()
    with ProfileContext.enabled() as gathered:
        outer.__exit__(None, None, None)
        with ProfileContext("inner"):
            pass
    assert [block.name for block in gathered.report().blocks] == ["inner"]


def test_a_report_may_be_taken_while_it_lasts() -> None:
    with ProfileContext.enabled() as gathered:
        with ProfileContext("first"):
            pass
        assert gathered.report().named("first").count == 1
        with pytest.raises(KeyError, match="second"):
            gathered.report().named("second")


def test_enabling_twice_is_refused_and_the_first_goes_on() -> None:
    with ProfileContext.enabled() as gathered:
        with (
            pytest.raises(ConfigurationError, match="enabled already"),
            ProfileContext.enabled(),
        ):
            pass
        with ProfileContext("still"):
            pass
    assert gathered.report().named("still").count == 1


def test_what_is_suspended_is_refused_as_a_function() -> None:
    def values():  # type: ignore[no-untyped-def]
        yield 1

    async def later() -> None:
        """Is suspended."""

    for function in (values, later):
        with pytest.raises(ConfigurationError, match="is suspended while it runs: write `with"):
            ProfileContext("suspended")(function)


def test_a_report_comes_back_from_json() -> None:
    with ProfileContext.enabled() as gathered, ProfileContext("block"):
        pass
    report = gathered.report()
    assert BlocksReport.model_validate_json(report.model_dump_json()) == report


def test_it_is_imported_without_anything_heavy() -> None:
    command = (
        "import sys, json; from farthing.lab.profile import ProfileContext\n"
        "with ProfileContext('x'): pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True)
    assert set(json.loads(said.stdout)) & HEAVY == set()


COST = """
import timeit
from farthing.lab.profile import ProfileContext
block = ProfileContext("disabled")
for statement in ("with block: pass", "with ProfileContext('disabled'): pass"):
    print(min(timeit.repeat(statement, globals=globals(), number=1000, repeat=200)) / 1000)
"""


def test_it_costs_less_than_a_microsecond_when_disabled() -> None:
    """The least of many short measurements: what else the machine does only adds.

    They are made in a process of their own, which nobody counts lines in.
    """
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    said = subprocess.run([sys.executable, "-c", COST], check=True, capture_output=True, env=alone)
    costs = [float(line) for line in said.stdout.split()]
    assert len(costs) == 2
    assert max(costs) < 1e-6, f"a block costs {[round(cost * 1e9) for cost in costs]} ns"
