"""What may have made two runs differ: the entries of their manifests that are not the same."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

CAUSES = ("farthing", "python", "polars", "strategy", "data", "config")
"""Entries that can make a difference; the others are what came of it."""

LIKELY = {
    "price": ("data.digest", "config.slippage", "config.fill"),
    "fee": ("config.commission",),
    "state": ("config.account", "config.controls"),
    "reason": ("config.account", "config.controls"),
    "quantity": ("config.capital", "config.volume_limit", "strategy.parameters"),
}
"""What a differing column points at first."""

SOURCES = "strategy.sources."
"""How the names of entries begin that are the text of a file."""

HIDDEN = (
    "nothing that the manifests tell differs: the strategy has an input that they do not tell, such"
    " as a file, the clock or chance; `farthing check` looks for it"
)


def entries(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The entries of two manifests that differ, by dotted name.

    >>> entries({"config": {"fill": "close"}}, {"config": {"fill": "next-open"}})
    {'config.fill': ('close', 'next-open')}
    """
    mine, theirs = (dict(_flat(each)) for each in (a, b))
    names = [*mine, *(name for name in theirs if name not in mine)]
    pairs = {name: (mine.get(name), theirs.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        path = f"{before}.{name}" if before else name
        if isinstance(each, dict):
            yield from _flat(each, path)
        else:
            yield path, each


def reasons(
    columns: Collection[str], manifest: Mapping[str, tuple[Any, Any]], *, is_same: bool
) -> tuple[str, ...]:
    """What may have made the difference, the likeliest first.

    Args:
        columns: that differ in the first row that does.
        manifest: entries that differ; see ``entries``.
        is_same: whether no row differs.
    """
    causes = [name for name in manifest if name.partition(".")[0] in CAUSES]
    if is_same:
        return ()
    if not causes:
        return (HIDDEN,)
    first = [name for column in columns for name in LIKELY.get(column, ())]
    ordered = sorted(causes, key=lambda name: _rank(name, first))
    return tuple(_words(name, *manifest[name]) for name in ordered)


def source_words(a: str | None, b: str | None) -> str:
    r"""Where two texts of a source part; None is a run without it.

    >>> source_words("import a\nb = 1\n", "import a\nb = 2\n"), source_words(None, "a = 1")
    ('differs from line 2', 'in the second alone')
    """
    if a is None or b is None:
        return "in the second alone" if a is None else "in the first alone"
    lines = zip_longest(a.splitlines(), b.splitlines())
    first = next((n for n, (mine, its) in enumerate(lines, 1) if mine != its), None)
    return "differs in how its lines end" if first is None else f"differs from line {first}"


def _rank(name: str, first: list[str]) -> tuple[int, int]:
    near = [place for place, likely in enumerate(first) if name.startswith(likely)]
    return (near[0] if near else len(first), CAUSES.index(name.partition(".")[0]))


def _words(name: str, a: Any, b: Any) -> str:
    """One entry in words; long ones only by name.

    >>> _words("config.fill", "close", "next-open")
    'config.fill: close, then next-open'
    """
    if name.startswith(SOURCES):
        return f"the source {name.removeprefix(SOURCES)}: {source_words(a, b)}"
    if name in ("strategy.code_hash", "data.digest"):
        return {
            "strategy.code_hash": "the code of the strategy is another one",
            "data.digest": "the bars are other ones",
        }[name]
    return f"{name}: {a}, then {b}"
