"""A run in a folder: all of it or nothing, and its page made again to the byte."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

import polars as pl
import pytest
from report_runs import NAMES, Cross, bars, daily, market, walk

import farthing as ft
from farthing.backtest.result import TABLES
from farthing.errors import ConfigurationError, DataError
from farthing.report import Run, page, report_again, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from farthing.backtest.result import Result

FILES = {
    "run.json",
    "journal.beancount",
    "report.html",
    "prices.parquet",
    "records.parquet",
    *(f"{name}.parquet" for name in TABLES),
}


@pytest.fixture
def copy(folder_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A saved run that a test may damage."""
    return shutil.copytree(folder_of("partial"), tmp_path / "copy")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_made_again_is_the_same(
    folder_of: Callable[[str], Path], result_of: Callable[[str], Result], name: str, tmp_path: Path
) -> None:
    folder = folder_of(name)
    assert {path.name for path in folder.iterdir()} == FILES
    again = report_again(folder, tmp_path / "sub" / "again.html")
    written = (folder / "report.html").read_text(encoding="utf-8")
    assert again.read_text(encoding="utf-8") == written == page(Run.of(result_of(name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_does_not_depend_on_the_decimal_context(
    folder_of: Callable[[str], Path], name: str, tmp_path: Path
) -> None:
    """A strategy may leave any precision behind, and so may who asks for a page."""
    with localcontext(prec=3):
        again = report_again(folder_of(name), tmp_path / "again.html")
        assert again.read_bytes() == (folder_of(name) / "report.html").read_bytes()


def test_a_folder_does_not_depend_on_the_decimal_context(tmp_path: Path) -> None:
    usual = save(daily(), tmp_path / "usual")
    with localcontext(prec=3):
        coarse = save(daily(), tmp_path / "coarse")
    names = sorted(path.name for path in usual.iterdir())
    unlike = [n for n in names if (usual / n).read_bytes() != (coarse / n).read_bytes()]
    assert unlike == []
    assert len(names) == len(FILES)


def test_the_page_has_no_address_to_load_from(folder_of: Callable[[str], Path]) -> None:
    written = (folder_of("daily") / "report.html").read_text(encoding="utf-8")
    for word in ("http://", "https://", "@import", "url(", " src="):
        assert word not in written


def test_two_equal_runs_have_equal_pages() -> None:
    assert page(Run.of(daily())) == page(Run.of(daily()))


def test_tables_keep_every_digit(
    folder_of: Callable[[str], Path], result_of: Callable[[str], Result]
) -> None:
    for name in TABLES:
        saved = pl.read_parquet(folder_of("daily") / f"{name}.parquet")
        assert saved.equals(getattr(result_of("daily"), name))
    manifest = json.loads((folder_of("daily") / "run.json").read_text(encoding="utf-8"))
    assert Decimal(manifest["end_equity"]) == result_of("daily").end_equity


def test_run_json_has_the_manifest_and_the_keys_that_its_description_names(
    folder_of: Callable[[str], Path], result_of: Callable[[str], Result]
) -> None:
    result = result_of("daily")
    written = json.loads((folder_of("daily") / "run.json").read_text(encoding="utf-8"))
    manifest = json.loads(json.dumps(result.manifest()))
    assert {name: written.pop(name) for name in manifest} == manifest
    description = type(result).manifest.__doc__ or ""
    assert [name for name in written if f"``{name}``" in description] == ["files", "check"]
    assert written.keys() == {"files", "check"}


def test_a_run_takes_the_place_of_an_earlier_one(
    copy: Path, result_of: Callable[[str], Result]
) -> None:
    (copy / "report.html").write_text("old", encoding="utf-8")
    save(result_of("daily"), copy)
    assert Run.load(copy).manifest["digest"] == result_of("daily").digest
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


def test_what_is_no_run_is_left_alone(tmp_path: Path, result_of: Callable[[str], Result]) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not empty, and not a run's folder"):
        save(result_of("daily"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_cannot_be_written_leaves_nothing(
    tmp_path: Path, result_of: Callable[[str], Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OSError, match="no space"):
        save(result_of("daily"), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"has no run\.json: it is not the folder of a run"
    ):
        report_again(tmp_path)


@pytest.mark.parametrize("name", ["equity.parquet", "prices.parquet", "run.json"])
def test_a_damaged_file_is_named(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"{")
    with pytest.raises(DataError, match=f"{name} cannot be read .*: run the strategy again"):
        report_again(copy)


def test_a_missing_table_is_named(copy: Path) -> None:
    (copy / "fills.parquet").unlink()
    with pytest.raises(DataError, match="fills.parquet cannot be read"):
        report_again(copy)


def test_a_flipped_bit_in_any_table_is_named(copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("positions.parquet", "equity.parquet", "prices.parquet"):
        whole = (copy / name).read_bytes()
        for place in range(0, len(whole), max(1, len(whole) // 20)):
            flipped = bytearray(whole)
            flipped[place] ^= 1
            (copy / name).write_bytes(flipped)
            with pytest.raises(
                DataError, match=f"{name} cannot be read .*: run the strategy again"
            ):
                report_again(copy)
        (copy / name).write_bytes(whole)
    report_again(copy)
    assert capfd.readouterr().err == ""


def test_a_table_with_other_columns_is_named(copy: Path) -> None:
    pl.DataFrame({"other": [1]}).write_parquet(copy / "equity.parquet")
    with pytest.raises(DataError, match="equity.parquet cannot be read .*: run the strategy again"):
        report_again(copy)


@pytest.mark.parametrize("key", ["strategy", "data", "config", "statistics", "end_equity", "files"])
@pytest.mark.parametrize("value", [None, {}, [1]])
def test_a_manifest_with_parts_missing_is_named(copy: Path, key: str, value: object) -> None:
    path = copy / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: value}), "utf-8")
    with pytest.raises(DataError, match=r"run\.json cannot be read .*: run the strategy again"):
        report_again(copy)


@pytest.mark.parametrize("content", ["[]", "{}"])
def test_a_manifest_of_something_else_is_refused(copy: Path, content: str) -> None:
    (copy / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="another version of farthing wrote it"):
        report_again(copy)


def test_many_symbols_make_a_small_page() -> None:
    class Hold(ft.Strategy):
        """Holds everything."""

        def on_bar(self, ctx: ft.Context) -> None:
            """Equal shares."""
            ctx.target_percent(1 / len(ctx.assets))

    result = ft.run(Hold, bars=market(600, 20), capital=100_000_000, commission="bps:1")
    made = page(Run.of(result))
    assert len(made.encode()) < 500_000
    assert "The 12 of 600 symbols with the largest value traded are drawn" in made


@pytest.mark.slow
def test_long_runs_make_small_pages() -> None:
    sizes = []
    for sessions in (100, 400):
        closes = walk(sessions * 390, 1, volatility=0.0005, drift=0.0)
        result = ft.run(
            Cross, bars=bars({"S00": closes}, per_session=390), commission="bps:1", benchmark="S00"
        )
        sizes.append(len(page(Run.of(result)).encode()))
    assert max(sizes) < 3_000_000
    assert sizes[1] < 1.5 * sizes[0]
