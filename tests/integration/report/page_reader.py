# ruff: noqa: RUF001, RUF002 - the minus sign is meant
"""What a report says, read from the page as a browser has built it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chromium import Chromium

DESKTOP, TABLET, PHONE = 1440, 768, 390
"""Widths of windows."""

SCRIPT = """
(() => {
  const words = (node) => node.textContent.trim();
  const list = (node, what) => [...node.querySelectorAll(what)];
  const fact = (node) => {
    const small = node.querySelector("dd small");
    return [words(node.querySelector("dt")), words(node.querySelector("dd").firstChild),
            small ? words(small) : ""];
  };
  const table = (node) => [
    node.querySelector(".table").ariaLabel,
    list(node, "thead th").map(words),
    list(node, "tbody tr").map((row) => [...row.cells].map((cell) => [words(cell), cell.title])),
  ];
  const figure = (node) => ({
    title: node.dataset.name,
    labels: list(node, "svg[role=img]").map((svg) => svg.ariaLabel),
    bars: list(node, ".bar title").map(words),
    paths: list(node, ".lines path").map((path) => [path.getAttribute("class"),
                                                    path.getAttribute("d")]),
    values: JSON.parse(node.querySelector("script")?.textContent ?? "null"),
  });
  const section = (node) => ({
    id: node.id,
    words: node.innerText,
    facts: list(node, ".facts > div").map(fact),
    entries: list(node, ".groups dl > div").map((pair) =>
      [words(pair.querySelector("dt")), words(pair.querySelector("dd"))]),
    tables: list(node, ".table").map((each) => table(each.parentElement)),
    figures: list(node, "figure").map(figure),
  });
  return {title: document.title, head: document.querySelector("header.top").innerText,
          sections: list(document, "main > section").map(section)};
})()
"""


@dataclass(frozen=True)
class Table:
    """A table: names of columns, cells as words, and what a cell says when pointed at."""

    names: list[str]
    cells: list[list[tuple[str, str]]]

    @property
    def rows(self) -> list[dict[str, str]]:
        """Each row as a mapping from the name of the column."""
        words = ([cell for cell, _ in row] for row in self.cells)
        return [dict(zip(self.names, row, strict=True)) for row in words]


@dataclass(frozen=True)
class Figure:
    """A chart."""

    title: str
    labels: list[str]
    bars: list[str]
    paths: list[tuple[str, str]]
    values: dict[str, Any] | None

    @property
    def places(self) -> list[int]:
        """Points of the chart at which the crosshair has values."""
        assert self.values is not None
        return list(accumulate(self.values["places"]))

    def row(self, name: str) -> list[str]:
        """The values of a row of the crosshair."""
        assert self.values is not None
        return next(words.split(" ") for row, words, _ in self.values["rows"] if row == name)


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    words: str
    facts: dict[str, str]
    hints: dict[str, str]
    entries: dict[str, str]
    tables: dict[str, Table]
    figures: list[Figure]

    @property
    def table(self) -> Table:
        """The only table."""
        (table,) = self.tables.values()
        return table

    @property
    def figure(self) -> Figure:
        """The only figure."""
        (figure,) = self.figures
        return figure


@dataclass(frozen=True)
class Page:
    """A page and its sections."""

    title: str
    head: str
    sections: dict[str, Section]

    def __getitem__(self, name: str) -> Section:
        """A section by its id."""
        return self.sections[name]


def read(browser: Chromium) -> Page:
    """The page that is open."""
    found = browser.evaluate(SCRIPT)
    sections = {each["id"]: _section(each) for each in found["sections"]}
    return Page(found["title"], found["head"], sections)


def _section(found: dict[str, Any]) -> Section:
    return Section(
        words=found["words"],
        facts={name: value for name, value, _ in found["facts"]},
        hints={name: hint for name, _, hint in found["facts"]},
        entries=dict(found["entries"]),
        tables={name: Table(names, cells) for name, names, cells in found["tables"]},
        figures=[Figure(**each) for each in found["figures"]],
    )


def exact(words: str) -> Decimal:
    """An amount as written, with all its digits.

    >>> exact("−1,234.50")
    Decimal('-1234.50')
    """
    return Decimal(words.replace(",", "").replace("−", "-"))


def share(words: str) -> float:
    """A percentage as written.

    >>> share("−12.50 %")
    -0.125
    """
    return float(exact(words.removesuffix("%").strip())) / 100
