"""The scale of small work: real bundles, fresh processes, both made and found again."""

from __future__ import annotations

from datetime import date

import pytest

from farthing.cli.bench.scale import ladders
from farthing.cli.bench.scale import scale as command
from farthing.data import Catalog
from farthing.errors import ConfigurationError, FarthingError
from farthing.lab.process import CaseRaised, Rounds
from farthing.lab.report import document_of
from farthing.lab.results.read import read
from farthing.lab.scale import AXES, LARGE, scale
from farthing.lab.scale.bundles import Shape, bundle, default_home
from farthing.lab.scale.rise import PEAK_RESET, rise_of
from farthing.lab.scale.work import CASES, Orders, answer, pairs

ONE = Rounds(seconds=0.0, rounds_min=1, rounds_max=1)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A catalog that the tests of this file share."""
    return tmp_path_factory.mktemp("scale")


def made(name: str, size: int, home):
    """The run of a case, in this process."""
    axis = AXES[name]
    bundle(axis.shape(size), home)
    return CASES[f"{name}/{size}/{home}"]()


def test_every_ladder_has_five_sizes_over_two_decades():
    for axis in (*AXES.values(), *LARGE.values()):
        assert len(axis.sizes) == 5
        assert axis.sizes[-1] >= 99 * axis.sizes[0]
        assert axis.least < axis.sizes[0]
    assert LARGE["days"].shape(LARGE["days"].sizes[-1]) == Shape(500, 2_520, "1d")
    assert LARGE["minutes"].shape(LARGE["minutes"].sizes[-1]) == Shape(10, 1_000_000, "1m")


def test_a_bundle_is_made_once_with_the_bars_asked_for(kept):
    shape = Shape(3, 400, "1m")
    first = bundle(shape, kept)
    assert first.range() == (date(2000, 1, 3), date(2000, 1, 4))
    assert {table.rows for table in first.manifest.tables} == {400}
    before = (kept / "catalog" / f"{shape.name}.json").stat().st_mtime_ns
    assert bundle(shape, kept).manifest == first.manifest
    assert (kept / "catalog" / f"{shape.name}.json").stat().st_mtime_ns == before


def test_short_sessions_count_their_own_minutes():
    # the days after Thanksgiving and before Independence Day end at 13:00 in New York
    assert len(Shape(1, 390 * 252, "1m").sessions()) > 252
    assert len(Shape(1, 504, "1d").sessions()) == 504


def test_a_bundle_with_other_bars_is_refused(kept, tmp_path):
    wrong, right = Shape(1, 5, "1d"), Shape(2, 5, "1d")
    bundle(wrong, tmp_path)
    catalog = tmp_path / "catalog"
    pointer = Catalog(tmp_path).pointer(wrong.name)
    renamed = type(pointer)(right.name, pointer.folder, pointer.manifest)
    (catalog / f"{right.name}.json").write_bytes(renamed.encode())
    (tmp_path / "data" / wrong.name).rename(tmp_path / "data" / right.name)
    with pytest.raises(ConfigurationError, match="has 1 assets .* not 2 .* with 5: remove it"):
        bundle(right, tmp_path)


def test_orders_are_as_many_as_asked(kept):
    result = made("orders", 123, kept)()
    assert result.outcome.fills <= 123
    assert len(result.orders) == 123
    assert answer(result)["facts"]["fills"] == str(result.outcome.fills)
    assert len(made("orders", 0, kept)().orders) == 0
    assert Orders().parameters == {"orders": 0, "bars": 1}


def test_sets_are_spread_over_all_pairs(kept):
    assert len(pairs(1_000)) == len(set(pairs(1_000))) == 1_000
    assert pairs(2) == [(5, 50), (25, 50)]
    results = made("sets", 2, kept)()
    assert len(results) == 2
    assert results[0] != results[1]
    assert answer(results) == answer(made("sets", 2, kept)())


def test_a_small_scale_is_measured_and_written(kept, tmp_path, capsys):
    command(
        axes=["bars", "sets"], size=["bars=40", "bars=80", "bars=160", "sets=4"],
        processes=1, large=False, home=kept, chart=tmp_path / "chart.svg",
        out=tmp_path / "scale.json", as_json=False,
    )  # fmt: skip
    shown = capsys.readouterr().out.splitlines()
    rows = [line for line in shown if line.startswith("bars  time ")]
    assert rows[0].split(maxsplit=2)[2].startswith("10 assets, minutes, moving averages cross")
    result = read(tmp_path / "scale.json")
    exponents = document_of(result).sections[0].tables[0].rows[0]
    told = " ".join(" ".join(rows).split())
    assert all(cell.words in told for cell in exponents[:-1])
    assert result.command == "farthing bench scale bars sets"
    assert [[point.size for point in axis.points] for axis in result.axes] == [
        [40, 80, 160], [4],
    ]  # fmt: skip
    assert result.axes[1].time.law is None
    assert [axis.least.size for axis in result.axes] == [1, 0]
    assert str(kept) not in (tmp_path / "scale.json").read_text()
    assert all(point.readings[0].digest for axis in result.axes for point in axis.points)
    assert (tmp_path / "chart.svg").read_text().startswith("<svg")


def test_progress_counts_processes(kept):
    steps = []
    scale(
        ["sets"], sizes={"sets": [2]}, processes=1, rounds=ONE, home=kept,
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    assert steps == [(0, 2, "0 parameter sets"), (1, 2, "2 parameter sets")]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"axes": ["asets"]}, "no axis 'asets'; did you mean"),
        (
            {"axes": ["bars"], "sizes": {"bars": [1, 10]}},
            r"\[1, 10\] of the axis bars.*above 1",
        ),
        ({"axes": ["bars"], "sizes": {"bars": []}}, "give some"),
        ({"axes": ["bars"], "processes": 0}, "0 processes a size"),
        ({"axes": ["bars"], "sizes": {"baars": [2]}}, "no axis 'baars'"),
        ({"axes": ["bars"], "sizes": {"sets": [2]}}, "sizes of the axis sets, which is not"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_made(asked, words, tmp_path):
    with pytest.raises(ConfigurationError, match=words):
        scale(**asked, home=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ladders_are_written_as_axis_and_size():
    assert ladders(["bars=1_000", "sets=5"]) == {"bars": [1_000], "sets": [5]}
    with pytest.raises(ConfigurationError, match="write it as AXIS=SIZE"):
        ladders(["bars"])


def test_a_run_that_raises_has_no_time(tmp_path):
    made("sets", 1, tmp_path)
    for segment in (tmp_path / "data").rglob("*.*"):
        if segment.is_file() and segment.name != "manifest.json":
            segment.write_bytes(b"nothing")
    with pytest.raises(CaseRaised, match="the case sets-0 raised .*BundleCorrupt"):
        scale(["sets"], sizes={"sets": [1]}, processes=1, rounds=ONE, home=tmp_path)


def test_the_default_folder_is_the_users_cache():
    assert default_home().parts[-2:] == ("farthing", "scale")


def test_memory_rises_with_the_bars_and_hardly_for_nothing(kept):
    if not PEAK_RESET.exists():
        pytest.skip("only Linux resets the peak of a process")
    sizes = (1, 20_000)
    for size in sizes:
        bundle(AXES["bars"].shape(size), kept)
    cases = [f"bars/{size}/{kept}" for size in sizes]
    (least, digest), (more, other) = (rise_of(case, cases[0]) for case in cases)
    assert least is not None
    assert more is not None
    # 10 assets x 20,000 bars x 40 bytes a bar in the panel alone
    assert least < 2**20 * 4 < 8_000_000 < more
    assert digest != other


def test_a_case_that_is_none_has_no_memory(kept):
    with pytest.raises(FarthingError, match="KeyError: 'nowhere'"):
        rise_of(f"nowhere/1/{kept}", f"nowhere/1/{kept}")
