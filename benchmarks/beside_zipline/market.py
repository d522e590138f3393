"""The market of the comparison with Zipline: csvdir folders of days and of minutes, made by rule.

Prices are whole cents and volumes whole lots of shares, so that both engines read the same numbers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from farthing.data.calendar import calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MINUTES_FIRST, MINUTES_LAST = date(2019, 11, 20), date(2019, 12, 10)
FIRST, LAST = date(2019, 1, 2), date(2021, 12, 31)
HEADER = "date,open,high,low,close,volume,dividend,split\n"


@dataclass(frozen=True)
class Share:
    """A share, and how its prices move: seeds, cents, and basis points a day."""

    symbol: str
    seed: int
    price: int
    drift: int
    swing: int
    volume: int
    splits: dict[date, int] = field(default_factory=dict)
    dividends: dict[date, str] = field(default_factory=dict)


SHARES = (
    Share("AAA", 1, 10_000, 4, 150, 2_000_000),
    Share("BBB", 2, 5_000, 2, 200, 1_500_000),
    Share("CCC", 3, 2_500, 0, 120, 800_000),
    Share("DDD", 4, 20_000, 6, 250, 900_000),
    Share("EEE", 5, 4_000, -2, 180, 700_000),
    Share("FFF", 6, 7_500, 3, 90, 1_100_000),
    Share("THIN", 7, 3_000, 1, 160, 4_000),
    Share(
        "PAYS", 8, 24_000, 5, 140, 1_300_000,
        splits={date(2020, 8, 31): 4, date(2021, 6, 10): 2},
        dividends={
            date(2019, 2, 8): "0.73", date(2019, 5, 10): "0.77", date(2019, 8, 9): "0.77",
            date(2020, 2, 7): "0.77", date(2020, 8, 7): "0.82", date(2021, 2, 5): "0.21",
            date(2021, 8, 6): "0.11",
        },
    ),
)  # fmt: skip


def write(folder: Path) -> Path:
    """Writes ``daily/SYMBOL.csv`` for each share; gives the folder."""
    sessions = calendar("XNYS").sessions(FIRST, LAST).get_column("session").to_list()
    (folder / "daily").mkdir(parents=True, exist_ok=True)
    for share in SHARES:
        rows = "".join(rows_of(share, sessions))
        (folder / "daily" / f"{share.symbol}.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder


def write_minutes(folder: Path) -> Path:
    """Writes ``minute/SYMBOL.csv`` for two shares, over a day that closes early; gives the folder.

    A minute's stamp is its end, in UTC.
    """
    sessions = calendar("XNYS").sessions(MINUTES_FIRST, MINUTES_LAST)
    minutes = [
        opens + timedelta(minutes=minute + 1)
        for opens, closes in sessions.select("open", "close").iter_rows()
        for minute in range(int((closes - opens).total_seconds()) // 60)
    ]
    (folder / "minute").mkdir(parents=True, exist_ok=True)
    for share in SHARES[:2]:
        still = replace(share, drift=0, swing=6)
        stamps = [f"{minute:%Y-%m-%d %H:%M:%S}" for minute in minutes]
        rows = "".join(rows_of(still, stamps))
        (folder / "minute" / f"{share.symbol}.csv").write_text(HEADER + rows, encoding="utf-8")
    return folder


def rows_of(share: Share, stamps: Sequence[date | str]) -> list[str]:
    """The lines of a share's file: a walk in whole cents, which its splits divide."""
    chance = random.Random(share.seed)
    close, rows = share.price, []
    for day in stamps:
        split = share.splits.get(day, 1)
        opened = max(100, _moved(close // split, chance, 0, share.swing // 3))
        close = max(100, _moved(opened, chance, share.drift, share.swing))
        high = max(opened, close) + chance.randrange(0, 1 + opened // 100)
        low = max(1, min(opened, close) - chance.randrange(0, 1 + opened // 100))
        volume = share.volume * chance.randrange(50, 150) // 100
        prices = ",".join(
            f"{cents // 100}.{cents % 100:02d}" for cents in (opened, high, low, close)
        )
        dividend = share.dividends.get(day, "0")
        rows.append(f"{day},{prices},{volume},{dividend},{split}\n")
    return rows


def _moved(cents: int, chance: random.Random, drift: int, swing: int) -> int:
    """A price moved by basis points, in whole cents."""
    return cents + cents * (drift + chance.randrange(-swing, swing + 1)) // 10_000
