"""Text files with a row a bar: a file for each symbol, or a column that names it."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - the command line reads field types
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from farthing.data.sources.source import BadRow, RawTable
from farthing.data.sources.told_columns import check_told, roles_with
from farthing.errors import ConfigurationError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import polars as pl

    from farthing.data.calendar import Calendar
    from farthing.data.columns import Roles
    from farthing.data.request import Request
    from farthing.data.terms import Survey

ENDINGS = (".csv", ".csv.gz", ".txt", ".txt.gz", ".tsv", ".tsv.gz")

DELIMITERS = (",", ";", "\t", "|")

SNIFFED_LINES = 20

SHOWN_LETTERS = 60
"""Letters of a line that a message shows."""

ROWS_AT_ONCE = 2_000_000
"""Rows of a file with many symbols that are read together."""


@dataclass(frozen=True)
class CsvSource:
    """Text files with a row a bar.

    Args:
        path: a file, or a folder of files.
        delimiter: what separates columns; by default the one that the file shows.
        columns: names of the columns, where the file has no header.
        map: columns by what they are, where their names do not say so: ``{"close": "Last"}``.
        date_format: format of the stamps, where the values do not tell.
        decimal_comma: whether numbers are written 1,5.
    """

    path: Path = field(metadata={"help": "A csv file, or a folder of them (a file a symbol)."})
    delimiter: str | None = field(
        default=None, metadata={"help": "What separates columns; by default as the file shows."}
    )
    columns: tuple[str, ...] = field(
        default=(), metadata={"help": "Names of the columns, for files without a header."}
    )
    map: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "help": "Which column is which, where its name does not say so, as close=Last; "
            "can be given several times.",
            "metavar": "NAME=COLUMN",
        },
    )
    date_format: str | None = field(
        default=None, metadata={"help": "Format of the stamps, such as '%d/%m/%Y %H:%M'."}
    )
    decimal_comma: bool = field(default=False, metadata={"help": "Numbers are written 1,5."})

    def __post_init__(self) -> None:
        """Refuses a map of what no column can be."""
        check_told(self.map)

    def survey(self, request: Request) -> Survey:
        """The symbols in a column, else those that the files are named after."""
        from farthing.data.terms import Survey

        texts = self.texts()
        symbols = {symbol for text in texts for symbol in text.symbols()}
        alone = len(texts) == 1 and "symbol" not in texts[0].roles
        if alone and len(request.symbols) == 1:
            symbols = {request.symbols[0]}
        return Survey(symbols=tuple(sorted(symbols)), origin=str(self.path))

    def tables(
        self,
        symbols: Sequence[str],
        request: Request,
        calendar: Calendar,
    ) -> Iterator[RawTable]:
        """Reads symbol by symbol; a file of many symbols some symbols at a time."""
        return tables_of(self.texts(), symbols)

    def texts(self) -> list[Text]:
        """The files.

        Raises:
            SourceError: there are none.
        """
        texts = [Text.of(each, self) for each in files_of(Path(self.path), ENDINGS)]
        check_files(texts)
        return texts


@dataclass
class Text:
    """One text file.

    Args:
        path: where it is.
        options: those of the source.
        delimiter: what separates its columns.
        names: of its columns.
        header: the line of the header; 0 where there is none.
        roles: what its columns are.
        malformed: lines with more columns than there are, as far as they were come across.
    """

    path: Path
    options: CsvSource
    delimiter: str
    names: tuple[str, ...]
    header: int
    roles: Roles
    malformed: list[BadRow] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path, options: CsvSource) -> Text:
        """A file, after a look at its first lines."""
        lines = first_lines(path)
        header = next(number for number, line in enumerate(lines, start=1) if line.strip())
        full = lines[header - 1 :]
        delimiter = options.delimiter or delimiter_of(full, str(path))
        first = next(csv.reader(full[:1], delimiter=delimiter))
        if not options.columns:
            _check_header(first, full[0], path)
        names = options.columns or tuple(first)
        if len(names) != len(first):
            raise ConfigurationError(f"{path} has {len(first)} columns, {len(names)} were named")
        names = distinct(names)
        line = 0 if options.columns else header
        found = roles_with(options.map, names, str(path))
        if line and len(lines) < SNIFFED_LINES:
            _check_rows(full[1:], path)
        return cls(path, options, delimiter, names, line, found)

    @property
    def stem(self) -> str:
        """The symbol that the file is named after."""
        name = self.path.name
        endings = [each for each in ENDINGS if name.lower().endswith(each)]
        return name[: -len(max(endings, key=len))].upper() if endings else self.path.stem.upper()

    def symbols(self) -> list[str]:
        """The symbols that it has rows of."""
        import polars as pl

        if "symbol" not in self.roles:
            return [self.stem]
        column = pl.col(self.roles["symbol"]).str.strip_chars()
        found = self._collect(lambda rows: rows.select(column.unique())).to_series()
        return sorted(symbol for symbol in found.drop_nulls().to_list() if symbol)

    def table(self, symbol: str) -> RawTable:
        """All rows, as those of a symbol."""
        return self._table(symbol, self._collect(lambda rows: rows))

    def tables(self, symbols: Sequence[str]) -> Iterator[RawTable]:
        """Symbol by symbol, some of them read at a time."""
        import polars as pl

        column = pl.col(self.roles["symbol"]).str.strip_chars()
        full = ~pl.all_horizontal(pl.exclude("line").is_null())
        counts = self._collect(
            lambda rows: rows.filter(full).group_by(column.alias("symbol")).len()
        )
        sizes: dict[str | None, int] = dict(counts.iter_rows())
        if None in sizes or "" in sizes:
            self._without_symbol()
        for group in groups(symbols, sizes):
            mine = column.is_in(group)
            rows = self._collect(lambda rows, mine=mine: rows.filter(mine))  # type: ignore[misc]
            parts = rows.with_columns(column).partition_by(self.roles["symbol"], as_dict=True)
            del rows
            for symbol in group:
                yield self._table(symbol, parts.pop((symbol,)))

    def _without_symbol(self) -> None:
        """Remembers rows that do not say whose they are."""
        import polars as pl

        column = pl.col(self.roles["symbol"]).str.strip_chars()
        nameless = column.is_null() | (column == "")
        full = ~pl.all_horizontal(pl.exclude("line").is_null())
        found = self._collect(lambda rows: rows.filter(nameless & full).select("line"))
        for line in found.to_series().to_list():
            row = BadRow(str(self.path), line, "no symbol", "the row names no symbol")
            self.malformed.append(row)

    def _table(self, symbol: str, rows: pl.DataFrame) -> RawTable:
        from farthing.data.sources.raw_text import raw_text

        table = raw_text(
            symbol, rows, self.roles, str(self.path),
            date_format=self.options.date_format, decimal_comma=self.options.decimal_comma,
        )  # fmt: skip
        malformed, self.malformed = tuple(self.malformed), []
        return replace(table, malformed=malformed)

    def _collect(self, query: Callable[[pl.LazyFrame], pl.LazyFrame]) -> pl.DataFrame:
        """What a query finds among the rows; lines with too many columns are remembered as bad.

        Raises:
            SourceError: the file cannot be read as csv.
        """
        import polars as pl

        try:
            return query(self._scan()).collect(engine="streaming")
        except pl.exceptions.NoDataError as error:
            raise SourceError(f"{self.path} has no rows") from error
        except pl.exceptions.PolarsError as error:
            if "more fields" not in str(error):
                reason = str(error).splitlines()[0]
                raise SourceError(f"{self.path} cannot be read as csv: {reason}") from error
        known = {row.line for row in self.malformed}
        ragged = list(self._ragged())
        self.malformed += [row for row in ragged if row.line not in known]
        lines = [row.line for row in ragged]
        return query(
            self._scan(truncate_ragged_lines=True).filter(~pl.col("line").is_in(lines))
        ).collect(engine="streaming")

    def _scan(self, *, truncate_ragged_lines: bool = False) -> pl.LazyFrame:
        import polars as pl

        return pl.scan_csv(
            self.path,
            separator=self.delimiter,
            has_header=self.header > 0,
            skip_lines=max(0, self.header - 1),
            new_columns=list(self.names),
            infer_schema=False,
            row_index_name="line",
            row_index_offset=1 + self.header,
            glob=False,
            truncate_ragged_lines=truncate_ragged_lines,
        )

    def _ragged(self) -> Iterator[BadRow]:
        """Lines with more columns than there are."""
        width = len(self.names)
        with opened(self.path) as file:
            for number, line in enumerate(file, start=1):
                if line.count(self.delimiter) < width:
                    continue
                found = len(next(csv.reader([line], delimiter=self.delimiter)))
                if found > width:
                    reason = f"{found} columns instead of {width}"
                    yield BadRow(str(self.path), number, "too many columns", reason)


def _check_header(names: Sequence[str], line: str, path: Path) -> None:
    """Refuses a first line without a letter."""
    if not any(letter.isalpha() for letter in "".join(names)):
        raise ConfigurationError(
            f"{path} has no header: its first line is {line.strip()!r}; name its columns, "
            "such as --columns date,time,open,high,low,close,volume"
        )


def _check_rows(lines: Sequence[str], path: Path) -> None:
    """Refuses a header with nothing behind it, before anything is asked about rows."""
    if not any(line.strip() for line in lines):
        raise SourceError(f"{path} has no rows behind its header")


def files_of(path: Path, endings: tuple[str, ...]) -> list[Path]:
    """A file, or those of a folder that have one of some endings.

    Raises:
        SourceError: there are none, or one is no regular file.
    """
    if not path.exists():
        raise SourceError(f"{path} does not exist")
    if not path.is_dir():
        return [regular(path)]
    every = sorted(path.iterdir())
    found = [each for each in every if each.name.lower().endswith(endings)]
    if not found:
        there = ", ".join(each.name for each in every[:5]) or "nothing"
        raise SourceError(f"{path} has no file with {' or '.join(endings[:2])}; it has {there}")
    return [regular(each) for each in found]


def regular(path: Path) -> Path:
    """A path that is a file with an end: a pipe may wait for ever, a device may never stop.

    Raises:
        SourceError: it is none.
    """
    if not path.is_file():
        what = "a folder" if path.is_dir() else "a pipe, a device or a link to nothing"
        raise SourceError(f"{path} is {what}, not a regular file; bring its content in one")
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise SourceError(f"the name of {str(path)!a} is no text in UTF-8: rename it") from error
    return path


class FileOfRows(Protocol):
    """One file of rows, and what its columns are."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def roles(self) -> Roles:
        """Columns by what they are."""

    @property
    def stem(self) -> str:
        """The symbol that the file is named after."""

    def table(self, symbol: str) -> RawTable:
        """All rows, as those of a symbol."""

    def tables(self, symbols: Sequence[str]) -> Iterator[RawTable]:
        """Symbol by symbol."""


