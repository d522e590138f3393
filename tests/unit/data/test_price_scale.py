from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing import _core
from farthing.data import Request, find_source, ingest
from farthing.data.exact import PRICE_LIMIT
from farthing.errors import ConfigurationError, IngestRefused
from farthing.types import PRICE_SCALE_MAX


def prices(outcome):
    return outcome.bundle.bars().tables["A"].collect()["close"].to_list()


def take_parquet(home, tmp_path, close, **asked):
    path = tmp_path / "A.parquet"
    days = [f"2024-01-{day:02}" for day in (2, 3, 4, 5)][: len(close)]
    columns = dict.fromkeys(("open", "high", "low", "close"), close)
    pl.DataFrame({"date": days, **columns}).write_parquet(path)
    request = Request(calendar="XNYS", **asked)
    return ingest(find_source("parquet")(path), "bundle", request, home=home)


def test_the_scale_is_what_the_prices_need(take_csv):
    outcome = take_csv("2024-01-02,10,11,9,10.125,1")
    assert outcome.bundle.bars().instruments[0].price_scale == 3
    assert prices(outcome) == [Decimal("10.125")]


def test_whole_prices_still_have_cents(take_csv):
    assert take_csv("2024-01-02,10,11,9,10,1").bundle.bars().instruments[0].price_scale == 2


def test_a_coin_keeps_its_eight_digits(take_csv):
    outcome = take_csv("2024-01-02,0.00000012,0.00000013,0.00000011,0.00000012,1", calendar="24/7")
    assert prices(outcome) == [Decimal("0.00000012")]


def test_text_with_more_digits_asks_for_a_scale(take_csv):
    line = "2024-01-02,27.847856521606445,28,27,27.5,1"
    with pytest.raises(ConfigurationError, match=r"A: 27\.847856521606445 has more than 8 digits"):
        take_csv(line)
    outcome = take_csv(line, price_scale=4)
    (finding,) = [each for each in outcome.report.findings if each.kind == "rounded prices"]
    assert (
        "largest change is 0.000043478393555, from 27.847856521606445 to 27.8479" in finding.detail
    )


def test_rounding_is_half_even(take_csv):
    outcome = take_csv("2024-01-02,10,11,9,10.125,1", "2024-01-03,10,11,9,10.135,1", price_scale=2)
    assert prices(outcome) == [Decimal("10.12"), Decimal("10.14")]


def test_a_price_that_would_become_nothing_is_refused(take_csv):
    with pytest.raises(IngestRefused, match=r"open 0\.00000012 would become 0 with 6 digits"):
        take_csv("2024-01-02,0.00000012,1,0.00000012,1,1", price_scale=6)


def test_floats_mean_what_they_print(home, tmp_path):
    outcome = take_parquet(home, tmp_path, [0.1 + 0.2, 0.3], price_scale=2)
    assert prices(outcome) == [Decimal("0.30"), Decimal("0.30")]
    assert prices(take_parquet(home, tmp_path, [0.1, 1.256])) == [
        Decimal("0.100"),
        Decimal("1.256"),
    ]


def test_floats_with_noise_ask_for_a_scale(home, tmp_path):
    with pytest.raises(ConfigurationError, match="0.30000000000000004 has more than 8 digits"):
        take_parquet(home, tmp_path, [0.1 + 0.2])


def test_decimals_keep_all_their_digits(home, tmp_path):
    exact = [Decimal("1.00390625001")]
    assert prices(take_parquet(home, tmp_path, exact)) == exact


def test_large_prices_in_32_bits_are_refused(home, tmp_path):
    with pytest.raises(IngestRefused, match="Float32, which cannot tell prices half of 0.01 apart"):
        take_parquet(home, tmp_path, pl.Series([412345.67], dtype=pl.Float32), price_scale=2)


def test_yen_have_no_digits_unless_prices_do(take_csv):
    outcome = take_csv("2024-01-04,100,110,90,101,1", calendar="24/7", currency="JPY")
    (instrument,) = outcome.bundle.bars().instruments
    assert (instrument.price_scale, instrument.currency.unit_scale) == (0, 0)


def test_us_equities_step_by_cents_and_below_a_dollar_by_hundredths_of_cents(take_csv):
    (instrument,) = take_csv("2024-01-02,10,11,9,10.1234,1").bundle.bars().instruments
    assert instrument.tick == Decimal("0.01")
    assert instrument.tick_below == (Decimal(1), Decimal("0.0001"))


def test_an_unknown_currency_needs_its_digits(take_csv):
    with pytest.raises(ConfigurationError, match="say it: XRP:DIGITS"):
        take_csv("2024-01-02,10,11,9,10,1", currency="XRP")
    with pytest.raises(ConfigurationError, match="is no CODE:DIGITS"):
        take_csv("2024-01-02,10,11,9,10,1", currency="XRP:six")
    outcome = take_csv("2024-01-02,10,11,9,10,1", currency="XRP:6")
    assert outcome.bundle.bars().instruments[0].currency.unit_scale == 6


def test_volumes_with_many_digits_are_rounded_and_that_is_said(take_csv):
    outcome = take_csv("2024-01-02,10,11,9,10,500881.25232499995")
    assert [f.kind for f in outcome.report.findings] == ["rounded volumes"]
    volume = outcome.bundle.bars().tables["A"].collect()["volume"]
    assert volume.to_list() == [Decimal("500881.25232500")]


def test_markets_that_never_close_trade_in_parts(take_csv):
    (instrument,) = take_csv("2024-01-02,1,1,1,1,1", calendar="24/7").bundle.bars().instruments
    assert instrument.quantity_scale == 8
    outcome = take_csv("2024-01-02,1,1,1,1,1", calendar="24/7", quantity_scale=0)
    assert outcome.bundle.bars().instruments[0].quantity_scale == 0


def test_the_limits_are_those_of_the_core(take_csv):
    assert PRICE_LIMIT == _core.PRICE_MAX + 1 == 2**53
    assert PRICE_SCALE_MAX == _core.LEDGER_SCALE_MAX == 16
    most = _core.PRICE_MAX
    outcome = take_csv(f"2024-01-02,{most},{most},1,{most},1", calendar="24/7", price_scale=0)
    run = ft.run(lambda ctx: None, bars=outcome.bundle.bars(), capital=1)
    assert run.outcome.bars == 1
    with pytest.raises(IngestRefused, match=r"has 2\^53 last digits or more"):
        take_csv(f"2024-01-02,{most + 1},{most + 1},1,1,1", calendar="24/7", price_scale=0)
