"""Run a strategy over bars: the event driver."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing import _core, given
from farthing.backtest.blame import is_panic, place, words
from farthing.backtest.config import DEFAULT_CAPITAL, RunConfig, run_config, within
from farthing.backtest.feed import Feed
from farthing.backtest.figures import count
from farthing.backtest.prepare import setup
from farthing.backtest.program import Program, loading, program
from farthing.backtest.result import Result
from farthing.errors import ConfigurationError, Interrupted, LedgerOverflow, StrategyError
from farthing.log import log
from farthing.types import FREQUENCIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from farthing.backtest import costs
    from farthing.backtest.config import Convert
    from farthing.backtest.latency import Latency
    from farthing.data.bars import Bars
    from farthing.types import Currency, Rate


@given.with_hints
def run(
    strategy: Any,
    *,
    bars: Any,
    start: date | str | None = None,
    end: date | str | None = None,
    capital: costs.Exact = DEFAULT_CAPITAL,
    commission: str | costs.Commission = "none",
    slippage: str | costs.Slippage = "none",
    account: str | costs.Account = "unlimited",
    fill: str = "next-open",
    benchmark: str | None = None,
    extended: bool = False,
    volume_limit: costs.Exact | None = None,
    latency: str | Latency | None = None,
    finer: Any = None,
    controls: costs.Controls = (),
    borrow: costs.Exact | costs.Borrow | None = None,
    interest: costs.Exact | costs.Interest | None = None,
    currency: str | Currency | None = None,
    convert: Convert = "none",
    rates: Iterable[Rate] = (),
    parameters: dict[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Runs a strategy over bars, and gives what it came to.

    Args:
        strategy: a ``Strategy`` class or object, a function ``on_bar(ctx)``, a module or file with
            Zipline's ``initialize`` and ``handle_data``; or a ``StrategyPortfolio`` of several.
        bars: a polars or pandas frame, or bars of a catalog: ``farthing.bundle(name)``, or
            ``farthing.bundle(name).bars("AAPL")`` for some of them.
        start: first day; by default that of the first session. Where it is no session, the first
            after it.
        end: last day; by default that of the last session. Where it is no session, the last
            before it.
        capital: money at the start; a float means the decimal it prints.
        commission: such as ``"bps:10"`` or ``"per-share:0.005:1"``; see ``farthing.costs``.
        slippage: such as ``"bps:5"``.
        account: ``"unlimited"``, ``"cash"``, ``"margin:2"``, ``"reg-t"`` or ``"portfolio:4:5"``.
        fill: ``"next-open"``, ``"next-close"`` for fills at the next bar's close as Zipline has
            them, or ``"close"`` for fills at the close at which an order is given.
        benchmark: symbol that the result is compared with.
        extended: whether bars outside the hours of their sessions belong to the run.
        volume_limit: the share of a bar's volume that orders of an asset may take together, such as
            0.025; what is left of an order stays open. None is no limit.
        latency: how long orders take, such as ``"250ms"`` or
            ``"submit=exponential:2ms,cancel=1ms,seed=7"``.
        finer: finer bars of the same assets (a frame, or bars of a catalog), which decide a bar in
            which two levels were touched.
        controls: what the strategy may not do, such as ``"long-only,order-units:100"``.
        borrow: rate a year that short positions pay, or a ``farthing.costs.Borrow``.
        interest: rates a year that cash earns and owed cash costs, such as ``"0.02:0.06"``.
        currency: the account's, where instruments are in several: a code, or ``CODE:DIGITS``.
        convert: ``"each"`` converts what an event leaves of another currency; ``"none"`` keeps it.
        rates: ``farthing.Rate`` values, where no pair among the bars tells what a currency costs.
        parameters: values for the strategy's parameters.
        progress: called now and then with (bars so far, bars of the run at most).

    Returns:
        The result. Exact values are ``Decimal``.

    Raises:
        StrategyError: the strategy raised, or a number does not fit the ledger (the cause is then a
            ``LedgerOverflow``); the partial result is ``error.result``.
        FarthingError: bars, settings or orders make no sense.

    >>> import polars as pl
    >>> import farthing as ft
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
    ...                       "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
    ...                       "close": [10.2, 10.8], "volume": [1000, 1200]})
    >>> ft.run(lambda ctx: ctx.order("A", 10), bars=frame, capital=1000).end_equity
    Decimal('1003.00')
    """
    config = run_config(
        start=start, end=end, capital=capital, commission=commission, slippage=slippage,
        account=account, fill=fill, benchmark=benchmark, extended=extended, controls=controls,
        borrow=borrow, interest=interest, volume_limit=volume_limit, latency=latency,
        finer=None if finer is None else as_bars(finer, "finer"), currency=currency,
        convert=convert, rates=rates,
    )  # fmt: skip
    return run_program(program(strategy, parameters or {}), as_bars(bars), config, progress)


