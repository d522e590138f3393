# ruff: noqa: RUF001 - the minus sign is meant
"""The manifest of a page writes amounts and counts as the rest of the page does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

import farthing as ft
from farthing.data.frame import bars_from_frame
from farthing.report.run import Run
from farthing.report.sections.manifest import manifest


def run() -> Run:
    """A run of one bar."""
    bars = pl.DataFrame({"date": [date(2024, 1, 8)], "symbol": ["A"], "open": [1], "close": [1]})
    return Run.of(ft.simulate(bars_from_frame(bars), orders=[], capital=1_000_000))


def test_amounts_and_counts_have_separators_and_nothing_else_has():
    made = run()
    portfolio = {"profit": {"slow": "-1234.50"}, "profit_by_cost": {"fees": "1000000"}}
    changed = {
        **made.manifest,
        "end_equity": "1843029.25",
        "bars": 12_345,
        "python": "1234567",
        "portfolio": portfolio,
    }
    groups = manifest(replace(made, manifest=changed))
    found = {entry.name: entry.value for group in groups for entry in group.entries}
    assert (found["end equity"], found["capital"]) == ("1,843,029.25", "1,000,000")
    assert (found["bars"], found["python"]) == ("12,345", "1234567")
    assert (found["profit: slow"], found["profit_by_cost: fees"]) == ("−1,234.50", "1,000,000")
