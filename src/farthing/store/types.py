"""The types of columns: exact numbers, moments, documents, and the clock of the database."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import BigInteger, Identity, Integer, Numeric, Text, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import JSON, TypeDecorator

from farthing.store.digits import exact, from_key, to_key

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Select
    from sqlalchemy.types import TypeEngine

SQLITE = "sqlite"

SECOND = 10**9
"""Nanoseconds of a second: moments are nanoseconds since 1970, UTC."""

INT64_MAX = 2**63 - 1


class Exact(TypeDecorator[Decimal]):
    """A decimal that comes back digit for digit, and is compared and sorted as a number.

    In PostgreSQL it is ``NUMERIC``; in SQLite the text of ``farthing.store.digits``. Nothing is
    summed or multiplied in SQL: what could round is done where rounding is written down.
    """

    impl = Numeric
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Decimal]):
        """Compares, and refuses to compute."""

        def operate(self, op: Any, *other: Any, **more: Any) -> ColumnElement[Any]:
            """Refuses what would compute.

            Raises:
                TypeError: it is arithmetic.
            """
            if op.__name__ in ("add", "sub", "mul", "truediv", "floordiv", "mod", "neg"):
                raise TypeError(
                    f"{op.__name__} of an exact column: read the numbers, and compute with Decimal"
                )
            return super().operate(op, *other, **more)

    comparator_factory = Comparator

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type in a database."""
        if dialect.name == SQLITE:
            return dialect.type_descriptor(Text(collation="RTRIM"))
        return dialect.type_descriptor(Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """The number as the database takes it.

        Raises:
            TypeError: it is no decimal.
            ValueError: it is not finite, or has too many digits.
        """
        if value is None:
            return None
        return to_key(value) if dialect.name == SQLITE else exact(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The number of what the database gives."""
        if value is None or isinstance(value, Decimal):
            return value
        return from_key(value)


class Moment(TypeDecorator[int]):
    """A moment: whole nanoseconds since 1970, UTC, as bars have them."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The nanoseconds.

        Raises:
            TypeError: it is no whole number.
            ValueError: it does not fit 64 bits.
        """
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{value!r} is no moment; give whole nanoseconds since 1970, UTC")
        if abs(value) > INT64_MAX:
            raise ValueError(f"{value} is no moment of 64 bits; give nanoseconds since 1970, UTC")
        return value


class Document(TypeDecorator[Any]):
    """A value of JSON; exact numbers in it are strings, and a decimal is refused as it is."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type in a database."""
        kind = JSON() if dialect.name == SQLITE else JSONB()
        return dialect.type_descriptor(kind)


def to_json(value: Any) -> str:
    """A document as text.

    Raises:
        TypeError: something in it has no form in JSON, such as a decimal.
        ValueError: a float in it is not finite.
    """
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


class now(ColumnElement[int]):  # noqa: N801 - written like a function of SQL
    """The clock of the database in nanoseconds, which all who use it share."""

    inherit_cache = True
    type = Moment()

    def select(self) -> Select[int]:
        """The query that asks for it alone."""
        return select(self)


@compiles(now)
def _now_as_shown(*_: Any, **__: Any) -> str:
    return "now_ns()"  # of no database: where a statement is printed


@compiles(now, SQLITE)
def _now_in_sqlite(*_: Any, **__: Any) -> str:
    return (
        "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000000"
        " + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000000)"
    )


@compiles(now, "postgresql")
def _now_in_postgresql(*_: Any, **__: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000000 AS BIGINT)"


BIG = BigInteger().with_variant(Integer(), SQLITE)
"""SQLite numbers the rows of a table by themselves where its key is an INTEGER by name."""

Id = Annotated[int, mapped_column(BIG, Identity(), primary_key=True)]
"""The key of a row; ascending in the order in which rows were asked for."""

At = Annotated[int, mapped_column(Moment)]
Money = Annotated[Decimal, mapped_column(Exact)]
Json = Annotated[dict[str, Any], mapped_column(Document)]
Made = Annotated[int, mapped_column(Moment, insert_default=now())]
