"""Settings that make no sense: one line that names the value and what is possible, and no run."""

import re

import pytest

import farthing
from farthing.data import Catalog
from farthing.errors import (
    BundleNotFound,
    ConfigurationError,
    FarthingError,
    OrderError,
    OutsideData,
    UnknownSymbol,
)

RANGE = "2019-01-02 to 2019-12-31"
PASS = "pass"

SETTINGS = {
    "symbols": (["--symbols", "BRCK,ALDX"], "unknown symbol 'ALDX'; did you mean ALDR?"),
    "a benchmark": (["--benchmark", "BROAT"], "unknown symbol 'BROAT'; did you mean BROAD?"),
    "a bundle": (["--bundle", "dmeo"], "no bundle 'dmeo' in the catalog; did you mean demo?"),
    "a start before": (
        ["--start", "1990-01-01"],
        f"1990-01-01 is outside bundle .demo., which goes from {RANGE}",
    ),
    "an end after": (
        ["--end", "2031-01-01"],
        f"2031-01-01 is outside bundle .demo., which goes from {RANGE}",
    ),
    "a start after its end": (
        ["--start", "2019-06-03", "--end", "2019-03-01"],
        "no day lies between start 2019-06-03 and end 2019-03-01",
    ),
    "an empty window": (
        ["--start", "2019-01-05", "--end", "2019-01-06"],
        "no session from 2019-01-05 to 2019-01-06",
    ),
    "no date": (["--start", "02.01.2019"], r"'02\.01\.2019' is no date such as"),
    "capital": (["--capital", "plenty"], "capital 'plenty' is no number; give one such as 0.5"),
    "capital that is NaN": (["--capital", "nan"], "capital is nan"),
    "capital below zero": (["--capital", "-1"], "capital is -1"),
    "capital off the cent": (["--capital", "0.001"], r"capital 0\.001 does not fit"),
    "commission": (["--commission", "bsp:10"], "no commission 'bsp:10': it is one of none"),
    "a commission without its rate": (
        ["--commission", "bps"],
        r"commission 'bps' has too.*: write it as bps:RATE\[:MINIMUM\[:MAXIMUM\]\]",
    ),
    "a commission below zero": (["--commission", "bps:-1"], "bps rate is -1"),
    "a commission that is a number": (
        ["--commission", "0.005"],
        r"no commission '0\.005': it is one of none, per-share:RATE\[:MINIMUM\[:MAXIMUM\]\],"
        " per-trade:AMOUNT",
    ),
    "slippage": (["--slippage", "much"], "no slippage 'much': it is one of none, bps"),
    "fill": (["--fill", "open"], "fill is 'open'; it is next-open, next-close or close"),
    "account": (["--account", "margin"], "account 'margin' says no leverage: write it as margin:2"),
    "a leverage": (["--account", "margin:much"], "leverage 'much'.* is no number above 0"),
    "a parameter": (["--param", "speed=3"], "has no parameter 'speed'"),
    "a parameter without a value": (["--param", "speed"], "write it as name=value"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_one_line_names_the_value_and_nothing_is_left(room, name):
    options, expected = SETTINGS[name]
    error = room.run_body(PASS, *options).error()
    assert re.search(expected, error), error
    assert not room.out.exists()


@pytest.mark.parametrize("option", ["--frequency", "--nonsense", "--capital"])
def test_words_that_are_no_command_end_with_two(room, option):
    ran = room.run_body(PASS, option, *(["2h"] if option == "--frequency" else []))
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert option in ran.err


def test_a_frequency_that_the_bundle_lacks_is_named_with_those_it_has(room):
    assert "has no bars of 1m, only of 1d" in room.run_body(PASS, "--frequency", "1m").error()


def test_a_good_command_has_no_error(room):
    ran = room.run_body(PASS)
    assert (ran.code, ran.lines) == (0, [])
    assert room.out.is_dir()


FILES = {
    "no file": (None, "there is no strategy file"),
    "no strategy in it": ("x = 1\n", "trial has no strategy: define a subclass"),
    "two strategies in it": (
        "import farthing as ft\nclass A(ft.Strategy): pass\nclass B(ft.Strategy): pass\n",
        r"trial has several strategies \(A, B\)",
    ),
    "a syntax error": ("import farthing as ft\nclass A(ft.Strategy:\n", r"trial\.py.*2"),
    "an import of what is not there": ("import a_library_of_nobody\n", "a_library_of_nobody"),
    "an import of Zipline": (
        "from zipline.api import order\n",
        r"trial\.py:1: ModuleNotFoundError: .*; run it as it is with `farthing run --zipline`",
    ),
    "an error while it loads": ("value = 1 / 0\n", r"trial\.py:1.*division by zero"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_loaded_is_named_in_one_line(room, name):
    source, expected = FILES[name]
    file = room.folder / "nothing.py" if source is None else room.file(source)
    error = room.run(file).error()
    assert re.search(expected, error), error
    assert not room.out.exists()


# --- the same from Python: errors with a type


@pytest.fixture
def bars(demo_home):
    return Catalog(demo_home).bundle("demo").bars()


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (UnknownSymbol, {"benchmark": "BROAT"}),
        (OutsideData, {"start": "1990-01-01"}),
        (OutsideData, {"end": "2031-01-01"}),
        (OutsideData, {"start": "2019-01-05", "end": "2019-01-06"}),
        (ConfigurationError, {"start": "2019-06-03", "end": "2019-03-01"}),
        (ConfigurationError, {"capital": float("nan")}),
        (ConfigurationError, {"commission": "bsp:10"}),
        (ConfigurationError, {"slippage": "bps:-1"}),
        (ConfigurationError, {"account": "margin:nan"}),
        (ConfigurationError, {"fill": "open"}),
        (ConfigurationError, {"parameters": {"speed": 3}}),
    ],
)
def test_errors_in_python_have_a_type(bars, kind, settings):
    with pytest.raises(kind):
        farthing.run(farthing.Strategy, bars=bars, **settings)


def test_symbols_and_bundles_that_are_not_there_have_their_types(demo_home):
    with pytest.raises(UnknownSymbol, match="did you mean ALDR"):
        Catalog(demo_home).bundle("demo").bars(["ALDX"])
    with pytest.raises(BundleNotFound, match="did you mean demo"):
        Catalog(demo_home).bundle("dmeo")


TAPES = {
    "an asset": ({"asset": "ALDX"}, UnknownSymbol, "did you mean ALDR"),
    "a field": ({"lmit": 1}, FarthingError, "lmit"),
    "an intent": ({"intent": "all"}, FarthingError, "all"),
    "a size of NaN": ({"size": float("nan")}, OrderError, "NaN is not finite"),
    "no asset": ({"asset": None}, FarthingError, "asset"),
    "no size": ({"size": None}, FarthingError, "size"),
    "a row after the last": ({"row": 252}, FarthingError, "252"),
    "a row before the first": ({"row": -1}, FarthingError, "-1"),
}


@pytest.mark.parametrize("name", TAPES)
def test_orders_of_the_batch_driver_that_make_no_sense_are_refused_with_their_value(bars, name):
    change, kind, words = TAPES[name]
    order = {"row": 0, "asset": "ALDR", "size": 1, **change}
    with pytest.raises(kind, match=words):
        farthing.simulate(bars, orders=[{k: v for k, v in order.items() if v is not None}])


@pytest.mark.parametrize("targets", [[[1, 2]], "many", [[float("inf")] * 6] * 252])
def test_targets_that_make_no_sense_are_refused(bars, targets):
    with pytest.raises(FarthingError):
        farthing.simulate(bars, targets=targets)