def as_bars(bars: Any, what: str = "bars") -> Bars:
    """Bars as they are, those of a bundle, or those of a frame; ``what`` they are given as.

    Raises:
        ConfigurationError: they are none of these; it says how to get them.
    """
    from farthing.data.bars import Bars

    if isinstance(bars, Bars):
        return bars
    if isinstance(bars, (str, Path)):
        raise ConfigurationError(_how_to_read(bars, what))
    from farthing.data.bundle import Bundle

    if isinstance(bars, Bundle):
        return bars.bars()
    from farthing.data.frame import bars_from_frame

    return bars_from_frame(bars)


READERS = {".csv": "polars.read_csv", ".parquet": "polars.read_parquet", ".gz": "polars.read_csv"}


def _how_to_read(named: str | Path, what: str) -> str:
    """What to write instead of the name of a file, of a bundle, or of a frequency."""
    name = str(named)
    if what == "finer" and name in FREQUENCIES:
        return (
            f"finer={name!r} is a frequency: in Python give the bars, "
            f"farthing.bundle(NAME).bars(frequency={name!r})"
        )
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        return f"{what}={name!r} is a name: give the bars of the bundle, farthing.bundle({name!r})"
    source = "parquet" if name.endswith(".parquet") else "csv"
    return (
        f"{what}={name!r} is the name of a file: read it first, {what}={reader}({name!r}); or take "
        f"it in once: `farthing ingest {source} {name} --bundle NAME`, then farthing.bundle('NAME')"
    )


def run_program(
    strategy: Program,
    bars: Bars,
    config: RunConfig,
    progress: Callable[[int, int], None] | None = None,
    feed: Feed | None = None,
) -> Result:
    """Runs a program with a complete configuration; ``feed`` brings the bars in another way."""
    config = within(config, bars)
    feed = feed or Feed(
        bars, config.start, config.end, extended=config.extended, finer=config.finer
    )
    assets = _core.make_assets(list(bars.instruments))
    with loading(strategy.name):
        config = strategy.begin(assets, bars, config)
    prepared = setup(bars, config, feed.days)
    scales = [instrument.volume_scale for instrument in bars.instruments]
    context = _core.Context(prepared, assets, scales, feed)
    first = feed.next()
    if first is not None:
        _core.load_bars(context, *first)
    calls = strategy.calls(context, bars)
    _core.show_universe(context, calls.universe)
    _core.show_wyckoff(context, calls.wyckoff)

    def result(error: str | None = None) -> Result:
        recorded, strategies = context.records, calls.strategies()
        said = () if error else (*calls.said, *_said(context, calls.warmup))
        return Result.of(
            _core.end_run(context), bars=bars, days=feed.days, config=config, recorded=recorded,
            strategy=strategy.name, parameters=strategy.parameters, code_hash=strategy.code_hash,
            sources=strategy.sources, face=strategy.face,
            error=error, said=said, strategies=strategies, wyckoff=dict(calls.wyckoff_told),
        )  # fmt: skip

    log("run begins", strategy=strategy.name, bars=feed.rows, symbols=len(bars.symbols))
    try:
        calls.start(context)
        _core.run_bars(
            context, calls.on_bar, calls.on_fill, calls.before_session, calls.warmup, feed,
            None if progress is None else lambda done: progress(done, feed.rows),
        )  # fmt: skip
        calls.end(context)
    except LedgerOverflow as error:
        raise StrategyError(f"the run stopped: {error}", result(str(error))) from error
    except BaseException as error:
        raise _stopped(error, context, feed, result) from error
    finally:
        calls.done()
    ended = result()
    try:
        calls.analyze(ended)
    except BaseException as error:
        message = f"{strategy.name} analyzes its result{place(error)}: {words(error)}"
        kind = Interrupted if isinstance(error, KeyboardInterrupt) else StrategyError
        raise kind(message, ended) from error
    log("run ends", strategy=strategy.name, end_equity=ended.end_equity, fills=ended.outcome.fills)
    return ended


def _said(context: _core.Context, warmup: int) -> Iterator[str]:
    """What was asked of more bars than there were."""
    silent, known = _core.silent_signals(context)
    has = f"the run has {count(known, 'bar')}"
    if warmup > known:
        yield f"on_bar was never called: warmup is {warmup:,}, {has}"
    for called in dict.fromkeys(silent):
        yield f"{called} never had a value: {has}"


def _stopped(
    error: BaseException,
    context: _core.Context,
    feed: Feed,
    result: Callable[[str], Result],
) -> BaseException:
    """The error that ends a run: it names the bar, and keeps what was there."""
    if is_panic(error):
        raise error  # the core is broken, and has no partial result to give
    where = f"at bar {context.row} ({feed.time(context.time_ns)})"
    if isinstance(error, KeyboardInterrupt):
        return Interrupted(f"interrupted {where}", result(f"interrupted {where}"))
    message = f"the strategy stopped {where}{place(error)}: {words(error)}"
    return StrategyError(message, result(message))
