"""Ends and expiries on the last day that there is: what data vendors write for none."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft

LAST = date(9999, 12, 31)


@pytest.mark.parametrize("end", [LAST, LAST - timedelta(days=1), date(2300, 1, 1)])
def test_an_end_that_never_comes_changes_nothing(end):
    days = [date(2024, 1, 1) + timedelta(days=place) for place in range(5)]
    columns = dict.fromkeys(("open", "high", "low", "close"), [Decimal(100)] * 5)
    frame = pl.DataFrame({"date": days, "symbol": "A", **columns})
    digests = [
        ft.run(lambda ctx: ctx.target_shares(3), bars=ft.bars_from_frame(frame, ends=ends)).digest
        for ends in ([], [ft.End("A", end)])
    ]
    assert digests[0] == digests[1]
