"""The journal as a beancount ledger, which ``bean-check`` accepts with a tolerance of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    import polars as pl

    from farthing.backtest.result import Result

ACCOUNTS = {
    "cash": "Assets:Cash",
    "receivable": "Assets:Receivable",
    "position": "Assets:Position",
    "fees": "Expenses:Fees",
    "dividends": "Income:Dividends",
    "capital": "Equity:Capital",
    "trading": "Equity:Trading",
}

COMMODITY_LENGTH_MAX = 24


def beancount(result: Result) -> str:
    """The journal of a result in beancount's language.

    One transaction per event, dated with its session, without costs or prices: what was bought
    goes through ``Equity:Trading``. Every balance at the end is asserted.
    """
    return "".join(f"{line}\n" for line in lines(result))


def lines(result: Result) -> Iterator[str]:
    """The same line by line: a long journal need not be in memory as text."""
    names = _Commodities([result.bars.instruments[0].currency.code, *result.bars.symbols])
    journal = result.journal.with_columns(session=_sessions(result))
    if journal.is_empty():
        return
    sessions = journal.get_column("session").sort()
    first, last = sessions[0], sessions[-1]
    yield 'option "tolerance_multiplier" "0"'
    yield f'option "title" "{result.strategy}"'
    yield ""
    for name in names.used():
        yield f"{first} commodity {name}"
    yield ""
    yield from _openings(journal, names, first)
    yield ""
    yield from _transactions(journal, names)
    yield from _assertions(result, names, last)


class _Commodities:
    """Names of commodities as beancount allows them, one for each of ours."""

    def __init__(self, names: list[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            self._names.setdefault(name, self._free(name))

    def _free(self, name: str) -> str:
        letters = re.sub(r"[^A-Z0-9'._-]", "-", name.upper())
        letters = letters if letters[:1].isalpha() else f"X{letters}"
        letters = letters[:COMMODITY_LENGTH_MAX].rstrip("'._-") or "X"
        letters = letters if len(letters) > 1 else f"{letters}X"
        taken, free, number = set(self._names.values()), letters, 2
        while free in taken:
            free = f"{letters[: COMMODITY_LENGTH_MAX - 4]}X{number}"
            number += 1
        return free

    def __getitem__(self, name: str) -> str:
        return self._names[name]

    def used(self) -> Iterator[str]:
        """All names, in order."""
        yield from self._names.values()

    def account(self, account: str, symbol: str | None) -> str:
        """The account, with the commodity for those kept per instrument."""
        name = ACCOUNTS[account]
        if symbol is None:
            return name
        return f"{name}:{self._names[symbol].replace('.', '-').replace(chr(39), '-')}"


def _sessions(result: Result) -> pl.Series:
    """The session of each posting."""
    sessions = result.equity.select("time", "session").unique(subset="time")
    found = result.journal.select("time").join(sessions, on="time", how="left")
    return found.get_column("session").fill_null(result.bars.range()[0])


def _openings(journal: pl.DataFrame, names: _Commodities, day: date) -> Iterator[str]:
    accounts = journal.select("account", "symbol").unique(maintain_order=True)
    for account, symbol in accounts.iter_rows():
        yield f"{day} open {names.account(account, symbol)}"


def _transactions(journal: pl.DataFrame, names: _Commodities) -> Iterator[str]:
    event_before = None
    columns = ("event", "session", "kind", "account", "symbol", "commodity", "amount")
    for event, session, kind, account, symbol, commodity, amount in journal.select(
        columns
    ).iter_rows():
        if event != event_before:
            yield f'{session} * "{kind} {event}"'
            event_before = event
        yield f"  {names.account(account, symbol)}  {_plain(amount)} {names[commodity]}"


def _assertions(result: Result, names: _Commodities, last: date) -> Iterator[str]:
    """Every balance at the end: beancount asserts at the beginning of a day, so on the next."""
    from datetime import timedelta

    day = last + timedelta(days=1)
    yield ""
    for account, symbol, commodity, amount in result.balances.select(
        "account", "symbol", "commodity", "amount"
    ).iter_rows():
        name = names.account(account, symbol)
        yield f"{day} balance {name}  {_plain(amount)} {names[commodity]}"


def _plain(amount: Decimal) -> str:
    return format(amount, "f")
