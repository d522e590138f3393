"""A query that the service makes, with the index that is meant to serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, BindParameter, Integer, bindparam, literal, select, tuple_
from sqlalchemy.sql.visitors import iterate

from farthing.store.types import Moment

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

LIMIT = bindparam("limit", type_=Integer)


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A statement with named parameters.

    Attributes:
        name: the area and what is asked, such as ``signals.active``.
        statement: with a parameter for each value; equal parameters have equal names everywhere.
        index: what is meant to serve it; empty where it reads a whole table on purpose.
    """

    name: str
    statement: Select[*tuple[Any, ...]]
    index: str

    @property
    def table(self) -> str:
        """The table that it is mainly of."""
        return str(self.statement.get_final_froms()[0]).split()[0]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        found = (each for each in iterate(self.statement) if isinstance(each, BindParameter))
        return tuple({each.key: None for each in found if each.required})


def newest(
    table: Any, at: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> Select[Any]:
    """A page of a table's rows from the newest on, those of one moment by their numbers."""
    last = tuple_(bindparam("at", type_=Moment), bindparam("id", type_=BigInteger))
    asked = select(table).where(*conditions, tuple_(at, table.id) < last)
    return asked.order_by(at.desc(), table.id.desc()).limit(LIMIT)


def latest(table: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    """A page of a table's rows from the one that was written last on, by their numbers."""
    asked = select(table).where(*conditions, table.id < bindparam("id", type_=BigInteger))
    return asked.order_by(table.id.desc()).limit(LIMIT)


def same(column: InstrumentedAttribute[Any], name: str = "") -> ColumnElement[bool]:
    """A column that is equal to a parameter of its name, or of another one."""
    return column == bindparam(name or column.key)


def word(column: InstrumentedAttribute[str], *words: str) -> ColumnElement[bool]:
    """A column that is one of some words, which stand in the statement itself.

    A partial index serves those statements alone of which the planner sees the words.
    """
    if len(words) == 1:
        return column == literal(words[0], literal_execute=True)
    return column.in_([literal(each, literal_execute=True) for each in words])
