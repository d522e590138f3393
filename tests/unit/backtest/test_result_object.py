"""A result: its tables, its manifest, and how it shows itself."""

from __future__ import annotations

import dataclasses
import json
import pickle
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import three_months

import farthing as ft
from farthing.backtest import figures, summary
from farthing.backtest.result import TABLES
from farthing.errors import StrategyError
from farthing.report import text

if TYPE_CHECKING:
    from farthing.backtest.result import Result

COLUMNS = {
    "equity": "time session equity cash gross largest held",
    "orders": "id created symbol type duration quantity limit stop trail trail_percent offset "
    "reduce_only group parent tag state reason filled value fee closed intent origin asked "
    "asked_price",
    "fills": "order time session symbol quantity price value fee"
    " currency account_value account_fee",
    "positions": "session symbol quantity price value cost currency account_value",
    "trades": "symbol opened closed bars quantity cost proceeds fees profit"
    " currency price_profit currency_profit account_profit adverse favourable",
    "journal": "event time kind account symbol commodity amount currency",
}


@pytest.fixture(scope="module")
def result() -> Result:
    return three_months.run()


@pytest.fixture(scope="module")
def partial() -> Result:
    """The table's run until the fourth bar, at which the strategy raises."""

    class Raises(three_months.Given):
        def on_bar(self, ctx: ft.Context) -> None:
            super().on_bar(ctx)
            if ctx.row == 3:
                raise ValueError("<b>no</b> further")

    with pytest.raises(StrategyError) as caught:
        three_months.run(Raises)
    return caught.value.result


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_its_columns(result, name):
    assert getattr(result, name).columns == COLUMNS[name].split()


@pytest.mark.parametrize("name", [*TABLES, "records"])
def test_a_table_is_the_same_in_pandas(result, name):
    table = getattr(result, name)
    found = result.to_pandas(name)
    assert list(found.columns) == table.columns
    assert len(found) == table.height > 0
    for column in table.select(pl.col(pl.Decimal)).columns:
        assert found[column].to_list() == table.get_column(column).to_list()


def test_the_table_that_pandas_gets_first_is_the_account(result):
    found = result.to_pandas()
    assert tuple(found["equity"]) == three_months.EQUITY
    assert all(type(value) is Decimal for value in found["equity"])


def test_tables_are_made_once(result):
    assert result.equity is result.equity
    assert result.statistics is result.statistics


def test_fills_and_positions_are_those_of_the_table(result):
    assert result.fills.select("order", "session", "quantity", "price", "fee").rows() == [
        (0, date(2023, 12, 28), 10, Decimal("50.00"), Decimal(1)),
        (1, date(2024, 1, 2), -4, Decimal("47.50"), Decimal(1)),
        (2, date(2024, 2, 29), -6, Decimal("55.00"), Decimal(1)),
    ]
    assert result.positions.select("session", "quantity", "value").rows() == [
        (date(2023, 12, 28), 10, 500),
        (date(2023, 12, 29), 10, 520),
        (date(2024, 1, 2), 6, 285),
        (date(2024, 1, 31), 6, 324),
        (date(2024, 2, 1), 6, 336),
    ]


def test_the_journal_sums_to_the_balances_and_to_nothing(result):
    sums = result.journal.group_by("commodity").agg(pl.col("amount").sum())
    assert sums.get_column("amount").to_list() == [0] * sums.height
    cash = result.journal.filter(pl.col("account") == "cash").get_column("amount").sum()
    assert cash == 1017
    fees = result.balances.filter(pl.col("account") == "fees").get_column("amount").to_list()
    assert fees == [3]


def test_it_prints_name_bars_and_end(result, partial):
    assert repr(result) == f"Result(Given, 6 bars, end equity {result.end_equity})"
    assert repr(partial).startswith("Result(Raises, 4 bars, end equity stopped: the strategy")
    nameless = dataclasses.replace(result, strategy="")
    assert repr(nameless).startswith("Result(strategy, 6 bars")


def test_print_shows_the_summary(result, partial):
    lines = str(result).splitlines()
    assert lines[0] == "Given"
    assert lines[1:] == [f"{name:<17}  {value}" for name, value in summary.rows(result)]
    assert "stopped" in str(partial)


