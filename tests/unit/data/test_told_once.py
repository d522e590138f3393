"""What is told once: in an ingest, and by what is appended to a bundle."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from farthing.data.manifest import decode
from farthing.data.plain import plain
from farthing.errors import BundleCorrupt, ConfigurationError, IngestRefused
from farthing.types import End, Funding, Split

ONE = "2024-01-02,10,11,9,10,100"
TWO = "2024-01-03,20,21,19,20,100"
ENDS = [End("A", date(2024, 1, 3), Decimal(price)) for price in (10, 12)]
PAID = [
    Funding("A", datetime(2024, 1, 2, 20, tzinfo=UTC), Decimal(rate)) for rate in ("0.1", "0.2")
]


@pytest.mark.parametrize("appended", [False, True])
@pytest.mark.parametrize("told", [{"ends": ENDS}, {"funding": PAID}, {"funding": PAID[:1] * 2}])
def test_an_ingest_takes_nothing_twice(take_csv, appended, told):
    take_csv(ONE)
    (name, values) = next(iter(told.items()))
    with pytest.raises(ConfigurationError, match=f"{name} have A .*2 times"):
        take_csv(TWO, append=appended, **{name: tuple(values)})


def minutes(*values):
    """Minutes of a day, each with a value for dividends and for splits."""
    return [f"2024-01-02 15:{31 + row},10,11,9,10,{each}" for row, each in enumerate(values)]


INTRADAY = {
    "header": "date,open,high,low,close,dividend,split",
    "prices": "raw",
    "frequency": "1m",
    "label": "end",
    "tz": "UTC",
}


def test_two_splits_of_a_day_are_refused_where_they_differ(take_csv):
    splits = take_csv(*minutes("0,2", "0,2"), **INTRADAY).bundle.manifest.splits
    assert splits == (Split("A", date(2024, 1, 2), 2, 1),)  # a day's split beside each of its bars
    with pytest.raises(ConfigurationError, match="splits have A 2024-01-02 2 times"):
        take_csv(*minutes("0,2", "0,3"), **INTRADAY)


def test_dividends_of_a_day_have_one_order_whether_or_not_they_are_appended_to(take_csv):
    lines = minutes(*(f"0.{digit},0" for digit in (9, 4, 8, 2, 7, 1)))
    more = "2024-01-03 15:31,10,11,9,10,0,0"
    take_csv(*lines, **INTRADAY)
    parts = take_csv(more, append=True, **INTRADAY).bundle.manifest
    amounts = [str(each.amount) for each in parts.dividends]
    assert amounts == ["0.1", "0.2", "0.4", "0.7", "0.8", "0.9"]
    assert parts.version == take_csv(*lines, more, **INTRADAY).bundle.manifest.version


@pytest.mark.parametrize(("name", "values"), [("ends", ENDS), ("funding", PAID)])
def test_an_append_tells_the_same_unless_it_restates(take_csv, catalog, name, values):
    old, new = values
    take_csv(ONE, **{name: (old,)})
    assert getattr(take_csv(TWO, append=True).bundle.manifest, name) == (old,)
    assert take_csv(TWO, append=True, **{name: (old,)}).changed is False
    with pytest.raises(IngestRefused, match=r"the bundle knows .*, the new bars know .*--restate"):
        take_csv(TWO, append=True, **{name: (new,)})
    assert getattr(catalog.bundle("bundle").manifest, name) == (old,)
    restated = take_csv(TWO, append=True, restate=True, **{name: (new,)})
    assert getattr(restated.bundle.manifest, name) == (new,)


def test_a_bundle_that_would_split_twice_is_not_read(take_csv):
    manifest = take_csv(ONE).bundle.manifest
    split = Split("A", date(2024, 1, 2), 2, 1)
    content = replace(manifest, splits=(split,)).encode()
    assert decode(content, "here").splits == (split,)
    record = manifest.record() | {"splits": [plain(split), plain(split)]}
    with pytest.raises(
        BundleCorrupt, match="here cannot be read.*splits have A 2024-01-02 2 times"
    ):
        decode(json.dumps(record).encode(), "here")
