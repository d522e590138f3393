"""Actions: which of a source's dividends and splits are still to be applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.data.sources.source import Finding
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

    from farthing.data.request import Prices
    from farthing.data.sources.source import RawTable
    from farthing.types import Dividend, Split


@dataclass(frozen=True, slots=True)
class Actions:
    """What is still to be applied, and what a reader of the report should know.

    Args:
        dividends: to be paid.
        splits: to be applied.
        findings: what a reader of the report should know.
        left_out: what prices were adjusted for, so that it is not applied again.
    """

    dividends: tuple[Dividend, ...]
    splits: tuple[Split, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[Dividend | Split, ...] = ()


def actions(raw: RawTable, first: date, last: date, prices: Prices | None) -> Actions:
    """The actions between two days that are still to be applied.

    Splits are in ``split-adjusted`` prices already, and dividends too in ``adjusted`` ones: prices
    stay as they are, and what is in them is not applied to positions again. Dividends beside
    split-adjusted prices are taken as they come, per share as it is now.

    Raises:
        ConfigurationError: there are actions, and nobody has told what prices are.
    """
    _check_told(raw, prices)
    dividends = tuple(each for each in raw.dividends if first <= each.ex_date <= last)
    splits = tuple(each for each in raw.splits if first <= each.date <= last)
    findings = [finding for day, finding in raw.noted if first <= day <= last]
    left_out: list[Dividend | Split] = []
    if prices in ("split-adjusted", "adjusted"):
        findings += _left_out(raw.symbol, "splits", len(splits), prices)
        left_out += splits
        splits = ()
    if prices == "adjusted":
        findings += _left_out(raw.symbol, "dividends", len(dividends), prices)
        left_out += dividends
        dividends = ()
    findings += _without_pay_date(raw.symbol, dividends)
    return Actions(dividends, splits, tuple(findings), tuple(left_out))


def _check_told(raw: RawTable, prices: Prices | None) -> None:
    if (raw.dividends or raw.splits) and prices is None:
        raise ConfigurationError(
            f"{raw.symbol} comes with {len(raw.dividends)} dividends and {len(raw.splits)} splits. "
            "Are its prices as traded, or adjusted already? Say it: "
            "--prices raw|split-adjusted|adjusted"
        )


def _left_out(symbol: str, what: str, count: int, prices: str) -> list[Finding]:
    detail = f"prices are {prices}: these {what} are in them, and are not applied"
    return [Finding(symbol, f"{what} left out", count, detail)] if count else []


def _without_pay_date(symbol: str, dividends: tuple[Dividend, ...]) -> list[Finding]:
    count = sum(each.pay_date is None for each in dividends)
    detail = "dividends without a pay date: the cash comes on the ex-date"
    return [Finding(symbol, "no pay dates", count, detail)] if count else []
