"""Markets and processes that the tests of checks share: no check leaves a trace in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from farthing.data import Request, find_source, ingest
from farthing.trust.check.check import checked
from farthing.trust.check.nursery import Nurseries
from farthing.trust.check.subject import subject

collect_ignore = ["cheats", "clean"]  # strategies that run where a check puts them


@pytest.fixture(scope="session")
def markets(tmp_path_factory) -> Path:
    """A catalog with a year of days as `demo`, and some days with their hours as `hours`."""
    home = tmp_path_factory.mktemp("markets")
    ingest(find_source("synthetic")(years=1), "demo", home=home)
    few = find_source("synthetic")(years=1, days=12)
    ingest(few, "hours", home=home)
    ingest(few, "hours", Request(frequency="1h"), home=home, append=True)
    return home


@pytest.fixture(scope="session")
def nurseries(tmp_path_factory):
    """Processes that every check of a session may use: each trial is forked anew."""
    with Nurseries(tmp_path_factory.mktemp("nurseries")) as found:
        yield found


@pytest.fixture
def checks(markets, nurseries, tmp_path):
    """Checks a strategy with few cuts."""

    def checks(file, bundle="demo", frequency=None, count=4, parameters=None, **settings):
        told = subject(
            file, bundle, symbols=None, frequency=frequency, parameters=parameters, home=markets,
            settings=settings,
        )  # fmt: skip
        return checked(told, tmp_path.resolve(), nurseries, count, lambda *_: None)

    return checks
