"""The words and tables of a study's page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.optimise.study import first
from farthing.report import text
from farthing.report.study.axis import shown
from farthing.report.table import Fact, Table, row

if TYPE_CHECKING:
    from farthing.optimise.study import Study
    from farthing.report.study.ended import Ended

LISTED = 15

MEANINGS = {
    "finished": "ended with a number for each objective",
    "undefined": "an objective is not defined for it, as that of a run without a trade",
    "failed": "the strategy raised an error",
    "timed-out": "stopped at the time limit",
    "crashed": "each worker that tried it died",
}


def standfirst(study: Study) -> str:
    """What was searched, in a sentence."""
    data = study.manifest["data"]
    symbols = data["symbols"]
    named = ", ".join(symbols[:6]) if len(symbols) <= 6 else f"{len(symbols):,} symbols"
    first_day, last_day = data["sessions"]
    config = study.manifest["config"]
    days = f"{text.day(config['start'] or first_day)} to {text.day(config['end'] or last_day)}"
    wanted = ", ".join(
        f"{'most' if each.direction == 'max' else 'least'} {each.name}" for each in study.objectives
    )
    count = sum(study.states.values())
    return (
        f"Search {study.manifest['search']} for {wanted}: {text.count(count, 'trial')} on {named}, "
        f"{data['frequency']} bars, {days}."
    )


def parameters(study: Study) -> list[tuple[str, str]]:
    """What was searched: each parameter with its range, and the constraints."""
    space = study.manifest["space"]
    found = list(space["parameters"].items())
    return [*found, *(("where", words) for words in space["constraints"])]


def facts(study: Study) -> tuple[Fact, ...]:
    """The best trial, in figures."""
    best = study.best
    if best is None:
        return ()
    said = ", ".join(f"{name} {shown(value)}" for name, value in best.parameters.items())
    found = [
        Fact(
            f"best {each.name}" if not place else each.name,
            _figure(value),
            f"trial {best.number:,}: {said}" if not place else "of the same trial",
        )
        for place, (each, value) in enumerate(zip(study.objectives, best.values, strict=True))
    ]
    if best.end_equity is not None:
        found.append(Fact("equity at its end", text.money(best.end_equity), "of the same trial"))
    again = len({each.number for each in study.trials if each.same_as is not None})
    hint = f"{again:,} with the parameters of an earlier one" if again else ""
    found.append(Fact("trials", f"{sum(study.states.values()):,}", hint))
    return tuple(found)


def caution(study: Study) -> str:
    """What a reader must not take the best of many for."""
    count = len({str(each.parameters) for each in study.trials})
    return (
        f"The best of {text.count(count, 'set')} of parameters is better than what it stands for "
        "by chance alone: the more are tried, the better the luckiest looks. Try it on bars that "
        "the search has not seen."
    )


def table_of_best(study: Study) -> Table:
    """The best trials, or the Pareto front."""
    names = [
        name
        for name in study.manifest["space"]["parameters"]
        if any(name in each.parameters for each in study.ranked)
    ]
    rows = tuple(
        row(
            f"{each.number:,}",
            *(_parameter(each.parameters, name) for name in names),
            *map(_figure, each.values),
            text.money(each.end_equity),
        )
        for each in study.ranked[:LISTED]
    )
    left = len(study.ranked) - len(rows)
    several = len(study.objectives) > 1
    columns = ("Trial", *names, *(each.name for each in study.objectives), "End equity")
    return Table(
        caption="Pareto front" if several else "Best trials",
        names=_apart(columns),
        rows=rows,
        words=(),
        note=f"{left:,} more are left out." if left else "",
    )


def table_of_states(study: Study) -> Table:
    """How trials ended."""
    rows = tuple(row(state, f"{n:,}", MEANINGS[state]) for state, n in study.states.items())
    return Table("How trials ended", ("State", "Trials", "Meaning"), rows, ("State", "Meaning"))


def table_of_errors(study: Study) -> Table | None:
    """The commonest errors of trials; None where there is none."""
    counts: dict[str, int] = {}
    for each in study.trials:
        if each.state in {"failed", "timed-out", "crashed"} and each.same_as is None:
            counts[each.error] = counts.get(each.error, 0) + 1
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda each: -each[1])[:LISTED]
    rows = tuple(row(error, f"{n:,}") for error, n in ranked)
    return Table("Errors", ("Error", "Trials"), rows, ("Error",))


def finding(ended: Ended) -> str:
    """When the best was found, in a sentence."""
    best = ended.study.best
    if best is None:
        return "No trial has ended with a number."
    later = len([each for each in ended.trials if each.number > best.number])
    return (
        f"The best, {shown(first(best))}, came with trial {best.number:,}; "
        f"{text.count(later, 'set')} of parameters that were tried after it "
        f"{'was' if later == 1 else 'were'} no better."
    )


def manifest(study: Study) -> list[tuple[str, list[tuple[str, str]]]]:
    """What it takes to get the study again, in groups."""
    content = study.manifest
    own = ("search", "seed", "generation", "fidelity")
    groups: list[tuple[str, dict[str, Any]]] = [
        ("Search", {**{name: content[name] for name in own}, **content["fixed"]}),
        ("Strategy", content["strategy"]),
        ("Data", {name: content["data"][name] for name in ("name", "digest", "frequency")}),
        ("Money", content["config"]),
        ("Versions", content["versions"]),
    ]
    return [
        (name, [(key, str(value)) for key, value in entries.items() if value not in (None, [], "")])
        for name, entries in groups
    ]


def _parameter(parameters: dict[str, Any], name: str) -> str:
    return shown(parameters[name]) if name in parameters else text.DASH


def _figure(value: Any) -> str:
    """A number of an objective: money exactly, and what is none rounded."""
    if isinstance(value, Decimal):
        return text.money(value)
    if value is None:
        return text.DASH
    return f"{value:,}" if isinstance(value, int) else text.number(value, 4)


def _apart(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns, each once: a parameter may be called as an objective is."""
    return tuple(
        name if name not in names[:place] else f"{name} (objective)"
        for place, name in enumerate(names)
    )
