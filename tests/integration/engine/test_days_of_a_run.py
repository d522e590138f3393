"""The first and the last day of a run: days without a session mean the sessions between them."""

from datetime import timedelta

import pytest

import farthing as ft
from farthing.data import find_source, ingest
from farthing.errors import OutsideData


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """A year of the demo market, in a catalog of its own."""
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(years=1), "demo", home=home).bundle


def weekend(bundle):
    """A Friday and the Saturday behind it, inside the sessions of a bundle."""
    first, _ = bundle.range()
    friday = first + timedelta(days=60)
    while friday.weekday() != 4:
        friday += timedelta(days=1)
    return friday, friday + timedelta(days=1)


def nothing(ctx):
    """Does nothing."""


def sessions(result):
    found = result.equity.get_column("session")
    return found[0], found[-1]


def test_a_run_up_to_a_saturday_ends_on_friday(bundle):
    friday, saturday = weekend(bundle)
    ended = ft.run(nothing, bars=bundle.bars(end=saturday), end=saturday)
    same = ft.run(nothing, bars=bundle, end=friday)
    assert sessions(ended) == sessions(same)
    assert sessions(ended)[1] == friday
    assert ended.digest == same.digest


def test_a_run_from_a_saturday_begins_behind_it(bundle):
    _, saturday = weekend(bundle)
    found = ft.run(nothing, bars=bundle.bars(start=saturday), start=saturday)
    assert saturday < sessions(found)[0] <= saturday + timedelta(days=4)


def test_a_weekend_alone_has_no_session(bundle):
    _, saturday = weekend(bundle)
    sunday = saturday + timedelta(days=1)
    with pytest.raises(OutsideData, match=f"no session between {saturday} and {sunday}"):
        ft.run(nothing, bars=bundle.bars(end=sunday), start=saturday, end=sunday)


def test_a_day_behind_the_cut_is_refused_with_the_last_session_there_is(bundle):
    friday, saturday = weekend(bundle)
    with pytest.raises(OutsideData, match=f"{saturday} is outside .* to {friday}"):
        ft.run(nothing, bars=bundle.bars(end=friday), end=saturday)
