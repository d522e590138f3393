"""What is no screen is refused where it is written, and the message says what is."""

from __future__ import annotations

import pytest
from universes import plain

from farthing import universe
from farthing.errors import ConfigurationError, OutsideData

PRICE, FILTER = universe.price(), universe.price() > 5

WRONG = {
    "and": (lambda: FILTER and PRICE < 9, "combine with & | ~"),
    "chain": (lambda: 5 < PRICE < 9, "combine with & | ~"),
    "truth": (lambda: FILTER & True, "the other side is True, which is no filter"),
    "factor for filter": (lambda: FILTER | PRICE, "which is no filter"),
    "text": (lambda: PRICE > "5", "one side of an operation is 5, which is no factor"),
    "truth for number": (lambda: PRICE + True, "is True, which is no factor"),
    "count": (lambda: universe.top(PRICE, 0), "top: how many 0 must be a whole number above 0"),
    "filter for factor": (lambda: universe.top(FILTER, 5), "top is .* which is no factor"),
    "mask": (lambda: PRICE.rank(mask=PRICE), "mask is .* which is no filter"),
    "method": (lambda: PRICE.rank("first"), "method 'first' is none of ordinal"),
    "groups": (lambda: PRICE.demean(groupby="sector"), "there are no classifiers"),
    "shares": (lambda: PRICE.winsorize(0.9, 0.1), "from 0.9 to 0.1 is no range"),
    "percentiles": (lambda: PRICE.percentile_between(90, 101), "90 and 101 are no range"),
    "bins": (lambda: PRICE.quantiles(0), "quantiles: bins 0 must be"),
    "sessions": (lambda: universe.dollar_volume(-1), "dollar_volume: sessions -1 must be"),
    "field": (lambda: universe.latest("price"), "field 'price' is none of open"),
    "field of bars": (lambda: universe.indicator("atr", 3, field="low"), "hears whole bars"),
    "indicator": (lambda: universe.indicator("smaa", 3), "there is no indicator"),
    "output": (lambda: universe.indicator("sma", 3, output=1), "output 1 is none of its 1"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_message_says_what_is_wrong_and_what_is_not(name: str):
    make, words = WRONG[name]
    with pytest.raises(ConfigurationError, match=words):
        make()


def test_two_expressions_are_the_same_only_where_they_are_one():
    assert (universe.price() == PRICE) is False
    assert (PRICE == PRICE) is True
    assert len({PRICE, PRICE, universe.price()}) == 2


def test_a_day_without_a_session_is_outside():
    grid = FILTER.over(plain.made(0).for_farthing())
    with pytest.raises(OutsideData, match="2024-01-06 is no session of these bars"):
        grid.on("2024-01-06")
