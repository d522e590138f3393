"""A case is the same alone and among others, has valid bars, and short is long upside down."""

import ast
from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import farthing.testing.planted as package
from farthing.draw import Draw
from farthing.errors import ConfigurationError
from farthing.testing.planted import (
    HELD_OUT,
    MIXTURE,
    NOISES,
    OPEN,
    Noise,
    case,
    cases,
    planted,
    walks,
)
from farthing.testing.planted.drawings import FLIPPED, draw_case
from farthing.testing.planted.layout import lay_out, wander
from farthing.testing.planted.market import MARKETS

FOLDER = Path(package.__file__).parent


@pytest.mark.parametrize("noise", NOISES)
def test_a_case_alone_is_the_same_as_among_others(noise):
    among = [each.digest for each in cases(5, 20, noise)]
    assert among == [each.digest for each in cases(5, 20, noise)]
    assert [case(number, 5, noise).digest for number in reversed(range(20))] == among[::-1]
    assert len(set(among)) == 20


def test_another_seed_gives_other_cases():
    assert case(0, 5).digest != case(0, 6).digest


def test_the_mixture_takes_turns():
    assert [each.kind for each in cases(2, 40)] == [*MIXTURE, *MIXTURE]


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("region", [OPEN, HELD_OUT], ids=lambda region: region.name)
def test_bars_are_valid(noise, region):
    for each in cases(8, 40, noise, region=region):
        bars = each.bars
        outer = pl.max_horizontal("open", "close"), pl.min_horizontal("open", "close")
        assert bars.filter((pl.col("high") < outer[0]) | (pl.col("low") > outer[1])).is_empty()
        assert bars.select(pl.col("low", "volume").min()).row(0) >= (1, 1)
        assert bars.get_column("bar").to_list() == list(range(bars.height))
        assert bars.get_column("time").is_sorted()
        assert bars.get_column("time").is_unique().all()
        assert set(bars.select("open", "high", "low", "close", "volume").dtypes) == {pl.Int64}
        assert each.truth.cases.row(0)[:4] == (each.number, each.kind, each.market, bars.height)


@pytest.mark.parametrize("noise", ["none", "high"])
@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("accumulation-2", "distribution-2"),
        ("reaccumulation", "redistribution"),
        ("failed-accumulation", "failed-distribution"),
        ("false-breakout", "false-breakdown"),
        ("trend-down", "trend-up"),
    ],
)
def test_short_is_long_upside_down(long, short, noise):
    for number in range(5):
        up, down = (planted(number, 3, kind, NOISES[noise], OPEN, "1d") for kind in (long, short))
        axis = (up.bars["open"] + down.bars["open"]).unique()
        assert len(axis) == 1
        for name, other in (("high", "low"), ("low", "high"), ("close", "close")):
            assert (up.bars[name] + down.bars[other]).unique().to_list() == axis.to_list()
        assert up.bars["volume"].equals(down.bars["volume"])
        events = up.truth.events.with_columns(
            event=pl.col("event").replace_strict(FLIPPED),
            side=pl.col("side").replace_strict({"long": "short", "short": "long"}),
            price=axis[0] - pl.col("price"),
            schematic=pl.lit(short),
        )
        assert events.unique(maintain_order=True).equals(down.truth.events)
        assert up.truth.phases.equals(down.truth.phases)


def test_the_events_are_at_the_same_bars_at_each_level_of_noise():
    places = [
        pl.concat(each.truth.events for each in cases(4, 20, noise)).drop("price")
        for noise in NOISES
    ]
    assert all(each.equals(places[0]) for each in places)


def test_the_deviation_of_closes_is_what_the_module_says():
    """0.25 of the height is drawn; folding leaves 0.21 of it over the bars of phase B."""
    squares = []
    for number in range(100):
        drawing = draw_case("accumulation-1", Draw(3, number, 0), OPEN, 30)
        layout = lay_out(drawing, Noise(bar=0.25), 1 / 6, Draw(3, number, 1))
        away = wander(layout, Noise(bar=0.25), Draw(3, number, 2)) - layout.path
        phases = np.repeat([leg.phase for leg in drawing.legs], [leg.bars for leg in drawing.legs])
        squares.append(away[phases == "B"] ** 2)
    assert np.sqrt(np.concatenate(squares).mean()) == pytest.approx(0.21, abs=0.015)


def test_a_minute_structure_stays_in_its_session():
    for each in (planted(number, 6, "accumulation-1", Noise(), OPEN, "1m") for number in range(20)):
        start = each.truth.ranges["start"][0]
        assert each.bars["session"][start] == each.bars["session"][-1]


def test_the_regions_have_nothing_in_common_but_the_depth_of_springs():
    for each in fields(OPEN):
        if each.name not in ("name", "depth"):
            open_one, held_out = getattr(OPEN, each.name), getattr(HELD_OUT, each.name)
            assert open_one[1] <= held_out[0] or held_out[1] < open_one[0] or each.name in OVERLAP


OVERLAP = {"swing_bars"}
"""More swings have to be shorter ones, so that ranges stay as long as ranges are."""


def test_ranges_are_as_long_and_as_high_as_ranges_are():
    for region in (OPEN, HELD_OUT):
        for each in cases(9, 100, region=region):
            for row in each.truth.ranges.iter_rows(named=True):
                assert 35 <= row["end"] - row["start"] + 1 <= 115
                middle = (row["support"] + row["resistance"]) / 2
                share = (row["resistance"] - row["support"]) / middle
                low, high = MARKETS[each.market].height
                assert low * 0.99 <= share <= high * 1.01


def test_walks_have_as_many_bars_as_asked_for():
    made = list(walks(1, 5_000))
    assert sum(each.bars.height for each in made) == 6_000
    assert {each.market for each in made} == set(MARKETS)
    assert all(each.truth.events.is_empty() for each in made)


def test_an_unknown_noise_is_refused():
    with pytest.raises(ConfigurationError, match="no noise 'loud': choose among none, low"):
        case(0, 1, "loud")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ConfigurationError, match="no kind 'flag' is drawn: choose among accum"):
        planted(0, 1, "flag", Noise(), OPEN)


def imports(path):
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_the_package_knows_nothing_of_a_detector():
    """What imports a detector's parameters plants what that detector finds."""
    imported = {name for path in FOLDER.rglob("*.py") for name in imports(path)}
    ours = {name for name in imported if name.startswith("farthing")}
    assert {name for name in ours if not name.startswith("farthing.testing.planted")} == {
        "farthing.draw",
        "farthing.errors",
    }
    assert not any(name.startswith((".", "tests", "importlib")) for name in imported)