def tables_of(files: Sequence[FileOfRows], symbols: Sequence[str]) -> Iterator[RawTable]:
    """The tables of symbols: of one file for one, of one for all, or of one each."""
    if "symbol" in files[0].roles:
        yield from files[0].tables(symbols)
    elif len(files) == 1:
        yield files[0].table(symbols[0])
    else:
        by_symbol = {file.stem: file for file in files}
        for symbol in symbols:
            yield by_symbol[symbol].table(symbol)


def check_files(files: Sequence[FileOfRows]) -> None:
    """Refuses several files of which some have a column of symbols, or two are of one symbol.

    Raises:
        SourceError: there are such.
    """
    with_symbols = [file.path for file in files if "symbol" in file.roles]
    if with_symbols and len(files) > 1:
        raise SourceError(f"{with_symbols[0]} has a column of symbols; bring such files one by one")
    paths: dict[str, Path] = {}
    for file in files:
        other = paths.setdefault(file.stem, file.path)
        if other != file.path:
            raise SourceError(
                f"{other} and {file.path} are both of {file.stem}, and endings and case do not "
                "count: take one of them away, or rename it"
            )


def first_lines(path: Path) -> list[str]:
    """The first lines of a file of text.

    Raises:
        SourceError: it is empty, or no text.
    """
    try:
        with opened(path) as file:
            lines = [line for _, line in zip(range(SNIFFED_LINES), file, strict=False)]
    except (UnicodeDecodeError, EOFError, OSError) as error:
        raise SourceError(f"{path} is no text in UTF-8: {error}") from error
    if not any(line.strip() for line in lines):
        raise SourceError(f"{path} is empty")
    return lines


