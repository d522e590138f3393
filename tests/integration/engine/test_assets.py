"""Contracts and currencies from the ingest to the journal: bundles, both drivers, beancount."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from beancount import loader

import farthing as ft
from farthing.data import Catalog, Request, find_source, ingest
from farthing.errors import ConfigurationError, StrategyError
from farthing.report import beancount, save

EVERY = ("COIN-PERP", "EUR/USD", "GRNH24", "GRNM24", "GRNU24", "GRNZ24", "RHEIN")
SETTINGS = {"currency": "USD", "convert": "each", "capital": 1_000_000}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return ingest(find_source("assets")(), "assets", home=tmp_path_factory.mktemp("home")).bundle


@pytest.fixture(scope="module")
def bars(bundle):
    return bundle.bars()


class Everything(ft.Strategy):
    """Turns over some of everything every month."""

    def on_bar(self, ctx):
        if ctx.row % 20 == 0:
            for place, asset in enumerate(ctx.assets):
                ctx.order(asset, (1 + place) * (1 if ctx.row % 40 else -1))


@pytest.fixture(scope="module")
def result(bars):
    return ft.run(Everything, bars=bars, commission="bps:1", **SETTINGS)


def test_a_bundle_keeps_what_instruments_are(bundle):
    again = Catalog(bundle.folder.parents[2]).bundle("assets")
    assert again.symbols == EVERY
    future = again.manifest.instrument("GRNM24")
    assert (future.kind, future.expiry) == ("future", date(2024, 6, 21))
    assert (future.multiplier, future.initial_margin) == (50, 12_000)
    assert again.manifest.instrument("RHEIN").currency == ft.Currency("EUR", 2)
    assert again.manifest.instrument("EUR/USD").base == "EUR"
    assert again.manifest == bundle.manifest
    assert {each.symbol for each in again.bars().funding} == {"COIN-PERP"}
    assert again.bars("RHEIN").funding == ()


def test_every_kind_of_event_happens_and_postings_sum_to_zero_by_commodity(result):
    kinds = set(result.events["kind"])
    assert {"fill", "variation", "funding", "end", "conversion"} <= kinds
    sums = defaultdict(Decimal)
    for event, commodity, in_money, amount in result.journal.select(
        "event", "commodity", pl.col("currency").is_not_null(), "amount"
    ).iter_rows():
        sums[event, commodity, in_money] += amount
    assert set(sums.values()) == {0}
    assert result.events.filter(pl.col("kind") == "end").height == 2


def test_the_batch_driver_gives_the_same(bars, result):
    rows = [
        {"row": row, "asset": symbol, "size": (1 + place) * (1 if row % 40 else -1)}
        for row in range(0, result.outcome.bars, 20)
        for place, symbol in enumerate(EVERY)
    ]
    batch = ft.simulate(bars, orders=rows, commission="bps:1", **SETTINGS)
    assert batch.digest == result.digest


def test_equity_is_what_was_paid_in_and_earned(result):
    """Cash at the end and the holdings at their last prices, in dollars."""
    closes = {row["symbol"]: row for row in result.positions.iter_rows(named=True)}
    last = result.equity["session"][-1]
    pair = result.bars.tables["EUR/USD"].collect()["close"][-1]
    cash = result.balances.filter(pl.col("account") == "cash")
    assert cash["commodity"].to_list() == ["USD"]
    shares = closes["RHEIN"]["value"] * pair
    held = shares.quantize(Decimal("0.01")) + closes["EUR/USD"]["value"]
    assert closes["RHEIN"]["session"] == last
    assert result.end_equity == cash["amount"][0] + held


def test_profit_is_split_into_what_prices_and_rates_brought(result):
    trades = result.trades.filter(pl.col("currency") == "EUR")
    assert len(trades) > 3
    fees = trades["account_profit"] - trades["price_profit"] - trades["currency_profit"]
    assert (fees <= 0).all()
    assert trades["currency_profit"].abs().sum() > 0
    assert result.trades.filter(pl.col("currency") == "USD")["currency_profit"].abs().sum() == 0


def test_beancount_accepts_several_currencies_with_no_tolerance(bars, result):
    kept = ft.run(Everything, bars=bars, **{**SETTINGS, "convert": "none"})
    for each in (result, kept):
        entries, errors, _ = loader.load_string(beancount(each))
        assert not errors
        assert len(entries) > 100


def test_the_report_is_in_the_account_s_currency(tmp_path, result):
    save(result, tmp_path / "run")
    page = (tmp_path / "run" / "report.html").read_text()
    assert "USD" in page
    assert "Currency" in page


def test_a_strategy_converts_by_itself(bars):
    def on_bar(ctx):
        if ctx.row == 3:
            ctx.convert("EUR", "-1000")
            ctx.record(euros=ctx.portfolio.cash_in("EUR"))

    found = ft.run(on_bar, bars=bars, **{**SETTINGS, "convert": "none"})
    assert found.records["euros"].to_list() == [1000.0]
    (event,) = found.events.filter(pl.col("kind") == "conversion").iter_rows(named=True)
    rate = found.bars.tables["EUR/USD"].collect()["close"][3]
    assert (event["value"], event["account_value"]) == (1000, -1000 * rate)


def test_rates_may_come_in_a_table(bundle):
    bars = bundle.bars("RHEIN")
    rates = [ft.Rate("EUR", "USD", date(2023, 1, 1), Decimal("1.25"))]
    buy = [{"row": 0, "asset": "RHEIN", "size": 10}]
    found = ft.simulate(bars, orders=buy, rates=rates, currency="USD", convert="each")
    assert found.fills["account_value"].item() == found.fills["value"].item() * Decimal("1.25")
    assert found.manifest()["config"]["rates"] == [["EUR", "USD", "2023-01-01", "1.25"]]
    with pytest.raises(ConfigurationError, match="RHEIN is priced in EUR, the account is in USD"):
        ft.simulate(bars, orders=buy, currency="USD")
    assert ft.simulate(bars, orders=buy).fills["currency"].to_list() == ["EUR"]


def test_money_without_a_rate_ends_the_run(bundle):
    bars = bundle.bars(["RHEIN", "EUR/USD"])
    late = bars.tables["EUR/USD"].filter(pl.col("session") > date(2024, 6, 1))
    bars = replace(bars, tables={"RHEIN": bars.tables["RHEIN"], "EUR/USD": late})
    with pytest.raises(StrategyError, match="the run stopped: no rate of EUR in USD is known"):
        ft.run(lambda ctx: ctx.order("RHEIN", 1), bars=bars, **SETTINGS)


def test_a_csv_ingest_says_what_instruments_are(tmp_path):
    rows = ["date,symbol,open,high,low,close,volume"]
    rows += [f"2024-03-{day},{symbol},10,10,10,10,5" for day in (13, 14, 15) for symbol in "FP"]
    (tmp_path / "bars.csv").write_text("\n".join(rows))
    (tmp_path / "told.toml").write_text(
        '[F]\nkind = "future"\nmultiplier = 12.5\nexpiry = 2024-03-15\nsettlement_price = "11"\n'
        '[P]\nkind = "perpetual"\ncurrency = "EUR"\nquantity_scale = 2\n'
    )
    (tmp_path / "told.csv").write_text(
        "symbol,kind,multiplier,expiry,settlement_price,currency,quantity_scale\n"
        "F,future,12.5,2024-03-15,11,,\nP,perpetual,,,,EUR,2\n"
    )
    (tmp_path / "funding.csv").write_text("symbol,time,rate\nP,2024-03-14T08:00,0.001\n")
    from farthing.data.told import told_funding, told_instruments

    told = told_instruments(tmp_path / "told.toml")
    assert told == told_instruments(tmp_path / "told.csv")
    payment = ft.Funding("P", datetime(2024, 3, 14, 8, tzinfo=UTC), Decimal("0.001"))
    request = Request(
        calendar="XNYS", instruments=told, funding=told_funding(tmp_path / "funding.csv")
    )
    source = find_source("csv")(tmp_path / "bars.csv")
    bundle = ingest(source, "told", request, home=tmp_path / "home").bundle
    assert bundle.manifest.instrument("F").settlement_price == 11
    assert bundle.manifest.instrument("P").currency.code == "EUR"
    assert bundle.bars().funding == (payment,)
    found = ft.simulate(
        bundle.bars("F"), orders=[{"row": 0, "asset": "F", "size": 2}], capital=1000
    )
    assert found.events["kind"].to_list() == ["deposit", "fill", "variation", "end"]
    assert found.end_equity == 1025


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[F]\nkind = "bond"', "kind of F: 'bond' is none"),
        ('[F]\nexpiry = "soon"', "expiry of F: 'soon' is none"),
        (
            "[F]\nstrike = 5",
            "F has 'strike'; instruments have base, borrow_rate, borrowable, currency",
        ),
        ("F = 5", "F is no table"),
    ],
)
def test_a_file_that_tells_nonsense_is_refused_in_words(tmp_path, text, words):
    from farthing.data.told import told_instruments

    (tmp_path / "told.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=words):
        told_instruments(tmp_path / "told.toml")
