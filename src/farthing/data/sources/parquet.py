"""Parquet files: one for each symbol, or a column that names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.columns import roles
from farthing.data.sources.csv import check_files, files_of, groups, tables_of
from farthing.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from farthing.data.calendar import Calendar
    from farthing.data.columns import Roles
    from farthing.data.request import Request
    from farthing.data.sources.source import RawTable
    from farthing.data.terms import Survey


@dataclass(frozen=True)
class ParquetSource:
    """Parquet files with a row a bar. Decimals and integers come as they are, floats by their repr.

    Args:
        path: a file, or a folder of files.
    """

    path: Path = field(metadata={"help": "A Parquet file, or a folder of them (a file a symbol)."})

    def survey(self, request: Request) -> Survey:
        """The symbols in a column, else those that the files are named after."""
        from farthing.data.terms import Survey

        files = self._files()
        symbols = {symbol for file in files for symbol in file.sizes()}
        if len(files) == 1 and "symbol" not in files[0].roles and len(request.symbols) == 1:
            symbols = {request.symbols[0]}
        return Survey(symbols=tuple(sorted(symbols)), origin=str(self.path))

    def tables(
        self,
        symbols: Sequence[str],
        request: Request,
        calendar: Calendar,
    ) -> Iterator[RawTable]:
        """Reads symbol by symbol; a file of many symbols some symbols at a time."""
        return tables_of(self._files(), symbols)

    def _files(self) -> list[Rows]:
        files = [Rows.of(each) for each in files_of(Path(self.path), (".parquet",))]
        check_files(files)
        return files


@dataclass(frozen=True)
class Rows:
    """One Parquet file and what its columns are."""

    path: Path
    roles: Roles

    @classmethod
    def of(cls, path: Path) -> Rows:
        """A file, after a look at its columns.

        Raises:
            SourceError: it is no whole Parquet file, or lacks columns.
        """
        import polars as pl

        try:
            names = pl.read_parquet_schema(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise SourceError(f"{path} is no whole Parquet file: {error}") from error
        return cls(path, roles(list(names), str(path)))

    @property
    def stem(self) -> str:
        """The symbol that the file is named after."""
        return self.path.stem.upper()

    def sizes(self) -> dict[str, int]:
        """The symbols that it has rows of, and how many rows."""
        import polars as pl

        if "symbol" not in self.roles:
            return {self.stem: 0}
        column = pl.col(self.roles["symbol"]).cast(pl.String)
        counts = self._collect(self._scan().group_by(column.alias("symbol")).len())
        nameless = counts.filter(pl.col("symbol").is_null()).get_column("len").sum()
        if nameless:
            raise SourceError(f"{self.path}: {nameless:,} rows name no symbol")
        return dict(counts.iter_rows())

    def table(self, symbol: str) -> RawTable:
        """All rows, as those of a symbol."""
        return self._table(symbol, self._collect(self._scan()))

    def tables(self, symbols: Sequence[str]) -> Iterator[RawTable]:
        """Symbol by symbol, some of them read at a time."""
        import polars as pl

        column = pl.col(self.roles["symbol"]).cast(pl.String)
        for group in groups(symbols, self.sizes()):
            rows = self._collect(self._scan().filter(column.is_in(group)))
            parts = rows.with_columns(column).partition_by(self.roles["symbol"], as_dict=True)
            del rows
            for symbol in group:
                yield self._table(symbol, parts.pop((symbol,)))

    def _table(self, symbol: str, rows: pl.DataFrame) -> RawTable:
        from farthing.data.sources.raw_text import raw_text

        return raw_text(symbol, rows, self.roles, str(self.path))

    def _scan(self) -> pl.LazyFrame:
        import polars as pl

        return pl.scan_parquet(self.path, row_index_name="line", row_index_offset=1, glob=False)

    def _collect(self, lazy: pl.LazyFrame) -> pl.DataFrame:
        import polars as pl

        try:
            return lazy.collect(engine="streaming")
        except (OSError, pl.exceptions.PolarsError) as error:
            raise SourceError(f"{self.path} cannot be read: {error}") from error
