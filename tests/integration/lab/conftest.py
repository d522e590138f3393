"""A room for the lab: ten days of three assets, and strategies that are quickly run on them."""

import random
from datetime import date

import pytest

from farthing.data import Request, find_source, ingest
from farthing.data.calendar import calendar
from farthing.lab.cases import StrategyCase

STRATEGY = """\
import time

import numpy as np

import farthing as ft

NUMBERS = np.random.default_rng(1).random(40_000)


def tiny(total):
    return total + 1


class Busy(ft.Strategy):
    def on_bar(self, ctx):
        total = 0
        for _ in range(5_000):
            total = tiny(total)
        np.sort(NUMBERS)
        time.sleep(0.001)
        ctx.target_percent((ctx.sma(3) > ctx.sma(5)) * 1.0)
"""


@pytest.fixture(scope="session")
def lab_home(tmp_path_factory):
    """A catalog with the bundle `ten`: ten days, three assets."""
    folder = tmp_path_factory.mktemp("lab")
    generator = random.Random(7)
    days = calendar("XNYS").sessions(date(2024, 1, 2), date(2024, 1, 16))["session"].to_list()
    assert len(days) == 10
    lines = ["date,symbol,open,high,low,close,volume"]
    for symbol in ("ANT", "BEE", "CAT"):
        cents = 5_000
        for day in days:
            opens, cents = cents, cents + generator.randint(-100, 100)
            prices = (opens, max(opens, cents) + 10, min(opens, cents) - 10, cents)
            words = ",".join(f"{price / 100:.2f}" for price in prices)
            lines.append(f"{day},{symbol},{words},{generator.randint(1_000, 9_000)}")
    file = folder / "ten.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ingest(find_source("csv")(file), "ten", Request(calendar="XNYS"), home=folder / "home")
    return folder / "home"


@pytest.fixture(scope="session")
def busy(lab_home, tmp_path_factory):
    """A strategy that calls, sorts, sleeps and trades."""
    file = tmp_path_factory.mktemp("strategies") / "busy.py"
    file.write_text(STRATEGY, encoding="utf-8")
    return StrategyCase(file=file, bundle="ten", home=lab_home)
