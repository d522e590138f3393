"""A result in Markdown: a comment on a pull request, or tables for a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.report.comparison import banners, cases, last_line, name_of, ordered, worst
from farthing.lab.report.documents import document
from farthing.lab.report.words import VERDICTS, minute, share
from farthing.lab.results.comparison import ComparisonResult, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.lab.report.document import Section
    from farthing.lab.results.comparison import CaseComparison
    from farthing.lab.results.file import ResultFile
    from farthing.report.table import Fact, Table

MARKER = "<!-- farthing: benchmarks -->"
"""By which the one comment of a pull request is found again."""
REASON_MAX = 300
"""Letters of a reason that a comment shows; the page has the whole of it."""


def markdown(result: ResultFile) -> str:
    """A result in Markdown.

    A comparison is the comment of a pull request: its first line is the verdict and the worst case
    with its interval, then a table of all that did not pass and of slowdowns that are meant; it is
    empty where every case passes by itself. Any other result begins with what it comes to and with
    what is not shown; then it is its tables, section by section.
    """
    if isinstance(result, ComparisonResult):
        return comment(result)
    made = document(result)
    lines = [f"**{_text(made.title)}.** {_text(made.standfirst)}", ""]
    lines += [f"> {_text(words)}\n" for words in made.banners]
    lines += [f"- {_text(each.name)}: {_text(_fact(each))}" for each in made.facts]
    lines += ["", sections(made.sections)]
    return "\n".join([*lines, f"{_text(result.machine.identity)}; {minute(result.made)}.", ""])


def _fact(fact: Fact) -> str:
    return f"{fact.value} ({fact.hint})" if fact.hint else fact.value


def comment(result: ComparisonResult) -> str:
    """A comparison as a comment; empty where every case passes without having to be accepted.

    The marker stands in the second line, so that the first one is what a notification shows.
    """
    rest = [each for each in ordered(result) if each.verdict is not Verdict.PASS or each.accepted]
    if result.verdict is Verdict.PASS and not rest:
        return ""
    passed = sum(each.verdict is Verdict.PASS for each in result.comparisons)
    lines = [f"**{VERDICTS[result.verdict]}.** {_text(worst(result))}", MARKER, ""]
    lines += [f"> {_text(words)}\n" for words in banners(result)]
    if rest:
        lines += [table(cases(rest)), *_reasons(rest)]
    lines.append(_footer(result, passed))
    return "\n".join(lines)


def _reasons(rest: Sequence[CaseComparison]) -> Iterator[str]:
    for each in rest:
        words = last_line(each.reason)
        cut = words if len(words) <= REASON_MAX else f"{words[:REASON_MAX]}…"
        yield f"- **{_text(each.case)}**: {_text(cut)}"
    yield ""


def _footer(result: ComparisonResult, passed: int) -> str:
    limits = result.thresholds
    return (
        f"{passed} of {len(result.cases)} pass. {_text(name_of(result.head))} against "
        f"{_text(name_of(result.base))}; warn {share(limits.warn)}, gate {share(limits.gate)}, "
        f"hard {share(limits.hard)}; {result.machine.identity}; {minute(result.made)}.\n"
    )


def sections(parts: Sequence[Section], level: int = 2) -> str:
    """Sections with their tables; drawings are for the page."""
    return "\n".join(
        section(each, level) for each in parts if each.has_words
    )  # fmt: skip


def section(part: Section, level: int = 2) -> str:
    """A section: its title, what is to be seen, its tables."""
    lines = [f"{'#' * level} {part.title}", ""]
    if part.finding:
        lines += [_text(part.finding), ""]
    has_many = len(part.tables) > 1
    for each in part.tables:
        if has_many:
            lines += [f"{'#' * (level + 1)} {_text(each.caption)}", ""]
        lines += [table(each)]
    if part.points:
        lines += [*(f"- {_text(words)}" for words in part.points), ""]
    for title, words in part.quotes:
        lines += [f"{'#' * (level + 1)} {_text(title)}", "", "```text", words.rstrip(), "```", ""]
    return "\n".join(lines)


def table(sheet: Table) -> str:
    """A table, and its note below."""
    rules = ["---" if name in sheet.words else "---:" for name in sheet.names]
    lines = [_line(sheet.names), f"|{'|'.join(rules)}|"]
    lines += [_line([cell.words for cell in row]) for row in sheet.rows]
    if sheet.note:
        lines += ["", _text(sheet.note)]
    return "\n".join([*lines, ""])


def _line(cells: Sequence[str]) -> str:
    """Cells of a row; what would end a cell is written otherwise."""
    return f"| {' | '.join(_text(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _text(words: str) -> str:
    r"""Words on one line that Markdown takes as they are.

    >>> print(_text("__init__ of <Price>"))
    \_\_init\_\_ of \<Price>
    """
    plain = " ".join(words.split())
    return "".join(f"\\{letter}" if letter in "\\`*_<[" else letter for letter in plain)
