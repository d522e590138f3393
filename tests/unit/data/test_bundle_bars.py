from datetime import UTC, date, datetime

import polars as pl
import pytest

import farthing
from farthing.data import Request, find_source, ingest
from farthing.errors import ConfigurationError, OutsideData, UnknownSymbol


def test_bars_come_lazily_with_all_that_a_run_needs(demo):
    bars = demo.bars()
    assert (bars.frequency, bars.calendar, bars.name) == ("1d", "XNYS", "demo")
    assert all(isinstance(table, pl.LazyFrame) for table in bars.tables.values())
    assert bars.tables["ALDR"].collect_schema().names() == [
        "time", "session", "open", "high", "low", "close", "volume", "extended",
    ]  # fmt: skip
    assert bars.sessions.columns == ["session", "open", "close"]
    assert bars.range() == demo.range()


def test_only_what_is_asked_is_read(demo):
    asked = demo.bars(["BRCK"], end="2019-03-01").tables["BRCK"].select("close")
    plan = asked.explain()
    assert "ALDR" not in plan
    assert "volume" not in plan
    assert "session" in plan


def test_symbols_come_in_the_order_asked(demo):
    assert demo.bars(["DOVE", "ALDR"]).symbols == ("DOVE", "ALDR")
    assert demo.bars("DOVE").symbols == ("DOVE",)


def test_bars_before_the_start_stay_and_bars_after_the_end_go(demo):
    bars = demo.bars(start="2019-06-03", end=date(2019, 6, 28))
    sessions = bars.tables["ALDR"].collect()["session"]
    assert (sessions[0], sessions[-1]) == (date(2019, 1, 2), date(2019, 6, 28))
    assert bars.sessions["session"][-1] == date(2019, 6, 28)
    assert (bars.start, bars.end) == (date(2019, 6, 3), date(2019, 6, 28))
    assert demo.bars(end=datetime(2019, 6, 28, tzinfo=UTC)).end == date(2019, 6, 28)


def test_actions_are_those_of_the_symbols(demo):
    assert {split.symbol for split in demo.bars().splits} == {"ALDR", "CEDR"}
    assert demo.bars(["DOVE"]).splits == ()
    assert {each.symbol for each in demo.bars(["DOVE"]).dividends} == {"DOVE"}


def test_an_unknown_symbol_is_named_with_a_near_one(demo):
    with pytest.raises(UnknownSymbol, match="'ADLR'; did you mean ALDR"):
        demo.bars(["ADLR"])


@pytest.mark.parametrize("symbols", [[], ["ALDR", "ALDR"]])
def test_symbols_are_some_and_each_once(demo, symbols):
    with pytest.raises(ConfigurationError, match="must be some, and each only once"):
        demo.bars(symbols)


@pytest.mark.parametrize(
    "window", [{"start": "2018-12-31"}, {"end": "2020-01-02"}, {"start": "2025-01-01"}]
)
def test_dates_outside_name_the_bundles_range(demo, window):
    with pytest.raises(
        OutsideData, match="is outside bundle 'demo', which goes from 2019-01-02 to 2"
    ):
        demo.bars(**window)


def test_an_empty_window_is_an_error(demo):
    with pytest.raises(
        OutsideData, match="no day lies between start 2019-03-01 and end 2019-02-01"
    ):
        demo.bars(start="2019-03-01", end="2019-02-01")
    with pytest.raises(OutsideData, match="XNYS has no session from 2019-03-02 to 2019-03-03"):
        demo.bars(start="2019-03-02", end="2019-03-03")
    with pytest.raises(OutsideData, match="no bars of ELMS from 2019-01-02 to 2019-02-01"):
        demo.bars(["ELMS"], end="2019-02-01")


def test_a_date_that_is_none_is_refused(demo):
    with pytest.raises(ConfigurationError, match="'soon' is no date"):
        demo.bars(start="soon")


def test_one_of_several_frequencies_must_be_meant(demo, home):
    source = find_source("synthetic")(years=1)
    request = Request(frequency="1m", symbols=("ALDR",))
    both = ingest(source, "demo", request, home=home, append=True).bundle
    with pytest.raises(ConfigurationError, match="has bars of 1d and 1m; say which frequency"):
        both.bars()
    assert both.bars(frequency="1m").symbols == ("ALDR",)
    assert len(both.bars(frequency="1d").symbols) == 6
    with pytest.raises(OutsideData, match="no bars of 1h, only of 1d and 1m"):
        both.bars(frequency="1h")
    with pytest.raises(OutsideData, match="no bars of 1m of BRCK"):
        both.bars(["BRCK"], frequency="1m")


def test_extended_hours_come_when_asked(take_csv):
    outcome = take_csv(
        "2024-01-02 09:29,1,1,1,1,1", "2024-01-02 09:30,1,1,1,1,1", frequency="1m", label="start",
        tz="America/New_York",
    )  # fmt: skip
    bundle = outcome.bundle
    assert bundle.bars().tables["A"].collect().height == 1
    assert bundle.bars(extended=True).tables["A"].collect().height == 2
    assert bundle.bars().digest != bundle.bars(extended=True).digest


def test_sessions_are_those_of_the_symbols_asked(demo):
    assert demo.bars(["ELMS"]).range() == (date(2019, 3, 15), date(2019, 12, 31))
    assert demo.bars(["ELMS"], end="2019-06-28").range()[1] == date(2019, 6, 28)


def test_the_digest_is_of_what_a_run_sees(demo, home):
    assert demo.bars().digest == demo.bars(start="2019-03-01").digest
    assert demo.bars().digest != demo.bars(["ALDR"]).digest
    assert demo.bars().digest != demo.bars(end="2019-03-01").digest
    other = ingest(find_source("synthetic")(years=1), "other", home=home).bundle
    assert other.bars().digest == demo.bars().digest


def test_a_bundle_is_bars_of_a_run(demo):
    result, by_hand = (farthing.run(farthing.Strategy, bars=bars) for bars in (demo, demo.bars()))
    assert (result.bars.digest, result.digest) == (by_hand.bars.digest, by_hand.digest)
