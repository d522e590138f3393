"""Tables and lists of facts, as a template writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.report import text

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``tone`` is ``gain``, ``loss`` or nothing."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under names.

    Attributes:
        caption: what it lists; for screen readers too.
        names: of the columns.
        rows: each as long as ``names``.
        words: names of the columns that hold words; the others hold numbers.
        note: a remark below, such as what was left out.
    """

    caption: str
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, its value, and what must be known to read it."""

    name: str
    value: str
    hint: str = ""
    tone: str = ""


def row(*cells: Cell | str) -> tuple[Cell, ...]:
    """A row of cells; plain words are cells too."""
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def tone(value: Decimal | float | None) -> str:
    """Whether a value is a gain or a loss.

    >>> tone(-1.0), tone(0.0), tone(None)
    ('loss', '', '')
    """
    if value is None or not value:
        return ""
    return "gain" if value > 0 else "loss"


def gained(value: Decimal) -> Cell:
    """An exact amount with its sign and tone."""
    return Cell(text.money(value, signed=True), tone(value))


def returned(value: float | None) -> Cell:
    """A return with its sign and tone."""
    return Cell(text.percent(value, signed=True), tone(value))
