"""The journal of symbols with any name: beancount reads it, and finds every balance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.data import Commodity, Open, Transaction
from report_runs import Cross, bars, walk

import farthing as ft
from farthing.report import beancount

if TYPE_CHECKING:
    from farthing.backtest.result import Result

NAMES = (
    ("USD", "USDX2"),
    ("BTC_USDT", "BTC-USDT", "BTC.USDT"),
    ("A.B", "A-B", "A'B"),
    ("TRUE", "FALSE", "NULL"),
    ("true", "True", "TRUEX2"),
    ("A", "AX", "AXX2", "a"),
    ("/6J", "9", "-", "--", "_"),
    ("ÄÖ", "日本", "ß", "é"),
    tuple(f"{'LONG-' * 6}{number}" for number in range(4)),
)


class Works(Cross):
    """Trades everything, often."""


Works.__name__ = Works.__qualname__ = 'the "best" \\ C:\\new'


def traded(symbols: tuple[str, ...]) -> Result:
    prices = {symbol: walk(60, number) for number, symbol in enumerate(symbols)}
    return ft.run(Works, bars=bars(prices), commission="bps:5")


@pytest.mark.parametrize("symbols", NAMES, ids=lambda symbols: symbols[0])
def test_beancount_reads_symbols_of_any_name(symbols: tuple[str, ...]) -> None:
    result = traded(symbols)
    assert set(result.fills["symbol"]) == set(symbols)
    entries, errors, options = loader.load_string(beancount(result))
    assert not errors, errors
    assert options["title"] == result.strategy
    commodities = [entry.currency for entry in entries if isinstance(entry, Commodity)]
    assert len(set(commodities)) == len(commodities) == len(symbols) + 1
    assert not {"TRUE", "FALSE", "NULL"} & set(commodities)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9-]{0,22}[A-Z0-9]", name) for name in commodities)
    accounts = [entry.account for entry in entries if isinstance(entry, Open)]
    assert len(set(accounts)) == len(accounts)
    read = sum(isinstance(entry, Transaction) for entry in entries)
    assert read == result.journal["event"].n_unique()


def test_a_symbol_with_the_name_of_the_currency_is_no_money() -> None:
    text = beancount(traded(("USD",)))
    positions = re.findall(r"^  Assets:Position:\S+  \S+ (\S+)$", text, re.MULTILINE)
    cash = re.findall(r"^  Assets:Cash  \S+ (\S+)$", text, re.MULTILINE)
    assert set(positions) == {"USDX2"}
    assert set(cash) == {"USD"}
