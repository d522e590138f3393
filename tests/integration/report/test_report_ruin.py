"""An account that came to nothing: the page says since when, and no return of the time after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from page_reader import exact

from farthing.report import text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chromium import Chromium
    from page_reader import Page

    from farthing.backtest.result import Result

RUINED = ("negative", "back from nothing")

DASHES = (
    "Annual return", "Annual volatility", "Sharpe ratio", "Sortino ratio", "Calmar ratio",
    "Omega ratio", "Tail ratio", "Turnover a year",
)  # fmt: skip

BESIDE = ("Alpha a year", "Beta", "Information ratio", "Tracking error", "Up capture")


def test_the_run_is_one_whose_statistics_would_be_believed(
    result_of: Callable[[str], Result],
) -> None:
    result = result_of("back from nothing")
    assert result.end_equity > result.config.capital
    assert (result.statistics.total_return or 0) > 0
    assert result.statistics.annual_return is None


@pytest.mark.parametrize("name", RUINED)
def test_since_when_equity_was_nothing_or_less_is_said_above_all_figures(
    page_of: Callable[[str], Page], result_of: Callable[[str], Result], name: str
) -> None:
    first = result_of(name).equity.filter(pl.col("equity") <= 0).row(0, named=True)
    words = (
        f"This account came to nothing. On {text.long_day(first['session'])} equity was "
        f"{text.money(first['equity'])} USD, nothing or less for the first time."
    )
    assert words in page_of(name).head
    assert "came to nothing" not in page_of("daily").head


def test_the_warning_is_an_alert_as_large_as_the_text(
    browser: Chromium, folder_of: Callable[[str], Path]
) -> None:
    browser.open((folder_of("negative") / "report.html").as_uri(), 1400)
    said = "document.querySelector('header .banner.bad[role=alert]')"
    size = browser.evaluate(f"getComputedStyle({said}).fontSize")
    assert size == browser.evaluate("getComputedStyle(document.body).fontSize")
    assert browser.evaluate(f"{said}.getBoundingClientRect().bottom") < browser.evaluate(
        "document.querySelector('#summary').getBoundingClientRect().top"
    )


@pytest.mark.parametrize("name", RUINED)
def test_what_rests_on_returns_is_a_dash_or_left_out(
    page_of: Callable[[str], Page], name: str
) -> None:
    page = page_of(name)
    facts = page["summary"].facts
    assert {facts[each] for each in DASHES} == {text.DASH}
    assert {facts[each] for each in BESIDE if each in facts} <= {text.DASH}
    assert page["distribution"].facts == {}
    assert page["distribution"].figures == []
    assert "Nine sessions of ten" not in page["distribution"].words


@pytest.mark.parametrize("name", RUINED)
def test_months_and_windows_end_where_the_account_does(
    page_of: Callable[[str], Page], result_of: Callable[[str], Result], name: str
) -> None:
    page, result = page_of(name), result_of(name)
    days = result.equity["session"]
    day = result.equity.filter(pl.col("equity") <= 0)["session"][0]
    before = sum(
        (each.year, each.month) < (day.year, day.month) for each in result.statistics.months
    )
    told = [cell for row in page["months"].table.cells for cell, _ in row[1:-1] if cell]
    assert before == sum(cell != text.DASH for cell in told)
    said = re.search(r"\d+ of (\d+) months gained", page["months"].words)
    assert said is None or int(said[1]) == before
    for figure in page["rolling"].figures:
        for place, value in zip(figure.places, figure.row("volatility"), strict=True):
            assert days[place] <= day or value == text.DASH


def test_money_is_told_to_the_end(
    page_of: Callable[[str], Page], result_of: Callable[[str], Result]
) -> None:
    page, result = page_of("back from nothing"), result_of("back from nothing")
    assert exact(page["summary"].facts["End equity"]) == result.end_equity
    assert "total return is gain over capital" in page["summary"].words
