"""``ctx.wyckoff`` of strategies in one account: shared where they are told the same."""

from __future__ import annotations

from typing import Any

from made_market import bars

import farthing as ft
from farthing.wyckoff import Parameters, detect

LENIENT = Parameters({"range_sure": 0.0, "range_quality": 0.0, "volume_story": 0.0})


class Watches(ft.Strategy):
    """Keeps what it is shown."""

    def on_start(self, ctx: ft.Context) -> None:
        self.seen: list[Any] = []
        self.faces: set[int] = set()

    def on_bar(self, ctx: ft.Context) -> None:
        self.faces.add(id(ctx.wyckoff))
        self.seen.append((ctx.wyckoff.phase.tolist(), ctx.wyckoff.signals))

    def on_end(self, ctx: ft.Context) -> None:
        self.events = ctx.wyckoff["A"].events


class Lenient(Watches):
    wyckoff = LENIENT


class AlikeLenient(Watches):
    wyckoff = Parameters(dict(LENIENT.values))


class Late(Lenient):
    """Asks after a thousand bars for the first time."""

    def on_bar(self, ctx: ft.Context) -> None:
        if ctx.row >= 1_000:
            super().on_bar(ctx)


def test_strategies_of_one_account_see_what_a_run_of_their_own_sees() -> None:
    market = bars(seed=3, count=4_000)
    one, two, other, late = Lenient(), AlikeLenient(), Watches(), Late()
    result = ft.run(
        ft.StrategyPortfolio({"one": one, "two": two, "other": other, "late": late}), bars=market
    )
    alone = Lenient()
    ft.run(alone, bars=market)
    assert one.seen == two.seen == alone.seen
    assert late.seen == alone.seen[1_000:]
    assert any(signals for _, signals in one.seen)
    assert one.faces == two.faces == late.faces  # one detector an asset, whoever asks
    assert len(one.faces) == 1
    assert one.faces.isdisjoint(other.faces)
    assert one.seen != other.seen
    for strategy, told in ((one, LENIENT), (other, None)):
        whole = detect(market, told).events
        assert strategy.events.equals(whole.select(strategy.events.columns))
    assert result.manifest()["strategy"]["wyckoff"] == {
        name: LENIENT.described() for name in ("one", "two", "late")
    }


def test_a_function_in_a_portfolio_has_the_table_as_it_is() -> None:
    market, seen = bars(seed=3, count=1_500), []
    portfolio = ft.StrategyPortfolio({"watch": lambda ctx: seen.append(ctx.wyckoff["A"].found)})
    ft.run(portfolio, bars=market)
    events = seen[-1].events
    assert events.equals(detect(market).events.select(events.columns))