def test_the_summary_says_one_bar_of_one(result):
    one = three_months.run(ft.Strategy, end=date(2023, 12, 28))
    assert dict(summary.rows(one))["from"] == "2023-12-28 to 2023-12-28, 1 bar"
    assert repr(one) == "Result(Strategy, 1 bar, end equity 1000.00)"


def test_the_summary_explains_each_reason_of_a_refusal(result):
    def refused(ctx: ft.Context) -> None:
        if ctx.row == 0:
            for size in (Decimal("0.5"), Decimal("1.5"), 0.25):
                ctx.order("A", size)

    shown = [value for name, value in summary.rows(three_months.run(refused)) if name == "refused"]
    assert shown == [
        "1 below_lot: the size was less than one lot (A on 2023-12-28)",
        "2 off_lot: an exact size was no whole number of lots (first A on 2023-12-28)",
    ]
    assert not [name for name, _ in summary.rows(result) if name == "refused"]


def test_the_guide_has_every_reason_in_the_same_words():
    page = (Path(__file__).parents[3] / "docs" / "guide" / "orders.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", page, re.MULTILINE)
    assert dict(rows) == summary.REASONS


class Waits(ft.Strategy):
    """Looks over more bars than there are."""

    length: int = 100
    warmup = 0

    def on_bar(self, ctx: ft.Context) -> None:
        for said in (ctx.sma(self.length), ctx.sma(self.length, "open"), ctx.rsi(self.length)):
            ctx.target_percent((said > 0) / len(ctx.assets))


def test_an_indicator_that_never_had_a_value_is_noted():
    result = three_months.run(Waits)
    expected = (
        "sma(100) never had a value: the run has 6 bars",
        "rsi(100) never had a value: the run has 6 bars",
    )
    assert result.notes == expected
    assert [value for name, value in summary.rows(result) if name == "note"][:2] == list(expected)
    assert result.manifest()["notes"] == list(expected)


@pytest.mark.parametrize(("length", "silent"), [(5, 0), (6, 1), (7, 2)])
def test_an_indicator_with_as_many_bars_as_it_takes_is_not_noted(length, silent):
    """A mean over six bars has a value at the sixth, a change over six has none."""
    assert len(three_months.run(Waits, parameters={"length": length}).notes) == silent


def test_a_warmup_longer_than_the_run_is_noted():
    class Late(Waits):
        warmup = 7

    assert three_months.run(Late).notes == (
        "on_bar was never called: warmup is 7, the run has 6 bars",
    )


def test_a_notebook_shows_the_summary_as_a_table(result, partial):
    page = result._repr_html_()
    assert page.startswith("<table><caption>Given</caption><tr>")
    for name, value in summary.rows(result):
        assert f">{name}</th>" in page
        assert f">{value}</td>" in page
    assert "<b>" not in partial._repr_html_()
    assert "&lt;b&gt;no&lt;/b&gt; further" in partial._repr_html_()


def test_the_summary_names_every_model_and_what_came_of_them(result):
    rows = dict(summary.rows(result))
    assert rows["from"] == "2023-12-28 to 2024-02-29, 6 bars"
    assert rows["capital"] == "1,000 USD"
    assert rows["end equity"] == "1,017.00 USD"
    assert rows["total return"] == "1.70 %"
    assert rows["max drawdown"] == "4.51 %"
    assert rows["trades"] == "2 (50.00 % won)"
    assert rows["orders"] == "3 filled"
    assert rows["commission"] == "per-trade:1"
    assert rows["slippage"] == "none"
    assert rows["account"] == "unlimited"
    assert rows["fill"] == "close (of the bar that orders)"
    assert rows["digest"] == result.digest[:16]
    assert "stopped" not in rows


def test_a_run_that_did_nothing_has_dashes():
    rows = dict(summary.rows(three_months.run(ft.Strategy, fill="next-open")))
    assert rows["orders"] == "none"
    assert rows["trades"] == "0 (– won)"
    assert rows["Sharpe ratio"] == "–"
    assert rows["fill"] == "next-open"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", "0"),
        ("-1234.50", "-1,234.50"),
        ("1000000.000100", "1,000,000.0001"),
        ("0.125", "0.125"),
        ("12.300", "12.30"),
        ("1E+3", "1,000"),
    ],
)
def test_money_keeps_two_digits_and_as_many_more_as_it_needs(value, expected):
    assert figures.money(Decimal(value)) == expected


