"""The page says in its first lines what was found, and how many numbers chance had to win with."""

from __future__ import annotations

import json

import pytest

from farthing.data import find_source, ingest
from farthing.testing.evidence.__main__ import main
from farthing.testing.evidence.kept import PAGE, RESULT
from farthing.testing.evidence.page import page
from farthing.testing.evidence.tally import Number, tally
from farthing.testing.evidence.verdict import EDGE, LOSS, MIXED, NONE, UNKNOWN, verdict


def row(excess, error=0.01, apart=100):
    return {"count": 120, "apart": apart, "excess": excess, "error": error}


def result(*rows):
    """Of one market, whose signals together are these rows over as many horizons."""
    horizons = list(range(5, 5 + len(rows)))
    together = {str(horizon): each for horizon, each in zip(horizons, rows, strict=True)}
    returns = {"signals": {"all": together}, "candidates": {}, "events": {}}
    return {
        "horizons": horizons,
        "hit_bars": 250,
        "markets": {"days": {"returns": returns, "hits": {}}},
    }


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([row(0.05), row(0.0)], EDGE),
        ([row(-0.05), row(0.0)], LOSS),
        ([row(-0.05), row(0.05)], MIXED),
        ([row(0.01), row(-0.01)], NONE),
        ([row(0.5, error=None, apart=19)], UNKNOWN),
    ],
)
def test_the_first_line_is_the_verdict(rows, word):
    assert verdict(result(*rows)).splitlines()[0] == word


def test_one_interval_off_0_among_several_is_no_edge():
    """2.1 errors are off 0 alone, and not when twelve hold at once."""
    assert verdict(result(row(0.021))).startswith(EDGE)
    found = verdict(result(row(0.021), *[row(0.0)] * 11))
    assert found.startswith(NONE)
    assert "12 times" in found
    assert "1 lie above 0 and 0 below; by chance alone 0.3 would" in found


def test_a_horizon_with_too_few_signals_is_named():
    found = verdict(result(row(0.0), row(0.5, error=None, apart=7)))
    assert found.startswith(NONE)
    assert "Over 6 bars (days) the study cannot tell: at most 7" in found


def test_numbers_off_0_are_counted_on_each_side():
    numbers = [
        Number("days", "events", "SC long", 5, row(excess))
        for excess in (0.05, 0.021, 0.0, -0.021, -0.05, -0.06)
    ]
    assert tally(numbers) == (6, 2, 3, 1, 2)
    assert tally(numbers).by_chance == pytest.approx(0.15)
    assert tally([]) == (0, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    ingest(find_source("synthetic")(years=2), "made", home=home)
    return home


def test_a_bundle_is_studied_from_the_command_line(home, tmp_path, capsys):
    few = ("--draws", "10", "--resamples", "20", "--set", "range_sure=40")
    told = ("made", "--home", str(home), "--out", str(tmp_path), *few)
    assert main(told) == 0
    made = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert capsys.readouterr().out == made
    kept = json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))
    assert kept["parameters"] == {"range_sure": 40.0}
    assert page(kept) == made
    lines = made.splitlines()
    assert lines[3] in (EDGE, LOSS, MIXED, NONE, UNKNOWN)
    assert "## Made 1d" in lines
    (tmp_path / PAGE).unlink()
    assert main(("--read", "--out", str(tmp_path))) == 0
    assert (tmp_path / PAGE).read_text(encoding="utf-8") == made


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("--read",), "name it with --out"),
        ((), "name the bundles"),
        (("made", "--read", "--out", "there"), "name the bundles"),
    ],
)
def test_a_command_line_that_makes_no_sense_says_what_would(arguments, remedy, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert remedy in capsys.readouterr().err
