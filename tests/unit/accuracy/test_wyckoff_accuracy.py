"""The detector keeps modest floors on planted truth, and the page says what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from farthing.testing.accuracy import REQUIRED, measure, page

DOCUMENTS = Path(__file__).parents[3] / "docs" / "wyckoff"
CASES, WALK_BARS = 200, 30_000
SILENT = "the same, upper bound of 95 %"
EVENTS = ("sc long", "bc short", "ar long", "ar short", "st long", "st short")


@pytest.fixture(scope="module")
def result():
    return measure(CASES, WALK_BARS, noises=())


def test_patterns_ranges_and_phases_keep_their_floors(result):
    level = result["noises"]["moderate"]
    patterns, ranges, phases = level["patterns"]["all"], level["ranges"], level["phases"]["all"]
    assert patterns["precision"] > 0.65
    assert patterns["recall"] > 0.50
    assert ranges["precision"] > 0.80
    assert ranges["recall"] > 0.75
    assert phases["at_last"] > 0.75
    assert phases["on_the_day"] > 0.70


def test_events_of_phase_a_and_breaks_are_seen(result):
    events = result["noises"]["moderate"]["events"]
    for name in EVENTS:
        assert events[name]["recall"] > 0.5, name
    for name in ("sos long", "sow short"):
        assert events[name]["recall"] > 0.7, name


def test_chance_and_shuffled_volume_leave_few_signals(result):
    assert result["walks"]["signals"] > 0
    assert result["walks"]["per_thousand"] < 1.5
    assert result["shuffled"]["value"] < 0.25


def test_a_detector_that_finds_nothing_meets_no_requirement_but_those_of_silence():
    silent = {"climax_score": 1.0, "climax_volume": 20.0}
    found = measure(20, 2_000, silent, noises=())
    met = [each.name for each in REQUIRED if each.is_met(found)]
    assert len(met) < len(REQUIRED)
    assert all(name.startswith("signals") or name == SILENT for name in met), met


def test_the_page_is_that_of_its_result():
    kept = json.loads((DOCUMENTS / "accuracy.json").read_text(encoding="utf-8"))
    assert (DOCUMENTS / "accuracy.md").read_text(encoding="utf-8") == page(kept)
