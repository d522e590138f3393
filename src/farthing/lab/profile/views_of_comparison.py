"""The tables of a comparison of two profiles, and the whole of it as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.backtest.figures import DASH
from farthing.lab.profile.views import WORDS, rows
from farthing.lab.profile.words import duration, percent, times
from farthing.lab.results.profile import LISTED
from farthing.report.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.results.profile_comparison import Change, ProfileComparison

PARTS_SHOWN = 15


def headline(found: ProfileComparison) -> str:
    """What has happened to the whole, in a sentence."""
    old, new = found.before, found.after
    change = 100 * (new.seconds / old.seconds - 1)
    return (
        f"{new.target}: a run takes {duration(new.seconds)} after {duration(old.seconds)} "
        f"({change:+.1f} %), of the processor {duration(new.cpu_seconds)} after "
        f"{duration(old.cpu_seconds)}"
    )


def warnings(found: ProfileComparison) -> list[str]:
    """What a reader must know before believing anything."""
    said = []
    if found.answer_changed:
        said.append(
            f"THE ANSWER CHANGED: {found.before.digest[:12]} before, {found.after.digest[:12]} "
            "after; with other trades, faster is no gain"
        )
    if found.before.target != found.after.target:
        said.append(f"the targets differ: {found.before.target} and {found.after.target}")
    if found.across_machines:
        said.append("the two profiles are from different machines: their times say little")
    return said


def basis(found: ProfileComparison) -> str:
    """What the changes rest on, and whether they have intervals."""
    old, new = found.before.samples, found.after.samples
    if old is None or new is None:
        return (
            "Own time of a run by cProfile, one process a side: these changes have no interval, so "
            "that no function is called faster or slower; profile both with sampling for that"
        )
    return (
        f"Own time of a run by py-spy, {old:,} samples before and {new:,} after; the interval of a "
        f"change at {100 * found.confidence:g} % is Newcombe's: where it has 0 in it, or chance "
        "may have found it among so many functions, nothing is shown; the lengths of the two runs "
        "count as exact"
    )


def tables(found: ProfileComparison) -> list[Table]:
    """All tables that have a row."""
    listed = [
        _changes("Faster", "Function", found.faster, found),
        _changes("Slower", "Function", found.slower, found),
        _changes("New", "Function", found.new, found),
        _changes("Gone", "Function", found.gone, found),
        _changes(_undecided(found), "Function", found.undecided, found),
        expectations(found),
        _changes("By module", "Module", found.modules[:PARTS_SHOWN], found),
        _changes("By category", "Category", found.categories, found),
    ]
    return [table for table in listed if table.rows]


def _undecided(found: ProfileComparison) -> str:
    return "Without an interval" if found.before.samples is None else "Not shown to have changed"


def _changes(caption: str, name: str, changes: Sequence[Change], found: ProfileComparison) -> Table:
    cells = [
        (
            each.name, duration(each.before), duration(each.after),
            duration(each.seconds, signed=True), _interval(each), times(each.times),
        )
        for each in changes
    ]  # fmt: skip
    tones = [_tone(each, found) for each in changes]
    names = (name, "Before", "After", "Change", "Interval", "Speed-up")
    return Table(caption, names, rows(cells, tones), WORDS)


def _interval(change: Change) -> str:
    if change.low is None or change.high is None:
        return DASH
    return f"{duration(change.low, signed=True)} to {duration(change.high, signed=True)}"


def _tone(change: Change, found: ProfileComparison) -> str:
    """The colour of a change that is shown, where it is large enough for one."""
    if not change.is_shown or abs(change.seconds) < LISTED * found.before.seconds:
        return ""
    return "loss" if change.seconds > 0 else "gain"


def expectations(found: ProfileComparison) -> Table:
    """What Amdahl's law says of each target, against what was achieved."""
    cells = [
        (
            each.name, percent(each.share), duration(each.before), duration(each.after),
            times(each.expected), times(each.bound),
        )
        for each in found.expectations
    ]  # fmt: skip
    if cells:
        cells.append(("all targets together", "", "", "", times(found.expected), ""))
        cells.append(("achieved", "", "", "", times(found.achieved), ""))
    names = ("Function", "Share", "Before", "After", "Expected", "Without")
    note = (
        "expected: the whole would be so many times as fast if this target alone had changed; "
        "without: if it had vanished (Amdahl)"
    )
    return Table("Expected and achieved", names, rows(cells), WORDS, note)


def markdown(found: ProfileComparison) -> str:
    """The comparison for a pull request."""
    parts = [f"**{headline(found)}**"]
    parts += [f"> **{words}**" for words in warnings(found)]
    parts.append(f"{basis(found)}.")
    parts += [_markdown(table) for table in tables(found)]
    return "\n\n".join(parts) + "\n"


def _markdown(table: Table) -> str:
    r"""One table.

    >>> from farthing.report.table import Cell
    >>> print(_markdown(Table("T", ("Function", "n"), ((Cell("a|b"), Cell("1")),), ("Function",))))
    ### T
    <BLANKLINE>
    | Function | n |
    |---|--:|
    | `a\|b` | 1 |
    """
    marks = ["---" if name in table.words else "--:" for name in table.names]
    lines = [f"### {table.caption}", "", _row(table.names), "|" + "|".join(marks) + "|"]
    for row in table.rows:
        first, *others = (cell.words.replace("|", "\\|") for cell in row)
        lines.append(_row((f"`{first}`", *others)))
    return "\n".join([*lines, *(["", f"_{table.note}_"] if table.note else [])])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
