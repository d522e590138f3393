"""Read scenario tables: `read(path)` gives the scenarios of one file, see README.md."""

from dataclasses import dataclass, field
from pathlib import Path

from oracle import Bar, Dividend, Split, Ticket

from .expected import Expected, expected_of, items
from .market import SETTINGS, bars_of, dividend, setup_of, split, targets_of
from .steps import Cancel, Convert, Modify, Step, step_of

__all__ = ["Cancel", "Convert", "Expected", "Modify", "Scenario", "Step", "items", "read"]

COLUMNS = {
    *SETTINGS,
    *("name", "orders", "targets"),
    *("events", "states", "cash", "receivable", "positions", "trades", "equity"),
    *("marks", "holdings", "postings", "error"),
    *("cash_in", "profits", "refusals", "ambiguous"),
}


@dataclass(frozen=True)
class Scenario:
    """One row of a table. `script` is what is ordered, in this order, at the close of a row."""

    name: str
    file: str
    line: int
    setup: dict[str, object]  # the arguments of oracle.Setup: a setup itself may be the error
    bars: list[tuple[int, int, dict[str, Bar]]]
    dividends: list[Dividend]
    splits: list[Split]
    start: int
    script: list[tuple[int, Step]]
    targets: list[list[float]] | None
    unit: str
    rebalance: bool
    expected: Expected | None  # None: the run ends with an error
    cells: dict[str, str] = field(repr=False)

    @property
    def tickets(self) -> list[tuple[int, Ticket]]:
        """The tickets of the script by row."""
        return [(row, step) for row, step in self.script if isinstance(step, Ticket)]

    @property
    def has_only_tickets(self) -> bool:
        """Whether nothing but tickets is given, so that a tape can hold them."""
        return all(isinstance(step, Ticket) for _, step in self.script)

    @property
    def cancels(self) -> list[tuple[int, int]]:
        """The numbers of the orders that are cancelled, by row."""
        return [(row, step.order) for row, step in self.script if isinstance(step, Cancel)]


def read(path: str | Path) -> list[Scenario]:
    """The scenarios of one file in the order of its rows."""
    blocks: dict[tuple[str, str], list[list[str]]] = {}
    given = dict(SETTINGS)
    block: list[list[str]] | None = None
    columns: list[str] | None = None
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        words = line.split()
        if not line.startswith("|"):
            columns = None
        if not words:
            block = None
        elif line.startswith("|"):
            columns = _table_line(path, number, line, columns, given, rows)
        elif line.startswith("#"):
            continue
        elif block is not None:
            block.append(words)
        elif words[0] == "given" and words[1] in SETTINGS:
            given[words[1]] = " ".join(words[2:])
        elif words[0] in ("bars", "instruments") and len(words) == 2:
            block = blocks[words[0], words[1]] = []
        else:
            raise ValueError(f"{path}:{number}: {line!r} is no line of a scenario file")
    return [_scenario(Path(path).name, number, cells, blocks) for number, cells in rows]


def _table_line(path, number, line, columns, given, rows) -> list[str]:
    """Take in a line of a table: its header, its rule, a row, or more items of the row above."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if columns is None:
        unknown = set(cells) - COLUMNS
        if unknown:
            raise ValueError(f"{path}:{number}: no column is called {sorted(unknown)}")
        return cells
    if all(set(cell) <= {"-"} and cell for cell in cells) and len(cells) > 1:
        return columns
    if len(cells) != len(columns):
        raise ValueError(f"{path}:{number}: {len(cells)} cells for {len(columns)} columns")
    row = dict(zip(columns, cells, strict=True))
    if row["name"]:
        rows.append((number, {**given, **row}))
        return columns
    for column, cell in row.items():
        if cell:
            rows[-1][1][column] += f"; {cell}"
    return columns


def _scenario(file: str, number: int, cells: dict[str, str], blocks) -> Scenario:
    targets = cells.get("targets")
    bars = bars_of(blocks["bars", cells["bars"]])
    actions = [item.split() for item in items(cells["actions"])]
    start = int(cells["start"])
    setup = setup_of(cells, blocks)
    return Scenario(
        name=cells["name"],
        file=file,
        line=number,
        setup=setup,
        bars=bars,
        dividends=[dividend(words) for words in actions if words[0] == "dividend"],
        splits=[split(words) for words in actions if words[0] == "split"],
        start=start,
        script=[step_of(item) for item in items(cells.get("orders", "-"))],
        targets=targets and targets_of(targets, len(bars) - start, len(setup["instruments"])),
        unit=cells["unit"],
        rebalance={"yes": True, "no": False}[cells["rebalance"]],
        expected=None if "error" in cells else expected_of(cells),
        cells=cells,
    )
