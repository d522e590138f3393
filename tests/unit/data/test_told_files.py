"""Files that tell of instruments: no row takes the place of another."""

from datetime import date
from decimal import Decimal

import pytest

from farthing.backtest.config import run_config
from farthing.data.told import told_ends, told_funding, told_instruments, told_rates
from farthing.errors import ConfigurationError
from farthing.types import Rate

TOLD = {
    "instruments": (told_instruments, "symbol,multiplier", "ES,50", "ES,5", "instruments have ES"),
    "ends": (told_ends, "symbol,date,price", "A,2024-01-03,10", "A,2024-01-04,12", "ends have A"),
    "funding": (
        told_funding,
        "symbol,time,rate",
        "A,2024-01-02T08:00,0.1",
        "A,2024-01-02T09:00+01:00,0.1",
        "funding have A 2024-01-02",
    ),
    "rates": (
        told_rates,
        "base,quote,date,rate",
        "EUR,USD,2024-01-02,1.1",
        "EUR,USD,2024-01-02,1.2",
        "rates have EUR USD 2024-01-02",
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_two_rows_of_the_same_are_refused(what, write):
    read, header, one, two, words = TOLD[what]
    assert len(read(write("told.csv", header, one))) == 1
    with pytest.raises(ConfigurationError, match=rf"told\.csv: {words}.* 2 times; give one of a"):
        read(write("told.csv", header, one, two))


def test_two_rates_of_a_day_are_refused():
    rates = [Rate("EUR", "USD", date(2024, 1, 2), Decimal(rate)) for rate in ("1.1", "1.2")]
    with pytest.raises(ConfigurationError, match="rates have EUR USD 2024-01-02 2 times"):
        run_config(rates=rates)
