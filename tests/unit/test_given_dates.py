"""Dates that users give are read by one function, wherever they are given."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import polars as pl
import pytest

import farthing as ft
from farthing import costs, given
from farthing.errors import ConfigurationError, FarthingError, OrderError

DAY = date(2024, 1, 3)
FRAME = pl.DataFrame(
    {"date": [date(2024, 1, day) for day in (2, 3, 4)], "symbol": "A", "open": 10, "close": 10}
)


@pytest.mark.parametrize("value", [DAY, "2024-01-03", datetime(2024, 1, 3, 22, tzinfo=UTC)])
def test_a_date_a_text_and_a_moment_are_one_day(value):
    assert given.date_of(value, "start") == DAY
    found = ft.run(lambda ctx: None, bars=FRAME, start=value)
    assert found.config.start == DAY
    assert len(found.equity) == 2


@pytest.mark.parametrize("value", ["03.01.2024", "", 20240103, 1.5, True, b"2024-01-03", None])
def test_what_is_no_date_is_told(value):
    words = re.escape(f"end {value!r} is no date such as 2020-01-31")
    with pytest.raises(ConfigurationError, match=words):
        given.date_of(value, "end")


def test_a_control_and_an_order_say_it_in_the_same_words():
    with pytest.raises(ConfigurationError, match="restricted:A:soon: 'soon' is no date such as 20"):
        costs.controls("restricted:A:soon")
    assert costs.controls("restricted:A::2024-01-03")[0].last == DAY

    def on_bar(ctx):
        ctx.order("A", 1, limit=9, until="soon")

    with pytest.raises(FarthingError, match="until 'soon' is no date such as 2020-01-31") as caught:
        ft.run(on_bar, bars=FRAME)
    assert isinstance(caught.value.__cause__, OrderError)
