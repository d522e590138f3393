"""The table of parameters: each number has its bounds, and says who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_market import bars

from farthing.errors import ConfigurationError
from farthing.wyckoff import Parameters, detect

if TYPE_CHECKING:
    from pathlib import Path

ROWS = Parameters().rows()


def test_each_row_says_what_it_is_and_who_says_so() -> None:
    assert len(ROWS) > 80
    for row in ROWS:
        assert row.low <= row.value == row.default <= row.high, row
        assert len(row.meaning) > 5, row
        assert len(row.source) > 5, row
        assert row.unit, row
        assert (row.weight > 0) <= (row.sense != "is"), row
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_bounds_are_taken_and_what_lies_beyond_is_not(row) -> None:
    names_in_order = {"spring_volume_low", "spring_volume_high", "range_bars_min"}
    names_in_order |= {"range_bars_max", "projection_bars_short", "projection_bars_long"}
    if row.name not in names_in_order:
        assert Parameters({row.name: row.low})[row.name] == row.low
        assert Parameters({row.name: row.high})[row.name] == row.high
    for beyond in (row.low - 0.5, row.high + 1.0, float("nan")):
        with pytest.raises(ConfigurationError, match=f"{row.name} .* is not"):
            Parameters({row.name: beyond})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"climax": 1}, "there is no parameter 'climax'; `farthing wyckoff parameters` lists all"),
        ({"trend_bars": 2.5}, "trend_bars 2.5 is not a whole number from 5 to 500 (bars)"),
        ({"climax_volume.weight": -1}, "weight -1 of climax_volume: it is from 0 to 100"),
        ({"softness.weight": 1}, "weight 1 of softness: it is from 0 to 100, and only of evidence"),
        ({"spring_volume_low": 2.0}, "spring_volume_low has to be below spring_volume_high"),
        ({"climax_volume": "high"}, "climax_volume 'high' is no number"),
        ({"climax_volume": True}, "climax_volume True is no number"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(values, message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Parameters(values)
    assert str(refused.value).startswith(message)


def test_a_file_is_read_and_the_command_line_goes_over_it(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("climax_volume = 2.5\ntrend_bars = 40\nclimax_spread.weight = 3\n")
    read = Parameters.read(file, ["trend_bars=50"])
    assert read.values == {"climax_volume": 2.5, "trend_bars": 50.0, "climax_spread.weight": 3}
    weights = {row.name: row.weight for row in read.rows()}
    assert weights["climax_spread"] == 3


@pytest.mark.parametrize("text", ["climax_volume", "climax_volume=", "=", "climax_volume=much"])
def test_a_change_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is not name=value with a number"):
        Parameters.read(changes=[text])


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Parameters.read(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("climax_volume =")
    with pytest.raises(ConfigurationError, match="is no TOML"):
        Parameters.read(tmp_path / "bad.toml")


def test_a_name_that_is_none_has_no_value() -> None:
    with pytest.raises(ConfigurationError, match="there is no parameter 'nothing'"):
        Parameters()["nothing"]


def test_a_number_that_is_set_changes_what_is_found() -> None:
    market = bars(1)
    counts = [len(detect(market, {"climax_score": score}).events) for score in (0.5, 0.65, 0.9)]
    assert counts[0] > counts[1] > counts[2]
