# ruff: noqa: RUF001 - the minus sign is meant
"""The page of a study in a browser: it fits, asks for nothing, and says what the study says."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from page_reader import DESKTOP, PHONE
from test_report_page import BESIDE, COVERED

import farthing as ft
from farthing.data import find_source, ingest
from farthing.optimise import optimise
from farthing.report import text
from farthing.report.study import save_best, save_study, study_page
from farthing.report.study.ended import Ended
from farthing.report.study.heat import heat

if TYPE_CHECKING:
    from pathlib import Path

    from chromium import Chromium

    from farthing.data import Bars
    from farthing.optimise import Study


class Averages(ft.Strategy):
    """Holds what is above its slow average."""

    fast: int = 5
    slow: int = 20
    share: float = 1.0
    kind: str = "sma"
    span: int = 10

    def on_bar(self, ctx: ft.Context) -> None:
        fast = ctx.sma(self.fast) if self.kind == "sma" else ctx.ema(self.span)
        ctx.target_percent((fast > ctx.sma(self.slow)) * self.share / len(ctx.assets))


CASES = {
    "conditional": {
        "space": ["kind=sma|ema", "fast=2:20@kind=sma", "slow=20:60", "share=0.05:2:log",
                  "span=3:30@kind=ema"],
        "search": "random", "trials": 60,
    },
    "two objectives": {
        "space": ["fast=2:8:2", "slow=10:30:5"], "search": "grid",
        "objective": ["sharpe_ratio", "max_drawdown"],
    },
    "one trial": {"space": ["fast=2:8"], "search": "random", "trials": 1},
    "one parameter": {"space": ["slow=10:60"], "search": "random", "trials": 12},
    "nothing finished": {
        "space": ["fast=2:8"], "search": "random", "trials": 3, "objective": lambda result: None,
    },
    "hyperband": {
        "space": ["fast=2:8", "slow=10:30"], "search": "hyperband", "trials": 18,
        "generation": 9, "fidelity": "history:2",
    },
    "money": {
        "space": ["share=0.1:1:0.1"], "search": "grid", "objective": "end_equity",
        "constraints": "share < 0.9",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> Bars:
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(years=1), "market", home=home).bundle.bars()


@pytest.fixture(scope="module")
def studies(bars: Bars) -> dict[str, Study]:
    return {name: optimise(Averages, bars=bars, seed=1, **told) for name, told in CASES.items()}


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", CASES)
def test_a_page_fits_and_is_quiet(
    browser: Chromium, studies: dict[str, Study], tmp_path: Path, name: str, width: int
) -> None:
    page = save_study(studies[name], tmp_path)
    seen = browser.open(page.as_uri(), width)
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.errors == []
    assert browser.evaluate(BESIDE.replace('".table"', '".table, .drawing"')) == []
    assert browser.evaluate(COVERED) == []


def test_the_page_says_what_the_study_says(
    browser: Chromium, studies: dict[str, Study], tmp_path: Path
) -> None:
    study = studies["money"]
    browser.open(save_study(study, tmp_path).as_uri(), DESKTOP)
    assert study.best is not None
    assert study.best.end_equity is not None
    shown = browser.evaluate("document.querySelector('.facts dd').firstChild.textContent").strip()
    assert shown.replace(",", "") == f"{study.best.end_equity:f}"
    best = browser.evaluate("[...document.querySelectorAll('#progress tbody tr')].map("
                            "row => [...row.cells].map(cell => cell.textContent))")  # fmt: skip
    assert [int(row[0]) for row in best] == [each.number for each in study.ranked]
    assert [row[-1].replace(",", "").replace("−", "-") for row in best] == [
        f"{each.end_equity:f}" for each in study.ranked
    ]
    rules = browser.evaluate("[...document.querySelectorAll('.parameters div')].map("
                             "each => each.textContent)")  # fmt: skip
    assert rules == ["share0.1:1:0.1", "whereshare < 0.9"]


def test_the_heat_map_has_the_best_of_each_cell(
    browser: Chromium, studies: dict[str, Study], tmp_path: Path
) -> None:
    study = studies["two objectives"]
    browser.open(save_study(study, tmp_path).as_uri(), DESKTOP)
    cells = browser.evaluate("[...document.querySelectorAll('table.heat td')].map("
                             "cell => Number(cell.textContent.replace('−', '-')))")  # fmt: skip
    values = [each.values[0] for each in study.whole]
    digits = 2 - math.floor(math.log10(max(map(abs, values))))
    assert sorted(cells) == sorted(round(value, digits) for value in values)
    assert browser.evaluate("document.querySelectorAll('#chart-front path.strategy').length") == 1


WIDE_MAPS = {
    "ranges": {"space": ["fast=2:30", "slow=31:97"], "search": "random", "trials": 120},
    "shares": {"space": ["fast=2:30", "share=0.05:0.95"], "search": "random", "trials": 120},
    "money": {"space": ["fast=2:13", "slow=20:31"], "search": "grid", "objective": "end_equity"},
}


@pytest.mark.parametrize("name", WIDE_MAPS)
def test_no_column_of_a_heat_map_is_cut_and_each_value_is_in_its_range(
    browser: Chromium, bars: Bars, tmp_path: Path, name: str
) -> None:
    study = optimise(Averages, bars=bars, seed=1, **WIDE_MAPS[name])
    page = save_study(study, tmp_path).as_uri()
    for width in (DESKTOP, 1280, PHONE):
        browser.open(page, width)
        wide = browser.evaluate("(box => box.scrollWidth - box.clientWidth)("
                                "document.querySelector('#heat .table'))")  # fmt: skip
        assert wide <= 0, width
    map_ = heat(Ended.of(study), [])
    assert map_ is not None
    names = {map_.across: map_.columns, map_.down: tuple(each for each, _ in map_.rows)}
    best = {map_.columns[at]: cell for _, row in map_.rows for at, cell in enumerate(row) if cell}
    for label, cell in best.items():
        value = float(re.search(rf"{map_.across} (−?[\d.]+)", cell.hint)[1])
        low, _, high = label.partition("–")
        assert float(low) <= value <= float(high or low), (label, cell.hint)
    assert all(len(set(each)) == len(each) for each in names.values())


def test_the_best_trial_stands_on_the_page_as_a_run(bars: Bars, tmp_path: Path) -> None:
    told = CASES["two objectives"]
    study = optimise(Averages, bars=bars, seed=1, **told)
    assert study.best is not None
    result = ft.run(Averages, bars=bars, parameters=study.best.parameters)
    save_best(result, tmp_path)
    page = save_study(study, tmp_path).read_text(encoding="utf-8")
    assert f"Trial {study.best.number}, run again to the same digit" in page
    assert text.money(result.trades["account_profit"].max(), signed=True) in page
    assert text.number(result.statistics.sortino_ratio) in page
    other = next(each for each in study.whole if each.end_equity != study.best.end_equity)
    save_best(ft.run(Averages, bars=bars, parameters=other.parameters), tmp_path)
    assert "run again to" not in save_study(study, tmp_path).read_text(encoding="utf-8")


def test_a_study_in_which_nothing_finished_says_so(studies: dict[str, Study]) -> None:
    page = study_page(studies["nothing finished"])
    assert "No trial has ended with a number, so there is nothing to draw." in page
    assert "<figure" not in page
    assert "undefined" in page


def test_names_of_a_strategy_are_no_markup(bars: Bars) -> None:
    class Odd(ft.Strategy):
        word: str = "<b>"

        def on_bar(self, ctx: ft.Context) -> None:
            ctx.order("ALDR", len(self.word))

    page = study_page(optimise(Odd, bars=bars, space=["word=<i>|<script>alert(1)</script>"],
                               search="grid"))  # fmt: skip
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_equal_studies_make_equal_pages(bars: Bars) -> None:
    told = CASES["two objectives"]
    one, other = (study_page(optimise(Averages, bars=bars, **told)) for _ in range(2))
    assert one == other


def test_importance_finds_what_matters() -> None:
    frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
                          "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
                          "close": [10.2, 10.8], "volume": [1000, 1200]})  # fmt: skip
    from farthing.optimise.importance import importance

    class Units(ft.Strategy):
        units: int = 1
        idle: int = 1

        def on_bar(self, ctx: ft.Context) -> None:
            ctx.order_target("A", self.units)

    study = optimise(Units, bars=frame, space=["units=1:50", "idle=1:50"], search="random",
                     trials=300, objective="end_equity", seed=2)  # fmt: skip
    found = importance(study)
    assert list(found) == ["units", "idle"]
    assert found["units"] > 0.95
    assert found["idle"] < 0.05
