"""The page of docs/validation/evidence.md, made of a result alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.markdown import table
from farthing.testing.planted.score import wilson
from farthing.testing.validation.kept_level import POWER_ERRORS, POWER_LEAST, TESTS, failures
from farthing.testing.validation.words import BESIDE, LIMITS, method, noises

if TYPE_CHECKING:
    from farthing.testing.validation.measure import Result

HEADER = "<!-- made by `make validation-evidence`: figures are in evidence.json -->"
TITLE = "# How often is validation wrong?"

NAMES = {
    "reality_check": "reality check",
    "lower": "Hansen, lower",
    "consistent": "Hansen, consistent",
    "upper": "Hansen, upper",
}


def page(result: Result) -> str:
    """The page, in Markdown; its first lines say whether the tests keep what they promise."""
    sections = [
        f"{HEADER}\n{TITLE}\n\n{told(result)}",
        f"## Where there is no edge\n{_noise(result)}",
        f"## Where days are drawn one by one\n{_single_days(result)}",
        f"## Where there is an edge\n{_edges(result)}",
        f"## Beside the tests\n{BESIDE}\n\n{_beside(result)}",
        f"## How it is measured\n{method(result)}\n\n{noises()}\n\n{LIMITS}",
    ]
    return "\n\n".join(sections) + "\n"


def told(result: Result) -> str:
    """What the page says in a sentence or two.

    >>> print(told({"studies": 500, "level": 0.05, "kinds": {}}))
    **The reality check and Hansen's test keep their level of 5 %**, and see an edge of 5 standard
    errors in at least 85 % of studies, in each of 0 kinds of noise.
    """
    wrong = failures(result)
    if wrong:
        return "**The tests do not keep what they promise:**\n" + ";\n".join(wrong) + "."
    errors = f"{float(POWER_ERRORS):.0f}"
    level = f"{result['level'] * 100:.0f} %"
    return (
        f"**The reality check and Hansen's test keep their level of {level}**, and see an edge of "
        f"{errors} standard\nerrors in at least {POWER_LEAST * 100:.0f} % of studies, in each of "
        f"{len(result['kinds'])} kinds of noise."
    )


def _noise(result: Result) -> str:
    rows = [
        (kind, f"{row['block']:.1f}", *(_share(row["noise"][test], result) for test in NAMES))
        for kind, row in result["kinds"].items()
    ]
    words = (
        f"Per cent of {result['studies']} studies in which a test finds an edge at a level of "
        f"{result['level'] * 100:.0f} %, with\nthe interval of 95 % (Wilson); `block` is the mean "
        "length of a block, in sessions. The lower\np-value is a bound, and not meant to keep a "
        "level."
    )
    return f"{words}\n\n{table(('noise', 'block', *NAMES.values()), rows)}"


def _single_days(result: Result) -> str:
    rows = [
        (kind, *(_share(row["single_days"][test], result) for test in TESTS))
        for kind, row in result["kinds"].items()
    ]
    words = (
        "The same studies, with a bootstrap of single sessions: what goes on from one session into "
        "the\nnext is lost, and with it the level where returns are autocorrelated."
    )
    return f"{words}\n\n{table(('noise', *(NAMES[test] for test in TESTS)), rows)}"


def _edges(result: Result) -> str:
    rows = []
    for kind, row in result["kinds"].items():
        for test in TESTS:
            found = (_percent(each[test], result) for each in row["edges"].values())
            rows.append((f"{kind}, {NAMES[test]}", *found))
    first: Result = next(iter(result["kinds"].values()), {"edges": {}})
    heads = (f"{float(errors):.0f} errors" for errors in first["edges"])
    words = (
        "Per cent of studies in which a test sees an edge that one of the trials has, by how many "
        f"standard\nerrors of its mean it is. Over {result['sessions']:,} sessions, 5 errors are a "
        f"Sharpe ratio of {_sharpe(5.0, result):.1f} a year where returns do\nnot depend on those "
        "before."
    )
    return f"{words}\n\n{table(('noise and test', *heads), rows)}"


def _beside(result: Result) -> str:
    rows = []
    for kind, row in result["kinds"].items():
        quiet, edge = row["noise"], row["edges"][POWER_ERRORS]
        rows.append(
            (
                kind, f"{row['clusters']:.1f}",
                *(_percent(each[name], result) for name in ("deflated", "deflated_clusters")
                  for each in (quiet, edge)),
                f"{quiet['overfitting']:.2f}", f"{edge['overfitting']:.2f}",
            )
        )  # fmt: skip
    heads = (
        "noise", "clusters", "deflated, no edge", "deflated, edge", "by clusters, no edge",
        "by clusters, edge", "overfitting, no edge", "overfitting, edge",
    )  # fmt: skip
    return table(heads, rows)


def _share(hits: int, result: Result) -> str:
    found = wilson(hits, result["studies"])
    assert found.low is not None
    assert found.high is not None
    return f"{_percent(hits, result)} ({found.low * 100:.1f} to {found.high * 100:.1f})"


def _percent(hits: int, result: Result) -> str:
    return f"{hits / result['studies'] * 100:.1f}"


def _sharpe(errors: float, result: Result) -> float:
    """Of a year of 252 sessions."""
    return float(errors * (252 / result["sessions"]) ** 0.5)
