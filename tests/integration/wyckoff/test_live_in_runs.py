"""``ctx.wyckoff`` in a run over real bars with splits: what ``detect`` finds, and never sooner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
import pytest

import farthing as ft
from farthing.data import Request, find_source, ingest
from farthing.errors import ConfigurationError, StrategyError
from farthing.wyckoff import TABLES, Found, Parameters, detect

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.data import Bars

SYMBOLS = ("SPY", "AAPL")
KNOWN = [name for name in TABLES if name not in ("bars", "gaps")]


@pytest.fixture(scope="module")
def bars(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Bars:
    source = find_source("lean")(real_data / "lean", market="equity/usa")
    request = Request(symbols=SYMBOLS, frequency="1d")
    return ingest(source, "real", request, home=tmp_path_factory.mktemp("home")).bundle.bars()


class Watching(ft.Strategy):
    """Keeps what it is shown: each bar's signals and phases, and all frames at the end."""

    seen: ClassVar[list[Any]] = []
    last: ClassVar[dict[str, Found]] = {}

    def on_bar(self, ctx: ft.Context) -> None:
        phases = ctx.wyckoff.phase.tolist()
        signals = ctx.wyckoff.signals
        type(self).seen.append((ctx.session, phases, signals))
        for asset, phase in zip(ctx.assets, phases, strict=True):
            assert ctx.wyckoff[asset].phase == phase

    def on_end(self, ctx: ft.Context) -> None:
        type(self).last = {asset.symbol: ctx.wyckoff[asset].found for asset in ctx.assets}


def watched(bars: Bars, kind: type[Watching] = Watching, **more: Any) -> tuple[list[Any], Any]:
    kind.seen, kind.last = [], {}
    result = ft.run(kind, bars=bars, **more)
    return list(kind.seen), (dict(kind.last), result)


def test_frames_of_a_run_with_splits_are_those_of_detect_to_the_bit(bars: Bars) -> None:
    unsplit = detect(replace(bars, splits=())).events.filter(symbol="AAPL")
    seen, (last, _) = watched(bars, start="2005-01-03")  # AAPL splits in the run and before it
    whole = detect(bars)
    assert not unsplit.equals(whole.events.filter(symbol="AAPL"))  # splits do change what is found
    for symbol in SYMBOLS:
        for name in KNOWN:
            mine = getattr(last[symbol], name)
            frame = getattr(whole, name).filter(symbol=symbol)
            if name == "evidence":
                first = whole.events.with_row_index().filter(symbol=symbol)["index"][0]
                frame = frame.with_columns(pl.col("row") - first)
            assert len(mine) > 0
            assert mine.equals(frame.select(mine.columns)), f"{symbol}: {name}"
    of_bars = [(day, each) for day, _, signals in seen for each in signals]
    rows = whole.signals.filter(pl.col("known_at").dt.date() >= date(2005, 1, 3))
    assert len(of_bars) == len(rows) > 0
    in_order = rows.sort("known_at", "symbol", maintain_order=True)
    shown = sorted(of_bars, key=lambda pair: (pair[0], pair[1].asset.symbol))
    for (day, signal), row in zip(shown, in_order.iter_rows(named=True), strict=True):
        assert (signal.asset.symbol, signal.event) == (row["symbol"], row["event"])
        assert row["known_at"].date() == day
        assert (signal.entry, signal.stop, signal.side) == (row["entry"], row["stop"], row["side"])
        assert signal.targets == (row["target_1"], row["target_2"], row["target_3"])
        assert (signal.reward, signal.confidence) == (row["reward"], row["confidence"])


@pytest.mark.parametrize("end", ["2005-02-28", "2008-10-10", "2014-06-09", "2014-06-10"])
def test_a_run_that_is_cut_has_seen_the_same(bars: Bars, end: str) -> None:
    whole, _ = watched(bars, start="2004-06-01")
    cut, _ = watched(bars, start="2004-06-01", end=end)
    plain = [
        [(day, phases, repr(signals)) for day, phases, signals in seen] for seen in (whole, cut)
    ]
    assert len(cut) > 100
    assert plain[1] == plain[0][: len(cut)]


def test_levels_of_a_range_are_in_shares_of_now_after_a_split(bars: Bars) -> None:
    class Levels(Watching):
        wyckoff = Parameters({"range_sure": 0.0, "climax_score": 0.5, "range_score": 0.5})

        def on_bar(self, ctx: ft.Context) -> None:
            type(self).seen.append((ctx.session, ctx.wyckoff["AAPL"].range))

    seen, _ = watched(bars, Levels, start="2000-05-01", end="2000-08-31")
    before = [found for day, found in seen if day < date(2000, 6, 21)][-1]
    after = next(found for day, found in seen if day >= date(2000, 6, 21))
    if before is None or after is None:
        pytest.fail("AAPL is in no range at its split of 2000-06-21: choose another one")
    assert after.number == before.number
    assert abs(after.support * 2 - before.support) <= before.support / 10_000


def test_parameters_of_a_strategy_are_those_of_its_detectors_and_in_the_manifest(
    bars: Bars,
) -> None:
    class Own(Watching):
        wyckoff: ClassVar[Parameters] = Parameters({"climax_volume": 1.5, "volume_story": 0.0})

    _, (last, result) = watched(bars, Own, start="2000-01-03")
    assert result.manifest()["strategy"]["wyckoff"] == {"climax_volume": 1.5, "volume_story": 0.0}
    whole = detect(bars, Own.wyckoff).events.filter(symbol="SPY")
    assert last["SPY"].events.equals(whole.select(last["SPY"].events.columns))
    assert not whole.equals(detect(bars).events.filter(symbol="SPY"))
    _, (_, plain) = watched(bars, start="2020-01-02")
    assert "wyckoff" not in plain.manifest()["strategy"]


def test_what_are_no_parameters_and_no_asset_is_refused(bars: Bars) -> None:
    class Wrong(ft.Strategy):
        wyckoff: ClassVar[object] = {"climax_volume": 1.5}

    with pytest.raises(ConfigurationError, match="give it farthing.wyckoff.Parameters"):
        ft.run(Wrong, bars=bars)
    for asked in ("IBM", 2, -1):
        with pytest.raises(StrategyError, match="the run has "):
            ft.run(lambda ctx, asked=asked: ctx.wyckoff[asked], bars=bars)
