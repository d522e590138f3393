"""The journal as a beancount ledger, which ``bean-check`` accepts with a tolerance of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    "borrow": "Expenses:Borrow",
    "interest": "Income:Interest",
    "financing": "Expenses:Financing",
    "funding": "Income:Funding",
    "exchange": "Equity:Exchange",
}

KEYWORDS = ("TRUE", "FALSE", "NULL")
"""Words that beancount does not read as commodities."""

LENGTH_MAX = 24
"""The longest name of a commodity that every beancount reads."""


def beancount(result: Result) -> str:
    """The journal of a result in beancount's language.

    One transaction per event, dated with its session, without costs or prices: what was bought
    goes through ``Equity:Trading``. Every balance at the end is asserted.
    """
    return "".join(f"{line}\n" for line in lines(result))


def lines(result: Result) -> Iterator[str]:
    """The same line by line: a long journal need not be in memory as text."""
    journal = result.journal.with_columns(session=_sessions(result))
    codes = journal.get_column("currency").drop_nulls().unique(maintain_order=True)
    names = _Names(codes.to_list(), result.bars.symbols)
    if journal.is_empty():
        return
    sessions = journal.get_column("session").sort()
    first, last = sessions[0], sessions[-1]
    yield 'option "tolerance_multiplier" "0"'
    yield f'option "title" {_quoted(result.strategy)}'
    yield ""
    for name in names.used():
        yield f"{first} commodity {name}"
    yield ""
    yield from _openings(journal, names, first)
    yield ""
    yield from _transactions(journal, names)
    yield from _assertions(result, names, last)


class _Names:
    """Names that beancount allows both as commodities and in accounts, no two of them equal."""

    def __init__(self, currencies: Iterable[str], symbols: Iterable[str]) -> None:
        self._taken = set(KEYWORDS)
        self._currencies = {code: self._free(code) for code in currencies}
        self._symbols = {symbol: self._free(symbol) for symbol in symbols}

    def _free(self, name: str) -> str:
        letters = re.sub(r"[^A-Z0-9-]", "-", name.upper())
        letters = letters if letters[:1].isalpha() else f"X{letters}"
        letters = letters[:LENGTH_MAX].rstrip("-")
        letters = letters if len(letters) > 1 else f"{letters}X"
        free, number = letters, 2
        while free in self._taken:
            free = f"{letters[: LENGTH_MAX - 4]}X{number}"
            number += 1
        self._taken.add(free)
        return free

    def used(self) -> Iterator[str]:
        """All names, in order."""
        yield from self._currencies.values()
        yield from self._symbols.values()

    def account(self, account: str, symbol: str | None) -> str:
        """The account, with the name of the symbol for those kept per instrument."""
        name = ACCOUNTS[account]
        return name if symbol is None else f"{name}:{self._symbols[symbol]}"

    def commodity(self, symbol: str, currency: str | None) -> str:
        """The commodity: money of a currency, or units; a symbol may be called as money is."""
        return self._symbols[symbol] if currency is None else self._currencies[currency]


def _sessions(result: Result) -> pl.Series:
    """The session of each posting; those of a bar that was stopped are of no bar before it."""
    sessions = result.equity.select("time", "session").unique(subset="time")
    found = result.journal.select("time").join(sessions, on="time", how="left")
    last = sessions.get_column("session").max()
    return found.get_column("session").fill_null(result.bars.range()[0] if last is None else last)


def _openings(journal: pl.DataFrame, names: _Names, day: date) -> Iterator[str]:
    accounts = journal.select("account", "symbol").unique(maintain_order=True)
    for account, symbol in accounts.iter_rows():
        yield f"{day} open {names.account(account, symbol)}"


def _transactions(journal: pl.DataFrame, names: _Names) -> Iterator[str]:
    event_before = None
    columns = ("event", "session", "kind", "account", "symbol", "currency", "amount")
    for event, session, kind, account, symbol, currency, amount in journal.select(
        columns
    ).iter_rows():
        if event != event_before:
            yield f'{session} * "{kind} {event}"'
            event_before = event
        unit = names.commodity(symbol, currency)
        yield f"  {names.account(account, symbol)}  {_plain(amount)} {unit}"


def _assertions(result: Result, names: _Names, last: date) -> Iterator[str]:
    """Every balance at the end: beancount asserts at the beginning of a day, so on the next."""
    from datetime import timedelta

    day = last + timedelta(days=1)
    yield ""
    for account, symbol, commodity, in_units, amount in result.balances.select(
        "account", "symbol", "commodity", "in_units", "amount"
    ).iter_rows():
        unit = names.commodity(symbol, None if in_units else commodity)
        name = names.account(account, symbol)
        yield f"{day} balance {name}  {_plain(amount)} {unit}"


def _plain(amount: Decimal) -> str:
    return format(amount, "f")


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
