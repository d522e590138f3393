"""The table of the comparison with Zipline, with numbers in Zipline's place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import zipline_comparison as comparison

ROOT = Path(__file__).parents[2]
OURS = {"days": ["2020-01-02", "2020-01-03"], "values": [100.0, 200.0], "fills": 3}


def row(name: str, *values: float, **more) -> comparison.Row:
    return comparison.row_of(name, OURS, OURS | {"values": list(values)} | more)


def test_a_row_agrees_where_every_day_is_near():
    found = row("some", 100.0, 200.0001)
    assert (found.begins, found.is_good, found.days, found.fills) == (None, True, 2, (3, 3))
    assert found.largest == pytest.approx(5e-7, rel=1e-3)


def test_a_row_names_the_first_day_that_is_not_near():
    found = row("some", 100.0, 200.001, fills=2)
    assert (found.begins, found.is_good, found.fills) == ("2020-01-03", False, (3, 2))


def test_a_known_cause_stands_in_the_row():
    name = next(iter(comparison.CAUSES))
    found = row(name, 101.0, 200.0)
    assert found.is_good
    shown = comparison.table([found, row("other", 101.0, 200.0)], "zipline")
    assert f"differs from 2020-01-02: {comparison.CAUSES[name]}" in shown
    assert "CAUSE NOT KNOWN" in shown


def test_other_days_are_no_comparison():
    with pytest.raises(SystemExit, match="other days"):
        row("some", 1.0, 2.0, days=["2020-01-02", "2020-01-06"])


def test_the_guide_shows_a_row_for_each_algorithm():
    text = (ROOT / "docs" / "guide" / "zipline.md").read_text(encoding="utf-8")
    shown = text.split("<!-- zipline: begin -->")[1].split("<!-- zipline: end -->")[0]
    names = set(re.findall(r"^\| (\w+)", shown, re.MULTILINE)) - {"farthing"}
    files = (comparison.FOLDER / "algorithms").glob("*.py")
    assert names == {file.stem for file in files}
    assert "NOT KNOWN" not in shown


def test_a_csvdir_folder_of_days_and_minutes_is_taken_in(tmp_path):
    csvdir = comparison.market(tmp_path)
    assert len(list((csvdir / "daily").glob("*.csv"))) == 8
    minutes = (csvdir / "minute" / "AAA.csv").read_text(encoding="utf-8").splitlines()
    of_short_day = [line for line in minutes if line.startswith("2019-11-29")]
    assert (len(of_short_day), of_short_day[-1][:19]) == (210, "2019-11-29 18:00:00")
    bars = comparison.taken_in(tmp_path, "minute").bars()
    assert (bars.frequency, bars.symbols) == ("1m", ("AAA", "BBB"))
