"""What is told of instruments: files that say what no file of bars does."""

from __future__ import annotations

import csv
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from farthing import given
from farthing.data.currency import currency
from farthing.data.once import check_keys, check_once
from farthing.data.plain import EXACT
from farthing.errors import ConfigurationError, SourceError
from farthing.types import KINDS, End, Funding, Instrument, Rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Told = TypeVar("Told", Funding, End, Rate)


def told_instruments(path: str | Path) -> dict[str, dict[str, Any]]:
    """Fields of instruments by symbol, of a TOML file (a table each) or a CSV file (a row each).

    The fields are those of ``farthing.types.Instrument``: ``kind``, ``quantity_scale``, ``tick``,
    ``lot``, ``multiplier``, ``currency`` (``EUR`` or ``CODE:DIGITS``), ``base``,
    ``initial_margin``, ``maintenance_margin``, ``expiry``, ``settlement_price``. Numbers are exact
    as they are written; a CSV file names the instrument in its column ``symbol``.

    Raises:
        SourceError: the file cannot be read.
        ConfigurationError: it has a field that instruments do not have, a value that is none, or an
            instrument twice.
    """
    place = Path(path)
    tables = _toml(place) if place.suffix == ".toml" else _csv(place)
    return {symbol: _fields(symbol, table, place) for symbol, table in tables.items()}


def told_funding(path: str | Path) -> tuple[Funding, ...]:
    """Funding payments of a CSV file with the columns ``symbol``, ``time`` and ``rate``.

    A time that names no zone is UTC.

    Raises:
        SourceError: the file cannot be read.
        ConfigurationError: a value of it is none, or two rows are of one symbol and time.
    """
    place = Path(path)
    return _once(place, (_payment(row, place) for row in _rows(place, ("symbol", "time", "rate"))))


def told_ends(path: str | Path) -> tuple[End, ...]:
    """Ends of instruments, of a CSV file with the columns ``symbol``, ``date`` and ``price``.

    A price may be empty: the last one that there is.

    Raises:
        SourceError: the file cannot be read.
        ConfigurationError: a value of it is none, or two rows are of one symbol.
    """
    place = Path(path)
    return _once(place, (_end(row, place) for row in _rows(place, ("symbol", "date"))))


def _end(row: Mapping[str, str], path: Path) -> End:
    where = f"{path}: end of {row['symbol']}"
    price = row.get("price") or None
    return End(
        row["symbol"],
        given.date_of(row["date"], f"{where}:"),
        None if price is None else _read(Decimal, price, f"{where}: price"),
    )


def told_rates(path: str | Path) -> tuple[Rate, ...]:
    """Rates of a CSV file with the columns ``base``, ``quote``, ``date`` and ``rate``.

    Raises:
        SourceError: the file cannot be read.
        ConfigurationError: a value of it is none, or two rows are of one pair and day.
    """
    place = Path(path)
    rows = _rows(place, ("base", "quote", "date", "rate"))
    return _once(place, (_rate(row, place) for row in rows))


def _rate(row: Mapping[str, str], path: Path) -> Rate:
    where = f"{path}: rate of {row['base']}/{row['quote']}"
    rate = _read(Decimal, row["rate"], where)
    return Rate(row["base"], row["quote"], given.date_of(row["date"], f"{where}:"), rate)


def _payment(row: Mapping[str, str], path: Path) -> Funding:
    where = f"{path}: funding of {row['symbol']}"
    time = _read(datetime.fromisoformat, row["time"], f"{where}: time")
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return Funding(row["symbol"], zoned, _read(Decimal, row["rate"], f"{where}: rate"))


def _once(path: Path, told: Iterable[Told]) -> tuple[Told, ...]:
    """All that is told, each once."""
    found = tuple(told)
    check_once(found, f"{path}: ")
    return found


def _toml(path: Path) -> dict[str, Mapping[str, Any]]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path} cannot be read as TOML: {error}") from error
    for symbol, table in found.items():
        if not isinstance(table, dict):
            raise ConfigurationError(f"{path}: {symbol} is no table; write [{symbol}] above it")
    return found


def _csv(path: Path) -> dict[str, Mapping[str, Any]]:
    rows = _rows(path, ("symbol",))
    check_keys(Instrument, ((row["symbol"],) for row in rows), f"{path}: ")
    return {
        row["symbol"]: {name: value for name, value in row.items() if name != "symbol" and value}
        for row in rows
    }


def _rows(path: Path, needed: Iterable[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                {str(name): (value or "").strip() for name, value in row.items()}
                for row in csv.DictReader(file)
            ]
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise SourceError(f"{path} cannot be read as csv: {error}") from error
    for name in needed:
        if any(not row.get(name) for row in rows):
            raise ConfigurationError(f"{path} has rows without {name}: name it in a column")
    return rows


def _fields(symbol: str, table: Mapping[str, Any], path: Path) -> dict[str, Any]:
    fields = {}
    for name, value in table.items():
        read = _READERS.get(name)
        if read is None:
            known = ", ".join(sorted(_READERS))
            raise ConfigurationError(f"{path}: {symbol} has {name!r}; instruments have {known}")
        fields[name] = _read(read, value, f"{path}: {name} of {symbol}")
    return fields


def _read(read: Callable[[Any], Any], value: Any, what: str) -> Any:
    try:
        return read(value)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise ConfigurationError(f"{what}: {value!r} is none") from error


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError(value)
    return str(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(EXACT, Decimal),
    "kind": _kind,
    "base": str,
    "currency": lambda value: currency(str(value)),
    "quantity_scale": int,
    "expiry": _day,
}
