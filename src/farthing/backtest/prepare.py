"""The setup of a run for the core: instruments, models, and actions by session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from farthing import _core
from farthing.errors import ConfigurationError, UnknownSymbol
from farthing.types import End

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.backtest import costs
    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.types import Instrument


def setup(bars: Bars, config: RunConfig, days: NDArray[np.int32]) -> _core.Setup:
    """The setup of a run.

    Actions act on the first session on or after their date; those after the last session are left
    out. ``days`` are the sessions' days since 1970-01-01.
    """
    if config.benchmark is not None and config.benchmark not in bars.symbols:
        raise UnknownSymbol(config.benchmark, bars.symbols)
    _check_grace(bars, config.account)
    places = {symbol: place for place, symbol in enumerate(bars.symbols)}
    currency = config.currency_of_account(bars)
    return _core.Setup(
        _borrowed(bars, config.borrow),
        (currency.code, currency.unit_scale),
        config.capital,
        config.commission.for_core,
        config.slippage.for_core,
        config.fill,
        config.account.for_core,
        dividends(bars, places, days),
        splits(bars, places, days),
        config.convert,
        _funding(bars, places),
        _ends(bars, places, days),
        _rates(config, days),
        config.volume_limit,
        None if config.latency is None else config.latency.for_core,
        _conditions(config, places, days),
    )


def _check_grace(bars: Bars, account: costs.Account) -> None:
    """Refuses a grace for calls that can never come."""
    if account.kind != "margin" or not account.grace:
        return
    if all(each.maintenance_margin is None for each in bars.instruments):
        raise ConfigurationError(
            f"account {account}: a grace of {account.grace} is for margin calls, and margin calls "
            "for contracts alone, but no instrument has a maintenance_margin; leave the grace out, "
            "or give one to portfolio or reg-t"
        )


@dataclass(frozen=True, slots=True)
class RunConditions:
    """What the core is told of carry, controls, and how long a margin call may stand.

    ``days`` are the sessions' days since 1970-01-01, ``controls`` names with the place of an
    instrument and numbers.
    """

    days: NDArray[np.int32]
    grace: int
    borrow: Decimal | None
    interest: tuple[Decimal, Decimal] | None
    controls: list[tuple[str, int | None, list[int | Decimal]]]


def _conditions(
    config: RunConfig, places: dict[str, int], days: NDArray[np.int32]
) -> RunConditions:
    interest = config.interest
    return RunConditions(
        days=np.ascontiguousarray(days, dtype=np.int32),
        grace=config.account.grace,
        borrow=config.borrow.rate,
        interest=(interest.credit, interest.debit) if interest.credit or interest.debit else None,
        controls=[_control(control, places, days) for control in config.controls],
    )


def _control(
    control: costs.Control, places: dict[str, int], days: NDArray[np.int32]
) -> tuple[str, int | None, list[int | Decimal]]:
    if control.symbol is not None and control.symbol not in places:
        raise UnknownSymbol(control.symbol, places)
    place = None if control.symbol is None else places[control.symbol]
    return control.kind.replace("-", "_"), place, _numbers(control, days)


def _numbers(control: costs.Control, days: NDArray[np.int32]) -> list[int | Decimal]:
    if control.kind == "leverage":
        return list(Fraction(control.limit or 0).as_integer_ratio())
    if control.kind != "restricted":
        return [control.limit] if isinstance(control.limit, Decimal) else []
    first = 0 if control.first is None else _sessions(days, [control.first])[0]
    last = len(days) if control.last is None else _sessions_up_to(days, control.last)
    # A restriction of days without sessions is one of no session.
    return [first, last - 1] if first < last else [1, 0]


def _borrowed(bars: Bars, borrow: costs.Borrow) -> list[Instrument]:
    """The instruments, with what the run says of their borrowing."""
    for symbol in (*borrow.rates, *borrow.units):
        if symbol not in bars.symbols:
            raise UnknownSymbol(symbol, bars.symbols)
    if not borrow.rates and not borrow.units:
        return list(bars.instruments)
    return [
        replace(
            one,
            borrow_rate=borrow.rates.get(one.symbol, one.borrow_rate),
            borrowable=borrow.units.get(one.symbol, one.borrowable),
        )
        for one in bars.instruments
    ]


def dividends(
    bars: Bars, places: dict[str, int], days: NDArray[np.int32]
) -> list[tuple[int, int, int, int, int, Decimal]]:
    """Dividends: place, session and day of the ex-date, those of the payment, and the amount."""
    mine = [each for each in bars.dividends if each.symbol in places]
    when = _when(days, [each.ex_date for each in mine])
    # One paid before the ex-date is kept as it is: what is due together is paid by pay date.
    paid = _when(days, [each.pay_date or each.ex_date for each in mine])
    return [
        (places[each.symbol], *acts, *pays, each.amount)
        for each, acts, pays in zip(mine, when, paid, strict=True)
        if acts[0] < len(days)
    ]


def splits(
    bars: Bars, places: dict[str, int], days: NDArray[np.int32]
) -> list[tuple[int, int, int, int, int]]:
    """Splits: place, session, day, and so many new shares for so many old ones."""
    mine = [each for each in bars.splits if each.symbol in places]
    when = _when(days, [each.date for each in mine])
    return [
        (places[each.symbol], *acts, each.new, each.old)
        for each, acts in zip(mine, when, strict=True)
        if acts[0] < len(days)
    ]


def _funding(bars: Bars, places: dict[str, int]) -> list[tuple[int, int, Decimal]]:
    mine = [each for each in bars.funding if each.symbol in places]
    kinds = {one.symbol: one.kind for one in bars.instruments}
    for each in mine:
        if kinds[each.symbol] != "perpetual":
            raise ConfigurationError(
                f"{each.symbol} is of kind {kinds[each.symbol]}, funding of perpetuals alone: "
                "drop it, or give the instrument kind='perpetual'"
            )
    return [(places[each.symbol], nanoseconds(each.time), each.rate) for each in mine]


def nanoseconds(time: datetime) -> int:
    """Nanoseconds since 1970-01-01 UTC, exactly.

    >>> nanoseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000000
    """
    return (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1_000


def _ends(
    bars: Bars, places: dict[str, int], days: NDArray[np.int32]
) -> list[tuple[int, int, Decimal | None]]:
    """Ends that were told, and expiries; each with the last session on or before its date."""
    told = {each.symbol: each for each in bars.ends if each.symbol in places}
    for each in bars.instruments:
        if each.expiry is not None and each.symbol not in told:
            told[each.symbol] = End(each.symbol, each.expiry, each.settlement_price)
    numbers = [_number(each.date) for each in told.values()]
    after = np.searchsorted(days, np.array(numbers, dtype=np.int64), side="right").tolist()
    return [
        (places[each.symbol], max(0, stop - 1), each.price)
        for each, stop in zip(told.values(), after, strict=True)
        if stop < len(days) or _number(each.date) == days[-1]
    ]


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _rates(config: RunConfig, days: NDArray[np.int32]) -> list[tuple[str, str, int, Decimal]]:
    """The table of rates; one before the first session holds from there on."""
    sessions = _sessions(days, [each.date for each in config.rates])
    return [
        (each.base, each.quote, session, each.rate)
        for each, session in zip(config.rates, sessions, strict=True)
        if session < len(days)
    ]


def _sessions_up_to(days: NDArray[np.int32], day: date) -> int:
    """How many sessions there are up to a day."""
    number = np.datetime64(day, "D").astype(np.int32)
    return int(np.searchsorted(days, number, side="right"))


def _sessions(days: NDArray[np.int32], dates: list[date]) -> list[int]:
    """The first session on or after each date; where there is none, how many sessions there are."""
    return [session for session, _ in _when(days, dates)]


def _when(days: NDArray[np.int32], dates: list[date]) -> list[tuple[int, int]]:
    """The first session on or after each date, and the day of the date.

    Where there is no such session, it is how many there are. Dates between two sessions act in one
    session, and there in the order of their days.
    """
    numbers = np.array(dates, dtype="datetime64[D]").astype(np.int32)
    return list(zip(np.searchsorted(days, numbers).tolist(), numbers.tolist(), strict=True))
