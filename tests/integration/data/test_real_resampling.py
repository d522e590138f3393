"""Longer bars of real ones, held to DuckDB and polars; they need the real data."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from oracle.values import half_even_to, step_of

from farthing.data import Request, find_source, ingest, resample

FIELDS = ("open", "high", "low", "close")


@pytest.fixture(scope="module")
def bars_of(real_data, tmp_path_factory):
    """Bars of a length, taken in once."""
    home, done = tmp_path_factory.mktemp("home"), {}

    def bars_of(frequency, symbol):
        if frequency not in done:
            source = find_source("lean")(real_data / "lean", market="equity/usa")
            request = Request(frequency=frequency)
            done[frequency] = ingest(source, f"real-{frequency}", request, home=home).bundle
        return done[frequency].bars([symbol])

    return bars_of


@pytest.mark.parametrize(("frequency", "minutes"), [("5m", 5), ("90m", 90), ("2h", 120)])
def test_minutes_of_a_session_agree_with_duckdb(bars_of, frequency, minutes):
    duckdb = pytest.importorskip("duckdb")
    bars = bars_of("1m", "SPY")
    rows = (
        bars.tables["SPY"]
        .collect()
        .join(bars.sessions.select("session", opens="open", closes="close"), on="session")
    )
    told = rows.select(
        "session", *FIELDS, pl.col("volume").cast(pl.Int64),
        ends=pl.col("time").dt.epoch("s"), opens=pl.col("opens").dt.epoch("s"),
    )  # fmt: skip
    query = f"""
        select session, arg_min(open, ends), max(high), min(low), arg_max(close, ends),
               sum(volume)::bigint
        from told group by session, (ends - opens - 1) // {60 * minutes} order by min(ends)
    """
    wanted = duckdb.from_arrow(told.to_arrow()).query("told", query).fetchall()
    made = resample(bars, frequency, unfinished=True).tables["SPY"].collect()
    assert made.select("session", *FIELDS, pl.col("volume").cast(pl.Int64)).rows() == wanted
    assert len(wanted) > 6


@pytest.mark.parametrize(("frequency", "polars"), [("1w", "1w"), ("1mo", "1mo")])
def test_a_quarter_of_a_century_of_days_agrees_with_polars(bars_of, frequency, polars):
    bars = bars_of("1d", "SPY")  # a share that was never split
    rows = bars.tables["SPY"].collect()
    wanted = (
        rows.sort("session")
        .group_by_dynamic("session", every=polars)
        .agg(
            pl.col("open").first(), pl.col("high").max(), pl.col("low").min(),
            pl.col("close").last(), pl.col("volume").sum().cast(pl.Int64),
            pl.col("session").last().alias("last"),
        )
    )  # fmt: skip
    made = resample(bars, frequency, unfinished=True).tables["SPY"].collect()
    for name in FIELDS:
        assert made[name].to_list() == wanted[name].to_list()
    assert made["volume"].cast(pl.Int64).to_list() == wanted["volume"].to_list()
    is_full = made["finished"].to_list()
    assert all(is_full[:-1])
    # A session without a bar of its own may be the last of its week.
    ends = zip(made["session"].to_list(), wanted["last"].to_list(), strict=True)
    assert all(last <= end for end, last in ends)


def test_days_of_minutes_are_within_those_of_the_exchange_to_a_cent(bars_of):
    minutes = resample(bars_of("1m", "SPY"), "1d").tables["SPY"].collect()
    days = bars_of("1d", "SPY").tables["SPY"].collect()
    both = minutes.join(days, on="session", suffix="_day")
    assert both.height == minutes.height == 6
    cent = Decimal("0.01")  # by which the two differ on one of the days
    assert (both["high"] - both["high_day"]).max() <= cent
    assert (both["low_day"] - both["low"]).max() <= cent


def test_the_month_of_a_split_is_in_shares_of_its_end(bars_of):
    bars = bars_of("1d", "AAPL")
    month = resample(bars, "1mo").tables["AAPL"].collect().filter(session=date(2014, 6, 30))
    days = bars.tables["AAPL"].collect().filter(
        pl.col("session").is_between(date(2014, 6, 2), date(2014, 6, 30))
    )  # fmt: skip
    of_seven = pl.col("session") < date(2014, 6, 9)
    step = step_of(-days["high"][0].as_tuple().exponent)
    before = [half_even_to(Fraction(high) / 7, step) for high in days.filter(of_seven)["high"]]
    after = [Fraction(high) for high in days.filter(~of_seven)["high"]]
    assert len(before) == 5
    assert Fraction(month["high"][0]) == max(before + after)
    volumes = days.select(pl.when(of_seven).then(7 * pl.col("volume")).otherwise("volume"))
    assert month["volume"][0] == volumes.to_series().sum()
