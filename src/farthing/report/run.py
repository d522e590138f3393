"""A run as its page needs it: the same value from a result and from the folder it was saved in."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data.checksum import bytes_hash, value_hash
from farthing.decimals import EXACT
from farthing.errors import ConfigurationError, DataError
from farthing.report.folder import MANIFEST, restored
from farthing.report.prices import prices

if TYPE_CHECKING:
    import os

    from farthing.backtest.result import Result

KEYS = frozenset(
    {"farthing", "strategy", "data", "config", "error", "end_equity", "statistics", "digest"}
    | {"files", "check"}
)
"""Entries of ``run.json`` that the page needs, and those that tell whether the files are whole."""

NEEDED = ("equity", "orders", "fills", "positions", "trades", "events", "balances")
"""Tables of a result that the page is made of."""

CHANGED = "it is not what was written"


@dataclass(frozen=True)
class Run:
    """What a run was told and what it came to.

    Money of an instrument is in its own currency; columns whose names begin with ``account_`` are
    in the account's, and they alone have sums.

    Attributes:
        manifest: the content of ``run.json`` without its checksums: ``Result.manifest``.
        prices: closes that the page draws; see ``farthing.report.prices``.
    """

    manifest: dict[str, Any]
    equity: pl.DataFrame
    orders: pl.DataFrame
    fills: pl.DataFrame
    positions: pl.DataFrame
    trades: pl.DataFrame
    events: pl.DataFrame
    balances: pl.DataFrame
    prices: pl.DataFrame

    @classmethod
    def of(cls, result: Result) -> Run:
        """The run of a result."""
        tables = {name: getattr(result, name) for name in NEEDED}
        return cls(manifest=result.manifest(), prices=prices(result), **tables)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Run:
        """The run that was saved in a folder.

        Raises:
            ConfigurationError: the folder has no run.
            DataError: one of its files is missing or damaged.
        """
        place = restored(Path(folder))
        if not (place / MANIFEST).is_file():
            raise ConfigurationError(
                f"{place} has no {MANIFEST}: it is not the folder of a run; "
                "`farthing run` prints where a report lies"
            )
        manifest = _manifest(place / MANIFEST)
        files = manifest.pop("files")
        tables = {
            name: _table(place / f"{name}.parquet", files.get(f"{name}.parquet"))
            for name in (*NEEDED, "prices")
        }
        return cls(manifest=manifest, **_in_both_currencies(tables))

    @property
    def strategy(self) -> str:
        """The name of the strategy."""
        return str(self.manifest["strategy"]["name"] or "Strategy")

    @property
    def statistics(self) -> dict[str, Any]:
        """The statistics of the run: floats, money as text, None where undefined."""
        found: dict[str, Any] = self.manifest["statistics"]
        return found

    @property
    def config(self) -> dict[str, Any]:
        """What the run was told."""
        found: dict[str, Any] = self.manifest["config"]
        return found

    @property
    def capital(self) -> Decimal:
        """Money at the start, with as many digits as the account has at the end."""
        end = Decimal(self.manifest["end_equity"])
        return EXACT.add(Decimal(self.config["capital"]), EXACT.subtract(end, end))

    @cached_property
    def is_idle(self) -> bool:
        """Whether nothing happened: no fill, and equity was the capital at each bar."""
        moved = self.equity.get_column("equity") != self.capital
        return self.fills.is_empty() and not moved.any()

    @property
    def is_intraday(self) -> bool:
        """Whether sessions have several bars."""
        return bool(self.manifest["data"]["frequency"] != "1d")

    @cached_property
    def currency(self) -> str:
        """The code of the currency that the account is kept in, which is that of its capital.

        A run that was not told one has none in its configuration; what it was is in its balances.
        """
        return _currency(self.balances)

    def abroad(self, table: pl.DataFrame) -> list[str]:
        """The currencies of a table's rows, where one is not the account's; else none."""
        codes = table.get_column("currency").unique().sort().to_list()
        return [] if set(codes) <= {self.currency} else codes


IN_BOTH = (
    ("fills", ("value", "fee")),
    ("trades", ("profit",)),
    ("events", ("value",)),
    ("positions", ("value",)),
)
"""Columns of tables that are also in the account's currency."""


def _currency(balances: pl.DataFrame) -> str:
    capital = balances.filter(pl.col("account") == "capital")
    return str(capital.get_column("commodity")[0]) if len(capital) else ""


def _in_both_currencies(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables, and in those of an earlier farthing what they have not.

    A run without currencies has one. Of a value that is not in the account's currency, what it is
    there stays unknown.
    """
    found = dict(tables)
    home = _currency(tables["balances"])
    for name, columns in IN_BOTH:
        table = found[name]
        if "currency" not in table.columns:
            table = table.with_columns(currency=pl.lit(home))
        own = pl.when(pl.col("currency") == home)
        more = {f"account_{each}": own.then(pl.col(each)) for each in columns}
        found[name] = table.with_columns(
            **{each: more[each] for each in more if each not in table.columns}
        )
    return found


def saved_manifest(path: Path) -> dict[str, Any]:
    """The content of a ``run.json`` without its checksums.

    Raises:
        ConfigurationError: there is no such file.
        DataError: it is damaged, or of another version.
    """
    if not path.is_file():
        raise ConfigurationError(f"there is no manifest {path}: name the run.json of a run")
    manifest = _manifest(path)
    manifest.pop("files")
    return manifest


def saved_table(folder: Path, name: str) -> pl.DataFrame:
    """One table of a saved run, whose file is what was written.

    Raises:
        DataError: it is missing or damaged.
    """
    files = _manifest(folder / MANIFEST)["files"]
    return _table(folder / f"{name}.parquet", files.get(f"{name}.parquet"))


def record(manifest: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
    """The content of ``run.json``: a manifest, the checksums of files, and one of all that."""
    content = {**manifest, "files": files}
    return {**content, "check": value_hash(content)}


def _manifest(path: Path) -> dict[str, Any]:
    """The content of ``run.json`` but for its own checksum, which is right."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _unreadable(path, str(error)) from error
    missing = KEYS - found.keys() if isinstance(found, dict) else KEYS
    if missing:
        raise DataError(
            f"{path} has no {', '.join(sorted(missing))}: another version of farthing wrote it; "
            "run the strategy again"
        )
    if found.pop("check") != value_hash(found):
        raise _unreadable(path, CHANGED)
    return found


def _table(path: Path, checksum: str | None) -> pl.DataFrame:
    """A table whose file is what was written: polars would panic on some that are not."""
    try:
        content = path.read_bytes()
        if bytes_hash(content) != checksum:
            raise _unreadable(path, CHANGED)
        return pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(path, str(error).splitlines()[0]) from error


def _unreadable(path: Path, reason: str) -> DataError:
    return DataError(f"{path} cannot be read ({reason}): run the strategy again")