@pytest.mark.parametrize("value", [None, float("nan"), 0.0, -0.000001, -0.12345, 12.3456])
def test_the_report_writes_a_figure_as_the_summary_does(value):
    for name in ("percent", "number"):
        page, plain = getattr(text, name)(value), getattr(figures, name)(value)
        assert page.replace("−", "-").replace("\xa0", " ") == plain  # noqa: RUF001


def test_a_summary_has_separators_and_no_sign_of_nothing(result):
    statistics = dataclasses.replace(
        result.statistics, total_return=12.5, annual_return=-0.000001, sharpe_ratio=1234.5
    )
    shown = dataclasses.replace(result)
    shown.__dict__["statistics"] = statistics
    rows = dict(summary.rows(shown))
    assert rows["total return"] == "1,250.00 %"
    assert rows["annual return"] == "0.00 % (from 6 sessions: too few to lean on)"
    assert rows["Sharpe ratio"] == "1,234.50"


def asks(ctx: ft.Context) -> None:
    """An order for every end that one can have."""
    if ctx.row == 0:
        ctx.order("A", 1)
        ctx.order("A", "0.5")
        ctx.order("A", "0.25")
        ctx.order("A", -5)
        ctx.order("A", 10_000)
        ctx.order("A", 1, limit="1.00")
        ctx.order("A", 1, limit="1.00", duration="day")
        ctx.cancel(ctx.order("A", 1, limit="2.00"))


def test_orders_are_counted_by_their_ends_refused_ones_by_their_reason():
    result = three_months.run(asks, account="cash", fill="next-open")
    assert result.order_states() == {
        "cancelled": 1,
        "expired": 1,
        "filled": 1,
        "open": 1,
        "refused: insufficient_cash": 1,
        "refused: off_lot": 2,
        "refused: short_not_allowed": 1,
    }
    assert list(result.order_states()) == sorted(result.order_states())
    assert sum(result.order_states().values()) == result.orders.height


def test_no_orders_have_no_ends():
    assert three_months.run(ft.Strategy).order_states() == {}


def test_the_manifest_says_how_to_get_the_result_again(result):
    manifest = json.loads(json.dumps(result.manifest()))
    assert manifest["strategy"]["name"] == "Given"
    assert manifest["strategy"]["parameters"] == {"size": "1"}
    assert len(manifest["strategy"]["code_hash"]) == 64
    assert manifest["data"]["digest"] == result.bars.digest != ""
    assert manifest["data"]["symbols"] == ["A"]
    assert manifest["config"] == result.config.describe()
    assert manifest["bars"] == 6
    assert manifest["error"] is None
    assert Decimal(manifest["end_equity"]) == 1017
    assert manifest["orders"] == {"filled": 3}
    assert manifest["statistics"]["trades"] == 2
    assert manifest["digest"] == result.digest
    assert manifest["farthing"] == ft.__version__


def test_a_part_of_a_run_says_so_and_is_complete_up_to_there(partial):
    assert partial.is_partial
    assert "ValueError: <b>no</b> further" in partial.error
    assert partial.manifest()["error"] == partial.error
    assert partial.equity.height == 4
    assert partial.end_equity == three_months.EQUITY[3]
    assert partial.records.get_column("ordered").to_list() == [10, -4]
    assert next(summary.rows(partial)) == ("stopped", partial.error)


def test_equal_runs_have_equal_digests_and_others_do_not(result):
    assert three_months.run().digest == result.digest
    assert not result.is_partial
    assert three_months.run(parameters={"size": 2}).digest != result.digest
    assert three_months.run(commission="per-trade:2").digest != result.digest


def test_a_result_cannot_be_changed(result):
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.strategy = "another"


def test_a_result_is_not_pickled_but_its_parts_are(result):
    with pytest.raises(TypeError, match="give its statistics, its digest or its tables"):
        pickle.dumps(result)
    again = pickle.loads(pickle.dumps((result.statistics, result.digest, result.fills)))
    assert again[:2] == (result.statistics, result.digest)
    assert again[2].equals(result.fills)
