"""What every source of bars must do.

A source gets these tests with one line; pytest collects the class that `source_suite` gives:

    TestMySource = source_suite(lambda folder: SourceCase(MySource(folder), ("A", "B")))
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from farthing.data import Catalog, Request, Source, ingest
from farthing.data.terms import agree
from farthing.errors import UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from farthing.data.bars import Bars
    from farthing.data.sources.source import RawTable

COLUMNS = {"stamp", "open", "high", "low", "close", "file", "line"}


@dataclass(frozen=True, slots=True)
class SourceCase:
    """A source with some bars, at least two symbols of them.

    Args:
        source: what is tested.
        symbols: those that it has, sorted; those that it is asked for, where it cannot tell.
        request: what must be said for it to be read.
        lists_symbols: whether it can tell which symbols there are.
    """

    source: Any
    symbols: tuple[str, ...]
    request: Request = field(default_factory=Request)
    lists_symbols: bool = True


def source_suite(make: Callable[[Path], SourceCase]) -> type[SourceSuite]:
    """The tests of a source, as a class for pytest.

    Args:
        make: makes the source, with bars that it puts into an empty folder.
    """
    return type("TestSource", (SourceSuite,), {"make": staticmethod(make)})


class SourceSuite:
    """The tests that every source passes."""

    make: Callable[[Path], SourceCase]

    @pytest.fixture
    def case(self, tmp_path: Path) -> SourceCase:
        """The source, with bars in a folder of its own."""
        folder = tmp_path / "source"
        folder.mkdir()
        return self.make(folder)

    def test_it_is_a_source(self, case: SourceCase) -> None:
        """It has the methods of a source."""
        assert isinstance(case.source, Source)

    def test_its_survey_names_its_symbols_sorted(self, case: SourceCase) -> None:
        """What it has comes sorted and without doubles, from somewhere that has a name."""
        survey = case.source.survey(case.request)
        assert survey.origin
        assert list(survey.symbols) == sorted(set(survey.symbols))
        assert set(case.symbols) <= set(survey.symbols)

    def test_tables_come_one_a_symbol_in_the_order_asked(self, case: SourceCase) -> None:
        """Each symbol asked gives one table, in order, with the columns that the intake needs."""
        tables = _tables(case, case.symbols)
        assert [table.symbol for table in tables] == list(case.symbols)
        for table in tables:
            assert set(table.frame.columns) >= COLUMNS
            assert not table.frame.is_empty()
            assert table.frame.get_column("file").max() < len(table.files)  # type: ignore[operator]

    def test_reading_twice_gives_the_same(self, case: SourceCase) -> None:
        """Nothing depends on what was read before."""
        for one, two in zip(_tables(case, case.symbols), _tables(case, case.symbols), strict=True):
            assert one.frame.equals(two.frame)
            for each in fields(one):
                if each.name != "frame":
                    assert getattr(one, each.name) == getattr(two, each.name)

    def test_one_symbol_alone_is_the_same_as_among_all(self, case: SourceCase) -> None:
        """What is asked beside a symbol does not change it."""
        together = _tables(case, case.symbols)[-1]
        alone = _tables(case, case.symbols[-1:])[0]
        drop = ("file", "line")
        assert alone.frame.drop(drop).equals(together.frame.drop(drop))
        assert (alone.dividends, alone.splits) == (together.dividends, together.splits)

    def test_a_symbol_that_is_not_there_is_unknown(self, case: SourceCase, tmp_path: Path) -> None:
        """It is named, together with what there is."""
        if not case.lists_symbols:
            pytest.skip("the source cannot tell which symbols there are")
        with pytest.raises(UnknownSymbol, match="NO-SUCH-SYMBOL"):
            _ingest(case, tmp_path, ("NO-SUCH-SYMBOL", *case.symbols))

    def test_its_bars_are_exact_and_in_order(self, case: SourceCase, tmp_path: Path) -> None:
        """Prices are decimals, times ascend, each bar lies in a session that there is."""
        bars = _ingest(case, tmp_path, case.symbols)
        sessions = set(bars.sessions.get_column("session"))
        for symbol in bars.symbols:
            rows = bars.tables[symbol].collect()
            assert rows.get_column("time").is_sorted()
            assert rows.get_column("time").is_unique().all()
            assert all(rows.schema[name].is_decimal() for name in ("open", "high", "low", "close"))
            assert set(rows.get_column("session")) <= sessions
            assert not any(rows.null_count().row(0))

    def test_ingesting_twice_changes_nothing(self, case: SourceCase, tmp_path: Path) -> None:
        """The same content is the same version, and every file is what was written."""
        request = _request(case, case.symbols)
        first = ingest(case.source, "bundle", request, home=tmp_path / "home")
        again = ingest(case.source, "bundle", request, home=tmp_path / "home")
        assert first.changed
        assert not again.changed
        assert again.bundle.manifest.version == first.bundle.manifest.version
        assert Catalog(tmp_path / "home").verify("bundle") == ()

    def test_appending_what_is_there_changes_nothing(
        self, case: SourceCase, tmp_path: Path
    ) -> None:
        """An identical overlap is accepted."""
        request = _request(case, case.symbols)
        ingest(case.source, "bundle", request, home=tmp_path / "home")
        again = ingest(case.source, "bundle", request, home=tmp_path / "home", append=True)
        assert not again.changed

    def test_its_actions_fall_on_days_of_bars(self, case: SourceCase, tmp_path: Path) -> None:
        """Dividends and splits lie between the first and the last bar of their symbol."""
        bars = _ingest(case, tmp_path, case.symbols)
        for symbol in bars.symbols:
            days = bars.tables[symbol].select("session").collect().to_series()
            acted = [each.ex_date for each in bars.dividends if each.symbol == symbol]
            acted += [each.date for each in bars.splits if each.symbol == symbol]
            assert all(days.min() <= day <= days.max() for day in acted)  # type: ignore[operator]


def _request(case: SourceCase, symbols: tuple[str, ...]) -> Request:
    return replace(case.request, symbols=symbols)


def _tables(case: SourceCase, symbols: tuple[str, ...]) -> list[RawTable]:
    request = _request(case, symbols)
    terms = agree(request, case.source.survey(request))
    return list(case.source.tables(symbols, request, terms.calendar))


def _ingest(case: SourceCase, tmp_path: Path, symbols: tuple[str, ...]) -> Bars:
    outcome = ingest(case.source, "bundle", _request(case, symbols), home=tmp_path / "home")
    return outcome.bundle.bars(extended=True)
