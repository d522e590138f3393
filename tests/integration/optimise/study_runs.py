"""Strategies and a market that tests of studies share; workers import them from here."""

import os
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import polars as pl

import farthing as ft
from farthing.optimise import Int

DAYS = 90


def market(symbols=("A", "B", "C"), days=DAYS):
    """A frame of made-up daily bars, in cents."""
    random, rows = Random(7), []
    for symbol in symbols:
        price = 5_000
        for number in range(days):
            before, price = price, max(100, price + random.randint(-120, 125))
            high, low = max(before, price) + 20, min(before, price) - 20
            day = date(2024, 1, 1) + timedelta(days=number)
            cents = [before, high, low, price]
            rows.append([day, symbol, *(each / 100 for each in cents), random.randint(100, 900)])
    names = ["date", "symbol", "open", "high", "low", "close", "volume"]
    return pl.DataFrame(rows, schema=names, orient="row")


class Cross(ft.Strategy):
    """Holds what is above its slow average, in shares of the account."""

    fast: int = 5
    slow: int = 20
    share: float = 1.0
    kind: str = "sma"
    span: int = 10

    def on_bar(self, ctx):
        """Orders shares of what trends up."""
        fast = ctx.sma(self.fast) if self.kind == "sma" else ctx.ema(self.span)
        up = fast > ctx.sma(self.slow)
        ctx.target_percent(up * self.share / len(ctx.assets))


class Uneven(Cross):
    """The same, and some trials wait: in several processes they end in another order."""

    def on_start(self, ctx):
        """Waits where both averages together are of an odd length: every other trial of a grid."""
        time.sleep(0.15 * ((self.fast + self.slow) % 2))


SPACE = ["fast=2:8", "slow=9:30", "share=0.2:1"]


def hold(bars, units: int = 10, share: float = 1.0):
    """Targets that grow with the bars."""
    rows = len(bars.sessions)
    return np.outer(np.arange(rows), np.ones(len(bars.symbols))) * units


class Falls(ft.Strategy):
    """Fails, hangs or dies for some values, as told; one that dies once marks it in its folder."""

    units: int = 1
    folder: str = ""

    def on_bar(self, ctx):
        """Does what its number says at the first bar."""
        if ctx.row:
            return
        if self.units == 2:
            raise ValueError("two is too much")
        if self.units == 3:
            time.sleep(600)
        if self.units == 4:
            os.kill(os.getpid(), 9)
        if self.units == 5:
            self.die_once()
        ctx.order("A", self.units)

    def die_once(self):
        """Dies where no other has, and leaves a mark there."""
        mark = Path(self.folder) / "died"
        if not mark.is_absolute():
            raise ValueError(f"folder {self.folder!r} is none of a test: name its tmp_path")
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), 9)


class Hoards(ft.Strategy):
    """Takes 300 MB with one value, and keeps it for a while."""

    units: int = 1

    def on_bar(self, ctx):
        """Orders once."""
        if ctx.row:
            return
        if self.units == 2:
            self.hoard = np.ones(300_000_000 // 8)
            time.sleep(60)
        ctx.order("A", self.units)


class Picky(ft.Strategy):
    """Cannot be made with one value."""

    units: int = 1

    def __init__(self, **parameters):
        super().__init__(**parameters)
        if self.units == 2:
            raise ValueError("no two")

    def on_bar(self, ctx):
        """Orders once."""
        if not ctx.row:
            ctx.order("A", self.units)


UNITS = {"units": Int(1, 5)}
