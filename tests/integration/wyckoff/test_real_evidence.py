"""The page of evidence is of these bars and of this detector; they need the real data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from farthing.testing.evidence import measure
from farthing.testing.evidence.kept import kept
from tools.evidence import FOLDER, markets

if TYPE_CHECKING:
    from pathlib import Path

STALE = "the detector or the bars have changed: `make wyckoff-evidence` writes the page again"
SAME = ("count", "left_out", "splits", "apart", "mean", "excess")
"""What no chance is in."""


@pytest.fixture(scope="module")
def result(real_data: Path, tmp_path_factory: pytest.TempPathFactory):
    return measure(markets(real_data, tmp_path_factory.mktemp("home")), draws=10, resamples=10)


def test_what_is_written_is_what_is_found(result) -> None:
    expected = kept(FOLDER)["markets"]
    assert list(expected) == list(result["markets"])
    for name, market in result["markets"].items():
        assert market["symbols"] == expected[name]["symbols"]
        assert market["counts"] == expected[name]["counts"], STALE
        for group, kinds in market["returns"].items():
            for kind, horizons in kinds.items():
                for horizon, row in horizons.items():
                    told = expected[name]["returns"][group][kind][horizon]
                    for key in SAME:
                        assert row.get(key) == pytest.approx(told.get(key), abs=1e-6), STALE


def test_no_window_crosses_the_years_that_one_ticker_lacks(result) -> None:
    """The bars of QQQ have six years without: a return over them would be one of 40 % and more."""
    symbols = result["markets"]["days"]["symbols"]
    assert {symbol: row["holes"] for symbol, row in symbols.items() if row["holes"]} == {"QQQ": 1}
