# ruff: noqa: RUF001 - the minus sign is meant
"""A report in the account's currency of what was traded in others, worked out by hand."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

import farthing as ft
from farthing import _core
from farthing.data.checksum import bytes_hash
from farthing.data.frame import bars_from_frame
from farthing.report import save, text
from farthing.report.curve import Curve
from farthing.report.page import page
from farthing.report.run import Run, record
from farthing.report.sections.chart_of_trades import chart_of_trades
from farthing.report.sections.costs import CARRY, costs
from farthing.report.sections.exposure import exposure
from farthing.report.sections.gain import OF_EVENTS, OF_SEVERAL, gain
from farthing.report.sections.summary import summary
from farthing.report.sections.trades import trades
from farthing.types import Currency, Dividend, Funding, Instrument

if TYPE_CHECKING:
    from farthing.backtest.result import Result
    from farthing.report.table import Table

YEN = Currency("JPY", 0)
DAYS = [date(2024, 1, 8) + timedelta(days=number) for number in range(5)]
NIKKEI = Instrument("NIKKEI", price_scale=0, currency=YEN, kind="future")
RATES = [
    ft.Rate("JPY", "USD", DAYS[0], Decimal("0.01")),
    ft.Rate("JPY", "USD", DAYS[3], Decimal("0.02")),
]


def frame(**prices: list[int]) -> pl.DataFrame:
    """Bars that stand at one price a day."""
    return pl.DataFrame([
        {"date": day, "symbol": symbol, "open": price, "high": price, "low": price, "close": price}
        for symbol, each in prices.items()
        for day, price in zip(DAYS, each, strict=True)
    ])  # fmt: skip


def contract(*sizes: int) -> Result:
    """Orders of a future in yen and of a share in dollars, of an account in dollars."""
    prices = {"NIKKEI": [1000, 1000, 1000, 900, 900], "SHARE": [10, 10, 10, 10, 10]}
    bars = bars_from_frame(
        frame(**prices), instruments=[NIKKEI, Instrument("SHARE", price_scale=0)]
    )
    orders = [
        {"row": row, "asset": symbol, "size": size}
        for symbol, each in (("NIKKEI", sizes), ("SHARE", [0, 1, 0, 0]))
        for row, size in enumerate(each)
        if size
    ]
    return ft.simulate(
        bars, orders=orders, currency="USD", rates=RATES, capital=1000, commission="per-trade:10"
    )


def rows(table: Table) -> list[dict[str, str]]:
    """Each row by the names of the columns."""
    return [
        dict(zip(table.names, (cell.words for cell in each), strict=True)) for each in table.rows
    ]


def test_a_position_has_its_value_in_the_account_s_currency():
    found = contract(-1, 0, 0, 0).positions.filter(pl.col("symbol") == "NIKKEI")
    assert found.select("value", "currency", "account_value").rows() == [
        (-1000, "JPY", Decimal("-10.00")),
        (-1000, "JPY", Decimal("-10.00")),
        (-900, "JPY", Decimal("-18.00")),
        (-900, "JPY", Decimal("-18.00")),
    ]


def test_a_value_at_home_is_rounded_to_the_account_s_unit():
    bars = bars_from_frame(frame(NIKKEI=[33] * 5), instruments=[NIKKEI])
    rates = [ft.Rate("JPY", "USD", DAYS[0], Decimal("0.0125"))]
    order = [{"row": 0, "asset": "NIKKEI", "size": 1}]
    found = ft.simulate(bars, orders=order, currency="USD", rates=rates, capital=1000)
    assert set(found.positions["account_value"]) == {Decimal("0.41")}


def test_the_return_of_a_trade_is_one_of_its_own_currency():
    run = Run.of(contract(-1, 0, 1, 0))
    (best,) = trades(run, Curve.of(run)).tables
    (found,) = rows(best)
    # 100 yen less two fees of 10 yen; -10 dollars became -18, less the fees at the second rate
    assert (found["Return"], found["Currency"]) == ("+8.00\xa0%", "JPY")
    assert (found["Cost"], found["Proceeds"], found["Fees"]) == ("−1,000.00", "−900.00", "20.00")
    assert found["Profit"] == text.money(run.trades["account_profit"][0], signed=True)
    assert best.note == "Profit is in USD; all else is in the trade's own currency."


def test_holdings_are_ranked_and_shared_out_in_the_account_s_currency():
    run = Run.of(contract(-1, 0, 0, 0))
    curve = Curve.of(run)
    held = exposure(run, curve).held
    assert held is not None
    nikkei, share = rows(held)
    assert (nikkei["Symbol"], nikkei["Value"], nikkei["Currency"]) == ("NIKKEI", "−900.00", "JPY")
    assert nikkei["Value, USD"] == "−18.00"
    equity = run.equity["equity"][-1]
    assert nikkei["Of equity"] == f"−{18 / equity * 100:.2f}\xa0%"
    assert (share["Value"], share["Currency"], share["Value, USD"]) == ("10.00", "USD", "10.00")


def test_prices_in_another_currency_name_it():
    run = Run.of(contract(-1, 0, 1, 0))
    drawn = chart_of_trades(run, Curve.of(run)).figures
    figures = {each.title: each.panels[0].title for each in drawn}
    assert figures["NIKKEI"].endswith("it was bought and sold, in JPY")
    assert figures["SHARE"].endswith("it was bought and sold")


def test_excursions_are_in_the_account_s_currency_at_the_rate_of_each_end():
    result = contract(-1, 0, 1, 0)  # 100 yen ahead at an open, where the rate is still 0.01
    run = Run.of(result)
    found = {fact.name: (fact.value, fact.hint) for fact in summary(run, Curve.of(run), None).small}
    assert found["Best excursion"] == ("+1.00", "1.00 on average")
    assert found["Worst excursion"] == ("0.00", "0.00 on average")
    assert result.statistics.best_favourable_excursion == Decimal("1.00")
    assert result.trades.get_column("favourable").to_list() == [Decimal(100)]


def test_the_summary_in_plain_text_is_in_the_account_s_currency():
    said = str(contract(-1, 0, 1, 0))
    assert re.search(r"capital +1,000 USD", said)
    assert "0.00 at worst, 1.00 at best, while open" in said
    assert "commission per-trade:10 charges the same numbers in JPY and in USD" in said


def test_a_report_reads_the_currency_that_the_run_was_kept_in():
    told = contract(-1, 0, 1, 0)
    bars = bars_from_frame(frame(NIKKEI=[1000] * 5), instruments=[NIKKEI])
    untold = ft.simulate(bars, orders=[{"row": 0, "asset": "NIKKEI", "size": 1}], capital=1000)
    assert untold.config.currency is None
    for result, code in ((told, "USD"), (untold, "JPY")):
        assert result.config.currency_of_account(result.bars).code == code
        assert Run.of(result).currency == code


def test_a_run_in_the_account_s_currency_has_no_column_for_it():
    bars = bars_from_frame(frame(A=[10, 10, 10, 12, 12], B=[5] * 5))
    orders = [
        {"row": 0, "asset": "A", "size": 1}, {"row": 2, "asset": "A", "size": -1},
        {"row": 0, "asset": "B", "size": 1},
    ]  # fmt: skip
    run = Run.of(ft.simulate(bars, orders=orders))
    curve = Curve.of(run)
    (best,) = trades(run, curve).tables
    held = exposure(run, curve).held
    assert held is not None
    assert "Currency" not in (*best.names, *held.names)
    assert best.note == ""


@pytest.mark.parametrize("sizes", [(-1, 0, 1, 0), (-1, 0, 0, 0)])
def test_the_gain_in_parts_leaves_exchange_rates_to_open_positions(sizes):
    run = Run.of(contract(*sizes))
    table = gain(run)
    assert table is not None
    assert table.note == OF_SEVERAL[1]
    found = {
        name: Decimal(words.replace("−", "-")) for name, words in map(dict.values, rows(table))
    }
    whole = found.pop("Gain")
    assert whole == sum(found.values()) == Decimal(run.manifest["end_equity"]) - 1000
    closed = [] if sizes[2] == 0 else ["Closed trades, after their fees"]
    assert [*found] == [*closed, OF_SEVERAL[0]]


def test_all_that_costs_and_earns_is_a_part_of_the_gain(costly):
    table = gain(costly)
    assert table is not None
    found = {
        name: Decimal(words.replace("−", "-")) for name, words in map(dict.values, rows(table))
    }
    assert found == {
        "Fees of open positions": Decimal("-25.90"),
        "Dividends, received less paid": 1,
        "Borrow": Decimal("-4.17"),
        "Interest": Decimal("30.08"),
        "Financing": Decimal("-3.33"),
        "Funding": 10,
        "Gain": Decimal("7.68"),
    }


EARNS = ("fees", "dividends", "borrow", "interest", "financing", "funding")
"""Accounts of what a run cost and earned beside its trades."""


@pytest.fixture(scope="module")
def costly() -> Run:
    """A run with all that costs and earns: long and short of each kind of instrument."""
    each = {"financing_long": Decimal("0.4"), "financing_short": Decimal("-0.4")}
    instruments = [
        Instrument("LONG", price_scale=0),
        Instrument("SHORT", price_scale=0, borrow_rate=Decimal("0.5")),
        Instrument("PERP1", price_scale=0, kind="perpetual"),
        Instrument("PERP2", price_scale=0, kind="perpetual"),
        Instrument("CFD1", price_scale=0, **each),  # type: ignore[arg-type]
        Instrument("CFD2", price_scale=0, **each),  # type: ignore[arg-type]
    ]
    sides = {"LONG": 1, "SHORT": -1, "PERP1": 1, "PERP2": -1, "CFD1": 2, "CFD2": -1}
    bars = bars_from_frame(
        frame(**{symbol: [1000] * 5 for symbol in sides}),
        instruments=instruments,
        dividends=[Dividend("LONG", DAYS[2], Decimal(3)), Dividend("SHORT", DAYS[2], Decimal(2))],
        funding=[
            Funding(symbol, datetime(2024, 1, 10, 8, tzinfo=UTC), rate)
            for symbol, rate in (("PERP1", Decimal("0.01")), ("PERP2", Decimal("0.02")))
        ],
    )
    orders = [{"row": 0, "asset": symbol, "size": size} for symbol, size in sides.items()]
    orders += [{"row": 2, "asset": "LONG", "size": 30}]  # on credit, after days of interest earned
    return Run.of(
        ft.simulate(bars, orders=orders, interest="0.3:0.6", commission="bps:7", capital=20_000)
    )


def test_what_costs_and_earns_has_a_row_and_the_rows_are_the_accounts(costly):
    balances = dict(
        costly.balances.filter(pl.col("account").is_in(EARNS))
        .group_by("account").agg(pl.col("amount").sum()).iter_rows()
    )  # fmt: skip
    assert set(balances) == set(EARNS)
    kind, amount, _, model = costs(costly).kinds.names
    found, models = {}, {}
    for row in rows(costs(costly).kinds):
        models[row[kind]] = row[model]
        words = row[amount].replace(",", "")
        if words not in ("none", "in the prices of fills"):
            found[row[kind]] = Decimal(words)
    income = {"Dividends received", "Interest earned", "Financing earned", "Funding received"}
    spent = {
        "Commission", "Dividends paid", "Borrow paid", "Interest paid", "Financing paid",
        "Funding paid",
    }  # fmt: skip
    assert found.keys() == income | spent
    assert (found["Funding received"], found["Funding paid"]) == (20, 10)
    assert models["Borrow paid"] == models["Funding paid"] == "rates of instruments"
    assert models["Interest paid"] == "0.3:0.6"
    earned = sum(found[name] for name in income) - sum(found[name] for name in spent)
    assert earned == -sum(balances.values())


def test_every_account_of_the_core_is_either_of_costs_or_of_what_there_is():
    there = {"cash", "receivable", "capital", "position", "trading", "exchange"}
    assert set(_core.ACCOUNTS) == {*EARNS, *there}
    assert {kind for kind, _ in OF_EVENTS} == {*EARNS, "dividend", "split"} - {"fees", "dividends"}
    assert {kind for kind, *_ in CARRY} == set(EARNS) - {"fees", "dividends"}


def test_a_folder_of_a_farthing_without_these_columns_can_be_reported(tmp_path):
    """What is in the account's currency is known there, the rest is not."""
    folder = save(contract(-1, 0, 0, 0), tmp_path / "run")
    whole = Run.load(folder)
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    files = manifest.pop("files")
    del manifest["check"]
    older = {"positions": ["account_value"], "fills": ["account_value", "account_fee", "currency"]}
    for name, columns in older.items():
        file = folder / f"{name}.parquet"
        pl.read_parquet(file).drop(columns).write_parquet(file)
        files[file.name] = bytes_hash(file.read_bytes())
    (folder / "run.json").write_text(json.dumps(record(manifest, files)), encoding="utf-8")
    found = Run.load(folder)
    assert found.positions["account_value"].to_list() == [
        value if currency == "USD" else None
        for value, currency in whole.positions.select("account_value", "currency").iter_rows()
    ]
    assert found.fills["account_value"].to_list() == whole.fills["value"].to_list()
    held = exposure(found, Curve.of(found)).held
    assert held is not None
    (*_, last) = rows(held)
    assert (last["Symbol"], last["Value, USD"]) == ("NIKKEI", text.DASH)
    assert last["Of equity"] == text.DASH
    page(found)
