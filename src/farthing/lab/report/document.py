"""What a result says, before it is a page, Markdown or lines in a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from farthing.report.table import Cell, Fact, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from farthing.lab.report.forest import Forest
    from farthing.lab.report.strips import Strips


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document.

    Attributes:
        name: by which it is found.
        title: in one or two words.
        finding: a sentence that says what is to be seen; empty where the tables speak.
        tables: of figures.
        forests: intervals, drawn.
        strips: single values, drawn.
        pictures: drawings that come as SVG, each with a name.
        points: sentences, one below the other.
        quotes: words of a program, as it wrote them, each with a title.
        is_detail: whether it is left out where there is little room.
    """

    name: str
    title: str
    finding: str = ""
    tables: tuple[Table, ...] = ()
    forests: tuple[Forest, ...] = ()
    strips: tuple[Strips, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    points: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    is_detail: bool = False

    @property
    def has_words(self) -> bool:
        """Whether there is something in it that is not drawn."""
        return bool(self.tables or self.points or self.quotes)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.has_words or self.forests or self.strips or self.pictures)


@dataclass(frozen=True, slots=True)
class Document:
    """A result in words, tables and drawings.

    Attributes:
        kicker: what kind of result it is.
        title: the verdict, or what was measured.
        tone: ``gain``, ``loss``, ``second`` or nothing.
        standfirst: the finding in one sentence.
        banners: what has to be known before anything else.
        facts: key figures.
        sections: the rest; empty ones are left out.
    """

    kicker: str
    title: str
    standfirst: str
    tone: str = ""
    banners: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = field(default=())


def sheet(
    caption: str,
    names: Sequence[str],
    rows: Iterable[Sequence[Cell | str]],
    *,
    words: Sequence[str] = (),
    note: str = "",
) -> Table:
    """A table of plain words and toned cells; the first column holds words."""
    cells = tuple(
        tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows
    )
    return Table(caption, tuple(names), cells, (names[0], *words), note)
