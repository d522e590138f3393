"""The campaign strategy over real bars with splits: exact money, and limits that are kept."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

import farthing as ft
from farthing.data import Request, find_source, ingest
from farthing.strategies.campaign import WyckoffCampaign

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.data import Bars

SYMBOLS = ("SPY", "AAPL", "IBM", "BAC", "IWM")


@pytest.fixture(scope="module")
def bars(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Bars:
    source = find_source("lean")(real_data / "lean", market="equity/usa")
    request = Request(symbols=SYMBOLS, frequency="1d")
    return ingest(source, "real", request, home=tmp_path_factory.mktemp("home")).bundle.bars()


@pytest.fixture(scope="module")
def played(bars: Bars) -> tuple[ft.Result, WyckoffCampaign]:
    strategy = WyckoffCampaign()
    return ft.run(strategy, bars=bars, commission="per-share:0.005:1", account="reg-t"), strategy


def test_both_sides_are_traded_and_most_campaigns_end(
    played: tuple[ft.Result, WyckoffCampaign],
) -> None:
    result, strategy = played
    sides = {campaign.side for campaign in strategy.campaigns}
    closed = [campaign for campaign in strategy.campaigns if not campaign.is_live]
    assert sides == {1, -1}
    assert len(closed) >= 20
    assert {"level"} <= {campaign.reason for campaign in closed}
    assert not any(state.startswith("refused") for state in result.order_states())


def test_every_leg_risks_no_more_than_its_share_and_no_range_more_than_the_budget(
    played: tuple[ft.Result, WyckoffCampaign],
) -> None:
    result, strategy = played
    limits, orders = strategy.all_limits(), {row["id"]: row for row in result.orders.to_dicts()}
    equity = {row["time"]: row["equity"] for row in result.equity.to_dicts()}
    spent: dict[tuple[str, int, int], Decimal] = {}
    for campaign in strategy.campaigns:
        for leg in campaign.legs:
            entries = [orders[entry] for entry, _, _ in leg.brackets]
            stops = [orders[stop] for _, stop, _ in leg.brackets]
            money = equity[entries[0]["created"]]
            assert 0 < leg.risk <= limits.risks[leg.pattern]
            assert len({stop["tag"] for stop in stops}) == 1
            units = sum(abs(entry["quantity"]) for entry in entries)
            assert units * Decimal("0.01") <= leg.risk * money  # a tick at least is at risk
            key = (campaign.symbol, campaign.range, campaign.side)
            spent[key] = spent.get(key, Decimal(0)) + leg.risk
    assert len(spent) >= 20
    assert max(spent.values()) <= limits.budget


def test_the_books_are_closed_to_the_last_digit(
    played: tuple[ft.Result, WyckoffCampaign],
) -> None:
    result, _ = played
    postings = result.journal.group_by("event", "commodity").agg(pl.col("amount").sum())
    assert set(postings.get_column("amount").to_list()) == {0}
    again = ft.run(
        WyckoffCampaign(), bars=result.bars, commission="per-share:0.005:1", account="reg-t"
    )
    assert again.digest == result.digest


def test_a_run_that_is_cut_has_given_the_same_orders(
    bars: Bars, played: tuple[ft.Result, WyckoffCampaign]
) -> None:
    result, _ = played
    cut = ft.run(
        WyckoffCampaign(), bars=bars, end="2008-10-10", commission="per-share:0.005:1",
        account="reg-t",
    )  # fmt: skip
    told = ("id", "created", "symbol", "type", "asked", "tag")
    mine = cut.orders.select(told)
    assert len(mine) > 50
    assert mine.equals(result.orders.select(told).head(len(mine)))