def opened(path: Path) -> IO[str]:
    """A file of text, packed or not."""
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def delimiter_of(lines: Sequence[str], where: str = "the file") -> str:
    r"""The character that splits lines into the most columns, the same number in each.

    Raises:
        ConfigurationError: none does.

    >>> delimiter_of(["date;open;close", "2024-01-02;1,5;1,6"])
    ';'
    """
    full = [line for line in lines if line.strip()]
    counts = {mark: {line.count(mark) for line in full} for mark in DELIMITERS}
    even = {mark: found.pop() for mark, found in counts.items() if len(found) == 1}
    best = max(even, key=lambda mark: even[mark], default="")
    if best and even[best]:
        return best
    best = max(DELIMITERS, key=full[0].count)
    if best not in full[0]:
        raise ConfigurationError(
            f"{where}: its first line {shortened(full[0].strip())!r} has no columns; "
            "say what separates them: --delimiter"
        )
    return best


def shortened(line: str) -> str:
    """A line for a message: its beginning, where it is long.

    >>> shortened("x" * 100)[-5:]
    'xx...'
    """
    return line if len(line) <= SHOWN_LETTERS else f"{line[:SHOWN_LETTERS]}..."


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, those that come twice made different.

    >>> distinct(["close", "close"])
    ('close', 'close_2')
    """
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(result)


def groups(symbols: Sequence[str], sizes: Mapping[Any, int]) -> Iterator[list[str]]:
    """Symbols in groups of not too many rows.

    >>> list(groups(["A", "B", "C"], {"A": 1_000_000, "B": 900_000, "C": 900_000}))
    [['A', 'B'], ['C']]
    """
    group: list[str] = []
    rows = 0
    for symbol in symbols:
        if group and rows + sizes[symbol] > ROWS_AT_ONCE:
            yield group
            group, rows = [], 0
        group.append(symbol)
        rows += sizes[symbol]
    if group:
        yield group
