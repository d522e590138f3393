"""The configuration of a run: frozen, complete, and printed with its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from farthing import given
from farthing.backtest import costs
from farthing.backtest import latency as latencies
from farthing.errors import ConfigurationError
from farthing.types import Currency, Rate

if TYPE_CHECKING:
    from farthing.backtest.latency import Latency
    from farthing.data.bars import Bars

DEFAULT_CAPITAL = Decimal(100_000)

Convert = Literal["none", "each"]
"""What becomes of cash in another currency than the account's."""

CONVERTS: tuple[Convert, ...] = ("none", "each")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything that decides the money of a run, besides bars and strategy.

    Args:
        start: first session of the run; None is the first that the bars have.
        end: last session of the run; None is the last that the bars have.
        capital: money at the start.
        commission: see ``farthing.backtest.costs``.
        slippage: see ``farthing.backtest.costs``.
        account: what may be held.
        fill: ``next-open``, ``next-close``, or ``close`` for the close at which an order is given.
        benchmark: symbol that the result is compared with.
        extended: whether bars outside the hours of their sessions belong to the run.
        volume_limit: the share of a bar's volume that orders may take; None is no limit.
        latency: how long orders take; None is no time.
        finer: bars that decide an ambiguous bar; None for none.
        controls: what the strategy may not do.
        borrow: what short positions pay, and how much can be borrowed.
        interest: what cash earns, and what owed cash costs.
        currency: the account's; None is that of all instruments.
        convert: ``each`` converts what is left of another currency at once; ``none`` keeps it.
        rates: what currencies cost, where no pair among the bars tells.

    >>> RunConfig(capital=Decimal("1000")).describe()["account"]
    'unlimited'
    """

    start: date | None = None
    end: date | None = None
    capital: Decimal = DEFAULT_CAPITAL
    commission: costs.Commission = field(default_factory=costs.NoCommission)
    slippage: costs.Slippage = field(default_factory=costs.NoSlippage)
    account: costs.Account = field(default_factory=costs.Account)
    fill: costs.Fill = "next-open"
    benchmark: str | None = None
    extended: bool = False
    volume_limit: Decimal | None = None
    latency: Latency | None = None
    finer: Bars | None = field(default=None, repr=False)
    controls: tuple[costs.Control, ...] = ()
    borrow: costs.Borrow = field(default_factory=costs.Borrow)
    interest: costs.Interest = field(default_factory=costs.Interest)
    currency: Currency | None = None
    convert: Convert = "none"
    rates: tuple[Rate, ...] = ()

    def __post_init__(self) -> None:
        """Refuses what no run can begin with."""
        if self.capital <= 0:
            raise ConfigurationError(f"capital is {self.capital}; it must be more than 0")
        if self.benchmark is not None:
            given.text(self.benchmark, "benchmark")
        given.truth(self.extended, "extended")
        if self.convert not in CONVERTS:
            raise ConfigurationError(f"convert {self.convert!r} is none of {', '.join(CONVERTS)}")
        if self.start and self.end and self.start > self.end:
            raise ConfigurationError(f"the run starts on {self.start}, after its end {self.end}")

    def currency_of_account(self, bars: Bars) -> Currency:
        """The currency that the account is kept in: what was said, else that of all instruments.

        Raises:
            ConfigurationError: instruments are in several, and none was said.
        """
        if self.currency is not None:
            return self.currency
        first, *others = {one.currency for one in bars.instruments}
        if others:
            codes = ", ".join(sorted(each.code for each in (first, *others)))
            raise ConfigurationError(
                f"instruments in {codes}: say which currency the account is in, such as USD, with "
                "the argument currency or on the command line with --currency"
            )
        return first

    def describe(self) -> dict[str, Any]:
        """The configuration in plain values, as ``run.json`` keeps it."""
        return {
            "start": str(self.start) if self.start else None,
            "end": str(self.end) if self.end else None,
            "capital": str(self.capital),
            "commission": str(self.commission),
            "slippage": str(self.slippage),
            "account": str(self.account),
            "fill": self.fill,
            "benchmark": self.benchmark,
            "extended": self.extended,
            "volume_limit": None if self.volume_limit is None else format(self.volume_limit, "f"),
            "latency": None if self.latency is None else str(self.latency),
            "finer": None if self.finer is None else _named(self.finer),
            "controls": [str(control) for control in self.controls],
            "borrow": str(self.borrow),
            "interest": str(self.interest),
            **self._of_currencies(),
        }

    def _of_currencies(self) -> dict[str, Any]:
        """What was said of currencies; nothing where nothing was."""
        found: dict[str, Any] = {}
        if self.currency is not None:
            found["currency"] = f"{self.currency.code}:{self.currency.unit_scale}"
        if self.convert != "none":
            found["convert"] = self.convert
        if self.rates:
            found["rates"] = [
                [each.base, each.quote, str(each.date), str(each.rate)] for each in self.rates
            ]
        return found


def run_config(
    *,
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
    finer: Bars | None = None,
    controls: costs.Controls = (),
    borrow: costs.Exact | costs.Borrow | None = None,
    interest: costs.Exact | costs.Interest | None = None,
    currency: str | Currency | None = None,
    convert: Convert = "none",
    rates: Iterable[Rate] = (),
) -> RunConfig:
    """A configuration from the values that users give.

    >>> run_config(start="2020-01-02", commission="bps:10").commission.numbers
    (Decimal('10'), Decimal('0'))
    """
    return RunConfig(
        start=given.date_if_given(start, "start"),
        end=given.date_if_given(end, "end"),
        capital=given.from_zero(capital, "capital"),
        commission=costs.commission(commission),
        slippage=costs.slippage(slippage),
        account=costs.account(account),
        fill=costs.fill(fill),
        benchmark=benchmark,
        extended=extended,
        volume_limit=costs.volume_limit(volume_limit),
        latency=latencies.latency(latency),
        finer=finer,
        controls=costs.controls(controls),
        borrow=costs.borrow(borrow),
        interest=costs.interest(interest),
        currency=account_currency(currency),
        convert=convert,
        rates=_rates(rates),
    )


def config_of(plain: Mapping[str, Any], finer: Bars | None = None) -> RunConfig:
    """The configuration that ``describe`` has put in plain values.

    Args:
        plain: what ``describe`` gave, also once it has been through JSON.
        finer: the bars that it names, which plain values do not hold.

    Raises:
        ConfigurationError: a value makes no sense.

    >>> config_of(RunConfig(fill="close").describe()) == RunConfig(fill="close")
    True
    """
    return run_config(**settings_of(plain, finer))


def settings_of(plain: Mapping[str, Any], finer: Bars | None = None) -> dict[str, Any]:
    """The settings that ``describe`` has put in plain values, as ``run_config`` takes them.

    Args:
        plain: what ``describe`` gave, also once it has been through JSON.
        finer: the bars that it names, which plain values do not hold.

    >>> settings_of(RunConfig(fill="close").describe())["fill"]
    'close'
    """
    rates = [
        Rate(base, quote, date.fromisoformat(day), Decimal(rate))
        for base, quote, day, rate in plain.get("rates", ())
    ]
    return {**plain, "finer": finer, "rates": rates}


def account_currency(value: str | Currency | None) -> Currency | None:
    """A currency from what users give: a code, ``CODE:DIGITS``, or a currency.

    >>> account_currency("EUR")
    Currency(code='EUR', unit_scale=2)
    """
    from farthing.data.currency import currency

    if value is None or isinstance(value, Currency):
        return value
    given.text(value, "currency")
    return currency(value)


def _rates(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    from farthing.data.once import check_once

    if not isinstance(rates, Iterable) or isinstance(rates, (str, Rate)):
        raise ConfigurationError(
            f"rates are {rates!r}; they are a list of farthing.Rate('EUR', 'USD', date, rate)"
        )
    found = tuple(rates)
    for each in found:
        if not isinstance(each, Rate):
            raise ConfigurationError(
                f"rates have {each!r}; give farthing.Rate('EUR', 'USD', date, rate)"
            )
    check_once(found)
    return tuple(sorted(found, key=lambda each: (each.date, each.base, each.quote)))


def within(config: RunConfig, bars: Bars) -> RunConfig:
    """The configuration with the days that the bars were asked for, where it names none.

    Raises:
        ConfigurationError: the run wants bars outside the hours of sessions, which are not there.
    """
    if config.extended and not bars.extended:
        raise ConfigurationError(
            "extended: these bars came without those outside the hours of their sessions; "
            "ask the bundle for them too: .bars(extended=True)"
        )
    return replace(config, start=config.start or bars.start, end=config.end or bars.end)


def _named(finer: Bars) -> dict[str, str]:
    """Which finer bars they are, in plain values."""
    return {"name": finer.name, "frequency": finer.frequency, "digest": finer.digest}
