"""Why, in words: each number of a rule against its threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.decimals import canonical
from farthing.report.table import Fact, Table, row
from farthing.report.text import DASH

if TYPE_CHECKING:
    from decimal import Decimal

    from farthing.report.wyckoff.view import View
    from farthing.wyckoff.parameters import Parameters

MEANINGS = {
    "PS": "preliminary support",
    "SC": "selling climax",
    "AR": "automatic rally or reaction",
    "ST": "secondary test",
    "Spring": "spring",
    "Test": "test",
    "SOS": "sign of strength",
    "LPS": "last point of support",
    "BU": "back-up to the level",
    "PSY": "preliminary supply",
    "BC": "buying climax",
    "UT": "upthrust",
    "UTAD": "upthrust after distribution",
    "SOW": "sign of weakness",
    "LPSY": "last point of supply",
}
"""What the names of events stand for."""


def price(value: Decimal | None) -> str:
    """An exact price without digits that are nothing."""
    return DASH if value is None else f"{canonical(value):,f}"


def standfirst(view: View) -> str:
    """The state of a symbol in a sentence."""
    of, phase = view.range, view.phases[-1] if view.phases else None
    if of is None or phase is None:
        return "No trading range was found in these bars."
    where = "No range any more" if phase["phase"] == "-" else f"Phase {phase['phase']}"
    return (
        f"{where}; {_article(of['kind'])} from {price(of['support'])} to {price(of['resistance'])} "
        f"since {of['at']:%d %b %Y}, quality {of['quality']:.0f} of 100."
    )


def _article(kind: str) -> str:
    if kind == "open":
        return "a range that nothing is decided of"
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def signal_facts(view: View) -> tuple[Fact, ...]:
    """The last signal, or the last refusal."""
    if not view.signals:
        return ()
    last = view.signals[-1]
    tone = "gain" if last["side"] == "long" else "loss"
    return (
        Fact(
            "Signal", f"{last['event']} {last['side']}", f"known {last['known_at']:%Y-%m-%d}", tone
        ),
        Fact("Entry", price(last["entry"]), "the close with which it became known"),
        Fact("Stop", price(last["stop"])),
        Fact(
            "Targets",
            " / ".join(price(last[f"target_{n}"]) for n in (1, 2, 3)),
            "by the count; the first by the height where that is nearer",
        ),
        Fact("Projection", price(last["projection"]), "a second opinion, by the height"),
        Fact("Reward", f"{last['reward']:.1f}", "the first target against the stop"),
        Fact("Confidence", f"{last['confidence']:.0f}", last["words"] or "of 100"),
        _size(last),
    )


def _size(signal: dict[str, Any]) -> Fact:
    """How many lots a signal has, and what they risk."""
    told = f"lots; they risk {price(signal['risk_amount'])}"
    if not signal["size"]:
        told = f"too small for this equity: one lot risks more than {price(signal['risk_budget'])}"
    return Fact("Size", f"{signal['size']:,}", told)


def reasons(view: View, parameters: Parameters) -> tuple[Table, ...]:
    """For each event, newest first: its numbers against the table of parameters."""
    meanings = {each.name: each.meaning for each in parameters.rows()}
    return tuple(_reason(event, meanings) for event in reversed(view.events))


def _reason(event: dict[str, Any], meanings: dict[str, str]) -> Table:
    name = event["event"]
    number = f", number {event['number']}" if event["number"] else ""
    caption = (
        f"{name}: {MEANINGS[name]}{number}, of {event['at']:%d %b %Y}, "
        f"known {event['known_at']:%d %b %Y}, at {price(event['price'])}"
    )
    lines = tuple(
        row(
            meanings[each["name"]],
            f"{each['value']:.2f}",
            f"{each['sense']} {each['threshold']:g}",
            each["unit"],
            f"{each['grade']:.2f}",
            f"{each['weight']:g}",
        )
        for each in event["evidence"]
    )
    names = ("Meaning", "Measured", "Threshold", "Unit", "Grade", "Weight")
    note = f"Score {event['score']:.2f}: the mean of the grades by weight."
    return Table(caption, names, lines, ("Meaning", "Unit"), note)


def refusals(view: View) -> Table | None:
    """Signals that did not pass, newest first."""
    if not view.refusals:
        return None
    lines = tuple(
        row(
            f"{each['known_at']:%Y-%m-%d}",
            f"{each['event']} {each['side']}",
            each["stage"],
            each["reason"].replace("_", " "),
            f"{each['value']:.2f}",
            f"{each['limit']:.2f}",
            f"{each['confidence']:.0f}",
        )
        for each in reversed(view.refusals)
    )
    names = ("Known", "Event", "Stage", "Reason", "Measured", "Needed", "Confidence")
    return Table("Refused", names, lines, ("Known", "Event", "Stage", "Reason"))
